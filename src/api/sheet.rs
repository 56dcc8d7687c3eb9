//! Tables as files: comma-separated values and workbooks, in which no text becomes a formula.

use actix_web::web::Bytes;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};
use serde_json::Value;

use super::problem::{Kind, Problem};

/// What is before a text and shows nowhere: programs look behind it for what begins a formula.
fn is_hidden(c: char) -> bool {
    let unseen =
        matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{ad}');
    c.is_whitespace() || c.is_control() || unseen
}

/// A text that no program takes for a formula (CWE-1236).
pub(crate) fn harmless(text: &str) -> String {
    const OPENS: [char; 12] = ['=', '+', '-', '@', '＝', '＋', '－', '＠', '﹦', '﹢', '﹣', '﹫'];
    let first = text.trim_start_matches(is_hidden).chars().next();
    if text.starts_with(['\t', '\r', '\0']) || first.is_some_and(|c| OPENS.contains(&c)) {
        return format!("'{text}");
    }
    text.to_owned()
}

/// What stands in one cell.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => harmless(text),
        Value::Array(items) => harmless(&items.iter().map(plain).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A table: its columns, its rows, and the words that say whose copy it is.
#[derive(Debug)]
pub(crate) struct Sheet<'t> {
    /// The heads of the columns.
    pub heads: Vec<&'t str>,
    /// The rows, each as long as the heads.
    pub rows: Vec<Vec<Value>>,
    /// Who took it out, when, and how many rows it has.
    pub mark: String,
    /// What the list was narrowed by: behind the mark in the last row, for the foot of a page has no room for it (255 signs).
    pub narrowed: String,
    /// The name of the sheet.
    pub name: &'t str,
}

fn fault<E>(_: E) -> Problem {
    Problem::new(Kind::Internal)
}

impl Sheet<'_> {
    /// What stands in the last row.
    fn last(&self) -> String {
        let parts = [self.mark.as_str(), self.narrowed.as_str()];
        let told: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        harmless(&told.join("; "))
    }

    /// RFC 4180 in UTF-8 with a byte order mark; the last row is the mark.
    pub(crate) fn comma_separated(&self) -> Result<Bytes, Problem> {
        let mut out = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer("\u{feff}".as_bytes().to_vec());
        out.write_record(&self.heads).map_err(fault)?;
        for row in &self.rows {
            out.write_record(row.iter().map(cell)).map_err(fault)?;
        }
        let mark = std::iter::once(self.last());
        let rest = self.heads.iter().skip(1).map(|_| String::new());
        out.write_record(mark.chain(rest)).map_err(fault)?;
        out.into_inner().map(Bytes::from).map_err(fault)
    }

    /// A workbook; below the rows, and at the foot of each printed page, is the mark.
    pub(crate) fn workbook(&self) -> Result<Bytes, Problem> {
        self.written().map_err(fault)
    }

    fn written(&self) -> Result<Bytes, XlsxError> {
        let mut book = Workbook::new();
        // The same rows are the same bytes: no time of making but that of the mark.
        let made = ExcelDateTime::from_ymd(2024, 1, 1)?;
        book.set_properties(&DocProperties::new().set_creation_datetime(&made));
        let sheet = book.add_worksheet().set_name(self.name)?;
        for (column, head) in (0..).zip(&self.heads) {
            sheet.write_string(0, column, *head)?;
        }
        let mut last = 1;
        for (at, row) in (1..).zip(&self.rows) {
            for (column, value) in (0..).zip(row) {
                match value.as_i64().and_then(|n| i32::try_from(n).ok()) {
                    Some(number) => sheet.write_number(at, column, number)?,
                    // As a text, whatever it begins with.
                    None => sheet.write_string(at, column, cell(value))?,
                };
            }
            last = at + 1;
        }
        sheet.write_string(last, 0, self.last())?;
        // An ampersand has a meaning of its own there.
        sheet.set_footer(format!("&L{}&R&P/&N", self.mark.replace('&', "&&")));
        sheet.set_landscape().set_repeat_rows(0, 0)?.set_freeze_panes(1, 0)?;
        book.save_to_buffer().map(Bytes::from)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn whatever_a_formula_may_begin_with_has_a_mark_before_it() {
        for text in [
            "=1+1",
            "+84900000001",
            "-2",
            "@SUM(A1)",
            "\tx",
            "\rx",
            "\0x",
            " =1",
            "\u{feff}=1",
            "\u{feff} \t@x",
            "\u{200b}=1",
            "\u{a0}-1",
            "＝1",
            "＋1",
            "－1",
            "＠x",
            "\n=cmd|' /C calc'!A0",
        ] {
            assert_eq!(harmless(text), format!("'{text}"), "{text:?}");
        }
        for text in ["", "Sở", "7K3M9QX2AB", "a=b", "2024-10-15", " chữ"] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn a_table_is_told_with_its_mark_last_and_is_the_same_bytes_each_time() {
        let sheet = Sheet {
            heads: vec!["Số", "Đơn vị", "Ngày"],
            rows: vec![
                vec![json!("7K3M9QX2AB"), json!("=HYPERLINK(\"x\")"), json!(3)],
                vec![json!(["a", "b"]), Value::Null, json!(true)],
            ],
            mark: "Lê Thị Thử; 2 dòng".to_owned(),
            narrowed: "unit=703".to_owned(),
            name: "Danh sách",
        };

        let text = String::from_utf8(sheet.comma_separated().unwrap().to_vec()).unwrap();

        assert_eq!(
            text,
            "\u{feff}Số,Đơn vị,Ngày\r\n7K3M9QX2AB,\"'=HYPERLINK(\"\"x\"\")\",3\r\n\"a, b\",,true\r\nLê Thị Thử; 2 dòng; unit=703,,\r\n"
        );
        let book = sheet.workbook().unwrap();
        assert!(book.starts_with(b"PK"));
        assert_eq!(book, sheet.workbook().unwrap());
    }
}

//! One CSV file of reference data: its rows, read cell by cell with the line at fault.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;
use uuid::Uuid;

use super::files::Files;
use crate::domain::text::Words;
use crate::domain::time::Day;
use crate::store::types::{Date, Id};

/// Ids of reference data follow from their natural key, so that two installations agree.
const NAMESPACE: Uuid = Uuid::from_u128(0x6c69_656d_6368_696e_685f_5f64_6174_6131);

/// The id of the row of this key.
pub(super) fn id_of(table: &str, key: &str) -> Id {
    Id(Uuid::new_v5(&NAMESPACE, format!("{table}/{key}").as_bytes()))
}

/// The cells of a file under its header.
pub(super) struct Sheet {
    name: String,
    header: csv::StringRecord,
    records: Vec<csv::StringRecord>,
}

/// One row, and where it stands.
pub(super) struct Row<'a> {
    sheet: &'a Sheet,
    record: &'a csv::StringRecord,
    line: u64,
}

/// What is wrong, with file, line and column, for a person who edits the file.
pub(super) type Fault = Words;

/// What has no Vietnamese sentence.
pub(super) fn foreign(faults: Vec<String>) -> Vec<Fault> {
    faults.into_iter().map(Words::foreign).collect()
}

impl Sheet {
    /// Reads `name` of `files`, which must have exactly these columns.
    pub(super) fn open(files: &Files, name: &str, columns: &[&str]) -> Result<Self, Fault> {
        Self::of(name, &files.text(name)?, columns)
    }

    /// As [`Sheet::open`], of a file with this text: also as a spreadsheet saves it.
    fn of(name: &str, text: &str, columns: &[&str]) -> Result<Self, Fault> {
        // A byte order mark before it, names in parts (NFD), semicolons or tabs for commas.
        let text: String = text.trim_start_matches('\u{FEFF}').nfc().collect();
        let first = text.lines().next().unwrap_or_default();
        let delimiter = [b';', b'\t'].into_iter().find(|sign| first.contains(char::from(*sign)));
        let delimiter = delimiter.filter(|_| !first.contains(',')).unwrap_or(b',');
        let mut reader =
            csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let unread = |cause: csv::Error| {
            Words::new(format!("không đọc được: {cause}"), cause.to_string()).about(name)
        };
        let mut header = reader.headers().map_err(unread)?.clone();
        header.trim();
        let found: BTreeSet<&str> = header.iter().collect();
        let wanted: BTreeSet<&str> = columns.iter().copied().collect();
        if found != wanted || header.len() != columns.len() {
            let columns = columns.join(",");
            return Err(Words::new(
                format!("{name}: dòng tiêu đề phải có đúng các cột {columns}"),
                format!("{name}: the header must name exactly {columns}"),
            ));
        }
        let records = reader
            .records()
            // What a spreadsheet leaves below its last row.
            .filter(|row| !row.as_ref().is_ok_and(|row| row.iter().all(|it| it.trim().is_empty())))
            .collect::<Result<Vec<_>, _>>()
            .map_err(unread)?;
        if records.is_empty() {
            return Err(Words::new("không có dòng nào", "no rows").about(name));
        }
        Ok(Self { name: name.to_owned(), header, records })
    }

    /// Makes something of every row; all faults are noted, not the first only.
    pub(super) fn read<T>(
        &self,
        faults: &mut Vec<Fault>,
        make: impl Fn(&Row<'_>) -> Result<T, Fault>,
    ) -> Vec<T> {
        let mut made = Vec::with_capacity(self.records.len());
        for record in &self.records {
            let line = record.position().map_or(0, csv::Position::line);
            match make(&Row { sheet: self, record, line }) {
                Ok(value) => made.push(value),
                Err(fault) => faults.push(fault),
            }
        }
        made
    }
}

impl Row<'_> {
    /// A fault of this row.
    pub(super) fn fault(&self, column: &str, vi: &str, en: &str) -> Fault {
        Words::new(vi, en).about(format_args!("{}:{}: {column}", self.sheet.name, self.line))
    }

    /// A cell that holds another code than those that are known.
    pub(super) fn unknown(&self, column: &str) -> Fault {
        self.fault(column, "không phải mã có trong danh sách", "is not a known code")
    }

    /// The cell, which may be empty.
    fn cell(&self, column: &str) -> &str {
        let at = self.sheet.header.iter().position(|name| name == column);
        at.and_then(|at| self.record.get(at)).unwrap_or_default().trim()
    }

    /// The cell, if it holds anything.
    pub(super) fn optional(&self, column: &str) -> Option<String> {
        Some(self.cell(column)).filter(|cell| !cell.is_empty()).map(str::to_owned)
    }

    /// The cell, which must hold something.
    pub(super) fn text(&self, column: &str) -> Result<String, Fault> {
        self.optional(column)
            .ok_or_else(|| self.fault(column, "không được để trống", "must not be empty"))
    }

    /// A cell with one of the codes that `known` accepts.
    pub(super) fn code<T>(
        &self,
        column: &str,
        known: impl Fn(&str) -> Option<T>,
    ) -> Result<String, Fault> {
        let text = self.text(column)?;
        known(&text).map(|_| text).ok_or_else(|| self.unknown(column))
    }

    /// As [`Row::code`], or nothing.
    pub(super) fn optional_code<T>(
        &self,
        column: &str,
        known: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<String>, Fault> {
        if self.cell(column).is_empty() { Ok(None) } else { self.code(column, known).map(Some) }
    }

    /// `true` or `false`, in any case.
    pub(super) fn flag(&self, column: &str) -> Result<bool, Fault> {
        self.cell(column)
            .to_lowercase()
            .parse()
            .map_err(|_| self.fault(column, "phải là true hoặc false", "must be true or false"))
    }

    /// A whole number.
    pub(super) fn number(&self, column: &str) -> Result<i32, Fault> {
        self.cell(column)
            .parse()
            .map_err(|_| self.fault(column, "phải là số nguyên", "must be a whole number"))
    }

    /// A whole number, or nothing.
    pub(super) fn optional_number(&self, column: &str) -> Result<Option<i32>, Fault> {
        if self.cell(column).is_empty() { Ok(None) } else { self.number(column).map(Some) }
    }

    /// A date.
    pub(super) fn day(&self, column: &str) -> Result<Date, Fault> {
        let day: Result<Day, _> = self.cell(column).parse();
        day.map(Date).map_err(|_| {
            self.fault(
                column,
                "phải là ngày, ví dụ 2024-10-15",
                "must be a date such as 2024-10-15",
            )
        })
    }

    /// A date, or nothing.
    pub(super) fn optional_day(&self, column: &str) -> Result<Option<Date>, Fault> {
        if self.cell(column).is_empty() { Ok(None) } else { self.day(column).map(Some) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [&str; 3] = ["code", "name", "active"];

    fn read(text: &str) -> Result<Vec<(String, bool)>, Vec<Fault>> {
        let sheet = Sheet::of("x.csv", text, &COLUMNS).map_err(|fault| vec![fault])?;
        let mut faults = Vec::new();
        let rows = sheet.read(&mut faults, |row| Ok((row.text("name")?, row.flag("active")?)));
        if faults.is_empty() { Ok(rows) } else { Err(faults) }
    }

    #[test]
    fn a_file_that_a_spreadsheet_saved_is_read_as_it_was_written() {
        let expected = Ok(vec![("Tây Ninh".to_owned(), true), ("Xã A, B".to_owned(), false)]);
        for text in [
            "code,name,active\n1,Tây Ninh,true\n2,\"Xã A, B\",false\n",
            "\u{FEFF}code,name,active\r\n1,Tây Ninh,TRUE\r\n2,\"Xã A, B\",FALSE\r\n",
            "\u{FEFF}code;name;active\r\n1;Tây Ninh;TRUE\r\n2;\"Xã A, B\";FALSE\r\n;;\r\n",
            "code\tname\tactive\n1\tTây Ninh\tTrue\n2\tXã A, B\tFalse\n\t\t\n",
            "code , name, active\n1,Ta\u{302}y Ninh,true\n2,\"Xa\u{303} A, B\",false\n , ,\n\n",
        ] {
            assert_eq!(read(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_fault_names_its_line_also_behind_an_empty_one() {
        let faults = read("code,name,active\n1,A,true\n,,\n3,,maybe\n").unwrap_err();
        let expected = Words::new("không được để trống", "must not be empty");
        assert_eq!(faults, [expected.about("x.csv:4: name")]);
    }
}

//! `GET /api/v1/statistics/summary`: published figures by dimension as JSON, CSV and XLSX, made once for each state of them.

use actix_web::web::Bytes;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};
use serde_json::{Value, json};

use crate::api::answer::Answer;
use crate::api::edge::header::Takes;
use crate::api::extract::Read;
use crate::api::figures::statistics::{cells, question};
use crate::api::prepared::Stamp;
use crate::api::problem::{Kind, Problem};
use crate::api::sheet::harmless;
use crate::api::view::pick;
use crate::domain::codes::codes;
use crate::domain::figures::SMALLEST;
use crate::domain::text::Language;
use crate::service::figures::dictionary::{COUNTS, LICENCE, RULE, WAY, Word, columns, counts};
use crate::service::figures::summary::{Dimension, Figures, Named};

codes! {
    /// How figures are written.
    Format {
        /// JSON.
        Json => "json",
        /// Comma-separated values in UTF-8 with a byte order mark.
        Csv => "csv",
        /// A workbook.
        Xlsx => "xlsx",
    }
}

impl Format {
    const fn content_type(self) -> &'static str {
        match self {
            Self::Json => "application/json",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// The figures of one dimension.
pub(crate) async fn summary(request: Read<Takes>) -> Answer {
    let (state, language) = (&request.state, request.language);
    let params = &request.query;
    let dimension = params.one_of("dimension", Dimension::ALL)?.unwrap_or(Dimension::Province);
    let format = params.one_of("format", Format::ALL)?.unwrap_or(Format::Json);
    let question = question(params, state.service.clock().today(), dimension)?;
    let asked = format!("summary {format} {question:?}");
    let make = async {
        let figures = state.service.statistics(&question).await?;
        match format {
            Format::Json => Ok(Bytes::from(body(language, &figures).to_string())),
            Format::Csv => comma_separated(language, dimension, &figures),
            Format::Xlsx => {
                workbook(language, dimension, &figures).map_err(|_| Problem::new(Kind::Internal))
            }
        }
    };
    let (asked, form) = ((asked, language), (format.content_type(), &request.who));
    state.prepared.figures(asked, Stamp::of_figures(state), form, make).await
}

fn body(language: Language, figures: &[Figures]) -> Value {
    let items: Vec<Value> = figures.iter().map(|row| cells(language, row)).collect();
    let word = |(name, vi, en): &Word| json!({"name": name, "text": pick(language, vi, en)});
    json!({
        "items": items,
        "suppressed_below": SMALLEST,
        "rule": pick(language, RULE.0, RULE.1),
        "dictionary": COUNTS.iter().chain(&WAY).map(word).collect::<Vec<_>>(),
        "licence": {"code": "CC-BY-4.0", "confirmed": false, "text": pick(language, LICENCE.0, LICENCE.1)},
    })
}

/// The texts of a row.
fn texts(language: Language, dimension: Dimension, row: &Figures) -> [String; 4] {
    let (code, name) = match &row.of {
        Named::Province => (String::new(), String::new()),
        Named::Group(group) => (group.map_or("none", |it| it.as_str()).to_owned(), String::new()),
        Named::Unit(unit) => {
            (unit.code.clone(), pick(language, &unit.name, &unit.name_en).to_owned())
        }
        Named::Kind(kind) => (kind.as_str().to_owned(), String::new()),
        Named::Category(kind, one) => {
            (format!("{kind}/{}", one.code), pick(language, &one.name, &one.name_en).to_owned())
        }
        Named::Sector(one) => one.as_ref().map_or_else(
            || ("none".to_owned(), String::new()),
            |one| (one.code.clone(), pick(language, &one.name, &one.name_en).to_owned()),
        ),
        Named::Sender(sender) => (sender.as_str().to_owned(), String::new()),
    };
    [row.period.clone(), dimension.as_str().to_owned(), code, name]
}

fn comma_separated(
    language: Language,
    dimension: Dimension,
    figures: &[Figures],
) -> Result<Bytes, Problem> {
    let fault = |_| Problem::new(Kind::Internal);
    let mut rows = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    rows.write_record(columns().map(|(name, ..)| *name)).map_err(fault)?;
    for row in figures {
        let numbers =
            counts(&row.numbers).map(|it| it.map_or_else(String::new, |it| it.to_string()));
        let texts = texts(language, dimension, row).map(|text| harmless(&text));
        rows.write_record(texts.iter().chain(&numbers)).map_err(fault)?;
    }
    rows.into_inner().map(Bytes::from).map_err(|_| Problem::new(Kind::Internal))
}

fn workbook(
    language: Language,
    dimension: Dimension,
    figures: &[Figures],
) -> Result<Bytes, XlsxError> {
    let mut book = Workbook::new();
    // The same figures are the same bytes: no time of making.
    let made = ExcelDateTime::from_ymd(2024, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let sheet = book.add_worksheet().set_name(pick(language, "Số liệu", "Figures"))?;
    for (column, (name, ..)) in (0..).zip(columns()) {
        sheet.write_string(0, column, *name)?;
    }
    for (at, row) in (1..).zip(figures) {
        line(sheet, at, &texts(language, dimension, row), counts(&row.numbers))?;
    }
    let sheet = book.add_worksheet().set_name(pick(language, "Giải thích", "Dictionary"))?;
    for (at, (name, vi, en)) in (0..).zip(columns()) {
        sheet.write_string(at, 0, *name)?;
        sheet.write_string(at, 1, pick(language, vi, en))?;
    }
    sheet.write_string(18, 1, pick(language, RULE.0, RULE.1))?;
    sheet.write_string(19, 1, pick(language, LICENCE.0, LICENCE.1))?;
    book.save_to_buffer().map(Bytes::from)
}

/// One row; a text is written as a text, whatever it begins with.
fn line(
    sheet: &mut Worksheet,
    at: u32,
    texts: &[String],
    counts: [Option<i64>; 13],
) -> Result<(), XlsxError> {
    for (column, text) in (0..).zip(texts) {
        sheet.write_string(at, column, harmless(text))?;
    }
    for (column, count) in (4..).zip(counts) {
        if let Some(count) = count.and_then(|count| i32::try_from(count).ok()) {
            sheet.write_number(at, column, count)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::figures::Numbers;
    use crate::service::UnitName;

    fn figures() -> Vec<Figures> {
        let name = "=HYPERLINK(\"http://x.example\")".to_owned();
        let unit = UnitName { code: "@703".to_owned(), name: name.clone(), name_en: name };
        let numbers = Numbers { met: None, filed: Some(7), ..Numbers::ZERO };
        vec![Figures { of: Named::Unit(unit), period: "2024-Q3".to_owned(), numbers }]
    }

    #[test]
    fn no_text_of_a_table_becomes_a_formula() {
        let made = comma_separated(Language::Vi, Dimension::Unit, &figures()).unwrap();
        let text = String::from_utf8(made.to_vec()).unwrap();

        assert!(text.starts_with('\u{feff}'));
        assert!(
            text.ends_with(
                "2024-Q3,unit,'@703,\"'=HYPERLINK(\"\"http://x.example\"\")\",7,0,,0,0,0,,,0,0,0,0,0\n"
            ),
            "{text}"
        );
    }

    #[test]
    fn the_same_figures_are_the_same_workbook() {
        let made = || workbook(Language::En, Dimension::Unit, &figures()).unwrap();

        assert!(made().starts_with(b"PK"), "a zip archive");
        assert_eq!(made(), made());
    }
}

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

/// A column: its name, and what it is in both languages.
type Word = (&'static str, &'static str, &'static str);

/// What says of whom a row is; texts.
const OF: [Word; 4] = [
    ("period", "Tháng, quý hoặc năm", "Month, quarter or year"),
    (
        "dimension",
        "Phân theo: tỉnh, khối, đơn vị, loại đơn, nội dung (trong từng loại đơn), lĩnh vực, người gửi",
        "By what: province, group, unit, kind, category (within a kind), sector, sender",
    ),
    (
        "code",
        "Mã khối, đơn vị, loại đơn, loại đơn/nội dung, lĩnh vực (none: không nêu) hoặc người gửi (resident: người dân, kể cả \
         qua Mặt trận; business: doanh nghiệp, tổ chức); trống với toàn tỉnh. Vụ việc đã rút lên được tính vào nội dung `other`, lĩnh \
         vực `none` và `resident`",
        "Code of the group, unit, kind, kind/category, sector (none where none was named) or sender (resident: people, also \
         through the Front; business: businesses and organisations); empty for the province. What was called up counts under the category \
         `other`, the sector `none` and `resident`",
    ),
    ("name", "Tên đơn vị, nội dung hoặc lĩnh vực", "Name of the unit, category or sector"),
];

/// What was counted; numbers, empty where not told.
const COUNTS: [Word; 8] = [
    ("filed", "Số phản ánh đến, theo ngày đến", "Reports that arrived, by the day of arrival"),
    (
        "opened",
        "Số việc đến hạn trả lời, theo ngày cuối ban đầu",
        "Answers that fell due, by their first last day",
    ),
    ("met", "Trong đó: trả lời đúng hạn", "Of these: answered in time"),
    ("missed", "Trong đó: quá hạn", "Of these: not answered in time"),
    (
        "other",
        "Trong đó: chuyển hoặc không thụ lý đúng hạn, hoặc chưa kết thúc vào ngày công bố",
        "Of these: forwarded or declined in time, or not yet at their end on the day of publishing",
    ),
    (
        "wrong_forwards",
        "Số lần chuyển sai, theo ngày kết luận; không phân theo nội dung, lĩnh vực, người gửi",
        "Forwards found wrong, by the day of that decision; not by category, sector or sender",
    ),
    (
        "median_days",
        "Số ngày (theo lịch) mà trong đó một nửa số việc đến hạn của quý được trả lời, tính từ ngày bắt đầu thời hạn; việc chưa trả lời \
         tính đến ngày công bố. Chỉ theo quý, khi từ 20 việc và ít nhất một nửa số việc đến hạn được trả lời đúng hạn",
        "Calendar days by which half of the answers that fell due in the quarter were given, from the day the period began; what is \
         not answered yet counts as waited for until the day of publishing. By quarter, where 20 or more, and half of all, were in time",
    ),
    (
        "p90_days",
        "Như trên, với chín phần mười số việc; khi từ 50 việc và ít nhất chín phần mười được trả lời đúng hạn",
        "The same of nine of ten; where 50 or more, and nine of ten, were in time",
    ),
];

/// What happened on the way; numbers, empty where not told.
const WAY: [Word; 5] = [
    (
        "extensions",
        "Số lần gia hạn trả lời, theo ngày gia hạn; cột này và bốn cột sau không phân theo nội dung, lĩnh vực, người gửi và không \
         tính vụ việc đã rút lên",
        "Extensions of an answer's period, by their day; this and the next four neither by category, sector or sender nor of what was \
         called up",
    ),
    (
        "suspensions",
        "Số lần tạm đình chỉ (dừng tính thời hạn), theo ngày tạm đình chỉ",
        "Times that a clock was made to stand still, by that day",
    ),
    (
        "apologies",
        "Số vụ việc có thư xin lỗi đến tay người nộp hồ sơ, theo ngày ghi nhận",
        "Cases in which the apology for a late dossier reached the person, by the day of the record",
    ),
    (
        "forwards",
        "Số lần chuyển đơn sang đơn vị khác, tính cho đơn vị chuyển, theo ngày chuyển",
        "Forwards to another unit, of the unit that had the case, by their day",
    ),
    (
        "reopenings",
        "Số lần người gửi không đồng ý với câu trả lời nên vụ việc được giải quyết lại, theo ngày đó",
        "Cases that began anew because the reporter would not have the answer, by that day",
    ),
];

fn columns() -> impl Iterator<Item = &'static Word> {
    OF.iter().chain(&COUNTS).chain(&WAY)
}

const RULE: (&str, &str) = (
    "Ô trống: không công bố. Số từ 1 đến 4 không bao giờ công bố, và không suy ra được từ các số khác. Số 0 được công bố. \
     Mỗi quý công bố một lần, ngày thứ mười sau khi kết thúc, và không thay đổi sau đó.",
    "An empty cell is not told. A number from 1 to 4 is told nowhere and follows from no other. Zero is told. A quarter is \
     published once, on the tenth day after its end, and does not change.",
);

pub(super) const LICENCE: (&str, &str) = (
    "CC BY 4.0: dùng tự do cho mọi mục đích, kể cả kinh doanh, với điều kiện ghi nguồn. Giấy phép do cơ quan công bố xác nhận.",
    "CC BY 4.0: free for any use, also commercial, naming the source. The publishing body has to confirm the licence.",
);

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

fn counts(row: &Figures) -> [Option<i64>; 13] {
    let it = &row.numbers;
    let [extensions, suspensions, apologies, forwards, reopenings] = it.process;
    [
        it.filed,
        it.opened,
        it.met,
        it.missed,
        it.other,
        it.wrong_forwards,
        it.days.median,
        it.days.ninetieth,
        extensions,
        suspensions,
        apologies,
        forwards,
        reopenings,
    ]
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
        let numbers = counts(row).map(|it| it.map_or_else(String::new, |it| it.to_string()));
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
        line(sheet, at, &texts(language, dimension, row), counts(row))?;
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

//! The everyday reports of the demo: many of one course, written down in rows, so that figures and standings have something to count.

use jiff::Span;
use serde::Deserialize;
use serde_json::json;

use super::Failure;
use super::life::{Life, later};
use crate::domain::time::Day;
use crate::service::units::import::Files;

/// The file of the rows.
const FILE: &str = "sample_volume.json";
/// Days over which the reports of a row are filed: their first last day is in the quarter that begins with them.
const SPREAD: i64 = 66;
/// Days to an answer in time, and to a late one.
const ANSWERED: [i64; 2] = [6, 24];
/// Days that a dossier was promised before somebody complains that it is late.
const PATIENCE: i64 = 8;

/// What is said in the reports of a category and in their answers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    text: String,
    remedy: String,
    answer: String,
}

/// Reports of one unit, sector and category in a quarter.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    unit: String,
    sector: String,
    category: String,
    begins: Day,
    in_time: i64,
    late: i64,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Volume {
    words: std::collections::BTreeMap<String, Words>,
    rows: Vec<Row>,
}

/// The lives of every row, each by another invented person.
pub(super) fn lives(files: &Files) -> Result<Vec<Life>, Failure> {
    let failed = |cause: String| Failure::Other(format!("{FILE}: {cause}"));
    let text = files.text(FILE).map_err(Failure::Other)?;
    let volume: Volume = serde_json::from_str(&text).map_err(|cause| failed(cause.to_string()))?;
    let mut lives = Vec::new();
    for row in &volume.rows {
        let words = volume.words.get(&row.category);
        let words = words.ok_or_else(|| failed(format!("no words for {}", row.category)))?;
        let count = row.in_time + row.late;
        for n in 0..count {
            // The late ones lie between the others.
            let late = (n + 1) * row.late / count > n * row.late / count;
            let day = later(row.begins, n * SPREAD / count)?;
            let person = i64::try_from(lives.len()).map_err(|cause| failed(cause.to_string()))?;
            lives.push(life(row, words, day, late, person).map_err(failed)?);
        }
    }
    Ok(lives)
}

fn life(row: &Row, words: &Words, day: Day, late: bool, person: i64) -> Result<Life, String> {
    let said = |cause: jiff::Error| cause.to_string();
    let moved = |days: i64| day.checked_add(Span::new().days(days)).map_err(said);
    // At another minute for each, so that no two seem to be of one hand.
    let minute = |from: i64| format!("{:02}:{:02}", from + person % 7, person * 13 % 60);
    let promised = moved(-PATIENCE)?;
    let dossier =
        format!("H53.{:02}-{}-{:04}", 20 + person % 9, promised.strftime("%y%m%d"), person);
    let filled = |text: &str| {
        text.replace("{dossier}", &dossier)
            .replace("{promised}", &promised.strftime("%d/%m/%Y").to_string())
    };
    let [in_time, after] = ANSWERED;
    let answered = moved(if late { after } else { in_time })?;
    let of_business = person % 6 == 5;
    let mut contact = json!({
        "name": "Người gửi trong ví dụ",
        "phone": format!("0900 {:03} {:03}", 500 + person / 1000, person % 1000),
    });
    if let (Some(members), true) = (contact.as_object_mut(), of_business) {
        members.insert("organisation".to_owned(), json!("Công ty trong ví dụ"));
        members.insert("tax_code".to_owned(), json!(format!("39{:08}", person)));
    }
    let mut report = json!({
        "kind": "conduct_feedback", "reporter_type": if of_business { "business" } else { "resident" },
        "category": row.category, "sector": row.sector, "unit": row.unit, "dossier_code": dossier,
        "text": filled(&words.text),
        "contact": contact,
        "consent_version": "2024-03", "truthful": true,
    });
    if let (Some(members), "late") = (report.as_object_mut(), row.category.as_str()) {
        members.insert("promised_on".to_owned(), json!(promised));
    }
    let steps = json!([
        {"at": format!("{}T{}:00+07:00", moved(1)?, minute(8)), "by": "holder", "command": "accept"},
        {"at": format!("{answered}T{}:00+07:00", minute(9)), "by": "holder", "command": "answer",
         "outcome": "remedied", "remedy": words.remedy, "text": words.answer},
    ]);
    serde_json::from_value(json!({
        "story": format!("Everyday report {person}."),
        "filed_at": format!("{day}T{}:00+07:00", minute(8)),
        "report": report, "steps": steps, "everyday": true,
    }))
    .map_err(|cause| cause.to_string())
}

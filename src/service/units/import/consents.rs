//! The file of consent texts, and the words that stand for ever: what somebody agreed to, or was routed by.

use super::sheet::{Fault, Row};
use crate::domain::report::Consent;
use crate::domain::text::{ConsentVersion, Words};
use crate::store::reference::{ConsentRow, ReferenceRow};

/// The columns of the file.
pub(super) const COLUMNS: &str = "version,text_vi,text_en,confirmed,valid_from,valid_to";

pub(super) fn consent(row: &Row<'_>) -> Result<ConsentRow, Fault> {
    Ok(ConsentRow {
        version: row.code("version", |code| ConsentVersion::parse(code).ok())?,
        text_vi: row.text("text_vi")?,
        text_en: row.text("text_en")?,
        confirmed: row.flag("confirmed")?,
        valid_from: row.day("valid_from")?,
        valid_to: row.optional_day("valid_to")?,
    })
}

/// One text is shown on a day, not two.
pub(super) fn judge(consents: &[Consent], faults: &mut Vec<Fault>) {
    let mut shown: Vec<&Consent> = consents.iter().collect();
    shown.sort_by_key(|it| it.valid_from);
    for pair in shown.windows(2) {
        if let [before, after] = pair
            && before.valid_to.is_none_or(|last| after.valid_from <= last)
        {
            let (before, after) = (&before.version, &after.version);
            faults.push(Words::new(
                format!("consents.csv: {before} và {after} cùng có hiệu lực trong một ngày"),
                format!("consents.csv: {before} and {after} are in force on one day"),
            ));
        }
    }
}

/// The versions whose words would change, though reports or traces name them.
pub(super) fn reworded<R: ReferenceRow>(changed: &[(R, Vec<&'static str>)]) -> Vec<Fault> {
    let words = |column: &&str| column.starts_with("reason_") || column.starts_with("text_");
    let reworded = changed.iter().filter(|(_, columns)| columns.iter().any(words));
    let fault = |(row, _): &(R, _)| {
        let told = Words::new(
            "đơn đã nộp luôn dẫn đúng lời của phiên bản này; hãy kết thúc nó bằng valid_to và thêm phiên bản mới thay vì sửa lời",
            "what names this version says its words for ever; end it with valid_to and add a new version instead of \
             changing them",
        );
        told.about(format_args!("{} {}", R::TABLE, row.key()))
    };
    reworded.map(fault).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn shown(version: &str, from: i16, to: Option<i16>) -> Consent {
        Consent {
            version: version.to_owned(),
            text_vi: String::new(),
            text_en: String::new(),
            confirmed: false,
            valid_from: date(from, 1, 1),
            valid_to: to.map(|year| date(year, 12, 31)),
        }
    }

    #[test]
    fn two_consent_texts_of_one_day_are_a_fault() {
        let judged = |consents: &[Consent]| {
            let mut faults = Vec::new();
            judge(consents, &mut faults);
            faults
        };

        assert!(
            judged(&[shown("b", 2026, None), shown("a", 2024, Some(2025))]).is_empty(),
            "one after the other"
        );
        assert_eq!(
            judged(&[shown("b", 2026, None), shown("a", 2024, None)]),
            [Words::new(
                "consents.csv: a và b cùng có hiệu lực trong một ngày",
                "consents.csv: a and b are in force on one day"
            )]
        );
    }
}

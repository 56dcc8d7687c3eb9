//! The file that says when lateness is escalated to whom.

use super::sheet::{Fault, Row};
use crate::domain::deadline::{Basis, PeriodUnit, Step};
use crate::domain::kind::in_force;
use crate::domain::text::Words;
use crate::domain::urging::escalation::ANY_STEP;
use crate::domain::urging::{Escalation, Level};
use crate::store::reference::EscalationRow;

pub(super) fn escalation(row: &Row<'_>) -> Result<EscalationRow, Fault> {
    let n = row.number("n")?;
    if !(0..=400).contains(&n) {
        return Err(row.fault("n", "phải từ 0 đến 400", "must be between 0 and 400"));
    }
    Ok(EscalationRow {
        level: row.code("level", Level::parse)?,
        step: row.code("step", |code| {
            let known = code == ANY_STEP || Step::parse(code).is_some_and(Step::is_duty);
            known.then(|| code.to_owned())
        })?,
        n,
        unit: row.code("unit", |code| {
            PeriodUnit::parse(code).filter(|unit| *unit != PeriodUnit::Month)
        })?,
        legal_ref_vi: row.text("legal_ref_vi")?,
        legal_ref_en: row.text("legal_ref_en")?,
        basis: row.code("basis", Basis::parse)?,
        confirmed: row.flag("confirmed")?,
        valid_from: row.day("valid_from")?,
        valid_to: row.optional_day("valid_to")?,
    })
}

/// Two rows of one level on one day would leave open which of them holds.
pub(super) fn judge(all: &[Escalation], faults: &mut Vec<Fault>) {
    for (index, row) in all.iter().enumerate() {
        if row.valid_to.is_some_and(|last| last < row.valid_from) {
            let words = Words::new("valid_to trước valid_from", "valid_to lies before valid_from");
            faults.push(words.about(format_args!("escalations.csv: {}", row.level)));
        }
        let twice = all.iter().skip(index + 1).any(|other| {
            let earlier = if other.valid_from < row.valid_from { other } else { row };
            let later = row.valid_from.max(other.valid_from);
            other.level == row.level
                && other.step == row.step
                && in_force(earlier.valid_from, earlier.valid_to, later)
        });
        if twice {
            let words = Words::new("hai dòng trong cùng một ngày", "two rows on one day");
            faults.push(words.about(format_args!("escalations.csv: {}", row.level)));
        }
    }
}

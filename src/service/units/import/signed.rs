//! Movements that run or are frozen: what they score was signed, and the files do not change it any more.

use crate::domain::emulation::MovementStatus;
use crate::store::reference::{CriterionRow, MovementRow, ReferenceRow};

/// Columns of a movement or a criterion that say it better and score nothing else.
const WORDS: [&str; 4] = ["name_vi", "name_en", "legal_ref_vi", "decision"];

/// What of `wanted` would score a signed movement of `stored` otherwise than was signed.
pub(super) fn broken(
    (movements, criteria): (&[MovementRow], &[CriterionRow]),
    (wanted, wanted_criteria): (&[MovementRow], &[CriterionRow]),
) -> Vec<String> {
    let draft = MovementStatus::Draft.as_str();
    let mut faults = Vec::new();
    for signed in movements.iter().filter(|one| one.status != draft) {
        let now = wanted.iter().find(|one| one.id == signed.id);
        // It may end; it never goes back.
        let freezes = |one: &MovementRow| one.status == MovementStatus::Frozen.as_str();
        let now = now.map(|one| {
            let status = if freezes(one) { &signed.status } else { &one.status };
            MovementRow { status: status.clone(), ..one.clone() }
        });
        if let Some(columns) = now.map(|now| changed(signed, &now)).filter(|it| !it.is_empty()) {
            faults.push(fault(MovementRow::TABLE, &signed.code, &signed.code, &columns));
        }
        for one in wanted_criteria.iter().filter(|one| one.movement_id == signed.id) {
            let known =
                criteria.iter().find(|it| it.movement_id == signed.id && it.code == one.code);
            let columns = known.map_or_else(|| vec!["code"], |known| changed(known, one));
            if !columns.is_empty() {
                faults.push(fault(CriterionRow::TABLE, &signed.code, &one.code, &columns));
            }
        }
    }
    faults
}

/// The columns in which two rows score differently.
fn changed<R: ReferenceRow>(before: &R, after: &R) -> Vec<&'static str> {
    let cells = before.cells().into_iter().zip(after.cells());
    let other = cells.filter(|((column, old), (_, new))| old != new && !WORDS.contains(column));
    other.map(|((column, _), _)| column).collect()
}

fn fault(table: &str, movement: &str, row: &str, columns: &[&str]) -> String {
    let columns = columns.join(", ");
    format!(
        "{table} {row} ({columns}): phong trào {movement} đã được ký và đang chạy hoặc đã chốt nên cách chấm điểm không đổi; hãy \
         lập phong trào mới / the movement {movement} is signed and runs or is frozen, so how it scores does not change: begin \
         another movement instead"
    )
}

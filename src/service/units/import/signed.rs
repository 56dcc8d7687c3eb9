//! Movements that run or are frozen, and those that were drafted or signed here: the files do not change them any more.

use super::sheet::Fault;
use super::{Difference, Report};
use crate::domain::emulation::set::{ALL_WEIGHTS, OF_FILES};
use crate::domain::emulation::{Measure, Movement, MovementStatus};
use crate::domain::text::Words;
use crate::service::reference::Rows;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::reference::sets::edited;
use crate::store::reference::{CriterionRow, MetricRow, MovementRow, ReferenceRow};

/// Columns of a movement or a criterion that say it better and score nothing else.
const WORDS: [&str; 4] = ["name_vi", "name_en", "legal_ref_vi", "decision"];

/// The movements that are the files' to say, with their criteria.
#[derive(Default)]
pub(super) struct OfFiles {
    pub movements: Vec<MovementRow>,
    pub criteria: Vec<CriterionRow>,
}

impl OfFiles {
    fn new(rows: &Rows, theirs: impl Fn(&MovementRow) -> bool) -> Self {
        let movements: Vec<_> = rows.movements.iter().filter(|row| theirs(row)).cloned().collect();
        let of = |row: &&CriterionRow| movements.iter().any(|one| one.id == row.movement_id);
        let criteria = rows.criteria.iter().filter(of).cloned().collect();
        Self { movements, criteria }
    }
}

/// What is `stored` and what the files want, without the movements that somebody made, edited, signed or activated here:
/// those stand as they are stored. Where the files say otherwise, the report tells it.
pub(super) fn of_files(
    conn: &mut Conn,
    stored: &Rows,
    wanted: &Rows,
    report: &mut Report,
) -> Result<(OfFiles, OfFiles), StoreError> {
    let edited = edited(conn)?;
    let theirs = |row: &MovementRow| !edited.contains(&row.code);
    for row in wanted.movements.iter().filter(|row| !theirs(row)) {
        let kept = stored.movements.iter().find(|kept| kept.code == row.code);
        let same = |kept: &MovementRow| {
            MovementRow { version: row.version, id: row.id, ..kept.clone() } == *row
        };
        if !kept.is_some_and(same) {
            let (table, key) = (MovementRow::TABLE, row.key());
            report.differences.push(Difference::Kept { table, key });
        }
    }
    Ok((OfFiles::new(stored, theirs), OfFiles::new(wanted, theirs)))
}

/// What is wrong with the sets: weights sum to 100, and what runs has a set.
pub(super) fn judge(movements: &[Movement], faults: &mut Vec<Fault>) {
    for movement in movements {
        let code = &movement.code;
        if movement.sets.is_empty() && movement.status != MovementStatus::Draft {
            faults.push(Words::new(
                format!("criteria.csv: {code} đang chạy mà chưa có tiêu chí"),
                format!("criteria.csv: {code} runs and has no criteria"),
            ));
        }
        for set in movement.sets.iter().filter(|set| set.version == OF_FILES) {
            let sum: i32 = set.criteria.iter().map(|criterion| criterion.weight).sum();
            if sum != ALL_WEIGHTS {
                faults.push(Words::new(
                    format!(
                        "criteria.csv: tổng trọng số của {code} là {sum}, không phải {ALL_WEIGHTS}"
                    ),
                    format!("criteria.csv: the weights of {code} sum to {sum}, not {ALL_WEIGHTS}"),
                ));
            }
            for criterion in &set.criteria {
                let known = |code: &str| set.metrics.iter().any(|metric| metric.code == code);
                if let Measure::Metric(code) = &criterion.measure
                    && !known(code)
                {
                    let criterion = &criterion.code;
                    faults.push(Words::new(
                        format!("criteria.csv: {criterion} không có chỉ số {code}"),
                        format!("criteria.csv: {criterion} has no metric {code}"),
                    ));
                }
            }
        }
        if movement.status != MovementStatus::Draft
            && (movement.decision.is_none() || movement.issued_on.is_none())
        {
            faults.push(Words::new(
                format!("movements.csv: {code} đang chạy mà chưa có quyết định"),
                format!("movements.csv: {code} runs and has no decision"),
            ));
        }
    }
}

/// What of `wanted` would score a signed movement of `stored` otherwise than was signed.
pub(super) fn broken(
    (movements, criteria): (&[MovementRow], &[CriterionRow]),
    (wanted, wanted_criteria): (&[MovementRow], &[CriterionRow]),
) -> Vec<Fault> {
    let draft = MovementStatus::Draft.as_str();
    let frozen = MovementStatus::Frozen.as_str();
    let mut faults = Vec::new();
    for one in wanted.iter().filter(|one| one.status == frozen) {
        let known = movements.iter().find(|before| before.id == one.id);
        if known.is_none_or(|before| before.status != frozen) {
            let words = Words::new(
                "chốt qua API (POST …/snapshots), không qua tệp",
                "it is frozen over the API, not by files",
            );
            faults.push(words.about(format_args!("movements.csv: {} (status)", one.code)));
        }
    }
    for signed in movements.iter().filter(|one| one.status != draft) {
        let now = wanted.iter().find(|one| one.id == signed.id);
        // It never goes back, and it is frozen by a snapshot alone.
        if let Some(columns) = now.map(|now| changed(signed, now)).filter(|it| !it.is_empty()) {
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

/// What of the metrics would be counted otherwise by the files: without a higher version, or under a movement of the files that
/// runs or is frozen. A set that was signed here carries its metrics with it.
pub(super) fn recounted(stored: &Rows, wanted: &Rows) -> Vec<Fault> {
    let formula =
        |row: &MetricRow| (row.numerator.clone(), row.denominator.clone(), row.cases.clone());
    let draft = MovementStatus::Draft.as_str();
    let mut faults = Vec::new();
    for now in &wanted.metrics {
        let Some(before) = stored.metrics.iter().find(|row| row.code == now.code) else { continue };
        if formula(before) == formula(now) {
            continue;
        }
        if now.version <= before.version {
            let version = before.version;
            let words = Words::new(
                format!("công thức khác thì phiên bản phải cao hơn {version}"),
                format!("counted otherwise, so its version must be above {version}"),
            );
            faults.push(words.about(format_args!("metrics.csv {}", now.code)));
        }
        let scored = stored.movements.iter().filter(|one| one.status != draft);
        for movement in scored {
            let uses =
                |row: &&CriterionRow| row.movement_id == movement.id && row.metric == now.code;
            if stored.criteria.iter().any(|row| uses(&row)) {
                faults.push(fault(MetricRow::TABLE, &movement.code, &now.code, &["version"]));
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

fn fault(table: &str, movement: &str, row: &str, columns: &[&str]) -> Fault {
    let columns = columns.join(", ");
    let words = Words::new(
        format!(
            "phong trào {movement} đã được ký và đang chạy hoặc đã chốt nên cách chấm điểm không đổi; hãy lập phong trào mới"
        ),
        format!(
            "the movement {movement} is signed and runs or is frozen, so how it scores does not change: begin another \
             movement instead"
        ),
    );
    words.about(format_args!("{table} {row} ({columns})"))
}

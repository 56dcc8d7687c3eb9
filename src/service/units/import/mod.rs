//! Importing reference data: files are judged whole, compared with what is there, then written
//! in one transaction. Running it twice changes nothing the second time.

mod activation;
mod consents;
mod escalations;
mod files;
mod hints;
mod movements;
mod procedures;
mod read;
mod sheet;
mod signed;
mod whole;

use std::collections::{BTreeMap, BTreeSet};

pub use files::Files;
#[cfg(test)]
pub(super) use read::read_all;
use sheet::foreign;
use whole::judge;

use crate::domain::deadline::Step;
use crate::domain::text::Words;
use crate::domain::time::Instant;
use crate::service::error::ServiceError;
use crate::service::reference::{Reference, Rows};
use crate::store::backend::Conn;
use crate::store::long_snapshot;
use crate::store::reference::{
    ReferenceRow, RoutingRow, RuleRow, delete_calendar_day, delete_hint, delete_succession, hold,
    rule_is_used, set_version,
};
use crate::store::routing::edited;
use crate::store::{Db, StoreError, WriteFault};

/// One difference between the files and the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Difference {
    /// A new row.
    Added {
        /// The table.
        table: &'static str,
        /// Which row.
        key: String,
    },
    /// A row with other content: column, before, after.
    Changed {
        /// The table.
        table: &'static str,
        /// Which row.
        key: String,
        /// What changes.
        cells: Vec<(&'static str, String, String)>,
    },
    /// A row the files no longer hold. Only calendar days, successions and words of hints are taken out;
    /// everything else is kept, because cases refer to it, and ends by its `valid_to`.
    Missing {
        /// The table.
        table: &'static str,
        /// Which row.
        key: String,
        /// Whether it is taken out.
        removed: bool,
    },
    /// A row of a routing rule that was edited by hand since: the files do not change it any more.
    Kept {
        /// The table.
        table: &'static str,
        /// Which row.
        key: String,
    },
}

/// What an import did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Rows in the files.
    pub rows: usize,
    /// Every difference.
    pub differences: Vec<Difference>,
    /// Deadline rules that a lawyer still has to confirm.
    pub unconfirmed_rules: usize,
}

/// Why nothing was imported.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The files are wrong: every fault, with file and line.
    #[error("{}", english(.0))]
    Faults(Vec<Words>),
    /// The database refused.
    #[error(transparent)]
    Service(#[from] ServiceError),
}

fn english(faults: &[Words]) -> String {
    faults.iter().map(|fault| fault.en.as_str()).collect::<Vec<_>>().join("\n")
}

/// Imports `files`, or with `dry_run` only says what would change.
pub async fn import(
    db: &Db,
    files: &Files,
    now: Instant,
    dry_run: bool,
) -> Result<Report, ImportError> {
    let rows = read::read_all(files).map_err(ImportError::Faults)?;
    judge(&rows, now).map_err(ImportError::Faults)?;
    if dry_run {
        let report =
            db.read(move |conn| long_snapshot(conn, |conn| Ok(compare(conn, &rows)?.0))).await;
        return Ok(report.map_err(ServiceError::from)?);
    }
    let written: Result<Report, Refused> = db
        .write("import", 0u8, move |tx| {
            hold(tx, "reference", now)?;
            let (report, work) = compare(tx, &rows)?;
            let faults = used(tx, &work)?;
            if !faults.is_empty() {
                return Err(Refused::Faults(faults));
            }
            for write in work.writes {
                write(tx)?;
            }
            // Rows the files no longer hold are kept, so what counts is the whole of it.
            judge(&Rows::load(tx)?, now).map_err(Refused::Faults)?;
            if !report.differences.is_empty() {
                set_version(tx, "reference", now)?;
            }
            Ok(report)
        })
        .await;
    written.map_err(|refused| match refused {
        Refused::Faults(faults) => ImportError::Faults(faults),
        Refused::Store(error) => ImportError::Service(error.into()),
    })
}

/// What importing `files` would change, and what days would be counted by then. A
/// period that counted a case never changes, so of all tables only the calendar moves a day.
///
/// # Errors
/// [`ImportError`], as importing them would give it.
pub(in crate::service) async fn preview(
    db: &Db,
    files: &Files,
    now: Instant,
) -> Result<(Report, Reference), ImportError> {
    let rows = read::read_all(files).map_err(ImportError::Faults)?;
    judge(&rows, now).map_err(ImportError::Faults)?;
    let looked = db.read(move |conn| {
        long_snapshot(conn, |conn| {
            let (report, work) = compare(conn, &rows)?;
            let faults = used(conn, &work)?;
            let after = Rows { calendar: rows.calendar.clone(), ..Rows::load(conn)? };
            Ok((report, Reference::build(&after), faults))
        })
    });
    let looked = looked.await;
    let (report, reference, faults) = looked.map_err(ServiceError::from)?;
    if !faults.is_empty() {
        return Err(ImportError::Faults(faults));
    }
    Ok((report, reference.map_err(|faults| ImportError::Faults(foreign(faults)))?))
}

/// The rules that would change although something was counted or routed by them.
fn used(conn: &mut Conn, work: &Work) -> Result<Vec<Words>, StoreError> {
    let mut faults = work.reworded.clone();
    for rule in &work.changed_rules {
        // Figures count by this one and leave no trace of it.
        if rule.step == Step::MakePublic.as_str() || rule_is_used(conn, rule.id)? {
            faults.push(
                Words::new(
                    "phiên bản này đã dùng để tính thời hạn; hãy kết thúc nó bằng valid_to và thêm phiên bản mới thay vì sửa",
                    "obligations were counted by this version; end it with valid_to and add a new version instead of \
                     changing it",
                )
                .about(format_args!("deadline_rules {}", rule.key())),
            );
        }
    }
    Ok(faults)
}

/// Why an import's transaction was undone.
enum Refused {
    Faults(Vec<Words>),
    Store(StoreError),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl WriteFault for Refused {
    fn store(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Faults(_) => None,
        }
    }
}

type Write = Box<dyn Fn(&mut Conn) -> Result<(), StoreError>>;

#[derive(Default)]
struct Work {
    writes: Vec<Write>,
    changed_rules: Vec<RuleRow>,
    /// What is wrong with versions whose words would change, and with movements that are signed.
    reworded: Vec<Words>,
}

/// Columns of a deadline rule that may change though cases were counted by it: they end it or say
/// more of it, and move no day.
const HARMLESS: [&str; 5] = ["valid_to", "confirmed", "legal_ref_vi", "legal_ref_en", "basis"];

fn compare(conn: &mut Conn, rows: &Rows) -> Result<(Report, Work), StoreError> {
    let stored = Rows::load(conn)?;
    let mut report = Report::default();
    let mut work = Work::default();
    // Rows before those that refer to them.
    table(&stored.units, &rows.units, &mut report, &mut work);
    table(&stored.sectors, &rows.sectors, &mut report, &mut work);
    table(&stored.procedures, &rows.procedures, &mut report, &mut work);
    let agreed = table(&stored.consents, &rows.consents, &mut report, &mut work);
    work.reworded = consents::reworded(&agreed);
    table(&stored.categories, &rows.categories, &mut report, &mut work);
    table(&stored.kinds, &rows.kinds, &mut report, &mut work);
    let changed = table(&stored.rules, &rows.rules, &mut report, &mut work);
    work.changed_rules = changed
        .into_iter()
        .filter(|(_, columns)| columns.iter().any(|column| !HARMLESS.contains(column)))
        .map(|(row, _)| row)
        .collect();
    table(&stored.pauses, &rows.pauses, &mut report, &mut work);
    table(&stored.complexity, &rows.complexity, &mut report, &mut work);
    table(&stored.transitions, &rows.transitions, &mut report, &mut work);
    table(&stored.escalations, &rows.escalations, &mut report, &mut work);
    let routing = unedited(conn, &stored.routing, &rows.routing, &mut report)?;
    let changed = table(&stored.routing, &routing, &mut report, &mut work);
    work.reworded.extend(consents::reworded(&changed));
    let (before, wanted) = signed::of_files(conn, &stored, rows, &mut report)?;
    work.reworded.extend(signed::broken(
        (&before.movements, &before.criteria),
        (&wanted.movements, &wanted.criteria),
    ));
    work.reworded.extend(signed::recounted(&stored, rows));
    table(&stored.metrics, &rows.metrics, &mut report, &mut work);
    table(&before.movements, &wanted.movements, &mut report, &mut work);
    table(&before.criteria, &wanted.criteria, &mut report, &mut work);
    mirrored(&stored.hints, &rows.hints, delete_hint, &mut report, &mut work);
    mirrored(&stored.successions, &rows.successions, delete_succession, &mut report, &mut work);
    mirrored(&stored.calendar, &rows.calendar, delete_calendar_day, &mut report, &mut work);
    report.unconfirmed_rules = rows.rules.iter().filter(|rule| !rule.confirmed).count();
    Ok((report, work))
}

/// Compares a table that no case refers to: what the files no longer hold is taken out.
fn mirrored<R: ReferenceRow + 'static>(
    stored: &[R],
    wanted: &[R],
    delete: fn(&mut Conn, &R) -> Result<(), StoreError>,
    report: &mut Report,
    work: &mut Work,
) {
    let before = report.differences.len();
    table(stored, wanted, report, work);
    for difference in report.differences.iter_mut().skip(before) {
        if let Difference::Missing { key, removed, .. } = difference {
            *removed = true;
            if let Some(row) = stored.iter().find(|row| row.key() == *key).cloned() {
                work.writes.push(Box::new(move |tx| delete(tx, &row)));
            }
        }
    }
}

/// The rows of the files, but for rules that were edited by hand: those stand as they are stored.
fn unedited(
    conn: &mut Conn,
    stored: &[RoutingRow],
    wanted: &[RoutingRow],
    report: &mut Report,
) -> Result<Vec<RoutingRow>, StoreError> {
    let edited = edited(conn)?;
    let known: BTreeMap<String, &RoutingRow> = stored.iter().map(|row| (row.key(), row)).collect();
    let mut rows = Vec::with_capacity(wanted.len());
    for row in wanted {
        if !edited.contains(&row.code) {
            rows.push(row.clone());
            continue;
        }
        let kept = known.get(&row.key()).copied();
        // An edit ends the versions before it; that alone is nothing to tell.
        let told =
            kept.is_none_or(|kept| RoutingRow { valid_to: row.valid_to, ..kept.clone() } != *row);
        if told {
            let (table, key) = (RoutingRow::TABLE, row.key());
            report.differences.push(Difference::Kept { table, key });
        }
        rows.extend(kept.cloned());
    }
    Ok(rows)
}

/// Compares one table; returns the rows that change, each with the columns that do.
fn table<R: ReferenceRow + 'static>(
    stored: &[R],
    wanted: &[R],
    report: &mut Report,
    work: &mut Work,
) -> Vec<(R, Vec<&'static str>)> {
    let known: BTreeMap<String, &R> = stored.iter().map(|row| (row.key(), row)).collect();
    let mut named = BTreeSet::new();
    let mut changed = Vec::new();
    report.rows += wanted.len();
    for row in wanted {
        let key = row.key();
        named.insert(key.clone());
        let row = row.clone();
        let Some(before) = known.get(&key) else {
            report.differences.push(Difference::Added { table: R::TABLE, key });
            work.writes.push(Box::new(move |tx| row.insert(tx)));
            continue;
        };
        let cells: Vec<_> = before
            .cells()
            .into_iter()
            .zip(row.cells())
            .filter(|((_, old), (_, new))| old != new)
            .map(|((column, old), (_, new))| (column, old, new))
            .collect();
        if !cells.is_empty() {
            changed.push((row.clone(), cells.iter().map(|(column, ..)| *column).collect()));
            report.differences.push(Difference::Changed { table: R::TABLE, key, cells });
            work.writes.push(Box::new(move |tx| row.update(tx)));
        }
    }
    for key in known.keys().filter(|key| !named.contains(*key)) {
        let key = key.clone();
        report.differences.push(Difference::Missing { table: R::TABLE, key, removed: false });
    }
    changed
}

//! Editing routing rules: a change is a new version, judged with the whole set before it is written.
//! The version it was read at and its content make it safe to repeat; it needs no other key.

use super::judge::faults_of;
use super::trial::{EXAMINED, Effect, compare};
use crate::domain::actor::Actor;
use crate::domain::kind::Kind;
use crate::domain::time::{Day, Instant};
use crate::domain::units::routing::{Action, RoutingRule, UnitTest};
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::reference::{Reference, Rows, routing_rule};
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::long_snapshot;
use crate::store::reference::{ReferenceRow, RoutingRow, hold, set_version};
use crate::store::routing::{newest_facts, note_edit};
use crate::store::types::Date;

/// Everything a version of a rule says.
#[derive(Debug, Clone)]
pub struct RuleEdit {
    /// Its place in the order.
    pub position: i32,
    /// The kind of report.
    pub kind: Kind,
    /// The category, where it matters.
    pub category: Option<String>,
    /// The sector, where it matters.
    pub sector: Option<String>,
    /// The unit it is about.
    pub accused: UnitTest,
    /// The unit of the place.
    pub locality: UnitTest,
    /// What to do.
    pub action: Action,
    /// The code of the unit, for [`Action::Unit`].
    pub target_code: Option<String>,
    /// Why, in Vietnamese.
    pub reason_vi: String,
    /// Why, in English.
    pub reason_en: String,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Option<Day>,
}

/// What an administrator asks of a rule.
#[derive(Debug, Clone)]
pub enum Change {
    /// A new version.
    Put(Box<RuleEdit>),
    /// The last day, kept as a version of its own.
    End(Day),
}

/// What became of it.
#[derive(Debug, Clone)]
pub struct Changed {
    /// The new version.
    pub rule: RoutingRule,
    /// What it would do, in a dry run.
    pub effect: Option<Effect>,
    /// The answer to a request that had its effect before.
    pub replayed: bool,
}

enum Step {
    /// The new version, the earlier ones it cuts short, and the first day on which it shows.
    New {
        row: Box<RoutingRow>,
        cut: Vec<RoutingRow>,
        shows_on: Day,
    },
    Replayed(Box<RoutingRow>),
}

impl Service {
    /// Every version of every rule (of one kind), in the order in which they are asked.
    pub async fn routing_rules(
        &self,
        kind: Option<Kind>,
    ) -> Result<Vec<RoutingRule>, ServiceError> {
        let rows = self.db.read(RoutingRow::load).await?;
        let mut rules = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
        rules.retain(|rule| kind.is_none_or(|kind| rule.kind == kind));
        let key = |rule: &RoutingRule| (rule.position, rule.code.clone(), -rule.version);
        rules.sort_by_cached_key(key);
        Ok(rules)
    }

    /// Changes the rule `code` as it was at version `seen` (0: there is none yet), or with
    /// `dry_run` says what the change would have done to the newest reports.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Stale`], or [`ServiceError::Invalid`] where the
    /// whole set would not hold.
    pub async fn change_rule(
        &self,
        actor: &Actor,
        code: &str,
        seen: i32,
        change: Change,
        dry_run: bool,
    ) -> Result<Changed, ServiceError> {
        let (code, now, by) = (code.to_owned(), self.clock.now(), actor.user_id);
        if dry_run {
            let tried = self.db.read(move |conn| match rehearse(conn, &code, seen, &change, now) {
                Ok(changed) => Ok(Ok(changed)),
                Err(Fault::Service(error)) => Ok(Err(error)),
                Err(Fault::Store(error)) => Err(error),
            });
            return tried.await?;
        }
        let write = async || {
            let (code, change) = (code.clone(), change.clone());
            // The key of an import: both write the same rows.
            let closure = move |tx: &mut Conn| {
                hold(tx, "reference", now)?;
                let rows = Rows::load(tx)?;
                let (row, cut) = match step(&rows.routing, &code, seen, &change, now)? {
                    Step::Replayed(row) => return Ok((*row, true)),
                    Step::New { row, cut, .. } => (row, cut),
                };
                judged(rows, &row, &cut)?;
                for earlier in &cut {
                    earlier.update(tx)?;
                }
                row.insert(tx)?;
                note_edit(tx, &row.code, row.version, by, now)?;
                set_version(tx, "reference", now)?;
                Ok((*row, false))
            };
            self.db.write::<_, Fault, _>("routing.rules", 0u8, closure).await
        };
        let written = match write().await {
            // Another process was first; now its version is there to be seen.
            Err(Fault::Store(StoreError::Unique(_))) => write().await,
            other => other,
        };
        let (row, replayed) = written?;
        self.refresh().await?;
        Ok(Changed { rule: read(&row)?, effect: None, replayed })
    }
}

fn rehearse(
    conn: &mut Conn,
    code: &str,
    seen: i32,
    change: &Change,
    now: Instant,
) -> Result<Changed, Fault> {
    let rows = long_snapshot(conn, Rows::load)?;
    let before = Reference::build(&rows).map_err(|faults| unreadable(&faults))?;
    let (row, cut, shows_on) = match step(&rows.routing, code, seen, change, now)? {
        Step::Replayed(row) => {
            return Ok(Changed { rule: read(&row)?, effect: None, replayed: true });
        }
        Step::New { row, cut, shows_on } => (row, cut, shows_on),
    };
    let after = judged(rows, &row, &cut)?;
    let reports = newest_facts(conn, EXAMINED)?;
    let effect = compare(&before.routing, &after.routing, &after.units, &reports, shows_on);
    Ok(Changed { rule: read(&row)?, effect: Some(effect), replayed: false })
}

/// Decides on what is stored now.
fn step(
    rows: &[RoutingRow],
    code: &str,
    seen: i32,
    change: &Change,
    now: Instant,
) -> Result<Step, ServiceError> {
    let today = now.office_day();
    let mut versions: Vec<&RoutingRow> = rows.iter().filter(|row| row.code == code).collect();
    versions.sort_by_key(|row| row.version);
    let latest = versions.last().copied();
    let at = latest.map_or(0, |row| row.version);
    if latest.is_none() && (seen > 0 || matches!(change, Change::End(_))) {
        return Err(ServiceError::NotFound);
    }
    let base = versions.iter().copied().find(|row| row.version == seen);
    let row = match (change, base) {
        (Change::Put(edit), _) => put(code, seen.saturating_add(1), edit),
        (Change::End(last), Some(base)) => RoutingRow {
            version: seen.saturating_add(1),
            valid_from: Date(base.valid_from.0.max(today)),
            valid_to: Some(Date(*last)),
            ..base.clone()
        },
        (Change::End(_), None) => return Err(ServiceError::Stale),
    };
    if let Some(made) = latest.filter(|made| made.version == row.version) {
        // What an end began on depends on the day it was asked for; the rest says what it was.
        let asked = match change {
            Change::Put(_) => row,
            Change::End(_) => RoutingRow { valid_from: made.valid_from, ..row },
        };
        let same = asked == *made;
        return if same { Ok(Step::Replayed(Box::new(asked))) } else { Err(ServiceError::Stale) };
    }
    if at != seen {
        return Err(ServiceError::Stale);
    }
    let first = row.valid_from.0;
    let set = base.and_then(|base| base.valid_to).filter(|_| matches!(change, Change::End(_)));
    let (before, after) = around(&row, set, today)?;
    // A version that was to begin later never does: it ends before its first day.
    let cut = versions
        .into_iter()
        .filter(|it| it.valid_to.is_none_or(|last| last.0 >= first))
        .map(|it| RoutingRow { valid_to: Some(Date(before)), ..it.clone() })
        .collect();
    let shows_on = if matches!(change, Change::End(_)) { after } else { first };
    Ok(Step::New { row: Box::new(row), cut, shows_on })
}

/// The days before and after those of `row`, which must lie ahead and end no later than what was `set` before.
fn around(row: &RoutingRow, set: Option<Date>, today: Day) -> Result<(Day, Day), ServiceError> {
    let first = row.valid_from.0;
    let mut faults = Vec::new();
    if first < today {
        faults.push(FieldFault::InThePast.at("/valid_from"));
    }
    if row.valid_to.is_some_and(|last| last.0 < first || set.is_some_and(|set| last > set)) {
        faults.push(FieldFault::WrongEnd.at("/valid_to"));
    }
    let after = row.valid_to.map_or(Ok(first), |last| last.0.tomorrow());
    let (Ok(before), Ok(after)) = (first.yesterday(), after) else {
        return Err(ServiceError::field("/valid_to", FieldFault::OutOfRange));
    };
    if faults.is_empty() { Ok((before, after)) } else { Err(ServiceError::Invalid(faults)) }
}

fn put(code: &str, version: i32, edit: &RuleEdit) -> RoutingRow {
    RoutingRow {
        code: code.to_owned(),
        version,
        position: edit.position,
        kind: edit.kind.as_str().to_owned(),
        category: edit.category.clone(),
        sector: edit.sector.clone(),
        accused_kind: edit.accused.cell().map(str::to_owned),
        locality_kind: edit.locality.cell().map(str::to_owned),
        action: edit.action.as_str().to_owned(),
        target_code: edit.target_code.clone(),
        reason_vi: edit.reason_vi.clone(),
        reason_en: edit.reason_en.clone(),
        valid_from: Date(edit.valid_from),
        valid_to: edit.valid_to.map(Date),
    }
}

/// The reference data with the change in it, if the whole of it holds. What stood before held, so
/// every fault is the change's own.
fn judged(mut rows: Rows, row: &RoutingRow, cut: &[RoutingRow]) -> Result<Reference, ServiceError> {
    for earlier in cut {
        if let Some(it) = rows.routing.iter_mut().find(|it| it.key() == earlier.key()) {
            it.clone_from(earlier);
        }
    }
    rows.routing.push(row.clone());
    let built = Reference::build(&rows).map_err(|faults| unreadable(&faults))?;
    let faults = faults_of(&built);
    if faults.is_empty() {
        return Ok(built);
    }
    let mut errors: Vec<_> =
        faults.iter().map(|it| it.fault.at(&format!("/{}", it.column))).collect();
    errors.dedup();
    Err(ServiceError::Invalid(errors))
}

fn read(row: &RoutingRow) -> Result<RoutingRule, ServiceError> {
    routing_rule(row).map_err(|column| ServiceError::internal(format!("routing_rules: {column}")))
}

fn unreadable(faults: &[String]) -> ServiceError {
    ServiceError::internal(faults.join("; "))
}

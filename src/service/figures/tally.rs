//! What is counted of units over a period, from wherever each count is kept; only what a set asks for is read.

use std::collections::BTreeMap;

use crate::domain::deadline::{FromEvent, Step, Variant, due_on};
use crate::domain::emulation::metric::{Count, Metric, Tally};
use crate::domain::ids::UnitId;
use crate::domain::kind::Kind;
use crate::domain::law::Matter;
use crate::domain::ledger::Metric as Counted;
use crate::domain::obligation::DutyStatus;
use crate::domain::records::conclusion::DetectedBy;
use crate::domain::records::public_answer::may_be_public;
use crate::domain::time::Day;
use crate::domain::urging::escalation::above_hears_on;
use crate::service::reference::Reference;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::ledger;
use crate::store::records::{conclusions, dossiers, ratings, urgings};

/// One count of a unit under a day: the first of its month, or of the period.
#[derive(Debug, Clone)]
pub(in crate::service) struct CountRow {
    pub(in crate::service) unit: UnitId,
    pub(in crate::service) day: Day,
    pub(in crate::service) count: Count,
    pub(in crate::service) kind: Option<Kind>,
    pub(in crate::service) n: i64,
}

/// The counts of units, each with everything that was asked for.
pub(in crate::service) struct Tallies {
    asked: Vec<Count>,
    rows: Vec<CountRow>,
    found: BTreeMap<UnitId, Tally>,
}

impl Tallies {
    /// Counts what `metrics` need over cohorts from `from` to `to`, as things stand on `today`, of one unit or of all.
    pub(in crate::service) fn read(
        conn: &mut Conn,
        reference: &Reference,
        metrics: &[Metric],
        (from, to): (Day, Day),
        today: Day,
        unit: Option<UnitId>,
    ) -> Result<Self, StoreError> {
        let mut asked: Vec<Count> = metrics.iter().flat_map(Metric::counts).collect();
        asked.sort_unstable();
        asked.dedup();
        let needs = |of: fn(Count) -> bool| asked.iter().any(|count| of(*count));
        let mut rows = Vec::new();
        let mut add = |unit, day, count, kind, n| rows.push(CountRow { unit, day, count, kind, n });
        if needs(Count::is_of_ledger) {
            for cell in ledger::cells(conn, from, to, unit)? {
                if let Some(count) = count_of(cell.metric) {
                    add(cell.unit_id, cell.month, count, Some(cell.kind), cell.count);
                }
            }
        }
        if needs(is_of_ratings) {
            let units = unit.map(|unit| vec![unit]);
            for month in ratings::published(conn, (from, to), units.as_deref())? {
                add(month.unit, month.month, Count::Ratings, None, month.count);
                add(month.unit, month.month, Count::Stars, None, month.points);
            }
        }
        if needs(is_of_dossiers)
            && let Ok(yesterday) = today.yesterday()
        {
            for row in dossiers::counted(conn, (from, to.min(yesterday)), today, unit)? {
                let whose = UnitId::new(row.unit_id.0);
                add(whose, from, Count::DossiersDue, None, row.due);
                add(whose, from, Count::DossiersOnTime, None, row.on_time);
                add(whose, from, Count::DossiersLate, None, row.due - row.on_time);
                add(whose, from, Count::DossiersApologised, None, row.apologised);
            }
        }
        if needs(is_of_conclusions) {
            for (whose, by, n) in conclusions::counted(conn, (from, to), unit)? {
                let count = match by {
                    DetectedBy::UnitItself => Count::SelfDetected,
                    DetectedBy::Others => Count::DetectedByOthers,
                };
                add(whose, from, count, None, n);
            }
        }
        if needs(is_of_letters)
            && let Ok(yesterday) = today.yesterday()
        {
            for (whose, due, answered) in urgings::counted(conn, (from, to.min(yesterday)), unit)? {
                add(whose, from, Count::LettersDue, None, due);
                add(whose, from, Count::LettersAnswered, None, answered);
            }
        }
        if needs(is_of_leaders) {
            for (whose, told, settled) in settled(conn, reference, (from, to), today, unit)? {
                add(whose, from, Count::LeaderTold, None, told);
                add(whose, from, Count::LeaderSettled, None, settled);
            }
        }
        if needs(is_of_accepts) {
            for ((whose, kind), (due, on_time)) in ledger::accepts(conn, (from, to), today, unit)? {
                add(whose, from, Count::AcceptsDue, Some(kind), due);
                add(whose, from, Count::AcceptsOnTime, Some(kind), on_time);
            }
        }
        if needs(is_of_publications) {
            let told = made_public(conn, reference, (from, to), today, unit)?;
            for ((whose, kind), (due, on_time)) in told {
                add(whose, from, Count::PublicationsDue, Some(kind), due);
                add(whose, from, Count::PublicationsOnTime, Some(kind), on_time);
            }
        }
        let mut found: BTreeMap<UnitId, Tally> = BTreeMap::new();
        for row in &rows {
            found.entry(row.unit).or_default().add(row.count, row.kind, row.n);
        }
        Ok(Self { asked, rows, found })
    }

    /// Every count, one by one.
    pub(in crate::service) fn rows(&self) -> &[CountRow] {
        &self.rows
    }

    /// What was counted of `unit`: everything that was asked for, also where there is none.
    pub(in crate::service) fn of(&self, unit: UnitId) -> Tally {
        let mut tally = self.found.get(&unit).cloned().unwrap_or_default();
        for count in &self.asked {
            tally.tell(*count);
        }
        tally
    }
}

const fn is_of_ratings(count: Count) -> bool {
    matches!(count, Count::Ratings | Count::Stars)
}

const fn is_of_dossiers(count: Count) -> bool {
    matches!(
        count,
        Count::DossiersDue
            | Count::DossiersOnTime
            | Count::DossiersLate
            | Count::DossiersApologised
    )
}

const fn is_of_conclusions(count: Count) -> bool {
    matches!(count, Count::SelfDetected | Count::DetectedByOthers)
}

const fn is_of_letters(count: Count) -> bool {
    matches!(count, Count::LettersDue | Count::LettersAnswered)
}

const fn is_of_accepts(count: Count) -> bool {
    matches!(count, Count::AcceptsDue | Count::AcceptsOnTime)
}

const fn is_of_publications(count: Count) -> bool {
    matches!(count, Count::PublicationsDue | Count::PublicationsOnTime)
}

const fn is_of_leaders(count: Count) -> bool {
    matches!(count, Count::LeaderTold | Count::LeaderSettled)
}

/// By unit, how many late answers its leader had to see to in the span, and how many of them were given before the unit above would
/// hear of them. Each counts once that day has come. What the unit owed no more by then is nobody's fault; what it shed later is.
/// Nothing counts where nobody is above.
fn settled(
    conn: &mut Conn,
    reference: &Reference,
    (from, to): (Day, Day),
    today: Day,
    unit: Option<UnitId>,
) -> Result<Vec<(UnitId, i64, i64)>, StoreError> {
    let known = reference.calendar.known_on(today);
    let units = &reference.units;
    let mut found: BTreeMap<UnitId, (i64, i64)> = BTreeMap::new();
    for one in ledger::late(conn, (from, to.min(today)), unit)? {
        let answers = units.get(one.unit).filter(|unit| unit.exists_on(one.missed_on));
        let above = answers.and_then(|unit| units.get(unit.parent?));
        let hears = above_hears_on(&reference.escalations, Step::Answer, one.missed_on, &known);
        let hears = hears.map_err(|_| StoreError::Corrupt { table: "escalations", column: "n" })?;
        let Some(hears) = hears.filter(|day| above.is_some() && *day <= today) else { continue };
        let in_time = one.ended_on.is_some_and(|day| day < hears);
        if in_time && one.status == DutyStatus::Released {
            continue;
        }
        let sums = found.entry(one.unit).or_default();
        sums.0 += 1;
        sums.1 += i64::from(in_time);
    }
    Ok(found.into_iter().map(|(unit, (told, settled))| (unit, told, settled)).collect())
}

/// By unit and kind, how many answers of the span were to be public by now, and how many of them are and came in time. Where no
/// rule says by when, none is due.
fn made_public(
    conn: &mut Conn,
    reference: &Reference,
    span: (Day, Day),
    today: Day,
    unit: Option<UnitId>,
) -> Result<ledger::Told, StoreError> {
    let (law, known) = (reference.law(), reference.calendar.known_on(today));
    let mut found = ledger::Told::new();
    for one in ledger::answered(conn, span, unit)? {
        let (kind, day) = (one.kind, one.on);
        let matter = Matter { kind, variant: Variant::Normal, received_on: day };
        let rule = law.rule(matter, Step::MakePublic, FromEvent::Answered, day);
        let Some(rule) = rule.filter(|_| may_be_public(kind)) else { continue };
        let last = due_on(day, rule.period, &known);
        let last =
            last.map_err(|_| StoreError::Corrupt { table: "deadline_rules", column: "n" })?;
        if last >= today {
            continue;
        }
        let sums = found.entry((one.unit, kind)).or_default();
        sums.0 += one.n;
        sums.1 += if one.public_on.is_some_and(|day| day <= last) { one.n } else { 0 };
    }
    Ok(found)
}

const fn count_of(metric: Counted) -> Option<Count> {
    match metric {
        Counted::Filed
        | Counted::Extended
        | Counted::Suspended
        | Counted::Apologised
        | Counted::Forwarded
        | Counted::Reopened => None,
        Counted::Opened => Some(Count::Opened),
        Counted::Met => Some(Count::Met),
        Counted::Missed => Some(Count::Missed),
        Counted::Released => Some(Count::Released),
        Counted::WrongForward => Some(Count::WrongForwards),
    }
}

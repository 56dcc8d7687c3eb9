//! What a unit tells beside its answers: reporters whether a report is taken up, and everybody what came of it.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};
use uuid::Uuid;

use super::lateness::ONCE;
use crate::domain::case::made_itself;
use crate::domain::ids::UnitId;
use crate::domain::kind::Kind;
use crate::domain::time::Day;
use crate::store::backend::Conn;
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::types::{Date, Id, sql};

/// Of what counts for no score the case says so, for neither of these duties is scored itself: what came on an old paper that no
/// inspector has upheld, and what was called up, so that a unit reads the same whatever became of it. What a unit typed in itself
/// is left out as the rows are read.
const COUNTS: &str = "COALESCE(c.course ->> 'paper', 'upheld') = 'upheld' \
     AND NOT EXISTS (SELECT 1 FROM called_up u WHERE u.case_key = c.key)";

/// What was to be told whether it is taken up, by unit, from the first day to the second, and over by the third. What went elsewhere in
/// time is none, nor what its unit took up first and then passed on (asked so that SQLite does not walk all that the ledger has of the
/// unit); what was late before it came from a former unit is that unit's.
const ACCEPTS: &str = "SELECT units.id AS unit_id, CASE WHEN r.kind = 'any' THEN c.kind ELSE r.kind END AS kind, \
     c.accused_id AS accused_id, c.course ->> 'typed_in_by' AS typed_in_by, COUNT(*) AS due, \
     CAST(SUM(CASE WHEN obligations.status = 'met' AND obligations.missed_on IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS on_time \
     FROM units CROSS JOIN obligations JOIN cases c ON c.key = obligations.case_key \
     JOIN deadline_rules r ON r.id = obligations.rule_id \
     WHERE obligations.unit_id = units.id AND obligations.step = 'accept' \
     AND obligations.cohort_on >= $1 AND obligations.cohort_on <= $2 AND obligations.due_on < $3 \
     AND (obligations.missed_on IS NOT NULL OR obligations.status = 'open' OR (obligations.status = 'met' \
     AND (c.course ->> 'hops' IS NULL OR (NOT EXISTS (SELECT 1 FROM obligations f WHERE f.case_key = obligations.case_key \
     AND f.unit_id = obligations.unit_id AND f.step = 'forward' AND f.status = 'met') \
     AND NOT EXISTS (SELECT 1 FROM ledger_entries f WHERE f.case_key = obligations.case_key \
     AND NOT (f.unit_id <> obligations.unit_id) AND f.metric = 'forwarded'))))) \
     AND (obligations.missed_on IS NULL OR NOT EXISTS (SELECT 1 FROM obligations b WHERE b.case_key = obligations.case_key \
     AND b.step = 'accept' AND b.unit_id <> obligations.unit_id AND b.status = 'released' \
     AND b.cohort_on = obligations.cohort_on AND b.start_on = obligations.start_on AND b.missed_on = obligations.missed_on \
     AND (obligations.status <> 'released' OR b.ended_on < obligations.ended_on)))";

/// When the answer of a case that stands was given, and when it came to be public.
const ANSWERED: &str = "SELECT units.id AS unit_id, c.kind AS kind, c.accused_id AS accused_id, \
     c.course ->> 'typed_in_by' AS typed_in_by, o.ended_on AS answered_on, \
     CASE WHEN c.course ->> 'public_answer' IS NOT NULL THEN (SELECT COALESCE( \
     MAX(CASE WHEN e.kind = 'publication_proposed' AND e.day >= o.ended_on THEN e.day END), \
     MAX(CASE WHEN e.kind = 'answer_published' THEN e.day END)) FROM events e WHERE e.case_key = c.key) END AS public_on, COUNT(*) AS n \
     FROM units CROSS JOIN obligations o JOIN cases c ON c.key = o.case_key \
     WHERE o.unit_id = units.id AND o.step = 'answer' AND o.status = 'met' AND o.ended_on >= $1 AND o.ended_on <= $2 \
     AND c.state IN ('answered', 'closed') AND c.merged_into IS NULL AND c.course ->> 'linked_from' IS NULL \
     AND NOT EXISTS (SELECT 1 FROM obligations l WHERE l.case_key = o.case_key AND l.step = 'answer' AND l.status = 'met' \
     AND (l.ended_on > o.ended_on OR (l.ended_on = o.ended_on AND l.id > o.id)))";

/// What was to be told whether it is taken up, of one unit or of all.
pub fn accepts_query(of_one: bool) -> String {
    let only = if of_one { "AND units.id = $4" } else { "" };
    format!("{ACCEPTS} AND {ONCE} AND {COUNTS} {only} GROUP BY 1, 2, 3, 4")
}

/// Answers that stand, of one unit or of all.
pub fn answered_query(of_one: bool) -> String {
    let only = if of_one { "AND units.id = $3" } else { "" };
    format!("{ANSWERED} AND {COUNTS} {only} GROUP BY 1, 2, 3, 4, 5, 6")
}

/// Whose, of what kind, and what says whether the unit made the report itself.
#[derive(QueryableByName)]
struct Of {
    #[diesel(sql_type = sql::Id)]
    unit_id: Id,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Nullable<sql::Id>)]
    accused_id: Option<Id>,
    #[diesel(sql_type = Nullable<Text>)]
    typed_in_by: Option<String>,
}

impl Of {
    /// The unit and the kind; none where it counts for nobody, because a desk typed it in that had better not.
    fn counted(&self) -> Result<Option<(UnitId, Kind)>, StoreError> {
        let unit = UnitId::new(self.unit_id.0);
        let read = |by: &String| corrupt(Uuid::parse_str(by).ok(), "cases", "course");
        let by = self.typed_in_by.as_ref().map(read).transpose()?.map(UnitId::new);
        let kind = corrupt(Kind::parse(&self.kind), "cases", "kind")?;
        let own = made_itself(by, unit, self.accused_id.map(|id| UnitId::new(id.0)));
        Ok((!own).then_some((unit, kind)))
    }
}

#[derive(QueryableByName)]
struct AcceptRow {
    #[diesel(embed)]
    of: Of,
    #[diesel(sql_type = BigInt)]
    due: i64,
    #[diesel(sql_type = BigInt)]
    on_time: i64,
}

#[derive(QueryableByName)]
struct AnsweredRow {
    #[diesel(embed)]
    of: Of,
    #[diesel(sql_type = sql::CivilDay)]
    answered_on: Date,
    #[diesel(sql_type = Nullable<sql::CivilDay>)]
    public_on: Option<Date>,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// By unit and kind, how much was due, and how much of it came in time.
pub type Told = BTreeMap<(UnitId, Kind), (i64, i64)>;

/// Reports of which it was to be told by a day of this span whether they are taken up, once that day has passed; in time are those
/// that were taken up or refused by then. By the kind that the report was then.
pub fn accepts(
    conn: &mut Conn,
    (from, to): (Day, Day),
    today: Day,
    unit: Option<UnitId>,
) -> Result<Told, StoreError> {
    let query = diesel::sql_query(accepts_query(unit.is_some()))
        .bind::<sql::CivilDay, _>(Date(from))
        .bind::<sql::CivilDay, _>(Date(to))
        .bind::<sql::CivilDay, _>(Date(today));
    let rows: Vec<AcceptRow> = match unit {
        Some(unit) => query.bind::<sql::Id, _>(Id(unit.uuid())).load(conn)?,
        None => query.load(conn)?,
    };
    let mut found = Told::new();
    for row in rows {
        let Some(whose) = row.of.counted()? else { continue };
        let sums = found.entry(whose).or_default();
        sums.0 += row.due;
        sums.1 += row.on_time;
    }
    Ok(found)
}

/// Answers of one day that stand, and came to be public on one day or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answered {
    /// Who answered.
    pub unit: UnitId,
    /// What the reports are in law.
    pub kind: Kind,
    /// The day of the answers.
    pub on: Day,
    /// The day they came to be public; where a unit proposed it and another person decided, the day of the last proposal.
    /// None while they are not public.
    pub public_on: Option<Day>,
    /// How many.
    pub n: i64,
}

/// The answers of this span that stand, of one unit or of all: the last one of each case that is not answered with another one
/// and is no rest of a referred one.
pub fn answered(
    conn: &mut Conn,
    (from, to): (Day, Day),
    unit: Option<UnitId>,
) -> Result<Vec<Answered>, StoreError> {
    let query = diesel::sql_query(answered_query(unit.is_some()))
        .bind::<sql::CivilDay, _>(Date(from))
        .bind::<sql::CivilDay, _>(Date(to));
    let rows: Vec<AnsweredRow> = match unit {
        Some(unit) => query.bind::<sql::Id, _>(Id(unit.uuid())).load(conn)?,
        None => query.load(conn)?,
    };
    let read = |row: AnsweredRow| {
        let counted = row.of.counted()?;
        Ok(counted.map(|(unit, kind)| Answered {
            unit,
            kind,
            on: row.answered_on.0,
            public_on: row.public_on.map(|day| day.0),
            n: row.n,
        }))
    };
    rows.into_iter().filter_map(|row| read(row).transpose()).collect()
}

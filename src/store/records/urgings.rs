//! Urging letters: kept by the day they are due, with their answer.

use std::collections::BTreeMap;

use diesel::prelude::*;
use uuid::Uuid;

use crate::domain::ids::{CaseId, RuleId, UnitId, UrgingId, UserId};
use crate::domain::time::Day;
use crate::domain::urging::{Urging, UrgingStatus};
use crate::store::backend::{Conn, MultiBackend, each_backend};
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::urgings;
use crate::store::types::{Date, Id, Json};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = urgings, treat_none_as_default_value = false, treat_none_as_null = true)]
struct UrgingRow {
    id: Id,
    number: String,
    version: i32,
    unit_id: Id,
    case_id: Option<Id>,
    case_number: Option<String>,
    text: String,
    urged_by: Id,
    rule_id: Option<Id>,
    start_on: Date,
    due_on: Date,
    told_due_on: Date,
    calendar_as_of: Date,
    status: String,
    answer: Option<String>,
    answered_by: Option<Id>,
    answered_on: Option<Date>,
    missed_on: Option<Date>,
    closing: Option<String>,
    closed_by: Option<Id>,
    closed_on: Option<Date>,
    body_id: Option<Id>,
    passed: Json,
}

impl TryFrom<&Urging> for UrgingRow {
    type Error = StoreError;

    fn try_from(one: &Urging) -> Result<Self, StoreError> {
        let user = |id: Option<UserId>| id.map(|id| Id(id.uuid()));
        Ok(Self {
            id: Id(one.id.uuid()),
            number: one.number.clone(),
            version: one.version,
            unit_id: Id(one.unit_id.uuid()),
            case_id: one.case_id.map(|id| Id(id.uuid())),
            case_number: one.case_number.clone(),
            text: one.text.clone(),
            urged_by: Id(one.urged_by.uuid()),
            rule_id: one.rule_id.map(|id| Id(id.uuid())),
            start_on: Date(one.start_on),
            due_on: Date(one.due_on),
            told_due_on: Date(one.told_due_on),
            calendar_as_of: Date(one.calendar_as_of),
            status: one.status.as_str().to_owned(),
            answer: one.answer.clone(),
            answered_by: user(one.answered_by),
            answered_on: one.answered_on.map(Date),
            missed_on: one.missed_on.map(Date),
            closing: one.closing.clone(),
            closed_by: user(one.closed_by),
            closed_on: one.closed_on.map(Date),
            body_id: one.body.map(|id| Id(id.uuid())),
            passed: corrupt(Json::of(&one.passed).ok(), "urgings", "passed")?,
        })
    }
}

impl TryFrom<UrgingRow> for Urging {
    type Error = StoreError;

    fn try_from(row: UrgingRow) -> Result<Self, StoreError> {
        let user = |id: Option<Id>| id.map(|id| UserId::new(id.0));
        Ok(Self {
            id: UrgingId::new(row.id.0),
            number: row.number,
            version: row.version,
            unit_id: UnitId::new(row.unit_id.0),
            case_id: row.case_id.map(|id| CaseId::new(id.0)),
            case_number: row.case_number,
            text: row.text,
            urged_by: UserId::new(row.urged_by.0),
            rule_id: row.rule_id.map(|id| RuleId::new(id.0)),
            start_on: row.start_on.0,
            due_on: row.due_on.0,
            told_due_on: row.told_due_on.0,
            calendar_as_of: row.calendar_as_of.0,
            status: corrupt(UrgingStatus::parse(&row.status), "urgings", "status")?,
            answer: row.answer,
            answered_by: user(row.answered_by),
            answered_on: row.answered_on.map(|day| day.0),
            missed_on: row.missed_on.map(|day| day.0),
            closing: row.closing,
            closed_by: user(row.closed_by),
            closed_on: row.closed_on.map(|day| day.0),
            body: row.body_id.map(|id| UnitId::new(id.0)),
            passed: corrupt(row.passed.read(), "urgings", "passed")?,
        })
    }
}

/// What a list of urgings may be narrowed by. Every field that is set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UrgingFilter {
    /// Only those to one of these units.
    pub units: Option<Vec<UnitId>>,
    /// None to these units: the reader has a conflict of interest there.
    pub hidden: Vec<UnitId>,
    /// Only those without an answer.
    pub open: bool,
    /// Only those without an answer whose last day lies before this one.
    pub overdue_on: Option<Day>,
}

/// Adds a letter.
///
/// # Errors
/// [`StoreError::Unique`] where its number was drawn before.
pub fn insert(tx: &mut Conn, one: &Urging) -> Result<(), StoreError> {
    diesel::insert_into(urgings::table).values(UrgingRow::try_from(one)?).execute(tx)?;
    Ok(())
}

/// Those of these letters that wait for their answer, with their last days.
pub fn open_among(conn: &mut Conn, ids: &[Uuid]) -> Result<Vec<(Uuid, Day)>, StoreError> {
    let open: Vec<(Id, Date)> = urgings::table
        .filter(urgings::id.eq_any(ids.iter().map(|id| Id(*id))))
        .filter(urgings::status.eq(UrgingStatus::Open.as_str()))
        .select((urgings::id, urgings::due_on))
        .load(conn)?;
    Ok(open.into_iter().map(|(id, last)| (id.0, last.0)).collect())
}

/// Whether a letter about this case waits for its answer.
pub fn is_open_about(conn: &mut Conn, case: CaseId) -> Result<bool, StoreError> {
    let found = urgings::table
        .filter(urgings::case_id.eq(Id(case.uuid())))
        .filter(urgings::status.eq(UrgingStatus::Open.as_str()))
        .limit(1)
        .count()
        .get_result::<i64>(conn)?;
    Ok(found > 0)
}

/// The letter of this id.
pub fn get(conn: &mut Conn, id: UrgingId) -> Result<Option<Urging>, StoreError> {
    urgings::table
        .find(Id(id.uuid()))
        .select(UrgingRow::as_select())
        .first(conn)
        .optional()?
        .map(Urging::try_from)
        .transpose()
}

/// Saves a changed letter, unless somebody changed it since version `seen`, or its case was taken out of it.
///
/// # Errors
/// [`StoreError::Stale`] if somebody did.
pub fn save(tx: &mut Conn, seen: i32, one: &Urging) -> Result<(), StoreError> {
    let row = UrgingRow::try_from(one)?;
    let moved = each_backend!(tx, c => diesel::update(urgings::table)
        .filter(urgings::id.eq(row.id))
        .filter(urgings::version.eq(seen))
        .filter(urgings::case_id.is_null().eq(row.case_id.is_none()))
        .set(&row)
        .execute(c))?;
    if moved == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// No letter names this case any more. Nothing that its unit did or was told of a letter changes with it, so its version stays.
pub fn unlink(tx: &mut Conn, case: CaseId) -> Result<(), StoreError> {
    diesel::update(urgings::table.filter(urgings::case_id.eq(Some(Id(case.uuid())))))
        .set((urgings::case_id.eq(None::<Id>), urgings::case_number.eq(None::<String>)))
        .execute(tx)?;
    Ok(())
}

type Narrowed<'a> = urgings::BoxedQuery<'a, MultiBackend>;

fn narrowed<'a>(filter: &UrgingFilter) -> Narrowed<'a> {
    let mut query = urgings::table.into_boxed();
    if let Some(units) = &filter.units {
        let ids: Vec<Id> = units.iter().map(|unit| Id(unit.uuid())).collect();
        query = query.filter(urgings::unit_id.eq_any(ids));
    }
    if !filter.hidden.is_empty() {
        let ids: Vec<Id> = filter.hidden.iter().map(|unit| Id(unit.uuid())).collect();
        query = query.filter(urgings::unit_id.ne_all(ids));
    }
    if filter.open || filter.overdue_on.is_some() {
        query = query.filter(urgings::status.eq(UrgingStatus::Open.as_str()));
    }
    if let Some(day) = filter.overdue_on {
        query = query.filter(urgings::due_on.lt(Date(day)));
    }
    query
}

fn behind(query: Narrowed<'_>, after: Option<(Day, UrgingId)>) -> Narrowed<'_> {
    let Some((day, id)) = after else { return query };
    query
        .filter(urgings::due_on.ge(Date(day)))
        .filter(urgings::due_on.gt(Date(day)).or(urgings::id.gt(Id(id.uuid()))))
}

fn read(
    conn: &mut Conn,
    query: Narrowed<'_>,
    after: Option<(Day, UrgingId)>,
    limit: i64,
) -> Result<Vec<Urging>, StoreError> {
    behind(query, after)
        .order((urgings::due_on.asc(), urgings::id.asc()))
        .limit(limit)
        .select(UrgingRow::as_select())
        .load(conn)?
        .into_iter()
        .map(Urging::try_from)
        .collect()
}

/// Of the letters whose last day lies in this span, by unit: how many there are, and how many were answered by that day. What was
/// closed without an answer is none.
pub fn counted(
    conn: &mut Conn,
    (from, to): (Day, Day),
    unit: Option<UnitId>,
) -> Result<Vec<(UnitId, i64, i64)>, StoreError> {
    let mut query = urgings::table
        .filter(urgings::due_on.ge(Date(from)))
        .filter(urgings::due_on.le(Date(to)))
        .filter(
            urgings::status
                .ne(UrgingStatus::Closed.as_str())
                .or(urgings::answered_on.is_not_null()),
        )
        .select((urgings::unit_id, urgings::due_on, urgings::answered_on))
        .into_boxed();
    if let Some(unit) = unit {
        query = query.filter(urgings::unit_id.eq(Id(unit.uuid())));
    }
    let rows: Vec<(Id, Date, Option<Date>)> = query.load(conn)?;
    let mut found: BTreeMap<UnitId, (i64, i64)> = BTreeMap::new();
    for (unit, due, answered) in rows {
        let sums = found.entry(UnitId::new(unit.0)).or_default();
        sums.0 += 1;
        sums.1 += i64::from(answered.is_some_and(|day| day.0 <= due.0));
    }
    Ok(found.into_iter().map(|(unit, (due, answered))| (unit, due, answered)).collect())
}

/// A page of letters, the first due first, from behind `after`.
pub fn page(
    conn: &mut Conn,
    filter: &UrgingFilter,
    after: Option<(Day, UrgingId)>,
    limit: i64,
) -> Result<Vec<Urging>, StoreError> {
    read(conn, narrowed(filter), after, limit)
}

/// Letters whose last day lies before `day` without an answer, not yet recorded as late.
pub fn late(
    conn: &mut Conn,
    day: Day,
    after: Option<(Day, UrgingId)>,
    limit: i64,
) -> Result<Vec<Urging>, StoreError> {
    let filter = UrgingFilter { overdue_on: Some(day), ..UrgingFilter::default() };
    read(conn, narrowed(&filter).filter(urgings::missed_on.is_null()), after, limit)
}

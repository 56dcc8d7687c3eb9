//! Cases of either channel, by the one door that knows which tables a channel lives in.

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::backend::Conn;
pub use super::channel::{
    CaseFilter, Hand, LOOKED_AT, MOST_MERGED, Page, Place, Slice, Span, Traits, hold,
};
use super::channel::{integrity, service};
use super::error::StoreError;
use super::outbox;
use super::records::ratings;
use super::reports as kept;
use super::schema::{cases, reports, tokens as receipts, units};
use super::staff::{presences, texts};
use super::terms;
use super::tokens::{self, TokenRow};
use super::types::{Date, Id, Json};
use crate::domain::actor::Scope;
use crate::domain::case::{Case, State};
use crate::domain::event::Event;
use crate::domain::ids::{CaseId, ObligationId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::obligation::Obligation;
use crate::domain::report::Report;
use crate::domain::terms as found_by;
use crate::domain::text::fold_code;
use crate::domain::time::{Day, Instant};

macro_rules! either {
    ($channel:expr, $function:ident($($arg:expr),*)) => {
        match $channel {
            Channel::Service => service::$function($($arg),*),
            Channel::Integrity => integrity::$function($($arg),*),
        }
    };
}

/// The case of this id in this channel.
pub fn get(conn: &mut Conn, channel: Channel, id: CaseId) -> Result<Option<Case>, StoreError> {
    either!(channel, case(conn, id))
}

/// The case of this id, in whichever channel.
pub fn find(conn: &mut Conn, id: CaseId) -> Result<Option<Case>, StoreError> {
    match get(conn, Channel::Service, id)? {
        Some(case) => Ok(Some(case)),
        None => get(conn, Channel::Integrity, id),
    }
}

/// The service case of this number; integrity cases have none. One that was called up nobody finds by its number any more: that
/// would tell those that became tips from the others.
pub fn by_number(conn: &mut Conn, number: &str) -> Result<Option<Case>, StoreError> {
    let id: Option<Id> =
        cases::table.filter(cases::number.eq(number)).select(cases::id).first(conn).optional()?;
    let Some(id) = id else { return Ok(None) };
    let found = service::case(conn, CaseId::new(id.0))?;
    Ok(found.filter(|case| case.course.called_up_on.is_none()))
}

/// The number of an open service case that `holder` has about this dossier.
pub fn open_about_dossier(
    conn: &mut Conn,
    holder: UnitId,
    code: &str,
) -> Result<Option<String>, StoreError> {
    let query = cases::table
        .inner_join(reports::table)
        .filter(cases::holder_id.eq(Id(holder.uuid())))
        .filter(cases::is_open.eq(true))
        .filter(cases::held_until.is_null())
        // Nothing of a dossier is recorded in what was passed on.
        .filter(cases::state.ne(State::Referred.as_str()))
        .filter(reports::dossier_key.eq(fold_code(code)))
        .order(cases::id)
        .select(cases::number);
    Ok(query.first(conn).optional()?)
}

/// The case of the report that a receipt stands for, as it was filed.
pub fn of_receipt(conn: &mut Conn, lookup: &[u8]) -> Result<Option<Case>, StoreError> {
    let Some(receipt) = tokens::receipt(conn, lookup)? else { return Ok(None) };
    find(conn, CaseId::new(receipt.answer_id.0))
}

/// As [`of_receipt`], with what was said where that is open: of a service report in one statement.
pub fn told_by_receipt(
    conn: &mut Conn,
    lookup: &[u8],
) -> Result<Option<(Case, Option<Report>)>, StoreError> {
    type Found = (TokenRow, Option<service::CaseRow>, Option<Json>);
    // One join after the other: what stands in brackets SQLite makes whole first.
    let found: Option<Found> = receipts::table
        .left_join(cases::table.on(cases::id.eq(receipts::answer_id)))
        .left_join(reports::table.on(reports::case_key.nullable().eq(cases::key.nullable())))
        .filter(receipts::hash.eq(lookup))
        .select((
            TokenRow::as_select(),
            Option::<service::CaseRow>::as_select(),
            reports::said.nullable(),
        ))
        .first(conn)
        .optional()?;
    match found.filter(|(token, ..)| token.is_receipt()) {
        None => Ok(None),
        Some((_, Some(case), said)) => {
            let report = said.as_ref().map(kept::read).transpose()?;
            Ok(Some((case.try_into()?, report)))
        }
        Some((token, None, _)) => {
            let tip = integrity::case(conn, CaseId::new(token.answer_id.0))?;
            Ok(tip.map(|case| (case, None)))
        }
    }
}

/// `case` and, in order, the cases in which contents go on that each of them did not refer. At most
/// the last one is being handled.
pub fn chain(conn: &mut Conn, case: Case) -> Result<Vec<Case>, StoreError> {
    let mut next = case.course.linked;
    let channel = case.channel;
    let mut found = vec![case];
    while let Some(id) = next {
        let Some(case) = get(conn, channel, id)? else { break };
        next = case.course.linked;
        found.push(case);
    }
    Ok(found)
}

/// The referred cases of which `case` handles the rest, the nearest first.
pub fn ancestors(conn: &mut Conn, case: &Case) -> Result<Vec<Case>, StoreError> {
    let (channel, mut next) = (case.channel, case.course.linked_from);
    let mut found = Vec::new();
    while let Some(id) = next {
        let Some(case) = get(conn, channel, id)? else { break };
        next = case.course.linked_from;
        found.push(case);
    }
    Ok(found)
}

/// The first hundred cases that are answered with the one of this id, whether that is still here or not.
pub fn merged_into(
    conn: &mut Conn,
    channel: Channel,
    lead: CaseId,
) -> Result<Vec<Case>, StoreError> {
    either!(channel, merged_into(conn, lead))
}

/// What is and was owed in `case` and in those that handle what it did not refer.
pub fn whole_obligations(conn: &mut Conn, case: Case) -> Result<Vec<Obligation>, StoreError> {
    let chain = chain(conn, case)?;
    let each = chain.iter().map(|one| obligations(conn, one));
    Ok(each.collect::<Result<Vec<_>, _>>()?.concat())
}

/// Adds a case that begins with what another one left.
pub fn begin(tx: &mut Conn, case: &Case) -> Result<(), StoreError> {
    either!(case.channel, insert_case(tx, case))
}

/// Saves a changed case, unless somebody changed it since version `seen`.
///
/// # Errors
/// [`StoreError::Stale`] if somebody did.
pub fn save(tx: &mut Conn, seen: i32, case: &Case) -> Result<(), StoreError> {
    either!(case.channel, save_case(tx, seen, case))
}

/// The held service cases whose mark lies within `marks` (behind the first, up to the second), with their marks; the
/// longest held first, from behind `after`.
pub fn held(
    conn: &mut Conn,
    marks: (Option<Instant>, Option<Instant>),
    after: Option<(Instant, CaseId)>,
    limit: i64,
) -> Result<Vec<(Instant, CaseId)>, StoreError> {
    let mut query = cases::table
        .filter(cases::held_until.is_not_null())
        .order((cases::held_until, cases::id))
        .limit(limit)
        .select((cases::held_until.assume_not_null(), cases::id))
        .into_boxed();
    if let Some(behind) = marks.0 {
        query = query.filter(cases::held_until.gt(behind));
    }
    if let Some(up_to) = marks.1 {
        query = query.filter(cases::held_until.le(up_to));
    }
    if let Some((mark, id)) = after {
        query = query
            .filter(cases::held_until.ge(mark))
            .filter(cases::held_until.gt(mark).or(cases::id.gt(Id(id.uuid()))));
    }
    let found: Vec<(Instant, Id)> = query.load(conn)?;
    Ok(found.into_iter().map(|(mark, id)| (mark, CaseId::new(id.0))).collect())
}

/// Ends that no unit knows of a case.
///
/// # Errors
/// [`StoreError::Stale`] where it was changed or released meanwhile.
pub fn release(tx: &mut Conn, case: &Case) -> Result<(), StoreError> {
    either!(case.channel, release_case(tx, case))
}

/// Removes a case that goes on as a tip: nothing of it may be read here any more. `owed` are the keys of its mail.
///
/// # Errors
/// [`StoreError::Stale`] where it was changed or released meanwhile.
pub fn forget(tx: &mut Conn, case: &Case, owed: &[String]) -> Result<(), StoreError> {
    kept::remove(tx, case)?;
    ratings::remove(tx, case.key)?;
    texts::remove_of_case(tx, case)?;
    presences::remove_of_case(tx, case.key)?;
    outbox::remove(tx, owed)?;
    either!(case.channel, forget_case(tx, case))
}

/// Saves what a case is about, which is corrected too seldom to be written with each change.
pub fn correct(tx: &mut Conn, case: &Case) -> Result<(), StoreError> {
    if let (Channel::Service, Some(unit)) = (case.channel, case.accused) {
        // It is found by the name of the right one as well.
        let name = units::table.find(Id(unit.uuid())).select(units::name);
        let name: Option<String> = name.first(tx).optional()?;
        let words = name.iter().flat_map(|name| found_by::words(name));
        terms::add(tx, words.map(|word| (word, case.key.number())))?;
    }
    either!(case.channel, correct_case(tx, case))
}

/// Every obligation of a case, the oldest first.
pub fn obligations(conn: &mut Conn, case: &Case) -> Result<Vec<Obligation>, StoreError> {
    either!(case.channel, obligations(conn, case))
}

/// Adds an obligation.
pub fn open_obligation(tx: &mut Conn, case: &Case, one: &Obligation) -> Result<(), StoreError> {
    either!(case.channel, open_obligation(tx, case, one))
}

/// Saves how an obligation stands, and what has moved its last day.
pub fn save_obligation(tx: &mut Conn, case: &Case, one: &Obligation) -> Result<(), StoreError> {
    either!(case.channel, save_obligation(tx, case, one))
}

/// Open obligations due on or before `day` of cases that their unit knows of, or all that are open where no day is named;
/// the oldest first, from behind `after`; those already recorded as missed only if `missed`.
pub fn due_by(
    conn: &mut Conn,
    channel: Channel,
    day: Option<Day>,
    missed: bool,
    after: Option<(Day, ObligationId)>,
    limit: i64,
) -> Result<Vec<Obligation>, StoreError> {
    either!(channel, due_by(conn, day, missed, after, limit))
}

/// What is open in these cases, with its last day.
pub fn open_in(
    conn: &mut Conn,
    channel: Channel,
    of: &[CaseId],
) -> Result<Vec<(ObligationId, Day)>, StoreError> {
    either!(channel, open_in(conn, of))
}

/// Cases whose wait lapsed before `day`, the longest waiting first, from behind `after`.
pub fn waiting_before(
    conn: &mut Conn,
    channel: Channel,
    day: Day,
    after: Option<(Day, CaseId)>,
    limit: i64,
) -> Result<Vec<Case>, StoreError> {
    either!(channel, waiting_before(conn, day, after, limit))
}

/// The history of a case.
pub fn events(conn: &mut Conn, case: &Case) -> Result<Vec<Event>, StoreError> {
    either!(case.channel, events(conn, case))
}

/// One event of a case.
pub fn event(conn: &mut Conn, case: &Case, n: i32) -> Result<Option<Event>, StoreError> {
    either!(case.channel, event(conn, case, n))
}

/// Appends an event.
pub fn append(tx: &mut Conn, case: &Case, event: &Event) -> Result<(), StoreError> {
    either!(case.channel, append(tx, case, event))
}

/// A page of cases of one channel in order of urgency, within `scope`.
pub fn queue(
    conn: &mut Conn,
    channel: Channel,
    scope: &Scope,
    filter: &CaseFilter,
    slice: Slice,
) -> Result<Page, StoreError> {
    either!(channel, queue(conn, scope, filter, slice))
}

/// Of these cases those that `scope` sees and `filter` wants, by their keys.
pub fn among(
    conn: &mut Conn,
    channel: Channel,
    scope: &Scope,
    filter: &CaseFilter,
    keys: Vec<i64>,
) -> Result<BTreeMap<i64, Case>, StoreError> {
    either!(channel, of_keys(conn, scope, filter, keys))
}

/// Open cases of `holder` in order of urgency, from behind `after`, whoever may see them.
pub fn held_by(
    conn: &mut Conn,
    channel: Channel,
    holder: UnitId,
    after: Option<(Day, CaseId)>,
    limit: i64,
) -> Result<Vec<Case>, StoreError> {
    either!(channel, held_by(conn, holder, after, limit))
}

/// Service cases of `holder` that came on `since` or later, that it knows of and still has, open or over; in order of their ids,
/// which are random. `limit` of all its cases are looked through.
pub fn known_since(
    conn: &mut Conn,
    holder: UnitId,
    since: Day,
    limit: i64,
) -> Result<Vec<CaseId>, StoreError> {
    let mut ids = Vec::new();
    for open in [true, false] {
        let found: Vec<(Id, Date)> = cases::table
            .filter(cases::holder_id.eq(Id(holder.uuid())))
            .filter(cases::is_open.eq(open))
            .filter(cases::held_until.is_null())
            .filter(sql::<Bool>("course ->> 'called_up_from' IS NULL"))
            .order((cases::next_due_on.desc(), cases::id.desc()))
            .limit(limit)
            .select((cases::id, cases::received_on))
            .load(conn)?;
        ids.extend(found.into_iter().filter(|(_, day)| day.0 >= since).map(|(id, _)| id.0));
    }
    ids.sort_unstable();
    Ok(ids.into_iter().map(CaseId::new).collect())
}

/// Which of these service cases were called up.
pub fn called_up_among(conn: &mut Conn, ids: &[CaseId]) -> Result<BTreeSet<CaseId>, StoreError> {
    let ids = ids.iter().map(|id| Id(id.uuid()));
    let found: Vec<Id> = cases::table
        .filter(cases::id.eq_any(ids))
        .filter(sql::<Bool>("course ->> 'called_up_from' IS NOT NULL"))
        .select(cases::id)
        .load(conn)?;
    Ok(found.into_iter().map(|id| CaseId::new(id.0)).collect())
}

/// How many open cases each holder has.
pub fn open_by_holder(
    conn: &mut Conn,
    channel: Channel,
) -> Result<Vec<(UnitId, usize)>, StoreError> {
    either!(channel, open_by_holder(conn))
}

/// By what the matching cases among the first `look_at` differ, and whether there may be more.
pub fn traits(
    conn: &mut Conn,
    channel: Channel,
    scope: &Scope,
    filter: &CaseFilter,
    look_at: i64,
) -> Result<(Vec<Traits>, bool), StoreError> {
    either!(channel, traits(conn, scope, filter, look_at))
}

/// How many cases match, counted up to `most` among the first `look_at`, and whether there may be more.
pub fn count(
    conn: &mut Conn,
    channel: Channel,
    scope: &Scope,
    filter: &CaseFilter,
    most: i64,
    look_at: i64,
) -> Result<(usize, bool), StoreError> {
    either!(channel, count(conn, scope, filter, most, look_at))
}

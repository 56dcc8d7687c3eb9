//! Mail owed: references and facts, claimed with a lease, settled once, never deleted.

mod again;
mod of_case;
mod returned;
mod tally;

use std::collections::{BTreeMap, BTreeSet};

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use uuid::Uuid;

use super::backend::{Conn, each_backend};
use super::error::StoreError;
use super::schema::outbox;
use super::types::{Id, Json};
use crate::domain::ids::CaseId;
use crate::domain::time::Instant;

pub use again::enqueue_again;
pub use of_case::of_case;
pub use returned::{bounced, sent_as};
pub use tally::tally;

/// As the indexes say it: a bound value would not be seen to imply their conditions.
const PENDING: &str = "status = 'pending'";
const FOLDED: &str = "recipient_kind IN ('unit', 'leader')";
const DEAD: &str = "status = 'dead'";

/// The kind of recipients that are units.
pub const UNIT: &str = "unit";
/// The kind of recipients that lead units.
pub const LEADER: &str = "leader";
/// Those of whose mails many become one.
pub const FOR_MANY: [&str; 2] = [UNIT, LEADER];
/// Members of staff whom a note mentions: whose note it is nobody else reads.
pub const COLLEAGUE: &str = "colleague";
/// The kind of recipients that wait for a code or a link, or must know of a change at any hour.
pub const UNCONFIRMED: &str = "unconfirmed";
/// Recipients that may be tippers: their mail is nobody's business.
const OF_REPORTERS: [&str; 2] = ["sealed", UNCONFIRMED];
const FOR_CODE: &str = "recipient_kind = 'unconfirmed'";

/// One mail owed.
#[derive(Queryable, Selectable, Insertable, Clone, Debug)]
#[diesel(table_name = outbox, treat_none_as_default_value = false)]
pub struct NoticeRow {
    pub id: Id,
    pub dedup_key: String,
    pub template: String,
    pub recipient_kind: String,
    pub recipient_id: Id,
    pub case_id: Option<Id>,
    pub payload: Json,
    pub created_at: Instant,
    pub next_at: Instant,
    pub attempts: i32,
    pub lease_token: Option<Id>,
    pub status: String,
    pub settled_at: Option<Instant>,
    pub last_error: Option<String>,
    pub sent_as: Option<Id>,
}

impl NoticeRow {
    /// Nothing is to be sent; the row only says that this was decided.
    pub fn cancel(&mut self, now: Instant) {
        "cancelled".clone_into(&mut self.status);
        self.settled_at = Some(now);
    }
}

/// Adds a notice unless one with the same key is there: each is owed once.
pub fn enqueue(tx: &mut Conn, notice: &NoticeRow) -> Result<(), StoreError> {
    enqueued(tx, notice).map(|_| ())
}

/// Removes the notices with these keys, sent or not.
pub(super) fn remove(tx: &mut Conn, keys: &[String]) -> Result<(), StoreError> {
    diesel::delete(outbox::table.filter(outbox::dedup_key.eq_any(keys))).execute(tx)?;
    Ok(())
}

/// Removes the mails that told of notes on a case, sent or not.
pub(super) fn remove_mentions(tx: &mut Conn, case: CaseId) -> Result<(), StoreError> {
    let told = outbox::table
        .filter(outbox::case_id.eq(Id(case.uuid())))
        .filter(outbox::recipient_kind.eq(COLLEAGUE));
    diesel::delete(told).execute(tx)?;
    Ok(())
}

/// Removes what is still owed of a case, or was given up, but for its reporter's mail, for what those who inspect hear, and for what
/// colleagues tell each other, which is judged when it goes out.
pub fn cut(tx: &mut Conn, case: CaseId) -> Result<(), StoreError> {
    // As the indexes say it: only what is owed or given up is looked through.
    for status in ["status = 'pending'", "status = 'dead'"] {
        let owed = outbox::table
            .filter(sql::<Bool>(status))
            .filter(outbox::case_id.eq(Id(case.uuid())))
            .filter(outbox::recipient_kind.ne_all(["contact", COLLEAGUE]))
            .filter(outbox::dedup_key.not_like("%:awaits"))
            .filter(outbox::dedup_key.not_like("%:retaliation"));
        diesel::delete(owed).execute(tx)?;
    }
    Ok(())
}

/// As [`enqueue`]; tells whether it is owed anew.
pub fn enqueued(tx: &mut Conn, notice: &NoticeRow) -> Result<bool, StoreError> {
    let added = each_backend!(tx, c => diesel::insert_into(outbox::table)
        .values(notice)
        .on_conflict(outbox::dedup_key)
        .do_nothing()
        .execute(c))?;
    Ok(added == 1)
}

/// Takes up to `limit` notices that are due and leases them to `token` until `lease_end`: after a
/// crash the lease runs out and they come back.
pub fn claim(
    tx: &mut Conn,
    now: Instant,
    lease_end: Instant,
    token: Uuid,
    limit: i64,
) -> Result<Vec<NoticeRow>, StoreError> {
    claim_due(tx, false, now, lease_end, token, limit)
}

/// As [`claim`], but only codes: these are wanted outside of office hours too.
pub fn claim_codes(
    tx: &mut Conn,
    now: Instant,
    lease_end: Instant,
    token: Uuid,
    limit: i64,
) -> Result<Vec<NoticeRow>, StoreError> {
    claim_due(tx, true, now, lease_end, token, limit)
}

fn claim_due(
    tx: &mut Conn,
    codes: bool,
    now: Instant,
    lease_end: Instant,
    token: Uuid,
    limit: i64,
) -> Result<Vec<NoticeRow>, StoreError> {
    let mut query = outbox::table
        .filter(sql::<Bool>(PENDING))
        .filter(outbox::next_at.le(now))
        .order((outbox::next_at.asc(), outbox::id.asc()))
        .limit(limit)
        .select((outbox::id, outbox::next_at))
        .into_boxed();
    if codes {
        query = query.filter(sql::<Bool>(FOR_CODE));
    }
    let due = query.load(tx)?;
    lease(tx, &due, now, lease_end, token)
}

/// Takes up to `limit` notices that wait for a unit or its leader, as [`claim`] does: also what could not be sent before and is
/// not being tried now, which costs it no try. What was put off waits for its hour.
pub fn claim_of_unit(
    tx: &mut Conn,
    (kind, unit): (&str, Id),
    now: Instant,
    lease_end: Instant,
    token: Uuid,
    limit: i64,
) -> Result<Vec<NoticeRow>, StoreError> {
    let tried = outbox::attempts.gt(0).and(outbox::lease_token.is_null());
    let waiting = outbox::table
        .filter(sql::<Bool>(PENDING))
        .filter(sql::<Bool>(FOLDED))
        .filter(outbox::recipient_kind.eq(kind))
        .filter(outbox::recipient_id.eq(unit))
        .filter(outbox::next_at.le(now).or(tried))
        .order((outbox::next_at.asc(), outbox::id.asc()))
        .limit(limit)
        .select((outbox::id, outbox::next_at))
        .load(tx)?;
    lease(tx, &waiting, now, lease_end, token)
}

/// Leases those of these that nobody else took meanwhile: two claimers on PostgreSQL never get the same row. Each is
/// returned with the moment it was due at; one that is taken along before its time keeps that, and its tries.
fn lease(
    tx: &mut Conn,
    waiting: &[(Id, Instant)],
    now: Instant,
    lease_end: Instant,
    token: Uuid,
) -> Result<Vec<NoticeRow>, StoreError> {
    let due: BTreeMap<Uuid, Instant> = waiting.iter().map(|(id, at)| (id.0, *at)).collect();
    let mut leased = Vec::new();
    for tries in [1, 0] {
        let ids = waiting.iter().filter(|(_, at)| (*at <= now) == (tries == 1)).map(|(id, _)| *id);
        let ids: Vec<Id> = ids.collect();
        if ids.is_empty() {
            continue;
        }
        let free = outbox::next_at.le(now).or(outbox::lease_token.is_null());
        let rows: Vec<NoticeRow> = diesel::update(outbox::table)
            .filter(outbox::id.eq_any(ids))
            .filter(sql::<Bool>(PENDING))
            .filter(free)
            .set((
                outbox::next_at.eq(lease_end),
                outbox::lease_token.eq(Some(Id(token))),
                outbox::attempts.eq(outbox::attempts + tries),
            ))
            .returning(outbox::all_columns)
            .get_results(tx)?;
        leased.extend(rows);
    }
    for row in &mut leased {
        row.next_at = due.get(&row.id.0).copied().unwrap_or(now);
    }
    Ok(leased)
}

/// Lets the leases of claimed notices run until `lease_end`, if all are still those of `token`.
pub fn renew(
    tx: &mut Conn,
    ids: &[Id],
    token: Uuid,
    lease_end: Instant,
) -> Result<bool, StoreError> {
    let renewed = diesel::update(outbox::table)
        .filter(outbox::id.eq_any(ids))
        .filter(outbox::lease_token.eq(Some(Id(token))))
        .filter(sql::<Bool>(PENDING))
        .set(outbox::next_at.eq(lease_end))
        .execute(tx)?;
    Ok(renewed == ids.len())
}

/// Which of these keys are owed already, or were.
pub fn known(conn: &mut Conn, keys: &[String]) -> Result<BTreeSet<String>, StoreError> {
    let found: Vec<String> = outbox::table
        .filter(outbox::dedup_key.eq_any(keys))
        .select(outbox::dedup_key)
        .load(conn)?;
    Ok(found.into_iter().collect())
}

/// How a try to send ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Settled {
    /// The server took it, under this message id.
    Sent(Uuid),
    /// Try again at this time.
    Again(Instant, String),
    /// Nothing is wrong; its first try is at this time.
    PutOff(Instant),
    /// It can never be sent.
    Dead(String),
    /// Nobody to send it to any more.
    Cancelled,
}

/// Records how a try ended, if the lease is still ours: a late settler changes nothing.
pub fn settle(
    tx: &mut Conn,
    id: Id,
    token: Uuid,
    now: Instant,
    how: &Settled,
) -> Result<bool, StoreError> {
    let (status, next_at, settled_at, error) = match how {
        Settled::Sent(_) => ("sent", now, Some(now), None),
        Settled::Again(at, why) => ("pending", *at, None, Some(why.clone())),
        Settled::PutOff(at) => ("pending", *at, None, None),
        Settled::Dead(why) => ("dead", now, Some(now), Some(why.clone())),
        Settled::Cancelled => ("cancelled", now, Some(now), None),
    };
    let sent_as = match how {
        Settled::Sent(id) => Some(Id(*id)),
        _ => None,
    };
    let untried = i32::from(matches!(how, Settled::PutOff(_)));
    let moved = diesel::update(outbox::table)
        .filter(outbox::id.eq(id))
        .filter(outbox::lease_token.eq(Some(Id(token))))
        .filter(sql::<Bool>(PENDING))
        .set((
            outbox::status.eq(status),
            outbox::attempts.eq(outbox::attempts - untried),
            outbox::next_at.eq(next_at),
            outbox::settled_at.eq(settled_at),
            outbox::last_error.eq(error),
            outbox::lease_token.eq(None::<Id>),
            outbox::sent_as.eq(sent_as),
        ))
        .execute(tx)?;
    Ok(moved == 1)
}

/// Owes again what was given up at `since` or later, from `next_at` on, with all its tries before it.
/// Returns how many.
pub fn revive(tx: &mut Conn, since: Instant, next_at: Instant) -> Result<usize, StoreError> {
    Ok(diesel::update(outbox::table)
        .filter(sql::<Bool>(DEAD))
        .filter(outbox::settled_at.ge(Some(since)))
        .set((
            outbox::status.eq("pending"),
            outbox::next_at.eq(next_at),
            outbox::attempts.eq(0),
            outbox::settled_at.eq(None::<Instant>),
            outbox::last_error.eq(None::<String>),
        ))
        .execute(tx)?)
}

/// What waits is due at `due` at the latest, whenever it was put off to. Returns how many that concerns.
pub fn hasten(tx: &mut Conn, due: Instant) -> Result<usize, StoreError> {
    Ok(diesel::update(outbox::table)
        .filter(sql::<Bool>(PENDING))
        .filter(outbox::next_at.gt(due))
        // What is being sent now is not due.
        .filter(outbox::lease_token.is_null())
        .set(outbox::next_at.eq(due))
        .execute(tx)?)
}

/// Owes one again that was given up, as [`revive`] does.
pub fn revive_one(tx: &mut Conn, id: Id, next_at: Instant) -> Result<(), StoreError> {
    diesel::update(outbox::table.find(id))
        .filter(sql::<Bool>(DEAD))
        .set((
            outbox::status.eq("pending"),
            outbox::next_at.eq(next_at),
            outbox::attempts.eq(0),
            outbox::settled_at.eq(None::<Instant>),
            outbox::last_error.eq(None::<String>),
        ))
        .execute(tx)?;
    Ok(())
}

/// One that is owed, or was, but for mail that may be to a tipper.
pub fn get(conn: &mut Conn, id: Id) -> Result<Option<NoticeRow>, StoreError> {
    Ok(outbox::table
        .find(id)
        .filter(outbox::recipient_kind.ne_all(OF_REPORTERS))
        .select(NoticeRow::as_select())
        .first(conn)
        .optional()?)
}

/// Dead letters, the latest first, but for mail that may be to tippers.
pub fn dead(conn: &mut Conn, limit: i64) -> Result<Vec<NoticeRow>, StoreError> {
    Ok(outbox::table
        .filter(sql::<Bool>(DEAD))
        .filter(outbox::recipient_kind.ne_all(OF_REPORTERS))
        .order((outbox::settled_at.desc(), outbox::id.desc()))
        .limit(limit)
        .select(NoticeRow::as_select())
        .load(conn)?)
}

/// Since when the oldest notice waits that should have gone out: one that is due and was not taken, and one that could
/// not be sent. Notices that may be to tippers are left out.
pub fn oldest_waiting(conn: &mut Conn) -> Result<[Option<Instant>; 2], StoreError> {
    let waiting = || {
        outbox::table
            .filter(sql::<Bool>(PENDING))
            .filter(outbox::recipient_kind.ne_all(OF_REPORTERS))
    };
    let due = waiting()
        .order((outbox::next_at.asc(), outbox::id.asc()))
        .select(outbox::next_at)
        .first(conn)
        .optional()?;
    let failed = waiting()
        .filter(outbox::last_error.is_not_null())
        .order(outbox::created_at.asc())
        .select(outbox::created_at)
        .first(conn)
        .optional()?;
    Ok([due, failed])
}

/// How many notices wait, but for those that may be to tippers.
pub fn pending(conn: &mut Conn) -> Result<i64, StoreError> {
    Ok(outbox::table
        .filter(sql::<Bool>(PENDING))
        .filter(outbox::recipient_kind.ne_all(OF_REPORTERS))
        .count()
        .get_result(conn)?)
}

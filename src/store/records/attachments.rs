//! Files beside reports: what is kept of each, apart for the two channels, and which are on their way.

use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Integer};
use uuid::Uuid;

use crate::domain::attachment::Scan;
use crate::domain::case::Case;
use crate::domain::ids::{AttachmentId, CaseKey, UnitId};
use crate::domain::kind::Channel;
use crate::domain::time::{Day, Instant};
use crate::store::backend::Conn;
use crate::store::error::StoreError;
use crate::store::records::orphans;
use crate::store::schema::{attachments, integrity_attachments, uploads};
use crate::store::types::{Date, Id};

/// A file as it is kept: what is known of it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Which.
    pub id: AttachmentId,
    /// The body of the staff who added it; none of a reporter.
    pub giver: Option<UnitId>,
    /// Its number among those of its giver.
    pub n: i32,
    /// The day.
    pub day: Day,
    /// Whether it is there for inspectors alone.
    pub inspectors_only: bool,
    /// Whether it may do harm.
    pub scan: Scan,
    /// What is known of it.
    pub sealed: Vec<u8>,
}

/// One text of the queries, stamped for the table of each channel.
macro_rules! channel_files {
    ($module:ident, $table:ident) => {
        mod $module {
            use super::*;

            #[derive(Queryable, Selectable, Insertable)]
            #[diesel(table_name = $table, treat_none_as_default_value = false)]
            struct Row {
                case_key: i64,
                giver_id: Id,
                n: i32,
                id: Id,
                day: Date,
                inspectors_only: bool,
                scan: String,
                sealed: Vec<u8>,
            }

            impl From<Row> for Kept {
                fn from(row: Row) -> Self {
                    Self {
                        id: AttachmentId::new(row.id.0),
                        giver: Some(UnitId::new(row.giver_id.0))
                            .filter(|_| !row.giver_id.0.is_nil()),
                        n: row.n,
                        day: row.day.0,
                        inspectors_only: row.inspectors_only,
                        // What this version does not know is looked at again.
                        scan: Scan::parse(&row.scan).unwrap_or(Scan::Waiting),
                        sealed: row.sealed,
                    }
                }
            }

            pub(super) fn insert(
                tx: &mut Conn,
                case: CaseKey,
                one: &Kept,
            ) -> Result<(), StoreError> {
                let row = Row {
                    case_key: case.number(),
                    giver_id: Id(one.giver.map_or(Uuid::nil(), UnitId::uuid)),
                    n: one.n,
                    id: Id(one.id.uuid()),
                    day: Date(one.day),
                    inspectors_only: one.inspectors_only,
                    scan: one.scan.as_str().to_owned(),
                    sealed: one.sealed.clone(),
                };
                diesel::insert_into($table::table).values(row).execute(tx)?;
                Ok(())
            }

            pub(super) fn of_case(conn: &mut Conn, case: CaseKey) -> Result<Vec<Kept>, StoreError> {
                let rows: Vec<Row> = $table::table
                    .filter($table::case_key.eq(case.number()))
                    .order(($table::giver_id, $table::n))
                    .select(Row::as_select())
                    .load(conn)?;
                Ok(rows.into_iter().map(Kept::from).collect())
            }

            pub(super) fn known(conn: &mut Conn, ids: &[Id]) -> Result<Vec<Id>, StoreError> {
                let of = $table::table.filter($table::id.eq_any(ids.iter().copied()));
                Ok(of.select($table::id).load(conn)?)
            }

            pub(super) fn after(
                conn: &mut Conn,
                after: Uuid,
                limit: i64,
            ) -> Result<Vec<Kept>, StoreError> {
                let rows: Vec<Row> = $table::table
                    .filter($table::id.gt(Id(after)))
                    .order($table::id)
                    .limit(limit)
                    .select(Row::as_select())
                    .load(conn)?;
                Ok(rows.into_iter().map(Kept::from).collect())
            }

            pub(super) fn unscanned(
                conn: &mut Conn,
                after: Uuid,
            ) -> Result<Option<(Id, Vec<u8>)>, StoreError> {
                let next = $table::table
                    .filter(sql::<Bool>(WAITING))
                    .filter($table::id.gt(Id(after)))
                    .order($table::id)
                    .select(($table::id, $table::sealed));
                Ok(next.first(conn).optional()?)
            }

            pub(super) fn count(conn: &mut Conn, state: &str) -> Result<i64, StoreError> {
                let of = $table::table.filter(sql::<Bool>(state));
                Ok(of.count().get_result(conn)?)
            }

            pub(super) fn sealed(conn: &mut Conn, id: Id) -> Result<Option<Vec<u8>>, StoreError> {
                let of = $table::table.filter($table::id.eq(id)).select($table::sealed);
                Ok(of.first(conn).optional()?)
            }

            pub(super) fn scanned(
                tx: &mut Conn,
                id: Id,
                scan: Scan,
                sealed: Option<&[u8]>,
            ) -> Result<(), StoreError> {
                let of = $table::table.filter($table::id.eq(id));
                let sealed = sealed.map(|sealed| $table::sealed.eq(sealed));
                diesel::update(of).set(($table::scan.eq(scan.as_str()), sealed)).execute(tx)?;
                Ok(())
            }
        }
    };
}

channel_files!(service, attachments);
channel_files!(integrity, integrity_attachments);

/// Adds a file to a case.
///
/// # Errors
/// [`StoreError::Unique`] where its number is taken meanwhile; [`StoreError::Stale`] where the case is gone.
pub fn insert(tx: &mut Conn, case: &Case, one: &Kept) -> Result<(), StoreError> {
    match case.channel {
        Channel::Service => service::insert(tx, case.key, one),
        Channel::Integrity => integrity::insert(tx, case.key, one),
    }
}

/// The files of a case, by giver and number.
pub fn of_case(conn: &mut Conn, case: &Case) -> Result<Vec<Kept>, StoreError> {
    match case.channel {
        Channel::Service => service::of_case(conn, case.key),
        Channel::Integrity => integrity::of_case(conn, case.key),
    }
}

/// Removes what is kept of the files of a service case that goes on as a tip, of which nobody wants a clean copy any more.
pub fn remove(tx: &mut Conn, case: CaseKey) -> Result<(), StoreError> {
    let of_case = attachments::table.filter(attachments::case_key.eq(case.number()));
    let copies = of_case.select(attachments::copy_id).load(tx)?;
    unwant(tx, copies)?;
    diesel::delete(of_case).execute(tx)?;
    Ok(())
}

/// Notes that nobody wants these clean copies any more.
fn unwant(tx: &mut Conn, copies: Vec<Option<Id>>) -> Result<(), StoreError> {
    let copies: Vec<_> = copies.into_iter().flatten().map(|id| (id.0, None)).collect();
    orphans::note(tx, &copies)
}

/// A page of the files of a channel behind `after`, in the order of ids, which is that of nothing.
pub fn page(
    conn: &mut Conn,
    channel: Channel,
    after: Uuid,
    limit: i64,
) -> Result<Vec<Kept>, StoreError> {
    match channel {
        Channel::Service => service::after(conn, after, limit),
        Channel::Integrity => integrity::after(conn, after, limit),
    }
}

/// Of what has its copy, or will never have one, none is tried.
const DONE: i32 = 3;

/// A service file of which there is no clean copy yet, behind `after`; where files are `scanned` one that is known to be clean.
pub fn uncopied(
    conn: &mut Conn,
    after: Uuid,
    scanned: bool,
) -> Result<Option<(AttachmentId, Vec<u8>)>, StoreError> {
    // Where nobody is asked, nothing is known of most.
    let fit = if scanned { "scan = 'clean'" } else { "scan <> 'found'" };
    let next = attachments::table
        .filter(attachments::copy_tries.lt(sql::<Integer>("3")))
        .filter(sql::<Bool>(fit))
        .filter(attachments::id.gt(Id(after)))
        .order(attachments::id)
        .select((attachments::id, attachments::sealed));
    let found: Option<(Id, Vec<u8>)> = next.first(conn).optional()?;
    Ok(found.map(|(id, sealed)| (AttachmentId::new(id.0), sealed)))
}

/// Whether one waits for clamd.
const WAITING: &str = "scan = 'waiting'";
/// Whether something was found in one.
const FOUND: &str = "scan = 'found'";

/// How many files wait for clamd, and in how many it found something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scans {
    /// So many wait.
    pub waiting: i64,
    /// In so many something was found.
    pub found: i64,
}

/// How many files of both channels are in which state.
pub fn scans(conn: &mut Conn) -> Result<Scans, StoreError> {
    let mut of =
        |state| Ok::<_, StoreError>(service::count(conn, state)? + integrity::count(conn, state)?);
    Ok(Scans { waiting: of(WAITING)?, found: of(FOUND)? })
}

/// The first file of either channel behind `after` that waits for clamd, with what is known of it.
pub fn unscanned(
    conn: &mut Conn,
    after: Uuid,
) -> Result<Option<(AttachmentId, Vec<u8>)>, StoreError> {
    let both = [service::unscanned(conn, after)?, integrity::unscanned(conn, after)?];
    let first = both.into_iter().flatten().min_by_key(|(id, _)| id.0);
    Ok(first.map(|(id, sealed)| (AttachmentId::new(id.0), sealed)))
}

/// What is known of a file, whichever channel it is of.
pub fn sealed(conn: &mut Conn, id: AttachmentId) -> Result<Option<Vec<u8>>, StoreError> {
    let of_service = service::sealed(conn, Id(id.uuid()))?;
    if of_service.is_some() {
        return Ok(of_service);
    }
    integrity::sealed(conn, Id(id.uuid()))
}

/// Notes that nothing is known against a file.
pub fn clean(tx: &mut Conn, id: AttachmentId) -> Result<(), StoreError> {
    service::scanned(tx, Id(id.uuid()), Scan::Clean, None)?;
    integrity::scanned(tx, Id(id.uuid()), Scan::Clean, None)
}

/// Notes that something was found in a file, and what is known of it now; nobody wants a clean copy that there is of it any more.
pub fn found(tx: &mut Conn, id: AttachmentId, known: &[u8]) -> Result<(), StoreError> {
    let id = Id(id.uuid());
    service::scanned(tx, id, Scan::Found, Some(known))?;
    let here = attachments::table.filter(attachments::id.eq(id));
    let copies = here.select(attachments::copy_id).load(tx)?;
    unwant(tx, copies)?;
    let none = (attachments::copy_id.eq(None::<Id>), attachments::copy_sealed.eq(None::<Vec<u8>>));
    diesel::update(here).set((none, attachments::copy_tries.eq(DONE))).execute(tx)?;
    integrity::scanned(tx, id, Scan::Found, Some(known))
}

/// Keeps the clean copy of a file. Returns whether the file was still there without one.
pub fn copied(
    tx: &mut Conn,
    id: AttachmentId,
    copy: AttachmentId,
    sealed: &[u8],
) -> Result<bool, StoreError> {
    let here = attachments::table.filter(attachments::id.eq(Id(id.uuid())));
    let changed = diesel::update(here.filter(attachments::copy_id.is_null()))
        .set((
            attachments::copy_id.eq(Id(copy.uuid())),
            attachments::copy_sealed.eq(sealed),
            attachments::copy_tries.eq(DONE),
        ))
        .execute(tx)?;
    Ok(changed == 1)
}

/// Notes that a clean copy was tried in vain so many times.
pub fn not_copied(tx: &mut Conn, id: AttachmentId, tries: i32) -> Result<(), StoreError> {
    let here = attachments::table.filter(attachments::id.eq(Id(id.uuid())));
    diesel::update(here)
        .set(attachments::copy_tries.eq(attachments::copy_tries + tries))
        .execute(tx)?;
    Ok(())
}

/// The clean copies of the files of a service case: of which, its id, and what is known of it.
pub fn copies(
    conn: &mut Conn,
    case: CaseKey,
) -> Result<Vec<(AttachmentId, AttachmentId, Vec<u8>)>, StoreError> {
    let rows: Vec<(Id, Id, Vec<u8>)> = attachments::table
        .filter(attachments::case_key.eq(case.number()))
        .filter(attachments::copy_id.is_not_null())
        .filter(attachments::copy_sealed.is_not_null())
        .select((
            attachments::id,
            attachments::copy_id.assume_not_null(),
            attachments::copy_sealed.assume_not_null(),
        ))
        .load(conn)?;
    let of = |(id, copy, sealed): (Id, Id, Vec<u8>)| {
        (AttachmentId::new(id.0), AttachmentId::new(copy.0), sealed)
    };
    Ok(rows.into_iter().map(of).collect())
}

/// Which of `ids` are files of a case or on their way to one. A file goes one way, so they are looked for in its order: on its way, in
/// the service channel, in the other.
pub fn known(conn: &mut Conn, ids: &[Uuid]) -> Result<Vec<Uuid>, StoreError> {
    let ids: Vec<Id> = ids.iter().copied().map(Id).collect();
    let on_their_way = uploads::table.filter(uploads::id.eq_any(ids.iter().copied()));
    let mut found: Vec<Id> = on_their_way.select(uploads::id).load(conn)?;
    found.extend(service::known(conn, &ids)?);
    let copies = attachments::table.filter(attachments::copy_id.eq_any(ids.iter().copied()));
    found.extend(copies.select(attachments::copy_id.assume_not_null()).load::<Id>(conn)?);
    found.extend(integrity::known(conn, &ids)?);
    Ok(found.into_iter().map(|id| id.0).collect())
}

/// Notes that a file is on its way until `ends_at` at the latest.
pub fn begin(tx: &mut Conn, id: AttachmentId, ends_at: Instant) -> Result<(), StoreError> {
    let row = (uploads::id.eq(Id(id.uuid())), uploads::ends_at.eq(ends_at));
    diesel::insert_into(uploads::table).values(row).execute(tx)?;
    Ok(())
}

/// Ends that it is on its way. Returns whether its time was not over.
pub fn arrived(tx: &mut Conn, id: AttachmentId) -> Result<bool, StoreError> {
    Ok(diesel::delete(uploads::table.find(Id(id.uuid()))).execute(tx)? == 1)
}

/// Whether the time of one is over.
pub fn has_ended(conn: &mut Conn, now: Instant) -> Result<bool, StoreError> {
    let ended = uploads::table.filter(uploads::ends_at.le(now)).select(uploads::ends_at);
    Ok(ended.first::<Instant>(conn).optional()?.is_some())
}

/// Ends those whose time is over: none of them can arrive any more. What lies there of one that was begun after `lately` nobody can want;
/// an older one may have arrived in a database that was put back to an earlier day.
pub fn end(tx: &mut Conn, now: Instant, lately: Instant) -> Result<(), StoreError> {
    let ended = uploads::table.filter(uploads::ends_at.le(now));
    let rows: Vec<(Id, Instant)> = ended.select((uploads::id, uploads::ends_at)).load(tx)?;
    let ended: Vec<_> =
        rows.iter().map(|(id, at)| (id.0, Some(now).filter(|_| *at <= lately))).collect();
    orphans::note(tx, &ended)?;
    let ids = rows.into_iter().map(|(id, _)| id);
    diesel::delete(uploads::table.filter(uploads::id.eq_any(ids))).execute(tx)?;
    Ok(())
}

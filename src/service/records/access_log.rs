//! The access log: written before the answer that it tells of, so that what cannot be noted is not shown.

use std::collections::BTreeMap;

use uuid::Uuid;

use crate::domain::actor::Actor;
use crate::domain::event::EventKind;
use crate::domain::ids::{AttachmentId, CaseId, UserId};
use crate::domain::kind::Channel;
use crate::domain::records::access::{Access, Accessed, Entry};
use crate::domain::time::Day;
use crate::service::cases::names_of;
use crate::service::cases::record::Recorded;
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::service::paging::{Listed, bounded};
use crate::service::sealed::{open, seal};
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::staff::access_log::{self, AccessRow};
use crate::store::types::{Date, Id};
use crate::vault::Place;

/// An entry with the name of whoever it is of, and of the account that was kept.
pub type Named = (Entry, Option<String>, Option<String>);

/// Who, by name, did what on a day, and how often.
pub type Sum = (UserId, Option<String>, Accessed, u64);

/// So many entries of a day are read at once for its sums.
const PAGE: i64 = 1000;

const fn place(id: Uuid) -> Place {
    Place { table: "access_log", column: "sealed", row: id }
}

/// What cannot be noted is not shown, whatever the reason: the reader tries again.
fn unnoted(error: &ServiceError) -> ServiceError {
    tracing::error!(%error, "the access log could not be written");
    ServiceError::Busy
}

impl Service {
    fn access_row(
        &self,
        id: Uuid,
        actor: UserId,
        access: &Access,
    ) -> Result<AccessRow, ServiceError> {
        Ok(AccessRow {
            id: Id(id),
            day: Date(access.at.office_day()),
            actor_id: Id(actor.uuid()),
            sealed: seal(&self.keys, &place(id), access)?,
        })
    }

    fn read_access(&self, row: &AccessRow) -> Result<Entry, ServiceError> {
        let access = open(&self.keys, &place(row.id.0), &row.sealed)?;
        Ok(Entry { day: row.day.0, actor: UserId::new(row.actor_id.0), access })
    }

    /// Notes that the actor reads something, before it is shown.
    ///
    /// # Errors
    /// As of the store: then it must not be shown.
    pub(in crate::service) async fn note_reading(
        &self,
        actor: &Actor,
        what: Accessed,
        operation: &str,
        case: impl Into<Option<CaseId>>,
    ) -> Result<(), ServiceError> {
        let access = Access::once(what, self.clock.now(), operation, case.into());
        let row = self.access_row(self.ids.random(), actor.user_id, &access)?;
        let by = actor.user_id;
        let noted = self.db.write("access_log", by, move |tx| access_log::append(tx, &row)).await;
        noted.map_err(|error: StoreError| unnoted(&error.into()))
    }

    /// Notes in the same transaction that a tip was taken; a service case is not noted.
    pub(in crate::service) fn note_taking(
        &self,
        tx: &mut Conn,
        actor: &Actor,
        recorded: &Recorded,
        reason: Option<&str>,
    ) -> Result<(), Fault> {
        let EventKind::Assigned { to: Some(_), from, .. } = &recorded.event.payload.event_kind
        else {
            return Ok(());
        };
        if recorded.case.channel == Channel::Service {
            return Ok(());
        }
        let what = if from.is_some() { Accessed::TipTakenOver } else { Accessed::TipTaken };
        let (at, case) = (recorded.event.at, Some(recorded.case.id));
        let access = Access::once(what, at, "assign_case", case);
        let access = Access { reason: reason.map(str::to_owned), ..access };
        let row = self.access_row(self.ids.random(), actor.user_id, &access)?;
        Ok(access_log::append(tx, &row)?)
    }

    /// Notes in the same transaction that the original of a file is read.
    pub(in crate::service) fn note_file_read(
        &self,
        tx: &mut Conn,
        actor: &Actor,
        case: CaseId,
        file: AttachmentId,
    ) -> Result<(), Fault> {
        let now = self.clock.now();
        let access = Access::once(Accessed::FileRead, now, "get_attachment", Some(case));
        let access = Access { file: Some(file), ..access };
        let row = self.access_row(self.ids.random(), actor.user_id, &access)?;
        Ok(access_log::append(tx, &row)?)
    }

    /// Everything that the log has of a day.
    pub(in crate::service) fn entries_of(
        &self,
        conn: &mut Conn,
        day: Day,
    ) -> Result<Vec<Entry>, Fault> {
        let (mut all, mut after) = (Vec::new(), None);
        loop {
            let rows = access_log::of_day(conn, day, None, after, PAGE)?;
            after = rows.last().map(|row| row.id.0);
            let whole = i64::try_from(rows.len()).unwrap_or(PAGE) < PAGE;
            let entries = rows.iter().map(|row| self.read_access(row));
            all.extend(entries.collect::<Result<Vec<_>, _>>()?);
            if whole {
                return Ok(all);
            }
        }
    }

    /// Notes in the same transaction that a mail is owed again.
    pub(in crate::service) fn note_resent(
        &self,
        tx: &mut Conn,
        actor: &Actor,
        case: Option<CaseId>,
    ) -> Result<(), Fault> {
        let access = Access::once(Accessed::MailResent, self.clock.now(), "resend_mail", case);
        let row = self.access_row(self.ids.random(), actor.user_id, &access)?;
        Ok(access_log::append(tx, &row)?)
    }

    /// Notes in the same transaction that a system was subscribed, or such a subscription ended.
    pub(in crate::service) fn note_webhook(
        &self,
        tx: &mut Conn,
        user: UserId,
        (what, operation): (Accessed, &str),
    ) -> Result<(), Fault> {
        let access = Access::once(what, self.clock.now(), operation, None);
        Ok(access_log::append(tx, &self.access_row(self.ids.random(), user, &access)?)?)
    }

    /// Notes in the same transaction what was done to an account.
    pub(in crate::service) fn note_account(
        &self,
        tx: &mut Conn,
        actor: UserId,
        (what, operation): (Accessed, &str),
        account: UserId,
    ) -> Result<(), Fault> {
        let access = Access::once(what, self.clock.now(), operation, None);
        let access = Access { account: Some(account), ..access };
        Ok(access_log::append(tx, &self.access_row(self.ids.random(), actor, &access)?)?)
    }

    /// Notes in the same transaction that a list was taken out as a file, or such a file fetched.
    pub(in crate::service) fn note_export(
        &self,
        tx: &mut Conn,
        actor: UserId,
        (what, operation): (Accessed, &str),
        (reason, sha256): (&str, &str),
    ) -> Result<(), Fault> {
        let access = Access::once(what, self.clock.now(), operation, None);
        let (reason, sha256) = (Some(reason.to_owned()), Some(sha256.to_owned()));
        let access = Access { sha256, reason, ..access };
        Ok(access_log::append(tx, &self.access_row(self.ids.random(), actor, &access)?)?)
    }

    /// Notes in the same transaction that a session began.
    pub(in crate::service) fn note_sign_in(
        &self,
        tx: &mut Conn,
        user: UserId,
    ) -> Result<(), Fault> {
        let access = Access::once(Accessed::SignedIn, self.clock.now(), "sign_in", None);
        Ok(access_log::append(tx, &self.access_row(self.ids.random(), user, &access)?)?)
    }

    /// Notes that the actor was denied something: one entry an operation and minute, with a count.
    ///
    /// # Errors
    /// As of the store.
    pub async fn note_denied(
        &self,
        actor: UserId,
        operation: &'static str,
    ) -> Result<(), ServiceError> {
        let now = self.clock.now();
        let minute = now.micros().div_euclid(60_000_000);
        let of = self.keys.tally_hash(&format!("denied|{actor}|{operation}|{minute}"));
        let mut bytes = [0; 16];
        bytes.iter_mut().zip(of).for_each(|(to, from)| *to = from);
        let id = uuid::Builder::from_custom_bytes(bytes).into_uuid();
        let service = self.clone();
        let write = move |tx: &mut Conn| -> Result<(), Fault> {
            if let Some(row) = access_log::get(tx, id)? {
                let mut access = service.read_access(&row)?.access;
                access.count = access.count.saturating_add(1);
                let row = service.access_row(id, actor, &access)?;
                return Ok(access_log::recount(tx, &row)?);
            }
            let access = Access::once(Accessed::Denied, now, operation, None);
            Ok(access_log::append(tx, &service.access_row(id, actor, &access)?)?)
        };
        let mut noted = self.db.write::<(), Fault, _>("access_log", actor, write.clone()).await;
        if matches!(noted, Err(Fault::Store(StoreError::Unique(_)))) {
            // Another process wrote the entry of this minute in between.
            noted = self.db.write::<(), Fault, _>("access_log", actor, write).await;
        }
        noted.map_err(|fault| unnoted(&fault.into()))
    }

    /// The entries of a day, today if none is named, of everybody or of one account.
    ///
    /// # Errors
    /// [`ServiceError::BadCursor`].
    pub async fn accesses(
        &self,
        reader: &Actor,
        day: Option<Day>,
        of: Option<UserId>,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<Listed<Named>, ServiceError> {
        let day = day.unwrap_or_else(|| self.clock.today());
        let of_whom = of.map(|user| user.to_string()).unwrap_or_default();
        let bound = format!("access-log|{}|{day}|{of_whom}", reader.user_id);
        let after = self.place::<Day, Uuid>(cursor, &bound)?.map(|(_, id)| id);
        let most = bounded(limit);
        let read = move |conn: &mut Conn| access_log::of_day(conn, day, of, after, most + 1);
        let rows = self.db.read(read).await?;
        let page = self.page(rows, limit, &bound, |row| (row.day.0, row.id.0));
        let opened = page.items.iter().map(|row| self.read_access(row));
        let entries: Vec<Entry> = opened.collect::<Result<_, ServiceError>>()?;
        let kept = entries.iter().filter_map(|entry| entry.access.account);
        let users: Vec<UserId> = entries.iter().map(|entry| entry.actor).chain(kept).collect();
        let names = self.db.read(move |conn| names_of(conn, users.iter().copied())).await?;
        let named = |entry: Entry| {
            let account = entry.access.account.and_then(|account| names.get(&account).cloned());
            (names.get(&entry.actor).cloned(), account, entry)
        };
        let items = entries.into_iter().map(named).map(|(by, account, one)| (one, by, account));
        Ok(Listed { items: items.collect(), next: page.next })
    }

    /// How often each did what on a day, today if none is named.
    ///
    /// # Errors
    /// As of the store.
    pub async fn access_sums(&self, day: Option<Day>) -> Result<(Day, Vec<Sum>), ServiceError> {
        let day = day.unwrap_or_else(|| self.clock.today());
        let mut sums: BTreeMap<(UserId, Accessed), u64> = BTreeMap::new();
        let mut after = None;
        loop {
            let from = after;
            let read = move |conn: &mut Conn| access_log::of_day(conn, day, None, from, PAGE);
            let rows = self.db.read(read).await?;
            for row in &rows {
                let entry = self.read_access(row)?;
                let of = (entry.actor, entry.access.what);
                *sums.entry(of).or_default() += u64::from(entry.access.count);
            }
            after = rows.last().map(|row| row.id.0);
            if i64::try_from(rows.len()).unwrap_or(PAGE) < PAGE {
                break;
            }
        }
        let users: Vec<UserId> = sums.keys().map(|(user, _)| *user).collect();
        let names = self.db.read(move |conn| names_of(conn, users.iter().copied())).await?;
        let named = |((user, what), count)| (user, names.get(&user).cloned(), what, count);
        Ok((day, sums.into_iter().map(named).collect()))
    }
}

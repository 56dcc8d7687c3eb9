//! Lists that staff take out as files: sealed, for the account that made them, for a day, as long as it sees what it saw.

use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::domain::actor::Actor;
use crate::domain::ids::ExportId;
use crate::domain::records::access::Accessed;
use crate::domain::records::export::{
    ExportFormat, ExportHead, Exported, KEPT_SECONDS, MOST_FILES,
};
use crate::domain::time::Instant;
use crate::service::error::{Fault, FieldFault, ServiceError, inside};
use crate::service::facade::Service;
use crate::service::once::{Answered, Made};
use crate::service::sealed::{open, seal};
use crate::store::StoreError;
use crate::store::backend::{Conn, take_turn};
use crate::store::records::exports::{self, ExportRow, HeadRow};
use crate::store::staff::users;
use crate::store::types::Id;
use crate::vault::Place;
use crate::vault::token::SessionToken;

/// The operation that takes a list out.
const MAKE: &str = "make_export";

/// A file that was made of a list.
#[derive(Debug, Clone)]
pub struct NewExport {
    /// Which list.
    pub what: Exported,
    /// In which form.
    pub format: ExportFormat,
    /// What it was narrowed by.
    pub query: String,
    /// What for.
    pub reason: String,
    /// How many rows it has.
    pub rows: usize,
    /// The file.
    pub bytes: Vec<u8>,
}

/// A file as its account sees it.
#[derive(Debug, Clone)]
pub struct ExportView {
    /// Its id.
    pub id: ExportId,
    /// What it is.
    pub head: ExportHead,
    /// When it was made.
    pub made_at: Instant,
    /// Until when it can be fetched.
    pub ends_at: Instant,
}

const fn head_place(id: Id) -> Place {
    Place { table: "exports", column: "sealed_head", row: id.0 }
}

const fn file_place(id: Id) -> Place {
    Place { table: "exports", column: "sealed", row: id.0 }
}

/// What stands for all that the actor may see.
fn sight(actor: &Actor) -> String {
    format!("{}|{:?}|{:?}", actor.role, actor.unit_id, actor.scope())
}

impl Service {
    /// What a request with this key made before, if it did: asked before anything is read again.
    ///
    /// # Errors
    /// [`ServiceError::KeyReused`]; [`ServiceError::NotFound`] where that file has ended.
    pub async fn repeated_export(
        &self,
        actor: &Actor,
        key: &str,
        body: &Value,
    ) -> Result<Option<ExportView>, ServiceError> {
        let key = self.record_key(actor, key, MAKE, body);
        let recall = self.recall_export(actor);
        let read = move |conn: &mut Conn| {
            inside(|| match key.seen(conn)?? {
                Some(seen) => recall(conn, seen.answer_id.0, seen.answer_n).map(Some),
                None => Ok(None),
            })
        };
        self.db.read(read).await?
    }

    /// The answer that a key got before.
    fn recall_export(
        &self,
        actor: &Actor,
    ) -> impl Fn(&mut Conn, Uuid, i32) -> Result<ExportView, Fault> + use<> {
        let (service, reader) = (self.clone(), actor.clone());
        move |conn, id, _| {
            let user = Id(reader.user_id.uuid());
            let row = exports::get(conn, Id(id), user, service.clock.now())?;
            let row = row.ok_or(ServiceError::NotFound)?;
            Ok(service.of_sight(&reader, &row)?.ok_or(ServiceError::NotFound)?)
        }
    }

    /// Keeps a file that was made of what the actor's list shows.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] where the actor has as many as there may be; [`ServiceError::KeyReused`];
    /// [`ServiceError::Unauthenticated`] where the session of `token` ended, or the actor works elsewhere, meanwhile.
    pub async fn keep_export(
        &self,
        (actor, token): (&Actor, &str),
        new: NewExport,
        key: &str,
        body: &Value,
    ) -> Result<Answered<ExportView>, ServiceError> {
        let key = self.record_key(actor, key, MAKE, body);
        let digest = SessionToken::parse(token).ok_or(ServiceError::Unauthenticated)?.digest();
        let (id, now) = (Id(self.ids.random()), self.clock.now());
        let head = ExportHead {
            what: new.what,
            format: new.format,
            query: new.query,
            reason: new.reason,
            rows: new.rows,
            bytes: new.bytes.len(),
            sha256: HEXLOWER.encode(&Sha256::digest(&new.bytes)),
            scope: sight(actor),
        };
        let sealed_head = seal(&self.keys, &head_place(id), &head)?;
        let sealed = self.keys.seal(&file_place(id), &new.bytes).map_err(ServiceError::internal)?;
        let (service, by) = (self.clone(), actor.clone());
        let make = move |tx: &mut Conn| -> Result<Made<ExportView>, Fault> {
            let (user, ends_at) = (Id(by.user_id.uuid()), now.plus_seconds(KEPT_SECONDS));
            take_turn(tx, by.user_id.uuid())?;
            // What ends an account's files would not find one that is kept behind it.
            let account = users::hold_by_session(tx, user, &digest)?;
            let unit = by.unit_id.map(|unit| Id(unit.uuid()));
            if !account.is_some_and(|it| it.role == by.role.as_str() && it.unit_id == unit) {
                return Err(ServiceError::Unauthenticated.into());
            }
            if exports::of_user(tx, user, now)?.len() >= MOST_FILES {
                return Err(ServiceError::Invalid(vec![FieldFault::NoRoom.at("")]).into());
            }
            let (sealed_head, sealed) = (sealed_head.clone(), sealed.clone());
            let row = ExportRow { id, user_id: user, made_at: now, ends_at, sealed_head, sealed };
            exports::insert(tx, &row)?;
            let done = (Accessed::ExportMade, MAKE);
            service.note_export(tx, by.user_id, done, (&head.told(), &head.sha256))?;
            let view =
                ExportView { id: ExportId::new(id.0), head: head.clone(), made_at: now, ends_at };
            Ok((id.0, 1, view))
        };
        self.once("exports.make", key, self.recall_export(actor), make).await
    }

    /// The file of a row, unless the actor sees something else today than when it was made.
    fn of_sight(&self, actor: &Actor, row: &HeadRow) -> Result<Option<ExportView>, ServiceError> {
        let head: ExportHead = open(&self.keys, &head_place(row.id), &row.sealed_head)?;
        let (made_at, ends_at) = (row.made_at, row.ends_at);
        let id = ExportId::new(row.id.0);
        let same = head.scope == sight(actor);
        Ok(same.then_some(ExportView { id, head, made_at, ends_at }))
    }

    /// The actor's own files that can be fetched now, the newest first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn exports(&self, actor: &Actor) -> Result<Vec<ExportView>, ServiceError> {
        let (user, now) = (Id(actor.user_id.uuid()), self.clock.now());
        let rows = self.db.read(move |conn| exports::of_user(conn, user, now)).await?;
        let seen = rows.iter().map(|row| self.of_sight(actor, row));
        Ok(seen.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// A file of the actor's own; the access log has it before it is told.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for one of somebody else, one that has ended, and one of another sight than today's.
    pub async fn export(
        &self,
        actor: &Actor,
        id: ExportId,
    ) -> Result<(ExportView, Vec<u8>), ServiceError> {
        let (id, user, now) = (Id(id.uuid()), Id(actor.user_id.uuid()), self.clock.now());
        let read = move |conn: &mut Conn| {
            let Some(row) = exports::get(conn, id, user, now)? else { return Ok(None) };
            Ok(exports::file(conn, id)?.map(|sealed| (row, sealed)))
        };
        let (row, sealed) = self.db.read(read).await?.ok_or(ServiceError::NotFound)?;
        let view = self.of_sight(actor, &row)?.ok_or(ServiceError::NotFound)?;
        let (service, by) = (self.clone(), actor.user_id);
        let (reason, sha256) = (view.head.told(), view.head.sha256.clone());
        let note = move |tx: &mut Conn| -> Result<(), Fault> {
            service.note_export(tx, by, (Accessed::ExportRead, "get_export"), (&reason, &sha256))
        };
        self.db.write::<(), Fault, _>("exports.read", by, note).await?;
        let plain = self.keys.open(&file_place(id), &sealed).map_err(ServiceError::internal)?;
        Ok((view, plain.to_vec()))
    }

    /// Removes files whose day is over.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn forget_exports(&self) -> Result<(), ServiceError> {
        let now = self.clock.now();
        if self.db.read(move |conn| exports::has_ended(conn, now)).await? {
            let write = move |tx: &mut Conn| exports::remove_ended(tx, now);
            self.db.write::<_, StoreError, _>("exports.end", "exports", write).await?;
        }
        Ok(())
    }
}

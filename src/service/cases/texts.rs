//! What staff write on a case: notes for the own body and one draft each. Nothing of it is the reporter's, and nothing is on a tip.

use std::hash::Hash;

use serde_json::{Value, json};
use uuid::Uuid;

use super::find;
use super::mentions::{Kept, among, mentioned};
use crate::domain::actor::Actor;
use crate::domain::case::Case;
use crate::domain::ids::{CaseId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::lifecycle::Refusal;
use crate::domain::notice::mention;
use crate::domain::time::Instant;
use crate::service::error::{Fault, FieldFault, ServiceError, inside};
use crate::service::facade::Service;
use crate::service::notices::notice_rows;
use crate::store::backend::{Conn, take_turn};
use crate::store::staff::texts::{self, StaffText, TextKind};
use crate::store::staff::users;
use crate::store::types::Json;
use crate::store::{StoreError, outbox};

/// So many notes are read, the newest.
const MOST: i64 = 200;
/// So many notes one person has on one case at most; an earlier one can be written anew.
const MOST_OWN: i64 = 200;

/// Who wrote what came as an answer to a mail.
const NOT_PROVEN: &str =
    "thư trả lời, người gửi chưa được xác thực / a mail, its sender not proven";

/// A note as colleagues read it.
#[derive(Debug, Clone)]
pub struct NoteView {
    /// The id that its writer drew.
    pub id: Uuid,
    /// Whether the reader wrote it.
    pub own: bool,
    /// Who wrote it.
    pub author: String,
    /// What it says.
    pub text: String,
    /// The colleagues whom it mentions, by login and name.
    pub mentions: Vec<(String, String)>,
    /// When it was written.
    pub at: Instant,
}

/// What somebody was writing on a case.
#[derive(Debug, Clone)]
pub struct DraftView {
    /// The members of the command, as far as they were written.
    pub said: Value,
    /// When it was kept.
    pub at: Instant,
}

/// The id of a text that `owner` has one of by this name.
pub(in crate::service) fn id_of(kind: TextKind, owner: Uuid, name: &str) -> Uuid {
    Uuid::new_v5(&owner, format!("{}/{name}", kind.as_str()).as_bytes())
}

/// The case, where `actor` may write on it, and the actor's body.
fn written_on(conn: &mut Conn, actor: &Actor, id: CaseId) -> Result<(Case, UnitId), Fault> {
    let case = find(conn, actor, id)?.ok_or(ServiceError::NotFound)?;
    if case.channel == Channel::Integrity {
        return Err(ServiceError::Refused(Refusal::OtherChannel).into());
    }
    let unit = actor.unit_id.ok_or(ServiceError::NotFound)?;
    Ok((case, unit))
}

/// A kept text, read as what was put there.
pub(in crate::service) fn said(text: &StaffText) -> Result<Value, StoreError> {
    text.said.read().ok_or(StoreError::Corrupt { table: "staff_texts", column: "said" })
}

/// As it is kept.
pub(in crate::service) fn kept(said: &Value) -> Result<Json, StoreError> {
    Json::of(said).map_err(|_| StoreError::Corrupt { table: "staff_texts", column: "said" })
}

impl Service {
    /// The notes of the actor's own body on a case, the first one first.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a case out of scope; [`Refusal::OtherChannel`] for a tip, on which nobody writes notes.
    pub async fn notes(&self, actor: &Actor, id: CaseId) -> Result<Vec<NoteView>, ServiceError> {
        let reader = actor.clone();
        let read = move |conn: &mut Conn| {
            inside(|| {
                let (case, unit) = written_on(conn, &reader, id)?;
                let found = texts::notes(conn, case.key, (unit, among(reader.role)), MOST)?;
                Ok(found.iter().map(|note| view(conn, note, &reader)).collect::<Result<_, _>>()?)
            })
        };
        self.db.read(read).await?
    }

    /// Writes a note, or writes an own one anew. `note` is its writer's choice: sent again it is the same note. Whom it mentions is
    /// told once by mail, whatever the note says later; whether that person has a mail address the answer does not tell.
    ///
    /// # Errors
    /// As [`Service::notes`]; [`ServiceError::Invalid`] where one of the `logins`, new in the note, is no colleague who
    /// reads it, or the actor has too many notes on the case.
    pub async fn put_note(
        &self,
        actor: &Actor,
        id: CaseId,
        note: Uuid,
        (text, logins): (String, Vec<String>),
    ) -> Result<NoteView, ServiceError> {
        let (writer, at, reference) = (actor.clone(), self.clock.now(), self.references.ready()?);
        let ids = self.ids.clone();
        let write = move |tx: &mut Conn| -> Result<NoteView, Fault> {
            let author = writer.user_id;
            take_turn(tx, id_of(TextKind::Note, author.uuid(), &id.to_string()))?;
            let (case, unit) = written_on(tx, &writer, id)?;
            let own = id_of(TextKind::Note, author.uuid(), &format!("{id}/{note}"));
            let before = texts::get(tx, own)?;
            if before.is_none() && texts::notes_of(tx, case.key, author)? >= MOST_OWN {
                return Err(ServiceError::Invalid(vec![FieldFault::TooManyNotes.at("")]).into());
            }
            let known = before.as_ref().map(Kept::of).transpose()?;
            let known = known.map(|kept| kept.mentions).unwrap_or_default();
            let (units, today) = (&reference.units, at.office_day());
            let asked = (&*logins, &*known);
            let mentions = mentioned(tx, units, (&writer, unit), &case, asked, today)?;
            let one = StaffText {
                id: own,
                kind: TextKind::Note,
                unit: Some(unit),
                author,
                case: Some(case.key),
                shared: true,
                name: among(writer.role).to_owned(),
                said: kept(&json!({"id": note, "text": text, "mentions": mentions}))?,
                version: before.as_ref().map_or(1, |before| before.version + 1),
                changed_at: before.map_or(at, |before| before.changed_at),
            };
            texts::put(tx, &one)?;
            let told: Vec<_> = mentions.iter().map(|to| mention(&case, own, *to)).collect();
            for row in notice_rows(ids.as_ref(), &told, at, &reference.calendar)? {
                outbox::enqueue_again(tx, &row)?;
            }
            Ok(view(tx, &one, &writer)?)
        };
        self.kept_on("texts.note", id, write).await
    }

    /// What the actor was writing on a case.
    ///
    /// # Errors
    /// As [`Service::notes`].
    pub async fn draft(
        &self,
        actor: &Actor,
        id: CaseId,
    ) -> Result<Option<DraftView>, ServiceError> {
        let reader = actor.clone();
        let read = move |conn: &mut Conn| {
            inside(|| {
                written_on(conn, &reader, id)?;
                let own = id_of(TextKind::Draft, reader.user_id.uuid(), &id.to_string());
                let Some(text) = texts::get(conn, own)? else { return Ok(None) };
                Ok(Some(DraftView { said: said(&text)?, at: text.changed_at }))
            })
        };
        self.db.read(read).await?
    }

    /// Keeps what the actor is writing on a case, in the place of what was kept before; nothing where it is none.
    ///
    /// # Errors
    /// As [`Service::notes`].
    pub async fn put_draft(
        &self,
        actor: &Actor,
        id: CaseId,
        members: Option<Value>,
    ) -> Result<(), ServiceError> {
        let (writer, at) = (actor.clone(), self.clock.now());
        let write = move |tx: &mut Conn| -> Result<(), Fault> {
            let (case, unit) = written_on(tx, &writer, id)?;
            let own = id_of(TextKind::Draft, writer.user_id.uuid(), &id.to_string());
            let Some(members) = &members else {
                texts::remove(tx, own)?;
                return Ok(());
            };
            let one = StaffText {
                id: own,
                kind: TextKind::Draft,
                unit: Some(unit),
                author: writer.user_id,
                case: Some(case.key),
                shared: false,
                name: String::new(),
                said: kept(members)?,
                version: 1,
                changed_at: at,
            };
            Ok(texts::put(tx, &one)?)
        };
        self.kept_on("texts.draft", id, write).await
    }
}

impl Service {
    /// Writes a text on a case, or on some; once more where a case went meanwhile, which then says so itself.
    pub(super) async fn kept_on<T: Send + 'static>(
        &self,
        what: &'static str,
        id: impl Hash + Copy + Send,
        write: impl Fn(&mut Conn) -> Result<T, Fault> + Clone + Send + 'static,
    ) -> Result<T, ServiceError> {
        let mut done = self.db.write(what, id, write.clone()).await;
        if matches!(done, Err(Fault::Store(StoreError::Stale))) {
            done = self.db.write(what, id, write).await;
        }
        Ok(done?)
    }
}

fn view(conn: &mut Conn, note: &StaffText, reader: &Actor) -> Result<NoteView, StoreError> {
    let author = match users::get(conn, note.author)? {
        Some(user) => user.name,
        // It came by mail: who wrote it nobody knows.
        None if note.author.uuid().is_nil() => NOT_PROVEN.to_owned(),
        None => String::new(),
    };
    let Kept { id, text, mentions: ids } = Kept::of(note)?;
    let own = note.author == reader.user_id;
    let mut mentions = Vec::new();
    for id in ids {
        mentions.extend(users::get(conn, id)?.map(|user| (user.login, user.name)));
    }
    Ok(NoteView { id, own, author, text, mentions, at: note.changed_at })
}

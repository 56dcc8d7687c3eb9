//! Saved views of the queue and templates of replies: texts by name, one's own or one's body's.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::texts::{id_of, kept, said};
use super::{AtLeast, CaseItem, QueueQuery, find};
use crate::domain::actor::Actor;
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::obligation::NOTHING_DUE;
use crate::domain::text::FIELDS;
use crate::domain::time::Day;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::store::StoreError;
use crate::store::backend::{Conn, take_turn};
use crate::store::cases::{self, LOOKED_AT};
use crate::store::reports;
use crate::store::staff::texts::{self, StaffText, TextKind};

/// So many views one person has at most, and so many templates one body.
const MOST: i64 = 40;
/// No view counts further.
const COUNTED: i64 = 1000;

/// A saved view, or a template.
#[derive(Debug, Clone)]
pub struct Named {
    /// What its address names.
    pub code: String,
    /// What it says.
    pub said: Value,
    /// Whether the own body reads it.
    pub shared: bool,
    /// Whether the reader wrote it.
    pub own: bool,
    /// How often it was written.
    pub version: i32,
}

/// What of `text` names a field that is none.
fn unknown_field(text: &str) -> bool {
    let rest =
        FIELDS.iter().fold(text.to_owned(), |text, name| text.replace(&format!("{{{name}}}"), ""));
    rest.contains('{') || rest.contains('}')
}

fn named(text: &StaffText, reader: &Actor) -> Result<Named, StoreError> {
    Ok(Named {
        code: text.name.clone(),
        said: said(text)?,
        shared: text.shared,
        own: text.author == reader.user_id,
        version: text.version,
    })
}

impl Service {
    /// Views or templates that the actor reads: the own ones, and those that others of the own body share.
    async fn named(&self, actor: &Actor, kind: TextKind) -> Result<Vec<Named>, ServiceError> {
        let reader = actor.clone();
        let read = move |conn: &mut Conn| {
            let mut found = match kind {
                TextKind::View => texts::own(conn, kind, reader.user_id, MOST)?,
                _ => Vec::new(),
            };
            if let Some(unit) = reader.unit_id {
                let shared = texts::shared(conn, kind, unit, MOST)?.into_iter();
                let of_others =
                    |one: &StaffText| kind != TextKind::View || one.author != reader.user_id;
                found.extend(shared.filter(of_others));
            }
            found.iter().map(|text| named(text, &reader)).collect::<Result<Vec<_>, _>>()
        };
        Ok(self.db.read(read).await?)
    }

    async fn put_named(
        &self,
        actor: &Actor,
        (kind, owner, code): (TextKind, uuid::Uuid, &str),
        (members, shared): (Value, bool),
    ) -> Result<Named, ServiceError> {
        let (writer, at, code) = (actor.clone(), self.clock.now(), code.to_owned());
        let id = id_of(kind, owner, &code);
        let write = move |tx: &mut Conn| -> Result<Named, Fault> {
            take_turn(tx, owner)?;
            let before = texts::get(tx, id)?;
            let there = match (kind, writer.unit_id) {
                (TextKind::Template, Some(unit)) => texts::shared(tx, kind, unit, MOST)?.len(),
                _ => texts::own(tx, kind, writer.user_id, MOST)?.len(),
            };
            if before.is_none() && i64::try_from(there).is_ok_and(|there| there >= MOST) {
                return Err(ServiceError::Invalid(vec![FieldFault::NoRoom.at("")]).into());
            }
            let one = StaffText {
                id,
                kind,
                unit: writer.unit_id,
                author: writer.user_id,
                case: None,
                shared,
                name: code.clone(),
                said: kept(&members)?,
                version: before.map_or(1, |before| before.version + 1),
                changed_at: at,
            };
            texts::put(tx, &one)?;
            Ok(named(&one, &writer)?)
        };
        Ok(self.db.write("texts.named", id, write).await?)
    }

    async fn drop_named(&self, id: uuid::Uuid) -> Result<(), ServiceError> {
        let removed = self.db.write("texts.named", id, move |tx: &mut Conn| texts::remove(tx, id));
        if removed.await? { Ok(()) } else { Err(ServiceError::NotFound) }
    }

    /// The saved views that the actor reads.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn views(&self, actor: &Actor) -> Result<Vec<Named>, ServiceError> {
        self.named(actor, TextKind::View).await
    }

    /// Saves a view of the actor's under a code, in the place of an earlier one; `query` was read as one of the queue.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] where there are too many.
    pub async fn put_view(
        &self,
        actor: &Actor,
        code: &str,
        (title, query): (String, String),
        shared: bool,
    ) -> Result<Named, ServiceError> {
        let said = json!({"title": title, "query": query});
        let place = (TextKind::View, actor.user_id.uuid(), code);
        self.put_named(actor, place, (said, shared)).await
    }

    /// Removes a view of the actor's.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub async fn drop_view(&self, actor: &Actor, code: &str) -> Result<(), ServiceError> {
        self.drop_named(id_of(TextKind::View, actor.user_id.uuid(), code)).await
    }

    /// How many cases a query lists, up to a thousand.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn how_many(
        &self,
        actor: &Actor,
        query: QueueQuery,
    ) -> Result<AtLeast, ServiceError> {
        let Some(filter) = self.resolved(actor, &query).await? else { return Ok((0, false)) };
        let (scope, channel) = (actor.scope(), query.channel);
        let read =
            move |conn: &mut Conn| cases::count(conn, channel, &scope, &filter, COUNTED, LOOKED_AT);
        Ok(self.db.read(read).await?)
    }

    /// The templates of the actor's body.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn templates(&self, actor: &Actor) -> Result<Vec<Named>, ServiceError> {
        self.named(actor, TextKind::Template).await
    }

    /// Keeps a template of the actor's body under a code, in the place of an earlier one.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] where it names a field that is none, or there are too many; [`ServiceError::NotFound`] for whoever
    /// belongs to no body.
    pub async fn put_template(
        &self,
        actor: &Actor,
        code: &str,
        (title, text, outcome): (String, String, Option<String>),
    ) -> Result<Named, ServiceError> {
        if unknown_field(&text) {
            let fields = FIELDS.map(|field| format!("{{{field}}}")).join(", ");
            let fault = FieldFault::NoSuchField.at("/text").and(&fields, &fields);
            return Err(ServiceError::Invalid(vec![fault]));
        }
        let unit = actor.unit_id.ok_or(ServiceError::NotFound)?;
        let said = json!({"title": title, "text": text, "outcome": outcome});
        self.put_named(actor, (TextKind::Template, unit.uuid(), code), (said, true)).await
    }

    /// Removes a template of the actor's body.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub async fn drop_template(&self, actor: &Actor, code: &str) -> Result<(), ServiceError> {
        let unit = actor.unit_id.ok_or(ServiceError::NotFound)?;
        self.drop_named(id_of(TextKind::Template, unit.uuid(), code)).await
    }

    /// A template of the actor's body, filled from what the actor sees of a case; what is not there stays a field.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a case out of scope, or no such template.
    pub async fn filled(
        &self,
        actor: &Actor,
        id: CaseId,
        code: &str,
    ) -> Result<(Named, String), ServiceError> {
        let reader = actor.clone();
        let read = move |conn: &mut Conn| {
            let Some(case) =
                find(conn, &reader, id)?.filter(|case| case.channel == Channel::Service)
            else {
                return Ok(None);
            };
            let report = reports::own(conn, case.key)?;
            Ok(Some((case, report.and_then(|report| report.dossier_code))))
        };
        let (case, dossier) = self.db.read(read).await?.ok_or(ServiceError::NotFound)?;
        let all = self.templates(actor).await?;
        let found = all.into_iter().find(|one| one.code == code).ok_or(ServiceError::NotFound)?;
        let day = |day: Day| day.strftime("%d/%m/%Y").to_string();
        // As a queue would show it to the reader.
        let CaseItem { case, holder, .. } = self.item(Some(actor), case, &BTreeMap::new());
        let values = [
            case.number.clone(),
            holder.map(|unit| unit.name),
            Some(day(case.received_on)),
            (case.next_due_on != NOTHING_DUE).then(|| day(case.next_due_on)),
            dossier,
            Some(day(self.clock.today())),
        ];
        let text = found.said.get("text").and_then(Value::as_str).unwrap_or_default().to_owned();
        let text = FIELDS.iter().zip(values).fold(text, |text, (name, value)| match value {
            Some(value) => text.replace(&format!("{{{name}}}"), &value),
            None => text,
        });
        Ok((found, text))
    }
}

//! What mail a case owed, and what became of each: for inspectors, and for a unit what it got itself. One that was given up is owed
//! again.

use serde_json::json;
use uuid::Uuid;

use super::find;
use crate::domain::actor::{Actor, Role};
use crate::domain::ids::{CaseId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::lifecycle::Refusal;
use crate::domain::notice::{Template, send_from};
use crate::domain::time::{Day, Instant};
use crate::service::access::inspects;
use crate::service::error::{Fault, ServiceError, inside};
use crate::service::facade::{Service, UnitName};
use crate::service::once::{Answered, Made};
use crate::store::backend::Conn;
use crate::store::outbox::{self, COLLEAGUE, LEADER, NoticeRow, UNIT};
use crate::store::types::Id;

/// So many mails of a case are read, the first ones.
const MOST: i64 = 200;

/// A mail as those read of it who look after delivery: to whom, but no address.
#[derive(Debug, Clone)]
pub struct MailView {
    /// Its id; none for a unit, which sends nothing again: it is drawn in order and would tell when a reporter did what it tells of.
    pub id: Option<Uuid>,
    /// What it says.
    pub template: Template,
    /// The kind of recipient: `unit`, its `leader`, `reporter` or `staff`.
    pub to: &'static str,
    /// The unit, where it is to one or to its leader.
    pub unit: Option<UnitName>,
    /// Since when it is owed.
    pub owed_on: Day,
    /// How it stands.
    pub status: String,
    /// How often it was tried.
    pub tries: i32,
    /// When it went out, was given up, or had nobody to go to any more.
    pub settled_on: Option<Day>,
    /// Why the last try failed.
    pub why: Option<String>,
}

impl Service {
    /// The mails of a service case that the actor may know of.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a case out of scope; [`Refusal::OtherChannel`] for a tip, of which no mail is told.
    pub async fn mails(&self, actor: &Actor, id: CaseId) -> Result<Vec<MailView>, ServiceError> {
        let reader = actor.clone();
        let read = move |conn: &mut Conn| inside(|| readable(conn, &reader, id));
        let (rows, all) = self.db.read(read).await??;
        let views = rows.into_iter().filter_map(|row| self.mail(row));
        Ok(views.map(|view| MailView { id: view.id.filter(|_| all), ..view }).collect())
    }

    /// Owes a mail again that was given up. One that waits already is left as it is.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where no such mail was given up, or the actor may not know of it; [`ServiceError::KeyReused`].
    pub async fn resend_mail(
        &self,
        actor: &Actor,
        id: Uuid,
        key: &str,
    ) -> Result<Answered<MailView>, ServiceError> {
        let next_at = send_from(self.clock.now(), &self.references.now().calendar);
        let key = self.record_key(actor, key, "resend_mail", &json!({"mail": id.to_string()}));
        let (service, by) = (self.clone(), actor.clone());
        let make = move |tx: &mut Conn| -> Result<Made<MailView>, Fault> {
            let row = visible(tx, &by, id)?;
            match row.status.as_str() {
                "dead" => {
                    outbox::revive_one(tx, Id(id), next_at)?;
                    service.note_resent(tx, &by, row.case_id.map(|case| CaseId::new(case.0)))?;
                }
                "pending" => {}
                _ => return Err(ServiceError::NotFound.into()),
            }
            Ok((id, 1, service.viewed(tx, &by, id)?))
        };
        let (service, by) = (self.clone(), actor.clone());
        let recall = move |tx: &mut Conn, id, _| service.viewed(tx, &by, id);
        self.once("outbox.resend", key, recall, make).await
    }

    fn viewed(&self, conn: &mut Conn, actor: &Actor, id: Uuid) -> Result<MailView, Fault> {
        let view = self.mail(visible(conn, actor, id)?);
        Ok(view.ok_or(ServiceError::NotFound)?)
    }

    fn mail(&self, row: NoticeRow) -> Option<MailView> {
        let (to, unit) = match row.recipient_kind.as_str() {
            kind @ (UNIT | LEADER) => {
                let unit = self.references.now().unit_name(UnitId::new(row.recipient_id.0));
                (if kind == UNIT { "unit" } else { "leader" }, unit)
            }
            "contact" => ("reporter", None),
            _ => ("staff", None),
        };
        Some(MailView {
            id: Some(row.id.0),
            template: Template::parse(&row.template)?,
            to,
            unit,
            owed_on: row.created_at.office_day(),
            status: row.status,
            tries: row.attempts,
            settled_on: row.settled_at.map(Instant::office_day),
            why: row.last_error,
        })
    }
}

/// The rows of a case, and whether they are all: for who inspects it, else those to the own unit.
fn readable(conn: &mut Conn, reader: &Actor, id: CaseId) -> Result<(Vec<NoticeRow>, bool), Fault> {
    let case = find(conn, reader, id)?.ok_or(ServiceError::NotFound)?;
    if case.channel == Channel::Integrity {
        return Err(ServiceError::Refused(Refusal::OtherChannel).into());
    }
    let own = reader.unit_id.ok_or(ServiceError::NotFound)?;
    let only = (!inspects(reader, &case)).then(|| Id(own.uuid()));
    Ok((outbox::of_case(conn, id, only, MOST)?, only.is_none()))
}

/// The row of this id, where `actor` may know of it. What is about no case is no secret among those who look after delivery.
fn visible(conn: &mut Conn, actor: &Actor, id: Uuid) -> Result<NoticeRow, Fault> {
    let row = outbox::get(conn, Id(id))?.ok_or(ServiceError::NotFound)?;
    // Who mentions whom is the business of their body alone.
    if row.recipient_kind == COLLEAGUE && actor.role != Role::Administrator {
        return Err(ServiceError::NotFound.into());
    }
    if let Some(case) = row.case_id.filter(|_| actor.role != Role::Administrator) {
        let case = find(conn, actor, CaseId::new(case.0))?.ok_or(ServiceError::NotFound)?;
        let own = actor.unit_id.is_some_and(|unit| Id(unit.uuid()) == row.recipient_id);
        if !own && !inspects(actor, &case) {
            return Err(ServiceError::NotFound.into());
        }
    }
    Ok(row)
}

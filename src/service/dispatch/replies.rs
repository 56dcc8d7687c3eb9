//! What becomes of mail that comes back: a bounce is told to the administrator, a person's words become a note, and a command never.

use serde_json::json;
use uuid::Uuid;

use crate::domain::case::Case;
use crate::domain::ids::{CaseId, CaseKey, UnitId, UserId};
use crate::domain::kind::Channel;
use crate::domain::notice::{Facts, Notice, Recipient, Template, reply_key};
use crate::domain::time::Day;
use crate::domain::units::unit::UnitKind;
use crate::mail::{Incoming, Received};
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::service::notices::notice_rows;
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::cases;
use crate::store::outbox::{self, LEADER, NoticeRow, UNIT};
use crate::store::staff::texts::{self, StaffText, TextKind};
use crate::store::types::Json;

/// So many notes by mail are kept on a case for one body.
const MOST_NOTES: usize = 20;

/// Among so many notes of a body, the newest, those that came by mail are counted.
const LOOKED_AT: i64 = 200;

/// What became of a mail that came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returned {
    /// It names no mail of ours, or more than one case.
    NotOurs,
    /// No person wrote it, or there is nobody to read it.
    Dropped,
    /// An address took no mail; the administrator finds it among the mails that failed.
    Bounced,
    /// A reporter, who is told once where to write.
    Answered,
    /// A note of a sender that is not proven.
    Noted,
}

impl Service {
    /// Takes a mail that came back. Whoever wrote it is not believed to be who he says: nothing it says is done.
    ///
    /// # Errors
    /// When the store fails; the mail may be given again.
    pub async fn take_returned(&self, received: Received) -> Result<Returned, ServiceError> {
        let reference = self.references.ready()?;
        let service = self.clone();
        let take = move |tx: &mut Conn| -> Result<Returned, Fault> {
            let ids: Vec<Uuid> =
                received.about.iter().filter_map(|id| Uuid::try_parse(id).ok()).collect();
            let rows = outbox::sent_as(tx, &ids)?;
            let Some(first) = rows.first() else { return Ok(Returned::NotOurs) };
            let now = service.clock.now();
            match &received.what {
                Incoming::Automatic => Ok(Returned::Dropped),
                Incoming::Bounce { status } => {
                    let ids: Vec<_> = rows.iter().map(|row| row.id).collect();
                    outbox::bounced(
                        tx,
                        &ids,
                        &format!("it is said to have come back: {status}"),
                        now,
                    )?;
                    Ok(Returned::Bounced)
                }
                Incoming::Reply { .. } if rows.len() > 1 => Ok(Returned::NotOurs),
                Incoming::Reply { text } => service.take_reply(tx, &reference, first, text),
            }
        };
        Ok(self.db.write("outbox.returned", "outbox", take).await?)
    }

    fn take_reply(
        &self,
        tx: &mut Conn,
        reference: &Reference,
        row: &NoticeRow,
        text: &str,
    ) -> Result<Returned, Fault> {
        let case = row.case_id.map(|id| cases::get(tx, Channel::Service, CaseId::new(id.0)));
        let case = case.transpose()?.flatten();
        let told = Template::parse(&row.template) == Some(Template::ReporterReply);
        let (to, body) = match (row.recipient_kind.as_str(), &case) {
            // Whoever answers an answer has read where to write.
            _ if told => return Ok(Returned::Dropped),
            ("contact", Some(case)) if is_known_to_unit(reference, case, self.clock.today()) => {
                (Some(Recipient::Contact(case.id)), Some(case.holder))
            }
            ("contact", _) => (Some(Recipient::Contact(CaseId::new(row.recipient_id.0))), None),
            ("sealed", _) => (CaseKey::unpacked(row.recipient_id.0).map(Recipient::Sealed), None),
            (UNIT | LEADER, Some(_)) => (None, Some(UnitId::new(row.recipient_id.0))),
            _ => (None, None),
        };
        if let Some(to) = to {
            let notice = Notice {
                template: Template::ReporterReply,
                to,
                case_id: None,
                dedup_key: reply_key(&row.dedup_key),
                facts: Facts::default(),
            };
            let now = self.clock.now();
            for row in notice_rows(self.ids.as_ref(), &[notice], now, &reference.calendar)? {
                outbox::enqueue(tx, &row)?;
            }
            return Ok(Returned::Answered);
        }
        match (body, case) {
            (Some(unit), Some(case)) if !text.is_empty() => {
                self.note_of(tx, row, &case, unit, text)
            }
            _ => Ok(Returned::Dropped),
        }
    }

    /// Keeps what was written as a note for `unit`, once however often the mail comes.
    fn note_of(
        &self,
        tx: &mut Conn,
        row: &NoticeRow,
        case: &Case,
        unit: UnitId,
        text: &str,
    ) -> Result<Returned, Fault> {
        let reference = self.references.ready()?;
        let kind = reference.units.get(unit).map(|unit| unit.kind);
        let name = if kind == Some(UnitKind::Inspectorate) { "inspectors" } else { "officers" };
        let id = Uuid::new_v5(&row.id.0, text.as_bytes());
        let before = texts::notes(tx, case.key, (unit, name), LOOKED_AT)?;
        let unproven = before.iter().filter(|note| note.author.uuid().is_nil());
        if unproven.count() >= MOST_NOTES && texts::get(tx, id)?.is_none() {
            return Ok(Returned::Dropped);
        }
        let note = StaffText {
            id,
            kind: TextKind::Note,
            unit: Some(unit),
            author: UserId::new(Uuid::nil()),
            case: Some(case.key),
            shared: true,
            name: name.to_owned(),
            said: Json::of(&json!({"id": id, "text": text})).map_err(ServiceError::internal)?,
            version: 1,
            changed_at: self.clock.now(),
        };
        if texts::get(tx, id)?.is_none() {
            texts::put(tx, &note)?;
        }
        Ok(Returned::Noted)
    }
}

/// Whether the unit that holds the case may know who sent it.
fn is_known_to_unit(reference: &Reference, case: &Case, today: Day) -> bool {
    reference.kind(case.kind, today).is_some_and(|spec| spec.contact_visible_to_unit)
}

//! To which address a mail goes, looked up when it goes out: the outbox holds references only.

use std::sync::Arc;

use super::Dispatcher;
use crate::domain::actor::{Actor, Role};
use crate::domain::ids::{
    AccountLinkId, CaseId, CaseKey, FormerEmailId, PendingContactId, UnitId, UrgingId, UserId,
};
use crate::domain::notice::{Template, note_of};
use crate::domain::receipt::OneTimeCode;
use crate::domain::running::mail_servers::is_a_units;
use crate::domain::text::{EmailAddress, Language};
use crate::domain::time::Instant;
use crate::service::cases::mentions::still_mentioned;
use crate::service::clocks::urging::standing;
use crate::service::conflicts::conflicts_of;
use crate::service::error::ServiceError;
use crate::service::reference::Reference;
use crate::service::sealed::open_contact;
use crate::store::backend::Conn;
use crate::store::outbox::{COLLEAGUE, LEADER, NoticeRow, UNCONFIRMED, UNIT};
use crate::store::records::urgings;
use crate::store::staff::{links, users};
use crate::store::{StoreError, pending, reports};
use crate::vault::token::LinkToken;

/// To whom a mail goes, and the name of the unit that it is.
pub(super) enum Addressed {
    To(EmailAddress, Language, String),
    /// An address that waits to be confirmed, and the code for it.
    Prove(EmailAddress, Language, OneTimeCode),
    /// The account of a link that sets its password, with what stands behind its `#`, and until when.
    Link(EmailAddress, LinkToken, Instant),
    Nobody,
    /// It may get one; said why.
    NoAddress(&'static str),
}

impl Dispatcher {
    /// Where a notice goes.
    pub(super) async fn recipient(
        &self,
        reference: &Arc<Reference>,
        notice: &NoticeRow,
    ) -> Result<Addressed, ServiceError> {
        let id = notice.recipient_id;
        match notice.recipient_kind.as_str() {
            UNIT => Ok(at_unit(reference, UnitId::new(id.0))),
            LEADER => self.leader(reference, UnitId::new(id.0)).await,
            COLLEAGUE => self.colleague(reference, notice).await,
            "staff" => self.staff(reference, UserId::new(id.0)).await,
            "sender" => self.sender(reference, UrgingId::new(id.0)).await,
            "contact" => {
                let case = CaseId::new(id.0);
                let contact =
                    self.service.db.read(move |conn| reports::contact(conn, case)).await?;
                Ok(contact.map_or(Addressed::Nobody, |contact| {
                    person(contact.email.as_deref(), contact.language)
                }))
            }
            UNCONFIRMED => match Template::parse(&notice.template) {
                Some(Template::ContactChanging) => self.on_file(PendingContactId::new(id.0)).await,
                Some(Template::AccountLink) => self.linked(AccountLinkId::new(id.0)).await,
                Some(Template::EmailChanged) => self.former(FormerEmailId::new(id.0)).await,
                _ => self.unconfirmed(reference, PendingContactId::new(id.0)).await,
            },
            _ => {
                let read = move |conn: &mut Conn| match CaseKey::unpacked(id.0) {
                    Some(key) => reports::sealed_contact(conn, key),
                    None => Ok(None),
                };
                let Some((case, blob)) = self.service.db.read(read).await? else {
                    return Ok(Addressed::Nobody);
                };
                let contact = open_contact(&self.service.keys, case, &blob)?;
                Ok(match person(contact.email.as_deref(), contact.language) {
                    // Its server may have become a unit's since it was left.
                    Addressed::To(to, ..) if is_a_units(&reference.units, to.as_str()) => {
                        Addressed::Nobody
                    }
                    other => other,
                })
            }
        }
    }

    /// The address that stands while another waits to be confirmed.
    async fn on_file(&self, id: PendingContactId) -> Result<Addressed, ServiceError> {
        let read = move |conn: &mut Conn| match pending::get(conn, id)? {
            Some(row) => reports::contact(conn, CaseId::new(row.case_id.0)),
            None => Ok(None),
        };
        let contact = self.service.db.read(read).await?;
        Ok(contact.map_or(Addressed::Nobody, |contact| {
            person(contact.email.as_deref(), contact.language)
        }))
    }

    /// The address of a contact that waits; nobody where it waits no more.
    async fn unconfirmed(
        &self,
        reference: &Reference,
        id: PendingContactId,
    ) -> Result<Addressed, ServiceError> {
        let Some(proof) = self.service.proof(id).await? else { return Ok(Addressed::Nobody) };
        let (email, language) = (proof.contact.email.as_deref(), proof.contact.language);
        Ok(match person(email, language) {
            // The report may have become a tip since it was left.
            Addressed::To(to, ..) if proof.sealed && is_a_units(&reference.units, to.as_str()) => {
                Addressed::Nobody
            }
            Addressed::To(to, language, _) => Addressed::Prove(to, language, proof.code),
            other => other,
        })
    }

    /// The account of a link, while it waits; nobody where it is of no account.
    async fn linked(&self, id: AccountLinkId) -> Result<Addressed, ServiceError> {
        let now = self.service.clock.now();
        let read = move |conn: &mut Conn| match links::get(conn, id, now)? {
            Some(link) => Ok(users::get(conn, UserId::new(link.owner_id.0))?.map(|it| (link, it))),
            None => Ok(None),
        };
        let found = self.service.db.read(read).await?;
        let Some((link, user)) = found.filter(|(_, user)| user.active) else {
            return Ok(Addressed::Nobody);
        };
        let token = self.service.keys.derive_link(&link.salt, link.id.0.as_bytes());
        Ok(match user.email.and_then(|text| EmailAddress::parse(&text).ok()) {
            Some(address) => Addressed::Link(address, token, link.ends_at),
            None => Addressed::Nobody,
        })
    }

    /// Where an account had its mail.
    async fn former(&self, id: FormerEmailId) -> Result<Addressed, ServiceError> {
        let now = self.service.clock.now();
        let found = self.service.db.read(move |conn| links::former(conn, id, now)).await?;
        Ok(found.map_or(Addressed::Nobody, |row| person(Some(&row.email), Language::Vi)))
    }

    /// Whoever leads a unit, at the address of the own account: the mailbox that let it become late is not asked to see to it.
    async fn leader(
        &self,
        reference: &Arc<Reference>,
        id: UnitId,
    ) -> Result<Addressed, ServiceError> {
        let Some(unit) = reference.units.get(id) else { return Ok(Addressed::Nobody) };
        let own = unit.email.clone();
        let leaders = self.service.db.read(move |conn| users::leaders_of(conn, id)).await?;
        let mut addresses = leaders.into_iter().filter_map(|leader| leader.email);
        let address = addresses.find(|address| own.as_ref().is_none_or(|own| own != address));
        Ok(match address.and_then(|text| EmailAddress::parse(&text).ok()) {
            Some(address) => Addressed::To(address, Language::Vi, unit.name.clone()),
            None => Addressed::NoAddress("the unit's leader has no account with a mail address"),
        })
    }

    /// A colleague whom a note mentions, at the address of the own account if there is one; nobody where the note mentions them no
    /// more, or they read it no more.
    async fn colleague(
        &self,
        reference: &Arc<Reference>,
        notice: &NoticeRow,
    ) -> Result<Addressed, ServiceError> {
        let (Some(case), Some(note)) = (notice.case_id, note_of(&notice.dedup_key)) else {
            return Ok(Addressed::Nobody);
        };
        let about = (CaseId::new(case.0), note);
        let (user, held) = (UserId::new(notice.recipient_id.0), reference.clone());
        let today = self.service.clock.today();
        let read = move |conn: &mut Conn| still_mentioned(conn, &held.units, about, user, today);
        let email = self.service.db.read(read).await?.and_then(|user| user.email);
        Ok(person(email.as_deref(), Language::Vi))
    }

    /// A member of staff; where the account is closed or left no address, its unit.
    async fn staff(
        &self,
        reference: &Arc<Reference>,
        id: UserId,
    ) -> Result<Addressed, ServiceError> {
        let found = self.service.db.read(move |conn| users::get(conn, id)).await?;
        // Whoever has moved to another post hears of no tip there.
        let Some(user) = found.filter(|user| user.role == Role::Inspector.as_str()) else {
            return Ok(Addressed::Nobody);
        };
        let own = user.email.filter(|_| user.active);
        if let Some(address) = own.and_then(|text| EmailAddress::parse(&text).ok()) {
            return Ok(Addressed::To(address, Language::Vi, user.name));
        }
        Ok(user.unit_id.map_or(Addressed::Nobody, |unit| at_unit(reference, UnitId::new(unit.0))))
    }

    /// Whoever sent a letter. Where the account is closed, has moved, left no address or has a
    /// conflict of interest by now, the body that the letter was sent for.
    async fn sender(
        &self,
        reference: &Arc<Reference>,
        id: UrgingId,
    ) -> Result<Addressed, ServiceError> {
        let (today, held) = (self.service.clock.today(), reference.clone());
        let read = move |conn: &mut Conn| {
            let Some(letter) = urgings::get(conn, id)? else { return Ok(None) };
            let user = users::get(conn, letter.urged_by)?.filter(|user| user.active);
            let user = user.map(|user| {
                let conflicts = conflicts_of(conn, &held.units, &user, today)?;
                Ok::<_, StoreError>((Actor { conflicts, ..user.actor()? }, user.email))
            });
            Ok(Some((letter, user.transpose()?)))
        };
        let Some((letter, user)) = self.service.db.read(read).await? else {
            return Ok(Addressed::Nobody);
        };
        let Some(body) = standing(reference, letter.body, today) else {
            return Ok(Addressed::Nobody);
        };
        if let Some((actor, email)) = user {
            let email = email.filter(|_| letter.is_still_of(&actor, body));
            if let Some(address) = email.and_then(|text| EmailAddress::parse(&text).ok()) {
                let body = reference.unit_name(body).map(|unit| unit.name).unwrap_or_default();
                return Ok(Addressed::To(address, Language::Vi, body));
            }
        }
        Ok(at_unit(reference, body))
    }
}

fn at_unit(reference: &Reference, id: UnitId) -> Addressed {
    let Some(unit) = reference.units.get(id) else { return Addressed::Nobody };
    let address = unit.email.as_deref().and_then(|text| EmailAddress::parse(text).ok());
    address.map_or(Addressed::NoAddress("the unit has no mail address"), |address| {
        Addressed::To(address, Language::Vi, unit.name.clone())
    })
}

fn person(email: Option<&str>, language: Language) -> Addressed {
    match email.and_then(|text| EmailAddress::parse(text).ok()) {
        Some(address) => Addressed::To(address, language, String::new()),
        None => Addressed::Nobody,
    }
}

//! A way to answer that is left or changed after filing. It is no event: whoever handles the case hears nothing of it.

use serde_json::Value;

use super::examine::of_contact;
use crate::domain::case::Case;
use crate::domain::kind::Channel;
use crate::domain::lifecycle::Refusal;
use crate::domain::receipt::Receipt;
use crate::domain::report::{Contact, Report};
use crate::service::cases::finding::contact::looked_up;
use crate::service::cases::tracking::Tracked;
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::service::idempotency::RequestKey;
use crate::service::once::Answered;
use crate::service::sealed::{open_contact, open_report, seal_contact};
use crate::store::backend::Conn;
use crate::store::reports::Said;
use crate::store::{cases, pending, reports, terms};

/// A report whose contact may be left or changed.
pub(super) struct Reachable {
    pub(super) case: Case,
    report: Report,
    before: Option<Contact>,
}

impl Service {
    /// Puts `contact` in the place of the one that was left, or where none was. One with an e-mail address waits until the
    /// code that is mailed there is told ([`Service::confirm_contact`]); in one without the address stays as it was.
    /// Whatever waited before waits no more.
    ///
    /// # Errors
    /// [`ServiceError::UnknownReceipt`]; [`ServiceError::Refused`] while a desk's slip is not activated, where the contact
    /// stands, and for the fourth code of a day; [`ServiceError::Invalid`] with every fault; [`ServiceError::KeyReused`].
    pub async fn change_contact(
        &self,
        receipt: &Receipt,
        contact: Contact,
        key: &str,
        body: &Value,
    ) -> Result<Answered<Tracked>, ServiceError> {
        let reference = self.references.ready()?;
        let id = self.case_of_receipt(receipt).await?;
        let key =
            RequestKey::new(&self.keys, &format!("reporter:{id}"), key, "change_contact", body);
        let (service, lookup, now) = (self.clone(), self.keys.lookup(receipt), self.clock.now());
        let make = move |tx: &mut Conn| {
            let Reachable { case, report, before } = service.reachable(tx, &lookup)?;
            let today = now.office_day();
            let faults = of_contact(&reference, &case, &report, &contact, today);
            if !faults.is_empty() {
                return Err(ServiceError::Invalid(faults).into());
            }
            let contact = Contact { language: report.language, ..contact.clone() };
            if contact.email.is_some() {
                let other = before.and_then(|before| before.email).is_some_and(|on_file| {
                    contact
                        .email
                        .as_ref()
                        .is_some_and(|email| !email.eq_ignore_ascii_case(&on_file))
                });
                service.ask_for_code(tx, &reference, &case, (contact, other), now)?;
            } else {
                pending::remove(tx, case.id)?;
                let email = before.and_then(|before| before.email);
                service.put_contact(tx, &case, Contact { email, ..contact })?;
            }
            Ok((case.id.uuid(), case.version, ()))
        };
        let done = self.once_in_turn("contact", id, key, |_, _, _| Ok(()), make).await?;
        Ok(Answered { value: self.track(receipt).await?, replayed: done.replayed })
    }

    /// The report behind a receipt, if what was left to reach its reporter may be replaced.
    pub(super) fn reachable(&self, tx: &mut Conn, lookup: &[u8]) -> Result<Reachable, Fault> {
        let case = cases::of_receipt(tx, lookup)?.ok_or(ServiceError::UnknownReceipt)?;
        let (keys, id) = (&self.keys, case.id);
        let kept = reports::of(tx, &case)?;
        if !kept.activated {
            return Err(ServiceError::Refused(Refusal::NotActivated).into());
        }
        let (report, before) = match kept.said {
            Said::Open(report, before) => (*report, before.map(|before| *before)),
            Said::Sealed(sealed) => {
                let before = sealed.contact.map(|blob| open_contact(keys, id, &blob));
                (open_report(keys, id, &sealed.report)?, before.transpose()?)
            }
        };
        // Whoever holds the receipt may have taken it: of a tip nothing that was left is replaced, and of a sender whom an
        // inspector has checked nothing at all.
        let left = before.is_some() && case.channel == Channel::Integrity;
        if left || case.course.sender.is_some() {
            return Err(ServiceError::Refused(Refusal::ContactStands).into());
        }
        Ok(Reachable { case, report, before })
    }

    /// Lets `contact` take the place of the one that was left.
    pub(super) fn put_contact(
        &self,
        tx: &mut Conn,
        case: &Case,
        contact: Contact,
    ) -> Result<(), Fault> {
        match case.channel {
            Channel::Service => {
                terms::change_contact(tx, case.key.number(), looked_up(&self.keys, &contact))?;
                reports::change_contact(tx, case.key, contact)?;
            }
            Channel::Integrity => {
                let sealed = seal_contact(&self.keys, case.id, &contact)?;
                reports::change_sealed_contact(tx, case.key, &sealed)?;
            }
        }
        Ok(())
    }
}

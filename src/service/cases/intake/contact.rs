//! A way to answer that is left or changed after filing. It is no event: whoever handles the case hears nothing of it.

use super::examine::of_contact;
use crate::domain::kind::Channel;
use crate::domain::lifecycle::Refusal;
use crate::domain::receipt::Receipt;
use crate::domain::report::Contact;
use crate::service::cases::tracking::Tracked;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::sealed::{open_contact, open_report, seal_contact};
use crate::store::reports::Said;
use crate::store::{cases, reports};

impl Service {
    /// Puts `contact` in the place of the one that was left, or where none was. An e-mail address stays as it was filed:
    /// a new one would have to be confirmed first. Sent again it finds itself in place.
    ///
    /// # Errors
    /// [`ServiceError::UnknownReceipt`]; [`ServiceError::Refused`] while a desk's slip is not activated;
    /// [`ServiceError::Invalid`] with every fault.
    pub async fn change_contact(
        &self,
        receipt: &Receipt,
        contact: Contact,
    ) -> Result<Tracked, ServiceError> {
        let reference = self.references.ready()?;
        let (lookup, keys, today) =
            (self.keys.lookup(receipt), self.keys.clone(), self.clock.today());
        let written: Result<(), Fault> = self
            .db
            .write("contact", lookup.to_vec(), move |tx| {
                let case = cases::of_receipt(tx, &lookup)?.ok_or(ServiceError::UnknownReceipt)?;
                let id = case.id;
                let kept = reports::of(tx, &case)?;
                if !kept.activated {
                    return Err(ServiceError::Refused(Refusal::NotActivated).into());
                }
                let (report, before) = match kept.said {
                    Said::Open(report, before) => (*report, before.map(|before| *before)),
                    Said::Sealed(sealed) => {
                        let before = sealed.contact.map(|blob| open_contact(&keys, id, &blob));
                        (open_report(&keys, id, &sealed.report)?, before.transpose()?)
                    }
                };
                // Whoever holds the receipt may have taken it: of a tip nothing that was left is replaced, and of a sender whom an
                // inspector has checked nothing at all.
                let left = before.is_some() && case.channel == Channel::Integrity;
                if left || case.course.sender.is_some() {
                    return Err(ServiceError::Refused(Refusal::ContactStands).into());
                }
                let mut faults = of_contact(&reference, &case, &report, &contact, today);
                let known = before.and_then(|before| before.email);
                // Any address, also the one that was left: a refusal of others only would confirm a guess.
                if contact.email.is_some() {
                    faults.push(FieldFault::UnverifiedMail.at("/contact/email"));
                }
                if !faults.is_empty() {
                    return Err(ServiceError::Invalid(faults).into());
                }
                let contact =
                    Contact { language: report.language, email: known, ..contact.clone() };
                match case.channel {
                    Channel::Service => reports::change_contact(tx, case.key, contact)?,
                    Channel::Integrity => {
                        let sealed = seal_contact(&keys, id, &contact)?;
                        reports::change_sealed_contact(tx, case.key, &sealed)?;
                    }
                }
                Ok(())
            })
            .await;
        written?;
        self.track(receipt).await
    }
}

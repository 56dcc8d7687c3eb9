//! Finding cases by who left them: by one whole name, telephone or address, for those who may know the reporter, and never without a trace.

use crate::domain::actor::{Actor, Scope};
use crate::domain::kind::Channel;
use crate::domain::records::access::Accessed;
use crate::domain::report::Contact;
use crate::domain::text::{EmailAddress, PersonName, Phone, fold};
use crate::service::access::knows_reporter;
use crate::service::cases::{CaseItem, Service, names_of};
use crate::service::error::ServiceError;
use crate::store::backend::Conn;
use crate::store::cases::{self, CaseFilter, LOOKED_AT};
use crate::store::{snapshot, terms};
use crate::vault::KeyRing;

/// So many cases are shown, the last received.
const MOST: usize = 100;

/// By what of a contact cases are looked for.
#[derive(Clone)]
pub enum ByContact {
    /// The whole name, with marks or without.
    Name(PersonName),
    /// The telephone.
    Phone(Phone),
    /// The mailbox.
    Email(EmailAddress),
}

/// What was found.
#[derive(Debug, Clone)]
pub struct FoundByContact {
    /// The cases, the last received first.
    pub items: Vec<CaseItem>,
    /// Whether there may be more.
    pub capped: bool,
}

fn of_name(keys: &KeyRing, name: &str) -> [u8; 32] {
    keys.contact_lookup("name", &fold(name))
}

fn of_email(keys: &KeyRing, email: &str) -> Option<[u8; 32]> {
    let email = EmailAddress::parse(email).ok()?;
    Some(keys.contact_lookup("email", &email.mailbox()))
}

/// What stands for a contact in the table that is searched.
pub(in crate::service) fn looked_up(keys: &KeyRing, contact: &Contact) -> Vec<[u8; 32]> {
    let phone = contact.phone.as_deref().map(|phone| keys.contact_lookup("phone", phone));
    let email = contact.email.as_deref().and_then(|email| of_email(keys, email));
    [Some(of_name(keys, &contact.name)), phone, email].into_iter().flatten().collect()
}

impl Service {
    /// The service cases in the actor's scope that this contact was left with, where the actor may know the reporter. Each search leaves
    /// its entry in the access log before it is answered.
    ///
    /// # Errors
    /// When the store fails: what cannot be noted is not searched.
    pub async fn search_contact(
        &self,
        actor: &Actor,
        by: ByContact,
    ) -> Result<FoundByContact, ServiceError> {
        let reference = self.references.ready()?;
        let hash = match &by {
            ByContact::Name(name) => of_name(&self.keys, name.as_str()),
            ByContact::Phone(phone) => self.keys.contact_lookup("phone", phone.as_str()),
            ByContact::Email(email) => self.keys.contact_lookup("email", &email.mailbox()),
        };
        self.note_reading(actor, Accessed::ContactRead, "search_contact", None).await?;
        let (reader, known, today) = (actor.clone(), reference.clone(), self.clock.today());
        let read = move |conn: &mut Conn| {
            snapshot(conn, |conn| {
                let (scope, all) = (reader.scope(), CaseFilter::default());
                let keys = terms::of_contact(conn, &hash, LOOKED_AT)?;
                let looked = i64::try_from(keys.len()).is_ok_and(|found| found >= LOOKED_AT);
                let found = cases::among(conn, Channel::Service, &scope, &all, keys)?;
                let mut found: Vec<_> = found.into_values().rev().collect();
                found.retain(|case| knows_reporter(&known, &reader, case));
                // Whoever sees all of them is told where the look ended; to others it would tell how many there are elsewhere.
                let all_seen = matches!(scope, Scope::Inspectorate { .. });
                let capped = found.len() > MOST || (all_seen && looked);
                found.truncate(MOST);
                let names = names_of(conn, found.iter().filter_map(|case| case.assignee))?;
                Ok((found, capped, names))
            })
        };
        let (found, capped, names) = self.db.read(read).await?;
        let seen = |case| CaseItem::new(&reference, Some(actor), case, &names, today);
        Ok(FoundByContact { items: found.into_iter().map(seen).collect(), capped })
    }
}

//! A case with everything about it that a decision, or what follows from one, looks at: read here, once.

use super::register;
use crate::domain::case::Case;
use crate::domain::ids::CaseId;
use crate::domain::notice::Recipient;
use crate::domain::obligation::Obligation;
use crate::domain::records::apology::Apology;
use crate::domain::report::{Contact, Report};
use crate::service::error::ServiceError;
use crate::service::reference::Reference;
use crate::service::sealed::open_contact;
use crate::store::backend::Conn;
use crate::store::reports::{self, Kept, Said};
use crate::store::{StoreError, cases};
use crate::vault::KeyRing;

/// A case and what lies behind it.
pub(in crate::service) struct CaseFile {
    /// The case.
    pub(in crate::service) case: Case,
    /// The cases of which it handles the rest, the nearest first. The report was filed with the last of them.
    pub(in crate::service) whole: Vec<Case>,
    /// Everything it owes and owed.
    pub(in crate::service) owed: Vec<Obligation>,
    /// What was filed.
    pub(in crate::service) kept: Kept,
    /// The line of the register about its dossier; looked up by [`CaseFile::with_register`].
    pub(in crate::service) registered: Option<Apology>,
}

impl CaseFile {
    /// Reads what lies behind `case`.
    pub(in crate::service) fn load(conn: &mut Conn, case: Case) -> Result<Self, StoreError> {
        let whole = cases::ancestors(conn, &case)?;
        let kept = reports::of(conn, whole.last().unwrap_or(&case))?;
        let owed = cases::obligations(conn, &case)?;
        Ok(Self { case, whole, owed, kept, registered: None })
    }

    /// Looks into the register of apologies as well.
    pub(in crate::service) fn with_register(
        mut self,
        conn: &mut Conn,
        reference: &Reference,
    ) -> Result<Self, StoreError> {
        self.registered = register::registered(conn, reference, &self)?;
        Ok(self)
    }

    /// The case that the report was filed with.
    pub(in crate::service) fn filed(&self) -> &Case {
        self.whole.last().unwrap_or(&self.case)
    }

    /// The report, where it is not sealed.
    pub(in crate::service) fn report(&self) -> Option<&Report> {
        match &self.kept.said {
            Said::Open(report, _) => Some(report),
            Said::Sealed(_) => None,
        }
    }

    /// The contact, where one was left and is not sealed.
    pub(in crate::service) fn contact(&self) -> Option<&Contact> {
        match &self.kept.said {
            Said::Open(_, contact) => contact.as_deref(),
            Said::Sealed(_) => None,
        }
    }

    /// Whether the reporter left a name.
    pub(in crate::service) fn is_named(&self) -> bool {
        match &self.kept.said {
            Said::Open(_, contact) => contact.is_some(),
            Said::Sealed(sealed) => sealed.contact.is_some(),
        }
    }

    /// The code of the dossier it is about.
    pub(in crate::service) fn dossier(&self) -> Option<&str> {
        self.report()?.dossier_code.as_deref()
    }

    /// This case, then those of which it handles the rest.
    pub(super) fn ids(&self) -> impl Iterator<Item = CaseId> {
        std::iter::once(&self.case).chain(&self.whole).map(|case| case.id)
    }

    /// Where the reporter gets mail, if an address was left.
    pub(in crate::service) fn reporter(
        &self,
        keys: &KeyRing,
    ) -> Result<Option<Recipient>, ServiceError> {
        let filed = self.filed();
        Ok(match &self.kept.said {
            Said::Open(_, contact) => contact
                .as_ref()
                .filter(|contact| contact.email.is_some())
                .map(|_| Recipient::Contact(filed.id)),
            Said::Sealed(sealed) => {
                let Some(blob) = &sealed.contact else { return Ok(None) };
                let contact = open_contact(keys, filed.id, blob)?;
                contact.email.map(|_| Recipient::Sealed(filed.key))
            }
        })
    }
}

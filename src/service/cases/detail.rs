//! One case with what was reported, as far as the reader may know it.

use super::limit::{FilingLimit, known_first};
use super::{CaseItem, Desk, Offers, find, names_of, offers};
use crate::domain::actor::Actor;
use crate::domain::case::Case;
use crate::domain::first_decision::FirstDecision;
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::report::{Contact, Report};
use crate::service::access::{deputy_for, knows_reporter, may_open};
use crate::service::custody::{Held, for_staff};
use crate::service::desk::UnitName;
use crate::service::error::ServiceError;
use crate::service::reference::Reference;
use crate::service::sealed::open_report;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::cases;
use crate::store::reports::{self, Sealed};

/// One case.
#[derive(Debug, Clone)]
pub struct CaseDetail {
    /// What a queue shows of it.
    pub item: CaseItem,
    /// What was reported; none while the reader may not open it.
    pub report: Option<ReportView>,
    /// Of a linked case its contents, in the words of the referral.
    pub remaining: Option<String>,
    /// The commands that would not be refused now.
    pub offers: Offers,
    /// Who held it when; empty while the reader may not open it.
    pub custody: Vec<Held>,
}

/// What was reported.
#[derive(Debug, Clone)]
pub struct ReportView {
    /// The report.
    pub report: Report,
    /// The unit it is about.
    pub unit: Option<UnitName>,
    /// Where it happened.
    pub locality: Option<UnitName>,
    /// Until when a complaint could be filed.
    pub limit: FilingLimit,
    /// How to reach the reporter, for those who may know it. That of a tip stays sealed: who needs it asks for it in a
    /// way of its own.
    pub contact: Option<Contact>,
    /// Whether the reporter left a name.
    pub has_contact: bool,
}

enum Kept {
    Service(Box<Report>, Option<Contact>, Option<FirstDecision>),
    Integrity(Sealed),
}

/// What was filed, and of a linked case what it handles of that. The words of a reporter are in one
/// place, however many cases handle them.
fn kept(
    conn: &mut Conn,
    reference: &Reference,
    case: &Case,
) -> Result<Option<(CaseId, Kept, Option<Kept>)>, StoreError> {
    let filed = reports::filed(conn, case)?;
    let mut read = |id| -> Result<Option<Kept>, StoreError> {
        Ok(match case.channel {
            Channel::Service => match reports::get(conn, id)? {
                Some(report) => {
                    let contact = reports::contact(conn, id)?;
                    let first = known_first(conn, reference, case, &report)?;
                    Some(Kept::Service(Box::new(report), contact, first))
                }
                None => None,
            },
            Channel::Integrity => reports::sealed(conn, id)?.map(Kept::Integrity),
        })
    };
    let rest = if filed == case.id { None } else { read(case.id)? };
    Ok(read(filed)?.map(|report| (filed, report, rest)))
}

impl Desk {
    /// One case of the actor's scope.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a case outside the scope, exactly as for none.
    pub async fn case(&self, actor: &Actor, id: CaseId) -> Result<CaseDetail, ServiceError> {
        let reference = self.references.ready()?;
        let (reader, known) = (actor.clone(), reference.clone());
        let found = self
            .db
            .read(move |conn| {
                let Some(case) = find(conn, &reader, id)? else { return Ok(None) };
                let names = names_of(conn, case.assignee.into_iter())?;
                let open = may_open(&reader.scope(), &case);
                let report = if open { kept(conn, &known, &case)? } else { None };
                let events = if open { cases::events(conn, &case)? } else { Vec::new() };
                let deputy = deputy_for(conn, &reader, &case)?.map(str::to_owned);
                let owed = cases::obligations(conn, &case)?;
                Ok(Some((case, names, report, events, deputy, owed)))
            })
            .await?;
        let Some((case, names, kept, events, deputy, owed)) = found else {
            return Err(ServiceError::NotFound);
        };
        let today = self.clock.today();
        let offers = offers(&reference, actor, &case, &owed, deputy.as_deref(), today);
        let custody = if may_open(&actor.scope(), &case) {
            for_staff(&reference, &case, &events, today)
        } else {
            Vec::new()
        };
        let (mut report, mut remaining) = (None, None);
        if let Some((filed, kept, rest)) = kept {
            remaining = rest.map(|rest| self.words(case.id, rest)).transpose()?;
            report = Some(self.report(&reference, actor, &case, filed, kept)?);
        }
        let item = self.item(Some(actor), case, &names);
        Ok(CaseDetail { item, report, remaining, offers, custody })
    }

    /// The words of one report row.
    fn words(&self, id: CaseId, kept: Kept) -> Result<String, ServiceError> {
        Ok(match kept {
            Kept::Service(report, ..) => report.text,
            Kept::Integrity(sealed) => open_report(&self.keys, id, &sealed.report)?.text,
        })
    }

    fn report(
        &self,
        reference: &Reference,
        actor: &Actor,
        case: &Case,
        filed: CaseId,
        kept: Kept,
    ) -> Result<ReportView, ServiceError> {
        let (report, limit, contact, has_contact) = match kept {
            Kept::Service(report, contact, first) => {
                let limit = FilingLimit::of(reference, case, &report, first, self.clock.today());
                let has_contact = contact.is_some();
                let shown = contact.filter(|_| knows_reporter(reference, actor, case));
                (*report, limit, shown, has_contact)
            }
            Kept::Integrity(sealed) => {
                let report = open_report(&self.keys, filed, &sealed.report)?;
                let limit = FilingLimit::said(report.first_decision);
                (report, limit, None, sealed.contact.is_some())
            }
        };
        let locality = report.locality.as_deref();
        let locality = locality.and_then(|code| reference.units.meant(code, case.received_on));
        Ok(ReportView {
            unit: case.accused.and_then(|unit| reference.unit_name(unit)),
            locality: locality.map(UnitName::from),
            report,
            limit,
            contact,
            has_contact,
        })
    }
}

//! One case with what was reported, as far as the reader may know it.

use super::calling::WhyCalledUp;
use super::limit::{FilingLimit, known_first};
use super::rating::said_of;
use super::{CaseItem, Offers, Service, find, names_of, offers};
use crate::domain::actor::{Actor, Role};
use crate::domain::case::Case;
use crate::domain::case::called_up::CalledUp;
use crate::domain::event::Event;
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::law::first_decision::FirstDecision;
use crate::domain::records::access::Accessed;
use crate::domain::records::dossier::DossierStanding;
use crate::domain::records::rating::Opinion;
use crate::domain::report::{Contact, Report};
use crate::domain::time::Day;
use crate::service::access::{deputy_for, knows_reporter, may_open, reaches};
use crate::service::cases::custody::{Held, for_staff};
use crate::service::cases::record::CaseFile;
use crate::service::error::ServiceError;
use crate::service::facade::UnitName;
use crate::service::reference::Reference;
use crate::service::sealed::open_report;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::reports::{self, Said};
use crate::store::{called_up, cases};

/// One case.
#[derive(Debug, Clone)]
pub struct CaseDetail {
    /// What a queue shows of it.
    pub item: CaseItem,
    /// What was reported; none while the reader may not open it.
    pub report: Option<ReportView>,
    /// Of a linked case its contents, in the words of the referral.
    pub remaining: Option<String>,
    /// The cases that are answered with it, as far as the reader sees them.
    pub merged: Vec<Case>,
    /// The commands that would not be refused now.
    pub offers: Offers,
    /// When, from whom and why it was called up, for those who handle it since.
    pub called_up: Option<WhyCalledUp>,
    /// Who held it when; empty while the reader may not open it.
    pub custody: Vec<Held>,
    /// What the feed knew of its dossier, for those who may know it.
    pub dossier: Option<DossierStanding>,
    /// What its reporter thinks of the answer, for those who inspect.
    pub rating: Option<Opinion>,
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
    /// What tells how to reach the reporter, and the rating, from how they were when it was filed, where the reader sees that they
    /// have changed. They are no events, so no version tells it.
    pub contact_mark: Option<String>,
}

/// What only those read who may open the case.
struct Opened {
    file: CaseFile,
    /// Of a linked case, what it handles. The words of a reporter are in one place, however many cases handle them.
    rest: Option<Said>,
    first: Option<FirstDecision>,
    merged: Vec<Case>,
    called_up: Option<(CalledUp, Vec<u8>)>,
    events: Vec<Event>,
    deputy: Option<String>,
}

impl Opened {
    fn read(
        conn: &mut Conn,
        reference: &Reference,
        reader: &Actor,
        case: Case,
    ) -> Result<Self, StoreError> {
        let deputy = deputy_for(conn, reader, &case)?.map(str::to_owned);
        let file = CaseFile::load(conn, case)?;
        let case = &file.case;
        let is_rest = !file.whole.is_empty();
        let rest = is_rest.then(|| reports::of(conn, case)).transpose()?.map(|kept| kept.said);
        let first = match file.report() {
            Some(report) => known_first(conn, reference, case, report)?,
            None => None,
        };
        let mut merged = cases::merged_into(conn, case.channel, case.id)?;
        merged.retain(|one| reaches(&reader.scope(), one));
        let may_be = case.course.called_up_on.is_some() || case.channel == Channel::Integrity;
        let may_be =
            may_be && reader.role == Role::Inspector && reader.unit_id == Some(case.holder);
        let called_up = if may_be { called_up::get(conn, case.id)? } else { None };
        let events = cases::events(conn, case)?;
        Ok(Self { file, rest, first, merged, called_up, events, deputy })
    }
}

impl Service {
    /// One case of the actor's scope.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a case outside the scope, exactly as for none.
    pub async fn case(&self, actor: &Actor, id: CaseId) -> Result<CaseDetail, ServiceError> {
        let reference = self.references.ready()?;
        let (reader, known, keys) = (actor.clone(), reference.clone(), self.keys.clone());
        let found = self
            .db
            .read(move |conn| {
                let Some(case) = find(conn, &reader, id)? else { return Ok(None) };
                let names = names_of(conn, case.assignee.into_iter())?;
                let opened = may_open(&reader.scope(), &case)
                    .then(|| Opened::read(conn, &known, &reader, case.clone()));
                let rated = said_of(conn, &keys, &reader, &case)?;
                Ok(Some((case, names, opened.transpose()?, rated)))
            })
            .await?;
        let Some((case, names, opened, rated)) = found else { return Err(ServiceError::NotFound) };
        let (mut report, mut remaining, mut merged, mut called_up) = (None, None, Vec::new(), None);
        let (mut may, mut custody) = (Offers::default(), Vec::new());
        if let Some(opened) = opened {
            let (today, deputy) = (self.clock.today(), opened.deputy.as_deref());
            may = offers(&reference, actor, &case, &opened.file.owed, deputy, today);
            custody = for_staff(&reference, &case, &opened.events, today);
            merged = opened.merged;
            called_up = self.why_called_up(opened.called_up)?;
            remaining = opened.rest.map(|rest| self.words(case.id, rest)).transpose()?;
            // The code of a place is that of the day it was typed in, which a paper's stamp may lie before.
            let first = opened.events.first().filter(|_| opened.file.whole.is_empty());
            let on = first.map_or(case.received_on, |event| event.day);
            report = Some(self.report(&reference, actor, opened.file, opened.first, on)?);
        }
        let rating = rated.as_deref().map(|sealed| self.opinion(case.id, sealed)).transpose()?;
        if let (Some(view), Some(sealed)) = (&mut report, &rated) {
            let mark = view.contact_mark.take().unwrap_or_default();
            view.contact_mark = Some(self.keys.contact_mark(&[mark.as_bytes(), sealed].concat()));
        }
        let read = match (case.channel, &report) {
            (Channel::Integrity, Some(_)) => Some(Accessed::TipRead),
            (_, Some(view)) => {
                let said = rating.as_ref().map(|_| Accessed::RatingRead);
                view.contact.as_ref().map(|_| Accessed::ContactRead).or(said)
            }
            _ => None,
        };
        if let Some(what) = read {
            self.note_reading(actor, what, "get_case", id).await?;
        }
        let code = report.as_ref().and_then(|view| view.report.dossier_code.as_deref());
        let dossier = match code {
            Some(code) => self.dossier_of(actor, &case, code).await?,
            None => None,
        };
        let item = self.item(Some(actor), case, &names);
        let offers = may;
        Ok(CaseDetail {
            item,
            report,
            remaining,
            merged,
            offers,
            called_up,
            custody,
            dossier,
            rating,
        })
    }

    /// One case of the actor's scope without a word of what was reported, and what can be done to it: nothing is read that would have to be
    /// noted.
    ///
    /// # Errors
    /// As of [`Service::case`].
    pub async fn offered(
        &self,
        actor: &Actor,
        id: CaseId,
    ) -> Result<(CaseItem, Offers), ServiceError> {
        let reference = self.references.ready()?;
        let reader = actor.clone();
        let read = move |conn: &mut Conn| -> Result<Option<_>, StoreError> {
            let Some(case) = find(conn, &reader, id)? else { return Ok(None) };
            let names = names_of(conn, case.assignee.into_iter())?;
            let owed = cases::obligations(conn, &case)?;
            let deputy = deputy_for(conn, &reader, &case)?.map(str::to_owned);
            Ok(Some((case, names, owed, deputy)))
        };
        let found = self.db.read(read).await?.ok_or(ServiceError::NotFound)?;
        let (case, names, owed, deputy) = found;
        let today = self.clock.today();
        let may = offers(&reference, actor, &case, &owed, deputy.as_deref(), today);
        Ok((self.item(Some(actor), case, &names), may))
    }

    /// The words of one report row.
    fn words(&self, id: CaseId, said: Said) -> Result<String, ServiceError> {
        Ok(match said {
            Said::Open(report, _) => report.text,
            Said::Sealed(sealed) => open_report(&self.keys, id, &sealed.report)?.text,
        })
    }

    fn report(
        &self,
        reference: &Reference,
        actor: &Actor,
        file: CaseFile,
        first: Option<FirstDecision>,
        filed_on: Day,
    ) -> Result<ReportView, ServiceError> {
        let (filed, has_contact) = (file.filed().id, file.is_named());
        let CaseFile { case, kept, .. } = file;
        let (report, limit, contact, seen) = match kept.said {
            Said::Open(report, contact) => {
                let limit = FilingLimit::of(reference, &case, &report, first, self.clock.today());
                let shown = contact.filter(|_| knows_reporter(reference, actor, &case));
                // One that was left after filing names the consent text that was shown for it.
                let later = shown.as_ref().filter(|contact| contact.consent_version.is_some());
                let seen = later.map(serde_json::to_vec).transpose();
                let seen = seen.map_err(ServiceError::internal)?;
                (*report, limit, shown.map(|contact| *contact), seen)
            }
            Said::Sealed(sealed) => {
                let report = open_report(&self.keys, filed, &sealed.report)?;
                let limit = FilingLimit::said(report.first_decision);
                (report, limit, None, has_contact.then(Vec::new))
            }
        };
        let corrected = case.course.locality.as_deref();
        let locality = corrected.or(report.locality.as_deref());
        let locality = locality.and_then(|code| reference.units.meant(code, filed_on));
        Ok(ReportView {
            unit: case.accused.and_then(|unit| reference.unit_name(unit)),
            locality: locality.map(UnitName::from),
            report,
            limit,
            contact,
            has_contact,
            contact_mark: seen.map(|seen| self.keys.contact_mark(&seen)),
        })
    }
}

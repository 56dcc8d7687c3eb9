//! One case with what was reported, as far as the reader may know it.

use super::limit::{FilingLimit, known_first};
use super::{CaseItem, Desk, Offers, find, names_of, offers};
use crate::domain::actor::Actor;
use crate::domain::case::Case;
use crate::domain::first_decision::FirstDecision;
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::report::Bribe;
use crate::domain::time::Day;
use crate::service::access::{deputy_for, knows_reporter, may_open};
use crate::service::custody::{Held, for_staff};
use crate::service::desk::UnitName;
use crate::service::error::ServiceError;
use crate::service::reference::Reference;
use crate::service::sealed::SealedReport;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::cases;
use crate::store::reports::{self, ContactRow, ReportRow, SealedRow};

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
    /// The reporter's words.
    pub text: String,
    /// Who files.
    pub reporter_type: String,
    /// The language of the answer.
    pub language: String,
    /// The unit it is about.
    pub unit: Option<UnitName>,
    /// Whether it is about the head or a deputy of that unit.
    pub about_leader: bool,
    /// Where it happened.
    pub locality: Option<UnitName>,
    /// The place in words.
    pub place: Option<String>,
    /// The procedure.
    pub procedure_code: Option<String>,
    /// The dossier.
    pub dossier_code: Option<String>,
    /// Whether the dossier code has a known form.
    pub dossier_recognised: Option<bool>,
    /// The day the dossier was promised for, as the reporter says.
    pub promised_on: Option<Day>,
    /// The day it happened.
    pub incident_on: Option<Day>,
    /// The decision or act that is complained of.
    pub contested_act: Option<String>,
    /// The day the reporter learned of it.
    pub learned_on: Option<Day>,
    /// The number of the earlier case.
    pub prior_case: Option<String>,
    /// Until when a complaint could be filed.
    pub limit: FilingLimit,
    /// How it came: online or by the desk.
    pub filed_via: Option<String>,
    /// The stamped day of a paper.
    pub paper_on: Option<Day>,
    /// Money or a gift.
    pub bribe: Option<Bribe>,
    /// How to reach the reporter, for those who may know it.
    pub contact: Option<ContactView>,
    /// Whether the reporter left a name.
    pub has_contact: bool,
}

/// How to reach the reporter.
#[derive(Debug, Clone)]
pub struct ContactView {
    /// The name.
    pub name: String,
    /// The telephone.
    pub phone: Option<String>,
    /// The e-mail address.
    pub email: Option<String>,
    /// The postal address.
    pub address: Option<String>,
    /// The tax code.
    pub tax_code: Option<String>,
    /// The business or organisation.
    pub organisation: Option<String>,
    /// The number of an identity paper.
    pub id_number: Option<String>,
    /// The position of an official.
    pub position: Option<String>,
}

enum Kept {
    Service(Box<ReportRow>, Option<ContactRow>, Option<FirstDecision>),
    Integrity(SealedRow),
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
                Some(row) => {
                    let contact = reports::contact(conn, id)?;
                    let first = known_first(conn, reference, case, &row)?;
                    Some(Kept::Service(Box::new(row), contact, first))
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
            Kept::Service(row, ..) => row.body,
            Kept::Integrity(row) => SealedReport::open(&self.keys, id, &row.sealed)?.text,
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
        match kept {
            Kept::Service(row, contact, first) => {
                let shown = knows_reporter(reference, actor, case);
                let limit = FilingLimit::of(reference, case, &row, first, self.clock.today());
                Ok(ReportView { limit, ..service_view(reference, *row, contact, shown) })
            }
            Kept::Integrity(row) => {
                let has_contact = row.sealed_contact.is_some();
                let sealed = SealedReport::open(&self.keys, filed, &row.sealed)?;
                Ok(integrity_view(reference, case, sealed, has_contact))
            }
        }
    }
}

fn service_view(
    reference: &Reference,
    row: ReportRow,
    contact: Option<ContactRow>,
    shown: bool,
) -> ReportView {
    use crate::domain::ids::UnitId;
    let name = |id: Option<crate::store::types::Id>| {
        id.and_then(|id| reference.unit_name(UnitId::new(id.0)))
    };
    ReportView {
        unit: name(row.unit_id),
        about_leader: row.about_leader,
        locality: name(row.locality_id),
        text: row.body,
        reporter_type: row.reporter_type,
        language: row.language,
        place: row.place,
        procedure_code: row.procedure_code,
        dossier_code: row.dossier_code,
        dossier_recognised: row.dossier_recognised,
        promised_on: row.promised_on.map(|day| day.0),
        incident_on: row.incident_on.map(|day| day.0),
        bribe: row.bribe.and_then(|bribe| bribe.read()),
        has_contact: contact.is_some(),
        contact: contact.filter(|_| shown).map(|contact| ContactView {
            name: contact.name,
            phone: contact.phone,
            email: contact.email,
            address: contact.address,
            tax_code: contact.tax_code,
            organisation: contact.organisation,
            id_number: contact.id_number,
            position: contact.position,
        }),
        contested_act: row.contested_act,
        learned_on: row.learned_on.map(|day| day.0),
        prior_case: row.prior_case,
        limit: FilingLimit::default(),
        filed_via: Some(row.filed_via),
        paper_on: row.paper_on.map(|day| day.0),
    }
}

/// The contact of a tip stays sealed: who needs it asks for it in a way of its own.
fn integrity_view(
    reference: &Reference,
    case: &Case,
    sealed: SealedReport,
    has_contact: bool,
) -> ReportView {
    let locality = sealed.locality.as_deref();
    let dossier = sealed.dossier_code.as_deref();
    let recognised = dossier
        .and_then(|code| crate::domain::text::DossierCode::parse(code).ok())
        .map(|code| code.is_recognised());
    ReportView {
        unit: case.accused.and_then(|unit| reference.unit_name(unit)),
        about_leader: sealed.about_leader,
        locality: locality
            .and_then(|code| reference.units.bearer(code, case.received_on))
            .map(UnitName::from),
        text: sealed.text,
        reporter_type: sealed.reporter_type,
        language: sealed.language,
        place: sealed.place,
        procedure_code: sealed.procedure_code,
        dossier_recognised: recognised,
        dossier_code: sealed.dossier_code,
        promised_on: sealed.promised_on,
        incident_on: sealed.incident_on,
        bribe: sealed.bribe,
        contact: None,
        has_contact,
        contested_act: sealed.contested_act,
        learned_on: sealed.learned_on,
        prior_case: sealed.prior_case,
        limit: FilingLimit::said(sealed.first_decision),
        filed_via: sealed.filed_via,
        paper_on: sealed.paper_on,
    }
}

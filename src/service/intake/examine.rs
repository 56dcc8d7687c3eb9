//! Holding a draft against the reference data: every fault at once, or where the report goes.

use super::place::unit;
use crate::domain::deadline::FromEvent;
use crate::domain::fault::FieldError;
use crate::domain::ids::UnitId;
use crate::domain::kind::{Anonymity, Kind, KindSpec};
use crate::domain::obligation::{Duty, plan};
use crate::domain::receipt::Receipt;
use crate::domain::report::{Contact, Draft, ReporterType, guard};
use crate::domain::routing::{Facts, Trace, route};
use crate::domain::text::{Language, ReportText};
use crate::domain::time::Day;
use crate::domain::unit::{Unit, UnitKind};
use crate::service::error::{FieldFault, ServiceError};
use crate::service::reference::Reference;

/// A draft without fault, and everything that follows from it before anything is written.
#[derive(Debug)]
pub(super) struct Examined<'r> {
    pub draft: Draft,
    pub kind: Kind,
    /// Filed as another kind than was asked for, because money is at stake.
    pub moved: bool,
    pub category: String,
    pub text: ReportText,
    pub reporter_type: ReporterType,
    pub language: Language,
    pub accused: Option<UnitId>,
    pub locality: Option<UnitId>,
    pub holder: &'r Unit,
    pub trace: Trace,
    pub duties: Vec<Duty>,
}

/// Examines `draft`, adding to the faults its reader has `noted`.
pub(super) fn examine(
    reference: &Reference,
    draft: Draft,
    noted: Vec<FieldError>,
    today: Day,
) -> Result<Examined<'_>, ServiceError> {
    let mut faults = noted;
    let accused = unit(reference, draft.unit.as_deref(), "/unit", today, &mut faults);
    let locality = unit(reference, draft.locality.as_deref(), "/locality", today, &mut faults);
    if locality.is_some_and(|it| !matches!(it.kind, UnitKind::Commune | UnitKind::District)) {
        faults.push(FieldFault::NotALocality.at("/locality"));
    }
    let category = draft.category.as_deref().map(|code| reference.category(code, today));
    if let Some(sector) = draft.sector.as_deref()
        && !reference.sectors.iter().any(|known| known.code == sector)
    {
        faults.push(FieldFault::NoSuchSector.at("/sector"));
    }
    if draft.incident_on.is_some_and(|day| day > today) {
        faults.push(FieldFault::InTheFuture.at("/incident_on"));
    }
    if !draft.truthful {
        faults.push(FieldFault::NotDeclared.at("/truthful"));
    }
    if draft.receipt.as_ref().is_some_and(Receipt::is_weak) {
        faults.push(FieldFault::WeakReceipt.at("/receipt"));
    }
    let money = draft.bribe.is_some() || category.flatten().is_some_and(|it| it.integrity);
    let guarded = draft.kind.map(|asked| guard(asked, money, draft.unit_may_see));
    if let Some(asked) = draft.kind
        && category.is_some_and(|it| it.is_none_or(|known| !known.kinds.contains(&asked)))
    {
        faults.push(FieldFault::NoSuchCategory.at("/category"));
    }
    let spec = guarded.and_then(|guarded| reference.kind(guarded.kind, today));
    if guarded.is_some() && spec.is_none_or(|spec| !spec.active) {
        faults.push(FieldFault::KindNotActive.at("/kind"));
    }
    if let Some(spec) = spec {
        contact(spec, &draft, &mut faults);
    }
    let (Some(guarded), Some(category), Some(text), Some(reporter_type), true) =
        (guarded, category.flatten(), draft.text.clone(), draft.reporter_type, faults.is_empty())
    else {
        return Err(ServiceError::Invalid(faults));
    };
    let facts = Facts {
        kind: guarded.kind,
        category: &category.code,
        sector: draft.sector.as_deref(),
        accused,
        locality,
        on: today,
    };
    let (holder, trace) =
        route(&reference.routing, &reference.units, facts).ok_or(ServiceError::NotReady)?;
    let received = FromEvent::Received;
    let duties = plan(&reference.rules, &reference.calendar, guarded.kind, received, today, today)
        .map_err(ServiceError::internal)?;
    Ok(Examined {
        kind: guarded.kind,
        moved: guarded.moved,
        category: category.code.clone(),
        text,
        reporter_type,
        language: draft.language.unwrap_or(Language::Vi),
        accused: accused.map(|unit| unit.id),
        locality: locality.map(|unit| unit.id),
        holder,
        trace,
        duties,
        draft,
    })
}

/// What the kind asks of the contact (NĐ 20/2008 Art. 7; anonymity belongs to the kind).
fn contact(spec: &KindSpec, draft: &Draft, faults: &mut Vec<FieldError>) {
    let mut noted = |fault: FieldFault, pointer: &str| {
        // Its reader may have noted what is wrong with it.
        if !faults.iter().any(|known| known.pointer.starts_with(pointer)) {
            faults.push(fault.at(pointer));
        }
    };
    let Some(contact) = &draft.contact else {
        if spec.contact_required || spec.anonymous == Anonymity::Forbidden {
            noted(FieldFault::ContactRequired, "/contact");
        }
        return;
    };
    if !contact.is_reachable() {
        noted(FieldFault::Unreachable, "/contact");
    }
    if draft.consent_version.is_none() {
        noted(FieldFault::Required, "/consent_version");
    }
    named(draft.reporter_type, contact, &mut noted);
}

fn named(who: Option<ReporterType>, contact: &Contact, noted: &mut impl FnMut(FieldFault, &str)) {
    if who == Some(ReporterType::Business) && contact.tax_code.is_none() {
        noted(FieldFault::Required, "/contact/tax_code");
    }
    let named = contact.organisation.is_some() || who == Some(ReporterType::Resident);
    if who.is_some() && !named {
        noted(FieldFault::Required, "/contact/organisation");
    }
}

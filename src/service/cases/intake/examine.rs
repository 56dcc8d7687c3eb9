//! Holding a draft against the reference data: every fault at once, or where the report goes.

use super::place::unit;
use crate::domain::case::Case;
use crate::domain::case::promise::may_be_promised;
use crate::domain::deadline::Variant;
use crate::domain::entry::{Entry, FrontEntry, Kept};
use crate::domain::fault::FieldError;
use crate::domain::ids::UnitId;
use crate::domain::kind::ReporterType;
use crate::domain::kind::{Anonymity, Channel, Door, Kind, KindSpec, Requirement, Signature};
use crate::domain::law::first_decision::FirstDecision;
use crate::domain::receipt::Receipt;
use crate::domain::report::{Contact, Derivation, Draft, Guarded, Report, derive, guard};
use crate::domain::running::mail_servers::is_a_units;
use crate::domain::time::Day;
use crate::domain::units::exclusion::Facts;
use crate::domain::units::routing::{Trace, route};
use crate::domain::units::unit::{Unit, UnitKind};
use crate::service::error::{FieldFault, ServiceError};
use crate::service::reference::Reference;

/// How old the stamp of a paper may be when it is typed in: whatever is older belongs to a case
/// that exists on paper only.
const OLDEST_PAPER: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 366);

/// A draft without fault, and everything that follows from it before anything is written.
#[derive(Debug)]
pub(super) struct Examined<'r> {
    pub draft: Draft,
    pub kind: Kind,
    /// Filed as another kind than was asked for, because money is at stake.
    pub moved: bool,
    /// From what the kind was derived, where none was named.
    pub derived: Option<Derivation>,
    pub category: String,
    pub accused: Option<UnitId>,
    pub holder: &'r Unit,
    pub trace: Trace,
    /// How hard the case is; remote areas have longer periods.
    pub variant: Variant,
    /// The office day it counts from: today, or the stamped day of a paper that came to the holder's own desk.
    pub received_on: Day,
    /// Who kept a paper before it reached the holder.
    pub kept: Option<Kept>,
    /// Whether the kind needs a signed paper.
    pub signature: Signature,
    /// How much the text hints at money or a gift; none in a tip, which says it itself.
    pub hint: Option<u16>,
    pub entry: Entry,
}

/// Examines `draft`, adding to the faults its reader has `noted`; `decided_first` answered the
/// complaint that it goes on from.
pub(super) fn examine<'r>(
    reference: &'r Reference,
    draft: Draft,
    noted: Vec<FieldError>,
    entry: Entry,
    decided_first: &[UnitId],
    today: Day,
) -> Result<Examined<'r>, ServiceError> {
    let mut faults = noted;
    let draft = from_organisation(reference, draft, entry);
    let accused = unit(reference, draft.unit.as_deref(), "/unit", today, &mut faults);
    let own = draft.contact.as_ref().and_then(|contact| contact.unit.as_deref());
    unit(reference, own, "/contact/unit", today, &mut faults);
    let locality = locality(reference, &draft, today, &mut faults);
    let category = draft.category.as_deref().map(|code| reference.category(code, today));
    of_itself(reference, &draft, today, &mut faults);
    let money = draft.report.bribe.is_some() || category.flatten().is_some_and(|it| it.integrity);
    let of_category = category.flatten().map(|it| it.kinds.as_slice()).unwrap_or_default();
    let derived = if draft.kind.is_none() { derive(&draft, money, of_category) } else { None };
    let asked = draft.kind.or(derived.map(|(kind, _)| kind));
    let guarded = asked.map(|asked| guard(asked, money, draft.report.unit_may_see));
    if let Some(asked) = draft.kind
        && category.is_some_and(|it| it.is_none_or(|known| !known.kinds.contains(&asked)))
    {
        faults.push(FieldFault::NoSuchCategory.at("/category"));
    }
    let spec = of_kind(reference, &draft, guarded.as_ref(), entry.door(), today, &mut faults);
    let (Some(guarded), Some(category), true) = (guarded, category.flatten(), faults.is_empty())
    else {
        return Err(ServiceError::Invalid(faults));
    };
    let facts = Facts {
        kind: guarded.kind,
        category: &category.code,
        sector: draft.sector.as_deref(),
        accused,
        locality,
        about_leader: draft.report.about_leader,
        decided_first,
        on: today,
    };
    let routed = route(&reference.routing, &reference.units, facts);
    let (holder, trace) = routed.ok_or(ServiceError::NotReady)?;
    let desk = entry.desk();
    if desk.is_some_and(|desk| desk.is_of_others(holder.id, accused.map(|unit| unit.id))) {
        return Err(ServiceError::field("/unit", FieldFault::OthersDesk));
    }
    let stamped_on = draft.report.paper_on.unwrap_or(today);
    let is_remote = [accused, locality].into_iter().flatten().any(|unit| unit.remote);
    // As the one who took over bears it today, where an old code was named.
    let borne = locality.map(|unit| unit.code.clone());
    Ok(Examined {
        derived: derived.map(|(_, why)| why),
        variant: if is_remote { Variant::Remote } else { Variant::Normal },
        received_on: desk.map_or(today, |desk| desk.reaches_on(holder.id, stamped_on, today)),
        kept: desk.and_then(|desk| desk.kept(holder.id, stamped_on, today)),
        signature: spec.map_or(Signature::None, |spec| spec.signature),
        hint: match guarded.kind.channel() {
            Channel::Service => reference.hints.weight(&draft.report.text),
            Channel::Integrity => None,
        },
        entry,
        kind: guarded.kind,
        moved: guarded.moved,
        category: category.code.clone(),
        accused: accused.map(|unit| unit.id),
        holder,
        trace,
        draft: Draft { report: Report { locality: borne, ..draft.report }, ..draft },
    })
}

/// A demand of the Front bears the name of the organisation whose account files it, unless it names one of its branches.
fn from_organisation(reference: &Reference, mut draft: Draft, entry: Entry) -> Draft {
    if let (Entry::Front(FrontEntry { unit: Some(unit), .. }), Some(contact)) =
        (entry, &mut draft.contact)
        && contact.organisation.is_none()
    {
        contact.organisation = reference.unit_name(unit).map(|unit| unit.name);
    }
    draft
}

/// Where it happened: a commune or a district.
fn locality<'r>(
    reference: &'r Reference,
    draft: &Draft,
    today: Day,
    faults: &mut Vec<FieldError>,
) -> Option<&'r Unit> {
    let found = unit(reference, draft.report.locality.as_deref(), "/locality", today, faults);
    if found.is_some_and(|it| !matches!(it.kind, UnitKind::Commune | UnitKind::District)) {
        faults.push(FieldFault::NotALocality.at("/locality"));
    }
    found
}

/// What is wrong whichever kind it is.
fn of_itself(reference: &Reference, draft: &Draft, today: Day, faults: &mut Vec<FieldError>) {
    let stamped_on = draft.report.paper_on.unwrap_or(today);
    if stamped_on > today || today.duration_since(stamped_on) > OLDEST_PAPER {
        faults.push(FieldFault::PaperDay.at("/paper_on"));
    }
    if let Some(sector) = draft.sector.as_deref()
        && !reference.sectors.iter().any(|known| known.code == sector)
    {
        faults.push(FieldFault::NoSuchSector.at("/sector"));
    }
    days(&draft.report, today, faults);
    if let Some(version) = draft.report.consent_version.as_deref()
        && !reference
            .consents
            .iter()
            .any(|it| it.version == version && it.was_shown(stamped_on, today))
    {
        faults.push(FieldFault::NoSuchConsent.at("/consent_version"));
    }
    if !draft.truthful {
        faults.push(FieldFault::NotDeclared.at("/truthful"));
    }
    if draft.receipt.as_ref().is_some_and(Receipt::is_weak) {
        faults.push(FieldFault::WeakReceipt.at("/receipt"));
    }
}

/// What is wrong with it for the kind that it is `guarded` to be; gives what is in force of that kind.
fn of_kind<'r>(
    reference: &'r Reference,
    draft: &Draft,
    guarded: Option<&Guarded>,
    door: Door,
    today: Day,
    faults: &mut Vec<FieldError>,
) -> Option<&'r KindSpec> {
    let received_on = draft.report.paper_on.unwrap_or(today);
    let spec = guarded.and_then(|guarded| reference.kind(guarded.kind, received_on));
    if guarded.is_some() && spec.is_none_or(|spec| !spec.active) {
        faults.push(FieldFault::KindNotActive.at("/kind"));
    }
    let other = guarded.is_some_and(|it| it.kind != Kind::SecondComplaint && !it.moved);
    first_decision(draft.report.first_decision, other, today, faults);
    if let Some(spec) = spec {
        contact(spec, draft, faults);
        mail_server(reference, spec, draft, faults);
        requirements(spec, draft, door, faults);
    }
    spec
}

/// Whoever runs a mail server sees who is written to: of a tip nothing is sent through a unit's own.
fn mail_server(
    reference: &Reference,
    spec: &KindSpec,
    draft: &Draft,
    faults: &mut Vec<FieldError>,
) {
    let email = draft.contact.as_ref().and_then(|contact| contact.email.as_deref());
    if spec.kind.channel() == Channel::Integrity
        && email.is_some_and(|email| is_a_units(&reference.units, email))
    {
        faults.push(FieldFault::UnitsMailServer.at("/contact/email"));
    }
}

/// What happened lies behind us, and a promised day in this decade of a life: no clock is counted
/// to a day that nobody will see.
fn days(report: &Report, today: Day, faults: &mut Vec<FieldError>) {
    for (day, pointer) in [(report.incident_on, "/incident_on"), (report.learned_on, "/learned_on")]
    {
        if day.is_some_and(|day| day > today) {
            faults.push(FieldFault::InTheFuture.at(pointer));
        }
    }
    if report.promised_on.is_some_and(|day| !may_be_promised(day, today)) {
        let fault = FieldFault::OutOfRange.at("/promised_on");
        faults.push(fault.and("Cách hôm nay không quá năm năm.", "Within five years of today."));
    }
}

/// Only a second complaint says what became of a first, and that is undecided only once the last day
/// for its decision is over.
fn first_decision(
    said: Option<FirstDecision>,
    other: bool,
    today: Day,
    faults: &mut Vec<FieldError>,
) {
    if other && said.is_some() {
        faults.push(FieldFault::NotForThisKind.at("/first_decision"));
    }
    let (day, latest, member) = match said {
        Some(FirstDecision::Received(day)) => (day, today, "received_on"),
        Some(FirstDecision::Undecided(day)) => match today.yesterday() {
            Ok(yesterday) => (day, yesterday, "limit_ended_on"),
            Err(_) => return,
        },
        None => return,
    };
    if day > latest {
        faults.push(FieldFault::InTheFuture.at(&format!("/first_decision/{member}")));
    }
}

/// Who may file the kind, by which door, and what the law wants with it.
fn requirements(spec: &KindSpec, draft: &Draft, door: Door, faults: &mut Vec<FieldError>) {
    if !spec.filed_via.contains(&door) {
        let front_only = spec.filed_via == [Door::Front];
        let fault = if front_only { FieldFault::FrontOnly } else { FieldFault::OtherDoor };
        faults.push(fault.at("/kind"));
    }
    if draft.reporter_type.is_some_and(|who| !spec.filed_by.contains(&who)) {
        faults.push(FieldFault::NotForThisReporter.at("/reporter_type"));
    }
    let person =
        matches!(draft.reporter_type, Some(ReporterType::Resident | ReporterType::Official));
    let (report, contact) = (&draft.report, draft.contact.as_ref());
    // A leader is of some unit, also where the kind itself could do without.
    let of_unit = report.about_leader.then_some(&Requirement::Unit);
    for needed in spec.requires.iter().chain(of_unit) {
        let (there, pointer) = match needed {
            Requirement::Unit => (draft.unit.is_some(), "/unit"),
            Requirement::ContestedAct => (report.contested_act.is_some(), "/contested_act"),
            Requirement::LearnedOn => (report.learned_on.is_some(), "/learned_on"),
            Requirement::PriorCase => {
                (report.prior_case.is_some() || report.first_decision.is_some(), "/prior_case")
            }
            Requirement::DossierCode => (report.dossier_code.is_some(), "/dossier_code"),
            Requirement::Address => {
                (contact.is_none_or(|it| it.address.is_some()), "/contact/address")
            }
            // Form 01 of NĐ 155/2026 asks it of a person; a business has its tax code.
            Requirement::IdNumber => {
                (!person || contact.is_none_or(|it| it.id_number.is_some()), "/contact/id_number")
            }
            Requirement::Position => {
                (contact.is_none_or(|it| it.position.is_some()), "/contact/position")
            }
            Requirement::OwnUnit => (contact.is_none_or(|it| it.unit.is_some()), "/contact/unit"),
        };
        if !there && !faults.iter().any(|known| known.pointer == pointer) {
            faults.push(FieldFault::Required.at(pointer));
        }
    }
}

/// What is wrong with `contact` for a report that was filed before, with the consent text that was shown now.
pub(super) fn of_contact(
    reference: &Reference,
    case: &Case,
    report: &Report,
    contact: &Contact,
    today: Day,
) -> Vec<FieldError> {
    let consent_version = contact.consent_version.clone();
    let draft = Draft {
        kind: Some(case.kind),
        reporter_type: Some(report.reporter_type),
        category: None,
        sector: None,
        unit: None,
        report: Report { consent_version, paper_on: None, ..report.clone() },
        contact: Some(contact.clone()),
        truthful: true,
        receipt: None,
    };
    let mut faults = Vec::new();
    unit(reference, contact.unit.as_deref(), "/contact/unit", today, &mut faults);
    of_itself(reference, &draft, today, &mut faults);
    let spec = reference.kind(case.kind, case.received_on);
    if let Some(spec) = spec {
        self::contact(spec, &draft, &mut faults);
        mail_server(reference, spec, &draft, &mut faults);
        requirements(spec, &draft, Door::Online, &mut faults);
    }
    // The rest was judged when it was filed.
    let of_contact = |fault: &FieldError| {
        fault.pointer.starts_with("/contact") || fault.pointer == "/consent_version"
    };
    faults.retain(of_contact);
    faults
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
    if draft.report.consent_version.is_none() {
        noted(FieldFault::Required, "/consent_version");
    }
    named(draft.reporter_type, contact, &mut noted);
}

fn named(who: Option<ReporterType>, contact: &Contact, noted: &mut impl FnMut(FieldFault, &str)) {
    if who == Some(ReporterType::Business) && contact.tax_code.is_none() {
        noted(FieldFault::Required, "/contact/tax_code");
    }
    let named = contact.organisation.is_some()
        || matches!(who, Some(ReporterType::Resident | ReporterType::Official));
    if who.is_some() && !named {
        noted(FieldFault::Required, "/contact/organisation");
    }
}

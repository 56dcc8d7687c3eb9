//! Reading a report, whoever sends it: online, at a desk, or with an account of the Front.

use serde_json::Value;

use super::form::Form;
use crate::domain::actor::Actor;
use crate::domain::entry::{DeskEntry, Entry};
use crate::domain::kind::{Kind, ReporterType};
use crate::domain::law::first_decision::FirstDecision;
use crate::domain::receipt::{CaseNumber, Receipt};
use crate::domain::report::{Bribe, BribeFact, Contact, Draft, FiledVia, Report};
use crate::domain::text::{
    ActRef, ConsentVersion, DossierCode, EmailAddress, IdNumber, Language, OrganisationName,
    PersonName, Phone, Place, PostalAddress, ProcedureCode, ReportText, TaxCode,
};
use crate::domain::time::Day;
use crate::service::FieldFault;
use crate::service::cases::intake::Filing;

/// The largest amount that is believed, in VND.
const LARGEST_AMOUNT: i64 = 1_000_000_000_000;

/// Reads a report, noting every fault.
pub fn filing(body: Value) -> Filing {
    let mut form = Form::new(&body);
    let draft = draft(&mut form);
    let faults = form.finish();
    Filing { draft, faults, entry: Entry::Online, body }
}

/// Reads what every report may say, whoever types it in.
pub(crate) fn draft(form: &mut Form<'_>) -> Draft {
    let reporter_type = form.one_of("reporter_type", ReporterType::ALL);
    let language = form.one_of("language", Language::ALL).unwrap_or(Language::Vi);
    let report = Report {
        text: form.text("text", ReportText::parse).map(String::from).unwrap_or_default(),
        reporter_type: reporter_type.unwrap_or(ReporterType::Resident),
        language,
        about_leader: form.flag("about_leader"),
        locality: form.key("locality"),
        place: form.text("place", Place::parse).map(String::from),
        procedure_code: form.text("procedure_code", ProcedureCode::parse).map(String::from),
        dossier_code: form.text("dossier_code", DossierCode::parse).map(String::from),
        promised_on: form.day("promised_on"),
        incident_on: form.day("incident_on"),
        contested_act: form.text("contested_act", ActRef::parse).map(String::from),
        learned_on: form.day("learned_on"),
        prior_case: form
            .code("prior_case", CaseNumber::parse, FieldFault::NotACaseNumber)
            .map(String::from),
        first_decision: form.object("first_decision", first_decision),
        bribe: form.object("bribe", bribe),
        unit_may_see: form.flag("unit_may_see"),
        consent_version: form.text("consent_version", ConsentVersion::parse).map(String::from),
        filed_via: FiledVia::Online,
        paper_on: None,
    };
    let draft = Draft {
        kind: form.one_of("kind", Kind::ALL),
        reporter_type,
        category: form.key("category"),
        sector: form.key("sector"),
        unit: form.key("unit"),
        report,
        contact: form.object("contact", |form| contact(form, language)),
        truthful: form.flag("truthful"),
        receipt: receipt(form),
    };
    form.require(&["reporter_type", "text", "category"]);
    draft
}

fn receipt(form: &mut Form<'_>) -> Option<Receipt> {
    let text = form.secret("receipt")?;
    let receipt = Receipt::parse(&text);
    if receipt.is_none() {
        form.fault("receipt", FieldFault::NotAReceipt);
    }
    receipt
}

fn first_decision(form: &mut Form<'_>) -> Option<FirstDecision> {
    match (form.day("received_on"), form.day("limit_ended_on")) {
        (Some(day), None) => Some(FirstDecision::Received(day)),
        (None, Some(day)) => Some(FirstDecision::Undecided(day)),
        // One that was no date is a fault already.
        (None, None) if form.is_faulty() => None,
        _ => {
            form.fault("", FieldFault::OneDay);
            None
        }
    }
}

pub(crate) fn bribe(form: &mut Form<'_>) -> Option<Bribe> {
    let fact = form.one_of("fact", BribeFact::ALL);
    let amount_vnd = form.number("amount_vnd", 0, LARGEST_AMOUNT);
    form.require(&["fact"]);
    Some(Bribe { fact: fact?, amount_vnd })
}

pub(crate) fn contact(form: &mut Form<'_>, language: Language) -> Option<Contact> {
    let name = form.text("name", PersonName::parse);
    let phone = form.text("phone", Phone::parse).map(String::from);
    let email = form.text("email", EmailAddress::parse).map(String::from);
    let address = form.text("address", PostalAddress::parse).map(String::from);
    let tax_code = form.text("tax_code", TaxCode::parse).map(String::from);
    let organisation = form.text("organisation", OrganisationName::parse).map(String::from);
    let id_number = form.text("id_number", IdNumber::parse).map(String::from);
    let position = form.text("position", Place::parse).map(String::from);
    let unit = form.key("unit");
    form.require(&["name"]);
    Some(Contact {
        name: name?.into(),
        phone,
        email,
        address,
        tax_code,
        organisation,
        language,
        id_number,
        position,
        unit,
        consent_version: None,
    })
}

/// Reads a report that `actor` types in.
pub fn entry(body: Value, actor: &Actor) -> Filing {
    let mut form = Form::new(&body);
    let mut draft = draft(&mut form);
    let by_desk = |via: &FiledVia| ![FiledVia::Online, FiledVia::Front].contains(via);
    let taken: Vec<FiledVia> = FiledVia::ALL.iter().copied().filter(by_desk).collect();
    draft.report.filed_via = form.one_of("filed_via", &taken).unwrap_or(FiledVia::Paper);
    draft.report.paper_on = form.day("paper_on");
    let signed = form.flag("signed");
    form.require(&["filed_via"]);
    let (typed_by, unit) = (actor.user_id, actor.unit_id);
    let entry = Entry::Desk(DeskEntry { typed_by, unit, role: actor.role, signed });
    let faults = form.finish();
    Filing { draft, faults, entry, body }
}

/// Reads that the signed paper of a case has come.
pub(crate) fn signed(form: &mut Form<'_>) -> Option<(CaseNumber, Day)> {
    let number = form.code("number", CaseNumber::parse, FieldFault::NotACaseNumber);
    let signed_on = form.day("signed_on");
    form.require(&["number", "signed_on"]);
    number.zip(signed_on)
}

//! `POST /api/v1/reports`: filing.

pub mod desk;
pub mod front;
pub(crate) mod report;
pub mod reporter;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderValue, LOCATION};
use serde_json::{Value, json};

use super::answer::{Answer, written};
use super::extract::Keyed;
use super::view::{lean, owed, pick, routing, unit};
use crate::domain::entry::Entry;
use crate::domain::hint::{MONEY_OR_GIFT, TOLD_EN, TOLD_VI};
use crate::domain::kind::ReporterType;
use crate::domain::kind::{Channel, Kind};
use crate::domain::law::first_decision::FirstDecision;
use crate::domain::receipt::{CaseNumber, Receipt};
use crate::domain::report::{Bribe, BribeFact, Contact, Draft, FiledVia, Report};
use crate::domain::text::{
    ActRef, ConsentVersion, DossierCode, EmailAddress, IdNumber, Language, OrganisationName,
    PersonName, Phone, Place, PostalAddress, ProcedureCode, ReportText, TaxCode,
};
use crate::service::FieldFault;
use crate::service::cases::intake::{Filed, Filing};
use crate::wire::form::Form;

/// The largest amount that is believed, in VND.
const LARGEST_AMOUNT: i64 = 1_000_000_000_000;

/// Files a report, or with `dry_run=true` says what would happen.
pub(super) async fn file(request: Keyed<()>) -> Answer {
    send(request, |body, ()| filing(body)).await
}

/// Files what `read` finds in the body, or says what would happen.
pub(super) async fn send<Who>(
    request: Keyed<Who>,
    read: impl FnOnce(Value, &Who) -> Filing,
) -> Answer {
    let filing = read(request.body, &request.who);
    if request.query.flag("dry_run")? {
        let filed = request.state.service.preview(filing).await?;
        return Ok(HttpResponse::Ok().json(answer(request.language, &filed)));
    }
    let filed = request.state.service.file(filing, request.key.require()?).await?;
    let body = answer(request.language, &filed);
    let mut response = written(StatusCode::CREATED, None, filed.replayed, &body);
    response.headers_mut().insert(LOCATION, HeaderValue::from_static("/api/v1/report"));
    Ok(response)
}

/// Reads a report, noting every fault.
pub fn filing(body: Value) -> Filing {
    let mut form = Form::new(&body);
    let draft = draft(&mut form);
    let faults = form.finish();
    Filing { draft, faults, entry: Entry::Online, body }
}

/// Reads what every report may say, whoever types it in.
pub(super) fn draft(form: &mut Form<'_>) -> Draft {
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

pub(super) fn bribe(form: &mut Form<'_>) -> Option<Bribe> {
    let fact = form.one_of("fact", BribeFact::ALL);
    let amount_vnd = form.number("amount_vnd", 0, LARGEST_AMOUNT);
    form.require(&["fact"]);
    Some(Bribe { fact: fact?, amount_vnd })
}

pub(super) fn contact(form: &mut Form<'_>, language: Language) -> Option<Contact> {
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

fn answer(language: Language, filed: &Filed) -> Value {
    let with_unit = filed.kind.channel() == Channel::Service;
    let obligations: Vec<Value> =
        filed.obligations.iter().map(|one| owed(language, one, with_unit)).collect();
    lean(json!({
        "receipt": filed.receipt.as_ref().map(Receipt::to_text),
        "kind": filed.kind,
        "channel": filed.kind.channel(),
        "moved_to_integrity": filed.moved,
        "kind_reason": filed.derived.map(|why| json!({
            "code": why,
            "text": pick(language, why.vi(), why.en()),
        })),
        "state": if filed.sign_by.is_some() { "awaiting_reporter" } else { "received" },
        "sign_by": filed.sign_by,
        "provisional_calendar": filed.provisional.then_some(true),
        "visible_to": pick(language, &filed.visible_to_vi, &filed.visible_to_en),
        "number": filed.number,
        "holder": unit(language, filed.holder.as_ref()),
        "routing": routing(language, filed.routing.as_ref()),
        "received_on": filed.received_on,
        "obligations": obligations,
        "hints": filed.hint.map(|_| json!([{
            "code": MONEY_OR_GIFT,
            "category": MONEY_OR_GIFT,
            "text": pick(language, TOLD_VI, TOLD_EN),
        }])),
    }))
}

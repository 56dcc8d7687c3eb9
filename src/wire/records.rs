//! Reading what is entered into the registers: letters, recommendations, apologies, conclusions, look-ups of persons.

use serde_json::Value;

use super::commands::letter;
use super::form::{self, Form};
use crate::domain::fault::FieldError;
use crate::domain::kind::Kind;
use crate::domain::records::conclusion::{DetectedBy, Document, Measure, Person, Sought};
use crate::domain::text::{
    DocumentNumber, DossierCode, LookUpReason, OrganisationName, PersonName, Position,
};
use crate::domain::time::Day;
use crate::service::FieldFault;
use crate::service::clocks::urging::{NewLetter, Target};
use crate::service::records::apologies::NewApology;
use crate::service::records::conclusions::{Change, NewConclusion};
use crate::service::records::recommendations::NewRecommendation;
use crate::service::units::routing::Supposed;

/// Reads whom a letter urges.
pub(crate) fn target(form: &mut Form<'_>) -> Option<Target> {
    let (case, unit) = (form.key("case"), form.key("unit"));
    form.either(["case", "unit"], FieldFault::CaseOrUnit);
    case.map(Target::Case).or(unit.map(Target::Unit))
}

/// Reads a letter that urges one.
pub(crate) fn new_letter(form: &mut Form<'_>) -> Option<NewLetter> {
    let text = form.letter("text");
    let due_on = form.day("due_on");
    form.require(&["text"]);
    Some(NewLetter { target: target(form)?, text: text?, due_on, one_of_many: false })
}

/// Reads the answer to a letter.
pub(crate) fn letter_answer(form: &mut Form<'_>) -> Option<String> {
    form.require(&["text"]);
    form.letter("text")
}

/// Reads a recommendation from a body.
///
/// # Errors
/// Every fault of it.
pub fn recommendation(body: &Value) -> Result<NewRecommendation, Vec<FieldError>> {
    form::read(body, new_recommendation)
}

/// Reads the members of a recommendation.
pub(crate) fn new_recommendation(form: &mut Form<'_>) -> Option<NewRecommendation> {
    let unit = form.key("unit");
    let document = form.text("document", DocumentNumber::parse);
    let document_on = form.day("document_on");
    let text = form.letter("text");
    let due_on = form.day("due_on");
    form.require(&["unit", "document", "document_on", "text", "due_on"]);
    Some(NewRecommendation {
        unit: unit?,
        document: document?.as_str().to_owned(),
        document_on: document_on?,
        text: text?,
        due_on: due_on?,
    })
}

/// Reads that a recommendation was carried out.
pub(crate) fn completion(form: &mut Form<'_>) -> Option<(Option<Day>, String)> {
    let done_on = form.day("done_on");
    form.require(&["note"]);
    Some((done_on, form.letter("note")?))
}

/// Reads a line of a register of apologies.
pub(crate) fn new_apology(form: &mut Form<'_>) -> Option<NewApology> {
    form.require(&["dossier_code", "promised_on"]);
    let dossier = form.text("dossier_code", DossierCode::parse);
    let promised_on = form.day("promised_on");
    let finished_on = form.day("finished_on");
    let letter = letter(form);
    Some(NewApology {
        dossier_code: dossier?.as_str().to_owned(),
        promised_on: promised_on?,
        letter: letter?,
        finished_on,
    })
}

/// Reads the day on which the result of a dossier was given.
pub(crate) fn result_day(form: &mut Form<'_>) -> Option<Day> {
    form.require(&["finished_on"]);
    form.day("finished_on")
}

/// Reads a conclusion from a body.
///
/// # Errors
/// Every fault of it.
pub fn conclusion(body: &Value) -> Result<NewConclusion, Vec<FieldError>> {
    form::read(body, new_conclusion)
}

/// Reads the members of a conclusion.
pub(crate) fn new_conclusion(form: &mut Form<'_>) -> Option<NewConclusion> {
    let unit = form.key("unit");
    let case = form.id("case");
    let document = form.object("document", document);
    let person = form.object("person", person);
    let finding = form.note("finding");
    let measure = form.one_of("measure", Measure::ALL);
    let detected_by = form.one_of("detected_by", DetectedBy::ALL);
    form.require(&["unit", "document", "person", "finding", "measure", "detected_by"]);
    Some(NewConclusion {
        unit: unit?,
        case,
        document: document?,
        person: person?,
        finding: finding?,
        measure: measure?,
        detected_by: detected_by?,
    })
}

fn document(form: &mut Form<'_>) -> Option<Document> {
    let number = form.text("number", DocumentNumber::parse);
    let on = form.day("on");
    let issuer = form.text("issuer", OrganisationName::parse);
    form.require(&["number", "on", "issuer"]);
    Some(Document {
        number: number?.as_str().to_owned(),
        on: on?,
        issuer: issuer?.as_str().to_owned(),
    })
}

fn person(form: &mut Form<'_>) -> Option<Person> {
    let name = form.text("name", PersonName::parse);
    let position = form.text("position", Position::parse);
    let birth_year = birth_year(form);
    let id_last4 = form.code("id_last4", id_last4, FieldFault::LastFour);
    form.require(&["name", "position"]);
    Some(Person {
        name: name?.as_str().to_owned(),
        position: position?.as_str().to_owned(),
        birth_year,
        id_last4,
    })
}

/// Reads that the measure of a conclusion was carried out.
pub(crate) fn executed(form: &mut Form<'_>) -> Option<Change> {
    let on = form.day("executed_on");
    let document = form.text("document", DocumentNumber::parse);
    form.require(&["executed_on", "document"]);
    Some(Change::Executed { on: on?, document: document?.as_str().to_owned() })
}

/// Reads that a conclusion does not hold any more.
pub(crate) fn revoked(form: &mut Form<'_>) -> Option<Change> {
    form.require(&["reason"]);
    Some(Change::Revoked { reason: form.note("reason")? })
}

/// A year in which somebody who holds or seeks a post can be born.
fn birth_year(form: &mut Form<'_>) -> Option<i32> {
    form.number("birth_year", 1900, 2100).and_then(|year| i32::try_from(year).ok())
}

/// The last four characters of the number of an identity paper.
fn id_last4(text: &str) -> Option<String> {
    let fits = text.len() == 4 && text.bytes().all(|b| b.is_ascii_alphanumeric());
    fits.then(|| text.to_ascii_uppercase())
}

/// Reads whom somebody looks up, and why.
pub(crate) fn look_up(form: &mut Form<'_>) -> Option<(Sought, LookUpReason)> {
    let name = form.text("name", PersonName::parse);
    let birth_year = birth_year(form);
    let id_last4 = form.code("id_last4", id_last4, FieldFault::LastFour);
    let position = form.text("position", Position::parse);
    let reason = form.text("reason", LookUpReason::parse);
    form.require(&["name", "reason"]);
    let sought = Sought {
        name: name?.as_str().to_owned(),
        birth_year,
        id_last4,
        position: position.map(|position| position.as_str().to_owned()),
    };
    Some((sought, reason?))
}

/// Reads the facts of a report that nobody sent, with what is wrong with them.
pub(crate) fn supposed(body: &Value) -> (Supposed, Vec<FieldError>) {
    let mut form = Form::new(body);
    let supposed = Supposed {
        kind: form.one_of("kind", Kind::ALL),
        category: form.key("category"),
        sector: form.key("sector"),
        unit: form.key("unit"),
        locality: form.key("locality"),
        about_leader: form.flag("about_leader"),
        received_on: form.day("received_on"),
    };
    form.require(&["kind"]);
    (supposed, form.finish())
}

//! `/lam-viec/ket-luan`: what competent bodies have concluded about persons: recorded, carried out and revoked by inspectors.

use actix_web::HttpResponse;

use super::choices::Choices;
use super::fields::{self, Field, Input, Wrong, named};
use super::page::{Cell, List, Page, SHOWN, done, form, id, mended, version};
use crate::domain::ids::ConclusionId;
use crate::domain::records::conclusion::{ConclusionState, DetectedBy, Measure};
use crate::domain::text::Language;
use crate::pages::days;
use crate::pages::frame::at;
use crate::pages::staff::signed::Staff;
use crate::pages::told;
use crate::pages::words::records::Records as Words;
use crate::service::records::conclusions::{ConclusionQuery, ConclusionView};
use crate::service::{Edit, ServiceError};
use crate::wire::form::read;
use crate::wire::records::{executed, new_conclusion, revoked};

/// Where the list stands.
pub(super) const PATH: &str = "/lam-viec/ket-luan";
const NAME: &str = "page_conclusions";
const KNOWN: &[&str] = &["state", "unit", "cursor", "xong"];

/// `GET /lam-viec/ket-luan`
pub(super) async fn list(staff: Staff) -> HttpResponse {
    let page = listed(&staff).await;
    done(&staff, NAME, page).await
}

fn states(language: Language, w: &'static Words) -> Vec<(String, String)> {
    let word = |it: ConclusionState| (it.as_str(), state(w, it), state(w, it));
    named(language, ConclusionState::ALL, word)
}

const fn state(w: &Words, state: ConclusionState) -> &'static str {
    match state {
        ConclusionState::Recorded => w.found_recorded,
        ConclusionState::Executed => w.found_executed,
        ConclusionState::Revoked => w.found_revoked,
    }
}

async fn listed(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let language = staff.asked.language;
    let w = Words::of(language);
    let heads = [w.document, w.document_on, w.unit, w.found_person, w.found_measure, w.state];
    let mut page = List::new(staff, (w.found_h1, w.found_caption), &heads);
    page.lead = w.found_lead;
    page.empty = w.found_empty;
    page.ways.push((at(language, "/lam-viec/ket-luan/moi"), w.found_new));
    let choices = Choices::of(staff);
    let narrow = vec![
        Field::one("state", w.state, states(language, w)),
        Field::one("unit", w.unit, choices.units()),
    ];
    let asked = page.read(staff, (KNOWN, narrow), |params| {
        Ok(ConclusionQuery {
            state: params.one_of("state", ConclusionState::ALL)?,
            unit: params.unit("unit", &choices.reference.units)?.map(str::to_owned),
            cursor: params.owned("cursor"),
            limit: SHOWN,
        })
    });
    if let Some((params, query)) = asked {
        let found = staff.service().conclusions(staff.actor(), query).await?;
        page.table.rows = found.items.iter().map(|one| row(staff, w, one)).collect();
        page.next(&params, found.next);
    }
    Ok(page.told())
}

fn row(staff: &Staff, w: &Words, view: &ConclusionView) -> Vec<Cell> {
    let (one, language) = (&view.conclusion, staff.asked.language);
    vec![
        Cell::link(one.document.number.clone(), at(language, &format!("{PATH}/{}", one.id))),
        Cell::day(language, one.document.on, false),
        Cell::unit(language, view.unit.as_ref()),
        Cell::text(format!("{}, {}", one.person.name, one.person.position)),
        Cell::text(told::by(language, one.measure.vi(), one.measure.en())),
        Cell::text(state(w, one.state())),
    ]
}

fn asks(staff: &Staff, w: &'static Words) -> Vec<Field> {
    let language = staff.asked.language;
    let measures = named(language, Measure::ALL, |it| (it.as_str(), it.vi(), it.en()));
    let detected = [
        (DetectedBy::UnitItself.as_str().to_owned(), w.found_by_itself.to_owned()),
        (DetectedBy::Others.as_str().to_owned(), w.found_by_others.to_owned()),
    ];
    vec![
        Field::new("document.number", w.document, Input::Line).hint(w.document_hint),
        Field::new("document.on", w.document_on, Input::Day).hint(w.day_hint),
        Field::new("document.issuer", w.found_issuer, Input::Line),
        Field::one("unit", w.found_unit, Choices::of(staff).units()),
        Field::new("person.name", w.found_name, Input::Line),
        Field::new("person.position", w.found_position, Input::Line),
        Field::new("person.birth_year", w.found_birth_year, Input::Whole)
            .may()
            .hint(w.found_apart_hint),
        Field::new("person.id_last4", w.found_id_last4, Input::Line).may(),
        Field::new("finding", w.found_finding, Input::Text),
        Field::one("measure", w.found_measure, measures),
        Field::one("detected_by", w.found_detected_by, detected.to_vec()),
    ]
}

/// `GET /lam-viec/ket-luan/moi`
pub(super) async fn ask(staff: Staff) -> HttpResponse {
    written(&staff, &Wrong::default())
}

fn written(staff: &Staff, wrong: &Wrong) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let mut page = Page::new(staff, w.found_new, Some(wrong));
    page.back = Some((at(language, PATH), w.found_h1));
    page.lead = vec![w.found_lead];
    page.forms.push(form(staff, &asks(staff, w), wrong, &[("lam", w.record)]));
    page.told()
}

/// `POST /lam-viec/ket-luan/moi`
pub(super) async fn record(staff: Staff) -> HttpResponse {
    let page = recorded(&staff).await;
    done(&staff, "page_conclusion", page).await
}

async fn recorded(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let fields = asks(staff, Words::of(staff.asked.language));
    let body = fields::body(&fields, &staff.sent);
    let key = super::page::key(staff);
    let made = match read(&body, new_conclusion).map_err(ServiceError::Invalid) {
        Ok(new) => staff.service().record_conclusion(staff.actor(), new, &key, &body).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(made) => Ok(staff.to(&format!("{PATH}/{}?xong=1", made.value.conclusion.id))),
        Err(error) => Ok(written(staff, &mended(staff, &fields, error)?)),
    }
}

/// `GET /lam-viec/ket-luan/{id}`
pub(super) async fn show(staff: Staff) -> HttpResponse {
    let page = one(&staff, &Wrong::default()).await;
    done(&staff, "page_conclusion", page).await
}

fn executes(w: &'static Words) -> Vec<Field> {
    vec![
        Field::new("executed_on", w.found_executed_on, Input::Day).hint(w.day_hint),
        Field::new("document", w.found_decision, Input::Line).hint(w.document_hint),
    ]
}

fn revokes(w: &'static Words) -> Vec<Field> {
    vec![Field::new("reason", w.found_reason, Input::Text).hint(w.found_reason_hint)]
}

fn facts(staff: &Staff, w: &'static Words, view: &ConclusionView) -> Vec<(&'static str, String)> {
    let (one, language) = (&view.conclusion, staff.asked.language);
    let unit = view.unit.as_ref().map(|unit| told::unit(language, unit).to_owned());
    let (person, execution) = (&one.person, one.execution.as_ref());
    let detected = match one.detected_by {
        DetectedBy::UnitItself => w.found_by_itself,
        DetectedBy::Others => w.found_by_others,
    };
    let short = |day| days::short(language, day);
    let all = [
        (w.state, Some(state(w, one.state()).to_owned())),
        (w.document, Some(one.document.number.clone())),
        (w.document_on, Some(short(one.document.on))),
        (w.found_issuer, Some(one.document.issuer.clone())),
        (w.found_unit, unit),
        (w.found_name, Some(person.name.clone())),
        (w.found_position, Some(person.position.clone())),
        (w.found_birth_year, person.birth_year.map(|year| year.to_string())),
        (w.found_id_last4, person.id_last4.clone()),
        (w.found_finding, Some(one.finding.clone())),
        (w.found_measure, Some(told::by(language, one.measure.vi(), one.measure.en()).to_owned())),
        (w.found_detected_by, Some(detected.to_owned())),
        (w.found_executed_on, execution.map(|it| short(it.on))),
        (w.found_decision, execution.map(|it| it.document.clone())),
        (w.found_reason, one.revocation.as_ref().map(|it| it.reason.clone())),
    ];
    all.into_iter().filter_map(|(label, text)| Some((label, text?))).collect()
}

async fn one(staff: &Staff, wrong: &Wrong) -> Result<HttpResponse, ServiceError> {
    let language = staff.asked.language;
    let w = Words::of(language);
    let view = staff.service().conclusion(staff.actor(), id::<ConclusionId>(staff)?).await?;
    let one = &view.conclusion;
    let mut page = Page::new(staff, w.found_one, Some(wrong));
    page.back = Some((at(language, PATH), w.found_h1));
    page.note = (staff.asked.query() == "xong=1").then_some(w.done);
    page.facts = facts(staff, w, &view);
    let mut add = |fields: &[Field], heading, code| {
        let mut own = form(staff, fields, wrong, &[(code, heading)]);
        own.heading = heading;
        own.version = one.version().to_string();
        page.forms.push(own);
    };
    if one.state() == ConclusionState::Recorded && one.measure != Measure::None {
        add(&executes(w), w.found_execute, "thi-hanh");
    }
    if one.state() != ConclusionState::Revoked {
        add(&revokes(w), w.found_revoke, "huy");
    }
    Ok(page.told())
}

/// `POST /lam-viec/ket-luan/{id}`: it was carried out, or does not hold any more.
pub(super) async fn act(staff: Staff) -> HttpResponse {
    let page = acted(&staff).await;
    done(&staff, "page_conclusion", page).await
}

async fn acted(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let w = Words::of(staff.asked.language);
    let id = id::<ConclusionId>(staff)?;
    let carried_out = staff.sent.typed("viec") == "thi-hanh";
    let fields = if carried_out { executes(w) } else { revokes(w) };
    let body = fields::body(&fields, &staff.sent);
    let change = async || {
        let change = if carried_out { read(&body, executed) } else { read(&body, revoked) };
        let change = change.map_err(ServiceError::Invalid)?;
        let (version, key) = (version(staff)?, staff.sent.typed("khoa"));
        let edit = Edit { id, version, key, body: &body };
        staff.service().change_conclusion(staff.actor(), edit, change).await
    };
    match change().await {
        Ok(_) => Ok(staff.to(&format!("{PATH}/{id}?xong=1"))),
        Err(error) => {
            let wrong = mended(staff, &fields, error)?;
            one(staff, &wrong).await
        }
    }
}

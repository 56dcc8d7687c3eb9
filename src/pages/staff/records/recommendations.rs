//! `/lam-viec/kien-nghi`: what inspections recommend, the earliest due first: recorded by inspectors, told as done by whoever does it.

use actix_web::HttpResponse;

use super::choices::Choices;
use super::fields::{self, Field, Input, Wrong};
use super::page::{Cell, List, Page, SHOWN, done, form, id, mended, version};
use crate::domain::actor::Role;
use crate::domain::ids::RecommendationId;
use crate::domain::records::recommendation::RecommendationState;
use crate::pages::days;
use crate::pages::frame::at;
use crate::pages::staff::signed::Staff;
use crate::pages::told;
use crate::pages::words::records::Records as Words;
use crate::service::records::recommendations::{RecommendationQuery, RecommendationView};
use crate::service::{Edit, ServiceError};
use crate::wire::form::read;
use crate::wire::records::{completion, new_recommendation};

/// Where the list stands.
pub(in crate::pages::staff) const PATH: &str = "/lam-viec/kien-nghi";
const NAME: &str = "page_recommendations";
const KNOWN: &[&str] = &["unit", "open", "overdue", "cursor", "xong"];

/// `GET /lam-viec/kien-nghi`
pub(super) async fn list(staff: Staff) -> HttpResponse {
    let page = listed(&staff).await;
    done(&staff, NAME, page).await
}

async fn listed(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let language = staff.asked.language;
    let w = Words::of(language);
    let heads = [w.document, w.unit, w.advise_text, w.advise_due, w.state];
    let mut page = List::new(staff, (w.advise_h1, w.advise_caption), &heads);
    page.lead = w.advise_lead;
    page.empty = w.advise_empty;
    if staff.actor().role == Role::Inspector {
        page.ways.push((at(language, "/lam-viec/kien-nghi/moi"), w.advise_new));
    }
    let choices = Choices::of(staff);
    let narrow = vec![
        Field::one("unit", w.unit, choices.units()),
        Field::new("open", w.advise_open, Input::Flag),
        Field::new("overdue", w.only_late, Input::Flag),
    ];
    let asked = page.read(staff, (KNOWN, narrow), |params| {
        Ok(RecommendationQuery {
            unit: params.unit("unit", &choices.reference.units)?.map(str::to_owned),
            open: params.flag("open")?,
            overdue: params.flag("overdue")?,
            cursor: params.owned("cursor"),
            limit: SHOWN,
        })
    });
    if let Some((params, query)) = asked {
        let found = staff.service().recommendations(staff.actor(), query).await?;
        page.table.rows = found.items.iter().map(|one| row(staff, w, one)).collect();
        page.next(&params, found.next);
    }
    Ok(page.told())
}

fn row(staff: &Staff, w: &Words, view: &RecommendationView) -> Vec<Cell> {
    let (one, language) = (&view.recommendation, staff.asked.language);
    let late = view.state == RecommendationState::Overdue;
    vec![
        Cell::link(one.document.clone(), at(language, &format!("{PATH}/{}", one.id))),
        Cell::unit(language, view.unit.as_ref()),
        Cell::text(short(&one.text)),
        Cell::day(language, one.due_on, late),
        Cell::text(state(w, view)).late(late),
    ]
}

/// The beginning of a text, for a row of a table.
fn short(text: &str) -> String {
    const LONGEST: usize = 120;
    let line = text.lines().next().unwrap_or_default();
    let cut: String = line.chars().take(LONGEST).collect();
    if cut.len() < text.trim_end().len() { format!("{cut}…") } else { cut }
}

fn state(w: &Words, view: &RecommendationView) -> &'static str {
    match view.state {
        RecommendationState::Open => w.advise_state_open,
        RecommendationState::Overdue => w.advise_state_late,
        RecommendationState::Done if view.recommendation.was_late() => w.advise_state_done_late,
        RecommendationState::Done => w.advise_state_done,
    }
}

fn asks(staff: &Staff, w: &'static Words) -> Vec<Field> {
    vec![
        Field::one("unit", w.advise_unit, Choices::of(staff).units()),
        Field::new("document", w.document, Input::Line).hint(w.document_hint),
        Field::new("document_on", w.document_on, Input::Day).hint(w.day_hint),
        Field::new("text", w.advise_text, Input::Text).hint(w.advise_text_hint),
        Field::new("due_on", w.advise_due, Input::Day).hint(w.day_hint),
    ]
}

/// `GET /lam-viec/kien-nghi/moi`
pub(super) async fn ask(staff: Staff) -> HttpResponse {
    written(&staff, &Wrong::default())
}

fn written(staff: &Staff, wrong: &Wrong) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let mut page = Page::new(staff, w.advise_new, Some(wrong));
    page.back = Some((at(language, PATH), w.advise_h1));
    page.lead = vec![w.advise_told];
    page.forms.push(form(staff, &asks(staff, w), wrong, &[("lam", w.record)]));
    page.told()
}

/// `POST /lam-viec/kien-nghi/moi`
pub(super) async fn record(staff: Staff) -> HttpResponse {
    let page = recorded(&staff).await;
    done(&staff, "page_recommendation", page).await
}

async fn recorded(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let fields = asks(staff, Words::of(staff.asked.language));
    let body = fields::body(&fields, &staff.sent);
    let key = super::page::key(staff);
    let made = match read(&body, new_recommendation).map_err(ServiceError::Invalid) {
        Ok(new) => staff.service().record_recommendation(staff.actor(), new, &key, &body).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(made) => Ok(staff.to(&format!("{PATH}/{}?xong=1", made.value.recommendation.id))),
        Err(error) => Ok(written(staff, &mended(staff, &fields, error)?)),
    }
}

/// `GET /lam-viec/kien-nghi/{id}`
pub(super) async fn show(staff: Staff) -> HttpResponse {
    let page = one(&staff, &Wrong::default()).await;
    done(&staff, "page_recommendation", page).await
}

fn completes(w: &'static Words) -> Vec<Field> {
    vec![
        Field::new("done_on", w.advise_done_on, Input::Day).may().hint(w.advise_done_hint),
        Field::new("note", w.advise_note, Input::Text).hint(w.advise_note_hint),
    ]
}

async fn one(staff: &Staff, wrong: &Wrong) -> Result<HttpResponse, ServiceError> {
    let language = staff.asked.language;
    let w = Words::of(language);
    let id = id::<RecommendationId>(staff)?;
    let view = staff.service().recommendation(staff.actor(), id).await?;
    let one = &view.recommendation;
    let mut page = Page::new(staff, w.advise_one, Some(wrong));
    page.back = Some((at(language, PATH), w.advise_h1));
    page.note = (staff.asked.query() == "xong=1").then_some(w.done);
    let unit = view.unit.as_ref().map(|unit| told::unit(language, unit).to_owned());
    let done = one.completion.as_ref();
    let all = [
        (w.state, Some(state(w, &view).to_owned())),
        (w.advise_unit, unit),
        (w.document, Some(one.document.clone())),
        (w.document_on, Some(days::short(language, one.document_on))),
        (w.advise_text, Some(one.text.clone())),
        (w.advise_due, Some(days::long(language, one.due_on))),
        (w.advise_done_on, done.map(|done| days::short(language, done.on))),
        (w.advise_note, done.map(|done| done.note.clone())),
    ];
    page.facts = all.into_iter().filter_map(|(label, text)| Some((label, text?))).collect();
    if done.is_none() {
        let mut own = form(staff, &completes(w), wrong, &[("lam", w.advise_complete)]);
        own.heading = w.advise_complete;
        own.version = one.version().to_string();
        page.forms.push(own);
    }
    Ok(page.told())
}

/// `POST /lam-viec/kien-nghi/{id}`
pub(super) async fn complete(staff: Staff) -> HttpResponse {
    let page = completed(&staff).await;
    done(&staff, "page_recommendation", page).await
}

async fn completed(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let fields = completes(Words::of(staff.asked.language));
    let id = id::<RecommendationId>(staff)?;
    let body = fields::body(&fields, &staff.sent);
    let change = async || {
        let (day, note) = read(&body, completion).map_err(ServiceError::Invalid)?;
        let (version, key) = (version(staff)?, staff.sent.typed("khoa"));
        let edit = Edit { id, version, key, body: &body };
        staff.service().complete_recommendation(staff.actor(), edit, day, note).await
    };
    match change().await {
        Ok(_) => Ok(staff.to(&format!("{PATH}/{id}?xong=1"))),
        Err(error) => {
            let wrong = mended(staff, &fields, error)?;
            one(staff, &wrong).await
        }
    }
}

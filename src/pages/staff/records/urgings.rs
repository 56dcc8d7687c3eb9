//! `/lam-viec/don-doc`: urging letters: inspectors write and close them, units answer.

use actix_web::HttpResponse;
use serde_json::Value;

use super::choices::Choices;
use super::fields::{self, Field, Input, Wrong};
use super::page::{Cell, List, Page, SHOWN, done, form, id, kept, mended, version};
use crate::domain::actor::Role;
use crate::domain::ids::UrgingId;
use crate::domain::urging::UrgingStatus;
use crate::pages::days;
use crate::pages::frame::{at, fill};
use crate::pages::staff::signed::Staff;
use crate::pages::told;
use crate::pages::words::records::Records as Words;
use crate::service::clocks::urging::{LetterQuery, LetterView};
use crate::service::{Edit, ServiceError};
use crate::wire::form::read;
use crate::wire::records::{letter_answer, new_letter};

/// Where the list stands.
pub(in crate::pages::staff) const PATH: &str = "/lam-viec/don-doc";
const NAME: &str = "page_urgings";
const KNOWN: &[&str] = &["open", "overdue", "cursor", "xong"];

/// `GET /lam-viec/don-doc`
pub(super) async fn list(staff: Staff) -> HttpResponse {
    let page = listed(&staff).await;
    done(&staff, NAME, page).await
}

async fn listed(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let language = staff.asked.language;
    let w = Words::of(language);
    let heads = [w.number, w.unit, w.case, w.urge_sent, w.urge_due, w.state];
    let mut page = List::new(staff, (w.urge_h1, w.urge_caption), &heads);
    page.lead = w.urge_lead;
    page.empty = w.urge_empty;
    if staff.actor().role == Role::Inspector {
        page.ways.push((at(language, "/lam-viec/don-doc/moi"), w.urge_new));
    }
    let narrow = vec![
        Field::new("open", w.urge_open, Input::Flag),
        Field::new("overdue", w.only_late, Input::Flag),
    ];
    let asked = page.read(staff, (KNOWN, narrow), |params| {
        let (open, overdue) = (params.flag("open")?, params.flag("overdue")?);
        Ok(LetterQuery { open, overdue, cursor: params.owned("cursor"), limit: SHOWN })
    });
    if let Some((params, query)) = asked {
        let found = staff.service().letters(staff.actor(), query).await?;
        page.table.rows = found.items.iter().map(|one| row(staff, w, one)).collect();
        page.next(&params, found.next);
    }
    Ok(page.told())
}

fn row(staff: &Staff, w: &Words, view: &LetterView) -> Vec<Cell> {
    let (one, language) = (&view.urging, staff.asked.language);
    vec![
        Cell::link(one.number.clone(), at(language, &format!("{PATH}/{}", one.id))),
        Cell::unit(language, view.unit.as_ref()),
        Cell::text(one.case_number.clone().unwrap_or_else(|| "–".to_owned())),
        Cell::day(language, one.start_on, false),
        Cell::day(language, one.due_on, view.overdue),
        Cell::text(status(w, view)).late(view.overdue),
    ]
}

const fn status(w: &Words, view: &LetterView) -> &'static str {
    match (view.urging.status, view.overdue) {
        (UrgingStatus::Open, true) => w.urge_state_late,
        (UrgingStatus::Open, false) => w.urge_state_open,
        (UrgingStatus::Answered, _) => w.urge_state_answered,
        (UrgingStatus::Closed, _) => w.urge_state_closed,
    }
}

/// What a letter is made of: a case or a unit, a text, and a day.
fn asks(staff: &Staff, w: &'static Words) -> Vec<Field> {
    vec![
        Field::new("case", w.urge_case, Input::Line).may().hint(w.urge_case_hint),
        Field::one("unit", w.urge_unit, Choices::of(staff).units()).may().hint(w.urge_unit_hint),
        Field::new("text", w.urge_text, Input::Text).hint(w.urge_text_hint),
        Field::new("due_on", w.urge_due, Input::Day).may().hint(w.urge_due_hint),
    ]
}

/// `GET /lam-viec/don-doc/moi`
pub(super) async fn ask(staff: Staff) -> HttpResponse {
    written(&staff, &Wrong::default())
}

fn written(staff: &Staff, wrong: &Wrong) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let mut page = Page::new(staff, w.urge_new, Some(wrong));
    page.back = Some((at(language, PATH), w.urge_h1));
    page.forms.push(form(staff, &asks(staff, w), wrong, &[("xem", w.preview)]));
    page.told()
}

/// `POST /lam-viec/don-doc/moi`: what it will say, or sending it.
pub(super) async fn send(staff: Staff) -> HttpResponse {
    let page = sent(&staff).await;
    done(&staff, "page_urging", page).await
}

async fn sent(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let w = Words::of(staff.asked.language);
    let fields = asks(staff, w);
    let body = fields::body(&fields, &staff.sent);
    let word = staff.sent.typed("viec");
    if word == "sua" {
        return Ok(written(staff, &Wrong::default()));
    }
    let (service, actor, key) = (staff.service(), staff.actor(), staff.sent.typed("khoa"));
    let made = match read(&body, new_letter).map_err(ServiceError::Invalid) {
        Ok(new) if word == "lam" && key.len() == 32 => {
            service.urge(actor, new, key, &body).await.map(|it| (it.value, true))
        }
        Ok(new) => service.rehearse_urging(actor, new).await.map(|it| (it, false)),
        Err(error) => Err(error),
    };
    match made {
        Ok((view, true)) => Ok(staff.to(&format!("{PATH}/{}?xong=1", view.urging.id))),
        Ok((view, false)) => Ok(preview(staff, w, &view)),
        Err(error) => Ok(written(staff, &mended(staff, &fields, error)?)),
    }
}

fn preview(staff: &Staff, w: &'static Words, view: &LetterView) -> HttpResponse {
    let language = staff.asked.language;
    let mut page = Page::new(staff, w.urge_check, None);
    page.back = Some((at(language, PATH), w.urge_h1));
    page.lead = vec![w.urge_mailed];
    page.facts = facts(staff, w, view).into_iter().skip(1).collect();
    let mut send = form(staff, &[], &Wrong::default(), &[("lam", w.urge_send), ("sua", w.change)]);
    send.kept = kept(staff);
    page.forms.push(send);
    page.told()
}

fn facts(staff: &Staff, w: &'static Words, view: &LetterView) -> Vec<(&'static str, String)> {
    let (one, language) = (&view.urging, staff.asked.language);
    let unit = view.unit.as_ref().map(|unit| told::unit(language, unit).to_owned());
    let mut due = days::long(language, one.due_on);
    if view.provisional {
        due = format!("{due} ({})", w.provisional);
    }
    let basis = view
        .rule
        .as_ref()
        .map(|rule| told::by(language, &rule.legal_ref_vi, &rule.legal_ref_en).to_owned());
    let answered = one.answered_on.map(|day| days::short(language, day));
    let closed = one.closed_on.map(|day| days::short(language, day));
    let all = [
        (w.number, Some(one.number.clone())),
        (w.unit, unit),
        (w.case, one.case_number.clone()),
        (w.urge_sent, Some(days::long(language, one.start_on))),
        (w.urge_due, Some(due)),
        (w.basis, basis),
        (w.urge_text, Some(one.text.clone())),
        (w.urge_answer, one.answer.clone()),
        (w.urge_answered, answered),
        (w.urge_closing, one.closing.clone()),
        (w.urge_closed, closed),
    ];
    all.into_iter().filter_map(|(label, text)| Some((label, text?))).collect()
}

/// `GET /lam-viec/don-doc/{id}`
pub(super) async fn show(staff: Staff) -> HttpResponse {
    let page = one(&staff, &Wrong::default()).await;
    done(&staff, "page_urging", page).await
}

/// What the reader can write under a letter.
fn answers(staff: &Staff, w: &'static Words) -> Vec<Field> {
    let inspects = staff.actor().role == Role::Inspector;
    let text =
        Field::new("text", if inspects { w.urge_closing } else { w.urge_answer }, Input::Text);
    vec![if inspects { text.may() } else { text.hint(w.urge_answer_hint) }]
}

async fn one(staff: &Staff, wrong: &Wrong) -> Result<HttpResponse, ServiceError> {
    let language = staff.asked.language;
    let w = Words::of(language);
    let view = staff.service().one_letter(staff.actor(), id::<UrgingId>(staff)?).await?;
    let mut page = Page::new(staff, fill(w.urge_one, "number", &view.urging.number), Some(wrong));
    page.back = Some((at(language, PATH), w.urge_h1));
    page.note = (staff.asked.query() == "xong=1").then_some(w.done);
    page.facts = facts(staff, w, &view);
    page.facts.insert(1, (w.state, status(w, &view).to_owned()));
    let inspects = staff.actor().role == Role::Inspector;
    let open = match view.urging.status {
        UrgingStatus::Open => inspects || staff.actor().unit_id == Some(view.urging.unit_id),
        UrgingStatus::Answered => inspects,
        UrgingStatus::Closed => false,
    };
    if open {
        let button = if inspects { ("dong", w.urge_close) } else { ("tra-loi", w.urge_reply) };
        let mut own = form(staff, &answers(staff, w), wrong, &[button]);
        own.version = view.urging.version.to_string();
        page.forms.push(own);
    }
    Ok(page.told())
}

/// `POST /lam-viec/don-doc/{id}`: the unit's answer, or the inspector's last word.
pub(super) async fn act(staff: Staff) -> HttpResponse {
    let page = acted(&staff).await;
    done(&staff, "page_urging", page).await
}

async fn acted(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let w = Words::of(staff.asked.language);
    let (service, actor, id) = (staff.service(), staff.actor(), id::<UrgingId>(staff)?);
    let fields = answers(staff, w);
    let body: Value = fields::body(&fields, &staff.sent);
    let change = async || {
        let (version, key) = (version(staff)?, staff.sent.typed("khoa"));
        let edit = Edit { id, version, key, body: &body };
        if actor.role == Role::Inspector {
            let note = read(&body, |form| Some(form.letter("text")));
            let note = note.map_err(ServiceError::Invalid)?;
            return service.close_letter(actor, edit, note).await;
        }
        let text = read(&body, letter_answer).map_err(ServiceError::Invalid)?;
        service.answer_letter(actor, edit, text).await
    };
    match change().await {
        Ok(_) => Ok(staff.to(&format!("{PATH}/{id}?xong=1"))),
        Err(error) => {
            let wrong = mended(staff, &fields, error)?;
            one(staff, &wrong).await
        }
    }
}

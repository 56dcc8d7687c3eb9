//! `/lam-viec/tiep-nhan`: the reception desk: what comes on paper, by telephone or in person is typed in as it reads, read aloud, and
//! sent once however often it is sent.

mod form;
mod slip;

use actix_web::HttpResponse;
use actix_web::web::{self, ServiceConfig};
use serde_json::Value;

use super::door;
use super::gate::by;
use super::records::choices::Choices;
use super::records::fields::{self, Field, Input, Wrong};
use super::records::page::{Page, done, form as sheet, kept, key, mended};
use super::signed::Staff;
use crate::domain::deadline::Step;
use crate::domain::kind::Channel;
use crate::pages::asked::{told_to_wait, waiting};
use crate::pages::days;
use crate::pages::frame::{at, fill};
use crate::pages::read;
use crate::pages::told;
use crate::pages::words::desk::Reception as Words;
use crate::service::ServiceError;
use crate::service::cases::handling::By;
use crate::service::cases::intake::Filed;
use crate::wire::limit::Class;
use crate::wire::report::{entry, signed};
use crate::wire::roles::RECEPTION;

/// Where the desk stands.
const PATH: &str = "/lam-viec/tiep-nhan";
const SIGNATURE: &str = "/lam-viec/tiep-nhan/chu-ky";
const NAME: &str = "page_desk";

/// Registers the pages.
pub(super) fn configure(config: &mut ServiceConfig) {
    let routes = vec![read().to(by(ask_signature)), web::post().to(by(record_signature))];
    door(config, SIGNATURE, (RECEPTION, "page_desk_signature"), routes);
    let routes = vec![read().to(by(ask)), web::post().to(by(act))];
    door(config, PATH, (RECEPTION, NAME), routes);
}

/// `GET /lam-viec/tiep-nhan`
async fn ask(mut staff: Staff) -> HttpResponse {
    for (name, value) in form::USUAL {
        staff.sent.all.push((name.to_owned(), value.to_owned()));
    }
    typed(&staff, &Wrong::default())
}

fn typed(staff: &Staff, wrong: &Wrong) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let fields = form::fields(&Choices::of(staff), language, w);
    let mut page = Page::new(staff, w.desk_h1, Some(wrong));
    page.back = Some((at(language, SIGNATURE), w.desk_signature));
    page.lead = vec![w.desk_lead];
    page.forms.push(sheet(staff, &fields, wrong, &[("xem", w.to_check)]));
    page.told()
}

/// `POST /lam-viec/tiep-nhan`: where it would go, or sending it.
async fn act(staff: Staff) -> HttpResponse {
    let page = acted(&staff).await;
    done(&staff, NAME, page).await
}

async fn acted(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let language = staff.asked.language;
    let (w, choices) = (Words::of(language), Choices::of(staff));
    let fields = form::fields(&choices, language, w);
    let word = staff.sent.typed("viec");
    if word == "sua" {
        return Ok(typed(staff, &Wrong::default()));
    }
    let service = staff.service();
    if let Some(seconds) = staff.asked.count(Class::Desk) {
        let told = told_to_wait(&staff.frame(""), seconds);
        return Ok(waiting(typed(staff, &Wrong::whole(&told)), seconds));
    }
    let body = body(&choices, &fields, staff);
    let filing = entry(body, staff.actor());
    let sure = word == "gui" && staff.sent.typed("khoa").len() == 32;
    let made = if sure {
        service.file(filing, staff.sent.typed("khoa")).await
    } else {
        service.preview(filing).await
    };
    match made {
        Ok(filed) if sure => Ok(slip::page(staff, w, &filed)),
        Ok(filed) => Ok(check(staff, w, &fields, &filed)),
        Err(error) => Ok(typed(staff, &mended(staff, &fields, error)?)),
    }
}

/// The body of the API. A tick says that the text of consent that is in force today was read to the person.
fn body(choices: &Choices, fields: &[Field], staff: &Staff) -> Value {
    let mut body = fields::body(fields, &staff.sent);
    let today = staff.service().clock().today();
    let shown = choices.reference.consents.iter().find(|it| it.was_shown(today, today));
    if let Some(consent) = body.get_mut("consent_version") {
        *consent = shown.map_or(Value::Null, |it| Value::from(it.version.clone()));
    }
    body
}

/// What the person is told before it is sent.
fn check(staff: &Staff, w: &'static Words, fields: &[Field], filed: &Filed) -> HttpResponse {
    let mut page = Page::new(staff, w.check_h1, None);
    let sealed = filed.kind.channel() == Channel::Integrity;
    page.lead.extend(sealed.then_some(w.check_sealed));
    page.lead.extend(filed.hint.map(|_| w.check_hint));
    page.facts = route(staff, w, filed);
    let said = fields::shown(fields, &staff.sent, &Wrong::default());
    page.facts.extend(said.iter().filter_map(|field| Some((field.label, field.said()?))));
    page.aloud = Some(w.check_aloud);
    let buttons = [("gui", w.act_send), ("sua", w.act_change)];
    let mut send = sheet(staff, &[], &Wrong::default(), &buttons);
    send.kept = kept(staff);
    page.forms.push(send);
    page.told()
}

/// Where it goes, by when it is answered, and who reads it.
fn route(staff: &Staff, w: &'static Words, filed: &Filed) -> Vec<(&'static str, String)> {
    let language = staff.asked.language;
    let holder = filed.holder.as_ref().map(|unit| told::unit(language, unit).to_owned());
    let routed = filed.routing.as_ref();
    let why = routed.map(|it| told::by(language, &it.reason_vi, &it.reason_en).to_owned());
    let derived = filed.derived.map(|why| told::by(language, why.vi(), why.en()).to_owned());
    let readers = told::by(language, &filed.visible_to_vi, &filed.visible_to_en).to_owned();
    let all = [
        (w.check_to, holder),
        (w.check_why, why),
        (w.check_kind, derived),
        (w.check_due, due(staff, filed)),
        (w.check_sign, filed.sign_by.map(|day| days::long(language, day))),
        (w.check_readers, Some(readers)),
    ];
    all.into_iter().filter_map(|(label, text)| Some((label, text?))).collect()
}

fn due(staff: &Staff, filed: &Filed) -> Option<String> {
    let answer = filed.obligations.iter().find(|one| one.obligation.step == Step::Answer)?;
    Some(days::long(staff.asked.language, answer.obligation.due_on))
}

fn signs(w: &'static Words) -> Vec<Field> {
    vec![
        Field::new("number", w.sign_number, Input::Line),
        Field::new("signed_on", w.sign_on, Input::Day).hint(w.paper_on_hint),
    ]
}

/// `GET /lam-viec/tiep-nhan/chu-ky`
async fn ask_signature(staff: Staff) -> HttpResponse {
    signature(&staff, &Wrong::default(), None)
}

fn signature(staff: &Staff, wrong: &Wrong, number: Option<&str>) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let h1 = number.map_or_else(|| w.sign_h1.to_owned(), |it| fill(w.sign_done, "number", it));
    let mut page = Page::new(staff, h1, Some(wrong));
    page.back = Some((at(language, PATH), w.desk_h1));
    if number.is_none() {
        page.lead = vec![w.sign_lead];
        page.forms.push(sheet(staff, &signs(w), wrong, &[("lam", w.sign_do)]));
    }
    page.told()
}

/// `POST /lam-viec/tiep-nhan/chu-ky`
async fn record_signature(staff: Staff) -> HttpResponse {
    let page = signature_recorded(&staff).await;
    done(&staff, "page_desk_signature", page).await
}

async fn signature_recorded(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let fields = signs(Words::of(staff.asked.language));
    if let Some(seconds) = staff.asked.count(Class::Desk) {
        let told = told_to_wait(&staff.frame(""), seconds);
        return Ok(waiting(signature(staff, &Wrong::whole(&told), None), seconds));
    }
    let body = fields::body(&fields, &staff.sent);
    let (service, key) = (staff.service(), key(staff));
    let made = async || {
        let read = crate::wire::form::read(&body, signed).map_err(ServiceError::Invalid)?;
        let by = By::Desk(staff.actor().clone());
        service.record_signature(&by, read.0.as_str(), read.1, &key, &body).await?;
        Ok(String::from(read.0))
    };
    match made().await {
        Ok(number) => Ok(signature(staff, &Wrong::default(), Some(&number))),
        Err(error) => Ok(signature(staff, &mended(staff, &fields, error)?, None)),
    }
}

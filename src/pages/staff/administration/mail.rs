//! `/lam-viec/quan-tri/thu-loi`: mail that was given up, why, and sending it again.

use actix_web::HttpResponse;
use askama::Template;
use uuid::Uuid;

use super::super::signed::Staff;
use super::{MAIL, UNITS};
use crate::domain::actor::Role;
use crate::domain::notice::Template as Notice;
use crate::domain::text::Language;
use crate::pages::days;
use crate::pages::frame::{Frame, at, fill};
use crate::pages::told;
use crate::pages::words::administration::{self, Administration as Words};
use crate::pages::words::mails;
use crate::service::ServiceError;
use crate::service::reference::Reference;
use crate::service::running::health::DeadLetter;

const NAME: &str = "page_mail_faults";

/// A mail that was given up.
struct Row {
    id: String,
    what: &'static str,
    to: String,
    day: (String, String),
    why: String,
    key: String,
}

#[derive(Template)]
#[template(path = "pages/staff/administration/mail.html")]
struct Faults<'p> {
    f: &'p Frame,
    w: &'static Words,
    action: String,
    note: Option<&'static str>,
    gone: bool,
    pending: String,
    late: Option<String>,
    rows: Vec<Row>,
    without: Vec<String>,
    units: Option<String>,
}

/// The Vietnamese or English name of a unit of today, or its code.
fn unit(reference: &Reference, language: Language, code: &str) -> String {
    let found = reference.units.bearers(code).last();
    found.map_or(code, |unit| told::by(language, &unit.name, &unit.name_en)).to_owned()
}

/// `GET /lam-viec/quan-tri/thu-loi`
pub(in crate::pages::staff) async fn show(staff: Staff) -> HttpResponse {
    shown(&staff, false).await
}

async fn shown(staff: &Staff, gone: bool) -> HttpResponse {
    match made(staff, gone).await {
        Ok(page) => page,
        Err(error) => staff.failed(error, NAME).await,
    }
}

async fn made(staff: &Staff, gone: bool) -> Result<HttpResponse, ServiceError> {
    let (service, language) = (staff.service(), staff.asked.language);
    let w = Words::of(language);
    let (found, reference) = (service.faults().await?, service.reference());
    // Who mentions whom is no business of inspectors of another body.
    let all = staff.actor().role == Role::Administrator;
    let dead = found.dead_letters.iter();
    let dead = dead.filter(|letter| all || letter.template != Notice::NoteMention);
    let row = |letter: &DeadLetter| Row {
        id: letter.id.to_string(),
        what: mails::of(language, letter.template),
        to: letter.unit.as_deref().map(|code| unit(&reference, language, code)).unwrap_or_default(),
        day: (days::short(language, letter.day), letter.day.to_string()),
        why: administration::why(language, &letter.why),
        key: service.fresh_key(),
    };
    let rows = dead.map(row).collect();
    let without = found.units_without_address.iter();
    let mut frame = staff.frame(w.mail_h1);
    frame.faulty = gone;
    let page = Faults {
        f: &frame,
        w,
        action: at(language, MAIL),
        note: (staff.asked.query() == "xong=1").then_some(w.mail_revived),
        gone,
        pending: fill(w.mail_pending, "n", &found.pending.to_string()),
        late: found.late_since.map(|since| fill(w.mail_late, "at", &days::moment(language, since))),
        rows,
        without: without.map(|code| unit(&reference, language, code)).collect(),
        units: all.then(|| at(language, UNITS)),
    };
    Ok(frame.told(&page))
}

/// `POST /lam-viec/quan-tri/thu-loi`
pub(in crate::pages::staff) async fn resend(staff: Staff) -> HttpResponse {
    let id: Result<Uuid, _> = staff.sent.typed("id").parse();
    let done = match id {
        Ok(id) => staff.service().resend_mail(staff.actor(), id, staff.sent.typed("khoa")).await,
        Err(_) => Err(ServiceError::NotFound),
    };
    match done {
        Ok(_) => staff.to(&format!("{MAIL}?xong=1")),
        Err(ServiceError::NotFound) => shown(&staff, true).await,
        Err(error) => staff.failed(error, NAME).await,
    }
}

//! `/lam-viec/quan-tri/cap-pho`: standing deputies, which administrators record and end and inspectors read.

use actix_web::HttpResponse;
use askama::Template;

use super::super::fields::{Field, Input, body, filled};
use super::super::proof::{Counts, missing};
use super::super::signed::Staff;
use super::DEPUTIES;
use crate::domain::actor::Role;
use crate::domain::fault::FieldError;
use crate::domain::ids::DeputyId;
use crate::pages::days;
use crate::pages::frame::{Frame, at, fill};
use crate::pages::told;
use crate::pages::words::administration::Administration as Words;
use crate::service::ServiceError;
use crate::service::records::deputies::DeputyView;
use crate::wire::keeping;

const NAME: &str = "page_deputies";

/// A deputy as the list shows it.
struct Row {
    id: String,
    name: String,
    login: String,
    unit: String,
    document: String,
    from: (String, String),
    to: (String, String),
    state: String,
    may_end: bool,
}

#[derive(Template)]
#[template(path = "pages/staff/administration/deputies.html")]
struct Deputies<'p> {
    f: &'p Frame,
    w: &'static Words,
    action: String,
    rows: Vec<Row>,
    keeps: bool,
    note: Option<&'static str>,
    fields: Vec<Field>,
    fault: Option<String>,
}

/// `GET /lam-viec/quan-tri/cap-pho`
pub(in crate::pages::staff) async fn show(staff: Staff) -> HttpResponse {
    shown(&staff, &[]).await
}

fn keeps(staff: &Staff) -> bool {
    staff.actor().role == Role::Administrator
}

fn fields(w: &'static Words, hint: &'static str) -> Vec<Field> {
    vec![
        Field::new("login", w.account_login, Input::Line),
        Field::new("document", w.deputies_document, Input::Line),
        Field::new("valid_from", w.deputies_from, Input::Day).hinted(hint),
        Field::new("valid_to", w.deputies_to, Input::Day).hinted(hint),
    ]
}

async fn shown(staff: &Staff, faults: &[FieldError]) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let all = match staff.service().deputies().await {
        Ok(all) => all,
        Err(error) => return staff.failed(error, NAME).await,
    };
    let mut frame = staff.frame(w.deputies_h1);
    frame.faulty = !faults.is_empty();
    let mut fields = fields(w, frame.w.gui_date_hint);
    let fault = filled(&mut fields, &staff.sent, faults, language);
    let keeps = keeps(staff);
    let row = |view: &DeputyView| {
        let one = &view.deputy;
        let day = |day| (days::short(language, day), day.to_string());
        Row {
            id: one.id.to_string(),
            name: view.name.clone(),
            login: view.login.clone(),
            unit: view
                .unit
                .as_ref()
                .map(|it| told::unit(language, it).to_owned())
                .unwrap_or_default(),
            document: one.document.clone(),
            from: day(one.valid_from),
            to: day(one.valid_to),
            state: match one.ended {
                _ if view.holds => w.deputies_holds.to_owned(),
                Some((day, _)) => fill(w.deputies_ended, "day", &days::short(language, day)),
                None => w.deputies_not_now.to_owned(),
            },
            may_end: keeps && one.ended.is_none(),
        }
    };
    let rows = all.iter().map(row).collect();
    let note = (staff.asked.query() == "xong=1").then_some(w.account_done);
    let action = at(language, DEPUTIES);
    frame.told(&Deputies { f: &frame, w, action, rows, keeps, note, fields, fault })
}

/// `POST /lam-viec/quan-tri/cap-pho`
pub(in crate::pages::staff) async fn act(staff: Staff) -> HttpResponse {
    if !keeps(&staff) {
        return staff.failed(ServiceError::NotFound, NAME).await;
    }
    let (service, actor) = (staff.service(), staff.actor());
    let done = if staff.sent.typed("viec") == "cham-dut" {
        match staff.sent.typed("id").parse::<DeputyId>() {
            Ok(id) => service.end_deputy(actor, id).await,
            Err(_) => Err(ServiceError::NotFound),
        }
    } else {
        if let Some(asked) = missing(&staff, NAME, Counts::Minutes).await {
            return asked;
        }
        let w = Words::of(staff.asked.language);
        let (new, noted) = keeping::deputy(&body(&fields(w, ""), &staff.sent));
        service.record_deputy(actor, new, noted).await
    };
    match done {
        Ok(_) => staff.to(&format!("{DEPUTIES}?xong=1")),
        Err(ServiceError::Invalid(faults)) => shown(&staff, &faults).await,
        Err(error) => staff.failed(error, NAME).await,
    }
}

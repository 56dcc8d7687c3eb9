//! `/lam-viec/xung-dot`: an inspector says with which body there is a conflict of interest, and reads what is said so far.

use actix_web::HttpResponse;
use askama::Template;
use serde_json::json;

use super::places::{CONFLICTS, TIPS};
use super::signed::Staff;
use crate::domain::actor::ConflictSource;
use crate::domain::fault::FieldError;
use crate::pages::days;
use crate::pages::frame::{Frame, at};
use crate::pages::told;
use crate::pages::words::case::Cases as Words;
use crate::pages::words::triage::Triage;
use crate::service::ServiceError;
use crate::service::conflicts::Declaration;
use crate::wire::form::Form;

const NAME: &str = "page_conflicts";

/// One that was declared, or follows from where its owner worked.
struct Row {
    unit: String,
    until: String,
    why: &'static str,
    holds: bool,
}

#[derive(Template)]
#[template(path = "pages/staff/conflicts.html")]
struct Conflicts<'p> {
    f: &'p Frame,
    w: &'static Words,
    t: &'static Triage,
    back: String,
    action: String,
    done: bool,
    rows: Vec<Row>,
    /// Code, name, whether it is chosen.
    units: Vec<(String, String, bool)>,
    until: String,
    wrong: Vec<(String, String)>,
}

impl Conflicts<'_> {
    /// What is wrong with a field.
    fn at(&self, name: &str) -> Option<&str> {
        self.wrong.iter().find(|(at, _)| at == name).map(|(_, text)| text.as_str())
    }
}

/// `GET /lam-viec/xung-dot`
pub(super) async fn show(staff: Staff) -> HttpResponse {
    shown(&staff, &[]).await
}

async fn shown(staff: &Staff, faults: &[FieldError]) -> HttpResponse {
    match made(staff, faults).await {
        Ok(page) => page,
        Err(error) => staff.failed(error, NAME).await,
    }
}

/// `POST /lam-viec/xung-dot`. It takes no key: what is declared again changes nothing.
pub(super) async fn declare(staff: Staff) -> HttpResponse {
    let filled = |name: &str| Some(staff.sent.typed(name)).filter(|text| !text.is_empty());
    let until = filled("until")
        .map(|text| days::read(text).map_or_else(|| text.to_owned(), |day| day.to_string()));
    let body = json!({"unit": filled("unit"), "until": until});
    let mut form = Form::new(&body);
    let asked = Declaration { login: None, unit: form.key("unit"), until: form.day("until") };
    form.require(&["unit", "until"]);
    match staff.service().declare_conflict(staff.actor(), asked, form.finish()).await {
        Ok(_) => staff.to(&format!("{CONFLICTS}?xong=khai")),
        Err(ServiceError::Invalid(faults)) => shown(&staff, &faults).await,
        Err(error) => staff.failed(error, NAME).await,
    }
}

async fn made(staff: &Staff, faults: &[FieldError]) -> Result<HttpResponse, ServiceError> {
    let (service, language) = (staff.service(), staff.asked.language);
    let (w, t, today) = (Words::of(language), Triage::of(language), service.clock().today());
    let reference = service.reference();
    let kept = service.conflicts(staff.actor()).await?;
    let rows = kept.iter().map(|one| Row {
        unit: one
            .unit
            .as_ref()
            .map(|unit| told::unit(language, unit).to_owned())
            .unwrap_or_default(),
        until: days::short(language, one.until),
        why: match one.source {
            ConflictSource::Declared => t.conflict_declared,
            ConflictSource::FormerUnit => t.conflict_former,
        },
        holds: one.holds,
    });
    let chosen = staff.sent.typed("unit");
    let here = reference.units.all().iter().filter(|unit| unit.exists_on(today));
    let mut units: Vec<(String, String, bool)> = here
        .map(|unit| {
            let name = told::by(language, &unit.name, &unit.name_en).to_owned();
            (unit.code.clone(), name, unit.code == chosen)
        })
        .collect();
    units.sort_by(|one, other| one.1.cmp(&other.1));
    let at_field = |it: &FieldError| {
        let name = it.pointer.trim_start_matches('/').to_owned();
        (name, told::fault(language, it).to_owned())
    };
    let mut frame = staff.frame(t.conflict_link);
    frame.faulty = !faults.is_empty();
    let page = Conflicts {
        f: &frame,
        w,
        t,
        back: at(language, TIPS),
        action: at(language, CONFLICTS),
        done: staff.asked.query() == "xong=khai",
        rows: rows.collect(),
        units,
        until: staff.sent.typed("until").to_owned(),
        wrong: faults.iter().map(at_field).collect(),
    };
    Ok(frame.told(&page))
}

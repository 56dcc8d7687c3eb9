//! Many cases of a queue at once: taken, given to a colleague, urged. Each is decided by itself and has a line of its own, and what did not
//! go stays chosen.

use std::collections::BTreeSet;

use actix_web::HttpResponse;
use askama::Template;
use serde_json::json;

use super::each::{Deed, Line, Picked, line, picked};
use super::here;
use crate::domain::actor::Role;
use crate::domain::fault::FieldError;
use crate::domain::kind::Channel;
use crate::pages::days;
use crate::pages::frame::{Frame, fill};
use crate::pages::staff::places::QUEUE;
use crate::pages::staff::signed::Staff;
use crate::pages::told;
use crate::pages::words::case::Cases as Words;
use crate::pages::words::triage::Triage;
use crate::service::ServiceError;
use crate::wire::{commands, form};

const NAME: &str = "page_bulk";
/// The most cases of one request, as of the API.
const MOST: usize = 50;

/// What is done to each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    Take,
    Give,
    Urge,
}

/// How far it goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Ask,
    Preview,
    Do,
}

/// What a button asks for.
fn pressed(button: &str) -> Option<(What, Step)> {
    Some(match button {
        "nhan" => (What::Take, Step::Do),
        "nhan-xem" => (What::Take, Step::Preview),
        "giao" => (What::Give, Step::Ask),
        "giao-xem" => (What::Give, Step::Preview),
        "giao-lam" => (What::Give, Step::Do),
        "don-doc" => (What::Urge, Step::Ask),
        "don-doc-xem" => (What::Urge, Step::Preview),
        "don-doc-lam" => (What::Urge, Step::Do),
        _ => return None,
    })
}

impl What {
    /// Its buttons: the preview, and doing it.
    const fn buttons(self) -> (&'static str, &'static str) {
        match self {
            Self::Take => ("nhan-xem", "nhan"),
            Self::Give => ("giao-xem", "giao-lam"),
            Self::Urge => ("don-doc-xem", "don-doc-lam"),
        }
    }

    const fn label(self, t: &Triage) -> &'static str {
        match self {
            Self::Take => t.bulk_take,
            Self::Give => t.bulk_give,
            Self::Urge => t.bulk_urge,
        }
    }
}

#[derive(Template)]
#[template(path = "pages/staff/bulk.html")]
struct Bulk<'p> {
    f: &'p Frame,
    w: &'static Words,
    t: &'static Triage,
    heading: &'static str,
    back: String,
    key: String,
    query: String,
    lines: Vec<Line>,
    /// Whether any can still be chosen.
    open: bool,
    result: Option<String>,
    fault: Option<String>,
    /// The colleagues of whom one is chosen: id, name, whether it is.
    colleagues: Option<Vec<(String, String, bool)>>,
    urges: bool,
    typed: Typed,
    buttons: (&'static str, &'static str),
}

/// What was filled in, and what is wrong with it.
#[derive(Default)]
struct Typed {
    reason: String,
    text: String,
    due_on: String,
    wrong: Vec<(String, String)>,
}

impl Typed {
    /// What is wrong with a field.
    fn at(&self, name: &str) -> Option<&str> {
        self.wrong.iter().find(|(at, _)| at == name).map(|(_, text)| text.as_str())
    }
}

/// `GET /lam-viec/hang-viec/nhieu`: what was chosen is in no address.
pub(in crate::pages::staff) async fn nothing(staff: Staff) -> HttpResponse {
    staff.to(QUEUE)
}

/// `POST /lam-viec/hang-viec/nhieu`
pub(in crate::pages::staff) async fn act(staff: Staff) -> HttpResponse {
    match acted(&staff).await {
        Ok(page) => page,
        Err(error) => staff.failed(error, NAME).await,
    }
}

async fn acted(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let (what, step) = pressed(staff.sent.typed("viec")).ok_or(ServiceError::NotFound)?;
    let (t, language) = (Triage::of(staff.asked.language), staff.asked.language);
    if what == What::Urge && staff.actor().role != Role::Inspector {
        return Err(ServiceError::NotFound);
    }
    let mut seen = BTreeSet::new();
    let mut chosen: Vec<Picked> = staff.sent.every("vu").filter_map(picked).collect();
    chosen.retain(|one| seen.insert(one.id.to_string()));
    let fault = match chosen.len() {
        0 => Some(t.bulk_none),
        many if many > MOST => Some(t.bulk_many),
        _ => None,
    };
    if let Some(fault) = fault {
        let said = (Some(fault.to_owned()), Typed::default());
        return page(staff, what, Vec::new(), None, said).await;
    }
    let sent = &staff.sent;
    let text = |name: &str| sent.get(name).unwrap_or_default().replace("\r\n", "\n");
    let mut typed = Typed {
        reason: text("reason"),
        text: text("text"),
        due_on: text("due_on"),
        wrong: Vec::new(),
    };
    let deed = if step == Step::Ask { None } else { Some(deed(staff, what, &typed)) };
    let deed = match deed.transpose() {
        Ok(deed) => deed,
        Err(faults) => {
            let at = |it: &FieldError| {
                let name = it.pointer.trim_start_matches('/').to_owned();
                (name, told::fault(language, it).to_owned())
            };
            typed.wrong = faults.iter().map(at).collect();
            None
        }
    };
    let key = (step == Step::Do).then(|| sent.typed("khoa"));
    if key.is_some_and(|key| key.len() != 32) {
        // Without a key it could be done twice.
        return Err(ServiceError::NotFound);
    }
    let mut lines = Vec::with_capacity(chosen.len());
    for one in chosen {
        lines.push(line(staff, &one, deed.as_ref(), key).await?);
    }
    let good = lines.iter().filter(|it| it.said.as_ref().is_some_and(|(_, good)| *good)).count();
    let (of, done) = (lines.len().to_string(), good.to_string());
    let result = deed.as_ref().map(|_| {
        let text = if step == Step::Do { t.bulk_result } else { t.bulk_previewed };
        fill(&fill(text, "n", &done), "all", &of)
    });
    page(staff, what, lines, result, (None, typed)).await
}

/// What is asked of each, as the API reads it.
fn deed(staff: &Staff, what: What, typed: &Typed) -> Result<Deed, Vec<FieldError>> {
    let filled = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
    match what {
        What::Take | What::Give => {
            let to = if what == What::Take { "me" } else { staff.sent.typed("to") };
            let body = json!({"to": filled(to), "reason": filled(&typed.reason)});
            let asked = form::read(&body, commands::assignment)?;
            Ok(Deed::Hand(Box::new(asked), body))
        }
        What::Urge => {
            let due_on = filled(&typed.due_on);
            let due_on = due_on.map(|text| days::read(&text).map_or(text, |day| day.to_string()));
            let body = json!({"text": filled(&typed.text), "due_on": due_on});
            let read = form::read(&body, |form| {
                form.require(&["text"]);
                let (text, due_on) = (form.letter("text"), form.day("due_on"));
                Some((text?, due_on))
            });
            let (text, due_on) = read?;
            Ok(Deed::Letter(text, due_on))
        }
    }
}

async fn page(
    staff: &Staff,
    what: What,
    lines: Vec<Line>,
    result: Option<String>,
    (fault, typed): (Option<String>, Typed),
) -> Result<HttpResponse, ServiceError> {
    let (service, language) = (staff.service(), staff.asked.language);
    let (w, t) = (Words::of(language), Triage::of(language));
    let reference = service.reference();
    let asked = super::read(staff, &reference, staff.sent.typed("loc"), Channel::Service);
    let query = asked.map(|(params, _)| params.encoded()).unwrap_or_default();
    let (to, key) = (staff.sent.typed("to").to_owned(), staff.sent.typed("khoa"));
    let colleagues = if what == What::Give {
        let all = service.colleagues(staff.actor()).await?;
        let named = all.into_iter().map(|it| (it.id.to_string(), it.name));
        Some(named.map(|(id, name)| (id.clone(), name, id == to)).collect())
    } else {
        None
    };
    let mut frame = staff.frame(what.label(t));
    frame.faulty = fault.is_some() || !typed.wrong.is_empty();
    let page = Bulk {
        f: &frame,
        w,
        t,
        heading: what.label(t),
        back: here(staff, &query),
        // Pressed again, what went is not done again: each case has the key with its own id.
        key: if key.len() == 32 { key.to_owned() } else { service.fresh_key() },
        query,
        open: lines.iter().any(|line| line.row.pick.is_some()),
        lines,
        result,
        fault,
        colleagues,
        urges: what == What::Urge,
        typed,
        buttons: what.buttons(),
    };
    Ok(frame.told(&page))
}

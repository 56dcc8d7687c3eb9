//! `/lam-viec/hang-viec`: the queue, whose whole state stands in its address: what the API takes as parameters is taken here.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use askama::Template;

use super::rows::{CaseRow, begin};
use super::signed::Staff;
use crate::domain::actor::Role;
use crate::domain::case::State;
use crate::domain::fault::FieldError;
use crate::domain::kind::Channel;
use crate::pages::frame::{Frame, at};
use crate::pages::told;
use crate::pages::words::case::Cases as Words;
use crate::service::ServiceError;
use crate::service::cases::QueueQuery;
use crate::service::reference::Reference;
use crate::wire::finding::{FILTERS, asked, order};
use crate::wire::query::Params;

const NAME: &str = "page_queue";
/// Rows of a page.
const SHOWN: i64 = 50;
/// What its address may say: the filters, and which page of them.
static TAKEN: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| FILTERS.iter().copied().chain(["cursor", "sort", "changed_since"]).collect());

/// A choice of a list, and whether it is made.
struct Choice {
    code: &'static str,
    label: String,
    made: bool,
}

#[derive(Template)]
#[template(path = "pages/staff/queue.html")]
struct Queue<'p> {
    f: &'p Frame,
    w: &'static Words,
    words: String,
    states: Vec<Choice>,
    /// Only what is open, only what is late.
    only: (bool, bool),
    /// What else narrows it, and goes along when somebody looks for words.
    beside: Vec<(String, String)>,
    narrowed: bool,
    wrong: Option<String>,
    rows: Vec<CaseRow>,
    next: Option<String>,
    tips: bool,
}

/// `GET /lam-viec/hang-viec`
pub(super) async fn show(staff: Staff) -> HttpResponse {
    match made(&staff).await {
        Ok(page) => page,
        Err(error) => staff.failed(error, NAME).await,
    }
}

/// What an address asks for; a form sends also what was left empty.
fn read(staff: &Staff, reference: &Reference) -> Result<(Params, QueueQuery), FieldError> {
    let said = staff
        .asked
        .query()
        .split('&')
        .filter(|pair| pair.split_once('=').is_some_and(|(_, value)| !value.is_empty()));
    let said = said.collect::<Vec<_>>().join("&");
    let params = Params::read(&said, &TAKEN, staff.actor().role == Role::Inspector)?;
    let mut query = asked(&params, reference)?;
    query.cursor = params.owned("cursor");
    query.limit = SHOWN;
    query.order = order(&params, query.channel, false)?;
    Ok((params, query))
}

async fn made(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let (service, language) = (staff.service(), staff.asked.language);
    let w = Words::of(language);
    let reference = service.reference();
    let inspects = staff.actor().role == Role::Inspector;
    let frame = staff.frame(w.queue_h1);
    let mut page = Queue {
        f: &frame,
        w,
        words: String::new(),
        states: Vec::new(),
        only: (false, false),
        beside: Vec::new(),
        narrowed: false,
        wrong: None,
        rows: Vec::new(),
        next: None,
        tips: false,
    };
    let chosen = match read(staff, &reference) {
        Ok((params, query)) => {
            page.words = params.owned("q").unwrap_or_default();
            page.only = (query.filter.open_only, query.overdue);
            // To whoever inspects nothing there is no such channel.
            page.tips = query.channel == Channel::Integrity && inspects;
            let own = ["q", "state", "open", "overdue", "cursor"];
            let beside = params.all().iter().filter(|(name, _)| !own.contains(&name.as_str()));
            page.beside = beside.cloned().collect();
            page.narrowed = params.all().iter().any(|(name, _)| name != "cursor");
            let state = params.owned("state");
            match service.queue(staff.actor(), query).await {
                Ok(found) => {
                    let rows = found.items.iter().map(|it| CaseRow::of(&reference, language, it));
                    page.rows = rows.collect();
                    page.next = found.next.map(|cursor| {
                        let query = params.with("cursor", &cursor);
                        at(language, &format!("/lam-viec/hang-viec?{query}"))
                    });
                }
                // A place that was kept for another reader, or another list.
                Err(ServiceError::BadCursor) => page.wrong = Some(w.queue_place.to_owned()),
                Err(other) => return Err(other),
            }
            state
        }
        Err(fault) => {
            page.narrowed = true;
            let name = fault.pointer.trim_start_matches('?');
            page.wrong = Some(format!("{name}: {}", told::fault(language, &fault)));
            None
        }
    };
    let state = |state: &State| Choice {
        code: state.as_str(),
        label: begin(told::by(language, state.vi(), state.en())),
        made: chosen.as_deref() == Some(state.as_str()),
    };
    page.states = State::ALL.iter().map(state).collect();
    Ok(frame.told(&page))
}

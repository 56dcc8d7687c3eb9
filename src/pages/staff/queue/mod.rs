//! `/lam-viec/hang-viec`: the queue, whose whole state stands in its address: what the API takes as parameters is taken here.

mod bulk;
mod chips;
mod each;
mod facets;
mod tips;
mod views;

pub(super) use bulk::{act, nothing};
pub(super) use tips::show as show_tips;

use std::sync::LazyLock;

use actix_web::HttpResponse;
use askama::Template;

use super::places::{QUEUE, TIPS};
use super::rows::{CaseRow, begin};
use super::signed::Staff;
use crate::domain::actor::Role;
use crate::domain::case::State;
use crate::domain::fault::FieldError;
use crate::domain::kind::Channel;
use crate::pages::frame::{Frame, at};
use crate::pages::told;
use crate::pages::words::case::Cases as Words;
use crate::pages::words::triage::Triage;
use crate::service::cases::QueueQuery;
use crate::service::reference::Reference;
use crate::service::{FieldFault, ServiceError};
use crate::wire::finding::{FILTERS, asked, order};
use crate::wire::query::Params;
use chips::Chip;
use facets::Group;
use views::{Own, Tab};

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

/// What is to be said besides what stands in the address.
#[derive(Default)]
struct Said {
    note: Option<&'static str>,
    /// What is wrong with the name of a view, and the name.
    unsaved: Option<(String, String)>,
}

#[derive(Template)]
#[template(path = "pages/staff/queue.html")]
struct Queue<'p> {
    f: &'p Frame,
    w: &'static Words,
    t: &'static Triage,
    note: Option<&'static str>,
    words: String,
    states: Vec<Choice>,
    /// Only what is open, only what is late.
    only: (bool, bool),
    /// What else narrows it, and goes along when somebody looks for words.
    beside: Vec<(String, String)>,
    tabs: Vec<Tab>,
    own: Vec<Own>,
    /// What the title of a view was, and what is wrong with it.
    unsaved: Option<(String, String)>,
    chips: Vec<Chip>,
    groups: Vec<Group>,
    /// The address without the page, for what leads back here.
    query: String,
    wrong: Option<String>,
    rows: Vec<CaseRow>,
    next: Option<String>,
    /// What makes one request of one press.
    key: String,
    /// Whether the reader may urge.
    urges: bool,
}

/// `GET /lam-viec/hang-viec`
pub(super) async fn show(staff: Staff) -> HttpResponse {
    let note = staff.asked.query().split('&').find_map(|pair| match pair {
        "xong=luu" => Some(Triage::of(staff.asked.language).view_saved),
        "xong=bo" => Some(Triage::of(staff.asked.language).view_dropped),
        _ => None,
    });
    let said = staff.asked.query().to_owned();
    if staff.actor().role == Role::Inspector && said.split('&').any(|it| it == "channel=integrity")
    {
        let kept: Vec<&str> = said.split('&').filter(|it| *it != "channel=integrity").collect();
        return staff.to(&format!("{TIPS}?{}", kept.join("&")));
    }
    shown(&staff, &said, Said { note, ..Said::default() }).await
}

/// `POST /lam-viec/hang-viec`: a view is saved or removed.
pub(super) async fn press(staff: Staff) -> HttpResponse {
    let query = staff.sent.typed("loc").to_owned();
    let done = match staff.sent.typed("viec") {
        "luu" => views::save(&staff, &query).await.map(|()| "luu"),
        "bo" => views::remove(&staff).await.map(|()| "bo"),
        _ => Err(ServiceError::NotFound),
    };
    match done {
        Ok(what) => {
            let there = read(&staff, &staff.service().reference(), &query, Channel::Service);
            let there = there.map(|(params, _)| params.without("cursor").encoded());
            let kept = there.unwrap_or_default();
            let parted = if kept.is_empty() { "" } else { "&" };
            staff.to(&format!("{QUEUE}?{kept}{parted}xong={what}"))
        }
        Err(ServiceError::Invalid(faults)) => {
            let told = faults.first().map(|it| told::fault(staff.asked.language, it).to_owned());
            let title = staff.sent.typed("title").to_owned();
            let unsaved = Some((title, told.unwrap_or_default()));
            shown(&staff, &query, Said { unsaved, note: None }).await
        }
        Err(error) => staff.failed(error, NAME).await,
    }
}

async fn shown(staff: &Staff, query: &str, said: Said) -> HttpResponse {
    match made(staff, query, said).await {
        Ok(page) => page,
        Err(error) => staff.failed(error, NAME).await,
    }
}

/// What an address asks for of one channel; a form sends also what was left empty.
pub(super) fn read(
    staff: &Staff,
    reference: &Reference,
    query: &str,
    channel: Channel,
) -> Result<(Params, QueueQuery), FieldError> {
    let said = query.split('&').filter(|pair| {
        pair.split_once('=').is_some_and(|(name, value)| name != "xong" && !value.is_empty())
    });
    let said = said.collect::<Vec<_>>().join("&");
    let inspects = staff.actor().role == Role::Inspector;
    let params = Params::read(&said, &TAKEN, inspects)?;
    if params.text("channel").is_some() && !inspects {
        // A page of one channel: which others there are is nothing that it tells.
        return Err(FieldFault::Unknown.at("?channel"));
    }
    let wanted = match channel {
        Channel::Integrity => params.with("channel", channel.as_str()),
        Channel::Service => params.encoded(),
    };
    let wanted = Params::read(&wanted, &TAKEN, inspects)?;
    let mut query = asked(&wanted, reference)?;
    if query.channel != channel {
        return Err(FieldFault::Unknown.at("?channel"));
    }
    query.cursor = params.owned("cursor");
    query.limit = SHOWN;
    query.order = order(&wanted, query.channel, false)?;
    Ok((params, query))
}

/// The address of the queue with a query.
fn here(staff: &Staff, query: &str) -> String {
    let path = if query.is_empty() { QUEUE.to_owned() } else { format!("{QUEUE}?{query}") };
    at(staff.asked.language, &path)
}

async fn made(staff: &Staff, said_query: &str, said: Said) -> Result<HttpResponse, ServiceError> {
    let (service, language) = (staff.service(), staff.asked.language);
    let (w, t, actor) = (Words::of(language), Triage::of(language), staff.actor());
    let reference = service.reference();
    let mut frame = staff.frame(w.queue_h1);
    frame.faulty = said.unsaved.is_some();
    let mut page = Queue {
        f: &frame,
        w,
        t,
        note: said.note,
        words: String::new(),
        states: Vec::new(),
        only: (false, false),
        beside: Vec::new(),
        tabs: Vec::new(),
        own: Vec::new(),
        unsaved: said.unsaved,
        chips: Vec::new(),
        groups: Vec::new(),
        query: String::new(),
        wrong: None,
        rows: Vec::new(),
        next: None,
        key: service.fresh_key(),
        urges: actor.role == Role::Inspector,
    };
    let mut state = None;
    match read(staff, &reference, said_query, Channel::Service) {
        Ok((params, query)) => {
            page.words = params.owned("q").unwrap_or_default();
            page.only = (query.filter.open_only, query.overdue);
            let own = ["q", "state", "open", "overdue", "cursor"];
            let beside = params.all().iter().filter(|(name, _)| !own.contains(&name.as_str()));
            page.beside = beside.cloned().collect();
            let whole = params.without("cursor");
            page.query = whole.encoded();
            page.chips = chips::of(staff, &reference, &whole);
            page.groups = facets::of(staff, &reference, &whole, &query).await?;
            state = params.owned("state");
            match service.queue(actor, query).await {
                Ok(found) => {
                    let row = |it| CaseRow::of(&reference, language, it).picked(it);
                    page.rows = found.items.iter().map(row).collect();
                    let there = |cursor: String| here(staff, &params.with("cursor", &cursor));
                    page.next = found.next.map(there);
                }
                // A place that was kept for another reader, or another list.
                Err(ServiceError::BadCursor) => page.wrong = Some(w.queue_place.to_owned()),
                Err(other) => return Err(other),
            }
        }
        Err(fault) => {
            let name = fault.pointer.trim_start_matches('?');
            page.wrong = Some(format!("{name}: {}", told::fault(language, &fault)));
        }
    }
    (page.tabs, page.own) = views::tabs(staff, &reference, &page.query).await?;
    let choice = |one: &State| Choice {
        code: one.as_str(),
        label: begin(told::by(language, one.vi(), one.en())),
        made: state.as_deref() == Some(one.as_str()),
    };
    page.states = State::ALL.iter().map(choice).collect();
    Ok(frame.told(&page))
}

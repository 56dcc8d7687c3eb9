//! `/lam-viec`: what is owed today, as counts that lead to their cases, and the most urgent ones; and where links of mails lead.

use actix_web::HttpResponse;
use askama::Template;

use super::records::{recommendations, urgings};
use super::rows::CaseRow;
use super::signed::Staff;
use crate::pages::frame::{Frame, at};
use crate::pages::words::case::Cases as Words;
use crate::service::ServiceError;
use crate::service::cases::{AtLeast, CaseFilter, Order, QueueQuery};
use crate::service::clocks::urging::LetterQuery;
use crate::service::records::recommendations::RecommendationQuery;
use crate::wire::roles::HANDLERS;

const NAME: &str = "page_today";
/// Cases that stand below the counts.
const SHOWN: i64 = 20;
/// Letters that are counted at most.
const LISTED: i64 = 100;

/// One count, and the list that it counts.
struct Card {
    label: &'static str,
    href: String,
    count: String,
    late: bool,
    sealed: bool,
}

#[derive(Template)]
#[template(path = "pages/staff/today.html")]
struct Today<'p> {
    f: &'p Frame,
    w: &'static Words,
    cards: Vec<Card>,
    rows: Vec<CaseRow>,
    note: Option<&'static str>,
    queue: String,
}

/// `GET /lam-viec`
pub(super) async fn show(staff: Staff) -> HttpResponse {
    if !HANDLERS.contains(&staff.actor().role) {
        // Whoever handles no case begins elsewhere.
        return staff.to(super::nav::first_for(staff.actor().role));
    }
    match made(&staff).await {
        Ok(page) => page,
        Err(error) => staff.failed(error, NAME).await,
    }
}

fn label(w: &Words, name: &str) -> &'static str {
    match name {
        "overdue" => w.today_overdue,
        "due_today" => w.today_due_today,
        "received" => w.today_received,
        "awaiting_reporter" => w.today_awaiting,
        "mine" => w.today_mine,
        "awaits_inspector" => w.today_awaits_inspector,
        "hint" => w.today_hint,
        _ => w.today_declined,
    }
}

fn number((count, more): AtLeast) -> String {
    if more { format!("{count}+") } else { count.to_string() }
}

async fn made(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let (service, language, actor) = (staff.service(), staff.asked.language, staff.actor());
    let w = Words::of(language);
    let today = service.clock().today();
    let found = service.my_summary(actor).await?;
    let queue = |query: &str| {
        let query = query.replace("{today}", &today.to_string());
        at(language, &format!("/lam-viec/hang-viec?{query}"))
    };
    let card = |(name, query, count): &(&str, &str, AtLeast), sealed: bool| Card {
        label: if sealed && *name == "received" { w.today_tips } else { label(w, name) },
        href: queue(query),
        count: number(*count),
        late: *name == "overdue" && count.0 > 0,
        sealed,
    };
    let mut cards: Vec<Card> = found.cases.iter().map(|one| card(one, false)).collect();
    cards.extend(found.tips.iter().map(|one| card(one, true)));
    let letters = LetterQuery { open: true, overdue: false, cursor: None, limit: LISTED };
    let letters = service.letters(actor, letters).await?;
    let open =
        RecommendationQuery { unit: None, open: true, overdue: false, cursor: None, limit: LISTED };
    let recommended = service.recommendations(actor, open).await?;
    let plain = |label, path: &str, count: AtLeast| Card {
        label,
        href: at(language, &format!("{path}?open=true")),
        count: number(count),
        late: false,
        sealed: false,
    };
    let counted = (letters.items.len(), letters.next.is_some());
    cards.push(plain(w.today_letters, urgings::PATH, counted));
    let counted = (recommended.items.len(), recommended.next.is_some());
    cards.push(plain(w.today_recommended, recommendations::PATH, counted));
    let reference = service.reference();
    let urgent = service.queue(actor, urgent()).await?;
    let rows: Vec<CaseRow> =
        urgent.items.iter().map(|it| CaseRow::of(&reference, language, it)).collect();
    let frame = staff.frame(w.today_h1);
    let note = rows.is_empty().then_some(w.today_empty);
    let page = Today { f: &frame, w, cards, rows, note, queue: queue("open=true") };
    Ok(frame.told(&page))
}

/// What is open and most urgent.
fn urgent() -> QueueQuery {
    QueueQuery {
        channel: crate::domain::kind::Channel::Service,
        filter: CaseFilter { open_only: true, ..CaseFilter::default() },
        units: Vec::new(),
        accused: Vec::new(),
        assignee: None,
        holder_ended: false,
        overdue: false,
        tripwire: false,
        order: Order::Urgency,
        cursor: None,
        limit: SHOWN,
        count: false,
    }
}

/// `GET /v/{number}`: where a mail leads. A number that is not there, or not for this account, leads to the page that says so.
pub(super) async fn by_number(staff: Staff) -> HttpResponse {
    let number = staff.asked.part("number");
    let found = match crate::domain::receipt::CaseNumber::asked(&number) {
        Some(number) => one(&staff, String::from(number)).await,
        None => Err(ServiceError::NotFound),
    };
    match found {
        Ok(id) => staff.to(&format!("/lam-viec/vu-viec/{id}")),
        Err(error) => staff.failed(error, "page_by_number").await,
    }
}

/// The id of the case of a number, as far as the reader may see it.
pub(super) async fn one(staff: &Staff, number: String) -> Result<String, ServiceError> {
    let filter = CaseFilter { number: Some(number), ..CaseFilter::default() };
    let found = staff.service().queue(staff.actor(), QueueQuery { filter, ..urgent() }).await?;
    let case = found.items.first().ok_or(ServiceError::NotFound)?;
    Ok(case.case.id.to_string())
}

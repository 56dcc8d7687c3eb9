//! `/lam-viec/liem-chinh`: tips, apart from every other case: their own list, no search, and nothing of them before somebody opens one.

use actix_web::HttpResponse;
use askama::Template;

use super::facets::number;
use super::read;
use super::views::Tab;
use crate::domain::kind::Channel;
use crate::pages::frame::{Frame, at};
use crate::pages::staff::places::{CONFLICTS, TIPS};
use crate::pages::staff::rows::CaseRow;
use crate::pages::staff::signed::Staff;
use crate::pages::told;
use crate::pages::words::case::Cases as Words;
use crate::pages::words::triage::Triage;
use crate::service::ServiceError;

const NAME: &str = "page_tips";

#[derive(Template)]
#[template(path = "pages/staff/tips.html")]
struct Tips<'p> {
    f: &'p Frame,
    w: &'static Words,
    t: &'static Triage,
    tabs: Vec<Tab>,
    conflict: String,
    wrong: Option<String>,
    rows: Vec<CaseRow>,
    next: Option<String>,
}

/// `GET /lam-viec/liem-chinh`
pub(in crate::pages::staff) async fn show(staff: Staff) -> HttpResponse {
    match made(&staff).await {
        Ok(page) => page,
        Err(error) => staff.failed(error, NAME).await,
    }
}

async fn made(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let (service, language, actor) = (staff.service(), staff.asked.language, staff.actor());
    let (w, t) = (Words::of(language), Triage::of(language));
    let reference = service.reference();
    let address = |query: &str| {
        at(language, &if query.is_empty() { TIPS.to_owned() } else { format!("{TIPS}?{query}") })
    };
    let fixed = [
        (t.tips_unopened, "assignee=none&open=true"),
        (t.tips_mine, "assignee=me&open=true"),
        (w.today_overdue, "overdue=true"),
        (t.tab_open, "open=true"),
    ];
    let asked = staff.asked.query();
    let (mut rows, mut next, mut wrong, mut shown) = (Vec::new(), None, None, String::new());
    match read(staff, &reference, asked, Channel::Integrity) {
        Ok((params, query)) => {
            shown = params.without("cursor").encoded();
            match service.queue(actor, query).await {
                Ok(found) => {
                    rows.extend(found.items.iter().map(|it| CaseRow::of(&reference, language, it)));
                    next = found.next.map(|cursor| address(&params.with("cursor", &cursor)));
                }
                // A place that was kept for another reader, or another list.
                Err(ServiceError::BadCursor) => wrong = Some(w.queue_place.to_owned()),
                Err(other) => return Err(other),
            }
        }
        Err(fault) => {
            let name = fault.pointer.trim_start_matches('?');
            wrong = Some(format!("{name}: {}", told::fault(language, &fault)));
        }
    }
    let mut tabs = Vec::new();
    for (label, query) in fixed {
        let Ok((_, asked)) = read(staff, &reference, query, Channel::Integrity) else { continue };
        let count = number(language, service.how_many(actor, asked).await?);
        let (label, href, here) = (label.to_owned(), address(query), shown == query);
        tabs.push(Tab { label, href, count, here, sealed: true });
    }
    let frame = staff.frame(t.tips_tab);
    let conflict = at(language, CONFLICTS);
    let page = Tips { f: &frame, w, t, tabs, conflict, wrong, rows, next };
    Ok(frame.told(&page))
}

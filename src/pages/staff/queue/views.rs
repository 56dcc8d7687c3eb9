//! Tabs above a queue: views that stand there for everybody of a role, then the own ones and those that the own body shares.

use serde_json::{Value, json};

use super::facets::number;
use super::here;
use crate::domain::actor::Role;
use crate::domain::kind::Channel;
use crate::domain::text::fold;
use crate::pages::frame::at;
use crate::pages::staff::places::TIPS;
use crate::pages::staff::signed::Staff;
use crate::pages::words::case::Cases;
use crate::pages::words::triage::Triage;
use crate::service::ServiceError;
use crate::service::reference::Reference;
use crate::wire::finding::{of_view, view};
use crate::wire::form;

/// The letters of a code at most.
const LONGEST: usize = 40;

/// A view with how much it holds.
pub(super) struct Tab {
    /// Its name.
    pub label: String,
    /// Where it is.
    pub href: String,
    /// How many.
    pub count: String,
    /// Whether it is what is shown.
    pub here: bool,
    /// Whether it is the channel that stands apart.
    pub sealed: bool,
}

/// A view that its reader saved, and may remove.
pub(super) struct Own {
    /// What its removal names.
    pub code: String,
    /// Its name.
    pub label: String,
}

/// A view that is there for everybody of these roles.
struct Fixed {
    label: fn(&Cases, &Triage) -> &'static str,
    query: &'static str,
    /// Whether it is there for inspectors alone, or for the others alone; none for all.
    inspectors: Option<bool>,
}

const FIXED: &[Fixed] = &[
    Fixed {
        label: |w, _| w.today_awaits_inspector,
        query: "awaits_inspector=true",
        inspectors: Some(true),
    },
    Fixed { label: |w, _| w.today_received, query: "state=received", inspectors: Some(false) },
    Fixed { label: |w, _| w.today_mine, query: "assignee=me&open=true", inspectors: None },
    Fixed { label: |w, _| w.today_overdue, query: "overdue=true", inspectors: None },
    Fixed { label: |_, t| t.tab_free, query: "assignee=none&open=true", inspectors: None },
    Fixed { label: |_, t| t.tab_open, query: "open=true", inspectors: None },
];

/// The same whatever the order in which it was asked for.
fn sorted(query: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = query.split('&').filter(|it| !it.is_empty()).collect();
    parts.sort_unstable();
    parts
}

/// The tabs, and which of them are the reader's own.
pub(super) async fn tabs(
    staff: &Staff,
    reference: &Reference,
    shown: &str,
) -> Result<(Vec<Tab>, Vec<Own>), ServiceError> {
    let (service, actor, language) = (staff.service(), staff.actor(), staff.asked.language);
    let (w, t) = (Cases::of(language), Triage::of(language));
    let inspects = actor.role == Role::Inspector;
    let fixed = FIXED.iter().filter(|one| one.inspectors.is_none_or(|only| only == inspects));
    let mut wanted: Vec<(String, String)> =
        fixed.map(|one| ((one.label)(w, t).to_owned(), one.query.to_owned())).collect();
    let mut own = Vec::new();
    for one in service.views(actor).await? {
        let text = |name: &str| one.said.get(name).and_then(Value::as_str).unwrap_or_default();
        let label = text("title").to_owned();
        wanted.push((label.clone(), text("query").to_owned()));
        if one.own {
            own.push(Own { code: one.code.clone(), label });
        }
    }
    let mut tabs = Vec::new();
    for (label, asked) in wanted {
        // Who shares a view may be allowed more than its reader: to the reader there is no such view. Tips have a page of their own.
        let Ok((params, query)) = of_view(&asked, inspects, reference) else { continue };
        if query.channel == Channel::Integrity || (params.text("channel").is_some() && !inspects) {
            continue;
        }
        let count = number(language, service.how_many(actor, query).await?);
        let here_now = sorted(&asked) == sorted(shown);
        tabs.push(Tab { label, href: here(staff, &asked), count, here: here_now, sealed: false });
    }
    if inspects {
        let asked = "channel=integrity&state=received";
        if let Ok((_, query)) = of_view(asked, inspects, reference) {
            let count = number(language, service.how_many(actor, query).await?);
            let (label, href) = (t.tips_tab.to_owned(), at(language, TIPS));
            tabs.push(Tab { label, href, count, here: false, sealed: true });
        }
    }
    Ok((tabs, own))
}

/// A code of the letters of a title: the same title is the same view.
fn code_of(title: &str) -> String {
    let words = fold(title).replace('.', " ");
    let code: Vec<&str> = words.split_whitespace().collect();
    let fits = |c: &char| c.is_ascii_lowercase() || c.is_ascii_digit() || *c == '-';
    let code: String = code.join("-").chars().filter(fits).take(LONGEST).collect();
    if code.is_empty() { "xem".to_owned() } else { code }
}

/// Saves what is shown under the title that was typed.
pub(super) async fn save(staff: &Staff, query: &str) -> Result<(), ServiceError> {
    let (service, sent) = (staff.service(), &staff.sent);
    let inspects = staff.actor().role == Role::Inspector;
    let asked = super::read(staff, &service.reference(), query, Channel::Service);
    let (params, _) = asked.map_err(|fault| ServiceError::Invalid(vec![fault]))?;
    let narrowed = params.without("cursor").without("sort").without("changed_since");
    let title = Some(sent.typed("title")).filter(|it| !it.is_empty());
    let body = json!({
        "title": title,
        "query": narrowed.encoded(),
        "shared": sent.typed("shared") == "true",
    });
    let reference = service.reference();
    let read = form::read(&body, |form| view(form, inspects, &reference));
    let (title, query, shared) = read.map_err(ServiceError::Invalid)?;
    service.put_view(staff.actor(), &code_of(&title), (title, query), shared).await?;
    Ok(())
}

/// Removes one of the reader's own.
pub(super) async fn remove(staff: &Staff) -> Result<(), ServiceError> {
    match staff.service().drop_view(staff.actor(), staff.sent.typed("code")).await {
        // Removed in another window: it is gone as was asked for.
        Ok(()) | Err(ServiceError::NotFound) => Ok(()),
        Err(other) => Err(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_makes_a_code_that_an_address_can_name() {
        assert_eq!(code_of("Đất đai tuần này"), "dat-dai-tuan-nay");
        assert_eq!(code_of("???"), "xem");
        assert_eq!(code_of(&"a".repeat(90)).len(), LONGEST);
    }
}

//! How much of what a queue holds, each number with the link that shows it.

use jiff::ToSpan;

use super::chips::value;
use super::here;
use crate::domain::text::Language;
use crate::pages::staff::signed::Staff;
use crate::pages::words::case::Cases;
use crate::pages::words::triage::Triage;
use crate::service::ServiceError;
use crate::service::cases::{AtLeast, Facet, QueueQuery};
use crate::service::reference::Reference;
use crate::wire::finding::asked;
use crate::wire::query::Params;

/// No number is told further.
const TOLD: usize = 1000;
/// So many of a group stand there; the others behind a press.
const FIRST: usize = 8;
/// Days ahead that are asked for.
const AHEAD: [i64; 3] = [0, 3, 7];

/// What is counted, and where it is shown.
pub(super) struct Link {
    /// What it is.
    pub label: String,
    /// Where it is; none where an address would name a person.
    pub href: Option<String>,
    /// How many.
    pub count: String,
    /// Whether the queue is narrowed by it; then the link takes that away.
    pub made: bool,
}

/// What is counted by one criterion.
pub(super) struct Group {
    /// Which.
    pub label: &'static str,
    /// The first ones.
    pub links: Vec<Link>,
    /// The others.
    pub more: Vec<Link>,
}

/// A number as it is told: to a thousand, and more only as more.
pub(super) fn number(language: Language, (count, more): AtLeast) -> String {
    let thousand = match language {
        Language::Vi => "1.000",
        Language::En => "1,000",
    };
    match (count, more) {
        (count, true) if count < TOLD => format!("{count}+"),
        (TOLD, false) => thousand.to_owned(),
        (count, _) if count >= TOLD => format!("{thousand}+"),
        (count, _) => count.to_string(),
    }
}

/// Who makes links of one query.
struct Around<'a> {
    staff: &'a Staff,
    reference: &'a Reference,
    params: &'a Params,
    capped: bool,
}

impl Around<'_> {
    fn link(&self, label: String, (name, code): (&str, &str), count: AtLeast) -> Link {
        let made = self.params.text(name) == Some(code);
        let query =
            if made { self.params.without(name).encoded() } else { self.params.with(name, code) };
        let count = number(self.staff.asked.language, count);
        Link { label, href: Some(here(self.staff, &query)), count, made }
    }

    fn group(&self, label: &'static str, name: &str, facet: &Facet<String>) -> Group {
        let link = |(code, count): &(String, usize)| {
            let said = value(self.staff, self.reference, name, code);
            self.link(said, (name, code), (*count, self.capped))
        };
        cut(label, facet.iter().map(link).collect())
    }
}

fn cut(label: &'static str, mut links: Vec<Link>) -> Group {
    let more = links.split_off(links.len().min(FIRST));
    Group { label, links, more }
}

/// The groups of a query.
pub(super) async fn of(
    staff: &Staff,
    reference: &Reference,
    params: &Params,
    query: &QueueQuery,
) -> Result<Vec<Group>, ServiceError> {
    let (service, language, actor) = (staff.service(), staff.asked.language, staff.actor());
    let (w, t, today) = (Cases::of(language), Triage::of(language), service.clock().today());
    let found = service.facets(actor, query.clone()).await?;
    let around = Around { staff, reference, params, capped: found.capped };
    let counted = |count: usize| (count, found.capped);

    let late = around.link(w.today_overdue.to_owned(), ("overdue", "true"), counted(found.overdue));
    let mut due = vec![late];
    for ahead in AHEAD {
        let day = today.checked_add(ahead.days()).map_err(ServiceError::internal)?.to_string();
        let params = Params::read(&params.with("due_by", &day), &super::TAKEN, true);
        let Ok(query) = params.and_then(|it| asked(&it, reference)) else { continue };
        let count = service.how_many(actor, query).await?;
        let label = match ahead {
            0 => t.due_today,
            3 => t.due_soon,
            _ => t.due_week,
        };
        due.push(around.link(label.to_owned(), ("due_by", &day), count));
    }
    let free = around.link(t.tab_free.to_owned(), ("assignee", "none"), counted(found.unassigned));
    let mut hands = vec![free];
    // A link would name a person in an address.
    hands.extend(found.assignees.iter().map(|((_, name), count)| Link {
        label: name.clone(),
        href: None,
        count: number(language, counted(*count)),
        made: false,
    }));
    let units: Facet<String> =
        found.units.iter().map(|of| (of.unit.code.clone(), of.count)).collect();
    let mut groups = vec![
        cut(t.facet_due, due),
        around.group(w.queue_state, "state", &found.states),
        cut(w.case_hand, hands),
    ];
    if units.len() > 1 {
        groups.push(around.group(w.case_holder, "unit", &units));
    }
    groups.push(around.group(w.case_kind, "kind", &found.kinds));
    groups.push(around.group(w.case_category, "category", &found.categories));
    if let Some(sectors) = &found.sectors {
        groups.push(around.group(w.case_sector, "sector", sectors));
    }
    groups.retain(|group| !group.links.is_empty());
    Ok(groups)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_told_to_a_thousand_and_more_only_as_more() {
        let told = |count, more| number(Language::Vi, (count, more));
        assert_eq!([told(0, false), told(999, false), told(1000, false)], ["0", "999", "1.000"]);
        assert_eq!([told(1000, true), told(1001, false), told(20_000, true)], ["1.000+"; 3]);
        assert_eq!(told(12, true), "12+");
        assert_eq!(number(Language::En, (1000, true)), "1,000+");
    }
}

//! What narrows a queue, as chips: each says what it is and leads to the queue without it.

use super::here;
use crate::domain::case::State;
use crate::domain::kind::Kind;
use crate::domain::text::Language;
use crate::pages::days;
use crate::pages::staff::rows::{begin, category};
use crate::pages::staff::signed::Staff;
use crate::pages::told;
use crate::pages::words::case::Cases;
use crate::pages::words::triage::Triage;
use crate::service::reference::Reference;
use crate::wire::form::read_day;
use crate::wire::query::Params;

/// One value of one filter.
pub(super) struct Chip {
    /// What it says.
    pub label: String,
    /// Where the queue is without it.
    pub href: String,
}

/// What a filter is called.
fn name(language: Language, name: &str) -> Option<&'static str> {
    let (w, t) = (Cases::of(language), Triage::of(language));
    Some(match name {
        "state" | "ended_by" => w.queue_state,
        "kind" => w.case_kind,
        "category" => w.case_category,
        "sector" => w.case_sector,
        "unit" => w.case_holder,
        "accused" => w.case_unit,
        "assignee" => w.case_hand,
        "number" => w.queue_number,
        "q" => t.chip_words,
        "received_from" => t.chip_received_from,
        "received_to" => t.chip_received_to,
        "closed_from" => t.chip_closed_from,
        "closed_to" => t.chip_closed_to,
        "due_by" => t.chip_due_by,
        "locality" => w.field_locality,
        "dossier_code" => w.case_dossier,
        "awaits_inspector" => w.today_awaits_inspector,
        "hint" => w.today_hint,
        "overdue" => w.today_overdue,
        "open" => w.queue_open,
        _ => return None,
    })
}

/// What a value of a filter is called; what has no words of its own says what stands in the address.
pub(super) fn value(staff: &Staff, reference: &Reference, name: &str, code: &str) -> String {
    let language = staff.asked.language;
    let today = staff.service().clock().today();
    let (w, plain) = (Cases::of(language), || code.to_owned());
    match name {
        "state" | "ended_by" => {
            State::parse(code).map_or_else(plain, |it| begin(told::by(language, it.vi(), it.en())))
        }
        "kind" => Kind::parse(code)
            .and_then(|kind| reference.kind(kind, today))
            .map_or_else(plain, |it| told::by(language, &it.name_vi, &it.name_en).to_owned()),
        "category" => category(reference, language, code),
        "sector" => reference
            .sectors
            .iter()
            .find(|it| it.code == code)
            .map_or_else(plain, |it| told::by(language, &it.name_vi, &it.name_en).to_owned()),
        "unit" | "accused" | "locality" => reference
            .units
            .last_with(code, today)
            .map_or_else(plain, |it| told::by(language, &it.name, &it.name_en).to_owned()),
        "assignee" if code == "me" => w.today_mine.to_owned(),
        "assignee" if code == "none" => w.case_nobody.to_owned(),
        "received_from" | "received_to" | "closed_from" | "closed_to" | "due_by" => {
            read_day(code).map_or_else(plain, |day| days::short(language, day))
        }
        _ => plain(),
    }
}

/// The chips of a query without its page.
pub(super) fn of(staff: &Staff, reference: &Reference, params: &Params) -> Vec<Chip> {
    let language = staff.asked.language;
    let mut chips = Vec::new();
    for (filter, text) in params.all() {
        let label = name(language, filter).unwrap_or(filter);
        if text == "true" {
            let href = here(staff, &params.without(filter).encoded());
            chips.push(Chip { label: label.to_owned(), href });
            continue;
        }
        // Words that are looked for may hold a comma.
        let values: Vec<&str> =
            if filter == "q" { vec![text.as_str()] } else { text.split(',').collect() };
        for one in &values {
            let others: Vec<&str> = values.iter().copied().filter(|it| it != one).collect();
            let rest = if others.is_empty() {
                params.without(filter).encoded()
            } else {
                params.with(filter, &others.join(","))
            };
            let said = value(staff, reference, filter, one.trim());
            chips.push(Chip { label: format!("{label}: {said}"), href: here(staff, &rest) });
        }
    }
    chips
}

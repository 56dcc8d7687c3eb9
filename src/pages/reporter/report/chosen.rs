//! What is chosen on the first step, and what that asks for beyond every report.

use crate::domain::kind::{Category, Door, Kind, KindSpec, Requirement, in_force};
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::service::reference::Reference;

/// The choices of the first step and the category that each is; of the last one a second list says.
const CHOICES: [(&str, &str); 7] = [
    ("late", "late"),
    ("money", "money_or_gift"),
    ("papers", "extra_papers"),
    ("harassment", "harassment"),
    ("fee", "wrong_fee"),
    ("refused", "refused_without_reason"),
    ("decision", "decision_or_act"),
];
/// Kinds that the second list calls by their own names, and the category they are filed under.
const BY_NAME: [(Kind, &str); 3] = [
    (Kind::ExplanationRequest, "decision_or_act"),
    (Kind::SecondComplaint, "decision_or_act"),
    (Kind::InternalReport, "other"),
];
/// Choices that may be about a dossier.
const OF_DOSSIERS: [&str; 5] = ["late", "papers", "fee", "refused", "other"];

/// What happened, as it was chosen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Chosen<'a> {
    pub category: Option<&'a str>,
    /// The kind, where it does not follow from the category.
    pub kind: Option<Kind>,
    /// Whether it may be about a dossier.
    pub dossier: bool,
}

/// What it asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a group of fields that is shown or not")]
pub(super) struct Asks {
    /// What became of the money; a name may be missing.
    pub money: bool,
    /// The decision, and when it was known.
    pub act: bool,
    /// The number of the first complaint.
    pub prior: bool,
    pub address: bool,
    pub id_number: bool,
    /// Position and office of an official who reports.
    pub office: bool,
    /// Whether the office that handles it sees who sent it.
    pub seen: bool,
}

impl<'a> Chosen<'a> {
    /// That of the two lists.
    pub(super) fn of(first: &str, second: &'a str) -> Self {
        let dossier = OF_DOSSIERS.contains(&first);
        if first == "other" {
            let named = BY_NAME.iter().find(|(kind, _)| kind.as_str() == second);
            let second = Some(second).filter(|code| !code.is_empty());
            return match named {
                Some((kind, category)) => {
                    Self { category: Some(*category), kind: Some(*kind), dossier }
                }
                None => Self { category: second, kind: None, dossier },
            };
        }
        let category = CHOICES.iter().find(|(choice, _)| *choice == first).map(|(_, code)| *code);
        Self { category, kind: (first == "decision").then_some(Kind::Complaint), dossier }
    }

    /// What it asks for on `today`.
    pub(super) fn asks(&self, reference: &Reference, today: Day) -> Asks {
        let category = self.category.and_then(|code| reference.category(code, today));
        let money = category.is_some_and(|it| it.integrity);
        let kind = self.kind.or(category.and_then(|it| it.kinds.first().copied()));
        let spec = kind.filter(|_| !money).and_then(|kind| reference.kind(kind, today));
        spec.map_or(Asks { money, ..Asks::default() }, Asks::of)
    }
}

impl Asks {
    fn of(spec: &KindSpec) -> Self {
        let needs = |what| spec.requires.contains(&what);
        Self {
            money: false,
            act: needs(Requirement::ContestedAct),
            prior: needs(Requirement::PriorCase),
            address: needs(Requirement::Address),
            id_number: needs(Requirement::IdNumber),
            office: needs(Requirement::Position) || needs(Requirement::OwnUnit),
            seen: spec.contact_visible_to_unit,
        }
    }

    /// The classes of a choice, by which the style shows what it asks for.
    pub(super) fn classes(self) -> String {
        let all = [
            (self.money, " n-money"),
            (self.act, " n-act"),
            (self.prior, " n-prior"),
            (self.address, " n-address"),
            (self.id_number, " n-id"),
            (self.office, " n-office"),
            (self.seen, " n-seen"),
        ];
        all.iter().filter(|(is, _)| *is).map(|(_, class)| *class).collect()
    }
}

/// One entry of the second list.
pub(super) struct Entry {
    pub value: String,
    pub name: String,
    pub classes: String,
}

fn entry(value: &str, name: (&str, &str), language: Language, asks: Asks) -> Entry {
    let name = match language {
        Language::Vi => name.0,
        Language::En => name.1,
    };
    Entry { value: value.to_owned(), name: name.to_owned(), classes: asks.classes() }
}

/// Categories that the first step does not show, of what is filed by whoever comes without an account.
pub(super) fn categories(reference: &Reference, language: Language, today: Day) -> Vec<Entry> {
    let here = |it: &&Category| {
        let kind = it.kinds.first().and_then(|kind| reference.kind(*kind, today));
        in_force(it.valid_from, it.valid_to, today)
            && CHOICES.iter().all(|(_, code)| *code != it.code)
            && !it.integrity
            && kind.is_some_and(online)
    };
    let all = reference.categories.iter().filter(here);
    all.map(|it| {
        let asks = Chosen::of("other", &it.code).asks(reference, today);
        entry(&it.code, (&*it.name_vi, &*it.name_en), language, asks)
    })
    .collect()
}

/// Kinds that are called by their own names.
pub(super) fn kinds(reference: &Reference, language: Language, today: Day) -> Vec<Entry> {
    let specs = BY_NAME.iter().filter_map(|(kind, _)| reference.kind(*kind, today));
    specs
        .filter(|spec| online(spec))
        .map(|spec| {
            entry(spec.kind.as_str(), (&*spec.name_vi, &*spec.name_en), language, Asks::of(spec))
        })
        .collect()
}

fn online(spec: &KindSpec) -> bool {
    spec.active && spec.filed_via.contains(&Door::Online)
}

/// The classes of a choice of the first step.
pub(super) fn classes(reference: &Reference, choice: &str, today: Day) -> String {
    if choice == "other" {
        String::new()
    } else {
        Chosen::of(choice, "").asks(reference, today).classes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_second_list_counts_only_where_the_last_choice_was_made() {
        let chosen = Chosen::of("late", "internal_report");
        assert_eq!((chosen.category, chosen.kind), (Some("late"), None));
        let chosen = Chosen::of("other", "internal_report");
        assert_eq!((chosen.category, chosen.kind), (Some("other"), Some(Kind::InternalReport)));
        assert_eq!(Chosen::of("other", "good_conduct").category, Some("good_conduct"));
        assert_eq!(Chosen::of("decision", "").kind, Some(Kind::Complaint));
        assert_eq!(Chosen::of("", "good_conduct").category, None);
    }
}

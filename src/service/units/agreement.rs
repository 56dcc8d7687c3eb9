//! What the calculator says and what filing and the life of a case open: the same, for every kind, step and variant of
//! `data/`, on every day on which a row of it begins or ends.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::import::{Files, read_all};
use crate::domain::actor::Role;
use crate::domain::case::Case;
use crate::domain::deadline::{FromEvent, Step, Variant};
use crate::domain::entry::DeskEntry;
use crate::domain::ids::{CaseId, CaseKey, RuleId, UnitId, UserId};
use crate::domain::kind::{Kind, KindSpec, in_force};
use crate::domain::law::Matter;
use crate::domain::lifecycle::{Filing, file};
use crate::domain::obligation::Duty;
use crate::domain::time::Day;
use crate::service::clocks::law::Question;
use crate::service::reference::Reference;

/// One period, as both sides must tell it.
type Told = (Step, RuleId, Day, Day);

fn told(duty: &Duty) -> Told {
    (duty.step, duty.rule_id, duty.start_on, duty.due_on)
}

/// What the repository carries.
fn data() -> Reference {
    Reference::build(&read_all(&Files::Builtin).unwrap()).unwrap()
}

/// Every first and last day of a row, with the days beside it.
fn borders(data: &Reference) -> BTreeSet<Day> {
    let rules = data.rules.all().iter().map(|it| (it.valid_from, it.valid_to));
    let kinds = data.kinds.iter().map(|it| (it.valid_from, it.valid_to));
    let criteria = data.complexity.iter().map(|it| (it.valid_from, it.valid_to));
    let days = rules.chain(kinds).chain(criteria).flat_map(|(from, to)| [Some(from), to]);
    days.flatten()
        .flat_map(|day| [day.yesterday().unwrap(), day, day.tomorrow().unwrap()])
        .collect()
}

/// The case of a signed report of `spec` that came on `day`, and what it opens.
fn filed(data: &Reference, spec: &KindSpec, variant: Variant, day: Day) -> (Case, Vec<Told>) {
    let filing = Filing {
        sent_by: None,
        held_until: None,
        hint: None,
        kept: None,
        stamped_on: None,
        id: CaseId::new(Uuid::from_u128(1)),
        key: CaseKey::new(2),
        number: None,
        kind: spec.kind,
        category: String::new(),
        sector: None,
        accused: None,
        holder: UnitId::new(Uuid::from_u128(3)),
        received_on: day,
        variant,
        signature: spec.signature,
        promised_on: None,
        desk: Some(DeskEntry {
            typed_by: UserId::new(Uuid::from_u128(4)),
            unit: None,
            role: Role::Reception,
            signed: true,
        }),
    };
    let begun = file(filing, &data.law(), day).unwrap().unwrap();
    let (case, opens) = (begun.case, begun.opens);
    let opens = opens.iter().map(|open| told(&open.duty)).collect();
    (case, opens)
}

/// What an event opens in the life of `case`.
fn opened(data: &Reference, case: &Case, event: FromEvent, on: Day) -> Vec<Told> {
    let planned = data.law().plan(Matter::of(case), event, on, case.received_on).unwrap();
    planned.iter().map(told).collect()
}

/// What the calculator says of one event.
fn said(data: &Reference, kind: Kind, variant: Variant, day: Day, event: FromEvent) -> Vec<Told> {
    let question = Question::Kind { kind, variant, received_on: day };
    let answers = data.count(&question, Some(day)).unwrap_or_default();
    let rules = answers.iter().filter_map(|one| Some((one.rule.as_ref()?, &one.explanation)));
    rules
        .filter(|(rule, _)| rule.from_event == event)
        .map(|(rule, it)| (rule.step, rule.id, it.days[0].date, it.due_on))
        .collect()
}

#[test]
fn the_calculator_and_the_life_of_a_case_agree_on_every_day_on_which_a_rule_begins_or_ends() {
    let data = data();
    let mut seen = BTreeSet::new();
    for day in borders(&data) {
        for kind in Kind::ALL {
            let Some(spec) = data.kind(*kind, day) else {
                let none = Variant::ALL.iter().all(|variant| {
                    let said = |event| said(&data, *kind, *variant, day, event);
                    said(FromEvent::Received).is_empty() && said(FromEvent::Accepted).is_empty()
                });
                assert!(none, "{kind} {day}: what cannot be filed has no period");
                continue;
            };
            for variant in Variant::ALL {
                let at = format!("{kind} {variant} {day}");
                let (case, opens) = filed(&data, spec, *variant, day);
                let calculated = |event| said(&data, *kind, *variant, day, event);
                assert_eq!(opens, calculated(FromEvent::Received), "{at} received");
                let due = |of: &[Told], step| of.iter().find(|one| one.0 == step).map(|one| one.3);
                let accepted_on = due(&opens, Step::Accept).unwrap();
                let goes_on = opened(&data, &case, FromEvent::Accepted, accepted_on);
                assert_eq!(goes_on, calculated(FromEvent::Accepted), "{at} accepted");
                let answered_on =
                    due(&goes_on, Step::Answer).or(due(&opens, Step::Answer)).unwrap();
                let ends = opened(&data, &case, FromEvent::Answered, answered_on);
                assert_eq!(ends, calculated(FromEvent::Answered), "{at} answered");
                let all = [opens, goes_on, ends].concat();
                seen.extend(all.iter().map(|one| one.1));
            }
        }
    }
    // No row of these events was left out: each was in force on its own first day.
    let of_life = [FromEvent::Received, FromEvent::Accepted, FromEvent::Answered];
    let left: Vec<_> = data
        .rules
        .all()
        .iter()
        .filter(|it| it.step.is_duty() && of_life.contains(&it.from_event))
        .filter(|it| !seen.contains(&it.id))
        .map(|it| (&it.code, it.valid_from))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_kind_that_can_be_filed_has_its_rules_on_each_of_these_days() {
    let data = data();
    for day in borders(&data) {
        for spec in data.kinds.iter().filter(|it| in_force(it.valid_from, it.valid_to, day)) {
            assert!(data.rules.is_complete(spec, day), "{} {day}", spec.kind);
        }
    }
}

//! What became of a unit: whole, in parts, through chains, and what the data may not say.

use jiff::civil::date;

use super::*;
use crate::domain::units::unit::{CodeScheme, UnitKind};
use crate::domain::units::unit::{Heir, Unit, Units};

const BEGIN: Day = date(2024, 1, 1);
const CHANGE: Day = date(2025, 7, 1);

fn id(n: u128) -> UnitId {
    UnitId::new(uuid::Uuid::from_u128(n))
}

fn unit(n: u128, code: &str, from: Day, to: Option<Day>) -> (Unit, String) {
    let unit = Unit {
        id: id(n),
        code: code.to_owned(),
        scheme: CodeScheme::Gso,
        confirmed: true,
        name: format!("Xã {code}"),
        name_en: format!("{code} Commune"),
        kind: UnitKind::Commune,
        group: None,
        parent: None,
        valid_from: from,
        valid_to: to,
        email: None,
        participates: true,
        remote: false,
        centre: None,
    };
    (unit, code.to_lowercase())
}

fn after(old: u128, new: u128, effective_on: Day, part: Part) -> Succession {
    Succession {
        old: id(old),
        new: id(new),
        effective_on,
        part,
        legal_ref_vi: "Điều 1".to_owned(),
        legal_ref_en: "Art. 1".to_owned(),
        confirmed: true,
    }
}

/// A (1) and B (2) merge into N (11), whose code was B's; C (3) is split between N and M (12);
/// D (4) ends and nobody follows; M ends in 2026 and is taken over by N.
fn province() -> Units {
    let ended = Some(date(2025, 6, 30));
    Units::new(vec![
        unit(1, "A", BEGIN, ended),
        unit(2, "B", BEGIN, ended),
        unit(3, "C", BEGIN, ended),
        unit(4, "D", BEGIN, ended),
        unit(11, "B", CHANGE, None),
        unit(12, "M", CHANGE, Some(date(2026, 6, 30))),
    ])
    .followed_by(Successions::new(vec![
        after(1, 11, CHANGE, Part::Full),
        after(2, 11, CHANGE, Part::Full),
        after(3, 11, CHANGE, Part::Partial),
        after(3, 12, CHANGE, Part::Partial),
        after(12, 11, date(2026, 7, 1), Part::Full),
    ]))
}

fn codes<'a>(found: &[&'a Unit]) -> Vec<&'a str> {
    found.iter().map(|unit| unit.code.as_str()).collect()
}

#[test]
fn a_unit_is_itself_while_it_exists() {
    let units = province();
    let one = units.get(id(1)).unwrap();

    assert_eq!(units.heir(one, date(2025, 6, 30)), Heir::Itself(one));
}

#[test]
fn a_unit_that_merged_is_its_one_successor() {
    let units = province();
    let heir = units.heir(units.get(id(1)).unwrap(), CHANGE);

    assert_eq!(heir, Heir::One(units.get(id(11)).unwrap()));
}

#[test]
fn a_split_unit_leaves_the_choice_to_a_person() {
    let units = province();
    let Heir::Split(found) = units.heir(units.get(id(3)).unwrap(), CHANGE) else { panic!() };

    assert_eq!(codes(&found), ["B", "M"]);
}

#[test]
fn halves_that_come_together_again_are_still_a_choice() {
    let units = province();
    let Heir::Split(found) = units.heir(units.get(id(3)).unwrap(), date(2026, 7, 1)) else {
        panic!()
    };

    assert_eq!(codes(&found), ["B"]);
}

#[test]
fn a_chain_of_whole_successions_ends_at_the_unit_that_exists() {
    let units = Units::new(vec![
        unit(1, "A", BEGIN, Some(date(2025, 6, 30))),
        unit(2, "B", CHANGE, Some(date(2026, 6, 30))),
        unit(3, "C", date(2026, 7, 1), None),
    ])
    .followed_by(Successions::new(vec![
        after(1, 2, CHANGE, Part::Full),
        after(2, 3, date(2026, 7, 1), Part::Full),
    ]));
    let first = units.get(id(1)).unwrap();

    assert_eq!(units.heir(first, date(2026, 6, 30)), Heir::One(units.get(id(2)).unwrap()));
    assert_eq!(units.heir(first, date(2026, 7, 1)), Heir::One(units.get(id(3)).unwrap()));
    assert!(units.successions().reaches(id(1), id(3)));
    assert!(!units.successions().reaches(id(3), id(1)));
}

#[test]
fn a_unit_without_successor_and_one_that_has_not_begun_have_nobody() {
    let units = province();

    assert_eq!(units.heir(units.get(id(4)).unwrap(), CHANGE), Heir::Nobody);
    assert_eq!(units.heir(units.get(id(11)).unwrap(), BEGIN), Heir::Nobody);
}

#[test]
fn a_code_means_the_unit_that_bears_it_today_before_one_that_bore_it() {
    let units = province();
    let bearer = |code, day| units.bearer(code, day).map(|unit| unit.id);

    assert_eq!(bearer("B", BEGIN), Some(id(2)));
    assert_eq!(bearer("B", CHANGE), Some(id(11)));
    assert_eq!(bearer("A", CHANGE), Some(id(11)), "through its successor");
    assert_eq!(bearer("C", CHANGE), None, "a split code stands for no one unit");
    assert_eq!(bearer("D", CHANGE), None);
    assert_eq!(bearer("X", CHANGE), None);
    assert_eq!(bearer("M", BEGIN), None, "no unit before its time");
}

#[test]
fn a_conflict_follows_every_part_and_what_was_taken_over_whole() {
    let units = province();
    let concerned =
        |n, day| -> Vec<UnitId> { units.successions().concerned(id(n), day).into_iter().collect() };
    let ids = |all: &[u128]| all.iter().map(|n| id(*n)).collect::<Vec<_>>();

    assert_eq!(concerned(3, date(2025, 6, 30)), ids(&[3]), "not before its day");
    assert_eq!(concerned(3, CHANGE), ids(&[3, 11, 12]), "each part");
    assert_eq!(concerned(1, CHANGE), ids(&[1, 11]), "not what else was merged into it");
    assert_eq!(concerned(11, CHANGE), ids(&[1, 2, 11]), "and not what it has a part of");
    assert_eq!(concerned(11, date(2026, 7, 1)), ids(&[1, 2, 11, 12]));
    assert_eq!(concerned(4, CHANGE), ids(&[4]));
}

#[test]
fn what_the_data_may_not_say_is_named() {
    let units = province();
    let faults =
        |all: Vec<Succession>| province().followed_by(Successions::new(all)).succession_faults();
    let only = |all: Vec<Succession>, word: &str| {
        let found = faults(all);
        assert!(found.iter().any(|fault| fault.en.contains(word)), "{word}: {found:?}");
    };

    let none = units.succession_faults();
    assert!(none.is_empty(), "{none:?}");
    only(vec![after(1, 99, CHANGE, Part::Full)], "no such unit");
    only(vec![after(1, 11, date(2025, 7, 2), Part::Full)], "day after its valid_to");
    only(vec![after(11, 12, CHANGE, Part::Full)], "day after its valid_to");
    only(vec![after(1, 2, CHANGE, Part::Full)], "does not exist on 2025-07-01");
    only(
        vec![after(1, 11, CHANGE, Part::Full), after(1, 12, CHANGE, Part::Full)],
        "two units cannot each",
    );
    only(
        vec![after(1, 11, CHANGE, Part::Full), after(1, 12, CHANGE, Part::Partial)],
        "others beside it",
    );
    only(
        vec![after(1, 2, CHANGE, Part::Full), after(2, 1, CHANGE, Part::Full)],
        "comes after itself",
    );
}

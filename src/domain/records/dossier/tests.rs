//! Tests of what a feed may say of a dossier, and what it is taken for.

use uuid::Uuid;

use super::*;
use crate::domain::succession::{Part, Succession, Successions};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

const fn import(n: u128) -> ImportId {
    ImportId::new(Uuid::from_u128(n))
}

const fn unit(n: u128) -> UnitId {
    UnitId::new(Uuid::from_u128(n))
}

fn facts() -> DossierFacts {
    DossierFacts {
        unit: unit(1),
        code: "H53.05-240917-0012".to_owned(),
        procedure: "1.005398".to_owned(),
        received_on: day("2024-09-17"),
        promised_on: day("2024-10-08"),
        returned_on: None,
    }
}

fn dossier(facts: DossierFacts) -> Dossier {
    Dossier::new(DossierId::new(Uuid::from_u128(7)), facts, day("2024-09-18"), import(1))
}

const TODAY: &str = "2024-10-15";

fn faults(facts: &DossierFacts) -> Vec<(DayOf, DayFault)> {
    facts.faults(day(TODAY))
}

#[test]
fn a_day_before_the_dossier_was_taken_in_or_still_to_come_is_refused_but_a_promise_may_lie_ahead() {
    assert_eq!(faults(&facts()), []);
    let ahead = DossierFacts { promised_on: day("2024-11-08"), ..facts() };
    assert_eq!(faults(&ahead), []);
    let at_once = DossierFacts {
        received_on: day(TODAY),
        promised_on: day(TODAY),
        returned_on: Some(day(TODAY)),
        ..facts()
    };
    assert_eq!(faults(&at_once), []);

    let (early, tomorrow) = (day("2024-09-16"), day("2024-10-16"));
    let before = DossierFacts { promised_on: early, returned_on: Some(early), ..facts() };
    assert_eq!(
        faults(&before),
        [(DayOf::Promise, DayFault::BeforeReceived), (DayOf::Return, DayFault::BeforeReceived)]
    );
    let late = DossierFacts { received_on: tomorrow, promised_on: tomorrow, ..facts() };
    assert_eq!(faults(&late), [(DayOf::Receiving, DayFault::InTheFuture)]);
    let returned = DossierFacts { returned_on: Some(tomorrow), ..facts() };
    assert_eq!(faults(&returned), [(DayOf::Return, DayFault::InTheFuture)]);
    let far = DossierFacts { promised_on: day("2204-10-08"), ..facts() };
    assert_eq!(faults(&far), [(DayOf::Promise, DayFault::TooFar)]);
}

#[test]
fn what_says_nothing_new_changes_nothing_however_the_code_is_typed() {
    let known = dossier(facts());
    let typed = DossierFacts { code: "h53.05 - 240917 – 0012".to_owned(), ..facts() };

    assert_eq!(typed.key(), facts().key());
    assert_eq!(known.told_again(typed, import(2), day(TODAY)), Ok(None));
}

#[test]
fn a_promise_that_is_moved_keeps_the_day_that_was_promised_first() {
    let known = dossier(facts());
    let moved = DossierFacts { promised_on: day("2024-10-22"), ..facts() };

    let Told { dossier: after, changes } =
        known.told_again(moved, import(2), day(TODAY)).unwrap().unwrap();
    let again = DossierFacts { promised_on: day("2024-11-05"), ..facts() };
    let Told { dossier: twice, .. } =
        after.told_again(again, import(3), day(TODAY)).unwrap().unwrap();

    assert_eq!(
        changes,
        [Change {
            member: "promised_on",
            before: "2024-10-08".to_owned(),
            after: "2024-10-22".to_owned()
        }]
    );
    assert_eq!(
        (twice.facts.promised_on, twice.promised_first_on),
        (day("2024-11-05"), day("2024-10-08"))
    );
    assert_eq!((twice.first_import, twice.last_import), (import(1), import(3)));
    assert_eq!(twice.known_on, known.known_on);
    assert_eq!(after.state_on(day("2024-10-09")), DossierState::OpenLate);
}

#[test]
fn a_result_that_was_given_is_not_taken_back_and_an_older_file_says_so() {
    let returned = DossierFacts { returned_on: Some(day("2024-10-07")), ..facts() };
    let known = dossier(returned.clone());
    let mended = DossierFacts { returned_on: Some(day("2024-10-09")), ..facts() };

    assert_eq!(
        known.told_again(facts(), import(2), day(TODAY)),
        Err((DayOf::Return, DayFault::TakenBack))
    );
    let Told { dossier: after, changes } =
        known.told_again(mended, import(2), day(TODAY)).unwrap().unwrap();
    assert_eq!(changes[0].member, "returned_on");
    assert!(!known.is_late_or_open() && after.is_late_or_open());
}

#[test]
fn a_result_that_is_dated_back_after_a_report_is_none_on_its_day() {
    let open = dossier(facts());
    let returned = DossierFacts { returned_on: Some(day("2024-10-08")), ..facts() };
    let told = open.told_again(returned, import(2), day("2024-10-21")).unwrap().unwrap().dossier;
    let moved = DossierFacts { procedure: "2.000".to_owned(), ..told.facts.clone() };
    let touched = told.told_again(moved, import(3), day("2024-10-22")).unwrap().unwrap().dossier;
    let on = |one: &Dossier, at| DossierStanding::of(vec![one.clone()], unit(1), &after(), day(at));

    let then = on(&touched, "2024-10-20");
    assert_eq!((then.state, then.result_told_later), (DossierState::OpenLate, true));
    let later = on(&touched, "2024-10-21");
    assert_eq!((later.state, later.result_told_later), (DossierState::ReturnedInTime, false));
}

#[test]
fn nobody_takes_a_dossier_in_later_than_was_told_at_first() {
    let later = DossierFacts { received_on: day("2024-09-18"), ..facts() };
    let refused = dossier(facts()).told_again(later, import(2), day(TODAY));
    assert_eq!(refused, Err((DayOf::Receiving, DayFault::AfterFirstPromise)));
}

#[test]
fn a_dossier_cannot_come_to_be_taken_in_after_the_day_that_was_promised_first() {
    let received_on = day("2024-10-09");
    let later = DossierFacts { received_on, promised_on: day("2024-10-22"), ..facts() };

    let refused = dossier(facts()).told_again(later, import(2), day(TODAY));

    assert_eq!(refused, Err((DayOf::Receiving, DayFault::AfterFirstPromise)));
}

#[test]
fn where_a_dossier_stood_is_told_to_the_day() {
    let open = dossier(facts());
    for (on, state) in [
        ("2024-09-16", DossierState::Unknown),
        ("2024-09-17", DossierState::OpenInTime),
        ("2024-10-08", DossierState::OpenInTime),
        ("2024-10-09", DossierState::OpenLate),
    ] {
        assert_eq!(open.state_on(day(on)), state, "{on}");
    }
    for (returned, before, after) in [
        ("2024-10-08", DossierState::OpenInTime, DossierState::ReturnedInTime),
        ("2024-10-14", DossierState::OpenLate, DossierState::ReturnedLate),
    ] {
        let one = dossier(DossierFacts { returned_on: Some(day(returned)), ..facts() });
        assert_eq!(one.state_on(day(returned).yesterday().unwrap()), before);
        assert_eq!(one.state_on(day(returned)), after);
    }
}

fn after() -> Successions {
    Successions::new(vec![Succession {
        old: unit(1),
        new: unit(2),
        effective_on: day("2025-07-01"),
        part: Part::Partial,
        legal_ref_vi: String::new(),
        legal_ref_en: String::new(),
        confirmed: true,
    }])
}

#[test]
fn only_what_the_feed_told_of_before_the_day_of_the_report_is_known() {
    let at = |on| DossierStanding::of(vec![dossier(facts())], unit(1), &after(), day(on));

    let late = at("2024-10-09");
    assert_eq!((late.known, late.state), (true, DossierState::OpenLate));
    // On the same day nobody can tell which was first.
    let same = at("2024-09-18");
    assert_eq!((same.known, same.state), (false, DossierState::OpenInTime));
    let none = DossierStanding::of(Vec::new(), unit(1), &after(), day(TODAY));
    assert_eq!((none.known, none.state, none.dossier), (false, DossierState::Unknown, None));
}

#[test]
fn a_dossier_is_the_units_own_or_of_a_unit_before_it_and_never_a_strangers() {
    let own = dossier(DossierFacts { unit: unit(2), ..facts() });
    let former = Dossier { known_on: day("2024-09-01"), ..dossier(facts()) };
    let of = |found: &[&Dossier], asked| {
        let found = found.iter().map(|one| (*one).clone()).collect();
        let standing = DossierStanding::of(found, unit(asked), &after(), day("2025-08-01"));
        standing.dossier.map(|one| one.facts.unit)
    };

    assert_eq!(of(&[&former], 2), Some(unit(1)), "a matter of a unit that ended");
    // What was known first, or a code fed anew at the successor would take the place of the promise that was broken.
    assert_eq!(of(&[&former, &own], 2), Some(unit(1)));
    let same_day = Dossier { known_on: own.known_on, ..former.clone() };
    assert_eq!(of(&[&same_day, &own], 2), Some(unit(2)), "of two known alike the own one");
    assert_eq!(of(&[&own], 1), Some(unit(2)));
    assert_eq!(of(&[&former, &own], 3), None);
}

#[test]
fn codes_of_dossiers_and_procedures_tell_of_nobody() {
    for code in [
        "H53.05-240917-0012",
        "h53.05-240917-0012",
        "000.00.01.H53-240301-0001",
        "H53.05–240917–0012-1",
        "H53.05.240917.0012",
        "HS 12/2024",
        "1.005398",
        "1.005398.000.00.00.H53",
        "2.000",
        "TTHC-DAT",
        "12345678",
    ] {
        assert!(!tells_of_a_person(code), "{code}");
    }
}

#[test]
fn a_number_a_name_or_an_address_in_the_place_of_a_code_is_found() {
    for code in [
        "0900000001",
        "0900 000 001",
        "0900.000.001",
        "+84 900 000 001",
        "072000000001",
        "072 000 000 001",
        "290123456",
        "CCCD 072000000001",
        "H53.05-0900000001",
        "H53-072000000001",
        "０９０００００００１",
        "O9OOOOOOO1",
        "Nguyễn Văn Mẫu",
        "Nguyễn Văn Mẫu 1980",
        "Nguyễn Văn Mẫu (2)",
        "12 Cách Mạng Tháng Tám",
        "a@example.org",
        "a1@example.org",
    ] {
        assert!(tells_of_a_person(code), "{code}");
    }
}

//! What is filed is what is read, whatever was said and left out.

use proptest::option;
use proptest::prelude::*;

use super::*;
use crate::domain::kind::ReporterType;
use crate::domain::law::first_decision::FirstDecision;
use crate::domain::report::{Bribe, BribeFact, FiledVia};
use crate::domain::text::Language;
use crate::domain::time::Day;

fn text() -> impl Strategy<Value = String> {
    "[a-zà-ỹ0-9 \"'{}\\\\]{1,40}"
}

fn said() -> impl Strategy<Value = Option<String>> {
    option::of(text())
}

fn day() -> impl Strategy<Value = Day> {
    (2020i16..2030, 1i8..=12, 1i8..=28).prop_map(|(y, m, d)| jiff::civil::date(y, m, d))
}

fn days() -> impl Strategy<Value = Option<Day>> {
    option::of(day())
}

fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    proptest::sample::select(all)
}

prop_compose! {
    fn bribe()(fact in one_of(BribeFact::ALL), amount_vnd in option::of(0i64..1_000_000_000_000)) -> Bribe {
        Bribe { fact, amount_vnd }
    }
}

prop_compose! {
    fn first()(day in day(), decided in any::<bool>()) -> FirstDecision {
        if decided { FirstDecision::Received(day) } else { FirstDecision::Undecided(day) }
    }
}

prop_compose! {
    fn reports()(
        (text, place, procedure_code, dossier_code, locality) in (text(), said(), said(), said(), said()),
        (contested_act, prior_case, consent_version) in (said(), said(), said()),
        (promised_on, incident_on, learned_on, paper_on) in (days(), days(), days(), days()),
        (about_leader, unit_may_see) in any::<(bool, bool)>(),
        reporter_type in one_of(ReporterType::ALL),
        language in one_of(Language::ALL),
        filed_via in one_of(FiledVia::ALL),
        bribe in option::of(bribe()),
        first_decision in option::of(first()),
    ) -> Report {
        Report {
            text, reporter_type, language, about_leader, locality, place, procedure_code,
            dossier_code, promised_on, incident_on, bribe, unit_may_see, consent_version,
            contested_act, learned_on, prior_case, first_decision, filed_via, paper_on,
        }
    }
}

prop_compose! {
    fn contacts()(
        (name, phone, email, address) in (text(), said(), said(), said()),
        (tax_code, organisation, id_number, position, unit) in (said(), said(), said(), said(), said()),
        consent_version in said(),
        language in one_of(Language::ALL),
    ) -> Contact {
        Contact { name, phone, email, address, tax_code, organisation, language, id_number, position, unit, consent_version }
    }
}

proptest! {
    #[test]
    fn a_report_is_read_as_it_was_filed(report in reports()) {
        let row = ReportRow::new(CaseKey::new(7), &report, true).unwrap();
        prop_assert!(row.read().unwrap() == report);

        let sealed = serde_json::to_vec(&report).unwrap();
        prop_assert!(serde_json::from_slice::<Report>(&sealed).unwrap() == report);
    }

    #[test]
    fn a_contact_is_read_as_it_was_left(contact in contacts()) {
        let row = ContactRow::new(CaseKey::new(7), contact.clone());
        prop_assert!(row.read().unwrap() == contact);

        let sealed = serde_json::to_vec(&contact).unwrap();
        prop_assert!(serde_json::from_slice::<Contact>(&sealed).unwrap() == contact);
    }
}

#[test]
fn what_somebody_said_never_shows_in_debug() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut draw =
        |strategy: BoxedStrategy<String>| strategy.new_tree(&mut runner).unwrap().current();

    assert_eq!(draw(reports().prop_map(|it| format!("{it:?}")).boxed()), "Report(..)");
    assert_eq!(draw(contacts().prop_map(|it| format!("{it:?}")).boxed()), "Contact(..)");
}

/// A service report as it was stored on 2026-11-27.
const STORED: &str = r#"{"text":"Hồ sơ của tôi quá hẹn sáu ngày.","reporter_type":"resident","language":"vi",
    "about_leader":true,"locality":"TN.TPTN","place":"Quầy số 4","procedure_code":"1.004203",
    "dossier_code":"H53.05-241001-0012","promised_on":"2024-10-10","incident_on":"2024-10-14",
    "bribe":{"fact":"asked","amount_vnd":500000},"unit_may_see":true,"consent_version":"2024-03",
    "contested_act":"Thông báo","learned_on":"2024-10-13","prior_case":"7F3K9Q2MAB",
    "first_decision":{"received":"2024-09-01"},"filed_via":"desk_paper","paper_on":"2024-10-15"}"#;

#[test]
fn what_was_stored_once_is_read_for_ever() {
    let stored: serde_json::Value = serde_json::from_str(STORED).unwrap();

    let report: Report = serde_json::from_value(stored.clone()).unwrap();

    let again = serde_json::to_value(&report).unwrap();
    for (member, value) in stored.as_object().unwrap() {
        assert_eq!(again.get(member), Some(value), "{member}");
    }
}

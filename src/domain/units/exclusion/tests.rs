//! Whom a report must not reach, and who takes it then, on a small tree of units.

use super::*;
use crate::domain::units::routing::{Action, RoutingRule, Trace, UnitTest, route};
use crate::domain::units::unit::CodeScheme;

const TODAY: Day = jiff::civil::date(2024, 10, 15);

fn id(n: u128) -> UnitId {
    UnitId::new(uuid::Uuid::from_u128(n))
}

/// A province (1) with its office (2), inspectorate (3) and a department (4), below which
/// stands a centre (5); the department ended on the last day of 2023 is 6, with a centre (7).
fn units() -> Units {
    let unit = |n, kind, parent: Option<u128>, valid_to| Unit {
        id: id(n),
        code: format!("U{n}"),
        scheme: CodeScheme::Local,
        confirmed: false,
        name: String::new(),
        name_en: String::new(),
        kind,
        group: None,
        parent: parent.map(id),
        valid_from: jiff::civil::date(2020, 1, 1),
        valid_to,
        email: None,
        participates: true,
        remote: false,
        centre: None,
    };
    let ended = Some(jiff::civil::date(2023, 12, 31));
    let all = [
        unit(1, UnitKind::Province, None, None),
        unit(2, UnitKind::ProvincialOffice, Some(1), None),
        unit(3, UnitKind::Inspectorate, Some(1), None),
        unit(4, UnitKind::ProvincialBody, Some(1), None),
        unit(5, UnitKind::PublicServiceUnit, Some(4), None),
        unit(6, UnitKind::ProvincialBody, Some(1), ended),
        unit(7, UnitKind::PublicServiceUnit, Some(6), None),
    ];
    Units::new(all.into_iter().map(|unit| (unit, String::new())).collect())
}

/// Where a report about unit `accused` goes if the one rule names unit `named`.
fn settled(
    kind: Kind,
    accused: u128,
    named: u128,
    about_leader: bool,
) -> (String, Option<Excluded>) {
    let units = units();
    let rule = RoutingRule {
        code: "r".to_owned(),
        version: 1,
        position: 1,
        kind,
        category: None,
        sector: None,
        accused: UnitTest::Any,
        locality: UnitTest::Any,
        action: Action::Unit,
        target_code: Some(format!("U{named}")),
        reason_vi: String::new(),
        reason_en: String::new(),
        valid_from: TODAY,
        valid_to: None,
    };
    let facts = Facts {
        kind,
        category: "x",
        sector: None,
        accused: units.get(id(accused)),
        locality: None,
        about_leader,
        decided_first: &[],
        on: TODAY,
    };
    let (holder, trace) = route(&[rule], &units, facts).unwrap();
    assert_eq!(trace.rule, "r");
    (holder.code.clone(), trace.excluded)
}

fn instead(named: u128, why: Exclusion, instead: Instead) -> Excluded {
    Excluded { unit: format!("U{named}"), why, instead }
}

#[test]
fn an_integrity_report_is_never_held_by_whom_it_is_about_or_by_units_below() {
    let tip = |accused, named| settled(Kind::CorruptionTip, accused, named, false);

    assert_eq!(tip(4, 3), ("U3".to_owned(), None));
    assert_eq!(
        tip(3, 3),
        ("U1".to_owned(), Some(instead(3, Exclusion::Accused, Instead::Superior)))
    );
    // The department above is not excluded, but its staff could not even see it.
    assert_eq!(
        tip(5, 5),
        ("U1".to_owned(), Some(instead(5, Exclusion::Accused, Instead::Superior)))
    );
    assert_eq!(
        tip(4, 5),
        ("U1".to_owned(), Some(instead(5, Exclusion::Accused, Instead::Superior)))
    );
}

#[test]
fn an_integrity_report_is_not_held_where_nobody_can_open_it() {
    let found = settled(Kind::CorruptionTip, 5, 4, false);
    assert_eq!(
        found,
        ("U1".to_owned(), Some(instead(4, Exclusion::CannotOpen, Instead::Superior)))
    );
    assert_eq!(settled(Kind::ConductFeedback, 5, 4, false), ("U4".to_owned(), None));
}

#[test]
fn where_everybody_is_excluded_a_body_that_is_not_the_accused_itself_keeps_it() {
    let found = settled(Kind::CorruptionTip, 1, 1, false);

    assert_eq!(found, ("U3".to_owned(), Some(instead(1, Exclusion::Accused, Instead::Nobody))));
}

#[test]
fn who_decided_first_does_not_decide_again() {
    let second = |accused, named| settled(Kind::SecondComplaint, accused, named, false);

    assert_eq!(
        second(5, 5),
        ("U4".to_owned(), Some(instead(5, Exclusion::DecidedFirst, Instead::Superior)))
    );
    // A superior that has ended is stepped over.
    assert_eq!(
        second(7, 7),
        ("U1".to_owned(), Some(instead(7, Exclusion::DecidedFirst, Instead::Superior)))
    );
    // Nobody stands above the province: its office takes it.
    assert_eq!(
        second(1, 1),
        ("U2".to_owned(), Some(instead(1, Exclusion::DecidedFirst, Instead::Fallback)))
    );
}

#[test]
fn a_holder_goes_on_with_the_rest_unless_it_came_to_be_excluded() {
    let units = units();
    let kept = |kind, holder: u128| {
        let facts = Facts {
            kind,
            category: "x",
            sector: None,
            accused: units.get(id(4)),
            locality: None,
            about_leader: false,
            decided_first: &[],
            on: TODAY,
        };
        keeper(&units, facts, units.get(id(holder)).unwrap()).code.clone()
    };

    assert_eq!(kept(Kind::Complaint, 4), "U4");
    assert_eq!(kept(Kind::SecondComplaint, 4), "U1", "who decided first does not go on");
    assert_eq!(kept(Kind::CorruptionTip, 3), "U3");
    assert_eq!(kept(Kind::CorruptionTip, 5), "U1", "below the accused");
}

#[test]
fn a_first_complaint_and_feedback_stay_with_the_unit_itself() {
    assert_eq!(settled(Kind::Complaint, 4, 4, true), ("U4".to_owned(), None));
    assert_eq!(settled(Kind::ConductFeedback, 4, 4, true), ("U4".to_owned(), None));
}

#[test]
fn what_is_said_of_a_leader_goes_to_the_direct_superior_that_can_see_it() {
    let said = |kind, accused| settled(kind, accused, 3, true);
    let superior = Some(instead(3, Exclusion::Leader, Instead::Superior));

    assert_eq!(said(Kind::Denunciation, 4), ("U1".to_owned(), superior.clone()));
    assert_eq!(said(Kind::InternalReport, 4), ("U1".to_owned(), superior));
    // The centre's superior is a department: the inspectorate receives it and sends it on.
    assert_eq!(said(Kind::Denunciation, 5), ("U3".to_owned(), None));
    assert_eq!(said(Kind::CorruptionTip, 4), ("U3".to_owned(), None));
}

#[test]
fn a_trace_stored_before_there_were_exclusions_still_reads() {
    let stored = r#"{"rule":"tip","version":1}"#;

    let trace: Trace = serde_json::from_str(stored).unwrap();

    assert_eq!(trace.excluded, None);
    assert_eq!(serde_json::to_string(&trace).unwrap(), stored);
}

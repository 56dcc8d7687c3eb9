//! What may become of a conclusion, and who counts as the person asked about.

use jiff::civil::date;
use uuid::Uuid;

use super::*;

fn conclusion(measure: Measure) -> Conclusion {
    Conclusion {
        id: ConclusionId::new(Uuid::from_u128(1)),
        unit: UnitId::new(Uuid::from_u128(2)),
        case: None,
        document: Document {
            number: "12/KL-TTr".to_owned(),
            on: date(2024, 9, 2),
            issuer: "Thanh tra tỉnh".to_owned(),
        },
        person: person(),
        finding: "Nhận tiền của người nộp hồ sơ.".to_owned(),
        measure,
        detected_by: DetectedBy::Others,
        execution: None,
        revocation: None,
        recorded_by: UserId::new(Uuid::from_u128(3)),
        recorded_at: "2024-10-15T02:00:00Z".parse().unwrap(),
    }
}

fn person() -> Person {
    Person {
        name: "Trần Văn Giả Định".to_owned(),
        position: "Chuyên viên".to_owned(),
        birth_year: Some(1980),
        id_last4: None,
    }
}

fn sought(name: &str, birth_year: Option<i32>) -> Sought {
    Sought { name: name.to_owned(), birth_year, id_last4: None, position: None }
}

fn execution() -> Execution {
    Execution {
        on: date(2024, 10, 1),
        document: "45/QĐ-SNV".to_owned(),
        by: UserId::new(Uuid::from_u128(4)),
    }
}

fn revocation() -> Revocation {
    Revocation {
        on: date(2024, 10, 9),
        reason: "Kết luận được sửa theo bản án phúc thẩm.".to_owned(),
        by: UserId::new(Uuid::from_u128(4)),
    }
}

#[test]
fn a_conclusion_is_executed_once_and_revoked_once_whatever_came_before() {
    let recorded = conclusion(Measure::Warning);
    let executed = recorded.clone().executed(execution()).unwrap();
    let revoked = executed.clone().revoked(revocation()).unwrap();

    assert_eq!(
        [&recorded, &executed, &revoked].map(|one| (one.state().as_str(), one.version())),
        [("recorded", 1), ("executed", 2), ("revoked", 3)]
    );
    assert_eq!(executed.executed(execution()).unwrap_err(), Settled::Executed);
    assert_eq!(revoked.clone().executed(execution()).unwrap_err(), Settled::Revoked);
    assert_eq!(revoked.revoked(revocation()).unwrap_err(), Settled::Revoked);
    let at_once = recorded.revoked(revocation()).unwrap();
    assert_eq!((at_once.state(), at_once.version()), (ConclusionState::Revoked, 2));
}

#[test]
fn where_no_measure_was_recommended_none_can_be_carried_out() {
    let refused = conclusion(Measure::None).executed(execution()).unwrap_err();

    assert_eq!(refused, Settled::NothingToExecute);
}

#[test]
fn an_earlier_version_is_told_as_it_was() {
    let recorded = conclusion(Measure::Dismissal);
    let executed = recorded.clone().executed(execution()).unwrap();
    let revoked = executed.clone().revoked(revocation()).unwrap();
    let at_once = recorded.clone().revoked(revocation()).unwrap();

    assert_eq!(revoked.clone().at_version(3), revoked);
    assert_eq!(revoked.clone().at_version(2), executed);
    assert_eq!(revoked.at_version(1), recorded);
    assert_eq!(at_once.clone().at_version(2), at_once);
    assert_eq!(at_once.at_version(1), recorded);
}

#[test]
fn a_person_is_found_by_the_exact_name_with_or_without_its_marks() {
    let found = |name| person().agrees(&sought(name, None));

    assert_eq!(found("TRẦN VĂN Giả ĐỊNH"), Some(vec![Agreement::Name]));
    assert_eq!(found("trần văn giả định"), Some(vec![Agreement::Name]));
    assert_eq!(found("tran van gia dinh"), Some(vec![Agreement::FoldedName]));
    for other in ["Trần Văn Giả", "Trần Văn Giả Định Hai", "Giả Định", ""] {
        assert_eq!(found(other), None, "{other}");
    }
}

#[test]
fn a_namesake_of_another_year_or_number_is_somebody_else() {
    let name = "Trần Văn Giả Định";
    let both = vec![Agreement::Name, Agreement::BirthYear];

    assert_eq!(person().agrees(&sought(name, Some(1980))), Some(both));
    assert_eq!(person().agrees(&sought(name, Some(1981))), None);
    let digits = Sought { id_last4: Some("0001".to_owned()), ..sought(name, None) };
    assert_eq!(person().agrees(&digits), Some(vec![Agreement::Name]), "the record knows no digits");
    let numbered = Person { id_last4: Some("0002".to_owned()), ..person() };
    assert_eq!(numbered.agrees(&digits), None);
}

#[test]
fn another_post_excludes_nobody() {
    let asked = |position: &str| {
        let position = Some(position.to_owned());
        person().agrees(&Sought { position, ..sought("Trần Văn Giả Định", None) })
    };

    assert_eq!(asked("chuyên viên"), Some(vec![Agreement::Name, Agreement::Position]));
    assert_eq!(asked("Trưởng phòng"), Some(vec![Agreement::Name]));
}

#[test]
fn a_reason_that_names_the_person_is_noticed() {
    let name = "Trần Văn Giả Định";

    assert!(names("Bổ nhiệm ông Tran Van Gia Dinh.", name));
    assert!(names("trần văn giả định", name));
    assert!(!names("Bổ nhiệm trưởng phòng theo kế hoạch", name));
    assert!(!names("Hồ sơ của ông Trần Văn Giả Địnhh", name));
}

#[test]
fn nothing_of_a_person_shows_in_debug() {
    let revoked = conclusion(Measure::Warning).revoked(revocation()).unwrap();
    let shown = format!("{revoked:?} {:?} {:?}", revoked.person, revoked.revocation);

    for secret in ["Trần", "1980", "Chuyên viên", "Nhận tiền", "phúc thẩm"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

//! Roles: where such staff works, and who of it sees cases.

use liemchinh::harness::domain::{PersonName, Role};
use liemchinh::harness::service::{NewUser, ServiceError};
use macro_rules_attribute::apply;

use crate::app::{PASSWORD, TestApp, feedback, tip};
use crate::on_both_apps;

async fn added(app: &TestApp, role: Role, unit: &str) -> Result<(), ServiceError> {
    let new = NewUser {
        login: format!("{}.{}", role.as_str().replace('_', "-"), unit.to_lowercase()),
        name: PersonName::parse("Lê Thị Thử").unwrap(),
        role,
        unit: Some(unit.to_owned()),
        email: None,
    };
    app.service.add_user(new, PASSWORD.to_owned()).await.map(|_| ())
}

#[apply(on_both_apps)]
async fn each_role_works_where_it_belongs(app: &TestApp) {
    for (role, fits, others) in [
        (Role::FrontMember, vec!["TN.MTTQ"], vec!["TN.STNMT", "TN.TTT", "703"]),
        (Role::InspectorateHead, vec!["TN.TTT", "H53"], vec!["TN.STNMT", "TN.MTTQ"]),
        (Role::Auditor, vec!["TN.TTT", "H53"], vec!["TN.STNMT", "25456"]),
        (Role::Board, vec!["TN.BTDKT"], vec!["TN.TTT", "H53", "TN.STNMT"]),
    ] {
        for unit in fits {
            added(app, role, unit).await.unwrap();
        }
        for unit in others {
            let refused = added(app, role, unit).await;
            assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{role} {unit}");
        }
    }
}

#[apply(on_both_apps)]
async fn only_officers_leaders_and_inspectors_see_cases(app: &TestApp) {
    app.file(&feedback()).await;
    app.file(&tip()).await;
    for role in Role::ALL.iter().copied() {
        let token = app.somebody(role, "TN.STNMT").await;
        for path in ["/api/v1/cases", "/api/v1/cases?channel=integrity"] {
            let seen = app.get(path).bearer(&token).send().await;
            let has_cases = matches!(role, Role::UnitOfficer | Role::UnitLeader | Role::Inspector);
            let some = seen.body["items"].as_array().is_some_and(|items| !items.is_empty());
            assert!(has_cases || !some, "{role} {path} {}", seen.body);
            let expected = if has_cases { 200 } else { 403 };
            assert_eq!(seen.status, expected, "{role} {path}");
        }
    }
}

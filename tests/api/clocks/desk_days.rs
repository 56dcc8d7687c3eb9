//! What comes on paper is counted by the calendar that was known on the day it was typed in.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::on_both_apps;
use crate::steps::typed;

/// A complaint as a citizen brings it, without a signature.
fn complaint() -> Value {
    with(
        feedback(),
        &json!({
            "kind": "complaint", "category": "decision_or_act", "unit": "TN.SYT", "sector": null,
            "contested_act": "Quyết định 15/QĐ-SYT", "learned_on": "2025-12-01", "filed_via": "desk_visit",
            "contact": {"name": "Trần Thị Thử", "phone": "0900 000 002", "address": "Số 1, đường Thử"},
        }),
    )
}

/// The last day of the open duty `step` and the day up to which its calendar was known.
async fn due(app: &TestApp, case: &str, step: &str) -> (String, String) {
    let inspector = app.inspector().await;
    let path = format!("/api/v1/cases/{case}/obligations");
    let owed = app.get(&path).bearer(&inspector).send().await;
    let items = owed.body["items"].as_array().unwrap();
    let one = items.iter().find(|one| one["step"] == step && one["status"] == "open").unwrap();
    let text = |member: &str| one[member].as_str().unwrap().to_owned();
    (text("due_on"), text("calendar_as_of"))
}

async fn recount_moves_nothing(app: &TestApp) {
    let recounted = app.service.recount(false, |_| {}).await.unwrap();
    assert!(recounted.examined > 0 && recounted.moved.is_empty(), "{recounted:?}");
}

// The second of January 2026 was swapped for the tenth, and announced on 25 December 2025.
#[apply(on_both_apps)]
async fn a_paper_is_counted_by_the_calendar_of_the_day_it_is_typed_in(app: &TestApp) {
    app.set("2025-12-29T02:00:00Z");
    let clerk = app.staff(Role::Reception, Some("TN.SYT")).await;
    let filed = typed(
        app,
        &clerk,
        &json!({"filed_via": "desk_paper", "paper_on": "2025-12-24", "unit": "TN.SYT"}),
    )
    .await;
    assert_eq!(filed.str("/received_on"), "2025-12-24");
    let inspector = app.inspector().await;
    let case = app.case_of(&inspector, filed.str("/number")).await;

    // Ten working days: 25, 26, 29, 30, 31 December, 5 to 9 January.
    let expected = ("2026-01-09".to_owned(), "2025-12-29".to_owned());
    assert_eq!(due(app, &case, "answer").await, expected);
    recount_moves_nothing(app).await;
}

#[apply(on_both_apps)]
async fn a_signature_recorded_late_is_counted_by_the_calendar_of_that_day(app: &TestApp) {
    app.set("2025-12-22T02:00:00Z");
    let clerk = app.staff(Role::Reception, Some("TN.SYT")).await;
    let filed = typed(app, &clerk, &complaint()).await;
    app.set("2025-12-29T02:00:00Z");
    let (clerk, inspector) =
        (app.staff(Role::Reception, Some("TN.SYT")).await, app.inspector().await);
    let case = app.case_of(&inspector, filed.str("/number")).await;
    let body = json!({"number": filed.str("/number"), "signed_on": "2025-12-23"});
    let signed =
        app.post("/api/v1/desk/signatures", &body).bearer(&clerk).key(&app.key()).send().await;
    assert_eq!(signed.status, 200, "{}", signed.body);

    // Ten days end on 2 January, which is off by now; 5 January is a Monday.
    let expected = ("2026-01-05".to_owned(), "2025-12-29".to_owned());
    assert_eq!(due(app, &case, "accept").await, expected);
    recount_moves_nothing(app).await;
}

#[apply(on_both_apps)]
async fn a_wait_does_not_lapse_on_a_day_that_came_to_be_off(app: &TestApp) {
    app.set("2025-12-18T02:00:00Z");
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let (late, never) =
        (typed(app, &clerk, &complaint()).await, typed(app, &clerk, &complaint()).await);
    assert_eq!(late.str("/sign_by"), "2026-01-02", "as it was told");

    app.set("2026-01-03T02:00:00Z");
    app.worker.tick().await.unwrap();
    let told = app.track(late.str("/receipt")).await;
    assert_eq!((told.str("/state"), told.str("/waits_until")), ("awaiting_reporter", "2026-01-05"));
    assert!(told.text.contains("\"sign\""), "the right stands open: {}", told.text);

    app.set("2026-01-05T08:00:00Z");
    app.worker.tick().await.unwrap();
    let (clerk, inspector) =
        (app.staff(Role::Reception, Some("TN.VP")).await, app.inspector().await);
    let case = app.case_of(&inspector, late.str("/number")).await;
    let seen = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;
    assert_eq!(seen.str("/waits_until"), "2026-01-05");
    let body = json!({"number": late.str("/number"), "signed_on": "2026-01-05"});
    let signed =
        app.post("/api/v1/desk/signatures", &body).bearer(&clerk).key(&app.key()).send().await;
    assert_eq!(signed.status, 200, "{}", signed.body);
    app.set("2026-01-06T02:00:00Z");
    app.worker.tick().await.unwrap();
    assert_eq!(app.track(late.str("/receipt")).await.str("/state"), "received");
    assert_eq!(app.track(never.str("/receipt")).await.str("/state"), "declined");
}

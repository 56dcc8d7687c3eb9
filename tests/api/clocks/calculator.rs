//! The public calculator of last days, and the calendar that it counts by.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::on_both_apps;

const PREVIEW: &str = "/api/v1/deadlines/preview";

#[apply(on_both_apps)]
async fn the_calculator_gives_the_vectors_of_the_law(app: &TestApp) {
    for (start, n, unit, due) in [
        ("2024-02-07", 5, "working_day", "2024-02-21"),
        ("2024-04-25", 5, "working_day", "2024-05-06"),
        ("2024-04-26", 3, "working_day", "2024-05-04"),
        ("2024-04-26", 7, "working_day", "2024-05-09"),
        ("2024-03-28", 30, "day", "2024-05-02"),
        ("2024-04-17", 10, "day", "2024-05-02"),
        ("2024-04-04", 30, "day", "2024-05-04"),
        ("2024-01-10", 30, "day", "2024-02-15"),
        ("2024-08-01", 30, "day", "2024-09-04"),
        ("2025-04-24", 5, "working_day", "2025-05-05"),
        ("2025-12-31", 5, "working_day", "2026-01-09"),
        ("2026-06-30", 10, "day", "2026-07-10"),
        ("2026-07-01", 7, "working_day", "2026-07-10"),
        ("2026-08-20", 7, "working_day", "2026-08-28"),
        ("2026-11-20", 3, "working_day", "2026-11-26"),
    ] {
        let reply =
            app.post(PREVIEW, &json!({"start_on": start, "n": n, "unit": unit})).send().await;
        assert_eq!(reply.str("/items/0/due_on"), due, "{start} + {n} {unit}");
    }
}

#[apply(on_both_apps)]
async fn a_kind_is_counted_step_by_step_with_its_articles(app: &TestApp) {
    let body = json!({"kind": "conduct_feedback", "received_on": "2024-10-15"});
    let reply = app.post(PREVIEW, &body).send().await;
    let items = reply.body["items"].as_array().unwrap();

    assert_eq!(items.len(), 3);
    let forward = items.iter().find(|it| it["step"] == "forward").unwrap();
    assert_eq!(forward["due_on"], "2024-10-22");
    assert_eq!(forward["rule"]["basis"], "provincial_policy");
    let days: Vec<_> = forward["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| day["why"].as_str().unwrap())
        .collect();
    assert_eq!(
        days,
        ["event_day", "counted", "counted", "counted", "weekend", "weekend", "counted", "counted"]
    );
}

#[apply(on_both_apps)]
async fn the_calculator_knows_what_was_announced_by_a_day(app: &TestApp) {
    let due = async |as_of: Value| {
        let body = json!({"start_on": "2025-12-25", "n": 5, "unit": "working_day", "calendar_as_of": as_of});
        app.post(PREVIEW, &body).send().await.str("/items/0/due_on").to_owned()
    };

    assert_eq!(due(json!("2025-12-24")).await, "2026-01-02");
    assert_eq!(due(json!("2025-12-25")).await, "2026-01-05");
    assert_eq!(due(Value::Null).await, "2026-01-05");
}

#[apply(on_both_apps)]
async fn a_mixed_or_impossible_question_is_refused(app: &TestApp) {
    let faults = async |body: Value| app.post(PREVIEW, &body).send().await.faults();

    assert_eq!(faults(json!({})).await, [" one_form"]);
    assert_eq!(faults(json!({"kind": "conduct_feedback", "n": 5})).await, [" one_form"]);
    assert_eq!(
        faults(json!({"n": 401, "start_on": "2024-01-01", "unit": "day"})).await,
        ["/n out_of_range"]
    );
    assert_eq!(
        faults(json!({"kind": "conduct_feedback", "received_on": "2019-01-01"})).await,
        ["/kind no_rule"]
    );
    assert_eq!(
        faults(json!({"start_on": "2024-02-30", "n": 1, "unit": "day"})).await,
        ["/start_on not_a_date"]
    );
}

#[apply(on_both_apps)]
async fn the_calendar_has_the_published_number_of_working_days(app: &TestApp) {
    let mut counts = Vec::new();
    for year in [2024, 2025, 2026] {
        let reply = app.get(&format!("/api/v1/calendar?year={year}")).send().await;
        counts.push(reply.body["working_days"].as_i64().unwrap());
    }
    let early = app.get("/api/v1/calendar?year=2026&as_of=2025-12-24").send().await;

    assert_eq!(counts, [251, 250, 249]);
    let days = early.body["days"].as_array().unwrap();
    assert!(days.iter().all(|day| day["date"] != "2026-01-02"), "the swap was not announced yet");
}

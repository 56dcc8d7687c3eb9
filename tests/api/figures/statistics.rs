//! Figures: what is published and what is hidden.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::on_both_apps;

/// Files `met` feedbacks in September that are answered in time and `missed` that are not.
pub async fn play(app: &TestApp, unit: &str, met: usize, missed: usize) {
    app.begin("2024-09-04T02:00:00Z").await;
    let officer = app.officer(unit).await;
    for n in 0..met + missed {
        let filed = app.file(&with(feedback(), &json!({"unit": unit}))).await;
        if n < met {
            let case = app.case_of(&officer, filed.str("/number")).await;
            app.command(&officer, &case, 1, &json!({"command": "accept"})).await;
            app.command(
                &officer,
                &case,
                2,
                &json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Đã trả lời."}),
            )
            .await;
        }
    }
    app.set("2024-10-15T02:00:00Z");
    app.worker.tick().await.unwrap();
}

fn row(reply: &Value, unit: &str, month: &str) -> Value {
    let items = reply["items"].as_array().unwrap();
    let found = items.iter().find(|it| it["unit"]["code"] == unit && it["month"] == month);
    found.unwrap().clone()
}

#[apply(on_both_apps)]
async fn figures_are_published_by_whole_month_and_small_cells_are_hidden(app: &TestApp) {
    play(app, "TN.STNMT", 6, 2).await;
    app.file(&feedback()).await;

    let all = app.get("/api/v1/statistics?from=2024-01&to=2024-12").send().await;
    let one = app.get("/api/v1/statistics?from=2024-09&to=2024-09&unit=TN.STNMT").send().await;
    let none = app.get("/api/v1/statistics?unit=TN.NONE").send().await;
    let days = app.get("/api/v1/statistics?from=2024-09-01").send().await;

    let september = row(&all.body, "TN.STNMT", "2024-09");
    assert_eq!(
        (&september["filed"], &september["opened"], &september["met"]),
        (&json!(8), &json!(8), &json!(6))
    );
    assert_eq!((&september["missed"], &september["released"]), (&Value::Null, &Value::Null));
    assert_eq!(all.body["items"].as_array().unwrap().len(), 1, "October still grows");
    assert_eq!(one.body["items"], json!([september]));
    assert_eq!(none.status, 404);
    assert_eq!(days.status, 400, "a window of days would show single cases as a difference");
}

#[apply(on_both_apps)]
async fn a_change_of_a_past_month_shows_at_once_in_what_was_asked_before(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    for _ in 0..6 {
        app.file(&with(feedback(), &json!({"unit": "TN.STNMT"}))).await;
    }
    app.set("2024-10-15T02:00:00Z");
    let asked = "/api/v1/statistics?from=2024-09&to=2024-09";
    let before = app.get(asked).send().await;

    app.worker.tick().await.unwrap();

    let after = app.get(asked).send().await;
    assert_eq!(row(&before.body, "TN.STNMT", "2024-09")["missed"], Value::Null);
    assert_eq!(row(&after.body, "TN.STNMT", "2024-09")["missed"], json!(6));
}

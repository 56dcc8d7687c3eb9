//! What happens when a last day passes, what stops it, and which rights then stand open.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback};
use crate::on_both_apps;
use crate::steps::{case, done, words};

#[apply(on_both_apps)]
async fn a_question_stops_the_clock_once_and_for_no_longer_than_was_told(app: &TestApp) {
    let (case, receipt, _) = case(app).await;
    let officer = app.officer("TN.STNMT").await;
    let due = async || {
        let told = app.track(&receipt).await;
        let owed = told.body["obligations"].as_array().unwrap().clone();
        let one = owed.iter().find(|one| one["step"] == "answer").unwrap();
        one["due_on"].as_str().unwrap().to_owned()
    };
    done(app, &officer, &case, 1, json!({"command": "accept"})).await;
    done(app, &officer, &case, 2, words("ask_reporter")).await;
    // Ten working days from 15/10 are told: 29/10. Nobody looks before 8/11.
    app.set("2024-11-08T02:00:00Z");
    app.worker.tick().await.unwrap();
    let after = due().await;
    assert_eq!(after, "2024-11-12", "ten more from the day that was told");

    let officer = app.officer("TN.STNMT").await;
    let again = app.command(&officer, &case, 4, &words("ask_reporter")).await;
    assert_eq!(again.status, 200, "{}", again.body);
    assert_eq!(due().await, after, "a second question goes out with the clock running");
}

#[apply(on_both_apps)]
async fn the_rights_that_stand_open_come_with_their_last_days(app: &TestApp) {
    let ask = async |body: Value| {
        let reply = app.post("/api/v1/rights/preview", &body).send().await;
        let items = reply.body["items"].as_array().unwrap().clone();
        let said: Vec<String> = items
            .iter()
            .map(|it| {
                format!("{} {}", it["code"].as_str().unwrap(), it["until"].as_str().unwrap_or("-"))
            })
            .collect();
        said
    };

    // Ninety days from 2 September 2024 end on 1 December, a Sunday.
    let act = json!({"kind": "conduct_feedback", "learned_on": "2024-09-02"});
    assert_eq!(ask(act).await, ["ask_for_explanation -", "complain 2024-12-02", "denounce -"]);
    let expired = json!({"kind": "conduct_feedback", "learned_on": "2024-06-03"});
    assert_eq!(ask(expired).await, ["ask_for_explanation -", "denounce -"]);
    let decided = json!({"kind": "complaint", "answered_on": "2024-10-01"});
    assert_eq!(
        ask(decided).await,
        ["ask_for_explanation -", "complain_again 2024-10-31", "denounce -"]
    );
    let remote = json!({"kind": "complaint", "answered_on": "2024-10-01", "remote": true});
    assert_eq!(
        ask(remote).await,
        ["ask_for_explanation -", "complain_again 2024-11-15", "denounce -"]
    );
    let promised = json!({"kind": "conduct_feedback", "promised_on": "2024-10-14"});
    assert!(ask(promised).await.contains(&"ask_for_apology -".to_owned()));
}

#[apply(on_both_apps)]
async fn a_passed_day_is_recorded_once_dated_the_first_late_day(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    app.command(&officer, &case, 1, &json!({"command": "accept"})).await;
    // The worker was down for days; lateness keeps its own date.
    app.set("2024-11-05T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;

    let first = app.service.watch().await.unwrap();
    let second = app.service.watch().await.unwrap();
    let events = app.get(&format!("/api/v1/cases/{case}/events")).bearer(&officer).send().await;
    let owed = app.get(&format!("/api/v1/cases/{case}/obligations")).bearer(&officer).send().await;
    app.command(
        &officer,
        &case,
        3,
        &json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Trả lời muộn."}),
    )
    .await;
    let counted = app.service.verify_ledger(|_| {}).unwrap();

    assert_eq!((first.missed, second.missed), (1, 0));
    let missed = events.body["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (missed["kind"].as_str(), missed["day"].as_str()),
        (Some("missed"), Some("2024-10-30"))
    );
    let answer = owed.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["step"] == "answer")
        .unwrap()
        .clone();
    assert_eq!(
        (answer["overdue"].as_bool(), answer["missed_on"].as_str()),
        (Some(true), Some("2024-10-30"))
    );
    let days = answer["days"].as_array().unwrap();
    assert_eq!(days.iter().filter(|day| day["counted"] == true).count(), 10);
    assert_eq!(
        (counted.entries, counted.missing, counted.extra),
        (3, 0, 0),
        "filed, opened, missed: answering late adds nothing"
    );
}

#[apply(on_both_apps)]
async fn answering_late_before_the_worker_looks_is_a_miss_all_the_same(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    app.command(&officer, &case, 1, &json!({"command": "accept"})).await;
    app.set("2024-10-30T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;
    app.command(
        &officer,
        &case,
        2,
        &json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Trả lời muộn."}),
    )
    .await;

    let late = app.service.watch().await.unwrap();
    let score =
        app.get("/api/v1/movements/plan-577-2024/scores/TN.STNMT").bearer(&officer).send().await;

    assert_eq!(late.missed, 0, "the answer recorded it");
    assert_eq!(
        (&score.body["lines"][0]["line"]["met"], &score.body["lines"][0]["line"]["missed"]),
        (&json!(0), &json!(1))
    );
}

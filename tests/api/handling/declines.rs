//! What a unit declines to take up: the reporter can object to it, an inspector overturn it, and nobody alone says something of
//! a reporter who was not asked.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip};
use crate::followed::Life;
use crate::on_both_apps;
use crate::steps::say;

fn decline(ground: &str) -> Value {
    json!({"command": "decline", "ground": ground, "text": "Nội dung không thuộc loại việc này."})
}

fn overturn() -> Value {
    json!({"command": "overturn", "text": "Nội dung phản ánh rõ và phải được giải quyết."})
}

async fn declined(app: &TestApp) -> Life<'_> {
    let filed = app.file(&feedback()).await;
    let mut life = Life::of(app, &filed).await;
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, decline("not_in_scope")).await;
    life
}

async fn object(app: &TestApp, life: &Life<'_>) -> crate::client::Reply {
    let body = json!({"text": "Hồ sơ của tôi vẫn trễ hẹn; đề nghị xem xét lại."});
    say(app, "review", &life.receipt, body).await
}

#[apply(on_both_apps)]
async fn nobody_alone_says_something_of_a_reporter_who_was_not_asked(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let mut life = Life::of(app, &filed).await;
    let officer = app.officer("TN.STNMT").await;

    assert_eq!(life.refused(&officer, decline("content_unclear")).await, "ask_first");
    let question =
        json!({"command": "ask_reporter", "text": "Xin cho biết ngày ghi trên phiếu hẹn."});
    life.step(&officer, question).await;
    // Going on at once gives nobody the time to reply.
    life.step(&officer, json!({"command": "resume"})).await;
    assert_eq!(life.refused(&officer, decline("content_unclear")).await, "ask_first");
    life.step(
        &officer,
        json!({"command": "ask_reporter", "text": "Xin cho biết giờ ghi trên phiếu."}),
    )
    .await;
    life.say("messages", json!({"text": "Phiếu hẹn ghi ngày mười tháng mười."})).await;
    life.step(&officer, decline("content_unclear")).await;

    assert_eq!(life.state().await, "declined");
}

#[apply(on_both_apps)]
async fn the_reporter_can_object_to_a_refusal_for_ten_working_days(app: &TestApp) {
    let life = declined(app).await;
    let followed = app.track(&life.receipt).await;
    let rights = followed.body["what_you_can_do"].as_array().unwrap();
    let review = rights.iter().find(|it| it["code"] == "review").unwrap();
    // Ten working days from 15 October.
    assert_eq!(review["until"], "2024-10-29");

    let objected = object(app, &life).await;
    assert_eq!(objected.status, 200, "{}", objected.body);
    assert_eq!(life.state().await, "received");
    assert!(!life.owed().await.is_empty(), "somebody owes an answer again");
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn an_objection_after_its_last_day_comes_too_late(app: &TestApp) {
    let life = declined(app).await;
    app.set("2024-10-30T02:00:00Z");

    let late = object(app, &life).await;

    assert_eq!((late.status, late.str("/reason")), (409, "too_late"));
}

#[apply(on_both_apps)]
async fn refusals_stand_in_a_queue_of_their_own(app: &TestApp) {
    let life = declined(app).await;
    app.file(&feedback()).await;
    let inspector = app.inspector().await;

    let page =
        app.get("/api/v1/cases?ended_by=declined&count=true").bearer(&inspector).send().await;

    assert_eq!(
        (page.body["count"].clone(), page.body["items"][0]["id"].clone()),
        (json!(1), json!(life.id))
    );
    for query in ["ended_by=received", "ended_by=declined&state=closed"] {
        let refused = app.get(&format!("/api/v1/cases?{query}")).bearer(&inspector).send().await;
        assert_eq!((refused.status, refused.code()), (400, "invalid_parameter"), "{query}");
    }
}

#[apply(on_both_apps)]
async fn a_refusal_that_is_overturned_leaves_the_told_days_as_they_were(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let mut life = Life::of(app, &filed).await;
    let told = life.owed().await;
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, decline("not_in_scope")).await;
    assert_eq!(life.owed().await, Vec::<String>::new());
    assert_eq!(life.refused(&officer, overturn()).await, "inspector_only");

    app.set("2024-10-18T02:00:00Z");
    let inspector = app.inspector().await;
    life.step(&inspector, overturn()).await;

    assert_eq!((life.state().await.as_str(), life.owed().await), ("received", told));
    assert_eq!(life.refused(&inspector, overturn()).await, "not_waiting", "once");
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn what_passed_while_a_case_lay_declined_is_missed_by_the_unit_that_declined(app: &TestApp) {
    let mut life = declined(app).await;
    app.set("2024-12-02T02:00:00Z");
    app.worker.tick().await.unwrap();
    let inspector = app.inspector().await;
    let before = app.get(&format!("/api/v1/cases/{}/obligations", life.id)).bearer(&inspector);
    let before = before.send().await;
    let missed = |reply: &Value| -> Vec<Value> {
        let items = reply["items"].as_array().unwrap().iter();
        items.filter(|it| !it["missed_on"].is_null()).cloned().collect()
    };
    assert_eq!(missed(&before.body), Vec::<Value>::new(), "neither met nor missed meanwhile");

    life.step(&inspector, overturn()).await;

    let after = app.get(&format!("/api/v1/cases/{}/obligations", life.id)).bearer(&inspector);
    let late = missed(&after.send().await.body);
    let answer = late.iter().find(|it| it["step"] == "answer").unwrap();
    assert_eq!(answer["missed_on"], "2024-12-02", "on the day of the overturn");
    assert_eq!(answer["unit"]["code"], "TN.STNMT");
    app.worker.tick().await.unwrap();
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn whoever_declined_does_not_decline_again_once_that_was_overturned(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let mut life = Life::of(app, &filed).await;
    let inspector = app.inspector().await;
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, decline("not_in_scope")).await;
    life.step(&inspector, overturn()).await;

    assert_eq!(life.refused(&officer, decline("not_in_scope")).await, "another_handler_needed");
    let colleague = app.officer("TN.STNMT").await;
    life.step(&colleague, json!({"command": "accept"})).await;
}

#[apply(on_both_apps)]
async fn a_tip_that_one_inspector_declined_another_overturns(app: &TestApp) {
    let filed = app.file(&tip()).await;
    let mut life = Life::of(app, &filed).await;
    let (first, second) = (app.inspector().await, app.inspector().await);
    life.take(&first).await;
    life.step(&first, decline("not_in_scope")).await;

    assert_eq!(life.refused(&first, overturn()).await, "another_handler_needed");
    life.take(&second).await;
    life.step(&second, overturn()).await;

    assert_eq!(life.state().await, "received");
}

//! Whose time it was: a case that is passed on too late, goes round or comes back keeps its first clock.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback};
use crate::followed::Life;
use crate::on_both_apps;

fn forward(to: &str) -> Value {
    json!({"command": "forward", "to": to, "text": "Thuộc chức năng của đơn vị nhận."})
}

fn answer() -> Value {
    json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và xin lỗi người dân."})
}

/// Filed about natural resources on Tuesday 15 October: forwarded by the 22nd, answered by the 29th.
async fn filed(app: &TestApp) -> Life<'_> {
    Life::file(app, &feedback()).await.0
}

/// Forwards it on a day, by the unit that has it.
async fn pass(life: &mut Life<'_>, from: &str, to: &str, on: &str) {
    life.app.set(&format!("{on}T02:00:00Z"));
    let officer = life.app.officer(from).await;
    life.step(&officer, forward(to)).await;
}

/// Every duty to answer: unit, last day, status, whether it was late.
async fn answers(life: &Life<'_>) -> Vec<(String, String, String, bool)> {
    let inspector = life.app.inspector().await;
    let path = format!("/api/v1/cases/{}/obligations", life.id);
    let days = life.app.get(&path).bearer(&inspector).send().await;
    let items = days.body["items"].as_array().unwrap().iter();
    let mut all: Vec<_> = items
        .filter(|it| it["step"] == "answer")
        .map(|it| {
            let text = |at: &str| it[at].as_str().unwrap_or("stands still").to_owned();
            let unit = it["unit"]["code"].as_str().unwrap().to_owned();
            (unit, text("due_on"), text("status"), it["missed_on"].is_string())
        })
        .collect();
    all.sort();
    all
}

fn line(unit: &str, due: &str, status: &str, late: bool) -> (String, String, String, bool) {
    (unit.to_owned(), due.to_owned(), status.to_owned(), late)
}

#[apply(on_both_apps)]
async fn what_is_passed_on_in_time_is_the_receivers_alone(app: &TestApp) {
    let mut life = filed(app).await;
    pass(&mut life, "TN.STNMT", "TN.SYT", "2024-10-22").await;

    let expected = [
        line("TN.STNMT", "2024-10-29", "released", false),
        line("TN.SYT", "2024-11-05", "open", false),
    ];
    assert_eq!(answers(&life).await, expected);
}

#[apply(on_both_apps)]
async fn a_forward_after_its_own_last_day_does_not_release_the_sender(app: &TestApp) {
    let mut life = filed(app).await;
    pass(&mut life, "TN.STNMT", "TN.SYT", "2024-10-23").await;
    app.set("2024-10-30T02:00:00Z");
    app.worker.tick().await.unwrap();
    life.look().await;

    let expected =
        [line("TN.STNMT", "2024-10-29", "open", true), line("TN.SYT", "2024-11-06", "open", false)];
    assert_eq!(answers(&life).await, expected);
    let officer = app.officer("TN.SYT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    life.step(&officer, answer()).await;
    let expected = [
        line("TN.STNMT", "2024-10-29", "released", true),
        line("TN.SYT", "2024-11-06", "met", false),
    ];
    assert_eq!(answers(&life).await, expected);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn a_late_forward_that_is_answered_in_time_after_all_is_nobodys_miss(app: &TestApp) {
    let mut life = filed(app).await;
    pass(&mut life, "TN.STNMT", "TN.SYT", "2024-10-29").await;
    let officer = app.officer("TN.SYT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    // What stands still for the receiver stands still for nobody who kept it.
    life.step(
        &officer,
        json!({"command": "ask_reporter", "text": "Xin cho biết số biên nhận hồ sơ."}),
    )
    .await;
    assert!(answers(&life).await.contains(&line("TN.STNMT", "2024-10-29", "open", false)));
    life.say("messages", json!({"text": "Tôi không còn giữ giấy đó."})).await;
    life.step(&officer, answer()).await;

    let late: Vec<_> = answers(&life).await.into_iter().filter(|it| it.3).collect();
    assert_eq!(late, []);
    // The answer that an inspector sends back was none, for whoever kept the case too.
    let back = json!({"command": "return_answer", "ground": "generic", "text": "Chưa nêu kết quả cụ thể."});
    life.step(&app.inspector().await, back).await;
    let open: Vec<_> = answers(&life).await.into_iter().filter(|it| it.2 == "open").collect();
    assert_eq!(open.len(), 2, "{open:?}");
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn what_comes_back_is_owed_by_the_first_day(app: &TestApp) {
    let mut life = filed(app).await;
    pass(&mut life, "TN.STNMT", "TN.SYT", "2024-10-16").await;
    pass(&mut life, "TN.SYT", "TN.STNMT", "2024-10-23").await;

    let expected = [
        line("TN.STNMT", "2024-10-29", "open", false),
        line("TN.SYT", "2024-10-30", "released", false),
    ];
    assert_eq!(answers(&life).await, expected);
    let told = app.track(&life.receipt).await;
    assert_eq!(told.body["custody"][1]["charged_to"]["code"], "TN.STNMT", "it sent the case round");
    // And round again: each by its own first day.
    pass(&mut life, "TN.STNMT", "TN.SYT", "2024-10-24").await;
    let expected = [
        line("TN.STNMT", "2024-10-29", "released", false),
        line("TN.SYT", "2024-10-30", "open", false),
    ];
    assert_eq!(answers(&life).await, expected);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn a_friend_that_keeps_a_case_past_the_first_day_and_gives_it_back_answers_for_it(
    app: &TestApp,
) {
    let mut life = filed(app).await;
    pass(&mut life, "TN.STNMT", "TN.SYT", "2024-10-18").await;
    // Its own last day for forwarding was the 25th; the reporter's day was the 29th.
    pass(&mut life, "TN.SYT", "TN.STNMT", "2024-10-30").await;

    let expected = [
        line("TN.STNMT", "2024-10-29", "released", false),
        line("TN.STNMT", "2024-11-13", "open", false),
        line("TN.SYT", "2024-11-01", "open", true),
    ];
    assert_eq!(answers(&life).await, expected);
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    life.step(&officer, answer()).await;
    let late: Vec<_> = answers(&life).await.into_iter().filter(|it| it.3).collect();
    assert_eq!(
        late,
        [line("TN.SYT", "2024-11-01", "released", true)],
        "missed once, and never by nobody"
    );
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn a_case_that_went_round_in_time_past_its_day_is_missed_by_whoever_sent_it_round(
    app: &TestApp,
) {
    let mut life = filed(app).await;
    pass(&mut life, "TN.STNMT", "TN.SYT", "2024-10-22").await;
    pass(&mut life, "TN.SYT", "TN.SXD", "2024-10-28").await;
    pass(&mut life, "TN.SXD", "TN.STNMT", "2024-10-30").await;

    let late: Vec<_> = answers(&life).await.into_iter().filter(|it| it.3).collect();
    assert_eq!(late, [line("TN.STNMT", "2024-10-29", "open", true)]);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn a_report_is_answered_once_whoever_kept_it_before(app: &TestApp) {
    let mut life = filed(app).await;
    pass(&mut life, "TN.STNMT", "TN.SYT", "2024-10-23").await;
    let officer = app.officer("TN.SYT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    life.step(&officer, answer()).await;

    let expected = [
        line("TN.STNMT", "2024-10-29", "released", false),
        line("TN.SYT", "2024-11-06", "met", false),
    ];
    assert_eq!(answers(&life).await, expected, "one answer is one unit's merit");
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn an_answer_that_is_sent_back_revives_no_answer_of_before(app: &TestApp) {
    let mut life = filed(app).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    life.step(&officer, json!({"command": "accept"})).await;
    life.step(&officer, answer()).await;
    life.say("reopening", json!({"text": "Giấy chứng nhận vẫn chưa có."})).await;
    life.step(&officer, answer()).await;

    // All on one day.
    let back = json!({"command": "return_answer", "ground": "generic", "text": "Chưa nêu kết quả cụ thể."});
    life.step(&inspector, back).await;

    let open: Vec<_> = answers(&life).await.into_iter().filter(|it| it.2 == "open").collect();
    assert_eq!(open.len(), 1, "{open:?}");
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn a_chain_of_forwards_in_time_does_not_lose_the_told_day(app: &TestApp) {
    let mut life = filed(app).await;
    pass(&mut life, "TN.STNMT", "TN.SYT", "2024-10-22").await;
    // In time for the second unit, and the day that the reporter was told.
    pass(&mut life, "TN.SYT", "TN.SXD", "2024-10-29").await;

    let owed: Vec<_> = answers(&life).await.into_iter().filter(|it| it.2 == "open").collect();
    assert_eq!(owed.len(), 2, "whoever passes it on on that day owes the answer still: {owed:?}");
    let shown =
        app.get(&format!("/api/v1/cases/{}", life.id)).bearer(&app.inspector().await).send().await;
    assert_eq!(shown.str("/next_due_on"), "2024-11-05", "the accept and forward of its holder");
}

#[apply(on_both_apps)]
async fn a_friends_refusal_frees_nobody_who_kept_the_case_too_long(app: &TestApp) {
    let mut life = filed(app).await;
    pass(&mut life, "TN.STNMT", "TN.SYT", "2024-10-23").await;
    let officer = app.officer("TN.SYT").await;
    let decline = json!({"command": "decline", "ground": "not_in_scope", "text": "Không thuộc phạm vi giải quyết."});
    life.step(&officer, decline).await;
    life.say("review", json!({"text": "Hồ sơ của tôi vẫn trễ hẹn; xin xem xét lại."})).await;

    let kept = line("TN.STNMT", "2024-10-29", "open", false);
    assert!(answers(&life).await.contains(&kept), "{:?}", answers(&life).await);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

/// What an inspector finds on a day of the forward of 16 October that was wrong: its sender's figures a month later.
async fn costs(app: &TestApp, decided_on: &str) -> Value {
    let mut life = filed(app).await;
    pass(&mut life, "TN.STNMT", "TN.SYT", "2024-10-16").await;
    let officer = app.officer("TN.SYT").await;
    let dispute =
        json!({"command": "dispute_competence", "to": "TN.STP", "text": "Không thuộc thẩm quyền."});
    life.step(&officer, dispute).await;
    app.set(&format!("{decided_on}T02:00:00Z"));
    app.worker.tick().await.unwrap();
    life.look().await;
    let settle = json!({"command": "settle_dispute", "upheld": true, "wrong_forward": true, "text": "Căn cứ chức năng."});
    life.step(&app.inspector().await, settle).await;
    app.set("2024-12-02T02:00:00Z");
    app.worker.tick().await.unwrap();
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
    let path = "/api/v1/movements/plan-577-2024/scores/TN.STNMT";
    let score = app.get(path).bearer(&app.inspector().await).send().await;
    let line = &score.body["lines"][0]["line"];
    json!([line["opened"], line["met"], line["missed"], line["released"], line["wrong_forwards"]])
}

#[apply(on_both_apps)]
async fn a_wrong_forward_costs_the_same_before_the_told_day(app: &TestApp) {
    assert_eq!(costs(app, "2024-10-28").await, json!([1, 0, 1, 0, 1]));
}

#[apply(on_both_apps)]
async fn a_wrong_forward_costs_the_same_after_the_told_day(app: &TestApp) {
    assert_eq!(costs(app, "2024-10-30").await, json!([1, 0, 1, 0, 1]));
}

//! An answer that says nothing is none: the duty stays.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback};
use crate::followed::Life;
use crate::on_both_apps;

fn answer(text: &str) -> Value {
    json!({"command": "answer", "outcome": "founded", "text": text})
}

#[apply(on_both_apps)]
async fn an_answer_that_says_nothing_is_refused_and_the_duty_stays(app: &TestApp) {
    let report = feedback();
    let (mut life, _) = Life::file(app, &report).await;
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    let owed = life.owed().await;
    let own = report["text"].as_str().unwrap();
    for (text, code) in [
        ("\u{3164}\u{3164}", "empty"),
        ("\u{200B}\u{2800}\u{FE0F}", "empty"),
        ("...", "no_words"),
        ("Đã trả lời.", "says_nothing"),
        ("Rõ. Rõ. Rõ. Rõ. Rõ. Rõ.", "says_nothing"),
        (own, "says_nothing"),
        (&own.to_uppercase(), "says_nothing"),
    ] {
        let reply = app.command(&officer, &life.id, life.version, &answer(text)).await;
        assert_eq!(reply.status, 422, "{text} {}", reply.body);
        assert_eq!(reply.body["errors"][0]["code"], code, "{text}");
        assert_eq!(reply.body["errors"][0]["pointer"], "/text");
    }
    assert_eq!(life.owed().await, owed);

    life.step(&officer, answer("Sở xin lỗi và trả kết quả trong chiều nay.")).await;
    assert_eq!(life.state().await, "answered");
}

#[apply(on_both_apps)]
async fn what_was_remedied_is_said(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    let mut body = answer("Sở xin lỗi và trả kết quả trong chiều nay.");
    body["outcome"] = json!("remedied");

    assert_eq!(life.refused(&officer, body.clone()).await, "remedy_needed");
    body["remedy"] = json!("Trả kết quả ngay trong ngày.");
    life.step(&officer, body).await;
}

#[apply(on_both_apps)]
async fn the_clock_stands_still_for_the_reporter_only_while_a_question_is_open(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    let owed = life.owed().await;
    let suspend =
        json!({"command": "suspend", "ground": "waiting_for_reporter", "text": "Chờ bổ sung."});

    assert_eq!(life.refused(&officer, suspend).await, "pause_not_allowed");
    assert_eq!(life.owed().await, owed);
}

//! What a hostile reader of the lifecycle found: each would come back without its test.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::on_both_apps;

async fn case(app: &TestApp) -> (String, String, String) {
    let filed = app.file(&feedback()).await;
    let inspector = app.inspector().await;
    let id = app.case_of(&inspector, filed.str("/number")).await;
    (id, filed.str("/receipt").to_owned(), inspector)
}

fn words(command: &str) -> Value {
    json!({"command": command, "text": "Nội dung bằng chữ."})
}

async fn done(app: &TestApp, token: &str, case: &str, version: i32, body: Value) {
    let reply = app.command(token, case, version, &body).await;
    assert_eq!(reply.status, 200, "{body} {}", reply.body);
}

#[apply(on_both_apps)]
async fn whoever_pressed_a_reporter_to_withdraw_does_not_learn_what_was_said(app: &TestApp) {
    let (case, receipt, inspector) = case(app).await;
    let officer = app.officer("TN.STNMT").await;
    app.worker.tick().await.unwrap();
    app.mail.take();

    let body = json!({"text": "Họ đe dọa tôi phải rút đơn.", "under_pressure": true});
    let call = app.post("/api/v1/report/withdrawal", &body).receipt(&receipt).key(&app.key());
    assert_eq!(call.send().await.status, 200);
    app.worker.tick().await.unwrap();

    assert!(app.mail.take().is_empty(), "nobody is told of a case that goes on");
    let path = format!("/api/v1/cases/{case}/events");
    let unit = app.get(&path).bearer(&officer).send().await;
    assert!(!unit.text.contains("đe dọa") && !unit.text.contains("goes_on"), "{}", unit.text);
    let seen = app.get(&path).bearer(&inspector).send().await;
    assert!(seen.text.contains("đe dọa") && seen.text.contains("\"goes_on\":true"));
}

#[apply(on_both_apps)]
async fn that_a_body_is_consulted_is_seen_by_inspectors_only(app: &TestApp) {
    let (case, receipt, inspector) = case(app).await;
    let officer = app.officer("TN.STNMT").await;
    done(app, &inspector, &case, 1, words("note_criminal_signs")).await;
    done(app, &inspector, &case, 2, json!({"command": "consult", "to": "TN.STP"})).await;

    let told = app.track(&receipt).await;
    let events = app.get(&format!("/api/v1/cases/{case}/events")).bearer(&officer).send().await;
    let owed = app.get(&format!("/api/v1/cases/{case}/obligations")).bearer(&officer).send().await;
    for reply in [&told, &events, &owed] {
        assert!(
            !reply.text.contains("consult") && !reply.text.contains("TN.STP"),
            "{}",
            reply.text
        );
    }
    let own = app.get(&format!("/api/v1/cases/{case}/obligations")).bearer(&inspector).send().await;
    assert!(own.text.contains("\"consult\""));
}

#[apply(on_both_apps)]
async fn an_unmerged_case_owes_what_the_merge_released_and_nothing_older(app: &TestApp) {
    let (case_id, receipt, _) = case(app).await;
    let (other, _, _) = case(app).await;
    let officer = app.officer("TN.STNMT").await;
    done(app, &officer, &case_id, 1, json!({"command": "accept"})).await;
    done(
        app,
        &officer,
        &case_id,
        2,
        json!({"command": "merge_into", "into": other, "text": "Trùng nội dung."}),
    )
    .await;
    done(app, &officer, &case_id, 3, words("unmerge")).await;

    let told = app.track(&receipt).await;
    let owed = told.body["obligations"].as_array().unwrap();
    let open: Vec<_> = owed
        .iter()
        .filter(|one| one["status"] == "open")
        .map(|one| one["step"].as_str().unwrap())
        .collect();
    assert_eq!((told.str("/state"), open), ("accepted", vec!["answer"]));
    assert!(app.desk.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn the_ledger_still_proves_itself_after_a_requalification(app: &TestApp) {
    let (case, receipt, inspector) = case(app).await;
    let officer = app.officer("TN.STNMT").await;
    let other = json!({"command": "requalify", "kind": "front_demand", "text": "Xác định lại."});
    done(app, &inspector, &case, 1, other).await;
    done(app, &officer, &case, 2, json!({"command": "accept"})).await;
    done(
        app,
        &officer,
        &case,
        3,
        json!({"command": "answer", "outcome": "founded", "text": "Trả lời."}),
    )
    .await;
    let returned = json!({"command": "return_answer", "ground": "generic", "text": "Trả lời lại."});
    done(app, &inspector, &case, 4, returned).await;

    assert_eq!(app.track(&receipt).await.str("/kind"), "front_demand");
    assert!(app.desk.verify_ledger(|_| {}).unwrap().agrees());
}

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
async fn a_conflict_of_interest_hides_letters_and_recommendations_too(app: &TestApp) {
    let (one, other) = (app.inspector().await, app.inspector().await);
    let urging = json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo kết quả."});
    let sent = app.post("/api/v1/urgings", &urging).bearer(&other).key(&app.key()).send().await;
    let advice = json!({
        "unit": "TN.STNMT", "document": "30/KL-TTr", "document_on": "2024-09-01",
        "text": "Niêm yết lại thủ tục.", "due_on": "2024-10-31",
    });
    let advised =
        app.post("/api/v1/recommendations", &advice).bearer(&other).key(&app.key()).send().await;
    assert_eq!((sent.status, advised.status), (201, 201), "{} {}", sent.body, advised.body);
    let conflict = json!({"unit": "TN.STNMT", "until": "2026-09-30"});
    app.post("/api/v1/conflicts", &conflict).bearer(&one).send().await;

    for path in ["urgings", "recommendations"] {
        let count = async |token: &str| {
            let list = app.get(&format!("/api/v1/{path}")).bearer(token).send().await;
            list.body["items"].as_array().unwrap().len()
        };
        assert_eq!((count(&one).await, count(&other).await), (0, 1), "{path}");
    }
    let close = format!("/api/v1/urgings/{}/close", sent.str("/id"));
    let close = app.post(&close, &json!({})).bearer(&one).key(&app.key()).if_match(1).send().await;
    let done = format!("/api/v1/recommendations/{}/completion", advised.str("/id"));
    let note = json!({"note": "Đã niêm yết."});
    let done = app.post(&done, &note).bearer(&one).key(&app.key()).if_match(1).send().await;
    assert_eq!((close.status, done.status), (404, 404));
}

#[apply(on_both_apps)]
async fn what_came_to_the_desk_is_the_persons_own_once_activated(app: &TestApp) {
    let clerk = app.staff(liemchinh::domain::actor::Role::Reception, Some("TN.VP")).await;
    let body = with(feedback(), &json!({"filed_via": "desk_call"}));
    let slip = app.post("/api/v1/desk/reports", &body).bearer(&clerk).key(&app.key()).send().await;
    let slip = slip.str("/receipt").to_owned();
    let own = liemchinh::domain::receipt::Receipt::from_bytes(
        *b"\x51\xd2\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x22",
    )
    .to_text();

    for _ in 0..2 {
        let call = app.post("/api/v1/report/activation", &json!({"receipt": own})).receipt(&slip);
        assert_eq!(call.send().await.status, 200, "also when it is sent again");
    }

    assert_eq!(app.track(&slip).await.status, 404, "the desk's slip opens nothing any more");
    assert_eq!(app.track(&own).await.str("/state"), "received");
}

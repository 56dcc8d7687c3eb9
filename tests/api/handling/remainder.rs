//! What is not referred goes on as a case of its own, with the days, the words and the figures of the first.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback};
use crate::followed::Life;
use crate::handling::referral::{REST, open, read, refer, referred};
use crate::on_both_apps;
use crate::steps::{give, must};

#[apply(on_both_apps)]
async fn what_is_not_referred_goes_on_with_the_same_days_number_apart_to_its_end(app: &TestApp) {
    let (mut life, filed) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    let before = app.track(&life.receipt).await;
    app.worker.tick().await.unwrap();
    app.mail.take();
    app.set("2024-10-18T02:00:00Z");
    let inspector = app.inspector().await;
    let mut rest = referred(&mut life, &inspector, REST).await;
    app.worker.tick().await.unwrap();

    let told = app.track(&life.receipt).await;
    assert_eq!((told.str("/state"), told.str("/number")), ("referred", filed.str("/number")));
    let linked = &told.body["linked"][0];
    assert_eq!(
        (&linked["state"], &linked["received_on"]),
        (&json!("accepted"), &json!("2024-10-15"))
    );
    assert_ne!(linked["number"], told.body["number"]);
    let held = |case: &Value| {
        (
            case["custody"][0]["reason"].clone(),
            case["custody"][0]["from"].clone(),
            case["custody"][0]["until"].clone(),
        )
    };
    assert_eq!(held(&told.body), (json!("received"), json!("2024-10-15"), json!("2024-10-18")));
    assert_eq!(held(linked), (json!("continued"), json!("2024-10-18"), Value::Null));
    assert_eq!(open(linked), open(&before.body), "nobody gains a day, and no told day moves");
    assert_eq!(open(linked), ["answer 2024-10-29 2024-10-29"]);
    assert!(open(&told.body).is_empty(), "what bodies owe each other is not told: {}", told.body);
    assert!(!told.text.contains("procuracy") && !told.text.contains("Viện kiểm sát"));
    let mails: Vec<_> = app
        .mail
        .take()
        .iter()
        .map(|mail| {
            (mail.to.as_str().to_owned(), mail.body.contains(linked["number"].as_str().unwrap()))
        })
        .collect();
    assert!(mails.contains(&("thu@dan.example".to_owned(), true)), "{mails:?}");
    assert!(
        mails.iter().all(|(to, _)| to != "tn-stnmt@tayninh.example"),
        "a mail would be the warning: {mails:?}"
    );

    let whole = read(app, &inspector, &life.id).await;
    let part = read(app, &inspector, &rest.id).await;
    assert_eq!(
        (whole.str("/linked"), part.str("/linked_from")),
        (rest.id.as_str(), life.id.as_str())
    );
    assert_eq!(
        (part.str("/remaining"), part.str("/report/text")),
        (REST, feedback()["text"].as_str().unwrap())
    );
    assert_eq!(part.str("/report/contact/email"), "thu@dan.example");
    assert!(whole.body.get("remaining").is_none());

    let officer = app.officer("TN.STNMT").await;
    rest.step(
        &officer,
        json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Đã trả kết quả."}),
    )
    .await;
    app.worker.tick().await.unwrap();
    assert!(
        app.mail.take().iter().any(|mail| mail.to.as_str() == "thu@dan.example"),
        "the reporter hears of the answer"
    );
    let confirmed = rest.say("confirmation", json!({})).await;
    assert_eq!(confirmed.str("/linked/0/state"), "closed");
    let again = app
        .post("/api/v1/report/reopening", &json!({"text": "Chưa xong."}))
        .receipt(&life.receipt)
        .key(&app.key())
        .send()
        .await;
    assert_eq!((again.status, again.str("/linked/0/state")), (200, "accepted"), "{}", again.body);
}

#[apply(on_both_apps)]
async fn the_ledger_counts_one_filing_and_what_was_late_once(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    app.set("2024-10-31T02:00:00Z");
    let inspector = app.inspector().await;
    let mut rest = referred(&mut life, &inspector, REST).await;
    app.worker.tick().await.unwrap();

    let told = app.track(&life.receipt).await;
    let late = &told.body["linked"][0]["obligations"][0];
    assert_eq!((&late["missed_on"], &late["overdue"]), (&json!("2024-10-30"), &json!(true)));
    let officer = app.officer("TN.STNMT").await;
    rest.version =
        i32::try_from(read(app, &inspector, &rest.id).await.body["version"].as_i64().unwrap())
            .unwrap();
    assert_eq!(rest.version, 1, "nothing is missed a second time");
    rest.step(&officer, json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Trả lời."}))
        .await;
    let verified = app.service.verify_ledger(|_| {}).unwrap();
    assert!(verified.agrees(), "{verified:?}");
    // One filed, one opened, one missed; an answer in time would have been a second one opened.
    assert_eq!(verified.entries, 3);
}

#[apply(on_both_apps)]
async fn a_duty_in_time_is_released_and_opened_so_that_figures_still_add_up(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    referred(&mut life, &inspector, REST).await;

    let verified = app.service.verify_ledger(|_| {}).unwrap();
    assert!(verified.agrees(), "{verified:?}");
    assert_eq!(verified.entries, 4, "filed once, opened twice, released once");
    let admin = app.staff(Role::Administrator, None).await;
    let rules = app.get("/api/v1/routing-rules").bearer(&admin).send().await;
    let first = &rules.body["items"][0];
    let path =
        format!("/api/v1/routing-rules/{}/end?dry_run=true", first["code"].as_str().unwrap());
    let version = i32::try_from(first["version"].as_i64().unwrap()).unwrap();
    let tried = app
        .post(&path, &json!({"valid_to": "2024-10-31"}))
        .bearer(&admin)
        .if_match(version)
        .send()
        .await;
    assert_eq!(tried.body["effect"]["examined"], 1, "the rest was never routed: {}", tried.body);
}

#[apply(on_both_apps)]
async fn what_was_referred_is_over_and_the_receipt_speaks_to_the_rest(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let (mut twin, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    let press = json!({"text": "Họ ép tôi.", "under_pressure": true});
    let (key, receipt) = (app.key(), life.receipt.clone());
    let withdraw = || app.post("/api/v1/report/withdrawal", &press).receipt(&receipt).key(&key);
    assert_eq!(withdraw().send().await.status, 200);
    life.version = 2;
    let mut rest = referred(&mut life, &inspector, REST).await;

    let again = withdraw().send().await;
    assert_eq!((again.status, again.headers.contains_key("idempotency-replayed")), (200, true));
    assert_eq!(
        read(app, &inspector, &rest.id).await.body["version"],
        1,
        "said before the referral, said once"
    );
    let merge = json!({"command": "merge_into", "into": life.id, "text": "Trùng nội dung."});
    assert_eq!(twin.refused(&inspector, merge.clone()).await, "merge_target");
    assert_eq!(rest.refused(&inspector, merge).await, "merge_target");
    assert_eq!(
        life.refused(&inspector, json!({"command": "unmerge", "text": "Tách."})).await,
        "case_is_over"
    );
    assert_eq!(life.refused(&inspector, refer(Some(REST))).await, "case_is_over");
    assert_eq!(
        rest.refused(&inspector, refer(None)).await,
        "no_signs",
        "new signs need a note of their own"
    );
    let reopen = app
        .post("/api/v1/report/reopening", &json!({"text": "Chưa."}))
        .receipt(&life.receipt)
        .key(&app.key());
    assert_eq!(
        reopen.send().await.str("/reason"),
        "not_answered",
        "it reaches the rest, which has no answer"
    );

    twin.step(
        &inspector,
        json!({"command": "merge_into", "into": rest.id, "text": "Trùng nội dung."}),
    )
    .await;
    let officer = app.officer("TN.STNMT").await;
    rest.step(&officer, json!({"command": "accept"})).await;
    let mut last = referred(&mut rest, &inspector, "Chỉ còn thái độ.").await;
    let asked = last.step(&officer, json!({"command": "ask_reporter", "text": "Quầy nào?"})).await;
    assert_eq!(asked.str("/case/state"), "awaiting_reporter");
    let replied = last.say("messages", json!({"text": "Quầy số 3."})).await;
    let states: Vec<_> = replied.body["linked"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["state"].as_str().unwrap())
        .collect();
    assert_eq!((replied.str("/state"), states), ("referred", vec!["referred", "accepted"]));
    assert_eq!(
        read(app, &inspector, &last.id).await.str("/report/text"),
        feedback()["text"].as_str().unwrap(),
        "the words stay in one place"
    );
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

fn answer() -> Value {
    json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Đã trả kết quả."})
}

#[apply(on_both_apps)]
async fn an_answer_that_is_returned_in_the_rest_is_owed_again_by_its_day(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    must(app, &officer, &life.id, json!({"command": "accept"})).await;
    must(app, &officer, &life.id, answer()).await;
    life.look().await;
    let rest = referred(&mut life, &inspector, REST).await;

    let back =
        json!({"command": "return_answer", "ground": "incomplete", "text": "Chưa đúng nội dung."});
    let back = give(app, &inspector, &rest.id, back).await;
    assert_eq!(back.status, 200, "{}", back.body);

    let owed =
        app.get(&format!("/api/v1/cases/{}/obligations", rest.id)).bearer(&inspector).send().await;
    let open: Vec<_> = owed.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["status"] == "open")
        .map(|one| format!("{} {}", one["step"].as_str().unwrap(), one["due_on"].as_str().unwrap()))
        .collect();
    assert_eq!(open, ["answer 2024-10-29"]);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn a_published_answer_goes_on_with_the_rest_and_names_nobody_there(app: &TestApp) {
    let (mut life, filed) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    must(app, &officer, &life.id, json!({"command": "accept"})).await;
    must(app, &officer, &life.id, answer()).await;
    let publish = |text: &str| json!({"command": "publish_answer", "question": "Vì sao hồ sơ bị trễ?", "text": text});
    must(app, &inspector, &life.id, publish("Hồ sơ đã được trả.")).await;
    life.look().await;
    let rest = referred(&mut life, &inspector, REST).await;
    let whole = give(
        app,
        &inspector,
        &life.id,
        json!({"command": "withdraw_publication", "text": "Sửa lại."}),
    )
    .await;
    assert_eq!(whole.status, 409, "the text is the rest's: {}", whole.body);
    let shown = async || {
        app.get("/api/v1/public-answers").send().await.body["items"].as_array().unwrap().len()
    };
    assert_eq!(shown().await, 1);

    must(app, &inspector, &rest.id, json!({"command": "withdraw_publication", "text": "Sửa lại."}))
        .await;
    assert_eq!(shown().await, 0);
    let name = feedback()["contact"]["name"].as_str().unwrap().to_owned();
    for text in
        [format!("Bà {name} đã nhận kết quả."), format!("Xem vụ việc {}.", filed.str("/number"))]
    {
        let refused = give(app, &inspector, &rest.id, publish(&text)).await;
        assert_eq!(refused.status, 422, "{text} {}", refused.body);
    }
    let reopened = app
        .post("/api/v1/report/reopening", &json!({"text": "Chưa xong."}))
        .receipt(&life.receipt)
        .key(&app.key())
        .send()
        .await;
    assert_eq!(reopened.status, 200, "{}", reopened.body);
}

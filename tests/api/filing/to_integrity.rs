//! A bribe that was told under another kind is made a tip by its reporter before the unit knows of it; nothing stays behind.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::client::Reply;
use crate::filing::secrecy::{dump, holds};
use crate::followed::Life;
use crate::on_both_holding_apps;
use crate::steps::say;

const WORDS: &str = "CANARYWORDS7 cán bộ ở quầy vòi hai trăm nghìn đồng.";

fn told_in_words() -> Value {
    with(
        feedback(),
        &json!({
            "category": "harassment", "text": WORDS,
            "contact": {"name": "Canaryname Bảy", "phone": "0900 000 077", "email": "canarymail7@dan.example"},
        }),
    )
}

async fn moved(app: &TestApp, receipt: &str) -> Reply {
    say(app, "to-integrity", receipt, json!({"bribe": {"fact": "asked", "amount_vnd": 200_000}}))
        .await
}

#[apply(on_both_holding_apps)]
async fn a_report_becomes_a_tip_under_the_same_receipt_and_by_the_same_days(app: &TestApp) {
    let (life, filed) = Life::file(app, &told_in_words()).await;
    let received = filed.str("/received_on").to_owned();
    say(app, "additions", &life.receipt, json!({"text": "CANARYMORE7 việc xảy ra ở quầy số ba."}))
        .await;

    let tip = moved(app, &life.receipt).await;

    assert_eq!(
        (tip.status, tip.str("/channel"), tip.str("/kind")),
        (200, "integrity", "corruption_tip"),
        "{}",
        tip.body
    );
    assert_eq!(tip.str("/received_on"), received);
    assert_eq!(tip.body.get("number"), None);
    assert_eq!(app.track(&life.receipt).await.str("/channel"), "integrity");
    let inspector = app.inspector().await;
    let queue = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let found = queue.body["items"][0].clone();
    assert_eq!(
        (found["category"].clone(), queue.body["items"].as_array().unwrap().len()),
        (json!("money_or_gift"), 1)
    );
    let (id, version) =
        (found["id"].as_str().unwrap(), i32::try_from(found["version"].as_i64().unwrap()).unwrap());
    assert_eq!(app.assign(&inspector, id, version).await.status, 200);
    let read = app.get(&format!("/api/v1/cases/{id}")).bearer(&inspector).send().await;
    assert_eq!(read.str("/report/text"), WORDS);
    assert_eq!(read.str("/report/bribe/fact"), "asked");
    let events = app.get(&format!("/api/v1/cases/{id}/events")).bearer(&inspector).send().await;
    assert!(events.text.contains("CANARYMORE7"), "the thread goes along: {}", events.body);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_holding_apps)]
async fn nothing_of_it_stays_in_the_database_or_its_log_in_clear(app: &TestApp) {
    let (life, filed) = Life::file(app, &told_in_words()).await;
    say(app, "additions", &life.receipt, json!({"text": "CANARYMORE7 việc xảy ra ở quầy số ba."}))
        .await;
    app.service.read_terms(10).await.unwrap();
    let before = dump(app);
    let found = ["CANARYWORDS7", "canarywords7"].map(|canary| holds(&before, canary));
    assert_eq!(found, [true, true], "or the search finds nothing");

    assert_eq!(moved(app, &life.receipt).await.status, 200);

    let left = dump(app);
    let number = filed.str("/number").to_owned();
    for canary in
        ["CANARYWORDS7", "canarywords7", "CANARYMORE7", "Canaryname", "canarymail7", &number]
    {
        assert!(!holds(&left, canary), "{canary} stays");
    }
    app.worker.tick().await.unwrap();
    for mail in app.mail.take() {
        assert!(!mail.body.contains(&number) && !mail.body.contains("CANARY"), "{}", mail.body);
    }
}

#[apply(on_both_holding_apps)]
async fn for_the_unit_it_is_as_if_nothing_had_been_filed(app: &TestApp) {
    let look = async || {
        let officer = app.officer("TN.STNMT").await;
        let mut seen = Vec::new();
        for path in [
            "/api/v1/cases?count=true",
            "/api/v1/statistics?from=2024-10&to=2024-10&unit=TN.STNMT",
            "/api/v1/movements/plan-577-2024/scores/TN.STNMT",
            "/api/v1/apologies",
        ] {
            seen.push(app.get(path).bearer(&officer).send().await.text);
        }
        seen
    };
    let before = look().await;
    for _ in 0..20 {
        let (life, _) = Life::file(app, &told_in_words()).await;
        assert_eq!(moved(app, &life.receipt).await.status, 200);
    }
    app.set("2024-10-15T03:00:00Z");
    app.worker.tick().await.unwrap();

    let mails = app.mail.take();
    assert_eq!(mails.iter().filter(|mail| mail.to.as_str().contains("stnmt")).count(), 0);
    assert_eq!(look().await, before);
}

#[apply(on_both_holding_apps)]
async fn once_the_unit_knows_of_it_the_reporter_cannot_take_it_away(app: &TestApp) {
    let (life, _) = Life::file(app, &told_in_words()).await;
    app.set("2024-10-15T02:30:00Z");
    app.worker.tick().await.unwrap();

    let late = moved(app, &life.receipt).await;

    assert_eq!((late.status, late.str("/reason")), (409, "reached_unit"));
    assert_eq!(app.track(&life.receipt).await.str("/channel"), "service");
}

#[apply(on_both_holding_apps)]
async fn a_repetition_moves_nothing_twice_and_a_wrong_category_moves_nothing(app: &TestApp) {
    let (life, _) = Life::file(app, &told_in_words()).await;
    let wrong = say(app, "to-integrity", &life.receipt, json!({"category": "late"})).await;
    assert_eq!(wrong.faults(), ["/category no_such_category"]);
    assert_eq!(app.track(&life.receipt).await.str("/channel"), "service");
    let (key, body) = (app.key(), json!({}));
    let send = || app.post("/api/v1/report/to-integrity", &body).receipt(&life.receipt).key(&key);

    let (first, again) = (send().send().await, send().send().await);

    assert_eq!((first.status, again.status), (200, 200), "{}", again.body);
    assert!(again.headers.contains_key("idempotency-replayed"));
    let other = moved(app, &life.receipt).await;
    assert_eq!((other.status, other.str("/reason")), (409, "kind_not_possible"));
}

//! Who held a case from when to when, as staff and as reporters read it.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip};
use crate::on_both_apps;

fn forward(to: &str) -> Value {
    json!({"command": "forward", "to": to, "text": "Chuyển đúng thẩm quyền."})
}

/// The interval without what its own tests look at.
fn interval(one: &Value) -> Value {
    json!([
        one["unit"]["code"],
        one["from"],
        one["until"],
        one["reason"],
        one["days"],
        one["working_days"]
    ])
}

fn intervals(body: &Value) -> Vec<Value> {
    body["custody"].as_array().unwrap().iter().map(interval).collect()
}

#[apply(on_both_apps)]
async fn each_unit_answers_for_its_own_days_and_for_what_was_late_in_them(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let receipt = filed.str("/receipt");
    let inspector = app.inspector().await;
    let case = app.case_of(&inspector, filed.str("/number")).await;
    let fresh = app.track(receipt).await;
    assert_eq!(intervals(&fresh.body), [json!(["TN.STNMT", "2024-10-15", null, "received", 0, 0])]);
    assert_eq!(fresh.body["hops"], 0);

    // The day after the last one for forwarding (22/10), by the sender.
    app.set("2024-10-23T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;
    assert_eq!(app.command(&officer, &case, 1, &forward("TN.SYT")).await.status, 200);
    app.set("2024-10-28T02:00:00Z");
    let holder = app.officer("TN.SYT").await;

    let seen = app.get(&format!("/api/v1/cases/{case}")).bearer(&holder).send().await;
    let told = app.track(receipt).await;

    let expected = [
        json!(["TN.STNMT", "2024-10-15", "2024-10-23", "received", 8, 6]),
        json!(["TN.SYT", "2024-10-23", null, "forwarded", 5, 3]),
    ];
    for reply in [&seen, &told] {
        assert_eq!(intervals(&reply.body), expected, "{}", reply.body);
        assert_eq!(reply.body["hops"], 1);
        let late = json!([{"step": "forward", "due_on": "2024-10-22", "late_on": "2024-10-23"}]);
        assert_eq!(reply.body["custody"][0]["late"], late);
        assert_eq!(reply.body["custody"][1]["late"], json!([]));
    }
    let page = app.get("/api/v1/cases").bearer(&holder).send().await;
    assert!(page.body["items"][0].get("custody").is_none(), "a queue says where it is now");
}

#[apply(on_both_apps)]
async fn a_closed_case_is_held_by_nobody_until_it_is_reopened(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let receipt = filed.str("/receipt");
    let officer = app.officer("TN.STNMT").await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    app.command(&officer, &case, 1, &json!({"command": "accept"})).await;
    app.command(
        &officer,
        &case,
        2,
        &json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Trả lời."}),
    )
    .await;
    let say = async |what: &str, body: Value| {
        let call = app.post(&format!("/api/v1/report/{what}"), &body).receipt(receipt);
        let reply = call.key(&app.key()).send().await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        intervals(&reply.body)
    };
    app.set("2024-10-16T02:00:00Z");
    let over = say("confirmation", json!({})).await;
    app.set("2024-10-18T02:00:00Z");
    let again = say("reopening", json!({"text": "Chưa thỏa đáng."})).await;

    assert_eq!(over, [json!(["TN.STNMT", "2024-10-15", "2024-10-16", "received", 1, 1])]);
    assert_eq!(
        again,
        [
            json!(["TN.STNMT", "2024-10-15", "2024-10-16", "received", 1, 1]),
            json!(["TN.STNMT", "2024-10-18", null, "reopened", 0, 0]),
        ]
    );
}

#[apply(on_both_apps)]
async fn who_holds_a_tip_is_told_to_nobody_but_its_inspector(app: &TestApp) {
    let filed = app.file(&tip()).await;
    let (taker, other) = (app.inspector().await, app.inspector().await);
    let page = app.get("/api/v1/cases?channel=integrity").bearer(&taker).send().await;
    let case = page.str("/items/0/id").to_owned();
    let path = format!("/api/v1/cases/{case}");
    let unopened = app.get(&path).bearer(&other).send().await;
    app.assign(&taker, &case, 1).await;
    let opened = app.get(&path).bearer(&taker).send().await;
    app.set("2024-10-17T02:00:00Z");
    let taker = app.inspector().await;
    app.assign(&taker, &case, 2).await;
    assert_eq!(app.command(&taker, &case, 3, &forward("H53")).await.status, 200);

    let told = app.track(filed.str("/receipt")).await;
    let accused = app.officer("TN.STNMT").await;

    assert!(unopened.body.get("custody").is_none());
    assert_eq!(intervals(&opened.body), [json!(["TN.TTT", "2024-10-15", null, "received", 0, 0])]);
    assert_eq!(
        intervals(&told.body),
        [
            json!([null, "2024-10-15", "2024-10-17", "received", 2, 2]),
            json!([null, "2024-10-17", null, "forwarded", 0, 0]),
        ]
    );
    assert!(!told.text.contains("TN.TTT") && !told.text.contains("H53"), "{}", told.text);
    assert_eq!(app.get(&path).bearer(&accused).send().await.status, 404);
}

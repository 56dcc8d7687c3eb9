//! Steps on a case that tests of many subjects take.

use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::client::Reply;

/// A command at the version that `token` sees.
pub async fn give(app: &TestApp, token: &str, case: &str, body: Value) -> Reply {
    let now = app.get(&format!("/api/v1/cases/{case}")).bearer(token).send().await;
    let version = i32::try_from(now.body["version"].as_i64().unwrap()).unwrap();
    app.command(token, case, version, &body).await
}

/// As [`give`], and it must be taken.
pub async fn must(app: &TestApp, token: &str, case: &str, body: Value) -> Reply {
    let reply = give(app, token, case, body.clone()).await;
    assert_eq!(reply.status, 200, "{body} {}", reply.body);
    reply
}

pub fn consult() -> Value {
    json!({"command": "consult", "to": "TN.STP"})
}

/// A report that `token` types in at the desk.
pub async fn typed(app: &TestApp, token: &str, changes: &Value) -> Reply {
    let body = with(with(feedback(), &json!({"filed_via": "desk_call"})), changes);
    let call = app.post("/api/v1/desk/reports", &body).bearer(token).key(&app.key());
    let filed = call.send().await;
    assert_eq!(filed.status, 201, "{}", filed.body);
    filed
}

/// What the holder of the receipt does.
pub async fn say(app: &TestApp, what: &str, receipt: &str, body: Value) -> Reply {
    let path = format!("/api/v1/report/{what}");
    app.post(&path, &body).receipt(receipt).key(&app.key()).send().await
}

/// A command at this version, which must be taken.
pub async fn done(app: &TestApp, token: &str, case: &str, version: i32, body: Value) -> Reply {
    let reply = app.command(token, case, version, &body).await;
    assert_eq!(reply.status, 200, "{body} {}", reply.body);
    reply
}

pub fn answer(outcome: &str) -> Value {
    json!({"command": "answer", "outcome": outcome, "text": "Đơn vị đã kiểm tra và trả lời: Nội dung trả lời."})
}

/// Takes up and answers a report; returns its case.
pub async fn answered(app: &TestApp, token: &str, number: &str, outcome: &str) -> String {
    let case = app.case_of(token, number).await;
    done(app, token, &case, 1, json!({"command": "accept"})).await;
    done(app, token, &case, 2, answer(outcome)).await;
    case
}

/// A command that is nothing but words.
pub fn words(command: &str) -> Value {
    json!({"command": command, "text": "Nội dung bằng chữ."})
}

/// A new case: its id, the receipt, and an inspector.
pub async fn case(app: &TestApp) -> (String, String, String) {
    let filed = app.file(&feedback()).await;
    let inspector = app.inspector().await;
    let id = app.case_of(&inspector, filed.str("/number")).await;
    (id, filed.str("/receipt").to_owned(), inspector)
}

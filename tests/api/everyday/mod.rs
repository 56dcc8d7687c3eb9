//! What staff do all day with many cases: in whose hand they are, what is urged, which mails went out, who looks at what, which have one
//! cause, whom a note mentions.

mod announced;
mod at_once;
mod groups;
mod hands;
mod mails;
mod mentions;
mod presence;
mod unfilled;
mod urging_many;
mod whose_hand;

use liemchinh::harness::domain::Role;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip};
use crate::client::Reply;
use crate::coverage::bodies;
use crate::mail::outbox::sql;

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
const URGED: &str = "/api/v1/urgings/bulk";

async fn read(app: &TestApp, token: &str, path: &str) -> Reply {
    app.get(&format!("/api/v1/{path}")).bearer(token).send().await
}

/// The statuses of the items of an answer.
fn statuses(reply: &Reply) -> Vec<i64> {
    let items = reply.body["items"].as_array().unwrap_or_else(|| panic!("{}", reply.body));
    items.iter().map(|it| it["status"].as_i64().unwrap()).collect()
}

/// A member of each item of an answer.
fn each(reply: &Reply, pointer: &str) -> Vec<String> {
    let items = reply.body["items"].as_array().unwrap_or_else(|| panic!("{}", reply.body));
    let text = |it: &Value| it.pointer(pointer).and_then(Value::as_str).unwrap_or("-").to_owned();
    items.iter().map(text).collect()
}

/// Every answer of every operation here.
pub async fn every_answer(app: &TestApp) {
    groups::every_answer(app).await;
    let filed = app.file(&feedback()).await;
    app.file(&tip()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let admin = app.staff(Role::Administrator, None).await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    let sealed = read(app, &inspector, "cases?channel=integrity").await;
    let sealed = sealed.str("/items/0/id").to_owned();
    for what in ["mails", "presence"] {
        let of = |case: &str| format!("/api/v1/cases/{case}/{what}");
        for path in [of(&case), of(NOBODY), of(&sealed), format!("{}?x=1", of(&case))] {
            app.get(&path).bearer(&inspector).send().await;
        }
        app.get(&of(&case)).send().await;
        app.get(&of(&case)).bearer(&admin).send().await;
    }
    let path = format!("/api/v1/cases/{case}/presence");
    let put = |path: &str, body: &Value| app.put(path, body);
    put(&path, &json!({})).bearer(&officer).send().await;
    put(&path, &json!({"x": 1})).bearer(&officer).send().await;
    put(&format!("{path}?x=1"), &json!({})).bearer(&officer).send().await;
    put(&path.replace(&case, NOBODY), &json!({})).bearer(&officer).send().await;
    put(&path, &json!({"x": "x".repeat(300_000)})).bearer(&officer).send().await;
    put(&path, &json!({})).bearer(&officer).raw("text/plain", b"{}".to_vec()).send().await;
    put(&path, &json!({})).send().await;
    put(&path, &json!({})).bearer(&admin).send().await;
    let letters = json!({"targets": [{"unit": "TN.STNMT"}], "text": "Đề nghị báo cáo."});
    bodies(app, URGED, &inspector).await;
    app.post(URGED, &letters).key(&app.key()).send().await;
    app.post(URGED, &letters).bearer(&officer).key(&app.key()).send().await;
    app.post(URGED, &letters).bearer(&inspector).key(&app.key()).send().await;
    sql(
        app,
        "UPDATE outbox SET status = 'dead', settled_at = created_at \
         WHERE status = 'pending' AND recipient_kind = 'unit'",
    );
    let faults = read(app, &admin, "mail-faults").await;
    let path = format!("/api/v1/mail-faults/{}/resend", faults.str("/dead_letters/0/id"));
    bodies(app, &path, &admin).await;
    app.post(&path, &json!({})).key(&app.key()).send().await;
    app.post(&path, &json!({})).bearer(&officer).key(&app.key()).send().await;
    app.post(&path, &json!({})).bearer(&admin).key(&app.key()).send().await;
    let nobody = format!("/api/v1/mail-faults/{NOBODY}/resend");
    app.post(&nobody, &json!({})).bearer(&admin).key(&app.key()).send().await;
}

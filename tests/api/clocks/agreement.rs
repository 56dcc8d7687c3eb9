//! The calculator, the dry run and the life of a case tell the same days where the law changes.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::followed::Life;
use crate::on_both_apps;

/// Step, last day and article of each.
fn said<'a>(items: impl IntoIterator<Item = &'a Value>) -> Vec<String> {
    let of = |one: &'a Value| {
        let article = one.get("legal_ref").unwrap_or(&one["rule"]["legal_ref"]);
        format!("{} {} {}", one["step"], one["due_on"], article.as_str().unwrap())
    };
    let mut all: Vec<String> = items.into_iter().map(of).collect();
    all.sort();
    all
}

/// What the calculator says that `event` opens, and the last day of its `step`.
async fn calculated(app: &TestApp, body: &Value, event: &str, step: &str) -> (Vec<String>, String) {
    let reply = app.post("/api/v1/deadlines/preview", body).send().await;
    let items = reply.body["items"].as_array().unwrap().clone();
    let due = items.iter().find(|it| it["step"] == step).unwrap()["due_on"].clone();
    let opened = items.iter().filter(|it| it["rule"]["from_event"] == event);
    (said(opened), due.as_str().unwrap().to_owned())
}

/// What is owed on a case, as staff see it.
async fn owed(app: &TestApp, token: &str, id: &str) -> Vec<String> {
    let path = format!("/api/v1/cases/{id}/obligations");
    let reply = app.get(&path).bearer(token).send().await;
    said(reply.body["items"].as_array().unwrap().iter().filter(|it| it["status"] == "open"))
}

fn report(kind: &str) -> Value {
    let contact = json!({
        "name": "Trần Thị Thử", "phone": "0900 000 002", "address": "Số 1, đường Thử", "id_number": "072000000001",
    });
    let common = json!({"kind": kind, "unit": "TN.SYT", "sector": null, "contact": contact,
        "filed_via": "desk_visit", "signed": true});
    let of_kind = match kind {
        "complaint" => {
            json!({"category": "decision_or_act", "contested_act": "Quyết định 15/QĐ", "learned_on": "2024-10-02"})
        }
        "denunciation" => json!({"category": "harassment"}),
        _ => json!({}),
    };
    with(with(feedback(), &common), &of_kind)
}

async fn agree(app: &TestApp, kind: &str, day: &str) {
    app.set(&format!("{day}T02:00:00Z"));
    let clerk = app.staff(Role::Reception, Some("TN.TTT")).await;
    let body = report(kind);
    let dry = app.post("/api/v1/desk/reports?dry_run=true", &body).bearer(&clerk).send().await;
    let filed = app.post("/api/v1/desk/reports", &body).bearer(&clerk).key(&app.key()).send().await;
    assert_eq!(filed.status, 201, "{}", filed.body);
    let told = said(filed.body["obligations"].as_array().unwrap());
    assert_eq!(told, said(dry.body["obligations"].as_array().unwrap()), "{kind} {day}");
    let mut question = json!({"kind": kind, "received_on": day, "calendar_as_of": day});
    let (opened, _) = calculated(app, &question, "received", "accept").await;
    assert_eq!(told, opened, "{kind} {day} as filed");

    let mut life = Life::of(app, &filed).await;
    let denounced = kind == "denunciation";
    let worker =
        async || if denounced { app.inspector().await } else { app.officer("TN.SYT").await };
    let officer = worker().await;
    if denounced {
        life.take(&officer).await;
    }
    let kinds = app.get("/api/v1/kinds").send().await;
    let kinds = kinds.body["items"].as_array().unwrap();
    let spec = kinds.iter().find(|it| it["code"] == kind).unwrap();
    let criteria = spec["complexity"].as_array().unwrap().iter();
    let criteria: Vec<_> =
        criteria.filter(|it| it.get("step").is_none()).map(|it| it["code"].clone()).collect();
    if !criteria.is_empty() {
        let record =
            json!({"command": "record_complexity", "criteria": criteria, "text": "Biên bản."});
        let done = life.step(&officer, record).await;
        question["variant"] = done.body["case"]["variant"].clone();
    }
    let (opened, accept_by) = calculated(app, &question, "received", "accept").await;
    assert_eq!(owed(app, &officer, &life.id).await, opened, "{kind} {day} found complex");

    if denounced {
        return;
    }
    app.set(&format!("{accept_by}T02:00:00Z"));
    let officer = worker().await;
    life.step(&officer, json!({"command": "accept"})).await;
    let (opened, _) = calculated(app, &question, "accepted", "accept").await;
    let after = owed(app, &officer, &life.id).await;
    assert!(opened.iter().all(|one| after.contains(one)), "{kind} {day} accepted {after:?}");
}

#[apply(on_both_apps)]
async fn what_is_calculated_is_what_is_filed_and_lived_where_the_law_changes(app: &TestApp) {
    for day in ["2024-10-15", "2025-06-30", "2025-07-01", "2026-06-30", "2026-07-01", "2026-07-02"]
    {
        for kind in ["conduct_feedback", "complaint", "denunciation"] {
            agree(app, kind, day).await;
        }
    }
}

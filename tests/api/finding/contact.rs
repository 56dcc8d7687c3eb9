//! Cases by who left them: for those who may know the reporter, by whole values alone, and never without an entry in the access log.

use diesel::prelude::*;
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::client::Reply;
use crate::followed::Life;
use crate::on_both_apps;
use crate::rival::Count;

async fn search(app: &TestApp, token: &str, by: Value) -> Reply {
    app.post("/api/v1/cases/search-contact", &by).bearer(token).send().await
}

async fn numbers(app: &TestApp, token: &str, by: Value) -> Vec<String> {
    let reply = search(app, token, by).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    let items = reply.body["items"].as_array().unwrap();
    items.iter().map(|item| item["number"].as_str().unwrap().to_owned()).collect()
}

fn left(name: &str, phone: &str, email: &str) -> Value {
    json!({"contact": {"name": name, "phone": phone, "email": email}})
}

/// How many hashes there are.
fn kept(app: &TestApp) -> i64 {
    let query = "SELECT count(*) AS n FROM contact_terms";
    let count: Count = diesel::sql_query(query).get_result(&mut app.scratch.conn()).unwrap();
    count.n
}

#[apply(on_both_apps)]
async fn cases_are_found_by_a_whole_name_a_telephone_and_a_mailbox(app: &TestApp) {
    let inspector = app.inspector().await;
    let mut filed = Vec::new();
    for contact in [
        left("Trần Thị Thử", "0900 000 002", "hai@dan.example"),
        left("Trần Thị Thử", "0900 000 003", "ba@dan.example"),
        left("Trần Thị Thử Hai", "+84 900 000 002", "HAI+hoso@dan.example"),
    ] {
        filed.push(app.file(&with(feedback(), &contact)).await.str("/number").to_owned());
    }
    app.service.read_terms(100).await.unwrap();
    let of = |all: &[usize]| all.iter().map(|at| filed[*at].clone()).collect::<Vec<_>>();

    assert_eq!(numbers(app, &inspector, json!({"name": "tran thi thu"})).await, of(&[1, 0]));
    assert_eq!(numbers(app, &inspector, json!({"phone": "0900000002"})).await, of(&[2, 0]));
    assert_eq!(numbers(app, &inspector, json!({"email": "Hai@dan.example"})).await, of(&[2, 0]));
    assert_eq!(numbers(app, &inspector, json!({"name": "Trần Thị"})).await, [""; 0], "whole alone");
    for (odd, faults) in [
        (json!({}), ["/name required"]),
        (json!({"name": "Trần Thị Thử", "phone": "0900 000 002"}), ["/phone not_together"]),
    ] {
        let refused = search(app, &inspector, odd).await;
        assert_eq!((refused.status, refused.faults()), (422, faults.map(str::to_owned).to_vec()));
    }
}

#[apply(on_both_apps)]
async fn only_who_may_know_the_reporter_finds_by_who_reported(app: &TestApp) {
    let hidden = app.file(&feedback()).await.str("/number").to_owned();
    let claim = json!({
        "kind": "apology_request", "category": "no_apology", "dossier_code": "H53.05-241001-0012", "promised_on": "2024-10-08",
    });
    let shown = app.file(&with(feedback(), &claim)).await.str("/number").to_owned();
    let own = app.file(&with(feedback(), &json!({"unit": "TN.TTT"}))).await;
    assert_eq!(own.status, 201);
    app.service.read_terms(100).await.unwrap();
    let (officer, other) = (app.officer("TN.STNMT").await, app.officer("703").await);
    let inspector = app.inspector().await;
    let by = || json!({"phone": "0900 000 001"});

    assert_eq!(
        numbers(app, &officer, by()).await,
        [shown.as_str()],
        "what its kind shows to the unit"
    );
    assert_eq!(numbers(app, &other, by()).await, [""; 0]);
    assert_eq!(
        numbers(app, &inspector, by()).await,
        [shown, hidden],
        "none that is about the own body"
    );

    let head = app.staff(Role::InspectorateHead, Some("TN.TTT")).await;
    let log = app.get("/api/v1/access-log?limit=100").bearer(&head).send().await;
    let entries = log.body["items"].as_array().unwrap();
    let noted = entries.iter().filter(|one| one["operation"] == "search_contact");
    assert!(noted.clone().all(|one| one["what"] == "contact_read" && one["case"].is_null()));
    assert_eq!(noted.count(), 3, "also one that finds nothing: {}", log.body);
}

#[apply(on_both_apps)]
async fn a_contact_that_is_changed_is_found_by_what_it_is_now(app: &TestApp) {
    let (inspector, filed) = (app.inspector().await, app.file(&feedback()).await);
    app.service.read_terms(100).await.unwrap();
    let contact = json!({"contact": {"name": "Nguyễn Văn Thử", "phone": "0900 000 009"}, "consent_version": "2024-03"});
    let call = app.post("/api/v1/report/contact", &contact).receipt(filed.str("/receipt"));
    let changed = call.key(&app.key()).send().await;
    assert_eq!(changed.status, 200, "{}", changed.body);

    let number = filed.str("/number");
    assert_eq!(numbers(app, &inspector, json!({"phone": "0900 000 009"})).await, [number]);
    assert_eq!(numbers(app, &inspector, json!({"phone": "0900 000 001"})).await, [""; 0]);
}

#[apply(on_both_apps)]
async fn nothing_of_a_tip_is_found_by_who_sent_it_and_nothing_stays_of_one_that_becomes_a_tip(
    app: &TestApp,
) {
    let by = || json!({"phone": "0900 000 001"});
    let inspector = app.inspector().await;
    app.file(&with(
        tip(),
        &json!({"contact": feedback()["contact"], "consent_version": "2024-03"}),
    ))
    .await;
    app.service.read_terms(100).await.unwrap();
    assert_eq!((numbers(app, &inspector, by()).await.len(), kept(app)), (0, 0));
    let (mut life, _) = Life::file(app, &feedback()).await;
    app.service.read_terms(100).await.unwrap();
    assert_eq!((numbers(app, &inspector, by()).await.len(), kept(app)), (1, 3));

    life.step(&inspector, json!({"command": "requalify", "kind": "corruption_tip", "text": "Người nộp kể việc bị đòi tiền."}))
        .await;

    assert_eq!((numbers(app, &inspector, by()).await.len(), kept(app)), (0, 0));
}

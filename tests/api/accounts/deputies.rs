//! Standing deputies: who may be the second person for what a unit finds against its own reporter.

use std::sync::atomic::Ordering;

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{PASSWORD, TestApp, feedback, with};
use crate::client::Reply;
use crate::followed::Life;
use crate::on_both_apps;

pub const DEPUTIES: &str = "/api/v1/deputies";

/// A new account, by login and token.
pub async fn person(app: &TestApp, role: Role, unit: &str) -> (String, String) {
    let login = format!("nguoi.{}", app.drawn.load(Ordering::SeqCst));
    (login, app.staff(role, Some(unit)).await)
}

pub fn authority(login: &str, from: &str, to: &str) -> Value {
    json!({"login": login, "document": "35/QĐ-STNMT", "valid_from": from, "valid_to": to})
}

pub async fn record(app: &TestApp, body: &Value) -> Reply {
    let admin = app.staff(Role::Administrator, None).await;
    app.post(DEPUTIES, body).bearer(&admin).send().await
}

pub async fn recorded(app: &TestApp, login: &str, from: &str, to: &str) -> String {
    let kept = record(app, &authority(login, from, to)).await;
    assert_eq!(kept.status, 200, "{}", kept.body);
    kept.str("/id").to_owned()
}

pub async fn enter(app: &TestApp, login: &str) -> String {
    app.service.sign_in(login, PASSWORD.to_owned(), crate::app::HOME).await.unwrap().token.to_text()
}

pub fn close() -> Value {
    json!({"command": "close"})
}

/// A report that `token` found to be unfounded.
pub async fn unfounded<'a>(app: &'a TestApp, token: &str, body: &Value) -> Life<'a> {
    let (mut life, _) = Life::file(app, body).await;
    life.step(token, json!({"command": "accept"})).await;
    life.step(
        token,
        json!({"command": "answer", "outcome": "unfounded", "text": "Đơn vị đã kiểm tra và trả lời: Không có căn cứ."}),
    )
    .await;
    life
}

pub async fn offered(app: &TestApp, token: &str, life: &Life<'_>) -> bool {
    let seen = app.get(&format!("/api/v1/cases/{}", life.id)).bearer(token).send().await;
    seen.body["allowed"].as_array().unwrap().contains(&json!("close"))
}

#[apply(on_both_apps)]
async fn a_standing_deputy_closes_what_somebody_else_of_the_unit_found_unfounded(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let (login, deputy) = person(app, Role::UnitLeader, "TN.STNMT").await;
    let mut life = unfounded(app, &officer, &feedback()).await;
    assert_eq!(life.refused(&deputy, close()).await, "own_unfounded_needs_second_person");
    assert!(!offered(app, &deputy, &life).await);

    recorded(app, &login, "2024-10-01", "2024-12-31").await;

    assert_eq!(
        life.refused(&officer, close()).await,
        "own_unfounded_needs_second_person",
        "nobody else of the unit"
    );
    assert!(offered(app, &deputy, &life).await && !offered(app, &officer, &life).await);
    let done = life.step(&deputy, close()).await;
    assert_eq!(done.str("/case/state"), "closed");
    let events =
        app.get(&format!("/api/v1/cases/{}/events", life.id)).bearer(&officer).send().await;
    let last = events.body["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (&last["kind"], &last["particulars"]),
        (&json!("closed"), &json!({"document_no": "35/QĐ-STNMT"}))
    );
}

#[apply(on_both_apps)]
async fn nobody_is_the_second_person_for_the_own_answer_nor_for_another_unit(app: &TestApp) {
    let (login, deputy) = person(app, Role::UnitOfficer, "TN.STNMT").await;
    recorded(app, &login, "2024-10-01", "2024-12-31").await;
    let (other, stranger) = person(app, Role::UnitOfficer, "TN.STP").await;
    recorded(app, &other, "2024-10-01", "2024-12-31").await;

    let life = unfounded(app, &deputy, &feedback()).await;

    assert_eq!(life.refused(&deputy, close()).await, "same_person");
    assert!(!offered(app, &deputy, &life).await);
    let elsewhere = app.command(&stranger, &life.id, life.version, &close()).await;
    assert_eq!(elsewhere.status, 404, "a case of another unit is not there");
}

#[apply(on_both_apps)]
async fn what_is_said_of_a_leader_is_not_for_the_deputy_to_close(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let (login, deputy) = person(app, Role::UnitLeader, "TN.STNMT").await;
    recorded(app, &login, "2024-10-01", "2024-12-31").await;

    let mut life =
        unfounded(app, &officer, &with(feedback(), &json!({"about_leader": true}))).await;

    assert_eq!(life.refused(&deputy, close()).await, "own_unfounded_needs_second_person");
    assert!(!offered(app, &deputy, &life).await, "what is refused is not offered");
    life.step(&app.inspector().await, close()).await;
}

#[apply(on_both_apps)]
async fn a_dry_run_offers_a_deputy_nothing_that_is_said_of_a_leader(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let (login, deputy) = person(app, Role::UnitLeader, "TN.STNMT").await;
    recorded(app, &login, "2024-10-01", "2024-12-31").await;
    for (about_leader, offers) in [(false, true), (true, false)] {
        let life =
            unfounded(app, &officer, &with(feedback(), &json!({"about_leader": about_leader})))
                .await;
        let body = json!({"command": "publish_answer", "question": "Vì sao hồ sơ đất đai chậm?", "text": "Câu trả lời không nêu tên ai."});
        let reply = app
            .post(&format!("/api/v1/cases/{}/transitions?dry_run=true", life.id), &body)
            .bearer(&deputy)
            .if_match(life.version)
            .send()
            .await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        assert_eq!(reply.body["allowed"].as_array().unwrap().contains(&json!("close")), offers);
    }
}

#[apply(on_both_apps)]
async fn a_deputy_closes_a_slander_and_an_incompetence_like_an_unfounded(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let (login, deputy) = person(app, Role::UnitLeader, "TN.STNMT").await;
    recorded(app, &login, "2024-10-01", "2024-12-31").await;
    for outcome in ["slander_concluded", "not_competent"] {
        let (mut life, _) = Life::file(app, &feedback()).await;
        life.step(&officer, json!({"command": "accept"})).await;
        life.step(&officer, json!({"command": "answer", "outcome": outcome, "text": "Đơn vị đã kiểm tra và trả lời: Kết quả."}))
            .await;

        assert_eq!(
            life.refused(&officer, close()).await,
            "own_unfounded_needs_second_person",
            "{outcome}"
        );
        let done = life.step(&deputy, close()).await;
        assert_eq!(done.str("/case/state"), "closed", "{outcome}");
    }
}

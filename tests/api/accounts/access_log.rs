//! The access log: who read a tip or a contact, took a tip, signed in or was denied; written before the answer.

use diesel::RunQueryDsl;
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip};
use crate::followed::Life;
use crate::on_both_apps;

const LOG: &str = "/api/v1/access-log";

async fn head(app: &TestApp) -> String {
    app.staff(Role::InspectorateHead, Some("TN.TTT")).await
}

async fn id(app: &TestApp, token: &str) -> String {
    app.get("/api/v1/me").bearer(token).send().await.str("/id").to_owned()
}

/// The entries of one account but for its sessions: what, operation, count.
async fn entries(app: &TestApp, of: &str) -> Vec<(String, String, i64)> {
    let path = format!("{LOG}?actor={}", id(app, of).await);
    let page = app.get(&path).bearer(&head(app).await).send().await;
    let text = |it: &Value, at: &str| it[at].as_str().unwrap().to_owned();
    let items = page.body["items"].as_array().unwrap().iter();
    let mut all: Vec<_> = items
        .map(|it| (text(it, "what"), text(it, "operation"), it["count"].as_i64().unwrap()))
        .filter(|(what, ..)| what != "signed_in")
        .collect();
    all.sort();
    all
}

fn entry(what: &str, operation: &str, count: i64) -> (String, String, i64) {
    (what.to_owned(), operation.to_owned(), count)
}

async fn assign(app: &TestApp, token: &str, life: &Life<'_>, body: &Value) -> crate::client::Reply {
    let call = app.post(&format!("/api/v1/cases/{}/assignment", life.id), body);
    call.bearer(token).key(&app.key()).if_match(life.version).send().await
}

#[apply(on_both_apps)]
async fn reading_a_tip_or_a_contact_leaves_an_entry_and_nothing_else_does(app: &TestApp) {
    let (mut sealed, _) = Life::file(app, &tip()).await;
    let (open, _) = Life::file(app, &feedback()).await;
    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);
    let path = |id: &str| format!("/api/v1/cases/{id}");
    app.get(&path(&sealed.id)).bearer(&inspector).send().await;
    app.get("/api/v1/cases").bearer(&inspector).send().await;
    assert_eq!(entries(app, &inspector).await, [], "what is not opened is not read");

    sealed.take(&inspector).await;
    app.get(&path(&sealed.id)).bearer(&inspector).send().await;
    app.get(&format!("{}/events", path(&sealed.id))).bearer(&inspector).send().await;
    app.get(&path(&open.id)).bearer(&inspector).send().await;
    app.get(&path(&open.id)).bearer(&officer).send().await;

    let expected = [
        entry("contact_read", "get_case", 1),
        entry("tip_read", "get_case", 1),
        entry("tip_read", "list_events", 1),
        entry("tip_taken", "assign_case", 1),
    ];
    assert_eq!(entries(app, &inspector).await, expected);
    assert_eq!(entries(app, &officer).await, [], "the kind hides the contact from the unit");
}

#[apply(on_both_apps)]
async fn a_tip_is_taken_out_of_anothers_hand_for_a_reason_that_the_other_and_the_head_learn(
    app: &TestApp,
) {
    let (mut life, _) = Life::file(app, &tip()).await;
    let (login, first) =
        app.member(Role::Inspector, Some("TN.TTT"), Some("mot@thanhtra.example")).await;
    let second = app.inspector().await;
    life.take(&first).await;
    app.worker.tick().await.unwrap();
    app.mail.take();

    let refused = assign(app, &second, &life, &json!({"to": "me"})).await;
    assert_eq!(
        (refused.status, refused.faults()),
        (422, vec!["/reason take_over_reason".to_owned()])
    );
    let again = assign(app, &first, &life, &json!({"to": "me"})).await;
    assert_eq!(again.status, 200, "one's own needs none: {}", again.body);
    life.version += 1;
    let reason = "Người phụ trách nghỉ phép dài ngày.";
    let taken = assign(app, &second, &life, &json!({"to": "me", "reason": reason})).await;
    assert_eq!(taken.status, 200, "{}", taken.body);

    app.worker.tick().await.unwrap();
    let mails = app.mail.take();
    let [told] = mails.as_slice() else { panic!("{} mails to {login}", mails.len()) };
    assert_eq!(told.to.as_str(), "mot@thanhtra.example");
    assert!(!told.body.contains(&life.id) && !told.body.contains(reason), "{}", told.body);
    let head = head(app).await;
    let sums = app.get(&format!("{LOG}/summary")).bearer(&head).send().await;
    let (mut taken, me) = (Vec::new(), id(app, &second).await);
    for it in sums.body["items"].as_array().unwrap() {
        if it["actor"]["id"] == json!(me) && it["what"] == "tip_taken_over" {
            taken.push(it["count"].clone());
        }
    }
    assert_eq!(taken, [json!(1)]);
    let log = app.get(&format!("{LOG}?actor={me}")).bearer(&head).send().await;
    assert!(log.text.contains(reason));
}

#[apply(on_both_apps)]
async fn what_is_denied_is_one_entry_an_operation_and_minute_with_its_count(app: &TestApp) {
    let (life, _) = Life::file(app, &tip()).await;
    let officer = app.officer("TN.STNMT").await;
    let path = format!("/api/v1/cases/{}", life.id);
    for _ in 0..3 {
        assert_eq!(app.get(&path).bearer(&officer).send().await.status, 404);
    }
    assert_eq!(app.get("/api/v1/mail-faults").bearer(&officer).send().await.status, 403);
    app.set("2024-10-15T02:01:00Z");
    app.get(&path).bearer(&officer).send().await;

    let expected = [
        entry("denied", "get_case", 1),
        entry("denied", "get_case", 3),
        entry("denied", "list_mail_faults", 1),
    ];
    assert_eq!(entries(app, &officer).await, expected);
}

#[apply(on_both_apps)]
async fn what_is_denied_within_a_bulk_request_or_in_anothers_hand_is_noted_too(app: &TestApp) {
    let (mut life, _) = Life::file(app, &tip()).await;
    let (inspector, other, officer) =
        (app.inspector().await, app.inspector().await, app.officer("TN.STNMT").await);
    life.take(&inspector).await;
    let accept = json!({"command": "accept"});
    assert_eq!(life.refused(&other, accept.clone()).await, "not_in_your_hand");
    let items = json!({"items": [{"id": life.id, "version": 1, "transition": accept}]});
    let call = app.post("/api/v1/cases/transitions", &items).bearer(&officer).key(&app.key());
    assert_eq!(call.send().await.body["items"][0]["status"], 404);

    assert_eq!(entries(app, &other).await, [entry("denied", "transition_case", 1)]);
    assert_eq!(entries(app, &officer).await, [entry("denied", "bulk_transitions", 1)]);
}

#[apply(on_both_apps)]
async fn without_a_session_nothing_is_noted_and_a_session_that_begins_is(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    app.get("/api/v1/cases").send().await;
    app.get("/api/v1/cases").bearer("lc_s_none").send().await;
    let head = head(app).await;

    let log = app.get(LOG).bearer(&head).send().await;

    let items = log.body["items"].as_array().unwrap();
    let kinds: Vec<_> = items.iter().map(|it| it["what"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["signed_in", "signed_in"], "the officer and the head: {}", log.body);
    let me = id(app, &officer).await;
    assert!(items.iter().any(|it| it["actor"]["id"] == json!(me)));
}

#[apply(on_both_apps)]
async fn where_the_log_cannot_be_written_nothing_is_read(app: &TestApp) {
    let (mut life, _) = Life::file(app, &tip()).await;
    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);
    life.take(&inspector).await;
    diesel::sql_query("ALTER TABLE access_log RENAME TO lost")
        .execute(&mut app.scratch.conn())
        .unwrap();
    let path = format!("/api/v1/cases/{}", life.id);

    let read = app.get(&path).bearer(&inspector).send().await;
    let events = app.get(&format!("{path}/events")).bearer(&inspector).send().await;
    let denied = app.get(&path).bearer(&officer).send().await;

    for reply in [read, events, denied] {
        assert_eq!((reply.status, reply.code()), (503, "busy"), "{}", reply.body);
    }
}

#[apply(on_both_apps)]
async fn the_log_is_read_by_the_head_and_auditors_and_is_sealed_at_rest(app: &TestApp) {
    for role in Role::ALL.iter().copied() {
        let token = app.somebody(role, "TN.TTT").await;
        let read = app.get(LOG).bearer(&token).send().await;
        let may = matches!(role, Role::InspectorateHead | Role::Auditor);
        assert_eq!(read.status, if may { 200 } else { 403 }, "{role}");
    }
    let auditor = app.staff(Role::Auditor, Some("TN.TTT")).await;
    let page = app.get(&format!("{LOG}?limit=1")).bearer(&auditor).send().await;
    let next = page.body["next"].as_str().unwrap();
    let rest = app.get(&format!("{LOG}?limit=100&cursor={next}")).bearer(&auditor).send().await;
    assert!(rest.body["items"].as_array().unwrap().len() > 8, "{}", rest.body);
    let other = head(app).await;
    let foreign = app.get(&format!("{LOG}?cursor={next}")).bearer(&other).send().await;
    assert_eq!(foreign.status, 400, "a cursor is its reader's own");
}

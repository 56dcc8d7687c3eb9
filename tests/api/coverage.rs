//! Every documented answer of every operation is given at least once, in one process per database.

use liemchinh::api::limit::{Rate, Rates};
use liemchinh::domain::actor::Role;
use liemchinh::domain::receipt::Receipt;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, no_limits, tip, with};
use crate::contract::documented_pairs;
use crate::support::Backend;

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";
const REPORTS: &str = "/api/v1/reports";
const SESSIONS: &str = "/api/v1/sessions";
const PREVIEW: &str = "/api/v1/deadlines/preview";

async fn public(app: &TestApp) {
    for path in ["/livez", "/readyz", "/api/openapi.yaml"] {
        app.get(path).send().await;
    }
    for path in [
        "kinds",
        "categories",
        "sectors",
        "units",
        "calendar",
        "movements",
        "statistics",
        "movements/plan-577-2024/standings",
        "movements/plan-577-2024/scores/703",
        "report",
        "me",
    ] {
        let path = format!("/api/v1/{path}");
        let group = if path.ends_with("standings") { "?group=districts" } else { "" };
        app.get(&format!("{path}{group}")).send().await;
        app.get(&format!("{path}?nonsense=1")).send().await;
    }
    app.get("/api/v1/statistics?unit=none").send().await;
    app.get("/api/v1/movements/none/standings?group=districts").send().await;
    app.get("/api/v1/movements/none/scores/703").send().await;
    app.get("/api/v1/movements/plan-577-2024/scores/703").bearer("x").send().await;
}

/// What every operation with a body refuses alike.
async fn bodies(app: &TestApp, path: &str, token: &str) {
    let call = |content_type: &str, body: &[u8]| {
        app.post(path, &json!({}))
            .bearer(token)
            .if_match(1)
            .key(&app.key())
            .raw(content_type, body.to_vec())
    };
    call("application/json", b"{").send().await;
    call("application/json", &vec![b' '; 300_000]).send().await;
    call("text/plain", b"{}").send().await;
    call("application/json", b"{\"x\":1}").send().await;
    app.post(&format!("{path}?nonsense=1"), &json!({}))
        .bearer(token)
        .if_match(1)
        .key(&app.key())
        .send()
        .await;
}

async fn reporter(app: &TestApp) -> String {
    let mine =
        Receipt::from_bytes(*b"\x31\xd2\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x22")
            .to_text();
    app.post(&format!("{REPORTS}?dry_run=true"), &feedback()).send().await;
    app.file(&with(feedback(), &json!({"receipt": mine}))).await;
    app.post(REPORTS, &with(tip(), &json!({"receipt": mine}))).key(&app.key()).send().await;
    app.post(PREVIEW, &json!({"kind": "conduct_feedback", "received_on": "2024-10-15"}))
        .send()
        .await;
    app.track(&mine).await;
    app.get("/api/v1/report?x=1").receipt(&mine).send().await;
    app.track("LC1-nothing").await;
    mine
}

async fn staff(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let admin = app.staff(Role::Administrator, None).await;
    let filed = app.file(&feedback()).await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    app.file(&tip()).await;
    let tips = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let sealed = tips.str("/items/0/id").to_owned();
    for path in [
        "cases".to_owned(),
        format!("cases/{case}"),
        format!("cases/{case}/events"),
        format!("cases/{case}/obligations"),
        "mail-faults".to_owned(),
    ] {
        let path = format!("/api/v1/{path}");
        app.get(&path).bearer(&inspector).send().await;
        app.get(&format!("{path}?nonsense=1")).bearer(&inspector).send().await;
        app.get(&path).send().await;
        app.get(&path)
            .bearer(if path.ends_with("faults") { &officer } else { &admin })
            .send()
            .await;
        app.get(&path.replace(&case, NOBODY)).bearer(&inspector).send().await;
    }
    app.get("/api/v1/me").bearer(&officer).send().await;
    app.get("/api/v1/me?x=1").bearer(&officer).send().await;
    for (name, refused) in
        [("transitions", json!({"command": "close"})), ("assignment", json!({"to": NOBODY}))]
    {
        let path = format!("/api/v1/cases/{case}/{name}");
        bodies(app, &path, &officer).await;
        app.post(&path, &json!({})).send().await;
        app.post(&path, &json!({})).bearer(&admin).send().await;
        app.post(&path, &refused).bearer(&officer).key(&app.key()).send().await;
        app.post(&path, &refused).bearer(&officer).key(&app.key()).if_match(9).send().await;
        app.post(&path, &refused).bearer(&officer).key(&app.key()).if_match(1).send().await;
        let own: Value =
            if name == "assignment" { json!({"to": "me"}) } else { json!({"command": "accept"}) };
        app.post(&path.replace(&case, NOBODY), &own)
            .bearer(&officer)
            .key(&app.key())
            .if_match(1)
            .send()
            .await;
    }
    // A tip goes into the inspector's own hand only.
    app.post(&format!("/api/v1/cases/{sealed}/assignment"), &json!({"to": NOBODY}))
        .bearer(&inspector)
        .key(&app.key())
        .if_match(1)
        .send()
        .await;
    app.assign(&officer, &case, 1).await;
    app.command(&officer, &case, 2, &json!({"command": "accept"})).await;
    app.delete("/api/v1/sessions/current?x=1").bearer(&officer).send().await;
    app.delete("/api/v1/sessions/current").bearer(&officer).send().await;
    app.delete("/api/v1/sessions/current").bearer(&officer).send().await;
}

async fn limits(backend: Backend) -> Option<TestApp> {
    let one = Rate { count: 1, seconds: 60 };
    let rates = Rates { submit: one, lookup: one, login: one, figures: one, desk: one };
    let app = TestApp::start_limited(backend, rates).await?;
    for _ in 0..2 {
        app.post(REPORTS, &feedback()).send().await;
        app.get("/api/v1/report").send().await;
        app.post(SESSIONS, &json!({"login": "a", "password": "b"})).send().await;
    }
    app.post(PREVIEW, &json!({})).send().await;
    app.get("/api/v1/statistics").send().await;
    app.get("/api/v1/movements/plan-577-2024/standings?group=districts").send().await;
    app.get("/api/v1/movements/plan-577-2024/scores/703").send().await;
    app.post(PREVIEW, &json!({})).send().await;
    Some(app)
}

fn run(backend: Backend) {
    actix_web::rt::System::new().block_on(async {
        let Some(app) = TestApp::start_limited(backend, no_limits()).await else { return };
        public(&app).await;
        reporter(&app).await;
        for path in [REPORTS, SESSIONS, PREVIEW] {
            bodies(&app, path, "").await;
        }
        staff(&app).await;
        crate::routing::every_answer(&app).await;
        app.staff(Role::UnitOfficer, Some("703")).await;
        app.set("2024-10-15T03:00:00Z");
        let logins = (1..20).map(|n| format!("nguoi.{n}"));
        for login in logins {
            app.post(SESSIONS, &json!({"login": login, "password": crate::app::PASSWORD}))
                .send()
                .await;
        }
        app.post(SESSIONS, &json!({"login": "khong.co", "password": "x"})).send().await;
        let limited = limits(backend).await.unwrap();
        let mut seen = app.seen.lock().unwrap().clone();
        seen.extend(limited.seen.lock().unwrap().clone());

        let unseen: Vec<_> = documented_pairs().difference(&seen).cloned().collect();

        assert!(unseen.is_empty(), "documented and never answered: {unseen:?}");
        app.finish().await;
        limited.finish().await;
    });
}

#[test]
fn every_documented_answer_is_given_on_sqlite() {
    run(Backend::Sqlite);
}

#[test]
fn every_documented_answer_is_given_on_postgres() {
    run(Backend::Postgres);
}

//! Every service case reaches its unit at the next half-hour mark that is at least half an hour after it was filed.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::followed::Life;
use crate::on_both_holding_apps;
use crate::steps::say;

/// What the unit sees of its cases, figures and mail: everything that a case could show itself by.
async fn seen_by_unit(app: &TestApp, officer: &str) -> Value {
    let mut seen = Vec::new();
    for path in [
        "/api/v1/cases?count=true",
        "/api/v1/cases?open=true&count=true",
        "/api/v1/statistics?from=2024-10&to=2024-10&unit=TN.STNMT",
        "/api/v1/movements/plan-577-2024/scores/TN.STNMT",
    ] {
        let reply = app.get(path).bearer(officer).send().await;
        seen.push(json!([reply.status, reply.body]));
    }
    json!(seen)
}

async fn mails_to_unit(app: &TestApp) -> usize {
    app.worker.tick().await.unwrap();
    app.mail.take().iter().filter(|mail| mail.to.as_str().contains("tn-stnmt")).count()
}

#[apply(on_both_holding_apps)]
async fn a_case_reaches_its_unit_at_the_mark_with_list_mail_and_figures_at_once(app: &TestApp) {
    // Filed at 09:00; the first mark half an hour away is 09:30.
    let officer = app.officer("TN.STNMT").await;
    let before = seen_by_unit(app, &officer).await;
    let (life, _) = Life::file(app, &feedback()).await;
    app.set("2024-10-15T02:29:59Z");

    assert_eq!(mails_to_unit(app).await, 0);
    assert_eq!(seen_by_unit(app, &officer).await, before);
    let path = format!("/api/v1/cases/{}", life.id);
    assert_eq!(app.get(&path).bearer(&officer).send().await.status, 404);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
    let inspector = app.inspector().await;
    assert_eq!(
        app.get(&path).bearer(&inspector).send().await.status,
        200,
        "inspectors see it at once"
    );

    app.set("2024-10-15T02:30:00Z");
    assert_eq!(mails_to_unit(app).await, 1);
    let page = app.get("/api/v1/cases?count=true").bearer(&officer).send().await;
    assert_eq!(
        (page.body["count"].clone(), page.body["items"][0]["id"].clone()),
        (json!(1), json!(life.id))
    );
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
    assert_eq!(app.get(&path).bearer(&officer).send().await.status, 200);
}

#[apply(on_both_holding_apps)]
async fn what_happens_before_the_mark_is_told_and_counted_with_it(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    let forward =
        json!({"command": "forward", "to": "TN.SYT", "text": "Thuộc chức năng của Sở Y tế."});
    life.step(&inspector, forward).await;
    assert_eq!(mails_to_unit(app).await, 0);
    app.set("2024-10-15T02:30:00Z");
    app.worker.tick().await.unwrap();

    let mails = app.mail.take();
    let to = |unit: &str| mails.iter().filter(|mail| mail.to.as_str().contains(unit)).count();
    assert_eq!(
        (to("tn-stnmt"), to("tn-syt")),
        (0, 1),
        "whoever had it meanwhile never learns of it"
    );
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
    let officer = app.officer("TN.SYT").await;
    let path = format!("/api/v1/cases/{}", life.id);
    assert_eq!(app.get(&path).bearer(&officer).send().await.status, 200);
}

#[apply(on_both_holding_apps)]
async fn a_report_that_is_taken_back_before_the_mark_is_counted_and_seen_at_the_mark(
    app: &TestApp,
) {
    let (life, _) = Life::file(app, &feedback()).await;
    let taken =
        say(app, "withdrawal", &life.receipt, json!({"text": "Tôi đã nhận kết quả."})).await;
    assert_eq!(taken.status, 200, "{}", taken.body);
    app.set("2024-10-15T02:30:00Z");
    app.worker.tick().await.unwrap();

    let officer = app.officer("TN.STNMT").await;
    let page = app.get("/api/v1/cases").bearer(&officer).send().await;
    assert_eq!(
        page.body["items"][0]["state"], "withdrawn",
        "a unit hides nothing, nor is anything hidden from it"
    );
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_holding_apps)]
async fn a_paper_that_came_late_is_late_for_nobody_before_the_mark(app: &TestApp) {
    use liemchinh::harness::domain::Role;
    let clerk = app.staff(Role::Reception, Some("TN.STNMT")).await;
    let paper = with(
        feedback(),
        &json!({"filed_via": "desk_paper", "paper_on": "2024-10-01", "contact": {
            "name": "Nguyễn Văn Thử", "address": "Số 1, đường Thử",
        }}),
    );
    let call = app.post("/api/v1/desk/reports", &paper).bearer(&clerk).key(&app.key());
    let filed = call.send().await;
    assert_eq!(filed.status, 201, "{}", filed.body);

    assert_eq!(mails_to_unit(app).await, 0, "no word of what is late");
    app.set("2024-10-15T02:30:00Z");
    assert!(mails_to_unit(app).await > 0);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_holding_apps)]
async fn a_tip_waits_for_no_mark(app: &TestApp) {
    let (life, _) = Life::file(app, &tip()).await;
    let inspector = app.inspector().await;

    let page = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;

    assert_eq!(page.body["items"][0]["id"], json!(life.id));
}

//! Every service case reaches its unit at the next half-hour mark that is at least half an hour after it was filed.

use diesel::RunQueryDsl;
use liemchinh::harness::store::DbUrl;
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

/// Changes the case of this number behind the service's back.
fn set(app: &TestApp, what: &str, number: &str) {
    let statement = format!("UPDATE cases SET {what} WHERE number = '{number}'");
    assert_eq!(diesel::sql_query(statement).execute(&mut app.scratch.conn()).unwrap(), 1);
}

#[apply(on_both_holding_apps)]
async fn a_mark_that_only_a_wrong_clock_can_have_set_holds_nothing(app: &TestApp) {
    let (life, filed) = Life::file(app, &feedback()).await;
    let far = match app.scratch.url {
        DbUrl::Sqlite(_) => "held_until = 4102444800000000",
        DbUrl::Postgres(_) => "held_until = '2100-01-01'",
    };
    set(app, far, filed.str("/number"));
    app.worker.tick().await.unwrap();

    let officer = app.officer("TN.STNMT").await;
    let path = format!("/api/v1/cases/{}", life.id);
    assert_eq!(app.get(&path).bearer(&officer).send().await.status, 200);
}

#[apply(on_both_holding_apps)]
async fn a_case_that_cannot_be_read_holds_up_none_of_those_behind_it(app: &TestApp) {
    let (_, broken) = Life::file(app, &feedback()).await;
    let (whole, _) = Life::file(app, &feedback()).await;
    // Its mark came first.
    let earlier = match app.scratch.url {
        DbUrl::Sqlite(_) => "held_until = held_until - 1, kind = 'unreadable'",
        DbUrl::Postgres(_) => "held_until = held_until - interval '1 second', kind = 'unreadable'",
    };
    set(app, earlier, broken.str("/number"));
    app.set("2024-10-15T02:30:00Z");

    assert_eq!(app.service.release().await.unwrap(), 1);

    let officer = app.officer("TN.STNMT").await;
    let path = format!("/api/v1/cases/{}", whole.id);
    assert_eq!(app.get(&path).bearer(&officer).send().await.status, 200);
}

#[apply(on_both_holding_apps)]
async fn an_inspectorate_that_is_concerned_itself_waits_like_any_unit(app: &TestApp) {
    let about = with(feedback(), &json!({"unit": "TN.TTT"}));
    let (life, _) = Life::file(app, &about).await;
    let seen = async || {
        let inspector = app.inspector().await;
        let page = app.get("/api/v1/cases?count=true").bearer(&inspector).send().await;
        let case = app.get(&format!("/api/v1/cases/{}", life.id)).bearer(&inspector).send().await;
        (page.body["count"].clone(), case.status)
    };

    assert_eq!(seen().await, (json!(0), 404));
    app.set("2024-10-15T02:30:00Z");
    app.worker.tick().await.unwrap();
    assert_eq!(seen().await, (json!(1), 200));
}

#[apply(on_both_holding_apps)]
async fn a_held_case_leaves_no_trace_in_another_case_or_a_letter(app: &TestApp) {
    let dossier = json!({"dossier_code": "000.00.16.H53-241001-0007"});
    let (first, filed) = Life::file(app, &with(feedback(), &dossier)).await;
    let (second, _) = Life::file(app, &with(feedback(), &dossier)).await;
    let inspector = app.inspector().await;

    let merge =
        json!({"command": "merge_into", "into": first.id, "text": "Cùng một hồ sơ đất đai."});
    assert_eq!(second.refused(&inspector, merge).await, "merge_target");
    let letter =
        json!({"case": filed.str("/number"), "text": "Đề nghị báo cáo tiến độ giải quyết."});
    let sent = app.post("/api/v1/urgings", &letter).bearer(&inspector).key(&app.key()).send().await;
    assert_eq!(sent.status, 422, "{}", sent.body);
}

#[apply(on_both_holding_apps)]
async fn what_counts_duties_anew_sees_held_cases_and_what_watches_them_does_not(app: &TestApp) {
    use liemchinh::harness::domain::Channel;
    use liemchinh::harness::store::cases;

    app.file(&feedback()).await;
    let far = jiff::civil::date(2030, 1, 1);
    let owed = async |day| {
        let read = move |conn: &mut _| cases::due_by(conn, Channel::Service, day, true, None, 100);
        app.db.read(read).await.unwrap().len()
    };

    assert!(owed(None).await > 0, "a calendar that is loaded now reaches them");
    assert_eq!(owed(Some(far)).await, 0);
    app.set("2024-10-15T02:30:00Z");
    app.service.release().await.unwrap();
    assert_eq!(owed(Some(far)).await, owed(None).await);
}

#[apply(on_both_holding_apps)]
async fn a_petition_that_is_signed_before_the_mark_is_news_once(app: &TestApp) {
    use liemchinh::harness::domain::Role;
    let petition = with(
        feedback(),
        &json!({"kind": "explanation_request", "category": "late", "contact": {
            "name": "Nguyễn Văn Thử", "phone": "0900 000 001", "address": "Số 1, đường Thử",
        }}),
    );
    let filed = app.file(&petition).await;
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let paper = json!({"number": filed.str("/number"), "signed_on": "2024-10-15"});
    let signed =
        app.post("/api/v1/desk/signatures", &paper).bearer(&clerk).key(&app.key()).send().await;
    assert_eq!(signed.status, 200, "{}", signed.body);
    assert_eq!(mails_to_unit(app).await, 0);

    app.set("2024-10-15T02:30:00Z");

    assert_eq!(mails_to_unit(app).await, 1);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

//! A wrong clock does nothing that cannot be undone.

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use liemchinh::harness::domain::Role;
use liemchinh::harness::mail::MailFault;
use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::{START, TestApp, feedback, with};
use crate::on_both_apps;

const AHEAD: &str = "2024-12-25T02:00:00Z";

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

fn count(app: &TestApp, what: &str) -> i64 {
    let query = format!("SELECT CAST(count(*) AS BIGINT) AS n FROM {what}");
    diesel::sql_query(query).get_result::<Count>(&mut app.scratch.conn()).unwrap().n
}

fn jump(app: &TestApp, at: &str) {
    app.clock.jump(at.parse().unwrap());
}

/// A feedback that waits for an answer of its reporter; returns receipt and officer.
async fn asked(app: &TestApp) -> (String, String) {
    let filed = app.file(&feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    let body = json!({"command": "ask_reporter", "text": "Hồ sơ nộp ngày nào?"});
    assert_eq!(app.command(&officer, &case, 1, &body).await.status, 200);
    (filed.str("/receipt").to_owned(), officer)
}

#[apply(on_both_apps)]
async fn a_clock_that_jumps_ahead_records_no_miss_no_lapse_and_no_reminder(app: &TestApp) {
    let (waiting, _) = asked(app).await;
    let late = app.file(&feedback()).await;
    app.worker.tick().await.unwrap();
    app.mail.take();
    let before = (count(app, "events"), count(app, "outbox"));
    jump(app, AHEAD);

    let watched = app.service.watch().await.unwrap();
    app.worker.tick().await.unwrap();
    let ready = app.get("/readyz").send().await;
    let after = (count(app, "events"), count(app, "outbox"));
    jump(app, "2024-10-15T02:01:00Z");
    let right = app.service.watch().await.unwrap();

    assert!(watched.paused && !right.paused);
    assert_eq!((ready.status, ready.str("/clock")), (200, "ahead"));
    assert_eq!(before, after, "nothing was recorded and nothing is owed");
    assert!(app.mail.take().is_empty());
    assert_eq!(app.track(&waiting).await.str("/state"), "awaiting_reporter");
    assert_eq!(app.track(late.str("/receipt")).await.str("/state"), "received");
    assert_eq!(app.get("/readyz").send().await.str("/clock"), "agrees");
}

#[apply(on_both_apps)]
async fn time_that_really_passes_is_no_jump_however_idle_it_is(app: &TestApp) {
    app.file(&feedback()).await;
    app.service.mark().await.unwrap();
    app.set("2024-10-25T02:00:00Z");

    let watched = app.service.watch().await.unwrap();

    assert!(!watched.paused);
    assert_eq!(app.get("/readyz").send().await.str("/clock"), "agrees");
    app.service.mark().await.unwrap();
    assert_eq!(count(app, "marks WHERE name LIKE 'instance:%'"), 1, "one row, overwritten");
}

#[apply(on_both_apps)]
async fn what_a_clock_in_doubt_recorded_silences_no_right_one(app: &TestApp) {
    app.service.mark().await.unwrap();
    jump(app, AHEAD);
    app.file(&feedback()).await;
    assert!(app.service.watch().await.unwrap().paused);
    jump(app, "2024-10-15T02:05:00Z");

    assert!(!app.service.watch().await.unwrap().paused);
}

#[apply(on_both_apps)]
async fn what_a_believed_clock_recorded_waits_for_its_moment_or_for_somebodys_word(app: &TestApp) {
    app.service.mark().await.unwrap();
    jump(app, "2024-10-15T03:30:00Z");
    app.file(&feedback()).await;
    app.service.mark().await.unwrap();
    jump(app, "2024-10-15T02:05:00Z");

    let doubted = app.service.watch().await.unwrap();
    app.service.accept_clock().await.unwrap();
    let believed = app.service.watch().await.unwrap();

    assert!(doubted.paused && !believed.paused);
}

#[apply(on_both_apps)]
async fn a_session_begun_by_a_clock_ahead_is_worth_nothing_by_the_right_one(app: &TestApp) {
    app.staff(Role::UnitOfficer, Some("TN.STNMT")).await;
    let body = json!({"login": "nguoi.1", "password": crate::app::PASSWORD});
    jump(app, AHEAD);
    let signed = app.post("/api/v1/sessions", &body).send().await;
    let me = async || app.get("/api/v1/me").bearer(signed.str("/token")).send().await.status;

    let ahead = me().await;
    jump(app, START);

    assert_eq!((ahead, me().await), (200, 401));
}

#[apply(on_both_apps)]
async fn mail_is_not_given_up_and_not_put_off_for_good_by_a_wrong_clock(app: &TestApp) {
    app.service.mark().await.unwrap();
    app.file(&with(feedback(), &json!({"contact": {"name": "Trần Văn A", "phone": "0900000003"}})))
        .await;
    diesel::sql_query("UPDATE outbox SET attempts = 12").execute(&mut app.scratch.conn()).unwrap();
    app.mail.fail_next(MailFault::Transient("no mail server".to_owned()));
    jump(app, AHEAD);
    let wrong = app.post.tick().await.unwrap();
    jump(app, "2024-10-15T02:05:00Z");
    let put_off = app.post.tick().await.unwrap().sent;
    app.service.accept_clock().await.unwrap();
    let sent = app.post.tick().await.unwrap().sent;

    assert_eq!((wrong.dead, wrong.again), (0, 1));
    assert_eq!((put_off, sent), (0, 1), "it waits for the wrong day until somebody looks");
}

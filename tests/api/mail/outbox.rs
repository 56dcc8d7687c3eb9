//! Mail that is owed: when it may go, what is put together, and what a failure means.

use liemchinh::harness::domain::Role;
use liemchinh::harness::store::outbox;
use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::{TestApp, feedback, with};
use crate::mail::urging::{case_id, filed};
use crate::on_both_apps;

/// The subjects of the mails to addresses that begin like this, since the last call.
pub fn subjects(app: &TestApp, address: &str) -> Vec<String> {
    let mails = app.mail.take();
    let to = mails.iter().filter(|mail| mail.to.as_str().starts_with(address));
    to.map(|mail| mail.subject.clone()).collect()
}

/// An unreachable unit: its row has no address any more.
pub fn sql(app: &TestApp, statement: &str) {
    use diesel::prelude::*;
    diesel::sql_query(statement).execute(&mut app.scratch.conn()).unwrap();
}

/// A member of the one row of the outbox that this names, as text.
pub fn value(app: &TestApp, member: &str, narrowed: &str) -> String {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Value {
        #[diesel(sql_type = diesel::sql_types::Text)]
        text: String,
    }
    let query = format!("SELECT CAST({member} AS TEXT) AS text FROM outbox {narrowed}");
    let mut found: Vec<Value> = diesel::sql_query(query).load(&mut app.scratch.conn()).unwrap();
    assert_eq!(found.len(), 1, "{narrowed}");
    found.remove(0).text
}

#[apply(on_both_apps)]
async fn mail_that_was_owed_in_office_hours_does_not_go_out_at_night(app: &TestApp) {
    app.file(&feedback()).await;
    app.set("2024-10-15T15:00:00Z");
    let night = app.post.tick().await.unwrap();
    app.set("2024-10-16T00:00:00Z");
    let morning = app.post.tick().await.unwrap();

    assert_eq!((night.sent, morning.sent), (0, 2), "at 22:00, and at seven");
}

#[apply(on_both_apps)]
async fn a_mail_whose_lease_ran_out_is_left_to_whoever_has_it_now(app: &TestApp) {
    for _ in 0..5 {
        app.file(&with(
            feedback(),
            &json!({"contact": {"name": "Trần Văn A", "phone": "0900000003"}}),
        ))
        .await;
    }
    let minutes = std::cell::Cell::new(0);
    let others = std::cell::Cell::new(0);
    let sent = app
        .post
        .tick_while(|| {
            // A slow server: two minutes a mail. After eight another process asks for work.
            let now = format!("2024-10-15T02:{:02}:00Z", minutes.get());
            app.set(&now);
            if minutes.get() == 8 {
                let now = now.parse::<liemchinh::harness::domain::Instant>().unwrap();
                let token = uuid::Uuid::from_u128(7);
                let taken =
                    outbox::claim(&mut app.scratch.conn(), now, now.plus_seconds(3000), token, 20);
                others.set(taken.unwrap().len());
            }
            minutes.set(minutes.get() + 2);
            true
        })
        .await
        .unwrap();

    assert_eq!((sent.sent, others.get()), (4, 1), "the fifth is the other's to send");
}

#[apply(on_both_apps)]
async fn mail_that_was_given_up_is_sent_once_it_is_revived(app: &TestApp) {
    use liemchinh::harness::mail::MailFault;
    app.file(&with(feedback(), &json!({"contact": {"name": "Trần Văn A", "phone": "0900000003"}})))
        .await;
    app.mail.fail_next(MailFault::Permanent(
        "the mail server does not know the recipient (550)".to_owned(),
    ));
    let dead = app.post.tick().await.unwrap().dead;
    app.set("2024-10-17T02:00:00Z");

    let since = async |day: &str| app.service.revive_mail(day.parse().unwrap()).await.unwrap();
    let revived = [since("2024-10-16").await, since("2024-10-15").await, since("2024-10-15").await];
    let sent = app.post.tick().await.unwrap().sent;

    assert_eq!((dead, revived, sent), (1, [0, 1, 0], 1));
}

#[apply(on_both_apps)]
async fn of_the_cases_of_an_hour_five_are_told_one_by_one_and_the_rest_in_one_mail(app: &TestApp) {
    for _ in 0..20 {
        filed(app).await;
        app.post.tick().await.unwrap();
    }
    let at_once = subjects(app, "tn-stnmt");
    app.set("2024-10-15T03:00:00Z");
    filed(app).await;
    app.post.tick().await.unwrap();
    let next_hour = subjects(app, "tn-stnmt");

    assert_eq!(at_once.len(), 5, "{at_once:?}");
    assert_eq!(next_hour, ["Tổng hợp: 16 vụ việc mới, 0 diễn biến mới, 0 việc cần nhắc hạn"]);
    let repeated = app.post.tick().await.unwrap();
    assert_eq!((repeated.sent, subjects(app, "tn-stnmt").len()), (0, 0));
}

#[apply(on_both_apps)]
async fn cases_that_come_all_at_once_are_one_mail(app: &TestApp) {
    for _ in 0..6 {
        filed(app).await;
    }
    app.post.tick().await.unwrap();

    assert_eq!(
        subjects(app, "tn-stnmt"),
        ["Tổng hợp: 6 vụ việc mới, 0 diễn biến mới, 0 việc cần nhắc hạn"]
    );
}

#[apply(on_both_apps)]
async fn after_days_without_a_mail_server_a_unit_gets_one_mail_and_nothing_that_was_overtaken(
    app: &TestApp,
) {
    let leader = Some("tn-stnmt.lanh-dao@tayninh.example");
    app.member(Role::UnitLeader, Some("TN.STNMT"), leader).await;
    for _ in 0..4 {
        filed(app).await;
    }
    // Everything is due, late and escalated meanwhile, and fresh cases come.
    app.set("2024-10-25T00:30:00Z");
    app.worker.tick().await.unwrap();
    app.mail.take();
    app.mail.refuse(true);
    for (day, hours) in [(25, 1..10), (28, 0..10), (29, 0..10), (30, 0..10)] {
        for hour in hours {
            app.set(&format!("2024-10-{day}T{hour:02}:30:00Z"));
            app.worker.tick().await.unwrap();
        }
    }
    filed(app).await;
    app.worker.tick().await.unwrap();
    app.mail.refuse(false);
    assert!(app.mail.take().is_empty());
    let mut told = Vec::new();
    for minute in 0..180 {
        app.set(&format!("2024-10-31T{:02}:{:02}:00Z", minute / 60, minute % 60));
        app.post.tick().await.unwrap();
        told.extend(subjects(app, "tn-stnmt"));
    }

    told.sort();
    let late = "Đôn đốc: 8 việc đã quá hạn";
    assert_eq!(told, ["Tổng hợp: 1 vụ việc mới, 0 diễn biến mới, 8 việc cần nhắc hạn", late]);
}

#[apply(on_both_apps)]
async fn a_mail_that_is_taken_along_with_a_new_one_loses_no_try_and_no_time(app: &TestApp) {
    app.mail.refuse(true);
    filed(app).await;
    app.post.tick().await.unwrap();
    let first =
        "WHERE created_at = (SELECT min(created_at) FROM outbox WHERE recipient_kind = 'unit')";
    let before = (value(app, "attempts", first), value(app, "next_at", first));
    for minute in 1..20 {
        app.set(&format!("2024-10-15T02:00:{minute:02}Z"));
        filed(app).await;
        app.post.tick().await.unwrap();
    }
    assert_eq!(
        (value(app, "attempts", first), value(app, "next_at", first)),
        before,
        "its own next try stands"
    );
    app.set("2024-10-15T02:10:00Z");
    app.mail.refuse(false);
    app.post.tick().await.unwrap();

    assert_eq!(subjects(app, "tn-stnmt").len(), 1, "and all go in one mail");
}

#[apply(on_both_apps)]
async fn a_word_about_the_clock_makes_nothing_due_that_is_being_sent(app: &TestApp) {
    filed(app).await;
    let hour = match app.db.url() {
        liemchinh::harness::store::DbUrl::Sqlite(_) => "3600000000",
        liemchinh::harness::store::DbUrl::Postgres(_) => "interval '1 hour'",
    };
    let unit = "WHERE recipient_kind = 'unit'";
    sql(app, &format!("UPDATE outbox SET lease_token = id, next_at = next_at + {hour} {unit}"));
    let leased = value(app, "next_at", unit);
    app.service.accept_clock().await.unwrap();

    assert_eq!(value(app, "next_at", unit), leased);
    sql(app, "UPDATE outbox SET lease_token = NULL");
    app.service.accept_clock().await.unwrap();
    assert_ne!(value(app, "next_at", unit), leased);
}

#[apply(on_both_apps)]
async fn a_mail_is_late_after_an_hour_of_office_time_but_not_one_that_was_put_off(app: &TestApp) {
    for _ in 0..6 {
        filed(app).await;
        app.post.tick().await.unwrap();
    }
    assert_eq!(app.mail.take().len(), 5, "the sixth is put off to the next hour");
    app.set("2024-10-15T02:59:00Z");
    app.worker.tick().await.unwrap();
    assert_eq!(app.service.faults().await.unwrap().late_since, None);
    app.mail.refuse(true);
    app.set("2024-10-15T03:01:00Z");
    app.post.tick().await.unwrap();
    assert_eq!(app.service.faults().await.unwrap().pending, 1);

    app.set("2024-10-15T03:02:00Z");
    app.worker.tick().await.unwrap();
    let late = app.service.faults().await.unwrap().late_since;

    assert_eq!(late, Some("2024-10-15T02:00:00Z".parse().unwrap()));
    app.mail.refuse(false);
    app.set("2024-10-15T05:00:00Z");
    assert_eq!(app.service.faults().await.unwrap().late_since, late, "the worker does not run");
    app.worker.tick().await.unwrap();
    assert_eq!(app.service.faults().await.unwrap().late_since, None);
}

#[apply(on_both_apps)]
async fn nobody_is_reminded_of_what_was_done_while_the_mail_server_was_away(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let number = filed(app).await;
    let case = case_id(app, &number).await;
    app.command(&officer, &case, 1, &json!({"command": "accept"})).await;
    app.post.tick().await.unwrap();
    app.mail.take();
    app.mail.refuse(true);
    app.set("2024-10-29T02:00:00Z");
    app.worker.tick().await.unwrap();
    let answer = json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Đã trả kết quả."});
    let officer = app.officer("TN.STNMT").await;
    let answered = app.command(&officer, &case, 2, &answer).await;
    app.mail.refuse(false);
    app.set("2024-10-29T04:00:00Z");
    app.worker.tick().await.unwrap();

    assert_eq!(
        (answered.status, subjects(app, "tn-stnmt")),
        (200, Vec::new()),
        "{}",
        answered.body
    );
}

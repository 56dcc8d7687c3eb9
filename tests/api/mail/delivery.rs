//! Mail: who is told what and when, that nothing is lost, and that nothing is told twice.

use liemchinh::harness::domain::Role;
use liemchinh::harness::mail::{Mail, MailFault};
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::on_both_apps;

fn told(mails: &[Mail]) -> Vec<String> {
    let mut all: Vec<String> =
        mails.iter().map(|mail| format!("{}: {}", mail.to.as_str(), mail.subject)).collect();
    all.sort();
    all
}

async fn filed_at(app: &TestApp, at: &str, changes: Value) -> String {
    app.set(at);
    app.file(&with(feedback(), &changes)).await.str("/number").to_owned()
}

#[apply(on_both_apps)]
async fn a_filed_report_is_told_to_its_unit_and_its_reporter_once(app: &TestApp) {
    let number = filed_at(app, "2024-10-15T02:00:00Z", json!({})).await;

    app.worker.tick().await.unwrap();
    app.worker.tick().await.unwrap();
    let mails = app.mail.take();

    assert_eq!(
        told(&mails),
        [
            format!("thu@dan.example: Đã tiếp nhận phản ánh số {number}"),
            format!("tn-stnmt@tayninh.example: Vụ việc mới {number}")
        ]
    );
    for mail in &mails {
        assert!(mail.body.contains("https://liemchinh.example/"));
        for secret in ["LC1-", "Nguyễn Văn Thử", "quá hẹn sáu ngày"] {
            assert!(!mail.body.contains(secret), "{secret}");
        }
    }
}

#[apply(on_both_apps)]
async fn mail_waits_for_office_hours(app: &TestApp) {
    filed_at(app, "2024-10-18T12:00:00Z", json!({})).await;
    app.post.tick().await.unwrap();
    let evening = app.mail.take();
    app.set("2024-10-21T00:00:00Z");
    app.post.tick().await.unwrap();

    assert!(evening.is_empty(), "Friday evening");
    assert_eq!(app.mail.take().len(), 2, "Monday at seven");
}

#[apply(on_both_apps)]
async fn a_reporter_without_an_address_gets_no_mail(app: &TestApp) {
    filed_at(
        app,
        "2024-10-15T02:00:00Z",
        json!({"contact": {"name": "Trần Văn A", "phone": "0900000003"}}),
    )
    .await;
    app.post.tick().await.unwrap();

    assert_eq!(app.mail.take().len(), 1, "the unit's");
}

#[apply(on_both_apps)]
async fn a_duty_is_reminded_before_on_and_after_its_day_once_each(app: &TestApp) {
    let number = filed_at(
        app,
        "2024-10-15T02:00:00Z",
        json!({"contact": {"name": "Trần Văn A", "phone": "0900000003"}}),
    )
    .await;
    app.member(Role::UnitLeader, Some("TN.STNMT"), Some("lanh-dao@tayninh.example")).await;
    let officer = app.officer("TN.STNMT").await;
    let case = app.case_of(&officer, &number).await;
    app.command(&officer, &case, 1, &json!({"command": "accept"})).await;
    app.worker.tick().await.unwrap();
    app.mail.take();
    let mut days = Vec::new();
    for day in 16..=31 {
        app.set(&format!("2024-10-{day}T02:00:00Z"));
        app.worker.tick().await.unwrap();
        app.worker.tick().await.unwrap();
        days.extend(
            app.mail
                .take()
                .iter()
                .map(|mail| format!("{day} {}", mail.subject.replace(&number, "N"))),
        );
    }

    days.sort();
    assert_eq!(
        days,
        [
            "22 Vụ việc N đã qua nửa thời hạn",
            "24 Vụ việc N sắp đến hạn",
            "28 Vụ việc N còn một ngày làm việc",
            "29 Vụ việc N đến hạn hôm nay",
            "30 Kính gửi lãnh đạo: vụ việc N đã quá hạn",
            "30 Vụ việc N đã quá hạn",
        ]
    );
}

#[apply(on_both_apps)]
async fn a_transient_failure_is_tried_again_later_under_the_same_id(app: &TestApp) {
    filed_at(
        app,
        "2024-10-15T02:00:00Z",
        json!({"contact": {"name": "Trần Văn A", "phone": "0900000003"}}),
    )
    .await;
    app.mail.fail_next(MailFault::Transient("planned".to_owned()));

    let first = app.post.tick().await.unwrap();
    let at_once = app.post.tick().await.unwrap();
    app.set("2024-10-15T02:02:00Z");
    let later = app.post.tick().await.unwrap();

    assert_eq!((first.again, at_once.sent + at_once.again, later.sent), (1, 0, 1));
    let id = app.mail.take()[0].message_id.clone();
    assert!(id.ends_with("@liemchinh.example"), "{id}");
}

#[apply(on_both_apps)]
async fn a_mail_owed_on_the_eve_of_tet_is_not_given_up_at_its_first_try(app: &TestApp) {
    filed_at(
        app,
        "2025-01-24T11:00:00Z",
        json!({"contact": {"name": "Trần Văn A", "phone": "0900000003"}}),
    )
    .await;
    app.post.tick().await.unwrap();
    assert!(app.mail.take().is_empty(), "Friday evening");
    app.set("2025-02-03T00:00:00Z");
    app.mail.fail_next(MailFault::Transient("planned".to_owned()));

    let first = app.post.tick().await.unwrap();
    app.set("2025-02-03T00:02:00Z");
    let later = app.post.tick().await.unwrap();

    assert_eq!((first.again, first.dead, later.sent), (1, 0, 1));
}

#[apply(on_both_apps)]
async fn a_mail_is_given_up_after_three_days_of_tries_and_enough_of_them(app: &TestApp) {
    filed_at(
        app,
        "2024-10-15T02:00:00Z",
        json!({"contact": {"name": "Trần Văn A", "phone": "0900000003"}}),
    )
    .await;
    let mut tries = 0;
    // The worker stands still for four days after the first try, and then tries each hour.
    let moments = [
        "15T02", "21T00", "21T02", "21T04", "21T06", "21T08", "22T00", "22T02", "22T04", "22T06",
        "22T08", "23T00", "23T02",
    ];
    for moment in moments {
        app.set(&format!("2024-10-{moment}:00:00Z"));
        app.mail.fail_next(MailFault::Transient("planned".to_owned()));
        let round = app.post.tick().await.unwrap();
        tries += round.again;
        if round.dead == 1 {
            assert_eq!((moment, tries), ("23T00", 11), "the twelfth is the last");
            return;
        }
    }
    panic!("it is tried for ever");
}

#[apply(on_both_apps)]
async fn what_can_never_be_sent_is_seen_by_inspectors_and_nobody_else(app: &TestApp) {
    app.mail.fail_next(MailFault::Permanent("the mail server refused the mail (550)".to_owned()));
    filed_at(
        app,
        "2024-10-15T02:00:00Z",
        json!({"contact": {"name": "Trần Văn A", "phone": "0900000003"}}),
    )
    .await;
    app.post.tick().await.unwrap();
    filed_at(
        app,
        "2024-10-15T02:00:01Z",
        json!({"unit": "25738", "contact": {"name": "Trần Văn A", "phone": "0900000003"}}),
    )
    .await;
    app.post.tick().await.unwrap();
    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);

    let faults = app.get("/api/v1/mail-faults").bearer(&inspector).send().await;
    let refused = app.get("/api/v1/mail-faults").bearer(&officer).send().await;

    assert_eq!(faults.body["units_without_address"], json!(["25738"]));
    let dead = faults.body["dead_letters"].as_array().unwrap();
    let units: Vec<_> = dead.iter().map(|it| it["unit"].as_str().unwrap()).collect();
    assert_eq!(units, ["TN.STNMT"], "what lacks an address only waits for one");
    assert_eq!(faults.body["pending"], 1);
    assert_eq!(refused.status, 403);
}

#[apply(on_both_apps)]
async fn two_posts_at_once_send_each_mail_once(app: &TestApp) {
    // One address gets only so many mails a day, and one unit so many an hour.
    for n in 0..20 {
        let contact = json!({"name": "Trần Văn A", "phone": "0900000003", "email": format!("a{n}@dan.example")});
        app.file(&with(feedback(), &json!({"contact": contact}))).await;
    }
    let other = app.post.clone();

    let (one, two) = tokio::join!(app.post.tick(), other.tick());

    assert_eq!(one.unwrap().sent + two.unwrap().sent, 21);
    let mut ids: Vec<String> = app.mail.take().into_iter().map(|mail| mail.message_id).collect();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 21, "twenty people, and one unit once");
}

#[apply(on_both_apps)]
async fn a_mail_claimed_by_a_process_that_died_comes_back(app: &TestApp) {
    use liemchinh::harness::store::{StoreError, outbox};
    filed_at(
        app,
        "2024-10-15T02:00:00Z",
        json!({"contact": {"name": "Trần Văn A", "phone": "0900000003"}}),
    )
    .await;
    let now = "2024-10-15T02:00:00Z".parse::<liemchinh::harness::domain::Instant>().unwrap();
    let token = uuid::Uuid::from_u128(7);
    let claimed = app
        .db
        .write("test.claim", 0, move |tx| {
            Ok::<_, StoreError>(outbox::claim(tx, now, now.plus_seconds(300), token, 20)?.len())
        })
        .await
        .unwrap();

    let meanwhile = app.post.tick().await.unwrap();
    app.set("2024-10-15T02:05:00Z");
    let after = app.post.tick().await.unwrap();

    assert_eq!((claimed, meanwhile.sent, after.sent), (1, 0, 1));
}

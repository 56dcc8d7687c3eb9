//! The mails of a case and what became of them: who reads of which, and one that was given up goes out again, once.

use liemchinh::harness::domain::Role;
use liemchinh::harness::mail::MailFault;
use macro_rules_attribute::apply;
use serde_json::json;

use super::{each, read};
use crate::app::{TestApp, feedback, tip, with};
use crate::followed::Life;
use crate::{on_both_apps, on_both_holding_apps};

#[apply(on_both_apps)]
async fn inspectors_read_of_all_mails_of_a_case_a_unit_of_its_own_and_nobody_an_address(
    app: &TestApp,
) {
    let filed = app.file(&feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let (other, admin) = (app.officer("703").await, app.staff(Role::Administrator, None).await);
    let case = app.case_of(&officer, filed.str("/number")).await;
    let path = format!("cases/{case}/mails");
    app.post.tick().await.unwrap();

    let (all, own) = (read(app, &inspector, &path).await, read(app, &officer, &path).await);

    let mut templates = each(&all, "/template");
    templates.sort();
    assert_eq!(templates, ["reporter_filed", "unit_routed"]);
    assert_eq!(
        (each(&own, "/template"), each(&own, "/unit/code")),
        (vec!["unit_routed".to_owned()], vec!["TN.STNMT".to_owned()])
    );
    assert_eq!(each(&all, "/status"), ["sent", "sent"]);
    for reply in [&all, &own] {
        assert!(!reply.text.contains('@') && !reply.text.contains("Nguyễn"), "{}", reply.text);
    }
    assert_eq!(read(app, &other, &path).await.status, 404);
    assert_eq!(read(app, &admin, &path).await.status, 403);
}

#[apply(on_both_apps)]
async fn of_a_tip_no_mail_is_told_nor_counted(app: &TestApp) {
    let (mut life, _) = Life::file(app, &tip()).await;
    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);
    life.take(&inspector).await;
    let path = format!("cases/{}/mails", life.id);

    let (opened, hidden) = (read(app, &inspector, &path).await, read(app, &officer, &path).await);

    assert_eq!((opened.status, opened.str("/reason")), (409, "other_channel"));
    assert_eq!((hidden.status, hidden.code()), (404, "not_found"));
}

#[apply(on_both_holding_apps)]
async fn of_what_has_not_reached_it_a_unit_reads_of_no_mail(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);
    let case = app.case_of(&inspector, filed.str("/number")).await;

    assert_eq!(read(app, &officer, &format!("cases/{case}/mails")).await.status, 404);
    assert_eq!(read(app, &inspector, &format!("cases/{case}/mails")).await.status, 200);
}

#[apply(on_both_apps)]
async fn a_mail_that_was_given_up_is_owed_again_once_and_the_log_keeps_it(app: &TestApp) {
    let contact = json!({"contact": {"name": "Trần Văn A", "phone": "0900000003"}});
    let filed = app.file(&with(feedback(), &contact)).await;
    app.mail.fail_next(MailFault::Permanent("the mail server refused the mail (550)".to_owned()));
    app.post.tick().await.unwrap();
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let case = app.case_of(&officer, filed.str("/number")).await;
    let path = format!("cases/{case}/mails");
    let dead = read(app, &inspector, &path).await;
    assert_eq!(
        each(&read(app, &officer, &path).await, "/id"),
        ["-"],
        "an id would tell the moment"
    );
    let resend = format!("/api/v1/mail-faults/{}/resend", dead.str("/items/0/id"));
    let key = app.key();
    let send = async |token: &str, key: &str| {
        app.post(&resend, &json!({})).bearer(token).key(key).send().await
    };

    let refused = send(&officer, &app.key()).await;
    let (first, again) = (send(&inspector, &key).await, send(&inspector, &key).await);
    let waits = send(&inspector, &app.key()).await;
    app.set("2024-10-17T02:00:00Z");
    let sent = app.post.tick().await.unwrap().sent;
    // Two days on nobody is signed in any more.
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let head = app.staff(Role::InspectorateHead, Some("TN.TTT")).await;
    let late = send(&inspector, &app.key()).await;
    let log = read(app, &head, "access-log?day=2024-10-15").await;

    assert_eq!(
        (dead.str("/items/0/status"), dead.str("/items/0/why")),
        ("dead", "the mail server refused the mail (550)")
    );
    assert_eq!(refused.status, 403);
    assert_eq!((first.status, first.str("/status")), (200, "pending"), "{}", first.body);
    assert_eq!(again.headers["idempotency-replayed"], "true");
    assert_eq!((waits.status, waits.str("/status")), (200, "pending"));
    assert_eq!((sent, late.status), (1, 404), "what went out is not sent again");
    let resent = each(&log, "/what").iter().filter(|what| *what == "mail_resent").count();
    assert_eq!(resent, 1, "{}", log.body);
    assert_eq!(each(&read(app, &officer, &path).await, "/status"), ["sent"]);
}

//! The watch over the last days goes on past what it cannot read, and says so.

use diesel::prelude::*;
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::{TestApp, feedback, tip, with};
use crate::on_both_apps;

/// Damages rows as a lost key or a bad disk would.
pub fn damage(app: &TestApp, statement: &str) {
    let done = diesel::sql_query(statement).execute(&mut app.scratch.conn()).unwrap();
    assert_eq!(done, 1, "{statement}");
}

async fn missed(app: &TestApp, receipt: &str) -> bool {
    let told = app.track(receipt).await;
    let owed = told.body["obligations"].as_array().unwrap();
    !owed.is_empty() && owed.iter().all(|one| one["missed_on"].is_string())
}

#[apply(on_both_apps)]
async fn a_tip_whose_contact_cannot_be_read_stops_no_clock(app: &TestApp) {
    let contact = json!({"contact": {"name": "Trần Thị Mẫu", "email": "mau@dan.example"}, "consent_version": "2024-03"});
    let sealed = app.file(&with(tip(), &contact)).await;
    let open = app.file(&feedback()).await;
    damage(app, "UPDATE integrity_reports SET sealed_contact = sealed");

    app.set("2024-10-31T02:00:00Z");
    let watched = app.service.watch().await.unwrap();

    assert!(missed(app, open.str("/receipt")).await, "the duty of the other case");
    assert!(missed(app, sealed.str("/receipt")).await, "lateness tells a tipper nothing");
    assert!(watched.escalated > 0 && watched.failed == 0, "{watched:?}");
}

#[apply(on_both_apps)]
async fn a_case_that_cannot_be_read_does_not_hold_up_its_neighbours(app: &TestApp) {
    app.member(Role::UnitLeader, Some("703"), Some("lanh-dao@tayninh.example")).await;
    let broken = app.file(&feedback()).await;
    app.set("2024-10-16T02:00:00Z");
    let whole = app.file(&with(feedback(), &json!({"unit": "703"}))).await;
    damage(
        app,
        &format!(
            "UPDATE cases SET course = '{{\"wait\": 5}}' WHERE number = '{}'",
            broken.str("/number")
        ),
    );

    app.set("2024-10-31T02:00:00Z");
    let watched = app.service.watch().await.unwrap();
    app.post.tick().await.unwrap();

    assert!(missed(app, whole.str("/receipt")).await && watched.failed > 0, "{watched:?}");
    let leader = format!("Kính gửi lãnh đạo: vụ việc {} đã quá hạn", whole.str("/number"));
    let told: Vec<_> = app.mail.take().into_iter().map(|mail| mail.subject).collect();
    assert!(told.contains(&leader), "{told:?}");
}

#[apply(on_both_apps)]
async fn a_stage_of_the_watch_that_fails_does_not_stop_the_others(app: &TestApp) {
    app.file(&tip()).await;
    let open = app.file(&feedback()).await;
    damage(app, "UPDATE integrity_cases SET waits_until = '2024-10-16', course = '{\"wait\": 5}'");

    app.set("2024-10-31T02:00:00Z");
    let watched = app.service.watch().await;

    assert!(watched.is_err(), "that a stage failed is said");
    assert!(missed(app, open.str("/receipt")).await, "and the last days are still looked at");
}

#[apply(on_both_apps)]
async fn two_bursts_on_one_day_are_two_mails(app: &TestApp) {
    let no_mail = json!({"contact": {"name": "Trần Văn A", "phone": "0900000003"}});
    let mut numbers = Vec::new();
    for _ in 0..4 {
        numbers.push(app.file(&with(feedback(), &no_mail)).await.str("/number").to_owned());
    }
    app.post.tick().await.unwrap();
    app.mail.take();
    // The last days of two of them are told to the clock later.
    let later = |day: &str| {
        let of =
            format!("SELECT key FROM cases WHERE number IN ('{}', '{}')", numbers[0], numbers[1]);
        let all = format!("UPDATE obligations SET due_on = '{day}' WHERE case_key IN ({of})");
        diesel::sql_query(all).execute(&mut app.scratch.conn()).unwrap();
    };
    later("2024-12-27");
    let mut told = Vec::new();
    // Before the first slot of the first late day.
    for at in ["2024-10-30T00:10:00Z", "2024-10-30T00:20:00Z"] {
        app.set(at);
        app.worker.tick().await.unwrap();
        told.push(app.mail.take().into_iter().map(|mail| mail.subject).collect::<Vec<_>>());
        later("2024-10-29");
    }

    assert_eq!((told[0].len(), told[1].len()), (1, 1), "{told:?}");
}

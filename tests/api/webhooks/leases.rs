//! Who has a subscription in hand, and what a wrong clock leaves of where it stood.

use liemchinh::harness::domain::{Channel, Instant};
use liemchinh::harness::store::changes::{Reader, Walk, entries, note};
use liemchinh::harness::store::webhooks::{due, lease, settle};
use liemchinh::harness::store::{Conn, cases};
use macro_rules_attribute::apply;
use uuid::Uuid;

use super::receiver::Receiver;
use super::{ids, listed, subscribed, told_at};
use crate::app::{TestApp, feedback};
use crate::followed::Life;
use crate::on_both_calling_apps;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

#[apply(on_both_calling_apps)]
async fn a_subscription_is_one_workers_alone_and_a_late_settler_changes_nothing(app: &TestApp) {
    let token = app.officer("TN.STNMT").await;
    subscribed(app, &token, &Receiver::start()).await;
    let (now, end) = (at("2024-10-15T02:10:00Z"), at("2024-10-15T02:15:00Z"));
    let (own, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
    let conn: &mut Conn = &mut app.scratch.conn();

    let row = due(conn, now).unwrap().unwrap();
    assert!(lease(conn, &row, own, end).unwrap());
    assert!(!lease(conn, &row, other, end).unwrap(), "it was read before the other took it");
    assert!(due(conn, now).unwrap().is_none());
    let mut ended = row.clone();
    (ended.failures, ended.next_at) = (7, Some(now));
    assert!(!settle(conn, &ended, other).unwrap());
    assert!(due(conn, now).unwrap().is_none());
    assert!(settle(conn, &ended, own).unwrap());
    assert_eq!(due(conn, now).unwrap().unwrap().failures, 7);
    assert!(!settle(conn, &row, own).unwrap(), "it was settled before");
}

#[apply(on_both_calling_apps)]
async fn whoever_has_not_failed_is_called_before_whoever_has_and_nobody_waits_for_days(
    app: &TestApp,
) {
    let (first, second) = (app.officer("TN.STNMT").await, app.officer("TN.STNMT").await);
    let now = at("2024-10-15T02:10:00Z");
    let token = Uuid::from_u128(1);
    subscribed(app, &first, &Receiver::start()).await;
    let conn: &mut Conn = &mut app.scratch.conn();
    let mut failed = due(conn, now).unwrap().unwrap();
    assert!(lease(conn, &failed, token, now).unwrap());
    (failed.failures, failed.next_at) = (1, Some(at("2024-10-15T02:01:00Z")));
    assert!(settle(conn, &failed, token).unwrap());
    subscribed(app, &second, &Receiver::start()).await;

    let mut fresh = due(conn, now).unwrap().unwrap();
    assert_eq!(fresh.failures, 0);
    assert!(lease(conn, &fresh, token, now).unwrap());
    fresh.next_at = Some(at("2024-10-15T03:20:00Z"));
    assert!(settle(conn, &fresh, token).unwrap());
    assert_eq!(due(conn, now).unwrap().unwrap().failures, 1, "70 minutes may be a wait");
    assert!(lease(conn, &fresh, token, at("2024-10-15T03:20:01Z")).unwrap());
    assert_eq!(due(conn, now).unwrap().unwrap().failures, 0, "more may not");
}

#[apply(on_both_calling_apps)]
async fn what_changes_after_a_clock_that_was_days_ahead_is_told_when_the_clock_is_right(
    app: &TestApp,
) {
    let receiver = Receiver::start();
    let token = app.officer("TN.STNMT").await;
    subscribed(app, &token, &receiver).await;
    app.begin("2024-10-17T02:10:00Z").await;
    app.service.call_webhooks(|| true).await.unwrap();
    app.begin("2024-10-15T02:20:00Z").await;
    let hastened = listed(app, &token).await;
    let (life, _) = Life::file(app, &feedback()).await;

    let told = told_at(app, &receiver, "2024-10-15T02:40:00Z").await;

    assert_eq!(hastened["delivered_until"], "2024-10-17T02:30:00Z");
    assert_eq!(hastened["next_call"], "2024-10-15T02:20:00Z");
    assert_eq!(told.iter().flat_map(ids).collect::<Vec<_>>(), [life.id]);
    let told = listed(app, &token).await;
    assert_eq!(told["delivered_until"], "2024-10-15T03:00:00Z");
}

#[apply(on_both_calling_apps)]
async fn while_the_clock_is_in_doubt_nobody_is_called(app: &TestApp) {
    let receiver = Receiver::start();
    let token = app.officer("TN.STNMT").await;
    subscribed(app, &token, &receiver).await;
    Life::file(app, &feedback()).await;
    app.service.read_terms(10).await.unwrap();
    app.set("2024-10-15T02:10:00Z");
    let (clock, later) = (app.clock.clone(), at("2024-10-17T02:10:00Z"));
    let jump = || {
        clock.jump(later);
        true
    };

    app.service.call_webhooks(jump).await.unwrap();
    assert_eq!(receiver.take().len(), 0);
    clock.jump(at("2024-10-15T02:10:00Z"));
    app.service.call_webhooks(|| true).await.unwrap();
    assert_eq!(receiver.take().len(), 1);
}

/// What a slower clock notes later hides nothing from whoever was told up to then.
#[apply(on_both_calling_apps)]
async fn a_change_that_is_noted_with_an_earlier_moment_does_not_move_a_case_back(app: &TestApp) {
    let (_, filed) = Life::file(app, &feedback()).await;
    let number = filed.str("/number").to_owned();
    let moments = ["2024-10-15T04:00:00Z", "2024-10-15T03:00:00Z", "2024-10-15T05:00:00Z"];
    let conn: &mut Conn = &mut app.scratch.conn();
    let case = cases::by_number(conn, &number).unwrap().unwrap();
    assert_eq!(case.channel, Channel::Service);
    let mut seen = Vec::new();
    for moment in moments {
        note(conn, &case, at(moment), false).unwrap();
        let reader = Reader::Holder(case.holder);
        seen.push([Reader::All, reader].map(|one| last(conn, one)));
    }

    let expected = [
        ["2024-10-15T04:00:00Z", "2024-10-15T04:30:00Z"],
        ["2024-10-15T04:00:00Z", "2024-10-15T04:30:00Z"],
        ["2024-10-15T05:00:00Z", "2024-10-15T05:30:00Z"],
    ];
    assert_eq!(seen, expected.map(|pair| pair.map(at)));
}

/// When the case changed that changed last.
fn last(conn: &mut Conn, reader: Reader) -> Instant {
    entries(conn, reader, Walk::Changed, None, 1).unwrap()[0].0
}

//! The change of units of 01/07/2025: where open cases go, and what stays with the old unit.

use liemchinh::harness::service::ServiceError;
use liemchinh::harness::service::Succeeded;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::on_both_apps;

/// Tuesday 1 July 2025, nine in the morning at the office.
pub const CHANGE: &str = "2025-07-01T02:00:00Z";

pub fn about(unit: &str) -> Value {
    with(feedback(), &json!({"unit": unit, "sector": null}))
}

pub fn day(text: &str) -> liemchinh::harness::domain::Day {
    text.parse().unwrap()
}

pub async fn change_units(app: &TestApp, dry_run: bool) -> Succeeded {
    app.service.succeed(day("2025-07-01"), dry_run, |_| ()).await.unwrap()
}

pub async fn holder(app: &TestApp, number: &str) -> String {
    let inspector = app.inspector().await;
    let case = app.case_of(&inspector, number).await;
    let read = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;
    read.str("/holder/code").to_owned()
}

/// The obligations of a case as an inspector reads them.
async fn owed(app: &TestApp, case: &str) -> Vec<Value> {
    let inspector = app.inspector().await;
    let path = format!("/api/v1/cases/{case}/obligations");
    app.get(&path).bearer(&inspector).send().await.body["items"].as_array().unwrap().clone()
}

/// Sums of the ledger for one unit, by name: opened, met, missed, released.
pub fn figures(app: &TestApp, name: &str) -> [i64; 4] {
    use diesel::prelude::*;
    use diesel::sql_types::{BigInt, Text};
    #[derive(QueryableByName)]
    struct Sum {
        #[diesel(sql_type = Text)]
        metric: String,
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let sums: Vec<Sum> = diesel::sql_query(
        "SELECT metric, CAST(SUM(delta) AS BIGINT) AS count FROM ledger_entries \
         WHERE unit_id IN (SELECT id FROM units WHERE name = $1) GROUP BY metric",
    )
    .bind::<Text, _>(name)
    .load(&mut app.scratch.conn())
    .unwrap();
    ["opened", "met", "missed", "released"]
        .map(|metric| sums.iter().filter(|sum| sum.metric == metric).map(|sum| sum.count).sum())
}

pub fn agrees(app: &TestApp) {
    let verified = app.service.verify_ledger(|_| ()).unwrap();
    assert!(verified.agrees(), "{verified:?}");
}

const OLD: &str = "Ủy ban nhân dân Phường 1";
pub const NEW: &str = "Ủy ban nhân dân phường Tân Ninh";

#[apply(on_both_apps)]
async fn open_cases_move_with_their_days_and_the_rest_wait_for_an_inspector(app: &TestApp) {
    app.set("2025-06-25T02:00:00Z");
    let officer = app.officer("25456").await;
    let whole = app.file(&about("25456")).await;
    let split = app.file(&about("25597")).await;
    let district = app.file(&about("703")).await;
    let stays = app.file(&about("TN.STC")).await;
    let case = app.case_of(&officer, whole.str("/number")).await;
    app.assign(&officer, &case, 1).await;
    app.set(CHANGE);
    let before = owed(app, &case).await;

    let dry = change_units(app, true).await;
    let untouched = holder(app, whole.str("/number")).await;
    let real = change_units(app, false).await;
    let again = change_units(app, false).await;

    assert_eq!(untouched, "25456", "a dry run writes nothing");
    assert_eq!(dry, real, "and says what a run does");
    assert_eq!((real.moved(), real.undecided(), real.staff.moved.len()), (1, 2, 1));
    let moved = real.units.iter().find(|unit| unit.unit.name == OLD).unwrap();
    assert_eq!((moved.before, moved.moved, moved.late_kept), (1, 1, 0));
    assert_eq!(
        real.receivers
            .iter()
            .map(|(unit, before, after)| (unit.code.as_str(), *before, *after))
            .collect::<Vec<_>>(),
        [("25459", 0, 1)]
    );
    let waiting: Vec<_> = real.units.iter().flat_map(|unit| unit.waiting.clone()).collect();
    assert_eq!(waiting, [split.str("/number"), district.str("/number")], "by the unit's code");
    assert_eq!((again.moved(), again.undecided()), (0, 2), "nothing is left to move");
    assert_eq!(holder(app, stays.str("/number")).await, "TN.STC");

    let after = owed(app, &case).await;
    let open = |items: &[Value]| {
        let mut days: Vec<_> = items
            .iter()
            .filter(|it| it["status"] == "open")
            .map(|it| {
                ["step", "start_on", "due_on", "told_due_on"].map(|member| it[member].clone())
            })
            .collect();
        days.sort_by_key(|it| it[0].to_string());
        days
    };
    assert_eq!(open(&before), open(&after), "no day moved");
    assert!(after.iter().filter(|it| it["status"] == "open").all(|it| it["unit"]["name"] == NEW));
    assert_eq!(figures(app, OLD), [1, 0, 0, 1]);
    assert_eq!(figures(app, NEW), [1, 0, 0, 0]);
    agrees(app);
}

#[apply(on_both_apps)]
async fn the_successor_handles_what_it_inherited_and_the_reporter_sees_who(app: &TestApp) {
    app.set("2025-06-25T02:00:00Z");
    let former = app.officer("25456").await;
    let filed = app.file(&about("25456")).await;
    app.file(&about("25456")).await;
    let case = app.case_of(&former, filed.str("/number")).await;
    app.assign(&former, &case, 1).await;
    app.set(CHANGE);
    change_units(app, false).await;
    app.worker.tick().await.unwrap();
    let officer = app.officer("25459").await;

    let read = app.get(&format!("/api/v1/cases/{case}")).bearer(&officer).send().await;
    let gone = app.get(&format!("/api/v1/cases/{case}")).bearer(&former).send().await;
    let accepted = app.command(&officer, &case, 3, &json!({"command": "accept"})).await;
    let events = app.get(&format!("/api/v1/cases/{case}/events")).bearer(&officer).send().await;
    let tracked = app.track(filed.str("/receipt")).await;

    assert_eq!((read.status, read.body.get("assignee")), (200, None), "in nobody's hand");
    assert_ne!(gone.status, 200, "the former unit does not follow it");
    assert_eq!(accepted.status, 200, "{}", accepted.body);
    let event = &events.body["items"][2];
    assert_eq!(
        (&event["kind"], &event["from"]["code"], &event["to"]["code"]),
        (&json!("succeeded"), &json!("25456"), &json!("25459"))
    );
    assert_eq!(tracked.str("/holder/code"), "25459");
    assert_eq!(
        (tracked.str("/messages/0/kind"), tracked.str("/messages/0/to/code")),
        ("succeeded", "25459")
    );
    let mails = app.mail.take();
    let told: Vec<_> =
        mails.iter().filter(|mail| mail.subject.starts_with("Vụ việc của đơn vị cũ")).collect();
    assert_eq!(told.len(), 1, "one mail for all that a unit takes over");
    assert_eq!(told[0].to.as_str(), "xa80-25459@tayninh.example");
    assert!(!told[0].body.contains(filed.str("/number")));
}

#[apply(on_both_apps)]
async fn what_was_late_stays_with_who_was_late_and_is_counted_once(app: &TestApp) {
    app.set("2025-06-10T02:00:00Z");
    let seen = app.file(&about("25456")).await;
    app.set("2025-06-27T02:00:00Z");
    app.worker.tick().await.unwrap();
    let inspector = app.inspector().await;
    let case = app.case_of(&inspector, seen.str("/number")).await;
    assert_eq!(figures(app, OLD), [1, 0, 1, 0], "the watch saw it");
    app.set(CHANGE);

    let report = change_units(app, false).await;
    app.set("2025-07-02T02:00:00Z");
    app.worker.tick().await.unwrap();
    let officer = app.officer("25459").await;
    let queued = app.get(&format!("/api/v1/cases/{case}")).bearer(&officer).send().await;
    let version = queued.body["version"].as_i64().unwrap().try_into().unwrap();
    app.command(&officer, &case, version, &json!({"command": "accept"})).await;
    let answered = app
        .command(
            &officer,
            &case,
            version + 1,
            &json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Đã trả lời."}),
        )
        .await;

    assert_eq!(report.units[0].late_kept, 3, "accept, forward and answer");
    assert_eq!(queued.body["overdue"], true, "the duty is inherited");
    assert_eq!(answered.status, 200, "{}", answered.body);
    assert_eq!(figures(app, OLD), [1, 0, 1, 0], "the miss is the former unit's, once");
    assert_eq!(figures(app, NEW), [0; 4], "and nothing of it the successor's");
    agrees(app);
}

#[apply(on_both_apps)]
async fn a_miss_that_nobody_recorded_yet_is_recorded_for_who_held_the_case(app: &TestApp) {
    app.set("2025-06-10T02:00:00Z");
    app.file(&about("25456")).await;
    app.set(CHANGE);

    change_units(app, false).await;
    app.worker.tick().await.unwrap();

    assert_eq!(figures(app, OLD), [1, 0, 1, 0]);
    assert_eq!(figures(app, NEW), [0; 4]);
    agrees(app);
}

#[apply(on_both_apps)]
async fn an_inspector_finds_the_undecided_and_forwards_them(app: &TestApp) {
    app.set("2025-06-25T02:00:00Z");
    let split = app.file(&about("25534")).await;
    app.file(&about("TN.STC")).await;
    app.set(CHANGE);
    app.file(&about("25534")).await;
    change_units(app, false).await;
    let inspector = app.inspector().await;

    let queue =
        app.get("/api/v1/cases?holder_ended=true&count=true").bearer(&inspector).send().await;
    let case = queue.str("/items/0/id");
    let forward =
        json!({"command": "forward", "to": "25534", "text": "Ấp thuộc xã Tân Thành mới."});
    let forwarded = app.command(&inspector, case, 1, &forward).await;
    let left =
        app.get("/api/v1/cases?holder_ended=true&count=true").bearer(&inspector).send().await;

    assert_eq!(
        (&queue.body["count"], queue.str("/items/0/number")),
        (&json!(1), split.str("/number"))
    );
    assert_eq!(
        forwarded.str("/case/holder/name"),
        "Ủy ban nhân dân xã Tân Thành",
        "the code of the old commune is the new one's"
    );
    assert_eq!(left.body["count"], json!(0));
}

#[apply(on_both_apps)]
async fn a_day_that_has_not_come_moves_nothing_but_may_be_looked_at(app: &TestApp) {
    app.set("2025-06-25T02:00:00Z");
    app.file(&about("25456")).await;

    let ahead = change_units(app, true).await;
    let refused = app.service.succeed(day("2025-07-01"), false, |_| ()).await;
    let early = app.service.succeed(day("2025-06-01"), false, |_| ()).await.unwrap();

    assert_eq!(ahead.moved(), 1);
    assert!(matches!(refused, Err(ServiceError::Invalid(_))), "{refused:?}");
    assert_eq!((early.ended, early.moved()), (0, 0));
}

#[apply(on_both_apps)]
async fn a_run_that_is_broken_off_loses_nothing_and_the_next_finishes(app: &TestApp) {
    // Two pages and a bit: the second may be under way when the run ends, the third never is.
    const CASES: usize = 120;
    app.set("2025-06-25T02:00:00Z");
    for _ in 0..CASES {
        app.file(&about("25456")).await;
    }
    app.set(CHANGE);
    let stop = tokio::sync::Notify::new();

    tokio::select! {
        biased;
        () = stop.notified() => {}
        done = app.service.succeed(day("2025-07-01"), false, |_| stop.notify_one()) => panic!("not broken off: {done:?}"),
    }
    let between = change_units(app, true).await;
    let rest = change_units(app, false).await;

    assert!(between.moved() >= 20 && between.moved() <= 70, "{between:?}");
    assert!(rest.moved() >= 20 && rest.moved() <= between.moved(), "{rest:?}");
    assert_eq!(rest.receivers[0].2, CASES);
    assert_eq!(figures(app, OLD), [120, 0, 0, 120]);
    assert_eq!(figures(app, NEW), [120, 0, 0, 0]);
    agrees(app);
}

//! Open days are counted anew when a calendar changes: once, whole, and told to both.

use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::{TestApp, feedback, tip, with};
use crate::on_both_apps;
use crate::units::import::{copy, edit};

#[apply(on_both_apps)]
async fn a_calendar_announced_later_moves_open_days_once_and_tells_both(app: &TestApp) {
    app.set("2025-12-24T02:00:00Z");
    let filed = app.file(&with(feedback(), &json!({"unit": "TN.SYT", "sector": null}))).await;
    let receipt = filed.str("/receipt").to_owned();
    let answer = async || {
        let reply = app.track(&receipt).await;
        let owed = reply.body["obligations"].as_array().unwrap().clone();
        owed.iter().find(|one| one["step"] == "answer").unwrap()["due_on"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(answer().await, "2026-01-08", "the swap of 02/01 is not announced yet");
    app.worker.tick().await.unwrap();
    app.mail.take();

    app.set("2025-12-26T02:00:00Z");
    let would = app.service.recount(true, |_| {}).await.unwrap();
    assert_eq!(answer().await, "2026-01-08", "a dry run writes nothing");
    let did = app.service.recount(false, |_| {}).await.unwrap();
    assert_eq!(would, did);
    let again = app.service.recount(false, |_| {}).await.unwrap();

    assert_eq!(answer().await, "2026-01-09");
    let moved: Vec<_> =
        did.moved.iter().map(|it| format!("{} {} {}", it.step, it.before, it.after)).collect();
    assert_eq!(moved, ["accept 2026-01-08 2026-01-09", "answer 2026-01-08 2026-01-09"]);
    assert!(again.moved.is_empty());
    app.worker.tick().await.unwrap();
    let told: Vec<_> = app.mail.take().iter().map(|mail| mail.to.as_str().to_owned()).collect();
    assert!(
        ["thu@dan.example", "tn-syt@tayninh.example"]
            .iter()
            .all(|to| told.iter().any(|it| it == to)),
        "{told:?}"
    );
}

#[apply(on_both_apps)]
async fn an_import_of_another_calendar_counts_open_days_anew_and_a_second_one_moves_nothing(
    app: &TestApp,
) {
    let folder = copy();
    let path = folder.path().to_owned();
    app.set("2025-12-24T02:00:00Z");
    let filed = app.file(&with(feedback(), &json!({"unit": "TN.SYT", "sector": null}))).await;
    app.file(&with(tip(), &json!({"unit": "TN.SYT"}))).await;
    let days = async || {
        let tracked = app.track(filed.str("/receipt")).await;
        let owed = tracked.body["obligations"].as_array().unwrap().clone();
        let of = |step: &str| {
            owed.iter().find(|one| one["step"] == step).unwrap()["due_on"]
                .as_str()
                .unwrap()
                .to_owned()
        };
        [of("forward"), of("answer")]
    };
    let import = async |dry_run, recount| {
        app.service.import(&path.as_path().into(), dry_run, recount, |_| {}).await.unwrap()
    };
    let before = days().await;
    // Invented: the bridge is announced for the last working day of the answer as well.
    edit(
        &folder,
        "calendar.csv",
        "2026-01-01,holiday",
        "2026-01-08,holiday,Nghỉ,Day off,,2025-12-24,,true\n2026-01-01,holiday",
    );

    let left = import(false, false).await;
    let unmoved = days().await;
    edit(&folder, "calendar.csv", "2026-01-08,holiday,Nghỉ", "2026-01-08,holiday,Nghỉ lễ");
    let would = import(true, true).await;
    let still = days().await;
    let did = import(false, true).await;
    let again = import(false, true).await;

    assert_eq!((left.report.differences.len(), left.recounted), (1, None));
    assert_eq!(
        (before.as_slice(), &unmoved, &still),
        (["2025-12-31".to_owned(), "2026-01-08".to_owned()].as_slice(), &before, &before)
    );
    assert_eq!(
        (&would.report, &would.recounted),
        (&did.report, &did.recounted),
        "a dry run says what an import does"
    );
    let moved = did.recounted.unwrap().moved;
    let named: Vec<_> = moved
        .iter()
        .map(|it| format!("{} {} {} {}", it.number.is_some(), it.step, it.before, it.after))
        .collect();
    assert_eq!(
        named,
        [
            "true accept 2026-01-08 2026-01-09",
            "true answer 2026-01-08 2026-01-09",
            "false accept 2026-01-08 2026-01-09",
            "false answer 2026-01-08 2026-01-09",
        ]
    );
    assert_eq!(days().await, ["2025-12-31", "2026-01-09"]);
    assert_eq!((again.report.differences.len(), again.recounted.unwrap().moved.len()), (0, 0));

    edit(&folder, "calendar.csv", "2026-01-08,holiday,Nghỉ lễ,Day off,,2025-12-24,,true\n", "");
    let shorter = import(false, true).await.recounted.unwrap();
    assert_eq!(
        (shorter.moved.len(), days().await),
        (0, ["2025-12-31".to_owned(), "2026-01-09".to_owned()]),
        "a day that was told never comes earlier"
    );
}

#[apply(on_both_apps)]
async fn a_dry_run_counts_each_case_once_however_its_days_lie_among_those_of_others(app: &TestApp) {
    app.set("2025-12-24T02:00:00Z");
    for _ in 0..8 {
        app.file(&with(feedback(), &json!({"unit": "TN.SYT", "sector": null}))).await;
    }
    let folder = copy();
    edit(
        &folder,
        "calendar.csv",
        "2026-01-01,holiday",
        "2026-01-08,holiday,Nghỉ,Day off,,2025-12-24,,true\n2026-01-01,holiday",
    );
    app.service.import(&folder.path().into(), false, false, |_| {}).await.unwrap();

    let would = app.service.recount(true, |_| {}).await.unwrap();
    let did = app.service.recount(false, |_| {}).await.unwrap();

    assert_eq!((would.moved.len(), &would.moved), (16, &did.moved));
}

#[apply(on_both_apps)]
async fn what_was_filed_by_the_old_calendar_after_an_import_elsewhere_is_counted_by_the_new_one(
    app: &TestApp,
) {
    app.set("2025-12-24T02:00:00Z");
    let folder = copy();
    edit(
        &folder,
        "calendar.csv",
        "2026-01-01,holiday",
        "2026-01-08,holiday,Nghỉ,Day off,,2025-12-24,,true\n2026-01-01,holiday",
    );
    // Another process imports; this one has not looked yet.
    liemchinh::harness::service::import::import(
        app.service.db(),
        &folder.path().into(),
        liemchinh::harness::domain::Instant::at_office_hour(jiff::civil::date(2025, 12, 24), 9),
        false,
    )
    .await
    .unwrap();
    let filed = app.file(&with(feedback(), &json!({"unit": "TN.SYT", "sector": null}))).await;
    let answer = async || {
        let tracked = app.track(filed.str("/receipt")).await;
        let owed = tracked.body["obligations"].as_array().unwrap().clone();
        owed.iter().find(|one| one["step"] == "answer").unwrap()["due_on"].clone()
    };
    assert_eq!(answer().await, "2026-01-08");

    app.service.keep_up().await.unwrap();

    assert_eq!(answer().await, "2026-01-09");
}

#[apply(on_both_apps)]
async fn one_case_that_cannot_be_counted_anew_does_not_hold_up_the_others(app: &TestApp) {
    app.set("2025-12-24T02:00:00Z");
    let mut numbers = Vec::new();
    for _ in 0..3 {
        numbers.push(
            app.file(&with(feedback(), &json!({"unit": "TN.SYT", "sector": null})))
                .await
                .str("/number")
                .to_owned(),
        );
    }
    crate::clocks::watching::damage(
        app,
        &format!("UPDATE cases SET course = '{{\"wait\": 5}}' WHERE number = '{}'", numbers[0]),
    );
    let folder = copy();
    edit(
        &folder,
        "calendar.csv",
        "2026-01-01,holiday",
        "2026-01-08,holiday,Nghỉ,Day off,,2025-12-24,,true\n2026-01-01,holiday",
    );

    let done = app
        .service
        .import(&folder.path().into(), false, true, |_| {})
        .await
        .unwrap()
        .recounted
        .unwrap();

    assert_eq!((done.failed, done.moved.len()), (1, 4), "two duties each of the two others");
}

#[apply(on_both_apps)]
async fn a_dry_run_refuses_what_the_import_would_refuse(app: &TestApp) {
    app.file(&feedback()).await;
    let folder = copy();
    edit(
        &folder,
        "deadline_rules.csv",
        "conduct_feedback.answer.received,conduct_feedback,answer,normal,10,",
        "conduct_feedback.answer.received,conduct_feedback,answer,normal,11,",
    );

    let said = async |dry_run| {
        app.service
            .import(&folder.path().into(), dry_run, true, |_| {})
            .await
            .unwrap_err()
            .to_string()
    };
    let (would, did) = (said(true).await, said(false).await);

    assert!(would.contains("obligations were counted by this version"), "{would}");
    assert_eq!(would, did);
}

#[apply(on_both_apps)]
async fn an_import_that_finds_nothing_new_finishes_what_one_before_left(app: &TestApp) {
    app.set("2025-12-24T02:00:00Z");
    app.file(&with(feedback(), &json!({"unit": "TN.SYT", "sector": null}))).await;
    let folder = copy();
    edit(
        &folder,
        "calendar.csv",
        "2026-01-01,holiday",
        "2026-01-08,holiday,Nghỉ,Day off,,2025-12-24,,true\n2026-01-01,holiday",
    );
    app.service.import(&folder.path().into(), false, false, |_| {}).await.unwrap();

    let done = app.service.import(&folder.path().into(), false, true, |_| {}).await.unwrap();

    assert_eq!((done.report.differences.len(), done.recounted.unwrap().moved.len()), (0, 2));
}

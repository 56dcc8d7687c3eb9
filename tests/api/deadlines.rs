//! Last days: the public calculator, the calendar, and what happens when a day passes.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::import::{copy, edit};
use crate::on_both_apps;

const PREVIEW: &str = "/api/v1/deadlines/preview";

#[apply(on_both_apps)]
async fn the_calculator_gives_the_vectors_of_the_law(app: &TestApp) {
    for (start, n, unit, due) in [
        ("2024-02-07", 5, "working_day", "2024-02-21"),
        ("2024-04-25", 5, "working_day", "2024-05-06"),
        ("2024-04-26", 3, "working_day", "2024-05-04"),
        ("2024-04-26", 7, "working_day", "2024-05-09"),
        ("2024-03-28", 30, "day", "2024-05-02"),
        ("2024-04-17", 10, "day", "2024-05-02"),
        ("2024-04-04", 30, "day", "2024-05-04"),
        ("2024-01-10", 30, "day", "2024-02-15"),
        ("2024-08-01", 30, "day", "2024-09-04"),
        ("2025-04-24", 5, "working_day", "2025-05-05"),
        ("2025-12-31", 5, "working_day", "2026-01-09"),
        ("2026-06-30", 10, "day", "2026-07-10"),
        ("2026-07-01", 7, "working_day", "2026-07-10"),
        ("2026-08-20", 7, "working_day", "2026-08-28"),
        ("2026-11-20", 3, "working_day", "2026-11-26"),
    ] {
        let reply =
            app.post(PREVIEW, &json!({"start_on": start, "n": n, "unit": unit})).send().await;
        assert_eq!(reply.str("/items/0/due_on"), due, "{start} + {n} {unit}");
    }
}

#[apply(on_both_apps)]
async fn a_kind_is_counted_step_by_step_with_its_articles(app: &TestApp) {
    let body = json!({"kind": "conduct_feedback", "received_on": "2024-10-15"});
    let reply = app.post(PREVIEW, &body).send().await;
    let items = reply.body["items"].as_array().unwrap();

    assert_eq!(items.len(), 3);
    let forward = items.iter().find(|it| it["step"] == "forward").unwrap();
    assert_eq!(forward["due_on"], "2024-10-22");
    assert_eq!(forward["rule"]["basis"], "provincial_policy");
    let days: Vec<_> = forward["days"]
        .as_array()
        .unwrap()
        .iter()
        .map(|day| day["why"].as_str().unwrap())
        .collect();
    assert_eq!(
        days,
        ["event_day", "counted", "counted", "counted", "weekend", "weekend", "counted", "counted"]
    );
}

#[apply(on_both_apps)]
async fn the_calculator_knows_what_was_announced_by_a_day(app: &TestApp) {
    let due = async |as_of: Value| {
        let body = json!({"start_on": "2025-12-25", "n": 5, "unit": "working_day", "calendar_as_of": as_of});
        app.post(PREVIEW, &body).send().await.str("/items/0/due_on").to_owned()
    };

    assert_eq!(due(json!("2025-12-24")).await, "2026-01-02");
    assert_eq!(due(json!("2025-12-25")).await, "2026-01-05");
    assert_eq!(due(Value::Null).await, "2026-01-05");
}

#[apply(on_both_apps)]
async fn a_mixed_or_impossible_question_is_refused(app: &TestApp) {
    let faults = async |body: Value| app.post(PREVIEW, &body).send().await.faults();

    assert_eq!(faults(json!({})).await, [" one_form"]);
    assert_eq!(faults(json!({"kind": "conduct_feedback", "n": 5})).await, [" one_form"]);
    assert_eq!(
        faults(json!({"n": 401, "start_on": "2024-01-01", "unit": "day"})).await,
        ["/n out_of_range"]
    );
    assert_eq!(
        faults(json!({"kind": "conduct_feedback", "received_on": "2019-01-01"})).await,
        ["/kind no_rule"]
    );
    assert_eq!(
        faults(json!({"start_on": "2024-02-30", "n": 1, "unit": "day"})).await,
        ["/start_on not_a_date"]
    );
}

#[apply(on_both_apps)]
async fn the_calendar_has_the_published_number_of_working_days(app: &TestApp) {
    let mut counts = Vec::new();
    for year in [2024, 2025, 2026] {
        let reply = app.get(&format!("/api/v1/calendar?year={year}")).send().await;
        counts.push(reply.body["working_days"].as_i64().unwrap());
    }
    let early = app.get("/api/v1/calendar?year=2026&as_of=2025-12-24").send().await;

    assert_eq!(counts, [251, 250, 249]);
    let days = early.body["days"].as_array().unwrap();
    assert!(days.iter().all(|day| day["date"] != "2026-01-02"), "the swap was not announced yet");
}

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
    let would = app.desk.recount(true, |_| {}).await.unwrap();
    assert_eq!(answer().await, "2026-01-08", "a dry run writes nothing");
    let did = app.desk.recount(false, |_| {}).await.unwrap();
    assert_eq!(would, did);
    let again = app.desk.recount(false, |_| {}).await.unwrap();

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
        app.desk.import(&path.as_path().into(), dry_run, recount, |_| {}).await.unwrap()
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
    app.desk.import(&folder.path().into(), false, false, |_| {}).await.unwrap();

    let would = app.desk.recount(true, |_| {}).await.unwrap();
    let did = app.desk.recount(false, |_| {}).await.unwrap();

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
    liemchinh::service::import::import(
        app.desk.db(),
        &folder.path().into(),
        liemchinh::domain::time::Instant::at_office_hour(jiff::civil::date(2025, 12, 24), 9),
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

    app.desk.keep_up().await.unwrap();

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
    crate::watching::damage(
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
        .desk
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
        app.desk.import(&folder.path().into(), dry_run, true, |_| {}).await.unwrap_err().to_string()
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
    app.desk.import(&folder.path().into(), false, false, |_| {}).await.unwrap();

    let done = app.desk.import(&folder.path().into(), false, true, |_| {}).await.unwrap();

    assert_eq!((done.report.differences.len(), done.recounted.unwrap().moved.len()), (0, 2));
}

#[apply(on_both_apps)]
async fn the_rights_that_stand_open_come_with_their_last_days(app: &TestApp) {
    let ask = async |body: Value| {
        let reply = app.post("/api/v1/rights/preview", &body).send().await;
        let items = reply.body["items"].as_array().unwrap().clone();
        let said: Vec<String> = items
            .iter()
            .map(|it| {
                format!("{} {}", it["code"].as_str().unwrap(), it["until"].as_str().unwrap_or("-"))
            })
            .collect();
        said
    };

    // Ninety days from 2 September 2024 end on 1 December, a Sunday.
    let act = json!({"kind": "conduct_feedback", "learned_on": "2024-09-02"});
    assert_eq!(ask(act).await, ["ask_for_explanation -", "complain 2024-12-02", "denounce -"]);
    let expired = json!({"kind": "conduct_feedback", "learned_on": "2024-06-03"});
    assert_eq!(ask(expired).await, ["ask_for_explanation -", "denounce -"]);
    let decided = json!({"kind": "complaint", "answered_on": "2024-10-01"});
    assert_eq!(
        ask(decided).await,
        ["ask_for_explanation -", "complain_again 2024-10-31", "denounce -"]
    );
    let remote = json!({"kind": "complaint", "answered_on": "2024-10-01", "remote": true});
    assert_eq!(
        ask(remote).await,
        ["ask_for_explanation -", "complain_again 2024-11-15", "denounce -"]
    );
    let promised = json!({"kind": "conduct_feedback", "promised_on": "2024-10-14"});
    assert!(ask(promised).await.contains(&"ask_for_apology -".to_owned()));
}

#[apply(on_both_apps)]
async fn a_passed_day_is_recorded_once_dated_the_first_late_day(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    app.command(&officer, &case, 1, &json!({"command": "accept"})).await;
    // The worker was down for days; lateness keeps its own date.
    app.set("2024-11-05T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;

    let first = app.desk.watch().await.unwrap();
    let second = app.desk.watch().await.unwrap();
    let events = app.get(&format!("/api/v1/cases/{case}/events")).bearer(&officer).send().await;
    let owed = app.get(&format!("/api/v1/cases/{case}/obligations")).bearer(&officer).send().await;
    app.command(
        &officer,
        &case,
        3,
        &json!({"command": "answer", "outcome": "founded", "text": "Trả lời muộn."}),
    )
    .await;
    let counted = app.desk.verify_ledger(|_| {}).unwrap();

    assert_eq!((first.missed, second.missed), (1, 0));
    let missed = events.body["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        (missed["kind"].as_str(), missed["day"].as_str()),
        (Some("missed"), Some("2024-10-30"))
    );
    let answer = owed.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["step"] == "answer")
        .unwrap()
        .clone();
    assert_eq!(
        (answer["overdue"].as_bool(), answer["missed_on"].as_str()),
        (Some(true), Some("2024-10-30"))
    );
    let days = answer["days"].as_array().unwrap();
    assert_eq!(days.iter().filter(|day| day["counted"] == true).count(), 10);
    assert_eq!(
        (counted.entries, counted.missing, counted.extra),
        (3, 0, 0),
        "filed, opened, missed: answering late adds nothing"
    );
}

#[apply(on_both_apps)]
async fn answering_late_before_the_worker_looks_is_a_miss_all_the_same(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    app.command(&officer, &case, 1, &json!({"command": "accept"})).await;
    app.set("2024-10-30T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;
    app.command(
        &officer,
        &case,
        2,
        &json!({"command": "answer", "outcome": "founded", "text": "Trả lời muộn."}),
    )
    .await;

    let late = app.desk.watch().await.unwrap();
    let score =
        app.get("/api/v1/movements/plan-577-2024/scores/TN.STNMT").bearer(&officer).send().await;

    assert_eq!(late.missed, 0, "the answer recorded it");
    assert_eq!(
        (&score.body["lines"][0]["line"]["met"], &score.body["lines"][0]["line"]["missed"]),
        (&json!(0), &json!(1))
    );
}

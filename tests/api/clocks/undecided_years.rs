//! A year whose decision on days off is not loaded: what is told meanwhile, how it is marked, and that it is told again.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::on_both_apps;
use crate::units::import::{copy, edit};

const MARK: &str = "provisional_calendar";

/// An invented decision for 2027: Tết from 4 to 10 February, 2 and 3 September.
const DECISION: &str = "\
2027-01-01,holiday,Tết Dương lịch,New Year's Day,Thử,2027-01-25,,false
2027-02-04,holiday,Tết Nguyên đán,Lunar New Year,Thử,2027-01-25,,false
2027-02-05,holiday,Tết Nguyên đán,Lunar New Year,Thử,2027-01-25,,false
2027-02-06,holiday,Tết Nguyên đán,Lunar New Year,Thử,2027-01-25,,false
2027-02-07,holiday,Tết Nguyên đán,Lunar New Year,Thử,2027-01-25,,false
2027-02-08,holiday,Tết Nguyên đán,Lunar New Year,Thử,2027-01-25,,false
2027-02-09,compensatory,Nghỉ bù,In lieu,Thử,2027-01-25,,false
2027-02-10,compensatory,Nghỉ bù,In lieu,Thử,2027-01-25,,false
";

fn report() -> Value {
    with(feedback(), &json!({"unit": "TN.SYT", "sector": null}))
}

/// `step day`, with a star where the day is marked.
fn days(items: &Value) -> Vec<String> {
    let items = items.as_array().unwrap().iter();
    let open = items.filter(|it| it.get("status").is_none_or(|status| status == "open"));
    let mut all: Vec<String> = open
        .map(|it| {
            let star = if it.get(MARK) == Some(&json!(true)) { "*" } else { "" };
            format!("{} {}{star}", it["step"].as_str().unwrap(), it["due_on"].as_str().unwrap())
        })
        .collect();
    all.sort();
    all
}

#[apply(on_both_apps)]
async fn a_report_of_december_is_told_no_holiday_and_every_answer_marks_the_day(app: &TestApp) {
    app.set("2026-12-18T02:00:00Z");
    // Ten working days from Friday 18 December, without New Year's Day: Monday 4 January.
    let told = ["accept 2027-01-04*", "answer 2027-01-04*", "forward 2026-12-25"];
    let dry = app.post("/api/v1/reports?dry_run=true", &report()).send().await;
    let filed = app.file(&report()).await;
    let question = json!({"kind": "conduct_feedback", "received_on": "2026-12-18"});
    let calculated = app.post("/api/v1/deadlines/preview", &question).send().await;
    let period = json!({"start_on": "2026-12-18", "n": 10, "unit": "working_day"});
    let period = app.post("/api/v1/deadlines/preview", &period).send().await;
    let tracked = app.track(filed.str("/receipt")).await;
    let officer = app.officer("TN.SYT").await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    let path = format!("/api/v1/cases/{case}");
    let owed = app.get(&format!("{path}/obligations")).bearer(&officer).send().await;

    assert_eq!(days(&dry.body["obligations"]), told);
    assert_eq!(days(&filed.body["obligations"]), told);
    assert_eq!(days(&calculated.body["items"]), told);
    assert_eq!(days(&tracked.body["obligations"]), told);
    assert_eq!(days(&owed.body["items"]), told);
    assert_eq!(
        (period.str("/items/0/due_on"), &period.body["items"][0][MARK]),
        ("2027-01-04", &json!(true))
    );
    let shown = app.get(&path).bearer(&officer).send().await;
    assert!(shown.body.get(MARK).is_none(), "its nearest last day lies in December");
    let version = shown.body["version"].as_i64().and_then(|n| i32::try_from(n).ok()).unwrap();
    app.command(&officer, &case, version, &json!({"command": "accept"})).await;
    let shown = app.get(&path).bearer(&officer).send().await;
    assert_eq!((shown.str("/next_due_on"), &shown.body[MARK]), ("2027-01-04", &json!(true)));

    let rights = json!({"kind": "conduct_feedback", "learned_on": "2026-12-01"});
    let rights = app.post("/api/v1/rights/preview", &rights).send().await;
    let rights = rights.body["items"].as_array().unwrap();
    let complain = rights.iter().find(|it| it["code"] == "complain").unwrap();
    assert_eq!((&complain["until"], &complain[MARK]), (&json!("2027-03-01"), &json!(true)));
}

#[apply(on_both_apps)]
async fn what_waits_for_the_decision_is_told_again_once_it_is_loaded(app: &TestApp) {
    app.set("2027-01-22T02:00:00Z");
    let filed = app.file(&report()).await;
    let request = with(
        report(),
        &json!({"kind": "explanation_request", "contact": {
            "name": "Trần Thị Thử", "phone": "0900 000 002", "address": "Số 1, đường Thử, phường 1", "id_number": "072000000001",
        }}),
    );
    let unsigned = app.file(&request).await;
    // A body counts 4 and 11 February as working; a reporter's period leaves both out, and Friday 12.
    assert_eq!(
        days(&filed.body["obligations"]),
        ["accept 2027-02-11*", "answer 2027-02-11*", "forward 2027-01-29*"]
    );
    assert_eq!(
        (unsigned.str("/sign_by"), &unsigned.body[MARK]),
        ("2027-02-16", &json!(true)),
        "{}",
        unsigned.body
    );
    app.worker.tick().await.unwrap();
    app.mail.take();

    app.set("2027-01-26T02:00:00Z");
    let folder = copy();
    edit(&folder, "calendar.csv", "2026-11-24,holiday", &format!("{DECISION}2026-11-24,holiday"));
    let done = app.service.import(&folder.path().into(), false, true, |_| {}).await.unwrap();

    let moved: Vec<_> = done.recounted.unwrap().moved;
    let moved: Vec<_> =
        moved.iter().map(|it| format!("{} {} {}", it.step, it.before, it.after)).collect();
    assert_eq!(moved, ["accept 2027-02-11 2027-02-12", "answer 2027-02-11 2027-02-12"]);
    let tracked = app.track(filed.str("/receipt")).await;
    let certain = ["accept 2027-02-12", "answer 2027-02-12", "forward 2027-01-29"];
    assert_eq!(days(&tracked.body["obligations"]), certain);
    let waits = app.track(unsigned.str("/receipt")).await;
    assert_eq!(
        (waits.str("/waits_until"), waits.body.get(MARK)),
        ("2027-02-16", None),
        "a day that was told never comes earlier"
    );
    app.worker.tick().await.unwrap();
    let told: Vec<_> = app.mail.take().iter().map(|mail| mail.to.as_str().to_owned()).collect();
    assert!(told.iter().any(|to| to == "thu@dan.example"), "{told:?}");
}

#[apply(on_both_apps)]
async fn a_limit_for_complaining_that_was_told_does_not_come_earlier_with_the_decision(
    app: &TestApp,
) {
    app.set("2027-01-20T02:00:00Z");
    // Ninety days from 13 November 2026 end on 11 February, which may be off, as may Friday 12.
    let asked = json!({"kind": "conduct_feedback", "learned_on": "2026-11-13"});
    let until = async || {
        let rights = app.post("/api/v1/rights/preview", &asked).send().await;
        let rights = rights.body["items"].as_array().unwrap().clone();
        let complain = rights.into_iter().find(|it| it["code"] == "complain").unwrap();
        (complain["until"].as_str().unwrap().to_owned(), complain.get(MARK).is_some())
    };
    let told = until().await;
    app.set("2027-01-26T02:00:00Z");
    let folder = copy();
    edit(&folder, "calendar.csv", "2026-11-24,holiday", &format!("{DECISION}2026-11-24,holiday"));
    app.service.import(&folder.path().into(), false, true, |_| {}).await.unwrap();

    assert_eq!(told, ("2027-02-15".to_owned(), true));
    assert_eq!(until().await, ("2027-02-15".to_owned(), false));
}

#[apply(on_both_apps)]
async fn a_question_leaves_the_reporter_every_day_that_may_come_to_be_off(app: &TestApp) {
    app.set("2027-01-22T02:00:00Z");
    let filed = app.file(&report()).await;
    let officer = app.officer("TN.SYT").await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    app.command(&officer, &case, 1, &json!({"command": "accept"})).await;
    let ask = json!({"command": "ask_reporter", "text": "Xin cho biết số biên nhận."});
    let asked = app.command(&officer, &case, 2, &ask).await;
    assert_eq!(asked.status, 200, "{}", asked.body);

    let waits = app.track(filed.str("/receipt")).await;
    assert_eq!((waits.str("/waits_until"), &waits.body[MARK]), ("2027-02-16", &json!(true)));
    assert_eq!(
        waits.body["obligations"]
            .as_array()
            .unwrap()
            .iter()
            .find(|it| it["step"] == "answer")
            .unwrap()[MARK],
        true
    );
    app.set("2027-02-16T02:00:00Z");
    app.worker.tick().await.unwrap();
    assert_eq!(app.track(filed.str("/receipt")).await.str("/state"), "awaiting_reporter");
}

#[apply(on_both_apps)]
async fn the_calendar_of_such_a_year_lists_what_is_certain_by_law(app: &TestApp) {
    let year = async |year: i16| app.get(&format!("/api/v1/calendar?year={year}")).send().await;
    let open = year(2027).await;
    let loaded = year(2026).await;

    assert_eq!((&open.body["loaded"], &open.body[MARK]), (&json!(false), &json!(true)));
    assert_eq!((&loaded.body["loaded"], loaded.body.get(MARK)), (&json!(true), None));
    let off: Vec<_> =
        open.body["days"].as_array().unwrap().iter().map(|it| it["date"].clone()).collect();
    assert_eq!(
        json!(off),
        json!([
            "2027-01-01",
            "2027-02-05",
            "2027-02-06",
            "2027-02-07",
            "2027-02-08",
            "2027-02-09",
            "2027-02-10",
            "2027-04-16",
            "2027-04-30",
            "2027-05-01",
            "2027-05-03",
            "2027-09-02",
            "2027-11-24",
        ])
    );
    // 261 days from Monday to Friday without the ten of these that lie there.
    assert_eq!(open.body["working_days"], 251);
}

#[apply(on_both_apps)]
async fn the_missing_decision_of_the_next_year_is_cared_about_from_october(app: &TestApp) {
    app.set("2026-09-30T02:00:00Z");
    assert_eq!(app.service.undecided_year(), None);
    app.set("2026-10-01T02:00:00Z");
    assert_eq!(app.service.undecided_year(), Some(2027));
    app.set("2027-03-01T02:00:00Z");
    assert_eq!(app.service.undecided_year(), Some(2027));

    let folder = copy();
    edit(&folder, "calendar.csv", "2026-11-24,holiday", &format!("{DECISION}2026-11-24,holiday"));
    app.service.import(&folder.path().into(), false, true, |_| {}).await.unwrap();
    assert_eq!(app.service.undecided_year(), None);
    app.set("2027-10-01T02:00:00Z");
    assert_eq!(app.service.undecided_year(), Some(2028));
}

//! What is public of ratings: whole months of five or more, once, and nothing from which a single one follows.

use liemchinh::harness::service::import::import;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::figures::matters::somebody;
use crate::followed::Life;
use crate::on_both_apps;
use crate::steps::{answer, say};
use crate::units::import::{copy, edit};

const SEPTEMBER: &str = "/api/v1/satisfaction?from=2024-09&to=2024-12";

/// Cases of `unit` that are answered now, each of somebody else and rated with one of these scores.
async fn rated<'a>(app: &'a TestApp, unit: &str, scores: &[i64]) -> Vec<Life<'a>> {
    let mut lives = Vec::new();
    for score in scores {
        lives.extend(rated_by(app, unit, &somebody(app), &[*score]).await);
    }
    lives
}

/// The same, all of this person.
async fn rated_by<'a>(app: &'a TestApp, unit: &str, who: &Value, scores: &[i64]) -> Vec<Life<'a>> {
    let officer = app.officer(unit).await;
    let mut lives = Vec::new();
    for score in scores {
        let body = with(with(feedback(), who), &json!({"unit": unit}));
        let (mut life, _) = Life::file(app, &body).await;
        life.step(&officer, json!({"command": "accept"})).await;
        life.step(&officer, answer("founded")).await;
        let reply = say(app, "rating", &life.receipt, json!({"score": score})).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
        lives.push(life);
    }
    lives
}

async fn told(app: &TestApp, at: &str) -> Vec<Value> {
    app.set(at);
    app.worker.tick().await.unwrap();
    let reply = app.get(SEPTEMBER).send().await;
    assert_eq!((reply.status, &reply.body["suppressed_below"]), (200, &json!(5)), "{}", reply.body);
    let rows = reply.body["items"].as_array().unwrap();
    let one = |row: &Value| {
        let mut row = row.clone();
        row["unit"] = row["unit"]["code"].clone();
        row
    };
    rows.iter().map(one).collect()
}

#[apply(on_both_apps)]
async fn a_month_is_told_once_when_nothing_in_it_can_change_and_only_with_five(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    rated(app, "TN.STNMT", &[5, 4, 4, 3, 2, 4]).await;
    rated(app, "TN.SYT", &[1, 1, 1, 1]).await;
    rated(app, "TN.SXD", &[5, 5, 5, 5, 5]).await;
    assert!(told(app, "2024-10-15T02:00:00Z").await.is_empty());
    assert!(told(app, "2024-11-09T10:00:00Z").await.is_empty());

    let mut rows = told(app, "2024-11-09T17:00:00Z").await;

    rows.sort_by_key(|row| row["unit"].to_string());
    let expected = [
        json!({"unit": "TN.STNMT", "month": "2024-09", "count": 6, "mean_hundredths": 367}),
        json!({"unit": "TN.SXD", "month": "2024-09", "count": 5, "at_least_hundredths": 420}),
    ];
    assert_eq!(rows, expected);
    let one = app.get(&format!("{SEPTEMBER}&unit=TN.SXD")).send().await;
    assert_eq!(one.body["items"].as_array().unwrap().len(), 1);
    let none = app.get("/api/v1/satisfaction?unit=none").send().await;
    assert_eq!((none.status, none.faults()), (400, vec!["?unit unknown_unit".to_owned()]));
    assert_eq!(app.get("/api/v1/satisfaction?from=2024-09-01").send().await.status, 400);
}

#[apply(on_both_apps)]
async fn what_comes_late_or_is_called_up_is_in_no_month_and_changes_none_that_was_told(
    app: &TestApp,
) {
    app.begin("2024-09-04T02:00:00Z").await;
    let mut stnmt = rated(app, "TN.STNMT", &[3, 3, 3, 3, 3, 3]).await;
    rated(app, "TN.SYT", &[3, 3, 3, 3]).await;
    let officer = app.officer("TN.SYT").await;
    let (mut late, _) = Life::file(app, &with(feedback(), &json!({"unit": "TN.SYT"}))).await;
    late.step(&officer, json!({"command": "accept"})).await;
    late.step(&officer, answer("founded")).await;
    app.set("2024-10-07T02:00:00Z");
    assert_eq!(say(app, "rating", &late.receipt, json!({"score": 3})).await.status, 200);
    let call = json!({"command": "call_up", "text": "Vụ việc cần thanh tra trực tiếp xác minh."});
    let mut taken = stnmt.pop().unwrap();
    let inspector = app.inspector().await;
    taken.look().await;
    taken.step(&inspector, call.clone()).await;

    let rows = told(app, "2024-11-11T02:00:00Z").await;

    let expected =
        [json!({"unit": "TN.STNMT", "month": "2024-09", "count": 5, "mean_hundredths": 300})];
    assert_eq!(rows, expected);
    // From what is told after it was told, one that is taken away must not follow.
    let inspector = app.inspector().await;
    let mut other = stnmt.pop().unwrap();
    other.look().await;
    other.step(&inspector, call).await;
    assert_eq!(told(app, "2024-11-12T02:00:00Z").await, expected);
}

#[apply(on_both_apps)]
async fn of_one_source_three_ratings_of_a_quarter_count_for_a_unit(app: &TestApp) {
    app.begin("2024-08-05T02:00:00Z").await;
    let friend = somebody(app);
    rated_by(app, "TN.STNMT", &friend, &[5]).await;
    rated(app, "TN.STNMT", &[2, 2, 2, 2]).await;
    app.set("2024-09-04T02:00:00Z");
    rated_by(app, "TN.STNMT", &friend, &[5; 6]).await;
    rated(app, "TN.STNMT", &[2, 2, 2, 2]).await;
    rated_by(app, "TN.SYT", &friend, &[5; 6]).await;
    app.set("2024-10-03T02:00:00Z");
    rated_by(app, "TN.STNMT", &friend, &[5; 4]).await;
    rated(app, "TN.STNMT", &[2, 2, 2]).await;

    // August is told before September is.
    app.set("2024-10-15T02:00:00Z");
    app.worker.tick().await.unwrap();
    let mut rows = told(app, "2024-12-12T02:00:00Z").await;

    rows.sort_by_key(|row| row["month"].to_string());
    // September: two of the friend are left of three; of the other unit three, which are too few. October: three again.
    let expected = [
        json!({"unit": "TN.STNMT", "month": "2024-09", "count": 6, "mean_hundredths": 300}),
        json!({"unit": "TN.STNMT", "month": "2024-10", "count": 6, "mean_hundredths": 350}),
    ];
    assert_eq!(rows, expected);
}

#[apply(on_both_apps)]
async fn a_case_that_the_units_own_desk_typed_in_is_in_no_month(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    rated(app, "TN.STNMT", &[4, 4, 4, 4]).await;
    let officer = app.officer("TN.STNMT").await;
    let call = with(feedback(), &json!({"filed_via": "desk_call"}));
    let (mut own, _) = Life::typed(app, &call).await;
    own.step(&officer, json!({"command": "accept"})).await;
    own.step(&officer, answer("founded")).await;
    assert_eq!(say(app, "rating", &own.receipt, json!({"score": 5})).await.status, 200);

    assert!(told(app, "2024-11-11T02:00:00Z").await.is_empty());
}

#[apply(on_both_apps)]
async fn nobody_but_inspectors_reads_a_line_over_ratings(app: &TestApp) {
    let folder = copy();
    edit(&folder, "movements.csv", "2024-12-31,31,draft,false", "2024-12-31,31,active,false");
    edit(&folder, "criteria.csv", ",100,8000,10,5,", ",95,8000,10,5,");
    let path = folder.path().join("criteria.csv");
    let more = "plan-577-2024,satisfaction,2,Hài lòng,Satisfaction,satisfaction,5,8000,10,5,,4,\n";
    let text = std::fs::read_to_string(&path).unwrap() + more;
    std::fs::write(&path, text).unwrap();
    app.begin("2024-09-04T02:00:00Z").await;
    let now = "2024-09-03T02:00:00Z".parse().unwrap();
    import(&app.db, &folder.path().into(), now, false).await.unwrap();
    app.service.refresh().await.unwrap();
    // Five of the same: their sum tells each.
    rated(app, "TN.STNMT", &[1, 1, 1, 1, 1]).await;
    assert_eq!(told(app, "2024-11-09T17:00:00Z").await.len(), 1);
    let line = async |token: Option<&str>| {
        let path = "/api/v1/movements/plan-577-2024/scores/TN.STNMT";
        let call = token.map_or(app.get(path), |token| app.get(path).bearer(token));
        call.send().await.body["lines"][1]["line"].clone()
    };

    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);

    for token in [None, Some(officer.as_str())] {
        let line = line(token).await;
        assert_eq!((line["state"].as_str(), line.get("stars")), (Some("open"), None), "{line}");
        assert_eq!(line["points_milli"], Value::Null, "{line}");
    }
    let line = line(Some(&inspector)).await;
    assert_eq!((&line["ratings"], &line["stars"]), (&json!(5), &json!(5)), "{line}");
}

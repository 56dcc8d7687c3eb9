//! Open data: the same figures by every dimension and in every format.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::figures::statistics::play;
use crate::on_both_apps;

const YEAR: &str = "from=2024-01&to=2024-12";

async fn items(app: &TestApp, query: &str) -> Vec<Value> {
    let reply = app.get(&format!("/api/v1/statistics/summary?{query}&{YEAR}")).send().await;
    assert_eq!(reply.status, 200, "{query}: {}", reply.text);
    reply.body["items"].as_array().unwrap().clone()
}

#[apply(on_both_apps)]
async fn figures_are_told_by_province_group_unit_and_kind(app: &TestApp) {
    play(app, "TN.STNMT", 8, 6).await;

    let province = items(app, "").await;
    let months = items(app, "by=month").await;
    let group = items(app, "dimension=group").await;
    let unit = items(app, "dimension=unit").await;
    let kind = items(app, "dimension=kind").await;

    assert_eq!(
        province,
        [
            json!({"period": "2024-Q3", "filed": 14, "opened": 14, "met": 8, "missed": 6, "other": 0, "wrong_forwards": 0, "median_days": null, "p90_days": null})
        ]
    );
    let september = months.iter().find(|it| it["period"] == "2024-09").unwrap();
    assert_eq!((&september["met"], &september["missed"]), (&json!(8), &json!(6)));
    assert_eq!((&group[0]["group"], &group[0]["met"]), (&json!("provincial_bodies"), &json!(8)));
    assert_eq!((&unit[0]["unit"]["code"], &unit[0]["met"]), (&json!("TN.STNMT"), &json!(8)));
    assert_eq!((&kind[0]["kind"], &kind[0]["met"]), (&json!("conduct_feedback"), &json!(8)));
    assert_eq!([group.len(), unit.len(), kind.len()], [1, 1, 1]);
}

#[apply(on_both_apps)]
async fn days_to_the_answer_are_told_of_quarters_with_many_and_who_still_waits_counts(
    app: &TestApp,
) {
    app.begin("2024-09-04T02:00:00Z").await;
    let officer = app.officer("TN.STNMT").await;
    let mut cases = Vec::new();
    for _ in 0..34 {
        let filed = app.file(&with(feedback(), &json!({"unit": "TN.STNMT"}))).await;
        cases.push(app.case_of(&officer, filed.str("/number")).await);
    }
    // Half are answered after two days, others after five; six are waited for.
    for (day, some) in [("06", &cases[..17]), ("09", &cases[17..28])] {
        app.set(&format!("2024-09-{day}T02:00:00Z"));
        let officer = app.officer("TN.STNMT").await;
        for case in some {
            app.command(&officer, case, 1, &json!({"command": "accept"})).await;
            let text = "Đơn vị đã kiểm tra và trả lời: Đã trả lời.";
            let answer = json!({"command": "answer", "outcome": "founded", "text": text});
            let answered = app.command(&officer, case, 2, &answer).await;
            assert_eq!(answered.status, 200, "{}", answered.body);
        }
    }
    // With what is called up the half would be answered after two days.
    let inspector = app.inspector().await;
    for case in &cases[..5] {
        let called =
            json!({"command": "call_up", "text": "Vụ việc cần thanh tra trực tiếp xác minh."});
        let called = app.command(&inspector, case, 3, &called).await;
        assert_eq!(called.status, 200, "{}", called.body);
    }
    app.set("2024-10-15T02:00:00Z");
    app.worker.tick().await.unwrap();

    let days = |row: &Value| (row["median_days"].clone(), row["p90_days"].clone());
    for dimension in ["province", "group", "unit", "kind"] {
        let told = items(app, &format!("dimension={dimension}")).await;
        assert_eq!((&told[0]["met"], &told[0]["missed"]), (&json!(23), &json!(6)));
        assert_eq!(days(&told[0]), (json!(5), Value::Null), "{dimension}: fifty for nine of ten");
    }
    for row in items(app, "by=month").await {
        assert_eq!(days(&row), (Value::Null, Value::Null), "days do not add up");
    }
}

#[apply(on_both_apps)]
async fn json_csv_and_workbook_say_the_same_and_an_unchanged_one_is_not_sent_again(app: &TestApp) {
    play(app, "TN.STNMT", 6, 2).await;
    let path =
        |format: &str| format!("/api/v1/statistics/summary?dimension=unit&format={format}&{YEAR}");

    let json = app.get(&path("json")).send().await;
    let csv = app.get(&path("csv")).send().await;
    let book = app.get(&path("xlsx")).send().await;
    let etag = csv.headers["etag"].clone();
    let again = app.get(&path("csv")).header("If-None-Match", &etag).send().await;
    let other = app.get(&path("csv")).header("If-None-Match", "\"0\"").send().await;
    let bad = app.get(&path("pdf")).send().await;

    let row = &json.body["items"][0];
    assert_eq!((&row["opened"], &row["met"]), (&json!(8), &Value::Null));
    assert_eq!(json.body["licence"]["confirmed"], false);
    let lines: Vec<&str> = csv.text.lines().collect();
    assert_eq!(
        lines[0].trim_start_matches('\u{feff}'),
        "period,dimension,code,name,filed,opened,met,missed,other,wrong_forwards,median_days,p90_days"
    );
    assert!(lines[1].starts_with("2024-Q3,unit,TN.STNMT,"), "{}", lines[1]);
    assert!(lines[1].ends_with(",8,8,,,,0,,"), "{}", lines[1]);
    assert!(book.text.starts_with("PK"));
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    assert_eq!(again.headers["etag"], etag);
    assert_eq!((other.status, &other.text), (200, &csv.text));
    assert_eq!(bad.status, 400);
}

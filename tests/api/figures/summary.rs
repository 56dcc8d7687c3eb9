//! Open data: the same figures by every dimension and in every format.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::figures::statistics::play;
use crate::on_both_apps;
use crate::steps::{answer, done, say};

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
            json!({"period": "2024-Q3", "filed": 14, "opened": 14, "met": 8, "missed": 6, "other": 0, "wrong_forwards": 0, "median_days": null, "p90_days": null,
                "extensions": 0, "suspensions": 0, "apologies": 0, "forwards": 0, "reopenings": 0})
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
        "period,dimension,code,name,filed,opened,met,missed,other,wrong_forwards,median_days,p90_days,\
         extensions,suspensions,apologies,forwards,reopenings"
    );
    assert!(lines[1].starts_with("2024-Q3,unit,TN.STNMT,"), "{}", lines[1]);
    assert!(lines[1].ends_with(",8,8,,,,0,,,0,0,0,0,0"), "{}", lines[1]);
    assert!(book.text.starts_with("PK"));
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    assert_eq!(again.headers["etag"], etag);
    assert_eq!((other.status, &other.text), (200, &csv.text));
    assert_eq!(bad.status, 400);
}

fn text<'v>(value: &'v Value, other: &'v str) -> &'v str {
    value.as_str().unwrap_or(other)
}

/// What arrived in the third quarter by each row of a dimension, as its code tells.
async fn arrived(app: &TestApp, dimension: &str) -> Vec<(String, Value)> {
    let code = |row: &Value| match dimension {
        "category" => {
            format!("{}/{}", text(&row["kind"], ""), text(&row["category"]["code"], ""))
        }
        "sector" => text(&row["sector"]["code"], "none").to_owned(),
        _ => text(&row["sender"], "").to_owned(),
    };
    let rows = items(app, &format!("dimension={dimension}")).await;
    rows.iter().map(|row| (code(row), row["filed"].clone())).collect()
}

#[apply(on_both_apps)]
async fn figures_are_told_by_category_sector_and_sender_and_what_was_called_up_is_told_apart_nowhere(
    app: &TestApp,
) {
    app.begin("2024-09-04T02:00:00Z").await;
    let mut filed = Vec::new();
    for _ in 0..12 {
        filed.push(app.file(&feedback()).await);
    }
    let firm = json!({
        "name": "Trần Văn Thử", "phone": "0900 000 002", "tax_code": "3900000001", "organisation": "Công ty Thử",
    });
    let business = json!({
        "reporter_type": "business", "category": "harassment", "sector": null, "contact": firm,
        "text": "Công ty bị gây khó khăn khi nộp hồ sơ tại bộ phận một cửa.",
    });
    for _ in 0..6 {
        app.file(&with(feedback(), &business)).await;
    }
    let inspector = app.inspector().await;
    for (n, filed) in filed.iter().take(6).enumerate() {
        let case = app.case_of(&inspector, filed.str("/number")).await;
        let called =
            json!({"command": "call_up", "text": "Vụ việc cần thanh tra trực tiếp xác minh."});
        let called = app.command(&inspector, &case, 1, &called).await;
        assert_eq!(called.status, 200, "{n}: {}", called.body);
        if n == 0 {
            let tip = json!({"command": "requalify", "kind": "corruption_tip", "text": "Người nộp kể việc bị đòi tiền."});
            let tip = app.command(&inspector, &case, 2, &tip).await;
            assert_eq!(tip.status, 200, "{}", tip.body);
        }
    }
    app.set("2024-10-15T02:00:00Z");
    app.worker.tick().await.unwrap();

    let six = json!(6);
    let row = |code: &str| (code.to_owned(), six.clone());
    let kind = "conduct_feedback";
    assert_eq!(
        arrived(app, "category").await,
        ["harassment", "late", "other"].map(|code| row(&format!("{kind}/{code}")))
    );
    let [none, land] = [("none".to_owned(), json!(12)), row("land")];
    assert_eq!(arrived(app, "sector").await, [none, land]);
    let resident = ("resident".to_owned(), json!(12));
    assert_eq!(arrived(app, "sender").await, [resident, row("business")]);

    let category = &items(app, "dimension=category").await[1];
    assert_eq!(category["category"]["name"], "Trễ hẹn trả kết quả hồ sơ");
    assert_eq!(category["wrong_forwards"], Value::Null, "not told by category");
    let csv = format!("/api/v1/statistics/summary?dimension=sector&format=csv&{YEAR}");
    let csv = app.get(&csv).send().await;
    assert!(csv.text.contains("2024-Q3,sector,land,Đất đai,6,"), "{}", csv.text);
    let book = format!("/api/v1/statistics/summary?dimension=sender&format=xlsx&{YEAR}");
    assert!(app.get(&book).send().await.text.starts_with("PK"));

    for (asked, said) in [
        ("outcomes?dimension=category&code=conduct_feedback/late", "Trễ hẹn trả kết quả hồ sơ"),
        ("share?dimension=sector&code=land", "Đất đai"),
        ("comparison?dimension=sender", "Doanh nghiệp, tổ chức"),
    ] {
        let chart = app.get(&format!("/api/v1/statistics/charts/{asked}&{YEAR}")).send().await;
        assert_eq!(chart.status, 200, "{asked}: {}", chart.text);
        assert!(chart.text.contains(said), "{asked}: {}", chart.text);
    }
    for code in ["conduct_feedback/none", "corruption_tip/late", "late"] {
        let asked = format!("outcomes?dimension=category&code={code}&{YEAR}");
        assert_eq!(app.get(&format!("/api/v1/statistics/charts/{asked}")).send().await.status, 404);
    }
}

#[apply(on_both_apps)]
async fn what_happened_on_the_way_is_told_by_unit_but_not_of_what_was_called_up(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let mut cases = Vec::new();
    for _ in 0..12 {
        let filed = app.file(&feedback()).await;
        let case = app.case_of(&officer, filed.str("/number")).await;
        cases.push((case, filed.str("/receipt").to_owned()));
    }
    for (case, _) in &cases[..6] {
        let forward = json!({"command": "forward", "to": "TN.SYT", "text": "Thuộc chức năng của đơn vị nhận."});
        done(app, &officer, case, 1, forward).await;
    }
    for (case, receipt) in &cases[6..11] {
        done(app, &officer, case, 1, json!({"command": "accept"})).await;
        done(app, &officer, case, 2, answer("founded")).await;
        let reopened =
            say(app, "reopening", receipt, json!({"text": "Chưa trả lời đúng nội dung."})).await;
        assert_eq!(reopened.status, 200, "{}", reopened.body);
    }
    let called = json!({"command": "call_up", "text": "Vụ việc cần thanh tra trực tiếp xác minh."});
    done(app, &inspector, &cases[0].0, 2, called).await;
    app.set("2024-10-15T02:00:00Z");
    app.worker.tick().await.unwrap();

    for dimension in ["province", "group", "unit", "kind"] {
        let told = items(app, &format!("dimension={dimension}")).await;
        let row = &told[0];
        assert_eq!((&row["forwards"], &row["reopenings"]), (&json!(5), &json!(5)), "{dimension}");
        assert_eq!((&row["extensions"], &row["suspensions"]), (&json!(0), &json!(0)));
        assert_eq!(row["apologies"], 0);
    }
    let sectors = items(app, "dimension=sector").await;
    assert!(sectors.iter().all(|row| row["forwards"].is_null()), "{sectors:?}");
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

//! Figures: what is published and what is hidden.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::on_both_apps;
use crate::steps::typed;

/// Files `met` feedbacks in September that are answered in time and `missed` that are not.
pub async fn play(app: &TestApp, unit: &str, met: usize, missed: usize) {
    app.begin("2024-09-04T02:00:00Z").await;
    let officer = app.officer(unit).await;
    for n in 0..met + missed {
        let filed = app.file(&with(feedback(), &json!({"unit": unit}))).await;
        if n < met {
            let case = app.case_of(&officer, filed.str("/number")).await;
            app.command(&officer, &case, 1, &json!({"command": "accept"})).await;
            app.command(
                &officer,
                &case,
                2,
                &json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Đã trả lời."}),
            )
            .await;
        }
    }
    app.set("2024-10-15T02:00:00Z");
    app.worker.tick().await.unwrap();
}

/// The row of a unit in a period.
pub fn row(reply: &Value, unit: &str, period: &str) -> Value {
    let items = reply["items"].as_array().unwrap();
    let found = items.iter().find(|it| it["unit"]["code"] == unit && it["period"] == period);
    found.unwrap_or(&Value::Null).clone()
}

async fn asked(app: &TestApp, query: &str) -> Value {
    let reply = app.get(&format!("/api/v1/statistics?{query}")).send().await;
    assert_eq!(reply.status, 200, "{query}: {}", reply.body);
    reply.body
}

#[apply(on_both_apps)]
async fn figures_come_out_by_the_quarter_and_no_small_number_follows_from_them(app: &TestApp) {
    play(app, "TN.STNMT", 6, 2).await;
    app.file(&feedback()).await;

    let all = asked(app, "from=2024-01&to=2024-12").await;
    let months = asked(app, "by=month&from=2024-01&to=2024-12&unit=TN.STNMT").await;
    let one = asked(app, "from=2024-07&to=2024-09&unit=TN.STNMT").await;
    let part = asked(app, "from=2024-08&to=2024-09&unit=TN.STNMT").await;
    let year = asked(app, "by=year&from=2024-01&to=2024-12").await;
    let none = app.get("/api/v1/statistics?unit=TN.NONE").send().await;
    let days = app.get("/api/v1/statistics?from=2024-09-01").send().await;

    let third = row(&all, "TN.STNMT", "2024-Q3");
    assert_eq!((&third["filed"], &third["opened"]), (&json!(8), &json!(8)));
    // Of 8 opened and 6 met two would be left.
    assert_eq!(
        (&third["met"], &third["missed"], &third["other"]),
        (&Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(third["wrong_forwards"], 0, "behind zero stands nobody");
    assert_eq!(all["items"].as_array().unwrap().len(), 1, "the fourth quarter still grows");
    let september = row(&months, "TN.STNMT", "2024-09");
    assert_eq!((&september["filed"], &september["met"]), (&json!(8), &Value::Null));
    assert_eq!(row(&months, "TN.STNMT", "2024-08")["filed"], 0);
    assert_eq!(one["items"], json!([third]), "the same whatever is asked beside it");
    assert_eq!(part["items"], json!([]), "no window but fixed periods");
    assert_eq!(year["items"], json!([]), "the year is not over");
    assert_eq!(none.faults(), ["?unit unknown_unit"]);
    assert_eq!(days.status, 400, "a window of days would show single cases as a difference");
}

#[apply(on_both_apps)]
async fn a_quarter_is_published_on_the_tenth_day_and_what_comes_later_never_shows(app: &TestApp) {
    app.begin("2024-09-04T02:00:00Z").await;
    for _ in 0..6 {
        app.file(&with(feedback(), &json!({"unit": "TN.STNMT"}))).await;
    }
    let query = "from=2024-07&to=2024-09";
    app.set("2024-10-09T02:00:00Z");
    app.worker.tick().await.unwrap();
    let early = asked(app, query).await;
    app.set("2024-10-10T02:00:00Z");
    app.worker.tick().await.unwrap();
    let on_its_day = asked(app, query).await;

    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let paper = json!({"filed_via": "desk_paper", "paper_on": "2024-09-30", "unit": "TN.STNMT"});
    typed(app, &clerk, &paper).await;
    app.set("2024-11-20T02:00:00Z");
    app.worker.tick().await.unwrap();
    let later = asked(app, query).await;

    assert_eq!(early["items"], json!([]));
    assert_eq!(row(&on_its_day, "TN.STNMT", "2024-Q3")["missed"], 6);
    assert_eq!(row(&on_its_day, "TN.STNMT", "2024-Q3")["filed"], 6);
    assert_eq!(later, on_its_day, "one more would show as a difference");
}

#[apply(on_both_apps)]
async fn what_a_wrong_clock_published_is_taken_back(app: &TestApp) {
    play(app, "TN.STNMT", 6, 0).await;
    let query = "from=2024-07&to=2024-09";
    let too_early = asked(app, query).await;

    app.begin("2024-09-20T02:00:00Z").await;
    let taken_back = asked(app, query).await;
    app.file(&with(feedback(), &json!({"unit": "TN.STNMT"}))).await;
    app.set("2024-10-15T02:00:00Z");
    app.worker.tick().await.unwrap();
    let right = asked(app, query).await;

    assert_eq!(row(&too_early, "TN.STNMT", "2024-Q3")["filed"], 6);
    assert_eq!(taken_back["items"], json!([]));
    assert_eq!(row(&right, "TN.STNMT", "2024-Q3")["filed"], 7);
}

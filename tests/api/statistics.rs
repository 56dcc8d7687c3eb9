//! Figures: what is published, what is hidden, and that each can be proved and explained.

use diesel::prelude::*;
use liemchinh::store::backend::Conn;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::on_both_apps;

/// Files `met` feedbacks in September that are answered in time and `missed` that are not.
async fn play(app: &TestApp, unit: &str, met: usize, missed: usize) {
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
                &json!({"command": "answer", "outcome": "founded", "text": "Đã trả lời."}),
            )
            .await;
        }
    }
    app.set("2024-10-15T02:00:00Z");
    app.worker.tick().await.unwrap();
}

fn row(reply: &Value, unit: &str, month: &str) -> Value {
    let items = reply["items"].as_array().unwrap();
    let found = items.iter().find(|it| it["unit"]["code"] == unit && it["month"] == month);
    found.unwrap().clone()
}

#[apply(on_both_apps)]
async fn figures_are_published_by_whole_month_and_small_cells_are_hidden(app: &TestApp) {
    play(app, "TN.STNMT", 6, 2).await;
    app.file(&feedback()).await;

    let all = app.get("/api/v1/statistics?from=2024-01&to=2024-12").send().await;
    let one = app.get("/api/v1/statistics?from=2024-09&to=2024-09&unit=TN.STNMT").send().await;
    let none = app.get("/api/v1/statistics?unit=TN.NONE").send().await;
    let days = app.get("/api/v1/statistics?from=2024-09-01").send().await;

    let september = row(&all.body, "TN.STNMT", "2024-09");
    assert_eq!(
        (&september["filed"], &september["opened"], &september["met"]),
        (&json!(8), &json!(8), &json!(6))
    );
    assert_eq!((&september["missed"], &september["released"]), (&Value::Null, &Value::Null));
    assert_eq!(all.body["items"].as_array().unwrap().len(), 1, "October still grows");
    assert_eq!(one.body["items"], json!([september]));
    assert_eq!(none.status, 404);
    assert_eq!(days.status, 400, "a window of days would show single cases as a difference");
}

#[apply(on_both_apps)]
async fn a_score_line_explains_itself_and_standings_rank_by_it(app: &TestApp) {
    play(app, "TN.STNMT", 6, 2).await;
    play(app, "TN.SYT", 6, 0).await;
    play(app, "TN.SXD", 3, 0).await;
    let (own, other) = (app.officer("TN.STNMT").await, app.officer("TN.SYT").await);
    let path = "/api/v1/movements/plan-577-2024/scores/TN.STNMT";

    let full = app.get(path).bearer(&own).send().await;
    let public = app.get(path).send().await;
    let rival = app.get(path).bearer(&other).send().await;
    let bad = app.get(path).bearer("lc_s_nothing").send().await;
    let standings =
        app.get("/api/v1/movements/plan-577-2024/standings?group=provincial_bodies").send().await;

    // (6 + 10 × 0.8) / (6 + 2 + 10) of 100 points.
    let line = &full.body["lines"][0]["line"];
    assert_eq!(
        line,
        &json!({"state": "measured", "opened": 8, "met": 6, "missed": 2, "released": 0, "wrong_forwards": 0, "rate_bp": 7778, "points_milli": 77_778})
    );
    let hidden = &public.body["lines"][0]["line"];
    assert_eq!(
        (&hidden["missed"], &hidden["met"], &hidden["points_milli"]),
        (&Value::Null, &json!(6), &json!(77_778))
    );
    assert_eq!(&rival.body["lines"], &public.body["lines"]);
    assert_eq!(bad.status, 401, "a wrong token is not nobody");
    let places: Vec<_> = standings.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["rank"].as_i64(), it["unit"]["code"].as_str().unwrap()))
        .collect();
    assert_eq!(places[..2], [(Some(1), "TN.SYT"), (Some(2), "TN.STNMT")]);
    assert!(places.contains(&(None, "TN.SXD")), "three cases say nothing");
    for wrong in [
        "/api/v1/movements/none/standings?group=districts",
        "/api/v1/movements/none/scores/703",
        "/api/v1/movements/plan-577-2024/scores/TN.CA",
    ] {
        assert_eq!(app.get(wrong).send().await.status, 404, "{wrong}");
    }
    assert_eq!(app.get("/api/v1/movements/plan-577-2024/standings").send().await.status, 400);
}

#[apply(on_both_apps)]
async fn forwarding_or_declining_in_time_is_nobodys_miss(app: &TestApp) {
    play(app, "TN.STNMT", 5, 0).await;
    let officer = app.officer("TN.STNMT").await;
    let path = "/api/v1/movements/plan-577-2024/scores/TN.STNMT";
    let before = app.get(path).bearer(&officer).send().await;
    app.begin("2024-10-01T02:00:00Z").await;
    let officer = app.officer("TN.STNMT").await;
    for body in [
        json!({"command": "decline", "ground": "not_in_scope", "text": "Không thuộc phạm vi."}),
        json!({"command": "forward", "to": "TN.SXD", "text": "Thuộc Sở Xây dựng."}),
    ] {
        let filed = app.file(&feedback()).await;
        let case = app.case_of(&officer, filed.str("/number")).await;
        assert_eq!(app.command(&officer, &case, 1, &body).await.status, 200);
    }
    app.set("2024-10-15T02:00:00Z");

    let officer = app.officer("TN.STNMT").await;
    let after = app.get(path).bearer(&officer).send().await;

    assert_eq!(
        before.body["lines"][0]["line"]["points_milli"],
        after.body["lines"][0]["line"]["points_milli"]
    );
    assert_eq!(after.body["lines"][0]["line"]["released"], 2);
}

#[apply(on_both_apps)]
async fn the_ledger_is_proved_by_folding_the_events_and_a_forgery_shows(app: &TestApp) {
    play(app, "TN.STNMT", 2, 1).await;
    let honest = app.desk.verify_ledger(|_| {}).unwrap();

    diesel::sql_query("DELETE FROM ledger_entries WHERE metric = 'missed'")
        .execute(&mut app.scratch.conn())
        .unwrap();
    let forged = app.desk.verify_ledger(|_| {}).unwrap();

    // filed 3, opened 3, met 2, missed 1
    assert_eq!((honest.entries, honest.agrees()), (9, true));
    assert_eq!((forged.missing, forged.extra, forged.agrees()), (1, 0, false));

    let mut conn = app.scratch.conn();
    let unguarded = match conn {
        Conn::Sqlite(_) => "PRAGMA foreign_keys = OFF",
        Conn::Postgres(_) => "SET session_replication_role = replica",
    };
    diesel::sql_query(unguarded).execute(&mut conn).unwrap();
    let of_no_case = "UPDATE ledger_entries SET case_key = -case_key WHERE metric = 'filed'";
    let moved = diesel::sql_query(of_no_case).execute(&mut conn).unwrap();
    let orphaned = app.desk.verify_ledger(|_| {}).unwrap();
    assert_eq!(
        (moved, orphaned.missing, orphaned.extra),
        (3, 1 + 3, 3),
        "of no case, and counted all the same"
    );
}

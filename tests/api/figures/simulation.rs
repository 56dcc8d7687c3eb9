//! A draft of criteria on past data: who would move, by how much and why; and who may see it.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::criteria_sets::{criterion, set};
use super::movements::{NEW, PLAN, board, cloned, head, put};
use super::statistics::play;
use crate::app::{TestApp, with};
use crate::client::Reply;
use crate::on_both_apps;

async fn tried(app: &TestApp, token: &str, path: &str, body: &Value) -> Reply {
    app.post(&format!("{path}/simulation"), body).bearer(token).send().await
}

/// The unit of this code in the group of provincial bodies.
fn of<'r>(reply: &'r Reply, unit: &str) -> &'r Value {
    let groups = reply.body["groups"].as_array().unwrap();
    let group = groups.iter().find(|it| it["group"] == "provincial_bodies").unwrap();
    group["items"].as_array().unwrap().iter().find(|it| it["unit"]["code"] == unit).unwrap()
}

#[apply(on_both_apps)]
async fn a_draft_tells_who_would_move_by_how_much_and_by_which_criterion(app: &TestApp) {
    play(app, "TN.STNMT", 6, 2).await;
    play(app, "TN.SYT", 3, 0).await;
    let token = board(app).await;
    let path = format!("{PLAN}/criteria-sets/1");
    let body = json!({"from_day": "2024-03-01", "criteria": [
        with(criterion("handled_on_time", 60, 10_000), &json!({"min_opened": 3, "target": 4})),
        with(criterion("again", 40, 8000), &json!({"target": 2})),
    ]});
    let drafted = put(app, &token, &path, 0, &body).await;
    assert_eq!(drafted.status, 200, "{}", drafted.body);
    let standings = format!("{PLAN}/standings?group=provincial_bodies");
    let before = app.get(&standings).send().await;

    let found = tried(app, &token, &path, &json!({"from": "2024-03-01"})).await;

    assert_eq!(found.status, 200, "{}", found.body);
    assert_eq!(found.body["against"], json!({"movement": "plan-577-2024", "version": 0}));
    assert_eq!(found.str("/counted_to"), "2024-09-30");
    let land = of(&found, "TN.STNMT");
    // (6 + 8) / 18 of 100; then (6 + 10) / 18 of 60 and (6 + 8) / 18 of 40.
    assert_eq!(land["before"], json!({"rank": 1, "points_milli": 77_778}));
    assert_eq!(land["after"], json!({"rank": 1, "points_milli": 53_333 + 31_111}));
    assert_eq!(land["places_up"], 0);
    let changes: Vec<_> = land["criteria"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["criterion"].as_str().unwrap(), it["change_milli"].as_i64().unwrap()))
        .collect();
    assert_eq!(changes, [("again", 31_111), ("handled_on_time", 53_333 - 77_778)]);
    assert_eq!(land["criteria"][1]["after"]["missed"], 2, "the board sees small counts");
    let health = of(&found, "TN.SYT");
    assert_eq!(health["before"], json!({"rank": null, "points_milli": null}));
    // Of its second target nothing was measured: no place.
    assert_eq!(health["after"], json!({"rank": null, "points_milli": 60_000}));
    assert!(health.get("places_up").is_none());
    let parameters = found.body["parameters"].as_array().unwrap();
    let prior = json!({"criterion": "handled_on_time", "parameter": "prior_rate_bp", "before": 8000, "after": 10_000});
    assert!(parameters.contains(&prior), "{parameters:?}");
    assert_eq!(parameters.len(), 5 + 3, "all of the new one, three of the other");
    let after = app.get(&standings).send().await;
    assert_eq!(after.body, before.body, "nothing of it counts");
}

#[apply(on_both_apps)]
async fn a_set_of_next_year_is_held_against_the_movement_that_was(app: &TestApp) {
    play(app, "TN.STNMT", 6, 2).await;
    let token = board(app).await;
    assert_eq!(put(app, &token, NEW, 0, &cloned()).await.status, 200);
    let path = format!("{NEW}/criteria-sets/1");
    assert_eq!(put(app, &token, &path, 1, &set("2025-01-01", 5000)).await.status, 200);

    let alone = tried(app, &token, &path, &json!({})).await;
    let held = tried(app, &token, &path, &json!({"against": "plan-577-2024"})).await;
    let wrong = json!({"against": "none"});
    let unknown = tried(app, &token, &path, &wrong).await;
    let later = tried(app, &token, &path, &json!({"to": "2024-10-16", "from": "2024-11-01"})).await;

    assert!(alone.body.get("against").is_none(), "nothing of 2025 is in force");
    assert_eq!(of(&alone, "TN.STNMT")["before"]["points_milli"], Value::Null);
    let land = of(&held, "TN.STNMT");
    assert_eq!(
        (&land["before"]["points_milli"], &land["after"]["points_milli"]),
        (&json!(77_778), &json!(61_111))
    );
    assert_eq!(unknown.faults(), ["/against no_such_movement"]);
    assert_eq!(later.faults(), ["/to in_the_future", "/from backwards"]);
}

#[apply(on_both_apps)]
async fn only_who_drafts_or_signs_tries_a_set_and_each_reading_is_in_the_access_log(app: &TestApp) {
    let token = board(app).await;
    assert_eq!(put(app, &token, NEW, 0, &cloned()).await.status, 200);
    let path = format!("{NEW}/criteria-sets/1");
    for role in Role::ALL.iter().copied() {
        let somebody = app.somebody(role, "TN.STNMT").await;
        let reply = tried(app, &somebody, &path, &json!({})).await;
        let may = matches!(role, Role::Board | Role::InspectorateHead);
        assert_eq!(reply.status, if may { 200 } else { 403 }, "{role}");
    }
    assert_eq!(app.post(&format!("{path}/simulation"), &json!({})).send().await.status, 401);

    let log = app.get("/api/v1/access-log?limit=100").bearer(&head(app).await).send().await;

    let items = log.body["items"].as_array().unwrap().iter();
    let read = items.filter(|it| it["what"] == "figures_read");
    let by: Vec<_> = read.map(|it| it["operation"].as_str().unwrap()).collect();
    assert_eq!(by, ["simulate_criteria_set"; 2]);
}

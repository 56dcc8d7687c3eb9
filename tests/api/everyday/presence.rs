//! Who looks at a case now: told among colleagues of one body, for two minutes, and of a tip to nobody.

use diesel::prelude::*;
use macro_rules_attribute::apply;
use serde_json::json;

use super::{each, read};
use crate::app::{TestApp, feedback, tip};
use crate::client::Reply;
use crate::followed::Life;
use crate::{on_both_apps, on_both_holding_apps};

async fn look(app: &TestApp, token: &str, case: &str) -> Reply {
    let path = format!("/api/v1/cases/{case}/presence");
    app.put(&path, &json!({})).bearer(token).send().await
}

/// How many rows are kept.
fn kept(app: &TestApp) -> i64 {
    let count = diesel::dsl::sql::<diesel::sql_types::BigInt>("SELECT COUNT(*) FROM presences");
    count.get_result(&mut app.scratch.conn()).unwrap()
}

#[apply(on_both_apps)]
async fn colleagues_of_one_body_see_each_other_for_two_minutes_and_nobody_else_does(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let (one, two) = (app.officer("TN.STNMT").await, app.officer("TN.STNMT").await);
    let (inspector, other) = (app.inspector().await, app.officer("703").await);
    let second = app.inspector().await;
    let case = app.case_of(&one, filed.str("/number")).await;
    let path = format!("cases/{case}/presence");
    let before = read(app, &one, &format!("cases/{case}")).await;

    let alone = look(app, &one, &case).await;
    let of_inspector = look(app, &inspector, &case).await;
    app.set("2024-10-15T02:01:00Z");
    look(app, &one, &case).await;
    let seen = look(app, &two, &case).await;
    let of_second = read(app, &second, &path).await;
    let after = read(app, &one, &format!("cases/{case}")).await;

    assert_eq!((alone.status, &alone.body["items"]), (200, &json!([])), "{}", alone.body);
    assert_eq!(of_inspector.body["items"], json!([]), "an inspector sees no officer");
    assert_eq!(each(&seen, "/since"), ["2024-10-15T02:00:00Z"], "an officer sees no inspector");
    assert_eq!(each(&of_second, "/name"), ["Lê Thị Thử"]);
    assert_eq!((&before.headers["etag"], before.text), (&after.headers["etag"], after.text));
    assert_eq!(look(app, &other, &case).await.status, 404);
    assert_eq!(read(app, &other, &path).await.status, 404);
    app.set("2024-10-15T02:04:00Z");
    assert_eq!(read(app, &two, &path).await.body["items"], json!([]));
    assert_eq!(kept(app), 3);
    app.worker.tick().await.unwrap();
    assert_eq!(kept(app), 0);
}

#[apply(on_both_apps)]
async fn who_looks_at_a_tip_is_kept_nowhere(app: &TestApp) {
    let (mut life, _) = Life::file(app, &tip()).await;
    let (inspector, other) = (app.inspector().await, app.inspector().await);
    life.take(&inspector).await;

    let (own, foreign) = (look(app, &inspector, &life.id).await, look(app, &other, &life.id).await);

    assert_eq!((own.status, &own.body["items"]), (200, &json!([])));
    assert_eq!((foreign.status, kept(app)), (404, 0));
}

#[apply(on_both_holding_apps)]
async fn what_has_not_reached_its_unit_is_looked_at_by_none_of_it_and_leaves_no_trace_as_a_tip(
    app: &TestApp,
) {
    let filed = app.file(&feedback()).await;
    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);
    let case = app.case_of(&inspector, filed.str("/number")).await;

    assert_eq!(look(app, &officer, &case).await.status, 404);
    assert_eq!((look(app, &inspector, &case).await.status, kept(app)), (200, 1));
    let body = json!({"bribe": {"fact": "asked", "amount_vnd": 200_000}});
    let moved = crate::steps::say(app, "to-integrity", filed.str("/receipt"), body).await;
    assert_eq!((moved.status, kept(app)), (200, 0), "{}", moved.body);
}

//! The ledger can be proved from the events, also after a change of kind.

use diesel::prelude::*;
use liemchinh::harness::store::Conn;
use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::TestApp;
use crate::figures::statistics::play;
use crate::on_both_apps;
use crate::steps::{case, done};

#[apply(on_both_apps)]
async fn the_ledger_still_proves_itself_after_a_requalification(app: &TestApp) {
    let (case, receipt, inspector) = case(app).await;
    let officer = app.officer("TN.STNMT").await;
    let other = json!({"command": "requalify", "kind": "front_demand", "text": "Xác định lại."});
    done(app, &inspector, &case, 1, other).await;
    done(app, &officer, &case, 2, json!({"command": "accept"})).await;
    done(
        app,
        &officer,
        &case,
        3,
        json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Trả lời."}),
    )
    .await;
    let returned = json!({"command": "return_answer", "ground": "generic", "text": "Trả lời lại."});
    done(app, &inspector, &case, 4, returned).await;

    assert_eq!(app.track(&receipt).await.str("/kind"), "front_demand");
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn the_ledger_is_proved_by_folding_the_events_and_a_forgery_shows(app: &TestApp) {
    play(app, "TN.STNMT", 2, 1).await;
    let honest = app.service.verify_ledger(|_| {}).unwrap();

    diesel::sql_query("DELETE FROM ledger_entries WHERE metric = 'missed'")
        .execute(&mut app.scratch.conn())
        .unwrap();
    let forged = app.service.verify_ledger(|_| {}).unwrap();

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
    let orphaned = app.service.verify_ledger(|_| {}).unwrap();
    assert_eq!(
        (moved, orphaned.missing, orphaned.extra),
        (3, 1 + 3, 3),
        "of no case, and counted all the same"
    );
}

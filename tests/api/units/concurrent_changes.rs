//! Reference data while another process changes it: judged and loaded in one state.

use diesel::prelude::*;
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use reqwest::Method;
use serde_json::{Value, json};

use crate::app::TestApp;
use crate::client::Call;
use crate::on_both_apps;
use crate::rival::{Count, another, execute, on_postgres, until_somebody_waits};

fn version(app: &TestApp) -> i64 {
    let query =
        "SELECT CAST(version AS BIGINT) AS n FROM reference_versions WHERE name = 'reference'";
    diesel::sql_query(query).get_result::<Count>(&mut app.scratch.conn()).unwrap().n
}

/// Feedback on land that names neither unit nor place, at a place in the order.
fn rule(position: i32) -> Value {
    json!({
        "position": position, "kind": "conduct_feedback", "sector": "land", "accused_kind": "none",
        "locality_kind": "none", "action": "unit", "target_code": "TN.VP", "valid_from": "2024-11-01",
        "reason_vi": "Văn phòng làm đầu mối tiếp nhận.", "reason_en": "The office receives it.",
    })
}

/// What another process inserts, and notes, without having committed.
fn other_rule(code: &str, position: i32) -> String {
    format!(
        "UPDATE reference_versions SET version = version + 1 WHERE name = 'reference'; \
         INSERT INTO routing_rules (code, version, position, kind, category, sector, accused_kind, \
         locality_kind, action, target_code, reason_vi, reason_en, valid_from, valid_to) \
         SELECT '{code}', 1, {position}, kind, category, sector, accused_kind, locality_kind, action, \
         target_code, reason_vi, reason_en, '2024-11-01', NULL FROM routing_rules \
         WHERE kind = 'conduct_feedback' AND version = 1 ORDER BY position LIMIT 1;"
    )
}

#[apply(on_both_apps)]
async fn a_rule_is_judged_with_what_another_process_has_just_committed(app: &TestApp) {
    let admin = app.staff(Role::Administrator, None).await;
    let before = version(app);
    let mut expected = before;
    for (code, other, own, status) in [("one", 901, 901, 422), ("two", 902, 903, 200)] {
        let mut conn = another(app, &other_rule(&format!("another.{code}"), other));
        let body = rule(own);
        let path = format!("/api/v1/routing-rules/mine.{code}");
        let call = Call::new(app, Method::PUT, &path).json(&body).bearer(&admin).if_match(0);
        let done = std::cell::Cell::new(false);
        let asking = async {
            let reply = call.send().await;
            done.set(true);
            reply
        };
        let committing = async {
            until_somebody_waits(app, || done.get()).await;
            execute(&mut conn, "COMMIT");
        };
        let (reply, ()) = tokio::join!(asking, committing);

        assert_eq!(reply.status, status, "{code} {}", reply.body);
        expected += 1 + i64::from(status == 200);
        assert_eq!(version(app), expected, "each commit is told to the other processes");
    }
    assert!(expected > before);
}

#[apply(on_both_apps)]
async fn reference_data_is_loaded_in_one_state(app: &TestApp) {
    if !on_postgres(app) {
        return;
    }
    // Criteria are read after units; whoever reads waits in between.
    let mut conn = another(app, "LOCK TABLE criteria IN ACCESS EXCLUSIVE MODE;");
    execute(
        &mut app.scratch.conn(),
        "UPDATE reference_versions SET version = version + 1 WHERE name = 'reference'",
    );
    let done = std::cell::Cell::new(false);
    let loading = async {
        let changed = app.service.refresh().await.unwrap();
        done.set(true);
        changed
    };
    let committing = async {
        until_somebody_waits(app, || done.get()).await;
        execute(
            &mut conn,
            "UPDATE units SET name = 'Tên mới' WHERE code = 'TN.STP'; UPDATE criteria SET name_vi = 'Tên mới'; COMMIT",
        );
    };
    let (changed, ()) = tokio::join!(loading, committing);

    let reference = app.service.reference();
    let unit = reference.units.by_code("TN.STP", "2024-10-15".parse().unwrap()).unwrap();
    let sets = reference.movements.iter().flat_map(|movement| &movement.sets);
    let criteria = sets.flat_map(|set| &set.criteria);
    let renamed = criteria.filter(|one| one.name_vi == "Tên mới").count();
    assert!(changed && done.get());
    assert_eq!((unit.name == "Tên mới", renamed > 0), (false, false), "all of it, or nothing");
}

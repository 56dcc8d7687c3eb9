//! Rules of routing: versions, what a change would do, and that a set is judged whole.

use std::path::Path;

use liemchinh::harness::service::import::{Difference, import};
use macro_rules_attribute::apply;
use reqwest::Method;
use serde_json::{Value, json};

use crate::accounts::conflicts::CONFLICTS;
use crate::app::{TestApp, feedback, tip, with};
use crate::client::Call;
use crate::contract::spec;
use crate::on_both_apps;
use crate::units::routing::{
    RULE, RULES, SIMULATE, admin, anywhere, change, justice_to_office, put,
};

const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

async fn versions(app: &TestApp, token: &str, code: &str) -> Vec<Value> {
    let all = app.get(&format!("{RULES}?kind=conduct_feedback")).bearer(token).send().await;
    let items = all.body["items"].as_array().unwrap().iter();
    items.filter(|it| it["code"] == code).cloned().collect()
}

#[apply(on_both_apps)]
async fn a_new_version_of_a_rule_ends_the_one_before_and_routes_from_its_first_day(app: &TestApp) {
    let admin = admin(app).await;
    let anywhere = anywhere();
    let before = app.file(&anywhere).await;

    let changed = change(app, &admin, RULE, 1, &justice_to_office()).await;
    let again = change(app, &admin, RULE, 1, &justice_to_office()).await;
    let other =
        change(app, &admin, RULE, 1, &with(justice_to_office(), &json!({"target_code": "TN.SYT"})))
            .await;
    let still = app.file(&anywhere).await;
    app.set("2024-11-01T02:00:00Z");
    let after = app.file(&anywhere).await;

    assert_eq!((changed.status, changed.headers["etag"].as_str()), (200, "\"v2\""));
    assert_eq!(
        (changed.str("/rule/target_code"), &changed.body["rule"]["in_force"]),
        ("TN.VP", &json!(false))
    );
    assert!(!changed.headers.contains_key("idempotency-replayed"));
    assert_eq!(again.headers["idempotency-replayed"], "true", "the same request has one effect");
    assert_eq!(again.body, changed.body);
    assert_eq!((other.status, other.code()), (412, "precondition_failed"));
    let holders = [&before, &still, &after].map(|filed| filed.str("/holder/code"));
    assert_eq!(holders, ["TN.STP", "TN.STP", "TN.VP"]);
    assert_eq!(after.body["routing"]["version"], 2);
    let admin = self::admin(app).await;
    let kept: Vec<_> = versions(app, &admin, RULE)
        .await
        .iter()
        .map(|it| (it["version"].clone(), it["valid_to"].clone()))
        .collect();
    assert_eq!(kept, [(json!(2), Value::Null), (json!(1), json!("2024-10-31"))]);
}

#[apply(on_both_apps)]
async fn a_version_replaced_before_it_began_never_holds(app: &TestApp) {
    let admin = admin(app).await;
    change(app, &admin, RULE, 1, &justice_to_office()).await;

    let sooner =
        with(justice_to_office(), &json!({"target_code": "TN.SNV", "valid_from": "2024-10-15"}));
    let sooner = change(app, &admin, RULE, 2, &sooner).await;
    let filed = app.file(&anywhere()).await;
    app.set("2024-11-02T02:00:00Z");
    let later = app.file(&anywhere()).await;

    assert_eq!(sooner.status, 200, "{}", sooner.body);
    assert_eq!((filed.str("/holder/code"), later.str("/holder/code")), ("TN.SNV", "TN.SNV"));
}

#[apply(on_both_apps)]
async fn a_dry_run_counts_who_would_go_elsewhere_and_writes_nothing(app: &TestApp) {
    let admin = admin(app).await;
    for _ in 0..3 {
        app.file(&anywhere()).await;
    }
    app.file(&with(anywhere(), &json!({"category": "wrong_fee"}))).await;
    app.file(&feedback()).await;
    app.file(&tip()).await;
    let path = format!("{RULES}/{RULE}");

    let tried = put(app, &format!("{path}?dry_run=true"), &justice_to_office())
        .bearer(&admin)
        .if_match(1)
        .send()
        .await;
    let ended = app
        .post(&format!("{path}/end?dry_run=true"), &json!({"valid_to": "2024-10-31"}))
        .bearer(&admin)
        .if_match(1)
        .send()
        .await;

    let effect = &tried.body["effect"];
    assert_eq!(
        (&effect["examined"], &effect["moved"]),
        (&json!(5), &json!(4)),
        "tips are no part of it"
    );
    assert_eq!(effect["samples"].as_array().unwrap().len(), 2);
    let most = &effect["samples"][0];
    assert_eq!(
        (&most["from"]["code"], &most["to"]["code"], &most["count"]),
        (&json!("TN.STP"), &json!("TN.VP"), &json!(3))
    );
    assert_eq!((&most["kind"], &most["category"]), (&json!("conduct_feedback"), &json!("late")));
    assert_eq!(ended.body["effect"]["moved"], 4, "the fallback is the office too: {}", ended.body);
    assert_eq!(versions(app, &admin, RULE).await.len(), 1, "nothing was written");
}

#[apply(on_both_apps)]
async fn a_rule_ends_on_its_last_day_and_is_not_lost(app: &TestApp) {
    let end = async |code: &str, version, day: &str| {
        // A new session each time: the clock moves on.
        let admin = admin(app).await;
        let path = format!("{RULES}/{code}/end");
        app.post(&path, &json!({"valid_to": day})).bearer(&admin).if_match(version).send().await
    };

    let past = end(RULE, 1, "2024-10-14").await;
    let ended = end(RULE, 1, "2024-10-20").await;
    app.set("2024-10-15T20:00:00Z");
    let again = end(RULE, 1, "2024-10-20").await;
    let longer = end(RULE, 2, "2024-10-30").await;
    let unknown = end("feedback.none", 1, "2024-10-30").await;
    let last = app.file(&anywhere()).await;
    app.set("2024-10-21T02:00:00Z");
    let after = app.file(&anywhere()).await;

    assert_eq!((past.status, past.faults()), (422, vec!["/valid_to wrong_end".to_owned()]));
    assert_eq!((ended.status, ended.str("/rule/valid_to")), (200, "2024-10-20"));
    assert_eq!(again.headers["idempotency-replayed"], "true", "also on the next day");
    assert_eq!(longer.faults(), ["/valid_to wrong_end"]);
    assert_eq!(unknown.status, 404);
    assert_eq!((last.str("/holder/code"), after.str("/holder/code")), ("TN.STP", "TN.VP"));
    assert_eq!(after.str("/routing/rule"), "feedback.fallback");
}

#[apply(on_both_apps)]
async fn the_whole_set_is_judged_before_anything_is_written(app: &TestApp) {
    let admin = admin(app).await;
    let faults = async |code: &str, version, changes: Value| {
        let refused =
            change(app, &admin, code, version, &with(justice_to_office(), &changes)).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        refused.faults()
    };

    assert_eq!(faults(RULE, 1, json!({"position": 230})).await, ["/position position_taken"]);
    assert_eq!(
        faults(RULE, 1, json!({"target_code": "TN.NONE"})).await,
        ["/target_code no_such_unit"]
    );
    assert_eq!(
        faults(RULE, 1, json!({"category": "regulation"})).await,
        ["/category no_such_category"]
    );
    assert_eq!(faults(RULE, 1, json!({"sector": "none"})).await, ["/sector no_such_sector"]);
    assert_eq!(
        faults(RULE, 1, json!({"valid_from": "2024-10-14"})).await,
        ["/valid_from in_the_past"]
    );
    assert_eq!(faults(RULE, 1, json!({"valid_to": "2024-10-31"})).await, ["/valid_to wrong_end"]);
    assert_eq!(
        faults(RULE, 1, json!({"action": "accused_unit"})).await,
        ["/target_code not_together"]
    );
    assert_eq!(
        faults(RULE, 1, json!({"target_code": null, "accused_kind": "", "position": 0})).await,
        ["/position out_of_range", "/accused_kind not_allowed", "/target_code required"]
    );
    let tip = json!({"kind": "corruption_tip", "sector": null});
    assert_eq!(
        faults("tip.new", 0, tip).await,
        ["/action not_an_inspectorate"],
        "nobody could open it"
    );
    assert_eq!(versions(app, &admin, RULE).await.len(), 1);
}

#[apply(on_both_apps)]
async fn a_rule_that_is_new_begins_at_version_one(app: &TestApp) {
    let admin = admin(app).await;
    let body = with(
        justice_to_office(),
        &json!({"position": 15, "category": "late", "valid_from": "2024-10-15"}),
    );

    let unseen = change(app, &admin, "feedback.late.justice", 1, &body).await;
    let made = change(app, &admin, "feedback.late.justice", 0, &body).await;
    let odd = change(app, &admin, "Feedback%20Late", 0, &body).await;
    let filed = app.file(&anywhere()).await;

    assert_eq!((unseen.status, odd.status), (404, 404));
    assert_eq!((made.status, &made.body["rule"]["version"]), (200, &json!(1)));
    assert_eq!(filed.str("/routing/rule"), "feedback.late.justice");
}

#[apply(on_both_apps)]
async fn importing_files_does_not_undo_what_was_edited_by_hand(app: &TestApp) {
    let admin = admin(app).await;
    let now = "2024-10-15T02:00:00Z".parse().unwrap();
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("data");
    change(app, &admin, RULE, 1, &justice_to_office()).await;
    let kept = versions(app, &admin, RULE).await;

    let again = import(&app.db, &data.as_path().into(), now, false).await.unwrap();

    let missing =
        Difference::Missing { table: "routing_rules", key: format!("{RULE} @ 2"), removed: false };
    assert_eq!(again.differences, [missing], "told, and left alone");
    assert_eq!(versions(app, &admin, RULE).await, kept);
    let folder = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(&data).unwrap() {
        let path = entry.unwrap().path();
        std::fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    let path = folder.path().join("routing_rules.csv");
    let text = std::fs::read_to_string(&path).unwrap();
    let line = text.lines().find(|line| line.starts_with("feedback.sector.justice,1")).unwrap();
    let cut = line.replace("2024-01-01,", "2024-01-01,2024-12-31");
    let mine = line.replace("justice,1,220", "justice,2,220").replace("2024-01-01,", "2025-01-01,");
    std::fs::write(&path, format!("{}{mine}\n", text.replace(line, &cut))).unwrap();
    let files = import(&app.db, &folder.path().into(), now, false).await.unwrap();
    assert_eq!(
        files.differences,
        [Difference::Kept { table: "routing_rules", key: format!("{RULE} @ 2") }]
    );
    assert_eq!(versions(app, &admin, RULE).await, kept);
}

#[apply(on_both_apps)]
async fn every_documented_answer_about_routing_is_given(app: &TestApp) {
    every_answer(app).await;
    let seen = app.seen.lock().unwrap().clone();
    let mut unseen = Vec::new();
    for path in [
        SIMULATE,
        RULES,
        "/api/v1/routing-rules/{code}",
        "/api/v1/routing-rules/{code}/end",
        CONFLICTS,
    ] {
        for operation in spec()["paths"][path].as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            for status in
                operation["responses"].as_object().unwrap().keys().filter(|it| *it != "default")
            {
                if !seen.contains(&(id.to_owned(), status.parse().unwrap())) {
                    unseen.push(format!("{id} {status}"));
                }
            }
        }
    }

    assert!(unseen.is_empty(), "{unseen:?}");
}

/// Drives every documented (operation, status) of routing.
pub async fn every_answer(app: &TestApp) {
    let (admin, inspector) = (admin(app).await, app.inspector().await);
    let officer = app.officer("TN.STNMT").await;
    let rule = format!("{RULES}/{RULE}");
    let bodies = async |method: Method, path: &str, token: &str| {
        let call =
            |query: &str| Call::new(app, method.clone(), &format!("{path}{query}")).if_match(1);
        for (query, body, content_type) in [
            ("", b"{".to_vec(), "application/json"),
            ("?x=1", b"{}".to_vec(), "application/json"),
            ("", vec![b' '; 300_000], "application/json"),
            ("", b"{}".to_vec(), "text/plain"),
            ("", b"{\"x\":1}".to_vec(), "application/json"),
        ] {
            call(query).bearer(token).raw(content_type, body).send().await;
        }
        call("").json(&json!({})).send().await;
        call("").bearer(&officer).json(&json!({})).send().await;
    };
    bodies(Method::POST, SIMULATE, &inspector).await;
    bodies(Method::PUT, &rule, &admin).await;
    bodies(Method::POST, &format!("{rule}/end"), &admin).await;
    bodies(Method::POST, CONFLICTS, &inspector).await;
    for path in [RULES, CONFLICTS] {
        for token in [&inspector, &officer, &NOBODY.to_owned()] {
            app.get(&format!("{path}?kind=conduct_feedback")).bearer(token).send().await;
        }
    }
    app.get(&format!("{RULES}?kind=none")).bearer(&admin).send().await;
    app.get(CONFLICTS).bearer(&admin).send().await;
    app.post(SIMULATE, &json!({"kind": "conduct_feedback"})).bearer(&admin).send().await;
    app.post(CONFLICTS, &json!({"unit": "703", "until": "2024-12-31"}))
        .bearer(&inspector)
        .send()
        .await;
    let justice = justice_to_office();
    let end = json!({"valid_to": "2024-12-31"});
    for (method, path, body, seen) in [
        (Method::PUT, rule.clone(), &justice, Some(9)),
        (Method::PUT, format!("{RULES}/none"), &justice, Some(9)),
        (Method::PUT, rule.clone(), &justice, None),
        (Method::PUT, rule.clone(), &justice, Some(1)),
        (Method::POST, format!("{rule}/end"), &end, Some(9)),
        (Method::POST, format!("{RULES}/none/end"), &end, Some(9)),
        (Method::POST, format!("{rule}/end"), &end, None),
        (Method::POST, format!("{rule}/end"), &end, Some(2)),
    ] {
        let call = Call::new(app, method, &path).bearer(&admin).json(body);
        let call = match seen {
            Some(version) => call.if_match(version),
            None => call,
        };
        call.send().await;
    }
}

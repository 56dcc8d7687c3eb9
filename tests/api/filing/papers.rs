//! Papers typed in at a desk: whose days they lay there, and whose periods begin when.

use diesel::prelude::*;
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::client::Reply;
use crate::on_both_apps;
use crate::rival::Count;
use crate::steps::{answer, give, must, typed};

const UNIT: &str = "TN.STNMT";

fn stamped(day: &str) -> Value {
    json!({"filed_via": "desk_paper", "paper_on": day, "unit": UNIT})
}

async fn read(app: &TestApp, token: &str, case: &str, part: &str) -> Reply {
    app.get(&format!("/api/v1/cases/{case}{part}")).bearer(token).send().await
}

/// Whose duties of this step there are: unit, first day, last day, standing, first late day.
async fn owed(app: &TestApp, token: &str, case: &str, step: &str) -> Vec<Value> {
    let found = read(app, token, case, "/obligations").await;
    let all = found.body["items"].as_array().unwrap().clone();
    let of_step = all.into_iter().filter(|one| one["step"] == step);
    let told = of_step.map(|one| {
        json!([
            one["unit"]["code"],
            one["start_on"],
            one["due_on"],
            one["status"],
            one["missed_on"]
        ])
    });
    told.collect()
}

/// What is counted of scored duties: opened, met, missed.
fn counted(app: &TestApp) -> [i64; 3] {
    ["opened", "met", "missed"].map(|metric| {
        let sum = format!(
            "SELECT CAST(COALESCE(SUM(delta), 0) AS BIGINT) AS n FROM ledger_entries WHERE metric = '{metric}'"
        );
        diesel::sql_query(sum).get_result::<Count>(&mut app.scratch.conn()).unwrap().n
    })
}

async fn case_of(app: &TestApp, filed: &Reply) -> (String, String) {
    let inspector = app.inspector().await;
    let case = app.case_of(&inspector, filed.str("/number")).await;
    (inspector, case)
}

fn vouch(upheld: bool) -> Value {
    json!({"command": "vouch_paper", "upheld": upheld, "text": "Đã xem sổ công văn đến."})
}

#[apply(on_both_apps)]
async fn the_days_a_paper_lay_at_another_desk_are_that_desks(app: &TestApp) {
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let filed = typed(app, &clerk, &stamped("2024-09-02")).await;
    let (inspector, case) = case_of(app, &filed).await;

    assert_eq!(filed.str("/received_on"), "2024-10-15", "the day it reached the unit");
    let told = filed.body["obligations"].as_array().unwrap();
    assert!(
        told.iter().all(|one| one["status"] == "open" && one["unit"]["code"] == UNIT),
        "{told:?}"
    );
    assert_eq!(
        owed(app, &inspector, &case, "answer").await,
        [json!([UNIT, "2024-10-15", "2024-10-29", "open", null])]
    );
    // Five working days of September, with the two of the national day off.
    assert_eq!(
        owed(app, &inspector, &case, "forward").await,
        [
            json!(["TN.VP", "2024-09-02", "2024-09-10", "met", "2024-09-11"]),
            json!([UNIT, "2024-10-15", "2024-10-22", "open", null]),
        ]
    );
    for reply in [read(app, &inspector, &case, "").await, app.track(filed.str("/receipt")).await] {
        let custody = reply.body["custody"].as_array().unwrap();
        let days: Vec<_> = custody
            .iter()
            .map(|one| json!([one["unit"]["code"], one["from"], one["until"], one["reason"]]))
            .collect();
        assert_eq!(
            days,
            [
                json!(["TN.VP", "2024-09-02", "2024-10-15", "received"]),
                json!([UNIT, "2024-10-15", null, "forwarded"]),
            ],
            "{}",
            reply.text
        );
        assert_eq!(custody[0]["late"][0]["step"], "forward");
        assert_eq!(custody[1]["late"], json!([]));
    }
    let events = read(app, &inspector, &case, "/events").await;
    assert_eq!(
        (events.str("/items/0/from/code"), events.str("/items/0/particulars/stamped_on")),
        ("TN.VP", "2024-09-02")
    );
    assert_eq!(counted(app)[2], 0, "nothing is missed at once");
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn a_paper_that_came_to_the_units_own_desk_counts_from_its_stamp(app: &TestApp) {
    let clerk = app.staff(Role::Reception, Some(UNIT)).await;
    let filed = typed(app, &clerk, &stamped("2024-10-08")).await;
    let (inspector, case) = case_of(app, &filed).await;

    assert_eq!(filed.str("/received_on"), "2024-10-08");
    assert_eq!(
        owed(app, &inspector, &case, "answer").await,
        [json!([UNIT, "2024-10-08", "2024-10-22", "open", null])]
    );
    assert_eq!(owed(app, &inspector, &case, "forward").await.len(), 1, "nobody had to send it on");
    let seen = read(app, &inspector, &case, "").await;
    assert_eq!(seen.body["custody"].as_array().unwrap().len(), 1);
}

#[apply(on_both_apps)]
async fn an_officer_types_in_only_what_came_to_the_own_unit(app: &TestApp) {
    let rival = app.officer("TN.SYT").await;
    let clerk = app.staff(Role::Reception, Some("TN.SYT")).await;
    let entry = |via: &str| with(feedback(), &json!({"filed_via": via}));
    let post = async |token: &str, body: &Value| {
        app.post("/api/v1/desk/reports", body).bearer(token).key(&app.key()).send().await
    };

    for via in ["desk_paper", "desk_call", "desk_visit"] {
        let refused = post(&rival, &entry(via)).await;
        assert_eq!(refused.faults(), ["/unit others_desk"], "{via}");
    }
    let own = with(entry("desk_call"), &json!({"unit": "TN.SYT", "sector": null}));
    assert_eq!(post(&rival, &own).await.status, 201);
    assert_eq!(post(&clerk, &entry("desk_call")).await.status, 201, "the reception may");

    // So with the signed paper of a petition that waits for it.
    let contact =
        json!({"name": "Trần Thị Thử", "phone": "0900 000 002", "address": "Số 1, đường Thử"});
    let unsigned = with(feedback(), &json!({"kind": "explanation_request", "contact": contact}));
    let filed = app.file(&unsigned).await;
    let paper = json!({"number": filed.str("/number"), "signed_on": "2024-10-15"});
    let sign = async |token: &str| {
        app.post("/api/v1/desk/signatures", &paper).bearer(token).key(&app.key()).send().await
    };
    assert_eq!(sign(&rival).await.status, 404);
    assert_eq!(sign(&app.officer(UNIT).await).await.status, 200);
}

#[apply(on_both_apps)]
async fn a_signature_at_another_desk_begins_the_periods_on_the_day_it_is_recorded(app: &TestApp) {
    let contact =
        json!({"name": "Trần Thị Thử", "phone": "0900 000 002", "address": "Số 1, đường Thử"});
    let unsigned = with(feedback(), &json!({"kind": "explanation_request", "contact": contact}));
    let filed = app.file(&unsigned).await;
    app.set("2024-10-24T02:00:00Z");
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let paper = json!({"number": filed.str("/number"), "signed_on": "2024-10-16"});
    let signed =
        app.post("/api/v1/desk/signatures", &paper).bearer(&clerk).key(&app.key()).send().await;
    assert_eq!(signed.status, 200, "{}", signed.body);

    let (inspector, case) = case_of(app, &filed).await;
    assert_eq!(
        owed(app, &inspector, &case, "accept").await,
        [json!([UNIT, "2024-10-24", "2024-10-31", "open", null])]
    );
}

#[apply(on_both_apps)]
async fn an_old_paper_counts_for_a_score_only_by_an_inspectors_word(app: &TestApp) {
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    typed(app, &clerk, &stamped("2024-09-30")).await;
    assert_eq!(counted(app), [1, 0, 0], "fifteen days are not old");
    let [missed, met, never, open] = [
        typed(app, &clerk, &stamped("2024-09-29")).await,
        typed(app, &clerk, &stamped("2024-09-29")).await,
        typed(app, &clerk, &stamped("2024-09-29")).await,
        typed(app, &clerk, &stamped("2024-09-29")).await,
    ];
    assert_eq!(counted(app)[0], 1);
    let officer = app.officer(UNIT).await;
    let (inspector, late) = case_of(app, &missed).await;
    let seen = read(app, &officer, &late, "").await;
    assert_eq!(seen.str("/paper"), "awaited");
    let queue = app.get("/api/v1/cases?awaits_inspector=true&count=true").bearer(&inspector);
    assert_eq!(queue.send().await.body["count"], 4);

    let refused = give(app, &officer, &late, vouch(true)).await;
    assert_eq!((refused.status, refused.str("/reason")), (409, "inspector_only"));
    let (_, open) = case_of(app, &open).await;
    must(app, &inspector, &open, vouch(true)).await;
    assert_eq!(counted(app), [2, 0, 0]);
    let again = give(app, &inspector, &open, vouch(true)).await;
    assert_eq!((again.status, again.str("/reason")), (409, "no_old_paper"));

    let (_, met) = case_of(app, &met).await;
    must(app, &officer, &met, json!({"command": "accept"})).await;
    must(app, &officer, &met, answer("founded")).await;
    assert_eq!(counted(app), [2, 0, 0]);
    must(app, &inspector, &met, vouch(true)).await;
    assert_eq!(counted(app), [3, 1, 0], "what came of it counts too");

    let (_, never) = case_of(app, &never).await;
    must(app, &inspector, &never, vouch(false)).await;
    app.set("2024-11-04T02:00:00Z");
    app.worker.tick().await.unwrap();
    let inspector = app.inspector().await;
    assert_eq!(counted(app), [3, 1, 2]);
    must(app, &inspector, &late, vouch(true)).await;
    assert_eq!(counted(app), [4, 1, 3], "the miss, but not of the doubted one");
    let seen = read(app, &inspector, &late, "").await;
    let steps = seen.body["custody"][1]["late"].as_array().unwrap();
    let answers = steps.iter().filter(|one| one["step"] == "answer").count();
    assert_eq!(answers, 1, "told once: {steps:?}");
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn an_inspectors_own_entry_is_an_inspectors_word(app: &TestApp) {
    let inspector = app.inspector().await;
    let filed = typed(app, &inspector, &stamped("2024-09-02")).await;
    let case = app.case_of(&inspector, filed.str("/number")).await;

    assert_eq!(counted(app)[0], 1);
    assert!(read(app, &inspector, &case, "").await.body.get("paper").is_none());
}

#[apply(on_both_apps)]
async fn the_body_whose_desk_kept_a_paper_does_not_say_when_it_came(app: &TestApp) {
    let clerk = app.staff(Role::Reception, Some("TN.TTT")).await;
    let filed = typed(app, &clerk, &stamped("2024-09-02")).await;
    let inspector = app.inspector().await;
    let case = app.case_of(&inspector, filed.str("/number")).await;

    let refused = give(app, &inspector, &case, vouch(true)).await;
    assert_eq!((refused.status, refused.str("/reason")), (409, "inspector_only"));
    let other = app.staff(Role::Inspector, Some("H53")).await;
    must(app, &other, &case, vouch(true)).await;
}

#[apply(on_both_apps)]
async fn whoever_handed_a_paper_in_in_time_was_in_time_however_long_a_desk_kept_it(app: &TestApp) {
    let contact =
        json!({"name": "Trần Thị Thử", "phone": "0900 000 002", "address": "Số 1, đường Thử"});
    // Ninety days from 03/07 end on 01/10.
    let paper = json!({
        "kind": "complaint", "category": "decision_or_act", "unit": UNIT, "contact": contact,
        "contested_act": "Quyết định 15/QĐ-STNMT", "learned_on": "2024-07-03",
        "filed_via": "desk_paper", "paper_on": "2024-10-01", "signed": true,
    });
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let filed = typed(app, &clerk, &paper).await;
    let late = typed(app, &clerk, &with(paper, &json!({"paper_on": "2024-10-02"}))).await;

    for (filed, in_time) in [(filed, true), (late, false)] {
        assert_eq!(filed.str("/received_on"), "2024-10-15");
        let (inspector, case) = case_of(app, &filed).await;
        let seen = read(app, &inspector, &case, "").await;
        assert_eq!(
            (seen.str("/report/file_by"), &seen.body["report"]["filed_in_time"]),
            ("2024-10-01", &json!(in_time))
        );
    }
}

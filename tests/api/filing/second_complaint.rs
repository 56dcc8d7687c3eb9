//! A second complaint after a first that was decided, or never was: until when it may be filed.

use liemchinh::harness::domain::Receipt;
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::client::Reply;
use crate::on_both_apps;

fn complaint(changes: &Value) -> Value {
    let contact = json!({
        "name": "Trần Thị Thử",
        "phone": "0900 000 002",
        "address": "Số 1, đường Thử, phường 1",
        "id_number": "072000000001",
    });
    let body = json!({
        "contact": contact, "kind": "second_complaint", "category": "first_complaint_undecided",
        "filed_via": "desk_visit", "signed": true,
    });
    with(with(feedback(), &body), changes)
}

fn first() -> Value {
    complaint(&json!({
        "kind": "complaint", "category": "decision_or_act", "learned_on": "2024-10-02",
        "contested_act": "Quyết định 15/QĐ-STNMT ngày 01/10/2024",
    }))
}

async fn typed(app: &TestApp, body: &Value) -> Reply {
    let clerk = app.staff(Role::Reception, Some("TN.TTT")).await;
    app.post("/api/v1/desk/reports", body).bearer(&clerk).key(&app.key()).send().await
}

async fn case_of(app: &TestApp, filed: &Reply) -> String {
    let receipt = Receipt::parse(filed.str("/receipt")).unwrap();
    app.service.case_of_receipt(&receipt).await.unwrap().to_string()
}

/// The report as an inspector reads it, of the case that was filed.
async fn report(app: &TestApp, filed: &Reply) -> Value {
    assert_eq!(filed.status, 201, "{}", filed.body);
    let (inspector, case) = (app.inspector().await, case_of(app, filed).await);
    let read = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;
    read.body["report"].clone()
}

/// What the report says of its limit: what began it, the last day, and whether that was kept.
fn limit(report: &Value) -> (Value, Option<&str>, Option<bool>) {
    let first = report["first_decision"].clone();
    (first, report["file_by"].as_str(), report["filed_in_time"].as_bool())
}

/// The rights that stand open for a receipt, `code until`.
async fn rights(app: &TestApp, filed: &Reply) -> Vec<String> {
    let tracked = app.track(filed.str("/receipt")).await;
    let all = tracked.body["what_you_can_do"].as_array().unwrap().iter();
    all.map(|it| {
        format!("{} {}", it["code"].as_str().unwrap(), it["until"].as_str().unwrap_or("-"))
    })
    .collect()
}

#[apply(on_both_apps)]
async fn where_the_first_was_never_decided_thirty_days_count_from_the_end_of_its_period(
    app: &TestApp,
) {
    let undecided = |day: &str| complaint(&json!({"first_decision": {"limit_ended_on": day}}));

    // Thirty days from 20 September end on Sunday 20 October.
    let kept = report(app, &typed(app, &undecided("2024-09-20")).await).await;
    let late = typed(app, &undecided("2024-09-01")).await;
    let decided =
        json!({"first_decision": {"received_on": "2024-10-01"}, "prior_case": "7K3M9QX2AB"});
    let decided = report(app, &typed(app, &complaint(&decided)).await).await;

    let said = |member: &str, day: &str| json!({member: day, "source": "reporter"});
    assert_eq!(
        limit(&kept),
        (said("limit_ended_on", "2024-09-20"), Some("2024-10-21"), Some(true))
    );
    assert_eq!(
        limit(&report(app, &late).await),
        (said("limit_ended_on", "2024-09-01"), Some("2024-10-01"), Some(false))
    );
    assert_eq!(
        limit(&decided),
        (said("received_on", "2024-10-01"), Some("2024-10-31"), Some(true))
    );
    // As with a first complaint: it is taken in, and the unit may decline it.
    let (officer, case) = (app.officer("H53").await, case_of(app, &late).await);
    let decline = json!({"command": "decline", "ground": "time_expired", "text": "Quá thời hiệu."});
    assert_eq!(app.command(&officer, &case, 1, &decline).await.status, 200);
}

#[apply(on_both_apps)]
async fn a_strangers_complaint_about_another_unit_says_nothing_of_this_one(app: &TestApp) {
    let stranger = typed(app, &with(first(), &json!({"unit": "TN.SYT"}))).await;
    let (officer, case) = (app.officer("TN.SYT").await, case_of(app, &stranger).await);
    for (version, body) in [
        (1, json!({"command": "accept"})),
        (
            2,
            json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Đã giải quyết."}),
        ),
    ] {
        assert_eq!(app.command(&officer, &case, version, &body).await.status, 200);
    }
    let about =
        |unit: &str| complaint(&json!({"prior_case": stranger.str("/number"), "unit": unit}));

    let (own, other) = (typed(app, &about("TN.SYT")).await, typed(app, &about("TN.STNMT")).await);

    assert_eq!(report(app, &own).await["first_decision"]["source"], "case");
    assert_eq!(limit(&report(app, &other).await), (Value::Null, None, None));
}

#[apply(on_both_apps)]
async fn the_unit_that_let_the_first_period_pass_does_not_decide_the_second(app: &TestApp) {
    let first = typed(app, &with(first(), &json!({"unit": "TN.VPDKDD"}))).await;
    let case = case_of(app, &first).await;
    let inspector = app.inspector().await;
    let forward = json!({"command": "forward", "to": "TN.STNMT", "text": "Sở giải quyết."});
    assert_eq!(app.command(&inspector, &case, 1, &forward).await.status, 200);
    let officer = app.officer("TN.STNMT").await;
    assert_eq!(app.command(&officer, &case, 2, &json!({"command": "accept"})).await.status, 200);
    app.set("2025-03-03T02:00:00Z");

    let second = complaint(&json!({"prior_case": first.str("/number"), "unit": "TN.VPDKDD"}));
    let second = typed(app, &second).await;

    assert_eq!((second.status, second.str("/holder/code")), (201, "H53"), "{}", second.body);
}

#[apply(on_both_apps)]
async fn a_complaint_that_nobody_takes_up_becomes_undecided_too(app: &TestApp) {
    let filed = typed(app, &first()).await;
    let again = async |day: &str| {
        app.set(&format!("{day}T02:00:00Z"));
        rights(app, &filed).await.into_iter().find(|it| it.starts_with("complain_again"))
    };

    assert_eq!(
        again("2024-11-04").await,
        None,
        "the period that acceptance would have begun still runs"
    );
    assert_eq!(again("2024-12-02").await.as_deref(), Some("complain_again 2024-12-25"));
}

#[apply(on_both_apps)]
async fn a_first_complaint_is_held_against_its_ninety_days_too(app: &TestApp) {
    let of = async |learned: &str| {
        report(app, &typed(app, &with(first(), &json!({"learned_on": learned}))).await).await
    };

    assert_eq!(limit(&of("2024-10-02").await), (Value::Null, Some("2024-12-31"), Some(true)));
    assert_eq!(limit(&of("2024-06-03").await), (Value::Null, Some("2024-09-04"), Some(false)));
}

#[apply(on_both_apps)]
async fn what_became_of_the_first_is_read_strictly(app: &TestApp) {
    let faults = async |changes: Value| {
        let reply = typed(app, &complaint(&changes)).await;
        assert_eq!(reply.status, 422, "{}", reply.body);
        reply.faults()
    };
    let first = |days: Value| json!({"first_decision": days});

    assert_eq!(faults(json!({})).await, ["/prior_case required"]);
    assert_eq!(faults(first(json!({}))).await, ["/first_decision one_day", "/prior_case required"]);
    assert_eq!(
        faults(first(json!({"received_on": "2024-10-01", "limit_ended_on": "2024-10-01"}))).await,
        ["/first_decision one_day", "/prior_case required"]
    );
    assert_eq!(
        faults(first(json!({"received_on": "x"}))).await,
        ["/first_decision/received_on not_a_date", "/prior_case required"]
    );
    assert_eq!(
        faults(first(json!({"received_on": "2024-10-16"}))).await,
        ["/first_decision/received_on in_the_future"]
    );
    assert_eq!(
        faults(first(json!({"limit_ended_on": "2024-10-15"}))).await,
        ["/first_decision/limit_ended_on in_the_future"],
        "it can be decided today"
    );
    assert_eq!(
        faults(first(json!({"limit_ended_on": "2024-10-14", "why": "x"}))).await,
        ["/first_decision/why unknown_member"]
    );
    let other = with(self::first(), &json!({"first_decision": {"received_on": "2024-10-01"}}));
    assert_eq!(typed(app, &other).await.faults(), ["/first_decision not_for_this_kind"]);
}

#[apply(on_both_apps)]
async fn a_report_without_a_kind_that_names_a_first_decision_is_a_second_complaint(app: &TestApp) {
    let body =
        complaint(&json!({"kind": null, "first_decision": {"limit_ended_on": "2024-10-01"}}));

    let filed = typed(app, &body).await;

    assert_eq!(
        (filed.str("/kind"), filed.str("/kind_reason/code")),
        ("second_complaint", "prior_case")
    );
}

#[apply(on_both_apps)]
async fn a_complaint_whose_period_passed_shows_the_second_one_with_its_last_day(app: &TestApp) {
    let filed = typed(app, &first()).await;
    let (officer, case) = (app.officer("TN.STNMT").await, case_of(app, &filed).await);
    assert_eq!(app.command(&officer, &case, 1, &json!({"command": "accept"})).await.status, 200);
    // Thirty days from 15 October.
    app.set("2024-11-14T02:00:00Z");
    let before = rights(app, &filed).await;
    app.set("2024-11-15T02:00:00Z");
    let after = rights(app, &filed).await;
    let prior = json!({"prior_case": filed.str("/number"), "category": "decision_or_act"});
    let second = report(app, &typed(app, &complaint(&prior)).await).await;
    let officer = app.officer("TN.STNMT").await;
    let answer = json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Quyết định giải quyết."});
    assert_eq!(app.command(&officer, &case, 2, &answer).await.status, 200);
    app.set("2024-11-18T02:00:00Z");
    let decided = rights(app, &filed).await;
    let said = with(prior, &json!({"first_decision": {"received_on": "2024-11-17"}}));
    let third = report(app, &typed(app, &complaint(&said)).await).await;
    app.set("2024-12-17T02:00:00Z");
    let last = rights(app, &filed).await;

    assert!(before.iter().all(|right| !right.starts_with("complain_again")), "{before:?}");
    // Thirty days from 14 November end on Saturday 14 December.
    assert!(after.contains(&"complain_again 2024-12-16".to_owned()), "{after:?}");
    let of_case = json!({"limit_ended_on": "2024-11-14", "source": "case"});
    assert_eq!(limit(&second), (of_case, Some("2024-12-16"), Some(true)));
    // Decided late, on the 15th: thirty days from then end on Sunday 15 December.
    assert!(decided.contains(&"complain_again 2024-12-16".to_owned()), "{decided:?}");
    let came = json!({"received_on": "2024-11-17", "source": "reporter"});
    assert_eq!(
        limit(&third),
        (came, Some("2024-12-17"), Some(true)),
        "it came by post two days later"
    );
    assert!(last.iter().all(|right| !right.starts_with("complain_again")), "{last:?}");
}

#[apply(on_both_apps)]
async fn the_calculator_counts_from_the_end_of_the_period_as_well(app: &TestApp) {
    let ask = json!({"kind": "complaint", "late_since": "2024-10-02"});
    let reply = app.post("/api/v1/rights/preview", &ask).send().await;
    let again = reply.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|it| it["code"] == "complain_again")
        .unwrap()
        .clone();

    assert_eq!(again["until"], "2024-10-31", "thirty days from 1 October");
    assert!(again["legal_ref"].as_str().unwrap().contains("Điều 33"), "{again}");
}

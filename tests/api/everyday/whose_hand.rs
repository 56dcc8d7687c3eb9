//! A case is in the hand of somebody of the body that holds it, who may open it, and only that body says of whom.

use diesel::prelude::*;
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::hands::{bulk, filed, item, put};
use super::{each, read, statuses};
use crate::app::{TestApp, feedback, with};
use crate::client::Reply;
use crate::followed::Life;
use crate::on_both_apps;

const WHY: &str = "Đồng nghiệp nghỉ phép.";

/// The same hand asked for alone, among many, and on trial: the code, or the reason, of each refusal.
async fn refused(app: &TestApp, token: &str, case: &str, to: Value) -> Vec<String> {
    let life = Life { app, receipt: String::new(), id: case.to_owned(), version: 1 };
    let seen = read(app, token, &format!("cases/{case}")).await;
    let version = i32::try_from(seen.body["version"].as_i64().unwrap()).unwrap();
    let alone = put(app, token, &Life { version, ..life }, to.clone()).await;
    let items = [item(case, version, &to)];
    let many = bulk(app, token, &items).await;
    let path = "/api/v1/cases/transitions?dry_run=true";
    let tried = app.post(path, &json!({"items": items})).bearer(token).send().await;
    let of = |problem: &Value| {
        let fault = problem.pointer("/errors/0/code").and_then(Value::as_str);
        fault.or(problem["reason"].as_str()).unwrap_or("-").to_owned()
    };
    let among = |reply: &Reply| of(&reply.body["items"][0]["problem"]);
    vec![of(&alone.body), among(&many), among(&tried)]
}

#[apply(on_both_apps)]
async fn a_case_is_given_only_to_somebody_of_its_holder_who_opens_it(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let case = filed(app, &officer).await;
    let member = async |role, unit: &str| app.member(role, Some(unit), None).await.0;
    let clerk = member(Role::Reception, "TN.STNMT").await;
    let reader = member(Role::PersonnelReader, "TN.STNMT").await;
    let stranger = member(Role::UnitOfficer, "TN.SYT").await;
    let inspector = member(Role::Inspector, "TN.TTT").await;
    let gone = member(Role::UnitOfficer, "TN.STNMT").await;
    app.service.close_account(&gone).await.unwrap();
    let leader = member(Role::UnitLeader, "TN.STNMT").await;

    for (to, why) in [
        (clerk, "cannot_open_case"),
        (reader, "cannot_open_case"),
        (stranger, "no_such_colleague"),
        (inspector, "no_such_colleague"),
        (gone, "no_such_colleague"),
    ] {
        assert_eq!(refused(app, &officer, &case, json!({"to": to})).await, [why; 3], "{to}");
    }
    let given = bulk(app, &officer, &[item(&case, 1, &json!({"to": leader}))]).await;
    assert_eq!(statuses(&given), [200], "{}", given.body);
}

#[apply(on_both_apps)]
async fn only_the_body_that_holds_a_case_takes_it_gives_it_and_puts_it_back(app: &TestApp) {
    let (login, officer) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let (own, inspector) = app.member(Role::Inspector, Some("TN.TTT"), None).await;
    let above = app.staff(Role::UnitLeader, Some("H53")).await;
    let case = filed(app, &officer).await;
    let reading = async |token: &str| read(app, token, &format!("cases/{case}")).await;
    let assign = |seen: &Reply| -> Vec<Value> {
        let all = seen.body["not_allowed"].as_array().unwrap().iter();
        all.filter(|one| one["command"] == "assign").map(|one| one["reason"].clone()).collect()
    };

    for in_hand in [false, true] {
        if in_hand {
            app.assign(&officer, &case, 1).await;
        }
        for to in ["me", "none", &login, &own] {
            let asked = json!({"to": to, "reason": WHY});
            for token in [&inspector, &above] {
                assert_eq!(refused(app, token, &case, asked.clone()).await, ["holder_only"; 3]);
            }
        }
    }
    assert_eq!(assign(&reading(&inspector).await), ["holder_only"], "told before it is tried");
    assert_eq!(assign(&reading(&above).await), ["holder_only"]);
    assert_eq!(assign(&reading(&officer).await), [""; 0]);
    assert_eq!(reading(&officer).await.body["version"], 2, "it stays in the officer's hand");
    let path = format!("cases?assignee={login}");
    assert_eq!(each(&read(app, &inspector, &path).await, "/id"), std::slice::from_ref(&case));

    let filed = app.file(&with(feedback(), &json!({"unit": "TN.TTT"}))).await;
    let theirs = app.case_of(&inspector, filed.str("/number")).await;
    let taken = bulk(app, &inspector, &[item(&theirs, 1, &json!({"to": "me"}))]).await;
    assert_eq!(statuses(&taken), [200], "of their own body: {}", taken.body);
}

#[apply(on_both_apps)]
async fn whoever_takes_a_colleagues_case_says_why_and_gives_it_on_for_a_reason_too(app: &TestApp) {
    let first = app.officer("TN.STNMT").await;
    let second = app.officer("TN.STNMT").await;
    let (third_login, third) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let case = filed(app, &first).await;
    let given = async |token: &str, version: i32, to: &str, reason: Option<&str>| {
        let to = match reason {
            Some(reason) => json!({"to": to, "reason": reason}),
            None => json!({"to": to}),
        };
        statuses(&bulk(app, token, &[item(&case, version, &to)]).await)[0]
    };
    assert_eq!(given(&first, 1, "me", None).await, 200, "out of nobody's hand");

    let unsaid = refused(app, &second, &case, json!({"to": "me"})).await;
    assert_eq!(unsaid, ["hand_over_reason"; 3]);
    assert_eq!(given(&second, 2, "me", Some(WHY)).await, 200);
    for to in [&*third_login, "none"] {
        let unsaid = refused(app, &second, &case, json!({"to": to})).await;
        assert_eq!(unsaid, ["hand_over_reason"; 3], "{to}");
    }
    assert_eq!(given(&second, 3, "me", None).await, 200, "it is the own one already");
    let unsaid = refused(app, &second, &case, json!({"to": third_login})).await;
    assert_eq!(unsaid, ["hand_over_reason"; 3], "taken twice it came no other way");
    assert_eq!(given(&second, 4, &third_login, Some(WHY)).await, 200);
    assert_eq!(given(&third, 5, "none", None).await, 200, "what was given may go back");
}

#[apply(on_both_apps)]
async fn what_was_taken_out_of_a_hand_before_another_body_held_it_needs_no_reason_later(
    app: &TestApp,
) {
    let (first, second) = (app.officer("TN.STNMT").await, app.officer("TN.STNMT").await);
    let (login, _) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let other = app.officer("TN.SYT").await;
    let text = "Thuộc chức năng của đơn vị nhận.";
    let (mut life, _) = Life::file(app, &feedback()).await;
    life.take(&first).await;
    let taken = put(app, &second, &life, json!({"to": "me", "reason": WHY})).await;
    assert_eq!(taken.status, 200, "{}", taken.body);
    life.version += 1;
    life.step(&second, json!({"command": "forward", "to": "TN.SYT", "text": text})).await;
    life.step(&other, json!({"command": "forward", "to": "TN.STNMT", "text": text})).await;
    life.take(&second).await;

    let given = put(app, &second, &life, json!({"to": login})).await;

    assert_eq!(given.status, 200, "it came out of nobody's hand this time: {}", given.body);
}

#[apply(on_both_apps)]
async fn whose_hand_is_meant_is_said_by_four_kinds_of_words(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let case = filed(app, &officer).await;

    let alone = Life { app, receipt: String::new(), id: case.clone(), version: 1 };
    let refused = put(app, &officer, &alone, json!({"to": "Tôi"})).await;
    assert_eq!(refused.faults(), ["/to not_a_hand"]);
    let many = bulk(app, &officer, &[item(&case, 1, &json!({"to": "Tôi"}))]).await;
    assert_eq!(many.faults(), ["/items/0/assign/to not_a_hand"]);
}

#[apply(on_both_apps)]
async fn a_case_that_leaves_its_body_leaves_the_hand_of_its_officer(app: &TestApp) {
    let (login, officer) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let inspector = app.inspector().await;
    let forward =
        json!({"command": "forward", "to": "TN.SYT", "text": "Thuộc chức năng của đơn vị nhận."});
    let call_up = json!({"command": "call_up", "text": "Cần thanh tra trực tiếp xác minh."});
    for (token, leaves) in [(&officer, &forward), (&inspector, &forward), (&inspector, &call_up)] {
        let (mut life, _) = Life::file(app, &feedback()).await;
        life.take(&officer).await;
        life.step(&officer, json!({"command": "accept"})).await;
        let kept = read(app, &officer, &format!("cases/{}", life.id)).await;
        assert_eq!(kept.str("/assignee"), "Lê Thị Thử", "what changes its state alone keeps it");

        let left = life.step(token, leaves.clone()).await;

        assert!(left.body["case"].get("assignee").is_none(), "{}", left.body);
        let theirs = read(app, &inspector, &format!("cases?assignee={login}")).await;
        assert_eq!(each(&theirs, "/id"), [""; 0]);
    }
}

#[apply(on_both_apps)]
async fn what_happens_next_in_a_case_leaves_it_in_no_hand_whose_account_is_closed(app: &TestApp) {
    let (login, officer) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let colleague = app.officer("TN.STNMT").await;
    let (mut life, _) = Life::file(app, &feedback()).await;
    life.take(&officer).await;
    // Broken off between the closing and what puts its cases back.
    let closed = format!("UPDATE users SET active = false WHERE login = '{login}'");
    diesel::sql_query(closed).execute(&mut app.scratch.conn()).unwrap();
    let path = format!("cases?assignee={login}");
    assert_eq!(each(&read(app, &colleague, &path).await, "/id"), [life.id.clone()]);

    life.say("additions", json!({"text": "Tôi bổ sung giấy hẹn lần hai."})).await;

    let free = read(app, &colleague, "cases?assignee=none").await;
    assert_eq!(each(&free, "/id"), [life.id.clone()]);
    let taken = put(app, &colleague, &life, json!({"to": "me"})).await;
    assert_eq!(taken.status, 200, "out of nobody's hand: {}", taken.body);
}

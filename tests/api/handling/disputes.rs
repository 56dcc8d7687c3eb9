//! Disputes of competence: once, within the limit, decided by an inspector; and forwards found wrong.

use liemchinh::harness::domain::Receipt;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback};
use crate::client::Reply;
use crate::on_both_apps;

struct Case<'a> {
    app: &'a TestApp,
    id: String,
    number: String,
    receipt: String,
    version: i32,
}

fn forward(to: &str) -> Value {
    json!({"command": "forward", "to": to, "text": "Chuyển đúng thẩm quyền."})
}

fn dispute(to: &str) -> Value {
    json!({"command": "dispute_competence", "to": to, "text": "Không thuộc thẩm quyền."})
}

fn settle(upheld: bool, wrong_forward: bool) -> Value {
    json!({"command": "settle_dispute", "upheld": upheld, "wrong_forward": wrong_forward, "text": "Căn cứ chức năng, nhiệm vụ."})
}

impl<'a> Case<'a> {
    /// Filed about the department of natural resources on Tuesday 15 October.
    async fn file(app: &'a TestApp) -> Self {
        let filed = app.file(&feedback()).await;
        let (receipt, number) = (filed.str("/receipt").to_owned(), filed.str("/number").to_owned());
        let found = app.service.case_of_receipt(&Receipt::parse(&receipt).unwrap()).await.unwrap();
        Self { app, id: found.to_string(), number, receipt, version: 1 }
    }

    async fn give(&mut self, token: &str, body: Value) -> Reply {
        let reply = self.app.command(token, &self.id, self.version, &body).await;
        assert_eq!(reply.status, 200, "{body} {}", reply.body);
        self.version += 1;
        reply
    }

    async fn refused(&self, token: &str, body: Value) -> String {
        let reply = self.app.command(token, &self.id, self.version, &body).await;
        assert_eq!(reply.status, 409, "{body} {}", reply.body);
        reply.str("/reason").to_owned()
    }

    /// Forwarded from natural resources to health, which says that justice is competent.
    async fn disputed(app: &'a TestApp, to: &str) -> Self {
        let mut case = Self::file(app).await;
        case.give(&app.officer("TN.STNMT").await, forward("TN.SYT")).await;
        case.give(&app.officer("TN.SYT").await, dispute(to)).await;
        case
    }

    async fn custody(&self) -> Value {
        self.app.track(&self.receipt).await.body["custody"].clone()
    }
}

/// What is counted of a unit, as an inspector reads it: opened, met, missed, released, wrong.
async fn counted(app: &TestApp, unit: &str) -> Vec<i64> {
    let path = format!("/api/v1/movements/plan-577-2024/scores/{unit}");
    let score = app.get(&path).bearer(&app.inspector().await).send().await;
    assert_eq!(score.status, 200, "{}", score.body);
    let line = &score.body["lines"][0]["line"];
    let names = ["opened", "met", "missed", "released", "wrong_forwards"];
    names.iter().map(|name| line[name].as_i64().unwrap()).collect()
}

#[apply(on_both_apps)]
async fn a_unit_disputes_once_and_an_inspector_decides(app: &TestApp) {
    let mut case = Case::disputed(app, "TN.STP").await;
    let (holder, inspector) = (app.officer("TN.SYT").await, app.inspector().await);
    for body in [
        forward("TN.STP"),
        json!({"command": "accept"}),
        json!({"command": "decline", "ground": "not_in_scope", "text": "Không thuộc phạm vi."}),
    ] {
        assert_eq!(case.refused(&holder, body).await, "dispute_open");
    }
    assert_eq!(case.refused(&holder, dispute("TN.STP")).await, "once_only");
    assert_eq!(case.refused(&holder, settle(true, false)).await, "inspector_only");

    let stays = case.give(&inspector, settle(false, false)).await;
    assert_eq!(
        (stays.str("/case/holder/code"), stays.body["case"]["hops"].as_i64()),
        ("TN.SYT", Some(1))
    );
    assert_eq!(case.refused(&inspector, settle(true, false)).await, "no_dispute");
    assert_eq!(case.refused(&holder, dispute("TN.STP")).await, "once_only");
    case.give(&holder, json!({"command": "accept"})).await;

    let mut other = Case::disputed(app, "TN.STP").await;
    let goes = other.give(&inspector, settle(true, false)).await;
    assert_eq!(
        (goes.str("/case/holder/code"), goes.body["case"]["hops"].as_i64()),
        ("TN.STP", Some(2))
    );
    assert_eq!(counted(app, "TN.STNMT").await[4], 0, "nobody found the forward wrong");
}

#[apply(on_both_apps)]
async fn what_is_refused_while_a_dispute_is_open_is_not_offered_and_says_why(app: &TestApp) {
    let case = Case::disputed(app, "TN.STP").await;
    let holder = app.officer("TN.SYT").await;
    let seen = app.get(&format!("/api/v1/cases/{}", case.id)).bearer(&holder).send().await;
    let offered = seen.body["allowed"].as_array().unwrap();
    let reason = |command: &str| {
        let refused = seen.body["not_allowed"].as_array().unwrap();
        let found = refused.iter().find(|one| one["command"] == command);
        found.map(|one| one["reason"].as_str().unwrap().to_owned())
    };

    for (command, why) in [
        ("accept", "dispute_open"),
        ("decline", "dispute_open"),
        ("forward", "dispute_open"),
        ("dispute_competence", "once_only"),
        ("close", "not_answered"),
    ] {
        assert!(!offered.contains(&json!(command)), "{command}: {}", seen.body);
        assert_eq!(reason(command).as_deref(), Some(why), "{command}");
    }
    let decline = json!({"command": "decline", "ground": "not_in_scope", "text": "Không thuộc."});
    assert_eq!(case.refused(&holder, decline).await, "dispute_open");
    assert_eq!(reason("refer"), None, "what an inspector may do says nothing to a unit");
    assert!(offered.contains(&json!("ask_reporter")) && reason("ask_reporter").is_none());
}

#[apply(on_both_apps)]
async fn an_answer_without_a_remedy_offers_no_remedy_and_one_that_is_owed_offers_no_end(
    app: &TestApp,
) {
    let mut case = Case::file(app).await;
    let holder = app.officer("TN.STNMT").await;
    case.give(&holder, json!({"command": "accept"})).await;
    let remedied = json!({"command": "answer", "outcome": "remedied", "remedy": "Trả kết quả.", "remedy_due_on": "2024-10-20", "text": "Đơn vị đã kiểm tra và trả lời: Xin lỗi."});
    let answered = case.give(&holder, remedied).await;
    let offers = |reply: &Reply, command: &str| {
        reply.body["allowed"].as_array().unwrap().contains(&json!(command))
    };
    assert!(offers(&answered, "fulfil_remedy") && !offers(&answered, "close"), "{}", answered.body);

    let done = case.give(&holder, json!({"command": "fulfil_remedy", "text": "Đã trả."})).await;

    assert!(!offers(&done, "fulfil_remedy") && offers(&done, "close"), "{}", done.body);
}

#[apply(on_both_apps)]
async fn a_unit_disputes_only_while_its_own_period_for_forwarding_runs(app: &TestApp) {
    let (first, last) = (Case::file(app).await, Case::file(app).await);
    // Five working days from 15 October end on the 22nd.
    app.set("2024-10-22T10:00:00Z");
    let officer = app.officer("TN.STNMT").await;
    let mut last = last;
    last.give(&officer, dispute("TN.SYT")).await;
    app.set("2024-10-23T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;

    assert_eq!(first.refused(&officer, dispute("TN.SYT")).await, "too_late");
}

#[apply(on_both_apps)]
async fn only_a_units_own_forward_is_found_wrong_and_only_where_the_holder_is_right(app: &TestApp) {
    let mut routed = Case::file(app).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    routed.give(&officer, dispute("TN.SYT")).await;
    assert_eq!(routed.refused(&inspector, settle(true, true)).await, "no_wrong_forward");

    let mut moved = Case::file(app).await;
    moved.give(&inspector, forward("TN.SYT")).await;
    moved.give(&app.officer("TN.SYT").await, dispute("TN.STP")).await;
    assert_eq!(moved.refused(&inspector, settle(true, true)).await, "no_wrong_forward");

    let forwarded = Case::disputed(app, "TN.STP").await;
    assert_eq!(forwarded.refused(&inspector, settle(false, true)).await, "no_wrong_forward");
}

#[apply(on_both_apps)]
async fn a_wrong_forward_is_a_fault_of_the_sender_alone(app: &TestApp) {
    let mut case = Case::disputed(app, "TN.STP").await;
    app.worker.tick().await.unwrap();
    app.mail.take();
    let settled = case.give(&app.inspector().await, settle(true, true)).await;
    app.worker.tick().await.unwrap();

    assert_eq!(settled.body["case"]["hops"], 2);
    // Figures know the last days that have come.
    app.set("2024-11-04T02:00:00Z");
    assert_eq!(counted(app, "TN.STNMT").await, [1, 0, 0, 0, 1], "it owes the answer until its day");
    assert_eq!(counted(app, "TN.SYT").await, [1, 0, 0, 1, 0], "neither good nor bad");
    assert_eq!(counted(app, "TN.STP").await, [1, 0, 0, 0, 0]);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
    let mails = app.mail.take();
    let to_sender: Vec<_> =
        mails.iter().filter(|mail| mail.to.as_str().contains("stnmt")).collect();
    assert_eq!(to_sender.len(), 1);
    assert!(
        to_sender[0].body.contains("chuyển vụ việc sai thẩm quyền")
            && to_sender[0].body.contains(&case.number)
    );
    let events = app
        .get(&format!("/api/v1/cases/{}/events", case.id))
        .bearer(&app.inspector().await)
        .send()
        .await;
    assert_eq!(
        events.body["items"][3]["particulars"],
        json!({"upheld": true, "wrong_forward": true})
    );
    app.set("2025-01-10T02:00:00Z");
    app.worker.tick().await.unwrap();
    let public = app.get("/api/v1/statistics?from=2024-10&to=2024-12&unit=TN.STNMT").send().await;
    let told = &public.body["items"][0];
    assert_eq!((&told["period"], &told["missed"]), (&json!("2024-Q4"), &Value::Null));
    assert_eq!(told["wrong_forwards"], Value::Null, "few cases may point to a person");
}

#[apply(on_both_apps)]
async fn the_time_of_a_wrong_forward_stays_with_the_sender(app: &TestApp) {
    let mut case = Case::disputed(app, "TN.STP").await;
    // Ten working days from 15 October end on the 29th, for sender and receiver alike.
    app.set("2024-11-05T02:00:00Z");
    app.worker.tick().await.unwrap();
    assert_eq!(counted(app, "TN.SYT").await, [1, 0, 1, 0, 0], "late under the receiver, so far");
    let inspector = app.inspector().await;
    let seen = app.get(&format!("/api/v1/cases/{}", case.id)).bearer(&inspector).send().await;
    case.version = i32::try_from(seen.body["version"].as_i64().unwrap()).unwrap();
    case.give(&inspector, settle(true, true)).await;
    app.worker.tick().await.unwrap();

    assert_eq!(
        counted(app, "TN.SYT").await,
        [1, 0, 0, 1, 0],
        "what it was late with is taken back"
    );
    assert_eq!(counted(app, "TN.STNMT").await, [1, 0, 1, 0, 1], "its own last day stands");
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
    let custody = case.custody().await;
    let late = json!([{"step": "answer", "due_on": "2024-10-29", "late_on": "2024-10-30"}]);
    assert_eq!(custody[1]["unit"]["code"], "TN.SYT");
    assert_eq!(custody[1]["charged_to"]["code"], "TN.STNMT");
    assert_eq!(
        (&custody[0]["late"], &custody[1]["late"], &custody[2]["late"]),
        (&json!([]), &late, &json!([]))
    );
    let told = app.track(&case.receipt).await;
    let open =
        told.body["obligations"].as_array().unwrap().iter().filter(|one| one["status"] == "open");
    let open: Vec<_> = open
        .map(|one| {
            format!("{} {}", one["step"].as_str().unwrap(), one["told_due_on"].as_str().unwrap())
        })
        .collect();
    assert!(open.contains(&"answer 2024-10-29".to_owned()), "the told day does not move: {open:?}");
}

#[apply(on_both_apps)]
async fn what_comes_back_to_the_sender_is_owed_by_the_senders_old_last_day(app: &TestApp) {
    let mut case = Case::disputed(app, "TN.STNMT").await;
    app.set("2024-10-25T02:00:00Z");
    case.give(&app.inspector().await, settle(true, true)).await;
    let told = app.track(&case.receipt).await;
    let open =
        told.body["obligations"].as_array().unwrap().iter().filter(|one| one["status"] == "open");
    let open: Vec<_> = open
        .map(|one| {
            format!(
                "{} {} {}",
                one["unit"]["code"].as_str().unwrap(),
                one["step"].as_str().unwrap(),
                one["due_on"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(open, ["TN.STNMT answer 2024-10-29"]);

    let officer = app.officer("TN.STNMT").await;
    assert_eq!(
        case.refused(&officer, dispute("TN.STP")).await,
        "too_late",
        "its period for forwarding is over"
    );
    case.give(&officer, json!({"command": "accept"})).await;
    case.give(&officer, json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Trả lời."}))
        .await;

    app.set("2024-11-04T02:00:00Z");
    assert_eq!(counted(app, "TN.STNMT").await, [1, 1, 0, 0, 1]);
    assert_eq!(counted(app, "TN.SYT").await, [1, 0, 0, 1, 0]);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

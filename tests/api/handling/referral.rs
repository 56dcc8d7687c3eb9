//! Criminal signs: what is passed to the investigators, when it still can be, and the procuracy that is told.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::client::Reply;
use crate::followed::Life;
use crate::on_both_apps;
use crate::steps::{consult, give, must};

pub const REST: &str = "Hồ sơ trễ hẹn và thái độ tại quầy.";

pub fn signs() -> Value {
    json!({"command": "note_criminal_signs", "text": "Có dấu hiệu nhận hối lộ."})
}

pub fn refer(remaining: Option<&str>) -> Value {
    let body = json!({
        "command": "refer", "authority": "Cơ quan điều tra", "procuracy": "Viện kiểm sát nhân dân tỉnh",
        "manifest": [{"name": "Biên bản", "sha256": "ab".repeat(32)}], "text": "Chuyển hồ sơ.",
    });
    with(body, &json!({"remaining": remaining}))
}

pub fn copied(on: &str) -> Value {
    json!({"command": "record_procuracy_copy", "document_no": "112/TTT-NV2", "document_on": on})
}

/// Signs, consultation and referral by an inspector who may. Returns the linked case.
pub async fn referred<'a>(life: &mut Life<'a>, inspector: &str, remaining: &str) -> Life<'a> {
    life.step(inspector, signs()).await;
    life.step(inspector, json!({"command": "consult", "to": "TN.STP"})).await;
    let done = life.step(inspector, refer(Some(remaining))).await;
    linked(life, &done)
}

fn linked<'a>(life: &Life<'a>, done: &Reply) -> Life<'a> {
    let id = done.str("/case/linked").to_owned();
    Life { app: life.app, receipt: life.receipt.clone(), id, version: 1 }
}

/// What the reporter is told of the open duties of one case, `step due told`.
pub fn open(case: &Value) -> Vec<String> {
    let all = case["obligations"].as_array().unwrap().iter();
    all.filter(|one| one["status"] == "open")
        .map(|one| {
            let text = |name: &str| one[name].as_str().unwrap();
            format!("{} {} {}", text("step"), text("due_on"), text("told_due_on"))
        })
        .collect()
}

pub async fn read(app: &TestApp, token: &str, case: &str) -> Reply {
    app.get(&format!("/api/v1/cases/{case}")).bearer(token).send().await
}

/// How many cases `token` finds in a channel.
pub async fn count(app: &TestApp, token: &str, channel: &str) -> i64 {
    let path = format!("/api/v1/cases?channel={channel}&count=true");
    app.get(&path).bearer(token).send().await.body["count"].as_i64().unwrap()
}

#[apply(on_both_apps)]
async fn a_tip_with_criminal_signs_is_passed_on_whether_or_not_anybody_answers(app: &TestApp) {
    let (mut life, _) = Life::file(app, &tip()).await;
    let inspector = app.inspector().await;
    life.take(&inspector).await;
    life.step(&inspector, json!({"command": "accept"})).await;
    let refer = refer(None);
    assert_eq!(life.refused(&inspector, refer.clone()).await, "no_signs");
    life.step(&inspector, signs()).await;
    assert_eq!(life.refused(&inspector, refer.clone()).await, "not_consulted");
    // The accused is not asked about itself: the level above is.
    let asked = life.step(&inspector, json!({"command": "consult", "to": "TN.STNMT"})).await;
    assert_eq!(asked.str("/opened/0/unit/code"), "H53");
    assert_eq!(
        asked.str("/opened/0/due_on"),
        "2024-10-17",
        "two working days, and silence blocks nothing"
    );
    life.step(&inspector, refer).await;
    assert_eq!(life.state().await, "referred");
    let told = app.track(&life.receipt).await;
    let kinds: Vec<_> = told.body["messages"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["accepted", "referred"], "the steps before are the inspectors' own");
    assert!(told.body.get("linked").is_none(), "the whole report was passed on");
}

#[apply(on_both_apps)]
async fn the_same_request_makes_one_linked_case_and_a_dry_run_none(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    life.step(&inspector, signs()).await;
    life.step(&inspector, json!({"command": "consult", "to": "TN.STP"})).await;
    let path = format!("/api/v1/cases/{}/transitions", life.id);
    let dry = app
        .post(&format!("{path}?dry_run=true"), &refer(Some(REST)))
        .bearer(&inspector)
        .if_match(life.version)
        .send()
        .await;
    assert_eq!((dry.status, dry.str("/opened/0/step")), (200, "procuracy_copy"));
    assert!(dry.body["case"].get("linked").is_none(), "an id that would be drawn anew is not told");
    assert_eq!(count(app, &inspector, "service").await, 1);

    let key = app.key();
    let mut ids = Vec::new();
    for replayed in [false, true] {
        let call =
            app.post(&path, &refer(Some(REST))).bearer(&inspector).key(&key).if_match(life.version);
        let reply = call.send().await;
        assert_eq!(
            (reply.status, reply.headers.contains_key("idempotency-replayed")),
            (200, replayed)
        );
        ids.push(reply.str("/case/linked").to_owned());
    }
    assert_eq!(ids[0], ids[1]);
    assert_eq!(count(app, &inspector, "service").await, 2);
    let other = app
        .post(&path, &refer(None))
        .bearer(&inspector)
        .key(&key)
        .if_match(life.version)
        .send()
        .await;
    assert_eq!((other.status, other.code()), (422, "idempotency_key_reused"));
}

#[apply(on_both_apps)]
async fn the_procuracy_is_told_in_writing_within_a_day_and_lateness_is_recorded(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    assert_eq!(life.refused(&inspector, copied("2024-10-15")).await, "nothing_owed");
    referred(&mut life, &inspector, REST).await;
    let path = format!("/api/v1/cases/{}/obligations", life.id);
    let copy = async |token: &str| {
        let all = app.get(&path).bearer(token).send().await;
        all.body["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|one| one["step"] == "procuracy_copy")
            .unwrap()
            .clone()
    };
    let owed = copy(&inspector).await;
    assert_eq!((&owed["unit"]["code"], &owed["due_on"]), (&json!("TN.TTT"), &json!("2024-10-16")));
    assert_eq!((&owed["basis"], &owed["confirmed"]), (&json!("provincial_policy"), &json!(false)));

    let head = Some("chanh.thanh-tra@tayninh.example");
    app.member(Role::InspectorateHead, Some("TN.TTT"), head).await;
    app.set("2024-10-17T02:00:00Z");
    app.worker.tick().await.unwrap();
    let inspector = app.inspector().await;
    assert_eq!(copy(&inspector).await["missed_on"], "2024-10-17");
    let late = app.get("/api/v1/cases?state=referred&open=true").bearer(&inspector).send().await;
    assert_eq!(late.str("/items/0/id"), life.id, "it is there to be seen");
    let mails = app.mail.take();
    assert!(mails.iter().any(|mail| mail.to.as_str() == "chanh.thanh-tra@tayninh.example"
        && mail.body.contains("Viện kiểm sát")));
    assert!(
        mails.iter().all(|mail| mail.to.as_str().ends_with("@tayninh.example")
            || mail.to.as_str().ends_with("@dan.example")),
        "no outside body is mailed"
    );

    life.look().await;
    for day in ["2024-10-14", "2024-10-18"] {
        assert_eq!(life.refused(&inspector, copied(day)).await, "day_not_possible", "{day}");
    }
    let done = life.step(&inspector, copied("2024-10-16")).await;
    assert_eq!((done.str("/case/state"), done.str("/case/closed_on")), ("referred", "2024-10-15"));
    assert_eq!(done.body["case"]["overdue"], false);
    let met = copy(&inspector).await;
    assert_eq!((&met["status"], &met["ended_on"]), (&json!("met"), &json!("2024-10-17")));
    let events =
        app.get(&format!("/api/v1/cases/{}/events", life.id)).bearer(&inspector).send().await;
    let last = events.body["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(
        last["particulars"],
        json!({"document_no": "112/TTT-NV2", "document_on": "2024-10-16"})
    );
    assert_eq!(last["changes"][0]["what"], "met_late");
    assert_eq!(life.refused(&inspector, copied("2024-10-17")).await, "nothing_owed");
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn what_the_holder_ends_or_parks_meanwhile_can_still_be_referred(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let decline = json!({"command": "decline", "ground": "not_in_scope", "text": "Không đủ."});
    let grounds =
        json!({"command": "decline", "ground": "not_in_scope", "text": "Không thuộc thẩm quyền."});
    let ask = json!({"command": "ask_reporter", "text": "Quầy nào?"});
    for (act, late) in [(grounds, true), (ask, false)] {
        let (life, _) = Life::file(app, &feedback()).await;
        must(app, &inspector, &life.id, signs()).await;
        must(app, &inspector, &life.id, consult()).await;
        must(app, &officer, &life.id, act.clone()).await;
        let with_rest = give(app, &inspector, &life.id, refer(Some(REST))).await;
        // Of what is over nothing remains that could go on.
        let expected = if late { (409, Some("case_is_over")) } else { (200, None) };
        assert_eq!(
            (with_rest.status, with_rest.body["reason"].as_str()),
            expected,
            "{act} {}",
            with_rest.body
        );
        if late {
            let done = must(app, &inspector, &life.id, refer(None)).await;
            assert_eq!(done.str("/opened/0/step"), "procuracy_copy");
        }
        assert_eq!(life.state().await, "referred");
    }
    let (life, _) = Life::file(app, &feedback()).await;
    must(app, &officer, &life.id, json!({"command": "ask_reporter", "text": "Quầy nào?"})).await;
    must(app, &inspector, &life.id, signs()).await;
    assert_eq!(give(app, &officer, &life.id, decline).await.status, 409);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn a_dossier_of_a_case_that_was_referred_whole_can_be_registered(app: &TestApp) {
    let dossier = json!({"dossier_code": crate::records::apologies::DOSSIER});
    let (life, _) = Life::file(app, &with(feedback(), &dossier)).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    for body in [signs(), consult(), refer(None)] {
        must(app, &inspector, &life.id, body).await;
    }
    let line = crate::records::conclusions::send(
        app,
        &officer,
        crate::records::apologies::REGISTER,
        &crate::records::apologies::entry(),
    )
    .await;
    assert_eq!(line.status, 201, "{}", line.body);
}

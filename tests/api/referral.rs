//! Criminal signs: what is passed to the investigators, the procuracy that is told, and the rest of
//! the report, which goes on with its own days and its own receipt.

use liemchinh::domain::actor::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::client::Reply;
use crate::life::Life;
use crate::on_both_apps;

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
fn open(case: &Value) -> Vec<String> {
    let all = case["obligations"].as_array().unwrap().iter();
    all.filter(|one| one["status"] == "open")
        .map(|one| {
            let text = |name: &str| one[name].as_str().unwrap();
            format!("{} {} {}", text("step"), text("due_on"), text("told_due_on"))
        })
        .collect()
}

async fn read(app: &TestApp, token: &str, case: &str) -> Reply {
    app.get(&format!("/api/v1/cases/{case}")).bearer(token).send().await
}

/// How many cases `token` finds in a channel.
async fn count(app: &TestApp, token: &str, channel: &str) -> i64 {
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
async fn what_is_not_referred_goes_on_with_the_same_days_number_apart_to_its_end(app: &TestApp) {
    let (mut life, filed) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    let before = app.track(&life.receipt).await;
    app.worker.tick().await.unwrap();
    app.mail.take();
    app.set("2024-10-18T02:00:00Z");
    let inspector = app.inspector().await;
    let mut rest = referred(&mut life, &inspector, REST).await;
    app.worker.tick().await.unwrap();

    let told = app.track(&life.receipt).await;
    assert_eq!((told.str("/state"), told.str("/number")), ("referred", filed.str("/number")));
    let linked = &told.body["linked"][0];
    assert_eq!(
        (&linked["state"], &linked["received_on"]),
        (&json!("accepted"), &json!("2024-10-15"))
    );
    assert_ne!(linked["number"], told.body["number"]);
    let held = |case: &Value| {
        (
            case["custody"][0]["reason"].clone(),
            case["custody"][0]["from"].clone(),
            case["custody"][0]["until"].clone(),
        )
    };
    assert_eq!(held(&told.body), (json!("received"), json!("2024-10-15"), json!("2024-10-18")));
    assert_eq!(held(linked), (json!("continued"), json!("2024-10-18"), Value::Null));
    assert_eq!(open(linked), open(&before.body), "nobody gains a day, and no told day moves");
    assert_eq!(open(linked), ["answer 2024-10-29 2024-10-29"]);
    assert!(open(&told.body).is_empty(), "what bodies owe each other is not told: {}", told.body);
    assert!(!told.text.contains("procuracy") && !told.text.contains("Viện kiểm sát"));
    let mails: Vec<_> = app
        .mail
        .take()
        .iter()
        .map(|mail| {
            (mail.to.as_str().to_owned(), mail.body.contains(linked["number"].as_str().unwrap()))
        })
        .collect();
    assert!(mails.contains(&("thu@dan.example".to_owned(), true)), "{mails:?}");
    assert!(
        mails.iter().all(|(to, _)| to != "tn-stnmt@tayninh.example"),
        "a mail would be the warning: {mails:?}"
    );

    let whole = read(app, &inspector, &life.id).await;
    let part = read(app, &inspector, &rest.id).await;
    assert_eq!(
        (whole.str("/linked"), part.str("/linked_from")),
        (rest.id.as_str(), life.id.as_str())
    );
    assert_eq!(
        (part.str("/remaining"), part.str("/report/text")),
        (REST, feedback()["text"].as_str().unwrap())
    );
    assert_eq!(part.str("/report/contact/email"), "thu@dan.example");
    assert!(whole.body.get("remaining").is_none());

    let officer = app.officer("TN.STNMT").await;
    rest.step(
        &officer,
        json!({"command": "answer", "outcome": "founded", "text": "Đã trả kết quả."}),
    )
    .await;
    app.worker.tick().await.unwrap();
    assert!(
        app.mail.take().iter().any(|mail| mail.to.as_str() == "thu@dan.example"),
        "the reporter hears of the answer"
    );
    let confirmed = rest.say("confirmation", json!({})).await;
    assert_eq!(confirmed.str("/linked/0/state"), "closed");
    let again = app
        .post("/api/v1/report/reopening", &json!({"text": "Chưa xong."}))
        .receipt(&life.receipt)
        .key(&app.key())
        .send()
        .await;
    assert_eq!((again.status, again.str("/linked/0/state")), (200, "accepted"), "{}", again.body);
}

#[apply(on_both_apps)]
async fn a_tip_and_the_rest_of_it_are_as_if_they_were_not_there(app: &TestApp) {
    let secret = with(
        tip(),
        &json!({"contact": {"name": "Phạm Thị Thử", "email": "tin@dan.example"}, "consent_version": "2024-03"}),
    );
    let (mut life, _) = Life::file(app, &secret).await;
    let (taker, other) = (app.inspector().await, app.inspector().await);
    let officer = app.officer("TN.STNMT").await;
    let leader = app.staff(Role::UnitLeader, Some("TN.STNMT")).await;
    life.take(&taker).await;
    life.step(&taker, json!({"command": "accept"})).await;
    let before = open(&app.track(&life.receipt).await.body);
    app.worker.tick().await.unwrap();
    app.mail.take();
    let mut rest = referred(&mut life, &taker, "CANARYREST8 còn một việc.").await;
    app.worker.tick().await.unwrap();

    for token in [&officer, &leader] {
        for case in [&life.id, &rest.id] {
            for path in ["", "/events", "/obligations"] {
                let probe =
                    app.get(&format!("/api/v1/cases/{case}{path}")).bearer(token).send().await;
                assert_eq!(probe.status, 404, "{path}");
            }
            assert_eq!(
                app.command(token, case, 1, &json!({"command": "accept"})).await.status,
                404
            );
        }
        assert_eq!(
            (count(app, token, "service").await, count(app, token, "integrity").await),
            (0, 0)
        );
    }
    let mails = app.mail.take();
    assert!(
        mails
            .iter()
            .all(|mail| !mail.to.as_str().contains("stnmt") && !mail.body.contains("CANARYREST8"))
    );
    assert!(
        !crate::secrecy::holds(&crate::secrecy::dump(app), "CANARYREST8"),
        "sealed like the tip"
    );
    let shut = read(app, &other, &rest.id).await;
    assert_eq!((shut.status, &shut.body["opened"]), (200, &json!(false)));
    for member in ["linked", "linked_from", "remaining", "report", "accused"] {
        assert!(shut.body.get(member).is_none(), "{member}");
    }
    assert_eq!(
        app.get(&format!("/api/v1/cases/{}/events", rest.id)).bearer(&other).send().await.status,
        404
    );

    let mine = read(app, &taker, &rest.id).await;
    assert_eq!(
        (mine.str("/remaining"), mine.str("/report/text")),
        ("CANARYREST8 còn một việc.", tip()["text"].as_str().unwrap())
    );
    assert!(mine.body.get("number").is_none() && mine.body["report"].get("contact").is_none());
    assert_eq!(mine.body["report"]["has_contact"], true);
    let told = app.track(&life.receipt).await;
    assert_eq!((told.str("/state"), told.str("/linked/0/state")), ("referred", "accepted"));
    assert_eq!(open(&told.body["linked"][0]), before);
    rest.step(&taker, json!({"command": "answer", "outcome": "founded", "text": "Đã xử lý."}))
        .await;
    app.worker.tick().await.unwrap();
    assert_eq!(
        app.mail.take().iter().filter(|mail| mail.to.as_str() == "tin@dan.example").count(),
        1,
        "there is news"
    );
    let confirmed = rest.say("confirmation", json!({})).await;
    assert_eq!(confirmed.str("/linked/0/state"), "closed");
    let verified = app.desk.verify_ledger(|_| {}).unwrap();
    assert!(verified.agrees() && verified.entries == 0, "tips count nowhere: {verified:?}");
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
async fn the_ledger_counts_one_filing_and_what_was_late_once(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    app.set("2024-10-31T02:00:00Z");
    let inspector = app.inspector().await;
    let mut rest = referred(&mut life, &inspector, REST).await;
    app.worker.tick().await.unwrap();

    let told = app.track(&life.receipt).await;
    let late = &told.body["linked"][0]["obligations"][0];
    assert_eq!((&late["missed_on"], &late["overdue"]), (&json!("2024-10-30"), &json!(true)));
    let officer = app.officer("TN.STNMT").await;
    rest.version =
        i32::try_from(read(app, &inspector, &rest.id).await.body["version"].as_i64().unwrap())
            .unwrap();
    assert_eq!(rest.version, 1, "nothing is missed a second time");
    rest.step(&officer, json!({"command": "answer", "outcome": "founded", "text": "Trả lời."}))
        .await;
    let verified = app.desk.verify_ledger(|_| {}).unwrap();
    assert!(verified.agrees(), "{verified:?}");
    // One filed, one opened, one missed; an answer in time would have been a second one opened.
    assert_eq!(verified.entries, 3);
}

#[apply(on_both_apps)]
async fn a_duty_in_time_is_released_and_opened_so_that_figures_still_add_up(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    referred(&mut life, &inspector, REST).await;

    let verified = app.desk.verify_ledger(|_| {}).unwrap();
    assert!(verified.agrees(), "{verified:?}");
    assert_eq!(verified.entries, 4, "filed once, opened twice, released once");
    let admin = app.staff(Role::Administrator, None).await;
    let rules = app.get("/api/v1/routing-rules").bearer(&admin).send().await;
    let first = &rules.body["items"][0];
    let path =
        format!("/api/v1/routing-rules/{}/end?dry_run=true", first["code"].as_str().unwrap());
    let version = i32::try_from(first["version"].as_i64().unwrap()).unwrap();
    let tried = app
        .post(&path, &json!({"valid_to": "2024-10-31"}))
        .bearer(&admin)
        .if_match(version)
        .send()
        .await;
    assert_eq!(tried.body["effect"]["examined"], 1, "the rest was never routed: {}", tried.body);
}

#[apply(on_both_apps)]
async fn a_unit_never_learns_who_was_consulted_nor_that_it_was_late(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    life.step(&inspector, signs()).await;
    life.step(&inspector, json!({"command": "consult", "to": "TN.STP"})).await;
    app.set("2024-10-18T02:00:00Z");
    app.worker.tick().await.unwrap();
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    life.look().await;
    life.step(&inspector, refer(None)).await;

    let path = format!("/api/v1/cases/{}/events", life.id);
    let seen = app.get(&path).bearer(&officer).send().await;
    let kinds: Vec<_> = seen.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["filed", "referred"]);
    assert!(!seen.text.contains("consult") && !seen.text.contains("TN.STP"), "{}", seen.text);
    let whole = app.get(&path).bearer(&inspector).send().await;
    assert!(whole.text.contains("\"consult\"") && whole.text.contains("TN.STP"));
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

    app.set("2024-10-17T02:00:00Z");
    app.worker.tick().await.unwrap();
    let inspector = app.inspector().await;
    assert_eq!(copy(&inspector).await["missed_on"], "2024-10-17");
    let late = app.get("/api/v1/cases?state=referred&open=true").bearer(&inspector).send().await;
    assert_eq!(late.str("/items/0/id"), life.id, "it is there to be seen");
    let mails = app.mail.take();
    assert!(
        mails.iter().any(|mail| mail.to.as_str() == "tn-ttt@tayninh.example"
            && mail.body.contains("Viện kiểm sát"))
    );
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
    assert!(app.desk.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn what_was_referred_is_over_and_the_receipt_speaks_to_the_rest(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let (mut twin, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    let press = json!({"text": "Họ ép tôi.", "under_pressure": true});
    let (key, receipt) = (app.key(), life.receipt.clone());
    let withdraw = || app.post("/api/v1/report/withdrawal", &press).receipt(&receipt).key(&key);
    assert_eq!(withdraw().send().await.status, 200);
    life.version = 2;
    let mut rest = referred(&mut life, &inspector, REST).await;

    let again = withdraw().send().await;
    assert_eq!((again.status, again.headers.contains_key("idempotency-replayed")), (200, true));
    assert_eq!(
        read(app, &inspector, &rest.id).await.body["version"],
        1,
        "said before the referral, said once"
    );
    let merge = json!({"command": "merge_into", "into": life.id, "text": "Trùng nội dung."});
    assert_eq!(twin.refused(&inspector, merge.clone()).await, "merge_target");
    assert_eq!(rest.refused(&inspector, merge).await, "merge_target");
    assert_eq!(
        life.refused(&inspector, json!({"command": "unmerge", "text": "Tách."})).await,
        "case_is_over"
    );
    assert_eq!(life.refused(&inspector, refer(Some(REST))).await, "case_is_over");
    assert_eq!(
        rest.refused(&inspector, refer(None)).await,
        "no_signs",
        "new signs need a note of their own"
    );
    let reopen = app
        .post("/api/v1/report/reopening", &json!({"text": "Chưa."}))
        .receipt(&life.receipt)
        .key(&app.key());
    assert_eq!(
        reopen.send().await.str("/reason"),
        "not_answered",
        "it reaches the rest, which has no answer"
    );

    twin.step(
        &inspector,
        json!({"command": "merge_into", "into": rest.id, "text": "Trùng nội dung."}),
    )
    .await;
    let officer = app.officer("TN.STNMT").await;
    rest.step(&officer, json!({"command": "accept"})).await;
    let mut last = referred(&mut rest, &inspector, "Chỉ còn thái độ.").await;
    let asked = last.step(&officer, json!({"command": "ask_reporter", "text": "Quầy nào?"})).await;
    assert_eq!(asked.str("/case/state"), "awaiting_reporter");
    let replied = last.say("messages", json!({"text": "Quầy số 3."})).await;
    let states: Vec<_> = replied.body["linked"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["state"].as_str().unwrap())
        .collect();
    assert_eq!((replied.str("/state"), states), ("referred", vec!["referred", "accepted"]));
    assert_eq!(
        read(app, &inspector, &last.id).await.str("/report/text"),
        feedback()["text"].as_str().unwrap(),
        "the words stay in one place"
    );
    assert!(app.desk.verify_ledger(|_| {}).unwrap().agrees());
}

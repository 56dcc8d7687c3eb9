//! A case that the inspectorate calls up: for its unit a number and two days, whatever becomes of it.

use std::collections::BTreeMap;
use std::fmt::Write;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use liemchinh::harness::domain::Role;
use liemchinh::harness::store::DbUrl;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::caught_log::Log;
use crate::client::Reply;
use crate::filing::secrecy::{dump, holds};
use crate::followed::Life;
use crate::steps::{answer, say, words};
use crate::support::Backend;
use crate::{on_both_apps, on_both_holding_apps};

fn call_up() -> Value {
    json!({"command": "call_up", "text": "CANARYREASON7 Vụ việc cần thanh tra trực tiếp xác minh."})
}

fn to_tip() -> Value {
    json!({"command": "requalify", "kind": "corruption_tip", "text": "Người nộp kể việc bị đòi tiền."})
}

fn told_in_words() -> Value {
    with(
        feedback(),
        &json!({
            "category": "harassment", "text": "CANARYWORDS7 cán bộ ở quầy vòi hai trăm nghìn đồng.",
            "contact": {"name": "Canaryname Bảy", "phone": "0900 000 077", "email": "canarymail7@dan.example"},
        }),
    )
}

async fn read(app: &TestApp, token: &str, life: &Life<'_>) -> Reply {
    app.get(&format!("/api/v1/cases/{}", life.id)).bearer(token).send().await
}

#[apply(on_both_apps)]
async fn a_case_that_is_called_up_is_a_number_and_two_days_for_its_unit(app: &TestApp) {
    let (mut life, filed) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    assert_eq!(life.refused(&officer, call_up()).await, "inspector_only");
    let told = life.owed().await;

    let done = life.step(&inspector, call_up()).await;

    assert_eq!(done.str("/case/holder/code"), "TN.TTT");
    let known = read(app, &officer, &life).await;
    let expected = json!({
        "id": life.id, "number": filed.str("/number"), "state": "called_up",
        "unit": known.body["unit"], "received_on": "2024-10-15", "called_up_on": "2024-10-15",
    });
    assert_eq!(known.body, expected);
    assert_eq!(known.str("/unit/code"), "TN.STNMT");
    assert!(!known.headers.contains_key("etag"));
    let list = app.get("/api/v1/called-up-cases").bearer(&officer).send().await;
    assert_eq!(list.body["items"], json!([expected]));
    let page = app.get("/api/v1/cases?count=true").bearer(&officer).send().await;
    assert_eq!(page.body["count"], 0);
    for part in ["events", "obligations"] {
        let path = format!("/api/v1/cases/{}/{part}", life.id);
        assert_eq!(app.get(&path).bearer(&officer).send().await.status, 404);
    }
    assert_eq!(life.refused(&officer, words("unmerge")).await, "called_up");
    let own = read(app, &inspector, &life).await;
    assert!(own.str("/called_up/reason").starts_with("CANARYREASON7"), "{}", own.body);
    assert_eq!(life.owed().await, told, "the day that was told stands");
    let tracked = app.track(&life.receipt).await;
    assert_eq!(tracked.str("/holder/code"), "TN.TTT");
    assert!(!tracked.text.contains("CANARYREASON7"));
    assert!(!holds(&dump(app), "CANARYREASON7"), "the reason is sealed");
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn another_unit_knows_nothing_of_it_and_nobody_sends_it_back(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    life.step(&inspector, call_up()).await;

    let other = app.officer("TN.SYT").await;
    assert_eq!(read(app, &other, &life).await.status, 404);
    let list = app.get("/api/v1/called-up-cases").bearer(&other).send().await;
    assert_eq!(list.body["items"], json!([]));
    let back =
        json!({"command": "forward", "to": "TN.STNMT", "text": "Trả lại đơn vị giải quyết."});
    assert_eq!(life.refused(&inspector, back).await, "called_up");
    assert_eq!(life.refused(&inspector, call_up()).await, "inspector_only", "it is theirs now");
    let dispute =
        json!({"command": "dispute_competence", "to": "TN.STNMT", "text": "Thuộc đơn vị."});
    assert_eq!(life.refused(&inspector, dispute).await, "called_up");
    let kind =
        json!({"command": "requalify", "kind": "complaint", "text": "Là khiếu nại quyết định."});
    let done = life.step(&inspector, kind).await;
    assert_eq!(done.str("/case/holder/code"), "TN.TTT", "whatever it is found to be");
}

#[derive(QueryableByName)]
struct Sum {
    #[diesel(sql_type = Text)]
    metric: String,
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// What is counted, by metric.
fn sums(app: &TestApp) -> BTreeMap<String, i64> {
    let query =
        "SELECT metric, CAST(SUM(delta) AS BIGINT) AS n FROM ledger_entries GROUP BY metric";
    let rows: Vec<Sum> = diesel::sql_query(query).load(&mut app.scratch.conn()).unwrap();
    rows.into_iter().map(|row| (row.metric, row.n)).collect()
}

#[apply(on_both_apps)]
async fn it_counts_for_nobody_whatever_was_met_or_missed_in_it(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let (mut met, _) = Life::file(app, &feedback()).await;
    met.step(&officer, json!({"command": "accept"})).await;
    met.step(&officer, answer("founded")).await;
    let (mut open, _) = Life::file(app, &feedback()).await;
    let (mut missed, _) = Life::file(app, &feedback()).await;
    app.set("2024-11-20T02:00:00Z");
    app.worker.tick().await.unwrap();
    let before = sums(app);
    assert_eq!((before["met"], before["missed"]), (1, 2), "or there is nothing to take back");
    let inspector = app.inspector().await;

    for life in [&mut met, &mut open, &mut missed] {
        life.look().await;
        life.step(&inspector, call_up()).await;
    }

    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
    let counted = sums(app);
    let count = |metric: &str| counted.get(metric).copied().unwrap_or(0);
    assert_eq!((count("filed"), count("met"), count("missed")), (3, 0, 0), "{counted:?}");
    assert_eq!((count("opened"), count("released")), (3, 3), "{counted:?}");
}

#[apply(on_both_apps)]
async fn what_is_answered_or_over_stays_so_and_can_be_taken_up_again(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let (mut answered, _) = Life::file(app, &feedback()).await;
    answered.step(&officer, json!({"command": "accept"})).await;
    answered.step(&officer, answer("founded")).await;
    let (mut declined, _) = Life::file(app, &feedback()).await;
    let decline = json!({"command": "decline", "ground": "not_in_scope", "text": "Không thuộc phạm vi tiếp nhận phản ánh."});
    declined.step(&officer, decline).await;

    answered.step(&inspector, call_up()).await;
    declined.step(&inspector, call_up()).await;

    assert_eq!(
        (answered.state().await, declined.state().await),
        ("answered".into(), "declined".into())
    );
    say(app, "reopening", &answered.receipt, json!({"text": "Chưa giải quyết xong việc của tôi."}))
        .await;
    assert_eq!(answered.state().await, "accepted");
    assert!(answered.owed().await.iter().any(|one| one.starts_with("answer")), "by whoever has it");
    declined.step(&inspector, words("overturn")).await;
    assert!(
        declined.owed().await.iter().any(|one| one.starts_with("answer")),
        "a clock runs again"
    );
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn the_unit_above_and_the_body_it_was_taken_from_know_no_more_than_the_unit(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let (leader, inspector) =
        (app.staff(Role::UnitLeader, Some("H53")).await, app.inspector().await);
    assert_eq!(read(app, &leader, &life).await.status, 200, "a leader above reads it before");
    life.step(&inspector, call_up()).await;

    assert_eq!(read(app, &leader, &life).await.str("/state"), "called_up");
    let page = app.get("/api/v1/cases?count=true").bearer(&leader).send().await;
    assert_eq!(page.body["count"], 0);
    let office = app.officer("TN.TTT").await;
    assert_eq!(read(app, &office, &life).await.status, 404, "only inspectors handle it");
    assert_eq!(read(app, &inspector, &life).await.status, 200);

    // What is taken from the inspectorate itself its inspectors do not read any more.
    let (mut own, _) = Life::file(app, &with(feedback(), &json!({"unit": "TN.TTT"}))).await;
    let province = app.staff(Role::Inspector, Some("H53")).await;
    own.step(&province, call_up()).await;
    assert_eq!(read(app, &inspector, &own).await.str("/state"), "called_up");
    let page = app.get("/api/v1/cases?count=true").bearer(&inspector).send().await;
    assert_eq!(page.body["count"], 1, "the other one alone");
    assert_eq!(read(app, &province, &own).await.str("/called_up/unit/code"), "TN.TTT");
}

#[apply(on_both_apps)]
async fn a_second_look_leaves_it_with_whoever_called_it_up(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let (mut life, _) = Life::file(app, &feedback()).await;
    life.step(&officer, json!({"command": "accept"})).await;
    life.step(&officer, answer("founded")).await;
    life.step(&inspector, call_up()).await;

    life.say("review", json!({"text": "Đề nghị cấp trên xem xét lại câu trả lời này."})).await;

    assert_eq!(app.track(&life.receipt).await.str("/holder/code"), "TN.TTT");
}

#[apply(on_both_apps)]
async fn the_day_that_was_told_stands_whatever_was_done_meanwhile(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let told = async |life: &Life<'_>| {
        let tracked = app.track(&life.receipt).await;
        let all = tracked.body["obligations"].as_array().unwrap().clone();
        let mut open = all.iter().filter(|one| one["step"] == "answer" && one["status"] == "open");
        open.next().map(|one| one["told_due_on"].clone())
    };
    let (mut accepted, _) = Life::file(app, &told_in_words()).await;
    let day = told(&accepted).await;
    let (mut declined, _) = Life::file(app, &feedback()).await;
    let decline = json!({"command": "decline", "ground": "not_in_scope", "text": "Không thuộc phạm vi tiếp nhận phản ánh."});
    declined.step(&officer, decline).await;
    app.set("2024-10-18T02:00:00Z");
    let inspector_later = app.inspector().await;

    accepted.step(&inspector_later, call_up()).await;
    accepted.step(&inspector_later, json!({"command": "accept"})).await;
    accepted.step(&inspector_later, to_tip()).await;
    assert_eq!(told(&accepted).await, day);
    declined.step(&inspector_later, call_up()).await;
    declined.step(&inspector_later, words("overturn")).await;
    assert_eq!(told(&declined).await, day);
    drop(inspector);
}

#[apply(on_both_apps)]
async fn what_the_answer_promised_is_owed_by_whoever_called_it_up(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let (mut life, _) = Life::file(app, &feedback()).await;
    life.step(&officer, json!({"command": "accept"})).await;
    let promise = json!({"command": "answer", "outcome": "remedied", "remedy": "Trả kết quả kèm phiếu xin lỗi.",
        "remedy_due_on": "2024-11-20", "text": "Sở đã kiểm tra và xin lỗi ông về sự chậm trễ này."});
    life.step(&officer, promise).await;
    let owed = life.owed().await;
    assert_eq!(owed, ["remedy 2024-11-20"]);

    life.step(&inspector, call_up()).await;

    assert_eq!(life.owed().await, owed);
    life.step(
        &inspector,
        json!({"command": "fulfil_remedy", "text": "Đã trả kết quả cho ông Thử."}),
    )
    .await;
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn a_case_is_called_up_in_office_hours_only(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    for at in ["2024-10-15T12:00:00Z", "2024-10-19T02:00:00Z"] {
        app.set(at);
        let inspector = app.inspector().await;
        assert_eq!(life.refused(&inspector, call_up()).await, "out_of_hours");
        assert_eq!(life.refused(&inspector, to_tip()).await, "out_of_hours");
    }
    app.set("2024-10-21T02:00:00Z");
    let inspector = app.inspector().await;
    life.step(&inspector, call_up()).await;
}

#[apply(on_both_apps)]
async fn a_petition_without_its_signature_becomes_a_tip_and_no_unit_hears_of_it(app: &TestApp) {
    let petition = with(
        feedback(),
        &json!({"kind": "explanation_request", "category": "late", "text": "CANARYWORDS7 họ đòi tiền để nhận đơn kiến nghị.", "contact": {
        "name": "Nguyễn Văn Thử", "address": "Số 1, đường Thử, phường 1", "phone": "0900 000 001"}}),
    );
    let filed = app.post("/api/v1/reports", &petition).key(&app.key()).send().await;
    assert_eq!(filed.status, 201, "{}", filed.body);
    let mut life = Life::of(app, &filed).await;
    assert_eq!(life.state().await, "awaiting_reporter");
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    app.worker.tick().await.unwrap();
    app.mail.take();

    life.step(&inspector, to_tip()).await;
    app.worker.tick().await.unwrap();

    assert_eq!(app.track(&life.receipt).await.str("/channel"), "integrity");
    assert_eq!(read(app, &officer, &life).await.status, 404);
    let list = app.get("/api/v1/called-up-cases").bearer(&officer).send().await;
    assert_eq!(list.body["items"], json!([]));
    assert!(app.mail.take().iter().all(|mail| !mail.to.as_str().contains("stnmt")));
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn what_inspectors_wait_for_in_mail_is_not_cut(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    app.worker.tick().await.unwrap();
    app.mail.take();
    life.say("retaliation", json!({"text": "Trưởng phòng dọa sẽ không giải quyết hồ sơ của tôi."}))
        .await;
    life.look().await;
    let inspector = app.inspector().await;

    life.step(&inspector, call_up()).await;
    app.worker.tick().await.unwrap();

    let mails = app.mail.take();
    let told = mails.iter().filter(|mail| mail.body.contains("trù dập")).count();
    assert_eq!(told, 1, "{:?}", mails.iter().map(|mail| &mail.body).collect::<Vec<_>>());
}

#[apply(on_both_apps)]
async fn merged_cases_do_not_tell_what_became_of_the_one_they_were_merged_into(app: &TestApp) {
    let mut answers = Vec::new();
    for taken in [call_up(), to_tip()] {
        let code =
            json!({"dossier_code": format!("000.00.16.H53-241001-00{}", answers.len() + 10)});
        let (mut lead, _) = Life::file(app, &with(feedback(), &code)).await;
        let (mut one, _) = Life::file(app, &with(feedback(), &code)).await;
        let (mut two, filed) = Life::file(app, &with(feedback(), &code)).await;
        let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
        let into =
            json!({"command": "merge_into", "into": lead.id, "text": "Cùng một hồ sơ đất đai."});
        one.step(&inspector, into.clone()).await;
        two.step(&inspector, into).await;
        lead.look().await;
        lead.step(&inspector, taken).await;
        one.step(&officer, json!({"command": "accept"})).await;
        let number = filed.str("/number");
        let mut body = answer("founded");
        body["for_all"] =
            json!(format!("Sở đã trả lời chung trong vụ việc {number} về hồ sơ này."));
        let path = format!("/api/v1/cases/{}/transitions?dry_run=true", one.id);
        let asked = app.post(&path, &body).bearer(&officer).if_match(one.version).send().await;
        answers.push((asked.status, asked.body["reason"].clone(), asked.faults()));
    }
    assert_eq!(answers[0], answers[1]);
}

#[apply(on_both_holding_apps)]
async fn nothing_is_called_up_that_its_unit_does_not_know_of(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    assert_eq!(life.refused(&inspector, call_up()).await, "unknown_to_unit");
}

#[apply(on_both_apps)]
async fn an_inspector_makes_a_tip_of_a_case_that_its_unit_knows_of(app: &TestApp) {
    let log = Log::start(tracing::Level::TRACE);
    let (mut life, _) = Life::file(app, &told_in_words()).await;
    let officer = app.officer("TN.STNMT").await;
    life.step(
        &officer,
        json!({"command": "ask_reporter", "text": "CANARYASKED7 Ông bà cho biết mã hồ sơ."}),
    )
    .await;
    life.say("messages", json!({"text": "CANARYREPLY7 họ đòi tiền tôi tại quầy."})).await;
    let inspector = app.inspector().await;

    let preview = app
        .post(&format!("/api/v1/cases/{}/transitions?dry_run=true", life.id), &to_tip())
        .bearer(&inspector)
        .if_match(life.version)
        .send()
        .await;
    assert_eq!(
        (preview.status, preview.str("/case/channel")),
        (200, "service"),
        "{}",
        preview.body
    );
    let moved = life.step(&inspector, to_tip()).await;

    assert_eq!(
        (moved.str("/case/channel"), moved.str("/event/kind")),
        ("integrity", "requalified")
    );
    let tracked = app.track(&life.receipt).await;
    assert_eq!((tracked.str("/channel"), tracked.str("/kind")), ("integrity", "corruption_tip"));
    assert_eq!(tracked.str("/received_on"), "2024-10-15");
    let left = dump(app);
    app.worker.tick().await.unwrap();
    let mails: Vec<String> = app.mail.take().into_iter().map(|mail| mail.body).collect();
    assert!(!mails.is_empty(), "or the search finds nothing");
    let (log, mails) = (log.bytes(), mails.concat());
    for canary in ["CANARYWORDS7", "CANARYASKED7", "CANARYREPLY7", "Canaryname", "canarymail7"] {
        assert!(!holds(&left, canary), "{canary} stays");
        assert!(!holds(&log, canary), "{canary} in the log");
        assert!(!holds(mails.as_bytes(), canary), "{canary} in a mail");
    }
    life.take(&inspector).await;
    let opened = read(app, &inspector, &life).await;
    assert!(opened.str("/report/text").starts_with("CANARYWORDS7"));
    let events =
        app.get(&format!("/api/v1/cases/{}/events", life.id)).bearer(&inspector).send().await;
    for said in ["CANARYASKED7", "CANARYREPLY7", "Người nộp kể việc bị đòi tiền."] {
        assert!(events.text.contains(said), "{said}: {}", events.body);
    }
    assert_eq!(read(app, &officer, &life).await.str("/state"), "called_up");
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn a_move_that_is_repeated_with_its_key_has_one_effect(app: &TestApp) {
    let (life, _) = Life::file(app, &told_in_words()).await;
    let (inspector, key) = (app.inspector().await, app.key());
    let path = format!("/api/v1/cases/{}/transitions", life.id);
    let body = to_tip();
    let send = || app.post(&path, &body).bearer(&inspector).key(&key).if_match(1).send();

    let (first, again) = (send().await, send().await);

    assert_eq!((first.status, again.status), (200, 200), "{}", again.body);
    assert!(again.headers.contains_key("idempotency-replayed"));
    assert_eq!(again.body["event"], first.body["event"]);
}

#[apply(on_both_apps)]
async fn what_the_units_own_desk_typed_in_is_called_up_but_never_a_tip(app: &TestApp) {
    let paper = with(
        feedback(),
        &json!({"filed_via": "desk_paper", "paper_on": "2024-10-15", "contact": {
            "name": "Nguyễn Văn Thử", "address": "Số 1, đường Thử",
        }}),
    );
    let (mut life, _) = Life::typed(app, &paper).await;
    let inspector = app.inspector().await;
    life.look().await;

    assert_eq!(life.refused(&inspector, to_tip()).await, "receipt_at_desk");
    life.step(&inspector, call_up()).await;
    assert_eq!(life.refused(&inspector, to_tip()).await, "receipt_at_desk");
}

#[apply(on_both_apps)]
async fn a_case_that_was_called_up_can_still_turn_out_to_be_a_tip(app: &TestApp) {
    let (mut life, _) = Life::file(app, &told_in_words()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    life.step(&inspector, call_up()).await;
    let known = read(app, &officer, &life).await;

    let moved = life.step(&inspector, to_tip()).await;

    assert_eq!(moved.str("/case/channel"), "integrity");
    assert_eq!(read(app, &officer, &life).await.text, known.text);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

/// Twenty cases of a unit as far as they get, each the fifth alike; every one is taken from it, as a tip or not.
async fn played(app: &TestApp, moved: bool) -> Vec<(String, String)> {
    let officer = app.officer("TN.STNMT").await;
    let mut lives = Vec::new();
    for at in 0..20 {
        let (mut life, filed) = Life::file(app, &told_in_words()).await;
        match at % 5 {
            0 => {}
            1 => drop(life.step(&officer, json!({"command": "accept"})).await),
            2 => {
                life.step(&officer, json!({"command": "accept"})).await;
                life.step(&officer, answer("founded")).await;
                let rated = json!({"score": 1, "asked_for_money": true});
                let call = app.post("/api/v1/report/rating", &rated).receipt(&life.receipt);
                assert_eq!(call.key(&app.key()).send().await.status, 200);
            }
            3 => {
                let ask = json!({"command": "ask_reporter", "text": "Ông bà cho biết mã hồ sơ."});
                life.step(&officer, ask).await;
            }
            _ => drop(life.say("withdrawal", json!({"text": "Tôi không muốn tiếp tục."})).await),
        }
        lives.push((life, filed.str("/number").to_owned()));
    }
    app.set("2024-10-16T02:00:00Z");
    app.worker.tick().await.unwrap();
    app.mail.take();
    let mut known = Vec::new();
    let inspector = app.inspector().await;
    for (mut life, number) in lives {
        life.look().await;
        life.step(&inspector, if moved { to_tip() } else { call_up() }).await;
        known.push((life.id.clone(), number));
    }
    if moved {
        for _ in 0..20 {
            app.file(&tip()).await;
        }
    }
    known
}

/// Everything by which a unit could tell one world from another, with numbers and ids made alike.
async fn seen(app: &TestApp, known: &[(String, String)]) -> String {
    let officer = app.officer("TN.STNMT").await;
    let leader = app.staff(Role::UnitLeader, Some("TN.STNMT")).await;
    let desk = app.staff(Role::Reception, Some("TN.STNMT")).await;
    let mut seen = String::new();
    let mut add = |what: &str, reply: &Reply| {
        let mut headers: Vec<String> = reply
            .headers
            .iter()
            .filter(|(name, _)| !["date", "x-request-id"].contains(&name.as_str()))
            .map(|(name, value)| format!("{name}: {value:?}"))
            .collect();
        headers.sort();
        let mut body = reply.body.clone();
        if let Some(members) = body.as_object_mut() {
            members.remove("request_id");
        }
        writeln!(seen, "{what} {} {headers:?} {body}", reply.status).unwrap();
    };
    for path in [
        "/api/v1/cases?count=true",
        "/api/v1/cases?open=true&count=true",
        "/api/v1/cases?state=answered&count=true",
        "/api/v1/cases?ended_by=withdrawn&count=true",
        "/api/v1/called-up-cases?limit=100",
        "/api/v1/apologies",
        "/api/v1/urgings",
        "/api/v1/public-answers",
        "/api/v1/statistics?from=2024-10&to=2024-12&unit=TN.STNMT",
        "/api/v1/satisfaction?from=2024-10&to=2024-12&unit=TN.STNMT",
        "/api/v1/movements/plan-577-2024/scores/TN.STNMT",
        "/api/v1/movements/plan-577-2024/standings?group=provincial_bodies",
    ] {
        for token in [&officer, &leader] {
            add(path, &app.get(path).bearer(token).send().await);
        }
    }
    for (id, number) in known {
        for part in ["", "/events", "/obligations"] {
            let path = format!("/api/v1/cases/{id}{part}");
            add(part, &app.get(&path).bearer(&officer).send().await);
        }
        let key = app.key();
        let done = app.command(&officer, id, 1, &json!({"command": "accept"})).await;
        add("accept", &done);
        let signed = json!({"number": number, "signed_on": "2024-10-15"});
        for token in [&officer, &desk] {
            let call = app.post("/api/v1/desk/signatures", &signed).bearer(token).key(&app.key());
            add("signature", &call.send().await);
        }
        let second = with(feedback(), &json!({"kind": "second_complaint", "prior_case": number}));
        let call = app.post("/api/v1/reports?dry_run=true", &second).key(&key);
        add("second", &call.send().await);
    }
    let mut alike = seen;
    for (at, (id, number)) in known.iter().enumerate() {
        alike = alike.replace(id, &format!("id-{at}")).replace(number, &format!("number-{at}"));
    }
    alike
}

#[apply(on_both_apps)]
async fn a_unit_cannot_tell_what_became_a_tip_from_what_was_called_up(app: &TestApp) {
    let backend = match app.scratch.url {
        DbUrl::Sqlite(_) => Backend::Sqlite,
        DbUrl::Postgres(_) => Backend::Postgres,
    };
    let other = TestApp::start(backend).await.unwrap();
    let (ordinary, moved) = (played(app, false).await, played(&other, true).await);

    for at in ["2024-10-16T03:00:00Z", "2024-12-20T02:00:00Z"] {
        let mut worlds = Vec::new();
        for (world, known) in [(app, &ordinary), (&other, &moved)] {
            world.set(at);
            world.worker.tick().await.unwrap();
            let mut mails: Vec<String> = world
                .mail
                .take()
                .into_iter()
                .filter(|mail| mail.to.as_str().contains("stnmt"))
                .map(|mail| format!("{} {}", mail.subject, mail.body))
                .map(|text| {
                    known.iter().fold(text, |text, (id, number)| {
                        text.replace(id.as_str(), "id").replace(number.as_str(), "number")
                    })
                })
                .collect();
            mails.sort();
            // The list goes by ids, which are drawn anew in each world.
            let mut lines: Vec<String> =
                seen(world, known).await.lines().map(str::to_owned).collect();
            for line in &mut lines {
                if line.starts_with("/api/v1/called-up-cases") {
                    *line = format!(
                        "{} of them, {} bytes",
                        line.matches("called_up_on").count(),
                        line.len()
                    );
                }
            }
            worlds.push((mails, lines));
        }
        let (first, second) = (&worlds[0], &worlds[1]);
        assert_eq!(first.0, second.0, "mail until {at}");
        for (one, other) in first.1.iter().zip(&second.1) {
            assert_eq!(one, other, "at {at}");
        }
        assert_eq!(first.1.len(), second.1.len());
    }
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
    assert!(other.service.verify_ledger(|_| {}).unwrap().agrees());
    other.finish().await;
}

#[apply(on_both_apps)]
async fn nothing_of_it_is_made_public_or_put_into_a_register_any_more(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let late = json!({"promised_on": "2024-10-10", "dossier_code": "000.00.16.H53-241001-0031"});
    let (mut life, _) = Life::file(app, &with(feedback(), &late)).await;
    life.step(&officer, json!({"command": "accept"})).await;
    life.step(&officer, answer("founded")).await;
    life.step(&inspector, call_up()).await;

    let public = json!({"command": "publish_answer", "question": "Hồ sơ đất đai trễ hẹn có được xin lỗi không?",
        "text": "Cơ quan phải xin lỗi bằng văn bản và hẹn lại ngày trả kết quả."});
    assert_eq!(life.refused(&inspector, public).await, "called_up");
    let letter = json!({"command": "apologise", "served_on": "2024-10-15", "served_by": "post", "signer": "Lê Văn Mẫu",
        "document": "12/XL-TTT", "reason": "Hồ sơ bị để sót ở bước trình ký.", "new_date": "2024-10-25"});
    let settle = json!({"command": "settle_promise", "promised_on": "2024-10-10", "text": "Theo giấy hẹn trả kết quả."});
    life.step(&inspector, settle).await;
    life.step(&inspector, letter).await;
    let register = app.get("/api/v1/apologies").bearer(&officer).send().await;
    assert_eq!(register.body["items"], json!([]));
}

#[apply(on_both_apps)]
async fn the_unit_above_is_mailed_of_no_late_duty_in_it(app: &TestApp) {
    let (mut life, filed) = Life::file(app, &feedback()).await;
    let (_, other) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    life.step(&inspector, call_up()).await;
    app.worker.tick().await.unwrap();
    app.mail.take();

    let mut told = Vec::new();
    for day in ["2024-11-20", "2024-11-28", "2024-12-10", "2024-12-23"] {
        app.set(&format!("{day}T02:00:00Z"));
        app.worker.tick().await.unwrap();
        told.extend(app.mail.take());
    }

    // Whoever watches and the body itself hear of both; the province of the unit's own alone.
    let above = |reply: &Reply| {
        let number = reply.str("/number").to_owned();
        let named =
            told.iter().filter(|mail| (mail.subject.clone() + &mail.body).contains(&number));
        let to: Vec<_> = named.map(|mail| mail.to.as_str().to_owned()).collect();
        to.iter()
            .filter(|to| !to.contains("ttt") && !to.contains("stnmt") && !to.contains("dan."))
            .count()
    };
    assert!(
        above(&other) > 0,
        "or nobody above is ever told: {:?}",
        told.iter().map(|m| m.to.as_str()).collect::<Vec<_>>()
    );
    assert_eq!(above(&filed), 0);
}

#[apply(on_both_apps)]
async fn a_second_complaint_goes_the_same_way_whatever_became_of_the_first(app: &TestApp) {
    let mut holders = Vec::new();
    for taken in [call_up(), to_tip()] {
        let (mut life, filed) = Life::file(app, &told_in_words()).await;
        let inspector = app.inspector().await;
        life.step(&inspector, taken).await;
        let second = with(
            feedback(),
            &json!({"kind": "second_complaint", "prior_case": filed.str("/number"),
            "category": "late", "contact": {"name": "Nguyễn Văn Thử", "phone": "0900 000 001",
            "address": "Số 1, đường Thử", "id_number": "072000000001"}}),
        );
        let tried = app.post("/api/v1/reports?dry_run=true", &second).key(&app.key()).send().await;
        assert_eq!(tried.status, 200, "{}", tried.body);
        holders.push((tried.status, tried.body["holder"]["code"].clone()));
    }
    assert_eq!(holders[0], holders[1], "whatever became of the first");
    assert_ne!(holders[0].1, "TN.STNMT");
}

//! Lines over what a unit tells beside its answers: whether a report is taken up, to everybody what came of it, and to the owner of a
//! late dossier that it is sorry.

use liemchinh::harness::domain::{Kind, Role};
use liemchinh::harness::store::accepts;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::{measured, second_line};
use crate::app::{TestApp, feedback, with};
use crate::followed::Life;
use crate::handling::referral::{REST, referred};
use crate::on_both_apps;
use crate::records::apologies::{REGISTER, letter};
use crate::records::feed::FEED;
use crate::steps::{answer, answered, must, typed, words};
use crate::units::dissolution::succeed;
use crate::units::succession::day;

const UNIT: &str = "TN.STNMT";

fn named() -> Value {
    let contact =
        json!({"name": "Trần Thị Thử", "phone": "0900 000 002", "address": "Số 1, đường Thử"});
    json!({"kind": "explanation_request", "sector": null, "contact": contact})
}

/// A request for an explanation of this unit, whose signed paper the province's desk has today.
async fn request<'a>(app: &'a TestApp, unit: &str, today: &str) -> Life<'a> {
    let said = with(named(), &json!({"unit": unit}));
    let (mut life, filed) = Life::file(app, &with(feedback(), &said)).await;
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let paper = json!({"number": filed.str("/number"), "signed_on": today});
    let call = app.post("/api/v1/desk/signatures", &paper).bearer(&clerk).key(&app.key());
    let signed = call.send().await;
    assert_eq!(signed.status, 200, "{}", signed.body);
    life.version = 2;
    life
}

fn forward(to: &str) -> Value {
    json!({"command": "forward", "to": to, "text": "Thuộc thẩm quyền đơn vị khác."})
}

fn decline() -> Value {
    json!({"command": "decline", "ground": "not_in_scope", "text": "Không thuộc phạm vi giải trình."})
}

#[apply(on_both_apps)]
async fn a_request_for_an_explanation_is_taken_up_or_refused_in_five_working_days(app: &TestApp) {
    measured(app, "explanations_taken_up").await;
    let mut lives = Vec::new();
    for _ in 0..11 {
        lives.push(request(app, UNIT, "2024-09-04").await);
    }
    // Feedback has ten days and is no request.
    app.file(&feedback()).await;
    let [
        up,
        refused,
        never,
        away,
        first_up,
        withdrawn,
        late,
        late_away,
        called,
        overturned,
        parted,
    ] = lives.as_mut_slice()
    else {
        panic!()
    };
    let officer = app.officer(UNIT).await;
    let own = with(named(), &json!({"filed_via": "desk_paper", "signed": true}));
    typed(app, &officer, &own).await;
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    typed(app, &clerk, &with(own, &json!({"paper_on": "2024-08-12"}))).await;
    up.step(&officer, json!({"command": "accept"})).await;
    refused.step(&officer, decline()).await;
    overturned.step(&officer, decline()).await;
    away.step(&officer, forward("TN.SXD")).await;
    first_up.step(&officer, json!({"command": "accept"})).await;
    first_up.step(&officer, forward("TN.SXD")).await;
    withdrawn.say("withdrawal", json!({"text": "Tôi đã hiểu."})).await;
    let line = async || {
        let line = second_line(app, UNIT).await;
        (line["accepts_due"].as_i64(), line["accepts_on_time"].as_i64())
    };

    // Five working days end on Wednesday the 11th.
    app.set("2024-09-11T02:00:00Z");
    let before = line().await;
    app.set("2024-09-12T02:00:00Z");
    let over = line().await;
    app.service.watch().await.unwrap();
    let watched = line().await;
    let officer = app.officer(UNIT).await;
    late.look().await;
    late.step(&officer, json!({"command": "accept"})).await;
    late_away.look().await;
    late_away.step(&officer, forward("TN.SXD")).await;
    let afterwards = line().await;
    let inspector = app.inspector().await;
    must(app, &inspector, &overturned.id, words("overturn")).await;
    let mended = line().await;
    must(app, &inspector, &called.id, words("call_up")).await;
    let without = line().await;
    parted.look().await;
    referred(parted, &inspector, REST).await;
    let apart = line().await;
    let receiver = second_line(app, "TN.SXD").await;
    let public = app.get("/api/v1/movements/plan-577-2024/scores/TN.STNMT").send().await;

    assert_eq!(before, (Some(0), Some(0)), "what was done in time waits for the day too");
    // Taken up, two refused; never, late, late and passed on, called up, in parts.
    assert_eq!(
        over,
        (Some(8), Some(3)),
        "not what was passed on, also after it was taken up, nor its own entry, nor an old paper"
    );
    assert_eq!([watched, afterwards], [over; 2], "what is late stays, whoever finds it out");
    assert_eq!(mended, (Some(8), Some(2)), "a refusal that does not stand was no word in time");
    assert_eq!(without, (Some(7), Some(2)), "what was called up counts nowhere");
    assert_eq!(apart, without, "a referral makes one late word not two");
    assert_eq!(receiver["accepts_due"], 2, "whoever got it in time owes its own word");
    assert_eq!(public.body["lines"][1]["line"]["state"], "open", "it moves from day to day");
    assert!(never.owed().await.iter().any(|one| one.starts_with("accept")));
}

#[apply(on_both_apps)]
async fn a_word_that_was_late_before_its_unit_ended_is_late_once(app: &TestApp) {
    app.begin("2025-06-10T02:00:00Z").await;
    let late = request(app, "25456", "2025-06-10").await;
    app.set("2025-06-27T02:00:00Z");
    let open = request(app, "25456", "2025-06-27").await;
    app.set("2025-07-01T02:00:00Z");
    succeed(app, "2025-07-01", false).await;
    app.set("2025-07-15T02:00:00Z");
    app.service.watch().await.unwrap();
    let span = (day("2025-06-01"), day("2025-07-31"));
    let today = day("2025-07-15");

    let counted = accepts(&mut app.scratch.conn(), span, today, None).unwrap();

    let reference = app.service.reference();
    let exists = |unit| reference.units.get(unit).unwrap().exists_on(today);
    let mut by_unit: Vec<_> =
        counted.iter().map(|((unit, kind), sums)| (exists(*unit), *kind, *sums)).collect();
    by_unit.sort_unstable();
    let kind = Kind::ExplanationRequest;
    assert_eq!(by_unit, [(false, kind, (1, 0)), (true, kind, (1, 0))], "one each: {counted:?}");
    assert_eq!([late.owed().await.len(), open.owed().await.len()], [2, 2], "both are still owed");
}

fn publish() -> Value {
    json!({
        "command": "publish_answer", "question": "Hồ sơ đất đai quá hẹn mà không có thông báo.",
        "text": "Sở đã trả kết quả và xin lỗi người dân.",
    })
}

#[apply(on_both_apps)]
async fn an_answer_is_to_be_public_ten_working_days_later_by_the_units_own_proposal(app: &TestApp) {
    measured(app, "results_published").await;
    let (officer, inspector) = (app.officer(UNIT).await, app.inspector().await);
    let mut lives = Vec::new();
    for _ in 0..11 {
        lives.push(Life::file(app, &feedback()).await.0);
    }
    let merge = json!({"command": "merge_into", "into": lives[0].id, "text": "Cùng một việc."});
    must(app, &inspector, &lives[10].id, merge).await;
    for life in &lives {
        must(app, &officer, &life.id, json!({"command": "accept"})).await;
        must(app, &officer, &life.id, answer("founded")).await;
    }
    let [
        proposed,
        waits,
        _never,
        late,
        shown,
        taken_back,
        again,
        called,
        reopened,
        parted,
        _merged,
    ] = lives.as_mut_slice()
    else {
        panic!()
    };
    let own = typed(app, &officer, &json!({})).await;
    let own = answered(app, &officer, own.str("/number"), "founded").await;
    let declined = app.file(&feedback()).await;
    let declined = app.case_of(&officer, declined.str("/number")).await;
    must(app, &officer, &declined, decline()).await;
    let withdraw = words("withdraw_publication");
    let line = async || {
        let line = second_line(app, UNIT).await;
        (line["publications_due"].as_i64(), line["publications_on_time"].as_i64())
    };

    must(app, &inspector, &own, publish()).await;
    must(app, &officer, &proposed.id, publish()).await;
    must(app, &officer, &waits.id, publish()).await;
    for one in [&*shown, taken_back, again, called, reopened, parted] {
        must(app, &inspector, &one.id, publish()).await;
    }
    must(app, &officer, &taken_back.id, withdraw.clone()).await;
    must(app, &officer, &again.id, withdraw).await;
    reopened.say("reopening", json!({"text": "Chưa giải quyết xong."})).await;
    parted.look().await;
    referred(parted, &inspector, REST).await;
    // Ten working days from the 4th end on Wednesday the 18th.
    app.set("2024-09-18T02:00:00Z");
    let before = line().await;
    app.set("2024-09-19T02:00:00Z");
    let over = line().await;
    let (officer, inspector) = (app.officer(UNIT).await, app.inspector().await);
    must(app, &inspector, &proposed.id, publish()).await;
    must(app, &officer, &late.id, publish()).await;
    must(app, &inspector, &late.id, publish()).await;
    must(app, &officer, &again.id, publish()).await;
    must(app, &inspector, &again.id, publish()).await;
    let decided = line().await;
    must(app, &inspector, &called.id, words("call_up")).await;
    let without = line().await;
    must(app, &officer, &reopened.id, answer("founded")).await;
    must(app, &inspector, &reopened.id, publish()).await;
    let answered_anew = line().await;
    app.set("2024-10-04T02:00:00Z");
    let in_its_time = line().await;

    assert_eq!(before, (Some(0), Some(0)));
    // The reopened one has no answer, one is answered with another, one goes on in parts.
    assert_eq!(over, (Some(8), Some(2)), "what is only proposed, or was taken back, is not public");
    assert_eq!(decided, (Some(8), Some(3)), "by the day of the proposal, and of the last one");
    assert_eq!(without, (Some(7), Some(2)), "what was called up counts nowhere");
    assert_eq!(answered_anew, without, "another answer has its own days");
    assert_eq!(in_its_time, (Some(8), Some(3)));
}

#[apply(on_both_apps)]
async fn only_a_correct_apology_for_a_late_dossier_counts(app: &TestApp) {
    measured(app, "late_apologised").await;
    let code = |n: i64| format!("H53.05-240820-{n:04}");
    let returned = [
        json!("2024-09-18"), // As the new day said.
        Value::Null,         // Before the new day.
        json!("2024-09-17"), // The letter came on the promised day.
        json!("2024-09-13"), // The new day was not kept.
        Value::Null,         // Nor here.
        Value::Null,         // Of another promised day, so that it could be dated back.
        json!("2024-09-09"), // In time, so no apology is owed.
        Value::Null,         // No letter.
    ];
    let dossiers: Vec<Value> = (0..)
        .zip(&returned)
        .map(|(n, returned_on)| {
            let dossier = json!({
                "code": code(n), "unit": UNIT, "procedure": "1.005398", "received_on": "2024-08-20",
                "promised_on": "2024-09-10",
            });
            with(dossier, &json!({"returned_on": returned_on}))
        })
        .collect();
    let enter = async |n: i64, promised_on: &str, served_on: &str, new_date: &str| {
        let said = json!({
            "dossier_code": code(n), "promised_on": promised_on, "served_on": served_on, "new_date": new_date,
        });
        let call = app.post(REGISTER, &with(letter(), &said));
        let made = call.bearer(&app.officer(UNIT).await).key(&app.key()).send().await;
        assert_eq!(made.status, 201, "{}", made.body);
    };
    app.set("2024-09-09T02:00:00Z");
    enter(0, "2024-09-10", "2024-09-09", "2024-09-18").await;
    enter(1, "2024-09-10", "2024-09-09", "2024-09-25").await;
    enter(3, "2024-09-10", "2024-09-09", "2024-09-12").await;
    enter(4, "2024-09-10", "2024-09-09", "2024-09-16").await;
    enter(6, "2024-09-10", "2024-09-09", "2024-09-16").await;
    app.set("2024-09-10T02:00:00Z");
    enter(2, "2024-09-10", "2024-09-10", "2024-09-18").await;
    app.set("2024-09-18T02:00:00Z");
    enter(5, "2024-09-20", "2024-09-09", "2024-09-25").await;
    let admin = app.staff(Role::Administrator, None).await;
    let feed = json!({"source": "Cổng dịch vụ công tỉnh", "items": dossiers});
    let sent = app.post(FEED, &feed).bearer(&admin).key(&app.key()).send().await;
    assert_eq!(sent.status, 201, "{}", sent.body);

    let line = second_line(app, UNIT).await;
    app.set("2024-09-26T02:00:00Z");
    let passed = second_line(app, UNIT).await;

    let of = |line: &Value| (line["dossiers_late"].as_i64(), line["dossiers_apologised"].as_i64());
    assert_eq!(of(&line), (Some(7), Some(2)), "{line}");
    assert_eq!(of(&passed), (Some(7), Some(1)), "a new day that passes is a second lateness");
}

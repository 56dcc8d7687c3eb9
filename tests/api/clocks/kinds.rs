//! One case of each kind, from its arrival to its end, with every last day stated.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::followed::Life;
use crate::on_both_apps;

fn named(changes: &Value) -> Value {
    let contact = json!({
        "name": "Trần Thị Thử",
        "phone": "0900 000 002",
        "address": "Số 1, đường Thử, phường 1",
        "id_number": "072000000001",
    });
    with(with(feedback(), &json!({"contact": contact})), changes)
}

fn text(what: &str) -> Value {
    json!({"command": what, "text": "Nội dung bằng chữ của cán bộ."})
}

fn answer(outcome: &str) -> Value {
    json!({"command": "answer", "outcome": outcome, "text": "Đơn vị đã kiểm tra và trả lời: Nội dung trả lời."})
}

#[apply(on_both_apps)]
async fn feedback_on_conduct_waits_for_the_reporter_and_its_remedy(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    assert_eq!(life.owed().await, ["forward 2024-10-22", "accept 2024-10-29", "answer 2024-10-29"]);

    life.step(&officer, json!({"command": "accept"})).await;
    app.set("2024-10-17T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, text("ask_reporter")).await;
    assert_eq!(life.state().await, "awaiting_reporter");
    // The pause may last ten working days, to 31/10, and as much is left as was then.
    assert_eq!(
        life.owed().await,
        ["answer stands still"],
        "a day that may come earlier is not told"
    );
    let told = app.track(&life.receipt).await;
    let answer_owed = told.body["obligations"]
        .as_array()
        .unwrap()
        .iter()
        .find(|one| one["step"] == "answer")
        .unwrap();
    assert_eq!(
        (answer_owed["latest_on"].as_str(), answer_owed.get("due_on")),
        (Some("2024-11-12"), None)
    );

    app.set("2024-10-22T02:00:00Z");
    life.say("messages", json!({"text": "Tôi gửi thêm số biên nhận."})).await;
    // Three working days stood still: 18, 21 and 22 October.
    assert_eq!(life.owed().await, ["answer 2024-11-01"]);

    let officer = app.officer("TN.STNMT").await;
    let remedy =
        with(answer("remedied"), &json!({"remedy": "Trả kết quả.", "remedy_due_on": "2024-10-25"}));
    life.step(&officer, remedy).await;
    assert_eq!(life.owed().await, ["remedy 2024-10-25"]);
    life.say("confirmation", json!({})).await;
    assert_eq!(life.state().await, "answered", "what was promised is not done yet");
    life.step(&officer, text("fulfil_remedy")).await;
    assert_eq!(life.state().await, "closed");
}

#[apply(on_both_apps)]
async fn feedback_on_a_rule_goes_to_the_receiving_office_and_lapses_into_its_end(app: &TestApp) {
    let body = named(&json!({"kind": "rule_feedback", "category": "regulation", "unit": null}));
    let (mut life, filed) = Life::file(app, &body).await;
    assert_eq!(filed.str("/holder/code"), "TN.VP");
    assert_eq!(life.owed().await, ["forward 2024-10-22", "accept 2024-10-29", "answer 2024-10-30"]);

    let officer = app.officer("TN.VP").await;
    life.step(&officer, json!({"command": "accept"})).await;
    life.step(&officer, answer("founded")).await;
    assert_eq!(app.track(&life.receipt).await.str("/waits_until"), "2024-10-29");
    app.set("2024-10-29T02:00:00Z");
    app.worker.tick().await.unwrap();
    assert_eq!(life.state().await, "answered", "its last day is not over");
    app.set("2024-10-30T02:00:00Z");
    app.worker.tick().await.unwrap();
    assert_eq!(life.state().await, "closed");
    let seen = life.look().await;
    assert_eq!(seen.str("/confirmation"), "lapsed");
}

#[apply(on_both_apps)]
async fn a_request_for_explanation_waits_for_its_signature_and_is_extended_once(app: &TestApp) {
    let body = named(&json!({"kind": "explanation_request", "category": "late"}));
    let (mut life, filed) = Life::file(app, &body).await;
    assert_eq!((filed.str("/state"), filed.str("/sign_by")), ("awaiting_reporter", "2024-10-29"));
    assert!(life.owed().await.is_empty(), "no petition yet, so nothing is owed");
    app.worker.tick().await.unwrap();
    assert!(
        app.mail.take().iter().all(|mail| !mail.to.as_str().contains("stnmt")),
        "the unit hears of it with the paper"
    );

    app.set("2024-10-18T02:00:00Z");
    let clerk = app.staff(Role::Reception, Some("TN.STNMT")).await;
    let paper = json!({"number": filed.str("/number"), "signed_on": "2024-10-17"});
    let signed =
        app.post("/api/v1/desk/signatures", &paper).bearer(&clerk).key(&app.key()).send().await;
    assert_eq!(signed.status, 200, "{}", signed.body);
    life.version = 2;
    // From the day the paper came: five working days to say whether it is taken up.
    assert_eq!(life.owed().await, ["accept 2024-10-24", "forward 2024-10-24"]);

    let officer = app.officer("TN.STNMT").await;
    let wrong = json!({"command": "decline", "ground": "court_took_it", "text": "Không thụ lý."});
    assert_eq!(life.refused(&officer, wrong).await, "ground_not_for_kind");
    life.step(&officer, json!({"command": "accept"})).await;
    // Fifteen days from 18/10 end on Saturday 2 November and roll to Monday.
    assert_eq!(life.owed().await, ["answer 2024-11-04"]);
    let extend = json!({"command": "extend", "decision_no": "12/QĐ-STNMT", "signer": "Lê Văn Thử", "text": "Nội dung phức tạp."});
    life.step(&officer, extend.clone()).await;
    // Fifteen more from 2 November: Sunday 17 rolls to Monday 18.
    assert_eq!(life.owed().await, ["answer 2024-11-18"]);
    assert_eq!(life.refused(&officer, extend).await, "no_extension_left");
    life.step(&officer, answer("partly_founded")).await;
    life.say("confirmation", json!({})).await;
    assert_eq!(life.state().await, "closed");
}

#[apply(on_both_apps)]
async fn an_unsigned_request_lapses_on_the_day_that_was_told(app: &TestApp) {
    let body = named(&json!({"kind": "explanation_request", "category": "late"}));
    let (life, _) = Life::file(app, &body).await;

    app.set("2024-10-29T02:00:00Z");
    app.worker.tick().await.unwrap();
    assert_eq!(life.state().await, "awaiting_reporter");
    app.set("2024-10-30T02:00:00Z");
    app.worker.tick().await.unwrap();
    assert_eq!(life.state().await, "declined");
}

#[apply(on_both_apps)]
async fn a_claim_that_nobody_apologised_is_answered_in_five_working_days(app: &TestApp) {
    let body = named(&json!({
        "kind": "apology_request", "category": "no_apology",
        "dossier_code": "000.00.01.H53-241001-0001", "promised_on": "2024-10-10",
    }));
    let (mut life, filed) = Life::file(app, &body).await;
    assert_eq!(filed.str("/holder/code"), "TN.STNMT");
    assert!(life.owed().await.contains(&"answer 2024-10-22".to_owned()));
    // Three working days to say whether that day was promised.
    assert!(life.owed().await.contains(&"confirm_promise 2024-10-18".to_owned()));

    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    life.step(&officer, json!({"command": "confirm_promise"})).await;
    app.worker.tick().await.unwrap();
    life.look().await;
    // The day before the promised one is long over: a fault, and an apology within three working days.
    assert_eq!(
        life.owed().await,
        ["finish_or_apologise 2024-10-09", "late_apology 2024-10-18", "answer 2024-10-22"]
    );
    assert_eq!(life.refused(&officer, answer("unfounded")).await, "facts_say_otherwise");
    let apology = json!({
        "command": "apologise", "served_on": "2024-10-15", "served_by": "in_person", "new_date": "2024-10-25",
        "signer": "Trần Văn Mẫu", "document": "12/XL-STNMT", "reason": "Chờ đo đạc bổ sung.",
    });
    life.step(&officer, apology).await;
    life.step(&officer, answer("founded")).await;
    life.say("confirmation", json!({})).await;
    assert_eq!(life.state().await, "answered", "the result is still owed");
    assert_eq!(life.owed().await, ["finish 2024-10-25"]);
    let result = json!({"command": "record_result", "finished_on": "2024-10-15", "text": "Đã trả kết quả tại bộ phận một cửa."});
    life.step(&officer, result).await;
    assert_eq!(life.state().await, "closed");
}

#[apply(on_both_apps)]
async fn a_complaint_is_counted_from_its_acceptance_and_its_decision_is_sent(app: &TestApp) {
    let body = named(&json!({
        "kind": "complaint", "category": "decision_or_act",
        "contested_act": "Quyết định 15/QĐ-STNMT ngày 01/10/2024", "learned_on": "2024-10-02",
        "filed_via": "desk_paper", "paper_on": "2024-10-14", "signed": true,
    }));
    let (mut life, filed) = Life::typed(app, &body).await;
    assert_eq!(filed.str("/received_on"), "2024-10-14", "the stamped day");
    // Ten days from 14/10.
    assert!(life.owed().await.contains(&"accept 2024-10-24".to_owned()));

    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    // Thirty days from 15/10.
    assert_eq!(life.owed().await, ["answer 2024-11-14"]);
    let record = json!({"command": "record_complexity", "criteria": ["complex_content"], "text": "Biên bản."});
    life.step(&officer, record).await;
    // Forty-five instead: 29/11.
    assert_eq!(life.owed().await, ["answer 2024-11-29"]);
    let suspend = json!({"command": "suspend", "ground": "force_majeure", "text": "Lý do."});
    assert_eq!(life.refused(&officer, suspend).await, "pause_not_allowed", "not before 01/07/2026");
    life.step(&officer, answer("unfounded")).await;
    // Three working days to send the decision.
    assert_eq!(life.owed().await, ["notify 2024-10-18"]);
    let inspector = app.inspector().await;
    assert_eq!(life.refused(&inspector, json!({"command": "close"})).await, "duties_open");
    life.step(&officer, text("notify")).await;
    assert_eq!(
        life.refused(&officer, json!({"command": "close"})).await,
        "own_unfounded_needs_second_person"
    );
    life.step(&inspector, json!({"command": "close"})).await;
    assert_eq!(life.state().await, "closed");
}

#[apply(on_both_apps)]
async fn a_complaint_of_july_2026_follows_the_new_law(app: &TestApp) {
    app.set("2026-07-01T02:00:00Z");
    let body = named(&json!({
        "kind": "complaint", "category": "decision_or_act", "sector": null,
        "contested_act": "Quyết định 15/QĐ ngày 01/06/2026", "learned_on": "2026-06-10",
        "filed_via": "desk_paper", "signed": true,
    }));
    let (mut life, _) = Life::typed(app, &with(body, &json!({"unit": "TN.SYT"}))).await;
    // Seven working days.
    assert!(life.owed().await.contains(&"accept 2026-07-10".to_owned()), "{:?}", life.owed().await);

    let officer = app.officer("TN.SYT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    assert_eq!(life.owed().await, ["answer 2026-07-31"]);
    app.set("2026-07-06T02:00:00Z");
    let officer = app.officer("TN.SYT").await;
    let suspend = json!({"command": "suspend", "ground": "force_majeure", "text": "Lý do."});
    life.step(&officer, suspend).await;
    assert_eq!(life.owed().await, ["answer stands still"]);
    app.set("2026-09-01T02:00:00Z");
    app.worker.tick().await.unwrap();
    assert_eq!(life.state().await, "suspended", "what stands still is never late");
    app.set("2026-07-16T02:00:00Z");
    // Nothing but a person ends a standstill without a limit: the unit, or an inspector.
    let inspector = app.inspector().await;
    life.step(&inspector, json!({"command": "resume"})).await;
    // Ten days stood still: from 31/07 to 10/08.
    assert_eq!(life.owed().await, ["answer 2026-08-10"]);
}

#[apply(on_both_apps)]
async fn a_second_complaint_goes_to_the_superior(app: &TestApp) {
    let body = named(&json!({
        "kind": "second_complaint", "category": "decision_or_act", "prior_case": "7K3M9QX2AB",
        "filed_via": "desk_visit", "signed": true,
    }));
    let (mut life, filed) = Life::typed(app, &body).await;
    assert_eq!(filed.str("/holder/code"), "H53");

    let officer = app.officer("H53").await;
    life.step(&officer, json!({"command": "accept"})).await;
    // Forty-five days from 15/10.
    assert_eq!(life.owed().await, ["answer 2024-11-29"]);
    life.step(&officer, answer("founded")).await;
    assert_eq!(life.owed().await, ["notify 2024-10-22"]);
    let reopen = app.post("/api/v1/report/reopening", &json!({"text": "Chưa thỏa đáng."}));
    let reopen = reopen.receipt(&life.receipt).key(&app.key()).send().await;
    assert_eq!((reopen.status, reopen.str("/reason")), (409, "next_instance"));
    life.step(&officer, text("notify")).await;
    life.step(&officer, json!({"command": "close"})).await;
    assert_eq!(life.state().await, "closed");
}

#[apply(on_both_apps)]
async fn a_demand_of_the_front_is_answered_in_fifteen_days(app: &TestApp) {
    let contact = json!({"name": "Phạm Văn Thử", "organisation": "Ủy ban MTTQ tỉnh", "phone": "0900 000 003"});
    let body = with(
        feedback(),
        &json!({"kind": "front_demand", "reporter_type": "front", "contact": contact}),
    );
    let (mut life, _) = Life::file(app, &body).await;
    assert!(life.owed().await.contains(&"answer 2024-10-30".to_owned()), "{:?}", life.owed().await);

    let officer = app.officer("TN.STNMT").await;
    let record = json!({"command": "record_complexity", "criteria": ["complex_content"], "text": "Biên bản."});
    life.step(&officer, record).await;
    // Thirty days: 14/11.
    assert!(life.owed().await.contains(&"answer 2024-11-14".to_owned()));
    life.step(&officer, json!({"command": "accept"})).await;
    life.step(&officer, answer("founded")).await;
    life.say("reopening", json!({"text": "Còn một nội dung chưa trả lời."})).await;
    assert_eq!(life.owed().await, ["answer 2024-10-29"], "ten working days from the reopening");
    life.step(&officer, answer("founded")).await;
    life.say("review", json!({"text": "Đề nghị người khác xem lại."})).await;
    let seen = life.look().await;
    assert_eq!((seen.str("/state"), seen.str("/holder/code")), ("received", "H53"));
}

#[apply(on_both_apps)]
async fn praise_is_thanked_for(app: &TestApp) {
    let body = named(&json!({"kind": "praise", "category": "good_conduct"}));
    let (mut life, _) = Life::file(app, &body).await;
    let officer = app.officer("TN.STNMT").await;
    life.step(&officer, json!({"command": "accept"})).await;
    life.step(&officer, answer("founded")).await;
    life.say("confirmation", json!({})).await;
    assert_eq!(life.state().await, "closed");
}

#[apply(on_both_apps)]
async fn a_denunciation_comes_on_paper_and_is_closed_by_two_persons(app: &TestApp) {
    let body = named(&json!({"kind": "denunciation", "category": "harassment", "sector": null}));
    let online = app.post("/api/v1/reports", &body).key(&app.key()).send().await;
    assert_eq!((online.status, online.faults()), (422, vec!["/kind other_door".to_owned()]));

    let body =
        with(body, &json!({"filed_via": "desk_paper", "paper_on": "2024-10-14", "signed": true}));
    let (mut life, filed) = Life::typed(app, &body).await;
    assert!(filed.body.get("number").is_none() && filed.body.get("holder").is_none());
    // Seven working days from 14/10, five to forward.
    assert_eq!(life.owed().await, ["forward 2024-10-21", "accept 2024-10-23"]);
    let (first, second) = (app.inspector().await, app.inspector().await);
    life.take(&first).await;
    life.step(&first, json!({"command": "accept"})).await;
    assert_eq!(life.owed().await, ["answer 2024-11-14"]);
    let extend = json!({"command": "extend", "decision_no": "7/QĐ-TTT", "signer": "Võ Thị Thử", "text": "Phức tạp."});
    assert_eq!(
        life.refused(&first, extend.clone()).await,
        "no_extension_left",
        "only a complex one"
    );
    let record = json!({"command": "record_complexity", "criteria": ["several_places"], "text": "Biên bản."});
    life.step(&first, record).await;
    life.step(&first, extend).await;
    // Thirty more days: 14/12 is a Saturday, so Monday 16/12.
    assert_eq!(life.owed().await, ["answer 2024-12-16"]);
    life.step(&first, answer("founded")).await;
    assert_eq!(life.owed().await, ["notify 2024-10-22", "publish 2024-10-24"]);
    life.step(&first, text("notify")).await;
    life.step(&first, text("publish")).await;
    life.step(&first, json!({"command": "close"})).await;
    assert_eq!(life.refused(&first, json!({"command": "close"})).await, "same_person");
    life.take(&second).await;
    life.step(&second, json!({"command": "close"})).await;
    assert_eq!(life.state().await, "closed");
}

#[apply(on_both_apps)]
async fn an_internal_report_is_answered_in_fifteen_days(app: &TestApp) {
    let contact = json!({"name": "Hồ Văn Thử", "phone": "0900 000 004", "position": "Chuyên viên", "unit": "TN.SYT"});
    let body = with(
        feedback(),
        &json!({"kind": "internal_report", "reporter_type": "official", "category": "favouritism", "contact": contact}),
    );
    let (mut life, filed) = Life::file(app, &body).await;
    assert_eq!(filed.str("/channel"), "integrity");
    assert!(life.owed().await.contains(&"answer 2024-10-30".to_owned()));
    let inspector = app.inspector().await;
    life.take(&inspector).await;
    life.step(&inspector, json!({"command": "accept"})).await;
    life.step(&inspector, answer("founded")).await;
    life.say("confirmation", json!({})).await;
    assert_eq!(life.state().await, "closed");
}

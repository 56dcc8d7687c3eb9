//! What a reporter says unasked: more facts for whoever handles the report, and revenge for the inspectors alone.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::filing::senders::looks;
use crate::mail::outbox::value;
use crate::steps::{answer, must, say};
use crate::{on_both_apps, on_both_holding_apps};

fn text(words: &str) -> Value {
    json!({"text": words})
}

#[apply(on_both_apps)]
async fn a_reporter_adds_facts_unasked_ten_times_a_day(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let receipt = filed.str("/receipt");
    let officer = app.officer("TN.STNMT").await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    app.worker.tick().await.unwrap();
    app.mail.take();

    for n in 1..=10 {
        let added = say(app, "additions", receipt, text(&format!("Tình tiết thứ {n}."))).await;
        assert_eq!(added.status, 200, "{}", added.body);
    }
    let more = say(app, "additions", receipt, text("Tình tiết thứ mười một.")).await;
    assert_eq!((more.status, more.str("/reason")), (409, "too_many_today"));

    let events = app.get(&format!("/api/v1/cases/{case}/events")).bearer(&officer).send().await;
    let last = events.body["items"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["kind"], &last["text"]), (&json!("added"), &json!("Tình tiết thứ 10.")));
    assert!(app.track(receipt).await.text.contains("Tình tiết thứ 10."));
    app.worker.tick().await.unwrap();
    let mails = app.mail.take();
    assert!(!mails.is_empty() && mails.iter().all(|mail| !mail.body.contains("Tình tiết")));
    app.set("2024-10-16T02:00:00Z");
    assert_eq!(say(app, "additions", receipt, text("Ngày hôm sau.")).await.status, 200);
    app.set("2024-10-17T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;
    must(app, &officer, &case, json!({"command": "accept"})).await;
    must(app, &officer, &case, answer("founded")).await;
    say(app, "confirmation", receipt, json!({})).await;
    let over = say(app, "additions", receipt, text("Sau khi kết thúc.")).await;
    assert_eq!((over.status, over.str("/reason")), (409, "case_is_over"));
}

#[apply(on_both_apps)]
async fn what_is_added_to_a_tip_is_sealed_like_the_tip(app: &TestApp) {
    let filed = app.file(&tip()).await;
    let added =
        say(app, "additions", filed.str("/receipt"), text("CANARYADD9 thêm một chi tiết.")).await;
    assert_eq!(added.status, 200, "{}", added.body);

    let dump = crate::filing::secrecy::dump(app);
    assert!(!crate::filing::secrecy::holds(&dump, "CANARYADD9"));
    let inspector = app.inspector().await;
    let queue = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let case = queue.str("/items/0/id").to_owned();
    assert_eq!(app.assign(&inspector, &case, 2).await.status, 200);
    let events = app.get(&format!("/api/v1/cases/{case}/events")).bearer(&inspector).send().await;
    assert!(events.text.contains("CANARYADD9"), "{}", events.text);
}

#[apply(on_both_apps)]
async fn revenge_is_told_to_inspectors_and_changes_nothing_for_the_unit(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let receipt = filed.str("/receipt");
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let leader = app.staff(Role::UnitLeader, Some("TN.STNMT")).await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    must(app, &officer, &case, json!({"command": "accept"})).await;
    app.worker.tick().await.unwrap();
    app.mail.take();
    let before = [looks(app, &officer, &case).await, looks(app, &leader, &case).await];
    let told = app.track(receipt).await.text;

    let said = say(app, "retaliation", receipt, text("CANARYREV7 bị dọa trả hồ sơ.")).await;
    assert_eq!(said.status, 200, "{}", said.body);
    app.worker.tick().await.unwrap();

    assert_eq!([looks(app, &officer, &case).await, looks(app, &leader, &case).await], before);
    assert_eq!(app.track(receipt).await.text, told, "somebody may be made to show the receipt");
    let mails = app.mail.take();
    assert_eq!(mails.len(), 1, "the inspectorate hears of it");
    assert!(!mails[0].to.as_str().contains("stnmt") && !mails[0].body.contains("CANARYREV7"));
    let seen = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;
    assert_eq!(seen.str("/retaliation_on"), "2024-10-15");
    let events = app.get(&format!("/api/v1/cases/{case}/events")).bearer(&inspector).send().await;
    assert!(events.text.contains("CANARYREV7"));
    // The unit goes on by the version it read, and its next number has no gap.
    must(app, &officer, &case, answer("founded")).await;
    let events = app.get(&format!("/api/v1/cases/{case}/events")).bearer(&officer).send().await;
    let numbers: Vec<_> =
        events.body["items"].as_array().unwrap().iter().map(|one| one["n"].clone()).collect();
    assert_eq!(numbers, [1, 2, 3]);
    say(app, "confirmation", receipt, json!({})).await;
    let after = say(app, "retaliation", receipt, text("Vẫn bị dọa sau khi có trả lời.")).await;
    assert_eq!(after.status, 200, "also after the end: {}", after.body);
}

#[apply(on_both_apps)]
async fn the_inspectorate_that_is_accused_is_not_told_of_revenge(app: &TestApp) {
    let about = with(feedback(), &json!({"unit": "TN.TTT", "sector": null}));
    let filed = app.file(&about).await;
    app.worker.tick().await.unwrap();
    app.mail.take();

    say(app, "retaliation", filed.str("/receipt"), text("Bị dọa trả hồ sơ.")).await;
    app.worker.tick().await.unwrap();

    let mails = app.mail.take();
    assert_eq!(mails.len(), 1);
    assert!(mails[0].to.as_str().contains("chu-tich"), "{}", mails[0].to.as_str());
}

#[apply(on_both_apps)]
async fn revenge_for_a_tip_is_told_to_the_body_that_holds_it_and_no_row_points_to_the_tip(
    app: &TestApp,
) {
    let filed = app.file(&tip()).await;
    app.worker.tick().await.unwrap();
    app.mail.take();
    app.set("2024-10-15T02:12:34Z");

    for _ in 0..2 {
        let said = say(app, "retaliation", filed.str("/receipt"), text("CANARYREV8 bị dọa.")).await;
        assert_eq!(said.status, 200, "{}", said.body);
    }
    app.worker.tick().await.unwrap();
    assert!(app.mail.take().is_empty(), "no mail dates the visit");
    app.set("2024-10-15T03:00:00Z");
    app.worker.tick().await.unwrap();

    let mails = app.mail.take();
    assert_eq!(mails.len(), 1, "one for whatever was told before the mark");
    assert_eq!(mails[0].to.as_str(), "tn-ttt@tayninh.example");
    let words = format!("{} {}", mails[0].subject, mails[0].body).to_lowercase();
    for word in ["canaryrev8", "trả thù", "trù dập", "đe dọa", "tiền", "stnmt", "tài nguyên"]
    {
        assert!(!words.contains(word), "{word}");
    }
    let row = |member| value(app, member, "WHERE template = 'tip_retaliation'");
    assert_eq!(row("CASE WHEN case_id IS NULL THEN payload END"), "{}");
    // The body and the mark; the moment of the row is the mark too, in microseconds or as a text.
    assert!(row("dedup_key").ends_with(":1728961200"), "{}", row("dedup_key"));
    let mark = ["1728961200000000", "2024-10-15 03:00:00+00"];
    assert!(mark.contains(&row("created_at").as_str()), "{}", row("created_at"));
}

#[apply(on_both_apps)]
async fn revenge_for_a_tip_about_the_inspectorate_is_told_to_the_province(app: &TestApp) {
    let filed = app.file(&with(tip(), &json!({"unit": "TN.TTT"}))).await;
    app.worker.tick().await.unwrap();
    app.mail.take();

    say(app, "retaliation", filed.str("/receipt"), text("Bị dọa cho nghỉ việc.")).await;
    app.set("2024-10-15T02:30:00Z");
    app.worker.tick().await.unwrap();

    let to: Vec<_> = app.mail.take().into_iter().map(|mail| mail.to.as_str().to_owned()).collect();
    assert_eq!(to, ["chu-tich@tayninh.example"]);
}

#[apply(on_both_holding_apps)]
async fn revenge_that_was_told_before_a_report_became_a_tip_is_not_lost(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let receipt = filed.str("/receipt");
    say(app, "retaliation", receipt, text("Bị dọa trả hồ sơ.")).await;
    assert_eq!(say(app, "to-integrity", receipt, json!({})).await.status, 200);
    app.set("2024-10-15T02:30:00Z");
    app.worker.tick().await.unwrap();

    let mails = app.mail.take();
    let told = mails.iter().filter(|mail| mail.subject.contains("cần xem sớm"));
    assert_eq!(told.map(|mail| mail.to.as_str()).collect::<Vec<_>>(), ["tn-ttt@tayninh.example"]);
    let inspector = app.inspector().await;
    let queue = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let case = queue.str("/items/0/id").to_owned();
    assert_eq!(app.assign(&inspector, &case, 2).await.status, 200);
    let seen = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;
    assert_eq!(seen.str("/retaliation_on"), "2024-10-15");
}

#[apply(on_both_apps)]
async fn the_right_to_withdraw_cites_what_fits_the_kind(app: &TestApp) {
    let cited = async |body: Value| {
        let filed = app.file(&body).await;
        let told = app.track(filed.str("/receipt")).await;
        let rights = told.body["what_you_can_do"].as_array().unwrap().clone();
        let one = rights.into_iter().find(|one| one["code"] == "withdraw").unwrap();
        one["legal_ref"].as_str().unwrap().to_owned()
    };
    let contact =
        json!({"name": "Trần Thị Thử", "phone": "0900 000 002", "address": "Số 1, đường Thử"});
    let complaint = with(
        feedback(),
        &json!({
            "kind": "complaint", "category": "decision_or_act", "contact": contact,
            "contested_act": "Quyết định 15/QĐ-STNMT", "learned_on": "2024-10-02",
        }),
    );

    assert_eq!(cited(feedback()).await, "Chính sách của tỉnh");
    assert_eq!(cited(tip()).await, "Chính sách của tỉnh");
    assert_eq!(cited(complaint).await, "Luật Khiếu nại 2011 Điều 10");
}

//! Cases of one matter: a unit proposes, an inspector decides, and each is answered by its own last day.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback};
use crate::followed::Life;
use crate::on_both_apps;

const DOSSIER: &str = "000.00.16.H53-241001-0007";

fn about(name: &str, dossier: &str) -> Value {
    let mut report = feedback();
    report["contact"]["name"] = json!(name);
    report["dossier_code"] = json!(dossier);
    report
}

fn into(lead: &Life<'_>) -> Value {
    json!({"command": "merge_into", "into": lead.id, "text": "Cùng một hồ sơ đất đai."})
}

fn settle(upheld: bool) -> Value {
    json!({"command": "settle_merge", "upheld": upheld, "text": "Đã đối chiếu hai phản ánh."})
}

fn answer(text: &str, for_all: Option<&str>) -> Value {
    let mut body = json!({"command": "answer", "outcome": "founded", "text": text});
    if let Some(words) = for_all {
        body["for_all"] = json!(words);
    }
    body
}

async fn two(app: &TestApp) -> (Life<'_>, Life<'_>) {
    let (lead, _) = Life::file(app, &about("Trần Thị Dẫn", DOSSIER)).await;
    let (second, _) = Life::file(app, &about("Lê Văn Nhập", "000.00.16.h53 241001 0007")).await;
    (lead, second)
}

async fn said(app: &TestApp, life: &Life<'_>) -> String {
    let told = app.track(&life.receipt).await;
    let messages = told.body["messages"].as_array().unwrap();
    let answer = messages.iter().rfind(|it| it["kind"] == "answered").unwrap();
    answer["text"].as_str().unwrap().to_owned()
}

#[apply(on_both_apps)]
async fn a_unit_proposes_a_merge_and_nothing_changes_until_an_inspector_decides(app: &TestApp) {
    let (lead, mut second) = two(app).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let owed = second.owed().await;

    second.step(&officer, into(&lead)).await;

    let waits = app.get("/api/v1/cases?awaits_inspector=true").bearer(&inspector).send().await;
    assert_eq!(waits.body["items"][0]["id"], json!(second.id));
    assert_eq!(waits.body["items"][0]["merge_proposed"], json!(lead.id));
    assert_eq!((second.state().await.as_str(), second.owed().await), ("received", owed.clone()));
    assert_eq!(second.refused(&officer, into(&lead)).await, "merge_open");
    assert_eq!(second.refused(&officer, settle(true)).await, "inspector_only");

    second.step(&inspector, settle(false)).await;
    assert_eq!((second.state().await.as_str(), second.owed().await), ("received", owed));
    assert_eq!(second.refused(&inspector, settle(true)).await, "not_merged");
    assert_eq!(
        second.refused(&officer, json!({"command": "unmerge", "text": "Tách."})).await,
        "not_merged"
    );
}

#[apply(on_both_apps)]
async fn only_an_inspector_says_that_cases_without_a_common_dossier_are_one_matter(app: &TestApp) {
    let (lead, _) = Life::file(app, &about("Trần Thị Dẫn", DOSSIER)).await;
    let (mut second, _) = Life::file(app, &about("Lê Văn Nhập", "000.00.16.H53-241001-0008")).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);

    assert_eq!(second.refused(&officer, into(&lead)).await, "not_one_dossier");
    assert_eq!(second.refused(&inspector, into(&second)).await, "merge_target", "into itself");
    second.step(&inspector, into(&lead)).await;
    assert_eq!(second.refused(&inspector, into(&lead)).await, "already_merged");

    let shown = app.get(&format!("/api/v1/cases/{}", lead.id)).bearer(&officer).send().await;
    assert_eq!(shown.body["merged"][0]["id"], json!(second.id));
    assert_eq!(shown.body["merged"][0].get("reporter"), None);
}

#[apply(on_both_apps)]
async fn nothing_is_merged_into_what_is_answered_merged_or_elsewhere(app: &TestApp) {
    let (mut lead, mut second) = two(app).await;
    let (mut third, _) = Life::file(app, &about("Phạm Thị Ba", DOSSIER)).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    second.step(&inspector, into(&lead)).await;

    assert_eq!(third.refused(&inspector, into(&second)).await, "merge_target", "is merged itself");
    assert_eq!(lead.refused(&inspector, into(&third)).await, "merge_target", "leads another");
    lead.step(&officer, json!({"command": "accept"})).await;
    lead.step(&officer, answer("Sở xin lỗi; giấy chứng nhận đã có.", None)).await;
    assert_eq!(third.refused(&inspector, into(&lead)).await, "merge_target", "is answered");
    let elsewhere =
        json!({"command": "forward", "to": "TN.SXD", "text": "Thuộc thẩm quyền Sở Xây dựng."});
    third.step(&officer, elsewhere).await;
    assert_eq!(third.refused(&inspector, into(&second)).await, "merge_target", "other holder");
}

#[apply(on_both_apps)]
async fn a_merged_report_is_answered_by_what_is_for_all_and_its_own_sentence(app: &TestApp) {
    let (mut lead, mut second) = two(app).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    second.step(&officer, into(&lead)).await;
    second.step(&inspector, settle(true)).await;
    for life in [&mut lead, &mut second] {
        life.step(&officer, json!({"command": "accept"})).await;
    }
    let told = second.owed().await;
    let shared = "Máy chủ hỏng từ ngày 03/10; giấy chứng nhận của bà Trần Thị Dẫn và các hộ khác trả vào thứ Hai.";
    lead.step(&officer, answer("Sở xin lỗi vì sự chậm trễ này.", Some(shared))).await;
    assert_eq!(second.owed().await, told, "met or missed by its own day");

    second.step(&officer, answer("Hồ sơ của ông cũng vậy.", None)).await;

    let words = said(app, &second).await;
    assert!(words.ends_with("Hồ sơ của ông cũng vậy."), "{words}");
    assert!(words.starts_with("Máy chủ hỏng từ ngày 03/10"), "{words}");
    assert!(!words.contains("Dẫn"), "another reporter's name: {words}");
    assert!(!said(app, &lead).await.contains("Hồ sơ của ông"), "the sentence is one reporter's");
    // What was cut out would tell staff whom they guessed rightly.
    let events =
        app.get(&format!("/api/v1/cases/{}/events", second.id)).bearer(&officer).send().await;
    assert!(!events.text.contains("[…]") && !events.text.contains("Máy chủ"), "{}", events.text);
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn words_for_all_name_no_reporter_and_no_number(app: &TestApp) {
    let (mut lead, mut second) = two(app).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    second.step(&inspector, into(&lead)).await;
    lead.step(&officer, json!({"command": "accept"})).await;

    for (words, code) in [
        ("Gọi 0900 000 001 để nhận giấy chứng nhận.", "personal_number"),
        ("Viết cho thu@dan.example để nhận giấy.", "mail_address"),
    ] {
        let body = answer("Sở xin lỗi vì sự chậm trễ này.", Some(words));
        let refused = app.command(&officer, &lead.id, lead.version, &body).await;
        let first = &refused.body["errors"][0];
        assert_eq!(
            (first["pointer"].clone(), first["code"].clone()),
            (json!("/for_all"), json!(code)),
            "{words}"
        );
    }
}

#[apply(on_both_apps)]
async fn what_is_cut_out_does_not_show_in_what_is_refused(app: &TestApp) {
    let (mut lead, mut second) = two(app).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    second.step(&inspector, into(&lead)).await;
    for life in [&mut lead, &mut second] {
        life.step(&officer, json!({"command": "accept"})).await;
    }
    // A guess of who filed the other one, in words that would be too few without it.
    lead.step(&officer, answer("Sở xin lỗi vì sự chậm trễ này.", Some("Kính gửi bà Trần Thị Dẫn")))
        .await;

    second.step(&officer, answer("Đã xong.", None)).await;
    assert!(!said(app, &second).await.contains("Dẫn"));
}

#[apply(on_both_apps)]
async fn why_a_case_is_taken_out_is_not_told_to_its_reporter(app: &TestApp) {
    let (lead, mut second) = two(app).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    second.step(&inspector, into(&lead)).await;
    second
        .step(&officer, json!({"command": "unmerge", "text": "Bà Dẫn hỏi về thửa đất khác."}))
        .await;

    let told = app.track(&second.receipt).await;
    assert!(!told.text.contains("Dẫn"), "{}", told.body);
}

#[apply(on_both_apps)]
async fn a_lead_that_goes_to_another_unit_speaks_to_none_that_stays(app: &TestApp) {
    let (mut lead, mut second) = two(app).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    second.step(&inspector, into(&lead)).await;
    let elsewhere =
        json!({"command": "forward", "to": "TN.SXD", "text": "Thuộc thẩm quyền Sở Xây dựng."});
    lead.step(&officer, elsewhere).await;
    let other = app.officer("TN.SXD").await;
    lead.step(&other, json!({"command": "accept"})).await;
    let number = app.track(&second.receipt).await.str("/number").to_owned();
    // A number of a case that it cannot see is a number like any other.
    let words = format!("Sở trả lời chung cho vụ {number}.");
    lead.step(&other, answer("Sở xin lỗi vì sự chậm trễ này.", Some(&words))).await;

    second.step(&officer, json!({"command": "accept"})).await;
    second.step(&officer, answer("Hồ sơ của ông đã xong, xin lỗi ông.", None)).await;
    assert!(!said(app, &second).await.contains("trả lời chung"));
}

#[apply(on_both_apps)]
async fn a_merged_report_that_is_reopened_goes_on_by_itself(app: &TestApp) {
    let (mut lead, mut second) = two(app).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    second.step(&inspector, into(&lead)).await;
    for life in [&mut lead, &mut second] {
        life.step(&officer, json!({"command": "accept"})).await;
        life.step(
            &officer,
            answer("Sở xin lỗi; giấy chứng nhận đã có.", Some("Việc chung đã xong.")),
        )
        .await;
    }

    let reopened = second.say("reopening", json!({"text": "Giấy của tôi vẫn chưa có."})).await;

    assert_eq!((reopened.status, reopened.str("/state")), (200, "accepted"));
    let shown = app.get(&format!("/api/v1/cases/{}", second.id)).bearer(&officer).send().await;
    assert_eq!(shown.body.get("merged_into"), None);
    let lead = app.get(&format!("/api/v1/cases/{}", lead.id)).bearer(&officer).send().await;
    assert_eq!((lead.str("/state"), lead.body.get("merged")), ("answered", None));
}

#[apply(on_both_apps)]
async fn a_merged_report_that_is_late_is_missed_by_its_own_day(app: &TestApp) {
    let (lead, mut second) = two(app).await;
    let inspector = app.inspector().await;
    second.step(&inspector, into(&lead)).await;
    app.set("2024-11-20T02:00:00Z");
    app.worker.tick().await.unwrap();
    let inspector = app.inspector().await;

    let days = app
        .get(&format!("/api/v1/cases/{}/obligations", second.id))
        .bearer(&inspector)
        .send()
        .await;
    let items = days.body["items"].as_array().unwrap();
    let answer = items.iter().find(|it| it["step"] == "answer").unwrap();
    assert!(answer["missed_on"].is_string(), "{answer}");
}

#[apply(on_both_apps)]
async fn proposals_are_decided_many_at_a_time(app: &TestApp) {
    let (lead, mut second) = two(app).await;
    let (mut third, _) = Life::file(app, &about("Phạm Thị Ba", DOSSIER)).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let mut items = Vec::new();
    for life in [&mut second, &mut third] {
        life.step(&officer, into(&lead)).await;
        items.push(json!({"id": life.id, "version": life.version, "transition": settle(true)}));
    }

    let done = app
        .post("/api/v1/cases/transitions", &json!({"items": items}))
        .bearer(&inspector)
        .key(&app.key())
        .send()
        .await;

    let statuses: Vec<_> =
        done.body["items"].as_array().unwrap().iter().map(|it| it["status"].clone()).collect();
    assert_eq!(statuses, [json!(200), json!(200)], "{}", done.body);
}

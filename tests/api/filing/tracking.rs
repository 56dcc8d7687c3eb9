//! Following a report by its receipt.

use liemchinh::harness::domain::Receipt;
use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::{TestApp, feedback, tip, with};
use crate::on_both_apps;

#[apply(on_both_apps)]
async fn the_reporter_follows_a_feedback_from_filing_to_answer(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let receipt = filed.str("/receipt").to_owned();
    let officer = app.officer("TN.STNMT").await;
    let case = app.case_of(&officer, filed.str("/number")).await;

    let fresh = app.track(&receipt).await;
    app.command(&officer, &case, 1, &json!({"command": "accept"})).await;
    let answer = json!({"command": "answer", "outcome": "remedied", "remedy": "Đã trả kết quả.", "text": "Xin lỗi vì chậm trễ."});
    app.command(&officer, &case, 2, &answer).await;
    let answered = app.track(&receipt).await;

    assert_eq!((fresh.str("/state"), fresh.str("/holder/code")), ("received", "TN.STNMT"));
    assert_eq!(fresh.str("/text"), feedback()["text"].as_str().unwrap());
    assert_eq!(fresh.str("/what_you_can_do/0/code"), "wait");
    assert_eq!((answered.str("/state"), answered.str("/outcome")), ("answered", "remedied"));
    assert_eq!(answered.str("/messages/1/text"), "Xin lỗi vì chậm trễ.");
    assert_eq!(answered.str("/messages/1/remedy"), "Đã trả kết quả.");
    let rights: Vec<_> = answered.body["what_you_can_do"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["code"].as_str().unwrap())
        .collect();
    assert_eq!(
        rights,
        ["confirm", "reopen", "review", "ask_for_explanation", "complain", "denounce"]
    );
    assert_eq!(answered.str("/what_you_can_do/0/until"), "2024-10-29");
}

#[apply(on_both_apps)]
async fn a_late_answer_opens_rights_and_a_tip_shows_no_text(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let sealed = app.file(&tip()).await;
    app.set("2024-10-30T02:00:00Z");

    let late = app.track(filed.str("/receipt")).await;
    let tip = app.track(sealed.str("/receipt")).await;

    assert_eq!(late.str("/what_you_can_do/0/code"), "ask_for_explanation");
    assert_eq!(late.body["obligations"][0]["overdue"], true);
    assert_eq!((tip.str("/channel"), tip.str("/state")), ("integrity", "received"));
    for member in ["text", "number", "holder"] {
        assert!(tip.body.get(member).is_none(), "{member}");
    }
}

#[apply(on_both_apps)]
async fn a_receipt_is_read_as_people_type_it_and_a_wrong_one_is_nothing(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let typed = filed.str("/receipt").to_lowercase().replace('-', "");
    let unknown =
        Receipt::from_bytes(*b"\x01\x22\x43\x64\x85\xa6\xc7\xe8\x19\x2a\x3b\x4c\x5d\x6e\x7f\x90")
            .to_text();

    let found = app.track(&typed).await;
    let wrong = app.track(&unknown).await;
    let broken = app.track("LC1-0000").await;
    let none = app.get("/api/v1/report").send().await;
    let parameter = app.get("/api/v1/report?receipt=x").receipt(&typed).send().await;

    assert_eq!(found.status, 200);
    assert_eq!((wrong.status, wrong.code()), (404, "report_not_found"));
    let same =
        |reply: &crate::client::Reply| with(reply.body.clone(), &json!({"request_id": null}));
    assert_eq!(same(&wrong), same(&broken), "wrong and malformed look alike");
    assert_eq!((none.status, none.code()), (401, "receipt_required"));
    assert_eq!(none.headers["www-authenticate"], "Receipt");
    assert_eq!((parameter.status, parameter.code()), (400, "unknown_parameter"));
}

#[apply(on_both_apps)]
async fn answers_come_in_the_readers_language(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let receipt = filed.str("/receipt");

    let vi = app.track(receipt).await;
    let en =
        app.get("/api/v1/report").receipt(receipt).header("Accept-Language", "en").send().await;
    let problem = app.get("/api/v1/report").header("Accept-Language", "en").send().await;

    assert_eq!(vi.str("/holder/name"), "Sở Tài nguyên và Môi trường");
    assert!(en.str("/holder/name").contains("Department"), "{}", en.body);
    assert!(problem.str("/title").contains("Receipt"));
    assert_eq!(problem.headers["content-language"], "en");
}

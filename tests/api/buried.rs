//! What the holder of a case cannot bury while it is referred, what it does not learn of it, and what the rest keeps.

use liemchinh::domain::actor::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::client::Reply;
use crate::life::Life;
use crate::on_both_apps;
use crate::referral::{REST, copied, refer, referred, signs};

/// A command at the version that `token` sees.
async fn give(app: &TestApp, token: &str, case: &str, body: Value) -> Reply {
    let now = app.get(&format!("/api/v1/cases/{case}")).bearer(token).send().await;
    let version = i32::try_from(now.body["version"].as_i64().unwrap()).unwrap();
    app.command(token, case, version, &body).await
}

async fn must(app: &TestApp, token: &str, case: &str, body: Value) -> Reply {
    let reply = give(app, token, case, body.clone()).await;
    assert_eq!(reply.status, 200, "{body} {}", reply.body);
    reply
}

fn consult() -> Value {
    json!({"command": "consult", "to": "TN.STP"})
}

fn answer() -> Value {
    json!({"command": "answer", "outcome": "founded", "text": "Đã trả kết quả."})
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
    assert!(app.desk.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn the_holder_of_a_referred_case_reads_neither_what_was_handed_over_nor_to_whom(
    app: &TestApp,
) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    referred(&mut life, &inspector, REST).await;
    app.set("2024-10-17T02:00:00Z");
    app.worker.tick().await.unwrap();
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let seen = async |token: &str| {
        let mut all = String::new();
        for path in ["", "/events", "/obligations"] {
            let read =
                app.get(&format!("/api/v1/cases/{}{path}", life.id)).bearer(token).send().await;
            assert_eq!(read.status, 200, "{}", read.body);
            // The name of a command that every unit has in every case is no word of this one.
            all.push_str(&read.text.replace("\"note_criminal_signs\"", ""));
        }
        all
    };
    let words = [
        "Biên bản",
        "Cơ quan điều tra",
        "Viện kiểm sát",
        "procuracy",
        "Chuyển hồ sơ",
        "signs",
        "\"overdue\":true",
    ];
    let (unit, inspectors) = (seen(&officer).await, seen(&inspector).await);
    assert!(unit.contains("\"referred\""), "that it was referred is the end of it");
    for word in words {
        assert!(!unit.contains(word), "{word} in {unit}");
    }
    assert!(inspectors.contains("Biên bản") && inspectors.contains("procuracy_copy"));
    let queue = async |token: &str, query: &str| {
        let page = app.get(&format!("/api/v1/cases?{query}")).bearer(token).send().await;
        page.text.contains(&life.id)
    };
    assert_eq!(
        (queue(&officer, "overdue=true").await, queue(&officer, "state=referred&open=true").await),
        (false, false)
    );
    assert!(queue(&inspector, "state=referred&open=true").await);

    let version = async || {
        let path = format!("/api/v1/cases/{}", life.id);
        app.get(&path).bearer(&officer).send().await.body["version"].clone()
    };
    let before = version().await;
    must(app, &inspector, &life.id, copied("2024-10-17")).await;
    assert_eq!(before, version().await, "the notice leaves no gap in what the unit counts");
}

#[apply(on_both_apps)]
async fn an_answer_that_is_returned_in_the_rest_is_owed_again_by_its_day(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    must(app, &officer, &life.id, json!({"command": "accept"})).await;
    must(app, &officer, &life.id, answer()).await;
    life.look().await;
    let rest = referred(&mut life, &inspector, REST).await;

    let back =
        json!({"command": "return_answer", "ground": "incomplete", "text": "Chưa đúng nội dung."});
    let back = give(app, &inspector, &rest.id, back).await;
    assert_eq!(back.status, 200, "{}", back.body);

    let owed =
        app.get(&format!("/api/v1/cases/{}/obligations", rest.id)).bearer(&inspector).send().await;
    let open: Vec<_> = owed.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["status"] == "open")
        .map(|one| format!("{} {}", one["step"].as_str().unwrap(), one["due_on"].as_str().unwrap()))
        .collect();
    assert_eq!(open, ["answer 2024-10-29"]);
    assert!(app.desk.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn a_published_answer_goes_on_with_the_rest_and_names_nobody_there(app: &TestApp) {
    let (mut life, filed) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    must(app, &officer, &life.id, json!({"command": "accept"})).await;
    must(app, &officer, &life.id, answer()).await;
    let publish = |text: &str| json!({"command": "publish_answer", "question": "Vì sao hồ sơ bị trễ?", "text": text});
    must(app, &inspector, &life.id, publish("Hồ sơ đã được trả.")).await;
    life.look().await;
    let rest = referred(&mut life, &inspector, REST).await;
    let whole = give(
        app,
        &inspector,
        &life.id,
        json!({"command": "withdraw_publication", "text": "Sửa lại."}),
    )
    .await;
    assert_eq!(whole.status, 409, "the text is the rest's: {}", whole.body);
    let shown = async || {
        app.get("/api/v1/public-answers").send().await.body["items"].as_array().unwrap().len()
    };
    assert_eq!(shown().await, 1);

    must(app, &inspector, &rest.id, json!({"command": "withdraw_publication", "text": "Sửa lại."}))
        .await;
    assert_eq!(shown().await, 0);
    let name = feedback()["contact"]["name"].as_str().unwrap().to_owned();
    for text in
        [format!("Bà {name} đã nhận kết quả."), format!("Xem vụ việc {}.", filed.str("/number"))]
    {
        let refused = give(app, &inspector, &rest.id, publish(&text)).await;
        assert_eq!(refused.status, 422, "{text} {}", refused.body);
    }
    let reopened = app
        .post("/api/v1/report/reopening", &json!({"text": "Chưa xong."}))
        .receipt(&life.receipt)
        .key(&app.key())
        .send()
        .await;
    assert_eq!(reopened.status, 200, "{}", reopened.body);
}

#[apply(on_both_apps)]
async fn lateness_of_the_notice_to_the_procuracy_is_not_mailed_to_the_accused(app: &TestApp) {
    let (life, _) = Life::file(app, &with(feedback(), &json!({"unit": "TN.TTT"}))).await;
    let chair = app.staff(Role::Inspector, Some("H53")).await;
    for body in [signs(), consult(), refer(None)] {
        must(app, &chair, &life.id, body).await;
    }
    app.worker.tick().await.unwrap();
    app.mail.take();
    for day in ["2024-10-17", "2024-10-24", "2024-10-31"] {
        app.set(&format!("{day}T02:00:00Z"));
        app.worker.tick().await.unwrap();
        app.worker.tick().await.unwrap();
    }
    let mails = app.mail.take();
    assert!(
        mails.iter().any(|mail| mail.body.contains("Viện kiểm sát")),
        "whoever owes it hears of it"
    );
    for mail in mails.iter().filter(|mail| mail.to.as_str().starts_with("tn-ttt")) {
        assert!(
            !mail.body.contains("Viện kiểm sát") && !mail.subject.contains("Viện kiểm sát"),
            "{}",
            mail.body
        );
    }
}

#[apply(on_both_apps)]
async fn a_dossier_of_a_case_that_was_referred_whole_can_be_registered(app: &TestApp) {
    let dossier = json!({"dossier_code": crate::apologies::DOSSIER});
    let (life, _) = Life::file(app, &with(feedback(), &dossier)).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    for body in [signs(), consult(), refer(None)] {
        must(app, &inspector, &life.id, body).await;
    }
    let line = crate::conclusions::send(
        app,
        &officer,
        crate::apologies::REGISTER,
        &crate::apologies::entry(),
    )
    .await;
    assert_eq!(line.status, 201, "{}", line.body);
}

#[apply(on_both_apps)]
async fn a_case_is_taken_up_in_its_period_though_a_question_still_waits(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    must(app, &officer, &life.id, json!({"command": "ask_reporter", "text": "Quầy nào?"})).await;
    app.set("2024-10-17T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;

    let taken = must(app, &officer, &life.id, json!({"command": "accept"})).await;
    let twice = give(app, &officer, &life.id, json!({"command": "accept"})).await;

    assert_eq!(
        taken.str("/case/state"),
        "awaiting_reporter",
        "the wait goes on by the day it was told"
    );
    assert!(!taken.body["allowed"].as_array().unwrap().contains(&json!("accept")));
    assert_eq!((twice.status, twice.str("/reason")), (409, "already_accepted"));
    let owed = life.owed().await;
    assert!(!owed.iter().any(|it| it.starts_with("accept")), "{owed:?}");
    let replied = app
        .post("/api/v1/report/messages", &json!({"text": "Quầy số 3."}))
        .receipt(&life.receipt)
        .key(&app.key())
        .send()
        .await;
    assert_eq!((replied.status, replied.str("/state")), (200, "accepted"));
}

//! What is public of answers: who approves it, what it must not say, and that nothing leads back.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::client::Reply;
use crate::coverage::NOBODY;
use crate::filing::secrecy::{dump, holds};
use crate::on_both_apps;

const LIST: &str = "/api/v1/public-answers";

/// A case with an answer, at version 3.
pub struct Answered {
    pub id: String,
    number: String,
    receipt: String,
}

async fn answered(app: &TestApp, body: &Value) -> Answered {
    let filed = app.file(body).await;
    let unit = body["unit"].as_str().unwrap();
    let officer = app.officer(unit).await;
    let id = app.case_of(&officer, filed.str("/number")).await;
    for (version, command) in [
        (1, json!({"command": "accept"})),
        (
            2,
            json!({"command": "answer", "outcome": "founded", "text": "Đã trả kết quả và xin lỗi."}),
        ),
    ] {
        let reply = app.command(&officer, &id, version, &command).await;
        assert_eq!(reply.status, 200, "{}", reply.body);
    }
    let (number, receipt) = (filed.str("/number").to_owned(), filed.str("/receipt").to_owned());
    Answered { id, number, receipt }
}

fn words() -> Value {
    publish(
        "Hồ sơ đất đai quá hẹn mà không có thông báo.",
        "Sở đã trả kết quả và xin lỗi người dân.",
    )
}

fn publish(question: &str, text: &str) -> Value {
    json!({"command": "publish_answer", "question": question, "text": text})
}

pub fn withdraw() -> Value {
    json!({"command": "withdraw_publication", "text": "Nội dung cần sửa lại."})
}

async fn one(app: &TestApp, id: &str) -> Reply {
    app.get(&format!("{LIST}/{id}")).send().await
}

async fn ids(app: &TestApp, query: &str) -> Vec<String> {
    let page = app.get(&format!("{LIST}{query}")).send().await;
    assert_eq!(page.status, 200, "{}", page.body);
    let items = page.body["items"].as_array().unwrap();
    items.iter().map(|it| it["id"].as_str().unwrap().to_owned()).collect()
}

/// A published answer: the case and the public id.
pub async fn published(app: &TestApp, body: &Value) -> (Answered, String) {
    let case = answered(app, body).await;
    let inspector = app.inspector().await;
    let done = app.command(&inspector, &case.id, 3, &words()).await;
    assert_eq!(done.status, 200, "{}", done.body);
    let id = done.str("/case/public_answer").to_owned();
    (case, id)
}

pub async fn every_answer(app: &TestApp) {
    let (case, id) = published(app, &feedback()).await;
    one(app, &id).await;
    one(app, NOBODY).await;
    app.get(&format!("{LIST}/{id}?x=1")).send().await;
    app.get(&format!("{LIST}?unit=none")).send().await;
    app.get(&format!("{LIST}?cursor=x")).send().await;
    app.command(&app.inspector().await, &case.id, 4, &withdraw()).await;
    assert_eq!(one(app, &id).await.status, 410);
}

#[apply(on_both_apps)]
async fn a_unit_proposes_and_whoever_may_know_the_reporter_publishes(app: &TestApp) {
    let case = answered(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);

    let proposed = app.command(&officer, &case.id, 3, &words()).await;
    assert_eq!(proposed.body["event"]["kind"], "publication_proposed");
    assert_eq!(proposed.str("/case/publication_proposed_on"), "2024-10-15");
    assert!(ids(app, "").await.is_empty(), "nothing is public yet");
    assert!(!app.track(&case.receipt).await.text.contains("publication_proposed"));
    let done = app.command(&inspector, &case.id, 4, &words()).await;
    assert_eq!(done.body["event"]["kind"], "answer_published");
    let id = done.str("/case/public_answer").to_owned();

    let read = one(app, &id).await;
    assert_eq!(
        read.body,
        json!({
            "id": id,
            "unit": {"code": "TN.STNMT", "name": read.str("/unit/name")},
            "kind": "conduct_feedback",
            "category": "late",
            "outcome": "founded",
            "published_on": "2024-10-15",
            "question": words()["question"],
            "answer": words()["text"],
        })
    );
    assert_eq!(
        read.headers["cache-control"], "no-store, no-transform",
        "what is withdrawn must be gone everywhere"
    );
    assert_eq!(ids(app, "").await, std::slice::from_ref(&id));
    let told = app.track(&case.receipt).await;
    assert_eq!(told.str("/public_answer"), id);
    assert!(told.text.contains("answer_published"));
    let again = app.command(&inspector, &case.id, 5, &words()).await;
    assert_eq!((again.status, again.str("/reason")), (409, "already_public"));
    assert!(app.service.verify_ledger(|_| {}).unwrap().agrees(), "it counts nowhere");
}

#[apply(on_both_apps)]
async fn a_unit_that_knows_the_reporter_publishes_by_itself_also_after_the_end(app: &TestApp) {
    let contact = json!({"name": "Phạm Văn Thử", "organisation": "Ủy ban MTTQ huyện Giả Định", "phone": "0900 000 003"});
    let demand = with(
        feedback(),
        &json!({"kind": "front_demand", "reporter_type": "front", "contact": contact}),
    );
    let case = answered(app, &demand).await;
    let call =
        app.post("/api/v1/report/confirmation", &json!({})).receipt(&case.receipt).key(&app.key());
    assert_eq!(call.send().await.str("/state"), "closed");
    app.set("2024-10-17T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;

    let named = app
        .command(
            &officer,
            &case.id,
            4,
            &publish("MTTQ huyện Giả Định hỏi.", "Ủy ban MTTQ huyện Giả Định đã nhận trả lời."),
        )
        .await;
    let done = app.command(&officer, &case.id, 4, &words()).await;

    assert_eq!(named.faults(), ["/text names_the_reporter"]);
    assert_eq!(done.body["event"]["kind"], "answer_published");
    assert_eq!(done.str("/case/closed_on"), "2024-10-15", "it ended when it ended");
    assert_eq!(app.track(&case.receipt).await.body["custody"][0]["until"], "2024-10-15");
}

#[apply(on_both_apps)]
async fn a_text_that_leads_to_a_person_is_refused_by_member_and_never_by_value(app: &TestApp) {
    let dossier = json!({"dossier_code": "000.00.01.H53-241001-0001"});
    let case = answered(app, &with(feedback(), &dossier)).await;
    let inspector = app.inspector().await;
    for (question, text, faults) in [
        ("Bà Nguyễn Văn Thử hỏi.", "Đã trả lời.", vec!["/question names_the_reporter"]),
        (
            "Anh Thử hỏi.",
            "Gọi 0900.000.001.",
            vec!["/question names_the_reporter", "/text names_the_reporter"],
        ),
        (
            "Gọi 0911 222 333.",
            "Gửi thư: nguoi@dan.example",
            vec!["/question personal_number", "/text mail_address"],
        ),
        ("CCCD 072000000001.", "Đã trả lời.", vec!["/question personal_number"]),
        ("Hồ sơ H53-241001-0001 trễ.", "Đã trả lời.", vec!["/question personal_number"]),
        (
            "Hồ sơ 000.00.01.H53-241001-0001 trễ.",
            case.number.as_str(),
            vec!["/question points_to_the_case", "/text points_to_the_case"],
        ),
    ] {
        let refused = app.command(&inspector, &case.id, 3, &publish(question, text)).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert_eq!(refused.faults(), faults);
        // The id of a request is drawn, and may hold any digits.
        let told = refused.body["errors"].to_string();
        for value in ["Thử", "0900", "0911", "nguoi@", "072000", "241001", &case.number] {
            assert!(!told.contains(value), "{value}: {told}");
        }
    }
    assert!(ids(app, "").await.is_empty());
}

#[apply(on_both_apps)]
async fn the_check_answers_no_guess_of_who_the_reporter_is(app: &TestApp) {
    let case = answered(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let path = format!("/api/v1/cases/{}/transitions?dry_run=true", case.id);
    let guess = async |name: &str| {
        let body = publish(&format!("Ông {name} phản ánh."), "Đã trả lời.");
        let reply = app.post(&path, &body).bearer(&officer).if_match(3).send().await;
        (reply.status, reply.body["event"].clone(), reply.body["errors"].clone())
    };

    assert_eq!(guess("Nguyễn Văn Thử").await, guess("Trần Văn Khác").await);
    // An inspector's own body is a unit like any other where it holds the case.
    let own = answered(app, &with(feedback(), &json!({"unit": "TN.TTT"}))).await;
    let accused = app.inspector().await;
    let proposed = app
        .command(&accused, &own.id, 3, &publish("Ông Nguyễn Văn Thử phản ánh.", "Đã trả lời."))
        .await;
    assert_eq!(proposed.body["event"]["kind"], "publication_proposed");
}

#[apply(on_both_apps)]
async fn nothing_of_the_integrity_channel_and_no_praise_is_ever_public(app: &TestApp) {
    app.file(&tip()).await;
    let inspector = app.inspector().await;
    let page = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let case = page.str("/items/0/id").to_owned();
    app.assign(&inspector, &case, 1).await;
    app.command(&inspector, &case, 2, &json!({"command": "accept"})).await;
    let answer = json!({"command": "answer", "outcome": "founded", "text": "Đơn vị đã kiểm tra và trả lời: Đã xử lý."});
    let done = app.command(&inspector, &case, 3, &answer).await;
    assert!(!done.body["allowed"].as_array().unwrap().contains(&json!("publish_answer")));

    let refused = app.command(&inspector, &case, 4, &words()).await;
    assert_eq!((refused.status, refused.str("/reason")), (409, "never_public"));
    let owed = app
        .command(&inspector, &case, 4, &json!({"command": "publish", "text": "Đã niêm yết."}))
        .await;
    assert_eq!(owed.str("/reason"), "nothing_owed");
    let praise =
        with(feedback(), &json!({"kind": "praise", "category": "good_conduct", "sector": null}));
    let praise = answered(app, &praise).await;
    let refused = app.command(&inspector, &praise.id, 3, &words()).await;
    assert_eq!((refused.status, refused.str("/reason")), (409, "never_public"));
    assert!(ids(app, "").await.is_empty());
}

#[apply(on_both_apps)]
async fn what_is_withdrawn_is_gone_and_its_address_says_so(app: &TestApp) {
    let (case, id) = published(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let canary = words()["question"].as_str().unwrap().to_owned();
    let taken = app.command(&officer, &case.id, 4, &withdraw()).await;
    assert_eq!(taken.body["event"]["kind"], "publication_withdrawn");
    assert!(taken.body["case"].get("public_answer").is_none());

    let gone = one(app, &id).await;
    assert_eq!((gone.status, gone.code()), (410, "public_answer_withdrawn"));
    assert!(ids(app, "").await.is_empty());
    let twice = app.command(&officer, &case.id, 5, &withdraw()).await;
    assert_eq!(twice.str("/reason"), "not_public");
    assert!(!gone.text.contains(&canary));
    let inspector = app.inspector().await;
    let again = app.command(&inspector, &case.id, 5, &words()).await;
    assert_ne!(again.str("/case/public_answer"), id, "a correction has an id of its own");
    assert_eq!(one(app, &id).await.status, 410, "the tombstone stays");
}

#[apply(on_both_apps)]
async fn an_answer_that_falls_is_public_no_more(app: &TestApp) {
    for what in ["returned", "reopening", "review"] {
        let (case, id) = published(app, &feedback()).await;
        if what == "returned" {
            let back =
                json!({"command": "return_answer", "ground": "incomplete", "text": "Thiếu một ý."});
            let inspector = app.inspector().await;
            assert_eq!(app.command(&inspector, &case.id, 4, &back).await.status, 200);
        } else {
            let path = format!("/api/v1/report/{what}");
            let call = app.post(&path, &json!({"text": "Chưa thỏa đáng."})).receipt(&case.receipt);
            assert_eq!(call.key(&app.key()).send().await.status, 200);
        }
        assert_eq!(one(app, &id).await.status, 410, "{what}");
    }
}

#[apply(on_both_apps)]
async fn a_list_is_narrowed_and_read_by_pages(app: &TestApp) {
    let (_, first) = published(app, &feedback()).await;
    let (_, second) = published(
        app,
        &with(feedback(), &json!({"unit": "TN.SYT", "sector": null, "category": "wrong_fee"})),
    )
    .await;
    app.set("2024-11-05T02:00:00Z");
    let (_, third) = published(app, &feedback()).await;
    let mut october = vec![first.clone(), second.clone()];
    october.sort();

    let all: Vec<String> = std::iter::once(third.clone()).chain(october.clone()).collect();
    assert_eq!(ids(app, "").await, all, "the newest day first, then by random ids");
    assert_eq!(ids(app, "?month=2024-10").await, october);
    assert_eq!(
        ids(app, "?month=2024-11&unit=TN.STNMT&kind=conduct_feedback&category=late").await,
        [third]
    );
    assert_eq!(ids(app, "?unit=TN.SYT").await, std::slice::from_ref(&second));
    assert_eq!(ids(app, "?category=wrong_fee").await, [second]);
    assert_eq!(ids(app, "?kind=complaint").await, Vec::<String>::new());
    let mut paged = Vec::new();
    let mut path = format!("{LIST}?limit=1");
    loop {
        let page = app.get(&path).send().await;
        paged.extend(
            page.body["items"]
                .as_array()
                .unwrap()
                .iter()
                .map(|it| it["id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page.body["next"].as_str() else { break };
        path = format!("{LIST}?limit=1&cursor={next}");
    }
    assert_eq!(paged, all);
    let foreign = app.get(&format!("{path}&kind=complaint")).send().await;
    assert_eq!(foreign.code(), "bad_cursor");
    for query in ["?month=2024-13", "?kind=lost", "?limit=0", "?state=open"] {
        assert_eq!(app.get(&format!("{LIST}{query}")).send().await.status, 400, "{query}");
    }
}

#[apply(on_both_apps)]
async fn the_public_side_holds_nothing_that_leads_back(app: &TestApp) {
    let (case, id) = published(app, &feedback()).await;
    let read = one(app, &id).await;
    let list = app.get(LIST).send().await;
    assert!(
        holds(&dump(app), "0900000001") || holds(&dump(app), "+84900000001"),
        "the contact is kept somewhere"
    );
    for reply in [&read, &list] {
        for secret in [case.id.as_str(), &case.number, &case.receipt, "Thử", "900000001"] {
            assert!(!reply.text.contains(secret), "{secret}");
        }
    }
    for stranger in [app.officer("TN.SYT").await, app.staff(Role::Reception, Some("TN.VP")).await] {
        let probe = app.get(&format!("/api/v1/cases/{id}")).bearer(&stranger).send().await;
        assert!(matches!(probe.status, 403 | 404), "a public id is no case");
    }
}

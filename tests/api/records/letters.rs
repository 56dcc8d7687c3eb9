//! Urging letters: sent, answered and closed, each once, and there for whom they concern.

use std::collections::BTreeSet;

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, tip};
use crate::client::Reply;
use crate::contract::documented_pairs_of;
use crate::mail::urging::{case_id, file, filed, plainly};
use crate::on_both_apps;

pub const URGINGS: &str = "/api/v1/urgings";
const OPERATIONS: [&str; 4] = ["list_urgings", "send_urging", "answer_urging", "close_urging"];

pub async fn send(app: &TestApp, token: &str, body: &Value) -> Reply {
    app.post(URGINGS, body).bearer(token).key(&app.key()).send().await
}

pub async fn change(app: &TestApp, token: &str, at: (&str, &str, i32), body: &Value) -> Reply {
    let (id, what, version) = at;
    let call = app.post(&format!("{URGINGS}/{id}/{what}"), body).bearer(token);
    call.key(&app.key()).if_match(version).send().await
}

pub async fn listed(app: &TestApp, token: &str, query: &str) -> Vec<String> {
    let reply = app.get(&format!("{URGINGS}{query}")).bearer(token).send().await;
    let items = reply.body["items"].as_array().unwrap();
    items.iter().map(|it| it["number"].as_str().unwrap().to_owned()).collect()
}

/// Every documented answer of the operations on letters, on an app whose clock stands at the start.
pub async fn every_answer(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let letter =
        send(app, &inspector, &json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo."})).await;
    let id = letter.str("/id").to_owned();
    let of = |what: &str| format!("{URGINGS}/{id}/{what}");
    app.get(URGINGS).bearer(&officer).send().await;
    app.get(&format!("{URGINGS}?nonsense=1")).bearer(&officer).send().await;
    app.get(&format!("{URGINGS}?cursor=x")).bearer(&officer).send().await;
    app.get(URGINGS).send().await;
    let admin = app.staff(Role::Administrator, None).await;
    app.get(URGINGS).bearer(&admin).send().await;
    let text = json!({"text": "Đã rõ."});
    for (path, own, other) in [
        (URGINGS.to_owned(), &inspector, &officer),
        (of("answer"), &officer, &inspector),
        (of("close"), &inspector, &officer),
    ] {
        let raw = |media: &str, body: Vec<u8>| {
            app.post(&path, &json!({})).bearer(own).if_match(1).key(&app.key()).raw(media, body)
        };
        raw("application/json", b"{".to_vec()).send().await;
        raw("application/json", vec![b' '; 300_000]).send().await;
        raw("text/plain", b"{}".to_vec()).send().await;
        raw("application/json", b"{\"x\":1}".to_vec()).send().await;
        app.post(&path, &text).send().await;
        app.post(&path, &text).bearer(other).key(&app.key()).if_match(1).send().await;
        if path != URGINGS {
            app.post(&path, &text).bearer(own).key(&app.key()).send().await;
            app.post(&path, &text).bearer(own).key(&app.key()).if_match(9).send().await;
            let nobody = path.replace(&id, "00000000-0000-4000-8000-000000000000");
            app.post(&nobody, &text).bearer(own).key(&app.key()).if_match(1).send().await;
        }
    }
    let (answer, close) = (("answer", &officer), ("close", &inspector));
    for ((what, by), version) in [(answer, 1), (answer, 2), (close, 2), (close, 3)] {
        change(app, by, (&id, what, version), &text).await;
    }
}

#[apply(on_both_apps)]
async fn a_letter_urges_a_unit_and_is_answered_and_closed(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);

    let sent =
        send(app, &inspector, &json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo kết quả."}))
            .await;
    app.post.tick().await.unwrap();
    let mails = app.mail.take();
    let id = sent.str("/id").to_owned();
    let answered =
        change(app, &officer, (&id, "answer", 1), &json!({"text": "Đã thực hiện."})).await;
    let twice = change(app, &officer, (&id, "answer", 2), &json!({"text": "Đã thực hiện."})).await;
    let stale = change(app, &inspector, (&id, "close", 1), &json!({})).await;
    let closed = change(app, &inspector, (&id, "close", 2), &json!({"text": "Đã rõ."})).await;

    assert_eq!(
        (sent.status, sent.str("/start_on"), sent.str("/due_on")),
        (201, "2024-10-15", "2024-10-22")
    );
    assert_eq!(
        (sent.str("/basis"), sent.headers["etag"].as_str()),
        ("provincial_policy", "\"v1\"")
    );
    assert_eq!(mails.len(), 1);
    assert_eq!(mails[0].to.as_str(), "tn-stnmt@tayninh.example");
    let number = sent.str("/number");
    assert!(mails[0].body.contains(number) && mails[0].body.contains("22/10/2024"));
    assert!(!mails[0].body.contains("báo cáo kết quả"), "{}", mails[0].body);
    assert_eq!(
        (answered.str("/status"), answered.headers["etag"].as_str()),
        ("answered", "\"v2\"")
    );
    assert_eq!((twice.status, twice.str("/reason")), (409, "already_answered"));
    assert_eq!(stale.status, 412);
    assert_eq!(
        (closed.str("/status"), closed.str("/answer"), closed.str("/closing")),
        ("closed", "Đã thực hiện.", "Đã rõ.")
    );
}

#[apply(on_both_apps)]
async fn a_letter_about_a_case_goes_to_its_holder(app: &TestApp) {
    let number = filed(app).await;
    let inspector = app.inspector().await;

    let by_number = send(
        app,
        &inspector,
        &json!({"case": number, "text": "Đề nghị trả lời.", "due_on": "2024-10-18"}),
    )
    .await;
    let id = case_id(app, &number).await;
    let by_id = send(app, &inspector, &json!({"case": id, "text": "Đề nghị trả lời."})).await;

    assert_eq!(
        (by_number.str("/unit/code"), by_number.str("/case/number"), by_number.str("/due_on")),
        ("TN.STNMT", number.as_str(), "2024-10-18")
    );
    assert_eq!(by_id.str("/case/id"), id);
}

#[apply(on_both_apps)]
async fn no_letter_is_about_a_tip(app: &TestApp) {
    file(app, &tip()).await;
    let inspector = app.inspector().await;
    app.post.tick().await.unwrap();
    app.mail.take();
    let path = format!("{}/api/v1/cases?channel=integrity", app.base);
    let tips = plainly(app.http.get(path).bearer_auth(&inspector)).await;
    let sealed = tips["items"][0]["id"].as_str().unwrap();

    let refused = send(app, &inspector, &json!({"case": sealed, "text": "Đề nghị trả lời."})).await;
    let unknown =
        send(app, &inspector, &json!({"case": "0000000000", "text": "Đề nghị trả lời."})).await;
    app.post.tick().await.unwrap();

    assert_eq!(refused.faults(), ["/case no_such_case"]);
    assert_eq!(unknown.faults(), refused.faults(), "a tip is as good as none");
    assert!(app.mail.take().is_empty());
}

#[apply(on_both_apps)]
async fn what_is_wrong_with_a_letter_is_said_at_once(app: &TestApp) {
    let inspector = app.inspector().await;
    let faults = async |body: Value| send(app, &inspector, &body).await.faults();

    assert_eq!(
        faults(json!({"x": 1})).await,
        ["/text required", " case_or_unit", "/x unknown_member"]
    );
    assert_eq!(
        faults(json!({"case": "7K3M9QX2AB", "unit": "TN.STNMT", "text": "Hai nơi."})).await,
        [" case_or_unit"]
    );
    assert_eq!(
        faults(json!({"unit": "TN.NONE", "text": "Không có."})).await,
        ["/unit no_such_unit"]
    );
    assert_eq!(
        faults(json!({"unit": "TN.STNMT", "text": "Hôm qua.", "due_on": "2024-10-14"})).await,
        ["/due_on out_of_range"]
    );
    assert_eq!(
        faults(json!({"unit": "TN.STNMT", "text": "Hai năm.", "due_on": "2026-10-14"})).await,
        ["/due_on out_of_range"]
    );
}

#[apply(on_both_apps)]
async fn a_letter_sent_twice_with_one_key_is_one_letter(app: &TestApp) {
    let inspector = app.inspector().await;
    let (key, body) = (app.key(), json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo."}));
    let once =
        async |body: &Value| app.post(URGINGS, body).bearer(&inspector).key(&key).send().await;

    let (first, second) = (once(&body).await, once(&body).await);
    let other = once(&json!({"unit": "TN.STC", "text": "Đề nghị báo cáo."})).await;

    assert_eq!(first.body, second.body);
    assert_eq!(
        (
            first.headers.get("idempotency-replayed"),
            second.headers["idempotency-replayed"].as_str()
        ),
        (None, "true")
    );
    assert_eq!((other.status, other.code()), (422, "idempotency_key_reused"));
    assert_eq!(listed(app, &inspector, "").await.len(), 1);
}

#[apply(on_both_apps)]
async fn a_repeated_request_about_a_letter_is_answered_as_it_was_then(app: &TestApp) {
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let (first, second) = (app.key(), app.key());
    let body = json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo."});
    let urge = async || app.post(URGINGS, &body).bearer(&inspector).key(&first).send().await;
    let sent = urge().await;
    let path = format!("{URGINGS}/{}/answer", sent.str("/id"));
    let text = json!({"text": "Đã thực hiện."});
    let answer =
        async || app.post(&path, &text).bearer(&officer).key(&second).if_match(1).send().await;
    let answered = answer().await;
    change(app, &inspector, (sent.str("/id"), "close", 2), &json!({"text": "Đã rõ."})).await;

    for (one, other) in [(&sent, urge().await), (&answered, answer().await)] {
        assert_eq!(
            (one.status, &one.body, &one.headers["etag"]),
            (other.status, &other.body, &other.headers["etag"])
        );
        assert_eq!(other.headers["idempotency-replayed"], "true");
    }
}

#[apply(on_both_apps)]
async fn a_key_that_was_used_for_a_case_is_used(app: &TestApp) {
    let number = filed(app).await;
    let (inspector, key) = (app.inspector().await, app.key());
    let case = case_id(app, &number).await;
    let call = app
        .http
        .post(format!("{}/api/v1/cases/{case}/transitions", app.base))
        .bearer_auth(&inspector);
    plainly(
        call.header("If-Match", "\"v1\"")
            .header("Idempotency-Key", &key)
            .json(&json!({"command": "note_criminal_signs", "text": "Có dấu hiệu cần xem xét."})),
    )
    .await;

    let letter = json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo."});
    let reused = app.post(URGINGS, &letter).bearer(&inspector).key(&key).send().await;

    assert_eq!((reused.status, reused.code()), (422, "idempotency_key_reused"));
}

#[apply(on_both_apps)]
async fn a_letter_is_there_for_its_unit_the_unit_above_and_inspectors_only(app: &TestApp) {
    let inspector = app.inspector().await;
    let mut numbers = Vec::new();
    for unit in ["TN.STNMT", "TN.STC", "TN.STNMT"] {
        let sent = send(app, &inspector, &json!({"unit": unit, "text": "Đề nghị báo cáo."})).await;
        numbers.push((sent.str("/number").to_owned(), sent.str("/id").to_owned()));
    }
    let officer = app.officer("TN.STC").await;
    let leader = app.staff(Role::UnitLeader, Some("H53")).await;

    let probe = change(
        app,
        &officer,
        (&numbers[0].1, "answer", 1),
        &json!({"text": "Không phải của tôi."}),
    )
    .await;
    let above =
        change(app, &leader, (&numbers[0].1, "answer", 1), &json!({"text": "Thay cấp dưới."}))
            .await;
    let mut paged = Vec::new();
    let mut next = String::new();
    loop {
        let page = app.get(&format!("{URGINGS}?limit=1{next}")).bearer(&inspector).send().await;
        paged.push(page.str("/items/0/number").to_owned());
        let Some(cursor) = page.body["next"].as_str() else { break };
        next = format!("&cursor={cursor}");
    }
    let foreign = app.get(&format!("{URGINGS}?limit=1{next}")).bearer(&officer).send().await;

    assert_eq!(listed(app, &officer, "").await, [numbers[1].0.clone()]);
    assert_eq!(listed(app, &leader, "").await.len(), 3);
    assert_eq!(paged.iter().collect::<BTreeSet<_>>().len(), 3);
    assert_eq!((probe.status, above.status, above.str("/reason")), (404, 409, "holder_only"));
    assert_eq!((foreign.status, foreign.code()), (400, "bad_cursor"));
}

#[apply(on_both_apps)]
async fn every_documented_answer_about_letters_is_given(app: &TestApp) {
    every_answer(app).await;

    let seen = app.seen.lock().unwrap().clone();
    let mine = documented_pairs_of(&OPERATIONS);
    let unseen: Vec<_> = mine.difference(&seen).collect();
    assert!(mine.len() > 20 && unseen.is_empty(), "documented and never answered: {unseen:?}");
}

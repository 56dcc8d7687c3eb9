//! A new e-mail address of a reporter: what was left stays until a code that was mailed there is told.

use liemchinh::harness::mail::MailFault;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::caught_log::Log;
use crate::client::Reply;
use crate::filing::secrecy::{dump, holds};
use crate::filing::senders::looks;
use crate::steps::{answer, done, say, words};
use crate::support::Backend;
use crate::{on_both_apps, on_both_holding_apps};

const NEW: &str = "moi@hopthu.example";

fn mailed(email: &str) -> Value {
    let contact = json!({"name": "Nguyễn Văn Thử", "email": email});
    json!({"contact": contact, "consent_version": "2024-03"})
}

async fn leave(app: &TestApp, receipt: &str, email: &str) -> Reply {
    let reply = say(app, "contact", receipt, mailed(email)).await;
    assert_eq!(reply.status, 200, "{}", reply.body);
    reply
}

async fn tell(app: &TestApp, receipt: &str, code: &str) -> Reply {
    say(app, "contact/confirm", receipt, json!({"code": code})).await
}

/// To whom mail went since the last call, and the code in each that has one.
async fn post(app: &TestApp) -> Vec<(String, Option<String>)> {
    app.worker.tick().await.unwrap();
    let code = |body: &str| {
        let line = body.lines().find_map(|line| line.strip_prefix("Mã xác nhận: "));
        line.map(str::to_owned)
    };
    let mails = app.mail.take();
    mails.iter().map(|mail| (mail.to.as_str().to_owned(), code(&mail.body))).collect()
}

/// The code that has just been mailed to `email`, and to nobody else.
async fn code_to(app: &TestApp, email: &str) -> String {
    let mut mails = post(app).await;
    mails.retain(|(_, code)| code.is_some());
    assert_eq!(mails.len(), 1, "{mails:?}");
    let (to, code) = mails.remove(0);
    assert_eq!(to, email);
    code.unwrap()
}

/// Another code than this.
fn other(code: &str) -> String {
    let last = if code.ends_with('2') { "3" } else { "2" };
    let mut other = code.to_owned();
    other.pop();
    other + last
}

/// A filed report whose first mails have gone: receipt and number.
async fn filed(app: &TestApp, body: &Value) -> (String, Reply) {
    let filed = app.file(body).await;
    post(app).await;
    (filed.str("/receipt").to_owned(), filed)
}

fn rows(app: &TestApp) -> i64 {
    use diesel::prelude::*;
    let count =
        diesel::dsl::sql::<diesel::sql_types::BigInt>("(SELECT count(*) FROM pending_contacts)");
    diesel::select(count).get_result(&mut app.scratch.conn()).unwrap()
}

#[apply(on_both_apps)]
async fn what_was_left_stays_until_the_code_is_told(app: &TestApp) {
    let (receipt, filed) = filed(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let case = app.case_of(&officer, filed.str("/number")).await;
    let path = format!("/api/v1/cases/{case}");
    let contact = async || {
        let read = app.get(&path).bearer(&inspector).send().await;
        (read.body["report"]["contact"].clone(), read.body["version"].clone())
    };
    let before = (looks(app, &officer, &case).await, contact().await);

    let left = leave(app, &receipt, NEW).await;
    let code = code_to(app, NEW).await;

    assert_eq!(left.body["contact_pending"]["tries_left"], 5);
    assert!(!left.text.contains("hopthu"), "the receipt may be in other hands: {}", left.text);
    assert_eq!((looks(app, &officer, &case).await, contact().await), before);
    done(app, &officer, &case, 1, json!({"command": "accept"})).await;
    done(app, &officer, &case, 2, words("ask_reporter")).await;
    say(app, "messages", &receipt, json!({"text": "Tôi nộp hồ sơ ngày mồng ba."})).await;
    let to: Vec<_> = post(app).await.into_iter().map(|(to, _)| to).collect();
    assert!(to.contains(&"thu@dan.example".to_owned()) && !to.contains(&NEW.to_owned()), "{to:?}");
    let before = looks(app, &officer, &case).await;

    let told = tell(app, &receipt, &code.to_lowercase().replace('-', " ")).await;

    assert_eq!((told.status, told.body.get("contact_pending")), (200, None), "{}", told.body);
    assert_eq!(looks(app, &officer, &case).await, before, "nothing of it is the unit's");
    let (now, version) = contact().await;
    assert_eq!((&now["email"], now.get("phone"), version), (&json!(NEW), None, json!(4)));
    assert_eq!(tell(app, &receipt, &code).await.str("/reason"), "nothing_to_confirm");
    done(app, &officer, &case, 4, answer("founded")).await;
    let to: Vec<_> = post(app).await.into_iter().map(|(to, _)| to).collect();
    assert!(to.contains(&NEW.to_owned()) && !to.contains(&"thu@dan.example".to_owned()), "{to:?}");
}

#[apply(on_both_apps)]
async fn five_wrong_codes_end_it_and_one_that_is_sent_again_counts_once(app: &TestApp) {
    let (receipt, _) = filed(app, &feedback()).await;
    leave(app, &receipt, NEW).await;
    let code = code_to(app, NEW).await;
    let (key, wrong) = (app.key(), json!({"code": other(&code)}));
    let call = || app.post("/api/v1/report/contact/confirm", &wrong).receipt(&receipt).key(&key);

    for _ in 0..3 {
        let refused = call().send().await;
        assert_eq!(refused.faults(), ["/code wrong_code"]);
        assert!(refused.str("/errors/0/detail").ends_with("lại: 4."), "{}", refused.body);
        assert!(!refused.text.contains(&other(&code)), "{}", refused.text);
    }
    assert_eq!(app.track(&receipt).await.body["contact_pending"]["tries_left"], 4);
    assert_eq!(tell(app, &receipt, "không phải mã").await.faults(), ["/code not_a_code"]);
    for left in [3, 2, 1, 0] {
        let refused = tell(app, &receipt, &other(&code)).await;
        assert!(refused.str("/errors/0/detail").ends_with(&format!("lại: {left}.")));
    }

    let late = tell(app, &receipt, &code).await;
    assert_eq!((late.status, late.str("/reason")), (409, "nothing_to_confirm"));
    assert_eq!(app.track(&receipt).await.body.get("contact_pending"), None);
    assert_eq!(rows(app), 0);
}

#[apply(on_both_apps)]
async fn a_code_is_good_for_half_an_hour_and_nothing_of_it_stays(app: &TestApp) {
    let (receipt, _) = filed(app, &feedback()).await;
    leave(app, &receipt, NEW).await;
    let code = code_to(app, NEW).await;
    app.set("2024-10-15T02:29:59Z");
    assert_eq!(tell(app, &receipt, &other(&code)).await.faults(), ["/code wrong_code"]);

    app.set("2024-10-15T02:30:00Z");

    assert_eq!(app.track(&receipt).await.body.get("contact_pending"), None);
    assert_eq!(tell(app, &receipt, &code).await.str("/reason"), "code_expired");
    assert_eq!(rows(app), 1);
    app.worker.tick().await.unwrap();
    assert_eq!(rows(app), 0, "the worker removes it");
    assert_eq!(tell(app, &receipt, &code).await.str("/reason"), "nothing_to_confirm");
}

#[apply(on_both_apps)]
async fn what_is_left_next_takes_the_place_of_what_waits(app: &TestApp) {
    let (receipt, _) = filed(app, &feedback()).await;
    leave(app, &receipt, "nham@hopthu.example").await;
    leave(app, &receipt, NEW).await;
    let code = code_to(app, NEW).await;
    leave(app, &receipt, "khac@hopthu.example").await;
    let next = code_to(app, "khac@hopthu.example").await;

    assert_eq!(tell(app, &receipt, &code).await.faults(), ["/code wrong_code"]);
    let phone = json!({"contact": {"name": "Nguyễn Văn Thử", "phone": "0900 000 007"}, "consent_version": "2024-03"});
    let left = say(app, "contact", &receipt, phone).await;

    assert_eq!((left.status, left.body.get("contact_pending")), (200, None));
    assert_eq!(tell(app, &receipt, &next).await.str("/reason"), "nothing_to_confirm");
}

#[apply(on_both_apps)]
async fn a_request_that_is_sent_again_mails_and_changes_nothing_more(app: &TestApp) {
    let (receipt, _) = filed(app, &feedback()).await;
    let (key, told_key) = (app.key(), app.key());
    let ask = || app.post("/api/v1/report/contact", &mailed(NEW)).receipt(&receipt).key(&key);
    let replayed = |reply: &Reply| reply.headers.contains_key("idempotency-replayed");

    let first = ask().send().await;
    let again = ask().send().await;
    assert_eq!((replayed(&first), replayed(&again)), (false, true));
    assert_eq!(first.body, again.body);
    let code = code_to(app, NEW).await;
    let tell = json!({"code": code});
    let confirm =
        || app.post("/api/v1/report/contact/confirm", &tell).receipt(&receipt).key(&told_key);
    let done = confirm().send().await;
    let once_more = confirm().send().await;

    assert_eq!((done.status, replayed(&done)), (200, false), "{}", done.body);
    assert_eq!((once_more.status, replayed(&once_more)), (200, true));
    assert!(replayed(&ask().send().await));
    assert_eq!(post(app).await, [], "no code is mailed for it");
    let other = app.post("/api/v1/report/contact/confirm", &json!({"code": "00000000"}));
    let other = other.receipt(&receipt).key(&told_key).send().await;
    assert_eq!(other.code(), "idempotency_key_reused");
    let keyless = app.post("/api/v1/report/contact", &mailed(NEW)).receipt(&receipt).send().await;
    assert_eq!(keyless.code(), "idempotency_key_required");
}

#[apply(on_both_apps)]
async fn three_codes_a_day_are_mailed_for_one_report(app: &TestApp) {
    let (receipt, _) = filed(app, &feedback()).await;
    for _ in 0..3 {
        leave(app, &receipt, NEW).await;
    }
    let code = code_to(app, NEW).await;

    let fourth = say(app, "contact", &receipt, mailed("khac@hopthu.example")).await;

    assert_eq!((fourth.status, fourth.str("/reason")), (409, "codes_of_the_day"));
    assert_eq!(tell(app, &receipt, &code).await.status, 200, "what waits is not lost by it");
    app.set("2024-10-16T02:00:00Z");
    leave(app, &receipt, "khac@hopthu.example").await;
}

#[apply(on_both_apps)]
async fn a_mailbox_gets_nine_codes_a_day_of_however_many_reports(app: &TestApp) {
    for _ in 0..10 {
        let contact = json!({"contact": {"name": "Trần Văn A", "phone": "0900000003"}});
        let filed = app.file(&with(feedback(), &contact)).await;
        leave(app, filed.str("/receipt"), NEW).await;
    }

    let to = post(app).await;

    assert_eq!(to.iter().filter(|(to, _)| to == NEW).count(), 9);
}

#[apply(on_both_apps)]
async fn a_code_waits_for_no_office_hour_and_survives_a_mail_server_that_is_away(app: &TestApp) {
    // No address is on file that would be told too.
    let contact = json!({"name": "Nguyễn Văn Thử", "phone": "0900 000 001"});
    let filed = app.file(&with(feedback(), &json!({"contact": contact}))).await;
    app.set("2024-10-15T15:00:00Z");
    leave(app, filed.str("/receipt"), NEW).await;
    app.mail.fail_next(MailFault::Transient("away".to_owned()));
    assert_eq!(post(app).await, []);
    app.set("2024-10-15T15:02:00Z");

    let code = code_to(app, NEW).await;

    assert_eq!(tell(app, filed.str("/receipt"), &code).await.status, 200, "at 22:02");
    leave(app, filed.str("/receipt"), "khac@hopthu.example").await;
    app.set("2024-10-15T15:40:00Z");
    assert_eq!(post(app).await, [], "nobody is sent what has expired");
}

#[apply(on_both_apps)]
async fn an_address_that_was_left_is_confirmed_like_any_other(app: &TestApp) {
    let (receipt, _) = filed(app, &feedback()).await;
    let known = leave(app, &receipt, "thu@dan.example").await;
    code_to(app, "thu@dan.example").await;

    let guessed = leave(app, &receipt, "doan@dan.example").await;

    assert_eq!(known.text, guessed.text, "whoever took the receipt confirms no guess");
}

#[apply(on_both_apps)]
async fn the_address_of_a_tip_waits_sealed_and_no_row_dates_it(app: &TestApp) {
    let (receipt, _) = filed(app, &tip()).await;
    let inspector = app.inspector().await;
    let queue = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let case = queue.str("/items/0/id").to_owned();
    assert_eq!(app.assign(&inspector, &case, 1).await.status, 200);
    let named = async || {
        let read = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;
        read.body["report"]["has_contact"].clone()
    };
    app.set("2024-10-15T02:17:11Z");
    leave(app, &receipt, "CANARYMAIL7@hopthu.example").await;
    let mut mails = post(app).await;
    let (to, code) = mails.remove(0);
    let code = code.unwrap();

    assert_eq!((to.as_str(), named().await), ("CANARYMAIL7@hopthu.example", json!(false)));
    let kept = dump(app);
    for canary in ["CANARYMAIL7", &code, &code.replace('-', "")] {
        assert!(!holds(&kept, canary), "{canary}");
    }
    assert_eq!(tell(app, &receipt, &code).await.status, 200);
    assert_eq!(named().await, true);
    let stands = say(app, "contact", &receipt, mailed(NEW)).await;
    assert_eq!(stands.str("/reason"), "contact_stands");
    assert!(!holds(&dump(app), "CANARYMAIL7"), "sealed like the tip");
}

#[apply(on_both_holding_apps)]
async fn what_waits_goes_with_a_report_that_becomes_a_tip(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let receipt = filed.str("/receipt");
    app.post.tick().await.unwrap();
    app.mail.take();
    leave(app, receipt, NEW).await;
    assert_eq!(rows(app), 1);

    let moved = say(app, "to-integrity", receipt, json!({})).await;

    assert_eq!((moved.status, rows(app)), (200, 0), "{}", moved.body);
    assert_eq!(moved.body.get("contact_pending"), None);
    assert!(!post(app).await.iter().any(|(to, _)| to == NEW), "and its code is not mailed");
    assert_eq!(tell(app, receipt, "00000000").await.str("/reason"), "contact_stands");
}

#[test]
fn neither_code_nor_address_is_in_any_line_of_the_log() {
    let log = Log::start(tracing::Level::DEBUG);
    let code = actix_web::rt::System::new().block_on(async {
        let app = TestApp::start(Backend::Sqlite).await.unwrap();
        let (receipt, _) = filed(&app, &feedback()).await;
        leave(&app, &receipt, "CANARYMAIL8@hopthu.example").await;
        app.mail.fail_next(MailFault::Transient("away".to_owned()));
        app.worker.tick().await.unwrap();
        app.set("2024-10-15T02:02:00Z");
        let code = code_to(&app, "CANARYMAIL8@hopthu.example").await;
        tell(&app, &receipt, &other(&code)).await;
        assert_eq!(tell(&app, &receipt, &code).await.status, 200);
        app.finish().await;
        code
    });

    let text = String::from_utf8(log.bytes()).unwrap();
    assert!(text.contains("/api/v1/report/contact/confirm"), "{text}");
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let ours = lines.filter(|line| line["target"].as_str().unwrap().starts_with("liemchinh"));
    let ours: String = ours.map(|line| line.to_string()).collect();
    for canary in ["CANARYMAIL8", "hopthu", &code, &other(&code), &code.replace('-', "")] {
        assert!(!ours.contains(canary), "{canary}");
    }
}

#[apply(on_both_apps)]
async fn the_address_on_file_is_told_at_once_that_another_is_asked_for(app: &TestApp) {
    let (receipt, filed) = filed(app, &feedback()).await;
    // At night, when no other mail goes out.
    app.set("2024-10-15T16:00:00Z");
    leave(app, &receipt, NEW).await;

    app.worker.tick().await.unwrap();
    let mails = app.mail.take();

    let told: Vec<_> = mails.iter().filter(|mail| mail.to.as_str() == "thu@dan.example").collect();
    assert_eq!((mails.len(), told.len()), (2, 1));
    assert!(told[0].body.contains("địa chỉ khác"), "{}", told[0].body);
    for secret in [NEW, filed.str("/number"), &receipt] {
        assert!(!told[0].body.contains(secret), "{secret}");
    }
    leave(app, &receipt, "thu@dan.example").await;
    assert_eq!(post(app).await.len(), 1, "of the same address there is nothing to tell");
}

#[apply(on_both_apps)]
async fn a_code_waits_behind_no_other_mail(app: &TestApp) {
    for _ in 0..12 {
        app.file(&feedback()).await;
    }
    let (receipt, _) = {
        let filed = app.file(&feedback()).await;
        (filed.str("/receipt").to_owned(), filed)
    };
    leave(app, &receipt, NEW).await;

    app.worker.tick().await.unwrap();

    let first: Vec<_> = app.mail.take().into_iter().take(2).collect();
    assert!(first.iter().any(|mail| mail.to.as_str() == NEW), "among the first");
}

//! Urging: reminders, escalation, the tripwire and letters, each once, in office hours, and never
//! a word of a tip to a unit.

use std::collections::BTreeSet;

use liemchinh::domain::actor::Role;
use liemchinh::store::cases;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, tip, with};
use crate::client::Reply;
use crate::contract::documented_pairs_of;

const URGINGS: &str = "/api/v1/urgings";
const OPERATIONS: [&str; 4] = ["list_urgings", "send_urging", "answer_urging", "close_urging"];

/// Asks without the contract: what other operations answer is held against it by their own tests.
async fn plainly(call: reqwest::RequestBuilder) -> Value {
    let response = call.send().await.unwrap();
    let status = response.status().as_u16();
    let body: Value = response.json().await.unwrap();
    assert!(status < 300, "{status} {body}");
    body
}

async fn file(app: &TestApp, body: &Value) -> Value {
    let call = app.http.post(format!("{}/api/v1/reports", app.base));
    plainly(call.header("Idempotency-Key", app.key()).json(body)).await
}

/// A feedback of somebody without a mail address, so that all mail is the units'.
async fn filed(app: &TestApp) -> String {
    let contact = json!({"contact": {"name": "Trần Văn A", "phone": "0900000003"}});
    file(app, &with(feedback(), &contact)).await["number"].as_str().unwrap().to_owned()
}

async fn case_id(app: &TestApp, number: &str) -> String {
    let number = number.to_owned();
    let found = app.db.read(move |conn| cases::by_number(conn, &number)).await.unwrap();
    found.unwrap().id.to_string()
}

async fn accepted(app: &TestApp, unit: &str) -> String {
    let number = filed(app).await;
    let (case, officer) = (case_id(app, &number).await, app.officer(unit).await);
    let call = app.http.post(format!("{}/api/v1/cases/{case}/transitions", app.base));
    let call = call.bearer_auth(officer).header("If-Match", "\"v1\"");
    plainly(call.header("Idempotency-Key", app.key()).json(&json!({"command": "accept"}))).await;
    number
}

/// The mails of one round at `at`, each as `address: subject`.
async fn told(app: &TestApp, at: &str) -> Vec<String> {
    app.set(at);
    app.worker.tick().await.unwrap();
    app.worker.tick().await.unwrap();
    let short = |address: &str| address.split('@').next().unwrap().to_owned();
    let mails = app.mail.take();
    let mut all: Vec<String> =
        mails.iter().map(|mail| format!("{}: {}", short(mail.to.as_str()), mail.subject)).collect();
    all.sort();
    all
}

async fn tripped(app: &TestApp, token: &str, channel: &str) -> usize {
    let path = format!("{}/api/v1/cases?tripwire=true&channel={channel}", app.base);
    plainly(app.http.get(path).bearer_auth(token)).await["items"].as_array().unwrap().len()
}

async fn send(app: &TestApp, token: &str, body: &Value) -> Reply {
    app.post(URGINGS, body).bearer(token).key(&app.key()).send().await
}

async fn change(app: &TestApp, token: &str, at: (&str, &str, i32), body: &Value) -> Reply {
    let (id, what, version) = at;
    let call = app.post(&format!("{URGINGS}/{id}/{what}"), body).bearer(token);
    call.key(&app.key()).if_match(version).send().await
}

async fn listed(app: &TestApp, token: &str, query: &str) -> Vec<String> {
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

crate::on_both_apps! {
    async fn a_duty_is_reminded_of_and_escalated_step_by_step_each_once(app: &TestApp) {
        let number = accepted(app, "TN.STNMT").await;
        told(app, "2024-10-15T02:00:00Z").await;
        let mut days = Vec::new();
        for (month, last) in [(10, 31), (11, 29)] {
            for day in (1..=last).filter(|day| month == 11 || *day > 15) {
                for hour in ["00:30", "02:00", "07:30"] {
                    let mails = told(app, &format!("2024-{month}-{day:02}T{hour}:00Z")).await;
                    days.extend(mails.iter().map(|mail| format!("{month}-{day} {hour} {}", mail.replace(&number, "N"))));
                }
            }
        }

        assert_eq!(days, [
            "10-22 02:00 tn-stnmt: Vụ việc N đã qua nửa thời hạn",
            "10-24 02:00 tn-stnmt: Vụ việc N sắp đến hạn",
            "10-28 02:00 tn-stnmt: Vụ việc N còn một ngày làm việc",
            "10-29 02:00 tn-stnmt: Vụ việc N đến hạn hôm nay",
            "10-30 00:30 tn-stnmt: Vụ việc N đã quá hạn",
            "10-30 02:00 tn-stnmt: Kính gửi lãnh đạo: vụ việc N đã quá hạn",
            "11-4 02:00 chu-tich: Cấp trên đôn đốc: vụ việc N đã quá hạn",
            "11-8 02:00 tn-ttt: Thanh tra đôn đốc: vụ việc N đã quá hạn",
        ]);
    }

    async fn nothing_is_reminded_of_on_a_day_off_or_in_the_night(app: &TestApp) {
        accepted(app, "TN.STNMT").await;
        told(app, "2024-10-15T02:00:00Z").await;

        let saturday = told(app, "2024-10-26T02:00:00Z").await;
        let night = told(app, "2024-10-27T18:00:00Z").await;
        let seven = told(app, "2024-10-28T00:59:00Z").await;
        let eight = told(app, "2024-10-28T01:00:00Z").await;

        assert_eq!((saturday.len(), night.len(), seven.len(), eight.len()), (0, 0, 0, 1));
    }

    async fn a_reminder_whose_moment_passed_gives_way_to_the_newest(app: &TestApp) {
        let (one, two) = (accepted(app, "TN.STNMT").await, accepted(app, "TN.STNMT").await);
        told(app, "2024-10-15T02:00:00Z").await;

        let mails = told(app, "2024-10-29T02:00:00Z").await;

        let mut expected = [one, two].map(|it| format!("tn-stnmt: Vụ việc {it} đến hạn hôm nay"));
        expected.sort();
        assert_eq!(mails, expected);
        assert_eq!(told(app, "2024-10-29T08:00:00Z").await, Vec::<String>::new());
    }

    async fn catching_up_after_downtime_sends_a_digest_and_no_burst(app: &TestApp) {
        for _ in 0..8 {
            filed(app).await;
        }
        told(app, "2024-10-15T02:00:00Z").await;

        let back = told(app, "2024-10-29T02:00:00Z").await;
        let later = told(app, "2024-10-29T08:00:00Z").await;
        let morrow = told(app, "2024-10-30T02:00:00Z").await;

        assert_eq!(back, [
            "chu-tich: Đôn đốc: 8 việc đã quá hạn",
            "tn-stnmt: Nhắc hạn: 0 việc sắp đến hạn, 16 việc đến hạn hôm nay, 8 việc quá hạn",
            "tn-stnmt: Đôn đốc: 8 việc đã quá hạn",
        ]);
        assert_eq!(later, Vec::<String>::new(), "what the digest counted never comes by itself");
        assert_eq!(morrow, [
            "tn-stnmt: Nhắc hạn: 0 việc sắp đến hạn, 0 việc đến hạn hôm nay, 16 việc quá hạn",
            "tn-stnmt: Đôn đốc: 16 việc đã quá hạn",
        ]);
        assert_eq!(app.desk.verify_ledger(|_| {}).unwrap().missing, 0, "lateness is recorded all the same");
    }

    async fn nothing_of_a_tip_reaches_a_unit(app: &TestApp) {
        for _ in 0..3 {
            file(app, &tip()).await;
        }
        let mut mails = told(app, "2024-10-15T02:00:00Z").await;
        for day in 16..=31 {
            mails.extend(told(app, &format!("2024-10-{day}T02:00:00Z")).await);
        }
        for day in 1..=29 {
            mails.extend(told(app, &format!("2024-11-{day:02}T02:00:00Z")).await);
        }

        let others: Vec<_> = mails.iter().filter(|mail| !mail.starts_with("tn-ttt: Tin báo chờ phân công: 3")).collect();
        assert!(others.is_empty(), "{others:?}");
        assert_eq!(mails.last().unwrap(), "tn-ttt: Tin báo chờ phân công: 3, quá hạn: 3");
    }

    async fn the_tripwire_is_strung_on_the_first_of_july_2026(app: &TestApp) {
        app.set("2026-05-04T02:00:00Z");
        let old = filed(app).await;
        file(app, &tip()).await;
        app.set("2026-05-18T02:00:00Z");
        let younger = accepted(app, "TN.SNNMT").await;
        let alarms = async |at: &str| -> Vec<String> {
            let mails = told(app, at).await;
            mails.into_iter().filter(|mail| mail.contains("45 ngày")).collect()
        };

        let june = alarms("2026-06-30T02:00:00Z").await;
        let inspector = app.inspector().await;
        let hidden = tripped(app, &inspector, "service").await;
        let first = alarms("2026-07-01T02:00:00Z").await;
        let again = alarms("2026-07-01T08:00:00Z").await;
        let inspector = app.inspector().await;
        let shown = (tripped(app, &inspector, "service").await, tripped(app, &inspector, "integrity").await);
        let second = alarms("2026-07-02T02:00:00Z").await;

        assert_eq!((june.len(), hidden), (0, 0));
        assert_eq!(first, [
            "tn-ttt: Cảnh báo 45 ngày: thêm 1 vụ việc, tin báo chưa được xử lý".to_owned(),
            format!("tn-ttt: Cảnh báo 45 ngày: vụ việc {old} chưa được xử lý"),
        ]);
        assert_eq!((again.len(), shown), (0, (1, 1)));
        assert_eq!(second, [format!("tn-ttt: Cảnh báo 45 ngày: vụ việc {younger} chưa được xử lý")]);
    }

    async fn many_unprocessed_cases_trip_the_wire_in_one_mail(app: &TestApp) {
        app.set("2026-05-04T02:00:00Z");
        for _ in 0..6 {
            filed(app).await;
        }
        told(app, "2026-05-04T02:00:00Z").await;

        let mails = told(app, "2026-07-01T02:00:00Z").await;

        let alarms: Vec<_> = mails.iter().filter(|mail| mail.contains("45 ngày")).collect();
        assert_eq!(alarms, ["tn-ttt: Cảnh báo 45 ngày: thêm 6 vụ việc, tin báo chưa được xử lý"]);
    }

    async fn a_letter_urges_a_unit_and_is_answered_and_closed(app: &TestApp) {
        let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);

        let sent = send(app, &inspector, &json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo kết quả."})).await;
        app.post.tick().await.unwrap();
        let mails = app.mail.take();
        let id = sent.str("/id").to_owned();
        let answered = change(app, &officer, (&id, "answer", 1), &json!({"text": "Đã thực hiện."})).await;
        let twice = change(app, &officer, (&id, "answer", 2), &json!({"text": "Đã thực hiện."})).await;
        let stale = change(app, &inspector, (&id, "close", 1), &json!({})).await;
        let closed = change(app, &inspector, (&id, "close", 2), &json!({"text": "Đã rõ."})).await;

        assert_eq!((sent.status, sent.str("/start_on"), sent.str("/due_on")), (201, "2024-10-15", "2024-10-22"));
        assert_eq!((sent.str("/basis"), sent.headers["etag"].as_str()), ("provincial_policy", "\"v1\""));
        assert_eq!(mails.len(), 1);
        assert_eq!(mails[0].to.as_str(), "tn-stnmt@tayninh.example");
        let number = sent.str("/number");
        assert!(mails[0].body.contains(number) && mails[0].body.contains("22/10/2024"));
        assert!(!mails[0].body.contains("báo cáo kết quả"), "{}", mails[0].body);
        assert_eq!((answered.str("/status"), answered.headers["etag"].as_str()), ("answered", "\"v2\""));
        assert_eq!((twice.status, twice.str("/reason")), (409, "already_answered"));
        assert_eq!(stale.status, 412);
        assert_eq!((closed.str("/status"), closed.str("/answer"), closed.str("/closing")), ("closed", "Đã thực hiện.", "Đã rõ."));
    }

    async fn a_letter_about_a_case_goes_to_its_holder(app: &TestApp) {
        let number = filed(app).await;
        let inspector = app.inspector().await;

        let by_number = send(app, &inspector, &json!({"case": number, "text": "Đề nghị trả lời.", "due_on": "2024-10-18"})).await;
        let id = case_id(app, &number).await;
        let by_id = send(app, &inspector, &json!({"case": id, "text": "Đề nghị trả lời."})).await;

        assert_eq!((by_number.str("/unit/code"), by_number.str("/case/number"), by_number.str("/due_on")), ("TN.STNMT", number.as_str(), "2024-10-18"));
        assert_eq!(by_id.str("/case/id"), id);
    }

    async fn no_letter_is_about_a_tip(app: &TestApp) {
        file(app, &tip()).await;
        let inspector = app.inspector().await;
        app.post.tick().await.unwrap();
        app.mail.take();
        let path = format!("{}/api/v1/cases?channel=integrity", app.base);
        let tips = plainly(app.http.get(path).bearer_auth(&inspector)).await;
        let sealed = tips["items"][0]["id"].as_str().unwrap();

        let refused = send(app, &inspector, &json!({"case": sealed, "text": "Đề nghị trả lời."})).await;
        let unknown = send(app, &inspector, &json!({"case": "0000000000", "text": "Đề nghị trả lời."})).await;
        app.post.tick().await.unwrap();

        assert_eq!(refused.faults(), ["/case no_such_case"]);
        assert_eq!(unknown.faults(), refused.faults(), "a tip is as good as none");
        assert!(app.mail.take().is_empty());
    }

    async fn what_is_wrong_with_a_letter_is_said_at_once(app: &TestApp) {
        let inspector = app.inspector().await;
        let faults = async |body: Value| send(app, &inspector, &body).await.faults();

        assert_eq!(faults(json!({"x": 1})).await, ["/text required", " case_or_unit", "/x unknown_member"]);
        assert_eq!(faults(json!({"case": "7K3M9QX2AB", "unit": "TN.STNMT", "text": "Hai nơi."})).await, [" case_or_unit"]);
        assert_eq!(faults(json!({"unit": "TN.NONE", "text": "Không có."})).await, ["/unit no_such_unit"]);
        assert_eq!(faults(json!({"unit": "TN.STNMT", "text": "Hôm qua.", "due_on": "2024-10-14"})).await, ["/due_on out_of_range"]);
        assert_eq!(faults(json!({"unit": "TN.STNMT", "text": "Hai năm.", "due_on": "2026-10-14"})).await, ["/due_on out_of_range"]);
    }

    async fn a_letter_sent_twice_with_one_key_is_one_letter(app: &TestApp) {
        let inspector = app.inspector().await;
        let (key, body) = (app.key(), json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo."}));
        let once = async |body: &Value| app.post(URGINGS, body).bearer(&inspector).key(&key).send().await;

        let (first, second) = (once(&body).await, once(&body).await);
        let other = once(&json!({"unit": "TN.STC", "text": "Đề nghị báo cáo."})).await;

        assert_eq!(first.body, second.body);
        assert_eq!((first.headers.get("idempotency-replayed"), second.headers["idempotency-replayed"].as_str()), (None, "true"));
        assert_eq!((other.status, other.code()), (422, "idempotency_key_reused"));
        assert_eq!(listed(app, &inspector, "").await.len(), 1);
    }

    async fn a_repeated_request_about_a_letter_is_answered_as_it_was_then(app: &TestApp) {
        let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
        let (first, second) = (app.key(), app.key());
        let body = json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo."});
        let urge = async || app.post(URGINGS, &body).bearer(&inspector).key(&first).send().await;
        let sent = urge().await;
        let path = format!("{URGINGS}/{}/answer", sent.str("/id"));
        let text = json!({"text": "Đã thực hiện."});
        let answer = async || app.post(&path, &text).bearer(&officer).key(&second).if_match(1).send().await;
        let answered = answer().await;
        change(app, &inspector, (sent.str("/id"), "close", 2), &json!({"text": "Đã rõ."})).await;

        for (one, other) in [(&sent, urge().await), (&answered, answer().await)] {
            assert_eq!((one.status, &one.body, &one.headers["etag"]), (other.status, &other.body, &other.headers["etag"]));
            assert_eq!(other.headers["idempotency-replayed"], "true");
        }
    }

    async fn a_key_that_was_used_for_a_case_is_used(app: &TestApp) {
        let number = filed(app).await;
        let (inspector, key) = (app.inspector().await, app.key());
        let case = case_id(app, &number).await;
        let call = app.http.post(format!("{}/api/v1/cases/{case}/assignment", app.base)).bearer_auth(&inspector);
        plainly(call.header("If-Match", "\"v1\"").header("Idempotency-Key", &key).json(&json!({"to": "me"}))).await;

        let letter = json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo."});
        let reused = app.post(URGINGS, &letter).bearer(&inspector).key(&key).send().await;

        assert_eq!((reused.status, reused.code()), (422, "idempotency_key_reused"));
    }

    async fn a_letter_not_answered_in_time_is_recorded_and_told_once(app: &TestApp) {
        let inspector = app.inspector().await;
        let sent = send(app, &inspector, &json!({"unit": "TN.STNMT", "text": "Đề nghị báo cáo."})).await;
        let number = sent.str("/number").to_owned();
        told(app, "2024-10-15T02:00:00Z").await;

        let in_time = told(app, "2024-10-22T16:00:00Z").await;
        let late = told(app, "2024-10-23T02:00:00Z").await;
        let again = told(app, "2024-10-24T02:00:00Z").await;
        let officer = app.officer("TN.STNMT").await;
        let overdue = listed(app, &officer, "?overdue=true").await;
        let answered = change(app, &officer, (sent.str("/id"), "answer", 2), &json!({"text": "Xin báo cáo."})).await;

        let text = format!("Văn bản đôn đốc số {number} đã quá hạn trả lời");
        assert_eq!((in_time.len(), again.len()), (0, 0));
        assert_eq!(late, [format!("tn-stnmt: {text}"), format!("tn-ttt: {text}")]);
        assert_eq!(overdue, [number]);
        assert_eq!((answered.str("/missed_on"), answered.body["overdue"].as_bool()), ("2024-10-23", Some(false)));
        assert_eq!(listed(app, &officer, "?open=true").await, Vec::<String>::new());
    }

    async fn a_letter_is_there_for_its_unit_the_unit_above_and_inspectors_only(app: &TestApp) {
        let inspector = app.inspector().await;
        let mut numbers = Vec::new();
        for unit in ["TN.STNMT", "TN.STC", "TN.STNMT"] {
            let sent = send(app, &inspector, &json!({"unit": unit, "text": "Đề nghị báo cáo."})).await;
            numbers.push((sent.str("/number").to_owned(), sent.str("/id").to_owned()));
        }
        let officer = app.officer("TN.STC").await;
        let leader = app.staff(Role::UnitLeader, Some("H53")).await;

        let probe = change(app, &officer, (&numbers[0].1, "answer", 1), &json!({"text": "Không phải của tôi."})).await;
        let above = change(app, &leader, (&numbers[0].1, "answer", 1), &json!({"text": "Thay cấp dưới."})).await;
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

    async fn every_documented_answer_about_letters_is_given(app: &TestApp) {
        every_answer(app).await;

        let seen = app.seen.lock().unwrap().clone();
        let mine = documented_pairs_of(&OPERATIONS);
        let unseen: Vec<_> = mine.difference(&seen).collect();
        assert!(mine.len() > 20 && unseen.is_empty(), "documented and never answered: {unseen:?}");
    }
}

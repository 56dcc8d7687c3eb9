//! What a second hostile reader found: each would come back without its test.

use liemchinh::domain::actor::Role;
use liemchinh::domain::receipt::Receipt;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::client::Reply;
use crate::on_both_apps;

/// A report that `token` types in at the desk.
async fn typed(app: &TestApp, token: &str, changes: &Value) -> Reply {
    let body = with(with(feedback(), &json!({"filed_via": "desk_call"})), changes);
    let call = app.post("/api/v1/desk/reports", &body).bearer(token).key(&app.key());
    let filed = call.send().await;
    assert_eq!(filed.status, 201, "{}", filed.body);
    filed
}

/// A receipt that no desk has seen.
fn own_receipt() -> String {
    let bytes = *b"\x51\xd2\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x22";
    Receipt::from_bytes(bytes).to_text()
}

async fn activate(app: &TestApp, slip: &str) -> String {
    let own = own_receipt();
    let call = app.post("/api/v1/report/activation", &json!({"receipt": own})).receipt(slip);
    assert_eq!(call.send().await.status, 200);
    own
}

async fn say(app: &TestApp, what: &str, receipt: &str, body: Value) -> Reply {
    let path = format!("/api/v1/report/{what}");
    app.post(&path, &body).receipt(receipt).key(&app.key()).send().await
}

async fn done(app: &TestApp, token: &str, case: &str, version: i32, body: Value) -> Reply {
    let reply = app.command(token, case, version, &body).await;
    assert_eq!(reply.status, 200, "{body} {}", reply.body);
    reply
}

fn answer(outcome: &str) -> Value {
    json!({"command": "answer", "outcome": outcome, "text": "Nội dung trả lời."})
}

async fn answered(app: &TestApp, token: &str, number: &str, outcome: &str) -> String {
    let case = app.case_of(token, number).await;
    done(app, token, &case, 1, json!({"command": "accept"})).await;
    done(app, token, &case, 2, answer(outcome)).await;
    case
}

#[apply(on_both_apps)]
async fn a_unit_earns_nothing_by_reports_it_typed_in_itself(app: &TestApp) {
    app.set("2024-09-04T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;
    for n in 0..10 {
        let filed = if n < 5 {
            app.file(&feedback()).await
        } else {
            typed(app, &officer, &json!({})).await
        };
        answered(app, &officer, filed.str("/number"), "founded").await;
    }
    // What another desk typed in counts like any other.
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let other = typed(app, &clerk, &json!({})).await;
    answered(app, &officer, other.str("/number"), "founded").await;
    app.set("2024-10-15T02:00:00Z");
    let officer = app.officer("TN.STNMT").await;

    let path = "/api/v1/movements/plan-577-2024/scores/TN.STNMT";
    let score = app.get(path).bearer(&officer).send().await;

    let line = &score.body["lines"][0]["line"];
    assert_eq!((&line["opened"], &line["met"]), (&json!(6), &json!(6)), "{}", score.body);
    assert!(app.desk.verify_ledger(|_| {}).unwrap().agrees());
}

#[apply(on_both_apps)]
async fn what_the_accused_typed_in_is_scored_for_nobody_wherever_it_goes(app: &TestApp) {
    app.set("2024-09-04T02:00:00Z");
    let (officer, other) = (app.officer("TN.STNMT").await, app.officer("TN.SXD").await);
    let filed = typed(app, &officer, &json!({})).await;
    let case = app.case_of(&officer, filed.str("/number")).await;
    done(app, &officer, &case, 1, json!({"command": "forward", "to": "TN.SXD", "text": "Chuyển."}))
        .await;
    done(app, &other, &case, 2, json!({"command": "accept"})).await;
    done(app, &other, &case, 3, answer("founded")).await;
    app.set("2024-10-15T02:00:00Z");

    for unit in ["TN.STNMT", "TN.SXD"] {
        let officer = app.officer(unit).await;
        let path = format!("/api/v1/movements/plan-577-2024/scores/{unit}");
        let score = app.get(&path).bearer(&officer).send().await;
        assert_eq!(score.body["lines"][0]["line"]["opened"], 0, "{unit}");
    }
}

#[apply(on_both_apps)]
async fn a_printed_slip_speaks_for_nobody_until_it_is_activated(app: &TestApp) {
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let officer = app.officer("TN.STNMT").await;
    let filed = typed(app, &clerk, &json!({})).await;
    let slip = filed.str("/receipt").to_owned();
    let case = app.case_of(&officer, filed.str("/number")).await;
    let text = || json!({"text": "Lời của người cầm phiếu."});

    let early = say(app, "withdrawal", &slip, text()).await;
    assert_eq!((early.status, early.str("/reason")), (409, "not_activated"));
    done(app, &officer, &case, 1, json!({"command": "accept"})).await;
    done(app, &officer, &case, 2, json!({"command": "ask_reporter", "text": "Câu hỏi."})).await;
    let reply = say(app, "messages", &slip, text()).await;
    assert_eq!((reply.status, reply.str("/reason")), (409, "not_activated"));
    let own = activate(app, &slip).await;
    assert_eq!(say(app, "messages", &own, text()).await.status, 200);
    done(app, &officer, &case, 4, answer("unfounded")).await;
    assert_eq!(say(app, "confirmation", &own, json!({})).await.status, 200);
    assert_eq!(app.track(&own).await.str("/state"), "closed", "the person's own word");
}

#[apply(on_both_apps)]
async fn an_unfounded_of_the_own_desk_is_closed_by_a_second_person_whatever_the_receipt_says(
    app: &TestApp,
) {
    let officer = app.officer("TN.STNMT").await;
    let filed = typed(app, &officer, &json!({})).await;
    let slip = filed.str("/receipt").to_owned();
    let case = answered(app, &officer, filed.str("/number"), "unfounded").await;
    let early = say(app, "confirmation", &slip, json!({})).await;
    assert_eq!((early.status, early.str("/reason")), (409, "not_activated"));

    // Whoever printed the slip can activate it too.
    let own = activate(app, &slip).await;
    assert_eq!(say(app, "confirmation", &own, json!({})).await.status, 200);

    assert_eq!(app.track(&own).await.str("/state"), "answered");
    let inspector = app.inspector().await;
    done(app, &inspector, &case, 4, json!({"command": "close"})).await;
    assert_eq!(app.track(&own).await.str("/state"), "closed");
}

fn refer() -> Value {
    json!({
        "command": "refer", "authority": "Cơ quan điều tra", "procuracy": "Viện kiểm sát", "text": "Chuyển hồ sơ.",
        "manifest": [{"name": "Biên bản", "sha256": "ab".repeat(32)}],
    })
}

fn consult() -> Value {
    json!({"command": "consult", "to": "TN.STP"})
}

fn words(command: &str) -> Value {
    json!({"command": command, "text": "Nội dung bằng chữ."})
}

#[apply(on_both_apps)]
async fn a_unit_cannot_end_its_own_case_by_referring_it(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let case = app.case_of(&officer, filed.str("/number")).await;
    done(app, &officer, &case, 1, words("note_criminal_signs")).await;
    // What only inspectors may know of does not count for the unit, not even what it noted itself.
    for body in [consult(), words("record_consultation"), refer()] {
        let reply = app.command(&officer, &case, 1, &body).await;
        assert_eq!((reply.status, reply.str("/reason")), (409, "inspector_only"), "{body}");
    }
    done(app, &inspector, &case, 2, consult()).await;
    app.worker.tick().await.unwrap();
    app.mail.take();

    done(app, &inspector, &case, 3, refer()).await;
    app.worker.tick().await.unwrap();

    let mails = app.mail.take();
    let told: Vec<_> = mails.iter().map(|mail| mail.to.as_str()).collect();
    assert_eq!(told, ["thu@dan.example"], "the reporter hears of it, and the unit gets no warning");
    assert!(mails[0].body.contains("cơ quan điều tra"), "{}", mails[0].body);
    assert_eq!(app.track(filed.str("/receipt")).await.str("/state"), "referred");
}

#[apply(on_both_apps)]
async fn an_inspector_consults_and_refers_also_where_the_own_body_holds_the_case(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let inspector = app.inspector().await;
    let case = app.case_of(&inspector, filed.str("/number")).await;
    done(
        app,
        &inspector,
        &case,
        1,
        json!({"command": "forward", "to": "TN.TTT", "text": "Thanh tra giải quyết."}),
    )
    .await;
    done(app, &inspector, &case, 2, words("note_criminal_signs")).await;
    let seen = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;
    assert!(seen.body["allowed"].as_array().unwrap().contains(&json!("consult")), "{}", seen.body);
    done(app, &inspector, &case, 3, consult()).await;
    done(app, &inspector, &case, 4, words("record_consultation")).await;
    done(app, &inspector, &case, 5, refer()).await;
    assert_eq!(app.track(filed.str("/receipt")).await.str("/state"), "referred");
}

#[apply(on_both_apps)]
async fn an_accused_inspectorate_does_not_refer_what_is_about_itself(app: &TestApp) {
    let filed = app.file(&with(feedback(), &json!({"unit": "TN.TTT"}))).await;
    let inspector = app.inspector().await;
    let case = app.case_of(&inspector, filed.str("/number")).await;
    done(app, &inspector, &case, 1, words("note_criminal_signs")).await;
    // What it noted itself does not count for it: of what is about itself it is a unit.
    let reply = app.command(&inspector, &case, 1, &consult()).await;
    assert_eq!((reply.status, reply.str("/reason")), (409, "inspector_only"));
    let chair = app.staff(liemchinh::domain::actor::Role::Inspector, Some("H53")).await;
    done(app, &chair, &case, 2, consult()).await;
    for path in ["", "/events", "/obligations"] {
        let read = app.get(&format!("/api/v1/cases/{case}{path}")).bearer(&inspector).send().await;
        assert_eq!(read.status, 200, "{}", read.body);
        assert!(
            !read.text.contains("consult") && !read.text.contains("signs_noted"),
            "{path} {}",
            read.text
        );
    }
}

#[apply(on_both_apps)]
async fn what_a_moved_complaint_says_of_the_act_is_kept_in_its_envelope(app: &TestApp) {
    let body = with(
        feedback(),
        &json!({
            "kind": "complaint", "category": "decision_or_act", "text": "Cán bộ đòi tiền rồi mới ra quyết định.",
            "bribe": {"fact": "asked"}, "contested_act": "CANARYACT9 Quyết định 45/QĐ-UBND",
            "learned_on": "2024-10-01", "prior_case": "7K3M9QX2AB",
            "contact": {"name": "Nguyễn Văn Thử", "phone": "0900 000 001", "address": "Số 1, đường Thử", "id_number": "072000000001"},
        }),
    );
    let filed = app.file(&body).await;
    assert_eq!((filed.str("/kind"), filed.str("/channel")), ("corruption_tip", "integrity"));
    let inspector = app.inspector().await;
    let page = app.get("/api/v1/cases?channel=integrity").bearer(&inspector).send().await;
    let case = page.str("/items/0/id").to_owned();
    app.assign(&inspector, &case, 1).await;

    let seen = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;

    let report = &seen.body["report"];
    assert_eq!(report["contested_act"], body["contested_act"], "{report}");
    assert_eq!(
        (report["learned_on"].as_str(), report["prior_case"].as_str()),
        (Some("2024-10-01"), Some("7K3M9QX2AB"))
    );
    assert!(!crate::secrecy::holds(&crate::secrecy::dump(app), "CANARYACT9"), "it lies open");
}

/// All that `token` sees of a case, with what differs from case to case taken out.
async fn seen(app: &TestApp, token: &str, case: &str, filed: &Reply) -> Vec<String> {
    let mut all = Vec::new();
    for path in ["", "/events", "/obligations"] {
        let reply = app.get(&format!("/api/v1/cases/{case}{path}")).bearer(token).send().await;
        all.push(reply.headers.get("etag").cloned().unwrap_or_default());
        all.push(reply.text);
    }
    let queue = app.get("/api/v1/cases?limit=100").bearer(token).send().await;
    let items = queue.body["items"].as_array().unwrap();
    all.push(items.iter().find(|item| item["id"] == case).unwrap().to_string());
    all.into_iter()
        .map(|text| text.replace(case, "ID").replace(filed.str("/number"), "N"))
        .collect()
}

#[apply(on_both_apps)]
async fn a_unit_sees_no_difference_while_a_criminal_matter_is_prepared(app: &TestApp) {
    let (quiet, grave) = (app.file(&feedback()).await, app.file(&feedback()).await);
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let alike = app.case_of(&officer, quiet.str("/number")).await;
    let case = app.case_of(&officer, grave.str("/number")).await;
    done(app, &inspector, &case, 1, words("note_criminal_signs")).await;
    done(app, &inspector, &case, 2, consult()).await;
    assert_eq!(seen(app, &officer, &case, &grave).await, seen(app, &officer, &alike, &quiet).await);

    // Two working days after the fifteenth the consultation is late.
    app.set("2024-10-18T02:00:00Z");
    app.worker.tick().await.unwrap();
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    assert_eq!(seen(app, &officer, &case, &grave).await, seen(app, &officer, &alike, &quiet).await);
    let own = app.get(&format!("/api/v1/cases/{case}/events")).bearer(&inspector).send().await;
    assert!(own.text.contains("\"missed\"") && own.text.contains("TN.STP"), "{}", own.text);
    let look = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;
    assert_eq!(
        (look.body["version"].as_i64(), look.body["overdue"].as_bool()),
        (Some(4), Some(false))
    );

    // The unit goes on by the numbers it knows, and sees none of what ends with the case.
    for id in [&alike, &case] {
        let key = app.key();
        let path = format!("/api/v1/cases/{id}/transitions");
        let accept = || {
            app.post(&path, &json!({"command": "accept"})).bearer(&officer).key(&key).if_match(1)
        };
        for _ in 0..2 {
            let reply = accept().send().await;
            assert_eq!(
                (reply.status, &reply.body["event"]),
                (200, &json!({"n": 2, "kind": "accepted"})),
                "{}",
                reply.body
            );
        }
        done(app, &officer, id, 2, answer("founded")).await;
    }
    assert_eq!(seen(app, &officer, &case, &grave).await, seen(app, &officer, &alike, &quiet).await);
    let stale = app.command(&officer, &case, 6, &json!({"command": "close"})).await;
    assert_eq!(stale.status, 412, "the true number is nobody's");
    for receipt in [quiet.str("/receipt"), grave.str("/receipt")] {
        assert_eq!(say(app, "confirmation", receipt, json!({})).await.status, 200);
    }
    assert_eq!(seen(app, &officer, &case, &grave).await, seen(app, &officer, &alike, &quiet).await);
}

#[apply(on_both_apps)]
async fn mails_on_a_consultation_do_not_tell_a_tip_from_a_case(app: &TestApp) {
    app.file(&feedback()).await;
    app.file(&crate::app::tip()).await;
    let inspector = app.inspector().await;
    for channel in ["service", "integrity"] {
        let page =
            app.get(&format!("/api/v1/cases?channel={channel}")).bearer(&inspector).send().await;
        let case = page.str("/items/0/id").to_owned();
        app.assign(&inspector, &case, 1).await;
        done(app, &inspector, &case, 2, words("note_criminal_signs")).await;
        done(app, &inspector, &case, 3, consult()).await;
    }
    let mut mails = Vec::new();
    for day in 15..=25 {
        for hour in ["02", "07"] {
            app.set(&format!("2024-10-{day}T{hour}:30:00Z"));
            app.worker.tick().await.unwrap();
            let told = app
                .mail
                .take()
                .into_iter()
                .filter(|mail| mail.to.as_str() == "tn-stp@tayninh.example");
            mails.extend(told.map(|mail| (mail.subject, mail.body)));
        }
    }
    assert_eq!(mails.len(), 2, "one for each, and nothing more: {mails:?}");
    assert_eq!(mails[0], mails[1]);
}

/// A complaint as a citizen brings it, without a signature.
fn complaint() -> Value {
    with(
        feedback(),
        &json!({
            "kind": "complaint", "category": "decision_or_act", "unit": "TN.SYT", "sector": null,
            "contested_act": "Quyết định 15/QĐ-SYT", "learned_on": "2025-12-01", "filed_via": "desk_visit",
            "contact": {"name": "Trần Thị Thử", "phone": "0900 000 002", "address": "Số 1, đường Thử"},
        }),
    )
}

/// The last day of the open duty `step` and the day up to which its calendar was known.
async fn due(app: &TestApp, case: &str, step: &str) -> (String, String) {
    let inspector = app.inspector().await;
    let path = format!("/api/v1/cases/{case}/obligations");
    let owed = app.get(&path).bearer(&inspector).send().await;
    let items = owed.body["items"].as_array().unwrap();
    let one = items.iter().find(|one| one["step"] == step && one["status"] == "open").unwrap();
    let text = |member: &str| one[member].as_str().unwrap().to_owned();
    (text("due_on"), text("calendar_as_of"))
}

async fn recount_moves_nothing(app: &TestApp) {
    let recounted = app.desk.recount(false, |_| {}).await.unwrap();
    assert!(recounted.examined > 0 && recounted.moved.is_empty(), "{recounted:?}");
}

// The second of January 2026 was swapped for the tenth, and announced on 25 December 2025.
#[apply(on_both_apps)]
async fn a_paper_is_counted_by_the_calendar_of_the_day_it_is_typed_in(app: &TestApp) {
    app.set("2025-12-29T02:00:00Z");
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let filed = typed(
        app,
        &clerk,
        &json!({"filed_via": "desk_paper", "paper_on": "2025-12-24", "unit": "TN.SYT"}),
    )
    .await;
    assert_eq!(filed.str("/received_on"), "2025-12-24");
    let inspector = app.inspector().await;
    let case = app.case_of(&inspector, filed.str("/number")).await;

    // Ten working days: 25, 26, 29, 30, 31 December, 5 to 9 January.
    let expected = ("2026-01-09".to_owned(), "2025-12-29".to_owned());
    assert_eq!(due(app, &case, "answer").await, expected);
    recount_moves_nothing(app).await;
}

#[apply(on_both_apps)]
async fn a_signature_recorded_late_is_counted_by_the_calendar_of_that_day(app: &TestApp) {
    app.set("2025-12-22T02:00:00Z");
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let filed = typed(app, &clerk, &complaint()).await;
    app.set("2025-12-29T02:00:00Z");
    let (clerk, inspector) =
        (app.staff(Role::Reception, Some("TN.VP")).await, app.inspector().await);
    let case = app.case_of(&inspector, filed.str("/number")).await;
    let body = json!({"number": filed.str("/number"), "signed_on": "2025-12-23"});
    let signed =
        app.post("/api/v1/desk/signatures", &body).bearer(&clerk).key(&app.key()).send().await;
    assert_eq!(signed.status, 200, "{}", signed.body);

    // Ten days end on 2 January, which is off by now; 5 January is a Monday.
    let expected = ("2026-01-05".to_owned(), "2025-12-29".to_owned());
    assert_eq!(due(app, &case, "accept").await, expected);
    recount_moves_nothing(app).await;
}

#[apply(on_both_apps)]
async fn a_wait_does_not_lapse_on_a_day_that_came_to_be_off(app: &TestApp) {
    app.set("2025-12-18T02:00:00Z");
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let (late, never) =
        (typed(app, &clerk, &complaint()).await, typed(app, &clerk, &complaint()).await);
    assert_eq!(late.str("/sign_by"), "2026-01-02", "as it was told");

    app.set("2026-01-03T02:00:00Z");
    app.worker.tick().await.unwrap();
    let told = app.track(late.str("/receipt")).await;
    assert_eq!((told.str("/state"), told.str("/waits_until")), ("awaiting_reporter", "2026-01-05"));
    assert!(told.text.contains("\"sign\""), "the right stands open: {}", told.text);

    app.set("2026-01-05T08:00:00Z");
    app.worker.tick().await.unwrap();
    let (clerk, inspector) =
        (app.staff(Role::Reception, Some("TN.VP")).await, app.inspector().await);
    let case = app.case_of(&inspector, late.str("/number")).await;
    let seen = app.get(&format!("/api/v1/cases/{case}")).bearer(&inspector).send().await;
    assert_eq!(seen.str("/waits_until"), "2026-01-05");
    let body = json!({"number": late.str("/number"), "signed_on": "2026-01-05"});
    let signed =
        app.post("/api/v1/desk/signatures", &body).bearer(&clerk).key(&app.key()).send().await;
    assert_eq!(signed.status, 200, "{}", signed.body);
    app.set("2026-01-06T02:00:00Z");
    app.worker.tick().await.unwrap();
    assert_eq!(app.track(late.str("/receipt")).await.str("/state"), "received");
    assert_eq!(app.track(never.str("/receipt")).await.str("/state"), "declined");
}

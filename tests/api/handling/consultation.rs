//! Criminal signs before a referral: who may consult and refer, and that a unit sees no difference.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::client::Reply;
use crate::followed::Life;
use crate::handling::referral::{refer, signs};
use crate::on_both_apps;
use crate::steps::{answer, case, consult, done, say, words};

#[apply(on_both_apps)]
async fn a_unit_never_learns_who_was_consulted_nor_that_it_was_late(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    life.step(&inspector, signs()).await;
    life.step(&inspector, json!({"command": "consult", "to": "TN.STP"})).await;
    app.set("2024-10-18T02:00:00Z");
    app.worker.tick().await.unwrap();
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    life.look().await;
    life.step(&inspector, refer(None)).await;

    let path = format!("/api/v1/cases/{}/events", life.id);
    let seen = app.get(&path).bearer(&officer).send().await;
    let kinds: Vec<_> = seen.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["kind"].as_str().unwrap())
        .collect();
    assert_eq!(kinds, ["filed", "referred"]);
    assert!(!seen.text.contains("consult") && !seen.text.contains("TN.STP"), "{}", seen.text);
    let whole = app.get(&path).bearer(&inspector).send().await;
    assert!(whole.text.contains("\"consult\"") && whole.text.contains("TN.STP"));
}

fn refer_whole() -> Value {
    json!({
        "command": "refer", "authority": "Cơ quan điều tra", "procuracy": "Viện kiểm sát", "text": "Chuyển hồ sơ.",
        "manifest": [{"name": "Biên bản", "sha256": "ab".repeat(32)}],
    })
}

#[apply(on_both_apps)]
async fn a_unit_cannot_end_its_own_case_by_referring_it(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let case = app.case_of(&officer, filed.str("/number")).await;
    done(app, &officer, &case, 1, words("note_criminal_signs")).await;
    // What only inspectors may know of does not count for the unit, not even what it noted itself.
    for body in [consult(), words("record_consultation"), refer_whole()] {
        let reply = app.command(&officer, &case, 1, &body).await;
        assert_eq!((reply.status, reply.str("/reason")), (409, "inspector_only"), "{body}");
    }
    done(app, &inspector, &case, 2, consult()).await;
    app.worker.tick().await.unwrap();
    app.mail.take();

    done(app, &inspector, &case, 3, refer_whole()).await;
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
    done(app, &inspector, &case, 5, refer_whole()).await;
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
    let chair = app.staff(liemchinh::harness::domain::Role::Inspector, Some("H53")).await;
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
        // A tip is handled by whoever has it in hand; a case of a unit is in nobody's of the inspectorate.
        let mut version = 1;
        if channel == "integrity" {
            assert_eq!(app.assign(&inspector, &case, version).await.status, 200);
            version += 1;
        }
        done(app, &inspector, &case, version, words("note_criminal_signs")).await;
        done(app, &inspector, &case, version + 1, consult()).await;
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

#[apply(on_both_apps)]
async fn that_a_body_is_consulted_is_seen_by_inspectors_only(app: &TestApp) {
    let (case, receipt, inspector) = case(app).await;
    let officer = app.officer("TN.STNMT").await;
    done(app, &inspector, &case, 1, words("note_criminal_signs")).await;
    done(app, &inspector, &case, 2, json!({"command": "consult", "to": "TN.STP"})).await;

    let told = app.track(&receipt).await;
    let events = app.get(&format!("/api/v1/cases/{case}/events")).bearer(&officer).send().await;
    let owed = app.get(&format!("/api/v1/cases/{case}/obligations")).bearer(&officer).send().await;
    for reply in [&told, &events, &owed] {
        assert!(
            !reply.text.contains("consult") && !reply.text.contains("TN.STP"),
            "{}",
            reply.text
        );
    }
    let own = app.get(&format!("/api/v1/cases/{case}/obligations")).bearer(&inspector).send().await;
    assert!(own.text.contains("\"consult\""));
}

//! What a thief of the disk finds of files, and what a unit can tell of those that are not for it.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::{OWN, bring, count, of, original, photo, seen, send, snapshot};
use crate::app::{TestApp, feedback, tip, with};
use crate::caught_log::Log;
use crate::client::Reply;
use crate::filing::secrecy::{dump, holds};
use crate::followed::Life;
use crate::{on_both_apps, on_both_holding_apps};

#[apply(on_both_apps)]
async fn f2_nothing_of_a_file_lies_open_in_the_database_the_folder_or_the_log(app: &TestApp) {
    let log = Log::start(tracing::Level::TRACE);
    let canaries = ["CANARYPIXELS7", "CANARYFILENAME7"];
    for report in [feedback(), tip()] {
        let (life, _) = Life::file(app, &report).await;
        let file = photo(4000, 3000, 300_000, &"CANARYPIXELS7 ".repeat(2000));
        let call = send(app, OWN, "image/jpeg", file).receipt(&life.receipt);
        let name = "attachment; filename=\"CANARYFILENAME7.jpg\"";
        let taken = call.header("Content-Disposition", name).send().await;
        assert_eq!(taken.status, 201, "{}", taken.body);
    }
    let files: Vec<u8> =
        app.files.all().iter().flat_map(|path| std::fs::read(path).unwrap()).collect();
    let (kept, logged) = (dump(app), log.bytes());

    assert_eq!(app.files.all().len(), 2);
    for canary in canaries {
        assert!(!holds(&files, canary), "{canary} is in the folder");
        assert!(!holds(&kept, canary), "{canary} is in the database");
        assert!(!holds(&logged, canary), "{canary} is in the log");
    }
    for name in app.files.all() {
        let about = std::fs::metadata(&name).unwrap();
        assert_eq!(about.modified().unwrap(), std::time::SystemTime::UNIX_EPOCH, "undated");
    }
}

/// Everything a unit reads of a case and of its queue.
async fn of_unit(app: &TestApp, officer: &str, case: &str) -> Vec<(u16, Option<String>, String)> {
    let mut all = Vec::new();
    for path in [
        format!("/api/v1/cases/{case}"),
        format!("/api/v1/cases/{case}/events"),
        of(case),
        "/api/v1/cases?count=true&sort=changed".to_owned(),
        "/api/v1/cases?changed_since=2024-10-15T02:10:00Z".to_owned(),
        "/api/v1/me/summary".to_owned(),
    ] {
        let Reply { status, headers, text, .. } = app.get(&path).bearer(officer).send().await;
        all.push((status, headers.get("etag").cloned(), text));
    }
    all
}

#[apply(on_both_apps)]
async fn f2_a_unit_reads_the_same_whether_or_not_there_are_files_for_inspectors_alone(
    app: &TestApp,
) {
    let (life, _) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    bring(app, &life.receipt, &snapshot("hồ sơ")).await;
    app.set("2024-10-15T02:25:00Z");
    let before = of_unit(app, &officer, &life.id).await;

    let path = format!("{OWN}?only_inspectors=true");
    let secret = send(app, &path, "image/jpeg", snapshot("tin nhắn đe dọa"));
    let secret = secret.receipt(&life.receipt).send().await;
    let own = send(app, &of(&life.id), "image/jpeg", snapshot("biên bản")).bearer(&inspector);
    let own = own.send().await;
    app.worker.tick().await.unwrap();

    let after = of_unit(app, &officer, &life.id).await;
    assert_eq!(before, after);
    assert!(before.iter().all(|(status, ..)| *status == 200), "{before:?}");
    assert_eq!((secret.status, &secret.body["inspectors_only"]), (201, &json!(true)));
    assert_eq!((own.status, &own.body["inspectors_only"]), (201, &json!(true)));
    let all = seen(app, &inspector, &life.id).await;
    assert_eq!(all.body["items"].as_array().unwrap().len(), 3);
    // What a unit adds, and how often it may, is the same too.
    let mut taken = Vec::new();
    for n in 0..11 {
        let call = send(app, &of(&life.id), "image/jpeg", snapshot(&n.to_string()));
        taken.push(call.bearer(&officer).send().await.status);
    }
    assert_eq!(taken, [vec![201; 10], vec![409]].concat());
}

#[apply(on_both_apps)]
async fn f2_evidence_of_revenge_is_taken_after_the_end_and_only_for_inspectors(app: &TestApp) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    life.say("withdrawal", json!({"text": "Tôi xin rút lại phản ánh này."})).await;
    let path = format!("{OWN}?only_inspectors=true");

    let open = bring(app, &life.receipt, &snapshot("x")).await;
    let call = send(app, &path, "image/jpeg", snapshot("x")).receipt(&life.receipt);
    let secret = call.send().await;

    assert_eq!((open.status, open.code()), (409, "transition_refused"));
    assert_eq!(secret.status, 201, "{}", secret.body);
    let listed = app.get(OWN).receipt(&life.receipt).send().await;
    assert_eq!(listed.body["items"], json!([]), "somebody may be made to show it");
}

#[apply(on_both_holding_apps)]
async fn f6_a_report_that_becomes_a_tip_takes_its_files_along_and_leaves_none(app: &TestApp) {
    let (life, filed) = Life::file(app, &feedback()).await;
    let (one, two) = (app.inspector().await, app.inspector().await);
    let (first, second) = (snapshot("phong bì"), snapshot("tin nhắn"));
    bring(app, &life.receipt, &first).await;
    send(app, &of(&life.id), "image/jpeg", second.clone()).bearer(&one).send().await;
    let officer = app.officer("TN.STNMT").await;
    assert_eq!(seen(app, &officer, &life.id).await.status, 404, "it has not reached its unit");

    let body = json!({"bribe": {"fact": "asked", "amount_vnd": 200_000}});
    let moved = crate::steps::say(app, "to-integrity", filed.str("/receipt"), body).await;
    assert_eq!(moved.status, 200, "{}", moved.body);
    let mut life = Life { version: 1, ..life };
    life.take(&two).await;
    app.worker.tick().await.unwrap();

    let files = seen(app, &two, &life.id).await;
    let items = files.body["items"].as_array().unwrap();
    assert_eq!(items.len(), 2);
    assert!(items.iter().all(|it| it["at"] == Value::Null && it["day"] == "2024-10-15"));
    assert_eq!(original(app, &two, &life.id, &items[0]["id"]).await.bytes, first);
    assert_eq!(original(app, &two, &life.id, &items[1]["id"]).await.bytes, second);
    assert_eq!(count(app, "attachments"), 0);
    assert_eq!(count(app, "integrity_attachments"), 2);
    assert_eq!(app.files.all().len(), 2);
    let again = app.get(OWN).receipt(&life.receipt).send().await;
    assert_eq!(again.body["items"].as_array().unwrap().len(), 1);
    let more = bring(app, &life.receipt, &snapshot("thêm")).await;
    assert_eq!((more.status, &more.body["n"]), (201, &json!(2)));
}

#[apply(on_both_apps)]
async fn f2_nobody_tells_from_a_refusal_how_many_files_tips_have(app: &TestApp) {
    let (service, _) = Life::file(app, &feedback()).await;
    let (secret, _) = Life::file(app, &with(tip(), &json!({"unit": "TN.STNMT"}))).await;
    for n in 0..10 {
        assert_eq!(bring(app, &secret.receipt, &snapshot(&n.to_string())).await.status, 201);
    }

    assert_eq!(bring(app, &secret.receipt, &snapshot("")).await.code(), "files_full");
    assert_eq!(bring(app, &service.receipt, &snapshot("một")).await.status, 201);
}

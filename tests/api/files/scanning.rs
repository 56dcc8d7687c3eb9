//! What clamd finds, and what becomes of a file of which it says nothing.

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::clamd::{HARM, UNREADABLE};
use super::copies::taken_somewhere;
use super::{bring, of, original, seen, send, snapshot};
use crate::app::{TestApp, feedback, tip};
use crate::client::Reply;
use crate::followed::Life;
use crate::on_both_scanning_apps;

async fn at(app: &TestApp, token: &str, case: &str, file: &Value, rest: &str) -> Reply {
    let path = format!("{}/{}{rest}", of(case), file.as_str().unwrap());
    app.get(&path).bearer(token).send().await
}

/// What the list of `token` says of each file.
async fn told(app: &TestApp, token: &str, case: &str) -> Vec<Value> {
    let listed = seen(app, token, case).await.body["items"].as_array().unwrap().clone();
    listed.iter().map(|one| json!([one["scan"], one["malware"], one["copy"]])).collect()
}

/// What is answered here and nowhere else.
pub async fn every_answer(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    bring(app, &life.receipt, &snapshot(HARM)).await;
    let files = seen(app, &inspector, &life.id).await;
    original(app, &inspector, &life.id, &files.body["items"][0]["id"]).await;
}

#[apply(on_both_scanning_apps)]
async fn f2_what_clamd_finds_no_unit_ever_sees_and_inspectors_get_after_a_warning(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let harm = snapshot(HARM);
    bring(app, &life.receipt, &harm).await;
    bring(app, &life.receipt, &taken_somewhere()).await;
    let waits = json!(["waiting", null, null]);
    assert_eq!(told(app, &officer, &life.id).await, [waits.clone(), waits]);
    let files = seen(app, &inspector, &life.id).await;
    let (first, second) = (&files.body["items"][0]["id"], &files.body["items"][1]["id"]);
    for file in [first, second] {
        let early = at(app, &inspector, &life.id, file, "?malware=true").await;
        assert_eq!((early.status, early.code()), (409, "file_not_scanned"));
        assert_eq!(at(app, &inspector, &life.id, file, "/copy").await.status, 404);
    }

    app.worker.tick().await.unwrap();

    let fine = json!([null, null, true]);
    assert_eq!(
        told(app, &officer, &life.id).await,
        std::slice::from_ref(&fine),
        "as if it were not there"
    );
    let found = json!(["found", "Test.Malware-1", null]);
    assert_eq!(told(app, &inspector, &life.id).await, [found, fine]);
    assert_eq!(original(app, &inspector, &life.id, second).await.bytes, taken_somewhere());
    let warned = original(app, &inspector, &life.id, first).await;
    assert_eq!((warned.status, warned.code()), (409, "malware_found"));
    let got = at(app, &inspector, &life.id, first, "?malware=true").await;
    assert_eq!((got.status, &got.bytes), (200, &harm));
    assert_eq!(got.headers["content-type"], "application/octet-stream");
    assert!(got.headers["content-disposition"].ends_with(".malware\""));
    assert_eq!(at(app, &officer, &life.id, first, "?malware=true").await.status, 403);
    for token in [&officer, &inspector] {
        assert_eq!(at(app, token, &life.id, first, "/copy").await.status, 404);
    }
    app.worker.tick().await.unwrap();
    assert_eq!(app.scanner.as_ref().unwrap().asked(), 2, "once of each file");
}

#[apply(on_both_scanning_apps)]
async fn f2_whoever_gave_a_file_that_does_harm_is_told_and_no_other_unit(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let own = send(app, &of(&life.id), "image/jpeg", snapshot(HARM)).bearer(&officer).send().await;
    assert_eq!((own.status, &own.body["scan"]), (201, &json!("waiting")));

    app.worker.tick().await.unwrap();

    assert_eq!(told(app, &officer, &life.id).await, [json!(["found", null, null])]);
    assert_eq!(told(app, &inspector, &life.id).await, [json!(["found", "Test.Malware-1", null])]);
    let scans = app.service.scans().await.unwrap();
    assert_eq!((scans.waiting, scans.found), (0, 1));
}

#[apply(on_both_scanning_apps)]
async fn f2_a_file_of_which_clamd_says_nothing_waits_and_is_asked_about_again(app: &TestApp) {
    let clamd = app.scanner.as_ref().unwrap();
    let (life, _) = Life::file(app, &feedback()).await;
    let (mut secret, _) = Life::file(app, &tip()).await;
    let (officer, taker) = (app.officer("TN.STNMT").await, app.inspector().await);
    bring(app, &life.receipt, &taken_somewhere()).await;
    bring(app, &secret.receipt, &snapshot("phong bì")).await;
    secret.take(&taker).await;
    let sealed = seen(app, &taker, &secret.id).await.body["items"][0]["id"].clone();
    for word in
        ["", "stream: OK", "INSTREAM size limit exceeded. ERROR\0", "220 mail.example ESMTP\r\n"]
    {
        clamd.says(Some(word));
        let before = clamd.asked();

        app.worker.tick().await.unwrap();

        assert_eq!(clamd.asked(), before + 2, "{word:?}");
        assert_eq!(
            told(app, &officer, &life.id).await,
            [json!(["waiting", null, null])],
            "{word:?}"
        );
        let early = original(app, &taker, &secret.id, &sealed).await;
        assert_eq!((early.status, early.code()), (409, "file_not_scanned"), "{word:?}");
    }
    clamd.says(None);

    app.worker.tick().await.unwrap();

    assert_eq!(told(app, &officer, &life.id).await, [json!([null, null, true])]);
    assert_eq!(original(app, &taker, &secret.id, &sealed).await.bytes, snapshot("phong bì"));
}

#[apply(on_both_scanning_apps)]
async fn f2_one_file_that_clamd_cannot_read_holds_up_none_of_the_others(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    for words in [UNREADABLE, "một", UNREADABLE, "hai"] {
        bring(app, &life.receipt, &snapshot(words)).await;
    }

    for _ in 0..4 {
        app.service.scan_files(1).await.unwrap();
    }

    let scans = app.service.scans().await.unwrap();
    assert_eq!((scans.waiting, scans.found), (2, 0));
    let waits = json!(["waiting", null, null]);
    let told = told(app, &inspector, &life.id).await;
    assert_eq!((&told[0], &told[2]), (&waits, &waits));
}

//! What a referral says of the files that it passes on: where each came from, its hash, and who read it.

use data_encoding::HEXLOWER;
use macro_rules_attribute::apply;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{NOBODY, bring, of, original, seen, send, snapshot};
use crate::app::{TestApp, feedback, tip, with};
use crate::filing::secrecy::{dump, holds};
use crate::followed::Life;
use crate::handling::referral::{refer, signs};
use crate::on_both_apps;

fn hash(file: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(file))
}

/// A referral of these files and of nothing else.
fn referral(files: &[&Value]) -> Value {
    let mut body = with(refer(None), &json!({"files": files}));
    body.as_object_mut().unwrap().remove("manifest");
    body
}

async fn passed_on(app: &TestApp, token: &str, case: &str) -> Value {
    let path = format!("/api/v1/cases/{case}/events");
    let events = app.get(&path).bearer(token).send().await;
    let all = events.body["items"].as_array().unwrap().clone();
    let referred = all.into_iter().find(|one| one["kind"] == "referred").unwrap();
    referred["particulars"]["manifest"].clone()
}

#[apply(on_both_apps)]
async fn j1_a_referral_takes_files_of_the_case_with_hash_collector_and_everybody_who_read_them(
    app: &TestApp,
) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let (inspector, other) = (app.inspector().await, app.inspector().await);
    let (photo, minutes) = (snapshot("phong bì"), b"%PDF-1.7 bien ban".to_vec());
    bring(app, &life.receipt, &photo).await;
    app.set("2024-10-15T02:10:00Z");
    let own = send(app, &of(&life.id), "application/pdf", minutes.clone()).bearer(&inspector);
    let name = "attachment; filename=\"bien-ban.pdf\"";
    assert_eq!(own.header("Content-Disposition", name).send().await.status, 201);
    let files = seen(app, &inspector, &life.id).await;
    let (first, second) = (&files.body["items"][0]["id"], &files.body["items"][1]["id"]);
    app.set("2024-10-15T02:20:00Z");
    original(app, &other, &life.id, first).await;
    app.set("2024-10-15T02:30:00Z");
    original(app, &inspector, &life.id, first).await;
    life.step(&inspector, signs()).await;
    life.step(&inspector, json!({"command": "consult", "to": "TN.STP"})).await;

    life.step(&inspector, referral(&[first, second])).await;
    original(app, &other, &life.id, second).await;

    let manifest = passed_on(app, &inspector, &life.id).await;
    let reads = json!([
        {"by": "Lê Thị Thử", "at": "2024-10-15T02:20:00Z"},
        {"by": "Lê Thị Thử", "at": "2024-10-15T02:30:00Z"},
    ]);
    let of_photo = json!({
        "id": first, "type": "image/jpeg", "bytes": 3000, "day": "2024-10-15",
        "at": "2024-10-15T02:00:00Z", "reads": reads,
    });
    let of_minutes = json!({
        "id": second, "type": "application/pdf", "bytes": minutes.len(), "unit": "TN.TTT",
        "by": "Lê Thị Thử", "day": "2024-10-15", "at": "2024-10-15T02:10:00Z", "reads": [],
    });
    let told = "Tệp kèm theo ngày 2024-10-15 (image/jpeg)";
    let expected = json!([
        {"name": told, "sha256": hash(&photo), "file": of_photo},
        {"name": "bien-ban.pdf", "sha256": hash(&minutes), "file": of_minutes},
    ]);
    assert_eq!(manifest, expected, "and nothing that came after");
}

#[apply(on_both_apps)]
async fn j1_what_is_passed_on_of_a_tip_is_sealed_with_its_hash(app: &TestApp) {
    let (mut life, _) = Life::file(app, &tip()).await;
    let inspector = app.inspector().await;
    let photo = snapshot("phong bì");
    bring(app, &life.receipt, &photo).await;
    life.take(&inspector).await;
    let files = seen(app, &inspector, &life.id).await;
    let id = &files.body["items"][0]["id"];
    original(app, &inspector, &life.id, id).await;
    life.step(&inspector, json!({"command": "accept"})).await;
    life.step(&inspector, signs()).await;
    life.step(&inspector, json!({"command": "consult", "to": "TN.STNMT"})).await;

    life.step(&inspector, referral(&[id])).await;

    let manifest = passed_on(app, &inspector, &life.id).await;
    assert_eq!(manifest[0]["sha256"], hash(&photo));
    assert_eq!(manifest[0]["file"]["reads"][0]["by"], "Lê Thị Thử");
    assert_eq!(manifest[0]["file"]["at"], Value::Null, "of a tip only the day is kept");
    assert!(!holds(&dump(app), &hash(&photo)), "it lies open in the database");
}

#[apply(on_both_apps)]
async fn j1_a_referral_of_a_file_that_is_none_of_the_case_is_refused_and_so_is_one_of_nothing(
    app: &TestApp,
) {
    let (mut life, _) = Life::file(app, &feedback()).await;
    let (other, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    for one in [&life, &other] {
        bring(app, &one.receipt, &snapshot("ảnh")).await;
    }
    let mine = seen(app, &inspector, &life.id).await.body["items"][0]["id"].clone();
    let theirs = seen(app, &inspector, &other.id).await.body["items"][0]["id"].clone();
    life.step(&inspector, signs()).await;
    life.step(&inspector, json!({"command": "consult", "to": "TN.STP"})).await;
    let path = format!("/api/v1/cases/{}/transitions", life.id);
    let refused = async |body: &Value| {
        let call = app.post(&path, body).bearer(&inspector).if_match(life.version);
        let answer = call.key(&app.key()).send().await;
        assert_eq!(answer.status, 422, "{}", answer.body);
        answer.faults()
    };

    for strange in [&theirs, &json!(NOBODY)] {
        assert_eq!(refused(&referral(&[&mine, strange])).await, ["/files/1 no_such_file"]);
    }
    let nothing = with(referral(&[]), &json!({"files": null}));
    assert_eq!(refused(&nothing).await, ["/manifest required"]);
}

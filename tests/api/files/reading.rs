//! Who sees what of a file, how an original is given, and what is noted and said of it.

use data_encoding::HEXLOWER;
use macro_rules_attribute::apply;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{NOBODY, bring, of, original, photo, seen, send, snapshot};
use crate::app::{TestApp, feedback, tip};
use crate::followed::Life;
use crate::on_both_apps;
use liemchinh::harness::domain::Role;

async fn read_log(app: &TestApp) -> Vec<Value> {
    let head = app.somebody(Role::InspectorateHead, "").await;
    let log = app.get("/api/v1/access-log?limit=100").bearer(&head).send().await;
    let all = log.body["items"].as_array().unwrap_or_else(|| panic!("{}", log.body)).clone();
    all.into_iter().filter(|one| one["what"] == "file_read").collect()
}

#[apply(on_both_apps)]
async fn f4_an_original_is_given_to_inspectors_as_a_download_that_can_do_nothing(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let (inspector, officer) = (app.inspector().await, app.officer("TN.STNMT").await);
    let file = photo(4000, 3000, 150_000, "vị trí 11.31N 106.10E");
    let call = send(app, super::OWN, "image/jpeg", file.clone()).receipt(&life.receipt);
    call.header("Content-Disposition", "attachment; filename=\"../../etc/anh.jpg\"").send().await;

    let (all, few) = (seen(app, &inspector, &life.id).await, seen(app, &officer, &life.id).await);
    let id = &all.body["items"][0]["id"];
    let got = original(app, &inspector, &life.id, id).await;

    let hash = HEXLOWER.encode(&Sha256::digest(&file));
    let whole = json!({
        "id": id, "type": "image/jpeg", "bytes": 150_000, "day": "2024-10-15", "place": "receipt",
        "name": "anh.jpg", "sha256": hash, "at": "2024-10-15T02:00:00Z",
    });
    assert_eq!(all.body["items"], json!([whole]));
    let part = json!({"id": id, "type": "image/jpeg", "day": "2024-10-15", "place": "receipt"});
    assert_eq!(few.body["items"], json!([part]), "of a unit's knowledge");
    assert_eq!((got.status, got.bytes == file), (200, true));
    let header = |name: &str| got.headers[name].as_str();
    assert_eq!(header("content-type"), "image/jpeg");
    assert_eq!(header("content-security-policy"), "sandbox; default-src 'none'");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cache-control"), "no-store, no-transform");
    let name = id.as_str().unwrap().replace('-', "");
    assert_eq!(header("content-disposition"), format!("attachment; filename=\"{name}.jpg\""));
    let refused = original(app, &officer, &life.id, id).await;
    assert_eq!((refused.status, refused.code()), (403, "forbidden"));
    assert_eq!(original(app, &inspector, &life.id, &json!(NOBODY)).await.status, 404);
    let (other, _) = Life::file(app, &feedback()).await;
    assert_eq!(original(app, &inspector, &other.id, id).await.status, 404, "of another case");
}

#[apply(on_both_apps)]
async fn f4_every_reading_of_an_original_is_in_the_access_log_and_none_else(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    bring(app, &life.receipt, &snapshot("a")).await;
    let files = seen(app, &inspector, &life.id).await;
    let id = &files.body["items"][0]["id"];
    assert!(read_log(app).await.is_empty());

    for _ in 0..2 {
        assert_eq!(original(app, &inspector, &life.id, id).await.status, 200);
    }
    original(app, &inspector, &life.id, &json!(NOBODY)).await;

    let log = read_log(app).await;
    assert_eq!(log.len(), 2);
    assert!(log.iter().all(|one| one["file"] == *id && one["case"] == json!(life.id)), "{log:?}");
}

#[apply(on_both_apps)]
async fn f6_a_file_that_is_gone_or_was_changed_is_said_and_not_given(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let inspector = app.inspector().await;
    for words in ["một", "hai", "ba", "bốn"] {
        bring(app, &life.receipt, &photo(4000, 3000, 140_000, words)).await;
    }
    let files = seen(app, &inspector, &life.id).await;
    let at = |n: usize| files.body["items"][n]["id"].clone();
    let path = |n: usize| {
        let id = at(n).as_str().unwrap().replace('-', "");
        app.files.all().into_iter().find(|it| it.to_str().unwrap().ends_with(&id)).unwrap()
    };
    assert!(app.service.lost_files().await.unwrap().is_empty());
    std::fs::remove_file(path(0)).unwrap();
    let mut cut = std::fs::read(path(1)).unwrap();
    cut.pop();
    std::fs::write(path(1), cut).unwrap();
    let mut changed = std::fs::read(path(2)).unwrap();
    changed[90_000] ^= 1;
    std::fs::write(path(2), changed).unwrap();
    // Each in the place of another: both open somewhere, and neither here.
    let another = std::fs::read(path(3)).unwrap();

    for n in 0..3 {
        let answer = original(app, &inspector, &life.id, &at(n)).await;
        assert_eq!((answer.status, answer.code()), (500, "file_damaged"), "{n}");
    }
    std::fs::write(path(2), another).unwrap();
    assert_eq!(original(app, &inspector, &life.id, &at(2)).await.code(), "file_damaged");
    assert_eq!(original(app, &inspector, &life.id, &at(3)).await.status, 200);
    let mut lost: Vec<_> = app.service.lost_files().await.unwrap();
    lost.sort_by_key(|one| one.changed);
    let expected = [(at(0), false), (at(1), true)];
    let told: Vec<_> = lost.iter().map(|it| (json!(it.file.to_string()), it.changed)).collect();
    assert_eq!(told, expected);
}

#[apply(on_both_apps)]
async fn f2_a_tips_files_are_for_the_inspector_who_took_it_alone(app: &TestApp) {
    let (mut life, _) = Life::file(app, &tip()).await;
    let (taker, other) = (app.inspector().await, app.inspector().await);
    let officer = app.officer("TN.STNMT").await;
    bring(app, &life.receipt, &snapshot("phong bì")).await;
    assert_eq!(seen(app, &taker, &life.id).await.status, 404, "in nobody's hand");
    life.take(&taker).await;

    let files = seen(app, &taker, &life.id).await;
    let id = &files.body["items"][0]["id"];

    assert_eq!(original(app, &taker, &life.id, id).await.bytes, snapshot("phong bì"));
    assert_eq!(files.body["items"][0]["at"], Value::Null, "of a tip only the day is kept");
    for stranger in [&other, &officer] {
        assert_eq!(seen(app, stranger, &life.id).await.status, 404);
        let call = send(app, &of(&life.id), "image/jpeg", snapshot("")).bearer(stranger);
        assert_eq!(call.send().await.status, 404);
    }
    assert_eq!(original(app, &other, &life.id, id).await.status, 404);
    let own = send(app, &of(&life.id), "application/pdf", b"%PDF-1.7 minutes".to_vec());
    let own = own.bearer(&taker).send().await;
    assert_eq!((own.status, own.body["by"] == "Lê Thị Thử"), (201, true), "{}", own.body);
    assert_eq!(seen(app, &taker, &life.id).await.body["items"].as_array().unwrap().len(), 2);
}

#[apply(on_both_apps)]
async fn f2_who_neither_holds_nor_inspects_a_case_adds_nothing(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let strange = app.officer("703").await;
    let admin = app.staff(Role::Administrator, None).await;
    let call =
        |token: &str| send(app, &of(&life.id), "image/jpeg", snapshot("")).bearer(token).send();

    assert_eq!(call(&strange).await.status, 404);
    assert_eq!(call(&admin).await.status, 403);
    assert_eq!(seen(app, &strange, &life.id).await.status, 404);
}

//! Files beside reports: what is taken, who sees what of them, and that none is lost or left over.

pub mod clamd;
mod copies;
mod custody;
pub mod home;
mod missing;
mod moving;
mod pages;
mod reading;
pub mod scanning;
mod secrecy;
mod sweeping;
mod taking;

use liemchinh::harness::domain::Role;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback};
use crate::client::{Call, Reply};
use crate::followed::Life;

pub const OWN: &str = "/api/v1/report/attachments";
const NOBODY: &str = "00000000-0000-4000-8000-000000000000";

/// The head of a photo of this size, and so many bytes in all, with words in it.
pub fn photo(width: u16, height: u16, bytes: usize, words: &str) -> Vec<u8> {
    let mut all = vec![0xFF, 0xD8, 0xFF, 0xFE];
    let length = u16::try_from(words.len() + 2).unwrap();
    all.extend(length.to_be_bytes());
    all.extend(words.as_bytes());
    all.extend([0xFF, 0xC0, 0, 17, 8]);
    all.extend(height.to_be_bytes());
    all.extend(width.to_be_bytes());
    all.resize(bytes.max(all.len()), 0x5A);
    all
}

/// A photo that a telephone takes, and some bytes that tell it from others.
pub fn snapshot(words: &str) -> Vec<u8> {
    photo(4000, 3000, 3000, words)
}

fn send<'a>(app: &'a TestApp, path: &str, media: &str, file: Vec<u8>) -> Call<'a> {
    Call::new(app, reqwest::Method::POST, path).raw(media, file).key(&app.key())
}

/// Sends a photo by receipt.
pub async fn bring(app: &TestApp, receipt: &str, file: &[u8]) -> Reply {
    send(app, OWN, "image/jpeg", file.to_vec()).receipt(receipt).send().await
}

pub fn of(case: &str) -> String {
    format!("/api/v1/cases/{case}/attachments")
}

/// The files of a case as `token` sees them.
pub async fn seen(app: &TestApp, token: &str, case: &str) -> Reply {
    app.get(&of(case)).bearer(token).send().await
}

/// The file of a case whose list `token` reads.
pub async fn original(app: &TestApp, token: &str, case: &str, file: &Value) -> Reply {
    let path = format!("{}/{}", of(case), file.as_str().unwrap());
    app.get(&path).bearer(token).send().await
}

/// How many rows a table has.
fn count(app: &TestApp, table: &str) -> i64 {
    use diesel::prelude::*;
    let query = format!("SELECT COUNT(*) FROM {table}");
    let count = diesel::dsl::sql::<diesel::sql_types::BigInt>(&query);
    count.get_result(&mut app.scratch.conn()).unwrap()
}

/// What every operation here refuses alike, by `sent`, which brings a file.
async fn refusals<'a>(sent: impl Fn(&str, Vec<u8>) -> Call<'a>) {
    sent("image/jpeg", snapshot("một")).send().await;
    sent("image/heic", b"x".to_vec()).send().await;
    sent("image/png", snapshot("hai")).send().await;
    sent("image/jpeg", photo(9000, 10, 100, "")).send().await;
    sent("image/jpeg", photo(10, 10, (10 << 20) + 1, "")).send().await;
}

/// Every answer of every operation here.
pub async fn every_answer(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let admin = app.staff(Role::Administrator, None).await;
    bring(app, &life.receipt, &copies::taken_somewhere()).await;
    refusals(|media, file| send(app, OWN, media, file).receipt(&life.receipt)).await;
    refusals(|media, file| send(app, &of(&life.id), media, file).bearer(&officer)).await;
    for receipt in ["LC1-nothing", &life.receipt] {
        app.get(OWN).receipt(receipt).send().await;
        send(app, OWN, "image/jpeg", snapshot("bốn")).receipt(receipt).send().await;
    }
    app.get(&format!("{OWN}?x=1")).receipt(&life.receipt).send().await;
    app.get(OWN).send().await;
    send(app, OWN, "image/jpeg", snapshot("")).send().await;
    let keyless = |path| Call::new(app, reqwest::Method::POST, path).raw("image/jpeg", Vec::new());
    keyless(OWN).receipt(&life.receipt).send().await;
    keyless(&of(&life.id)).bearer(&officer).send().await;
    let files = seen(app, &inspector, &life.id).await;
    let file = files.body["items"][0]["id"].as_str().unwrap().to_owned();
    app.worker.tick().await.unwrap();
    let one = format!("{}/{file}", of(&life.id));
    for path in [of(&life.id), format!("{one}/copy"), one] {
        app.get(&path).bearer(&inspector).send().await;
        app.get(&format!("{path}?x=1")).bearer(&inspector).send().await;
        app.get(&path).send().await;
        app.get(&path).bearer(&admin).send().await;
        app.get(&path.replace(&life.id, NOBODY)).bearer(&inspector).send().await;
    }
    for (path, token) in
        [(of(NOBODY), Some(&officer)), (of(&life.id), Some(&admin)), (of(NOBODY), None)]
    {
        let call = send(app, &path, "image/jpeg", snapshot(""));
        token
            .map_or_else(|| send(app, &path, "image/jpeg", Vec::new()), |it| call.bearer(it))
            .send()
            .await;
    }
    let (mut over, _) = Life::file(app, &feedback()).await;
    over.say("withdrawal", json!({"text": "Tôi xin rút lại phản ánh này."})).await;
    bring(app, &over.receipt, &snapshot("")).await;
    send(app, &of(&over.id), "image/jpeg", snapshot("")).bearer(&officer).send().await;
}

/// What is counted here, beyond the limit.
pub async fn every_limit(app: &TestApp) {
    for _ in 0..2 {
        app.get(OWN).send().await;
        send(app, OWN, "image/jpeg", Vec::new()).send().await;
        send(app, &of(NOBODY), "image/jpeg", Vec::new()).send().await;
    }
}

//! Clean copies: made by a confined child of the real binary, seen by units, and none where a picture costs too much.

use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::{ColorType, ImageEncoder, Rgb, RgbImage};
use liemchinh::harness::clean::Cleaner;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::{NOBODY, OWN, bring, of, original, seen, send, snapshot};
use crate::app::{TestApp, feedback, tip};
use crate::client::Reply;
use crate::followed::Life;
use crate::{on_both_apps, on_both_holding_apps};

fn byte(n: u32) -> u8 {
    u8::try_from(n % 256).unwrap()
}

/// A photo with a segment that says where it was taken.
pub fn taken_somewhere() -> Vec<u8> {
    let mut plain = Vec::new();
    let picture = RgbImage::from_fn(640, 480, |x, y| Rgb([byte(x), byte(y), 90]));
    JpegEncoder::new(&mut plain).encode_image(&picture).unwrap();
    let inner = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\0\0\0\0\0GPS 11.31N 106.10E CANARYPLACE9";
    let length = u16::try_from(inner.len() + 2).unwrap().to_be_bytes();
    [&plain[..2], &[0xFF, 0xE1], &length, inner.as_slice(), &plain[2..]].concat()
}

/// A picture of a few kilobytes that becomes more than a decoder may ask for when it is looked at.
fn bomb() -> Vec<u8> {
    let (side, mut png) = (4200, Vec::new());
    let encoder = PngEncoder::new(&mut png);
    let pixels = vec![0; side * 4100 * 8];
    let (wide, high) = (u32::try_from(side).unwrap(), 4100);
    encoder.write_image(&pixels, wide, high, ColorType::Rgba16.into()).unwrap();
    png
}

async fn copy(app: &TestApp, token: &str, case: &str, file: &Value) -> Reply {
    let path = format!("{}/{}/copy", of(case), file.as_str().unwrap());
    app.get(&path).bearer(token).send().await
}

#[apply(on_both_apps)]
async fn f2_a_unit_sees_the_clean_copy_and_never_the_original(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    bring(app, &life.receipt, &taken_somewhere()).await;
    let before = seen(app, &officer, &life.id).await;
    let id = before.body["items"][0]["id"].clone();
    assert_eq!(before.body["items"][0]["copy"], Value::Null);
    assert_eq!(copy(app, &officer, &life.id, &id).await.status, 404, "none yet");

    app.worker.tick().await.unwrap();

    let listed = seen(app, &officer, &life.id).await;
    assert_eq!(listed.body["items"][0]["copy"], true);
    let clean = copy(app, &officer, &life.id, &id).await;
    assert_eq!((clean.status, clean.headers["content-type"].as_str()), (200, "image/jpeg"));
    assert_eq!(clean.headers["content-security-policy"], "sandbox; default-src 'none'");
    assert!(!clean.bytes.windows(6).any(|it| it == b"CANARY"));
    assert!(!clean.bytes.windows(4).any(|it| it == b"Exif"));
    let picture = image::load_from_memory(&clean.bytes).unwrap();
    assert_eq!((picture.width(), picture.height()), (640, 480));
    assert_eq!(original(app, &inspector, &life.id, &id).await.bytes, taken_somewhere());
    assert_eq!(original(app, &officer, &life.id, &id).await.status, 403);
    let strange = app.officer("703").await;
    assert_eq!(copy(app, &strange, &life.id, &id).await.status, 404);
    app.worker.tick().await.unwrap();
    assert_eq!(app.files.all().len(), 2, "the copy is not swept, and made once");
}

#[apply(on_both_apps)]
async fn f3_a_bomb_a_false_document_and_a_wreck_cost_their_own_copy_alone(app: &TestApp) {
    // Before the first request: no connection waits for it.
    let bomb = bomb();
    let (life, _) = Life::file(app, &feedback()).await;
    let officer = app.officer("TN.STNMT").await;
    let bring_as = async |media: &str, file: Vec<u8>| {
        let call = send(app, OWN, media, file).receipt(&life.receipt).send().await;
        assert_eq!(call.status, 201, "{media}: {}", call.body);
    };
    bring_as("image/png", bomb).await;
    bring_as("application/pdf", b"%PDF-1.7 of somebody".to_vec()).await;
    bring_as("image/jpeg", snapshot("no picture behind its head")).await;
    bring_as("image/jpeg", taken_somewhere()).await;

    for _ in 0..4 {
        app.worker.tick().await.unwrap();
    }

    let listed = seen(app, &officer, &life.id).await;
    let copies: Vec<&Value> =
        listed.body["items"].as_array().unwrap().iter().map(|it| &it["copy"]).collect();
    assert_eq!(json!(copies), json!([null, null, null, true]));
}

#[apply(on_both_apps)]
async fn f2_no_copy_of_what_is_for_inspectors_alone_or_of_a_tip_is_for_a_unit(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    let path = format!("{OWN}?only_inspectors=true");
    send(app, &path, "image/jpeg", taken_somewhere()).receipt(&life.receipt).send().await;
    let (secret, _) = Life::file(app, &tip()).await;
    bring(app, &secret.receipt, &taken_somewhere()).await;
    app.worker.tick().await.unwrap();
    let all = seen(app, &inspector, &life.id).await;
    let id = &all.body["items"][0]["id"];

    assert_eq!(copy(app, &inspector, &life.id, id).await.status, 200);
    assert_eq!(copy(app, &officer, &life.id, id).await.status, 404);
    assert_eq!(copy(app, &officer, &secret.id, &json!(NOBODY)).await.status, 404);
    assert_eq!(app.files.all().len(), 3, "of a tip no copy is made");
}

#[apply(on_both_holding_apps)]
async fn f6_a_copy_of_a_report_that_becomes_a_tip_is_removed(app: &TestApp) {
    let (life, filed) = Life::file(app, &feedback()).await;
    bring(app, &life.receipt, &taken_somewhere()).await;
    app.worker.tick().await.unwrap();
    assert_eq!(app.files.all().len(), 2);

    let body = json!({"bribe": {"fact": "asked", "amount_vnd": 200_000}});
    let moved = crate::steps::say(app, "to-integrity", filed.str("/receipt"), body).await;
    app.worker.tick().await.unwrap();

    assert_eq!((moved.status, app.files.all().len()), (200, 1), "{}", life.id);
}

#[test]
fn f3_a_child_is_confined_here_and_says_so() {
    let cleaner = Cleaner::of(env!("CARGO_BIN_EXE_liemchinh").into());

    assert!(cleaner.works().unwrap());
    assert!(!Cleaner::of("/bin/false".into()).works().unwrap());
}

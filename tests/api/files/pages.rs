//! Pages of documents: pictures of them for a unit, all of them or none.

use std::fmt::Write;

use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::copies::taken_somewhere;
use super::{OWN, of, original, seen, send};
use crate::app::{TestApp, feedback};
use crate::client::Reply;
use crate::followed::Life;
use crate::on_both_apps;

/// A document of so many pages, each with a red band, and its author beside them.
fn document(pages: usize) -> Vec<u8> {
    let kids: Vec<String> = (0..pages).map(|n| format!("{} 0 R", 10 + n)).collect();
    let mut all = "%PDF-1.7\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n".to_owned();
    let kids = kids.join(" ");
    writeln!(all, "2 0 obj <</Type /Pages /Kids [{kids}] /Count {pages}>> endobj").unwrap();
    all += "3 0 obj <</Length 26>> stream\n1 0 0 rg 0 0 144 20 re f  \nendstream endobj\n";
    all += "4 0 obj <</Author (CANARYAUTHOR9)>> endobj\n";
    for n in 0..pages {
        let page = format!("/Type /Page /Parent 2 0 R /MediaBox [0 0 144 {}]", 72 * (n + 1));
        writeln!(all, "{} 0 obj <<{page} /Contents 3 0 R>> endobj", 10 + n).unwrap();
    }
    all += "trailer <</Root 1 0 R /Info 4 0 R>>\n%%EOF";
    all.into_bytes()
}

/// A document of two megabytes whose page has a picture of two gigabytes.
fn bomb_on_a_page() -> Vec<u8> {
    use flate2::{Compress, Compression, FlushCompress};
    let (mut packed, mut zeros) =
        (Vec::with_capacity(1 << 16), Compress::new(Compression::best(), false));
    // A part that leans on nothing before it can stand any number of times.
    zeros.compress_vec(&vec![0; 1 << 20], &mut packed, FlushCompress::Full).unwrap();
    let packed = [b"\x78\xDA".as_slice(), &packed.repeat(1900)].concat();
    let mut all = b"%PDF-1.7\n1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj\n\
        2 0 obj <</Type /Pages /Kids [3 0 R] /Count 1>> endobj\n\
        3 0 obj <</Type /Page /Parent 2 0 R /MediaBox [0 0 144 144] /Contents 4 0 R \
        /Resources <</XObject <</I 5 0 R>>>>>> endobj\n\
        4 0 obj <</Length 24>> stream\n144 0 0 144 0 0 cm /I Do\nendstream endobj\n"
        .to_vec();
    let head = "/Type /XObject /Subtype /Image /Width 25000 /Height 26000 /ColorSpace /DeviceRGB";
    let rest = format!("/BitsPerComponent 8 /Filter /FlateDecode /Length {}", packed.len());
    all.extend(format!("5 0 obj <<{head} {rest}>> stream\n").into_bytes());
    all.extend(packed);
    all.extend(b"\nendstream endobj\ntrailer <</Root 1 0 R>>\n%%EOF");
    all
}

async fn bring(app: &TestApp, receipt: &str, media: &str, file: Vec<u8>) {
    let call = send(app, OWN, media, file).receipt(receipt).send().await;
    assert_eq!(call.status, 201, "{media}: {}", call.body);
}

async fn page(app: &TestApp, token: &str, case: &str, file: &Value, query: &str) -> Reply {
    let path = format!("{}/{}/copy{query}", of(case), file.as_str().unwrap());
    app.get(&path).bearer(token).send().await
}

#[apply(on_both_apps)]
async fn f2_a_unit_sees_pictures_of_the_pages_of_a_document_and_never_the_document(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    bring(app, &life.receipt, "application/pdf", document(3)).await;

    app.worker.tick().await.unwrap();

    let listed = seen(app, &officer, &life.id).await;
    let one = &listed.body["items"][0];
    assert_eq!((&one["copy"], &one["pages"]), (&json!(true), &json!(3)), "{one}");
    let sizes = [("", 150), ("?page=1", 150), ("?page=2", 300), ("?page=3", 450)];
    for (query, height) in sizes {
        let seen = page(app, &officer, &life.id, &one["id"], query).await;
        assert_eq!((seen.status, seen.headers["content-type"].as_str()), (200, "image/jpeg"));
        assert_eq!(seen.headers["content-security-policy"], "sandbox; default-src 'none'");
        assert!(!seen.bytes.windows(6).any(|it| it == b"CANARY"));
        let picture = image::load_from_memory(&seen.bytes).unwrap().into_rgb8();
        assert_eq!(picture.dimensions(), (300, height), "{query}");
        assert!(picture.get_pixel(150, height - 9).0[1] < 60, "red below");
    }
    assert_eq!(page(app, &officer, &life.id, &one["id"], "?page=4").await.status, 404);
    let beyond = page(app, &officer, &life.id, &one["id"], "?page=21").await;
    assert_eq!((beyond.status, beyond.faults()), (400, vec!["?page out_of_range".to_owned()]));
    assert_eq!(original(app, &officer, &life.id, &one["id"]).await.status, 403);
    assert_eq!(original(app, &inspector, &life.id, &one["id"]).await.bytes, document(3));
    app.worker.tick().await.unwrap();
    assert_eq!(app.files.all().len(), 2, "all pages are one object, which is not swept");
}

#[apply(on_both_apps)]
async fn f3_a_document_that_is_too_long_or_a_bomb_stays_with_inspectors_alone(app: &TestApp) {
    let bomb = bomb_on_a_page();
    let (life, _) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    for file in [bomb.clone(), document(21), document(0)] {
        bring(app, &life.receipt, "application/pdf", file).await;
    }
    bring(app, &life.receipt, "image/jpeg", taken_somewhere()).await;

    app.worker.tick().await.unwrap();

    let listed = seen(app, &officer, &life.id).await;
    let copies: Vec<&Value> =
        listed.body["items"].as_array().unwrap().iter().map(|it| &it["copy"]).collect();
    assert_eq!(json!(copies), json!([null, null, null, true]));
    let first = &listed.body["items"][0]["id"];
    assert_eq!(page(app, &officer, &life.id, first, "").await.status, 404);
    assert!(original(app, &inspector, &life.id, first).await.bytes == bomb);
}

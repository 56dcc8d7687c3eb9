//! Catalogues lie ready: packed as the reader takes them, not sent again to whoever has them, and never older than the data.

use std::collections::BTreeSet;
use std::io::Read;

use macro_rules_attribute::apply;
use reqwest::header::HeaderMap;

use liemchinh::harness::service::import::import;

use crate::app::{START, TestApp};
use crate::on_both_apps;
use crate::units::import::{copy, edit};

const LABELS: &str = "/api/v1/labels";
const CATALOGUES: [&str; 10] = [
    "/api/v1/kinds",
    LABELS,
    "/api/v1/categories",
    "/api/v1/sectors",
    "/api/v1/procedures",
    "/api/v1/consent",
    "/api/v1/units",
    "/api/v1/units?limit=200",
    "/api/v1/calendar",
    "/api/v1/calendar?year=2025",
];

/// What only this test answers of what is documented, for the test of everything that is.
pub async fn every_answer(app: &TestApp) {
    for path in CATALOGUES {
        app.get(path).header("If-None-Match", "*").send().await;
    }
}

/// An answer as it travels.
struct Sent {
    status: u16,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Sent {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    fn etag(&self) -> String {
        self.header("etag").unwrap().to_owned()
    }

    fn unpacked(&self) -> Vec<u8> {
        let mut out = Vec::new();
        match self.header("content-encoding") {
            Some("br") => brotli::Decompressor::new(&self.bytes[..], 4096).read_to_end(&mut out),
            Some("gzip") => flate2::read::GzDecoder::new(&self.bytes[..]).read_to_end(&mut out),
            other => panic!("{other:?}"),
        }
        .unwrap();
        out
    }
}

async fn fetch(app: &TestApp, path: &str, headers: &[(&str, &str)]) -> Sent {
    let mut call = app.http.get(format!("{}{path}", app.base));
    for (name, value) in headers {
        call = call.header(*name, *value);
    }
    let reply = call.send().await.unwrap();
    let (status, headers) = (reply.status().as_u16(), reply.headers().clone());
    Sent { status, headers, bytes: reply.bytes().await.unwrap().to_vec() }
}

#[apply(on_both_apps)]
async fn a_catalogue_comes_packed_as_the_reader_takes_it_and_says_the_same(app: &TestApp) {
    for path in CATALOGUES {
        let checked = app.get(path).send().await;
        let plain = fetch(app, path, &[]).await;
        let gzip = fetch(app, path, &[("Accept-Encoding", "gzip")]).await;
        let brotli = fetch(app, path, &[("Accept-Encoding", "gzip, deflate, br")]).await;
        let english = fetch(app, path, &[("Accept-Language", "en")]).await;
        let both = [("Accept-Language", "en"), ("Accept-Encoding", "br")];
        let packed = fetch(app, path, &both).await;

        assert_eq!(plain.bytes, checked.text.as_bytes(), "{path}");
        assert_eq!(plain.header("content-encoding"), None, "{path}");
        let named = [&gzip, &brotli, &packed].map(|it| it.header("content-encoding"));
        assert_eq!(named, [Some("gzip"), Some("br"), Some("br")], "{path}");
        assert_eq!([gzip.unpacked(), brotli.unpacked()], [&plain.bytes[..]; 2], "{path}");
        assert_eq!(packed.unpacked(), english.bytes, "{path}");
        let all = [plain, gzip, brotli, english, packed];
        let etags: BTreeSet<String> = all.iter().map(Sent::etag).collect();
        // Labels are told in both languages at once.
        assert_eq!(etags.len(), if path == LABELS { 3 } else { 5 }, "{path}: {etags:?}");
        for sent in &all {
            assert_eq!(sent.header("content-type"), Some("application/json"), "{path}");
            assert_eq!(sent.header("vary"), Some("Accept-Encoding, Accept-Language"), "{path}");
            let kept = sent.header("cache-control");
            assert_eq!(kept, Some("public, max-age=300, no-transform"), "{path}");
        }
    }
}

#[apply(on_both_apps)]
async fn what_is_there_already_is_not_sent_again(app: &TestApp) {
    for path in CATALOGUES {
        for encoding in ["identity", "gzip", "br"] {
            let takes = ("Accept-Encoding", encoding);
            let etag = fetch(app, path, &[takes]).await.etag();
            let again = fetch(app, path, &[takes, ("If-None-Match", &etag)]).await;
            let listed = format!("\"0\", W/{etag}");
            let weak = fetch(app, path, &[takes, ("If-None-Match", &listed)]).await;
            let other = fetch(app, path, &[takes, ("If-None-Match", "\"0\"")]).await;
            let english = [takes, ("If-None-Match", &etag), ("Accept-Language", "en")];
            let english = fetch(app, path, &english).await;

            assert_eq!([again.status, weak.status], [304, 304], "{path} {encoding}");
            assert!(again.bytes.is_empty() && again.header("content-encoding").is_none());
            assert_eq!(again.etag(), etag);
            assert_eq!(again.header("vary"), Some("Accept-Encoding, Accept-Language"));
            assert_eq!(again.header("cache-control"), Some("public, max-age=300, no-transform"));
            let english = if path == LABELS { 200 } else { english.status };
            assert_eq!([other.status, english], [200, 200], "{path} {encoding}");
        }
        let plain = fetch(app, path, &[]).await;
        let brotli = [("Accept-Encoding", "br"), ("If-None-Match", &plain.etag())];
        assert_eq!(fetch(app, path, &brotli).await.status, 200, "{path}: in another encoding");
        let head = app.head(path).header("Accept-Encoding", "gzip").send().await;
        let gzip = fetch(app, path, &[("Accept-Encoding", "gzip")]).await;
        assert_eq!((head.status, head.text.as_str()), (200, ""), "{path}");
        assert_eq!(Some(head.headers["etag"].as_str()), gzip.header("etag"), "{path}");
        assert_eq!(head.headers["content-encoding"], "gzip", "{path}");
        assert_eq!(head.headers["content-length"], gzip.bytes.len().to_string(), "{path}");
    }
}

#[apply(on_both_apps)]
async fn what_lies_ready_is_never_older_than_the_data_or_the_day(app: &TestApp) {
    let br = [("Accept-Encoding", "br")];
    let folder = copy();
    edit(&folder, "sectors.csv", "Y tế", "Y tế và dân số");
    let (sectors, kinds) = ("/api/v1/sectors", "/api/v1/kinds");
    let before = [fetch(app, sectors, &br).await, fetch(app, kinds, &br).await];

    import(&app.db, &folder.path().into(), START.parse().unwrap(), false).await.unwrap();
    assert!(app.service.refresh().await.unwrap());
    let known = [("Accept-Encoding", "br"), ("If-None-Match", &before[0].etag())];
    let after = [fetch(app, sectors, &known).await, fetch(app, kinds, &br).await];

    assert_eq!(after[0].status, 200);
    assert!(String::from_utf8(after[0].unpacked()).unwrap().contains("Y tế và dân số"));
    assert_ne!(after[0].etag(), before[0].etag());
    assert_eq!(after[1].etag(), before[1].etag(), "what did not change is still the same");

    let calendar = "/api/v1/calendar";
    let this = fetch(app, calendar, &[]).await;
    app.set("2025-01-02T02:00:00Z");
    let next = fetch(app, calendar, &[("If-None-Match", &this.etag())]).await;
    assert_eq!(next.status, 200, "another year has begun");
    assert_eq!(next.bytes, fetch(app, "/api/v1/calendar?year=2025", &[]).await.bytes);
}

#[apply(on_both_apps)]
async fn what_is_asked_in_other_words_is_made_each_time_and_says_the_same(app: &TestApp) {
    for (asked, ready) in [
        ("/api/v1/units?limit=200&as_of=2024-10-15", "/api/v1/units?limit=200"),
        ("/api/v1/units?as_of=2024-10-15&q=", "/api/v1/units"),
        ("/api/v1/consent?as_of=2024-10-15", "/api/v1/consent"),
        ("/api/v1/calendar?as_of=2024-10-15", "/api/v1/calendar"),
    ] {
        let takes = [("Accept-Encoding", "br")];
        let made = fetch(app, asked, &takes).await;

        assert_eq!((made.header("etag"), made.header("content-encoding")), (None, None), "{asked}");
        assert_eq!(made.header("cache-control"), Some("no-store, no-transform"), "{asked}");
        assert_eq!(made.bytes, fetch(app, ready, &takes).await.unpacked(), "{asked}");
    }
    for asked in ["/api/v1/units?q=tai", "/api/v1/units?limit=7", "/api/v1/calendar?year=2030"] {
        assert_eq!(fetch(app, asked, &[]).await.header("etag"), None, "{asked}");
    }
}

#[apply(on_both_apps)]
async fn labels_name_every_code_of_the_contract_in_both_languages(app: &TestApp) {
    let labels = app.get(LABELS).send().await;
    let unknown = app.get("/api/v1/labels?nonsense=1").send().await;

    for (list, schema) in [
        ("states", "State"),
        ("steps", "Step"),
        ("commands", "CommandName"),
        ("outcomes", "Outcome"),
        ("decline_grounds", "DeclineGround"),
        ("return_grounds", "ReturnGround"),
        ("roles", "Role"),
    ] {
        let items = labels.body[list].as_array().unwrap();
        let told = |member: &str| -> BTreeSet<&str> {
            items.iter().map(|one| one[member].as_str().unwrap()).collect()
        };
        let codes = crate::contract::spec()["components"]["schemas"][schema]["enum"].as_array();
        let codes = codes.unwrap().iter().map(|code| code.as_str().unwrap()).collect();

        assert_eq!(told("code"), codes, "{list}");
        for language in ["vi", "en"] {
            assert_eq!(told(language).len(), items.len(), "{list}: no two bear one name");
            assert!(!told(language).contains(""), "{list}");
        }
    }
    assert_eq!(unknown.status, 400);
}

#[apply(on_both_apps)]
async fn published_figures_come_packed_where_that_is_worth_it_and_are_kept_until_they_change(
    app: &TestApp,
) {
    let group = "movements/plan-577-2024/standings";
    for (asked, encoding) in [
        ("statistics/summary?dimension=kind", Some("gzip")),
        ("statistics/charts/outcomes", Some("gzip")),
        (&format!("{group}?group=districts"), Some("gzip")),
        (&format!("{group}/chart?group=districts"), Some("gzip")),
        ("statistics?unit=703", None),
        ("satisfaction", None),
        ("statistics/summary?format=xlsx", Some("gzip")),
    ] {
        let path = format!("/api/v1/{asked}");
        let takes = ("Accept-Encoding", "gzip");
        let plain = fetch(app, &path, &[]).await;
        let packed = fetch(app, &path, &[takes]).await;
        let again = fetch(app, &path, &[takes, ("If-None-Match", &packed.etag())]).await;

        assert_eq!(packed.header("content-encoding"), encoding, "{path}");
        assert_eq!(
            packed.header("cache-control"),
            Some("public, no-cache, no-transform"),
            "{path}"
        );
        assert_eq!(packed.etag() == plain.etag(), encoding.is_none(), "{path}");
        assert_eq!(again.status, 304, "{path}");
        let read = if encoding.is_some() { packed.unpacked() } else { packed.bytes.clone() };
        assert_eq!(read, plain.bytes, "{path}");
    }
}

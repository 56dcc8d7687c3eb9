//! The edge: strict bodies, safe headers, limits, and answers to everything that is no operation.

use liemchinh::harness::api::{Rate, Rates};
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, no_limits, tip};
use crate::on_both_apps;
use crate::support::Backend;

const REPORTS: &str = "/api/v1/reports";

#[apply(on_both_apps)]
async fn bodies_that_could_be_read_two_ways_are_refused(app: &TestApp) {
    let send = async |content_type: &str, body: Vec<u8>| {
        let reply = app.post(REPORTS, &json!({})).key(&app.key());
        let reply = reply.raw(content_type, body).send().await;
        (reply.status, reply.code().to_owned())
    };
    let json = "application/json";
    let bad = (400, "unreadable_json".to_owned());

    assert_eq!(send(json, b"{".to_vec()).await, bad);
    assert_eq!(send(json, br#"{"kind":"praise","kind":"complaint"}"#.to_vec()).await, bad);
    assert_eq!(send(json, b"\xEF\xBB\xBF{}".to_vec()).await, bad);
    assert_eq!(send(json, "[".repeat(200).into_bytes()).await, bad);
    assert_eq!(send(json, b"[1]".to_vec()).await, (422, "invalid".to_owned()));
    assert_eq!(send(json, vec![b' '; 300_000]).await, (413, "payload_too_large".to_owned()));
    let taken = app
        .post(REPORTS, &json!({}))
        .key(&app.key())
        .raw("application/json;charset=\"utf-8\";", serde_json::to_vec(&feedback()).unwrap())
        .send()
        .await;
    assert_eq!(taken.status, 201, "{}", taken.body);
    let media = (415, "unsupported_media_type".to_owned());
    assert_eq!(send("text/plain", b"{}".to_vec()).await, media);
    assert_eq!(send("application/x-www-form-urlencoded", b"a=b".to_vec()).await, media);
    assert_eq!(send("application/json; charset=latin1", b"{}".to_vec()).await, media);
}

#[apply(on_both_apps)]
async fn whoever_may_read_may_ask_for_the_head_of_it(app: &TestApp) {
    for path in ["/", "/livez", "/readyz", "/api/openapi.yaml", "/api/v1/kinds", "/api/v1/cases"] {
        let (read, head) = (app.get(path).send().await, app.head(path).send().await);
        assert_eq!((head.status, head.text.as_str()), (read.status, ""), "{path}");
        assert_eq!(head.headers.get("content-type"), read.headers.get("content-type"), "{path}");
    }
    let written = app.head(REPORTS).send().await;
    assert_eq!((written.status, written.headers["allow"].as_str()), (405, "POST"));
}

#[apply(on_both_apps)]
async fn a_compressed_body_is_refused_before_it_is_read(app: &TestApp) {
    for encoding in ["gzip", "br", "deflate", "zstd"] {
        let reply = app
            .post(REPORTS, &feedback())
            .key(&app.key())
            .header("Content-Encoding", encoding)
            .send()
            .await;
        assert_eq!((reply.status, reply.code()), (415, "unsupported_media_type"), "{encoding}");
    }
    let plain = app
        .post(REPORTS, &feedback())
        .key(&app.key())
        .header("Content-Encoding", "identity")
        .send()
        .await;
    assert_eq!(plain.status, 201);
}

#[apply(on_both_apps)]
async fn what_is_no_operation_is_a_problem_too(app: &TestApp) {
    for path in ["/api/v1/nothing", "/api/v1/cases/1/2/3", "/api/v1/reports/", "/API/v1/reports"] {
        let reply = app.get(path).send().await;
        assert_eq!((reply.status, reply.code()), (404, "not_found"), "{path}");
    }
    let method = app.delete(REPORTS).send().await;
    assert_eq!((method.status, method.code()), (405, "method_not_allowed"));
    assert_eq!(method.headers["allow"], "POST");
    assert_eq!(app.delete("/api/v1/kinds").send().await.headers["allow"], "GET, HEAD");
    let overridden = app.get(REPORTS).header("X-HTTP-Method-Override", "POST").send().await;
    assert_eq!(overridden.status, 405);
}

#[apply(on_both_apps)]
async fn every_answer_bears_safe_headers_and_a_request_id(app: &TestApp) {
    for path in ["/api/v1/metrics", "/api/v1/nothing", "/livez", "/api/v1/report"] {
        let reply = app.get(path).send().await;
        assert_eq!(reply.headers["x-content-type-options"], "nosniff", "{path}");
        assert_eq!(reply.headers["referrer-policy"], "no-referrer", "{path}");
        assert!(reply.headers["content-security-policy"].starts_with("default-src 'none'"));
        assert_eq!(reply.headers["cache-control"], "no-store, no-transform", "{path}");
        assert_eq!(reply.headers["vary"], "Accept-Language", "{path}");
        assert_eq!(reply.headers["content-language"], "vi", "{path}");
        assert_eq!(reply.headers["x-request-id"].len(), 32, "{path}");
        assert!(!reply.headers.contains_key("server") && !reply.headers.contains_key("set-cookie"));
    }
    let problem = app.get("/api/v1/nothing").send().await;
    assert_eq!(problem.str("/request_id"), problem.headers["x-request-id"]);
    assert_eq!(problem.headers["content-type"], "application/problem+json");
}

#[apply(on_both_apps)]
async fn every_page_leads_to_the_contract_and_it_is_served(app: &TestApp) {
    let home = app.get("/").send().await;
    let contract = app.get("/api/openapi.yaml").send().await;
    let (live, ready) = (app.get("/livez").send().await, app.get("/readyz").send().await);

    assert!(home.text.contains("/api/openapi.yaml") && home.text.contains("Liêm Chính"));
    assert_eq!(contract.text, liemchinh::harness::api::OPENAPI);
    assert_eq!((live.status, ready.status), (200, 200));
}

#[apply(on_both_apps)]
async fn the_contract_in_json_says_what_the_contract_in_yaml_says(app: &TestApp) {
    let contract = app.get("/api/openapi.json").send().await;

    assert_eq!(contract.headers["content-type"], "application/json");
    assert_eq!(&contract.body, crate::contract::spec());
}

#[apply(on_both_apps)]
async fn a_fault_never_repeats_what_was_sent(app: &TestApp) {
    let body: Value = json!({"kind": "<script>alert(1)</script>", "text": "SECRETECHO"});

    let reply = app.post(REPORTS, &body).key(&app.key()).send().await;
    let query = app.get("/api/v1/units?limit=SECRETECHO").send().await;

    assert!(!reply.text.contains("script") && !reply.text.contains("SECRETECHO"));
    assert!(!query.text.contains("SECRETECHO"));
}

/// The limiter does not touch the database, so one of them is enough.
fn limited(rates: Rates, test: impl AsyncFnOnce(&TestApp)) {
    actix_web::rt::System::new().block_on(async {
        let app = TestApp::start_limited(Backend::Sqlite, rates).await.unwrap();
        test(&app).await;
        app.finish().await;
    });
}

#[test]
fn the_nth_report_of_an_hour_is_taken_and_the_next_waits() {
    let rates = Rates { submit: Rate { count: 2, seconds: 3600 }, ..no_limits() };
    limited(rates, async |app| {
        let send = async |from: &str| {
            app.post(REPORTS, &tip()).key(&app.key()).header("X-Forwarded-For", from).send().await
        };

        let first = send("198.51.100.1").await;
        let second = send("198.51.100.1").await;
        let third = send("198.51.100.1").await;
        let other = send("198.51.100.2").await;
        app.set("2024-10-15T02:30:00Z");
        let later = send("198.51.100.1").await;

        assert_eq!(
            [first.status, second.status, third.status, other.status, later.status],
            [201, 201, 429, 201, 201]
        );
        assert_eq!(first.headers["ratelimit-policy"], "\"submit\";q=2;w=3600");
        assert!(first.headers["ratelimit"].starts_with("\"submit\";r=1;t="));
        assert_eq!(
            (third.code(), third.headers["retry-after"].as_str()),
            ("too_many_requests", "1800")
        );
        assert!(third.headers["ratelimit"].starts_with("\"submit\";r=0;"));
    });
}

#[test]
fn a_full_queue_is_503_with_retry_after() {
    use liemchinh::harness::store::{DbSettings, StoreError};
    actix_web::rt::System::new().block_on(async {
        let scratch = crate::app::with_data(Backend::Sqlite).await.unwrap();
        let sizes = DbSettings { readers: 4, writers: 1, queue: 1, ..DbSettings::default() };
        let app = TestApp::over(scratch, no_limits(), sizes).await;
        let (release, wait) = std::sync::mpsc::channel::<()>();
        let wait = std::sync::Mutex::new(wait);
        let (started, begun) = tokio::sync::oneshot::channel::<()>();
        let started = std::sync::Mutex::new(Some(started));
        let db = app.db.clone();
        let held = actix_web::rt::spawn(async move {
            db.write("test.hold", 0, move |_| {
                if let Some(started) = started.lock().unwrap().take() {
                    started.send(()).unwrap();
                }
                wait.lock().unwrap().recv().unwrap_err();
                Ok::<_, StoreError>(())
            })
            .await
        });
        begun.await.unwrap();
        let db = app.db.clone();
        let queued = actix_web::rt::spawn(async move {
            db.write("test.queued", 0, |_| Ok::<_, StoreError>(())).await
        });
        tokio::task::yield_now().await;

        let refused = app.post(REPORTS, &feedback()).key(&app.key()).send().await;

        assert_eq!((refused.status, refused.code()), (503, "busy"));
        assert_eq!(refused.headers["retry-after"], "2");
        drop(release);
        held.await.unwrap().unwrap();
        queued.await.unwrap().unwrap();
        let taken = app.post(REPORTS, &feedback()).key(&app.key()).send().await;
        assert_eq!(taken.status, 201);
        app.finish().await;
    });
}

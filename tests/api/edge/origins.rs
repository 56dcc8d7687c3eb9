//! Pages of other origins: who is not named gets nothing, and staff's work is for those alone that are named for it.

use liemchinh::harness::api::{Access, OPERATIONS, Operation, Origins};
use reqwest::Method;
use serde_json::json;

use crate::app::{PASSWORD, TestApp, feedback};
use crate::client::{Call, Reply};
use crate::support::Backend;

const PUBLIC: &str = "https://phananh.example";
const STAFF: &str = "https://xuly.example:8443";
const FOREIGN: &str = "https://khac.example";

/// Origins do not touch the database, so one of them is enough.
fn shared(test: impl AsyncFnOnce(&TestApp)) {
    actix_web::rt::System::new().block_on(async {
        let origins = Origins::parse(&[PUBLIC.to_owned()], &[STAFF.to_owned()]).unwrap();
        let app = TestApp::start_shared(Backend::Sqlite, origins).await.unwrap();
        test(&app).await;
        app.finish().await;
    });
}

fn allowed(reply: &Reply) -> Option<&str> {
    reply.headers.get("access-control-allow-origin").map(String::as_str)
}

async fn preflight(app: &TestApp, origin: &str, method: &str, path: &str) -> Reply {
    Call::new(app, Method::OPTIONS, path)
        .header("Origin", origin)
        .header("Access-Control-Request-Method", method)
        .header("Access-Control-Request-Headers", "authorization,content-type,idempotency-key")
        .send()
        .await
}

/// Whether a page of the origin may call the operation, and with credentials.
async fn may(app: &TestApp, origin: &str, operation: &Operation) -> (bool, bool) {
    let path: Vec<&str> = operation
        .path
        .split('/')
        .map(
            |part| {
                if part.starts_with('{') { "00000000-0000-4000-8000-000000000000" } else { part }
            },
        )
        .collect();
    let reply = preflight(app, origin, &operation.method.to_uppercase(), &path.join("/")).await;
    assert_eq!(reply.headers["vary"], "Accept-Language, Origin", "{}", operation.id);
    assert!(!reply.headers.contains_key("access-control-allow-credentials"));
    if allowed(&reply).is_none() {
        assert_eq!((reply.status, reply.code()), (405, "method_not_allowed"), "{}", operation.id);
        return (false, false);
    }
    assert_eq!((reply.status, reply.text.as_str()), (204, ""), "{}", operation.id);
    assert_eq!(allowed(&reply), Some(origin), "{}", operation.id);
    let headers = &reply.headers["access-control-allow-headers"];
    assert!(headers.contains("Idempotency-Key") && headers.contains("If-Match"), "{headers}");
    let methods = &reply.headers["access-control-allow-methods"];
    assert_eq!(methods, &operation.method.to_uppercase(), "{}", operation.id);
    (true, headers.contains("Authorization"))
}

#[test]
fn a_page_may_ask_what_its_origin_is_named_for() {
    shared(async |app| {
        for operation in OPERATIONS {
            // What takes passwords is of staff's pages.
            let of_staff = ["sign_in", "set_password", "ask_password_link"].contains(&operation.id);
            let public = match operation.access {
                Access::Public => (!of_staff, !of_staff),
                Access::Receipt => (true, true),
                Access::PublicOrStaff => (true, false),
                Access::Own | Access::Staff(_) | Access::Proven(..) => (false, false),
            };
            assert_eq!(may(app, PUBLIC, operation).await, public, "{}", operation.id);
            assert_eq!(may(app, STAFF, operation).await, (true, true), "{}", operation.id);
            assert_eq!(may(app, FOREIGN, operation).await, (false, false), "{}", operation.id);
        }
    });
}

#[test]
fn what_is_no_origin_that_was_named_gets_no_header() {
    shared(async |app| {
        for origin in
            [FOREIGN, "null", "*", "https://phananh.example:443", "http://phananh.example"]
        {
            let read = app.get("/api/v1/kinds").header("Origin", origin).send().await;
            let asked = preflight(app, origin, "POST", "/api/v1/reports").await;
            assert_eq!((read.status, allowed(&read)), (200, None), "{origin}");
            assert_eq!((asked.status, allowed(&asked)), (405, None), "{origin}");
        }
        let head = preflight(app, PUBLIC, "HEAD", "/api/v1/kinds").await;
        let delete = preflight(app, PUBLIC, "DELETE", "/api/v1/kinds").await;
        let nothing = preflight(app, PUBLIC, "GET", "/api/v1/nothing").await;
        let bare = Call::new(app, Method::OPTIONS, "/api/v1/kinds").header("Origin", PUBLIC);
        let bare = bare.send().await;
        assert_eq!((head.status, allowed(&head)), (204, Some(PUBLIC)));
        // So that the page reads that there is no such thing, where it would else see a fault of the network.
        assert_eq!((delete.status, allowed(&delete)), (204, Some(PUBLIC)));
        assert_eq!((nothing.status, allowed(&nothing)), (204, Some(PUBLIC)));
        assert_eq!((bare.status, allowed(&bare)), (405, Some(PUBLIC)), "nobody asks for a method");
        // A browser would keep it for what else stands there: for signing in, and for what staff write.
        for (method, path) in
            [("PATCH", "/api/v1/sessions"), ("*", "/api/v1/kinds"), ("DELETE", "/api/v1/cases")]
        {
            let odd = preflight(app, PUBLIC, method, path).await;
            assert_eq!((odd.status, allowed(&odd)), (405, None), "{method} {path}");
        }
        assert_eq!(delete.headers["access-control-max-age"], "0");
        assert_eq!(nothing.headers["access-control-max-age"], "0");
        let foreign = preflight(app, FOREIGN, "GET", "/api/v1/nothing").await;
        assert_eq!((foreign.status, allowed(&foreign)), (404, None));
    });
}

#[test]
fn a_page_of_a_named_origin_reads_every_problem_and_no_other_does() {
    shared(async |app| {
        let call = |method: Method, path: &str, origin: &str| {
            Call::new(app, method, path).header("Origin", origin)
        };
        for (method, path, status, code) in [
            (Method::GET, "/api/v1/nothing", 404, "not_found"),
            (Method::DELETE, "/api/v1/kinds", 405, "method_not_allowed"),
            (Method::PATCH, "/api/v1/cases", 405, "method_not_allowed"),
            (Method::GET, "/api/v1/kinds?x=1", 400, "unknown_parameter"),
            (Method::GET, "/api/v1/units?kind=town", 400, "invalid_parameter"),
        ] {
            for origin in [PUBLIC, STAFF] {
                let read = call(method.clone(), path, origin).send().await;
                assert_eq!((read.status, read.code()), (status, code), "{path}");
                assert_eq!(allowed(&read), Some(origin), "{path}");
                assert!(read.headers.contains_key("access-control-expose-headers"), "{path}");
            }
            let foreign = call(method, path, FOREIGN).send().await;
            assert_eq!((foreign.status, allowed(&foreign)), (status, None), "{path}");
        }
        let packed = call(Method::POST, "/api/v1/reports", PUBLIC).header("Content-Encoding", "br");
        let packed = packed.send().await;
        assert_eq!((packed.status, allowed(&packed)), (415, Some(PUBLIC)));
    });
}

#[test]
fn a_page_of_a_named_origin_files_and_follows_and_reads_the_headers_it_needs() {
    shared(async |app| {
        let filed = app
            .post("/api/v1/reports", &feedback())
            .key(&app.key())
            .header("Origin", PUBLIC)
            .send()
            .await;
        let tracked = app.get("/api/v1/report").receipt(filed.str("/receipt"));
        let tracked = tracked.header("Origin", PUBLIC).send().await;
        let refused = app.post("/api/v1/reports", &json!({})).key(&app.key());
        let refused = refused.header("Origin", PUBLIC).send().await;
        let kinds = app.get("/api/v1/kinds").header("Origin", PUBLIC).send().await;

        assert_eq!([filed.status, tracked.status, refused.status], [201, 200, 422]);
        for reply in [&filed, &tracked, &refused, &kinds] {
            assert_eq!(allowed(reply), Some(PUBLIC));
            let told = &reply.headers["access-control-expose-headers"];
            for name in
                ["Date", "ETag", "Location", "Retry-After", "RateLimit", "Idempotency-Replayed"]
            {
                assert!(told.split(", ").any(|one| one == name), "{name}: {told}");
            }
            assert!(!reply.headers.contains_key("access-control-allow-credentials"));
        }
        assert_eq!(kinds.headers["vary"], "Accept-Encoding, Accept-Language, Origin");
        assert_eq!(filed.headers["vary"], "Accept-Language, Origin");
    });
}

#[test]
fn what_staff_do_is_read_only_by_pages_that_are_named_for_it() {
    shared(async |app| {
        let (login, _) =
            app.member(liemchinh::harness::domain::Role::Inspector, Some("TN.TTT"), None).await;
        let sign_in = async |origin: &str| {
            let body = json!({"login": login, "password": PASSWORD});
            app.post("/api/v1/sessions", &body).header("Origin", origin).send().await
        };
        let (staff, public) = (sign_in(STAFF).await, sign_in(PUBLIC).await);
        let token = staff.str("/token");
        let cases = async |path: &str, origin: &str| {
            app.get(path).bearer(token).header("Origin", origin).send().await
        };

        assert_eq!((allowed(&staff), allowed(&public)), (Some(STAFF), None));
        for path in ["/api/v1/cases", "/api/v1/movements/plan-577-2024/scores/703"] {
            let (own, other) = (cases(path, STAFF).await, cases(path, PUBLIC).await);
            assert_eq!((own.status, allowed(&own)), (200, Some(STAFF)), "{path}");
            assert_eq!(allowed(&other), None, "{path}");
        }
        let without =
            app.get("/api/v1/movements/plan-577-2024/scores/703").header("Origin", PUBLIC);
        assert_eq!(allowed(&without.send().await), Some(PUBLIC), "without a session");
        let unknown = app.get("/api/v1/cases").header("Origin", PUBLIC).send().await;
        assert_eq!((unknown.status, allowed(&unknown)), (401, None));
    });
}

#[test]
fn without_origins_in_the_settings_nothing_speaks_of_them() {
    actix_web::rt::System::new().block_on(async {
        let app = TestApp::start(Backend::Sqlite).await.unwrap();
        let read = app.get("/api/v1/cases").header("Origin", PUBLIC).send().await;
        let asked = preflight(&app, PUBLIC, "GET", "/api/v1/kinds").await;

        for reply in [&read, &asked] {
            assert_eq!((allowed(reply), reply.headers["vary"].as_str()), (None, "Accept-Language"));
        }
        assert_eq!(asked.status, 405);
        app.finish().await;
    });
}

//! A front end's files beside the API: what the folder holds and nothing else, and no path of the API.

use std::fs;
use std::path::Path;

use liemchinh::harness::api::Site;
use tempfile::TempDir;

use crate::app::TestApp;
use crate::client::{Call, Reply};
use crate::support::Backend;

const PAGE: &str = "<!doctype html><title>Liêm Chính</title>";
const SCRIPT: &str = "console.log('xin chào');\n";

/// A folder of a front end, with things in it and beside it that nobody shall see.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let put = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    put("secret.txt", "outside");
    put("site/index.html", PAGE);
    put("site/assets/app.js", &SCRIPT.repeat(50));
    put("site/assets/logo.png", "no real picture");
    put("site/assets/odd", "anything");
    put("site/hướng dẫn/index.html", "<title>Hướng dẫn</title>");
    put("site/.env", "password");
    put("site/.git/config", "remote");
    put("site/api/v1/kinds", "not the kinds");
    put("site/api/own.html", "not of the API");
    put("site/livez", "not alive");
    std::os::unix::fs::symlink("../secret.txt", folder.path().join("site/link.txt")).unwrap();
    std::os::unix::fs::symlink("..", folder.path().join("site/up")).unwrap();
    folder
}

/// Files do not touch the database, so one of them is enough.
fn with_site(folder: &Path, test: impl AsyncFnOnce(&TestApp)) {
    let site = Site::read(&folder.join("site")).unwrap();
    actix_web::rt::System::new().block_on(async {
        let app = TestApp::start_with_site(Backend::Sqlite, site).await.unwrap();
        test(&app).await;
        app.finish().await;
    });
}

async fn get(app: &TestApp, path: &str) -> Reply {
    file(app, reqwest::Method::GET, path, &[]).await
}

/// As somebody's browser asks; no operation of the contract is meant.
async fn file(
    app: &TestApp,
    method: reqwest::Method,
    path: &str,
    headers: &[(&str, &str)],
) -> Reply {
    let mut call = Call::new(app, method, path);
    for (name, value) in headers {
        call = call.header(name, value);
    }
    call.send().await
}

#[test]
fn the_files_of_a_front_end_are_served_beside_the_api_with_type_etag_and_policy() {
    let folder = folder();
    with_site(folder.path(), async |app| {
        let page = get(app, "/").await;
        let named = get(app, "/index.html").await;
        let script = get(app, "/assets/app.js?v=1").await;
        let picture = get(app, "/assets/logo.png").await;
        let odd = get(app, "/assets/odd").await;
        let guide = get(app, "/h%C6%B0%E1%BB%9Bng%20d%E1%BA%ABn/").await;

        assert_eq!([page.status, named.status, guide.status], [200; 3]);
        assert_eq!([page.text.as_str(), named.text.as_str()], [PAGE; 2]);
        assert_eq!(guide.text, "<title>Hướng dẫn</title>");
        assert_eq!(script.text, SCRIPT.repeat(50));
        let types = [&page, &script, &picture, &odd].map(|it| it.headers["content-type"].as_str());
        let html = "text/html; charset=utf-8";
        let js = "text/javascript; charset=utf-8";
        assert_eq!(types, [html, js, "image/png", "application/octet-stream"]);
        for reply in [&page, &script, &picture, &odd, &guide] {
            assert_eq!(reply.headers["x-content-type-options"], "nosniff");
            assert_eq!(reply.headers["cache-control"], "no-cache, no-transform");
            assert!(reply.headers["content-security-policy"].contains("script-src 'self'"));
            assert!(reply.headers["etag"].starts_with('"'));
        }
        let api = app.get("/api/v1/kinds").send().await;
        assert!(!api.headers["content-security-policy"].contains("script-src"));

        let has = [("If-None-Match", script.headers["etag"].as_str())];
        let again = file(app, reqwest::Method::GET, "/assets/app.js", &has).await;
        assert_eq!((again.status, again.text.as_str()), (304, ""));
        let br = [("Accept-Encoding", "br")];
        let head = file(app, reqwest::Method::HEAD, "/assets/app.js", &br).await;
        assert_eq!((head.status, head.text.as_str()), (200, ""));
        assert_eq!(head.headers["content-encoding"], "br");
        assert_ne!(head.headers["etag"], script.headers["etag"]);
        let written = file(app, reqwest::Method::POST, "/assets/app.js", &[]).await;
        assert_eq!((written.status, written.headers["allow"].as_str()), (405, "GET, HEAD"));
    });
}

#[test]
fn nothing_hidden_linked_or_outside_is_served_and_no_path_of_the_api_is_hidden() {
    let folder = folder();
    with_site(folder.path(), async |app| {
        for path in [
            "/.env",
            "/.git/config",
            "/link.txt",
            "/up/secret.txt",
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/assets/../../secret.txt",
            "/assets",
            "/assets/",
            "/assets/%00",
            "/index.html/",
            "//index.html/..",
            "/api",
            "/api/",
            "/api/own.html",
            "/api/v1/none",
        ] {
            let reply = get(app, path).await;
            assert_eq!((reply.status, reply.code()), (404, "not_found"), "{path}");
            assert!(!reply.text.contains("outside"), "{path}");
        }
        let kinds = app.get("/api/v1/kinds").send().await;
        assert!(kinds.body["items"].is_array());
        let alive = app.get("/livez").send().await;
        assert!(!alive.text.contains("not alive"), "{}", alive.text);
    });
}

#[test]
fn a_folder_that_cannot_be_served_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let none = Site::read(&folder.path().join("nowhere")).unwrap_err();
    assert!(none.contains("nowhere"), "{none}");

    let large = fs::File::create(folder.path().join("film.mp4")).unwrap();
    large.set_len(65 << 20).unwrap();
    let much = Site::read(folder.path()).unwrap_err();
    assert!(much.contains("film.mp4") && much.contains("64 MiB"), "{much}");
}

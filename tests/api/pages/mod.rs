//! Pages as a browser without scripts meets them: links, forms and what comes back.

mod about;
mod desks;
mod figures;
mod follow;
mod follow_kept;
mod follow_offers;
mod frame;
mod offices;
mod reports;
mod rights;
mod snapshots;
mod staff;
mod standings;

use crate::app::TestApp;
use crate::client::{Call, Reply};

/// What a page of a reporter is so many bytes of, or a multiple.
pub const SIZE: usize = 8 * 1024;

pub async fn get(app: &TestApp, path: &str) -> Reply {
    Call::new(app, reqwest::Method::GET, path).header("Accept", "text/html").send().await
}

/// A form as a browser sends it.
pub async fn send(app: &TestApp, path: &str, fields: &[(&str, &str)]) -> Reply {
    form(app, path, fields).header("Sec-Fetch-Site", "same-origin").send().await
}

/// The same without a word of where it comes from.
pub fn form<'a>(app: &'a TestApp, path: &str, fields: &[(&str, &str)]) -> Call<'a> {
    let part = |text: &str| -> String {
        let bytes: Vec<String> = text.bytes().map(|b| format!("%{b:02X}")).collect();
        bytes.concat()
    };
    let body: Vec<String> =
        fields.iter().map(|(name, value)| format!("{}={}", part(name), part(value))).collect();
    let call = Call::new(app, reqwest::Method::POST, path).header("Accept", "text/html");
    call.raw("application/x-www-form-urlencoded", body.join("&").into_bytes())
}

/// The value of a hidden field.
pub fn hidden(page: &Reply, name: &str) -> String {
    let named = format!("name=\"{name}\" value=\"");
    let (_, rest) =
        page.text.split_once(&named).unwrap_or_else(|| panic!("no {name}: {}", page.text));
    rest.split('"').next().unwrap().to_owned()
}

/// What is true of every page, whatever it shows.
pub fn is_a_page(reply: &Reply, path: &str) {
    assert_eq!(reply.headers["cache-control"], "no-store, no-transform", "{path}");
    is_dressed(reply, path);
}

/// What is true of every page that is the same for everybody, which a browser keeps until it says something else.
pub fn is_for_everybody(reply: &Reply, path: &str) {
    assert_eq!(reply.headers["cache-control"], "public, no-cache, no-transform", "{path}");
    assert!(reply.headers.contains_key("etag"), "{path}");
    assert_eq!(reply.headers["referrer-policy"], "same-origin", "{path}");
    is_dressed(reply, path);
}

fn is_dressed(reply: &Reply, path: &str) {
    assert_eq!(reply.headers["content-type"], "text/html; charset=utf-8", "{path}");
    let policy = &reply.headers["content-security-policy"];
    assert!(
        policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self'"),
        "{path}"
    );
    assert!(!policy.contains("unsafe") && !policy.contains("http"), "{path} {policy}");
    assert_eq!(reply.headers["x-content-type-options"], "nosniff", "{path}");
    assert!(!reply.headers.contains_key("set-cookie"), "{path}");
    let english = path == "/en" || path.starts_with("/en/");
    let language = if english { "en" } else { "vi" };
    assert_eq!(reply.headers["content-language"], language, "{path}");
    assert!(reply.text.contains(&format!("<html lang=\"{language}\">")), "{path}");
    assert_eq!(reply.text.matches("<h1").count(), 1, "{path}");
    assert!(!reply.text.contains("{n}") && !reply.text.contains("{day}"), "{path}");
    let script = "<script type=\"module\" src=\"/tai/";
    assert!(reply.text.matches(script).count() <= 1, "{path}");
    let text = reply.text.replace(script, "");
    for inline in [" style=", "<script", " onclick=", "javascript:", "src=\"http"] {
        assert!(!text.contains(inline), "{path} holds {inline}");
    }
}

/// What is true of every page of a reporter.
pub fn is_a_reporters(reply: &Reply, path: &str) {
    is_a_page(reply, path);
    assert_eq!(reply.headers["referrer-policy"], "no-referrer", "{path}");
    assert_eq!(reply.text.len() % SIZE, 0, "{path}");
    assert!(reply.text.len() <= 5 * SIZE, "{path} has {} bytes", reply.text.len());
    let title = reply.text.split("<title>").nth(1).unwrap().split("</title>").next().unwrap();
    assert!(
        ["Liêm Chính", "Lỗi: Liêm Chính", "Error: Liêm Chính"].contains(&title),
        "{path} {title}"
    );
    assert!(reply.text.contains("/thoat\""), "{path} has a way out");
}

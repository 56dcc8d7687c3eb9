//! What is around every page: both languages, headers, the style, the way out, and what is no page.

use std::fs;
use std::path::Path;

use macro_rules_attribute::apply;

use super::{get, is_a_page, is_a_reporters};
use crate::app::TestApp;
use crate::client::Call;
use crate::on_both_apps;

/// Pages for everybody, and pages of reporters.
const PUBLIC: [&str; 5] =
    ["/quyen-cua-ban", "/tinh-han", "/dang-nhap", "/dat-mat-khau", "/no-such-page"];
const REPORTERS: [&str; 2] = ["/gui", "/theo-doi"];

fn english(path: &str) -> String {
    format!("/en{}", path.trim_end_matches('/'))
}

#[apply(on_both_apps)]
async fn every_page_speaks_both_languages_and_bears_the_headers_of_its_area(app: &TestApp) {
    for path in PUBLIC.iter().flat_map(|path| [(*path).to_owned(), english(path)]) {
        let page = get(app, &path).await;
        is_a_page(&page, &path);
        assert_eq!(page.status, if path.contains("no-such") { 404 } else { 200 }, "{path}");
        assert_eq!(page.headers["referrer-policy"], "same-origin", "{path}");
        assert!(page.text.len() < 14 * 1024, "{path}");
        let name =
            if path.starts_with("/en") { "Provincial Inspectorate" } else { "Thanh tra tỉnh" };
        assert!(page.text.contains(name), "{path} names the body of the data");
    }
    for path in REPORTERS.iter().flat_map(|path| [(*path).to_owned(), english(path)]) {
        let page = get(app, &path).await;
        is_a_reporters(&page, &path);
        let other = match path.strip_prefix("/en") {
            Some(vietnamese) => format!("href=\"{vietnamese}\" lang=\"vi\""),
            None => format!("href=\"/en{path}\" lang=\"en\""),
        };
        assert!(page.text.contains(&other), "{path} leads to itself in the other language");
    }
    let asked = Call::new(app, reqwest::Method::GET, "/").header("Accept-Language", "en");
    assert!(
        asked.send().await.text.contains("<html lang=\"vi\">"),
        "an address is of one language"
    );
}

#[apply(on_both_apps)]
async fn the_style_is_kept_for_good_under_the_name_of_its_content(app: &TestApp) {
    let home = get(app, "/").await;
    let href = home.text.split("stylesheet\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let style =
        Call::new(app, reqwest::Method::GET, href).header("Accept-Encoding", "br").send().await;
    let plain = get(app, href).await;

    assert_eq!((style.status, plain.status), (200, 200));
    assert_eq!(style.headers["content-encoding"], "br");
    assert!(style.headers["content-length"].parse::<usize>().unwrap() < 13 * 1024);
    assert_eq!(plain.headers["cache-control"], "public, max-age=31536000, immutable");
    assert_eq!(plain.headers["content-type"], "text/css; charset=utf-8");
    assert_eq!(get(app, "/tai/000000000000-lc.css").await.status, 404);
}

#[apply(on_both_apps)]
async fn the_way_out_has_the_browser_forget_and_leads_elsewhere(app: &TestApp) {
    let page = get(app, "/thoat").await;

    assert_eq!(page.status, 200);
    assert_eq!(page.headers["clear-site-data"], "\"cache\", \"storage\"");
    assert_eq!(page.headers["referrer-policy"], "no-referrer");
    assert!(page.text.contains("content=\"0;url=https://thoi-tiet.example/\""));
}

#[apply(on_both_apps)]
async fn a_program_that_asks_for_what_is_not_there_gets_a_problem_and_not_a_page(app: &TestApp) {
    let program = app.get("/no-such-page").send().await;
    let api = get(app, "/api/v1/nothing").await;

    assert_eq!((program.status, program.code()), (404, "not_found"));
    assert_eq!((api.status, api.code()), (404, "not_found"));
    let written = Call::new(app, reqwest::Method::DELETE, "/theo-doi").send().await;
    assert_eq!((written.status, written.headers["allow"].as_str()), (405, "GET, HEAD, POST"));
    assert_eq!(written.headers["referrer-policy"], "no-referrer", "as every answer at its address");
    assert_eq!(written.text.len() % super::SIZE, 0);
}

/// The policy of pages lets nothing of this run, so what holds it would be dead.
#[test]
fn no_template_holds_a_style_a_script_or_a_handler() {
    let mut left = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/pages")];
    let mut seen = 0;
    while let Some(path) = left.pop() {
        if path.is_dir() {
            left.extend(fs::read_dir(path).unwrap().map(|file| file.unwrap().path()));
            continue;
        }
        let text = fs::read_to_string(&path).unwrap().to_lowercase();
        let text = text.replace("<script type=\"module\" src=\"{{ f.script() }}\"></script>", "");
        for inline in
            [" style=", "<style", "<script", "javascript:", "|safe", "http://", "https://"]
        {
            assert!(!text.contains(inline), "{} holds {inline}", path.display());
        }
        let handler =
            text.split_whitespace().find(|word| word.starts_with("on") && word.contains('='));
        assert_eq!(handler, None, "{}", path.display());
        seen += 1;
    }
    assert!(seen > 4, "the walk found the templates");
}

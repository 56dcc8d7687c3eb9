//! What the service says of itself, and what machines read of it; and that no link of a public page is dead.

use std::collections::BTreeSet;

use liemchinh::harness::api::{Rate, Rates};
use macro_rules_attribute::apply;
use serde_json::json;

use super::{get, is_for_everybody};
use crate::app::{TestApp, feedback, no_limits};
use crate::figures::statistics::play;
use crate::on_both_apps;
use crate::records::publication::published;
use crate::support::Backend;

#[apply(on_both_apps)]
async fn privacy_and_accessibility_say_what_holds_in_both_languages(app: &TestApp) {
    for (path, said) in [
        ("/rieng-tu", "không đặt cookie"),
        ("/en/rieng-tu", "set no cookie"),
        ("/tro-nang", "WCAG 2.2"),
        ("/en/tro-nang", "WCAG 2.2"),
    ] {
        let page = get(app, path).await;
        assert_eq!(page.status, 200, "{path}");
        is_for_everybody(&page, path);
        assert!(page.text.contains(said), "{path}: {}", page.text);
    }
    let privacy = get(app, "/rieng-tu").await;
    assert!(privacy.text.contains("Tôi đồng ý để hệ thống lưu"), "the text people agree to");
}

#[apply(on_both_apps)]
async fn machines_may_read_what_is_for_everybody_and_nothing_of_reporters_or_staff(app: &TestApp) {
    let robots = app.get("/robots.txt").send().await;
    assert_eq!(robots.status, 200);
    assert_eq!(robots.headers["content-type"], "text/plain; charset=utf-8");
    for open in ["Allow: /$\n", "Allow: /so-lieu\n", "Allow: /en/co-quan\n", "Disallow: /\n"] {
        assert!(robots.text.contains(open), "{open}: {}", robots.text);
    }
    for closed in ["gui", "theo-doi", "lam-viec", "quyen-cua-ban"] {
        assert!(!robots.text.contains(closed), "{closed}");
    }
    let manifest = app.get("/manifest.webmanifest").send().await;
    assert_eq!(manifest.headers["content-type"], "application/manifest+json");
    let read: serde_json::Value = serde_json::from_str(&manifest.text).unwrap();
    assert_eq!((&read["start_url"], &read["lang"]), (&json!("/"), &json!("vi")));
}

#[apply(on_both_apps)]
async fn every_link_of_a_page_for_everybody_leads_somewhere(app: &TestApp) {
    play(app, "TN.STNMT", 8, 6).await;
    published(app, &feedback()).await;
    let mut left: Vec<String> = vec!["/".to_owned(), "/en".to_owned()];
    let mut seen: BTreeSet<String> = left.iter().cloned().collect();
    while let Some(path) = left.pop() {
        let page = get(app, &path).await;
        assert_eq!(page.status, 200, "{path}");
        let is_page = page.headers["content-type"].starts_with("text/html");
        assert_eq!(page.text.matches("<h1").count(), usize::from(is_page), "{path}");
        let links = page.text.split("href=\"").skip(1).filter(|_| is_page);
        let links = links.map(|it| it.split_once('"').unwrap().0.replace("&#38;", "&"));
        let ours = |link: &String| {
            // Where staff work has tests of its own.
            let other = ["/tai/", "/lam-viec", "/en/lam-viec", "/dang-nhap", "/en/dang-nhap"];
            link.starts_with('/') && !other.iter().any(|at| link.starts_with(at))
        };
        for link in links.filter(ours) {
            // Of the many offices and points of offices some stand for all.
            let link = link.split_once('#').map_or(link.as_str(), |it| it.0).to_owned();
            let many = ["/co-quan/", "/don-vi/", "co-quan="].iter().any(|part| link.contains(part));
            if (!many || link.ends_with("TN.STNMT")) && seen.insert(link.clone()) {
                left.push(link);
            }
        }
    }
    assert!(seen.len() > 60, "{seen:?}");
    for path in ["/so-lieu", "/en/thi-dua", "/rieng-tu", "/manifest.webmanifest"] {
        assert!(seen.contains(path), "{path}");
    }
}

#[test]
fn whoever_has_to_report_finds_the_first_page_whatever_limit_is_reached() {
    let rates = Rates { figures: Rate { count: 1, seconds: 60 }, ..no_limits() };
    actix_web::rt::System::new().block_on(async {
        let app = TestApp::start_limited(Backend::Sqlite, rates).await.unwrap();
        assert_eq!(get(&app, "/so-lieu").await.status, 200);
        assert_eq!(get(&app, "/so-lieu").await.status, 429);
        let home = get(&app, "/").await;
        assert!(home.status == 200 && home.text.contains("href=\"/gui\""), "{}", home.text);
        app.finish().await;
    });
}

#[apply(on_both_apps)]
async fn the_first_page_tells_the_share_of_the_latest_published_month(app: &TestApp) {
    assert!(get(app, "/").await.text.contains("Chưa đủ số liệu để công bố."));
    play(app, "TN.STNMT", 8, 6).await;
    let page = get(app, "/").await;
    let said = "57% việc đến hạn của tháng 9/2024 được trả lời đúng hạn.";
    assert!(page.text.contains(said), "{}", page.text);
    assert!(get(app, "/en").await.text.contains("57% of what fell due in September 2024"));
}

//! Every page as it is sent, so that what changes in one is seen when it is changed. `INSTA_UPDATE=always` writes them anew.

use liemchinh::harness::domain::Role;

use super::staff::{press, see, signed};
use super::{get, hidden, send};
use crate::app::{TestApp, feedback, tip};
use crate::client::Reply;
use crate::one_app;
use crate::support::Backend;

/// What is drawn anew each time, and what stands for it: seals, keys, ids, numbers, the name of the style.
const DRAWN: [(&str, &str); 7] = [
    (r#"(name="(?:dau|khoa|don|phieu|giu)" value=")[^"]*"#, "${1}…"),
    (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "[id]"),
    (r"/tai/[0-9a-f]{12}-", "/tai/[hash]-"),
    (r"\b[0-9A-HJKMNP-TV-Z]{10}\b", "[number]"),
    (r"LC1[0-9A-Z -]{16,40}", "[receipt]"),
    (r"<!-- *-->", ""),
    (r"lc_[a-z]_[A-Za-z0-9_-]+", "[token]"),
];

fn shown(name: &str, page: &Reply) {
    let mut settings = insta::Settings::clone_current();
    for (drawn, told) in DRAWN {
        settings.add_filter(drawn, told);
    }
    settings.bind(|| insta::assert_snapshot!(name, page.text));
}

async fn every_page(app: &TestApp) {
    let filed = app.file(&feedback()).await;
    app.file(&tip()).await;
    for (name, path) in [
        ("home", "/"),
        ("home_en", "/en"),
        ("gui", "/gui"),
        ("theo_doi", "/theo-doi"),
        ("theo_doi_en", "/en/theo-doi"),
        ("thoat", "/thoat"),
        ("dang_nhap", "/dang-nhap"),
        ("dang_nhap_en", "/en/dang-nhap"),
        ("dat_mat_khau", "/dat-mat-khau"),
        ("nowhere", "/khong-co"),
    ] {
        shown(name, &get(app, path).await);
    }
    let asked = get(app, "/theo-doi").await;
    let mark = hidden(&asked, "dau");
    let receipt = filed.str("/receipt");
    let followed = send(app, "/theo-doi", &[("dau", &mark), ("ma", receipt)]).await;
    shown("theo_doi_shown", &followed);

    let officer = signed(app, Role::UnitOfficer, Some("TN.STNMT")).await;
    for (name, path) in [
        ("today", "/lam-viec"),
        ("today_en", "/en/lam-viec"),
        ("queue", "/lam-viec/hang-viec"),
        ("queue_wrong", "/lam-viec/hang-viec?state=khong-co"),
        ("account", "/tai-khoan"),
    ] {
        shown(name, &see(app, &officer, path).await);
    }
    let case = see(app, &officer, &format!("/v/{}", filed.str("/number"))).await;
    let path = case.headers["location"].clone();
    shown("case", &see(app, &officer, &path).await);
    let accept = format!("{path}/accept");
    let form = see(app, &officer, &accept).await;
    shown("command_accept", &form);
    shown("command_answer", &see(app, &officer, &format!("{path}/answer")).await);
    let fields = ["dau", "khoa", "ban"].map(|name| (name, hidden(&form, name)));
    let fields = fields.iter().map(|(name, value)| (*name, value.as_str()));
    let fields: Vec<(&str, &str)> = fields.chain([("viec", "xem")]).collect();
    shown("preview_accept", &press(app, &officer, &accept, &fields).await);

    let inspector = signed(app, Role::Inspector, Some("TN.TTT")).await;
    shown("inspector_today", &see(app, &inspector, "/lam-viec").await);
    let tips = see(app, &inspector, "/lam-viec/liem-chinh").await;
    shown("tips", &tips);
    let at = tips.text.split("href=\"/lam-viec/vu-viec/").nth(1).unwrap();
    let tip = format!("/lam-viec/vu-viec/{}", at.split('"').next().unwrap());
    shown("tip_sealed", &see(app, &inspector, &tip).await);
}

#[test]
fn every_page_is_as_it_was_looked_at() {
    one_app::on(Backend::Sqlite, every_page);
}

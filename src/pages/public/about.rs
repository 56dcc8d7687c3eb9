//! What the service says of itself: whose eyes see what, how its pages can be used, and what machines read of it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::CACHE_CONTROL;
use askama::Template;
use serde_json::json;

use crate::pages::asked::Asked;
use crate::pages::frame::{Area, Frame};
use crate::pages::words::Public;

/// What may be looked for elsewhere: nothing that somebody types, follows or is led to by a mail.
const OPEN: [&str; 5] = ["/$", "/so-lieu", "/tra-loi-cong-khai", "/thi-dua", "/co-quan"];
/// How long machines may keep what they read here.
const A_DAY: &str = "public, max-age=86400";

#[derive(Template)]
#[template(path = "pages/public/about.html")]
struct About<'p> {
    f: &'p Frame,
    parts: Vec<(&'static str, &'static str)>,
    /// What somebody who leaves a name agrees to.
    consent: Option<(&'static str, String)>,
}

/// `GET /rieng-tu`
pub(in crate::pages) async fn privacy(asked: Asked) -> HttpResponse {
    let p = Public::of(asked.language);
    let frame = asked.frame(Area::Public, "/rieng-tu").titled(p.pri_h1);
    let (reference, today) = (asked.service().reference(), asked.service().clock().today());
    let consent = reference.consents.iter().find(|it| it.was_shown(today, today));
    let template = About {
        f: &frame,
        parts: vec![
            (p.pri_visit, p.pri_visit_text),
            (p.pri_report, p.pri_report_text),
            (p.pri_readers, p.pri_readers_text),
            (p.pri_photos, p.pri_photos_text),
            (p.pri_figures, p.pri_figures_text),
            (p.pri_cannot, p.pri_cannot_text),
        ],
        consent: consent.map(|it| (p.pri_consent, frame.pick(&it.text_vi, &it.text_en).to_owned())),
    };
    asked.for_everybody(frame.answer(StatusCode::OK, &template)).await
}

/// `GET /tro-nang`
pub(in crate::pages) async fn accessibility(asked: Asked) -> HttpResponse {
    let p = Public::of(asked.language);
    let frame = asked.frame(Area::Public, "/tro-nang").titled(p.acc_h1);
    let parts = vec![
        (p.acc_how, p.acc_how_text),
        (p.acc_script, p.acc_script_text),
        (p.acc_gaps, p.acc_gaps_text),
        (p.acc_else, p.acc_else_text),
    ];
    let template = About { f: &frame, parts, consent: None };
    asked.for_everybody(frame.answer(StatusCode::OK, &template)).await
}

/// `GET /robots.txt`
pub(in crate::pages) async fn robots() -> HttpResponse {
    let open = OPEN.iter().flat_map(|path| {
        let english = if *path == "/$" { "/en$".to_owned() } else { format!("/en{path}") };
        [format!("Allow: {path}\n"), format!("Allow: {english}\n")]
    });
    let text: String = std::iter::once("User-agent: *\n".to_owned())
        .chain(open)
        .chain(std::iter::once("Allow: /tai/\nDisallow: /\n".to_owned()))
        .collect();
    HttpResponse::Ok()
        .content_type("text/plain; charset=utf-8")
        .insert_header((CACHE_CONTROL, A_DAY))
        .body(text)
}

/// `GET /manifest.webmanifest`: by which a telephone keeps a way to the first page. It names nothing but the service.
pub(in crate::pages) async fn manifest(asked: Asked) -> HttpResponse {
    let frame = asked.frame(Area::Public, "/");
    let manifest = json!({
        "name": format!("{} · {}", frame.w.site_name, frame.body),
        "short_name": frame.w.site_name,
        "lang": frame.language,
        "start_url": "/",
        "display": "browser",
        "background_color": "#ffffff",
        "theme_color": "#0b5351",
    });
    HttpResponse::Ok()
        .content_type("application/manifest+json")
        .insert_header((CACHE_CONTROL, A_DAY))
        .body(manifest.to_string())
}

//! Pages for everybody: where to begin, and the way out.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::Shared;
use super::asked::Asked;
use super::frame::{Area, Frame};

#[derive(Template)]
#[template(path = "pages/home.html")]
struct Home<'p> {
    f: &'p Frame,
}

/// `GET /`
pub(super) async fn home(asked: Asked) -> HttpResponse {
    let frame = asked.frame(Area::Public, "/");
    frame.answer(StatusCode::OK, &Home { f: &frame })
}

#[derive(Template)]
#[template(path = "pages/exit.html")]
struct Exit<'p> {
    f: &'p Frame,
    to: &'p str,
}

/// `GET /thoat`: has the browser forget what it can, and leads away.
pub(super) async fn exit(asked: Asked) -> HttpResponse {
    let frame = asked.frame(Area::Reporter, "/thoat");
    let mut answer =
        frame.answer(StatusCode::OK, &Exit { f: &frame, to: &asked.shared.setup.exit_url });
    let forget = HeaderValue::from_static("\"cache\", \"cookies\", \"storage\"");
    answer.headers_mut().insert(HeaderName::from_static("clear-site-data"), forget);
    answer
}

/// `GET /tai/{name}`
pub(super) async fn style(
    request: HttpRequest,
    shared: web::Data<Shared>,
    name: web::Path<String>,
) -> HttpResponse {
    shared.style.told(&name, &request).unwrap_or_else(|| HttpResponse::NotFound().finish())
}

//! Pages for everybody: where to begin, what the law gives, and the way out.

mod about;
mod answers;
mod ask;
mod due;
mod figures;
mod home;
mod month;
mod rights;
mod standings;
mod units;

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::Shared;
use super::asked::Asked;
use super::frame::{Area, Frame};

pub(super) use about::{accessibility, manifest, privacy, robots};
pub(super) use answers::{answer, answers};
pub(super) use due::due;
pub(super) use figures::figures;
pub(super) use home::home;
pub(super) use rights::rights;
pub(super) use standings::{movements, score, standings};
pub(super) use units::{unit, units};

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
    // Not "cookies": there are none here, and a browser would forget those of every host under the same registered name.
    let forget = HeaderValue::from_static("\"cache\", \"storage\"");
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

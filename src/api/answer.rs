//! Answers that many operations give alike: lists, pages of lists, and what was written.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::ETAG;
use serde_json::{Value, json};

use super::problem::Problem;
use crate::domain::text::Language;
use crate::service::{Listed, ServiceError};

/// What a handler gives.
pub(crate) type Answer = Result<HttpResponse, Problem>;

/// How long anybody may keep what is the same for everybody and seldom changes; no proxy may change it.
pub(crate) const FOR_A_WHILE: &str = "public, max-age=300, no-transform";
/// What anybody may keep and asks about each time, for it changes at a moment that nobody knows before.
pub(crate) const UNTIL_CHANGED: &str = "public, no-cache, no-transform";

/// The members of a whole list.
pub(crate) fn listed<T>(all: impl IntoIterator<Item = T>, show: impl FnMut(T) -> Value) -> Value {
    let items: Vec<Value> = all.into_iter().map(show).collect();
    json!({"items": items})
}

/// A whole list.
pub(crate) fn items<T>(
    all: impl IntoIterator<Item = T>,
    show: impl FnMut(T) -> Value,
) -> HttpResponse {
    HttpResponse::Ok().json(listed(all, show))
}

/// One page of a list.
pub(crate) fn page<T>(page: &Listed<T>, show: impl FnMut(&T) -> Value) -> HttpResponse {
    let items: Vec<Value> = page.items.iter().map(show).collect();
    HttpResponse::Ok().json(json!({"items": items, "next": page.next}))
}

/// The answer to a write, which may only repeat an earlier one. What is one record has a version.
pub(crate) fn written(
    status: StatusCode,
    version: impl Into<Option<i32>>,
    replayed: bool,
    body: &Value,
) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    if let Some(version) = version.into() {
        response.insert_header((ETAG, etag(version)));
    }
    if replayed {
        response.insert_header(("Idempotency-Replayed", "true"));
    }
    response.json(body)
}

/// The strong ETag of a version of which something besides is shown that `mark` stands for.
pub(crate) fn marked_etag(version: i32, mark: &str) -> String {
    format!("\"v{version}-{mark}\"")
}

/// The strong ETag of a version.
pub(crate) fn etag(version: i32) -> String {
    format!("\"v{version}\"")
}

/// The status and the problem of one of many that a request asked for.
pub(crate) fn one_of_many(
    error: ServiceError,
    language: Language,
    request_id: &str,
) -> (u16, Value) {
    let problem = Problem::from(error);
    if let Some(cause) = problem.take_cause() {
        tracing::error!(request_id, cause, "one of many");
    }
    (problem.kind().status(), problem.body(language, request_id))
}

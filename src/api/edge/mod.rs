//! The edge every request passes: an id, one log line, safe headers, and problems in the
//! reader's language.

pub(crate) mod gate;
pub(crate) mod header;
pub mod origins;
pub mod raw;

use std::rc::Rc;
use std::time::Instant;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    ACCEPT_LANGUAGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, DATE, HeaderMap,
    HeaderName, HeaderValue, VARY,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, web};
use tracing::Instrument;

use super::State;
use super::problem::{Kind, Problem};
use crate::domain::text::Language;
use crate::meters;
use crate::service::FieldFault;
use crate::wire::RequestId;
use crate::wire::connection::Connection;

/// What the edge knows of a request.
#[derive(Debug, Clone)]
pub(super) struct Context {
    /// Stands in the log line and in problems.
    pub request_id: String,
    /// The reader's language.
    pub language: Language,
}

/// Headers of every answer.
pub(super) const HEADERS: [(&str, &str); 6] = [
    (
        "content-security-policy",
        "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("strict-transport-security", "max-age=31536000; includeSubDomains"),
];

/// The outermost middleware.
pub async fn edge(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let began = Instant::now();
    let ids = request.app_data::<web::Data<State>>().map(|state| state.ids.random());
    let request_id = ids.unwrap_or_default().simple().to_string();
    let context = Context { request_id, language: language_of(request.headers()) };
    request.extensions_mut().insert(context.clone());
    request.extensions_mut().insert(RequestId(context.request_id.clone()));
    let method = request.method().as_str().to_owned();
    let span = tracing::info_span!("web.request", request.id = %context.request_id);
    let connection = request.conn_data::<Rc<Connection>>().cloned();
    if let Some(connection) = &connection {
        connection.begins();
    }
    let encoded = request
        .headers()
        .get(CONTENT_ENCODING)
        .is_some_and(|value| !value.as_bytes().eq_ignore_ascii_case(b"identity"));
    // Compressed bodies would pass the size limits (RUSTSEC-2026-0447).
    let response = if encoded {
        let fault = FieldFault::NotAllowed.among("Content-Encoding", &["identity"]);
        request.error_response(Problem::header(Kind::MediaType, fault))
    } else {
        // Only a middleware of ours ends in an error, and it has nothing more to say than the problem.
        next.call(request).instrument(span.clone()).await?
    };
    let _entered = span.enter();
    let cause = cause_of(&response);
    let mut response = rendered(response, &context);
    log(&response, &method, began, cause);
    dress(response.headers_mut(), &context);
    date(&mut response);
    origins::share(&mut response);
    if let Some(connection) = connection {
        connection.answered();
    }
    Ok(response)
}

/// What is behind a problem, for the log.
fn cause_of(response: &ServiceResponse<BoxBody>) -> Option<String> {
    let problem = response.response().error().and_then(|error| error.as_error::<Problem>());
    problem.and_then(Problem::take_cause)
}

/// The answer with its problem, if it is one, in the reader's language.
fn rendered(response: ServiceResponse<BoxBody>, context: &Context) -> ServiceResponse<BoxBody> {
    let Some(error) = response.response().error() else { return response };
    let Context { request_id, language } = context;
    let rendered = match error.as_error::<Problem>() {
        Some(problem) => problem.render(*language, request_id),
        None => Problem::new(kind_of(response.status().as_u16())).render(*language, request_id),
    };
    let kept = limits_of(response.headers());
    let mut response = response.into_response(rendered);
    for (name, value) in kept {
        response.headers_mut().insert(name, value);
    }
    response
}

/// The one line of a request.
fn log(response: &ServiceResponse<BoxBody>, method: &str, began: Instant, cause: Option<String>) {
    // The pattern, never the path: a path may hold an id.
    let pattern = response.request().match_pattern();
    let status = response.status().as_u16();
    let took = began.elapsed();
    meters::answered(pattern.as_deref(), method, status, took);
    let path = pattern.unwrap_or_else(|| "(none)".to_owned());
    let duration_ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    if let Some(cause) = cause {
        tracing::error!(
            http.method = method,
            http.path = path,
            http.status = status,
            duration_ms,
            cause,
            "request"
        );
    } else {
        tracing::info!(
            http.method = method,
            http.path = path,
            http.status = status,
            duration_ms,
            "request"
        );
    }
}

/// Tells the time by which days, versions and `changed_since` are reckoned here: the framework would tell that of the machine.
fn date(response: &mut ServiceResponse<BoxBody>) {
    let state = response.request().app_data::<web::Data<State>>();
    let told =
        state.and_then(|state| HeaderValue::try_from(state.service.clock().now().http()).ok());
    if let Some(told) = told {
        response.headers_mut().insert(DATE, told);
    }
}

/// Puts on the headers of every answer.
fn dress(headers: &mut HeaderMap, context: &Context) {
    // A page has said it all: it has its language by its address, and differs by nothing else.
    let is_page = headers.contains_key("referrer-policy");
    for (name, value) in HEADERS {
        // Files of a front end have a policy of their own.
        if let Ok(name) = HeaderName::try_from(name)
            && !headers.contains_key(&name)
        {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    if !headers.contains_key(CACHE_CONTROL) {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store, no-transform"));
    }
    if !is_page {
        speak(headers, context.language);
    }
    if let (Ok(name), Ok(value)) =
        (HeaderName::try_from("x-request-id"), HeaderValue::try_from(&context.request_id))
    {
        headers.insert(name, value);
    }
}

/// Tells the language, and that it is chosen by what the reader asks for.
fn speak(headers: &mut HeaderMap, language: Language) {
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.as_str()));
    // What is packed differs by more.
    let packed = headers.contains_key(VARY);
    let vary = if packed { "Accept-Encoding, Accept-Language" } else { "Accept-Language" };
    headers.insert(VARY, HeaderValue::from_static(vary));
}

/// The rate-limit headers that the gate put on an answer.
fn limits_of(headers: &HeaderMap) -> Vec<(HeaderName, HeaderValue)> {
    ["ratelimit", "ratelimit-policy", "allow"]
        .into_iter()
        .filter_map(|name| {
            let name = HeaderName::try_from(name).ok()?;
            let value = headers.get(&name)?.clone();
            Some((name, value))
        })
        .collect()
}

/// What the framework refuses by itself.
fn kind_of(status: u16) -> Kind {
    match status {
        404 => Kind::NotFound,
        405 => Kind::MethodNotAllowed,
        408 => Kind::Timeout,
        413 => Kind::TooLarge,
        400..=499 => Kind::UnreadableJson,
        _ => Kind::Internal,
    }
}

/// The language asked for first; Vietnamese unless that is English (`Accept-Language`).
fn language_of(headers: &HeaderMap) -> Language {
    let asked = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let weight = |part: &str| {
        let quality = part.split(';').nth(1).and_then(|it| it.trim().strip_prefix("q="));
        quality.map_or(Some(1.0), |text| text.parse::<f32>().ok()).unwrap_or(0.0)
    };
    let best = |code: &str| {
        asked
            .split(',')
            .filter(|part| part.trim().get(..2).is_some_and(|it| it.eq_ignore_ascii_case(code)))
            .map(weight)
            .fold(0.0f32, f32::max)
    };
    if best("en") > best("vi") { Language::En } else { Language::Vi }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vietnamese_is_spoken_unless_english_is_preferred() {
        let speaks = |text: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, HeaderValue::from_static(text));
            language_of(&headers)
        };

        assert_eq!(language_of(&HeaderMap::new()), Language::Vi);
        for text in ["vi", "fr", "*", "vi,en;q=0.8", "en;q=0.3,vi;q=0.9"] {
            assert_eq!(speaks(text), Language::Vi, "{text}");
        }
        for text in ["en", "en-GB,en;q=0.9", "vi;q=0.2,en;q=0.5"] {
            assert_eq!(speaks(text), Language::En, "{text}");
        }
    }
}

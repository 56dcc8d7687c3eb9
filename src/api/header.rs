//! The two headers that make a write safe to repeat and safe from being lost.

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{ETAG, IF_MATCH};
use actix_web::{FromRequest, HttpRequest, HttpResponse};
use serde_json::Value;

use super::problem::{Kind, Problem};

/// The key of a request that changes something: repeated with the same key, it has one effect.
/// It may be missing in a rehearsal.
#[derive(Debug, Clone)]
pub struct OptionalKey(Option<String>);

impl OptionalKey {
    /// The key, which is needed now.
    pub fn require(&self) -> Result<String, Problem> {
        self.0.clone().ok_or(Problem::new(Kind::KeyRequired))
    }
}

impl FromRequest for OptionalKey {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let sent = request.headers().get("idempotency-key");
        std::future::ready(match sent {
            None => Ok(Self(None)),
            Some(value) => {
                let fits = |text: &&str| {
                    (32..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
                };
                match value.to_str().ok().filter(fits) {
                    Some(text) => Ok(Self(Some(text.to_owned()))),
                    None => Err(Problem::new(Kind::KeyRequired)),
                }
            }
        })
    }
}

/// The version a change was decided on.
#[derive(Debug, Clone, Copy)]
pub struct IfMatch(pub i32);

impl FromRequest for IfMatch {
    type Error = Problem;
    type Future = std::future::Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let Some(sent) = request.headers().get(IF_MATCH) else {
            return std::future::ready(Err(Problem::new(Kind::MatchRequired)));
        };
        let version = sent.to_str().ok().and_then(version_of);
        // Any other tag, `*` too, was never the ETag of a case.
        std::future::ready(version.map(Self).ok_or(Problem::new(Kind::MatchRequired)))
    }
}

/// The version in an ETag. A proxy that compresses makes a strong one weak (`W/"v3"`); versions are exact either way.
fn version_of(text: &str) -> Option<i32> {
    let text = text.trim();
    let text = text.strip_prefix("W/").unwrap_or(text);
    text.strip_prefix("\"v")?.strip_suffix('"')?.parse().ok()
}

/// The answer to a write of one record, which may only repeat an earlier one.
pub(super) fn written(
    status: StatusCode,
    version: i32,
    replayed: bool,
    body: &Value,
) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response.insert_header((ETAG, etag(version)));
    if replayed {
        response.insert_header(("Idempotency-Replayed", "true"));
    }
    response.json(body)
}

/// The strong ETag of a version.
pub(super) fn etag(version: i32) -> String {
    format!("\"v{version}\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weak_etag_is_the_version_that_a_compressing_proxy_made_of_a_strong_one() {
        assert_eq!([version_of("\"v3\""), version_of(" W/\"v12\" ")], [Some(3), Some(12)]);
        for other in ["*", "v3", "\"3\"", "W/v3", "w/\"v3\"", "\"v3", "\"v3\", \"v4\""] {
            assert_eq!(version_of(other), None, "{other}");
        }
    }
}

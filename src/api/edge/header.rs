//! What the head of a request tells; two headers make a write safe to repeat and safe from being lost.

use actix_web::HttpRequest;
use actix_web::http::header::{
    AUTHORIZATION, AcceptEncoding, ContentEncoding, Encoding, Header, IF_MATCH, IF_NONE_MATCH,
};

use crate::api::problem::{Kind, Problem};
use crate::service::FieldFault;

/// What can be read from the head of a request, before its body.
pub(crate) trait FromHead: Sized {
    /// Reads it.
    ///
    /// # Errors
    /// The problem of a head that lacks it or has it wrong.
    fn from_head(request: &HttpRequest) -> Result<Self, Problem>;

    /// The problem of what was read and will not do for a write that is no rehearsal: it is told with what else the head lacks.
    fn lacking(&self) -> Option<Problem> {
        None
    }
}

/// The key of a request that changes something: repeated with the same key, it has one effect.
/// It may be missing in a rehearsal.
#[derive(Debug)]
pub(crate) struct Key(Option<String>);

impl Key {
    /// The key, which is needed now.
    ///
    /// # Errors
    /// [`Kind::KeyRequired`] where none was sent.
    pub(crate) fn require(&self) -> Result<&str, Problem> {
        self.0.as_deref().ok_or_else(|| no_key(FieldFault::Required))
    }
}

fn no_key(fault: FieldFault) -> Problem {
    Problem::header(Kind::KeyRequired, fault.at("Idempotency-Key"))
}

impl FromHead for Key {
    fn from_head(request: &HttpRequest) -> Result<Self, Problem> {
        let Some(sent) = request.headers().get("idempotency-key") else { return Ok(Self(None)) };
        let fits = |text: &&str| {
            (32..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_graphic())
        };
        let text = sent.to_str().ok().filter(fits);
        let text = text.ok_or_else(|| no_key(FieldFault::NotAKey))?;
        Ok(Self(Some(text.to_owned())))
    }

    fn lacking(&self) -> Option<Problem> {
        self.require().err()
    }
}

/// The text of the token that was shown.
pub(crate) struct Token(pub String);

impl FromHead for Token {
    fn from_head(request: &HttpRequest) -> Result<Self, Problem> {
        let sent = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = sent.and_then(|value| value.split_once(' '));
        let token = token.map(|(_, token)| Self(token.trim().to_owned()));
        token.ok_or(Problem::new(Kind::Unauthenticated))
    }
}

/// The version a change was decided on.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IfMatch(pub i32);

impl FromHead for IfMatch {
    fn from_head(request: &HttpRequest) -> Result<Self, Problem> {
        // Any other tag, `*` too, was never the ETag of a case.
        let sent = request.headers().get(IF_MATCH).and_then(|sent| sent.to_str().ok());
        let fault =
            request.headers().get(IF_MATCH).map_or(FieldFault::Required, |_| FieldFault::NotAnEtag);
        let problem = || Problem::header(Kind::MatchRequired, fault.at("If-Match"));
        sent.and_then(version_of).map(Self).ok_or_else(problem)
    }
}

/// What the reader has already.
#[derive(Debug, Clone, Default)]
pub(crate) struct IfNoneMatch(Vec<String>);

impl IfNoneMatch {
    /// Whether the answer with this strong ETag is there; compared weakly, as RFC 9110 § 13.1.2 says.
    pub(crate) fn has(&self, etag: &str) -> bool {
        self.0.iter().any(|one| one == "*" || one.strip_prefix("W/").unwrap_or(one) == etag)
    }
}

impl FromHead for IfNoneMatch {
    fn from_head(request: &HttpRequest) -> Result<Self, Problem> {
        let sent = request.headers().get_all(IF_NONE_MATCH).filter_map(|sent| sent.to_str().ok());
        Ok(Self(sent.flat_map(|sent| sent.split(',')).map(|one| one.trim().to_owned()).collect()))
    }
}

/// In what form the reader wants what lies ready in several, and what of it is there already.
#[derive(Debug)]
pub(crate) struct Takes {
    /// What the reader has.
    pub has: IfNoneMatch,
    /// The encoding that the reader likes best of those in which something may lie ready.
    pub encoding: ContentEncoding,
}

impl FromHead for Takes {
    fn from_head(request: &HttpRequest) -> Result<Self, Problem> {
        let ready = [Encoding::brotli(), Encoding::gzip(), Encoding::identity()];
        let asked = AcceptEncoding::parse(request).ok();
        let best = asked.and_then(|asked| asked.negotiate(ready.iter()));
        // Whoever takes nothing that is there gets it as it is (RFC 9110 § 12.5.3).
        let encoding = match best {
            Some(Encoding::Known(encoding)) => encoding,
            _ => ContentEncoding::Identity,
        };
        Ok(Self { has: IfNoneMatch::from_head(request)?, encoding })
    }
}

/// The version in an ETag. A proxy that compresses makes a strong one weak (`W/"v3"`); versions are exact either way. What
/// follows a version tells of something that no command changes, and is not compared.
fn version_of(text: &str) -> Option<i32> {
    let text = text.trim();
    let text = text.strip_prefix("W/").unwrap_or(text);
    let text = text.strip_prefix("\"v")?.strip_suffix('"')?;
    let (version, mark) = text.split_once('-').unwrap_or((text, "0"));
    let hex = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    (!mark.is_empty() && mark.chars().all(hex)).then(|| version.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn the_best_encoding_that_the_reader_takes_is_chosen() {
        let best = |asked: &str| {
            let request = TestRequest::default().insert_header(("Accept-Encoding", asked));
            Takes::from_head(&request.to_http_request()).unwrap().encoding
        };

        for text in ["br", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8, *;q=0.1"] {
            assert_eq!(best(text), ContentEncoding::Brotli, "{text}");
        }
        for text in ["gzip", "deflate, GZIP", "gzip, br;q=0.5", "br;q=0, gzip;q=0.1"] {
            assert_eq!(best(text), ContentEncoding::Gzip, "{text}");
        }
        for text in ["", "*", "zstd", "identity", "identity;q=0", "br;q=0", "gzip;q=x", ";;"] {
            assert_eq!(best(text), ContentEncoding::Identity, "{text}");
        }
    }

    #[test]
    fn a_weak_etag_is_the_version_that_a_compressing_proxy_made_of_a_strong_one() {
        assert_eq!([version_of("\"v3\""), version_of(" W/\"v12\" ")], [Some(3), Some(12)]);
        assert_eq!(version_of("\"v3-0a1b2c3d\""), Some(3));
        for other in [
            "\"v3-\"",
            "\"v3-x\"",
            "\"v3-1-2\"",
            "\"v-3\"",
            "*",
            "v3",
            "\"3\"",
            "W/v3",
            "w/\"v3\"",
            "\"v3",
            "\"v3\", \"v4\"",
        ] {
            assert_eq!(version_of(other), None, "{other}");
        }
    }
}

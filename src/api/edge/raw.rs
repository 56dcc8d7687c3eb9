//! Answers to what never became a request: the parser's own are bare, so these take their place.

use super::HEADERS;
use crate::api::problem::{Kind, Problem};
use crate::domain::text::Language;

/// The status lines that the parser answers with, and what each means.
const BARE: [(&[u8], Kind); 3] = [
    (b"HTTP/1.1 400 Bad Request\r\n", Kind::BadRequest),
    (b"HTTP/1.1 408 Request Timeout\r\n", Kind::Timeout),
    (b"HTTP/1.1 431 Request Header Fields Too Large\r\n", Kind::HeadTooLarge),
];
const END: &[u8] = b"\r\n\r\n";

/// A whole answer as it goes over the wire, after which the connection is closed.
pub fn raw_problem(kind: Kind, retry_after: Option<u64>, request_id: &str) -> Vec<u8> {
    let problem = Problem::new(kind);
    let body = problem.body(Language::Vi, request_id).to_string();
    let reason = actix_web::http::StatusCode::from_u16(kind.status());
    let reason = reason.ok().and_then(|status| status.canonical_reason()).unwrap_or_default();
    let mut head = format!(
        "HTTP/1.1 {} {reason}\r\ncontent-type: application/problem+json\r\ncontent-length: {}\r\nconnection: close\r\n\
         cache-control: no-store, no-transform\r\ncontent-language: vi\r\nx-request-id: {request_id}\r\n",
        kind.status(),
        body.len()
    );
    if let Some(seconds) = retry_after {
        head.extend(["retry-after: ", &seconds.to_string(), "\r\n"]);
    }
    for (name, value) in HEADERS {
        head.extend([name, ": ", value, "\r\n"]);
    }
    [head.as_bytes(), b"\r\n", body.as_bytes()].concat()
}

/// Where in `written` a bare answer of the parser begins, and what it means. It is the last thing on a connection; where a
/// request was answered before, that answer stands in front of it.
pub fn bare_answer(written: &[u8], unasked: bool) -> Option<(usize, Kind)> {
    let at = if unasked { 0 } else { last_head(written)? };
    let tail = written.get(at..)?;
    let (_, kind) = BARE.iter().find(|(line, _)| tail.starts_with(line))?;
    let head = tail.strip_suffix(END)?;
    let holds = |part: &[u8]| head.windows(part.len()).any(|window| window == part);
    (holds(b"content-length: 0") && !holds(END)).then_some((at, *kind))
}

/// Where the last status line of `written` begins that follows other bytes.
fn last_head(written: &[u8]) -> Option<usize> {
    let start = b"HTTP/1.1 4";
    (1..written.len())
        .rev()
        .find(|at| written.get(*at..).is_some_and(|rest| rest.starts_with(start)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const BARE_400: &str =
        "HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\ndate: x\r\n\r\n";

    #[test]
    fn a_bare_answer_is_told_from_ours() {
        let found = |text: &str, unasked| bare_answer(text.as_bytes(), unasked);
        let ours = "HTTP/1.1 400 Bad Request\r\ncontent-length: 2\r\n\r\n{}";

        assert_eq!(found(BARE_400, true), Some((0, Kind::BadRequest)));
        assert_eq!(found(ours, true), None);
        assert_eq!(
            found(&format!("{ours}{BARE_400}"), false),
            Some((ours.len(), Kind::BadRequest))
        );
        assert_eq!(found(ours, false), None);
        assert_eq!(found("HTTP/1.1 204 No Content\r\ncontent-length: 0\r\n\r\n", true), None);
    }

    #[test]
    fn a_raw_problem_bears_the_headers_of_every_answer() {
        let raw = String::from_utf8(raw_problem(Kind::HeadTooLarge, None, "abc")).unwrap();
        let (head, body) = raw.split_once("\r\n\r\n").unwrap();

        assert!(head.starts_with("HTTP/1.1 431 Request Header Fields Too Large\r\n"));
        assert!(head.contains(&format!("content-length: {}\r\n", body.len())));
        for (name, _) in HEADERS {
            assert!(head.contains(name), "{name}");
        }
        assert!(
            body.contains("\"code\":\"head_too_large\"") && body.contains("\"request_id\":\"abc\"")
        );
    }
}

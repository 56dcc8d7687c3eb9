//! Which pages of other origins may call what from a browser (CORS): none that is not named, staff's work only those named for it.

use std::net::Ipv6Addr;

use actix_web::body::BoxBody;
use actix_web::dev::ServiceResponse;
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD,
    AUTHORIZATION, HeaderMap, HeaderValue, ORIGIN, VARY,
};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};

use super::gate::{Access, Operation};
use crate::api::State;
use crate::domain::text::Words;
use crate::wire::limit::Class;

/// Headers of requests that a page may set.
const TAKEN: &str = "Authorization, Content-Disposition, Content-Type, Idempotency-Key, If-Match, \
     If-None-Match";
/// The same where nobody may sign in.
const TAKEN_WITHOUT_SESSION: &str = "Content-Disposition, Content-Type, Idempotency-Key, If-Match, \
     If-None-Match";
/// Headers of answers that a page may read beside those that every page may.
const TOLD: &str = "Allow, Content-Disposition, Date, ETag, Idempotency-Replayed, Location, RateLimit, RateLimit-Policy, Retry-After, \
     WWW-Authenticate, X-Request-Id";
/// How long a browser may keep what it was allowed, in seconds.
const KEPT: &str = "600";

/// The origins that are named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    /// For what anybody may do, and whoever holds a receipt.
    public: Vec<String>,
    /// For that and what staff do.
    staff: Vec<String>,
}

impl Origins {
    /// Reads origins as browsers send them.
    ///
    /// # Errors
    /// What is none, each with the name of its setting.
    pub fn parse(public: &[String], staff: &[String]) -> Result<Self, Vec<Words>> {
        let wrong = |name: &'static str, list: &[String]| -> Vec<Words> {
            let wrong = list.iter().filter(|text| !is_origin(text));
            let told = |text: &String| {
                Words::new(
                    format!("{name}: {text:?} không phải nguồn gốc trang; {AS_SENT_VI}"),
                    format!("{name}: {text:?} is no origin; {AS_SENT}"),
                )
            };
            wrong.map(told).collect()
        };
        let mut faults = wrong("allowed_origins", public);
        faults.extend(wrong("allowed_staff_origins", staff));
        let named = Self { public: public.to_vec(), staff: staff.to_vec() };
        if faults.is_empty() { Ok(named) } else { Err(faults) }
    }

    fn is_empty(&self) -> bool {
        self.public.is_empty() && self.staff.is_empty()
    }

    fn names(&self, origin: &HeaderValue) -> bool {
        let mut all = self.public.iter().chain(&self.staff);
        all.any(|one| one.as_bytes() == origin.as_bytes())
    }

    /// Whether a page of `origin` may use the operation, with a session or without.
    fn serve(&self, origin: &HeaderValue, operation: &Operation, with_session: bool) -> bool {
        let named = |list: &[String]| list.iter().any(|one| one.as_bytes() == origin.as_bytes());
        // Signing in is staff's, or a page that anybody trusts could try passwords from its readers' addresses.
        let of_staff = match operation.access {
            Access::Public => operation.limit == Some(Class::Login),
            Access::PublicOrStaff => with_session,
            Access::Receipt => false,
            Access::Own | Access::Staff(_) | Access::Proven(..) => true,
        };
        named(&self.staff) || (!of_staff && named(&self.public))
    }
}

/// What an origin looks like.
const AS_SENT_VI: &str = "hãy viết giao_thức://máy_chủ hoặc giao_thức://máy_chủ:cổng đúng như trình duyệt gửi, ví dụ \
     https://phananh.example.vn: chữ thường ASCII, không có đường dẫn, không có :443 với https, không bao giờ là * hay null";
const AS_SENT: &str = "write scheme://host or scheme://host:port as browsers send it, such as https://phananh.example.vn: small ASCII \
     letters, no path, no :443 with https, never * or null";

fn is_origin(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let letter = |b: u8| b.is_ascii_lowercase();
    let in_scheme = |b: u8| letter(b) || b.is_ascii_digit() || b"+-.".contains(&b);
    let (host, port) = match rest.rsplit_once(':') {
        // The colons of an address of version six stand in brackets.
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (rest, None),
    };
    let address = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let in_host = |b: u8| letter(b) || b.is_ascii_digit() || b"-._".contains(&b);
    let is_host = match address {
        Some(address) => address.parse::<Ipv6Addr>().is_ok_and(|it| it.to_string() == address),
        None => !host.is_empty() && host.bytes().all(in_host),
    };
    let usual = match scheme {
        "http" => "80",
        "https" => "443",
        _ => "",
    };
    let is_port = |port: &str| {
        port != usual && port.parse::<u16>().is_ok_and(|n| n > 0 && n.to_string() == port)
    };
    scheme.bytes().next().is_some_and(letter)
        && scheme.bytes().all(in_scheme)
        && is_host
        && port.is_none_or(is_port)
}

/// The answer to a browser that asks whether a page may call one of these operations; none where nobody asks or it may not. What is
/// no operation a page may ask for that may call all that stands at the address: it reads then that there is none, where it would else
/// see no more than that the network failed. A browser keeps nothing of that answer, or it would keep it for those.
pub(in crate::api) fn preflight(
    request: &HttpRequest,
    operations: impl Iterator<Item = &'static Operation>,
) -> Option<HttpResponse> {
    let state = request.app_data::<web::Data<State>>()?;
    let headers = request.headers();
    let origin = headers.get(ORIGIN).filter(|_| request.method() == Method::OPTIONS)?;
    let method = headers.get(ACCESS_CONTROL_REQUEST_METHOD)?.to_str().ok()?;
    let asked = if method == "HEAD" { "GET" } else { method };
    let origins = &state.origins;
    let here: Vec<&Operation> = operations.collect();
    let own = here.iter().find(|one| one.method.to_uppercase() == asked);
    let named = ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(&asked);
    let called = own.map_or(&*here, std::slice::from_ref);
    let serves = |session| called.iter().all(|one| origins.serve(origin, one, session));
    let (allowed, signed_in) = (named && origins.names(origin) && serves(false), serves(true));
    let kept = if own.is_some() { KEPT } else { "0" };
    if !allowed {
        return None;
    }
    let taken = if signed_in { TAKEN } else { TAKEN_WITHOUT_SESSION };
    let mut answer = HttpResponse::NoContent();
    answer
        .insert_header((ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone()))
        .insert_header((ACCESS_CONTROL_ALLOW_METHODS, method))
        .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, taken))
        .insert_header((ACCESS_CONTROL_MAX_AGE, kept));
    Some(answer.finish())
}

/// Lets the page that asked read the answer, where its origin may use the operation, or there is none and the answer says so. Credentials that a browser would add by
/// itself are never allowed; there are none.
pub(super) fn share(response: &mut ServiceResponse<BoxBody>) {
    let request = response.request().clone();
    let Some(state) = request.app_data::<web::Data<State>>() else { return };
    if state.origins.is_empty() {
        return;
    }
    vary(response.headers_mut());
    let Some(origin) = request.headers().get(ORIGIN) else { return };
    let with_session = request.headers().contains_key(AUTHORIZATION);
    let shared = if let Some(operation) = request.extensions().get::<&'static Operation>() {
        state.origins.serve(origin, operation, with_session)
    } else {
        // A browser's own question is answered by [`preflight`] alone.
        let asks = request.headers().contains_key(ACCESS_CONTROL_REQUEST_METHOD);
        !asks && response.status().as_u16() >= 400 && state.origins.names(origin)
    };
    if shared {
        let headers = response.headers_mut();
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(TOLD));
    }
}

/// Says that the answer may differ by origin.
fn vary(headers: &mut HeaderMap) {
    let before = headers.get(VARY).and_then(|value| value.to_str().ok());
    let all = before.map_or_else(|| "Origin".to_owned(), |before| format!("{before}, Origin"));
    if let Ok(all) = HeaderValue::try_from(all) {
        headers.insert(VARY, all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_written_as_browsers_send_it() {
        for text in [
            "https://phananh.example.vn",
            "http://localhost:3000",
            "https://xn--phn-nh-1na.vn:8443",
            "https://192.0.2.7",
            "http://[2001:db8::1]:8080",
            "https://[2001:db8::1]",
            "capacitor://localhost",
        ] {
            assert!(is_origin(text), "{text}");
        }
        for text in [
            "",
            "*",
            "null",
            "https://*",
            "https://*.example.vn",
            "phananh.example.vn",
            "//phananh.example.vn",
            "https://",
            "https://phananh.example.vn/",
            "https://phananh.example.vn/don",
            "https://phananh.example.vn?x",
            "https://ai@phananh.example.vn",
            "https://Phananh.example.vn",
            "HTTPS://phananh.example.vn",
            "https://phảnánh.vn",
            "https://phananh.example.vn:443",
            "http://phananh.example.vn:80",
            "https://phananh.example.vn:",
            "https://phananh.example.vn:0",
            "https://phananh.example.vn:08",
            "https://phananh.example.vn:70000",
            "http://[::1",
            "http://[2001:db8:0::1]",
            " https://phananh.example.vn",
            "file://",
        ] {
            assert!(!is_origin(text), "{text}");
        }
    }

    #[test]
    fn every_fault_names_its_setting() {
        let list = |text: &str| vec![text.to_owned()];

        let faults = Origins::parse(&list("*"), &list("null")).unwrap_err();

        assert!(faults[0].en.starts_with("allowed_origins: \"*\" is no origin"), "{faults:?}");
        assert!(faults[1].en.starts_with("allowed_staff_origins: \"null\""), "{faults:?}");
        assert!(Origins::parse(&[], &[]).is_ok_and(|none| none.is_empty()));
    }
}

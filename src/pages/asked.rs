//! What a handler of a page gets: who asks in which language, what is shared, and the fields of a form.

use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv4Addr};

use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::Payload;
use actix_web::error::ErrorInternalServerError;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    AcceptEncoding, CONTENT_ENCODING, Encoding, Header, HeaderMap, HeaderValue, ORIGIN,
    RETRY_AFTER, VARY,
};
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, HttpResponse, web};

use super::Shared;
use super::frame::{Area, Frame, fill};
use crate::domain::text::Language;
use crate::service::carried::{Carried, CarryFault};
use crate::service::{Service, patience};
use crate::wire::RequestId;
use crate::wire::body::{BodyFault, read};
use crate::wire::limit::Class;
use crate::wire::packing::gzipped;

/// The most bytes of a form: a report of 8,000 characters of three bytes, each sent as three.
const LARGEST: usize = 256 * 1024;

/// A request for a page.
pub(super) struct Asked {
    /// What pages share.
    pub shared: web::Data<Shared>,
    /// The reader's language, by the address.
    pub language: Language,
    /// Stands in the log line, and on the page of a fault of ours.
    pub id: String,
    request: HttpRequest,
}

/// The fields of a form.
pub(super) type Fields = BTreeMap<String, String>;

impl FromRequest for Asked {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request).ok_or_else(|| ErrorInternalServerError("pages are not set up")))
    }
}

impl Asked {
    /// A request for a page; none where pages are not served.
    pub(super) fn of(request: &HttpRequest) -> Option<Self> {
        let shared = request.app_data::<web::Data<Shared>>()?.clone();
        let id = request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default();
        let path = request.path();
        let english = path == "/en" || path.starts_with("/en/");
        let language = if english { Language::En } else { Language::Vi };
        Some(Self { shared, language, id, request: request.clone() })
    }

    /// The use cases.
    pub(super) fn service(&self) -> &Service {
        &self.shared.service
    }

    /// The frame of the page at `path`.
    pub(super) fn frame(&self, area: Area, path: &'static str) -> Frame {
        Frame::new(&self.shared, self.language, area, path)
    }

    /// The same page packed, where the reader takes that. Only for what says nothing of anybody: the length of a packed page
    /// tells whoever can put words into it what else it says.
    pub(super) async fn packed(&self, page: HttpResponse) -> HttpResponse {
        let takes = AcceptEncoding::parse(&self.request).ok();
        let ready = [Encoding::gzip(), Encoding::identity()];
        let best = takes.and_then(|takes| takes.negotiate(ready.iter()));
        if best != Some(Encoding::gzip()) {
            return page;
        }
        let (mut head, body) = page.into_parts();
        let whole = to_bytes(body).await.unwrap_or_default();
        let Some(packed) = gzipped(&whole) else { return head.set_body(BoxBody::new(whole)) };
        head.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        head.headers_mut().insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        head.set_body(BoxBody::new(packed))
    }

    /// Where the request comes from, as far as trusted proxies tell.
    pub(super) fn source(&self) -> IpAddr {
        let peer = self.request.peer_addr();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        self.shared.proxies.client(peer, self.request.headers()).0
    }

    /// Counts the request, in the same limiter as those of the API. The seconds to wait, where nothing is left.
    pub(super) fn count(&self, class: Class) -> Option<u64> {
        let wait = self.shared.limits.count(class, self.source())?.retry_after?;
        tracing::info!(class = class.name(), "rate limit reached");
        Some(wait)
    }

    /// The fields of a form of ours that was sent from a page of ours; else the page that says what is wrong with it.
    pub(super) async fn fields(
        &self,
        frame: &Frame,
        payload: web::Payload,
    ) -> Result<Fields, HttpResponse> {
        match self.sent(frame, payload).await? {
            (fields, true) => Ok(fields),
            (_, false) => Err(frame.wrong(StatusCode::FORBIDDEN, frame.w.state_403.to_owned())),
        }
    }

    /// The same, and whether it can be taken: one of ours that was open for too long is shown again with what was typed into it.
    /// A form of another site is not, since its words are not those of whoever reads them.
    pub(super) async fn sent(
        &self,
        frame: &Frame,
        payload: web::Payload,
    ) -> Result<(Fields, bool), HttpResponse> {
        let wrong = |status: StatusCode, text: &str| frame.wrong(status, text.to_owned());
        let bytes = read(payload.into_inner(), LARGEST).await.map_err(|fault| match fault {
            BodyFault::TooLarge => wrong(StatusCode::PAYLOAD_TOO_LARGE, frame.w.state_413),
            BodyFault::TooSlow => wrong(StatusCode::REQUEST_TIMEOUT, frame.w.state_408),
            BodyFault::Broken => wrong(StatusCode::BAD_REQUEST, frame.w.state_408),
        })?;
        // From here on the client waits for us.
        patience::begin_anew();
        let fields =
            web::Query::<Vec<(String, String)>>::from_query(&String::from_utf8_lossy(&bytes));
        let fields = fields.map_err(|_| wrong(StatusCode::BAD_REQUEST, frame.w.state_403))?;
        let fields: Fields = fields.into_inner().into_iter().collect();
        let mark = fields.get("dau").map(|text| self.service().carried::<()>(Carried::Form, text));
        let (fresh, old) =
            (matches!(mark, Some(Ok(()))), matches!(mark, Some(Err(CarryFault::Over(())))));
        let ours = |mark| from_here(self.request.headers(), &self.shared.setup.public_url, mark);
        if ours(fresh) {
            Ok((fields, true))
        } else if ours(old) {
            Ok((fields, false))
        } else {
            Err(wrong(StatusCode::FORBIDDEN, frame.w.state_403))
        }
    }
}

/// Whether a form was sent from a page of ours: a browser says so itself; one that is old, or hides where it comes from, shows
/// what only a page of ours can have given it.
fn from_here(headers: &HeaderMap, public_url: &str, token: bool) -> bool {
    let told = |name: &str| headers.get(name).map(HeaderValue::as_bytes);
    match (told("sec-fetch-site"), told(ORIGIN.as_str())) {
        (Some(site), _) => site == b"same-origin",
        (None, Some(origin)) if origin != b"null" => origin == origin_of(public_url).as_bytes(),
        _ => token,
    }
}

/// Scheme, host and port of an address.
fn origin_of(url: &str) -> &str {
    let host = url.find("://").map_or(0, |at| at + 3);
    let end = url.get(host..).and_then(|rest| rest.find('/')).map_or(url.len(), |at| host + at);
    url.get(..end).unwrap_or(url)
}

/// What is told of a wait, in seconds; what was typed stands on the same page.
pub(super) fn told_to_wait(frame: &Frame, seconds: u64) -> String {
    fill(frame.w.state_429, "n", &seconds.to_string())
}

/// The answer of somebody who is told to wait.
pub(super) fn waiting(mut answer: HttpResponse, seconds: u64) -> HttpResponse {
    *answer.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    answer.headers_mut().insert(RETRY_AFTER, seconds.into());
    answer
}

/// The page of a form that could not be read.
pub(super) fn unread(frame: &Frame, fault: BodyFault) -> HttpResponse {
    let (status, text) = match fault {
        BodyFault::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, frame.w.state_413),
        BodyFault::TooSlow => (StatusCode::REQUEST_TIMEOUT, frame.w.state_408),
        BodyFault::Broken => (StatusCode::BAD_REQUEST, frame.w.state_408),
    };
    frame.wrong(status, text.to_owned())
}

impl Asked {
    /// What the browser sent before the form.
    pub(super) fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// Whether the form brings a file.
    pub(super) fn brings_a_file(&self) -> bool {
        self.request.content_type() == "multipart/form-data"
    }

    /// Whether a form is one of ours that was sent from a page of ours, and still good; none where it is not.
    pub(super) fn takes(&self, fields: &Fields) -> Option<bool> {
        let mark = fields.get("dau").map(|text| self.service().carried::<()>(Carried::Form, text));
        let (fresh, old) =
            (matches!(mark, Some(Ok(()))), matches!(mark, Some(Err(CarryFault::Over(())))));
        let ours = |mark| from_here(self.request.headers(), &self.shared.setup.public_url, mark);
        if ours(fresh) { Some(true) } else { ours(old).then_some(false) }
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[test]
    fn a_form_of_another_site_is_refused_and_an_old_browser_needs_what_our_page_gave() {
        let sent = |headers: &[(&'static str, &'static str)], token| {
            let request =
                headers.iter().fold(TestRequest::default(), |it, one| it.insert_header(*one));
            from_here(request.to_http_request().headers(), "https://phananh.example.vn/x", token)
        };
        let ours = ("origin", "https://phananh.example.vn");

        assert!(sent(&[("sec-fetch-site", "same-origin"), ("origin", "null")], false));
        for other in ["cross-site", "same-site", "none"] {
            assert!(!sent(&[("sec-fetch-site", other), ours], true), "{other}");
        }
        assert!(sent(&[ours], false) && !sent(&[("origin", "https://example.org")], true));
        assert!(sent(&[], true) && !sent(&[], false));
        assert!(sent(&[("origin", "null")], true) && !sent(&[("origin", "null")], false));
    }
}

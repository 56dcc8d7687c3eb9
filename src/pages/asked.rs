//! What a handler of a page gets: who asks in which language, what is shared, and the fields of a form.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::future::{Ready, ready};
use std::net::{IpAddr, Ipv4Addr};

use actix_web::body::{BoxBody, to_bytes};
use actix_web::dev::Payload;
use actix_web::error::ErrorInternalServerError;
use actix_web::http::header::{
    AcceptEncoding, CACHE_CONTROL, CONTENT_ENCODING, COOKIE, ETAG, Encoding, EntityTag, Header,
    HeaderMap, HeaderValue, IF_NONE_MATCH, IfNoneMatch, ORIGIN, RETRY_AFTER, VARY,
};
use actix_web::http::{Method, StatusCode};
use actix_web::{Error, FromRequest, HttpMessage, HttpRequest, HttpResponse, web};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

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
/// The most fields of one: a list of a hundred cases, each with a few.
const MOST_FIELDS: usize = 500;

/// What anybody may keep and asks about each time, as the figures of the API.
const UNTIL_CHANGED: &str = "public, no-cache, no-transform";

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

/// The fields of a form of which several may have one name, in the order in which they stand there.
#[derive(Debug, Clone, Default)]
pub(super) struct Sent {
    /// Names and values.
    pub all: Vec<(String, String)>,
}

impl Sent {
    /// The first value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let mut own = self.all.iter().filter(|(other, _)| other == name);
        own.next().map(|(_, value)| value.as_str())
    }

    /// What was typed into a field; nothing where it is not there.
    pub(super) fn typed(&self, name: &str) -> &str {
        self.get(name).map(str::trim).unwrap_or_default()
    }

    /// Every value of a name.
    pub(super) fn every<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.all.iter().filter(move |(other, _)| other == name).map(|(_, value)| value.as_str())
    }
}

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
    pub(super) fn frame(&self, area: Area, path: impl Into<Cow<'static, str>>) -> Frame {
        Frame::new(&self.shared, self.language, area, path)
    }

    /// What the address asks for behind its path; nothing where it cannot be read.
    pub(super) fn asked_for(&self) -> Fields {
        let asked = web::Query::<Vec<(String, String)>>::from_query(self.request.query_string());
        asked.map(|asked| asked.into_inner().into_iter().collect()).unwrap_or_default()
    }

    /// The path alone, without what names the language.
    pub(super) fn path_alone(&self) -> String {
        let path = self.request.path();
        let rest = match self.language {
            Language::Vi => path,
            Language::En => path.strip_prefix("/en").unwrap_or(path),
        };
        if rest.is_empty() { "/".to_owned() } else { rest.to_owned() }
    }

    /// A part of the path that its pattern names.
    pub(super) fn part(&self, name: &str) -> String {
        self.request.match_info().query(name).to_owned()
    }

    /// The page that says to wait, where nothing is left of the class.
    pub(super) fn held_up(&self, frame: &Frame, class: Class) -> Option<HttpResponse> {
        let seconds = self.count(class)?;
        let text = fill(frame.w.state_wait, "n", &seconds.to_string());
        Some(waiting(frame.wrong(StatusCode::TOO_MANY_REQUESTS, text), seconds))
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

    /// The same page for anybody who asks: packed, and kept by a browser until it says something else.
    pub(super) async fn for_everybody(&self, page: HttpResponse) -> HttpResponse {
        if page.status() != StatusCode::OK {
            return page;
        }
        let (mut head, body) = self.packed(page).await.into_parts();
        let bytes = to_bytes(body).await.unwrap_or_default();
        let digest = HEXLOWER.encode(&Sha256::digest(&bytes));
        let tag = EntityTag::new_strong(digest.get(..32).unwrap_or(&digest).to_owned());
        let has = match IfNoneMatch::parse(&self.request) {
            Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|one| one.weak_eq(&tag)),
            Ok(IfNoneMatch::Any) => self.request.headers().contains_key(IF_NONE_MATCH),
            Err(_) => false,
        };
        let headers = head.headers_mut();
        headers.insert(CACHE_CONTROL, HeaderValue::from_static(UNTIL_CHANGED));
        headers.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        if let Ok(tag) = HeaderValue::from_str(&tag.to_string()) {
            headers.insert(ETAG, tag);
        }
        if has {
            headers.remove(CONTENT_ENCODING);
            *head.status_mut() = StatusCode::NOT_MODIFIED;
            return head.set_body(BoxBody::new(()));
        }
        head.set_body(BoxBody::new(bytes))
    }

    /// Where the request comes from, as far as trusted proxies tell.
    pub(super) fn source(&self) -> IpAddr {
        let peer = self.request.peer_addr();
        let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
        self.shared.proxies.client(peer, self.request.headers()).0
    }

    /// A cookie that came along.
    pub(super) fn cookie(&self, name: &str) -> Option<String> {
        // RFC 6265 § 4.2.1: pairs parted by a semicolon and a blank.
        let sent = self.request.headers().get_all(COOKIE).filter_map(|it| it.to_str().ok());
        let pairs = sent.flat_map(|text| text.split("; ")).filter_map(|it| it.split_once('='));
        let mut own = pairs.filter(|(other, _)| *other == name).map(|(_, value)| value);
        own.next().map(str::to_owned)
    }

    /// The address that was asked for, with its query.
    pub(super) fn uri(&self) -> String {
        self.request.uri().path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string)
    }

    /// The text of the query.
    pub(super) fn query(&self) -> &str {
        self.request.query_string()
    }

    /// Whether a browser says that another site led here.
    pub(super) fn comes_from_elsewhere(&self) -> bool {
        let site = self.request.headers().get("sec-fetch-site");
        site.is_some_and(|site| site == "cross-site")
    }

    /// Whether somebody looks at the page now: what a browser fetches ahead, and a head alone, nobody has seen.
    pub(super) fn is_looked_at(&self) -> bool {
        let ahead = self.request.headers().contains_key("sec-purpose");
        self.request.method() == Method::GET && !ahead
    }

    /// Whether a form was sent from a page of ours; `token` says it where the browser does not.
    pub(super) fn is_from_here(&self, token: bool) -> bool {
        from_here(self.request.headers(), &self.shared.setup.public_url, token)
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
        let fields: Fields =
            self.body(frame, payload.into_inner()).await?.all.into_iter().collect();
        let mark = fields.get("dau").map(|text| self.service().carried::<()>(Carried::Form, text));
        let (fresh, old) =
            (matches!(mark, Some(Ok(()))), matches!(mark, Some(Err(CarryFault::Over(())))));
        if self.is_from_here(fresh) {
            Ok((fields, true))
        } else if self.is_from_here(old) {
            Ok((fields, false))
        } else {
            Err(frame.wrong(StatusCode::FORBIDDEN, frame.w.state_403.to_owned()))
        }
    }

    /// The fields of a form, from wherever it was sent.
    pub(super) async fn body(&self, frame: &Frame, payload: Payload) -> Result<Sent, HttpResponse> {
        let wrong = |status: StatusCode, text: &str| frame.wrong(status, text.to_owned());
        // What was typed when a session ended comes sealed, which makes it longer.
        let bytes = read(payload, 2 * LARGEST).await.map_err(|fault| match fault {
            BodyFault::TooLarge => wrong(StatusCode::PAYLOAD_TOO_LARGE, frame.w.state_413),
            BodyFault::TooSlow => wrong(StatusCode::REQUEST_TIMEOUT, frame.w.state_408),
            BodyFault::Broken => wrong(StatusCode::BAD_REQUEST, frame.w.state_408),
        })?;
        // From here on the client waits for us.
        patience::begin_anew();
        let fields =
            web::Query::<Vec<(String, String)>>::from_query(&String::from_utf8_lossy(&bytes));
        let fields = fields.map_err(|_| wrong(StatusCode::BAD_REQUEST, frame.w.state_403))?;
        let all = fields.into_inner();
        if all.len() > MOST_FIELDS {
            return Err(wrong(StatusCode::PAYLOAD_TOO_LARGE, frame.w.state_413));
        }
        Ok(Sent { all })
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

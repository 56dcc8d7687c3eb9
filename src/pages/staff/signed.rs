//! Who is signed in on a page of staff: by a cookie that a browser sends to this site alone, and with each form what only our page can have given.

use actix_web::dev::Payload;
use actix_web::error::ErrorInternalServerError;
use actix_web::http::header::{HeaderName, HeaderValue, LOCATION, SET_COOKIE};
use actix_web::http::{Method, StatusCode};
use actix_web::{Error, FromRequest, Handler, HttpRequest, HttpResponse};
use askama::Template;
use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize};

use super::nav;
use crate::domain::actor::{Actor, Role};
use crate::domain::ids::UserId;
use crate::pages::asked::{Asked, Sent};
use crate::pages::frame::{Area, Frame, at};
use crate::pages::words::staff::Staff as Words;
use crate::service::accounts::{Authenticated, Carrier};
use crate::service::carried::{Carried, CarryFault};
use crate::service::{Service, ServiceError};
use crate::wire::query::escaped;

/// A browser takes a cookie of this name only for the whole of one host, and over a connection that nobody reads.
const COOKIE: &str = "__Host-lc";
/// Where one signs in.
pub(super) const SIGN_IN: &str = "/dang-nhap";
/// Where one signs out.
pub(super) const SIGN_OUT: &str = "/dang-xuat";
/// Where one looks after the own account.
pub(super) const ACCOUNT: &str = "/tai-khoan";

/// Who may open a page, and what an attempt to open it is noted as.
#[derive(Debug, Clone, Copy)]
pub(super) struct Door {
    /// The roles.
    pub roles: &'static [Role],
    /// The name in the access log.
    pub name: &'static str,
}

/// What a form of staff carries: for whom, and for which session, it was made.
#[derive(Serialize, Deserialize)]
struct Mark {
    user: UserId,
    session: [u8; 32],
}

/// What somebody was about to send when the session ended.
#[derive(Serialize, Deserialize)]
pub(super) struct Unsent {
    /// Whose it is.
    pub user: UserId,
    /// Where it was to go.
    pub to: String,
    /// What it says.
    pub fields: Vec<(String, String)>,
}

/// A request for a page of staff by somebody who may open it.
pub(super) struct Staff {
    /// The request.
    pub asked: Asked,
    /// Who is signed in.
    pub session: Authenticated,
    /// The token of the session.
    pub token: String,
    /// What was sent with it.
    pub sent: Sent,
    /// The words.
    pub w: &'static Words,
}

impl Staff {
    /// Who acts.
    pub(super) const fn actor(&self) -> &Actor {
        &self.session.actor
    }

    /// The use cases.
    pub(super) fn service(&self) -> &Service {
        self.asked.service()
    }

    /// The frame of this page.
    pub(super) fn frame(&self, title: impl Into<std::borrow::Cow<'static, str>>) -> Frame {
        let mut frame = self.asked.frame(Area::Staff, self.asked.path_alone());
        frame.title = title.into();
        let mark = Mark { user: self.actor().user_id, session: self.session.digest };
        let form = self.service().carry(Carried::Staff, &mark);
        // Without a mark no form is taken, and that is told where it is sent.
        frame.staff = Some(nav::bar(self, form.unwrap_or_default()));
        frame
    }

    /// The page of what is not to be had.
    pub(super) async fn failed(&self, error: ServiceError, name: &'static str) -> HttpResponse {
        let frame = self.frame("");
        if matches!(error, ServiceError::NotFound)
            && let Err(other) = self.service().note_denied(self.actor().user_id, name).await
        {
            // What is not there is noted, or not even that is told.
            return frame.failed(&self.asked.id, &other);
        }
        if matches!(error, ServiceError::Unauthenticated) {
            return to_sign_in(&self.asked);
        }
        frame.failed(&self.asked.id, &error)
    }

    /// Leads to another page.
    pub(super) fn to(&self, path: &str) -> HttpResponse {
        see_other(&at(self.asked.language, path))
    }
}

/// Leads on, with a request that only reads.
pub(super) fn see_other(path: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, path)).finish()
}

/// Leads to where one signs in, and from there back.
pub(super) fn to_sign_in(asked: &Asked) -> HttpResponse {
    let to = escaped(&asked.uri());
    see_other(&format!("{}?toi={to}", at(asked.language, SIGN_IN)))
}

/// An answer whose browser keeps this session until it is closed.
pub(super) fn with_session(mut answer: HttpResponse, token: &str) -> HttpResponse {
    let cookie = format!("{COOKIE}={token}; Path=/; Secure; HttpOnly; SameSite=Strict");
    if let Ok(value) = HeaderValue::try_from(cookie) {
        answer.headers_mut().insert(SET_COOKIE, value);
    }
    answer
}

/// An answer whose browser forgets the session, and every page that it kept.
pub(super) fn without_session(mut answer: HttpResponse) -> HttpResponse {
    let cookie = format!("{COOKIE}=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0");
    // Not "cookies": a browser would forget those of every host under the same registered name.
    let forget = HeaderValue::from_static("\"cache\", \"storage\"");
    let headers = answer.headers_mut();
    headers.insert(HeaderName::from_static("clear-site-data"), forget);
    if let Ok(value) = HeaderValue::try_from(cookie) {
        headers.insert(SET_COOKIE, value);
    }
    answer
}

/// The token of the session that a request brings along.
pub(super) fn token_of(asked: &Asked) -> Option<String> {
    asked.cookie(COOKIE)
}

/// A page that leads on to itself: a browser that comes from elsewhere, as from web mail, brings no cookie until it asks from here.
#[derive(Template)]
#[template(path = "pages/staff/going.html")]
struct Going<'p> {
    f: &'p Frame,
    w: &'static Words,
    to: String,
}

fn going(asked: &Asked) -> HttpResponse {
    let frame = asked.frame(Area::Staff, asked.path_alone());
    let (w, to) = (Words::of(asked.language), asked.uri());
    frame.answer(StatusCode::OK, &Going { f: &frame, w, to })
}

/// Somebody who may open the page, or the page that is shown instead. No error: what is answered to one is a problem of the API.
pub(super) struct Opened(Result<Staff, HttpResponse>);

impl FromRequest for Opened {
    type Error = Error;
    type Future = LocalBoxFuture<'static, Result<Self, Error>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let asked = Asked::extract(&request).await?;
            let door = request.app_data::<Door>().copied();
            let door = door.ok_or_else(|| ErrorInternalServerError("a page without a door"))?;
            Ok(Self(opened(asked, door, request.method() == Method::POST, payload).await))
        })
    }
}

/// The handler of a page for whoever may open it.
pub(super) fn by<F, Made>(page: F) -> impl Handler<(Opened,), Output = HttpResponse>
where
    F: Fn(Staff) -> Made + Clone + 'static,
    Made: Future<Output = HttpResponse>,
{
    move |Opened(found): Opened| {
        let page = page.clone();
        async move {
            match found {
                Ok(staff) => page(staff).await,
                Err(instead) => instead,
            }
        }
    }
}

async fn opened(
    asked: Asked,
    door: Door,
    writes: bool,
    payload: Payload,
) -> Result<Staff, HttpResponse> {
    let frame = asked.frame(Area::Staff, asked.path_alone());
    let w = Words::of(asked.language);
    let sent = if writes { asked.body(&frame, payload).await? } else { Sent::default() };
    let mark = sent.get("dau");
    // One that was open for longer than any session lasts is of none, and its words are kept.
    let mark = mark.and_then(|text| match asked.service().carried::<Mark>(Carried::Staff, text) {
        Ok(mark) | Err(CarryFault::Over(mark)) => Some(mark),
        Err(CarryFault::Unknown) => None,
    });
    if writes && !(mark.is_some() && asked.is_from_here(true)) {
        return Err(frame.wrong(StatusCode::FORBIDDEN, frame.w.state_403.to_owned()));
    }
    let path = asked.path_alone();
    let Some(token) = token_of(&asked) else {
        let elsewhere = !writes && asked.comes_from_elsewhere();
        return Err(if elsewhere { going(&asked) } else { unsigned(&asked, mark, sent) });
    };
    let session = match asked.service().authenticate(&token, Carrier::Cookie).await {
        Ok(session) => session,
        Err(ServiceError::Unauthenticated) => return Err(unsigned(&asked, mark, sent)),
        Err(other) => return Err(frame.failed(&asked.id, &other)),
    };
    let staff = Staff { asked, session, token, sent: Sent::default(), w };
    if !door.roles.contains(&staff.actor().role) {
        return Err(staff.failed(ServiceError::NotFound, door.name).await);
    }
    if staff.session.lacks_factor && path != ACCOUNT && path != SIGN_OUT {
        return Err(staff.to(ACCOUNT));
    }
    // A form of another session is not of this one, and what stands in it goes out only when that is seen.
    let of_this = |mark: &Mark| mark.session == staff.session.digest;
    if writes && !mark.as_ref().is_some_and(of_this) {
        let same = mark.filter(|mark| mark.user == staff.actor().user_id);
        return Err(match same {
            // Whose session it was does not matter to whoever wants to leave, and no password is shown to anybody.
            Some(_) if path == SIGN_OUT || path == ACCOUNT => staff.to(ACCOUNT),
            Some(mark) => {
                let to = staff.asked.uri();
                let unsent = Unsent { user: mark.user, to, fields: sent.all };
                super::sign_in::again(&staff, unsent, 0)
            }
            None => frame.wrong(StatusCode::FORBIDDEN, frame.w.state_403.to_owned()),
        });
    }
    Ok(Staff { sent, ..staff })
}

/// Nobody is signed in: what was to be sent waits until somebody is.
fn unsigned(asked: &Asked, mark: Option<Mark>, sent: Sent) -> HttpResponse {
    match (asked.path_alone().as_str(), mark) {
        (SIGN_OUT, _) => without_session(see_other(&at(asked.language, SIGN_IN))),
        // What is typed there are passwords and codes, which go into no page.
        (ACCOUNT, _) | (_, None) => to_sign_in(asked),
        (_, Some(mark)) => {
            let unsent = Unsent { user: mark.user, to: asked.uri(), fields: sent.all };
            super::sign_in::with_unsent(asked, &unsent)
        }
    }
}

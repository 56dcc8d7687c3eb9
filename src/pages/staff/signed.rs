//! Who is signed in on a page of staff: by a cookie that a browser sends to this site alone, and with each form what only our page can have given.

use actix_web::HttpResponse;
use actix_web::http::header::{HeaderName, HeaderValue, LOCATION, SET_COOKIE};
use serde::{Deserialize, Serialize};

use super::nav;
use super::places::SIGN_IN;
use crate::domain::actor::Actor;
use crate::domain::ids::UserId;
use crate::pages::asked::{Asked, Sent};
use crate::pages::frame::{Area, Frame, at};
use crate::pages::words::staff::Staff as Words;
use crate::service::accounts::Authenticated;
use crate::service::carried::Carried;
use crate::service::{Service, ServiceError};
use crate::wire::query::escaped;

/// A browser takes a cookie of this name only for the whole of one host, and over a connection that nobody reads.
const COOKIE: &str = "__Host-lc";

/// What a form of staff carries: for whom, and for which session, it was made.
#[derive(Serialize, Deserialize)]
pub(super) struct Mark {
    pub user: UserId,
    pub session: [u8; 32],
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

/// What shows that somebody is who he says, on whatever form: it waits in no page, and is typed again.
const SECRETS: [&str; 6] =
    ["password", "code", "old_password", "new_password", PROOF_PASSWORD, PROOF_CODE];
/// The fields in which what gives power asks for password and code once more.
pub(super) const PROOF_PASSWORD: &str = "mat_khau_lai";
pub(super) const PROOF_CODE: &str = "ma_lai";

impl Unsent {
    /// What this person was about to send there, without the mark of the session that ended and without any secret.
    pub(super) fn of(user: UserId, to: String, sent: &Sent) -> Self {
        let stays = |name: &str| name != "dau" && !SECRETS.contains(&name);
        let fields = sent.all.iter().filter(|(name, _)| stays(name)).cloned().collect();
        Self { user, to, fields }
    }
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
        let who = (self.actor().role, self.actor().name.as_str());
        let lacks = self.session.lacks_factor;
        frame.staff = Some(nav::bar(&self.asked, who, lacks, form.unwrap_or_default()));
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

//! `/dang-nhap`: signing in, on to where one was going, with what was typed when the session ended; and signing out.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::places::{ACCOUNT, SIGN_IN};
use super::signed::{Staff, Unsent, see_other, token_of, with_session, without_session};
use crate::pages::asked::{Asked, Sent, told_to_wait, waiting};
use crate::pages::frame::{Area, Frame, at, fill};
use crate::pages::words::staff::Staff as Words;
use crate::service::ServiceError;
use crate::service::accounts::{Carrier, Given};
use crate::service::carried::{Carried, CarryFault};
use crate::wire::limit::Class;
use crate::wire::query::escaped;

/// Where one comes to without having gone anywhere.
const HOME: &str = "/lam-viec";

#[derive(Template)]
#[template(path = "pages/staff/sign_in.html")]
struct SignIn<'p> {
    f: &'p Frame,
    w: &'static Words,
    form: String,
    /// Where to go then.
    to: String,
    /// What waits to be sent, sealed.
    unsent: String,
    login: String,
    note: Option<&'static str>,
    error: Option<String>,
}

struct Page<'a> {
    asked: &'a Asked,
    frame: Frame,
    w: &'static Words,
    to: String,
    unsent: String,
    login: String,
    note: Option<&'static str>,
}

impl<'a> Page<'a> {
    fn new(asked: &'a Asked) -> Self {
        let w = Words::of(asked.language);
        let mut frame = asked.frame(Area::Staff, SIGN_IN);
        frame.title = w.sign_in_h1.into();
        let (to, unsent, login) = (String::new(), String::new(), String::new());
        Self { asked, frame, w, to, unsent, login, note: None }
    }

    fn shown(mut self, status: StatusCode, error: Option<String>) -> HttpResponse {
        self.frame.faulty = error.is_some();
        // The other language knows nothing of what waits here.
        self.frame.turns = self.unsent.is_empty();
        if !self.to.is_empty() {
            self.frame.path = format!("{SIGN_IN}?toi={}", escaped(&self.to)).into();
        }
        let form = match self.asked.service().carry(Carried::Form, &()) {
            Ok(form) => form,
            Err(error) => return self.frame.failed(&self.asked.id, &error),
        };
        let Self { frame, w, to, unsent, login, note, .. } = self;
        frame.answer(status, &SignIn { f: &frame, w, form, to, unsent, login, note, error })
    }
}

/// A place of this site for staff, or none: nobody is led elsewhere by an address that somebody else wrote.
fn place(to: &str) -> Option<&str> {
    let path = to.strip_prefix("/en").unwrap_or(to);
    let ours = ["/lam-viec", "/v/", ACCOUNT].iter().any(|begin| path.starts_with(begin));
    let plain = to.bytes().all(|b| b.is_ascii_graphic() && b != b'\\') && !to.contains("//");
    (ours && plain && to.len() <= 2000).then_some(to)
}

/// `GET /dang-nhap`
pub(super) async fn ask(asked: Asked) -> HttpResponse {
    let query = web::Query::<Vec<(String, String)>>::from_query(asked.query());
    let query = Sent { all: query.map(web::Query::into_inner).unwrap_or_default() };
    let to = query.get("toi").and_then(place).unwrap_or_default().to_owned();
    if let Some(token) = token_of(&asked)
        && asked.service().authenticate(&token, Carrier::Cookie).await.is_ok()
    {
        return see_other(&if to.is_empty() { at(asked.language, HOME) } else { to });
    }
    let mut page = Page::new(&asked);
    page.note = (!to.is_empty()).then_some(page.w.sign_in_first);
    page.to = to;
    page.shown(StatusCode::OK, None)
}

/// The page of somebody whose session ended under a form: what was typed waits there, sealed.
pub(super) fn with_unsent(asked: &Asked, unsent: &Unsent) -> HttpResponse {
    let mut page = Page::new(asked);
    match asked.service().carry(Carried::Unsent, unsent) {
        Ok(sealed) => page.unsent = sealed,
        Err(error) => return page.frame.failed(&asked.id, &error),
    }
    page.note = Some(page.w.sign_in_ended);
    page.shown(StatusCode::UNAUTHORIZED, None)
}

/// `POST /dang-nhap`
pub(super) async fn sign_in(asked: Asked, payload: web::Payload) -> HttpResponse {
    let mut page = Page::new(&asked);
    // Counted before anything is read: what is refused for its form was a try too.
    let wait = asked.count(Class::Login);
    let fields = match asked.fields(&page.frame, payload).await {
        Ok(fields) => fields,
        Err(refusal) => return refusal,
    };
    let of = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    page.to = place(of("toi")).unwrap_or_default().to_owned();
    page.unsent = of("giu").to_owned();
    of("login").trim().clone_into(&mut page.login);
    if let Some(seconds) = wait {
        let told = told_to_wait(&page.frame, seconds);
        return waiting(page.shown(StatusCode::TOO_MANY_REQUESTS, Some(told)), seconds);
    }
    let (login, password) = (page.login.clone(), of("password").to_owned());
    if login.is_empty() || password.is_empty() {
        let missing = page.w.sign_in_missing.to_owned();
        return page.shown(StatusCode::UNPROCESSABLE_ENTITY, Some(missing));
    }
    let code = Some(of("code").trim().to_owned()).filter(|code| !code.is_empty());
    let given = Given { password, code };
    let signed = asked.service().signed_in(&login, given, asked.source(), Carrier::Cookie).await;
    let signed = match signed {
        Ok(signed) => signed,
        Err(ServiceError::WrongPassword) => {
            let wrong = page.w.sign_in_error.to_owned();
            return page.shown(StatusCode::UNPROCESSABLE_ENTITY, Some(wrong));
        }
        Err(other) => return page.frame.failed(&asked.id, &other),
    };
    // However long ago it was sealed: it is shown to whose it is, and sent by nobody else.
    let unsent = match asked.service().carried::<Unsent>(Carried::Unsent, &page.unsent) {
        Ok(unsent) | Err(CarryFault::Over(unsent)) => Some(unsent),
        Err(CarryFault::Unknown) => None,
    };
    let before = token_of(&asked);
    if let Some(before) = before
        && let Err(error) = asked.service().sign_out(&before).await
    {
        // It ends by itself; what is asked for is another one.
        tracing::warn!(%error, "the session before could not be ended");
    }
    let token = signed.token.to_text();
    // What another person typed is nobody else's to send.
    let answer = match unsent.filter(|it| it.user == signed.actor.user_id) {
        Some(unsent) => match asked.service().authenticate(&token, Carrier::Cookie).await {
            Ok(session) => {
                let (w, token) = (page.w, token.clone());
                let staff = Staff { asked, session, token, sent: Sent::default(), w };
                again(&staff, unsent, signed.failed_attempts)
            }
            Err(error) => page.frame.failed(&asked.id, &error),
        },
        None if signed.failed_attempts > 0 || signed.lacks_factor => {
            let path = at(asked.language, ACCOUNT);
            see_other(&format!("{path}?sai={}", signed.failed_attempts))
        }
        None if page.to.is_empty() => see_other(&at(asked.language, HOME)),
        None => see_other(&page.to),
    };
    with_session(answer, &token)
}

#[derive(Template)]
#[template(path = "pages/staff/again.html")]
struct Again<'p> {
    f: &'p Frame,
    w: &'static Words,
    told: Vec<String>,
    to: String,
    fields: Vec<(String, String)>,
}

/// The page on which somebody who signed in anew sends what was typed before: a form of another session is never sent unseen.
pub(super) fn again(staff: &Staff, unsent: Unsent, missed: i32) -> HttpResponse {
    let text = Some(staff.w.again_text.to_owned());
    let missed = (missed > 0).then(|| fill(staff.w.own_missed, "n", &missed.to_string()));
    resent(staff, unsent, text.into_iter().chain(missed).collect())
}

/// The page that has what was sent before, to be sent once more as it was.
pub(super) fn resent(staff: &Staff, unsent: Unsent, told: Vec<String>) -> HttpResponse {
    let frame = staff.frame(staff.w.again_h1);
    let fields = unsent.fields;
    let page = Again { f: &frame, w: staff.w, told, to: unsent.to, fields };
    frame.answer(StatusCode::OK, &page)
}

/// `POST /dang-xuat`
pub(super) async fn sign_out(staff: Staff) -> HttpResponse {
    match staff.service().sign_out(&staff.token).await {
        Ok(()) => without_session(staff.to(SIGN_IN)),
        Err(error) => staff.failed(error, "page_sign_out").await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_to_another_place_after_signing_in() {
        for ours in ["/lam-viec", "/en/lam-viec/hang-viec?q=a%20b", "/v/PAKN-1", "/tai-khoan"] {
            assert_eq!(place(ours), Some(ours));
        }
        for other in [
            "",
            "/",
            "//example.org/lam-viec",
            "https://example.org/lam-viec",
            "/lam-viec//example.org",
            "/lam-viec\\example.org",
            "/lam-viec\r\nx: y",
            "/gui",
        ] {
            assert_eq!(place(other), None, "{other}");
        }
    }
}

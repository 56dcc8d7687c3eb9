//! The door of a page of staff: who comes in, who is asked to sign in first, and whose form is taken.

use actix_web::dev::Payload;
use actix_web::error::ErrorInternalServerError;
use actix_web::http::{Method, StatusCode};
use actix_web::{Error, FromRequest, Handler, HttpRequest, HttpResponse};
use askama::Template;
use futures_util::future::LocalBoxFuture;

use super::places::{ACCOUNT, SIGN_IN, SIGN_OUT};
use super::sign_in;
use super::signed::{Mark, Staff, Unsent, see_other, to_sign_in, token_of, without_session};
use crate::domain::actor::Role;
use crate::pages::asked::{Asked, Sent};
use crate::pages::frame::{Area, Frame, at};
use crate::pages::words::staff::Staff as Words;
use crate::service::ServiceError;
use crate::service::accounts::Carrier;
use crate::service::carried::{Carried, CarryFault};

/// Who may open a page, and what an attempt to open it is noted as.
#[derive(Debug, Clone, Copy)]
pub(super) struct Door {
    /// The roles.
    pub roles: &'static [Role],
    /// The name in the access log.
    pub name: &'static str,
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
        return Err(if elsewhere { going(&asked) } else { unsigned(&asked, mark, &sent) });
    };
    let session = match asked.service().authenticate(&token, Carrier::Cookie).await {
        Ok(session) => session,
        Err(ServiceError::Unauthenticated) => return Err(unsigned(&asked, mark, &sent)),
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
                let unsent = Unsent::of(mark.user, staff.asked.uri(), &sent);
                sign_in::again(&staff, unsent, 0)
            }
            None => frame.wrong(StatusCode::FORBIDDEN, frame.w.state_403.to_owned()),
        });
    }
    Ok(Staff { sent, ..staff })
}

/// Nobody is signed in: what was to be sent waits until somebody is.
fn unsigned(asked: &Asked, mark: Option<Mark>, sent: &Sent) -> HttpResponse {
    match (asked.path_alone().as_str(), mark) {
        (SIGN_OUT, _) => without_session(see_other(&at(asked.language, SIGN_IN))),
        // What is typed there are passwords and codes, which go into no page.
        (ACCOUNT, _) | (_, None) => to_sign_in(asked),
        (_, Some(mark)) => {
            let unsent = Unsent::of(mark.user, asked.uri(), sent);
            sign_in::with_unsent(asked, &unsent)
        }
    }
}

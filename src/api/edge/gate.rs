//! The gate before every operation: who may pass, and how often.

use std::net::{IpAddr, Ipv4Addr};
use std::panic::AssertUnwindSafe;

use actix_web::body::BoxBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage, HttpRequest, web};
use futures_util::FutureExt;

use super::header::FromHead;
use crate::api::State;
use crate::api::problem::{Kind, Problem};
use crate::domain::actor::{Actor, Role};
use crate::domain::receipt::Receipt;
use crate::service::accounts::{Authenticated, Carrier};
use crate::service::patience::{REQUEST, within};
use crate::wire::limit::{Class, Standing};
use crate::wire::roles::ADMINISTRATORS;

/// Who may use an operation. There is no default: an operation without one does not compile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Anybody.
    Public,
    /// Anybody; who is signed in may see more.
    PublicOrStaff,
    /// Whoever holds a receipt.
    Receipt,
    /// Any signed-in member of staff, about the own account; also one who has no second factor yet and must have one.
    Own,
    /// Signed-in staff of one of these roles.
    Staff(&'static [Role]),
    /// As `Staff`, who showed password and code a moment ago: what gives power.
    Proven(&'static [Role], Proof),
}

/// How often what was shown counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// For some minutes.
    Fresh,
    /// For this once.
    Once,
}

/// One operation of the API.
#[derive(Debug)]
pub struct Operation {
    /// Its `operationId`.
    pub id: &'static str,
    /// Its method, in lower case as the contract writes it.
    pub method: &'static str,
    /// Its path.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    /// What it counts as.
    pub limit: Option<Class>,
    /// The query parameters that it takes; any other is refused.
    pub query: &'static [&'static str],
}

impl Operation {
    /// The most members that a body may have in all: what administrators send may be a list of a thousand dossiers.
    pub(crate) fn most_members(&self) -> u32 {
        if self.access == Access::Staff(ADMINISTRATORS) { 8000 } else { 2000 }
    }
}

/// Counts, lets pass whoever may, and sees to it that there is an answer in time.
pub(crate) async fn gate(
    operation: &'static Operation,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let Some(state) = request.app_data::<web::Data<State>>().cloned() else {
        return Ok(request.error_response(Problem::new(Kind::Internal)));
    };
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.ip());
    let (source, stranger) = state.proxies.client(peer, request.headers());
    if stranger && state.service.instance().note_stranger() {
        tracing::warn!(
            "a peer that is no trusted proxy sent a forwarding header: is trusted_proxies complete?"
        );
    }
    request.extensions_mut().insert(operation);
    request.extensions_mut().insert(Source(source));
    let standing = operation
        .limit
        .and_then(|class| state.limits.count(class, source).map(|standing| (class, standing)));
    if let Some((class, Standing { retry_after: Some(seconds), .. })) = standing {
        tracing::info!(class = class.name(), "rate limit reached");
        let mut response = request.error_response(Problem::new(Kind::TooMany).after(seconds));
        tell(response.headers_mut(), standing);
        return Ok(response);
    }
    // Whatever the database does, whoever asked is answered.
    let answered = within(REQUEST, admitted(operation, state, request, next));
    let mut response = answered.await?;
    tell(response.headers_mut(), standing);
    Ok(response)
}

/// Authenticates, authorises, then lets pass.
async fn admitted(
    operation: &'static Operation,
    state: web::Data<State>,
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let passed = match admit(operation.access, &state, request.headers()).await {
        Ok(passed) => passed,
        Err(problem) => return Ok(request.error_response(problem)),
    };
    let mut watched = None;
    match passed {
        Passed::Anybody => {}
        Passed::Staff(actor) => {
            let of_staff = !matches!(
                operation.access,
                Access::Public | Access::PublicOrStaff | Access::Receipt
            );
            watched = of_staff.then_some(actor.user_id);
            request.extensions_mut().insert(actor);
        }
        Passed::Refused(actor, kind) => {
            // To be asked for a proof or a factor is no probing.
            let noted = match kind {
                Kind::Forbidden => state.service.note_denied(actor.user_id, operation.id).await,
                _ => Ok(()),
            };
            let problem = noted.map_or_else(Problem::from, |()| Problem::new(kind));
            return Ok(request.error_response(problem));
        }
        Passed::Holder(receipt) => {
            request.extensions_mut().insert(receipt);
        }
    }
    let asked = request.request().clone();
    let response = unbroken(request, next).await?;
    // What is not there for a member of staff is noted, or not even that is told.
    let denied = matches!(response.status(), StatusCode::NOT_FOUND | StatusCode::FORBIDDEN);
    if let Some(user) = watched.filter(|_| denied)
        && let Err(error) = state.service.note_denied(user, operation.id).await
    {
        return Ok(ServiceResponse::from_err(Problem::from(error), asked));
    }
    Ok(response)
}

/// A handler that panics answers like any other fault of ours, and takes no connection with it.
async fn unbroken(
    request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let asked = request.request().clone();
    AssertUnwindSafe(next.call(request))
        .catch_unwind()
        .await
        .unwrap_or_else(|_| Ok(ServiceResponse::from_err(Problem::new(Kind::Internal), asked)))
}

enum Passed {
    Anybody,
    Staff(Actor),
    Refused(Actor, Kind),
    Holder(Receipt),
}

async fn admit(access: Access, state: &State, headers: &HeaderMap) -> Result<Passed, Problem> {
    let credentials = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    match access {
        Access::Public => Ok(Passed::Anybody),
        Access::PublicOrStaff if credentials.is_none() => Ok(Passed::Anybody),
        Access::PublicOrStaff => Ok(first(bearer(state, credentials).await?)),
        Access::Own => Ok(Passed::Staff(bearer(state, credentials).await?.actor)),
        Access::Staff(roles) => {
            let session = bearer(state, credentials).await?;
            if roles.contains(&session.actor.role) {
                Ok(first(session))
            } else {
                Ok(Passed::Refused(session.actor, Kind::Forbidden))
            }
        }
        Access::Proven(roles, proof) => {
            let session = bearer(state, credentials).await?;
            if !roles.contains(&session.actor.role) {
                return Ok(Passed::Refused(session.actor, Kind::Forbidden));
            }
            if session.lacks_factor || !state.service.strictness().proofs {
                return Ok(first(session));
            }
            let proven = match proof {
                Proof::Fresh => state.service.is_proven(&session).await?,
                Proof::Once => state.service.use_proof(&session).await?,
            };
            if proven {
                return Ok(Passed::Staff(session.actor));
            }
            Ok(Passed::Refused(session.actor, Kind::FreshProofNeeded))
        }
        Access::Receipt => {
            let text = scheme(credentials, "Receipt").ok_or(Problem::new(Kind::ReceiptRequired))?;
            let receipt = Receipt::parse(text);
            receipt.map(Passed::Holder).ok_or(Problem::new(Kind::ReportNotFound))
        }
    }
}

/// Lets whoever holds a session do more than keep the own account, unless a second factor has to come first.
fn first(session: Authenticated) -> Passed {
    if session.lacks_factor {
        return Passed::Refused(session.actor, Kind::SecondFactorNeeded);
    }
    Passed::Staff(session.actor)
}

async fn bearer(state: &State, credentials: Option<&str>) -> Result<Authenticated, Problem> {
    let token = scheme(credentials, "Bearer").ok_or(Problem::new(Kind::Unauthenticated))?;
    Ok(state.service.authenticate(token, Carrier::Bearer).await?)
}

/// The credentials behind a scheme, whose name is case-insensitive (RFC 9110 § 11.1).
fn scheme<'h>(credentials: Option<&'h str>, name: &str) -> Option<&'h str> {
    let (scheme, rest) = credentials?.split_once(' ')?;
    scheme.eq_ignore_ascii_case(name).then(|| rest.trim())
}

/// `RateLimit-Policy` and `RateLimit` (draft-ietf-httpapi-ratelimit-headers).
fn tell(headers: &mut HeaderMap, standing: Option<(Class, Standing)>) {
    let Some((class, standing)) = standing else { return };
    let (name, rate) = (class.name(), standing.rate);
    let policy = format!("\"{name}\";q={};w={}", rate.count, rate.seconds);
    let now = format!("\"{name}\";r={};t={}", standing.remaining, standing.reset);
    for (header, value) in [("ratelimit-policy", policy), ("ratelimit", now)] {
        if let (Ok(header), Ok(value)) =
            (HeaderName::try_from(header), HeaderValue::try_from(value))
        {
            headers.insert(header, value);
        }
    }
}

/// Where the request came from, as far as trusted proxies tell.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source(pub IpAddr);

/// What the gate left with the request.
pub(crate) fn left<T: Clone + 'static>(request: &HttpRequest) -> Result<T, Problem> {
    request.extensions().get::<T>().cloned().ok_or(Problem::new(Kind::Internal))
}

/// Who is signed in, for operations whose gate asked.
impl FromHead for Actor {
    fn from_head(request: &HttpRequest) -> Result<Self, Problem> {
        left(request)
    }
}

/// Who is signed in, if anybody is.
impl FromHead for Option<Actor> {
    fn from_head(request: &HttpRequest) -> Result<Self, Problem> {
        Ok(left(request).ok())
    }
}

/// The receipt that was shown.
impl FromHead for Receipt {
    fn from_head(request: &HttpRequest) -> Result<Self, Problem> {
        left(request)
    }
}

impl FromHead for Source {
    fn from_head(request: &HttpRequest) -> Result<Self, Problem> {
        left(request)
    }
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    #[tokio::test]
    async fn a_handler_that_panics_answers_with_a_fault_of_ours() {
        async fn broken(query: web::Query<Vec<(String, String)>>) -> String {
            assert!(query.is_empty(), "a planned panic");
            "well".to_owned()
        }
        let route = web::get().to(broken).wrap(actix_web::middleware::from_fn(unbroken));
        let app = actix_web::App::new().service(web::resource("/{id}").route(route));
        let app = actix_web::test::init_service(app).await;
        let status = async |path: &str| {
            let request = TestRequest::get().uri(path).to_request();
            actix_web::test::call_service(&app, request).await.status().as_u16()
        };

        assert_eq!(
            [status("/1").await, status("/1?a=b").await, status("/1").await],
            [200, 500, 200]
        );
    }
}

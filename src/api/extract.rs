//! What a handler gets: one parameter that has read the whole request, in the same order for every operation.
//!
//! After the gate the first of these problems wins, and names what else the head lacks: a key of a wrong form (400), no version (428), no JSON (415), a body
//! that is too large, too slow or unreadable (413, 408, 400), an unknown query parameter (400), an id that is none (404).
//! The handler comes next, with the faults of the body (422) and a key that is missing (400).

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, Handler, HttpRequest, web};
use futures_util::future::LocalBoxFuture;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::State;
use super::edge::Context;
use super::edge::gate::{Operation, left};
use super::edge::header::{FromHead, IfMatch, Key};
use super::json::{json_body, json_head};
use super::problem::{Kind, Problem};
use crate::domain::actor::{Actor, Role};
use crate::domain::ids::CaseId;
use crate::domain::text::Language;
use crate::service::{Edit, FieldFault};
use crate::wire::expected;
use crate::wire::form::{self, Form};
use crate::wire::query::Params;

/// A request without a body: by whom, about what.
pub(crate) struct Read<Who = (), Id = ()> {
    /// What handlers share.
    pub state: web::Data<State>,
    /// Stands in the log line and in problems.
    pub request_id: String,
    /// The reader's language.
    pub language: Language,
    /// Who asks.
    pub who: Who,
    /// What the path names.
    pub id: Id,
    /// The query, which names nothing unknown.
    pub query: Params,
}

/// A request with a body: by whom, about what, and where the operation takes them its key and the version it is based on.
pub(crate) struct Write<Who = (), Id = (), K = (), V = ()> {
    /// What handlers share.
    pub state: web::Data<State>,
    /// Stands in the log line and in problems.
    pub request_id: String,
    /// The reader's language.
    pub language: Language,
    /// Who asks.
    pub who: Who,
    /// What the path names.
    pub id: Id,
    /// What makes it safe to send again.
    pub key: K,
    /// What it is based on.
    pub version: V,
    /// The query, which names nothing unknown.
    pub query: Params,
    /// The body.
    pub body: Value,
}

/// A write that has one effect, however often it is sent.
pub(crate) type Keyed<Who> = Write<Who, (), Key>;
/// A keyed change of one record by a member of staff who has read it.
pub(crate) type Act<Id> = Write<Actor, Id, Key, IfMatch>;

impl<Who, Id, K, V> Write<Who, Id, K, V> {
    /// Reads the members of the body.
    ///
    /// # Errors
    /// [`Kind::Invalid`] with every fault.
    pub(crate) fn read<'v, T>(
        &'v self,
        read: impl FnOnce(&mut Form<'v>) -> Option<T>,
    ) -> Result<T, Problem> {
        Ok(form::read(&self.body, read)?)
    }
}

impl<Id: Copy> Act<Id> {
    /// The change that is asked of one record.
    ///
    /// # Errors
    /// [`Kind::KeyRequired`] where no key was sent.
    pub(crate) fn edit(&self) -> Result<Edit<'_, Id>, Problem> {
        let key = self.key.require()?;
        Ok(Edit { id: self.id, version: self.version.0, key, body: &self.body })
    }
}

/// A question of a machine whether the service lives; such tools add parameters of their own.
pub(crate) struct Probe(pub web::Data<State>);

/// Holds a handler to one parameter that refuses what it does not know, or is a [`Probe`].
pub(crate) fn one<F: Handler<(A,)>, A: Whole>(handler: F) -> F {
    handler
}

/// A parameter of a handler that stands for the whole request.
pub(crate) trait Whole: FromRequest<Error = Problem> + 'static {}

impl Whole for Probe {}
impl<Who: FromHead + 'static, Id: DeserializeOwned + 'static> Whole for Read<Who, Id> {}
impl<Who, Id, K, V> Whole for Write<Who, Id, K, V>
where
    Who: FromHead + 'static,
    Id: DeserializeOwned + 'static,
    K: FromHead + 'static,
    V: FromHead + 'static,
{
}

/// Nothing is asked of the head.
impl FromHead for () {
    fn from_head(_: &HttpRequest) -> Result<Self, Problem> {
        Ok(())
    }
}

fn state_of(request: &HttpRequest) -> Result<web::Data<State>, Problem> {
    request.app_data::<web::Data<State>>().cloned().ok_or(Problem::new(Kind::Internal))
}

impl FromRequest for Probe {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(state_of(request).map(Self))
    }
}

/// The parts of the path that have not the form of what they name.
fn no_id(request: &HttpRequest) -> Problem {
    let fault = |(name, text): (&str, &str)| {
        let at = format!("{{{name}}}");
        match name {
            "version" => {
                let is_one = text.parse::<i32>().is_ok();
                (!is_one).then(|| expected::out_of_range(&at, 0, i32::MAX))
            }
            "id" | "case" | "note" | "file" => {
                text.parse::<CaseId>().is_err().then(|| FieldFault::NotAnId.at(&at))
            }
            _ => None,
        }
    };
    Problem::path(request.match_info().iter().filter_map(fault).collect())
}

impl<Who: FromHead, Id: DeserializeOwned + 'static> Read<Who, Id> {
    /// Reads the head.
    ///
    /// # Errors
    /// What it lacks, or names that is unknown.
    pub(crate) fn of(request: &HttpRequest) -> Result<Self, Problem> {
        let operation: &Operation = left(request)?;
        let Context { request_id, language } = left(request)?;
        let inspector = left::<Actor>(request).is_ok_and(|actor| actor.role == Role::Inspector);
        Ok(Self {
            state: state_of(request)?,
            request_id,
            language,
            who: Who::from_head(request)?,
            query: Params::read(request.query_string(), operation.query, inspector)?,
            // What is no id names nothing either.
            id: web::Path::<Id>::extract(request)
                .into_inner()
                .map_err(|_| no_id(request))?
                .into_inner(),
        })
    }
}

impl<Who: FromHead, Id: DeserializeOwned + 'static> FromRequest for Read<Who, Id> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Self::of(request))
    }
}

/// What the head of a write must tell. Where it lacks something, the first problem names everything else that it lacks.
fn heads<K: FromHead, V: FromHead>(
    request: &HttpRequest,
    operation: &Operation,
) -> Result<(K, V), Problem> {
    let (key, version) = (K::from_head(request), V::from_head(request));
    let rehearsal = operation.query.contains(&"dry_run")
        && request.query_string().split('&').any(|one| one == "dry_run=true");
    // A key alone is asked for last, after the faults of the body.
    let lacking = key.as_ref().ok().filter(|_| !rehearsal).and_then(FromHead::lacking);
    match (key, version, json_head(request)) {
        (Ok(key), Ok(version), Ok(())) => Ok((key, version)),
        (key, version, json) => {
            let found = [key.err(), version.err(), json.err(), lacking].into_iter().flatten();
            Err(found.reduce(Problem::and).unwrap_or(Problem::new(Kind::Internal)))
        }
    }
}

impl<Who, Id, K, V> FromRequest for Write<Who, Id, K, V>
where
    Who: FromHead,
    Id: DeserializeOwned + 'static,
    K: FromHead,
    V: FromHead,
{
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let operation: &Operation = left(&request)?;
            let (key, version) = heads(&request, operation)?;
            let body = json_body(payload, operation.most_members()).await?;
            let Read { state, request_id, language, who, id, query } = Read::of(&request)?;
            Ok(Self { state, request_id, language, who, id, key, version, query, body })
        })
    }
}

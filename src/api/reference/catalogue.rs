//! A catalogue is made once for each version of the data, day and language, and sent as the bytes that lie ready.

use actix_web::HttpResponse;
use serde_json::Value;

use crate::api::answer::Answer;
use crate::api::edge::header::Takes;
use crate::api::extract::Read;
use crate::api::prepared::Stamp;
use crate::api::problem::Problem;
use crate::domain::time::Day;
use crate::service::reference::Reference;

/// What `make` says of the data and of today; kept where it is one of the few things that can be `asked` by a name. What anybody
/// may ask in ever other words is made each time, and pushes nothing out of the memory.
///
/// # Errors
/// What `make` meets.
pub(super) async fn catalogue(
    request: &Read<Takes>,
    asked: Option<String>,
    make: impl FnOnce(&Reference, Day) -> Result<Value, Problem>,
) -> Answer {
    let state = &request.state;
    let stamp = Stamp::of_reference(state);
    // Never older than the stamp: what changed in between is made anew for the next who asks.
    let make = || make(&state.service.reference(), state.service.clock().today());
    let Some(asked) = asked else { return Ok(HttpResponse::Ok().json(make()?)) };
    let make = async { make() };
    state.prepared.catalogue(asked, request.language, stamp, &request.who, make).await
}

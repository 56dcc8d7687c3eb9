//! The JSON API: it translates between HTTP and the use cases, and decides nothing.

mod answer;
pub(crate) mod attachments;
pub mod cases;
pub mod edge;
mod extract;
pub mod figures;
pub mod health;
mod json;
mod papers;
mod prepared;
mod problem;
pub mod records;
mod reference;
pub mod reports;
mod routes;
mod sheet;
mod site;
pub mod staff;
mod view;

use std::sync::Arc;

pub use edge::edge;
pub use edge::gate::{Access, Operation};
pub use problem::Kind as ProblemKind;
pub use routes::{OPERATIONS, configure};
pub use site::Site;

use actix_web::{HttpRequest, HttpResponse, web};

use crate::domain::ids::Ids;
use crate::service::Service;
use crate::wire::limit::Limits;
use crate::wire::proxy::TrustedProxies;
use edge::origins::Origins;

/// What handlers share.
pub struct State {
    /// The use cases.
    pub service: Service,
    /// Rate limits.
    pub limits: Arc<Limits>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub proxies: TrustedProxies,
    /// Pages of other origins that may call it from a browser.
    pub origins: Origins,
    /// Where request ids come from.
    pub ids: Arc<dyn Ids>,
    /// What is served where no operation is.
    pub site: Option<Arc<Site>>,
    prepared: prepared::Prepared,
    /// One list is taken out at a time.
    exporting: tokio::sync::Semaphore,
    since: std::time::Instant,
}

impl State {
    /// What handlers share from now on.
    pub fn new(
        service: Service,
        limits: Arc<Limits>,
        proxies: TrustedProxies,
        origins: Origins,
        ids: Arc<dyn Ids>,
        site: Option<Arc<Site>>,
    ) -> Self {
        Self {
            service,
            limits,
            proxies,
            origins,
            ids,
            site,
            prepared: prepared::Prepared::default(),
            exporting: tokio::sync::Semaphore::new(1),
            since: std::time::Instant::now(),
        }
    }
}

/// The answer of paths that no operation has: a file of the front end where one is served, or that there is nothing.
///
/// # Errors
/// [`ProblemKind::NotFound`], or what is wrong with the request for a file.
pub async fn otherwise(
    request: HttpRequest,
    state: web::Data<State>,
) -> Result<HttpResponse, problem::Problem> {
    if let Some(answer) = edge::origins::preflight(&request, std::iter::empty()) {
        return Ok(answer);
    }
    let file = state.site.as_ref().and_then(|site| site.answer(&request));
    file.unwrap_or_else(|| Err(problem::Problem::new(ProblemKind::NotFound)))
}

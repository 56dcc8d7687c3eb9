//! The JSON API: it translates between HTTP and the use cases, and decides nothing.

mod answer;
pub mod cases;
pub mod edge;
mod extract;
pub mod figures;
mod form;
pub mod health;
mod json;
mod packing;
mod prepared;
mod problem;
mod query;
pub mod records;
mod reference;
pub mod reports;
mod routes;
pub mod staff;
mod view;

use std::sync::Arc;

pub use edge::gate::{Access, Operation};
pub use edge::{edge, not_found};
pub use problem::Kind as ProblemKind;
pub use routes::{OPERATIONS, configure};

use crate::domain::ids::Ids;
use crate::service::Service;
use edge::limit::Limits;
use edge::origins::Origins;
use edge::proxy::TrustedProxies;

/// What handlers share.
pub struct State {
    /// The use cases.
    pub service: Service,
    /// Rate limits.
    pub limits: Limits,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub proxies: TrustedProxies,
    /// Pages of other origins that may call it from a browser.
    pub origins: Origins,
    /// Where request ids come from.
    pub ids: Arc<dyn Ids>,
    prepared: prepared::Prepared,
    since: std::time::Instant,
}

impl State {
    /// What handlers share from now on.
    pub fn new(
        service: Service,
        limits: Limits,
        proxies: TrustedProxies,
        origins: Origins,
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self {
            service,
            limits,
            proxies,
            origins,
            ids,
            prepared: prepared::Prepared::default(),
            since: std::time::Instant::now(),
        }
    }
}

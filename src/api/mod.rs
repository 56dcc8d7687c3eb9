//! The JSON API: it translates between HTTP and the use cases, and decides nothing.

mod answer;
mod apologies;
mod body;
mod bulk;
pub mod cases;
pub mod commands;
pub mod conclusions;
mod conflicts;
pub mod connection;
mod deadlines;
mod deputies;
pub mod desk;
mod edge;
mod extract;
mod form;
mod gate;
mod header;
pub mod health;
mod json;
mod kinds;
pub mod limit;
mod movements;
mod personnel;
mod prepared;
mod problem;
pub mod proxy;
mod public_answers;
mod query;
pub mod raw;
pub mod recommendations;
mod reference;
mod report;
pub mod reporter;
pub mod reports;
mod routes;
mod routing;
mod sessions;
mod statistics;
pub mod transitions;
mod urgings;
mod view;

use std::sync::Arc;

pub use edge::{edge, not_found};
pub use gate::{Access, Operation};
pub use problem::Kind as ProblemKind;
pub use routes::{OPERATIONS, configure};

use crate::domain::ids::Ids;
use crate::service::Service;
use limit::Limits;
use proxy::TrustedProxies;

/// What handlers share.
pub struct State {
    /// The use cases.
    pub service: Service,
    /// Rate limits.
    pub limits: Limits,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub proxies: TrustedProxies,
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
        ids: Arc<dyn Ids>,
    ) -> Self {
        Self {
            service,
            limits,
            proxies,
            ids,
            prepared: prepared::Prepared::default(),
            since: std::time::Instant::now(),
        }
    }
}

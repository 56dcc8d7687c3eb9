//! The use cases: each authorises, loads, decides and writes in one transaction.

pub mod accounts;
pub mod cases;
pub mod conflicts;
mod desk;
pub mod dispatch;
pub mod emulation;
pub mod error;
pub mod handling;
pub mod health;
mod idempotency;
pub mod import;
pub mod intake;
mod lapses;
pub mod law;
mod notices;
pub mod reference;
pub mod routing;
mod sealed;
pub mod statistics;
pub mod tracking;
mod watch;

pub use desk::{Desk, Owed, UnitName};
pub use error::{FieldFault, ServiceError};
pub use watch::Watched;

//! The use cases: each authorises, loads, decides and writes in one transaction.

mod access;
pub mod accounts;
pub mod apologies;
pub mod cases;
pub mod conclusions;
pub mod conflicts;
pub mod custody;
pub mod deputies;
mod desk;
pub mod dispatch;
pub mod emulation;
pub mod error;
pub mod handling;
pub mod health;
mod idempotency;
pub mod import;
pub mod instance;
pub mod intake;
mod lapses;
pub mod law;
mod notices;
mod once;
mod paging;
pub mod personnel;
pub mod public_answers;
pub mod readiness;
pub mod recommendations;
mod record;
pub mod recount;
pub mod reference;
pub mod routing;
mod sealed;
pub mod statistics;
pub mod succession;
pub mod tracking;
pub mod urging;
mod watch;

pub use desk::{Desk, Owed, PassedFrom, UnitName};
pub use error::{FieldFault, ServiceError};
pub use once::Answered;
pub use paging::Listed;
pub use watch::Watched;

pub use crate::store::patience;

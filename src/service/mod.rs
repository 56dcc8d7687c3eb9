//! The use cases: each authorises, loads, decides and writes in one transaction.

mod access;
pub mod accounts;
pub mod attachments;
pub mod carried;
pub mod cases;
pub mod clocks;
pub mod conflicts;
pub mod dispatch;
pub mod error;
mod facade;
mod field_fault;
pub mod figures;
pub mod files;
mod idempotency;
pub mod instance;
mod notices;
mod once;
mod paging;
pub mod records;
pub mod reference;
pub mod running;
mod sealed;
pub mod units;
pub mod webhooks;

pub use error::{FieldFault, ServiceError};
pub use facade::{ObligationView, PassedFrom, Service, UnitName};
pub use once::{Answered, Edit};
pub use paging::Listed;

pub use crate::store::backend::patience;

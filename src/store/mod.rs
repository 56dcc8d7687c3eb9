//! Everything that is kept: the only layer that names the database driver.

pub mod backend;
pub mod called_up;
pub mod cases;
pub mod changes;
mod channel;
pub mod db;
pub mod error;
pub mod hands;
pub mod intake;
pub mod ledger;
pub mod marks;
pub mod matters;
pub mod outbox;
pub mod pending;
pub mod records;
pub mod reference;
pub mod reports;
pub mod routing;
pub mod staff;

#[cfg_attr(
    not(test),
    expect(clippy::wildcard_imports, reason = "the table macro's way to name column types")
)]
pub mod schema;
pub mod terms;
pub mod tokens;
pub mod types;
pub mod upkeep;

pub use backend::snapshot::{long_snapshot, snapshot};
pub use backend::{BadUrl, DbUrl};
pub use db::{Db, DbSettings, Tx};
pub use error::{StoreError, WriteFault};

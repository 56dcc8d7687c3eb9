//! Everything that is kept: the only layer that names the database driver.

pub mod apologies;
pub mod backend;
pub mod cases;
mod channel;
pub mod conclusions;
pub mod conflicts;
pub mod db;
pub mod deputies;
pub mod error;
pub mod guards;
pub mod intake;
mod job;
pub mod ledger;
pub mod lock;
pub mod marks;
pub mod migrate;
pub mod outbox;
pub mod patience;
pub mod personnel;
pub mod postings;
pub mod public_answers;
pub mod recommendations;
pub mod reference;
pub mod reports;
pub mod routing;

mod pulse;
#[cfg_attr(
    not(test),
    expect(clippy::wildcard_imports, reason = "the table macro's way to name column types")
)]
pub mod schema;
mod slot;
mod snapshot;
pub mod tokens;
pub mod types;
pub mod upkeep;
pub mod urgings;
pub mod users;
mod writer;

pub use backend::DbUrl;
pub use db::{Db, DbSettings, Tx};
pub use error::{StoreError, WriteFault};
pub use snapshot::{long_snapshot, snapshot};

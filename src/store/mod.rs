//! Everything that is kept: the only layer that names the database driver.

pub mod backend;
pub mod error;
pub mod types;

pub use error::{StoreError, WriteFault};

//! Whether the service can do its work, and what an operator should know.

pub mod health;
pub mod readiness;

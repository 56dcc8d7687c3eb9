//! The store on both databases: migrations, settings, and the promises of group commit.
#![expect(unreachable_pub, reason = "a test binary has no outside")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

#[path = "../support/explain.rs"]
mod explain;
mod group_commit;
mod hang;
mod migrations;
mod plans;
mod queue;
#[path = "../support/statements.rs"]
mod statements;
#[path = "../support/mod.rs"]
mod support;
mod tls;

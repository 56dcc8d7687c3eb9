//! The binary as people run it: the demo, the commands that look after it, and what is left after
//! it is killed.
#![expect(unreachable_pub, reason = "a test binary has no outside")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod accounts;
mod backup;
mod check;
mod control;
mod demo;
mod erase;
mod faults;
mod feed;
mod files;
#[path = "../support/folder.rs"]
mod folder;
mod import;
mod init;
mod made;
mod metrics;
mod movement;
mod readiness;
mod succeed;
#[path = "../support/mod.rs"]
mod support;
mod tools;

//! The service as its users meet it: over HTTP, on both databases, held against the contract.
#![expect(unreachable_pub, reason = "a test binary has no outside")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

mod accounts;
mod app;
mod caught_log;
mod client;
mod clocks;
mod contract;
mod coverage;
mod edge;
mod everyday;
#[path = "../support/explain.rs"]
mod explain;
mod figures;
mod files;
mod filing;
mod finding;
mod followed;
mod handling;
mod mail;
mod matrix;
mod one_app;
mod pages;
mod records;
mod rival;
mod steps;
#[path = "../support/mod.rs"]
mod support;
mod template;
mod units;
mod webhooks;

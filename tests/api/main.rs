//! The service as its users meet it: over HTTP, on both databases, held against the contract.
#![expect(unreachable_pub, reason = "a test binary has no outside")]
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod accounts;
mod apologies;
mod app;
mod buried;
mod client;
mod clock;
mod conclusions;
mod conflicts;
mod contract;
mod coverage;
mod custody;
mod deadlines;
mod deputies;
mod disputes;
mod dissolution;
mod dossiers;
mod edge;
mod filing;
mod handling;
mod import;
mod letters;
mod life;
mod lives;
mod log;
mod logging;
mod mail;
mod personnel;
mod petitions;
mod postage;
mod postings;
mod publication;
mod recommendations;
mod referral;
mod review;
mod routing;
mod scope;
mod second_complaint;
mod second_review;
mod secrecy;
mod smtp;
mod statistics;
mod succession;
#[path = "../support/mod.rs"]
mod support;
mod template;
mod together;
mod tracking;
mod urging;
mod watching;

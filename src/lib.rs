//! Liêm Chính: a province's desk for citizen feedback and petty-corruption reports.
//!
//! The layers, each naming only those before it:
//! `domain` ← `vault`, `store`, `objects`, `clean`, `mail`, `webhook` ← `service` ← `chart`, `wire` ← `api`, `pages`, `jobs`, `cli`.
//! `app` and `http` put them together, `config` says how, `durable` keeps files whole for all of them, `meters` counts for all. `tests/architecture`
//! fails on any import against that direction. Nothing is public but the way in and what tests may name ([`harness`]), so
//! that the compiler reports dead code.

mod api;
mod app;
mod chart;
mod clean;
mod cli;
mod config;
mod domain;
mod durable;
#[doc(hidden)]
pub mod harness;
mod http;
mod jobs;
mod mail;
mod meters;
mod objects;
mod pages;
mod service;
mod store;
mod telemetry;
mod vault;
mod webhook;
mod wire;

pub use cli::main;

//! Liêm Chính: a province's desk for citizen feedback and petty-corruption reports.
//!
//! The layers, each naming only those before it:
//! `domain` ← `vault`, `store`, `mail` ← `service` ← `api`, `pages`, `jobs`, `cli`.
//! `app` and `http` put them together, `config` says how, `durable` keeps files whole for all of them. `tests/architecture` fails on any import
//! against that direction.

pub mod api;
pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod durable;
pub mod http;
pub mod jobs;
pub mod mail;
pub mod pages;
pub mod service;
pub mod store;
pub mod telemetry;
pub mod vault;

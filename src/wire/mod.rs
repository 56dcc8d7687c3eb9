//! What the API and the pages share: who is counted together and how often, whose word about an address is believed, how slowly a body may
//! come, how what was sent is read, and what is sent packed.

pub(crate) mod body;
pub mod commands;
pub mod connection;
pub(crate) mod expected;
pub(crate) mod finding;
pub(crate) mod form;
pub(crate) mod keeping;
pub mod limit;
pub(crate) mod packing;
pub mod proxy;
pub(crate) mod query;
pub mod records;
pub mod report;
pub(crate) mod roles;

/// The id of a request, which stands in its log line and in what goes wrong.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub String);

//! What the API and the pages share: who is counted together and how often, whose word about an
//! address is believed, how slowly a body may come, and what is sent packed.

pub(crate) mod body;
pub mod connection;
pub mod limit;
pub(crate) mod packing;
pub mod proxy;

/// The id of a request, which stands in its log line and in what goes wrong.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(pub String);

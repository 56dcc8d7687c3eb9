//! What goes wrong around the binary: kills, hung databases, wrong clocks, lost keys, greedy clients, other versions.

pub(crate) mod clock;
pub(crate) mod crash;
pub(crate) mod hang;
pub(crate) mod log;
pub(crate) mod looked_at;
pub(crate) mod lost_keys;
pub(crate) mod newer;
pub(crate) mod slow_clients;
pub(crate) mod two_servers;

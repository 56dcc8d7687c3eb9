//! What the tests of the binary are made of: a process, a site, a cluster, a person at the line.

pub(crate) mod client;
pub(crate) mod cluster;
pub(crate) mod process;
pub(crate) mod site;

//! What the service must know of clocks, networks and mail servers to run safely: facts without input or output.

pub mod clock;
pub mod hook;
pub mod mail_servers;
pub mod network;
pub mod reach;
pub mod softlock;

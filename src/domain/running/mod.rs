//! What the service must know of clocks, networks, mail servers and accounts to run safely: facts without input or output.

pub mod account;
pub mod clock;
pub mod hook;
pub mod mail_servers;
pub mod network;
pub mod reach;
pub mod second_factor;
pub mod sign_in_throttle;

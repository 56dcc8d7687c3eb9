//! Keys and secrets: what is sealed, hashed or drawn at random, and nothing else.

pub mod keys;
pub mod password;
mod random;
mod seal;
mod secrets;
pub mod stream;
pub mod token;
pub mod totp;

pub use keys::{KeyError, KeyRing};
pub use random::{NoRandomness, draw};
pub use seal::Place;

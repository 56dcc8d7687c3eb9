//! Who signs in, where they work, whom they stand in for, and what they must keep away from.

mod access_log;
pub mod conflicts;
mod deputies;
pub mod deputy_authorities;
pub mod factor;
pub mod import;
mod keeping;
mod links;
pub mod office;
pub mod own;
mod postings;
mod roles;
mod sign_in;
mod two;

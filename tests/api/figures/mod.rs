//! What is counted, published and scored.

mod ledger;
pub mod matters;
mod ratings;
mod satisfaction;
mod scores;
mod statistics;
mod sums;

//! What is counted, published and scored.

mod ledger;
pub mod matters;
mod scores;
mod statistics;
mod sums;

//! What is counted, published and scored.

mod ledger;
mod scores;
mod statistics;
mod sums;

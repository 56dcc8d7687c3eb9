//! What is counted, published and scored.

pub mod board_answers;
mod criteria_sets;
mod ledger;
pub mod matters;
mod ratings;
mod movements;
mod satisfaction;
mod scores;
mod simulation;
mod statistics;
mod sums;

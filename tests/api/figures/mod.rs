//! What is counted, published and scored.

pub mod assessments;
pub mod board_answers;
mod charts;
pub mod clusters;
mod criteria_sets;
mod ledger;
pub mod matters;
mod movements;
mod ratings;
mod satisfaction;
mod scores;
mod simulation;
pub mod snapshots;
pub mod statistics;
mod summary;
mod sums;

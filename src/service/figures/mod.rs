//! Figures that anybody can check: statistics and scores from the ledger.

pub mod assessments;
pub mod criteria_sets;
pub mod dictionary;
mod drafting;
pub mod emulation;
mod freezing;
mod frozen;
pub mod matters;
pub mod movements;
pub mod publication;
pub mod satisfaction;
pub mod simulation;
pub mod snapshots;
pub mod statistics;
pub mod summary;
mod tally;

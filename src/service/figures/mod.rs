//! Figures that anybody can check: statistics and scores from the ledger.

pub mod emulation;
pub mod matters;
pub mod satisfaction;
pub mod statistics;

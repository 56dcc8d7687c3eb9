//! What is counted, over HTTP: it reads the ledger's sums and explains them.

pub(crate) mod assessments;
pub(crate) mod charts;
pub(crate) mod clusters;
pub(crate) mod criteria_sets;
pub(crate) mod drafting;
pub(crate) mod movements;
pub(crate) mod sampling;
pub(crate) mod satisfaction;
pub(crate) mod simulation;
pub(crate) mod snapshots;
pub(crate) mod statistics;
pub(crate) mod summary;

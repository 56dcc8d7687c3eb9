//! What is kept beside cases: registers, inspections and what follows from them, personnel.

pub mod access_log;
pub mod apologies;
pub mod conclusions;
pub mod deputies;
pub mod dossiers;
pub mod exports;
pub mod personnel;
pub mod public_answers;
pub mod recommendations;

//! What is recorded besides cases: each a table, changed once or never, with one file that knows it.

pub mod apologies;
pub mod assessments;
pub mod attachments;
pub mod conclusions;
pub mod dossier_imports;
pub mod dossiers;
pub mod exports;
pub mod orphans;
pub mod papers;
pub mod public_answers;
pub mod ratings;
pub mod recommendations;
pub mod urgings;

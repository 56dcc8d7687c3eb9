//! What a body records besides cases, over HTTP.

pub(crate) mod apologies;
mod columns;
pub mod conclusions;
pub(crate) mod dossiers;
pub(crate) mod exports;
pub(crate) mod public_answers;
pub(crate) mod ratings;
pub mod recommendations;
pub(crate) mod urgings;

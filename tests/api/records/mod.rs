//! What is kept besides cases: conclusions, letters, recommendations, dossiers and published answers.

pub mod apologies;
mod conclusion_readers;
pub mod conclusions;
mod dossiers;
pub mod exports;
pub mod feed;
mod letter_papers;
pub mod letters;
pub mod papers;
mod personnel;
pub mod publication;
pub mod recommendations;

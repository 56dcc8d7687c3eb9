//! What is recorded besides a case: apologies, conclusions, recommendations, ratings, the feed of dossiers, and what of an answer is public.

pub mod access;
pub mod apology;
pub mod conclusion;
pub mod dossier;
pub mod export;
pub mod paper;
pub mod procedure;
pub mod public_answer;
pub mod rating;
pub mod recommendation;
pub mod redaction;

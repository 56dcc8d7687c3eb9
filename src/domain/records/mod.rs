//! What is recorded besides a case: apologies, conclusions, recommendations, and what of an answer is public.

pub mod access;
pub mod apology;
pub mod conclusion;
pub mod public_answer;
pub mod recommendation;
pub mod redaction;

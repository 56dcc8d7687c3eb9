//! Who works here and where: accounts, postings, deputies, conflicts, subscriptions of their systems, and what stands against guessing a password.

pub mod access_log;
pub mod account_requests;
pub mod conflicts;
pub mod deputies;
pub mod factors;
pub mod groups;
pub mod guards;
pub mod links;
pub mod personnel;
pub mod postings;
pub mod presences;
pub mod texts;
pub mod users;
pub mod webhooks;

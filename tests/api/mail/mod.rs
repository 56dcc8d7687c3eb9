//! Who is told what by mail, when, and that it arrives once.

mod delivery;
mod letter_reminders;
pub mod outbox;
mod recipients;
mod smtp;
pub mod urging;

//! Who is told what by mail, when, and that it arrives once.

mod delivery;
mod leaders;
mod letter_reminders;
pub mod outbox;
mod recipients;
mod replies;
mod smtp;
pub mod urging;

//! What is filed, at the desk and from outside, and what its receipt opens.

mod additions;
mod contact;
mod contact_codes;
mod desk;
mod half_hour;
mod hints;
mod papers;
mod petitions;
mod reports;
mod second_complaint;
pub mod secrecy;
pub mod senders;
mod to_integrity;
mod tracking;

//! Urging (đôn đốc): reminders before a last day, escalation after it, letters with a clock of
//! their own, the follow-up of recommendations, and the digests that take the place of a burst of mails.

pub mod digest;
pub mod escalation;
pub mod follow_up;
pub mod letter;
pub mod reminder;

pub use escalation::{Escalation, Level};
pub use letter::{Urging, UrgingStatus};

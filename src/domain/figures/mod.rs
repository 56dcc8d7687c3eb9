//! What may be told of counted cases so that nobody finds out few of them by arithmetic: a quarter at a time, once.

mod block;
mod days;
mod issue;
mod parts;
mod protect;
mod publication;
mod quarter;
mod sampled;
mod share;
mod table;
mod waited;

pub use block::{Block, Level};
pub use days::{Days, Wait};
pub use issue::{Issue, Numbers};
pub use parts::{Counted, Part, Sender, Subject};
pub use protect::{Told, parted, told};
pub use publication::Publication;
pub use quarter::{Quarter, RELEASED_AFTER};
pub use sampled::Sampled;
pub use share::Share;
pub use waited::{Waited, days_told};

/// A number from 1 to below this is told nowhere, and what is not told is uncertain by at least as much: few cases may
/// point to a person.
pub const SMALLEST: i64 = 5;

/// Whether a count may be told. Nothing at all may: behind zero stands nobody, and hiding it would only make every sum around
/// it suspect.
pub const fn is_safe(count: i64) -> bool {
    count == 0 || count >= SMALLEST
}

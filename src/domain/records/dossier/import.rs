//! Where a feed came from, and what came of it: every dossier names the import that told of it.

use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;
use crate::domain::ids::{ImportId, UnitId, UserId};
use crate::domain::time::{Day, Instant};

codes! {
    /// What an import tells of.
    Subject {
        /// Dossiers one by one.
        Dossiers => "dossiers",
        /// Sums by month.
        Months => "months",
    }
}

codes! {
    /// How it came in.
    FeedDoor {
        /// From a file, by a command at the machine.
        File => "file",
        /// Over the API.
        Request => "request",
    }
}

/// One import of the feed, as it is recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierImport {
    /// The id.
    pub id: ImportId,
    /// What it tells of.
    pub subject: Subject,
    /// How it came.
    pub door: FeedDoor,
    /// Whose feed it is, as whoever sent it says: a name of a system, or of a file.
    pub source: String,
    /// SHA-256 of the file, or of what the request says.
    pub hash: Vec<u8>,
    /// Who sent it; none by a command at the machine.
    pub by: Option<UserId>,
    /// When it began.
    pub began_at: Instant,
    /// When all of it was in; none while it is not, which the same file again mends.
    pub finished_at: Option<Instant>,
    /// What it did.
    pub counts: Counts,
}

/// So many lines did what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Told of something new.
    pub added: i32,
    /// Changed what was known.
    pub changed: i32,
    /// Said nothing new.
    pub unchanged: i32,
    /// Were refused.
    pub refused: i32,
}

/// What a unit that sends no dossiers says of a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthFigures {
    /// The unit, as it was in that month.
    pub unit: UnitId,
    /// The first day of the month.
    pub month: Day,
    /// Dossiers taken in.
    pub received: i32,
    /// Results given by the promised day.
    pub returned_in_time: i32,
    /// Results given after it.
    pub returned_late: i32,
    /// Dossiers without a result at the end of the month.
    pub open: i32,
}

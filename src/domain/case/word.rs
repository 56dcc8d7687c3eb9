//! What inspectors say beside a case: of an old paper, and of whoever sent a report.

use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;
use crate::domain::time::Day;

codes! {
    /// What an inspector says of a paper that was stamped long before it was typed in.
    PaperWord {
        /// Nothing yet.
        Awaited => "awaited",
        /// It came on the day of its stamp.
        Upheld => "upheld",
        /// That is not shown.
        Doubted => "doubted",
    }
}

codes! {
    /// From where an inspector knows who sent a report. Never from the unit: it would learn that there is one.
    SenderBasis {
        /// The records that the province keeps of its officials, or the Front of its members.
        PersonnelRecord => "personnel_record",
        /// The person.
        Person => "person",
    }
}

/// What an inspector found of whoever sent a report as the Front or as an official.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SenderCheck {
    /// Whether it is who it says.
    pub confirmed: bool,
    /// From where that is known.
    pub basis: SenderBasis,
    /// The day.
    pub on: Day,
}

//! How near a last day is when a unit is reminded of it, and the mail that says so.

use super::{Facts, Notice, Recipient, Template};
use crate::domain::codes::codes;
use crate::domain::obligation::Obligation;

codes! {
    /// How near a last day is.
    Stage {
        /// Half of its working days are over.
        Half => "half",
        /// Three working days are left, or less.
        ThreeDays => "three_days",
        /// One working day is left.
        OneDay => "one_day",
        /// It ends today.
        Today => "today",
    }
}

impl Stage {
    /// How near that is, as a mail says it in Vietnamese.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::Half => "đã qua nửa thời hạn",
            Self::ThreeDays => "sắp đến hạn",
            Self::OneDay => "còn một ngày làm việc",
            Self::Today => "đến hạn hôm nay",
        }
    }

    /// The same in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Half => "half of the time is over",
            Self::ThreeDays => "due soon",
            Self::OneDay => "one working day is left",
            Self::Today => "due today",
        }
    }

    /// The mail that says so.
    pub const fn template(self) -> Template {
        match self {
            Self::Half => Template::UnitHalf,
            Self::ThreeDays => Template::UnitDueSoon,
            Self::OneDay => Template::UnitOneDay,
            Self::Today => Template::UnitDueToday,
        }
    }

    /// What makes the reminder of `one` owed once. The last day is part of it: one that moves is
    /// reminded of anew.
    pub fn key(self, one: &Obligation) -> String {
        format!("{}:{}:{}", self.template(), one.id, one.due_on)
    }

    /// The reminder to the unit that owes `one`; the number of its case is not known here.
    pub fn of(self, one: &Obligation) -> Notice {
        Notice {
            template: self.template(),
            to: Recipient::Unit(one.unit_id),
            case_id: Some(one.case_id),
            dedup_key: self.key(one),
            facts: Facts { step: Some(one.step), due_on: Some(one.due_on), ..Facts::default() },
        }
    }
}

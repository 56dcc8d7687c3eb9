//! Counting a period by Bộ luật Dân sự 2015 Art. 145–148, and saying why each day counted.

use crate::domain::codes::codes;
use crate::domain::time::Day;

codes! {
    /// What a period is measured in.
    PeriodUnit {
        /// Days on which the office is open.
        WorkingDay => "working_day",
        /// Calendar days.
        Day => "day",
        /// Calendar months.
        Month => "month",
    }
}

/// The longest period any rule may have, in its own unit.
pub(super) const LONGEST: u16 = 400;

/// A length of time in law.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// How many (1–400).
    pub n: u16,
    /// Of what.
    pub unit: PeriodUnit,
    /// Whether a last day off moves to the next working day (Art. 148.5).
    pub roll_last_day: bool,
}

impl Period {
    /// Whether its last day depends on which days are off.
    pub const fn follows_calendar(self) -> bool {
        self.roll_last_day || matches!(self.unit, PeriodUnit::WorkingDay)
    }
}

/// Why a period cannot be counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PeriodFault {
    /// Not between 1 and 400.
    #[error("a period has between 1 and {LONGEST} units")]
    Length,
    /// The days leave the calendar of the world.
    #[error("the period ends beyond the years that can be counted")]
    OutOfRange,
}

impl From<jiff::Error> for PeriodFault {
    fn from(_: jiff::Error) -> Self {
        Self::OutOfRange
    }
}

codes! {
    /// Why a day counts, or does not.
    Why {
        /// The day of the event (Art. 147.2, 147.3).
        EventDay => "event_day",
        /// It counts.
        Counted => "counted",
        /// A weekend day that is worked; it counts.
        CountedMakeUp => "counted_make_up",
        /// Saturday or Sunday.
        Weekend => "weekend",
        /// A public holiday.
        Holiday => "holiday",
        /// A compensatory day off.
        Compensatory => "compensatory",
        /// A day off by a swap.
        SwappedOff => "swapped_off",
        /// The clock stood still (suspension, or waiting for the reporter).
        Paused => "paused",
        /// The period was over on a day off and moved here (Art. 148.5).
        Rolled => "rolled",
    }
}

impl Why {
    /// The sentence a person reads, in Vietnamese.
    pub const fn vi(self) -> &'static str {
        match self {
            Self::EventDay => "Ngày xảy ra sự kiện không tính (BLDS 2015 Điều 147)",
            Self::Counted => "Tính vào thời hạn",
            Self::CountedMakeUp => "Ngày làm bù, tính vào thời hạn",
            Self::Weekend => "Ngày nghỉ cuối tuần",
            Self::Holiday => "Ngày nghỉ lễ (BLLĐ 2019 Điều 112)",
            Self::Compensatory => "Ngày nghỉ bù (BLLĐ 2019 Điều 111)",
            Self::SwappedOff => "Ngày nghỉ hoán đổi",
            Self::Paused => "Thời gian tạm đình chỉ hoặc chờ người nộp, không tính vào thời hạn",
            Self::Rolled => {
                "Ngày cuối rơi vào ngày nghỉ, chuyển sang ngày làm việc kế tiếp (BLDS 2015 Điều 148.5)"
            }
        }
    }

    /// The sentence a person reads, in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::EventDay => "The day of the event is not counted (Civil Code 2015 Art. 147)",
            Self::Counted => "Counted",
            Self::CountedMakeUp => "A make-up working day, counted",
            Self::Weekend => "Weekend",
            Self::Holiday => "Public holiday (Labour Code 2019 Art. 112)",
            Self::Compensatory => "Compensatory day off (Labour Code 2019 Art. 111)",
            Self::SwappedOff => "Day off by a swap",
            Self::Paused => "The clock stood still (suspension, or waiting for the reporter)",
            Self::Rolled => {
                "The last day was a day off; it moves to the next working day (Civil Code 2015 Art. 148.5)"
            }
        }
    }
}

/// One day of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExplainedDay {
    /// The day.
    pub date: Day,
    /// Whether it used up one unit of the period.
    pub counted: bool,
    /// Why.
    pub why: Why,
}

/// A last day, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The last day; the period ends at its 24:00 (Art. 148.6).
    pub due_on: Day,
    /// Every day from the event to the last.
    pub days: Vec<ExplainedDay>,
}

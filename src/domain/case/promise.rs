//! The day a dossier was promised for: what is claimed of it, what stands, and what the recorded facts say of the
//! apology that a late dossier is owed.

use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;
use crate::domain::ids::UnitId;
use crate::domain::time::Day;

codes! {
    /// How a promised day stands (docs/why/promised-day.md).
    PromiseState {
        /// The reporter says so, and the unit has not spoken yet.
        Claimed => "claimed",
        /// The unit says so too.
        Confirmed => "confirmed",
        /// The unit kept silent until the last day for it.
        Unanswered => "unanswered",
        /// The unit says otherwise; an inspector decides.
        Denied => "denied",
        /// An inspector has decided.
        Settled => "settled",
    }
}

codes! {
    /// What the recorded facts say of a promised day (NĐ 61/2018 Art. 19.9).
    Verdict {
        /// The day before the promised one is not over.
        NotYet => "not_yet",
        /// The result was given by the promised day.
        FinishedInTime => "finished_in_time",
        /// The apology came at least a day before the promised day.
        Apologised => "apologised",
        /// The apology came too late.
        ApologisedLate => "apologised_late",
        /// No apology is on record.
        NotApologised => "not_apologised",
        /// The new date has passed too.
        LateAgain => "late_again",
    }
}

/// The promised day of the dossier that a case is about. Every member is written by the lifecycle
/// alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// How it stands.
    pub state: PromiseState,
    /// The day that the reporter claims.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_on: Option<Day>,
    /// The day that stands; none while nothing does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised_on: Option<Day>,
    /// The day the apology reached the person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub apologised_on: Option<Day>,
    /// The new date that came with it; there is only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_date: Option<Day>,
    /// The day the result was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_on: Option<Day>,
    /// The unit that took over the dossier with the case, where the one it was promised by has
    /// ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_over_by: Option<UnitId>,
}

impl Promise {
    /// A claim nobody has spoken to.
    pub const fn claimed(day: Day) -> Self {
        Self {
            state: PromiseState::Claimed,
            claimed_on: Some(day),
            promised_on: None,
            apologised_on: None,
            new_date: None,
            finished_on: None,
            taken_over_by: None,
        }
    }

    /// As it goes on with `to`, which has come after the holder `from`; the dossier of another
    /// body does not.
    #[must_use]
    pub fn passed_on(self, accused: Option<UnitId>, from: UnitId, to: UnitId) -> Self {
        let own = accused.is_none_or(|unit| unit == from) || self.taken_over_by == Some(from);
        if own { Self { taken_over_by: Some(to), ..self } } else { self }
    }

    /// Whether the day that stands has come without the result or an apology before it, whatever
    /// came afterwards.
    pub fn is_broken(&self, today: Day) -> bool {
        self.promised_on.is_some_and(|day| {
            today >= day
                && self.finished_on.is_none_or(|on| on > day)
                && self.apologised_on.is_none_or(|on| on >= day)
        })
    }

    /// Whether an inspector still has to decide it.
    pub fn is_contested(&self) -> bool {
        self.state == PromiseState::Denied
    }

    /// Whether the unit still has to speak to it.
    pub fn is_claim(&self) -> bool {
        self.state == PromiseState::Claimed
    }

    /// What the recorded facts say on `today`; nothing while no day stands.
    pub fn verdict(&self, today: Day) -> Option<Verdict> {
        let promised_on = self.promised_on?;
        let facts = Facts {
            promised_on,
            apologised_on: self.apologised_on,
            new_date: self.new_date,
            finished_on: self.finished_on,
        };
        Some(facts.verdict(today))
    }
}

/// The years on either side of today in which a promised or new day may lie.
const YEARS: i32 = 5;

/// Whether a day may be a promised or new one: no clock is counted to a day nobody will see.
pub fn may_be_promised(day: Day, today: Day) -> bool {
    (day - today).get_days().abs() <= YEARS * 366
}

/// What is recorded of one promised day, in a case or in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Facts {
    /// The promised day.
    pub promised_on: Day,
    /// The day the apology reached the person.
    pub apologised_on: Option<Day>,
    /// The new date that came with it.
    pub new_date: Option<Day>,
    /// The day the result was given.
    pub finished_on: Option<Day>,
}

impl Facts {
    /// What they say on `today`. An apology is in time at the latest one day before the promised
    /// day, the result on the promised day itself.
    pub fn verdict(&self, today: Day) -> Verdict {
        if self.finished_on.is_some_and(|day| day <= self.promised_on) {
            return Verdict::FinishedInTime;
        }
        if self.new_date.is_some_and(|last| self.finished_on.unwrap_or(today) > last) {
            return Verdict::LateAgain;
        }
        match self.apologised_on {
            Some(day) if day < self.promised_on => Verdict::Apologised,
            Some(_) => Verdict::ApologisedLate,
            None if today < self.promised_on && self.finished_on.is_none() => Verdict::NotYet,
            None => Verdict::NotApologised,
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn facts() -> Facts {
        Facts {
            promised_on: date(2024, 10, 16),
            apologised_on: None,
            new_date: None,
            finished_on: None,
        }
    }

    #[test]
    fn an_apology_is_in_time_until_the_day_before_and_the_result_until_the_day_itself() {
        let on = |day| date(2024, 10, day);
        let apologised = |day| Facts {
            apologised_on: Some(on(day)),
            new_date: Some(date(2024, 10, 25)),
            ..facts()
        };
        let finished = |day| Facts { finished_on: Some(on(day)), ..facts() };

        assert_eq!(facts().verdict(on(15)), Verdict::NotYet);
        assert_eq!(facts().verdict(on(16)), Verdict::NotApologised);
        assert_eq!(apologised(15).verdict(on(20)), Verdict::Apologised);
        assert_eq!(apologised(16).verdict(on(20)), Verdict::ApologisedLate);
        assert_eq!(finished(16).verdict(on(20)), Verdict::FinishedInTime);
        assert_eq!(finished(17).verdict(on(20)), Verdict::NotApologised);
    }

    #[test]
    fn a_new_date_that_passes_is_a_second_lateness_whatever_the_apology_was() {
        let again = Facts {
            apologised_on: Some(date(2024, 10, 14)),
            new_date: Some(date(2024, 10, 25)),
            ..facts()
        };
        let finished = |day| Facts { finished_on: Some(date(2024, 10, day)), ..again };

        assert_eq!(again.verdict(date(2024, 10, 25)), Verdict::Apologised);
        assert_eq!(again.verdict(date(2024, 10, 26)), Verdict::LateAgain);
        assert_eq!(finished(25).verdict(date(2024, 11, 30)), Verdict::Apologised);
        assert_eq!(finished(26).verdict(date(2024, 11, 30)), Verdict::LateAgain);
    }

    #[test]
    fn while_only_one_side_has_spoken_the_facts_say_nothing() {
        assert_eq!(Promise::claimed(date(2024, 10, 16)).verdict(date(2024, 11, 1)), None);
    }
}

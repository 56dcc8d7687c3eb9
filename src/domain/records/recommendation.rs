//! What an inspection recommends to a unit, and whether the unit has done it by its day.

use super::conclusion::Settled;
use crate::domain::codes::codes;
use crate::domain::ids::{RecommendationId, UnitId, UserId};
use crate::domain::succession::Passing;
use crate::domain::time::{Day, Instant};

codes! {
    /// Where a recommendation stands on a day.
    RecommendationState {
        /// Not done, and its last day has not passed.
        Open => "open",
        /// Not done, and its last day has passed.
        Overdue => "overdue",
        /// Done.
        Done => "done",
    }
}

/// That a recommendation was carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The day it was done.
    pub on: Day,
    /// What was done.
    pub note: String,
    /// Who recorded it.
    pub by: UserId,
}

/// What an inspection recommends to a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recommendation {
    /// The id.
    pub id: RecommendationId,
    /// Who should do it.
    pub unit: UnitId,
    /// From whom it passed on to that unit, the first first.
    pub passed: Vec<Passing>,
    /// The number of the inspection's document.
    pub document: String,
    /// The day it bears.
    pub document_on: Day,
    /// What is recommended.
    pub text: String,
    /// The last day.
    pub due_on: Day,
    /// Whether and how it was done.
    pub completion: Option<Completion>,
    /// Who recorded it.
    pub recorded_by: UserId,
    /// The body that made it.
    pub body: Option<UnitId>,
    /// When.
    pub recorded_at: Instant,
}

impl Recommendation {
    /// Where it stands on `today`. The last day itself is still in time.
    pub fn state(&self, today: Day) -> RecommendationState {
        match &self.completion {
            Some(_) => RecommendationState::Done,
            None if self.due_on < today => RecommendationState::Overdue,
            None => RecommendationState::Open,
        }
    }

    /// Whether it was done after its last day.
    pub fn was_late(&self) -> bool {
        self.completion.as_ref().is_some_and(|done| self.due_on < done.on)
    }

    /// Counts every change; its ETag.
    pub fn version(&self) -> i32 {
        let passed = i32::try_from(self.passed.len()).unwrap_or(i32::MAX - 2);
        1 + passed + i32::from(self.completion.is_some())
    }

    /// Passed on to `to`, which took over all of the unit; `None` where it is done.
    #[must_use]
    pub fn passed_to(&self, to: UnitId, on: Day) -> Option<Self> {
        let mut next = Self { unit: to, ..self.clone() };
        next.passed.push(Passing { from: self.unit, on });
        Some(next).filter(|_| self.completion.is_none())
    }

    /// It was done.
    ///
    /// # Errors
    /// When it was before.
    pub fn completed(self, completion: Completion) -> Result<Self, Settled> {
        match self.completion {
            Some(_) => Err(Settled::Done),
            None => Ok(Self { completion: Some(completion), ..self }),
        }
    }

    /// It as it was at `version`.
    #[must_use]
    pub fn at_version(mut self, version: i32) -> Self {
        if self.version() > version {
            self.completion = None;
        }
        if self.version() > version
            && let Some(first) = self.passed.first()
        {
            self.unit = first.from;
            self.passed.clear();
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    fn recommendation() -> Recommendation {
        Recommendation {
            id: RecommendationId::new(Uuid::from_u128(1)),
            unit: UnitId::new(Uuid::from_u128(2)),
            passed: Vec::new(),
            document: "30/KL-TTr".to_owned(),
            document_on: date(2024, 9, 1),
            text: "Niêm yết lại bộ thủ tục.".to_owned(),
            due_on: date(2024, 10, 15),
            completion: None,
            recorded_by: UserId::new(Uuid::from_u128(3)),
            body: Some(UnitId::new(Uuid::from_u128(5))),
            recorded_at: "2024-09-02T02:00:00Z".parse().unwrap(),
        }
    }

    fn done(on: Day) -> Completion {
        Completion { on, note: "Đã niêm yết.".to_owned(), by: UserId::new(Uuid::from_u128(4)) }
    }

    #[test]
    fn the_last_day_is_in_time_and_the_next_is_not() {
        let open = recommendation();

        assert_eq!(open.state(date(2024, 10, 15)), RecommendationState::Open);
        assert_eq!(open.state(date(2024, 10, 16)), RecommendationState::Overdue);
        let in_time = open.clone().completed(done(date(2024, 10, 15))).unwrap();
        let late = open.completed(done(date(2024, 10, 16))).unwrap();
        assert_eq!((in_time.was_late(), late.was_late()), (false, true));
        assert_eq!(late.state(date(2024, 12, 1)), RecommendationState::Done);
    }

    #[test]
    fn it_is_done_once_and_told_as_it_was() {
        let open = recommendation();
        let once = open.clone().completed(done(date(2024, 10, 1))).unwrap();

        assert_eq!(once.clone().completed(done(date(2024, 10, 2))), Err(Settled::Done));
        let later = open.passed_to(UnitId::new(Uuid::from_u128(9)), date(2024, 9, 20)).unwrap();
        let done_there = later.clone().completed(done(date(2024, 10, 1))).unwrap();
        assert_eq!((done_there.version(), done_there.clone().at_version(1)), (3, open.clone()));
        assert_eq!(
            (done_there.at_version(2), once.passed_to(later.unit, date(2024, 10, 2))),
            (later, None)
        );
        assert_eq!((once.version(), once.clone().at_version(1)), (2, open));
        assert_eq!(once.clone().at_version(2), once);
    }
}

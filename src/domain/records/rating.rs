//! What a reporter thinks of the answer: a score once a case, and what the public may read of the scores of a month.

use jiff::ToSpan;
use serde::{Deserialize, Serialize};

use crate::domain::case::Case;
use crate::domain::ids::{CaseId, UnitId};
use crate::domain::time::Day;

/// Calendar days after the first word in which it may be changed.
const CHANGEABLE_DAYS: i64 = 10;
/// A rating that comes more calendar days after the answer is read, but counts in no figure: else a month would never be whole.
const COUNTED_DAYS: i64 = 30;
/// So many ratings of one source count for a unit in a quarter, the earliest answers first: as many as all its matters weigh.
pub const MOST_OF_SOURCE: usize = 3;
/// Of fewer ratings nothing is published, and no mean from which so few points more or less would tell each of them.
pub const SMALLEST_MONTH: i64 = 5;

/// How satisfied somebody is, 1 (not at all) to 5.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Score(u8);

impl Score {
    /// The lowest.
    pub const LEAST: i64 = 1;
    /// The highest.
    pub const MOST: i64 = 5;

    /// A score from 1 to 5.
    pub fn parse(points: i64) -> Option<Self> {
        let fits = (Self::LEAST..=Self::MOST).contains(&points);
        u8::try_from(points).ok().filter(|_| fits).map(Self)
    }

    /// The points, 1 to 5.
    pub fn points(self) -> i64 {
        i64::from(self.0)
    }
}

/// The rating of one case. Nothing here tells what else was said with it, or whether anything was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rating {
    /// The score; the last word counts.
    pub score: Score,
    /// Who gave the answer.
    pub unit: UnitId,
    /// The day of the answer, whose month it counts in.
    pub answered_on: Day,
    /// The day of the first word.
    pub first_on: Day,
    /// The day of the last word.
    pub changed_on: Day,
}

impl Rating {
    /// The last day on which it may be changed.
    pub fn change_until(&self) -> Day {
        self.first_on.saturating_add(CHANGEABLE_DAYS.days())
    }

    /// Whether it cannot be changed on `today` any more.
    pub fn is_final(&self, today: Day) -> bool {
        today > self.change_until()
    }

    /// Whether it counts: given in time, of a case that counts for whoever answered.
    pub fn counts(&self, case: &Case) -> bool {
        let in_time = self.first_on <= self.answered_on.saturating_add(COUNTED_DAYS.days());
        in_time && case.counts_for(self.unit)
    }
}

/// The first day on which no rating that counts for an answer of `day` can come or change any more.
pub fn settled_on(day: Day) -> Day {
    day.saturating_add((COUNTED_DAYS + CHANGEABLE_DAYS + 1).days())
}

/// What was said with a rating, for inspectors only: sealed, and of every rating alike whether it says anything or not.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opinion {
    /// The case.
    pub case: CaseId,
    /// The score.
    pub score: Score,
    /// 0 not said, 1 no, 2 yes: each takes the same room.
    money: u8,
    /// The words.
    pub words: Option<String>,
    /// The day of the first word.
    pub first_on: Day,
    /// The day of the last word.
    pub changed_on: Day,
}

impl std::fmt::Debug for Opinion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Opinion(..)")
    }
}

impl Opinion {
    /// What was said with `rating` of `case`.
    pub fn new(
        case: CaseId,
        rating: &Rating,
        asked_for_money: Option<bool>,
        words: Option<String>,
    ) -> Self {
        let money = asked_for_money.map_or(0, |yes| 1 + u8::from(yes));
        let Rating { score, first_on, changed_on, .. } = *rating;
        Self { case, score, money, words, first_on, changed_on }
    }

    /// Whether money or a gift was asked for, where the reporter said so.
    pub const fn asked_for_money(&self) -> Option<bool> {
        match self.money {
            0 => None,
            said => Some(said == 2),
        }
    }
}

/// The ratings of one unit's answers of one month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatedMonth {
    /// The first day of the month.
    pub month: Day,
    /// The unit.
    pub unit: UnitId,
    /// How many there are.
    pub count: i64,
    /// The sum of their scores.
    pub points: i64,
}

/// A mean in hundredths, as far as it may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mean {
    /// It.
    Exactly(i64),
    /// So much or more: were it told, nearly every single rating would be known to be the highest.
    AtLeast(i64),
    /// So much or less: nearly all the lowest.
    AtMost(i64),
}

impl RatedMonth {
    /// Whether it may be published.
    pub const fn is_public(&self) -> bool {
        self.count >= SMALLEST_MONTH
    }

    /// Its mean, as far as it tells no single rating.
    pub fn mean(&self) -> Mean {
        let few = SMALLEST_MONTH - 1;
        let (lowest, highest) = (self.count * Score::LEAST, self.count * Score::MOST);
        let count = self.count.max(1);
        if self.points - lowest <= few {
            Mean::AtMost(((lowest + few) * 100 + count - 1) / count)
        } else if highest - self.points <= few {
            Mean::AtLeast((highest - few) * 100 / count)
        } else {
            Mean::Exactly((2 * self.points * 100 + count) / (2 * count))
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;

    fn rating(first_on: Day) -> Rating {
        Rating {
            score: Score::parse(4).unwrap(),
            unit: UnitId::new(Uuid::from_u128(7)),
            answered_on: date(2024, 9, 30),
            first_on,
            changed_on: first_on,
        }
    }

    fn month(count: i64, points: i64) -> RatedMonth {
        RatedMonth { month: date(2024, 9, 1), unit: UnitId::new(Uuid::from_u128(7)), count, points }
    }

    #[test]
    fn a_score_is_one_to_five() {
        let read = [0, 1, 5, 6, 257].map(|points| Score::parse(points).map(Score::points));
        assert_eq!(read, [None, Some(1), Some(5), None, None]);
    }

    #[test]
    fn the_last_word_is_possible_on_the_tenth_day_after_the_first() {
        let given = rating(date(2024, 10, 20));
        assert_eq!(given.change_until(), date(2024, 10, 30));
        assert!(!given.is_final(date(2024, 10, 30)) && given.is_final(date(2024, 10, 31)));
    }

    #[test]
    fn a_month_is_told_once_nothing_that_counts_in_it_can_come_or_change() {
        // The latest rating that counts comes on the thirtieth day, and its last word on the fortieth.
        let last = rating(date(2024, 10, 30));
        assert_eq!(settled_on(date(2024, 9, 30)), date(2024, 11, 10));
        assert!(last.is_final(settled_on(last.answered_on)));
        assert!(!last.is_final(date(2024, 11, 9)));
    }

    #[test]
    fn every_answer_to_the_question_of_money_takes_the_same_room() {
        let case = CaseId::new(Uuid::from_u128(9));
        let kept = |asked| {
            let said = Opinion::new(case, &rating(date(2024, 10, 1)), asked, None);
            assert_eq!(said.asked_for_money(), asked);
            serde_json::to_vec(&said).unwrap().len()
        };
        assert_eq!(kept(None), kept(Some(true)));
        assert_eq!(kept(None), kept(Some(false)));
    }

    #[test]
    fn no_mean_tells_a_single_rating() {
        assert_eq!(month(5, 5).mean(), Mean::AtMost(180));
        assert_eq!(month(5, 9).mean(), Mean::AtMost(180));
        assert_eq!(month(5, 10).mean(), Mean::Exactly(200));
        assert_eq!(month(7, 24).mean(), Mean::Exactly(343));
        assert_eq!(month(5, 21).mean(), Mean::AtLeast(420));
        assert_eq!(month(5, 25).mean(), Mean::AtLeast(420));
        assert_eq!(month(200, 900).mean(), Mean::Exactly(450));
        assert!(!month(4, 12).is_public() && month(5, 12).is_public());
    }
}

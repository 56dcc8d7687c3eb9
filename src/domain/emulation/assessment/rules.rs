//! Who may do what with an assessment and when, and what follows: the only place where one changes.

use jiff::ToSpan;

use super::{Act, Assessment, AssessmentState, Deed, Found, Subject};
use crate::domain::emulation::set::MovementRefusal;
use crate::domain::ids::UserId;
use crate::domain::time::Day;

/// So many days after what was found, or after the freeze, a unit may object.
const OBJECTION_DAYS: i64 = 10;
/// So often a unit says something anew; and each other unit checks what is said once, so that nobody fills an assessment up.
const MOST_CLAIMS: usize = 20;

/// When an act happens, as the movement stands.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// Today.
    pub today: Day,
    /// The last day on which units may score themselves.
    pub claims_until: Day,
    /// The day of the last snapshot; none while the movement runs.
    pub frozen_on: Option<Day>,
}

/// What the acts so far come to.
#[derive(Debug, Clone)]
pub struct Course {
    /// Where it stands.
    pub state: AssessmentState,
    /// What the unit says of itself.
    pub claimed: Option<Found>,
    /// What two people found, and the day.
    pub verified: Option<(Found, Day)>,
    /// Who has judged, and what was found, since it was opened.
    judged: Option<(UserId, Found)>,
    /// Everybody who ever judged it.
    judges: Vec<UserId>,
    /// The day of the objection; a unit objects once.
    pub objected_on: Option<Day>,
    /// Whether two people ever found that there is something to it. Until then its unit does not read a merit or a fault: one
    /// person's word that a conclusion was published tells it of none.
    pub found_once: bool,
}

impl Course {
    fn of(acts: &[Act]) -> Self {
        let mut course = Self {
            state: AssessmentState::Claimed,
            claimed: None,
            verified: None,
            judged: None,
            judges: Vec::new(),
            objected_on: None,
            found_once: false,
        };
        for act in acts {
            course.take(act);
        }
        course
    }

    fn take(&mut self, act: &Act) {
        let day = act.at.office_day();
        match &act.deed {
            Deed::Claimed { found, .. } => self.claimed = Some(*found),
            Deed::Checked { .. } => {}
            Deed::Judged { found, .. } => {
                self.judges.push(act.by);
                let agreed = self.judged.is_some_and(|(by, same)| by != act.by && same == *found);
                if agreed {
                    self.verified = Some((*found, day));
                    self.found_once |= *found != Found::Points(0);
                    self.state = AssessmentState::Verified;
                } else {
                    self.judged = Some((act.by, *found));
                    self.state = AssessmentState::Judged;
                }
            }
            Deed::Objected { .. } => {
                self.objected_on = Some(day);
                self.state = AssessmentState::Objected;
            }
            // A line is counted, not judged: whoever upholds it has the facts mended.
            Deed::Answered { upheld, .. } if *upheld && !self.judges.is_empty() => {
                (self.judged, self.verified) = (None, None);
                self.state = AssessmentState::Claimed;
            }
            Deed::Answered { .. } => self.state = AssessmentState::Settled,
        }
    }
}

impl Found {
    /// Whether it is more than `claimed`.
    const fn exceeds(self, claimed: Self) -> bool {
        match (self, claimed) {
            (Self::Share { done, planned }, Self::Share { done: own, planned: of }) => {
                done.saturating_mul(of) > own.saturating_mul(planned)
            }
            _ => false,
        }
    }
}

impl Assessment {
    /// What the acts come to.
    pub fn course(&self) -> Course {
        Course::of(&self.acts)
    }

    /// What counts of it: what two people found, as long as nobody has opened it anew.
    pub fn counts(&self) -> Option<Found> {
        self.course().verified.map(|(found, _)| found)
    }

    /// With one more act.
    ///
    /// # Errors
    /// Why it is not the time, or not the person, for it.
    pub fn with(mut self, act: Act, times: Times) -> Result<Self, MovementRefusal> {
        let course = self.course();
        self.may(&course, &act, times)?;
        self.acts.push(act);
        Ok(self)
    }

    fn may(&self, course: &Course, act: &Act, times: Times) -> Result<(), MovementRefusal> {
        let untouched = course.state == AssessmentState::Claimed && course.judges.is_empty();
        let by_itself = matches!(self.subject, Subject::Criterion(_));
        let within = |day: Day| times.today <= day.saturating_add(OBJECTION_DAYS.days());
        let is = |holds: bool, refusal| if holds { Ok(()) } else { Err(refusal) };
        match &act.deed {
            Deed::Claimed { .. } if times.frozen_on.is_some() => Err(MovementRefusal::ClaimsClosed),
            Deed::Claimed { .. } if times.today > times.claims_until => {
                Err(MovementRefusal::ClaimsClosed)
            }
            Deed::Claimed { .. } | Deed::Checked { .. } => {
                let claim = |act: &&Act| matches!(act.deed, Deed::Claimed { .. });
                let again = match act.deed {
                    Deed::Claimed { .. } => self.acts.iter().filter(claim).count() >= MOST_CLAIMS,
                    // Since it was said last.
                    _ => self
                        .acts
                        .iter()
                        .rev()
                        .take_while(|it| !claim(it))
                        .any(|it| it.unit == act.unit),
                };
                is(by_itself && untouched && !again, MovementRefusal::AssessmentSettled)
            }
            Deed::Judged { found, .. } => {
                use AssessmentState::{Claimed, Judged};
                is(matches!(course.state, Claimed | Judged), MovementRefusal::AssessmentSettled)?;
                let own = course.judged == Some((act.by, *found));
                is(!own, MovementRefusal::SecondPerson)?;
                let more = course.claimed.is_some_and(|claimed| found.exceeds(claimed));
                is(!more, MovementRefusal::MoreThanClaimed)
            }
            Deed::Objected { .. } => {
                let found_on = course.verified.map(|(_, day)| day);
                let mut days = [found_on, times.frozen_on].into_iter().flatten();
                let first =
                    course.objected_on.is_none() && !matches!(self.subject, Subject::Line(_));
                let open = course.state == AssessmentState::Verified && days.any(within);
                is(
                    first && open || self.acts.is_empty() && times.frozen_on.is_some_and(within),
                    MovementRefusal::ObjectionsClosed,
                )
            }
            Deed::Answered { .. } => {
                is(course.state == AssessmentState::Objected, MovementRefusal::AssessmentSettled)?;
                is(!course.judges.contains(&act.by), MovementRefusal::SecondPerson)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::super::Adjustment;
    use super::super::AdjustmentKind::{Altered, Concealed};
    use super::*;
    use crate::domain::ids::{AssessmentId, MovementId, UnitId};

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn times(today: &str) -> Times {
        Times { today: day(today), claims_until: day("2025-01-31"), frozen_on: None }
    }

    fn frozen(today: &str) -> Times {
        Times { frozen_on: Some(day("2025-02-03")), ..times(today) }
    }

    fn act(who: u128, on: &str, deed: Deed) -> Act {
        let at = format!("{on}T02:00:00Z").parse().unwrap();
        Act { by: UserId::new(Uuid::from_u128(who)), unit: None, at, deed }
    }

    fn share(done: i64, planned: i64) -> Found {
        Found::Share { done, planned }
    }

    fn claims(done: i64, planned: i64) -> Deed {
        Deed::Claimed { found: share(done, planned), evidence: Vec::new(), note: None }
    }

    fn finds(found: Found) -> Deed {
        Deed::Judged { found, reason: String::new() }
    }

    fn answers(upheld: bool) -> Deed {
        Deed::Answered { upheld, reason: String::new() }
    }

    fn objects() -> Deed {
        Deed::Objected { text: String::new() }
    }

    fn about(subject: Subject) -> Assessment {
        let id = Uuid::from_u128(9);
        let (id, movement, unit) = (AssessmentId::new(id), MovementId::new(id), UnitId::new(id));
        Assessment { id, movement, unit, subject, acts: Vec::new() }
    }

    fn claimed() -> Assessment {
        let new = about(Subject::Criterion("guidance".to_owned()));
        new.with(act(1, "2025-01-10", claims(8, 10)), times("2025-01-10")).unwrap()
    }

    fn verified() -> Assessment {
        let on = times("2025-01-20");
        let one = claimed().with(act(2, "2025-01-20", finds(share(6, 10))), on).unwrap();
        one.with(act(3, "2025-01-20", finds(share(6, 10))), on).unwrap()
    }

    #[test]
    fn two_different_people_have_to_find_the_same() {
        let on = times("2025-01-20");
        let once = claimed().with(act(2, "2025-01-20", finds(share(6, 10))), on).unwrap();
        assert_eq!((once.course().state, once.counts()), (AssessmentState::Judged, None));

        let same = once.clone().with(act(2, "2025-01-20", finds(share(6, 10))), on);
        assert_eq!(same.unwrap_err(), MovementRefusal::SecondPerson);
        let other = once.with(act(3, "2025-01-20", finds(share(5, 10))), on).unwrap();
        assert_eq!((other.course().state, other.counts()), (AssessmentState::Judged, None));
        let agreed = other.with(act(2, "2025-01-20", finds(share(5, 10))), on).unwrap();
        assert_eq!(agreed.course().state, AssessmentState::Verified);
        assert_eq!(agreed.counts(), Some(share(5, 10)));
    }

    #[test]
    fn nobody_finds_more_than_the_unit_says() {
        let on = times("2025-01-20");
        let more = claimed().with(act(2, "2025-01-20", finds(share(9, 11))), on);
        assert_eq!(more.unwrap_err(), MovementRefusal::MoreThanClaimed);
        assert!(claimed().with(act(2, "2025-01-20", finds(share(8, 10))), on).is_ok());
    }

    #[test]
    fn a_unit_says_it_anew_until_somebody_judges_or_the_time_is_over() {
        let anew = |of: Assessment, on: Times| of.with(act(1, "2025-01-10", claims(9, 10)), on);

        assert_eq!(
            anew(claimed(), times("2025-01-31")).unwrap().course().claimed,
            Some(share(9, 10))
        );
        let late = anew(claimed(), times("2025-02-01"));
        assert_eq!(late.unwrap_err(), MovementRefusal::ClaimsClosed);
        let after = anew(verified(), times("2025-01-31"));
        assert_eq!(after.unwrap_err(), MovementRefusal::AssessmentSettled);
        assert_eq!(
            anew(claimed(), frozen("2025-01-31")).unwrap_err(),
            MovementRefusal::ClaimsClosed
        );
    }

    #[test]
    fn each_unit_checks_what_is_said_once() {
        let on = times("2025-01-20");
        let check = |of: Assessment, unit: u128| {
            let deed = Deed::Checked { agrees: true, text: String::new() };
            let unit = Some(UnitId::new(Uuid::from_u128(unit)));
            of.with(Act { unit, ..act(7, "2025-01-20", deed) }, on)
        };
        let once = check(claimed(), 1).unwrap();
        assert_eq!(check(once.clone(), 1).unwrap_err(), MovementRefusal::AssessmentSettled);
        let other = check(once, 2).unwrap();
        let anew = other.with(act(1, "2025-01-20", claims(7, 10)), on).unwrap();
        assert!(check(anew, 1).is_ok(), "what is said anew is looked at anew");
    }

    #[test]
    fn an_objection_has_its_days_and_is_made_once() {
        let objected = |of: Assessment, on: Times| of.with(act(1, "2025-01-25", objects()), on);

        let too_late = objected(verified(), times("2025-01-31"));
        assert_eq!(too_late.unwrap_err(), MovementRefusal::ObjectionsClosed);
        assert!(objected(verified(), frozen("2025-02-13")).is_ok(), "anew from the freeze");
        let before = objected(claimed(), times("2025-01-20"));
        assert_eq!(before.unwrap_err(), MovementRefusal::ObjectionsClosed);
        let open = objected(verified(), times("2025-01-30")).unwrap();
        assert_eq!(open.course().state, AssessmentState::Objected);

        let on = times("2025-01-30");
        let own = open.clone().with(act(2, "2025-01-30", answers(false)), on);
        assert_eq!(own.unwrap_err(), MovementRefusal::SecondPerson, "who judged does not answer");
        let settled = open.with(act(4, "2025-01-30", answers(false)), on).unwrap();
        assert_eq!(settled.course().state, AssessmentState::Settled);
        assert_eq!(settled.counts(), Some(share(6, 10)));
        assert_eq!(objected(settled, on).unwrap_err(), MovementRefusal::ObjectionsClosed);
    }

    #[test]
    fn what_an_objection_opens_counts_nothing_until_two_have_judged_it_anew() {
        let on = times("2025-01-30");
        let open = verified().with(act(1, "2025-01-25", objects()), on).unwrap();
        let anew = open.with(act(4, "2025-01-30", answers(true)), on).unwrap();
        assert_eq!((anew.course().state, anew.counts()), (AssessmentState::Claimed, None));
        let one = anew.with(act(2, "2025-01-30", finds(share(8, 10))), on).unwrap();
        assert_eq!(one.course().state, AssessmentState::Judged, "those of before count no more");
        let both = one.with(act(5, "2025-01-30", finds(share(8, 10))), on).unwrap();
        assert_eq!(both.counts(), Some(share(8, 10)));
        let again = both.with(act(1, "2025-01-30", objects()), on);
        assert_eq!(again.unwrap_err(), MovementRefusal::ObjectionsClosed);
    }

    #[test]
    fn a_line_is_objected_to_after_the_freeze_and_answered_once() {
        let line = || about(Subject::Line("matters".to_owned()));
        let runs = line().with(act(1, "2025-01-25", objects()), times("2025-01-25"));
        assert_eq!(runs.unwrap_err(), MovementRefusal::ObjectionsClosed);
        let late = line().with(act(1, "2025-02-14", objects()), frozen("2025-02-14"));
        assert_eq!(late.unwrap_err(), MovementRefusal::ObjectionsClosed);

        let on = frozen("2025-02-13");
        let open = line().with(act(1, "2025-02-13", objects()), on).unwrap();
        assert_eq!(open.course().state, AssessmentState::Objected);
        let done = open.with(act(4, "2025-02-13", answers(true)), on).unwrap();
        assert_eq!((done.course().state, done.counts()), (AssessmentState::Settled, None));
        let again = done.with(act(1, "2025-02-13", objects()), on);
        assert_eq!(again.unwrap_err(), MovementRefusal::ObjectionsClosed);
    }

    #[test]
    fn the_same_conclusion_is_one_fault_of_a_kind() {
        let fault = |kind, document: &str| {
            Subject::Adjustment(Adjustment {
                kind,
                document: document.to_owned(),
                document_on: day("2024-09-01"),
                issuer: "Thanh tra tỉnh".to_owned(),
                conclusion: Some(crate::domain::ids::ConclusionId::new(Uuid::from_u128(3))),
                published_on: day("2024-09-02"),
            })
        };
        assert_eq!(fault(Concealed, "1/KL").key(), fault(Concealed, "01/KL-TTr").key());
        assert_ne!(fault(Concealed, "1/KL").key(), fault(Altered, "1/KL").key());
    }
}

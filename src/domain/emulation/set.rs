//! A criteria set: drafted by the board, signed by the head of the inspectorate, and from then on as it was signed.

use serde::{Deserialize, Serialize};

use super::metric::Metric;
use super::{Criterion, Measure, Movement, MovementStatus, SizeClass};
use crate::domain::codes::codes;
use crate::domain::ids::{MovementId, UserId};
use crate::domain::time::{Day, Instant};

/// What the weights of a set sum to.
pub const ALL_WEIGHTS: i32 = 100;
/// The version of the set that the files bring: nobody signed it here.
pub const OF_FILES: i32 = 0;

codes! {
    /// Where a set stands.
    SetState {
        /// The board may change it.
        Draft => "draft",
        /// It lies before the head of the inspectorate.
        Submitted => "submitted",
        /// Nobody changes it any more.
        Signed => "signed",
    }
}

codes! {
    /// Why something is not done with a movement or a set.
    MovementRefusal {
        /// It runs, is frozen, or is a template.
        NotDraft => "movement_not_draft",
        /// The set was submitted or signed.
        SetNotDraft => "criteria_set_not_draft",
        /// The set was not submitted.
        SetNotSubmitted => "criteria_set_not_submitted",
        /// Whoever drafted or submitted it does not sign it.
        SecondPerson => "second_person_needed",
        /// No signed set holds from the first day.
        SetNeeded => "signed_set_needed",
        /// No decision, or not its day.
        DecisionNeeded => "decision_needed",
        /// The day it was to hold from is no day for it any more.
        SetDayPassed => "set_day_passed",
    }
}

/// A set that scores: signed here, or brought by the files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetInForce {
    /// Its number within the movement; [`OF_FILES`] for that of the files.
    pub version: i32,
    /// The first cohort that it scores.
    pub from_day: Day,
    /// The hash of what was signed.
    pub sha256: Option<String>,
    /// What is scored, in order.
    pub criteria: Vec<Criterion>,
    /// How it is counted: every metric that a criterion names.
    pub metrics: Vec<Metric>,
    /// How wide intervals are.
    pub classes: Vec<SizeClass>,
    /// The code of the movement before, whose lists say what is known of a unit's size.
    pub before: Option<String>,
}

/// What is signed. Its JSON, members in this order and without spaces, is what the hash is of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetContent {
    /// The code of the movement.
    pub movement: String,
    /// The number of the set.
    pub version: i32,
    /// The first cohort that it scores.
    pub from_day: Day,
    /// What of the movement decides as much as a weight.
    pub frame: Frame,
    /// What is scored, in order.
    pub criteria: Vec<Criterion>,
    /// How it is counted: every metric that a criterion names, as it was then.
    pub metrics: Vec<Metric>,
}

impl SetContent {
    /// With the metrics of `all` that its criteria name.
    #[must_use]
    pub fn counted_by(self, all: &[Metric]) -> Self {
        let metrics = metrics_of(&self.criteria, all);
        Self { metrics, ..self }
    }
}

/// The metrics of `all` that `criteria` name, in the order of their codes.
pub fn metrics_of(criteria: &[Criterion], all: &[Metric]) -> Vec<Metric> {
    let named = |metric: &&Metric| {
        criteria.iter().any(|one| one.measure == Measure::Metric(metric.code.clone()))
    };
    let mut found: Vec<Metric> = all.iter().filter(named).cloned().collect();
    found.sort_by(|one, other| one.code.cmp(&other.code));
    found
}

/// What of a movement is signed with its criteria: it may not change between what was read and the signature.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// First day.
    pub starts_on: Day,
    /// Last day.
    pub ends_on: Day,
    /// Days after the last in which late facts still count.
    pub tail_days: i32,
    /// Units that take part otherwise than their data say, as stored.
    pub participants: String,
    /// How wide intervals are, from so many cases on.
    pub size_classes: Vec<SizeClass>,
    /// The code of the movement before.
    pub before: Option<String>,
}

/// A content with its text and the hash of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drafted {
    /// What it says.
    pub content: SetContent,
    /// The content as text.
    pub text: String,
    /// The SHA-256 of that text, in hexadecimal.
    pub sha256: String,
}

/// Who did something, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hand {
    /// Who.
    pub by: UserId,
    /// When.
    pub at: Instant,
}

/// A set on its way from draft to signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CriteriaSet {
    /// The movement.
    pub movement: MovementId,
    /// How often it has changed.
    pub revision: i32,
    /// What it says.
    pub content: SetContent,
    /// The content as text.
    pub text: String,
    /// The SHA-256 of that text, in hexadecimal.
    pub sha256: String,
    /// Who drafted it last.
    pub drafted: Hand,
    /// Who submitted it.
    pub submitted: Option<Hand>,
    /// Who signed it.
    pub signed: Option<Hand>,
    /// Why the head of the inspectorate gave it back.
    pub returned_for: Option<String>,
}

impl CriteriaSet {
    /// Where it stands.
    pub const fn state(&self) -> SetState {
        match (self.signed, self.submitted) {
            (Some(_), _) => SetState::Signed,
            (None, Some(_)) => SetState::Submitted,
            (None, None) => SetState::Draft,
        }
    }

    /// The set before the head of the inspectorate, with the movement as it is then.
    ///
    /// # Errors
    /// [`MovementRefusal::SetNotDraft`].
    pub fn submit(&self, as_of: Drafted, hand: Hand) -> Result<Self, MovementRefusal> {
        if self.state() != SetState::Draft {
            return Err(MovementRefusal::SetNotDraft);
        }
        let Drafted { content, text, sha256 } = as_of;
        let (submitted, returned_for) = (Some(hand), None);
        Ok(Self { content, text, sha256, submitted, returned_for, ..self.next() })
    }

    /// The set back with the board, for a reason.
    ///
    /// # Errors
    /// [`MovementRefusal::SetNotSubmitted`].
    pub fn give_back(&self, reason: String) -> Result<Self, MovementRefusal> {
        if self.state() != SetState::Submitted {
            return Err(MovementRefusal::SetNotSubmitted);
        }
        Ok(Self { submitted: None, returned_for: Some(reason), ..self.next() })
    }

    /// The set signed by a second person.
    ///
    /// # Errors
    /// [`MovementRefusal::SetNotSubmitted`], [`MovementRefusal::SecondPerson`].
    pub fn sign(&self, hand: Hand) -> Result<Self, MovementRefusal> {
        let Some(submitted) = self.submitted.filter(|_| self.signed.is_none()) else {
            return Err(MovementRefusal::SetNotSubmitted);
        };
        if [self.drafted.by, submitted.by].contains(&hand.by) {
            return Err(MovementRefusal::SecondPerson);
        }
        Ok(Self { signed: Some(hand), ..self.next() })
    }

    /// The set with another content.
    ///
    /// # Errors
    /// [`MovementRefusal::SetNotDraft`].
    pub fn redraft(&self, of: Drafted, hand: Hand) -> Result<Self, MovementRefusal> {
        if self.state() != SetState::Draft {
            return Err(MovementRefusal::SetNotDraft);
        }
        let Drafted { content, text, sha256 } = of;
        Ok(Self { content, text, sha256, drafted: hand, ..self.next() })
    }

    fn next(&self) -> Self {
        Self { revision: self.revision.saturating_add(1), ..self.clone() }
    }
}

impl Movement {
    /// Whether a new set may hold from `day`, as things stand on `today`: in a draft the first one from the first day
    /// of the movement; in a movement that runs from a day to come. Each begins after those signed before, so that no
    /// day has two.
    pub fn takes_set_from(&self, day: Day, today: Day) -> bool {
        let signed = self.sets.iter().filter(|set| set.version != OF_FILES);
        let last = signed.map(|set| set.from_day).max();
        let follows = last.is_none_or(|last| day > last) && day <= self.ends_on;
        match (self.status, last) {
            (MovementStatus::Draft, None) => day == self.starts_on,
            (MovementStatus::Draft, Some(_)) => follows,
            (MovementStatus::Active, _) => follows && day > today && day >= self.starts_on,
            (MovementStatus::Frozen, _) => false,
        }
    }

    /// Whether sets may be drafted for it at all.
    pub const fn takes_sets(&self) -> bool {
        !self.template && !matches!(self.status, MovementStatus::Frozen)
    }

    /// Whether something of it was signed here.
    pub fn is_signed(&self) -> bool {
        self.sets.iter().any(|set| set.version != OF_FILES)
    }

    /// Why it cannot begin to run, if it cannot.
    ///
    /// # Errors
    /// [`MovementRefusal`].
    pub fn may_run(&self) -> Result<(), MovementRefusal> {
        if self.template || self.status != MovementStatus::Draft {
            return Err(MovementRefusal::NotDraft);
        }
        if self.decision.is_none() || self.issued_on.is_none() {
            return Err(MovementRefusal::DecisionNeeded);
        }
        let holds =
            |set: &&super::SetInForce| set.version != OF_FILES && set.from_day <= self.starts_on;
        self.sets.iter().find(holds).map(|_| ()).ok_or(MovementRefusal::SetNeeded)
    }
}

#[cfg(test)]
mod tests {
    use super::super::score::tests::criterion;
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn in_force(version: i32, from_day: &str) -> SetInForce {
        SetInForce {
            version,
            from_day: day(from_day),
            sha256: None,
            criteria: Vec::new(),
            metrics: Vec::new(),
            classes: Vec::new(),
            before: None,
        }
    }

    fn movement(status: MovementStatus, sets: Vec<SetInForce>) -> Movement {
        Movement {
            id: MovementId::new(uuid::Uuid::nil()),
            code: "m".to_owned(),
            name_vi: String::new(),
            name_en: String::new(),
            decision: Some("1/KH-UBND".to_owned()),
            issued_on: Some(day("2024-03-01")),
            issuer: "H53".to_owned(),
            legal_refs: Vec::new(),
            starts_on: day("2024-03-01"),
            ends_on: day("2024-12-31"),
            tail_days: 31,
            status,
            template: false,
            participants: Vec::new(),
            size_classes: Vec::new(),
            version: 1,
            sets,
        }
    }

    #[test]
    fn every_day_of_a_movement_is_scored_by_one_set() {
        let sets = vec![
            in_force(OF_FILES, "2024-03-01"),
            in_force(1, "2024-03-01"),
            in_force(2, "2024-07-01"),
        ];
        let movement = movement(MovementStatus::Active, sets);

        let by: Vec<_> = ["2024-01-01", "2024-06-30", "2024-07-01", "2025-03-01"]
            .map(|on| movement.set_on(day(on)).unwrap().version)
            .to_vec();
        let spans: Vec<_> = movement.sets[1..].iter().map(|set| movement.span(set)).collect();

        assert_eq!(by, [1, 1, 2, 2]);
        assert_eq!(
            spans,
            [(day("2024-03-01"), day("2024-06-30")), (day("2024-07-01"), day("2024-12-31")),]
        );
    }

    #[test]
    fn a_running_movement_takes_a_set_only_from_a_day_to_come_and_after_those_before() {
        let today = day("2024-06-10");
        let running = movement(
            MovementStatus::Active,
            vec![in_force(1, "2024-03-01"), in_force(2, "2024-08-01")],
        );
        let draft = movement(MovementStatus::Draft, vec![in_force(OF_FILES, "2024-03-01")]);
        let frozen = movement(MovementStatus::Frozen, Vec::new());

        let takes = |of: &Movement, on: &str| of.takes_set_from(day(on), today);

        assert!(takes(&running, "2024-08-02"));
        for on in ["2024-08-01", "2024-07-01", "2024-06-10", "2025-01-01"] {
            assert!(!takes(&running, on), "{on}");
        }
        assert!(takes(&draft, "2024-03-01") && !takes(&draft, "2024-03-02"));
        assert!(!takes(&frozen, "2024-08-02"));
    }

    #[test]
    fn nobody_signs_what_he_drafted_or_submitted() {
        let hand = |n: u128| Hand {
            by: UserId::new(uuid::Uuid::from_u128(n)),
            at: "2024-06-10T02:00:00Z".parse().unwrap(),
        };
        let content = SetContent {
            movement: "m".to_owned(),
            version: 1,
            from_day: day("2024-03-01"),
            frame: Frame {
                starts_on: day("2024-03-01"),
                ends_on: day("2024-12-31"),
                tail_days: 31,
                participants: String::new(),
                size_classes: Vec::new(),
                before: None,
            },
            criteria: vec![criterion()],
            metrics: Vec::new(),
        };
        let drafted =
            || Drafted { content: content.clone(), text: String::new(), sha256: String::new() };
        let draft = CriteriaSet {
            movement: MovementId::new(uuid::Uuid::nil()),
            revision: 1,
            content: content.clone(),
            text: String::new(),
            sha256: String::new(),
            drafted: hand(1),
            submitted: None,
            signed: None,
            returned_for: None,
        };
        let submitted = draft.submit(drafted(), hand(2)).unwrap();

        assert_eq!(draft.sign(hand(3)), Err(MovementRefusal::SetNotSubmitted));
        for own in [1, 2] {
            assert_eq!(submitted.sign(hand(own)), Err(MovementRefusal::SecondPerson));
        }
        let signed = submitted.sign(hand(3)).unwrap();
        assert_eq!(signed.state(), SetState::Signed);
        assert_eq!(signed.submit(drafted(), hand(2)), Err(MovementRefusal::SetNotDraft));
        assert_eq!(signed.give_back("x".to_owned()), Err(MovementRefusal::SetNotSubmitted));
        let back = submitted.give_back("Chưa rõ.".to_owned()).unwrap();
        assert_eq!((back.state(), back.revision), (SetState::Draft, 3));
    }
}

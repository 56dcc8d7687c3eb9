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
        /// It does not run, so it cannot be frozen.
        NotRunning => "movement_not_running",
        /// Its last day and its tail are not over.
        NotOver => "movement_not_over",
        /// A list is not closed or not drawn from, or what was drawn is not judged.
        MattersOpen => "matters_open",
        /// What people judge of units is not judged, or an objection is not answered.
        AssessmentsOpen => "assessments_open",
        /// There is one of the same already.
        AssessmentThere => "assessment_there",
        /// Units score themselves no more.
        ClaimsClosed => "claims_closed",
        /// It was judged or answered, or is of another sort: nothing of this is to be done.
        AssessmentSettled => "assessment_settled",
        /// Nobody finds more than the unit says of itself.
        MoreThanClaimed => "more_than_claimed",
        /// The days for an objection are over, or there was one.
        ObjectionsClosed => "objections_closed",
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
mod tests;

//! Whose move a case is, as a queue is asked for it.

use super::{Case, State, Wait};
use crate::domain::codes::codes;

codes! {
    /// What, or whom, a case that is not over waits for.
    Turn {
        /// Its unit: it waits for nobody else.
        Unit => "unit",
        /// The reporter, whatever is asked of them.
        Reporter => "reporter",
        /// An inspector's word.
        Inspector => "inspector",
        /// A signed paper.
        Signature => "signature",
        /// The reporter's answer to a question.
        Reply => "reply",
        /// The reporter's word on the answer.
        Confirmation => "confirmation",
        /// The end of a suspension.
        Suspension => "suspension",
    }
}

impl Turn {
    /// The waits by which a case is so; none for a unit's or an inspector's turn.
    pub const fn waits(self) -> &'static [Wait] {
        match self {
            Self::Unit | Self::Inspector => &[],
            Self::Reporter => &[Wait::Signature, Wait::Reply, Wait::Confirmation],
            Self::Signature => &[Wait::Signature],
            Self::Reply => &[Wait::Reply],
            Self::Confirmation => &[Wait::Confirmation],
            Self::Suspension => &[Wait::Suspension],
        }
    }

    /// The states in which alone a case can be so; none where it may be in any.
    pub const fn states(self) -> &'static [State] {
        match self {
            Self::Unit | Self::Inspector => &[],
            Self::Reporter => &[State::AwaitingReporter, State::Answered],
            Self::Signature | Self::Reply => &[State::AwaitingReporter],
            Self::Confirmation => &[State::Answered],
            Self::Suspension => &[State::Suspended],
        }
    }

    /// Whether `case` is so.
    pub fn is_of(self, case: &Case) -> bool {
        let waits = case.waits_for();
        match self {
            Self::Inspector => case.awaits_inspector(),
            Self::Unit => {
                let others = waits.is_some_and(|wait| Self::Reporter.waits().contains(&wait));
                case.state.is_open() && !others && !case.awaits_inspector()
            }
            _ => {
                let waits = waits.is_some_and(|wait| self.waits().contains(&wait));
                waits && self.states().contains(&case.state)
            }
        }
    }
}

//! What anybody may ask without a case: when a period ends and why, and who the units are.

use super::desk::Desk;
use super::error::{FieldFault, ServiceError};
use super::reference::Reference;
use crate::domain::deadline::{
    DeadlineRule, Explanation, FromEvent, Period, PeriodUnit, Step, Variant, explain,
};
use crate::domain::kind::Kind;
use crate::domain::text::fold;
use crate::domain::time::Day;
use crate::domain::unit::Unit;

/// What is to be counted.
#[derive(Debug, Clone)]
pub enum Question {
    /// Every step of a kind.
    Kind {
        /// The kind.
        kind: Kind,
        /// How hard the case is.
        variant: Variant,
        /// The day of arrival.
        received_on: Day,
    },
    /// A bare period.
    Period {
        /// The day of the event.
        start_on: Day,
        /// How many.
        n: u16,
        /// Of what.
        unit: PeriodUnit,
    },
}

/// One counted period.
#[derive(Debug, Clone)]
pub struct Answered {
    /// The step, where a kind was asked for.
    pub step: Option<Step>,
    /// The rule.
    pub rule: Option<DeadlineRule>,
    /// The last day, and why.
    pub explanation: Explanation,
}

impl Desk {
    /// Counts periods as the law does, day by day. Without `as_of` every day announced so far
    /// counts.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] where no rule fits or the period cannot be counted.
    pub fn preview_deadlines(
        &self,
        question: &Question,
        as_of: Option<Day>,
    ) -> Result<Vec<Answered>, ServiceError> {
        let reference = self.references.ready()?;
        let calendar = match as_of {
            Some(day) => reference.calendar.as_of(day),
            None => reference.calendar.latest(),
        };
        let range = |pointer: &str| ServiceError::field(pointer, FieldFault::OutOfRange);
        match *question {
            Question::Period { start_on, n, unit } => {
                let period = Period { n, unit, roll_last_day: true };
                let explanation = explain(start_on, period, &calendar).map_err(|_| range("/n"))?;
                Ok(vec![Answered { step: None, rule: None, explanation }])
            }
            Question::Kind { kind, variant, received_on } => {
                let answers = Step::ALL
                    .iter()
                    .filter_map(|step| {
                        let from = FromEvent::Received;
                        let (kind, on) = (kind.as_str(), received_on);
                        reference.rules.find(kind, *step, variant, from, on, on)
                    })
                    .map(|rule| {
                        let explanation = explain(received_on, rule.period, &calendar)
                            .map_err(|_| range("/received_on"))?;
                        Ok(Answered {
                            step: Some(rule.step),
                            rule: Some(rule.clone()),
                            explanation,
                        })
                    })
                    .collect::<Result<Vec<_>, ServiceError>>()?;
                if answers.is_empty() {
                    return Err(ServiceError::field("/kind", FieldFault::NoRule));
                }
                Ok(answers)
            }
        }
    }
}

impl Reference {
    /// Units on `day` found by a few letters of the name or by the code, with or without
    /// diacritics; all of them for an empty query.
    pub fn find_units(&self, query: &str, day: Day, limit: usize) -> Vec<&Unit> {
        self.units.search(&fold(query), day, limit)
    }
}

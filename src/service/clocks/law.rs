//! What anybody may ask without a case: when a period ends and why, and what is in force of a kind.

use crate::domain::deadline::{
    ANY_KIND, DeadlineRule, Explanation, FromEvent, Period, PeriodUnit, Step, Variant, explain,
};
use crate::domain::event::DeclineGround;
use crate::domain::kind::{Category, Kind, KindSpec, in_force};
use crate::domain::law::rights::{OpenRight, Situation, had_by, open_on};
use crate::domain::law::{ComplexityCriterion, Matter, PauseRule, TransitionRule};
use crate::domain::time::Day;
use crate::service::error::{FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::reference::Reference;

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
    /// Whether it waits for the decision on the days off of its year, and may come to be later.
    pub provisional: bool,
}

impl Service {
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
        self.references.ready()?.count(question, as_of)
    }
}

impl Reference {
    /// As [`Service::preview_deadlines`], by this data.
    pub(in crate::service) fn count(
        &self,
        question: &Question,
        as_of: Option<Day>,
    ) -> Result<Vec<Answered>, ServiceError> {
        let calendar = match as_of {
            Some(day) => self.calendar.known_on(day),
            None => self.calendar.latest(),
        };
        let range = |pointer: &str| ServiceError::field(pointer, FieldFault::OutOfRange);
        match *question {
            Question::Period { start_on, n, unit } => {
                let period = Period { n, unit, roll_last_day: true };
                let explanation = explain(start_on, period, &calendar).map_err(|_| range("/n"))?;
                let provisional = !calendar.is_decided(explanation.due_on.year());
                Ok(vec![Answered { step: None, rule: None, explanation, provisional }])
            }
            Question::Kind { kind, variant, received_on } => {
                let matter = Matter { kind, variant, received_on };
                let law = self.law();
                let mut answers: Vec<Answered> = Vec::new();
                // What counts from the acceptance is counted from its last day, and what counts
                // from the answer from the last day of that: the latest that the law allows.
                let mut start = Some(received_on);
                for (event, last) in [
                    (FromEvent::Received, Step::Accept),
                    (FromEvent::Accepted, Step::Answer),
                    (FromEvent::Answered, Step::Answer),
                ] {
                    let Some(from) = start else { continue };
                    for step in Step::ALL.iter().filter(|step| step.is_duty()) {
                        let Some(rule) = law.rule(matter, *step, event, from) else { continue };
                        let explanation = explain(from, rule.period, &calendar)
                            .map_err(|_| range("/received_on"))?;
                        let provisional = rule.period.follows_calendar()
                            && !calendar.is_decided(explanation.due_on.year());
                        let (step, rule) = (Some(*step), Some(rule.clone()));
                        answers.push(Answered { step, rule, explanation, provisional });
                    }
                    let found = answers.iter().rev().find(|one| one.step == Some(last));
                    start = found.map(|one| one.explanation.due_on).or(start);
                    if event == FromEvent::Accepted {
                        let answer = answers.iter().find(|one| one.step == Some(Step::Answer));
                        start = answer.map(|one| one.explanation.due_on);
                    }
                }
                if answers.is_empty() {
                    return Err(ServiceError::field("/kind", FieldFault::NoRule));
                }
                Ok(answers)
            }
        }
    }
}

impl Service {
    /// The rights that stand open today in a situation that somebody describes, without a case.
    ///
    /// # Errors
    /// [`ServiceError::NotReady`] while no reference data is loaded.
    pub fn preview_rights(&self, situation: &Situation) -> Result<Vec<OpenRight>, ServiceError> {
        let reference = self.references.ready()?;
        Ok(open_on(situation, &reference.law(), self.clock.today()))
    }

    /// The same, and those whose last day is over.
    ///
    /// # Errors
    /// [`ServiceError::NotReady`] while no reference data is loaded.
    pub fn preview_all_rights(
        &self,
        situation: &Situation,
    ) -> Result<Vec<OpenRight>, ServiceError> {
        let reference = self.references.ready()?;
        Ok(had_by(situation, &reference.law(), self.clock.today()))
    }
}

/// A kind with everything that the law says of it on a day.
#[derive(Debug)]
pub struct KindInForce<'r> {
    /// What it needs and promises.
    pub spec: &'r KindSpec,
    /// The rules that give its steps their periods; one of every kind where it has none of its own.
    pub clocks: Vec<&'r DeadlineRule>,
    /// When its clock may stand still.
    pub pauses: Vec<&'r PauseRule>,
    /// What makes one of it complex.
    pub complexity: Vec<&'r ComplexityCriterion>,
    /// What becomes of open ones when the law changes, whenever that is.
    pub transitions: Vec<&'r TransitionRule>,
    /// The grounds on which one can be declined.
    pub decline_grounds: Vec<DeclineGround>,
}

impl Reference {
    /// The kinds of report on `day`.
    pub fn kinds_on(&self, day: Day) -> Vec<KindInForce<'_>> {
        let specs = self.kinds.iter().filter(|it| in_force(it.valid_from, it.valid_to, day));
        specs.map(|spec| self.kind_in_force(spec, day)).collect()
    }

    fn kind_in_force<'r>(&'r self, spec: &'r KindSpec, day: Day) -> KindInForce<'r> {
        let (kind, law) = (spec.kind, self.law());
        let matter = Matter { kind, variant: Variant::Normal, received_on: day };
        let speaks = |rule: &DeadlineRule| {
            let fitting = || law.rule(matter, rule.step, rule.from_event, day);
            rule.kind == kind.as_str()
                || (rule.kind == ANY_KIND && fitting().is_some_and(|found| found.id == rule.id))
        };
        let rules = self.rules.all().iter().filter(|it| in_force(it.valid_from, it.valid_to, day));
        let grounds = DeclineGround::ALL.iter().filter(|ground| ground.holds_for(kind));
        KindInForce {
            spec,
            clocks: rules.filter(|rule| speaks(rule)).collect(),
            pauses: self
                .pauses
                .iter()
                .filter(|it| it.kind == kind && in_force(it.valid_from, it.valid_to, day))
                .collect(),
            complexity: self
                .complexity
                .iter()
                .filter(|it| it.kind == kind && in_force(it.valid_from, it.valid_to, day))
                .collect(),
            transitions: self.transitions.iter().filter(|it| it.kind == kind).collect(),
            decline_grounds: grounds.copied().collect(),
        }
    }

    /// The categories on `day`.
    pub fn categories_on(&self, day: Day) -> impl Iterator<Item = &Category> {
        self.categories.iter().filter(move |it| in_force(it.valid_from, it.valid_to, day))
    }
}

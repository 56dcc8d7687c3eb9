//! The law in force, as data: which rule, pause or criterion answers for a case on a day.

pub mod first_decision;
pub mod right;
pub mod rights;

use super::calendar::Calendar;
use super::case::{Case, Wait};
use super::codes::codes;
use super::deadline::{
    AppliesBy, DeadlineRule, FromEvent, Period, PeriodFault, RuleBook, Step, Variant, due_before,
    due_on,
};
use super::ids::RuleId;
use super::kind::{Kind, KindSpec, in_force};
use super::obligation::Duty;
use super::time::Day;

/// When the law lets the clock of a kind stand still.
#[derive(Debug, Clone)]
pub struct PauseRule {
    /// The code.
    pub code: String,
    /// The kind of report.
    pub kind: Kind,
    /// The ground that is named.
    pub ground: String,
    /// The ground in words, Vietnamese.
    pub name_vi: String,
    /// The ground in words, English.
    pub name_en: String,
    /// How long at most; none where the law names no limit.
    pub cap: Option<Period>,
    /// The article, in Vietnamese.
    pub legal_ref_vi: String,
    /// The article, in English.
    pub legal_ref_en: String,
    /// False where a lawyer still has to confirm it.
    pub confirmed: bool,
    /// First day of validity.
    pub valid_from: Day,
    /// Last day of validity, inclusive.
    pub valid_to: Option<Day>,
    /// Which day picks the version: `step_on` where a transition rule draws open cases in.
    pub applies_by: AppliesBy,
}

/// One circumstance that makes a case complex, or one step of it longer.
#[derive(Debug, Clone)]
pub struct ComplexityCriterion {
    /// The code.
    pub code: String,
    /// The kind of report.
    pub kind: Kind,
    /// The one step that it makes longer; none where it makes the case complex.
    pub step: Option<Step>,
    /// In Vietnamese.
    pub name_vi: String,
    /// In English.
    pub name_en: String,
    /// The article, in Vietnamese.
    pub legal_ref_vi: String,
    /// The article, in English.
    pub legal_ref_en: String,
    /// False where a lawyer still has to confirm it.
    pub confirmed: bool,
    /// First day of validity.
    pub valid_from: Day,
    /// Last day of validity, inclusive.
    pub valid_to: Option<Day>,
}

codes! {
    /// What a transition rule draws into the new law, or leaves in the old.
    TransitionOf {
        /// Suspension.
        Pause => "pause",
        /// Withdrawal.
        Withdrawal => "withdrawal",
        /// Dialogue.
        Dialogue => "dialogue",
        /// Acceptance.
        Accept => "accept",
        /// Everything.
        All => "all",
    }
}

codes! {
    /// Which open cases a transition rule speaks of.
    TransitionFor {
        /// Those accepted before the new law.
        AcceptedBefore => "accepted_before",
        /// Those received before the new law.
        ReceivedBefore => "received_before",
    }
}

/// What happens to open cases when the law changes. The effect on a date is in `applies_by` of
/// the rules; this row says so in the law's words, for people and for the calculator.
#[derive(Debug, Clone)]
pub struct TransitionRule {
    /// The code.
    pub code: String,
    /// The kind of report.
    pub kind: Kind,
    /// What it speaks of.
    pub what: TransitionOf,
    /// Which cases.
    pub condition: TransitionFor,
    /// From when.
    pub effective_on: Day,
    /// The article, in Vietnamese.
    pub legal_ref_vi: String,
    /// The article, in English.
    pub legal_ref_en: String,
    /// False where a lawyer still has to confirm it.
    pub confirmed: bool,
}

/// A matter whose periods are asked for: the days that pick the version of a rule, and how hard
/// it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Matter {
    /// The kind of report.
    pub kind: Kind,
    /// How hard it is.
    pub variant: Variant,
    /// The office day on which it arrived.
    pub received_on: Day,
}

impl Matter {
    /// That of a case: the signed paper, where there is one, is what the law calls the petition.
    pub fn of(case: &Case) -> Self {
        let received_on = case.course.signed_on.unwrap_or(case.received_on);
        Self { kind: case.kind, variant: case.variant, received_on }
    }
}

/// Everything the law says, of all times.
#[derive(Debug, Clone, Copy)]
pub struct Law<'a> {
    /// Periods.
    pub rules: &'a RuleBook,
    /// The office calendar.
    pub calendar: &'a Calendar,
    /// When a clock may stand still.
    pub pauses: &'a [PauseRule],
    /// What makes a case complex.
    pub criteria: &'a [ComplexityCriterion],
    /// What each kind needs.
    pub kinds: &'a [KindSpec],
}

impl<'a> Law<'a> {
    /// The duties that `event` opens on `start_on`, by the rules in force then and the calendar
    /// known on the computing day (docs/why/clocks.md): a paper is typed in after its day.
    ///
    /// # Errors
    /// [`PeriodFault`] where a day lies beyond the calendar.
    pub fn plan(
        &self,
        matter: Matter,
        event: FromEvent,
        start_on: Day,
        known_on: Day,
    ) -> Result<Vec<Duty>, PeriodFault> {
        Step::ALL
            .iter()
            .filter(|step| step.is_duty())
            .filter_map(|step| self.rule(matter, *step, event, start_on))
            .map(|rule| {
                Ok(Duty {
                    step: rule.step,
                    rule_id: rule.id,
                    scored: rule.scored,
                    start_on,
                    due_on: due_on(start_on, rule.period, &self.calendar.known_on(known_on))?,
                    calendar_as_of: known_on,
                })
            })
            .collect()
    }

    /// The duty whose period ends before the promised day: to finish the dossier or to apologise
    /// (NĐ 61/2018 Art. 19.9). It is counted on `today`, when the promise comes to stand, which may
    /// be after its last day.
    ///
    /// # Errors
    /// As [`Law::plan`].
    pub fn plan_promised(
        &self,
        matter: Matter,
        promised_on: Day,
        today: Day,
    ) -> Result<Option<Duty>, PeriodFault> {
        let step = Step::FinishOrApologise;
        let Some(rule) = self.rule(matter, step, FromEvent::Promised, promised_on) else {
            return Ok(None);
        };
        let due_on = due_before(promised_on, rule.period, &self.calendar.known_on(today))?;
        Ok(Some(Duty {
            step,
            rule_id: rule.id,
            scored: rule.scored,
            start_on: promised_on,
            due_on,
            calendar_as_of: today,
        }))
    }

    /// The rule that gives a step its period.
    pub fn rule(
        &self,
        matter: Matter,
        step: Step,
        event: FromEvent,
        start_on: Day,
    ) -> Option<&'a DeadlineRule> {
        let Matter { kind, variant, received_on } = matter;
        self.rules.fitting(kind, step, variant, event, received_on, start_on)
    }

    /// The rule version of this id.
    pub fn rule_by_id(&self, id: RuleId) -> Option<&'a DeadlineRule> {
        self.rules.get(id)
    }

    /// The last day of a period by the calendar known on `known_on`: in a year that is not decided yet the
    /// latest possible one where the period is the reporter's own.
    ///
    /// # Errors
    /// As [`Law::plan`].
    pub fn last_day(
        &self,
        matter: Matter,
        step: Step,
        event: FromEvent,
        start_on: Day,
        known_on: Day,
    ) -> Result<Option<Day>, PeriodFault> {
        let known = self.calendar.known_on(known_on);
        let known = if step.is_duty() { known } else { known.for_the_reporter() };
        self.rule(matter, step, event, start_on)
            .map(|rule| due_on(start_on, rule.period, &known))
            .transpose()
    }

    /// The last day of the present wait of `case`, as it stands today. A told day that has come to
    /// be off since gives way to the next working day (Civil Code Art. 148.5); how long a clock may
    /// stand still is in that clock's own ledger and ends there.
    pub fn waits_until(&self, case: &Case, today: Day) -> Option<Day> {
        let told = case.waits_until?;
        Some(match case.course.wait {
            Some(Wait::Signature | Wait::Reply | Wait::Confirmation) => {
                self.calendar.known_on(today).for_the_reporter().working_from(told)
            }
            Some(Wait::Suspension) | None => told,
        })
    }

    /// The rule that lets the clock stand still on this ground, today.
    pub fn pause(&self, matter: Matter, ground: &str, today: Day) -> Option<&'a PauseRule> {
        self.pauses.iter().find(|rule| {
            let on = match rule.applies_by {
                AppliesBy::ReceivedOn => matter.received_on,
                AppliesBy::StepOn => today,
            };
            rule.kind == matter.kind
                && rule.ground == ground
                && in_force(rule.valid_from, rule.valid_to, on)
        })
    }

    /// What a kind needs on a day.
    pub fn kind(&self, kind: Kind, on: Day) -> Option<&'a KindSpec> {
        self.kinds
            .iter()
            .find(|spec| spec.kind == kind && in_force(spec.valid_from, spec.valid_to, on))
    }

    /// The criteria of this kind on a day.
    pub fn criteria(&self, kind: Kind, on: Day) -> impl Iterator<Item = &'a ComplexityCriterion> {
        self.criteria
            .iter()
            .filter(move |one| one.kind == kind && in_force(one.valid_from, one.valid_to, on))
    }

    /// How hard a case is with so many criteria met.
    pub fn variant(&self, matter: Matter, criteria: usize, on: Day) -> Variant {
        let spec = self.kind(matter.kind, on);
        let reaches = |least: Option<u16>| least.is_some_and(|n| criteria >= usize::from(n.max(1)));
        let remote = matter.variant.is_remote();
        if spec.is_some_and(|spec| reaches(spec.specially_complex_from)) {
            Variant::SpeciallyComplex
        } else if spec.is_some_and(|spec| reaches(spec.complex_from)) {
            if remote { Variant::RemoteComplex } else { Variant::Complex }
        } else if remote {
            Variant::Remote
        } else {
            Variant::Normal
        }
    }
}

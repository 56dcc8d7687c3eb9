//! Deadline rules: data with an article and a period of validity, never constants.

use std::collections::HashMap;

use super::period::Period;
use crate::domain::codes::codes;
use crate::domain::ids::RuleId;
use crate::domain::kind::in_force;
use crate::domain::time::Day;

codes! {
    /// A step that is owed.
    Step {
        /// Tell the reporter that it is taken up, refused or forwarded.
        Accept => "accept",
        /// Forward it, where another unit is competent.
        Forward => "forward",
        /// Answer.
        Answer => "answer",
    }
}

codes! {
    /// What begins a period.
    FromEvent {
        /// The report arrived.
        Received => "received",
        /// The case came from another unit.
        ForwardedIn => "forwarded_in",
    }
}

codes! {
    /// Which day picks the version of a rule.
    AppliesBy {
        /// The day the report arrived.
        ReceivedOn => "received_on",
        /// The day the step began.
        StepOn => "step_on",
    }
}

codes! {
    /// How hard the case is, where the law gives longer periods for that.
    Variant {
        /// The usual period.
        Normal => "normal",
        /// A complex case.
        Complex => "complex",
        /// A remote area.
        Remote => "remote",
        /// A complex case in a remote area.
        RemoteComplex => "remote_complex",
        /// A specially complex case.
        SpeciallyComplex => "specially_complex",
    }
}

codes! {
    /// Who set a period.
    Basis {
        /// The law.
        Statute => "statute",
        /// The province, where the law is silent; editable.
        ProvincialPolicy => "provincial_policy",
    }
}

/// One version of one rule.
#[derive(Debug, Clone)]
pub struct DeadlineRule {
    /// The id of this version.
    pub id: RuleId,
    /// The code, the same for every version.
    pub code: String,
    /// The kind of report.
    pub kind: String,
    /// The step.
    pub step: Step,
    /// The variant.
    pub variant: Variant,
    /// How long.
    pub period: Period,
    /// From what.
    pub from_event: FromEvent,
    /// How often it may be extended.
    pub max_extensions: u16,
    /// By how much each time.
    pub extension: Option<Period>,
    /// The article, in Vietnamese.
    pub legal_ref_vi: String,
    /// The article, in English.
    pub legal_ref_en: String,
    /// Who set it.
    pub basis: Basis,
    /// False where a lawyer still has to confirm it.
    pub confirmed: bool,
    /// Whether its outcome counts for the score: one step of a kind at most.
    pub scored: bool,
    /// First day of validity.
    pub valid_from: Day,
    /// Last day of validity, inclusive.
    pub valid_to: Option<Day>,
    /// Which day picks the version.
    pub applies_by: AppliesBy,
}

impl DeadlineRule {
    fn answers(&self, kind: &str, step: Step, variant: Variant, from: FromEvent) -> bool {
        self.kind == kind && self.step == step && self.variant == variant && self.from_event == from
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.answers(&other.kind, other.step, other.variant, other.from_event)
            && self.valid_to.is_none_or(|last| other.valid_from <= last)
            && other.valid_to.is_none_or(|last| self.valid_from <= last)
    }
}

/// What is wrong with a set of rules.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleFault {
    /// It would end before it begins.
    #[error("rule {0}: valid_to lies before valid_from")]
    Backwards(String),
    /// Two versions would answer for one day.
    #[error("rules {0} and {1} are both in force on some day")]
    Overlap(String, String),
}

/// All rules of all times.
#[derive(Debug, Default)]
pub struct RuleBook {
    rules: Vec<DeadlineRule>,
    by_id: HashMap<RuleId, usize>,
}

impl RuleBook {
    /// Checks and indexes the rules.
    pub fn new(rules: Vec<DeadlineRule>) -> Result<Self, RuleFault> {
        for (index, rule) in rules.iter().enumerate() {
            if rule.valid_to.is_some_and(|last| last < rule.valid_from) {
                return Err(RuleFault::Backwards(rule.code.clone()));
            }
            if let Some(other) = rules.iter().skip(index + 1).find(|other| rule.overlaps(other)) {
                return Err(RuleFault::Overlap(rule.code.clone(), other.code.clone()));
            }
        }
        let by_id = rules.iter().enumerate().map(|(index, rule)| (rule.id, index)).collect();
        Ok(Self { rules, by_id })
    }

    /// Every version of every rule.
    pub fn all(&self) -> &[DeadlineRule] {
        &self.rules
    }

    /// The version of this id.
    pub fn get(&self, id: RuleId) -> Option<&DeadlineRule> {
        self.by_id.get(&id).and_then(|index| self.rules.get(*index))
    }

    /// The version that applies, pinned by the day its row names.
    pub fn find(
        &self,
        kind: &str,
        step: Step,
        variant: Variant,
        from_event: FromEvent,
        received_on: Day,
        step_on: Day,
    ) -> Option<&DeadlineRule> {
        self.rules.iter().find(|rule| {
            let on = match rule.applies_by {
                AppliesBy::ReceivedOn => received_on,
                AppliesBy::StepOn => step_on,
            };
            rule.answers(kind, step, variant, from_event)
                && in_force(rule.valid_from, rule.valid_to, on)
        })
    }

    /// Whether a kind has every rule it needs to be filed on `on`; one without cannot be active.
    pub fn is_complete(&self, kind: &str, on: Day) -> bool {
        let has = |step, from| self.find(kind, step, Variant::Normal, from, on, on).is_some();
        Step::ALL.iter().all(|step| has(*step, FromEvent::Received))
            && has(Step::Accept, FromEvent::ForwardedIn)
            && has(Step::Answer, FromEvent::ForwardedIn)
    }
}

//! What becomes of made-up reports: for each kind the ways it goes, with how often each is met.

use liemchinh::harness::domain::Kind;

/// When a report came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Age {
    /// Any day of the three years.
    Any,
    /// In the last days, so that what it waits for is still awaited.
    Recent,
}

/// One way a report goes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Plan {
    /// What was filed.
    pub(crate) kind: Kind,
    /// When.
    pub(crate) age: Age,
    /// How often, among all.
    pub(crate) weight: usize,
    /// What follows: `WHAT[:WHICH]@DAYS`, so many days after it came, each by whoever has to do it.
    pub(crate) steps: &'static str,
}

const fn plan(kind: Kind, age: Age, weight: usize, steps: &'static str) -> Plan {
    Plan { kind, age, weight, steps }
}

use Age::{Any, Recent};
use Kind::{
    ApologyRequest, Complaint, ConductFeedback, CorruptionTip, Denunciation, ExplanationRequest,
    FrontDemand, InternalReport, Praise, RuleFeedback, SecondComplaint,
};

/// The ways, by kind. Their weights sum to 200; 10 of them are integrity reports.
pub(crate) const PLANS: [Plan; 44] = [
    plan(ConductFeedback, Any, 24, "accept@2 answer:founded@9 confirm@11"),
    plan(ConductFeedback, Any, 22, "accept@1 answer:partly_founded@10 close@14"),
    plan(ConductFeedback, Any, 12, "accept@3 answer:remedied@12"),
    plan(ConductFeedback, Any, 10, "accept@12 answer:founded@48 confirm@50"),
    plan(ConductFeedback, Any, 5, "accept@2 ask@3 reply@5 answer:unfounded@11"),
    plan(ConductFeedback, Any, 5, "forward@1 accept@3 answer:founded@11 close@15"),
    plan(ConductFeedback, Any, 4, "decline:not_in_scope@3"),
    plan(ConductFeedback, Any, 3, "withdraw@3"),
    plan(ConductFeedback, Any, 2, "accept@1 merge@3 answer:founded@9"),
    plan(ConductFeedback, Any, 2, ""),
    plan(ConductFeedback, Any, 2, "accept@2"),
    plan(ConductFeedback, Recent, 6, ""),
    plan(ConductFeedback, Recent, 4, "accept@1"),
    plan(ConductFeedback, Recent, 3, "accept@1 answer:founded@3"),
    plan(ConductFeedback, Recent, 2, "accept@1 ask@2"),
    plan(RuleFeedback, Any, 9, "accept@2 answer:founded@11 confirm@13"),
    plan(RuleFeedback, Any, 2, "ask@2 reply@3 decline:content_unclear@4"),
    plan(RuleFeedback, Recent, 1, ""),
    plan(ExplanationRequest, Any, 9, "accept@3 answer:partly_founded@15 confirm@17"),
    plan(ExplanationRequest, Any, 4, "accept@2 extend@10 answer:unfounded@25"),
    plan(ExplanationRequest, Recent, 2, "accept@2"),
    plan(ExplanationRequest, Recent, 1, "unsigned@0"),
    plan(ApologyRequest, Any, 8, "accept@1 result@3 apologise@3 answer:remedied@4 confirm@6"),
    plan(ApologyRequest, Any, 4, "accept@2 result@6 answer:founded@7"),
    plan(ApologyRequest, Recent, 2, ""),
    plan(Complaint, Any, 12, "accept@6 answer:unfounded@28 notify@30 closed_above@34"),
    plan(Complaint, Any, 6, "accept@6 answer:founded@40 notify@42 close@45"),
    plan(Complaint, Any, 2, "decline:time_expired@5"),
    plan(Complaint, Recent, 3, "accept@4"),
    plan(Complaint, Recent, 2, "accept@2 suspend:force_majeure@3"),
    plan(SecondComplaint, Any, 4, "accept@6 answer:partly_founded@35 notify@37 close@40"),
    plan(SecondComplaint, Recent, 1, "accept@4"),
    plan(FrontDemand, Any, 3, "accept@1 answer:founded@12 confirm@14"),
    plan(FrontDemand, Recent, 1, "accept@1"),
    plan(Praise, Any, 7, "accept@1 answer:founded@4 confirm@5"),
    plan(Praise, Recent, 1, ""),
    plan(CorruptionTip, Any, 3, "assign@1 accept@2 answer:founded@20 close@30"),
    plan(CorruptionTip, Any, 1, "assign@1 accept@3 answer:unfounded@22"),
    plan(CorruptionTip, Any, 1, "assign@1 accept@2 signs@6 consult@7 consulted@9 refer@12 told@13"),
    plan(CorruptionTip, Any, 1, ""),
    plan(CorruptionTip, Recent, 1, "assign@1 accept@2"),
    plan(
        Denunciation,
        Any,
        1,
        "assign@1 accept@4 answer:partly_founded@25 notify@27 publish@30 close@31 second@32 close@32",
    ),
    plan(Denunciation, Recent, 1, "assign@1"),
    plan(InternalReport, Any, 1, "assign@1 accept@2 answer:unfounded@15"),
];

/// The plan of the `index`th of `count` lives, so that every plan is met as often as it should be, and where there are
/// too few lives for that, each once.
pub(crate) fn of(index: usize, count: usize) -> Plan {
    let total: usize = PLANS.iter().map(|plan| plan.weight).sum();
    if let Some(plan) = PLANS.get(index).filter(|_| count < total) {
        return *plan;
    }
    let mut left = (2 * index + 1) * total / (2 * count.max(1));
    for plan in PLANS {
        if left < plan.weight {
            return plan;
        }
        left -= plan.weight;
    }
    plan(ConductFeedback, Any, 1, "")
}

/// One step of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    /// What is done.
    pub(crate) what: &'static str,
    /// Which of several, such as an outcome.
    pub(crate) which: &'static str,
    /// Days after the report came.
    pub(crate) after: i64,
}

impl Plan {
    /// What follows, in order.
    pub(crate) fn steps(&self) -> impl Iterator<Item = Step> + use<> {
        self.steps.split_whitespace().filter_map(|text| {
            let (what, after) = text.split_once('@')?;
            let (what, which) = what.split_once(':').unwrap_or((what, ""));
            Some(Step { what, which, after: after.parse().ok()? })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use liemchinh::harness::domain::Channel;

    #[test]
    fn every_plan_can_be_read_and_one_report_in_twenty_is_a_tip() {
        let total: usize = PLANS.iter().map(|plan| plan.weight).sum();
        let sealed = PLANS.iter().filter(|plan| plan.kind.channel() == Channel::Integrity);
        let sealed: usize = sealed.map(|plan| plan.weight).sum();

        assert_eq!((total, sealed), (200, 10));
        for plan in PLANS {
            assert_eq!(plan.steps().count(), plan.steps.split_whitespace().count(), "{plan:?}");
        }
    }

    #[test]
    fn all_plans_are_met_where_there_are_as_many_lives_as_weights() {
        for plan in PLANS {
            let met = (0..200).filter(|index| {
                let one = of(*index, 200);
                one.steps == plan.steps && one.kind == plan.kind && one.age == plan.age
            });
            assert_eq!(met.count(), plan.weight, "{plan:?}");
        }
    }
}

//! A small law of its own, so that a change of the data changes no test of the lifecycle.

use uuid::Uuid;

use super::*;
use crate::domain::calendar::Calendar;
use crate::domain::deadline::{
    ANY_KIND, AppliesBy, Basis, DeadlineRule, Period, PeriodUnit, RuleBook,
};
use crate::domain::ids::RuleId;
use crate::domain::kind::{Anonymity, KindSpec, Signature};
use crate::domain::law::{ComplexityCriterion, PauseRule};

/// A small law: ten working days for everything that is owed, ten days for what is waited for.
pub(super) struct Rules {
    book: RuleBook,
    calendar: Calendar,
    pauses: Vec<PauseRule>,
    criteria: Vec<ComplexityCriterion>,
    kinds: Vec<KindSpec>,
}

fn rule(n: u128, kind: &str, step: Step, from_event: FromEvent, variant: Variant) -> DeadlineRule {
    let unit = if step.is_duty() { PeriodUnit::WorkingDay } else { PeriodUnit::Day };
    let length = if variant == Variant::Normal { 10 } else { 15 };
    DeadlineRule {
        id: RuleId::new(Uuid::from_u128(n)),
        code: n.to_string(),
        kind: kind.to_owned(),
        step,
        variant,
        period: Period { n: length, unit, roll_last_day: true },
        from_event,
        max_extensions: 1,
        extension: Some(Period { n: 5, unit, roll_last_day: true }),
        legal_ref_vi: String::new(),
        legal_ref_en: String::new(),
        basis: Basis::Statute,
        confirmed: true,
        scored: step == Step::Answer,
        valid_from: date(2024, 1, 1),
        valid_to: None,
        applies_by: AppliesBy::ReceivedOn,
    }
}

fn spec(kind: Kind, signature: Signature, anonymous: Anonymity) -> KindSpec {
    KindSpec {
        kind,
        name_vi: String::new(),
        name_en: String::new(),
        channel: kind.channel(),
        anonymous,
        contact_required: false,
        contact_visible_to_unit: false,
        filed_by: Vec::new(),
        filed_via: Vec::new(),
        signature,
        requires: Vec::new(),
        complex_from: Some(1),
        specially_complex_from: Some(2),
        active: true,
        confirmed: true,
        form_vi: None,
        form_en: None,
        legal_ref_vi: String::new(),
        legal_ref_en: String::new(),
        visibility_vi: String::new(),
        visibility_en: String::new(),
        valid_from: date(2024, 1, 1),
        valid_to: None,
    }
}

impl Rules {
    pub(super) fn new() -> Self {
        let feedback = Kind::ConductFeedback.as_str();
        let mut rules = Vec::new();
        let mut n = 100;
        let mut add = |kind: &str, step, from, variant| {
            n += 1;
            rules.push(rule(n, kind, step, from, variant));
        };
        for from in [FromEvent::Received, FromEvent::ForwardedIn] {
            for step in [Step::Accept, Step::Forward, Step::Answer] {
                add(feedback, step, from, Variant::Normal);
            }
        }
        add(feedback, Step::Answer, FromEvent::Received, Variant::Complex);
        add(Kind::Complaint.as_str(), Step::Accept, FromEvent::Received, Variant::Normal);
        add(Kind::Complaint.as_str(), Step::Answer, FromEvent::Accepted, Variant::Normal);
        add(Kind::Complaint.as_str(), Step::Notify, FromEvent::Answered, Variant::Normal);
        for (step, from) in [
            (Step::Sign, FromEvent::SignedWait),
            (Step::Reply, FromEvent::Asked),
            (Step::Confirm, FromEvent::Answered),
            (Step::Reopen, FromEvent::Answered),
            (Step::Answer, FromEvent::Reopened),
            (Step::Consult, FromEvent::Consulted),
            (Step::ConfirmPromise, FromEvent::Claimed),
            (Step::FinishOrApologise, FromEvent::Promised),
            (Step::LateApology, FromEvent::PromiseMissed),
            (Step::ProcuracyCopy, FromEvent::Referred),
        ] {
            add(ANY_KIND, step, from, Variant::Normal);
        }
        for one in &mut rules {
            one.period = match one.step {
                Step::ConfirmPromise | Step::LateApology => Period { n: 3, ..one.period },
                Step::FinishOrApologise => {
                    Period { n: 1, unit: PeriodUnit::Day, roll_last_day: false }
                }
                _ => one.period,
            };
        }
        let pause = |ground: &str| PauseRule {
            code: ground.to_owned(),
            kind: Kind::ConductFeedback,
            ground: ground.to_owned(),
            name_vi: String::new(),
            name_en: String::new(),
            cap: Some(Period { n: 10, unit: PeriodUnit::Day, roll_last_day: false }),
            legal_ref_vi: String::new(),
            legal_ref_en: String::new(),
            confirmed: true,
            valid_from: date(2024, 1, 1),
            valid_to: None,
            applies_by: AppliesBy::StepOn,
        };
        let criterion = ComplexityCriterion {
            code: "many_places".to_owned(),
            kind: Kind::ConductFeedback,
            step: None,
            name_vi: String::new(),
            name_en: String::new(),
            legal_ref_vi: String::new(),
            legal_ref_en: String::new(),
            confirmed: true,
            valid_from: date(2024, 1, 1),
            valid_to: None,
        };
        Self {
            book: RuleBook::new(rules).unwrap(),
            calendar: Calendar::default(),
            pauses: vec![pause("expertise"), pause("waiting_for_reporter")],
            criteria: vec![criterion],
            kinds: vec![
                spec(Kind::ConductFeedback, Signature::None, Anonymity::Forbidden),
                spec(Kind::Complaint, Signature::Required, Anonymity::Forbidden),
                spec(Kind::CorruptionTip, Signature::None, Anonymity::Allowed),
                spec(Kind::Denunciation, Signature::Required, Anonymity::Forbidden),
            ],
        }
    }

    pub(super) fn law(&self) -> Law<'_> {
        Law {
            rules: &self.book,
            calendar: &self.calendar,
            pauses: &self.pauses,
            criteria: &self.criteria,
            kinds: &self.kinds,
        }
    }

    pub(super) fn rule_of(&self, step: Step, from: FromEvent) -> RuleId {
        let (kind, on) = (Kind::ConductFeedback, TODAY);
        let found = self.book.fitting(kind, step, Variant::Normal, from, on, on);
        found.map_or(RuleId::new(Uuid::nil()), |rule| rule.id)
    }
}

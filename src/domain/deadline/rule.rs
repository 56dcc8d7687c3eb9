//! Deadline rules: data with an article and a period of validity, never constants.

use std::collections::HashMap;

use super::period::Period;
use crate::domain::codes::{codes, words};
use crate::domain::ids::RuleId;
use crate::domain::kind::{Kind, KindSpec, Signature, in_force};
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
        /// Send the decision or the conclusion.
        Notify => "notify",
        /// Publish it.
        Publish => "publish",
        /// Do what the answer promised.
        Remedy => "remedy",
        /// Say whether the day that is claimed was promised; silence lets it stand.
        ConfirmPromise => "confirm_promise",
        /// Finish the dossier before the promised day, or apologise with a new one.
        FinishOrApologise => "finish_or_apologise",
        /// Apologise after all, once the promised day has passed without a word.
        LateApology => "late_apology",
        /// Finish the dossier by the new day that came with the apology; there is only one (NĐ
        /// 61/2018 Art. 19.9).
        Finish => "finish",
        /// Say what the state management body thinks of criminal signs.
        Consult => "consult",
        /// Send the procuracy of the same level the written notice of a referral.
        ProcuracyCopy => "procuracy_copy",
        /// Answer an urging letter.
        Urge => "urge",
        /// Have the answer made public for everybody: a period that figures count by, owed as no duty.
        MakePublic => "make_public",
        /// The reporter's: file.
        File => "file",
        /// The reporter's: bring the signed paper.
        Sign => "sign",
        /// The reporter's: answer a question.
        Reply => "reply",
        /// The reporter's: say whether the answer will do.
        Confirm => "confirm",
        /// The reporter's: have the case reopened.
        Reopen => "reopen",
    }
}

words! {
    Step {
        Accept => "thông báo tiếp nhận, từ chối hoặc chuyển", "tell whether it is taken up";
        Forward => "chuyển cơ quan có thẩm quyền", "forward to the competent body";
        Answer => "trả lời", "answer";
        Notify => "gửi quyết định, kết luận", "send the decision";
        Publish => "công khai kết quả", "publish the result";
        Remedy => "thực hiện biện pháp khắc phục", "do what was promised";
        ConfirmPromise => "xác nhận hoặc phản bác ngày hẹn trả hồ sơ", "confirm or contest the promised day";
        FinishOrApologise => "trả kết quả hoặc xin lỗi trước hạn", "finish, or apologise before the day";
        LateApology => "xin lỗi vì trễ hẹn", "apologise for being late";
        Finish => "trả kết quả theo ngày hẹn lại", "finish by the new date";
        Consult => "cho ý kiến tham vấn", "give the opinion asked for";
        ProcuracyCopy => "thông báo bằng văn bản cho Viện kiểm sát", "tell the procuracy in writing";
        Urge => "trả lời văn bản đôn đốc", "answer the urging letter";
        MakePublic => "công khai câu trả lời", "make the answer public";
        File => "gửi đơn", "file";
        Sign => "nộp đơn có chữ ký", "bring the signed paper";
        Reply => "trả lời câu hỏi", "answer the question";
        Confirm => "cho ý kiến về câu trả lời", "say whether the answer will do";
        Reopen => "đề nghị giải quyết lại", "ask for it to be reopened";
    }
}

impl Step {
    /// Whether a unit owes it; the others are periods of the reporter's own, and the one that figures alone count by.
    pub const fn is_duty(self) -> bool {
        !matches!(
            self,
            Self::MakePublic | Self::File | Self::Sign | Self::Reply | Self::Confirm | Self::Reopen
        )
    }

    /// Whether it follows from the day a dossier was promised for, and so from no answer.
    pub const fn is_of_promise(self) -> bool {
        matches!(
            self,
            Self::ConfirmPromise | Self::FinishOrApologise | Self::LateApology | Self::Finish
        )
    }

    /// Whether leaving it undone is a fault. Silence on a claimed day is not: it lets the day stand.
    pub const fn can_be_late(self) -> bool {
        !matches!(self, Self::ConfirmPromise)
    }

    /// Whether it goes on whatever becomes of the answer: what a consulted body owes, and what the
    /// promised day brings.
    pub const fn stands_apart(self) -> bool {
        matches!(self, Self::Consult) || self.is_of_promise()
    }

    /// Whether the holder of the receipt hears of it: not of what bodies owe each other on criminal
    /// signs, because a coercer may hold the receipt.
    pub const fn is_told(self) -> bool {
        !matches!(self, Self::Consult | Self::ProcuracyCopy)
    }
}

codes! {
    /// What begins a period.
    FromEvent {
        /// The report arrived.
        Received => "received",
        /// The case came from another unit.
        ForwardedIn => "forwarded_in",
        /// It was taken up (thụ lý).
        Accepted => "accepted",
        /// The answer was given.
        Answered => "answered",
        /// It was not taken up.
        Declined => "declined",
        /// The reporter was asked something.
        Asked => "asked",
        /// It arrived without the signature that the law wants.
        SignedWait => "signed_wait",
        /// The reporter learned of the decision or act.
        Learned => "learned",
        /// The period for a first decision ended without one.
        Undecided => "undecided",
        /// Somebody claims that a day was promised.
        Claimed => "claimed",
        /// A day was promised; the period lies before it.
        Promised => "promised",
        /// The promised day came without the dossier or an apology.
        PromiseMissed => "promise_missed",
        /// A body was consulted.
        Consulted => "consulted",
        /// It was passed to the investigation agency.
        Referred => "referred",
        /// An urging letter went out.
        Urged => "urged",
        /// The case was reopened.
        Reopened => "reopened",
    }
}

impl FromEvent {
    /// Whether the period is counted back from the event, which it ends before.
    pub const fn counts_back(self) -> bool {
        matches!(self, Self::Promised)
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
        /// Identity and conditions are checked in several places or by delegation (Luật Tố cáo 2018
        /// Art. 24.1). It is a fact of one duty, to take up; no case is of it as a whole.
        CheckedElsewhere => "checked_elsewhere",
    }
}

impl Variant {
    /// The variants whose rows answer for this one, the closest first.
    const fn fallbacks(self) -> &'static [Self] {
        match self {
            Self::Normal => &[Self::Normal],
            Self::Complex => &[Self::Complex, Self::Normal],
            Self::Remote => &[Self::Remote, Self::Normal],
            Self::RemoteComplex => {
                &[Self::RemoteComplex, Self::Complex, Self::Remote, Self::Normal]
            }
            Self::SpeciallyComplex => &[Self::SpeciallyComplex, Self::Normal],
            Self::CheckedElsewhere => &[Self::CheckedElsewhere, Self::Normal],
        }
    }

    /// Whether it lies in a remote area.
    pub const fn is_remote(self) -> bool {
        matches!(self, Self::Remote | Self::RemoteComplex)
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

/// The kind of the rows that hold for every kind without a row of its own.
pub const ANY_KIND: &str = "any";

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
    /// Whether it is for reports of `kind`, alone or with every other.
    pub fn is_for(&self, kind: Kind) -> bool {
        self.kind == kind.as_str() || self.kind == ANY_KIND
    }

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

    /// As [`RuleBook::find`], for the hardest variant that has a row of its own: a complex case in
    /// a remote area falls back to complex, then remote, then the usual period; and a kind without
    /// a row of its own follows the rows of [`ANY_KIND`].
    pub fn fitting(
        &self,
        kind: Kind,
        step: Step,
        variant: Variant,
        from_event: FromEvent,
        received_on: Day,
        step_on: Day,
    ) -> Option<&DeadlineRule> {
        [kind.as_str(), ANY_KIND].into_iter().find_map(|kind| {
            variant.fallbacks().iter().find_map(|variant| {
                self.find(kind, step, *variant, from_event, received_on, step_on)
            })
        })
    }

    /// Whether a kind has every rule it needs to be filed on `on`; one without cannot be active.
    pub fn is_complete(&self, spec: &KindSpec, on: Day) -> bool {
        let has =
            |step, from| self.fitting(spec.kind, step, Variant::Normal, from, on, on).is_some();
        let both = |step| has(step, FromEvent::Received) && has(step, FromEvent::ForwardedIn);
        both(Step::Accept)
            && has(Step::Forward, FromEvent::Received)
            && (both(Step::Answer) || has(Step::Answer, FromEvent::Accepted))
            && has(Step::Answer, FromEvent::Reopened)
            && has(Step::Reply, FromEvent::Asked)
            && has(Step::Confirm, FromEvent::Answered)
            && has(Step::Reopen, FromEvent::Answered)
            && (spec.signature == Signature::None || has(Step::Sign, FromEvent::SignedWait))
    }
}

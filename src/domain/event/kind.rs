//! What can happen to a case: one variant for each thing, with what a later reader needs of it.
use serde::{Deserialize, Serialize};

use super::ground::{DeclineGround, ReturnGround};
use super::manifest::ManifestEntry;
use crate::domain::case::orphan::PassedTo;
use crate::domain::case::{Outcome, SenderBasis, Wait};
use crate::domain::deadline::Variant;
use crate::domain::entry::Kept;
use crate::domain::ids::{CaseId, PublicAnswerId, UnitId, UserId};
use crate::domain::kind::Kind;
use crate::domain::records::apology::ApologyLetter;
use crate::domain::report::Derivation;
use crate::domain::time::Day;
use crate::domain::units::routing::Trace;

/// What happened; `text` alone is what was said of it, or why. Text that belongs to an integrity case is sealed before it
/// comes here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum EventKind {
    /// The report arrived, was routed, and its periods began.
    Filed {
        /// The kind of report.
        report_kind: Kind,
        /// Filed as another kind than was asked for, because money is at stake.
        moved: bool,
        /// Who answers for it.
        holder: UnitId,
        /// How that was decided.
        trace: Trace,
        /// From what the kind was derived, where the reporter named none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        derived: Option<Derivation>,
        /// The last day for the signed paper that the kind needs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sign_by: Option<Day>,
        /// Whose desk kept the paper before, and since when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kept: Option<Kept>,
    },
    /// A member of staff took it in hand or was given it, or it was put back.
    Assigned {
        /// Who has it now; nobody where it was put back.
        to: Option<UserId>,
        /// Who had it, where it was taken out of another hand.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<UserId>,
        /// Why it was taken over, where that needs a reason.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// The holder takes it up.
    Accepted,
    /// The holder does not take it up.
    Declined {
        /// Why.
        ground: DeclineGround,
        /// What the reporter is told.
        text: String,
    },
    /// Another unit is competent.
    Forwarded {
        /// Who had it.
        from: UnitId,
        /// Who has it now.
        to: UnitId,
        /// By an inspector's decision, not by the unit's own.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_inspector: bool,
        /// Why, for both units and the reporter.
        text: String,
    },
    /// The reporter has an answer.
    Answered {
        /// What came of it.
        outcome: Outcome,
        /// What is done about it.
        remedy: Option<String>,
        /// By when.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        remedy_due_on: Option<Day>,
        /// What of it the reporters of the cases that were merged into this one read too.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        for_all: Option<String>,
        /// What the answer of the case that this one was merged into says to all, without what leads to other reporters:
        /// for this one alone, because what was cut would tell staff whom they guessed rightly.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        shared: Option<String>,
        /// The answer.
        text: String,
    },
    /// The signed paper came.
    Signed {
        /// The day.
        signed_on: Day,
    },
    /// The reporter is asked something.
    Asked {
        /// The question.
        text: String,
        /// The last day for an answer; afterwards the case goes on without one.
        until: Day,
    },
    /// The reporter was told something that is no answer.
    Announced { text: String },
    /// The reporter answered.
    Replied { text: String },
    /// The last day of a wait passed.
    Lapsed {
        /// What was waited for.
        wait: Wait,
    },
    /// The clock stands still.
    Suspended {
        /// The ground, a code of the pause rules.
        ground: String,
        /// Until when at the latest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<Day>,
        /// Why.
        text: String,
    },
    /// The clock goes on.
    Resumed,
    /// The answer's period was extended.
    Extended {
        /// The decision's number.
        decision_no: String,
        /// Who signed it.
        signer: String,
        /// The new last day.
        due_on: Day,
        /// Why.
        text: String,
    },
    /// It was recorded in writing what makes the case complex.
    ComplexityRecorded {
        /// The criteria met.
        criteria: Vec<String>,
        /// How hard the case is now.
        variant: Variant,
        /// The record.
        text: String,
    },
    /// The holder says that another unit is competent.
    Disputed {
        /// Which.
        to: UnitId,
        /// Why.
        text: String,
    },
    /// An inspector decided the dispute.
    DisputeSettled {
        /// Whether the holder was right.
        upheld: bool,
        /// Who had it.
        from: UnitId,
        /// Who has it now.
        to: UnitId,
        /// Whose forward to the holder was wrong: a fault of its own, and the time is its own.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wrong_forward_by: Option<UnitId>,
        /// Why.
        text: String,
    },
    /// The remedy was done.
    RemedyFulfilled { text: String },
    /// The decision was sent.
    Notified { text: String },
    /// The conclusion was made known in a way that the law names (Luật Tố cáo 2018 Art. 40).
    Published { text: String },
    /// The unit proposed what to make public of the answer; an inspector decides.
    PublicationProposed {
        /// What was asked, in the words of staff.
        question: String,
        /// What was answered, in the words of staff.
        text: String,
    },
    /// The answer was made public, without anybody's name (NĐ 20/2008 Art. 19).
    AnswerPublished {
        /// Under which id.
        public_id: PublicAnswerId,
        /// What was asked, in the words of staff.
        question: String,
        /// What was answered, in the words of staff.
        text: String,
    },
    /// What was public is not any more.
    PublicationWithdrawn { text: String },
    /// An inspector sent the answer back; the duty counts as undone.
    Returned {
        /// Why.
        ground: ReturnGround,
        /// What is missing.
        text: String,
    },
    /// The reporter says that the answer will do.
    Confirmed,
    /// The reporter says that it will not.
    Reopened { text: String },
    /// The reporter wants somebody else to look at it.
    Reviewed {
        /// Who had it.
        from: UnitId,
        /// Who has it now.
        to: UnitId,
        /// Why.
        text: String,
    },
    /// It is something else in law.
    Requalified {
        /// What it was.
        old_kind: Kind,
        /// What it is.
        new_kind: Kind,
        /// Who has it now, where the rules name another unit for what it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<UnitId>,
        /// Why.
        text: String,
    },
    /// The inspectorate took it from its unit. Why is kept apart, sealed.
    CalledUp {
        /// From whom.
        from: UnitId,
        /// Who has it now.
        to: UnitId,
    },
    /// What it is about was corrected; absent members stay as they were.
    Corrected {
        /// The category.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        category: Option<String>,
        /// The sector.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sector: Option<String>,
        /// The unit it is about.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        unit: Option<UnitId>,
        /// The commune or district.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        locality: Option<String>,
        /// Why.
        text: String,
    },
    /// The reporter took it back.
    Withdrawn {
        /// The case goes on all the same: signs of a violation, a threat or a bribe.
        goes_on: bool,
        /// Why.
        text: String,
    },
    /// The unit proposes to answer it with another case; an inspector decides.
    MergeProposed {
        /// Which.
        into: CaseId,
        /// Why.
        text: String,
    },
    /// An inspector does not hold it to be one matter.
    MergeRefused { text: String },
    /// It is answered with another case, by its own last day.
    Merged {
        /// Which.
        into: CaseId,
        /// Why.
        text: String,
    },
    /// It is answered by itself again.
    Unmerged { text: String },
    /// It is taken up after all.
    Overturned { text: String },
    /// Signs of a crime were noted.
    SignsNoted { text: String },
    /// The state management body of the same level is consulted on them.
    Consulted {
        /// Which.
        unit: UnitId,
        /// It stands for the body that was named, which is accused or below the accused.
        replaced: bool,
    },
    /// What that body said.
    ConsultationRecorded { text: String },
    /// Passed to the investigation agency.
    Referred {
        /// To whom.
        authority: String,
        /// The procuracy that is told in writing.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        procuracy: Option<String>,
        /// What was passed on.
        manifest: Vec<ManifestEntry>,
        /// The case in which the other contents go on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        linked: Option<CaseId>,
        /// Why.
        text: String,
    },
    /// The reporter claims that the dossier was promised for a day.
    PromiseClaimed {
        /// The day.
        promised_on: Day,
        /// What the reporter says to it.
        text: String,
    },
    /// The unit says so too, or names the day itself.
    PromiseConfirmed { promised_on: Day },
    /// The unit contests the day.
    PromiseDenied {
        /// The day that was promised, as it says.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        promised_on: Option<Day>,
        /// Why.
        text: String,
    },
    /// An inspector decided which day was promised.
    PromiseSettled {
        /// The day, if any was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        promised_on: Option<Day>,
        /// Why.
        text: String,
    },
    /// The unit kept silent; the claim of that day stands.
    PromiseStood { promised_on: Day },
    /// The apology for being late reached the person.
    Apologised {
        /// The day that was promised at first.
        promised_on: Day,
        /// What it says.
        letter: ApologyLetter,
    },
    /// The result of the dossier was given.
    ResultRecorded {
        /// The day.
        finished_on: Day,
        /// How, and by which paper.
        text: String,
    },
    /// The procuracy was told of the referral in writing (Luật PCTN 2018 Art. 62.1).
    ProcuracyCopied {
        /// The number of the notice.
        document_no: String,
        /// Its day.
        document_on: Day,
    },
    /// The first event of a case that goes on with what another case did not refer.
    Continued {
        /// The case that was referred.
        from: CaseId,
        /// Who answers for it.
        holder: UnitId,
    },
    /// The reporter added facts that nobody had asked for.
    Added { text: String },
    /// The reporter said that somebody takes revenge.
    RetaliationFlagged { text: String },
    /// An inspector said whether an old paper came on the day of its stamp.
    PaperVouched {
        /// Whether it did.
        upheld: bool,
        /// What shows it.
        text: String,
    },
    /// An inspector found whether whoever sent it is who it says.
    SenderChecked {
        /// Whether it is.
        confirmed: bool,
        /// From where that is known.
        basis: SenderBasis,
        /// What was found.
        text: String,
    },
    /// The first of two persons would close it.
    CloseProposed,
    /// Over.
    Closed {
        /// The document by which a standing deputy of the unit was the second person.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        deputy: Option<String>,
    },
    /// A last day passed with the duty undone.
    Missed,
    /// Last days were counted anew by another version of the calendar.
    Recounted,
    /// The holder ended, and its cases passed on.
    Succeeded {
        /// Who had it.
        from: UnitId,
        /// Who has it now.
        to: UnitId,
        /// The first day of the new order.
        effective_on: Day,
        /// As what the other unit has it.
        #[serde(default = "PassedTo::successor", skip_serializing_if = "PassedTo::is_successor")]
        passed_to: PassedTo,
    },
}

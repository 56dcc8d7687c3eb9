//! What is asked of a case, with its members.

use super::name::CommandName;
use super::promise::PromiseCommand;
use super::qualifying::Correction;
use super::referral::Referral;
use crate::domain::case::{Outcome, SenderBasis};
use crate::domain::event::{DeclineGround, ReturnGround};
use crate::domain::ids::CaseId;
use crate::domain::kind::Kind;
use crate::domain::time::Day;

/// What is asked of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Take it up.
    Accept,
    /// Do not take it up.
    Decline {
        /// Why.
        ground: DeclineGround,
        /// What the reporter is told.
        text: String,
    },
    /// Give it to the competent unit.
    Forward {
        /// Why.
        text: String,
    },
    /// Say that another unit is competent; an inspector decides.
    DisputeCompetence {
        /// Why.
        text: String,
    },
    /// Decide a dispute of competence.
    SettleDispute {
        /// Whether the holder is right.
        upheld: bool,
        /// Whether the unit that forwarded the case to the holder should have known.
        wrong_forward: bool,
        /// Why.
        text: String,
    },
    /// Ask the reporter something.
    AskReporter {
        /// The question.
        text: String,
    },
    /// Tell the reporter something that is no answer.
    Announce {
        /// What.
        text: String,
    },
    /// Answer what was asked.
    ReporterReply {
        /// The answer.
        text: String,
    },
    /// Note that the signed paper has come.
    RecordSignature {
        /// The day it came.
        signed_on: Day,
    },
    /// Let the clock stand still.
    Suspend {
        /// The ground, a code of the pause rules.
        ground: String,
        /// Why.
        text: String,
    },
    /// Let it go on.
    Resume,
    /// Extend the answer's period by a decision.
    Extend {
        /// Its number.
        decision_no: String,
        /// Who signed it.
        signer: String,
        /// Why.
        text: String,
    },
    /// Record in writing what makes it complex.
    RecordComplexity {
        /// The criteria met.
        criteria: Vec<String>,
        /// The record.
        text: String,
    },
    /// Answer the reporter.
    Answer {
        /// What came of it.
        outcome: Outcome,
        /// What is done about it.
        remedy: Option<String>,
        /// By when.
        remedy_due_on: Option<Day>,
        /// What of it the reporters of the cases that were merged into this one read too.
        for_all: Option<String>,
        /// The answer.
        text: String,
    },
    /// Say that the remedy was done.
    FulfilRemedy {
        /// What was done.
        text: String,
    },
    /// Note that the decision was sent.
    Notify {
        /// How, and the number of the document.
        text: String,
    },
    /// Note that the conclusion was made known as the law demands.
    Publish {
        /// How and where.
        text: String,
    },
    /// Make the answer public, without anybody's name.
    PublishAnswer {
        /// What was asked, in the words of staff.
        question: String,
        /// What was answered, in the words of staff.
        text: String,
    },
    /// Take back what is public.
    WithdrawPublication {
        /// Why.
        text: String,
    },
    /// Send the answer back.
    ReturnAnswer {
        /// Why.
        ground: ReturnGround,
        /// What is missing.
        text: String,
    },
    /// The answer will do.
    Confirm,
    /// The answer will not do.
    Reopen {
        /// Why.
        text: String,
    },
    /// Somebody else should look at it.
    Review {
        /// Why.
        text: String,
    },
    /// Add facts that nobody asked for.
    AddFacts {
        /// Which.
        text: String,
    },
    /// Say that somebody takes revenge for the report.
    FlagRetaliation {
        /// What was done to the reporter.
        text: String,
    },
    /// Say whether an old paper came on the day of its stamp.
    VouchPaper {
        /// Whether it did.
        upheld: bool,
        /// What shows it.
        text: String,
    },
    /// Note whether whoever sent it is who it says.
    ConfirmSender {
        /// Whether it is.
        confirmed: bool,
        /// From where that is known.
        basis: SenderBasis,
        /// What was found.
        text: String,
    },
    /// It is to be taken up after all: the refusal does not stand.
    Overturn {
        /// Why.
        text: String,
    },
    /// It is something else in law.
    Requalify {
        /// What it is.
        kind: Kind,
        /// The code of its category, where the present one is not of that kind.
        category: Option<String>,
        /// Why.
        text: String,
    },
    /// Take it from its unit: the inspectorate handles it from now on.
    CallUp {
        /// Why; kept sealed, because the word that its unit reads must say the same of every case.
        text: String,
    },
    /// What it is about was written down wrongly.
    Correct(Correction),
    /// Take the report back.
    Withdraw {
        /// Somebody threatened or paid the reporter to do so.
        under_pressure: bool,
        /// Why.
        text: String,
    },
    /// It is the same matter as another case: a unit proposes so, an inspector decides.
    MergeInto {
        /// The case with which it is answered.
        into: CaseId,
        /// Why.
        text: String,
    },
    /// Decide what a unit proposed.
    SettleMerge {
        /// Whether it is one matter.
        upheld: bool,
        /// Why.
        text: String,
    },
    /// It is not.
    Unmerge {
        /// Why.
        text: String,
    },
    /// Note signs of a crime.
    NoteCriminalSigns {
        /// Which.
        text: String,
    },
    /// Ask the state management body of the same level.
    Consult,
    /// Note what it said.
    RecordConsultation {
        /// What it said.
        text: String,
    },
    /// Pass contents to the investigation agency.
    Refer(Referral),
    /// Note the written notice of it to the procuracy.
    RecordProcuracyCopy {
        /// Its number.
        document_no: String,
        /// Its day.
        document_on: Day,
    },
    /// Speak of the day its dossier was promised for.
    Promise(PromiseCommand),
    /// End it.
    Close,
    /// The last day of a wait has passed.
    Lapse,
}

impl Command {
    /// Its name.
    pub const fn name(&self) -> CommandName {
        match self {
            Self::Accept => CommandName::Accept,
            Self::Decline { .. } => CommandName::Decline,
            Self::Forward { .. } => CommandName::Forward,
            Self::DisputeCompetence { .. } => CommandName::DisputeCompetence,
            Self::SettleDispute { .. } => CommandName::SettleDispute,
            Self::AskReporter { .. } => CommandName::AskReporter,
            Self::Announce { .. } => CommandName::Announce,
            Self::ReporterReply { .. } => CommandName::ReporterReply,
            Self::RecordSignature { .. } => CommandName::RecordSignature,
            Self::Suspend { .. } => CommandName::Suspend,
            Self::Resume => CommandName::Resume,
            Self::Extend { .. } => CommandName::Extend,
            Self::RecordComplexity { .. } => CommandName::RecordComplexity,
            Self::Answer { .. } => CommandName::Answer,
            Self::FulfilRemedy { .. } => CommandName::FulfilRemedy,
            Self::Notify { .. } => CommandName::Notify,
            Self::Publish { .. } => CommandName::Publish,
            Self::PublishAnswer { .. } => CommandName::PublishAnswer,
            Self::WithdrawPublication { .. } => CommandName::WithdrawPublication,
            Self::ReturnAnswer { .. } => CommandName::ReturnAnswer,
            Self::Confirm => CommandName::Confirm,
            Self::Reopen { .. } => CommandName::Reopen,
            Self::Review { .. } => CommandName::Review,
            Self::Requalify { .. } => CommandName::Requalify,
            Self::CallUp { .. } => CommandName::CallUp,
            Self::Correct(_) => CommandName::Correct,
            Self::Withdraw { .. } => CommandName::Withdraw,
            Self::MergeInto { .. } => CommandName::MergeInto,
            Self::SettleMerge { .. } => CommandName::SettleMerge,
            Self::Unmerge { .. } => CommandName::Unmerge,
            Self::Overturn { .. } => CommandName::Overturn,
            Self::AddFacts { .. } => CommandName::AddFacts,
            Self::FlagRetaliation { .. } => CommandName::FlagRetaliation,
            Self::VouchPaper { .. } => CommandName::VouchPaper,
            Self::ConfirmSender { .. } => CommandName::ConfirmSender,
            Self::NoteCriminalSigns { .. } => CommandName::NoteCriminalSigns,
            Self::Consult => CommandName::Consult,
            Self::RecordConsultation { .. } => CommandName::RecordConsultation,
            Self::Refer(_) => CommandName::Refer,
            Self::RecordProcuracyCopy { .. } => CommandName::RecordProcuracyCopy,
            Self::Promise(command) => command.name(),
            Self::Close => CommandName::Close,
            Self::Lapse => CommandName::Lapse,
        }
    }
}

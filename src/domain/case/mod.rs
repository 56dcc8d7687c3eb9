//! A case: the handling of one report, and what may be said of it.

pub mod called_up;
pub mod draw;
pub mod orphan;
pub mod promise;
mod sight;
mod turn;
mod word;
mod words;

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::deadline::Variant;
use super::ids::{CaseId, CaseKey, ObligationId, PublicAnswerId, UnitId, UserId};
use super::kind::{Channel, Kind};
use super::time::{Day, Instant};
use crate::domain::case::promise::Promise;
pub use sight::{may_have_in_hand, may_open, reaches};
pub use turn::Turn;
pub use word::{PaperWord, SenderBasis, SenderCheck};

codes! {
    /// Where a case stands.
    State {
        /// Waits for its holder to accept, decline or forward it.
        Received => "received",
        /// Being handled.
        Accepted => "accepted",
        /// Waits for the reporter: a signature, or the answer to a question.
        AwaitingReporter => "awaiting_reporter",
        /// The law lets the clock stand still for a while.
        Suspended => "suspended",
        /// The reporter has an answer.
        Answered => "answered",
        /// Over.
        Closed => "closed",
        /// Not taken up, with a ground.
        Declined => "declined",
        /// The reporter took it back.
        Withdrawn => "withdrawn",
        /// Passed to the investigation agency on criminal signs.
        Referred => "referred",
    }
}

impl State {
    /// Whether it is being handled.
    pub const fn is_open(self) -> bool {
        match self {
            Self::Received
            | Self::Accepted
            | Self::AwaitingReporter
            | Self::Suspended
            | Self::Answered => true,
            Self::Closed | Self::Declined | Self::Withdrawn | Self::Referred => false,
        }
    }
}

codes! {
    /// What came of a case.
    Outcome {
        /// What was wrong was put right.
        Remedied => "remedied",
        /// The report was right.
        Founded => "founded",
        /// The report was right in part.
        PartlyFounded => "partly_founded",
        /// The report was not borne out.
        Unfounded => "unfounded",
        /// A slander, concluded by a competent body.
        SlanderConcluded => "slander_concluded",
        /// Nobody here is competent.
        NotCompetent => "not_competent",
        /// The reporter took the report back.
        Withdrawn => "withdrawn",
    }
}

impl Outcome {
    /// Whether the reporter comes away with nothing but the unit's word for it. All such outcomes take
    /// the same second person, or the choice of a word would decide who looks.
    pub const fn is_against_reporter(self) -> bool {
        match self {
            Self::Unfounded | Self::SlanderConcluded | Self::NotCompetent => true,
            Self::Remedied | Self::Founded | Self::PartlyFounded | Self::Withdrawn => false,
        }
    }
}

codes! {
    /// What a waiting case waits for.
    Wait {
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

/// What a case has met on its way and later commands depend on. Every member is written by the
/// lifecycle alone.
#[expect(clippy::struct_excessive_bools, reason = "each is one fact of the law, not a state")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct CaseFacts {
    /// The state that a wait, or a refusal that is overturned, gives back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resumes_to: Option<State>,
    /// What is waited for. A signature that never came stays here, see [`Case::is_unsigned`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait: Option<Wait>,
    /// The day the signed paper came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_on: Option<Day>,
    /// The code of the commune or district where it happened, where an inspector corrected it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// How often it was forwarded.
    #[serde(skip_serializing_if = "is_zero")]
    pub hops: u16,
    /// The unit that forwarded it to the holder by a decision of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forwarded_by: Option<UnitId>,
    /// The unit that the holder holds to be competent, while an inspector has not decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub disputed_to: Option<UnitId>,
    /// Units that have disputed their competence: each may once.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub disputed_by: Vec<UnitId>,
    /// The last day on which the reporter may ask to reopen it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reopen_until: Option<Day>,
    /// How often the reporter reopened it.
    #[serde(skip_serializing_if = "is_zero")]
    pub reopened: u16,
    /// The reporter asked for a second look at it by somebody else.
    #[serde(skip_serializing_if = "is_false")]
    pub reviewed: bool,
    /// Who answered at first; somebody else must answer now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub barred: Option<UserId>,
    /// Who gave the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_by: Option<UserId>,
    /// The first of the two persons who close it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub close_proposed_by: Option<UserId>,
    /// The reporter confirmed the answer.
    #[serde(skip_serializing_if = "is_false")]
    pub confirmed: bool,
    /// It closed because nobody spoke: provisional, and sampled by inspectors.
    #[serde(skip_serializing_if = "is_false")]
    pub lapsed: bool,
    /// Signs of a violation were noted: a withdrawal does not end it.
    #[serde(skip_serializing_if = "is_false")]
    pub violation_signs: bool,
    /// The day criminal signs were noted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signs_noted_on: Option<Day>,
    /// The body that was consulted on them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consulted: Option<UnitId>,
    /// The criteria that make it complex.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<String>,
    /// The holder has asked the reporter something, and had a reply or waited for one in vain.
    #[serde(skip_serializing_if = "is_false")]
    pub asked: bool,
    /// The duties that the answer, or the refusal to take it up, ended.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub released: Vec<ObligationId>,
    /// The day the reporter was told for the answer, while no duty carries it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub told_due_on: Option<Day>,
    /// The case of the same matter with which it is answered. Its days, its thread and its duties stay its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merged_into: Option<CaseId>,
    /// The case into which its unit proposes to merge it, while no inspector has decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merge_proposed: Option<CaseId>,
    /// The day the dossier was promised for, and what came of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promise: Option<Promise>,
    /// The day its unit proposed what to make public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publication_proposed_on: Option<Day>,
    /// What is public of its answer. Only the case knows: from what is public nothing leads back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_answer: Option<PublicAnswerId>,
    /// The unit whose desk typed it in (service channel).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub typed_in_by: Option<UnitId>,
    /// What an inspector says of a paper that was stamped long before it was typed in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paper: Option<PaperWord>,
    /// The organisation of the Front whose account filed it (service channel).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_by: Option<UnitId>,
    /// What an inspector found of who sent it; only inspectors know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sender: Option<SenderCheck>,
    /// The day the reporter last said that somebody takes revenge; only inspectors know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retaliation_on: Option<Day>,
    /// The day an inspector, or the draw, called it up from the unit that held it (service channel). Since then nothing in it
    /// counts for anybody, and that unit knows no more of it than this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub called_up_on: Option<Day>,
    /// From whom. There and below nobody reads it any more, and neither does whoever inspects for that unit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub called_up_from: Option<UnitId>,
    /// How much its text hints at money or a gift (service channel). It decides nothing, and only inspectors know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hint: Option<u16>,
    /// How many of its events only inspectors may know of. Kept with every event, so that others
    /// can be told a version and numbers without a gap.
    #[serde(skip_serializing_if = "is_zero")]
    pub veiled: u16,
    /// It was referred, and the procuracy was not told in writing yet.
    #[serde(skip_serializing_if = "is_false")]
    pub copy_owed: bool,
    /// The case in which the contents go on that were not referred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked: Option<CaseId>,
    /// The referred case of which this one handles the rest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_from: Option<CaseId>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
const fn is_zero(n: &u16) -> bool {
    *n == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// The handling of one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// The id.
    pub id: CaseId,
    /// What its report and everything else of it hang on in the store.
    pub key: CaseKey,
    /// The channel, which decides the tables it lives in.
    pub channel: Channel,
    /// The public number; integrity cases have none.
    pub number: Option<String>,
    /// The kind of report.
    pub kind: Kind,
    /// The category's code.
    pub category: String,
    /// The sector's code.
    pub sector: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Counts every change; the ETag of the case.
    pub version: i32,
    /// The unit that answers for it now.
    pub holder: UnitId,
    /// The unit the report is about.
    pub accused: Option<UnitId>,
    /// The member of staff who has it in hand.
    pub assignee: Option<UserId>,
    /// The office day on which the report arrived.
    pub received_on: Day,
    /// The nearest due day of an open obligation, or [`NOTHING_DUE`](super::obligation::NOTHING_DUE).
    pub next_due_on: Day,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// The day it ended.
    pub closed_on: Option<Day>,
    /// How hard it is, where the law gives longer periods for that.
    pub variant: Variant,
    /// The last day of the present wait; it lapses the day after.
    pub waits_until: Option<Day>,
    /// Until when no unit knows of it, so that whoever filed it can still make it a tip. Set by filing and ended by the
    /// worker alone.
    pub held_until: Option<Instant>,
    /// What else its way through the law has brought.
    pub course: CaseFacts,
}

/// Whether what the desk of `by` typed in counts for no score of `unit`: it typed that in itself, or the accused did.
pub fn made_itself(by: Option<UnitId>, unit: UnitId, accused: Option<UnitId>) -> bool {
    by.is_some() && (by == Some(unit) || by == accused)
}

/// The category of the claim that no apology came.
const NO_APOLOGY: &str = "no_apology";

impl Case {
    /// What it waits for now.
    pub fn waits_for(&self) -> Option<Wait> {
        self.course.wait.filter(|_| self.state.is_open())
    }

    /// Whether its signed paper has not come, or never came: in law that is no petition, and the
    /// unit it is about must not learn of it.
    pub fn is_unsigned(&self) -> bool {
        self.course.wait == Some(Wait::Signature)
    }

    /// As those see it who must not know that a criminal matter is being prepared: its version
    /// counts what they know of.
    #[must_use]
    pub fn veiled(mut self) -> Self {
        self.version -= i32::from(self.course.veiled);
        self.course.veiled = 0;
        self.course.signs_noted_on = None;
        self.course.consulted = None;
        self.course.copy_owed = false;
        self.course.sender = None;
        self.course.retaliation_on = None;
        self.course.hint = None;
        self
    }

    /// Whether `unit` has made this case itself: its own desk typed it in, or that of the accused.
    /// Activation proves nothing here, because whoever printed the slip can activate it too.
    pub fn is_own_entry(&self, unit: UnitId) -> bool {
        made_itself(self.course.typed_in_by, unit, self.accused)
    }

    /// Whether what `unit` owes in it may count for a score: not where the unit made the case itself, and not where it came on
    /// an old paper that no inspector has seen, nor once it was called up.
    pub fn counts_for(&self, unit: UnitId) -> bool {
        let seen = self.course.paper.is_none_or(|word| word == PaperWord::Upheld);
        seen && !self.is_own_entry(unit) && self.course.called_up_on.is_none()
    }

    /// Whose dossier it is about: the holder's where it came after the unit that had promised, else
    /// the accused unit's.
    pub fn dossier_unit(&self) -> UnitId {
        let taken_over = self.course.promise.and_then(|promise| promise.taken_over_by);
        let came_after = taken_over.filter(|unit| *unit == self.holder);
        came_after.or(self.accused).unwrap_or(self.holder)
    }

    /// Whether it waits for an inspector's word: on who is competent, on what is one matter, on an
    /// old paper, or on the day a dossier was promised for, which the unit contests, or cannot be asked
    /// about where another body holds the case.
    pub fn awaits_inspector(&self) -> bool {
        let paper = self.course.paper == Some(PaperWord::Awaited);
        self.state.is_open()
            && !self.is_unsigned()
            && (self.course.disputed_to.is_some()
                || self.course.merge_proposed.is_some()
                || paper
                || self.promise_awaits())
    }

    /// Whether it claims that no apology came, which is held against the record.
    pub fn claims_no_apology(&self) -> bool {
        self.kind == Kind::ApologyRequest || self.category == NO_APOLOGY
    }

    /// Whether an inspector has to say which day was promised, which keeps the case open: where the
    /// unit contests it, and where nobody else can say it but all depends on it. Any other report
    /// that was forwarded to whoever is competent does not wait for a day in it.
    pub fn promise_awaits(&self) -> bool {
        let others = self.claims_no_apology() && self.dossier_unit() != self.holder;
        let asked = |promise: Promise| promise.is_contested() || (promise.is_claim() && others);
        self.kind.is_about_a_dossier() && self.course.promise.is_some_and(asked)
    }

    /// Whether a duty can still be owed in it. What was referred is over, but for the notice to the
    /// procuracy.
    pub const fn is_open(&self) -> bool {
        self.state.is_open() || self.course.copy_owed
    }
}

//! What belongs to some kinds of event only, as its readers get it.

use serde::Serialize;

use super::{EventKind, PassedOn, ReturnGround};
use crate::domain::case::orphan::PassedTo;
use crate::domain::case::{SenderBasis, Wait};
use crate::domain::deadline::Variant;
use crate::domain::ids::{CaseId, PublicAnswerId};
use crate::domain::kind::Kind;
use crate::domain::records::apology::Delivery;
use crate::domain::report::Derivation;
use crate::domain::time::Day;

/// What belongs to some kinds of event only; absent members do not belong.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Particulars {
    /// From what the kind was derived.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub derived: Option<Derivation>,
    /// A day that was told: for a signature, an answer, or the end of a standstill.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Day>,
    /// The day a signed paper came.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_on: Option<Day>,
    /// The stamped day of a paper that another desk kept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stamped_on: Option<Day>,
    /// What was waited for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wait: Option<Wait>,
    /// The ground of a suspension.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pause_ground: Option<String>,
    /// The ground of a return.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub return_ground: Option<ReturnGround>,
    /// The number of a decision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision_no: Option<String>,
    /// Who signed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
    /// The new last day, or that of a remedy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due_on: Option<Day>,
    /// What makes a case complex.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criteria: Option<Vec<String>>,
    /// How hard the case is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variant: Option<Variant>,
    /// Whether a dispute was upheld.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub upheld: Option<bool>,
    /// There where the forward that brought the case was found wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wrong_forward: Option<bool>,
    /// What it was in law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old_kind: Option<Kind>,
    /// What it is in law.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new_kind: Option<Kind>,
    /// The code of the category as it was corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub category: Option<String>,
    /// The code of the sector as it was corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sector: Option<String>,
    /// The code of the commune or district as it was corrected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// Whether the case goes on though it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goes_on: Option<bool>,
    /// The case with which it is answered, or would be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub into: Option<CaseId>,
    /// What of an answer the reporters of merged cases read too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub for_all: Option<String>,
    /// Whether the consulted body stands for another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub replaced: Option<bool>,
    /// As what a unit has the case of one that ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passed_to: Option<PassedTo>,
    /// What was asked, in the words in which it is or would be public.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What is public of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_answer: Option<PublicAnswerId>,
    /// The agency it was passed to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<String>,
    /// What was passed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub manifest: Option<Vec<PassedOn>>,
    /// The day a dossier was promised for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub promised_on: Option<Day>,
    /// The day an apology reached the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served_on: Option<Day>,
    /// How it did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub served_by: Option<Delivery>,
    /// The day the result was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub finished_on: Option<Day>,
    /// The procuracy that is told in writing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub procuracy: Option<String>,
    /// The case in which the other contents go on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked: Option<CaseId>,
    /// The case that was referred.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linked_from: Option<CaseId>,
    /// The number of the notice to the procuracy, or of the document that makes a standing deputy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_no: Option<String>,
    /// Its day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_on: Option<Day>,
    /// Whether whoever sent the report is who it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub confirmed: Option<bool>,
    /// From where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<SenderBasis>,
}

impl EventKind {
    /// What belongs to this kind of event.
    pub fn particulars(&self) -> Particulars {
        let mut found = Particulars::default();
        match self {
            Self::Filed { derived, sign_by, kept, .. } => {
                found.derived = *derived;
                found.until = *sign_by;
                found.stamped_on = kept.map(|kept| kept.since);
            }
            Self::Signed { signed_on } => found.signed_on = Some(*signed_on),
            Self::Asked { until, .. } => found.until = Some(*until),
            Self::Lapsed { wait } => found.wait = Some(*wait),
            Self::Suspended { ground, until, .. } => {
                found.pause_ground = Some(ground.clone());
                found.until = *until;
            }
            Self::Extended { decision_no, signer, due_on, .. } => {
                found.decision_no = Some(decision_no.clone());
                found.signer = Some(signer.clone());
                found.due_on = Some(*due_on);
            }
            Self::ComplexityRecorded { criteria, variant, .. } => {
                found.criteria = Some(criteria.clone());
                found.variant = Some(*variant);
            }
            Self::DisputeSettled { upheld, wrong_forward_by, .. } => {
                found.upheld = Some(*upheld);
                found.wrong_forward = wrong_forward_by.map(|_| true);
            }
            Self::Answered { remedy_due_on, for_all, .. } => {
                found.due_on = *remedy_due_on;
                found.for_all.clone_from(for_all);
            }
            Self::PublicationProposed { question, .. } => found.question = Some(question.clone()),
            Self::AnswerPublished { public_id, question, .. } => {
                found.question = Some(question.clone());
                found.public_answer = Some(*public_id);
            }
            Self::Returned { ground, .. } => found.return_ground = Some(*ground),
            Self::Requalified { old_kind, new_kind, .. } => {
                found.old_kind = Some(*old_kind);
                found.new_kind = Some(*new_kind);
            }
            Self::Corrected { category, sector, locality, .. } => {
                found.category.clone_from(category);
                found.sector.clone_from(sector);
                found.locality.clone_from(locality);
            }
            Self::Withdrawn { goes_on, .. } => found.goes_on = Some(*goes_on),
            Self::MergeProposed { into, .. } | Self::Merged { into, .. } => {
                found.into = Some(*into);
            }
            Self::Consulted { replaced, .. } => found.replaced = Some(*replaced),
            Self::Succeeded { passed_to, .. } => found.passed_to = Some(*passed_to),
            Self::PromiseClaimed { promised_on, .. }
            | Self::PromiseConfirmed { promised_on }
            | Self::PromiseStood { promised_on } => found.promised_on = Some(*promised_on),
            Self::PromiseDenied { promised_on, .. } | Self::PromiseSettled { promised_on, .. } => {
                found.promised_on = *promised_on;
            }
            Self::Apologised { promised_on, letter } => {
                found.promised_on = Some(*promised_on);
                found.served_on = Some(letter.served_on);
                found.served_by = Some(letter.served_by);
                found.due_on = letter.new_date;
                found.decision_no = Some(letter.document.clone());
                found.signer = Some(letter.signer.clone());
            }
            Self::ResultRecorded { finished_on, .. } => found.finished_on = Some(*finished_on),
            Self::Referred { authority, procuracy, manifest, linked, .. } => {
                found.authority = Some(authority.clone());
                found.procuracy.clone_from(procuracy);
                found.manifest = Some(manifest.iter().map(PassedOn::from).collect());
                found.linked = *linked;
            }
            Self::ProcuracyCopied { document_no, document_on } => {
                found.document_no = Some(document_no.clone());
                found.document_on = Some(*document_on);
            }
            Self::PaperVouched { upheld, .. } => found.upheld = Some(*upheld),
            Self::SenderChecked { confirmed, basis, .. } => {
                found.confirmed = Some(*confirmed);
                found.basis = Some(*basis);
            }
            Self::Closed { deputy } => found.document_no.clone_from(deputy),
            Self::Continued { from, .. } => found.linked_from = Some(*from),
            _ => {}
        }
        found
    }
}

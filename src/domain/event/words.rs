//! What an event says: its code, its texts, and the particulars of its kind.

use serde::Serialize;

use super::{Happening, ManifestEntry, ReturnGround};
use crate::domain::case::Wait;
use crate::domain::case::orphan::PassedTo;
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
    /// Whether the case goes on though it was withdrawn.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub goes_on: Option<bool>,
    /// The case it goes on in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub into: Option<CaseId>,
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
    pub manifest: Option<Vec<ManifestEntry>>,
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
}

impl Happening {
    /// The stable code, as stored beside the payload.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Filed { .. } => "filed",
            Self::Assigned { .. } => "assigned",
            Self::Declined { .. } => "declined",
            Self::Forwarded { .. } => "forwarded",
            Self::Answered { .. } => "answered",
            Self::Signed { .. } => "signed",
            Self::Asked { .. } => "asked",
            Self::Replied { .. } => "replied",
            Self::Lapsed { .. } => "lapsed",
            Self::Suspended { .. } => "suspended",
            Self::Extended { .. } => "extended",
            Self::ComplexityRecorded { .. } => "complexity_recorded",
            Self::Disputed { .. } => "disputed",
            Self::DisputeSettled { .. } => "dispute_settled",
            Self::RemedyFulfilled { .. } => "remedy_fulfilled",
            Self::Notified { .. } => "notified",
            Self::Published { .. } => "published",
            Self::PublicationProposed { .. } => "publication_proposed",
            Self::AnswerPublished { .. } => "answer_published",
            Self::PublicationWithdrawn { .. } => "publication_withdrawn",
            Self::Returned { .. } => "returned",
            Self::Reopened { .. } => "reopened",
            Self::Reviewed { .. } => "reviewed",
            Self::Requalified { .. } => "requalified",
            Self::Withdrawn { .. } => "withdrawn",
            Self::Merged { .. } => "merged",
            Self::Unmerged { .. } => "unmerged",
            Self::Overturned { .. } => "overturned",
            Self::SignsNoted { .. } => "signs_noted",
            Self::Consulted { .. } => "consulted",
            Self::ConsultationRecorded { .. } => "consultation_recorded",
            Self::Referred { .. } => "referred",
            Self::PromiseClaimed { .. } => "promise_claimed",
            Self::PromiseConfirmed { .. } => "promise_confirmed",
            Self::PromiseDenied { .. } => "promise_denied",
            Self::PromiseSettled { .. } => "promise_settled",
            Self::PromiseStood { .. } => "promise_stood",
            Self::Apologised { .. } => "apologised",
            Self::ResultRecorded { .. } => "result_recorded",
            Self::ProcuracyCopied { .. } => "procuracy_copied",
            Self::Continued { .. } => "continued",
            Self::Accepted => "accepted",
            Self::Resumed => "resumed",
            Self::Confirmed => "confirmed",
            Self::CloseProposed => "close_proposed",
            Self::Closed { .. } => "closed",
            Self::Missed => "missed",
            Self::Recounted => "recounted",
            Self::Succeeded { .. } => "succeeded",
        }
    }

    /// Whether it is a step towards the investigation agency, or of what is owed there, which is the inspectors' own.
    pub const fn is_criminal_matter(&self) -> bool {
        matches!(
            self,
            Self::SignsNoted { .. }
                | Self::Consulted { .. }
                | Self::ConsultationRecorded { .. }
                | Self::ProcuracyCopied { .. }
        )
    }

    /// What was said, where somebody said something.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Declined { text, .. }
            | Self::Forwarded { text, .. }
            | Self::Answered { text, .. }
            | Self::Asked { text, .. }
            | Self::Replied { text, .. }
            | Self::Suspended { text, .. }
            | Self::Extended { text, .. }
            | Self::ComplexityRecorded { text, .. }
            | Self::Disputed { text, .. }
            | Self::DisputeSettled { text, .. }
            | Self::RemedyFulfilled { text, .. }
            | Self::Notified { text, .. }
            | Self::Published { text, .. }
            | Self::PublicationProposed { text, .. }
            | Self::AnswerPublished { text, .. }
            | Self::PublicationWithdrawn { text, .. }
            | Self::Returned { text, .. }
            | Self::Reopened { text, .. }
            | Self::Reviewed { text, .. }
            | Self::Requalified { text, .. }
            | Self::Withdrawn { text, .. }
            | Self::Merged { text, .. }
            | Self::Unmerged { text, .. }
            | Self::Overturned { text, .. }
            | Self::SignsNoted { text, .. }
            | Self::ConsultationRecorded { text, .. }
            | Self::PromiseClaimed { text, .. }
            | Self::PromiseDenied { text, .. }
            | Self::PromiseSettled { text, .. }
            | Self::ResultRecorded { text, .. }
            | Self::Referred { text, .. } => Some(text),
            Self::Apologised { letter, .. } => Some(&letter.reason),
            Self::Filed { .. }
            | Self::PromiseConfirmed { .. }
            | Self::PromiseStood { .. }
            | Self::Assigned { .. }
            | Self::Signed { .. }
            | Self::Lapsed { .. }
            | Self::Consulted { .. }
            | Self::ProcuracyCopied { .. }
            | Self::Continued { .. }
            | Self::Succeeded { .. }
            | Self::Accepted
            | Self::Resumed
            | Self::Confirmed
            | Self::CloseProposed
            | Self::Closed { .. }
            | Self::Missed
            | Self::Recounted => None,
        }
    }

    /// Everything somebody wrote, by the member it stands in: sealed before it is stored in the
    /// integrity channel.
    pub fn texts_mut(&mut self) -> Vec<(&'static str, &mut String)> {
        match self {
            Self::Answered { text, remedy, .. } => {
                let remedy = remedy.iter_mut().map(|it| ("payload.remedy", it));
                std::iter::once(("payload.text", text)).chain(remedy).collect()
            }
            Self::PublicationProposed { question, text }
            | Self::AnswerPublished { question, text, .. } => {
                vec![("payload.text", text), ("payload.question", question)]
            }
            Self::Closed { deputy } => deputy.iter_mut().map(|it| ("payload.deputy", it)).collect(),
            Self::Extended { text, signer, decision_no, .. } => vec![
                ("payload.text", text),
                ("payload.signer", signer),
                ("payload.decision_no", decision_no),
            ],
            Self::Apologised { letter, .. } => vec![
                ("payload.reason", &mut letter.reason),
                ("payload.signer", &mut letter.signer),
                ("payload.document", &mut letter.document),
            ],
            Self::Referred { text, authority, procuracy, manifest, .. } => {
                let names = manifest.iter_mut().map(|it| ("payload.manifest", &mut it.name));
                [("payload.text", text), ("payload.authority", authority)]
                    .into_iter()
                    .chain(procuracy.iter_mut().map(|it| ("payload.procuracy", it)))
                    .chain(names)
                    .collect()
            }
            Self::ProcuracyCopied { document_no, .. } => vec![("payload.document_no", document_no)],
            Self::Declined { text, .. }
            | Self::Forwarded { text, .. }
            | Self::Asked { text, .. }
            | Self::Replied { text, .. }
            | Self::Suspended { text, .. }
            | Self::ComplexityRecorded { text, .. }
            | Self::Disputed { text, .. }
            | Self::DisputeSettled { text, .. }
            | Self::RemedyFulfilled { text, .. }
            | Self::Notified { text, .. }
            | Self::Published { text, .. }
            | Self::PublicationWithdrawn { text, .. }
            | Self::Returned { text, .. }
            | Self::Reopened { text, .. }
            | Self::Reviewed { text, .. }
            | Self::Requalified { text, .. }
            | Self::Withdrawn { text, .. }
            | Self::Merged { text, .. }
            | Self::Unmerged { text, .. }
            | Self::Overturned { text, .. }
            | Self::SignsNoted { text, .. }
            | Self::PromiseClaimed { text, .. }
            | Self::PromiseDenied { text, .. }
            | Self::PromiseSettled { text, .. }
            | Self::ResultRecorded { text, .. }
            | Self::ConsultationRecorded { text, .. } => vec![("payload.text", text)],
            Self::Filed { .. }
            | Self::PromiseConfirmed { .. }
            | Self::PromiseStood { .. }
            | Self::Assigned { .. }
            | Self::Signed { .. }
            | Self::Lapsed { .. }
            | Self::Consulted { .. }
            | Self::Continued { .. }
            | Self::Succeeded { .. }
            | Self::Accepted
            | Self::Resumed
            | Self::Confirmed
            | Self::CloseProposed
            | Self::Missed
            | Self::Recounted => Vec::new(),
        }
    }

    /// What belongs to this kind of event.
    pub fn particulars(&self) -> Particulars {
        let mut found = Particulars::default();
        match self {
            Self::Filed { derived, sign_by, .. } => {
                found.derived = *derived;
                found.until = *sign_by;
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
            Self::Answered { remedy_due_on, .. } => found.due_on = *remedy_due_on,
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
            Self::Withdrawn { goes_on, .. } => found.goes_on = Some(*goes_on),
            Self::Merged { into, .. } => found.into = Some(*into),
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
                found.manifest = Some(manifest.clone());
                found.linked = *linked;
            }
            Self::ProcuracyCopied { document_no, document_on } => {
                found.document_no = Some(document_no.clone());
                found.document_on = Some(*document_on);
            }
            Self::Closed { deputy } => found.document_no.clone_from(deputy),
            Self::Continued { from, .. } => found.linked_from = Some(*from),
            _ => {}
        }
        found
    }
}

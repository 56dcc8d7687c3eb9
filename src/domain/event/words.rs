//! What an event says: its code, and its texts.

use super::EventKind;

impl EventKind {
    /// The stable code, as stored beside the payload.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Filed { .. } => "filed",
            Self::Assigned { to: Some(_), .. } => "assigned",
            Self::Assigned { to: None, .. } => "put_back",
            Self::Declined { .. } => "declined",
            Self::Forwarded { .. } => "forwarded",
            Self::Answered { .. } => "answered",
            Self::Signed { .. } => "signed",
            Self::Asked { .. } => "asked",
            Self::Announced { .. } => "announced",
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
            Self::CalledUp { .. } => "called_up",
            Self::Corrected { .. } => "corrected",
            Self::Withdrawn { .. } => "withdrawn",
            Self::MergeProposed { .. } => "merge_proposed",
            Self::MergeRefused { .. } => "merge_refused",
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
            Self::SenderChecked { .. } => "sender_checked",
            Self::PaperVouched { .. } => "paper_vouched",
            Self::Added { .. } => "added",
            Self::RetaliationFlagged { .. } => "retaliation_flagged",
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

    /// Whether only inspectors may know of it, whatever it does: a step towards the investigation agency, who sent the report, and
    /// revenge for it.
    pub const fn is_veiled(&self) -> bool {
        matches!(self, Self::SenderChecked { .. } | Self::RetaliationFlagged { .. })
            || self.is_criminal_matter()
    }

    /// What was said, where somebody said something.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Declined { text, .. }
            | Self::Forwarded { text, .. }
            | Self::Answered { text, .. }
            | Self::Asked { text, .. }
            | Self::Announced { text }
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
            | Self::Corrected { text, .. }
            | Self::Withdrawn { text, .. }
            | Self::MergeProposed { text, .. }
            | Self::MergeRefused { text }
            | Self::Merged { text, .. }
            | Self::Unmerged { text, .. }
            | Self::Overturned { text, .. }
            | Self::SignsNoted { text, .. }
            | Self::ConsultationRecorded { text, .. }
            | Self::PromiseClaimed { text, .. }
            | Self::PromiseDenied { text, .. }
            | Self::PromiseSettled { text, .. }
            | Self::ResultRecorded { text, .. }
            | Self::SenderChecked { text, .. }
            | Self::PaperVouched { text, .. }
            | Self::Added { text, .. }
            | Self::RetaliationFlagged { text, .. }
            | Self::Referred { text, .. } => Some(text),
            Self::Apologised { letter, .. } => Some(&letter.reason),
            Self::Assigned { text, .. } => text.as_deref(),
            Self::Filed { .. }
            | Self::CalledUp { .. }
            | Self::PromiseConfirmed { .. }
            | Self::PromiseStood { .. }
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
            Self::Answered { text, remedy, for_all, shared, .. } => {
                let more = [
                    ("payload.remedy", remedy),
                    ("payload.for_all", for_all),
                    ("payload.shared", shared),
                ];
                let more = more.into_iter().filter_map(|(at, it)| Some((at, it.as_mut()?)));
                std::iter::once(("payload.text", text)).chain(more).collect()
            }
            Self::PublicationProposed { question, text }
            | Self::AnswerPublished { question, text, .. } => {
                vec![("payload.text", text), ("payload.question", question)]
            }
            Self::Assigned { text, .. } => text.iter_mut().map(|it| ("payload.text", it)).collect(),
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
                let pieces = manifest.iter_mut().flat_map(|it| {
                    let custody = it.custody.iter_mut().map(|it| ("payload.custody", it));
                    // Whoever has the file would know by its hash what was passed on.
                    [("payload.manifest", &mut it.name), ("payload.sha256", &mut it.sha256)]
                        .into_iter()
                        .chain(custody)
                });
                [("payload.text", text), ("payload.authority", authority)]
                    .into_iter()
                    .chain(procuracy.iter_mut().map(|it| ("payload.procuracy", it)))
                    .chain(pieces)
                    .collect()
            }
            Self::ProcuracyCopied { document_no, .. } => vec![("payload.document_no", document_no)],
            Self::Declined { text, .. }
            | Self::Forwarded { text, .. }
            | Self::Asked { text, .. }
            | Self::Announced { text }
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
            | Self::Corrected { text, .. }
            | Self::Withdrawn { text, .. }
            | Self::MergeProposed { text, .. }
            | Self::MergeRefused { text }
            | Self::Merged { text, .. }
            | Self::Unmerged { text, .. }
            | Self::Overturned { text, .. }
            | Self::SignsNoted { text, .. }
            | Self::PromiseClaimed { text, .. }
            | Self::PromiseDenied { text, .. }
            | Self::PromiseSettled { text, .. }
            | Self::ResultRecorded { text, .. }
            | Self::SenderChecked { text, .. }
            | Self::PaperVouched { text, .. }
            | Self::Added { text, .. }
            | Self::RetaliationFlagged { text, .. }
            | Self::ConsultationRecorded { text, .. } => vec![("payload.text", text)],
            Self::Filed { .. }
            | Self::CalledUp { .. }
            | Self::PromiseConfirmed { .. }
            | Self::PromiseStood { .. }
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
}

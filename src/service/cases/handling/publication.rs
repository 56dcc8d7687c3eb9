//! Making an answer public: its two texts are held against what leads to a person or to the case.

use super::by::By;
use crate::domain::event::EventKind;
use crate::domain::lifecycle::Decision;
use crate::domain::records::redaction::{Finding, Known, finding};
use crate::service::access::knows_reporter;
use crate::service::cases::record::CaseFile;
use crate::service::error::{FieldFault, ServiceError};
use crate::service::reference::Reference;

/// Refuses texts with something that leads to a person or to the case. It says where and what
/// kind of thing, never the thing; and of the reporter it says something only to those who may
/// know the reporter, because a refusal confirms a guess.
pub(super) fn checked(
    reference: &Reference,
    by: &By,
    file: &CaseFile,
    decision: &Decision,
) -> Result<(), ServiceError> {
    let (EventKind::PublicationProposed { question, text }
    | EventKind::AnswerPublished { question, text, .. }) = &decision.event_kind
    else {
        return Ok(());
    };
    let knows = by.actor().is_some_and(|actor| knows_reporter(reference, actor, &file.case));
    let known = known(file, knows);
    let faults: Vec<_> = [("/question", question), ("/text", text)]
        .into_iter()
        .filter_map(|(pointer, words)| Some(fault(finding(words, &known)?).at(pointer)))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(ServiceError::Invalid(faults)) }
}

pub(super) const fn fault(finding: Finding) -> FieldFault {
    match finding {
        Finding::Number => FieldFault::PersonalNumber,
        Finding::Mail => FieldFault::MailAddress,
        Finding::Reporter => FieldFault::NamesTheReporter,
        Finding::Case => FieldFault::PointsToTheCase,
    }
}

/// What leads to the report on `file`, and `with_reporter` to whoever filed it.
pub(super) fn known(file: &CaseFile, with_reporter: bool) -> Known {
    let mut known = Known::default();
    known.codes.extend(file.whole.iter().chain([&file.case]).filter_map(|one| one.number.clone()));
    if let Some(report) = file.report() {
        let codes = [&report.dossier_code, &report.prior_case];
        known.codes.extend(codes.into_iter().flatten().cloned());
    }
    if let Some(contact) = file.contact().filter(|_| with_reporter) {
        known.add(Known::of(contact));
    }
    known
}

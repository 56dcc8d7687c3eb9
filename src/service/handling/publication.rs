//! Making an answer public: the check of its two texts, and what is written besides the event.

use super::by::By;
use crate::domain::case::Case;
use crate::domain::event::Happening;
use crate::domain::ids::PublicAnswerId;
use crate::domain::lifecycle::Decision;
use crate::domain::public_answer::{PublicAnswer, Said};
use crate::domain::redaction::{Finding, Known, finding};
use crate::domain::time::Day;
use crate::service::access::knows_reporter;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::{StoreError, cases, public_answers, reports};

/// Refuses texts with something that leads to a person or to the case. It says where and what
/// kind of thing, never the thing; and of the reporter it says something only to those who may
/// know the reporter, because a refusal confirms a guess.
pub(super) fn checked(
    conn: &mut Conn,
    reference: &Reference,
    by: &By,
    case: &Case,
    decision: &Decision,
) -> Result<(), Fault> {
    let (Happening::PublicationProposed { question, text }
    | Happening::AnswerPublished { question, text, .. }) = &decision.happening
    else {
        return Ok(());
    };
    let knows = by.actor().is_some_and(|actor| knows_reporter(reference, actor, case));
    let known = known(conn, case, knows)?;
    let faults: Vec<_> = [("/question", question), ("/text", text)]
        .into_iter()
        .filter_map(|(pointer, words)| Some(fault(finding(words, &known)?).at(pointer)))
        .collect();
    if faults.is_empty() { Ok(()) } else { Err(ServiceError::Invalid(faults).into()) }
}

const fn fault(finding: Finding) -> FieldFault {
    match finding {
        Finding::Number => FieldFault::PersonalNumber,
        Finding::Mail => FieldFault::MailAddress,
        Finding::Reporter => FieldFault::NamesTheReporter,
        Finding::Case => FieldFault::PointsToTheCase,
    }
}

fn known(conn: &mut Conn, case: &Case, with_reporter: bool) -> Result<Known, StoreError> {
    // The person is kept with the report that was filed, also where this case handles the rest.
    let filed = reports::filed(conn, case)?;
    let report = reports::get(conn, filed)?;
    let mut known = Known::default();
    let whole = cases::ancestors(conn, case)?;
    known.codes.extend(whole.into_iter().filter_map(|one| one.number));
    known.codes.extend(case.number.clone());
    if let Some(row) = report {
        known.codes.extend([row.dossier_code, row.prior_case].into_iter().flatten());
    }
    let contact = reports::contact(conn, filed)?.filter(|_| with_reporter);
    if let Some(row) = contact {
        known.names.push(row.name);
        known.organisations.extend(row.organisation);
        let ways = [row.phone, row.email, row.address, row.tax_code, row.id_number];
        known.contacts.extend(ways.into_iter().flatten());
    }
    Ok(known)
}

/// What becomes or ceases to be public with an event.
pub(super) enum Publication {
    /// This is read by anybody from now on.
    Publish(PublicAnswer),
    /// This is not any more.
    Withdraw(PublicAnswerId, Day),
}

impl Publication {
    /// What the step from `case` to `next` makes public or takes back.
    pub(super) fn between(
        case: &Case,
        next: &Case,
        happening: &Happening,
        today: Day,
    ) -> Option<Self> {
        match (case.course.public_answer, happening) {
            (_, Happening::AnswerPublished { public_id, question, text }) => {
                let said = Said { question: question.clone(), answer: text.clone() };
                Some(Self::Publish(PublicAnswer {
                    id: *public_id,
                    unit: case.holder,
                    kind: case.kind,
                    category: case.category.clone(),
                    outcome: case.outcome?,
                    published_on: today,
                    said: Some(said),
                }))
            }
            // It goes on as the linked case's own.
            (_, Happening::Referred { linked: Some(_), .. }) => None,
            // Also where the answer itself fell: returned, reopened, looked at again.
            (Some(id), _) if next.course.public_answer.is_none() => Some(Self::Withdraw(id, today)),
            _ => None,
        }
    }

    pub(super) fn write(&self, tx: &mut Conn) -> Result<(), StoreError> {
        match self {
            Self::Publish(one) => public_answers::insert(tx, one),
            Self::Withdraw(id, on) => public_answers::withdraw(tx, *id, *on),
        }
    }
}

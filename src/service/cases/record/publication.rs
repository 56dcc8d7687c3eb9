//! What an event makes public, or takes back.

use crate::domain::case::Case;
use crate::domain::event::EventKind;
use crate::domain::ids::PublicAnswerId;
use crate::domain::records::public_answer::{PublicAnswer, Said};
use crate::domain::time::Day;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::records::public_answers;

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
        event_kind: &EventKind,
        today: Day,
    ) -> Option<Self> {
        match (case.course.public_answer, event_kind) {
            (_, EventKind::AnswerPublished { public_id, question, text }) => {
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
            (_, EventKind::Referred { linked: Some(_), .. }) => None,
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

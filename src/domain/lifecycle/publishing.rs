//! What anybody may read of an answer: proposed, published, withdrawn (NĐ 20/2008 Art. 19).

use super::turn::{meet, unpublish};
use super::{Decision, Turn};
use crate::domain::deadline::Step;
use crate::domain::event::Happening;

/// Makes the answer public in the words of staff. Whoever may not know the reporter proposes it
/// only: the check for the reporter's name must not answer guesses, so a second person who knows
/// the name publishes.
pub(super) fn publish_answer(mut turn: Turn<'_>, question: String, text: String) -> Decision {
    if !turn.ctx.knows_reporter {
        turn.case.course.publication_proposed_on = Some(turn.ctx.today);
        return turn.done(Happening::PublicationProposed { question, text });
    }
    let public_id = turn.ctx.public_id;
    turn.case.course.publication_proposed_on = None;
    turn.case.course.public_answer = Some(public_id);
    // Art. 19 sets no period; where a rule does, this is what it asks for.
    if turn.open().any(|one| one.step == Step::Publish) {
        meet(&mut turn, Step::Publish);
    }
    turn.done(Happening::AnswerPublished { public_id, question, text })
}

pub(super) fn withdraw_publication(mut turn: Turn<'_>, text: String) -> Decision {
    unpublish(&mut turn);
    turn.done(Happening::PublicationWithdrawn { text })
}

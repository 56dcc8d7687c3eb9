//! What an inspector says of whoever sent a report, or of the paper it came on: a word beside the case, which moves no
//! last day.

use super::{Decision, Turn};
use crate::domain::case::{SenderBasis, SenderCheck};
use crate::domain::event::Happening;

/// Notes whether the sender is who it says. The periods of the law run from the start whatever is found.
pub(super) fn confirm_sender(
    mut turn: Turn<'_>,
    confirmed: bool,
    basis: SenderBasis,
    text: String,
) -> Decision {
    turn.case.course.sender = Some(SenderCheck { confirmed, basis, on: turn.ctx.today });
    turn.done(Happening::SenderChecked { confirmed, basis, text })
}

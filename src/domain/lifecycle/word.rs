//! What is said beside a case and moves no last day: an inspector's word on the sender or on the paper, the reporter's on revenge,
//! and what the reporter is told that is no answer.

use super::{Deciding, Decision};
use crate::domain::case::{PaperWord, SenderBasis, SenderCheck};
use crate::domain::event::EventKind;
use crate::domain::obligation::Obligation;

/// Notes whether the sender is who it says. The periods of the law run from the start whatever is found.
pub(super) fn confirm_sender(
    mut turn: Deciding<'_>,
    confirmed: bool,
    basis: SenderBasis,
    text: String,
) -> Decision {
    turn.case.course.sender = Some(SenderCheck { confirmed, basis, on: turn.ctx.today });
    turn.done(EventKind::SenderChecked { confirmed, basis, text })
}

/// Says whether an old paper came on the day of its stamp. Only then does what is owed in the case count for a score, with
/// what came of it meanwhile; what passed on late is counted with whom it was late.
pub(super) fn vouch_paper(mut turn: Deciding<'_>, upheld: bool, text: String) -> Decision {
    turn.case.course.paper = Some(if upheld { PaperWord::Upheld } else { PaperWord::Doubted });
    let known = |one: &Obligation| turn.ctx.law.rule_by_id(one.rule_id).is_some_and(|it| it.scored);
    let mut missed = Vec::new();
    let mut counted = Vec::new();
    for one in turn.ctx.obligations.iter().filter(|one| upheld && !one.scored && known(one)) {
        // What passed on late stands in two rows of one day that it is counted under.
        let miss = (one.step, one.missed_on, one.cohort_on);
        let again = one.missed_on.is_some() && missed.contains(&miss);
        missed.push(miss);
        if !again && turn.case.counts_for(one.unit_id) {
            counted.extend(one.counted());
        }
    }
    turn.changed.extend(counted);
    turn.done(EventKind::PaperVouched { upheld, text })
}

/// Tells the reporter something. Whatever is owed stays owed by its day, and nothing counts by it.
pub(super) fn announce(turn: Deciding<'_>, text: String) -> Decision {
    turn.done(EventKind::Announced { text })
}

/// Notes that somebody takes revenge for the report (Luật Tố cáo 2018 Art. 47–58; Luật Phòng, chống tham nhũng 2018 Art. 67).
/// Only inspectors know of it: whoever takes revenge is mostly the unit that holds the case.
pub(super) fn flag_retaliation(mut turn: Deciding<'_>, text: String) -> Decision {
    turn.case.course.retaliation_on = Some(turn.ctx.today);
    turn.done(EventKind::RetaliationFlagged { text })
}

//! Other ends of a case: withdrawn, or merged into another.

use super::{Decision, Refusal, Turn};
use crate::domain::case::{Outcome, State};
use crate::domain::deadline::Step;
use crate::domain::event::Happening;
use crate::domain::ids::CaseId;
use crate::domain::kind::Kind;
use crate::domain::obligation::Standing;

/// The reporter takes it back. It goes on where there are signs of a violation, a threat or a
/// bribe (Luật Tố cáo 2018 Art. 33.3), and always where money was asked for.
pub(super) fn withdraw(mut turn: Turn<'_>, under_pressure: bool, text: String) -> Decision {
    let goes_on =
        under_pressure || turn.case.course.violation_signs || turn.case.kind == Kind::CorruptionTip;
    if goes_on {
        turn.case.course.violation_signs |= under_pressure;
        return turn.done(Happening::Withdrawn { goes_on, text });
    }
    turn.end(|_| Some(false));
    turn.over(State::Withdrawn);
    turn.case.outcome = Some(Outcome::Withdrawn);
    turn.done(Happening::Withdrawn { goes_on, text })
}

pub(super) fn merge(mut turn: Turn<'_>, into: CaseId, text: String) -> Result<Decision, Refusal> {
    if !turn.ctx.merge_target || into == turn.case.id {
        return Err(Refusal::MergeTarget);
    }
    turn.case.course.resumes_to = Some(turn.case.state);
    turn.case.course.merged_into = Some(into);
    let open = turn.open().filter(|one| one.step != Step::Consult);
    turn.case.course.released = open.map(|one| one.id).collect();
    turn.end(|step| (step != Step::Consult).then_some(false));
    turn.case.state = State::Merged;
    Ok(turn.done(Happening::Merged { into, text }))
}

/// What was released by the merge is owed again, by the same days.
pub(super) fn unmerge(mut turn: Turn<'_>, text: String) -> Decision {
    owe_again(&mut turn);
    turn.case.course.merged_into = None;
    turn.done(Happening::Unmerged { text })
}

/// The refusal to take it up does not stand: what it ended is owed again by the days that were told. What has passed meanwhile
/// is missed today, by the unit that declined.
pub(super) fn overturn(mut turn: Turn<'_>, text: String) -> Decision {
    owe_again(&mut turn);
    let today = turn.ctx.today;
    let late = turn.changed.iter().filter(|(one, _)| one.is_overdue(today));
    let missed: Vec<_> = late.filter_map(|(one, _)| one.missed(today)).collect();
    turn.changed.extend(missed);
    turn.case.course.reopen_until = None;
    turn.case.course.barred = turn.case.course.answered_by.take();
    turn.done(Happening::Overturned { text })
}

/// The case goes on where it stood, with what its end took from it.
fn owe_again(turn: &mut Turn<'_>) {
    let released = std::mem::take(&mut turn.case.course.released);
    let again: Vec<_> = turn
        .ctx
        .obligations
        .iter()
        .filter(|one| one.status != Standing::Open && released.contains(&one.id))
        .filter_map(crate::domain::obligation::Obligation::owed_again)
        .collect();
    turn.changed.extend(again);
    turn.case.state = turn.case.course.resumes_to.take().unwrap_or(State::Received);
}

//! Other ends of a case: withdrawn; and the refusal to take it up that does not stand.

use super::{Decision, Turn};
use crate::domain::case::{Outcome, State};
use crate::domain::event::Happening;
use crate::domain::kind::Kind;
use crate::domain::obligation::Obligation;

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

/// The refusal to take it up does not stand: what it ended is owed again by the days that were told. What has passed meanwhile
/// is missed today, by the unit that declined.
pub(super) fn overturn(mut turn: Turn<'_>, text: String) -> Decision {
    let released = std::mem::take(&mut turn.case.course.released);
    let ended = turn.ctx.obligations.iter().filter(|one| released.contains(&one.id));
    let again: Vec<_> = ended.filter_map(Obligation::owed_again).collect();
    turn.changed.extend(again);
    turn.case.state = turn.case.course.resumes_to.take().unwrap_or(State::Received);
    let today = turn.ctx.today;
    let late = turn.changed.iter().filter(|(one, _)| one.is_overdue(today));
    let missed: Vec<_> = late.filter_map(|(one, _)| one.missed(today)).collect();
    turn.changed.extend(missed);
    turn.case.course.reopen_until = None;
    turn.case.course.barred = turn.case.course.answered_by.take();
    turn.done(Happening::Overturned { text })
}

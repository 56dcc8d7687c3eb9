//! Cases of one matter: proposed by their unit, merged by an inspector, each answered by its own last day.

use super::{Deciding, Decision, Party, Refusal};
use crate::domain::event::EventKind;
use crate::domain::ids::CaseId;

/// The case into which another one is merged, where it is there for whoever says so, open, held by the same unit and
/// itself merged into none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lead {
    /// Which.
    pub id: CaseId,
    /// Both reports name the same dossier.
    pub same_dossier: bool,
}

/// A unit proposes what is one matter by the code of the dossier, and nothing changes until an inspector decides. An
/// inspector's own word needs no code.
pub(super) fn merge(
    mut turn: Deciding<'_>,
    into: CaseId,
    text: String,
) -> Result<Decision, Refusal> {
    let lead = turn.ctx.lead.filter(|lead| lead.id == into).ok_or(Refusal::MergeTarget)?;
    if turn.ctx.party == Party::Inspector {
        return Ok(merged(turn, into, text));
    }
    if !lead.same_dossier {
        return Err(Refusal::NotOneDossier);
    }
    turn.case.course.merge_proposed = Some(into);
    Ok(turn.done(EventKind::MergeProposed { into, text }))
}

/// Decides what a unit proposed.
pub(super) fn settle(
    mut turn: Deciding<'_>,
    upheld: bool,
    text: String,
) -> Result<Decision, Refusal> {
    if !upheld {
        turn.case.course.merge_proposed = None;
        return Ok(turn.done(EventKind::MergeRefused { text }));
    }
    let lead = turn.ctx.lead.filter(|lead| Some(lead.id) == turn.case.course.merge_proposed);
    let into = lead.ok_or(Refusal::MergeTarget)?.id;
    Ok(merged(turn, into, text))
}

/// Nothing ends by it: every duty stays owed by its own last day.
fn merged(mut turn: Deciding<'_>, into: CaseId, text: String) -> Decision {
    turn.case.course.merge_proposed = None;
    turn.case.course.merged_into = Some(into);
    turn.done(EventKind::Merged { into, text })
}

/// It is answered by itself again.
pub(super) fn unmerge(mut turn: Deciding<'_>, text: String) -> Decision {
    turn.case.course.merged_into = None;
    turn.done(EventKind::Unmerged { text })
}

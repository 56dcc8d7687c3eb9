//! Criminal signs: from the note to the investigation agency, the procuracy that is told of it, and
//! the case in which everything else goes on.

use super::{Deciding, Decision, Refusal};
use crate::domain::case::{Case, CaseFacts, State};
use crate::domain::deadline::{FromEvent, Step};
use crate::domain::event::{EventKind, ManifestEntry};
use crate::domain::ids::{AttachmentId, CaseId, CaseKey, UnitId};
use crate::domain::obligation::{DutyStatus, Obligation, next_due_on};
use crate::domain::succession::inherited;
use crate::domain::time::Day;

/// What is passed to the investigation agency, and what is not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Referral {
    /// To whom.
    pub authority: String,
    /// The procuracy of the same level, which is told in writing.
    pub procuracy: String,
    /// What is passed on, with hashes.
    pub manifest: Vec<ManifestEntry>,
    /// Files of the case that are passed on too, until what is known of each stands in the manifest.
    pub files: Vec<AttachmentId>,
    /// The contents that are not passed on and go on in a linked case, in words.
    pub remaining: Option<String>,
    /// Why.
    pub text: String,
}

/// Under which ids the rest would go on, and with whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkedIds {
    /// The linked case.
    pub case: CaseId,
    /// What its report and everything else of it hang on in the store.
    pub key: CaseKey,
    /// Its public number; tips have none.
    pub number: Option<String>,
    /// Who holds it: the holder of the referred case, unless that one came to be excluded.
    pub holder: UnitId,
}

/// A case that begins with what another one did not refer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Linked {
    /// The case. It stands where the other stood.
    pub case: Case,
    /// Its contents, in the words of the referral.
    pub contents: String,
    /// What the other owed, as this one owes it: the same days. They still bear the ids of before.
    pub inherits: Vec<Obligation>,
}

pub(super) fn note_signs(mut turn: Deciding<'_>, text: String) -> Decision {
    let today = turn.ctx.today;
    turn.case.course.signs_noted_on.get_or_insert(today);
    turn.case.course.violation_signs = true;
    turn.done(EventKind::SignsNoted { text })
}

/// Asks the state management body of the same level, which has a short clock of its own; its
/// silence never blocks (plan 577 III.2).
pub(super) fn consult(mut turn: Deciding<'_>) -> Result<Decision, Refusal> {
    let named = turn.ctx.receiver.ok_or(Refusal::NoReceiver)?;
    let asked = turn.ctx.consulted.ok_or(Refusal::NoReceiver)?;
    turn.begin(FromEvent::Consulted, asked.id, turn.ctx.today, None)?;
    turn.case.course.consulted = Some(asked.id);
    let replaced = asked.id != named.id;
    Ok(turn.done(EventKind::Consulted { unit: asked.id, replaced }))
}

pub(super) fn record_consultation(mut turn: Deciding<'_>, text: String) -> Decision {
    turn.end(|step| (step == Step::Consult).then_some(true));
    turn.done(EventKind::ConsultationRecorded { text })
}

/// Passes the file on at once and tells the procuracy; refused only where nobody was asked. What is
/// not passed on goes on in a linked case (Luật PCTN 2018 Art. 62.1), unless all of it is over.
pub(super) fn refer(mut turn: Deciding<'_>, referral: Referral) -> Result<Decision, Refusal> {
    let Referral { authority, procuracy, manifest, remaining, text, .. } = referral;
    let linked = match (remaining, turn.ctx.rest) {
        (None, _) => None,
        (Some(_), _) if !turn.case.state.is_open() => return Err(Refusal::CaseIsOver),
        (Some(_), None) => return Err(Refusal::NoReceiver),
        (Some(contents), Some(rest)) => Some(rest_of(&turn, rest, contents)),
    };
    turn.end(|_| Some(false));
    // Telling the procuracy is the duty of the body that passes the file on.
    let teller = turn.ctx.body.unwrap_or(turn.case.holder);
    turn.begin(FromEvent::Referred, teller, turn.ctx.today, None)?;
    turn.over(State::Referred);
    turn.case.course.copy_owed = true;
    turn.case.course.linked = linked.as_ref().map(|it| it.case.id);
    if linked.is_some() {
        // One text is one case's: the answer it tells of goes on there.
        turn.case.course.public_answer = None;
    }
    let linked_id = turn.case.course.linked;
    let procuracy = Some(procuracy);
    let event_kind =
        EventKind::Referred { authority, procuracy, manifest, linked: linked_id, text };
    Ok(Decision { linked, ..turn.done(event_kind) })
}

/// The rest stands where the whole stood: its days, its wait and its answer are kept, so that a
/// referral gains nobody any time. What led to the referral is left behind, and so is the first of
/// two persons who would close, because that was said of the whole. The answer that was given comes
/// along, because it may be sent back; a wrong forward is found before, where its times are.
fn rest_of(turn: &Deciding<'_>, rest: &LinkedIds, contents: String) -> Linked {
    let case = &turn.case;
    let owed = turn.open().filter(|one| one.step != Step::Consult);
    // What a unit before still owes that kept the case too long stays its own.
    let others = |one: &Obligation| one.step == Step::Answer && one.unit_id != case.holder;
    let by = |one| if others(one) { one.unit_id } else { rest.holder };
    let mut owed: Vec<_> = owed.map(|one| inherited(one, by(one), turn.ctx.today)).collect();
    // Whoever comes to hold the rest may have kept the case before: it owes a step once, by its first day.
    owed.sort_by_key(|one| one.due_on);
    let mut seen = Vec::new();
    owed.retain(|one| {
        let again = seen.contains(&(one.unit_id, one.step));
        seen.push((one.unit_id, one.step));
        !again
    });
    let given = turn
        .ctx
        .obligations
        .iter()
        .filter(|one| one.step == Step::Answer && one.status == DutyStatus::Met);
    let inherits: Vec<_> = owed
        .into_iter()
        .chain(given.cloned())
        .map(|one| Obligation { case_id: rest.case, ..one })
        .collect();
    let course = CaseFacts {
        linked_from: Some(case.id),
        signs_noted_on: None,
        consulted: None,
        close_proposed_by: None,
        hops: 0,
        veiled: 0,
        hint: None,
        released: Vec::new(),
        forwarded_by: None,
        publication_proposed_on: None,
        merged_into: None,
        merge_proposed: None,
        ..case.course.clone()
    };
    let case = Case {
        id: rest.case,
        key: rest.key,
        number: rest.number.clone(),
        version: 1,
        holder: rest.holder,
        next_due_on: next_due_on(&inherits),
        course,
        ..case.clone()
    };
    Linked { case, contents, inherits }
}

/// The procuracy was told. The duty is met on the day that is recorded, not on that of the document:
/// otherwise lateness could be dated away.
pub(super) fn record_copy(
    mut turn: Deciding<'_>,
    document_no: String,
    document_on: Day,
) -> Result<Decision, Refusal> {
    let duty = turn.open().find(|one| one.step == Step::ProcuracyCopy);
    let referred_on = duty.map(|one| one.start_on);
    if document_on > turn.ctx.today || referred_on.is_some_and(|day| document_on < day) {
        return Err(Refusal::DayNotPossible);
    }
    turn.end(|step| (step == Step::ProcuracyCopy).then_some(true));
    turn.case.course.copy_owed = false;
    Ok(turn.done(EventKind::ProcuracyCopied { document_no, document_on }))
}

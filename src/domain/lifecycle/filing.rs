//! The beginning of a case: its first state, what is owed from then on, and what is waited for.

use super::deciding::Opening;
use super::promise::claim_at_filing;
use crate::domain::actor::Role;
use crate::domain::case::{Case, CaseFacts, PaperWord, State, Wait};
use crate::domain::deadline::{FromEvent, PeriodFault, Step, Variant};
use crate::domain::entry::{DeskEntry, Kept};
use crate::domain::ids::{CaseId, CaseKey, UnitId};
use crate::domain::kind::{Channel, Kind, Signature};
use crate::domain::law::{Law, Matter};
use crate::domain::obligation::{Duty, NOTHING_DUE};
use crate::domain::time::{Day, Instant};

/// A report that has found its kind and its holder.
#[derive(Debug, Clone)]
pub struct Filing {
    /// The id of its case.
    pub id: CaseId,
    /// What everything of the case hangs on in the store.
    pub key: CaseKey,
    /// The public number; tips have none.
    pub number: Option<String>,
    /// What it is in law.
    pub kind: Kind,
    /// The category's code.
    pub category: String,
    /// The sector's code.
    pub sector: Option<String>,
    /// Whom it is about.
    pub accused: Option<UnitId>,
    /// Who answers for it.
    pub holder: UnitId,
    /// The office day it counts from: today, or the stamped day of a paper that came to the holder's own desk.
    pub received_on: Day,
    /// The stamped day of a paper.
    pub stamped_on: Option<Day>,
    /// Who kept a paper before it reached the holder.
    pub kept: Option<Kept>,
    /// How hard it is; remote areas have longer periods.
    pub variant: Variant,
    /// Whether the kind needs a signed paper.
    pub signature: Signature,
    /// Until when no unit knows of it.
    pub held_until: Option<Instant>,
    /// The day its dossier was promised for, as the reporter says.
    pub promised_on: Option<Day>,
    /// What the reception desk adds, where it types it in.
    pub desk: Option<DeskEntry>,
    /// The organisation of the Front whose account files it.
    pub sent_by: Option<UnitId>,
    /// How much its text hints at money or a gift.
    pub hint: Option<u16>,
}

/// A paper that was stamped longer ago than this counts for nobody's score before an inspector has seen it.
const STAMPED_LONG_AGO: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 15);

/// A case that begins, and what is owed in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Begun {
    /// The case.
    pub case: Case,
    /// The duties of its holder.
    pub opens: Vec<Opening>,
    /// The duty to forward a paper that lay at another desk, which is done with this.
    pub desks: Option<Opening>,
}

/// The case that begins with `filing`, and the duties. Without the signed paper that the kind needs there is no petition
/// in law yet, so nobody owes anything but to wait until a day that is told; none where no rule names one.
///
/// # Errors
/// [`PeriodFault`] where a day lies beyond the calendar.
pub fn file(filing: Filing, law: &Law<'_>, today: Day) -> Result<Option<Begun>, PeriodFault> {
    let Filing { accused, holder, received_on, variant, desk, .. } = filing;
    let matter = Matter { kind: filing.kind, variant, received_on };
    let signed = desk.is_some_and(|entry| entry.signed);
    let (promise, claimed) =
        claim_at_filing(law, matter, accused, holder, filing.promised_on, today)?;
    let waits = filing.signature == Signature::Required && !signed;
    let (mut duties, mut waits_until) = (Vec::new(), None);
    if waits {
        waits_until = law.last_day(matter, Step::Sign, FromEvent::SignedWait, today, today)?;
        if waits_until.is_none() {
            return Ok(None);
        }
    } else {
        duties = law.plan(matter, FromEvent::Received, received_on, today)?;
        duties.extend(claimed);
    }
    let desks = filing.kept.filter(|_| !waits).map(|kept| forwards(law, matter, kept, today));
    let desks = desks.transpose()?.flatten();
    let channel = filing.kind.channel();
    // An inspector's own entry is an inspector's word.
    let by_others = desk.is_some_and(|entry| entry.role != Role::Inspector);
    let stamped_on = filing.stamped_on.filter(|_| by_others && channel == Channel::Service);
    let long_ago = stamped_on.is_some_and(|day| today.duration_since(day) > STAMPED_LONG_AGO);
    let course = CaseFacts {
        resumes_to: waits.then_some(State::Received),
        wait: waits.then_some(Wait::Signature),
        signed_on: signed.then_some(received_on),
        promise,
        sent_by: filing.sent_by,
        hint: filing.hint.filter(|_| channel == Channel::Service),
        paper: long_ago.then_some(PaperWord::Awaited),
        typed_in_by: desk.and_then(|entry| entry.unit).filter(|_| channel == Channel::Service),
        ..CaseFacts::default()
    };
    let case = Case {
        id: filing.id,
        key: filing.key,
        channel,
        number: filing.number,
        kind: filing.kind,
        category: filing.category,
        sector: filing.sector,
        state: if waits { State::AwaitingReporter } else { State::Received },
        version: 1,
        holder,
        accused,
        assignee: None,
        received_on,
        next_due_on: NOTHING_DUE,
        outcome: None,
        closed_on: None,
        variant,
        waits_until,
        held_until: filing.held_until.filter(|_| channel == Channel::Service),
        course,
    };
    let opens = duties.into_iter().map(|mut duty| {
        duty.scored &= case.counts_for(holder);
        Opening { unit: holder, duty, told: None }
    });
    let opens = opens.collect();
    Ok(Some(Begun { case, opens, desks }))
}

/// What the desk owed that `kept` a paper: to forward it, from the stamped day; nothing where no rule says by when.
fn forwards(
    law: &Law<'_>,
    matter: Matter,
    kept: Kept,
    today: Day,
) -> Result<Option<Opening>, PeriodFault> {
    let matter = Matter { received_on: kept.since, ..matter };
    let duties = law.plan(matter, FromEvent::Received, kept.since, today)?;
    let forward = duties.into_iter().find(|duty| duty.step == Step::Forward);
    Ok(forward.map(|duty| Opening {
        unit: kept.by,
        duty: Duty { scored: false, ..duty },
        told: None,
    }))
}

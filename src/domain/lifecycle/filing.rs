//! The beginning of a case: its first state, what is owed from then on, and what is waited for.

use super::promise::claim_at_filing;
use super::turn::Opening;
use crate::domain::case::{Case, Course, State, Wait};
use crate::domain::deadline::{FromEvent, PeriodFault, Step, Variant};
use crate::domain::ids::{CaseId, CaseKey, UnitId};
use crate::domain::kind::{Channel, Kind, Signature};
use crate::domain::law::{Law, Matter};
use crate::domain::obligation::NOTHING_DUE;
use crate::domain::report::DeskEntry;
use crate::domain::time::Day;

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
    /// The office day it counts from: today, or the stamped day of a paper.
    pub received_on: Day,
    /// How hard it is; remote areas have longer periods.
    pub variant: Variant,
    /// Whether the kind needs a signed paper.
    pub signature: Signature,
    /// The day its dossier was promised for, as the reporter says.
    pub promised_on: Option<Day>,
    /// What the reception desk adds, where it types it in.
    pub desk: Option<DeskEntry>,
    /// The organisation of the Front whose account files it.
    pub sent_by: Option<UnitId>,
}

/// The case that begins with `filing`, and the duties. Without the signed paper that the kind needs there is no petition
/// in law yet, so nobody owes anything but to wait until a day that is told; none where no rule names one.
///
/// # Errors
/// [`PeriodFault`] where a day lies beyond the calendar.
pub fn file(
    filing: Filing,
    law: &Law<'_>,
    today: Day,
) -> Result<Option<(Case, Vec<Opening>)>, PeriodFault> {
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
    let channel = filing.kind.channel();
    let course = Course {
        resumes_to: waits.then_some(State::Received),
        wait: waits.then_some(Wait::Signature),
        signed_on: signed.then_some(received_on),
        promise,
        sent_by: filing.sent_by,
        typed_in_by: desk.and_then(|entry| entry.unit).filter(|_| channel == Channel::Service),
        ..Course::default()
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
        course,
    };
    let opens = duties.into_iter().map(|mut duty| {
        duty.scored &= !case.is_own_entry(holder);
        Opening { unit: holder, duty, told: None }
    });
    let opens = opens.collect();
    Ok(Some((case, opens)))
}

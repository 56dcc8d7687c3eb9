//! What an event of a case writes into the register of apologies of the unit whose dossier it is about.

use super::CaseFile;
use crate::domain::case::Case;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::{ApologyId, Ids};
use crate::domain::kind::Channel;
use crate::domain::lifecycle::Refusal;
use crate::domain::records::apology::Apology;
use crate::service::error::ServiceError;
use crate::service::reference::Reference;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::records::apologies;

/// A line of the register, new or changed.
pub(super) enum Entry {
    /// The apology that was given in the case.
    New(Apology),
    /// An earlier line, with the day of the result; with the version it was read at.
    Finished(i32, Apology),
}

/// The line about the dossier of the case on `file`: its own, or one that another case, or the unit itself, has
/// written. What a unit registered before it ended counts for its successor. Of a tip there is none.
pub(super) fn registered(
    conn: &mut Conn,
    reference: &Reference,
    file: &CaseFile,
) -> Result<Option<Apology>, StoreError> {
    if file.case.channel == Channel::Integrity {
        return Ok(None);
    }
    for id in file.ids() {
        if let Some(own) = apologies::of_case(conn, id)? {
            return Ok(Some(own));
        }
    }
    let Some(code) = file.dossier() else { return Ok(None) };
    let (unit, after) = (file.case.dossier_unit(), reference.units.successions());
    let mut lines = apologies::about_dossier(conn, code)?;
    lines.retain(|one| after.reaches(one.unit, unit) || after.reaches(unit, one.unit));
    // Of several the one about the same day, then the oldest.
    let promise = file.case.course.promise;
    let day = promise.and_then(|promise| promise.promised_on.or(promise.claimed_on));
    lines.sort_by_key(|one| (Some(one.promised_on) != day, one.recorded_at));
    Ok(lines.into_iter().next())
}

impl Entry {
    /// What follows from `event`, if anything.
    pub(super) fn of(
        ids: &dyn Ids,
        file: &CaseFile,
        case: &Case,
        event: &Event,
    ) -> Result<Option<Self>, ServiceError> {
        let registered = file.registered.as_ref();
        if case.course.called_up_on.is_some() {
            // The register is read where the case is not to be known any more.
            return Ok(None);
        }
        match &event.payload.event_kind {
            EventKind::Apologised { promised_on, letter } => {
                // One a dossier, whichever case or desk recorded it (NĐ 61/2018 Art. 19.9).
                if let Some(line) = registered {
                    if line.letter == *letter {
                        return Ok(None);
                    }
                    return Err(ServiceError::Refused(Refusal::OnceOnly));
                }
                let own = case.dossier_unit() == case.holder;
                let dossier_code = file.dossier().map(str::to_owned);
                if !own && dossier_code.is_none() {
                    // Nothing but the case would lead to it, and that is not the unit's to see.
                    return Ok(None);
                }
                let number = case.number.clone().filter(|_| own);
                Ok(Some(Self::New(Apology {
                    id: ApologyId::new(ids.random()),
                    version: 1,
                    unit: case.dossier_unit(),
                    case: number.map(|number| (case.id, number)),
                    dossier_code,
                    promised_on: *promised_on,
                    letter: letter.clone(),
                    finished_on: case.course.promise.and_then(|promise| promise.finished_on),
                    recorded_by: event
                        .actor
                        .ok_or_else(|| ServiceError::internal("an apology by nobody"))?,
                    recorded_at: event.at,
                })))
            }
            EventKind::ResultRecorded { finished_on, .. } => {
                let open = registered.filter(|one| one.finished_on.is_none());
                Ok(open.map(|one| {
                    let seen = one.version;
                    let finished_on = Some(*finished_on);
                    Self::Finished(seen, Apology { version: seen + 1, finished_on, ..one.clone() })
                }))
            }
            _ => Ok(None),
        }
    }

    pub(super) fn write(&self, tx: &mut Conn) -> Result<(), StoreError> {
        match self {
            Self::New(one) => apologies::insert(tx, one),
            Self::Finished(seen, one) => apologies::finish(tx, *seen, one),
        }
    }
}

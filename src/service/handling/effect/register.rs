//! What an event of a case writes into the holder's register of apologies.

use crate::domain::apology::Apology;
use crate::domain::case::Case;
use crate::domain::event::{Event, Happening};
use crate::domain::ids::ApologyId;
use crate::domain::lifecycle::Refusal;
use crate::service::desk::Desk;
use crate::service::error::{Fault, ServiceError};
use crate::store::backend::Conn;
use crate::store::{StoreError, apologies, reports};

/// A line of the register, new or changed.
pub(super) enum Entry {
    /// The apology that was given in the case.
    New(Apology),
    /// An earlier line, with the day of the result; with the version it was read at.
    Finished(i32, Apology),
}

impl Entry {
    /// What follows from `event`, if anything.
    pub(super) fn of(
        desk: &Desk,
        conn: &mut Conn,
        case: &Case,
        event: &Event,
    ) -> Result<Option<Self>, Fault> {
        let dossier = |conn: &mut Conn| -> Result<Option<String>, StoreError> {
            Ok(reports::get(conn, case.report_id)?.and_then(|row| row.dossier_code))
        };
        let known = |conn: &mut Conn| -> Result<Option<Apology>, StoreError> {
            match (apologies::of_case(conn, case.id)?, dossier(conn)?) {
                (None, Some(code)) => apologies::of_dossier(conn, case.holder, &code),
                (found, _) => Ok(found),
            }
        };
        match &event.payload.happening {
            Happening::Apologised { promised_on, letter } => {
                // One a dossier, whichever case or desk recorded it (NĐ 61/2018 Art. 19.9).
                if let Some(line) = known(conn)? {
                    if line.letter == *letter {
                        return Ok(None);
                    }
                    return Err(ServiceError::Refused(Refusal::OnceOnly).into());
                }
                Ok(Some(Self::New(Apology {
                    id: ApologyId::new(desk.ids.random()),
                    version: 1,
                    unit: case.holder,
                    case: case.number.clone().map(|number| (case.id, number)),
                    dossier_code: dossier(conn)?,
                    promised_on: *promised_on,
                    letter: letter.clone(),
                    finished_on: case.course.promise.and_then(|promise| promise.finished_on),
                    recorded_by: event
                        .actor
                        .ok_or_else(|| ServiceError::internal("an apology by nobody"))?,
                    recorded_at: event.at,
                })))
            }
            Happening::ResultRecorded { finished_on, .. } => {
                let found = known(conn)?.filter(|one| one.finished_on.is_none());
                Ok(found.map(|one| {
                    let seen = one.version;
                    let finished_on = Some(*finished_on);
                    Self::Finished(seen, Apology { version: seen + 1, finished_on, ..one })
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

//! What the feed knew of the dossier of a report: whether before it, and where the dossier stood on that day.

use super::Dossier;
use crate::domain::codes::codes;
use crate::domain::ids::UnitId;
use crate::domain::succession::Successions;
use crate::domain::time::Day;

codes! {
    /// Where a dossier stood on a day, by the day that was promised at first.
    DossierState {
        /// Without its result, and the promised day had not passed.
        OpenInTime => "open_in_time",
        /// Without its result after the promised day.
        OpenLate => "open_late",
        /// The result came by the promised day.
        ReturnedInTime => "returned_in_time",
        /// The result came after it.
        ReturnedLate => "returned_late",
        /// The feed has no such dossier, or it was taken in later.
        Unknown => "unknown",
    }
}

impl Dossier {
    /// Where it stood on `day`. A result of which the feed told later than that day, though it is dated before, is none on it:
    /// or whoever feeds it could answer a complaint by a date. See [`DossierStanding::result_told_later`].
    pub fn state_on(&self, day: Day) -> DossierState {
        let returned = self
            .facts
            .returned_on
            .filter(|returned| *returned <= day && !self.result_told_after(day));
        match returned {
            _ if day < self.facts.received_on => DossierState::Unknown,
            Some(on) if on <= self.promised_first_on => DossierState::ReturnedInTime,
            Some(_) => DossierState::ReturnedLate,
            None if day <= self.promised_first_on => DossierState::OpenInTime,
            None => DossierState::OpenLate,
        }
    }
}

impl Dossier {
    /// Whether the feed told of the result later than `day`.
    fn result_told_after(&self, day: Day) -> bool {
        self.result_known_on.is_some_and(|told| told > day)
    }
}

/// What the feed says of the dossier of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierStanding {
    /// Whether the feed told of it on an office day before the report's: only then nobody can have fed it for the report.
    pub known: bool,
    /// Where it stood on the day of the report.
    pub state: DossierState,
    /// Whether the feed told after the day of the report that the result had been given by then: it may have, or not.
    pub result_told_later: bool,
    /// The dossier, if the feed has it.
    pub dossier: Option<Dossier>,
}

impl DossierStanding {
    /// Of the dossiers of one code (`found`) the one that a report about `unit`, received on `day`, means: of the unit's own and
    /// those of a unit before or after it the one that was known first, so that nothing fed after the report takes its place.
    pub fn of(found: Vec<Dossier>, unit: UnitId, after: &Successions, day: Day) -> Self {
        let meant = found
            .into_iter()
            .filter(|one| {
                let own = one.facts.unit;
                after.reaches(own, unit) || after.reaches(unit, own)
            })
            .min_by_key(|one| (one.known_on, one.facts.unit != unit, one.id));
        Self {
            known: meant.as_ref().is_some_and(|one| one.known_on < day),
            result_told_later: meant.as_ref().is_some_and(|one| {
                one.facts.returned_on.is_some_and(|on| on <= day) && one.result_told_after(day)
            }),
            state: meant.as_ref().map_or(DossierState::Unknown, |one| one.state_on(day)),
            dossier: meant,
        }
    }
}

//! Reading urging letters: each within the reader's scope, in pages that never skip or repeat one.

use crate::domain::actor::Actor;
use crate::domain::deadline::DeadlineRule;
use crate::domain::ids::UrgingId;
use crate::domain::urging::{Urging, UrgingStatus};
use crate::service::error::ServiceError;
use crate::service::facade::{PassedFrom, Service, UnitName};
use crate::service::paging::{Listed, bounded};
use crate::store::records::urgings::{self, UrgingFilter};

/// A letter with what belongs to it.
#[derive(Debug, Clone)]
pub struct LetterView {
    /// The letter.
    pub urging: Urging,
    /// The unit that is urged.
    pub unit: Option<UnitName>,
    /// From whom it passed on to that unit.
    pub passed: Vec<PassedFrom>,
    /// The rule of its clock, where it follows one.
    pub rule: Option<DeadlineRule>,
    /// Whether its last day has passed without an answer.
    pub overdue: bool,
    /// Whether that day was counted in a year whose decision on days off is not loaded.
    pub provisional: bool,
}

/// What a reader asks of the list of letters.
#[derive(Debug, Clone, Default)]
pub struct LetterQuery {
    /// Only those without an answer.
    pub open: bool,
    /// Only those without an answer whose last day has passed.
    pub overdue: bool,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// How many (1–100).
    pub limit: i64,
}

impl Service {
    /// A page of the letters in the actor's scope, the first due first.
    ///
    /// # Errors
    /// [`ServiceError::BadCursor`] for a cursor of another query or another reader.
    pub async fn letters(
        &self,
        actor: &Actor,
        query: LetterQuery,
    ) -> Result<Listed<LetterView>, ServiceError> {
        let filter = UrgingFilter {
            units: actor.watched_units(),
            hidden: actor.conflicts.to_vec(),
            open: query.open,
            overdue_on: query.overdue.then_some(self.clock.today()),
        };
        let bound = format!("urgings|{}|{filter:?}", actor.user_id);
        let after = self.place(query.cursor.as_deref(), &bound)?;
        let limit = bounded(query.limit);
        let found =
            self.db.read(move |conn| urgings::page(conn, &filter, after, limit + 1)).await?;
        let page = self.page(found, limit, &bound, |one| (one.due_on, one.id));
        Ok(page.map(|one| self.letter(one)))
    }

    /// One letter in the actor's scope.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] outside it.
    pub async fn one_letter(
        &self,
        actor: &Actor,
        id: UrgingId,
    ) -> Result<LetterView, ServiceError> {
        let found = self.db.read(move |conn| urgings::get(conn, id)).await?;
        let found = found.filter(|one| actor.watches(one.unit_id));
        found.map(|one| self.letter(one)).ok_or(ServiceError::NotFound)
    }

    /// A letter as it is read today.
    pub(super) fn letter(&self, urging: Urging) -> LetterView {
        let reference = self.references.now();
        let counted = urging.status == UrgingStatus::Open && urging.rule_id.is_some();
        LetterView {
            provisional: counted && reference.calendar.is_provisional(urging.due_on),
            unit: reference.unit_name(urging.unit_id),
            passed: reference.passed_from(&urging.passed),
            rule: urging.rule_id.and_then(|id| reference.rules.get(id)).cloned(),
            overdue: urging.is_overdue(self.clock.today()),
            urging,
        }
    }
}

//! Reading urging letters: each within the reader's scope, in pages that never skip or repeat one.

use crate::domain::actor::{Actor, Scope};
use crate::domain::deadline::DeadlineRule;
use crate::domain::ids::{UnitId, UrgingId};
use crate::domain::time::Day;
use crate::domain::urging::Urging;
use crate::service::cases::BadCursor;
use crate::service::desk::{Desk, UnitName};
use crate::service::error::ServiceError;
use crate::service::reference::Reference;
use crate::store::urgings::{self, UrgingFilter};

/// A letter with what belongs to it.
#[derive(Debug, Clone)]
pub struct LetterView {
    /// The letter.
    pub urging: Urging,
    /// The unit that is urged.
    pub unit: Option<UnitName>,
    /// The rule of its clock, where it follows one.
    pub rule: Option<DeadlineRule>,
    /// Whether its last day has passed without an answer.
    pub overdue: bool,
}

impl LetterView {
    pub(super) fn of(reference: &Reference, urging: Urging, today: Day) -> Self {
        Self {
            unit: reference.unit_name(urging.unit_id),
            rule: urging.rule_id.and_then(|id| reference.rules.get(id)).cloned(),
            overdue: urging.is_overdue(today),
            urging,
        }
    }
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

/// A page of letters.
#[derive(Debug, Clone)]
pub struct LetterPage {
    /// The letters, the first due first.
    pub items: Vec<LetterView>,
    /// Where the next page begins; none on the last.
    pub next: Option<String>,
}

/// The units whose letters `scope` reaches: `Ok(None)` for all, `Err` for none.
fn reach(scope: &Scope) -> Result<Option<Vec<UnitId>>, ()> {
    match scope {
        Scope::Unit(unit) => Ok(Some(vec![*unit])),
        Scope::Units(units) => Ok(Some(units.to_vec())),
        Scope::Inspectorate { .. } => Ok(None),
        Scope::Nothing => Err(()),
    }
}

pub(super) fn sees(actor: &Actor, urging: &Urging) -> bool {
    if actor.conflicts.contains(&urging.unit_id) {
        return false;
    }
    match reach(&actor.scope()) {
        Ok(None) => true,
        Ok(Some(units)) => units.contains(&urging.unit_id),
        Err(()) => false,
    }
}

impl Desk {
    /// A page of the letters in the actor's scope.
    ///
    /// # Errors
    /// `Ok(Err(BadCursor))` for a cursor of another query or another reader.
    pub async fn letters(
        &self,
        actor: &Actor,
        query: LetterQuery,
    ) -> Result<Result<LetterPage, BadCursor>, ServiceError> {
        let reference = self.references.ready()?;
        let today = self.clock.today();
        let Ok(units) = reach(&actor.scope()) else {
            return Ok(Ok(LetterPage { items: Vec::new(), next: None }));
        };
        let overdue_on = query.overdue.then_some(today);
        let hidden = actor.conflicts.to_vec();
        let filter = UrgingFilter { units, hidden, open: query.open, overdue_on };
        let bound = format!("urgings|{filter:?}");
        let after = match &query.cursor {
            None => None,
            Some(cursor) => match self.letter_place(cursor, &bound) {
                Some(place) => Some(place),
                None => return Ok(Err(BadCursor)),
            },
        };
        let limit = query.limit.clamp(1, 100);
        let mut found =
            self.db.read(move |conn| urgings::page(conn, &filter, after, limit + 1)).await?;
        let whole = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = found.len() > whole;
        found.truncate(whole);
        let next = found
            .last()
            .filter(|_| more)
            .map(|last| self.keys.sign_cursor(&format!("{}|{}", last.due_on, last.id), &bound));
        let items = found.into_iter().map(|one| LetterView::of(&reference, one, today)).collect();
        Ok(Ok(LetterPage { items, next }))
    }

    fn letter_place(&self, cursor: &str, bound: &str) -> Option<(Day, UrgingId)> {
        let text = self.keys.read_cursor(cursor, bound)?;
        let (day, id) = text.split_once('|')?;
        Some((day.parse().ok()?, id.parse().ok()?))
    }
}

//! Which index a queue walks: every filter of a closed list has one in order of urgency, and the rarest leads.

use super::{Case, CaseId, Day, Kind, Scope, State, UnitId};
use crate::domain::kind::Channel;

/// So many entries of an index one page looks at; what is not found among them is for the next page.
pub const LOOKED_AT: i64 = 2_000;
/// More holders than this are no lead: each is walked by itself.
const MOST_HOLDERS: usize = 32;

/// A place in order of urgency.
pub type Place = (Day, CaseId);

/// What of a queue is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Slice {
    /// Behind what it begins.
    pub after: Option<Place>,
    /// How many cases at most.
    pub limit: i64,
    /// How many entries of the index are looked at for them, at most.
    pub looked_at: i64,
}

/// What one look at a queue found.
#[derive(Debug)]
pub struct Page {
    /// The cases, the most urgent first; fewer than were asked for where few of those that were looked at fit.
    pub cases: Vec<Case>,
    /// Behind what the next page begins; none where nothing is left.
    pub next: Option<Place>,
}

/// What a queue may be narrowed by. Every field that is set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// The state.
    pub state: Option<State>,
    /// The kind.
    pub kind: Option<Kind>,
    /// The category's code.
    pub category: Option<String>,
    /// The holder.
    pub unit: Option<UnitId>,
    /// The holder is one of these.
    pub held_by: Option<Vec<UnitId>>,
    /// Late on this day.
    pub overdue_on: Option<Day>,
    /// Due on or before this day.
    pub due_by: Option<Day>,
    /// Only cases that are not over.
    pub open_only: bool,
    /// Only cases that wait for an inspector's word.
    pub awaits_inspector: bool,
    /// Only cases whose text hints at money or a gift, of which the reader may know it.
    pub hinted: bool,
    /// Only cases received on this day or before in which nobody has answered yet.
    pub unprocessed_since: Option<Day>,
}

/// What an index begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead<'f> {
    /// Whether it is over; every case.
    Any,
    /// The holder, then whether it is over.
    Holder(UnitId),
    /// The category, then whether it is over.
    Category(&'f str),
    /// The kind, then whether it is over.
    Kind(Kind),
    /// The state.
    State(State),
    /// That it waits for an inspector.
    Awaiting,
    /// That its text hints at money or a gift.
    Hinted,
}

impl Lead<'_> {
    /// Whether its index goes on with whether the case is over: then open and closed ones are walked apart.
    pub(super) const fn is_split(self) -> bool {
        !matches!(self, Self::State(_) | Self::Awaiting | Self::Hinted)
    }
}

/// What each of so many walks may look at.
pub(super) fn share(look_at: i64, walks: usize) -> i64 {
    (look_at / i64::try_from(walks).unwrap_or(1).max(1)).max(1)
}

/// The leads of one way to walk: together they reach every case that can fit.
pub(super) type Leads<'f> = Vec<Lead<'f>>;

impl CaseFilter {
    /// Every way to walk the cases that `scope` sees of `channel`, the narrowest as a rule first. Of tips, which are few
    /// and are one body's, only the holder has an index.
    pub(super) fn ways(&self, channel: Channel, scope: &Scope) -> Vec<Leads<'_>> {
        let holders = |units: &[UnitId]| -> Option<Leads<'_>> {
            let few = units.len() <= MOST_HOLDERS;
            few.then(|| units.iter().copied().map(Lead::Holder).collect())
        };
        let in_scope = match (scope, channel) {
            (Scope::Unit(unit), _) => holders(&[*unit]),
            (Scope::Units(units), _) => holders(units),
            (Scope::Inspectorate { body, .. }, Channel::Integrity) => holders(&[*body]),
            (Scope::Inspectorate { .. }, Channel::Service) | (Scope::Nothing, _) => None,
        };
        let mut ways = Vec::new();
        ways.extend(self.unit.map(|unit| vec![Lead::Holder(unit)]));
        ways.extend(self.held_by.as_deref().and_then(holders));
        ways.extend(in_scope);
        if channel == Channel::Service {
            ways.extend(self.hinted.then(|| vec![Lead::Hinted]));
            ways.extend(self.awaits_inspector.then(|| vec![Lead::Awaiting]));
            ways.extend(self.category.as_deref().map(|code| vec![Lead::Category(code)]));
            ways.extend(self.state.map(|state| vec![Lead::State(state)]));
            ways.extend(self.kind.map(|kind| vec![Lead::Kind(kind)]));
        }
        if ways.is_empty() {
            ways.push(vec![Lead::Any]);
        }
        ways
    }

    /// Whether `scope` may not know what is asked for: a hint is the inspectors' own.
    pub(super) const fn is_hidden_from(&self, scope: &Scope) -> bool {
        self.hinted && !matches!(scope, Scope::Inspectorate { .. })
    }

    /// Whether only what is open can fit.
    pub(super) const fn is_open_only(&self) -> bool {
        let by_day = self.overdue_on.is_some() || self.due_by.is_some();
        self.open_only || by_day || self.unprocessed_since.is_some()
    }

    /// Whether all that `lead` passes fits: then a page ends as soon as it is full.
    pub(super) fn is_all_of(&self, lead: Lead<'_>, scope: &Scope, channel: Channel) -> bool {
        let sees_all = match scope {
            Scope::Inspectorate { conflicts, .. } => {
                channel == Channel::Service && conflicts.is_empty()
            }
            // But for what waits for a signature, which is little.
            Scope::Unit(unit) => lead == Lead::Holder(*unit),
            Scope::Units(units) => units.iter().any(|unit| lead == Lead::Holder(*unit)),
            Scope::Nothing => false,
        };
        let wanted = [
            (self.state.is_some(), matches!(lead, Lead::State(_))),
            (self.kind.is_some(), matches!(lead, Lead::Kind(_))),
            (self.category.is_some(), matches!(lead, Lead::Category(_))),
            (self.unit.is_some(), self.unit.map(Lead::Holder) == Some(lead)),
            (self.awaits_inspector, lead == Lead::Awaiting),
            (self.is_open_only(), lead.is_split()),
            // Of what is the reader's own body's it tells nothing.
            (self.hinted, false),
            (self.held_by.is_some() || self.unprocessed_since.is_some(), false),
        ];
        sees_all && wanted.iter().all(|(asked, leads)| !asked || *leads)
    }
}

//! Which index a queue walks: every filter of a closed list has one in order of urgency, and the rarest leads.

use super::{Case, CaseId, Day, Kind, Scope, State, Step, UnitId, UserId, Variant};
use crate::domain::case::Turn;
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

/// Days from the first to the last, both included; open where there is none.
pub type Span = (Option<Day>, Option<Day>);

/// Who has a case in hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hand {
    /// Nobody.
    Nobody,
    /// This person.
    Of(UserId),
}

/// What a queue may be narrowed by. Every field that is set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// The state is one of these, where there are some; so with every list.
    pub states: Vec<State>,
    /// The kind.
    pub kinds: Vec<Kind>,
    /// The category's code.
    pub categories: Vec<String>,
    /// The sector's code.
    pub sectors: Vec<String>,
    /// Whom it is about.
    pub accused: Vec<UnitId>,
    /// Who has it in hand.
    pub assignee: Option<Hand>,
    /// The holder.
    pub units: Vec<UnitId>,
    /// The holder is one of these, none of them included.
    pub held_by: Option<Vec<UnitId>>,
    /// How its last days are counted.
    pub variants: Vec<Variant>,
    /// Its number.
    pub number: Option<String>,
    /// Came from this day to that one.
    pub received: Span,
    /// Ended from this day to that one.
    pub closed: Span,
    /// Of each of these lists it has one term; only in the service channel there are terms.
    pub terms: Vec<Vec<String>>,
    /// A duty of one of these steps is open in it, of which the reader may know.
    pub steps: Vec<Step>,
    /// It is one of these turns.
    pub turns: Vec<Turn>,
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
    /// The holder, then the state.
    Held(UnitId, State),
    /// Whom it is about, then whether it is over.
    Accused(UnitId),
    /// Who has it in hand, then whether it is over.
    Assignee(UserId),
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

/// By what a case of a queue differs from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Traits {
    /// The state's code; so with the next ones.
    pub state: String,
    /// The kind.
    pub kind: String,
    /// The category.
    pub category: String,
    /// The sector.
    pub sector: Option<String>,
    /// Who holds it.
    pub holder: UnitId,
    /// Who has it in hand.
    pub assignee: Option<UserId>,
    /// The nearest last day.
    pub next_due_on: Day,
    /// Whether it is not over.
    pub is_open: bool,
}

/// What few cases have, in no order of urgency.
#[derive(Debug, Clone, Copy)]
pub(super) enum Few<'f> {
    /// The number.
    Number(&'f str),
    /// The day on which it came.
    Received(Span),
    /// The day on which it ended.
    Closed(Span),
    /// One of these terms.
    Terms(&'f [String]),
}

impl Lead<'_> {
    /// Whether its index goes on with whether the case is over: then open and closed ones are walked apart.
    pub(super) const fn is_split(self) -> bool {
        !matches!(self, Self::State(_) | Self::Held(..) | Self::Awaiting | Self::Hinted)
    }

    /// The holder of all that it leads to.
    pub(super) const fn holder(self) -> Option<UnitId> {
        match self {
            Self::Holder(unit) | Self::Held(unit, _) => Some(unit),
            _ => None,
        }
    }

    /// The state of all that it leads to.
    pub(super) const fn state(self) -> Option<State> {
        match self {
            Self::State(state) | Self::Held(_, state) => Some(state),
            _ => None,
        }
    }
}

/// What each of so many walks may look at.
pub(super) fn share(look_at: i64, walks: usize) -> i64 {
    (look_at / i64::try_from(walks).unwrap_or(1).max(1)).max(1)
}

fn each_once(leads: Leads<'_>) -> Leads<'_> {
    let mut seen = Leads::new();
    for lead in leads {
        if !seen.contains(&lead) {
            seen.push(lead);
        }
    }
    seen
}

/// The leads of one way to walk: together they reach every case that can fit.
pub(super) type Leads<'f> = Vec<Lead<'f>>;

impl CaseFilter {
    /// Every way to walk the cases that `scope` sees of `channel`, the narrowest as a rule first. Of tips, which are few
    /// and are one body's, only the holder has an index.
    pub(super) fn ways(&self, channel: Channel, scope: &Scope) -> Vec<Leads<'_>> {
        let holders = |units: &[UnitId]| -> Option<Leads<'_>> {
            let few = units.len() <= MOST_HOLDERS;
            let pairs = units.len().saturating_mul(self.states.len());
            // A state that is asked for is passed over nowhere; this tells what is held and no more.
            if channel == Channel::Service && (1..=MOST_HOLDERS).contains(&pairs) {
                let of = |unit: UnitId| self.states.iter().map(move |it| Lead::Held(unit, *it));
                return Some(units.iter().copied().flat_map(of).collect());
            }
            few.then(|| units.iter().copied().map(Lead::Holder).collect())
        };
        // How far a walk goes tells how much there is: whoever sees a part walks that part alone.
        let own: Option<&[UnitId]> = match scope {
            Scope::Unit(unit) => Some(std::slice::from_ref(unit)),
            Scope::Units(units) => Some(units),
            Scope::Inspectorate { body, .. } if channel == Channel::Integrity => {
                Some(std::slice::from_ref(body))
            }
            Scope::Inspectorate { .. } => None,
            Scope::Nothing => Some(&[]),
        };
        let mut ways = Vec::new();
        if let Some(own) = own {
            let asked = |unit: &&UnitId| self.units.is_empty() || self.units.contains(unit);
            let held = |unit: &&UnitId| self.held_by.as_ref().is_none_or(|by| by.contains(unit));
            let reached: Vec<UnitId> = own.iter().filter(asked).filter(held).copied().collect();
            ways.push(holders(&reached).unwrap_or_else(|| vec![Lead::Any]));
            return ways.into_iter().map(each_once).collect();
        }
        let asked = Some(self.units.as_slice()).filter(|units| !units.is_empty());
        ways.extend(asked.and_then(holders));
        ways.extend(self.held_by.as_deref().and_then(holders));
        if channel == Channel::Service {
            ways.extend(self.hinted.then(|| vec![Lead::Hinted]));
            ways.extend(self.awaits_inspector.then(|| vec![Lead::Awaiting]));
            let assignee = match self.assignee {
                Some(Hand::Of(user)) => Some(vec![Lead::Assignee(user)]),
                Some(Hand::Nobody) | None => None,
            };
            ways.extend(assignee);
            // Named beside states they narrow what those lead to.
            let turns = Some(&self.turns).filter(|_| self.states.is_empty());
            let turned = turns.into_iter().flatten().map(|turn| turn.states());
            let in_any = turned.clone().any(<[State]>::is_empty);
            let turned = turned.filter(|_| !in_any).flatten().copied().map(Lead::State).collect();
            let categories = self.categories.iter().map(|code| Lead::Category(code));
            let some = [
                self.accused.iter().copied().map(Lead::Accused).collect(),
                categories.collect(),
                self.states.iter().copied().map(Lead::State).collect(),
                turned,
                self.kinds.iter().copied().map(Lead::Kind).collect(),
            ];
            ways.extend(some.into_iter().filter(|leads: &Leads<'_>| !leads.is_empty()));
        }
        if ways.is_empty() {
            ways.push(vec![Lead::Any]);
        }
        // What is named twice is walked once.
        ways.into_iter().map(each_once).collect()
    }

    /// The few of which no index says the order: where there are no more than a page looks at, these alone are looked at.
    pub(super) fn few(&self, channel: Channel, scope: &Scope) -> Vec<Few<'_>> {
        if channel == Channel::Integrity {
            return Vec::new();
        }
        let number = self.number.as_deref().map(Few::Number);
        if !matches!(scope, Scope::Inspectorate { .. }) {
            return number.into_iter().collect();
        }
        let span = |span: Span| Some(span).filter(|span| *span != (None, None));
        let received = span(self.received).map(Few::Received);
        let closed = span(self.closed).map(Few::Closed);
        let terms = self.terms.iter().map(|any| Few::Terms(any));
        [number, received, closed].into_iter().flatten().chain(terms).collect()
    }

    /// Whether something is asked for that no index in order of urgency leads to.
    fn has_no_lead(&self) -> bool {
        let few =
            self.number.is_some() || self.received != (None, None) || self.closed != (None, None);
        let plain = self.sectors.is_empty() && self.variants.is_empty() && self.terms.is_empty();
        few || !plain || !self.steps.is_empty() || !self.turns.is_empty()
    }

    /// Whether `scope` may not know what is asked for: a hint is the inspectors' own, and no word of a tip is searched.
    pub(super) fn is_hidden_from(&self, scope: &Scope, channel: Channel) -> bool {
        let searched = !self.terms.is_empty() && channel == Channel::Integrity;
        let untold = !self.steps.is_empty() && self.steps_told(scope).next().is_none();
        searched || untold || (self.hinted && !matches!(scope, Scope::Inspectorate { .. }))
    }

    /// The steps asked for of which `scope` may know; inspectors know of every one in what is not about their own body.
    pub(super) fn steps_told(&self, scope: &Scope) -> impl Iterator<Item = Step> {
        let all = matches!(scope, Scope::Inspectorate { .. });
        self.steps.iter().copied().filter(move |step| all || step.is_told())
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
            Scope::Unit(unit) => lead.holder() == Some(*unit),
            Scope::Units(units) => lead.holder().is_some_and(|unit| units.contains(&unit)),
            Scope::Nothing => false,
        };
        let wanted = [
            (!self.states.is_empty(), lead.state().is_some()),
            (!self.kinds.is_empty(), matches!(lead, Lead::Kind(_))),
            (!self.categories.is_empty(), matches!(lead, Lead::Category(_))),
            (!self.accused.is_empty(), matches!(lead, Lead::Accused(_))),
            (self.assignee.is_some(), matches!(lead, Lead::Assignee(_))),
            (!self.units.is_empty(), lead.holder().is_some_and(|it| self.units.contains(&it))),
            (self.awaits_inspector, lead == Lead::Awaiting),
            (self.is_open_only(), lead.is_split()),
            // Of what is the reader's own body's it tells nothing.
            (self.hinted, false),
            (self.held_by.is_some() || self.unprocessed_since.is_some(), false),
            (self.has_no_lead(), false),
        ];
        sees_all && wanted.iter().all(|(asked, leads)| !asked || *leads)
    }
}

//! Queues by time: what came last, what changed last, and what changed since a client looked, in pages of a bounded piece.

use crate::domain::actor::{Actor, Scope};
use crate::domain::case::Case;
use crate::domain::ids::UnitId;
use crate::domain::kind::Channel;
use crate::domain::time::Instant;
use crate::store::backend::Conn;
use crate::store::cases::{self, CaseFilter, LOOKED_AT};
use crate::store::changes::{self, Entry, Reader, Walk};
use crate::store::{StoreError, snapshot};

/// What is written late, or by a clock that is a little slow, is found by whoever asks since then all the same.
const LATE: i64 = 600;

/// Cases, each with its place in the order, and behind what the next page begins.
pub(in crate::service) type Page = (Vec<(Entry, Case)>, Option<Entry>);

/// The order of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// The most urgent first.
    #[default]
    Urgency,
    /// The last received first.
    Received,
    /// The last changed first.
    Changed,
    /// What changed since this moment, the earliest first.
    Since(Instant),
}

impl Order {
    /// How it walks what is noted of changes; none where it walks the cases themselves.
    pub(super) fn walk(self) -> Option<Walk> {
        match self {
            Self::Urgency => None,
            Self::Received => Some(Walk::Received),
            Self::Changed => Some(Walk::Changed),
            Self::Since(at) => Some(Walk::Since(at.plus_seconds(-LATE))),
        }
    }
}

/// Which walks together pass what `scope` sees: whoever sees a part walks that part alone.
fn readers(scope: &Scope, filter: &CaseFilter) -> Vec<Reader> {
    let asked = |unit: &UnitId| filter.units.is_empty() || filter.units.contains(unit);
    let held = |unit: &UnitId| filter.held_by.as_ref().is_none_or(|by| by.contains(unit));
    let of = |units: &[UnitId]| -> Vec<Reader> {
        let own = units.iter().copied().filter(|unit| asked(unit) && held(unit));
        own.map(Reader::Holder).collect()
    };
    match scope {
        Scope::Nothing => Vec::new(),
        Scope::Unit(unit) => of(&[*unit]),
        Scope::Units(units) => of(units),
        Scope::Inspectorate { body, .. } => vec![Reader::All, Reader::Accused(*body)],
    }
}

/// Whether a case that this walk passed is to be shown by it: of what is about the own body an inspector is told by another.
fn is_of(reader: Reader, case: &Case, scope: &Scope) -> bool {
    let own = matches!(scope, Scope::Inspectorate { body, .. } if case.accused == Some(*body));
    match reader {
        Reader::All => !own,
        Reader::Holder(unit) => case.holder == unit,
        Reader::Accused(_) => own,
    }
}

/// A page of what `actor` sees, in the order of `walk`, with the place of each, and behind what the next one begins.
pub(super) fn page(
    conn: &mut Conn,
    actor: &Actor,
    filter: &CaseFilter,
    walk: Walk,
    (after, limit): (Option<Entry>, i64),
) -> Result<Page, StoreError> {
    let scope = actor.scope();
    let readers = readers(&scope, filter);
    let walks = i64::try_from(readers.len()).unwrap_or(i64::MAX);
    let each = LOOKED_AT.checked_div(walks).unwrap_or(0).max(1);
    snapshot(conn, |conn| {
        let (mut passed, mut horizon): (Vec<(Entry, Reader)>, Option<Entry>) = (Vec::new(), None);
        for reader in readers {
            let found = changes::entries(conn, reader, walk, after, each)?;
            let is_cut = i64::try_from(found.len()).is_ok_and(|count| count == each);
            // Behind the nearest end not every walk has looked.
            let last = found.last().copied().filter(|_| is_cut);
            horizon = horizon.into_iter().chain(last).min_by(|a, b| walk.compare(a, b));
            passed.extend(found.into_iter().map(|entry| (entry, reader)));
        }
        passed.retain(|(entry, _)| horizon.is_none_or(|end| walk.compare(entry, &end).is_le()));
        passed.sort_by(|(one, _), (other, _)| walk.compare(one, other));
        let keys = passed.iter().map(|((_, key), _)| *key).collect();
        let mut fitting = cases::among(conn, Channel::Service, &scope, filter, keys)?;
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        let (mut shown, mut end) = (Vec::new(), None);
        for (entry, reader) in passed {
            let Some(case) = fitting.get(&entry.1).filter(|case| is_of(reader, case, &scope))
            else {
                continue;
            };
            if shown.len() == most {
                return Ok((shown, end));
            }
            let key = case.key.number();
            shown.extend(fitting.remove(&key).map(|case| (entry, case)));
            end = Some(entry);
        }
        Ok((shown, horizon))
    })
}

/// The service cases of the actor's queue that changed behind `after` and not after `until`, the earliest first, each with when, and behind what
/// more of them begin: what `GET /cases?changed_since=` lists, up to a moment.
pub(in crate::service) fn changed(
    conn: &mut Conn,
    actor: &Actor,
    after: Entry,
    until: Instant,
    most: i64,
) -> Result<Page, StoreError> {
    let all = CaseFilter::default();
    page(conn, actor, &all, Walk::Until(until), (Some(after), most))
}

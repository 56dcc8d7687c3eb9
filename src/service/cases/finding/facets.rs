//! How much of what a queue holds, so that nobody has to guess which filter finds something.

use std::collections::{BTreeMap, BTreeSet};

use super::QueueQuery;
use crate::domain::actor::{Actor, Role};
use crate::domain::case::State;
use crate::domain::ids::{UnitId, UserId};
use crate::domain::kind::Channel;
use crate::service::error::ServiceError;
use crate::service::facade::{Service, UnitName};
use crate::store::backend::Conn;
use crate::store::cases::{self, Traits};
use crate::store::snapshot;
use crate::store::staff::users;

/// So many entries of an index are looked at.
const LOOKED_AT: i64 = 20_000;

/// What there is of something, the most first.
pub type Facet<T> = Vec<(T, usize)>;

/// What one holder has of it.
#[derive(Debug, Clone)]
pub struct OfUnit {
    /// The holder.
    pub unit: UnitName,
    /// How many.
    pub count: usize,
    /// Late today.
    pub overdue: usize,
    /// In nobody's hand and not over.
    pub unassigned: usize,
    /// By state.
    pub states: Facet<String>,
}

/// What a queue holds.
#[derive(Debug, Clone, Default)]
pub struct Facets {
    /// How many cases were counted.
    pub count: usize,
    /// Whether there may be more: then every number is of those that were looked at, the most urgent.
    pub capped: bool,
    /// Late today.
    pub overdue: usize,
    /// Not over.
    pub open: usize,
    /// In nobody's hand and not over.
    pub unassigned: usize,
    /// By state.
    pub states: Facet<String>,
    /// By kind.
    pub kinds: Facet<String>,
    /// By category.
    pub categories: Facet<String>,
    /// By sector; none of tips, of which it is sealed.
    pub sectors: Option<Facet<String>>,
    /// By holder, the most first.
    pub units: Vec<OfUnit>,
    /// By login and name of whoever has them in hand.
    pub assignees: Facet<(String, String)>,
}

fn facet<T: Ord>(values: impl Iterator<Item = T>) -> Facet<T> {
    let mut counts: BTreeMap<T, usize> = BTreeMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    let mut facet: Facet<T> = counts.into_iter().collect();
    facet.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    facet
}

impl Service {
    /// How much of what the cases in the actor's scope are that a query asks for.
    ///
    /// # Errors
    /// [`ServiceError::NotReady`] before reference data was loaded.
    pub async fn facets(&self, actor: &Actor, query: QueueQuery) -> Result<Facets, ServiceError> {
        let reference = self.references.ready()?;
        let today = self.clock.today();
        let Some(filter) = self.resolved(actor, &query).await? else {
            return Ok(Facets::default());
        };
        let (scope, channel) = (actor.scope(), query.channel);
        let read = move |conn: &mut Conn| {
            snapshot(conn, |conn| {
                let (found, more) = cases::traits(conn, channel, &scope, &filter, LOOKED_AT)?;
                let mut people = BTreeMap::new();
                let hands: BTreeSet<UserId> = found.iter().filter_map(|one| one.assignee).collect();
                for hand in hands {
                    people.extend(users::get(conn, hand)?.map(|row| (hand, (row.login, row.name))));
                }
                Ok((found, more, people))
            })
        };
        let (found, capped, people) = self.db.read(read).await?;
        let codes =
            |of: fn(&Traits) -> Option<&String>| facet(found.iter().filter_map(of).cloned());
        // What is still owed on a referral is the inspectors' own.
        let sees_all = actor.role == Role::Inspector;
        let is_open = |one: &Traits| {
            let by_state = State::parse(&one.state).is_some_and(State::is_open);
            if sees_all { one.is_open } else { by_state }
        };
        let is_late = |one: &Traits| is_open(one) && one.next_due_on < today;
        let is_free = |one: &Traits| is_open(one) && one.assignee.is_none();
        let mut by_unit: BTreeMap<UnitId, Vec<&Traits>> = BTreeMap::new();
        for one in &found {
            by_unit.entry(one.holder).or_default().push(one);
        }
        let of_unit = |(unit, own): (&UnitId, &Vec<&Traits>)| {
            Some(OfUnit {
                unit: UnitName::from(reference.units.get(*unit)?),
                count: own.len(),
                overdue: own.iter().filter(|one| is_late(one)).count(),
                unassigned: own.iter().filter(|one| is_free(one)).count(),
                states: facet(own.iter().map(|one| one.state.clone())),
            })
        };
        let mut units: Vec<OfUnit> = by_unit.iter().filter_map(of_unit).collect();
        units.sort_by_key(|one| std::cmp::Reverse(one.count));
        let hands = found.iter().filter_map(|one| people.get(&one.assignee?).cloned());
        Ok(Facets {
            count: found.len(),
            capped,
            overdue: found.iter().filter(|one| is_late(one)).count(),
            open: found.iter().filter(|one| is_open(one)).count(),
            unassigned: found.iter().filter(|one| is_free(one)).count(),
            states: codes(|one| Some(&one.state)),
            kinds: codes(|one| Some(&one.kind)),
            categories: codes(|one| Some(&one.category)),
            sectors: (channel == Channel::Service).then(|| codes(|one| one.sector.as_ref())),
            units,
            assignees: facet(hands),
        })
    }
}

//! The service as its callers hold it: what every use case works with, passed in once and never looked up elsewhere.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicI64;
use std::sync::{Arc, RwLock};

use tokio::sync::{Semaphore, SemaphorePermit};

use crate::clean::{Clamd, Cleaner};
use crate::domain::deadline::DeadlineRule;
use crate::domain::emulation::snapshot::Kept;
use crate::domain::figures::Publication;
use crate::domain::ids::{Ids, MovementId, UnitId};
use crate::domain::obligation::{DutyStatus, NOTHING_DUE, Obligation};
use crate::domain::running::second_factor::Strictness;
use crate::domain::succession::Passing;
use crate::domain::time::{Clock, Day};
use crate::domain::units::unit::Unit;
use crate::objects::ObjectStore;
use crate::service::error::ServiceError;
use crate::service::files::{Files, Scanner};
use crate::service::instance::Instance;
use crate::service::reference::Reference;
use crate::service::reference::References;
use crate::store::{Db, StoreError};
use crate::vault::KeyRing;
use crate::vault::password::Hasher;
use crate::webhook::Caller;

/// All that the use cases need. Cheap to clone.
#[derive(Clone)]
pub struct Service {
    pub(super) db: Db,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn Ids>,
    pub(super) keys: Arc<KeyRing>,
    pub(super) references: References,
    pub(super) hasher: Hasher,
    pub(super) hashing: Arc<Hashing>,
    pub(super) instance: Arc<Instance>,
    /// What was read last of what was published: a quarter that was published does not change.
    pub(super) publication: Arc<RwLock<Arc<Publication>>>,
    /// The last snapshots of frozen movements, as far as they were read: nobody changes one.
    pub(super) frozen: Arc<RwLock<BTreeMap<MovementId, Arc<Kept>>>>,
    /// Up to which report this process knows that terms were read.
    pub(super) read_up_to: Arc<AtomicI64>,
    /// Whether a service case reaches its unit at a mark of the clock only.
    pub(super) holds: bool,
    /// Whether ordinary cases are called up at random.
    pub(super) draws: bool,
    /// What is asked of staff besides their password.
    pub(super) strictness: Strictness,
    /// The way out to systems of subscribers; none where it is off.
    pub(super) caller: Option<Caller>,
    /// Where files beside reports lie; none where no files are taken.
    pub(super) files: Option<Files>,
    /// Who makes clean copies of pictures; nobody where none is told.
    pub(super) cleaner: Option<Arc<Cleaner>>,
    /// Who is asked whether files do harm; nobody where none is told.
    pub(super) scanner: Option<Arc<Scanner>>,
}

/// The door to the password hasher: two at work, so many waiting, and the rest told to come back.
/// Waiting here costs no thread.
#[derive(Debug)]
pub(super) struct Hashing {
    at_work: Semaphore,
    inside: Semaphore,
}

/// Hashes at once; each takes its cost in memory.
const HASHES: usize = 2;
/// Sign-ins at work or waiting.
const MOST_INSIDE: usize = 34;

impl Default for Hashing {
    fn default() -> Self {
        Self { at_work: Semaphore::new(HASHES), inside: Semaphore::new(MOST_INSIDE) }
    }
}

impl Hashing {
    /// A place; held while the hash is computed.
    pub(super) async fn place(&self) -> Result<[SemaphorePermit<'_>; 2], ServiceError> {
        let inside = self.inside.try_acquire().map_err(|_| ServiceError::Busy)?;
        let at_work = self.at_work.acquire().await.map_err(|_| ServiceError::Busy)?;
        Ok([inside, at_work])
    }
}

impl Service {
    /// Puts the desk together.
    pub fn new(
        db: Db,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        keys: Arc<KeyRing>,
        hasher: Hasher,
    ) -> Self {
        let (references, hashing, instance) =
            (References::default(), Arc::default(), Arc::default());
        let (publication, frozen, read_up_to) = (Arc::default(), Arc::default(), Arc::default());
        Self {
            db,
            clock,
            ids,
            keys,
            references,
            hasher,
            hashing,
            instance,
            publication,
            frozen,
            read_up_to,
            holds: false,
            draws: false,
            strictness: Strictness::default(),
            caller: None,
            files: None,
            cleaner: None,
            scanner: None,
        }
    }

    /// The same, where a service case reaches its unit at a mark of the clock only.
    #[must_use]
    pub fn holding(self, holds: bool) -> Self {
        Self { holds, ..self }
    }

    /// The same, where ordinary cases are called up at random.
    #[must_use]
    pub fn drawing(self, draws: bool) -> Self {
        Self { draws, ..self }
    }

    /// What is asked of staff besides their password.
    pub fn strictness(&self) -> Strictness {
        self.strictness
    }

    /// The same, which asks this of staff besides their password.
    #[must_use]
    pub fn strict(self, strictness: Strictness) -> Self {
        Self { strictness, ..self }
    }

    /// The same, which calls the systems of subscribers.
    #[must_use]
    pub fn calling(self, caller: Option<Caller>) -> Self {
        Self { caller, ..self }
    }

    /// The same, which keeps files beside reports in `store`.
    #[must_use]
    pub fn keeping(self, store: Option<Arc<dyn ObjectStore>>) -> Self {
        Self { files: store.map(Files::new), ..self }
    }

    /// The same, which has clean copies of pictures made by `cleaner`.
    #[must_use]
    pub fn cleaning(self, cleaner: Cleaner) -> Self {
        Self { cleaner: Some(Arc::new(cleaner)), ..self }
    }

    /// The same, which asks `clamd` whether files do harm, and shows none before it has answered.
    #[must_use]
    pub fn scanning(self, clamd: Option<Clamd>) -> Self {
        Self { scanner: clamd.map(Scanner::new).map(Arc::new), ..self }
    }

    /// The database, for commands that look after it as a whole.
    pub fn db(&self) -> &Db {
        &self.db
    }

    /// The keys.
    pub fn keys(&self) -> &KeyRing {
        &self.keys
    }

    /// The clock.
    pub fn clock(&self) -> &dyn Clock {
        self.clock.as_ref()
    }

    /// The reference data as it is now.
    pub fn reference(&self) -> Arc<Reference> {
        self.references.now()
    }

    /// Loads reference data that was imported since. Returns whether there was any.
    pub async fn refresh(&self) -> Result<bool, StoreError> {
        self.references.refresh(&self.db).await
    }
}

/// A unit as anybody may name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitName {
    /// The code.
    pub code: String,
    /// The Vietnamese name.
    pub name: String,
    /// The English name.
    pub name_en: String,
}

impl From<&Unit> for UnitName {
    fn from(unit: &Unit) -> Self {
        Self { code: unit.code.clone(), name: unit.name.clone(), name_en: unit.name_en.clone() }
    }
}

/// From whom something passed on, and the first day of the new order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassedFrom {
    /// From whom.
    pub unit: Option<UnitName>,
    /// The first day of the new order.
    pub on: Day,
}

impl Reference {
    /// The names of what something passed on from.
    pub fn passed_from(&self, passed: &[Passing]) -> Vec<PassedFrom> {
        let named = |one: &Passing| PassedFrom { unit: self.unit_name(one.from), on: one.on };
        passed.iter().map(named).collect()
    }

    /// The name of a unit of whatever period.
    pub fn unit_name(&self, id: UnitId) -> Option<UnitName> {
        self.units.get(id).map(UnitName::from)
    }
}

/// An obligation with the unit that owes it and the rule it follows.
#[derive(Debug, Clone)]
pub struct ObligationView {
    /// The obligation.
    pub obligation: Obligation,
    /// Who owes it.
    pub unit: Option<UnitName>,
    /// The rule version.
    pub rule: Option<DeadlineRule>,
    /// Whether its last day has passed.
    pub overdue: bool,
    /// Whether that waits for the decision on the days off of its year, and may come to be later.
    pub provisional: bool,
}

impl ObligationView {
    /// Looks up what belongs to each obligation; the most urgent of each start first.
    pub fn all(reference: &Reference, obligations: Vec<Obligation>, today: Day) -> Vec<Self> {
        let mut obligations = obligations;
        obligations.sort_by_key(|one| (one.start_on, one.due_on, one.step));
        obligations
            .into_iter()
            .map(|obligation| {
                let rule = reference.rules.get(obligation.rule_id);
                let open =
                    obligation.status == DutyStatus::Open && obligation.due_on != NOTHING_DUE;
                let counted = rule.is_some_and(|rule| rule.period.follows_calendar());
                let waits = || reference.calendar.is_provisional(obligation.due_on);
                Self {
                    unit: reference.unit_name(obligation.unit_id),
                    rule: rule.cloned(),
                    overdue: obligation.is_overdue(today),
                    provisional: open && counted && waits(),
                    obligation,
                }
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use std::task::Poll;

    use super::*;

    #[tokio::test]
    async fn the_thirty_third_waiter_is_told_to_come_back_at_once() {
        let hashing = Hashing::default();
        let first = hashing.place().await.unwrap();
        let second = hashing.place().await.unwrap();
        let mut waiting: Vec<_> = (0..32).map(|_| Box::pin(hashing.place())).collect();
        for place in &mut waiting {
            let polled = std::future::poll_fn(|context| Poll::Ready(place.as_mut().poll(context)));
            assert!(polled.await.is_pending());
        }

        let refused = hashing.place().await;

        assert!(matches!(refused, Err(ServiceError::Busy)));
        drop((first, second));
        assert!(waiting.swap_remove(0).await.is_ok());
    }
}

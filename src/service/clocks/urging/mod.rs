//! Urging as it is done: reminders, escalation and the tripwire in the slots of a working day, and
//! letters with an answer clock of their own. Like all watching it has no input, may run anywhere
//! and any number of times, and owes each mail once.

mod clocks;
mod escalations;
mod letter_list;
mod letters;
mod passing;
mod reminders;
mod tripwire;

pub use letter_list::{LetterQuery, LetterView};
pub use letters::{NewLetter, Target};
pub use passing::PassedLetters;

use crate::service::access::watcher;
use std::collections::BTreeSet;

use crate::domain::calendar::Calendar;
use crate::domain::ids::UnitId;
use crate::domain::notice::{Facts, Notice, Recipient, Template};
use crate::domain::time::{Day, Instant};
use crate::domain::units::unit::Heir;
use crate::domain::urging::digest::{Slot, slot};
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::service::notices::notice_rows;
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::outbox::NoticeRow;
use crate::store::{StoreError, outbox};

/// Rows looked at in one read.
pub(in crate::service) const PAGE: i64 = 200;
/// Keys asked for in one query.
const KEYS: usize = 200;

/// What urging is decided for in one round.
#[derive(Debug, Clone, Copy)]
pub(in crate::service) struct Round {
    /// The moment.
    now: Instant,
    /// The slot to be decided.
    slot: Slot,
}

impl Round {
    fn today(&self) -> Day {
        self.slot.0
    }
}

/// A mark that a slot was decided: a notice that goes to nobody.
fn decided((day, hour): Slot) -> Notice {
    Notice {
        template: Template::UnitDigest,
        to: Recipient::Unit(UnitId::new(uuid::Uuid::nil())),
        case_id: None,
        dedup_key: format!("urging:{day}T{hour:02}"),
        facts: Facts::default(),
    }
}

impl Service {
    /// The round in which the slot of `now` is to be decided; none outside of slots, and where it was decided before.
    /// Reminders, escalation and the tripwire look at every open duty, so each slot decides them once and not every minute.
    pub(in crate::service) async fn urging_round(
        &self,
        calendar: &Calendar,
        now: Instant,
    ) -> Result<Option<Round>, ServiceError> {
        let Some(slot) = slot(now, calendar) else { return Ok(None) };
        let known = self.known(&[decided(slot).dedup_key]).await?;
        Ok(known.is_empty().then_some(Round { now, slot }))
    }

    /// Notes that the slot of `round` was decided.
    pub(in crate::service) async fn close_round(
        &self,
        reference: &Reference,
        round: &Round,
    ) -> Result<(), ServiceError> {
        let mut rows = self.rows(reference, &[decided(round.slot)], round.now)?;
        for row in &mut rows {
            row.cancel(round.now);
        }
        self.owe(rows).await
    }

    /// `digest`, owed once for exactly what it stands for, whose keys are `told`: with the slot alone a
    /// second burst on one day would never be told.
    fn standing_for(&self, digest: Notice, mut told: Vec<String>) -> Notice {
        told.sort_unstable();
        let all = self.keys.message_id(&told.join("\n"));
        Notice { dedup_key: format!("{}:{all}", digest.dedup_key), ..digest }
    }

    /// Which of these keys are owed already, or were.
    async fn known(&self, keys: &[String]) -> Result<BTreeSet<String>, ServiceError> {
        let mut found = BTreeSet::new();
        for some in keys.chunks(KEYS) {
            let some = some.to_vec();
            found.extend(self.db.read(move |conn| outbox::known(conn, &some)).await?);
        }
        Ok(found)
    }

    /// Those that were not owed before.
    async fn unknown(&self, reached: Vec<Notice>) -> Result<Vec<Notice>, ServiceError> {
        let keys: Vec<String> = reached.iter().map(|it| it.dedup_key.clone()).collect();
        let known = self.known(&keys).await?;
        Ok(reached.into_iter().filter(|it| !known.contains(&it.dedup_key)).collect())
    }

    /// The rows of mail that is owed.
    pub(in crate::service) fn rows(
        &self,
        reference: &Reference,
        owed: &[Notice],
        now: Instant,
    ) -> Result<Vec<NoticeRow>, ServiceError> {
        notice_rows(self.ids.as_ref(), owed, now, &reference.calendar)
    }

    /// Everything that `query` finds, read page by page, each from behind the last of the one before.
    pub(in crate::service) async fn all<T, P>(
        &self,
        query: impl Fn(&mut Conn, Option<P>) -> Result<Vec<T>, StoreError> + Clone + Send + 'static,
        place: impl Fn(&T) -> P,
    ) -> Result<Vec<T>, ServiceError>
    where
        T: Send + 'static,
        P: Copy + Send + 'static,
    {
        let (mut found, mut after) = (Vec::new(), None);
        loop {
            let query = query.clone();
            let page = self.db.read(move |conn| query(conn, after)).await?;
            let Some(last) = page.last() else { return Ok(found) };
            after = Some(place(last));
            found.extend(page);
        }
    }

    /// Owes these in the transaction of what they tell.
    pub(in crate::service) fn owe_in(
        &self,
        tx: &mut Conn,
        reference: &Reference,
        owed: &[Notice],
        now: Instant,
    ) -> Result<(), Fault> {
        let rows = self.rows(reference, owed, now)?;
        Ok(rows.iter().try_for_each(|row| outbox::enqueue(tx, row))?)
    }

    /// Owes these in one transaction.
    async fn owe(&self, rows: Vec<NoticeRow>) -> Result<(), ServiceError> {
        if rows.is_empty() {
            return Ok(());
        }
        let write = move |tx: &mut Conn| rows.iter().try_for_each(|row| outbox::enqueue(tx, row));
        Ok(self.db.write::<(), StoreError, _>("urging.owe", "outbox", write).await?)
    }
}

/// The body that something was made for, as it stands on `day`: itself or its one successor, else
/// whoever watches over the channel.
pub(in crate::service) fn standing(
    reference: &Reference,
    body: Option<UnitId>,
    day: Day,
) -> Option<UnitId> {
    let body = body.and_then(|id| reference.units.get(id));
    match body.map(|body| reference.units.heir(body, day)) {
        Some(Heir::Itself(unit) | Heir::One(unit)) => Some(unit.id),
        _ => watcher(reference, day),
    }
}

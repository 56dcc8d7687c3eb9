//! Urging as it is done: reminders, escalation and the tripwire in the slots of a working day, and
//! letters with an answer clock of their own. Like all watching it has no input, may run anywhere
//! and any number of times, and owes each mail once.

mod clocks;
mod escalations;
mod follow_up;
mod letter_list;
mod letters;
mod passing;
mod reminders;
mod tripwire;

pub use letter_list::{LetterQuery, LetterView};
pub use letters::{NewLetter, Target};
pub use passing::PassedLetters;
pub(super) use tripwire::unprocessed_since;

use std::collections::BTreeSet;

use super::desk::Desk;
use super::error::ServiceError;
use super::notices::notice_rows;
use super::reference::Reference;
use crate::domain::calendar::Calendar;
use crate::domain::case::Case;
use crate::domain::ids::UnitId;
use crate::domain::kind::Channel;
use crate::domain::notice::{Facts, Notice, Recipient, Template};
use crate::domain::succession::Heir;
use crate::domain::time::{Day, Instant};
use crate::domain::unit::UnitKind;
use crate::domain::urging::digest::{Slot, slot};
use crate::store::backend::Conn;
use crate::store::outbox::NoticeRow;
use crate::store::{StoreError, cases, outbox};

/// Rows looked at in one read.
pub(super) const PAGE: i64 = 200;
/// Keys asked for in one query.
const KEYS: usize = 200;

/// What urging is decided for in one round.
#[derive(Debug, Clone, Copy)]
pub(super) struct Round {
    /// The moment.
    pub(super) now: Instant,
    /// The slot to be decided; none where it was decided before, or outside of slots.
    open: Option<Slot>,
    /// What the digests of this round are keyed by.
    slot: Slot,
}

impl Round {
    /// Whether the slot is to be decided now.
    pub(super) const fn is_open(&self) -> bool {
        self.open.is_some()
    }

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

impl Desk {
    /// The round that `now` belongs to. Reminders, escalation and the tripwire look at every open
    /// duty, so each slot decides them once and not every minute.
    pub(super) async fn urging_round(
        &self,
        calendar: &Calendar,
        now: Instant,
    ) -> Result<Round, ServiceError> {
        let Some(at) = slot(now, calendar) else {
            return Ok(Round { now, open: None, slot: (now.office_day(), 0) });
        };
        let known = self.known(&[decided(at).dedup_key]).await?;
        let (open, slot) =
            if known.is_empty() { (Some(at), at) } else { (None, (now.office_day(), 0)) };
        Ok(Round { now, open, slot })
    }

    /// Notes that the slot of `round` was decided.
    pub(super) async fn close_round(
        &self,
        reference: &Reference,
        round: &Round,
    ) -> Result<(), ServiceError> {
        let Some(slot) = round.open else { return Ok(()) };
        let rows = self.rows(reference, &[], &[decided(slot)], round.now)?;
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

    /// The rows of mail that is owed, and of mail that only counts as sent.
    fn rows(
        &self,
        reference: &Reference,
        owed: &[Notice],
        settled: &[Notice],
        now: Instant,
    ) -> Result<Vec<NoticeRow>, ServiceError> {
        let mut rows = notice_rows(self.ids.as_ref(), settled, now, &reference.calendar)?;
        for row in &mut rows {
            row.cancel(now);
        }
        rows.extend(notice_rows(self.ids.as_ref(), owed, now, &reference.calendar)?);
        Ok(rows)
    }

    /// Everything that `query` finds, read page by page, each from behind the last of the one before.
    pub(super) async fn all<T, P>(
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

    /// The same mails with the numbers of their service cases; a case that cannot be read is
    /// passed over.
    async fn numbered(&self, notices: Vec<Notice>) -> Result<Vec<Notice>, ServiceError> {
        let mut numbered = Vec::with_capacity(notices.len());
        for mut notice in notices {
            if let Some(id) = notice.case_id.filter(|_| notice.facts.number.is_none()) {
                let read = self.db.read(move |conn| cases::get(conn, Channel::Service, id)).await;
                match read {
                    Ok(case) => notice.facts.number = case.and_then(|case| case.number),
                    Err(error) => {
                        crate::service::watch::passed_over(Channel::Service, id, error.into())?;
                        continue;
                    }
                }
            }
            numbered.push(notice);
        }
        Ok(numbered)
    }

    /// Owes these in one transaction: a digest stands with the mails whose place it takes.
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
pub(super) fn standing(reference: &Reference, body: Option<UnitId>, day: Day) -> Option<UnitId> {
    let body = body.and_then(|id| reference.units.get(id));
    match body.map(|body| reference.units.heir(body, day)) {
        Some(Heir::Itself(unit) | Heir::One(unit)) => Some(unit.id),
        _ => watcher(reference, day),
    }
}

/// Whose inspectors decide what waits in `case`: the body that watches over the channel, or the
/// province where that one is the unit whose promise it is.
pub(super) fn decider(reference: &Reference, case: &Case, day: Day) -> Option<UnitId> {
    let province = || reference.units.first_of(UnitKind::Province, day).map(|unit| unit.id);
    watcher(reference, day).and_then(|body| {
        if body == case.dossier_unit() && body == case.holder { province() } else { Some(body) }
    })
}

/// The body that watches over the service channel on `day`: the inspectorate, or the province.
fn watcher(reference: &Reference, day: Day) -> Option<UnitId> {
    let of = |kind| reference.units.first_of(kind, day).map(|unit| unit.id);
    of(UnitKind::Inspectorate).or_else(|| of(UnitKind::Province))
}

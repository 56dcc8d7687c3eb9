//! The mark that a process leaves through the writer's own queue: whether a report could be taken, and whether the clock
//! can be believed.

use std::sync::atomic::Ordering;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::notice::send_from;
use crate::domain::running::clock::{Accepted, ClockState, Memory};
use crate::domain::time::Instant;
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::service::instance::{Instance, LastMark, Said, lock};
use crate::store::backend::Conn;
use crate::store::backend::patience;
use crate::store::ledger;
use crate::store::marks::{self, INSTANCES, MarkRow};
use crate::store::staff::webhooks;
use crate::store::{DbUrl, StoreError, outbox};

/// A mark that is older is made anew before anybody is told that reports can be taken.
const FRESH: Duration = Duration::from_secs(10);
/// Whoever asks whether a report could be taken is answered within this.
const READY: Duration = Duration::from_secs(2);
/// Marks of so many processes are kept; those of earlier ones go.
const MOST_INSTANCES: usize = 50;
/// The mark of somebody's word that the clock is right.
const ACCEPTED: &str = "clock";
/// What a process said longer ago is history, in seconds.
const RECENT: i64 = 600;

/// How ready a process is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    /// Seconds since the last mark was written.
    pub mark_age: u64,
    /// How the clock stands.
    pub clock: ClockState,
    /// Lines of the log that could not be written.
    pub dropped_lines: u64,
}

/// The names of the word and of what it was about.
#[derive(Debug, Serialize, Deserialize)]
struct Word {
    over: Option<Instant>,
}

/// What is remembered of the time.
fn remembered(conn: &mut Conn) -> Result<Memory, StoreError> {
    let instances = marks::beginning(conn, INSTANCES)?;
    let mut last_mark = None;
    for row in &instances {
        last_mark = last_mark.max(row.read::<Said>()?.believed);
    }
    let word = marks::get(conn, ACCEPTED)?;
    let accepted = word.map(|row| {
        let over = row.read::<Word>()?.over;
        Ok::<_, StoreError>(Accepted { at: row.at, over })
    });
    Ok(Memory {
        newest_event: marks::newest_event(conn)?,
        last_mark,
        accepted: accepted.transpose()?,
        database: marks::database_clock(conn)?,
    })
}

/// When somebody last said that a clock is right.
pub(in crate::service) fn clock_word(conn: &mut Conn) -> Result<Option<Instant>, StoreError> {
    Ok(marks::get(conn, ACCEPTED)?.map(|mark| mark.at))
}

impl Service {
    /// This process.
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Leaves the mark of this process, made by the same queue as every report.
    ///
    /// # Errors
    /// When it could not be written: then no report could be taken either.
    pub async fn mark(&self) -> Result<(), ServiceError> {
        // Who asks whether this process is ready must not wait for a mark that hangs.
        let made = patience::within(patience::REQUEST, self.leave_mark(false)).await;
        let (at, written) = (self.clock.monotonic(), made.is_ok());
        *self.instance.last.lock().await = Some(LastMark { at, written });
        made
    }

    /// Leaves the last mark of this process: what it said of itself is over.
    ///
    /// # Errors
    /// As [`Service::mark`].
    pub async fn mark_stop(&self) -> Result<(), ServiceError> {
        patience::within(patience::REQUEST, self.leave_mark(true)).await
    }

    async fn leave_mark(&self, stopped: bool) -> Result<(), ServiceError> {
        let clock = self.judge_clock().await?;
        // SQLite has one writing process: what the one before said of itself is over, whether or not it could say so.
        let alone = matches!(self.db.url(), DbUrl::Sqlite(_));
        let id = lock(&self.instance.id)
            .get_or_insert_with(|| if alone { Uuid::nil() } else { self.ids.random() })
            .to_owned();
        let said = Said {
            believed: lock(&self.instance.guard).guard.remembers(),
            clock,
            stopped,
            dropped_lines: self.instance.dropped_lines(),
            stranger_forwards: self.instance.stranger_forwards.load(Ordering::Relaxed),
        };
        let row = MarkRow::new(format!("{INSTANCES}{id}"), self.clock.now(), &said)?;
        let write = move |tx: &mut Conn| {
            marks::put(tx, &row)?;
            forget_old(tx, &row.name)
        };
        Ok(self.db.write::<(), StoreError, _>("instance.mark", "mark", write).await?)
    }

    /// Whether a report could be taken now, by the last mark; one that is old or failed is made anew.
    ///
    /// # Errors
    /// [`ServiceError::NotReady`] without reference data, or why no mark could be written.
    pub async fn ready(&self) -> Result<Readiness, ServiceError> {
        self.references.ready()?;
        patience::within(READY, async {
            let mut last =
                patience::wait(self.instance.last.lock()).await.ok_or(ServiceError::Busy)?;
            let now = self.clock.monotonic();
            let age =
                last.as_ref().filter(|mark| mark.written).map(|mark| now.saturating_sub(mark.at));
            // A report that was refused for want of room knows better than a mark of before.
            let age = if let Some(age) = age.filter(|age| *age <= FRESH && !self.db.was_refused()) {
                age
            } else {
                let made = self.leave_mark(false).await;
                *last = Some(LastMark { at: now, written: made.is_ok() });
                made?;
                Duration::ZERO
            };
            let state = lock(&self.instance.guard).state;
            Ok(Readiness {
                mark_age: age.as_secs(),
                clock: state.unwrap_or(ClockState::Agrees),
                dropped_lines: self.instance.dropped_lines(),
            })
        })
        .await
    }

    /// How the clock stands to what the database remembers. A change is said in the log, once.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub(in crate::service) async fn judge_clock(&self) -> Result<ClockState, ServiceError> {
        let memory = self.db.read(remembered).await?;
        let mut judged = lock(&self.instance.guard);
        let state = judged.guard.judge(self.clock.now(), self.clock.monotonic(), &memory);
        let before = judged.state.replace(state);
        match (before, state) {
            (None | Some(ClockState::Agrees), ClockState::Agrees) => {}
            (_, ClockState::Agrees) => {
                tracing::warn!(
                    "the clock is believed again: misses, lapses, closings and reminders go on"
                );
            }
            (before, doubted) if before != Some(doubted) => tracing::error!(
                clock = %doubted,
                "the clock is in doubt: no miss, lapse, closing or reminder until it agrees or `liemchinh clock accept`"
            ),
            _ => {}
        }
        Ok(state)
    }

    /// Whether the clock has jumped since it was last believed: nothing more is done by it then.
    pub(in crate::service) fn clock_jumped(&self) -> bool {
        let judged = lock(&self.instance.guard);
        judged.guard.jumped(self.clock.now(), self.clock.monotonic())
    }

    /// Whether the clock was in doubt when it was last looked at, or has jumped since.
    pub(in crate::service) fn doubts_clock(&self) -> bool {
        let state = lock(&self.instance.guard).state;
        self.clock_jumped() || state.is_some_and(|state| state != ClockState::Agrees)
    }

    /// Takes somebody's word that this machine's clock is right: what was remembered of the time before is forgotten, and
    /// waiting mail is due from the next office hour, and staff systems at once, whenever a wrong clock had put them off to.
    /// Returns how many mails that are.
    ///
    /// # Errors
    /// When the store fails; nothing is changed then.
    pub async fn accept_clock(&self) -> Result<usize, ServiceError> {
        let now = self.clock.now();
        let due = send_from(now, &self.references.now().calendar);
        let write = move |tx: &mut Conn| {
            // What each process remembers of the time is forgotten, and that it lives is not.
            for row in marks::beginning(tx, INSTANCES)? {
                let said = Said { believed: None, clock: ClockState::Agrees, ..row.read()? };
                marks::put(tx, &MarkRow::new(row.name.clone(), row.at, &said)?)?;
            }
            let word = Word { over: marks::newest_event(tx)? };
            marks::put(tx, &MarkRow::new(ACCEPTED, now, &word)?)?;
            ledger::reopen(tx, now.office_day())?;
            ledger::take_back(tx, now.office_day())?;
            webhooks::hasten(tx, now)?;
            outbox::hasten(tx, due)
        };
        let mails = self.db.write::<_, StoreError, _>("clock.accept", "mark", write).await?;
        self.judge_clock().await?;
        Ok(mails)
    }

    /// What the processes that serve this database said of themselves within the last minutes, by this clock.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn instances(&self) -> Result<Vec<Said>, ServiceError> {
        let since = self.clock.now().plus_seconds(-RECENT);
        let read = move |conn: &mut Conn| {
            let rows = marks::beginning(conn, INSTANCES)?;
            // One that is in doubt may be anywhere in time.
            let said = rows.iter().map(|row| Ok((row.at, row.read::<Said>()?)));
            let said = said.collect::<Result<Vec<_>, StoreError>>()?.into_iter();
            let recent = said.filter(|(at, said)| {
                !said.stopped && (*at >= since || said.clock != ClockState::Agrees)
            });
            Ok(recent.map(|(_, said)| said).collect())
        };
        Ok(self.db.read(read).await?)
    }
}

/// Keeps the marks of the latest processes, and the one that was just left.
fn forget_old(tx: &mut Conn, own: &str) -> Result<(), StoreError> {
    let mut rows = marks::beginning(tx, INSTANCES)?;
    if rows.len() <= MOST_INSTANCES {
        return Ok(());
    }
    rows.retain(|row| row.name != own);
    rows.sort_by_key(|row| row.at);
    let extra = rows.len() + 1 - MOST_INSTANCES;
    rows.iter().take(extra).try_for_each(|row| marks::remove(tx, &row.name))
}

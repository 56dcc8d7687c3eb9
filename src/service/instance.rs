//! This process among those that serve one database, and what it has to say of its clock, its log and its proxy.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::running::clock::{ClockGuard, ClockState};
use crate::domain::time::Instant;

/// One process.
#[derive(Default)]
pub struct Instance {
    pub(super) id: Mutex<Option<Uuid>>,
    pub(super) guard: Mutex<Judged>,
    /// Held while a mark is made: whoever else needs one waits for it.
    pub(super) last: tokio::sync::Mutex<Option<LastMark>>,
    dropped_lines: Mutex<Arc<AtomicU64>>,
    pub(super) stranger_forwards: AtomicBool,
    kept_up: AtomicBool,
    figure_changes: AtomicU64,
}

#[derive(Default)]
pub(super) struct Judged {
    pub(super) guard: ClockGuard,
    pub(super) state: Option<ClockState>,
}

/// The last mark that this process tried to leave.
#[derive(Debug, Clone)]
pub(super) struct LastMark {
    /// When, by the time that never jumps.
    pub(super) at: Duration,
    pub(super) written: bool,
}

/// What a process says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The latest moment at which its clock was believed.
    pub believed: Option<Instant>,
    /// How its clock stood.
    pub clock: ClockState,
    /// It has ended since.
    #[serde(default)]
    pub stopped: bool,
    /// Lines of its log that could not be written.
    pub dropped_lines: u64,
    /// It was sent forwarding headers by a peer that is no trusted proxy.
    pub stranger_forwards: bool,
}

impl Instance {
    /// How often figures of past months were changed here: whoever keeps some asks whether they still hold.
    pub fn figure_changes(&self) -> u64 {
        self.figure_changes.load(Ordering::Acquire)
    }

    /// Figures of past months are about to change.
    pub(super) fn note_figure_change(&self) {
        self.figure_changes.fetch_add(1, Ordering::AcqRel);
    }

    /// Lines of the log that could not be written are counted here.
    pub fn log_drops_into(&self, counter: Arc<AtomicU64>) {
        *lock(&self.dropped_lines) = counter;
    }

    /// Notes that a forwarding header came from a peer that is no trusted proxy; true the first time.
    pub fn note_stranger(&self) -> bool {
        !self.stranger_forwards.swap(true, Ordering::Relaxed)
    }

    /// Whether it was looked, since this process began, at what an earlier one left undone.
    pub(super) fn kept_up(&self) -> bool {
        self.kept_up.load(Ordering::Relaxed)
    }

    pub(super) fn note_kept_up(&self) {
        self.kept_up.store(true, Ordering::Relaxed);
    }

    pub(super) fn dropped_lines(&self) -> u64 {
        lock(&self.dropped_lines).load(Ordering::Relaxed)
    }
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

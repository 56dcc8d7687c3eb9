//! Whether a writer hangs: when its batch began, and how many were given up.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// So many writers may hang at once before their places are left empty until one returns.
const MOST_LEFT: usize = 4;

/// What all places have in common.
#[derive(Clone)]
pub(crate) struct Limits {
    /// A batch that takes longer hangs.
    pub(crate) hangs: Duration,
    /// How many writers hang and were given up.
    pub(crate) left: Arc<AtomicUsize>,
}

impl Limits {
    pub(crate) fn are_reached(&self) -> bool {
        self.left.load(Ordering::SeqCst) >= MOST_LEFT
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether a writer is in a batch, since when, and whether it was given up in it.
pub(crate) struct Pulse {
    state: Mutex<State>,
    limits: Limits,
}

#[derive(Clone, Copy)]
enum State {
    Idle,
    Busy(Instant),
    Left,
}

impl State {
    fn is_longer_than(self, time: Duration) -> bool {
        matches!(self, Self::Busy(since) if since.elapsed() >= time)
    }
}

impl Pulse {
    /// Of a writer that is in no batch.
    pub(crate) const fn new(limits: Limits) -> Self {
        Self { state: Mutex::new(State::Idle), limits }
    }

    /// A batch begins.
    pub(crate) fn begin(&self) {
        *lock(&self.state) = State::Busy(Instant::now());
    }

    /// The batch is over; false where the writer was given up in it and must end.
    pub(crate) fn end(&self) -> bool {
        let mut state = lock(&self.state);
        if matches!(*state, State::Left) {
            self.limits.left.fetch_sub(1, Ordering::SeqCst);
            return false;
        }
        *state = State::Idle;
        true
    }

    pub(crate) fn is_left(&self) -> bool {
        matches!(*lock(&self.state), State::Left)
    }

    pub(crate) fn hangs(&self) -> bool {
        lock(&self.state).is_longer_than(self.limits.hangs)
    }

    /// Gives the writer up, unless it has come back by now.
    pub(crate) fn leave(&self) -> bool {
        let mut state = lock(&self.state);
        let hangs = state.is_longer_than(self.limits.hangs);
        if hangs {
            *state = State::Left;
            self.limits.left.fetch_add(1, Ordering::SeqCst);
        }
        hangs
    }
}

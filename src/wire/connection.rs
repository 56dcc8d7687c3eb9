//! What one connection is doing, as the edge tells the stream beneath it, and by when the client must have taken or given
//! something: the framework limits the head of the first request and nothing else.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::Instant;

/// How long a head may take from its first byte, of the first request and of every other.
const HEAD: Duration = Duration::from_secs(5);
/// A client that takes and gives nothing for so long is gone.
pub(crate) const SILENT: Duration = Duration::from_secs(15);
/// What is larger must come, or be taken, at [`SLOWEST`] once [`SETTLED`] has passed.
const SMALL: u64 = 64 * 1024;
/// What is small must have come, or be taken, within this.
const SMALL_TIME: Duration = Duration::from_mins(1);
/// The slowest average of what is large, in bytes a second.
const SLOWEST: u64 = 8 * 1024;
/// How long a transfer may take to find its speed.
const SETTLED: Duration = Duration::from_secs(30);

/// When a transfer that began at `began` and has moved `bytes` is too slow.
pub(crate) fn too_slow_at(began: Instant, bytes: u64) -> Instant {
    if bytes <= SMALL {
        return began + SMALL_TIME;
    }
    began + SETTLED.max(Duration::from_secs(bytes / SLOWEST))
}

/// One connection.
#[derive(Debug)]
pub struct Connection {
    phase: Cell<Phase>,
    /// When the client last took or gave something.
    moved: Cell<Instant>,
    /// The answer on its way: since when, and how much of it was taken.
    answer: Cell<Option<(Instant, u64)>>,
    /// The client takes nothing at the moment.
    blocked: Cell<bool>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// Nothing of a request has come.
    Idle,
    /// A head began to come.
    Head(Instant),
    /// A request is being answered: it is our turn, and bodies have deadlines of their own.
    Busy,
    /// An answer is given; whatever comes now is the next head, or a body that nobody reads.
    Answered,
}

impl Connection {
    /// A connection of now.
    pub fn new() -> Self {
        Self {
            phase: Cell::new(Phase::Idle),
            moved: Cell::new(Instant::now()),
            answer: Cell::new(None),
            blocked: Cell::new(false),
        }
    }

    /// The head of a request is here.
    pub(crate) fn begins(&self) {
        self.phase.set(Phase::Busy);
        self.answer.set(None);
    }

    /// Its answer is ready to be taken.
    pub(crate) fn answered(&self) {
        self.phase.set(Phase::Answered);
        self.moved.set(Instant::now());
        self.answer.set(Some((Instant::now(), 0)));
    }

    /// The client gave something.
    pub fn took(&self) {
        let now = Instant::now();
        self.moved.set(now);
        if matches!(self.phase.get(), Phase::Idle | Phase::Answered) {
            self.phase.set(Phase::Head(now));
        }
    }

    /// The client took `bytes`.
    pub fn gave(&self, bytes: usize) {
        self.moved.set(Instant::now());
        self.blocked.set(false);
        let more = u64::try_from(bytes).unwrap_or(u64::MAX);
        let answer = self.answer.get().map(|(began, given)| (began, given.saturating_add(more)));
        self.answer.set(answer);
    }

    /// The client takes nothing more at the moment.
    pub fn is_blocked(&self) {
        self.blocked.set(true);
    }

    /// Whether what is written now was made by the parser: no request has reached the edge for it.
    pub fn is_unasked(&self) -> bool {
        matches!(self.phase.get(), Phase::Idle | Phase::Head(_))
    }

    /// When the connection is over unless the client takes or gives something; none while it waits for us.
    pub fn deadline(&self) -> Option<Instant> {
        let silent = self.moved.get() + SILENT;
        let waits = match self.phase.get() {
            Phase::Idle | Phase::Answered => Some(silent),
            Phase::Head(since) => Some(since + HEAD),
            Phase::Busy => None,
        };
        if !self.blocked.get() {
            return waits;
        }
        let slow = self.answer.get().map_or(silent, |(began, given)| too_slow_at(began, given));
        Some(waits.unwrap_or(silent).min(silent).min(slow))
    }
}

impl Default for Connection {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(connection: &Connection, since: Instant) -> Option<u64> {
        connection.deadline().map(|at| (at - since).as_secs())
    }

    #[tokio::test(start_paused = true)]
    async fn each_phase_has_its_deadline() {
        let start = Instant::now();
        let connection = Connection::new();
        let now = || seconds(&connection, start);

        assert_eq!(now(), Some(15), "nothing came yet");
        connection.took();
        tokio::time::advance(Duration::from_secs(4)).await;
        connection.took();
        assert_eq!(now(), Some(5), "a head counts from its first byte");
        connection.begins();
        assert_eq!(now(), None, "it is our turn");
        connection.answered();
        assert_eq!(now(), Some(19), "silence");
        connection.took();
        assert_eq!(now(), Some(9), "the second head, or a body that nobody reads");
    }

    #[tokio::test(start_paused = true)]
    async fn a_client_that_takes_nothing_or_too_little_is_too_slow() {
        let start = Instant::now();
        let connection = Connection::new();
        connection.took();
        connection.begins();
        connection.answered();
        connection.gave(200_000);
        connection.is_blocked();
        let stuck = seconds(&connection, start);
        tokio::time::advance(Duration::from_secs(20)).await;
        connection.gave(1);
        connection.is_blocked();
        let dribbling = seconds(&connection, start);
        connection.gave(600_000);
        connection.is_blocked();
        let fast = seconds(&connection, start);

        assert_eq!((stuck, dribbling, fast), (Some(15), Some(30), Some(35)));
        assert_eq!((too_slow_at(start, 10) - start).as_secs(), 60, "what is small has a minute");
        assert_eq!(
            (too_slow_at(start, 10 << 20) - start).as_secs(),
            1280,
            "ten megabytes of a slow phone"
        );
    }
}

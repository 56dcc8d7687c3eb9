//! The one door to the database: `write` through the group-commit queue, `read` from a pool.

pub(crate) mod job;
pub(crate) mod pulse;
pub(crate) mod slot;
pub(crate) mod writer;

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use super::backend::patience;
use super::backend::{self, Conn, DbUrl, Purpose};
use super::error::{StoreError, WriteFault};
use super::intake::IntakeWrite;
use crate::domain::text::Words;
use crate::store::db::job::{Job, Turn};
use crate::store::db::pulse::Limits;
use crate::store::db::slot::Slot;

/// A transaction as write closures see it; only [`Db::write`] opens one.
pub type Tx = Conn;

/// Sizes of the store.
#[derive(Debug, Clone)]
pub struct DbSettings {
    /// Read connections (1–64); at least as many as threads that may read at once.
    pub readers: u32,
    /// Writers on PostgreSQL (1–8). SQLite always has one.
    pub writers: usize,
    /// Writes that may wait for one writer before callers are told to come back.
    pub queue: usize,
    /// A batch of writes that takes longer hangs. Shorter than [`patience::REQUEST`], so that the first request that
    /// waits in vain finds it so.
    pub hangs: Duration,
}

impl Default for DbSettings {
    fn default() -> Self {
        Self { readers: 8, writers: 3, queue: 1024, hangs: Duration::from_secs(4) }
    }
}

/// A handle to the database, cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    url: DbUrl,
    readers: r2d2::Pool<Manager>,
    /// Empty once the store is shut down.
    writers: RwLock<Vec<SyncSender<Job>>>,
    slots: Vec<Slot>,
    /// Reads whose callers waited no longer, and which have not come back.
    lost_reads: AtomicUsize,
    most_reads: usize,
    /// Nothing could be written since somebody asked last.
    refused: AtomicBool,
}

/// Opens pooled connections by hand, so that a failure keeps its cause.
struct Manager {
    url: DbUrl,
}

impl r2d2::ManageConnection for Manager {
    type Connection = Conn;
    type Error = StoreError;

    fn connect(&self) -> Result<Conn, StoreError> {
        backend::connect(&self.url, Purpose::Read)
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), StoreError> {
        backend::ping(conn)
    }

    fn has_broken(&self, _: &mut Conn) -> bool {
        std::thread::panicking()
    }
}

impl Db {
    /// Opens the database, proving the settings of every connection it opens.
    ///
    /// # Errors
    /// When no connection can be had, or runs with settings that could lose a commit.
    pub fn open(url: &DbUrl, settings: &DbSettings) -> Result<Self, StoreError> {
        let count = match url {
            DbUrl::Sqlite(_) => 1,
            DbUrl::Postgres(_) => settings.writers.clamp(1, 8),
        };
        let mut senders = Vec::with_capacity(count);
        let mut slots = Vec::with_capacity(count);
        let left = Arc::new(AtomicUsize::new(0));
        for index in 0..count {
            let conn = backend::connect(url, Purpose::Write)?;
            let (sender, queue) = sync_channel(settings.queue.max(1));
            slots.push(Slot::new(
                url,
                index,
                conn,
                queue,
                Limits { hangs: settings.hangs, left: left.clone() },
            )?);
            senders.push(sender);
        }
        let readers = r2d2::Pool::builder()
            .max_size(settings.readers.clamp(1, 64))
            .min_idle(Some(1))
            .test_on_check_out(false)
            .connection_timeout(Duration::from_secs(3))
            .error_handler(Box::new(QuietHandler))
            .build(Manager { url: url.clone() })
            .map_err(|cause| StoreError::Connect(Words::foreign(cause)))?;
        let inner = Inner {
            url: url.clone(),
            readers,
            writers: RwLock::new(senders),
            slots,
            lost_reads: AtomicUsize::new(0),
            refused: AtomicBool::new(false),
            most_reads: usize::try_from(settings.readers.clamp(1, 64)).unwrap_or(1),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// Where this database is.
    pub fn url(&self) -> &DbUrl {
        &self.inner.url
    }

    /// Runs `closure` in a transaction shared with its neighbours, behind its own savepoint, and
    /// answers after the commit. The closure may run more than once, so it must not act outside
    /// the database. `key` (a case, an account) orders writes about the same thing.
    ///
    /// # Errors
    /// What the closure ends with, or [`StoreError::Busy`] when the queue is full,
    /// [`StoreError::OutcomeUnknown`] when the connection was lost during the commit.
    pub async fn write<T, E, F>(
        &self,
        name: &'static str,
        key: impl Hash + Send,
        closure: F,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: WriteFault,
        F: Fn(&mut Tx) -> Result<T, E> + Send + 'static,
    {
        let (job, turn, answer) = Job::closure(closure);
        let slot = self.enqueue(name, key, job).map_err(E::from)?;
        match patience::wait(answer).await {
            Some(Ok(answer)) => {
                self.note_refusal(answer.as_ref().err().and_then(WriteFault::store));
                answer
            }
            // Nobody answers where the writer panicked, and that may have been after the commit.
            Some(Err(_)) => Err(E::from(StoreError::OutcomeUnknown)),
            None => Err(E::from(self.waited_in_vain(slot, &turn))),
        }
    }

    fn note_refusal(&self, error: Option<&StoreError>) {
        if error.is_some_and(StoreError::takes_no_writes) {
            self.inner.refused.store(true, Ordering::Relaxed);
        }
    }

    /// Whether a write met a database that takes none since this was asked last.
    pub fn was_refused(&self) -> bool {
        self.inner.refused.swap(false, Ordering::Relaxed)
    }

    /// Writes the rows of one report, together with its neighbours, table by table.
    ///
    /// # Errors
    /// [`StoreError::Unique`] when the receipt or the idempotency key is already there, else as
    /// [`Db::write`].
    pub async fn file(&self, rows: IntakeWrite) -> Result<(), StoreError> {
        let key = rows.order_key();
        let (job, turn, answer) = Job::intake(rows);
        let slot = self.enqueue("intake.file", key, job)?;
        match patience::wait(answer).await {
            Some(answer) => {
                let answer = answer.unwrap_or(Err(StoreError::OutcomeUnknown));
                self.note_refusal(answer.as_ref().err());
                answer
            }
            None => Err(self.waited_in_vain(slot, &turn)),
        }
    }

    /// Puts a write into the queue of its writer; says which that is.
    fn enqueue(&self, name: &'static str, key: impl Hash, job: Job) -> Result<usize, StoreError> {
        let mut hasher = DefaultHasher::new();
        key.hash(&mut hasher);
        let writers = self.inner.writers.read().map_err(|_| StoreError::Closed)?;
        let count = u64::try_from(writers.len()).unwrap_or(1).max(1);
        let index = usize::try_from(hasher.finish() % count).unwrap_or(0);
        let sender = writers.get(index).ok_or(StoreError::Closed)?;
        if self.inner.slots.get(index).is_some_and(|slot| slot.is_stuck() && !slot.relieve()) {
            tracing::warn!(name, "the writer hangs, and so do others");
            return Err(StoreError::Busy);
        }
        sender.try_send(job).map(|()| index).map_err(|refused| match refused {
            TrySendError::Full(_) => {
                tracing::warn!(name, "the write queue is full");
                StoreError::Busy
            }
            TrySendError::Disconnected(_) => StoreError::Closed,
        })
    }

    /// What a caller hears whose time is over: nothing was done, or what was begun may still be committed. A writer
    /// that hangs is relieved.
    fn waited_in_vain(&self, slot: usize, turn: &Turn) -> StoreError {
        let withdrawn = turn.take();
        if let Some(slot) = self.inner.slots.get(slot) {
            slot.relieve();
        }
        if withdrawn { StoreError::Busy } else { StoreError::OutcomeUnknown }
    }

    /// Runs `query` on a read connection, on a thread that may block. A broken connection is
    /// replaced and the query run once more: reads have no effect to repeat.
    ///
    /// # Errors
    /// What the query ends with, or [`StoreError::Busy`] when no connection came free.
    pub async fn read<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        T: Send + 'static,
        F: Fn(&mut Conn) -> Result<T, StoreError> + Send + 'static,
    {
        let inner = &self.inner;
        if inner.lost_reads.load(Ordering::SeqCst) >= inner.most_reads {
            return Err(StoreError::Busy);
        }
        let (db, span) = (self.clone(), tracing::Span::current());
        let (begin, end) = (Turn::default(), Turn::default());
        let (begins, ends) = (begin.clone(), end.clone());
        let reading = tokio::task::spawn_blocking(move || {
            if !begins.take() {
                return Err(StoreError::Busy);
            }
            let answer = span.in_scope(|| db.read_here(query));
            if !ends.take() {
                db.inner.lost_reads.fetch_sub(1, Ordering::SeqCst);
            }
            answer
        });
        if let Some(answer) = patience::wait(reading).await {
            return answer.unwrap_or(Err(StoreError::Panicked));
        }
        // One that has not begun never will. One that hangs is lost until it comes back.
        if !begin.take() {
            inner.lost_reads.fetch_add(1, Ordering::SeqCst);
            if !end.take() {
                inner.lost_reads.fetch_sub(1, Ordering::SeqCst);
            }
        }
        Err(StoreError::Busy)
    }

    /// As [`Db::read`], on the calling thread: for commands and start-up.
    ///
    /// # Errors
    /// As [`Db::read`].
    pub fn read_here<T, F>(&self, query: F) -> Result<T, StoreError>
    where
        F: Fn(&mut Conn) -> Result<T, StoreError>,
    {
        let mut conn = self.inner.readers.get().map_err(|_| StoreError::Busy)?;
        match at_once(&mut conn, &query) {
            Err(error) if error.is_broken_connection() => {
                *conn = backend::connect(&self.inner.url, Purpose::Read)?;
                at_once(&mut conn, &query)
            }
            result => result,
        }
    }

    /// Empties the log of an SQLite database into its file, so that what was removed is gone from both. Of PostgreSQL, whose
    /// log is another program's, nothing is asked.
    ///
    /// # Errors
    /// [`StoreError::Busy`] where a long read still needs the log.
    pub async fn empty_log(&self) -> Result<(), StoreError> {
        self.read(backend::log::empty_log).await
    }

    /// Takes no more writes, finishes those that wait, and ends the writers, whoever else holds
    /// a handle. Blocks until the last waiting write is committed, or some seconds where one hangs; whether all ended.
    pub fn shut_down(&self) -> bool {
        if let Ok(mut writers) = self.inner.writers.write() {
            writers.clear();
        }
        let until = Instant::now() + FAREWELL;
        // Each is waited for, whatever became of those before.
        self.inner.slots.iter().filter(|slot| !slot.ended_by(until)).count() == 0
    }
}

/// How long a stop waits for writes that hang.
const FAREWELL: Duration = Duration::from_secs(10);

/// On SQLite all statements of one read see one state: it costs nothing there. On PostgreSQL each sees
/// the newest, which is a round trip less; who needs one state asks for it ([`crate::store::snapshot`]).
fn at_once<T>(
    conn: &mut Conn,
    query: impl Fn(&mut Conn) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    if matches!(conn, Conn::Postgres(_)) {
        return query(conn);
    }
    backend::savepoint(conn)?;
    let result = query(conn);
    // Nothing was written, so either end of the transaction is the same.
    let ended = backend::rollback(conn);
    // What broke the query may have ended the transaction with it, and tells more than that there is none to end.
    let found = result?;
    ended?;
    Ok(found)
}

/// The pool retries by itself; what matters reaches the caller as an error of its query.
#[derive(Debug)]
struct QuietHandler;

impl r2d2::HandleError<StoreError> for QuietHandler {
    fn handle_error(&self, error: StoreError) {
        tracing::warn!(%error, "a read connection could not be opened");
    }
}

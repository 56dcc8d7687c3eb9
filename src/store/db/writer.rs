//! Group commit: one thread folds the waiting writes into one transaction, each behind its own
//! savepoint, commits once and only then answers any of them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, TryRecvError};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::job::{Job, Ran};
use super::pulse::Pulse;
use crate::domain::text::Words;
use crate::meters;
use crate::store::backend::{self, Conn, DbUrl, Purpose};
use crate::store::error::StoreError;
use crate::store::intake::IntakeWrite;

/// Savepoints in one transaction: PostgreSQL caches 64 subtransactions per backend, and the
/// commit itself takes one place more.
const MAX_SAVEPOINTS: usize = 50;
/// Reports written together, table by table.
const MAX_INTAKE: usize = 128;
/// How long a batch may wait to become as full as the one before it.
const LINGER: Duration = Duration::from_millis(2);
/// How often PostgreSQL may ask for a transaction again before the caller hears of it.
const MAX_RETRIES: u8 = 3;

/// One writer: its connection, and the queue it serves until every sender is gone or it is given up.
pub(crate) struct Writer {
    url: DbUrl,
    conn: Option<Conn>,
    queue: Arc<Mutex<Receiver<Job>>>,
    pulse: Arc<Pulse>,
    /// How many wrote together the last time.
    last: usize,
}

impl Writer {
    /// A writer over a connection, or over one that it opens for its first batch.
    pub(crate) fn new(
        url: DbUrl,
        conn: Option<Conn>,
        queue: Arc<Mutex<Receiver<Job>>>,
        pulse: Arc<Pulse>,
    ) -> Self {
        Self { url, conn, queue, pulse, last: 0 }
    }

    /// Serves until the last sender is dropped and the queue is drained, or until it is given up because a batch
    /// hung: then somebody else serves the queue, and its connection is not used again. A panic ends the batch it came
    /// in and nothing else: its callers hear that the outcome is unknown, and the next batch has a new connection.
    pub(crate) fn serve(mut self) {
        while let Some(batch) = self.gather() {
            self.pulse.begin();
            if catch_unwind(AssertUnwindSafe(|| self.write(batch))).is_err() {
                tracing::error!("a writer panicked and was started again");
            }
            if !self.pulse.end() {
                tracing::warn!("a write that hung has returned");
                return;
            }
        }
    }

    /// Waits for a write and takes what waits beside it. Under load the callers just answered are about to come back,
    /// so it lingers for them: fewer, fuller commits. A lone caller never waits. `None` once no write can come.
    fn gather(&mut self) -> Option<Vec<Job>> {
        let queue = self.queue.lock().unwrap_or_else(PoisonError::into_inner);
        let mut batch = Vec::new();
        while batch.is_empty() {
            let first = queue.recv().ok()?;
            // Whoever sent it may wait no longer; then it must not be done.
            batch.extend(first.begins().then_some(first));
        }
        let mut closures = batch.iter().filter(|job| job.is_closure()).count();
        let until = Instant::now() + LINGER;
        while closures < MAX_SAVEPOINTS && batch.len() < MAX_SAVEPOINTS + MAX_INTAKE {
            let next = match queue.try_recv() {
                Err(TryRecvError::Empty) if batch.len() < self.last => {
                    queue.recv_timeout(until.saturating_duration_since(Instant::now())).ok()
                }
                other => other.ok(),
            };
            let Some(job) = next else { break };
            if job.begins() {
                closures += usize::from(job.is_closure());
                batch.push(job);
            }
        }
        self.last = batch.len();
        Some(batch)
    }

    /// Writes a batch; what the database refuses as a whole is replayed one by one, so that a
    /// single bad write fails alone.
    fn write(&mut self, batch: Vec<Job>) {
        let alone = batch.len() == 1;
        let Err((unwritten, error)) = self.attempt(batch) else { return };
        let mut why = Some(error).filter(|_| alone);
        for job in unwritten {
            let tried = match why.take() {
                Some(error) => Err((job, error)),
                None => self.attempt_one(job),
            };
            if let Err((job, error)) = tried {
                self.retry_alone(job, error);
            }
        }
    }

    /// Tries what was refused again, unless no try can help.
    fn retry_alone(&mut self, mut job: Job, mut error: StoreError) {
        let mut tries = 1;
        loop {
            if error.takes_no_writes() {
                return job.fail(error);
            }
            if tries == MAX_RETRIES {
                let refused = "the database refused it three times".to_owned();
                return job.fail(StoreError::RolledBack(refused));
            }
            tries += 1;
            match self.attempt_one(job) {
                Ok(()) => return,
                Err(again) => (job, error) = again,
            }
        }
    }

    fn attempt_one(&mut self, job: Job) -> Result<(), (Job, StoreError)> {
        self.attempt(vec![job]).or_else(|(left, error)| match left.into_iter().next() {
            Some(job) => Err((job, error)),
            None => Ok(()),
        })
    }

    /// One transaction over `batch`. Answers what was decided, and hands back what was rolled
    /// back and may be run again, with the reason.
    fn attempt(&mut self, mut batch: Vec<Job>) -> Result<(), (Vec<Job>, StoreError)> {
        let mut conn = match self.connection() {
            Ok(conn) => conn,
            Err(error) => {
                let text = error.to_string();
                tracing::error!(error = %text, "no connection for a write");
                for job in batch {
                    job.fail(StoreError::Connect(Words::foreign(&text)));
                }
                return Ok(());
            }
        };
        if let Err(error) = backend::begin_write(&mut conn) {
            let error = StoreError::from(error);
            tracing::warn!(%error, "a write transaction could not begin");
            // Nothing ran, so nothing can be half done; the connection is not used again.
            return Err((batch, error));
        }
        let ran = match fold_intake(&mut conn, &batch) {
            Ok(()) => run_closures(&mut conn, &mut batch),
            // One report of the batch is a duplicate: begin again, each behind its savepoint.
            Err(error) if !error.is_broken_connection() && !error.takes_no_writes() => {
                backend::rollback(&mut conn)
                    .and_then(|()| backend::begin_write(&mut conn))
                    .map_err(StoreError::from)
                    .and_then(|()| run_each(&mut conn, &mut batch))
            }
            Err(error) => Err(error),
        };
        if let Err(again) = ran {
            tracing::warn!(error = %again, jobs = batch.len(), "a batch was rolled back");
            // Dropping the connection ends whatever is open, at whatever depth.
            return Err((batch, again));
        }
        if self.pulse.is_left() {
            // Another writer has gone on since: this may be older than what that one has acknowledged.
            drop(conn);
            tracing::warn!(jobs = batch.len(), "a batch that hung has returned and was undone");
            for job in batch {
                job.fail(StoreError::RolledBack("its writer was given up".to_owned()));
            }
            return Ok(());
        }
        let reports = batch.iter().filter(|job| !job.is_closure());
        let waits: Vec<Duration> = reports.map(Job::waited).collect();
        match backend::commit(&mut conn).map_err(StoreError::from) {
            Ok(()) => {
                meters::filed(&waits);
                self.conn = Some(conn);
                for job in batch {
                    job.answer();
                }
                Ok(())
            }
            Err(error) if commit_outcome_unknown(&error) => {
                tracing::error!(%error, "the outcome of a commit is unknown");
                for job in batch {
                    job.fail(StoreError::OutcomeUnknown);
                }
                Ok(())
            }
            Err(error) => {
                tracing::warn!(%error, jobs = batch.len(), "a commit was refused");
                drop(backend::rollback(&mut conn));
                // Dropping the connection ends whatever the refusal left open.
                Err((batch, error))
            }
        }
    }

    fn connection(&mut self) -> Result<Conn, StoreError> {
        match self.conn.take() {
            Some(conn) => Ok(conn),
            None => backend::connect(&self.url, Purpose::Write),
        }
    }
}

/// Runs every closure behind its own savepoint; the reports were written already.
fn run_closures(conn: &mut Conn, batch: &mut [Job]) -> Result<(), StoreError> {
    let closures = batch.iter_mut().filter(|job| job.is_closure());
    closures.into_iter().try_for_each(|job| run_one(conn, job))
}

/// Runs everything, reports too, each behind its own savepoint.
fn run_each(conn: &mut Conn, batch: &mut [Job]) -> Result<(), StoreError> {
    batch.iter_mut().try_for_each(|job| run_one(conn, job))
}

fn run_one(conn: &mut Conn, job: &mut Job) -> Result<(), StoreError> {
    backend::savepoint(conn)?;
    match job.run(conn) {
        Ran::Ok => backend::commit(conn)?,
        Ran::Undo => backend::rollback(conn)?,
        Ran::Retry => return Err(StoreError::RolledBack("asked to run again".to_owned())),
        Ran::Broken => {
            return Err(StoreError::connect("mất kết nối khi đang ghi", "lost during a write"));
        }
    }
    Ok(())
}

/// Writes all reports of the batch in one set of inserts, before anything else of the batch: a
/// savepoint around them would copy every page they touch.
fn fold_intake(conn: &mut Conn, batch: &[Job]) -> Result<(), StoreError> {
    let rows: Vec<&IntakeWrite> = batch.iter().filter_map(Job::report).collect();
    if rows.is_empty() {
        return Ok(());
    }
    catch_unwind(AssertUnwindSafe(|| crate::store::intake::insert(conn, &rows)))
        .unwrap_or(Err(StoreError::Panicked))
}

/// A connection lost while COMMIT was under way says nothing about the commit.
fn commit_outcome_unknown(error: &StoreError) -> bool {
    error.is_broken_connection()
}

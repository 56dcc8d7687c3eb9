//! Group commit: one thread folds the waiting writes into one transaction, each behind its own
//! savepoint, commits once and only then answers any of them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, TryRecvError};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::backend::{self, Conn, DbUrl, Purpose};
use super::error::{StoreError, WriteFault};
use super::intake::IntakeWrite;

/// Savepoints in one transaction: PostgreSQL caches 64 subtransactions per backend, and the
/// commit itself takes one place more.
const MAX_SAVEPOINTS: usize = 50;
/// Reports folded into one set of multi-row inserts.
const MAX_INTAKE: usize = 128;
/// How long a batch may wait to become as full as the one before it.
const LINGER: Duration = Duration::from_millis(2);
/// How often PostgreSQL may ask for a transaction again before the caller hears of it.
const MAX_RETRIES: u8 = 3;

/// A write waiting for its turn.
pub(super) enum Job {
    /// An ordinary closure behind its own savepoint.
    Closure(Box<dyn Pending>),
    /// A report, folded with its neighbours into multi-row inserts.
    Intake(Box<IntakeJob>),
}

/// A report to write, and who waits for it.
pub(super) struct IntakeJob {
    rows: IntakeWrite,
    result: Result<(), StoreError>,
    reply: oneshot::Sender<Result<(), StoreError>>,
}

impl IntakeJob {
    pub(super) fn new(rows: IntakeWrite, reply: oneshot::Sender<Result<(), StoreError>>) -> Self {
        Self { rows, result: Ok(()), reply }
    }
}

/// A closure with its result, as the writer sees it: the types are gone.
pub(super) trait Pending: Send {
    /// Runs the closure once more, replacing any earlier result.
    fn run(&mut self, tx: &mut Conn) -> Ran;
    /// Answers with the result, now that it is committed.
    fn answer(self: Box<Self>);
    /// Answers with a failure instead.
    fn fail(self: Box<Self>, error: StoreError);
}

/// How one run of a closure ended, as far as the transaction is concerned.
pub(super) enum Ran {
    /// Keep its changes.
    Ok,
    /// Undo its changes; the result is an error that belongs to the caller.
    Undo,
    /// The database asks for the whole transaction again.
    Retry,
    /// The connection is gone.
    Broken,
}

fn ran(error: Option<&StoreError>) -> Ran {
    match error {
        None => Ran::Ok,
        Some(error) if error.wants_retry() => Ran::Retry,
        Some(error) if error.is_broken_connection() => Ran::Broken,
        Some(_) => Ran::Undo,
    }
}

/// A typed closure and its waiting caller.
pub(super) struct Call<T, E, F> {
    run: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Call<T, E, F> {
    pub(super) fn new(run: F, reply: oneshot::Sender<Result<T, E>>) -> Self {
        Self { run, result: None, reply }
    }
}

impl<T, E, F> Pending for Call<T, E, F>
where
    T: Send,
    E: WriteFault,
    F: Fn(&mut Conn) -> Result<T, E> + Send,
{
    fn run(&mut self, tx: &mut Conn) -> Ran {
        let result = catch_unwind(AssertUnwindSafe(|| (self.run)(tx)))
            .unwrap_or_else(|_| Err(E::from(StoreError::Panicked)));
        let ran = match &result {
            Ok(_) => Ran::Ok,
            Err(fault) => fault.store().map_or(Ran::Undo, |error| ran(Some(error))),
        };
        self.result = Some(result);
        ran
    }

    fn answer(self: Box<Self>) {
        let result = self.result.unwrap_or_else(|| Err(E::from(StoreError::Closed)));
        // A caller that went away (a closed phone) has nobody to tell.
        drop(self.reply.send(result));
    }

    fn fail(self: Box<Self>, error: StoreError) {
        drop(self.reply.send(Err(E::from(error))));
    }
}

impl Job {
    fn answer(self) {
        match self {
            Self::Closure(call) => call.answer(),
            Self::Intake(job) => drop(job.reply.send(job.result)),
        }
    }

    fn fail(self, error: StoreError) {
        match self {
            Self::Closure(call) => call.fail(error),
            Self::Intake(job) => drop(job.reply.send(Err(error))),
        }
    }

    fn run(&mut self, tx: &mut Conn) -> Ran {
        match self {
            Self::Closure(call) => call.run(tx),
            Self::Intake(job) => {
                job.result =
                    catch_unwind(AssertUnwindSafe(|| super::intake::insert(tx, &[&job.rows])))
                        .unwrap_or(Err(StoreError::Panicked));
                ran(job.result.as_ref().err())
            }
        }
    }
}

/// One writer: its connection, and the queue it serves until every sender is gone.
pub(super) struct Writer {
    url: DbUrl,
    conn: Option<Conn>,
    queue: Receiver<Job>,
    /// How many wrote together the last time.
    last: usize,
}

impl Writer {
    pub(super) fn new(url: DbUrl, conn: Conn, queue: Receiver<Job>) -> Self {
        Self { url, conn: Some(conn), queue, last: 0 }
    }

    /// Serves until the last sender is dropped and the queue is drained. A panic ends the batch it came in and
    /// nothing else: its callers hear that the outcome is unknown, and the next batch has a new connection.
    pub(super) fn serve(mut self) {
        while catch_unwind(AssertUnwindSafe(|| self.serve_on())).is_err() {
            tracing::error!("a writer panicked and was started again");
        }
    }

    fn serve_on(&mut self) {
        while let Ok(first) = self.queue.recv() {
            let batch = self.gather(first);
            self.write(batch);
        }
    }

    /// Takes what waits. Under load the callers just answered are about to come back, so it lingers
    /// for them: fewer, fuller commits. A lone caller never waits.
    fn gather(&mut self, first: Job) -> Vec<Job> {
        let mut closures = usize::from(matches!(first, Job::Closure(_)));
        let mut batch = vec![first];
        let until = Instant::now() + LINGER;
        while closures < MAX_SAVEPOINTS && batch.len() < MAX_SAVEPOINTS + MAX_INTAKE {
            let next = match self.queue.try_recv() {
                Err(TryRecvError::Empty) if batch.len() < self.last => {
                    self.queue.recv_timeout(until.saturating_duration_since(Instant::now())).ok()
                }
                other => other.ok(),
            };
            let Some(job) = next else { break };
            closures += usize::from(matches!(job, Job::Closure(_)));
            batch.push(job);
        }
        self.last = batch.len();
        batch
    }

    /// Writes a batch; what the database refuses as a whole is replayed one by one, so that a
    /// poisonous neighbour costs time but never an answer.
    fn write(&mut self, batch: Vec<Job>) {
        let alone = batch.len() == 1;
        let Some(unwritten) = self.attempt(batch) else { return };
        if alone {
            for job in unwritten {
                self.retry_alone(job);
            }
            return;
        }
        for job in unwritten {
            if let Some(left) = self.attempt(vec![job]) {
                for job in left {
                    self.retry_alone(job);
                }
            }
        }
    }

    fn retry_alone(&mut self, job: Job) {
        let mut job = vec![job];
        for _ in 1..MAX_RETRIES {
            match self.attempt(job) {
                Some(left) => job = left,
                None => return,
            }
        }
        for job in job {
            job.fail(StoreError::RolledBack("the database refused it three times".to_owned()));
        }
    }

    /// One transaction over `batch`. Answers what was decided, and hands back what was rolled
    /// back and may be run again.
    fn attempt(&mut self, mut batch: Vec<Job>) -> Option<Vec<Job>> {
        let mut conn = match self.connection() {
            Ok(conn) => conn,
            Err(error) => {
                let text = error.to_string();
                tracing::error!(error = %text, "no connection for a write");
                for job in batch {
                    job.fail(StoreError::Connect(text.clone()));
                }
                return None;
            }
        };
        if let Err(error) = backend::begin_write(&mut conn) {
            let error = StoreError::from(error);
            tracing::warn!(%error, "a write transaction could not begin");
            // Nothing ran, so nothing can be half done; the connection is not used again.
            return Some(batch);
        }
        let ran = match fold_intake(&mut conn, &batch) {
            Ok(()) => run_closures(&mut conn, &mut batch),
            // One report of the batch is a duplicate: begin again, each behind its savepoint.
            Err(error) if !error.is_broken_connection() && !error.is_full() => {
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
            return Some(batch);
        }
        match backend::commit(&mut conn).map_err(StoreError::from) {
            Ok(()) => {
                self.conn = Some(conn);
                for job in batch {
                    job.answer();
                }
                None
            }
            Err(error) if commit_outcome_unknown(&error) => {
                tracing::error!(%error, "the outcome of a commit is unknown");
                for job in batch {
                    job.fail(StoreError::OutcomeUnknown);
                }
                None
            }
            Err(error) => {
                tracing::warn!(%error, jobs = batch.len(), "a commit was refused");
                drop(backend::rollback(&mut conn));
                // Dropping the connection ends whatever the refusal left open.
                Some(batch)
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
    let closures = batch.iter_mut().filter(|job| matches!(job, Job::Closure(_)));
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
        Ran::Broken => return Err(StoreError::Connect("lost during a write".to_owned())),
    }
    Ok(())
}

/// Writes all reports of the batch in one set of inserts, before anything else of the batch: a
/// savepoint around them would copy every page they touch.
fn fold_intake(conn: &mut Conn, batch: &[Job]) -> Result<(), StoreError> {
    let rows: Vec<&IntakeWrite> = batch
        .iter()
        .filter_map(|job| match job {
            Job::Intake(job) => Some(&job.rows),
            Job::Closure(_) => None,
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    catch_unwind(AssertUnwindSafe(|| super::intake::insert(conn, &rows)))
        .unwrap_or(Err(StoreError::Panicked))
}

/// A connection lost while COMMIT was under way says nothing about the commit.
fn commit_outcome_unknown(error: &StoreError) -> bool {
    error.is_broken_connection()
}

//! A write on its way to the writer: what it does, who waits for it, and whether it was begun.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use crate::store::backend::Conn;
use crate::store::error::{StoreError, WriteFault};
use crate::store::intake::IntakeWrite;

/// A write waiting for its turn.
pub(crate) struct Job {
    work: Work,
    turn: Turn,
    since: Instant,
}

/// What a write does.
enum Work {
    /// An ordinary closure behind its own savepoint.
    Closure(Box<dyn Pending>),
    /// A report, written together with its neighbours, table by table.
    Intake(Box<IntakeJob>),
}

/// Whose a waiting write is: the writer's once it begins it, or its caller's who waits no longer. Whoever is first
/// has it, so a caller knows whether anything can still come of it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Turn(Arc<AtomicBool>);

impl Turn {
    /// Takes it; false where the other side was faster.
    pub(crate) fn take(&self) -> bool {
        !self.0.swap(true, Ordering::SeqCst)
    }
}

/// A report to write, and who waits for it.
struct IntakeJob {
    rows: IntakeWrite,
    result: Result<(), StoreError>,
    reply: oneshot::Sender<Result<(), StoreError>>,
}

/// A closure with its result, as the writer sees it: the types are gone.
trait Pending: Send {
    /// Runs the closure once more, replacing any earlier result.
    fn run(&mut self, tx: &mut Conn) -> Ran;
    /// Answers with the result, now that it is committed.
    fn answer(self: Box<Self>);
    /// Answers with a failure instead.
    fn fail(self: Box<Self>, error: StoreError);
}

/// How one run of a closure ended, as far as the transaction is concerned.
pub(crate) enum Ran {
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
struct Call<T, E, F> {
    run: F,
    result: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
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
    /// A closure, whose result goes to the receiver, and whose turn it is.
    pub(crate) fn closure<T, E, F>(run: F) -> (Self, Turn, oneshot::Receiver<Result<T, E>>)
    where
        T: Send + 'static,
        E: WriteFault,
        F: Fn(&mut Conn) -> Result<T, E> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        let turn = Turn::default();
        let work = Work::Closure(Box::new(Call { run, result: None, reply }));
        (Self { work, turn: turn.clone(), since: Instant::now() }, turn, answer)
    }

    /// A report.
    pub(crate) fn intake(
        rows: IntakeWrite,
    ) -> (Self, Turn, oneshot::Receiver<Result<(), StoreError>>) {
        let (reply, answer) = oneshot::channel();
        let turn = Turn::default();
        let work = Work::Intake(Box::new(IntakeJob { rows, result: Ok(()), reply }));
        (Self { work, turn: turn.clone(), since: Instant::now() }, turn, answer)
    }

    /// How long it has waited.
    pub(crate) fn waited(&self) -> Duration {
        self.since.elapsed()
    }

    /// Whether it is still to be done. Asked once, by the writer that begins it.
    pub(crate) fn begins(&self) -> bool {
        self.turn.take()
    }

    /// Whether it needs a savepoint of its own.
    pub(crate) const fn is_closure(&self) -> bool {
        matches!(self.work, Work::Closure(_))
    }

    /// The rows of a report.
    pub(crate) const fn report(&self) -> Option<&IntakeWrite> {
        match &self.work {
            Work::Intake(job) => Some(&job.rows),
            Work::Closure(_) => None,
        }
    }

    /// Answers with the result, now that it is committed.
    pub(crate) fn answer(self) {
        match self.work {
            Work::Closure(call) => call.answer(),
            Work::Intake(job) => drop(job.reply.send(job.result)),
        }
    }

    /// Answers with a failure instead.
    pub(crate) fn fail(self, error: StoreError) {
        match self.work {
            Work::Closure(call) => call.fail(error),
            Work::Intake(job) => drop(job.reply.send(Err(error))),
        }
    }

    /// Does it once more, replacing any earlier result.
    pub(crate) fn run(&mut self, tx: &mut Conn) -> Ran {
        match &mut self.work {
            Work::Closure(call) => call.run(tx),
            Work::Intake(job) => {
                job.result = catch_unwind(AssertUnwindSafe(|| {
                    crate::store::intake::insert(tx, &[&job.rows])
                }))
                .unwrap_or(Err(StoreError::Panicked));
                ran(job.result.as_ref().err())
            }
        }
    }
}

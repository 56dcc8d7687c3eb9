//! The place of one writer: its queue, who serves it now, and who takes over when that one hangs.

use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use super::job::Job;
use super::pulse::{Limits, Pulse, lock};
use super::writer::Writer;
use crate::store::backend::{Conn, DbUrl};
use crate::store::error::StoreError;

/// The place of one writer.
pub(crate) struct Slot {
    url: DbUrl,
    name: String,
    queue: Arc<Mutex<Receiver<Job>>>,
    serving: Mutex<Serving>,
    limits: Limits,
}

struct Serving {
    pulse: Arc<Pulse>,
    /// Its other end is dropped with the writer's thread.
    ended: Receiver<()>,
}

impl Slot {
    /// A place with a writer over `conn`.
    pub(crate) fn new(
        url: &DbUrl,
        index: usize,
        conn: Conn,
        queue: Receiver<Job>,
        limits: Limits,
    ) -> Result<Self, StoreError> {
        let (url, name) = (url.clone(), format!("writer-{index}"));
        let queue = Arc::new(Mutex::new(queue));
        let serving = begin(&url, &name, Some(conn), &queue, &limits)?;
        Ok(Self { url, name, queue, serving: Mutex::new(serving), limits })
    }

    /// Gives the writer up if it hangs in a batch, and puts another in its place: the connection is never used
    /// again. What it had not begun to commit is undone when it returns. Whether somebody serves the queue then.
    pub(crate) fn relieve(&self) -> bool {
        let mut serving = lock(&self.serving);
        // One that was left and has no successor, because no thread could be had, is tried again.
        if !serving.pulse.is_left() {
            if !serving.pulse.hangs() {
                return true;
            }
            if self.limits.are_reached() || !serving.pulse.leave() {
                return !serving.pulse.hangs();
            }
        }
        match begin(&self.url, &self.name, None, &self.queue, &self.limits) {
            Ok(next) => {
                tracing::error!(writer = self.name, "a write hangs; another writer goes on");
                *serving = next;
                true
            }
            Err(error) => {
                tracing::error!(writer = self.name, %error, "a write hangs and nobody can go on");
                false
            }
        }
    }

    /// Whether nobody serves the queue, because its writer hangs and too many others do, or nobody could take over.
    pub(crate) fn is_stuck(&self) -> bool {
        let serving = lock(&self.serving);
        serving.pulse.is_left() || (self.limits.are_reached() && serving.pulse.hangs())
    }

    /// Waits until the writer has ended, or until `until` where it hangs. Whether it has.
    pub(crate) fn ended_by(&self, until: Instant) -> bool {
        let left = until.saturating_duration_since(Instant::now());
        lock(&self.serving).ended.recv_timeout(left) == Err(RecvTimeoutError::Disconnected)
    }
}

fn begin(
    url: &DbUrl,
    name: &str,
    conn: Option<Conn>,
    queue: &Arc<Mutex<Receiver<Job>>>,
    limits: &Limits,
) -> Result<Serving, StoreError> {
    let pulse = Arc::new(Pulse::new(limits.clone()));
    let writer = Writer::new(url.clone(), conn, queue.clone(), pulse.clone());
    let (ends, ended) = channel();
    std::thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            writer.serve();
            drop::<std::sync::mpsc::Sender<()>>(ends);
        })
        .map_err(|cause| {
            StoreError::setup(
                format!("không mở được luồng ghi: {cause}"),
                format!("no writer thread: {cause}"),
            )
        })?;
    Ok(Serving { pulse, ended })
}

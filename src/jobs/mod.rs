//! The worker: reconcilers on a timer, each without input, each safe to run anywhere and again.

use std::time::Duration;

use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval};

use crate::service::dispatch::Post;
use crate::service::{Desk, ServiceError};

/// How often mail is looked for.
const MAIL_EVERY: Duration = Duration::from_secs(2);
/// How often the last days are looked at.
const WATCH_EVERY: Duration = Duration::from_secs(60);
/// How often newly imported reference data is looked for.
const REFRESH_EVERY: Duration = Duration::from_secs(30);

/// Runs the reconcilers until told to stop.
pub struct Worker {
    desk: Desk,
    post: Post,
}

impl Worker {
    /// A worker over these.
    pub fn new(desk: Desk, post: Post) -> Self {
        Self { desk, post }
    }

    /// One round of everything, for tests and for the demo's replay.
    ///
    /// # Errors
    /// The first reconciler that failed.
    pub async fn tick(&self) -> Result<(), ServiceError> {
        self.desk.refresh().await?;
        self.desk.watch().await?;
        self.post.tick().await?;
        Ok(())
    }

    /// Works until `stop` turns true. A round under way is finished first.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        let (mut mail, mut days, mut data) =
            (interval(MAIL_EVERY), interval(WATCH_EVERY), interval(REFRESH_EVERY));
        for timer in [&mut mail, &mut days, &mut data] {
            timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
        }
        loop {
            tokio::select! {
                changed = stop.changed() => {
                    if changed.is_err() || *stop.borrow() {
                        return;
                    }
                }
                _ = mail.tick() => note("job.outbox", self.post.tick().await.map(|_| ())),
                _ = days.tick() => note("job.watch", self.desk.watch().await.map(|_| ())),
                _ = data.tick() => {
                    note("job.refresh", self.desk.refresh().await.map(|_| ()).map_err(Into::into));
                }
            }
        }
    }
}

/// A failed round is no reason to stop: the next one finds what is left.
fn note(job: &'static str, result: Result<(), ServiceError>) {
    if let Err(error) = result {
        tracing::error!(job, %error, "a round failed");
    }
}

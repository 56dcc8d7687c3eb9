//! The worker: reconcilers on a timer, each without input, each safe to run anywhere and again.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::watch;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep};

use crate::service::dispatch::Dispatcher;
use crate::service::patience::{ROUND, each_within};
use crate::service::{Service, ServiceError};

/// How often mail is looked for.
const MAIL_EVERY: Duration = Duration::from_secs(2);
/// How often the last days are looked at.
const WATCH_EVERY: Duration = Duration::from_mins(1);
/// How often this process leaves its mark.
const MARK_EVERY: Duration = Duration::from_mins(1);
/// How often newly imported reference data is looked for.
const REFRESH_EVERY: Duration = Duration::from_secs(30);

/// How many months are summed up in one round at most: the first round over an old database has years of them.
const MONTHS: usize = 120;
/// Reports that are read for their terms in one round at most.
const REPORTS: usize = 2_000;
/// So many of them at a time while the service runs.
const READ_AT_ONCE: usize = 50;
/// So many times as long as that took it rests: while many file, it takes a small part of the writer that all share.
const REST: u32 = 3;
/// How often what was passed over is looked for.
const LOOK_BACK_EVERY: Duration = Duration::from_mins(5);
/// How often what was filed since is looked for.
const READ_EVERY: Duration = Duration::from_secs(5);
/// Quarters that are published in one round at most.
const QUARTERS: usize = 40;

/// How often files that belong to nobody are looked for.
const SWEEP_EVERY: Duration = Duration::from_mins(15);
/// Clean copies that are made in one round at most, and how often they are looked for.
const COPIES: usize = 50;
const COPY_EVERY: Duration = Duration::from_secs(5);
/// Files that clamd is asked about in one round at most, and how often those that wait are looked for.
const SCANS: usize = 50;
const SCAN_EVERY: Duration = Duration::from_secs(10);
/// How often staff systems that are due are looked for.
const TOLD_EVERY: Duration = Duration::from_secs(30);

/// Runs the reconcilers until told to stop.
pub struct Worker {
    service: Service,
    post: Dispatcher,
}

impl Worker {
    /// A worker over these.
    pub fn new(service: Service, post: Dispatcher) -> Self {
        Self { service, post }
    }

    /// One round of everything, for tests and for the demo's replay.
    ///
    /// # Errors
    /// The first reconciler that failed.
    pub async fn tick(&self) -> Result<(), ServiceError> {
        self.service.keep_up().await?;
        self.service.release().await?;
        self.service.watch().await?;
        self.service.forget_presences().await?;
        self.service.forget_exports().await?;
        self.service.sweep_files().await?;
        self.service.scan_files(SCANS).await?;
        self.service.copy_pictures(COPIES).await?;
        self.service.empty_log().await?;
        self.service.draw().await?;
        self.service.read_terms(REPORTS).await?;
        self.service.sum_up_months(MONTHS).await?;
        self.service.close_lists().await?;
        self.service.draw_samples().await?;
        self.service.publish_ratings().await?;
        self.service.publish_quarters(QUARTERS).await?;
        self.post.tick().await?;
        self.service.call_webhooks(|| true).await?;
        Ok(())
    }

    /// Works until `stop` turns true. What is under way is finished first: one mail, one round. Each
    /// reconciler has a timer of its own, so that a slow mail server does not stop the clock.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let Self { service, post } = self;
        let stopping = stop.clone();
        let mail = every(MAIL_EVERY, stop.clone(), async || {
            let round = post.tick_while(|| !*stopping.borrow());
            let sent = each_within(ROUND, round).await;
            note("job.outbox", sent.map(|_| ()));
        });
        let days = every(WATCH_EVERY, stop.clone(), async || {
            note("job.release", each_within(ROUND, service.release()).await.map(|_| ()));
            note("job.watch", each_within(ROUND, service.watch()).await.map(|_| ()));
            note("job.presences", each_within(ROUND, service.forget_presences()).await);
            note("job.exports", each_within(ROUND, service.forget_exports()).await);
            note("job.log", each_within(ROUND, service.empty_log()).await);
            note("job.draw", each_within(ROUND, service.draw()).await.map(|_| ()));
            let summed = each_within(ROUND, service.sum_up_months(MONTHS)).await;
            note("job.sums", summed.map(|_| ()));
            note("job.lists", each_within(ROUND, service.close_lists()).await.map(|_| ()));
            note("job.samples", each_within(ROUND, service.draw_samples()).await.map(|_| ()));
            let published = each_within(ROUND, service.publish_ratings()).await;
            note("job.ratings", published.map(|_| ()));
            let published = each_within(ROUND, service.publish_quarters(QUARTERS)).await;
            note("job.publish", published.map(|_| ()));
        });
        let (reader, reads) = (&service, stop.clone());
        let found = every(READ_EVERY, stop.clone(), async || {
            let some = async || -> Result<bool, ServiceError> {
                let read = each_within(ROUND, reader.read_terms(READ_AT_ONCE)).await?;
                Ok(read == READ_AT_ONCE)
            };
            note("job.terms", with_rests(reads.clone(), some).await);
        });
        // Apart from all else: a system that answers slowly holds up its own kind alone.
        let (hooks, asked) = (service.clone(), stop.clone());
        let told = every(TOLD_EVERY, stop.clone(), async || {
            let round = hooks.call_webhooks(|| !*asked.borrow());
            note("job.webhooks", each_within(ROUND, round).await);
        });
        let files = every(SWEEP_EVERY, stop.clone(), async || {
            note("job.files", each_within(ROUND, service.sweep_files()).await.map(|_| ()));
        });
        let (copier, copies) = (service.clone(), stop.clone());
        let copies = every(COPY_EVERY, copies, async || {
            note("job.copies", each_within(ROUND, copier.copy_pictures(COPIES)).await.map(|_| ()));
        });
        let (scanner, scans) = (service.clone(), stop.clone());
        let scans = every(SCAN_EVERY, scans, async || {
            note("job.scans", each_within(ROUND, scanner.scan_files(SCANS)).await.map(|_| ()));
        });
        let back = every(LOOK_BACK_EVERY, stop.clone(), async || service.look_back_for_terms());
        let kept = async { tokio::join!(files, scans, copies) };
        tokio::join!(mail, days, found, kept, back, told, refresh(service.clone(), stop));
    }
}

/// Loads reference data that was imported, until `stop` turns true: every process that serves
/// needs it, with or without a worker.
pub async fn refresh(service: Service, stop: watch::Receiver<bool>) {
    every(REFRESH_EVERY, stop, async || {
        note("job.refresh", each_within(ROUND, service.keep_up()).await);
    })
    .await;
}

/// Leaves the mark of this process each minute, until `stop` turns true.
pub async fn mark(service: Service, stop: watch::Receiver<bool>) {
    every(MARK_EVERY, stop, async || note("job.mark", service.mark().await)).await;
}

/// A round now and every `period`, until `stop` turns true; a round under way is finished. One that panics ends alone:
/// the next comes in its time.
pub async fn every(period: Duration, mut stop: watch::Receiver<bool>, round: impl AsyncFn()) {
    let mut timer = interval(period);
    timer.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            changed = stop.changed() => {
                if changed.is_err() || *stop.borrow() {
                    return;
                }
            }
            _ = timer.tick() => {
                if AssertUnwindSafe(round()).catch_unwind().await.is_err() {
                    tracing::error!("a round panicked; the next one comes in its time");
                }
            }
        }
    }
}

/// Works for as long as there is more, and rests after each piece, until `stop` turns true: a stop waits for no rest.
async fn with_rests<E>(
    mut stop: watch::Receiver<bool>,
    work: impl AsyncFn() -> Result<bool, E>,
) -> Result<(), E> {
    let mut began = Instant::now();
    while work().await? {
        tokio::select! {
            _ = stop.wait_for(|stop| *stop) => break,
            () = sleep(began.elapsed() * REST) => began = Instant::now(),
        }
    }
    Ok(())
}

/// A failed round is no reason to stop: the next one finds what is left.
fn note(job: &'static str, result: Result<(), ServiceError>) {
    if let Err(error) = result {
        tracing::error!(job, %error, "a round failed");
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_round_that_panics_ends_alone() {
        let (stop, stopped) = watch::channel(false);
        let rounds = Cell::new(0);
        let work = every(Duration::from_secs(1), stopped, async || {
            rounds.set(rounds.get() + 1);
            assert!(rounds.get() != 2, "a planned panic");
            if rounds.get() == 4 {
                stop.send_replace(true);
            }
        });

        work.await;

        assert_eq!(rounds.get(), 4);
    }

    #[tokio::test(start_paused = true)]
    async fn reading_for_terms_takes_a_quarter_of_the_time_while_there_is_more() {
        let (began, pieces) = (Instant::now(), Cell::new(0));
        let (_stop, stopped) = watch::channel(false);

        let read: Result<(), ()> = with_rests(stopped, async || {
            sleep(Duration::from_millis(10)).await;
            pieces.set(pieces.get() + 1);
            Ok(pieces.get() < 4)
        })
        .await;

        assert_eq!((read, pieces.get()), (Ok(()), 4));
        assert_eq!(began.elapsed(), Duration::from_millis(4 * 10 + 3 * 30));
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_waits_for_no_rest() {
        let began = Instant::now();
        let (stop, stopped) = watch::channel(false);

        let reading = with_rests(stopped, async || {
            sleep(Duration::from_secs(20)).await;
            Ok::<_, ()>(true)
        });
        let stopping = async {
            sleep(Duration::from_secs(21)).await;
            stop.send_replace(true);
        };
        let (read, ()) = tokio::join!(reading, stopping);

        assert_eq!((read, began.elapsed()), (Ok(()), Duration::from_secs(21)));
    }
}

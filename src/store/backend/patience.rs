//! How long whoever waits for the database goes on waiting: a request so long, a command until it is done.

use std::cell::Cell;
use std::time::Duration;

use tokio::time::{Instant, timeout_at};

/// A request is answered so long after its body is there, whatever the database does.
pub const REQUEST: Duration = Duration::from_secs(5);

/// A round of the worker waits so long for each thing that it asks of the database: longer than any statement may take.
pub const ROUND: Duration = Duration::from_secs(16);

struct Limit {
    time: Duration,
    until: Cell<Instant>,
    /// It begins anew with every wait.
    each: bool,
}

tokio::task_local! {
    static LIMIT: Limit;
}

/// Runs `work`, in which no wait for the database goes on longer than `time` from now.
pub async fn within<F: Future>(time: Duration, work: F) -> F::Output {
    let until = Cell::new(Instant::now() + time);
    LIMIT.scope(Limit { time, until, each: false }, work).await
}

/// Runs `work`, in which no single wait for the database goes on longer than `time`: a long piece of work that must not
/// stand still for ever.
pub async fn each_within<F: Future>(time: Duration, work: F) -> F::Output {
    let until = Cell::new(Instant::now() + time);
    LIMIT.scope(Limit { time, until, each: true }, work).await
}

/// The time of [`within`] begins anew: what was waited for until now (a body) was not the database.
pub fn begin_anew() {
    // Outside of any limit there is nothing to begin.
    let (Ok(()) | Err(_)) = LIMIT.try_with(|limit| limit.until.set(Instant::now() + limit.time));
}

/// What `wait` ends with, or `None` when the time is over first.
pub async fn wait<F: Future>(wait: F) -> Option<F::Output> {
    let until = LIMIT
        .try_with(|limit| if limit.each { Instant::now() + limit.time } else { limit.until.get() });
    match until {
        Ok(until) => timeout_at(until, wait).await.ok(),
        Err(_) => Some(wait.await),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_wait_ends_with_its_time_and_the_time_begins_anew_with_the_body() {
        let second = Duration::from_secs(1);
        let outcome = within(second * 5, async {
            tokio::time::sleep(second * 4).await;
            begin_anew();
            let kept = wait(tokio::time::sleep(second * 4)).await;
            let over = wait(tokio::time::sleep(second * 2)).await;
            (kept, over)
        });

        assert_eq!(outcome.await, (Some(()), None));
        let each = each_within(second * 5, async {
            for _ in 0..3 {
                assert_eq!(wait(tokio::time::sleep(second * 4)).await, Some(()));
            }
            wait(tokio::time::sleep(second * 6)).await
        });
        assert_eq!(each.await, None);
        assert_eq!(wait(tokio::time::sleep(second * 600)).await, Some(()), "a command waits");
    }
}

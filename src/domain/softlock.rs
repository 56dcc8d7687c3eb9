//! How long an account waits after wrong passwords, so that guessing is slow and nobody is locked
//! out for good (security requirement A6).

use super::time::{Clock, Instant};

/// Until when an account is closed after its `failures`-th wrong password in a row.
pub fn locked_until(failures: i32, now: Instant) -> Instant {
    match failures {
        ..=0 => now,
        1..=2 => now.plus_seconds(1),
        3..=8 => now.plus_seconds(3),
        9..=24 => now.plus_seconds(5),
        25..=99 => now.plus_seconds(10),
        _ => {
            let tomorrow = now.office_day().tomorrow().unwrap_or_else(|_| now.office_day());
            Instant::at_office_hour(tomorrow, 0)
        }
    }
}

/// The count after one more wrong password. The day's closing is behind an account that can be tried
/// again, so that one wrong password a day does not keep it closed for ever.
pub const fn next_failures(before: i32) -> i32 {
    if before >= 100 { 25 } else { before + 1 }
}

/// Whether an account closed until `until` is closed now.
pub fn is_locked(until: Option<Instant>, clock: &dyn Clock) -> bool {
    until.is_some_and(|until| clock.now() < until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_wait_grows_and_the_hundredth_failure_closes_the_day() {
        let now: Instant = "2024-10-15T02:00:00Z".parse().unwrap();
        let wait = |failures| (locked_until(failures, now).micros() - now.micros()) / 1_000_000;

        assert_eq!([1, 2, 3, 8, 9, 24, 25, 99].map(wait), [1, 1, 3, 3, 5, 5, 10, 10]);
        assert_eq!(locked_until(100, now), "2024-10-15T17:00:00Z".parse().unwrap());
        assert_eq!([0, 98, 99, 100].map(next_failures), [1, 99, 100, 25]);
    }
}

//! How long an account waits after wrong passwords, so that guessing is slow, one guess is judged at a time, and no
//! outsider locks an official out.

use crate::domain::time::{Day, Instant};

/// Networks from which somebody signed in before are known for so many days, and no more than so many of them.
pub const KNOWN_DAYS: i64 = 90;
/// How many of them an account has.
pub const MOST_KNOWN: usize = 8;
/// The longest wait, in seconds.
const LONGEST: i64 = 600;

/// What stands between a guess and its judgement: of an account for all networks it does not know, and of each network
/// that it knows for itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Guard {
    /// Guesses judged on that day, the one under way included; a right one begins anew.
    pub failures: i32,
    /// The day they are counted on.
    pub failed_on: Day,
    /// No guess is judged before.
    pub locked_until: Option<Instant>,
    /// Wrong guesses of which the next sign-in tells.
    pub untold: i32,
}

impl Guard {
    /// One that nobody has guessed at.
    pub const fn new(today: Day) -> Self {
        Self { failures: 0, failed_on: today, locked_until: None, untold: 0 }
    }

    /// Takes the one guess of a wait, counted as wrong until it is found right: whatever comes at the same time has to
    /// wait. `None` where another has it.
    #[must_use]
    pub fn guess(self, now: Instant) -> Option<Self> {
        let locked = self.locked_until.filter(|until| {
            // One further ahead was set by a clock that was wrong.
            now < *until && *until <= now.plus_seconds(LONGEST)
        });
        if locked.is_some() {
            return None;
        }
        let today = now.office_day();
        let before = if self.failed_on == today { self.failures } else { 0 };
        let failures = before.saturating_add(1);
        Some(Self {
            failures,
            failed_on: today,
            locked_until: Some(now.plus_seconds(wait(failures))),
            untold: self.untold.saturating_add(1),
        })
    }
}

/// Seconds after the `failures`-th wrong password of a day. After a hundred one guess in ten minutes is judged, and
/// never none: a closed account would be anybody's to close.
const fn wait(failures: i32) -> i64 {
    match failures {
        ..=2 => 1,
        3..=8 => 3,
        9..=24 => 5,
        25..=99 => 10,
        _ => LONGEST,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    /// The seconds of each of `count` waits in a row, each guess coming when the wait is over.
    fn waits(guard: &mut Guard, now: &mut Instant, count: usize) -> Vec<i64> {
        let mut found = Vec::new();
        for _ in 0..count {
            *guard = guard.guess(*now).unwrap();
            let until = guard.locked_until.unwrap();
            found.push((until.micros() - now.micros()) / 1_000_000);
            assert_eq!(guard.guess(until.plus_seconds(-1)), None, "one guess a wait");
            *now = until;
        }
        found
    }

    #[test]
    fn the_wait_grows_and_after_a_hundred_there_is_one_guess_in_ten_minutes() {
        let mut now = at("2024-10-15T02:00:00Z");
        let mut guard = Guard::new(now.office_day());

        let found = waits(&mut guard, &mut now, 102);

        assert_eq!(
            [1, 2, 3, 8, 9, 24, 25, 99, 100, 101].map(|n: usize| found[n - 1]),
            [1, 1, 3, 3, 5, 5, 10, 10, 600, 600]
        );
        assert_eq!(guard.untold, 102);
    }

    #[test]
    fn a_new_day_begins_anew_but_never_ends_a_wait_earlier() {
        let mut now = at("2024-10-15T16:00:00Z");
        let mut guard = Guard::new(now.office_day());
        waits(&mut guard, &mut now, 99);
        let late = at("2024-10-15T16:59:30Z");
        let guard = guard.guess(late).unwrap();

        assert_eq!(guard.locked_until, Some(at("2024-10-15T17:09:30Z")), "into the next day");
        assert_eq!(guard.guess(at("2024-10-15T17:09:29Z")), None);
        assert_eq!(guard.guess(at("2024-10-15T17:09:30Z")).unwrap().failures, 1);
    }

    #[test]
    fn a_wait_set_by_a_clock_that_was_ahead_locks_nobody_out() {
        let ahead = Guard::new(at("2024-12-25T02:00:00Z").office_day())
            .guess(at("2024-12-25T02:00:00Z"))
            .unwrap();

        assert!(ahead.guess(at("2024-10-15T02:00:00Z")).is_some());
    }
}

//! Instants, office days and the clock, so that nobody else asks the machine for the time.

use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// A civil day. Legal periods count days in the office zone, never hours.
pub type Day = jiff::civil::Date;

/// Vietnam has one zone, UTC+7, without summer time.
const OFFICE_ZONE: &str = "Asia/Ho_Chi_Minh";

/// A moment in UTC, in whole microseconds: what both databases keep without loss.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Instant(Timestamp);

impl Instant {
    /// From microseconds since 1970-01-01T00:00:00Z; `None` outside jiff's range.
    pub fn from_micros(micros: i64) -> Option<Self> {
        Timestamp::from_microsecond(micros).ok().map(Self)
    }

    /// Microseconds since 1970-01-01T00:00:00Z.
    pub fn micros(self) -> i64 {
        self.0.as_microsecond()
    }

    /// The civil day in the office zone at this moment.
    pub fn office_day(self) -> Day {
        self.0.to_zoned(office_zone()).date()
    }

    /// The hour (0–23) in the office zone at this moment.
    pub fn office_hour(self) -> i8 {
        self.0.to_zoned(office_zone()).hour()
    }

    /// As a header of HTTP writes it, in whole seconds (RFC 9110 § 5.6.7).
    pub fn http(self) -> String {
        self.0.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
    }

    /// This moment moved by `seconds`, held at the ends of the range.
    #[must_use]
    pub fn plus_seconds(self, seconds: i64) -> Self {
        let span = jiff::SignedDuration::from_secs(seconds);
        Self(self.0.saturating_add(span).unwrap_or(self.0))
    }

    /// The next full or half hour of the clock that is at least half an hour away.
    #[must_use]
    pub fn half_hour_mark(self) -> Self {
        const HALF: i64 = 30 * 60 * 1_000_000;
        let marks = (self.micros() + HALF).div_euclid(HALF);
        let on_it = (self.micros() + HALF).rem_euclid(HALF) == 0;
        let marks = if on_it { marks } else { marks + 1 };
        Self::from_micros(marks * HALF).unwrap_or(self)
    }

    /// The last full or half hour of the clock, this moment among them.
    #[must_use]
    pub fn last_half_hour(self) -> Self {
        const HALF: i64 = 30 * 60 * 1_000_000;
        Self::from_micros(self.micros().div_euclid(HALF) * HALF).unwrap_or(self)
    }

    /// The first moment of `hour` o'clock (0–23) on `day` in the office zone.
    pub fn at_office_hour(day: Day, hour: i8) -> Self {
        let civil = day.at(hour.clamp(0, 23), 0, 0, 0);
        Self(office_zone().to_timestamp(civil).unwrap_or(Timestamp::UNIX_EPOCH))
    }
}

impl std::fmt::Display for Instant {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::str::FromStr for Instant {
    type Err = jiff::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse::<Timestamp>()
            .map(|at| Self::from_micros(at.as_microsecond()).unwrap_or(Self(at)))
    }
}

/// A moment as the office's clock shows it, to the minute.
pub fn office_time(at: Instant) -> String {
    at.0.to_zoned(office_zone()).strftime("%Y-%m-%d %H:%M (UTC%:z)").to_string()
}

/// The office zone; UTC+7 where the zone table lacks it.
pub fn office_zone() -> TimeZone {
    TimeZone::get(OFFICE_ZONE).unwrap_or_else(|_| TimeZone::fixed(jiff::tz::offset(7)))
}

/// Where the time comes from. Read once per operation, then passed down as a value.
pub trait Clock: Send + Sync {
    /// This moment.
    fn now(&self) -> Instant;

    /// The time since some moment in the life of this process: it never jumps, whatever becomes of [`Clock::now`].
    fn monotonic(&self) -> Duration;

    /// Today in the office zone.
    fn today(&self) -> Day {
        self.now().office_day()
    }
}

/// The machine's clock, shifted by a fixed number of seconds (0 outside the demo).
#[derive(Debug, Clone, Copy)]
pub struct SystemClock {
    shift_seconds: i64,
    made: Duration,
}

impl Default for SystemClock {
    fn default() -> Self {
        Self { shift_seconds: 0, made: since_boot() }
    }
}

impl SystemClock {
    /// A clock that shows `start` now and goes on from there, as the demo needs.
    pub fn starting_at(start: Instant) -> Self {
        let machine = Self::default();
        let shift_seconds = (start.micros() - machine.now().micros()) / 1_000_000;
        Self { shift_seconds, ..machine }
    }
}

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the machine")]
    fn now(&self) -> Instant {
        let micros = Timestamp::now().as_microsecond();
        let real = Instant::from_micros(micros).unwrap_or(Instant(Timestamp::UNIX_EPOCH));
        real.plus_seconds(self.shift_seconds)
    }

    fn monotonic(&self) -> Duration {
        since_boot().saturating_sub(self.made)
    }
}

/// The time since the machine was started. On Linux it goes on while the machine sleeps, which other clocks that never
/// jump do not: a laptop that was closed for three hours has no wrong clock.
fn since_boot() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    #[cfg(target_os = "linux")]
    const RUNNING: ClockId = ClockId::Boottime;
    #[cfg(not(target_os = "linux"))]
    const RUNNING: ClockId = ClockId::Monotonic;
    let time = clock_gettime(RUNNING);
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or_default(),
        u32::try_from(time.tv_nsec).unwrap_or_default(),
    )
}

/// A clock that stands until it is moved: for tests and for replaying sample lives.
#[derive(Debug)]
pub struct FixedClock {
    wall: AtomicI64,
    /// Microseconds of the time that never jumps.
    ran: AtomicI64,
}

impl FixedClock {
    /// A clock that stands at `at`.
    pub fn new(at: Instant) -> Self {
        Self { wall: AtomicI64::new(at.micros()), ran: AtomicI64::new(0) }
    }

    /// Lets time pass until `at`; where that lies behind, the clock goes back and no time passes.
    pub fn set(&self, at: Instant) {
        let passed = at.micros() - self.wall.swap(at.micros(), Ordering::SeqCst);
        self.ran.fetch_add(passed.max(0), Ordering::SeqCst);
    }

    /// The clock jumps to `at`: no time passes.
    pub fn jump(&self, at: Instant) {
        self.wall.store(at.micros(), Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Instant {
        Instant::from_micros(self.wall.load(Ordering::SeqCst))
            .unwrap_or(Instant(Timestamp::UNIX_EPOCH))
    }

    fn monotonic(&self) -> Duration {
        let ran = self.ran.load(Ordering::SeqCst);
        Duration::from_micros(u64::try_from(ran).unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_office_day_begins_at_seventeen_hours_utc() {
        let before: Instant = "2024-10-15T16:59:59Z".parse().unwrap();
        let after: Instant = "2024-10-15T17:00:00Z".parse().unwrap();

        assert_eq!(before.office_day().to_string(), "2024-10-15");
        assert_eq!(after.office_day().to_string(), "2024-10-16");
    }

    #[test]
    fn an_office_hour_maps_to_utc_minus_seven() {
        let at = Instant::at_office_hour(jiff::civil::date(2024, 10, 15), 9);

        assert_eq!(at.to_string(), "2024-10-15T02:00:00Z");
        assert_eq!(at.office_hour(), 9);
    }
}

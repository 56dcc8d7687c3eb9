//! When mail goes out: in office hours of a working day.

use crate::domain::calendar::Calendar;
use crate::domain::time::Instant;

/// Office hours in which mail goes out: from the first hour, until before the second.
pub const OFFICE: (i8, i8) = (7, 17);

/// The first moment from `now` on that lies in office hours of a working day.
pub fn send_from(now: Instant, calendar: &Calendar) -> Instant {
    let (opens, closes) = OFFICE;
    let mut day = now.office_day();
    let known = calendar.known_on(day);
    if known.is_working(day) {
        if now.office_hour() < opens {
            return Instant::at_office_hour(day, opens);
        }
        if now.office_hour() < closes {
            return now;
        }
    }
    while let Ok(next) = day.tomorrow() {
        day = next;
        if known.is_working(day) {
            return Instant::at_office_hour(day, opens);
        }
    }
    now
}

/// When an hour of office time has passed since `from`.
pub fn office_hour_after(from: Instant, calendar: &Calendar) -> Instant {
    let begins = send_from(from, calendar);
    let closes = Instant::at_office_hour(begins.office_day(), OFFICE.1);
    let ends = begins.plus_seconds(3600);
    if ends < closes {
        return ends;
    }
    // What the day did not have is taken from the next one.
    send_from(closes, calendar).plus_seconds((ends.micros() - closes.micros()) / 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Instant {
        text.parse().unwrap()
    }

    #[test]
    fn mail_keeps_office_hours() {
        let calendar = Calendar::default();
        let check = |now: &str, from: &str| assert_eq!(send_from(at(now), &calendar), at(from));

        check("2024-10-15T02:00:00Z", "2024-10-15T02:00:00Z");
        check("2024-10-14T23:30:00Z", "2024-10-15T00:00:00Z");
        check("2024-10-15T10:00:00Z", "2024-10-16T00:00:00Z");
        check("2024-10-18T12:00:00Z", "2024-10-21T00:00:00Z");
    }

    #[test]
    fn an_hour_of_office_time_passes_over_nights_and_days_off() {
        let calendar = Calendar::default();
        let check =
            |from: &str, to: &str| assert_eq!(office_hour_after(at(from), &calendar), at(to));

        check("2024-10-15T02:00:00Z", "2024-10-15T03:00:00Z");
        check("2024-10-15T12:00:00Z", "2024-10-16T01:00:00Z");
        // Friday 16:40: twenty minutes, and forty on Monday.
        check("2024-10-18T09:40:00Z", "2024-10-21T00:40:00Z");
    }
}

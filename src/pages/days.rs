//! Days as people write and read them: here never as a machine does.

use jiff::civil::Weekday;

use crate::domain::text::Language;
use crate::domain::time::{Day, Instant, office_time};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// `29/10/2024` or `29 Oct 2024`.
pub(super) fn short(language: Language, day: Day) -> String {
    match language {
        Language::Vi => day.strftime("%d/%m/%Y").to_string(),
        Language::En => {
            let month = usize::try_from(day.month() - 1).ok().and_then(|at| MONTHS.get(at));
            format!("{} {} {}", day.day(), month.copied().unwrap_or_default(), day.year())
        }
    }
}

/// The same with the day of the week before it: `Thứ Ba, 29/10/2024` or `Tue 29 Oct 2024`.
pub(super) fn long(language: Language, day: Day) -> String {
    let (vi, en) = match day.weekday() {
        Weekday::Monday => ("Thứ Hai", "Mon"),
        Weekday::Tuesday => ("Thứ Ba", "Tue"),
        Weekday::Wednesday => ("Thứ Tư", "Wed"),
        Weekday::Thursday => ("Thứ Năm", "Thu"),
        Weekday::Friday => ("Thứ Sáu", "Fri"),
        Weekday::Saturday => ("Thứ Bảy", "Sat"),
        Weekday::Sunday => ("Chủ nhật", "Sun"),
    };
    match language {
        Language::Vi => format!("{vi}, {}", short(language, day)),
        Language::En => format!("{en} {}", short(language, day)),
    }
}

/// The month of a day: `tháng 10/2024` or `Oct 2024`.
pub(super) fn month(language: Language, day: Day) -> String {
    match language {
        Language::Vi => format!("tháng {}/{}", day.month(), day.year()),
        Language::En => {
            short(language, day).split_once(' ').map(|it| it.1.to_owned()).unwrap_or_default()
        }
    }
}

/// A moment by the office's clock, to the minute: `09:05, 29/10/2024`.
pub(super) fn moment(language: Language, at: Instant) -> String {
    let clock = office_time(at);
    format!("{}, {}", clock.get(11..16).unwrap_or_default(), short(language, at.office_day()))
}

/// Reads day, month and year in that order, parted by whatever people part them with; a year of two digits is of this century.
pub(super) fn read(text: &str) -> Option<Day> {
    let parts: Vec<&str> =
        text.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let [day, month, year] = parts.as_slice() else { return None };
    let century = match year.len() {
        2 => 2000,
        4 => 0,
        _ => return None,
    };
    let year = year.parse::<i16>().ok()? + century;
    Day::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_told_with_its_weekday_and_read_as_people_write_it() {
        let day = date(2024, 10, 29);

        assert_eq!(long(Language::Vi, day), "Thứ Ba, 29/10/2024");
        assert_eq!(long(Language::En, day), "Tue 29 Oct 2024");
        assert_eq!(month(Language::Vi, day), "tháng 10/2024");
        assert_eq!(month(Language::En, day), "Oct 2024");
        let at: Instant = "2024-10-29T02:05:00Z".parse().unwrap();
        assert_eq!(moment(Language::Vi, at), "09:05, 29/10/2024");
        for text in ["9/10/2024", "09-10-24", "9.10.2024", " 9 10 2024 ", "9/10/2024."] {
            assert_eq!(read(text), Some(date(2024, 10, 9)), "{text}");
        }
        for text in ["", "10/2024", "31/2/2024", "2024-10-09", "9/10/204", "9/10/2024/1", "chín"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}

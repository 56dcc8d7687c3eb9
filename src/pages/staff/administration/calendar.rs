//! `/lam-viec/quan-tri/lich-nghi`: the days of a year as offices count them, month by month, with what is not confirmed said in text.

use actix_web::HttpResponse;
use askama::Template;
use jiff::civil::date;

use super::super::signed::Staff;
use super::CALENDAR;
use crate::domain::calendar::{DayKind, DayMark, WorkingDays};
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::pages::days;
use crate::pages::frame::{Frame, at, fill};
use crate::pages::told;
use crate::pages::words::administration::Administration as Words;
use crate::service::reference::Reference;

/// The years that are shown: those of the API.
const YEARS: std::ops::RangeInclusive<i16> = 2000..=2100;

/// A day of a month, or the room before its first one.
struct Cell {
    number: String,
    date: String,
    mark: &'static str,
    unsure: bool,
    off: bool,
}

struct Month {
    name: String,
    weeks: Vec<Vec<Option<Cell>>>,
}

/// A day that differs.
struct Differs {
    day: (String, String),
    kind: &'static str,
    name: String,
    basis: String,
    confirmed: bool,
}

#[derive(Template)]
#[template(path = "pages/staff/administration/calendar.html")]
struct Calendar<'p> {
    f: &'p Frame,
    w: &'static Words,
    heading: String,
    days: String,
    undecided: bool,
    week: Vec<&'static str>,
    months: Vec<Month>,
    differ: Vec<Differs>,
    others: Vec<(String, String)>,
}

/// `GET /lam-viec/quan-tri/lich-nghi`
pub(in crate::pages::staff) async fn show(staff: Staff) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let this = staff.service().clock().today().year();
    let asked = staff.asked.query().strip_prefix("nam=").and_then(|text| text.parse::<i16>().ok());
    let year = asked.filter(|year| YEARS.contains(year)).unwrap_or(this);
    let reference = staff.service().reference();
    let known = reference.calendar.latest();
    let heading = fill(w.calendar_h1, "year", &year.to_string());
    let beside = |year: &i16| {
        let href = at(language, &format!("{CALENDAR}?nam={year}"));
        (href, fill(w.calendar_before, "n", &year.to_string()))
    };
    let others = [year - 1, year + 1];
    let working = known.working_days_in_year(year).to_string();
    let frame = staff.frame(heading.clone());
    frame.told(&Calendar {
        f: &frame,
        w,
        heading,
        days: fill(w.calendar_days, "n", &working),
        undecided: !known.is_decided(year),
        week: w.calendar_week.split(',').collect(),
        months: (1..=12).map(|number| month(w, &known, year, number)).collect(),
        differ: differ(language, &reference, year),
        others: others.iter().filter(|year| YEARS.contains(year)).map(beside).collect(),
    })
}

fn month(w: &'static Words, known: &WorkingDays<'_>, year: i16, number: i8) -> Month {
    let mut day = date(year, number, 1);
    let before = day.weekday().to_monday_zero_offset();
    let mut cells: Vec<Option<Cell>> = (0..before).map(|_| None).collect();
    while day.month() == number {
        cells.push(Some(cell(w, known, day)));
        let Ok(next) = day.tomorrow() else { break };
        day = next;
    }
    let mut weeks: Vec<Vec<Option<Cell>>> = Vec::new();
    for cell in cells {
        match weeks.last_mut().filter(|week| week.len() < 7) {
            Some(week) => week.push(cell),
            None => weeks.push(vec![cell]),
        }
    }
    if let Some(last) = weeks.last_mut() {
        last.resize_with(7, || None);
    }
    Month { name: fill(w.calendar_month, "n", &number.to_string()), weeks }
}

fn cell(w: &Words, known: &WorkingDays<'_>, day: Day) -> Cell {
    let mark = known.mark(day);
    Cell {
        number: day.day().to_string(),
        date: day.to_string(),
        mark: match mark {
            DayMark::Working | DayMark::Weekend => "",
            DayMark::MakeUp => w.calendar_make_up,
            DayMark::Holiday => w.calendar_holiday,
            DayMark::Compensatory => w.calendar_compensatory,
            DayMark::SwappedOff => w.calendar_swapped,
        },
        unsure: known.row(day).is_some_and(|row| !row.confirmed),
        off: !known.is_working(day),
    }
}

const fn kind(w: &Words, kind: DayKind) -> &'static str {
    match kind {
        DayKind::Holiday => w.calendar_of_holiday,
        DayKind::Compensatory => w.calendar_of_compensatory,
        DayKind::SwappedOff => w.calendar_of_swapped,
        DayKind::MakeUp => w.calendar_of_make_up,
    }
}

/// The days that differ from the week, as they are known today.
fn differ(language: Language, reference: &Reference, year: i16) -> Vec<Differs> {
    let w = Words::of(language);
    let known = reference.calendar.latest();
    let named = |day: Day| (days::long(language, day), day.to_string());
    let rows = reference.calendar.days().filter(|row| row.day.year() == year);
    let rows = rows.map(|row| {
        let told = Differs {
            day: named(row.day),
            kind: kind(w, row.kind),
            name: told::by(language, &row.name_vi, &row.name_en).to_owned(),
            basis: row.decision.clone().unwrap_or_default(),
            confirmed: row.confirmed,
        };
        (row.day, told)
    });
    let by_law = known.off_by_law(year).map(|(day, it)| {
        let (vi, en) = it.name();
        let told = Differs {
            day: named(day),
            kind: kind(w, it.kind),
            name: told::by(language, &vi, &en).to_owned(),
            basis: it.legal_ref().to_owned(),
            confirmed: true,
        };
        (day, told)
    });
    let mut all: Vec<(Day, Differs)> = rows.chain(by_law).collect();
    all.sort_by_key(|(day, _)| *day);
    all.into_iter().map(|(_, told)| told).collect()
}

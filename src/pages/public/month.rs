//! A counted period as calendars of its months: each day says in a word, not by its colour alone, whether it counts.

use std::collections::BTreeMap;

use jiff::civil::Weekday;

use crate::chart::capital;
use crate::domain::deadline::{Explanation, Why};
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::pages::days;
use crate::pages::frame::fill;
use crate::pages::words::Public;

/// A month as rows of seven days.
pub(super) struct Month {
    /// What stands above it.
    pub name: String,
    pub weeks: Vec<Vec<Cell>>,
}

/// A day, or a place that belongs to another month.
#[derive(Default)]
pub(super) struct Cell {
    pub day: Option<Day>,
    /// The day of the month.
    pub n: i8,
    /// What it is for the count; nothing outside of it.
    pub text: String,
    pub class: &'static str,
    /// Whether it is the last day.
    pub due: bool,
}

/// A word of a calendar and what it means.
pub(super) struct Meaning {
    pub word: String,
    pub text: &'static str,
}

const fn word(p: &Public, why: Why) -> &'static str {
    match why {
        Why::EventDay => p.cal_event,
        Why::Counted => p.cal_counted,
        Why::CountedMakeUp => p.cal_make_up,
        Why::Weekend => p.cal_weekend,
        Why::Holiday => p.cal_holiday,
        Why::Compensatory => p.cal_compensatory,
        Why::SwappedOff => p.cal_swapped,
        Why::Paused => p.cal_paused,
        Why::Rolled => p.cal_rolled,
    }
}

/// The months from the first to the last day of a period.
pub(super) fn months(p: &Public, language: Language, period: &Explanation) -> Vec<Month> {
    let mut counted = 0_u32;
    let mut told: BTreeMap<Day, (Why, String)> = BTreeMap::new();
    for one in &period.days {
        counted += u32::from(one.counted);
        told.insert(one.date, (one.why, fill(word(p, one.why), "n", &counted.to_string())));
    }
    let first = told.keys().next().copied().unwrap_or(period.due_on);
    let mut found: Vec<Month> = Vec::new();
    let mut at = first.first_of_month();
    let end = period.due_on.max(first).last_of_month();
    while at <= end {
        if at.day() == 1 {
            let name = capital(&days::month(language, at));
            found.push(Month { name, weeks: vec![blanks(before(at))] });
        }
        let cell = cell(at, told.get(&at), at == period.due_on);
        if let Some(month) = found.last_mut() {
            match month.weeks.last_mut() {
                Some(week) if week.len() < 7 => week.push(cell),
                _ => month.weeks.push(vec![cell]),
            }
        }
        let Ok(next) = at.tomorrow() else { break };
        at = next;
    }
    for month in &mut found {
        if let Some(week) = month.weeks.last_mut() {
            week.resize_with(7, Cell::default);
        }
    }
    found
}

/// How many days of the first week are of the month before.
fn before(first: Day) -> usize {
    usize::from(first.weekday().since(Weekday::Monday).unsigned_abs())
}

fn blanks(many: usize) -> Vec<Cell> {
    std::iter::repeat_with(Cell::default).take(many).collect()
}

fn cell(day: Day, told: Option<&(Why, String)>, due: bool) -> Cell {
    let class = match told.map(|(why, _)| why) {
        _ if due => "lc-cal-due",
        Some(Why::Counted | Why::CountedMakeUp) => "lc-cal-in",
        Some(_) => "lc-cal-off",
        None => "lc-quiet",
    };
    let text = told.map(|(_, text)| text.clone()).unwrap_or_default();
    Cell { day: Some(day), n: day.day(), text, class, due }
}

/// The words that a calendar uses.
pub(super) fn meanings(p: &Public, language: Language, period: &Explanation) -> Vec<Meaning> {
    let mut used: Vec<Why> = Vec::new();
    for one in &period.days {
        if !used.contains(&one.why) {
            used.push(one.why);
        }
    }
    let meaning = |why: Why| Meaning {
        word: fill(word(p, why), "n", "…"),
        text: match language {
            Language::Vi => why.vi(),
            Language::En => why.en(),
        },
    };
    used.into_iter().map(meaning).collect()
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::calendar::Calendar;
    use crate::domain::deadline::{Period, PeriodUnit, explain};

    #[test]
    fn every_day_of_a_period_says_what_it_is_in_weeks_that_begin_on_a_monday() {
        let calendar = Calendar::default();
        let period = Period { n: 5, unit: PeriodUnit::WorkingDay, roll_last_day: true };
        // Tuesday; the count runs over a weekend and the end of the month.
        let counted = explain(date(2024, 10, 29), period, &calendar.latest()).unwrap();
        let found = months(Public::of(Language::Vi), Language::Vi, &counted);

        let names: Vec<&str> = found.iter().map(|month| month.name.as_str()).collect();
        assert_eq!(names, ["Tháng 10/2024", "Tháng 11/2024"]);
        assert!(found.iter().flat_map(|month| &month.weeks).all(|week| week.len() == 7));
        let of = |month: usize, day: i8| {
            let mut cells = found[month].weeks.iter().flatten();
            let cell = cells.find(|cell| cell.day.is_some() && cell.n == day).unwrap();
            (cell.text.as_str(), cell.class)
        };
        assert_eq!(of(0, 28), ("", "lc-quiet"));
        assert_eq!(of(0, 29), ("mốc", "lc-cal-off"));
        assert_eq!(of(0, 30), ("đếm 1", "lc-cal-in"));
        assert_eq!(of(1, 2), ("nghỉ", "lc-cal-off"));
        assert_eq!(of(1, 5), ("đếm 5", "lc-cal-due"));
        assert_eq!(found[1].weeks[0].iter().filter(|cell| cell.day.is_none()).count(), 4);
        let words: Vec<String> = meanings(Public::of(Language::Vi), Language::Vi, &counted)
            .into_iter()
            .map(|it| it.word)
            .collect();
        assert_eq!(words, ["mốc", "đếm …", "nghỉ"]);
    }
}

//! The holidays that the Labour Code sets for every year, and the days around them that wait for the year's decision.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::date;

use super::lunar;
use super::{DayKind, is_weekend};
use crate::domain::time::Day;

/// The first year of the Labour Code of 2019, and the last that is looked at.
const YEARS: std::ops::RangeInclusive<i16> = 2021..=2100;
/// The first year with the day of the culture of Việt Nam (Nghị quyết 28/2026/QH16).
const CULTURE_DAY_FROM: i16 = 2026;

/// What a holiday celebrates (Bộ luật Lao động 2019 Art. 112.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::domain::calendar) enum Occasion {
    /// The first day of January.
    NewYear,
    /// Tết: five days, of which a decision says how many lie before the lunar new year (Art. 112.3).
    LunarNewYear,
    /// The tenth day of the third lunar month.
    HungKings,
    /// 30 April.
    Reunification,
    /// The first day of May.
    Labour,
    /// 2 September and one day beside it, which a decision chooses (Art. 112.3).
    National,
    /// 24 November.
    Culture,
}

impl Occasion {
    /// Its name, in Vietnamese and in English.
    const fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::NewYear => ("Tết Dương lịch", "New Year's Day"),
            Self::LunarNewYear => ("Tết Nguyên đán", "Lunar New Year"),
            Self::HungKings => ("Giỗ Tổ Hùng Vương", "Hung Kings Commemoration Day"),
            Self::Reunification => ("Ngày Chiến thắng 30/4", "Reunification Day"),
            Self::Labour => ("Ngày Quốc tế lao động", "International Labour Day"),
            Self::National => ("Quốc khánh", "National Day"),
            Self::Culture => ("Ngày Văn hóa Việt Nam", "Vietnam Culture Day"),
        }
    }
}

/// What the law alone says of a day, before the decision of its year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ByLaw {
    /// Why it is off.
    pub kind: DayKind,
    /// For what.
    occasion: Occasion,
    /// Whether it is off whatever the decision will be; else it may be.
    pub certain: bool,
    /// Whether it is a holiday of its date, which no decision moves.
    pub(super) fixed: bool,
}

impl ByLaw {
    /// The occasion, in Vietnamese and in English.
    pub fn name(self) -> (String, String) {
        let (vi, en) = self.occasion.name();
        if self.kind == DayKind::Compensatory {
            (format!("Nghỉ bù {vi}"), format!("In lieu of {en}"))
        } else {
            (vi.to_owned(), en.to_owned())
        }
    }

    /// The article, in Vietnamese, as decisions are cited.
    pub const fn legal_ref(self) -> &'static str {
        match (self.kind, self.occasion) {
            (DayKind::Compensatory, _) => "Bộ luật Lao động 2019 Điều 111.3",
            (_, Occasion::Culture) => "Nghị quyết 28/2026/QH16",
            _ => "Bộ luật Lao động 2019 Điều 112.1",
        }
    }
}

/// What the law alone says of `day`; none where nothing makes it more than a day of the week.
pub(super) fn by_law(day: Day) -> Option<ByLaw> {
    static DAYS: LazyLock<BTreeMap<Day, ByLaw>> =
        LazyLock::new(|| YEARS.flat_map(of_year).collect());
    DAYS.get(&day).copied()
}

/// The holidays of their dates.
fn fixed(year: i16) -> BTreeMap<Day, Occasion> {
    let mut days = BTreeMap::from([
        (date(year, 1, 1), Occasion::NewYear),
        (date(year, 4, 30), Occasion::Reunification),
        (date(year, 5, 1), Occasion::Labour),
        (date(year, 9, 2), Occasion::National),
    ]);
    if year >= CULTURE_DAY_FROM {
        days.insert(date(year, 11, 24), Occasion::Culture);
    }
    days
}

/// The days from `first` on, so many of them.
fn run(first: Option<Day>, length: i64) -> impl Iterator<Item = Day> {
    (0..length).filter_map(move |n| first?.checked_add(n.days()).ok())
}

/// Every way in which the decision of a year can lay the days that the law leaves to it.
pub(super) fn choices(year: i16) -> Vec<BTreeMap<Day, Occasion>> {
    let lunar = lunar::days_of(year);
    let beside = [date(year, 9, 1), date(year, 9, 3)];
    let mut found = Vec::new();
    for before in [1, 2] {
        for national in beside {
            let mut days = fixed(year);
            days.insert(national, Occasion::National);
            if let Some((tet, hung)) = lunar {
                days.insert(hung, Occasion::HungKings);
                let first = tet.checked_sub(before.days()).ok();
                days.extend(run(first, 5).map(|day| (day, Occasion::LunarNewYear)));
            }
            found.push(days);
        }
    }
    found
}

/// Holidays with the working days in lieu of those on a weekend (Art. 111.3).
pub(super) fn with_lieu(holidays: &BTreeMap<Day, Occasion>) -> BTreeMap<Day, (DayKind, Occasion)> {
    let mut off: BTreeMap<_, _> =
        holidays.iter().map(|(day, of)| (*day, (DayKind::Holiday, *of))).collect();
    for (day, of) in holidays.iter().filter(|(day, _)| is_weekend(**day)) {
        let free = run(Some(*day), 30).find(|day| !is_weekend(*day) && !off.contains_key(day));
        if let Some(free) = free {
            off.insert(free, (DayKind::Compensatory, *of));
        }
    }
    off
}

/// Working days between two days off: a decision may swap such a day for a weekend's.
pub(super) fn bridges(
    off: &BTreeMap<Day, (DayKind, Occasion)>,
) -> BTreeMap<Day, (DayKind, Occasion)> {
    let is_off = |day: Day| is_weekend(day) || off.contains_key(&day);
    let beside = |day: Day| [day.yesterday().ok(), day.tomorrow().ok()].into_iter().flatten();
    let mut found = BTreeMap::new();
    for (day, (_, of)) in off {
        for bridge in beside(*day).filter(|bridge| !is_off(*bridge)) {
            if beside(bridge).all(is_off) {
                found.insert(bridge, (DayKind::SwappedOff, *of));
            }
        }
    }
    found
}

fn of_year(year: i16) -> BTreeMap<Day, ByLaw> {
    let choices = choices(year);
    let of_dates = fixed(year);
    let mut found: BTreeMap<Day, ByLaw> = BTreeMap::new();
    let ways: Vec<_> = choices.iter().map(with_lieu).collect();
    for way in &ways {
        for (day, (kind, occasion)) in way.iter().map(|(day, it)| (*day, *it)).chain(bridges(way)) {
            let certain = ways.iter().all(|way| way.contains_key(&day));
            let fixed = of_dates.contains_key(&day);
            found.entry(day).or_insert(ByLaw { kind, occasion, certain, fixed });
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days_of(year: i16, certain: bool) -> Vec<String> {
        let all = of_year(year);
        let weekdays = all.iter().filter(|(day, it)| it.certain == certain && !is_weekend(**day));
        weekdays.map(|(day, _)| day.strftime("%d/%m").to_string()).collect()
    }

    #[test]
    fn what_is_certain_of_a_year_is_off_whatever_its_decision_chooses() {
        // Tết 2027 is Saturday 6 February: 5–8 are off either way, and with the days in lieu of Saturday and Sunday
        // 9 and 10 as well; 1 May is a Saturday.
        let certain = [
            "01/01", "05/02", "08/02", "09/02", "10/02", "16/04", "30/04", "03/05", "02/09",
            "24/11",
        ];
        assert_eq!(days_of(2027, true), certain);
        // Friday 12 February would lie between the last day of Tết and the weekend, 3 September beside 2 September.
        assert_eq!(days_of(2027, false), ["04/02", "11/02", "12/02", "01/09", "03/09"]);
    }

    #[test]
    fn a_holiday_on_a_weekend_has_the_next_working_day_that_is_none_itself() {
        // 29/04/2023, a Saturday, is the Hùng Kings' day; 30/04 a Sunday, 01/05 a Monday.
        let all = of_year(2023);
        let kind = |month, day| all[&date(2023, month, day)].kind;
        assert_eq!(
            [kind(5, 1), kind(5, 2), kind(5, 3)],
            [DayKind::Holiday, DayKind::Compensatory, DayKind::Compensatory]
        );
        // 02/09/2028 is a Saturday: with 01/09 one day in lieu, with Sunday 03/09 two.
        assert!(all_certain(2028, 9, 4) && !all_certain(2028, 9, 5) && !all_certain(2028, 9, 1));
    }

    fn all_certain(year: i16, month: i8, day: i8) -> bool {
        of_year(year)[&date(year, month, day)].certain
    }

    #[test]
    fn the_decisions_that_were_made_chose_what_the_law_leaves_open_and_nothing_else() {
        let decided = [
            "2024-02-08 2024-02-09 2024-02-12 2024-02-13 2024-02-14 2024-04-18 2024-04-29 2024-04-30 2024-05-01 2024-09-02 2024-09-03 2024-01-01",
            "2025-01-01 2025-01-27 2025-01-28 2025-01-29 2025-01-30 2025-01-31 2025-04-07 2025-04-30 2025-05-01 2025-05-02 2025-09-01 2025-09-02",
            "2026-01-01 2026-01-02 2026-02-16 2026-02-17 2026-02-18 2026-02-19 2026-02-20 2026-04-27 2026-04-30 2026-05-01 2026-08-31 2026-09-01 2026-09-02 2026-11-24",
        ];
        for year in decided {
            let off: Vec<Day> = year.split(' ').map(|day| day.parse().unwrap()).collect();
            let all = of_year(off[0].year());
            assert!(off.iter().all(|day| all.contains_key(day)), "{year}");
            let certain = all.iter().filter(|(day, it)| it.certain && !is_weekend(**day));
            for (day, _) in certain {
                assert!(off.contains(day), "{day} was not off");
            }
        }
    }

    #[test]
    fn the_day_of_culture_begins_in_2026_and_a_year_beyond_the_table_keeps_its_dates() {
        assert!(by_law(date(2025, 11, 24)).is_none() && by_law(date(2026, 11, 24)).is_some());
        assert!(by_law(date(2040, 9, 2)).is_some_and(|it| it.certain && it.fixed));
        assert!(by_law(date(2101, 9, 2)).is_none() && by_law(date(2020, 9, 2)).is_none());
    }
}

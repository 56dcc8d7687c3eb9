//! A line: the share of answers in time, period by period.

use super::axes::{Caption, Grid, Page};
use super::drawing::{Drawing, Mark};
use super::words::{PeriodName, capital, percent, pick, withheld};
use crate::domain::figures::{Numbers, Share};

/// What is told of the share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Told {
    /// It.
    Share(Share),
    /// No answer was met or missed.
    None,
    /// Not both are told.
    Withheld,
}

impl Told {
    pub(super) fn of(numbers: &Numbers) -> Self {
        match (numbers.met, numbers.missed) {
            (Some(met), Some(missed)) => Share::of(met, missed).map_or(Self::None, Self::Share),
            _ => Self::Withheld,
        }
    }
}

/// A period and what is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Point {
    /// The period.
    pub(super) period: PeriodName,
    /// What is told.
    pub(super) told: Told,
}

/// Draws the line. It is broken where a share is not told.
pub(crate) fn line(caption: Caption<'_>, shown: &[Point]) -> Drawing {
    let mut page = Page::new(caption);
    let language = page.language();
    if shown.is_empty() {
        return page.nothing();
    }
    let ticks: Vec<(i64, String)> =
        [0, 250, 500, 750, 1_000].map(|tick| (tick, format!("{}%", tick / 10))).to_vec();
    let periods: Vec<&PeriodName> = shown.iter().map(|point| &point.period).collect();
    let unit = pick(
        language,
        "tỷ lệ đúng hạn trong số đúng hạn và trễ",
        "share in time of those in time or late",
    );
    let grid = Grid::draw(&mut page, unit, &ticks, &periods);
    let none = pick(language, "không có việc", "none due");
    let mut path = Vec::new();
    let mut dots = Vec::new();
    for (at, point) in (0..).zip(shown) {
        let period = capital(&point.period.long);
        let Told::Share(share) = point.told else {
            break_off(&mut page, &mut path);
            let said = if point.told == Told::None { none } else { withheld(language) };
            page.say(format!("{period}: {said}."));
            if point.told == Told::None {
                grid.turned(&mut page, at, none);
            } else {
                grid.withhold(&mut page, at);
            }
            continue;
        };
        let told = format!("{}%", percent(share.permille));
        page.say(format!("{period}: {told}."));
        let place = (grid.x(at), grid.height(share.permille));
        path.push(place);
        dots.push((at, share.permille, place, told));
    }
    break_off(&mut page, &mut path);
    for (at, permille, (x, y), told) in dots {
        page.marks.push(Mark::Dot { x, y });
        grid.over(&mut page, at, permille, &told);
    }
    let has_withheld = shown.iter().any(|point| point.told == Told::Withheld);
    page.finish(has_withheld)
}

/// Draws the piece so far. One point alone is a dot, no line.
fn break_off(page: &mut Page<'_>, path: &mut Vec<(i64, i64)>) {
    let piece = std::mem::take(path);
    if piece.len() > 1 {
        page.marks.push(Mark::Path(piece));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::words::period;
    use crate::domain::text::Language;

    fn draw(of: &[(Option<i64>, Option<i64>)]) -> Drawing {
        let title = "Tỷ lệ đúng hạn".to_owned();
        let caption = Caption { id: "share", language: Language::Vi, title, foot: "CC BY 4.0" };
        let point = |(at, (met, missed)): (usize, &(Option<i64>, Option<i64>))| Point {
            period: period(Language::Vi, &format!("2024-{:02}", at + 1)),
            told: Told::of(&Numbers { met: *met, missed: *missed, ..Numbers::ZERO }),
        };
        line(caption, &of.iter().enumerate().map(point).collect::<Vec<_>>())
    }

    #[test]
    fn a_share_that_is_not_told_breaks_the_line_and_is_no_point() {
        let (some, none) = ((Some(8), Some(2)), (None, None));
        let drawing = draw(&[some, some, none, some, (Some(0), Some(0)), some, some]);

        let pieces = drawing.marks.iter().filter(|mark| matches!(mark, Mark::Path(_))).count();
        let dots = drawing.marks.iter().filter(|mark| matches!(mark, Mark::Dot { .. })).count();

        assert_eq!((pieces, dots), (2, 5));
        for said in ["Tháng 1/2024: 80%.", "Tháng 3/2024: không công bố.", "Tháng 5/2024: không có"]
        {
            assert!(drawing.desc.contains(said), "{}", drawing.desc);
        }
    }

    #[test]
    fn nearly_all_is_not_all() {
        let drawing = draw(&[(Some(999), Some(1)), (Some(5), Some(0))]);

        assert!(drawing.desc.starts_with("Tháng 1/2024: 99%. Tháng 2/2024: 100%."));
    }
}

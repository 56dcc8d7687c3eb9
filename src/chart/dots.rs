//! Dots with intervals: one row a subject, so that names of any length stand above their own and none is cut.

use super::axes::{Caption, MARGIN, Page, TEXT};
use super::drawing::{Anchor, Drawing, Fill, Mark, WIDTH, Words};
use super::scale::along;
use super::words::{lines, withheld};

/// For the values at the right.
const ASIDE: i64 = 1_000;
/// Half of an interval's end.
const END: i64 = 45;

/// A value within an interval, with how it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Interval {
    /// The value.
    pub(super) at: i64,
    /// Where the interval begins.
    pub(super) low: i64,
    /// Where it ends.
    pub(super) high: i64,
    /// `84 (78–89)`.
    pub(super) text: String,
}

/// What is told of one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Spot {
    /// A value.
    Told(Interval),
    /// There is none, and these words say why.
    Absent(&'static str),
    /// It is not told.
    Withheld,
}

/// One subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// Its name.
    pub(super) name: String,
    /// What is told.
    pub(super) spot: Spot,
}

/// Draws rows over a scale from zero to the last of `ticks`; `reading` says what dot and line are.
pub(crate) fn dots(
    caption: Caption<'_>,
    unit: &str,
    reading: &str,
    ticks: &[(i64, String)],
    rows: &[Row],
) -> Drawing {
    let mut page = Page::new(caption);
    if rows.is_empty() {
        return page.nothing();
    }
    let language = page.language();
    let most = ticks.last().map_or(1, |(most, _)| *most);
    let (left, length) = (MARGIN + 150, WIDTH - ASIDE - 2 * MARGIN - 150);
    page.bottom += 30;
    for line in lines(unit, TEXT, WIDTH - 2 * MARGIN) {
        page.bottom += 175;
        page.words(Words::at(MARGIN, page.bottom, TEXT, line));
    }
    page.bottom += 210;
    for (value, label) in ticks {
        let words = Words::at(left + along(*value, most, length), page.bottom, TEXT, label);
        page.words(words.anchored(Anchor::Middle));
    }
    page.bottom += 60;
    let (top, under) = (page.bottom, page.marks.len());
    for row in rows {
        page.bottom += 60;
        for name in lines(&row.name, TEXT, WIDTH - 2 * MARGIN) {
            page.bottom += 170;
            page.words(Words::at(MARGIN, page.bottom, TEXT, name).bold());
        }
        page.bottom += 190;
        let y = page.bottom - 50;
        let x = |value| left + along(value, most, length);
        match &row.spot {
            Spot::Told(it) => {
                let (low, high) = (x(it.low), x(it.high));
                for (x1, y1, x2, y2) in [
                    (low, y, high, y),
                    (low, y - END, low, y + END),
                    (high, y - END, high, y + END),
                ] {
                    page.marks.push(Mark::Rule { x1, y1, x2, y2, strong: true });
                }
                page.marks.push(Mark::Dot { x: x(it.at), y });
                let words = Words::at(WIDTH - MARGIN, page.bottom, TEXT, &it.text);
                page.words(words.anchored(Anchor::End));
                page.say(format!("{}: {}.", row.name, it.text));
            }
            Spot::Absent(why) => {
                page.words(Words::at(left, page.bottom, TEXT, *why));
                page.say(format!("{}: {why}.", row.name));
            }
            Spot::Withheld => {
                let text = withheld(language);
                let (y, height) = (y - 85, 150);
                page.marks.push(Mark::Box {
                    x: left,
                    y,
                    width: length,
                    height,
                    fill: Fill::Withheld,
                });
                let words = Words::at(left + length / 2, page.bottom - 15, TEXT, text);
                page.words(words.anchored(Anchor::Middle));
                page.say(format!("{}: {text}.", row.name));
            }
        }
    }
    page.bottom += 60;
    let y2 = page.bottom;
    let grid = ticks.iter().map(|(value, _)| {
        let x = left + along(*value, most, length);
        Mark::Rule { x1: x, y1: top, x2: x, y2, strong: false }
    });
    // Beneath everything that stands on it.
    page.marks.splice(under..under, grid.collect::<Vec<_>>());
    for line in lines(reading, TEXT, WIDTH - 2 * MARGIN) {
        page.bottom += 175;
        page.words(Words::at(MARGIN, page.bottom, TEXT, line));
    }
    page.say(reading);
    page.bottom += 60;
    page.finish(rows.iter().any(|row| row.spot == Spot::Withheld))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Language;

    fn draw(rows: &[Row]) -> Drawing {
        let title = "So sánh".to_owned();
        let caption =
            Caption { id: "comparison", language: Language::Vi, title, foot: "CC BY 4.0" };
        dots(
            caption,
            "điểm",
            "Chấm và vạch.",
            &[(0, "0".to_owned()), (1_000, "100".to_owned())],
            rows,
        )
    }

    fn row(name: &str, spot: Spot) -> Row {
        Row { name: name.to_owned(), spot }
    }

    #[test]
    fn a_dot_lies_in_its_interval_and_one_that_is_not_told_is_nowhere() {
        let told = Interval { at: 500, low: 400, high: 700, text: "50 (40–70)".to_owned() };
        let drawing = draw(&[
            row("Sở Y tế", Spot::Told(told)),
            row("Sở Nội vụ", Spot::Withheld),
            row("Sở Tư pháp", Spot::Absent("không có việc")),
        ]);

        let dots: Vec<i64> = drawing
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Dot { x, .. } => Some(*x),
                _ => None,
            })
            .collect();
        let ends: Vec<i64> = drawing
            .marks
            .iter()
            .filter_map(|mark| match mark {
                Mark::Rule { x1, x2, strong: true, .. } if x1 == x2 => Some(*x1),
                _ => None,
            })
            .collect();
        let ([dot], [low, high]) = (&dots[..], &ends[..]) else { panic!("{dots:?} {ends:?}") };

        assert!(low < dot && dot < high);
        assert_eq!(2 * (dot - low), high - dot);
        assert!(drawing.desc.starts_with(
            "Sở Y tế: 50 (40–70). Sở Nội vụ: không công bố. Sở Tư pháp: không có việc."
        ));
    }

    #[test]
    fn a_name_of_any_length_makes_the_picture_taller_and_not_wider() {
        let short = draw(&[row("Sở Y tế", Spot::Withheld)]);
        let long = draw(&[row(&"Trung tâm phục vụ hành chính công ".repeat(5), Spot::Withheld)]);

        assert!(long.height > short.height + 300);
    }
}

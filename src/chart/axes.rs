//! What the columns and the line have in common: heading, grid, periods beneath, key and foot.

use super::drawing::{Anchor, Drawing, Fill, Mark, WIDTH, Words};
use super::scale::{along, every, middle};
use super::words::{PeriodName, lines, pick, why_withheld, wide, withheld};
use crate::domain::text::Language;

/// Beside the sheet's edges.
pub(super) const MARGIN: i64 = 60;
/// Between bottom and top of what is drawn.
const TALL: i64 = 1_700;
pub(super) const TEXT: i64 = 125;
const SMALL: i64 = 100;
const HEADING: i64 = 150;

/// What every picture says about itself.
#[derive(Debug, Clone)]
pub(crate) struct Caption<'a> {
    /// See [`Drawing`].
    pub(super) id: &'static str,
    /// The language.
    pub(super) language: Language,
    /// What is shown, of whom.
    pub(super) title: String,
    /// The line of the licence.
    pub(super) foot: &'a str,
}

/// The sheet while it is being filled from above.
pub(super) struct Page<'a> {
    caption: Caption<'a>,
    pub(super) marks: Vec<Mark>,
    said: Vec<String>,
    /// The lowest that is filled.
    pub(super) bottom: i64,
}

impl<'a> Page<'a> {
    /// With its heading.
    pub(super) fn new(caption: Caption<'a>) -> Self {
        let mut page = Self { caption, marks: Vec::new(), said: Vec::new(), bottom: MARGIN };
        for line in lines(&page.caption.title, HEADING, WIDTH - 2 * MARGIN) {
            page.bottom += HEADING * 5 / 4;
            page.words(Words::at(MARGIN, page.bottom, HEADING, line).bold());
        }
        page
    }

    pub(super) fn language(&self) -> Language {
        self.caption.language
    }

    pub(super) fn words(&mut self, words: Words) {
        self.marks.push(Mark::Words(words));
    }

    /// A sentence of the description.
    pub(super) fn say(&mut self, sentence: impl Into<String>) {
        self.said.push(sentence.into());
    }

    /// A box with its meaning.
    pub(super) fn key(&mut self, fill: Fill, meaning: &str) {
        let (x, y) = (MARGIN, self.bottom + 90);
        self.marks.push(Mark::Box { x, y, width: 150, height: 130, fill });
        for line in lines(meaning, TEXT, WIDTH - 2 * MARGIN - 230) {
            self.bottom += 185;
            self.words(Words::at(MARGIN + 230, self.bottom + 15, TEXT, line));
        }
    }

    /// Where nothing was published.
    pub(super) fn nothing(mut self) -> Drawing {
        let text = pick(
            self.language(),
            "Trong khoảng thời gian này chưa có số liệu nào được công bố.",
            "Nothing has been published of this time yet.",
        );
        self.bottom += 200;
        for line in lines(text, TEXT, WIDTH - 2 * MARGIN) {
            self.bottom += 180;
            self.words(Words::at(MARGIN, self.bottom, TEXT, line));
        }
        self.say(text);
        self.bottom += 120;
        self.finish(false)
    }

    /// The picture, with the key of what is not told where there is such a thing, and the licence.
    pub(super) fn finish(mut self, has_withheld: bool) -> Drawing {
        if has_withheld {
            let why = why_withheld(self.language());
            self.key(Fill::Withheld, why);
            self.say(format!("{why}."));
        }
        self.bottom += 120;
        for line in lines(self.caption.foot, SMALL, WIDTH - 2 * MARGIN) {
            self.bottom += SMALL * 4 / 3;
            self.words(Words::at(MARGIN, self.bottom, SMALL, line));
        }
        self.say(self.caption.foot);
        Drawing {
            id: self.caption.id,
            language: self.caption.language,
            title: self.caption.title,
            desc: self.said.join(" "),
            height: self.bottom + 100,
            marks: self.marks,
        }
    }
}

/// The grid over which periods stand side by side.
pub(super) struct Grid {
    left: i64,
    top: i64,
    places: i64,
    most: i64,
}

impl Grid {
    /// Draws a line for each tick with its label, and under it the periods.
    pub(super) fn draw(
        page: &mut Page<'_>,
        unit: &str,
        ticks: &[(i64, String)],
        periods: &[&PeriodName],
    ) -> Self {
        let widest = ticks.iter().map(|(_, label)| wide(label, TEXT)).max().unwrap_or(0);
        let left = MARGIN + widest + 60;
        page.bottom += 230;
        page.words(Words::at(MARGIN, page.bottom, TEXT, unit));
        let top = page.bottom + 220;
        let places = i64::try_from(periods.len()).unwrap_or(1);
        let most = ticks.last().map_or(1, |(most, _)| *most);
        let grid = Self { left, top, places, most };
        for (value, label) in ticks {
            let y = grid.height(*value);
            let (x1, x2) = (left, WIDTH - MARGIN);
            page.marks.push(Mark::Rule { x1, y1: y, x2, y2: y, strong: *value == 0 });
            let words = Words::at(left - 50, y + 40, TEXT, label);
            page.words(words.anchored(Anchor::End));
        }
        grid.label(page, periods);
        page.bottom = grid.floor() + 430;
        grid
    }

    /// Each year is named once, each period as long as names do not touch.
    fn label(&self, page: &mut Page<'_>, periods: &[&PeriodName]) {
        let widest =
            periods.iter().filter_map(|it| it.short.as_deref()).map(|it| wide(it, TEXT)).max();
        let step = every(widest.unwrap_or_else(|| wide("2024", TEXT)) + 60, self.pitch());
        let mut year = None;
        let mut free = 0;
        for (at, period) in (0..).zip(periods) {
            let x = self.x(at);
            let shown = usize::try_from(at).is_ok_and(|at| at.is_multiple_of(step));
            let first = period.short.as_deref().unwrap_or(&period.year);
            if shown {
                let words = Words::at(x, self.floor() + 170, TEXT, first);
                page.words(words.anchored(Anchor::Middle));
            }
            if period.short.is_some()
                && year.replace(&period.year) != Some(&period.year)
                && x > free
            {
                let words = Words::at(x, self.floor() + 340, TEXT, &period.year);
                page.words(words.anchored(Anchor::Middle));
                free = x + wide("2024 ", TEXT);
            }
        }
    }

    /// How much of the sheet one period has.
    pub(super) fn pitch(&self) -> i64 {
        (WIDTH - MARGIN - self.left) / self.places.max(1)
    }

    /// The middle of a period.
    pub(super) fn x(&self, at: i64) -> i64 {
        self.left + middle(at, self.places, WIDTH - MARGIN - self.left)
    }

    /// Zero.
    pub(super) fn floor(&self) -> i64 {
        self.top + TALL
    }

    /// A value.
    pub(super) fn height(&self, value: i64) -> i64 {
        self.floor() - along(value, self.most, TALL)
    }

    /// Says in a period's place that nothing is told of it.
    pub(super) fn withhold(&self, page: &mut Page<'_>, at: i64) {
        let width = (self.pitch() * 9 / 10).min(400);
        let (x, y) = (self.x(at) - width / 2, self.top);
        page.marks.push(Mark::Box { x, y, width, height: TALL, fill: Fill::Withheld });
        let size = TEXT.min(width * 8 / 10);
        let words = withheld(page.language());
        self.turn(page, at, size, words);
    }

    /// Says in a period's place why it is empty.
    pub(super) fn turned(&self, page: &mut Page<'_>, at: i64, text: &str) {
        self.turn(page, at, TEXT.min(self.pitch()), text);
    }

    fn turn(&self, page: &mut Page<'_>, at: i64, size: i64, text: &str) {
        let x = self.x(at) + size * 35 / 100;
        page.words(Words::at(x, self.floor() - 100, size, text).turned());
    }

    /// Words above a value.
    pub(super) fn over(&self, page: &mut Page<'_>, at: i64, value: i64, text: &str) {
        if wide(text, TEXT) + 30 <= self.pitch() {
            let words = Words::at(self.x(at), self.height(value) - 70, TEXT, text);
            page.words(words.anchored(Anchor::Middle).clear());
        }
    }
}

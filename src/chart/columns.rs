//! Stacked columns: what became of the answers that fell due, period by period.

use super::axes::{Caption, Grid, Page};
use super::drawing::{Drawing, Fill, Mark};
use super::scale::ticks;
use super::words::{PeriodName, capital, number, pick, withheld};
use crate::domain::figures::Numbers;
use crate::domain::text::Language;

/// A period and what is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// The period.
    pub(super) period: PeriodName,
    /// What is told.
    pub(super) numbers: Numbers,
}

/// The parts of a column from below; none where not even their sum is told.
fn stack(numbers: &Numbers) -> Option<Vec<(Fill, i64)>> {
    let opened = numbers.opened?;
    let parts =
        [(Fill::OnTime, numbers.met), (Fill::Late, numbers.missed), (Fill::Other, numbers.other)];
    let mut told: Vec<(Fill, i64)> =
        parts.into_iter().filter_map(|(fill, count)| Some((fill, count?))).collect();
    let left = opened - told.iter().map(|(_, count)| count).sum::<i64>();
    told.push((Fill::Undivided, left));
    Some(told.into_iter().filter(|(_, count)| *count > 0).collect())
}

fn meaning(language: Language, fill: Fill) -> &'static str {
    match fill {
        Fill::OnTime => pick(language, "trả lời đúng hạn", "answered in time"),
        Fill::Late => pick(language, "trễ hạn", "late"),
        Fill::Other => pick(
            language,
            "khác: chuyển hoặc không thụ lý đúng hạn, hoặc chưa kết thúc",
            "other: forwarded or declined in time, or not at its end",
        ),
        Fill::Undivided => pick(
            language,
            "không tách ra, vì làm lộ một số nhỏ hơn 5",
            "not parted, for a number under 5 would show",
        ),
        Fill::Withheld => withheld(language),
    }
}

/// A column as a sentence.
fn sentence(language: Language, column: &Column, parts: Option<&Vec<(Fill, i64)>>) -> String {
    let period = capital(&column.period.long);
    let Some(parts) = parts else { return format!("{period}: {}.", withheld(language)) };
    let due = number(language, column.numbers.opened.unwrap_or(0));
    let due = format!("{due} {}", pick(language, "việc đến hạn", "due"));
    let parts = parts.iter().map(|(fill, count)| {
        let meaning = meaning(language, *fill);
        let short = meaning.split([':', ',']).next().unwrap_or(meaning);
        format!("{} {short}", number(language, *count))
    });
    let all: Vec<String> = std::iter::once(due).chain(parts).collect();
    format!("{period}: {}.", all.join(", "))
}

/// Draws the columns.
pub(crate) fn columns(caption: Caption<'_>, shown: &[Column]) -> Drawing {
    let mut page = Page::new(caption);
    let language = page.language();
    if shown.is_empty() {
        return page.nothing();
    }
    let stacks: Vec<Option<Vec<(Fill, i64)>>> =
        shown.iter().map(|column| stack(&column.numbers)).collect();
    let most = shown.iter().filter_map(|column| column.numbers.opened).max().unwrap_or(0);
    let ticks: Vec<(i64, String)> =
        ticks(most).into_iter().map(|tick| (tick, number(language, tick))).collect();
    let periods: Vec<&PeriodName> = shown.iter().map(|column| &column.period).collect();
    let unit = pick(language, "số việc đến hạn trả lời", "answers that fell due");
    let grid = Grid::draw(&mut page, unit, &ticks, &periods);
    let width = grid.pitch() * 7 / 10;
    for ((at, column), parts) in (0..).zip(shown).zip(&stacks) {
        page.say(sentence(language, column, parts.as_ref()));
        let Some(parts) = parts else {
            grid.withhold(&mut page, at);
            continue;
        };
        let mut below = 0;
        for (fill, count) in parts {
            let (low, high) = (grid.height(below), grid.height(below + count));
            below += count;
            let x = grid.x(at) - width / 2;
            page.marks.push(Mark::Box { x, y: high, width, height: low - high, fill: *fill });
        }
        grid.over(&mut page, at, below, &number(language, below));
    }
    for fill in [Fill::OnTime, Fill::Late, Fill::Other, Fill::Undivided] {
        let is_there = |parts: &Vec<(Fill, i64)>| parts.iter().any(|(one, _)| *one == fill);
        if stacks.iter().flatten().any(is_there) {
            page.key(fill, &capital(meaning(language, fill)));
        }
    }
    page.finish(stacks.iter().any(Option::is_none))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::words::period;

    fn told(numbers: [Option<i64>; 4]) -> Numbers {
        let [opened, met, missed, other] = numbers;
        Numbers { opened, met, missed, other, ..Numbers::ZERO }
    }

    fn draw(of: &[(&str, [Option<i64>; 4])]) -> Drawing {
        let title = "Đúng hạn và trễ".to_owned();
        let caption = Caption { id: "outcomes", language: Language::Vi, title, foot: "CC BY 4.0" };
        let column = |(code, numbers): &(&str, [Option<i64>; 4])| Column {
            period: period(Language::Vi, code),
            numbers: told(*numbers),
        };
        columns(caption, &of.iter().map(column).collect::<Vec<_>>())
    }

    /// The heights of the boxes of a fill that are no key.
    fn heights(drawing: &Drawing, of: Fill) -> Vec<i64> {
        let boxes = drawing.marks.iter().filter_map(|mark| match mark {
            Mark::Box { width, height, fill, .. } if *fill == of && *width != 150 => Some(*height),
            _ => None,
        });
        boxes.collect()
    }

    #[test]
    fn parts_stand_upon_each_other_as_high_as_they_are_many() {
        let drawing = draw(&[("2024-Q3", [Some(100), Some(50), Some(30), Some(20)])]);

        assert_eq!(heights(&drawing, Fill::OnTime), [850]);
        assert_eq!(heights(&drawing, Fill::Late), [510]);
        assert_eq!(heights(&drawing, Fill::Other), [340]);
        assert!(
            drawing.desc.starts_with(
                "Quý 3/2024: 100 việc đến hạn, 50 trả lời đúng hạn, 30 trễ hạn, 20 khác."
            ),
            "{}",
            drawing.desc
        );
    }

    #[test]
    fn what_is_not_told_is_a_mark_of_its_own_and_never_nothing() {
        let drawing = draw(&[
            ("2024-Q1", [None, None, Some(0), None]),
            ("2024-Q2", [Some(20), Some(10), None, None]),
            ("2024-Q3", [Some(0), Some(0), Some(0), Some(0)]),
        ]);

        assert_eq!(heights(&drawing, Fill::Withheld).len(), 1);
        assert_eq!(heights(&drawing, Fill::Undivided), [850], "the sum of late and other");
        assert_eq!(heights(&drawing, Fill::Late), [0; 0]);
        for said in ["Quý 1/2024: không công bố.", "10 không tách ra", "Quý 3/2024: 0 việc"]
        {
            assert!(drawing.desc.contains(said), "{}", drawing.desc);
        }
        let words = |wanted: &str| {
            drawing
                .marks
                .iter()
                .any(|mark| matches!(mark, Mark::Words(words) if words.text == wanted))
        };
        assert!(words("không công bố") && words("0") && words("20"));
    }

    #[test]
    fn where_nothing_was_published_it_says_so() {
        assert!(draw(&[]).desc.contains("chưa có số liệu nào được công bố"));
    }
}

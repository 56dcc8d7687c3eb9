//! `/so-lieu`: what is published of all, as a picture, in tables, and in the files of the API, which say the same cell by cell.

use std::fmt::{self, Display, Formatter};

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use askama::filters::HtmlSafe;

use crate::chart::{Wording, capital, number, percent, period};
use crate::domain::figures::{Numbers, Share};
use crate::pages::asked::Asked;
use crate::pages::frame::{Area, Frame, fill};
use crate::pages::words::Public;
use crate::service::figures::dictionary::{COUNTS, LICENCE, WAY, counts};
use crate::service::figures::statistics::Month;
use crate::service::figures::summary::{Dimension, Figures, Named, Period, Question};
use crate::service::{Service, ServiceError};
use crate::wire::limit::Class;

const PATH: &str = "/so-lieu";
/// The first month of which there could be figures.
const FIRST: &str = "2024-01";
/// So many of the latest quarters are offered.
const QUARTERS: usize = 8;
/// So many numbers of a row stand in the first table, the others in the second.
const MAIN: usize = 5;

/// A picture that was made here: its words are escaped where it is made.
pub(super) struct Picture(pub String);

impl Display for Picture {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl HtmlSafe for Picture {}

/// A link of a row of links.
pub(super) struct Tab {
    pub href: String,
    pub text: String,
    /// Whether it leads to what is shown.
    pub here: bool,
}

/// A number under its heading; none where it is not told.
pub(super) struct Cell {
    pub label: &'static str,
    pub text: Option<String>,
}

/// A row of a table.
pub(super) struct Row {
    pub name: String,
    pub main: Vec<Cell>,
    pub more: Vec<Cell>,
}

/// A table, and where its own numbers are to be had as files.
pub(super) struct Table {
    pub caption: String,
    /// What stands above the names.
    pub of: &'static str,
    pub rows: Vec<Row>,
    pub files: Vec<(&'static str, String)>,
}

impl Table {
    pub(super) fn heads(&self) -> Vec<&'static str> {
        self.rows.iter().take(1).flat_map(|row| &row.main).map(|cell| cell.label).collect()
    }

    pub(super) fn more(&self) -> Vec<&'static str> {
        self.rows.iter().take(1).flat_map(|row| &row.more).map(|cell| cell.label).collect()
    }
}

#[derive(Template)]
#[template(path = "pages/public/figures.html")]
struct FiguresPage<'p> {
    f: &'p Frame,
    p: &'static Public,
    shown: Option<Shown>,
    meanings: Vec<(&'static str, &'static str)>,
    licence: &'static str,
}

/// What there is to show once something was published.
struct Shown {
    until: String,
    kpis: Vec<(&'static str, Option<String>)>,
    chart: Picture,
    months: Table,
    dimensions: Vec<Tab>,
    quarters: Vec<Tab>,
    table: Table,
}

/// `GET /so-lieu`
pub(in crate::pages) async fn figures(asked: Asked) -> HttpResponse {
    let p = Public::of(asked.language);
    let frame = asked.frame(Area::Public, PATH).titled(p.fig_h1);
    if let Some(page) = asked.held_up(&frame, Class::Figures) {
        return page;
    }
    let query = asked.asked_for();
    let dimension = query.get("theo").and_then(|code| Dimension::parse(code));
    let dimension = dimension.unwrap_or(Dimension::Group);
    let quarter = query.get("ky").map(String::as_str);
    let shown = match shown(&frame, p, asked.service(), dimension, quarter).await {
        Ok(shown) => shown,
        Err(error) => return frame.failed(&asked.id, &error),
    };
    let texts = COUNTS.iter().chain(&WAY).map(|(_, vi, en)| frame.pick(vi, en));
    let template = FiguresPage {
        f: &frame,
        p,
        shown,
        meanings: labels(p).into_iter().zip(texts).collect(),
        licence: frame.pick(LICENCE.0, LICENCE.1),
    };
    asked.for_everybody(frame.answer(StatusCode::OK, &template)).await
}

/// What stands above the numbers, in their order.
const fn labels(p: &Public) -> [&'static str; 13] {
    [
        p.col_filed,
        p.col_opened,
        p.col_met,
        p.col_missed,
        p.col_other,
        p.col_wrong,
        p.col_median,
        p.col_p90,
        p.col_extensions,
        p.col_suspensions,
        p.col_apologies,
        p.col_forwards,
        p.col_reopenings,
    ]
}

const fn called(p: &Public, dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Province => p.fig_by_province,
        Dimension::Group => p.fig_by_group,
        Dimension::Unit => p.fig_by_unit,
        Dimension::Kind => p.fig_by_kind,
        Dimension::Category => p.fig_by_category,
        Dimension::Sector => p.fig_by_sector,
        Dimension::Sender => p.fig_by_sender,
    }
}

/// The first and the last month of `2024-Q3`.
fn months_of(quarter: &str) -> Option<(Month, Month)> {
    let (year, n) = quarter.split_once("-Q")?;
    let last = n.parse::<u8>().ok().filter(|n| (1..=4).contains(n))? * 3;
    let month = |n: u8| Month::parse(&format!("{year}-{n:02}"));
    Some((month(last - 2)?, month(last)?))
}

const fn question(
    dimension: Dimension,
    period: Period,
    from: Month,
    to: Month,
) -> Question<'static> {
    Question { dimension, period, from, to, unit: None, group: None }
}

/// How much was answered in time in the latest month of which that is told, as a sentence.
pub(super) async fn last_share(
    frame: &Frame,
    p: &Public,
    service: &Service,
) -> Result<Option<String>, ServiceError> {
    let to = Month::of(service.clock().today());
    let from = Month::parse(FIRST).unwrap_or(to);
    let months =
        service.statistics(&question(Dimension::Province, Period::Month, from, to)).await?;
    Ok(months.last().and_then(|row| {
        let share = Share::of(row.numbers.met?, row.numbers.missed?)?;
        let text = fill(p.home_share, "n", &percent(share.permille).to_string());
        Some(fill(&text, "m", &period(frame.language, &row.period).long))
    }))
}

/// What is published of a unit, quarter by quarter; none where nothing is.
pub(super) async fn of_unit(
    frame: &Frame,
    p: &'static Public,
    service: &Service,
    code: &str,
) -> Result<Option<Table>, ServiceError> {
    let to = Month::of(service.clock().today());
    let from = Month::parse(FIRST).unwrap_or(to);
    let asked = question(Dimension::Unit, Period::Quarter, from, to);
    let rows = service.statistics(&Question { unit: Some(code), ..asked }).await?;
    let named = |row: &Figures| capital(&period(frame.language, &row.period).long);
    let last = to.first().strftime("%Y-%m").to_string();
    let file = format!("/api/v1/statistics?by=quarter&from={FIRST}&to={last}&unit={code}");
    let rows: Vec<Row> = rows.iter().map(|one| row(frame, p, named(one), one)).collect();
    Ok((!rows.is_empty()).then(|| Table {
        caption: p.uni_figures.to_owned(),
        of: p.fig_quarter,
        rows,
        files: vec![("JSON", file)],
    }))
}

/// What everybody may know of the whole province, quarter by quarter, since the beginning.
pub(super) async fn published(service: &Service) -> Result<Vec<Figures>, ServiceError> {
    let to = Month::of(service.clock().today());
    let from = Month::parse(FIRST).unwrap_or(to);
    service.statistics(&question(Dimension::Province, Period::Quarter, from, to)).await
}

async fn shown(
    frame: &Frame,
    p: &'static Public,
    service: &Service,
    dimension: Dimension,
    quarter: Option<&str>,
) -> Result<Option<Shown>, ServiceError> {
    let published = published(service).await?;
    let Some(last) = published.last() else { return Ok(None) };
    let wanted = published.iter().find(|row| Some(row.period.as_str()) == quarter);
    let quarter = wanted.unwrap_or(last).period.as_str();
    let Some((from, to)) = months_of(quarter) else { return Ok(None) };
    let year = quarter.get(..4).unwrap_or(quarter);
    let (first, end) = (from.january(), Month::parse(&format!("{year}-12")).unwrap_or(to));
    let months =
        service.statistics(&question(Dimension::Province, Period::Month, first, end)).await?;
    let rows = service.statistics(&question(dimension, Period::Quarter, from, to)).await?;
    let reference = service.reference();
    let language = frame.language;
    let foot = frame.pick(LICENCE.0, LICENCE.1);
    let wording = Wording { language, kinds: &reference.kinds, foot };
    let periods: Vec<(String, Numbers)> =
        months.iter().map(|row| (row.period.clone(), row.numbers)).collect();
    let drawing = wording.outcomes(&Named::Province, &periods).svg();
    let drawing = drawing.map_err(|_| ServiceError::internal("a picture could not be made"))?;
    let of_year = published.iter().filter(|row| row.period.starts_with(year));
    let sum = of_year.fold(Numbers::ZERO, |sum, row| sum.and(row.numbers));
    let until = months.last().map(|row| period(language, &row.period).long).unwrap_or_default();
    let month = |row: &Figures| capital(&period(language, &row.period).long);
    let by_month = format!("dimension=province&by=month&from={year}-01&to={year}-12");
    let quarters = published.iter().rev().take(QUARTERS).map(|row| row.period.as_str());
    Ok(Some(Shown {
        until: fill(&fill(p.fig_until, "y", year), "m", &until),
        kpis: kpis(frame, p, &sum),
        chart: Picture(drawing),
        months: Table {
            caption: format!("{}, {year}", p.fig_by_month),
            of: p.fig_month,
            rows: months.iter().map(|row| self::row(frame, p, month(row), row)).collect(),
            files: files(&by_month),
        },
        dimensions: dimensions(frame, p, dimension, quarter),
        quarters: quarters.map(|one| tab(frame, dimension, one, quarter)).collect(),
        table: table(frame, p, &wording, dimension, quarter, &rows),
    }))
}

fn kpis(frame: &Frame, p: &Public, sum: &Numbers) -> Vec<(&'static str, Option<String>)> {
    let told = |count: Option<i64>| count.map(|n| number(frame.language, n));
    let share = sum.met.zip(sum.missed).and_then(|(met, missed)| Share::of(met, missed));
    let [_, _, apologies, _, _] = sum.process;
    vec![
        (p.fig_kpi_filed, told(sum.filed)),
        (p.fig_kpi_share, share.map(|share| format!("{}%", percent(share.permille)))),
        (p.fig_kpi_missed, told(sum.missed)),
        (p.fig_kpi_apologies, told(apologies)),
    ]
}

fn row(frame: &Frame, p: &Public, name: String, row: &Figures) -> Row {
    let cell = |(label, count): (&'static str, Option<i64>)| Cell {
        label,
        text: count.map(|n| number(frame.language, n)),
    };
    let mut main: Vec<Cell> = labels(p).into_iter().zip(counts(&row.numbers)).map(cell).collect();
    let more = main.split_off(MAIN);
    Row { name, main, more }
}

/// Where the API gives the same numbers.
fn files(query: &str) -> Vec<(&'static str, String)> {
    let file = |format: &str| format!("/api/v1/statistics/summary?{query}&format={format}");
    vec![("CSV", file("csv")), ("Excel", file("xlsx")), ("JSON", file("json"))]
}

fn href(frame: &Frame, dimension: Dimension, quarter: &str) -> String {
    format!("{}?theo={dimension}&ky={quarter}", frame.at(PATH))
}

fn dimensions(frame: &Frame, p: &Public, shown: Dimension, quarter: &str) -> Vec<Tab> {
    let all = Dimension::ALL.iter().copied().filter(|one| *one != Dimension::Province);
    let tab = |one| Tab {
        href: href(frame, one, quarter),
        text: called(p, one).to_owned(),
        here: one == shown,
    };
    all.map(tab).collect()
}

fn tab(frame: &Frame, dimension: Dimension, quarter: &str, shown: &str) -> Tab {
    Tab {
        href: href(frame, dimension, quarter),
        text: capital(&period(frame.language, quarter).long),
        here: quarter == shown,
    }
}

fn table(
    frame: &Frame,
    p: &'static Public,
    wording: &Wording<'_>,
    dimension: Dimension,
    quarter: &str,
    figures: &[Figures],
) -> Table {
    let named = |row: &Figures| match &row.of {
        Named::Unit(unit) => {
            let same = |other: &&Figures| wording.name(&other.of) == wording.name(&row.of);
            let name = wording.name(&row.of);
            match figures.iter().filter(same).count() {
                ..=1 => name,
                _ => format!("{name} ({})", unit.code),
            }
        }
        of => wording.name(of),
    };
    let mut rows: Vec<Row> = figures.iter().map(|one| row(frame, p, named(one), one)).collect();
    // By name: whoever has much to do stands in no place of its own for it.
    if dimension == Dimension::Unit {
        rows.sort_by(|one, other| one.name.cmp(&other.name));
    }
    let span = months_of(quarter).map(|(from, to)| {
        let code = |month: Month| month.first().strftime("%Y-%m").to_string();
        format!("from={}&to={}", code(from), code(to))
    });
    Table {
        caption: format!("{}: {}", called(p, dimension), period(frame.language, quarter).long),
        of: called(p, dimension),
        rows,
        files: files(&format!("dimension={dimension}&by=quarter&{}", span.unwrap_or_default())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quarter_is_its_three_months_and_nothing_else_is_one() {
        let month = |code| Month::parse(code).unwrap();
        assert_eq!(months_of("2024-Q1"), Some((month("2024-01"), month("2024-03"))));
        assert_eq!(months_of("2024-Q4"), Some((month("2024-10"), month("2024-12"))));
        for code in ["2024", "2024-Q5", "2024-Q0", "2024-09", "", "x-Q1"] {
            assert_eq!(months_of(code), None, "{code}");
        }
    }
}

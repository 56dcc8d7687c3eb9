//! `/lam-viec/thi-dua/{movement}/don-vi/{unit}`: the points of one unit, line by line, each with formula, numerator, denominator and
//! what is left out.

use actix_web::HttpResponse;
use askama::Template;

use super::super::signed::Staff;
use super::{held_up, path_of, percent, points, span};
use crate::domain::emulation::metric::Sum;
use crate::domain::emulation::{LineState, Measure, MovementStatus, ScoreLine};
use crate::domain::text::Language;
use crate::pages::frame::{Frame, at, fill};
use crate::pages::told;
use crate::pages::words::board::{self, Emulation as Words};
use crate::service::figures::emulation::{ExplainedLine, Score};

const NAME: &str = "page_score";

/// A line as the page shows it.
struct Line {
    name: String,
    points: Option<String>,
    facts: Vec<(&'static str, String)>,
    note: Option<String>,
}

#[derive(Template)]
#[template(path = "pages/staff/board/score.html")]
struct Page<'p> {
    f: &'p Frame,
    w: &'static Words,
    back: (String, &'static str),
    unit: String,
    counted: String,
    provisional: bool,
    total: Option<String>,
    lines: Vec<Line>,
}

/// `GET /lam-viec/thi-dua/{movement}/don-vi/{unit}`
pub(in crate::pages::staff) async fn show(staff: Staff) -> HttpResponse {
    if let Some(held) = held_up(&staff) {
        return held;
    }
    let (movement, unit) = (staff.asked.part("movement"), staff.asked.part("unit"));
    let found = staff.service().score(&movement, &unit, None, Some(staff.actor())).await;
    match found {
        Ok(found) => page(&staff, &found),
        Err(error) => staff.failed(error, NAME).await,
    }
}

fn page(staff: &Staff, found: &Score) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let unit = told::unit(language, &found.unit).to_owned();
    let back = format!("{}/nhom/{}", path_of(&found.movement.code), found.group);
    let total = found.total.as_ref().and_then(|total| {
        let text = fill(w.score_of, "points", &points(language, total.points_milli?));
        Some(fill(&text, "of", &total.of.to_string()))
    });
    let frame = staff.frame(unit.clone());
    frame.told(&Page {
        f: &frame,
        w,
        back: (at(language, &back), board::group(language, found.group)),
        unit,
        counted: span(language, w.rank_counted, found.counted),
        provisional: found.movement.status != MovementStatus::Frozen,
        total,
        lines: found.lines.iter().map(|one| line(language, one)).collect(),
    })
}

fn line(language: Language, one: &ExplainedLine) -> Line {
    let (w, criterion) = (Words::of(language), &one.criterion);
    let milli = one.line.as_ref().and_then(|line| line.points_milli);
    let told_points = milli.map(|milli| {
        let text = fill(w.score_of, "points", &points(language, milli));
        fill(&text, "of", &criterion.weight.to_string())
    });
    let note = match &one.line {
        None => Some(w.rank_small.to_owned()),
        Some(line) => match line.state {
            LineState::Measured => None,
            LineState::NotApplicable => {
                Some(fill(w.score_na, "n", &criterion.min_opened.to_string()))
            }
            LineState::Open => Some(w.score_open.to_owned()),
        },
    };
    Line {
        name: told::by(language, &criterion.name_vi, &criterion.name_en).to_owned(),
        points: told_points,
        facts: facts(language, one),
        note,
    }
}

fn facts(language: Language, one: &ExplainedLine) -> Vec<(&'static str, String)> {
    let (w, criterion) = (Words::of(language), &one.criterion);
    let mut facts = Vec::new();
    match criterion.measure {
        Measure::Matters => facts.push((w.score_formula, w.score_matters.to_owned())),
        Measure::Attested => {
            let verified = one.verified.map(|(done, planned)| format!(" ({done} ÷ {planned})"));
            let text = format!("{}{}", w.score_attested, verified.unwrap_or_default());
            facts.push((w.score_formula, text));
        }
        Measure::Metric(_) => {
            let text = fill(w.score_metric, "m", &criterion.prior_weight.to_string());
            facts.push((
                w.score_formula,
                fill(&text, "p", &percent(language, criterion.prior_rate_bp)),
            ));
        }
    }
    if let Some(metric) = &one.metric {
        let counted = one.line.as_ref();
        facts.push((w.score_numerator, sum(language, &metric.numerator, counted)));
        facts.push((w.score_denominator, sum(language, &metric.denominator, counted)));
        if let Some(left_out) = &metric.left_out {
            facts.push((w.score_left_out, sum(language, left_out, counted)));
        }
        let said = |vi: &str, en: &str| told::by(language, vi, en).to_owned();
        facts.push((w.score_cohort, said(&metric.cohort_vi, &metric.cohort_en)));
        facts.push((w.score_excluded, said(&metric.excluded_vi, &metric.excluded_en)));
    }
    facts.extend(criterion.legal_ref_vi.clone().map(|law| (w.board_basis, law)));
    facts
}

/// What a sum is made of, in words, with its numbers where the reader may know them.
fn sum(language: Language, sum: &Sum, line: Option<&ScoreLine>) -> String {
    let terms = sum.terms().iter().enumerate().map(|(at, term)| {
        let n = line.filter(|_| term.kind.is_none()).and_then(|it| it.numbers.get(&term.count));
        let name = board::counted(language, term.count);
        let times = match term.times.abs() {
            1 => String::new(),
            times => format!("{times} × "),
        };
        let sign = match (at, term.times < 0) {
            (_, true) => " − ",
            (0, false) => "",
            (_, false) => " + ",
        };
        match n {
            Some(n) => format!("{sign}{times}{n} ({name})"),
            None => format!("{sign}{times}{name}"),
        }
    });
    terms.collect::<String>().trim().to_owned()
}

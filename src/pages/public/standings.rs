//! `/thi-dua`: movements, the standings of a group, and one unit's points, each with its formula in words and with its numbers in it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::figures::Picture;
use crate::chart::{Wording, tenths};
use crate::domain::emulation::metric::{Metric, Sum};
use crate::domain::emulation::{
    LineState, Measure, Movement, MovementStatus, Place, ScoreLine, Total,
};
use crate::domain::time::Day;
use crate::domain::units::unit::PeerGroup;
use crate::pages::asked::Asked;
use crate::pages::days::short;
use crate::pages::frame::{Area, Frame, fill};
use crate::pages::words::Public;
use crate::service::figures::dictionary::LICENCE;
use crate::service::figures::emulation::{ExplainedLine, Score, Standings};
use crate::service::figures::summary::Named;
use crate::service::reference::Reference;
use crate::service::{ServiceError, UnitName};
use crate::wire::limit::Class;

#[derive(Template)]
#[template(path = "pages/public/movements.html")]
struct Movements<'p> {
    f: &'p Frame,
    p: &'static Public,
    shown: Vec<MovementView>,
}

struct MovementView {
    name: String,
    status: &'static str,
    when: String,
    basis: String,
    groups: Vec<(String, String)>,
}

/// `GET /thi-dua`
pub(in crate::pages) async fn movements(asked: Asked) -> HttpResponse {
    let p = Public::of(asked.language);
    let frame = asked.frame(Area::Public, "/thi-dua").titled(p.mov_h1);
    let reference = asked.service().reference();
    let wording = wording(&frame, &reference);
    let shown = reference.movements.iter().rev().filter(|it| !it.template).map(|it| {
        let taking_part = |group: &&PeerGroup| {
            let mut units = reference.units.all().iter();
            units.any(|unit| it.group_of(unit) == Some(**group))
        };
        let link = |group: &PeerGroup| {
            let href = frame.at(&format!("/thi-dua/{}/{group}", it.code));
            (href, wording.name(&Named::Group(Some(*group))))
        };
        MovementView {
            name: frame.pick(&it.name_vi, &it.name_en).to_owned(),
            status: status(p, it),
            when: span(&frame, p, (it.starts_on, it.ends_on)),
            basis: it.decision.iter().chain(&it.legal_refs).cloned().collect::<Vec<_>>().join("; "),
            groups: PeerGroup::ALL.iter().filter(taking_part).map(link).collect(),
        }
    });
    let template = Movements { f: &frame, p, shown: shown.collect() };
    asked.for_everybody(frame.answer(StatusCode::OK, &template)).await
}

fn wording<'a>(frame: &Frame, reference: &'a Reference) -> Wording<'a> {
    let foot = frame.pick(LICENCE.0, LICENCE.1);
    Wording { language: frame.language, kinds: &reference.kinds, foot }
}

const fn status(p: &Public, it: &Movement) -> &'static str {
    match it.status {
        MovementStatus::Frozen => p.mov_frozen,
        MovementStatus::Draft | MovementStatus::Active => p.mov_draft,
    }
}

fn span(frame: &Frame, p: &Public, (from, to): (Day, Day)) -> String {
    let text = fill(p.mov_span, "from", &short(frame.language, from));
    fill(&text, "to", &short(frame.language, to))
}

#[derive(Template)]
#[template(path = "pages/public/standings.html")]
struct StandingsPage<'p> {
    f: &'p Frame,
    p: &'static Public,
    group: String,
    movement: String,
    status: &'static str,
    counted: String,
    chart: Picture,
    rows: Vec<PlaceView>,
    withheld: Vec<(String, String)>,
    files: String,
}

struct PlaceView {
    rank: Option<String>,
    name: String,
    href: String,
    points: Option<String>,
    interval: Option<String>,
    /// Why there are no points.
    why: &'static str,
}

/// `GET /thi-dua/{movement}/{group}`
pub(in crate::pages) async fn standings(asked: Asked) -> HttpResponse {
    let p = Public::of(asked.language);
    let frame = asked.frame(Area::Public, asked.path_alone());
    if let Some(page) = asked.held_up(&frame, Class::Figures) {
        return page;
    }
    let code = &asked.part("movement");
    let found = match PeerGroup::parse(&asked.part("group")) {
        Some(group) => asked.service().standings(code, group, None).await,
        None => Err(ServiceError::NotFound),
    };
    let reference = asked.service().reference();
    let wording = wording(&frame, &reference);
    let made = found.and_then(|found| {
        let drawn = wording.standings(&found).svg();
        let drawn = drawn.map_err(|_| ServiceError::internal("a picture could not be made"))?;
        Ok((found, drawn))
    });
    let (found, drawn) = match made {
        Ok(made) => made,
        Err(error) => return frame.failed(&asked.id, &error),
    };
    let group = wording.name(&Named::Group(Some(found.group)));
    let frame = frame.titled(fill(p.mov_group_h1, "group", &group));
    let rows = found.places.iter().map(|place| place_view(&frame, p, &found, place));
    let withheld = found.withheld.iter().map(|unit| {
        let name = frame.pick(&unit.name, &unit.name_en).to_owned();
        (score_href(&frame, &found.movement, &unit.code), name)
    });
    let template = StandingsPage {
        f: &frame,
        p,
        group,
        movement: frame.pick(&found.movement.name_vi, &found.movement.name_en).to_owned(),
        status: status(p, &found.movement),
        counted: span(&frame, p, found.counted),
        chart: Picture(drawn),
        rows: rows.collect(),
        withheld: withheld.collect(),
        files: format!("/api/v1/movements/{code}/standings?group={}", found.group),
    };
    asked.for_everybody(frame.answer(StatusCode::OK, &template)).await
}

fn score_href(frame: &Frame, movement: &Movement, unit: &str) -> String {
    frame.at(&format!("/thi-dua/{}/don-vi/{unit}", movement.code))
}

fn place_view(frame: &Frame, p: &Public, found: &Standings, place: &Place<UnitName>) -> PlaceView {
    let rank = place.ranks.map(|(first, last)| {
        if first == last { first.to_string() } else { format!("{first}–{last}") }
    });
    let untold = found.untold.contains(&place.unit.code);
    let told = Some(&place.total).filter(|_| !untold);
    PlaceView {
        rank,
        name: frame.pick(&place.unit.name, &place.unit.name_en).to_owned(),
        href: score_href(frame, &found.movement, &place.unit.code),
        points: told.and_then(|it| Some(tenths(frame.language, it.points_milli?))),
        interval: told.and_then(|it| interval(frame, it)),
        why: if untold { p.mov_small } else { p.mov_no_place },
    }
}

/// Between which points other luck might have put a unit.
fn interval(frame: &Frame, total: &Total) -> Option<String> {
    let points = total.points_milli?;
    let half = total.half_width_milli;
    let end = |milli: i64| tenths(frame.language, milli.max(0));
    Some(format!("{}–{}", end(points - half), end(points + half)))
}

#[derive(Template)]
#[template(path = "pages/public/score.html")]
struct ScorePage<'p> {
    f: &'p Frame,
    p: &'static Public,
    unit: String,
    movement: String,
    status: &'static str,
    counted: String,
    group: (String, String),
    total: Option<String>,
    interval: Option<String>,
    lines: Vec<LineView>,
}

struct LineView {
    name: String,
    points: Option<String>,
    of: i32,
    formula: String,
    /// The formula with its numbers put in.
    sum: Option<String>,
    /// The same in words, or why there are no points.
    said: String,
    cohort: Option<String>,
    excluded: Option<String>,
    law: Option<String>,
}

/// `GET /thi-dua/{movement}/don-vi/{unit}`: what everybody may know, whoever asks.
pub(in crate::pages) async fn score(asked: Asked) -> HttpResponse {
    let p = Public::of(asked.language);
    let frame = asked.frame(Area::Public, asked.path_alone());
    if let Some(page) = asked.held_up(&frame, Class::Figures) {
        return page;
    }
    let service = asked.service();
    let found = match service.score(&asked.part("movement"), &asked.part("unit"), None, None).await
    {
        Ok(found) => found,
        Err(error) => return frame.failed(&asked.id, &error),
    };
    let reference = service.reference();
    let unit = frame.pick(&found.unit.name, &found.unit.name_en).to_owned();
    let frame = frame.titled(unit.clone());
    let group = wording(&frame, &reference).name(&Named::Group(Some(found.group)));
    let href = frame.at(&format!("/thi-dua/{}/{}", found.movement.code, found.group));
    let total = found.total.as_ref();
    let template = ScorePage {
        f: &frame,
        p,
        unit,
        movement: frame.pick(&found.movement.name_vi, &found.movement.name_en).to_owned(),
        status: status(p, &found.movement),
        counted: span(&frame, p, found.counted),
        group: (href, group),
        total: total.and_then(|it| Some(points_of(&frame, p, it.points_milli?, it.of))),
        interval: total.and_then(|it| interval(&frame, it)),
        lines: found.lines.iter().map(|one| line_view(&frame, p, &found, one)).collect(),
    };
    asked.for_everybody(frame.answer(StatusCode::OK, &template)).await
}

fn points_of(frame: &Frame, p: &Public, milli: i64, of: i64) -> String {
    let text = fill(p.mov_points_of, "points", &tenths(frame.language, milli));
    fill(&text, "of", &of.to_string())
}

fn line_view(frame: &Frame, p: &Public, score: &Score, one: &ExplainedLine) -> LineView {
    let criterion = &one.criterion;
    let points = one.line.as_ref().and_then(|line| line.points_milli);
    let metric = one.metric.as_ref();
    let numbers = metric.zip(one.line.as_ref()).and_then(|(it, line)| Numbers::of(it, line));
    let said = match (&one.line, &numbers) {
        (None, _) => withheld(p, score, one).to_owned(),
        (Some(line), _) if line.state == LineState::NotApplicable => {
            fill(p.mov_too_few, "n", &criterion.min_opened.to_string())
        }
        (Some(line), _) if line.state == LineState::Open => p.mov_open.to_owned(),
        (Some(_), Some(numbers)) => numbers.said(frame, p, one),
        (Some(_), None) => String::new(),
    };
    LineView {
        name: frame.pick(&criterion.name_vi, &criterion.name_en).to_owned(),
        points: points.map(|milli| tenths(frame.language, milli)),
        of: criterion.weight,
        formula: formula(p, one),
        sum: numbers.zip(points).map(|(it, milli)| it.sum(frame, one, milli)),
        said,
        cohort: metric.map(|it| frame.pick(&it.cohort_vi, &it.cohort_en).to_owned()),
        excluded: metric.map(|it| frame.pick(&it.excluded_vi, &it.excluded_en).to_owned()),
        law: criterion.legal_ref_vi.clone(),
    }
}

/// Why a line has no numbers for everybody.
fn withheld(p: &Public, score: &Score, one: &ExplainedLine) -> &'static str {
    let is_published = one.metric.as_ref().is_some_and(Metric::is_published);
    let over = score.movement.status == MovementStatus::Frozen;
    if is_published || over { p.mov_small } else { p.mov_later }
}

fn formula(p: &Public, one: &ExplainedLine) -> String {
    match one.criterion.measure {
        Measure::Matters => p.mov_formula_matters.to_owned(),
        Measure::Attested => p.mov_formula_attested.to_owned(),
        Measure::Metric(_) => {
            let text = fill(p.mov_formula, "m", &one.criterion.prior_weight.to_string());
            fill(&text, "p", &prior(one))
        }
    }
}

/// The rate that is assumed, in percent.
fn prior(one: &ExplainedLine) -> String {
    let bp = one.criterion.prior_rate_bp;
    match bp % 100 {
        0 => (bp / 100).to_string(),
        rest => format!("{}.{rest:02}", bp / 100),
    }
}

/// What a line over a metric was made of.
struct Numbers {
    good: i64,
    of: i64,
}

impl Numbers {
    fn of(metric: &Metric, line: &ScoreLine) -> Option<Self> {
        let sum = |sum: &Sum| {
            let each = sum.terms().iter().map(|term| {
                let n = line.numbers.get(&term.count).filter(|_| term.kind.is_none())?;
                Some(term.times * n)
            });
            each.sum::<Option<i64>>()
        };
        Some(Self { good: sum(&metric.numerator)?, of: sum(&metric.denominator)? })
    }

    fn said(&self, frame: &Frame, p: &Public, one: &ExplainedLine) -> String {
        let metric = one.metric.as_ref();
        let name = metric.map_or("", |it| frame.pick(&it.name_vi, &it.name_en));
        let values = [
            ("name", name.to_owned()),
            ("good", self.good.to_string()),
            ("n", self.of.to_string()),
            ("m", one.criterion.prior_weight.to_string()),
            ("p", prior(one)),
        ];
        let text = if one.criterion.prior_weight > 0 { p.mov_said } else { p.mov_said_bare };
        values.iter().fold(text.to_owned(), |text, (name, value)| fill(&text, name, value))
    }

    fn sum(&self, frame: &Frame, one: &ExplainedLine, milli: i64) -> String {
        let (m, weight) = (one.criterion.prior_weight, one.criterion.weight);
        let points = tenths(frame.language, milli);
        let (good, of) = (self.good, self.of);
        format!("{weight} × ({good} + {m} × {}%) ÷ ({of} + {m}) = {points}", prior(one))
    }
}

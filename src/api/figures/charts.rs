//! `GET /api/v1/statistics/charts/{chart}`: published figures as pictures, made once for each state of them.

use actix_web::web::Bytes;

use crate::api::answer::Answer;
use crate::api::edge::header::Takes;
use crate::api::extract::Read;
use crate::api::figures::statistics::question;
use crate::api::prepared::Stamp;
use crate::api::problem::{Kind, Problem};
use crate::api::view::pick;
use crate::chart::Wording;
use crate::domain::codes::codes;
use crate::domain::figures::{Numbers, Sender, Subject};
use crate::domain::kind::{Channel, Kind as ReportKind};
use crate::domain::text::Language;
use crate::domain::units::unit::PeerGroup;
use crate::service::figures::dictionary::LICENCE;
use crate::service::figures::summary::{Dimension, Figures, Named, Question};
use crate::service::reference::Reference;
use crate::service::{FieldFault, Service, ServiceError};
use crate::wire::query::Params;

/// What a picture is.
const SVG: &str = "image/svg+xml";

codes! {
    /// What is drawn.
    Chart {
        /// Columns of one subject: in time, late, other.
        Outcomes => "outcomes",
        /// A line of one subject: the share in time.
        Share => "share",
        /// A dot with an interval for each subject: the share in time.
        Comparison => "comparison",
    }
}

/// One picture.
pub(crate) async fn chart(request: Read<Takes, String>) -> Answer {
    let (state, language) = (&request.state, request.language);
    let params = &request.query;
    let chart = Chart::parse(&request.id).ok_or_else(|| Problem::from(ServiceError::NotFound))?;
    let dimension = params.one_of("dimension", Dimension::ALL)?.unwrap_or(Dimension::Province);
    let beside = format!("{chart}, dimension={dimension}");
    let group = chart == Chart::Comparison && dimension == Dimension::Unit;
    let group = given(params, "group", group, &beside)?;
    let code = chart != Chart::Comparison && dimension != Dimension::Province;
    let code = given(params, "code", code, &beside)?;
    let group = params.one_of("group", PeerGroup::ALL)?.filter(|_| group.is_some());
    let question = question(params, state.service.clock().today(), dimension)?;
    let unit = code.filter(|_| dimension == Dimension::Unit);
    let question = Question { unit, group, ..question };
    let reference = state.service.reference();
    let of = code.map_or(Ok(Named::Province), |code| named(dimension, code, &reference))?;
    let asked = format!("chart {chart} {code:?} {question:?}");
    let make = async { draw(&state.service, &reference, language, chart, &of, &question).await };
    let (asked, form) = ((asked, language), (SVG, &request.who));
    state.prepared.figures(asked, Stamp::of_figures(state), form, make).await
}

/// `GET /api/v1/movements/{movement}/standings/chart?group=`
pub(crate) async fn standings(request: Read<Takes, String>) -> Answer {
    let group = request.query.one_of("group", PeerGroup::ALL)?;
    let group = group.ok_or_else(|| Problem::parameter(FieldFault::Required.at("?group")))?;
    let version = request.query.number("version", 0, i32::MAX)?;
    let (state, language) = (&request.state, request.language);
    let reference = state.service.reference();
    let asked = format!("standings chart {:?} {group:?} {version:?}", request.id);
    let make = async {
        let found = state.service.standings(&request.id, group, version).await?;
        let foot = pick(language, LICENCE.0, LICENCE.1);
        let drawing = Wording { language, kinds: &reference.kinds, foot }.standings(&found);
        Ok(Bytes::from(drawing.svg().map_err(|_| Problem::new(Kind::Internal))?))
    };
    let (asked, form) = ((asked, language), (SVG, &request.who));
    state.prepared.figures(asked, Stamp::of_figures(state), form, make).await
}

/// A parameter that must be there where it is `wanted`, and nowhere else; `beside` is what decides it.
fn given<'p>(
    params: &'p Params,
    name: &str,
    wanted: bool,
    beside: &str,
) -> Result<Option<&'p str>, Problem> {
    match (params.text(name), wanted) {
        (None, true) => Err(Problem::parameter(FieldFault::Required.at(&format!("?{name}")))),
        (Some(_), false) => Err(Params::not_with(name, beside).into()),
        (text, _) => Ok(text),
    }
}

/// The subject that a code stands for. What comes over the integrity channel is counted nowhere, so there is no picture of it.
fn named(dimension: Dimension, code: &str, reference: &Reference) -> Result<Named, ServiceError> {
    let counted = |code: &str| {
        let mut specs = reference.kinds.iter();
        let is_counted = |kind: &ReportKind| {
            specs.any(|spec| spec.kind == *kind && spec.channel == Channel::Service)
        };
        ReportKind::parse(code).filter(is_counted)
    };
    let found = match dimension {
        Dimension::Province => Some(Subject::Province),
        Dimension::Group if code == "none" => Some(Subject::Group(None)),
        Dimension::Group => PeerGroup::parse(code).map(|group| Subject::Group(Some(group))),
        Dimension::Unit => {
            let last = reference.units.bearers(code).max_by_key(|unit| unit.valid_from);
            last.map(|unit| Subject::Unit(unit.id))
        }
        Dimension::Kind => counted(code).map(Subject::Kind),
        Dimension::Category => code.split_once('/').and_then(|(kind, code)| {
            let is_there = reference.categories.iter().any(|one| one.code == code);
            counted(kind).filter(|_| is_there).map(|kind| Subject::Category(kind, code.into()))
        }),
        Dimension::Sector if code == "none" => Some(Subject::Sector(None)),
        Dimension::Sector => {
            let is_there = reference.sectors.iter().any(|one| one.code == code);
            is_there.then(|| Subject::Sector(Some(code.into())))
        }
        Dimension::Sender => Sender::parse(code).map(Subject::Sender),
    };
    let found = found.and_then(|of| Named::of(reference, &of));
    found.ok_or(ServiceError::NotFound)
}

async fn draw(
    service: &Service,
    reference: &Reference,
    language: Language,
    chart: Chart,
    of: &Named,
    question: &Question<'_>,
) -> Result<Bytes, Problem> {
    let foot = pick(language, LICENCE.0, LICENCE.1);
    let wording = Wording { language, kinds: &reference.kinds, foot };
    let everything = Question { dimension: Dimension::Province, unit: None, ..question.clone() };
    let published = service.statistics(&everything).await?;
    let figures = service.statistics(question).await?;
    let drawing = match chart {
        Chart::Outcomes => wording.outcomes(of, &by_period(of, &published, &figures)),
        Chart::Share => wording.share(of, &by_period(of, &published, &figures)),
        Chart::Comparison => {
            let last = published.last().map(|row| row.period.as_str());
            let is_last = |row: &&Figures| Some(row.period.as_str()) == last;
            let figures: Vec<Figures> = figures.iter().filter(is_last).cloned().collect();
            wording.comparison(question.group, last, &figures)
        }
    };
    Ok(Bytes::from(drawing.svg().map_err(|_| Problem::new(Kind::Internal))?))
}

/// What is told of one subject in each published period: zero where nothing was counted, the sum where two bore its code.
fn by_period(of: &Named, published: &[Figures], figures: &[Figures]) -> Vec<(String, Numbers)> {
    let is_of = |row: &&Figures| matches!(of, Named::Unit(_)) || row.of == *of;
    let told = |period: &str| {
        let rows = figures.iter().filter(is_of).filter(|row| row.period == period);
        rows.fold(Numbers::ZERO, |sum, row| sum.and(row.numbers))
    };
    published.iter().map(|row| (row.period.clone(), told(&row.period))).collect()
}

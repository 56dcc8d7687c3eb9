//! `GET /api/v1/statistics`: published figures by unit.

use serde_json::{Value, json};

use crate::api::answer::Answer;
use crate::api::edge::header::Takes;
use crate::api::extract::Read;
use crate::api::prepared::{JSON, Stamp};
use crate::api::problem::Problem;
use crate::api::view::{pick, unit};
use crate::domain::figures::SMALLEST;
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::service::FieldFault;
use crate::service::figures::statistics::Month;
use crate::service::figures::summary::{CodeName, Dimension, Figures, Named, Period, Question};
use crate::wire::query::Params;

/// The figures of units.
pub(crate) async fn get(request: Read<Takes>) -> Answer {
    let (state, language) = (&request.state, request.language);
    let today = state.service.clock().today();
    let question = question(&request.query, today, Dimension::Unit)?;
    let reference = state.service.reference();
    let unit = request.query.unit("unit", &reference.units)?;
    let question = Question { unit, ..question };
    let asked = format!("statistics {question:?}");
    let make = async {
        let figures = state.service.statistics(&question).await?;
        let items: Vec<Value> = figures.iter().map(|row| cells(language, row)).collect();
        Ok(json!({"items": items, "suppressed_below": SMALLEST}).to_string().into())
    };
    let (asked, form) = ((asked, language), (JSON, &request.who));
    state.prepared.figures(asked, Stamp::of_figures(state), form, make).await
}

/// The question that the parameters `by`, `from` and `to` put, of every unit.
pub(super) fn question(
    params: &Params,
    today: Day,
    dimension: Dimension,
) -> Result<Question<'static>, Problem> {
    let to = params
        .parse("to", Month::parse, FieldFault::NotAMonth)?
        .unwrap_or_else(|| Month::of(today));
    let from =
        params.parse("from", Month::parse, FieldFault::NotAMonth)?.unwrap_or_else(|| to.january());
    Params::forwards(from, to, if params.text("to").is_some() { "to" } else { "from" })?;
    let period = params.one_of("by", Period::ALL)?.unwrap_or(Period::Quarter);
    Ok(Question { dimension, period, from, to, unit: None, group: None })
}

/// One subject in one period.
pub(super) fn cells(language: Language, row: &Figures) -> Value {
    let numbers = &row.numbers;
    let [extensions, suspensions, apologies, forwards, reopenings] = numbers.process;
    let mut body = json!({
        "period": row.period,
        "filed": numbers.filed,
        "opened": numbers.opened,
        "met": numbers.met,
        "missed": numbers.missed,
        "other": numbers.other,
        "wrong_forwards": numbers.wrong_forwards,
        "median_days": numbers.days.median,
        "p90_days": numbers.days.ninetieth,
        "extensions": extensions,
        "suspensions": suspensions,
        "apologies": apologies,
        "forwards": forwards,
        "reopenings": reopenings,
    });
    let named =
        |one: &CodeName| json!({"code": one.code, "name": pick(language, &one.name, &one.name_en)});
    let of = match &row.of {
        Named::Province => Vec::new(),
        Named::Group(group) => vec![("group", json!(group))],
        Named::Unit(name) => vec![("unit", unit(language, Some(name)))],
        Named::Kind(kind) => vec![("kind", json!(kind))],
        Named::Category(kind, one) => vec![("kind", json!(kind)), ("category", named(one))],
        Named::Sector(one) => vec![("sector", one.as_ref().map_or(Value::Null, named))],
        Named::Sender(sender) => vec![("sender", json!(sender))],
    };
    if let Value::Object(members) = &mut body {
        members.extend(of.into_iter().map(|(name, value)| (name.to_owned(), value)));
    }
    body
}

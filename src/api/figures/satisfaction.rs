//! `GET /api/v1/satisfaction`: how satisfied reporters are, by unit and month of the answer.

use serde_json::{Value, json};

use crate::api::answer::Answer;
use crate::api::edge::header::Takes;
use crate::api::extract::Read;
use crate::api::prepared::{JSON, Stamp};
use crate::api::view::{lean, unit};
use crate::domain::records::rating::{Mean, SMALLEST_MONTH};
use crate::domain::text::Language;
use crate::service::FieldFault;
use crate::service::figures::satisfaction::Satisfaction;
use crate::service::figures::statistics::Month;
use crate::wire::query::Params;

/// What is published.
pub(crate) async fn get(request: Read<Takes>) -> Answer {
    let params = &request.query;
    let this_month = Month::of(request.state.service.clock().today());
    let to = params.parse("to", Month::parse, FieldFault::NotAMonth)?.unwrap_or(this_month);
    let from = params.parse("from", Month::parse, FieldFault::NotAMonth)?;
    let from = from.unwrap_or_else(|| to.january());
    Params::forwards(from, to, if params.text("to").is_some() { "to" } else { "from" })?;
    let (state, language) = (&request.state, request.language);
    let reference = state.service.reference();
    let of = params.unit("unit", &reference.units)?;
    let asked = format!("satisfaction {from:?} {to:?} {of:?}");
    let make = async {
        let found = state.service.satisfaction(from, to, of).await?;
        let items: Vec<Value> = found.iter().map(|row| cell(language, row)).collect();
        Ok(json!({"items": items, "suppressed_below": SMALLEST_MONTH}).to_string().into())
    };
    let (asked, form) = ((asked, language), (JSON, &request.who));
    state.prepared.figures(asked, Stamp::of_figures(state), form, make).await
}

/// One unit in one month.
fn cell(language: Language, row: &Satisfaction) -> Value {
    let (mut exactly, mut least, mut most) = (None, None, None);
    match row.rated.mean() {
        Mean::Exactly(mean) => exactly = Some(mean),
        Mean::AtLeast(mean) => least = Some(mean),
        Mean::AtMost(mean) => most = Some(mean),
    }
    lean(json!({
        "unit": unit(language, Some(&row.unit)),
        "month": row.rated.month.strftime("%Y-%m").to_string(),
        "count": row.rated.count,
        "mean_hundredths": exactly,
        "at_least_hundredths": least,
        "at_most_hundredths": most,
    }))
}

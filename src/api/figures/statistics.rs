//! `GET /api/v1/statistics`: public figures by unit and month.

use serde_json::{Value, json};

use crate::api::answer::Answer;
use crate::api::extract::Read;
use crate::api::prepared::Stamp;
use crate::api::view::unit;
use crate::domain::text::Language;
use crate::service::figures::statistics::{Figures, Month, SMALLEST_CELL};

/// The figures of whole months that are over.
pub(crate) async fn get(request: Read) -> Answer {
    let params = &request.query;
    let this_month = Month::of(request.state.service.clock().today());
    let to = params.parse("to", Month::parse)?.unwrap_or(this_month);
    let from = params.parse("from", Month::parse)?;
    let from = from.unwrap_or_else(|| to.january());
    let (state, language, of) = (&request.state, request.language, params.text("unit"));
    let asked = format!("statistics {from:?} {to:?} {of:?}");
    let make = async {
        let figures = state.service.statistics(from, to, of).await?;
        let items: Vec<Value> = figures.iter().map(|row| cells(language, row)).collect();
        Ok(json!({"items": items, "suppressed_below": SMALLEST_CELL}))
    };
    state.prepared.answer(asked, language, Stamp::of_figures(state), make).await
}

/// One unit in one month.
fn cells(language: Language, row: &Figures) -> Value {
    json!({
        "unit": unit(language, Some(&row.unit)),
        "month": row.month,
        "filed": row.filed,
        "opened": row.opened,
        "met": row.met,
        "missed": row.missed,
        "released": row.released,
        "wrong_forwards": row.wrong_forwards,
    })
}

//! `GET /api/v1/statistics`: public figures by unit and month.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::State;
use super::edge::Context;
use super::problem::Problem;
use super::query::Params;
use super::view::unit;
use crate::service::statistics::{Month, SMALLEST_CELL};

/// The figures of whole months that are over.
pub(super) async fn get(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
) -> Result<HttpResponse, Problem> {
    let params = Params::read(&request, &["from", "to", "unit"])?;
    let this_month = Month::of(state.desk.clock().today());
    let to = params.parse("to", Month::parse)?.unwrap_or(this_month);
    let from = params.parse("from", Month::parse)?;
    let from = from.unwrap_or_else(|| to.january());
    let figures = state.desk.statistics(from, to, params.text("unit")).await?;
    let items: Vec<Value> = figures
        .iter()
        .map(|row| {
            json!({
                "unit": unit(context.language, Some(&row.unit)),
                "month": row.month,
                "filed": row.filed,
                "opened": row.opened,
                "met": row.met,
                "missed": row.missed,
                "released": row.released,
                "wrong_forwards": row.wrong_forwards,
            })
        })
        .collect();
    Ok(HttpResponse::Ok().json(json!({"items": items, "suppressed_below": SMALLEST_CELL})))
}

//! `GET /api/v1/statistics`: public figures by unit and month.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::answer::Answer;
use super::extract::Read;
use super::view::unit;
use crate::service::figures::statistics::{Month, SMALLEST_CELL};

/// The figures of whole months that are over.
pub(super) async fn get(request: Read) -> Answer {
    let params = &request.query;
    let this_month = Month::of(request.state.service.clock().today());
    let to = params.parse("to", Month::parse)?.unwrap_or(this_month);
    let from = params.parse("from", Month::parse)?;
    let from = from.unwrap_or_else(|| to.january());
    let figures = request.state.service.statistics(from, to, params.text("unit")).await?;
    let items: Vec<Value> = figures
        .iter()
        .map(|row| {
            json!({
                "unit": unit(request.language, Some(&row.unit)),
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

//! `POST …/criteria-sets/{version}/simulation`: what a draft would do to past standings.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::movements::line;
use crate::api::answer::Answer;
use crate::api::extract::Write;
use crate::api::view::{lean, unit};
use crate::domain::actor::Actor;
use crate::domain::emulation::simulation::{Difference, Moved, Parameter};
use crate::domain::text::Language;
use crate::service::UnitName;
use crate::service::figures::simulation::Tried;

/// `POST /api/v1/movements/{movement}/criteria-sets/{version}/simulation`
pub(crate) async fn simulate(request: Write<Actor, (String, i32)>) -> Answer {
    let tried = request.read(|form| {
        Some(Tried { from: form.day("from"), to: form.day("to"), against: form.key("against") })
    })?;
    let (service, language) = (&request.state.service, request.language);
    let (movement, version) = &request.id;
    let found = service.simulate_set(&request.who, movement, *version, &tried).await?;
    let groups: Vec<Value> = found
        .groups
        .iter()
        .map(|(group, units)| {
            let items: Vec<Value> = units.iter().map(|it| moved(language, it)).collect();
            json!({"group": group, "items": items})
        })
        .collect();
    let against = found.against.as_ref();
    Ok(HttpResponse::Ok().json(lean(json!({
        "movement": movement,
        "version": version,
        "against": against.map(|(code, set)| json!({"movement": code, "version": set})),
        "counted_from": found.counted.0,
        "counted_to": found.counted.1,
        "parameters": found.parameters.iter().map(parameter).collect::<Vec<_>>(),
        "groups": groups,
    }))))
}

fn parameter(it: &Parameter) -> Value {
    lean(json!({
        "criterion": it.criterion,
        "parameter": it.name,
        "before": it.before,
        "after": it.after,
    }))
}

fn moved(language: Language, it: &Moved<UnitName>) -> Value {
    let place = |(rank, points): (Option<usize>, Option<i64>)| json!({"rank": rank, "points_milli": points});
    let criteria: Vec<Value> = it.criteria.iter().map(difference).collect();
    lean(json!({
        "unit": unit(language, Some(&it.unit)),
        "before": place(it.before),
        "after": place(it.after),
        "places_up": it.places_up(),
        "criteria": criteria,
    }))
}

fn difference(it: &Difference) -> Value {
    lean(json!({
        "criterion": it.criterion,
        "before": it.before.as_ref().map(|it| line(Some(it))),
        "after": it.after.as_ref().map(|it| line(Some(it))),
        "change_milli": it.change_milli(),
    }))
}

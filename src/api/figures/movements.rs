//! Movements: what is scored, the standings of a group, one unit's explained score.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use crate::api::answer::{Answer, items};
use crate::api::extract::Read;
use crate::api::prepared::Stamp;
use crate::api::problem::Problem;
use crate::api::view::{lean, pick, unit};
use crate::domain::actor::Actor;
use crate::domain::emulation::matters::{QuarterOf, SideSum};
use crate::domain::emulation::{Criterion, Measure, Movement, ScoreLine};
use crate::domain::text::Language;
use crate::domain::units::unit::PeerGroup;
use crate::service::FieldFault;
use crate::service::figures::emulation::ExplainedLine;

/// How a line is computed, for people who check it.
const fn formula(measure: Measure) -> &'static str {
    match measure {
        Measure::HandledOnTime => {
            "points = weight × (met + m·p0) / (met + missed + wrong_forwards + m)"
        }
        Measure::Matters => {
            "A = gA + 2·m·p0; D = nA + m; W = min(nU, K); points = weight × A / 2D, or where the unanchored are worse: \
             weight × (A·nU + gU·W) / (2·nU·(D + W))"
        }
    }
}

/// `GET /api/v1/movements`
pub(crate) async fn list(request: Read) -> Answer {
    let reference = request.state.service.reference();
    let today = request.state.service.clock().today();
    Ok(items(&reference.movements, |it| {
        let set = it.set_on(today).into_iter().flat_map(|set| &set.criteria);
        let criteria = set.map(|one| criterion(request.language, one)).collect();
        let mut body = movement(request.language, it);
        if let Value::Object(members) = &mut body {
            members.insert("criteria".to_owned(), Value::Array(criteria));
        }
        body
    }))
}

/// `GET /api/v1/movements/{movement}/standings?group=`
pub(crate) async fn standings(request: Read<(), String>) -> Answer {
    let group = request.query.parse("group", PeerGroup::parse)?;
    let group = group.ok_or_else(|| Problem::parameter(FieldFault::Required.at("?group")))?;
    let version = request.query.parse("version", version)?;
    let (state, language) = (&request.state, request.language);
    let make = async {
        let found = state.service.standings(&request.id, group, version).await?;
        let places: Vec<Value> = found
            .places
            .iter()
            .map(|place| {
                json!({
                    "rank": place.rank,
                    "unit": unit(language, Some(&place.unit)),
                    "line": match found.criterion.measure {
                        Measure::HandledOnTime => line(Some(&place.line)),
                        Measure::Matters => points(&place.line),
                    },
                })
            })
            .chain(found.withheld.iter().map(
                |it| json!({"rank": null, "unit": unit(language, Some(it)), "line": line(None)}),
            ))
            .collect();
        Ok(json!({
            "movement": movement(language, &found.movement),
            "group": found.group,
            "counted_from": found.counted.0,
            "counted_to": found.counted.1,
            "criterion": criterion(language, &found.criterion),
            "items": places,
        }))
    };
    let asked = format!("standings {:?} {group:?} {version:?}", request.id);
    state.prepared.answer(asked, language, Stamp::of_figures(state), make).await
}

/// `GET /api/v1/movements/{movement}/scores/{unit}`
pub(crate) async fn score(request: Read<Option<Actor>, (String, String)>) -> Answer {
    let (code, of) = &request.id;
    let version = request.query.parse("version", version)?;
    let found = request.state.service.score(code, of, version, request.who.as_ref()).await?;
    let language = request.language;
    let lines: Vec<Value> = found
        .lines
        .iter()
        .map(|it| {
            json!({
                "criterion": criterion(language, &it.criterion),
                "formula": formula(it.criterion.measure),
                "line": match it.criterion.measure {
                    Measure::HandledOnTime => line(it.line.as_ref()),
                    Measure::Matters => matters(it),
                },
            })
        })
        .collect();
    Ok(HttpResponse::Ok().json(json!({
        "movement": movement(language, &found.movement),
        "unit": unit(language, Some(&found.unit)),
        "group": found.group,
        "counted_from": found.counted.0,
        "counted_to": found.counted.1,
        "lines": lines,
    })))
}

/// The number of a set of criteria; 0 is that of the files.
fn version(text: &str) -> Option<i32> {
    text.parse().ok().filter(|version| *version >= 0)
}

pub(super) fn movement(language: Language, it: &Movement) -> Value {
    lean(json!({
        "code": it.code,
        "name": pick(language, &it.name_vi, &it.name_en),
        "decision": it.decision,
        "issued_on": it.issued_on,
        "starts_on": it.starts_on,
        "ends_on": it.ends_on,
        "tail_days": it.tail_days,
        "legal_refs": it.legal_refs,
        "status": it.status,
        "template": it.template.then_some(true),
    }))
}

pub(super) fn criterion(language: Language, it: &Criterion) -> Value {
    lean(json!({
        "code": it.code,
        "name": pick(language, &it.name_vi, &it.name_en),
        "measure": it.measure,
        "weight": it.weight,
        "prior_rate_bp": it.prior_rate_bp,
        "prior_weight": it.prior_weight,
        "min_opened": it.min_opened,
        "legal_ref": it.legal_ref_vi,
    }))
}

/// A line over matters: its quarters, and where the reader may know them its strata with what was found.
fn matters(it: &ExplainedLine) -> Value {
    let quarters: Vec<Value> = it.quarters.iter().map(|one| quarter(one, it)).collect();
    let Some(line) = &it.line else { return json!({"withheld": "small"}) };
    let mut shown = points(line);
    if let Value::Object(members) = &mut shown {
        members.insert("quarters".to_owned(), Value::Array(quarters));
    }
    shown
}

/// What of a line over matters everybody may see.
fn points(it: &ScoreLine) -> Value {
    json!({"state": it.state, "rate_bp": it.rate_bp, "points_milli": it.points_milli})
}

fn quarter(one: &QuarterOf, of: &ExplainedLine) -> Value {
    let estimate = one.estimate().filter(|_| of.told && of.full);
    let side = |sum: SideSum| json!({"n_milli": sum.n_milli, "good_milli": sum.good_milli});
    let strata = one.strata.iter().filter(|_| of.told && of.full);
    let strata: Vec<Value> = strata
        .map(|((side, stratum), sum)| {
            let found = sum.found_milli.iter().map(|(code, n)| (code.to_string(), json!(n)));
            json!({
                "side": side,
                "stratum": stratum,
                "weight_milli": sum.weight_milli,
                "found_milli": Value::Object(found.collect()),
            })
        })
        .collect();
    lean(json!({
        "from": one.days.0,
        "to": one.days.1,
        "closed": one.closed,
        "strata": strata,
        "anchored": estimate.map(|it| side(it.anchored)),
        "unanchored": estimate.map(|it| side(it.unanchored)),
    }))
}

/// A line whose numbers are too small to be published tells that alone: points would give them back.
pub(super) fn line(it: Option<&ScoreLine>) -> Value {
    let Some(it) = it else { return json!({"withheld": "small"}) };
    json!({
        "state": it.state,
        "opened": it.counts.opened,
        "met": it.counts.met,
        "missed": it.counts.missed,
        "released": it.counts.released,
        "wrong_forwards": it.counts.wrong_forwards,
        "rate_bp": it.rate_bp,
        "points_milli": it.points_milli,
    })
}

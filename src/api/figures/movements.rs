//! Movements: what is scored, the standings of a group, one unit's explained score.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use crate::api::answer::{Answer, items};
use crate::api::edge::header::Takes;
use crate::api::extract::Read;
use crate::api::prepared::{JSON, Stamp};
use crate::api::problem::Problem;
use crate::api::view::{lean, pick, unit};
use crate::domain::actor::Actor;
use crate::domain::emulation::matters::{Finding, QuarterOf, SideSum};
use crate::domain::emulation::metric::{Metric, Sum};
use crate::domain::emulation::{Criterion, Measure, Movement, ScoreLine, Total};
use crate::domain::figures::Sampled;
use crate::domain::text::Language;
use crate::domain::units::unit::PeerGroup;
use crate::service::FieldFault;
use crate::service::figures::emulation::ExplainedLine;

/// How a line is computed, for people who check it.
fn formula(it: &ExplainedLine) -> String {
    match (&it.criterion.measure, &it.metric) {
        (Measure::Matters, _) => {
            "A = gA + 2·m·p0; D = nA + m; W = min(nU, K); points = weight × A / 2D, or where the unanchored are worse: \
             weight × (A·nU + gU·W) / (2·nU·(D + W))"
                .to_owned()
        }
        (Measure::Attested, _) | (_, None) => {
            "points = weight × done / planned, as two people verified what the unit says of itself".to_owned()
        }
        (Measure::Metric(_), Some(metric)) => {
            let spaced = |sum: &Sum| sum.to_string().replace('+', " + ").replace('-', " - ");
            let (numerator, denominator) = (spaced(&metric.numerator), spaced(&metric.denominator));
            format!("points = weight × ({numerator} + m·p0) / ({denominator} + m)")
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
pub(crate) async fn standings(request: Read<Takes, String>) -> Answer {
    let group = request.query.one_of("group", PeerGroup::ALL)?;
    let group = group.ok_or_else(|| Problem::parameter(FieldFault::Required.at("?group")))?;
    let version = request.query.number("version", 0, i32::MAX)?;
    let (state, language) = (&request.state, request.language);
    let make = async {
        let found = state.service.standings(&request.id, group, version).await?;
        let placed = found.places.iter().map(|place| {
            let ranks = place.ranks;
            json!({
                "rank": ranks.map(|ranks| ranks.0),
                "rank_to": ranks.map(|ranks| ranks.1),
                "unit": unit(language, Some(&place.unit)),
                "total": total(Some(&place.total).filter(|_| !found.untold.contains(&place.unit.code))),
            })
        });
        let withheld = found.withheld.iter().map(|it| {
            let unit = unit(language, Some(it));
            json!({"rank": null, "rank_to": null, "unit": unit, "total": total(None)})
        });
        let places: Vec<Value> = placed.chain(withheld).collect();
        let criteria: Vec<Value> =
            found.criteria.iter().map(|one| criterion(language, one)).collect();
        let mut body = json!({
            "movement": movement(language, &found.movement),
            "group": found.group,
            "counted_from": found.counted.0,
            "counted_to": found.counted.1,
            "criteria": criteria,
            "items": places,
        });
        if let (Value::Object(members), Some(it)) = (&mut body, &found.sampled) {
            members.insert("sampled".to_owned(), sampled(it));
        }
        Ok(body.to_string().into())
    };
    let asked = format!("standings {:?} {group:?} {version:?}", request.id);
    let (asked, form) = ((asked, language), (JSON, &request.who));
    state.prepared.figures(asked, Stamp::of_figures(state), form, make).await
}

/// `GET /api/v1/movements/{movement}/scores/{unit}`
pub(crate) async fn score(request: Read<Option<Actor>, (String, String)>) -> Answer {
    let (code, of) = &request.id;
    let version = request.query.number("version", 0, i32::MAX)?;
    let found = request.state.service.score(code, of, version, request.who.as_ref()).await?;
    let language = request.language;
    let lines: Vec<Value> = found
        .lines
        .iter()
        .map(|it| {
            lean(json!({
                "criterion": criterion(language, &it.criterion),
                "formula": formula(it),
                "metric": it.metric.as_ref().map(|one| metric(language, one)),
                "line": match it.criterion.measure {
                    Measure::Matters => matters(it),
                    Measure::Attested => attested(it),
                    Measure::Metric(_) => line(it.line.as_ref()),
                },
            }))
        })
        .collect();
    Ok(HttpResponse::Ok().json(json!({
        "movement": movement(language, &found.movement),
        "unit": unit(language, Some(&found.unit)),
        "group": found.group,
        "counted_from": found.counted.0,
        "counted_to": found.counted.1,
        "lines": lines,
        "total": total(found.total.as_ref()),
    })))
}

/// What inspectors did with the matters of a movement.
fn sampled(it: &Sampled) -> Value {
    let found = Finding::ALL.iter().map(|one| (one.to_string(), json!(it.found(*one))));
    json!({
        "judged": it.judged(),
        "findings": Value::Object(found.collect()),
        "excluded": it.excluded(),
    })
}

/// A movement as it is shown.
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
        "measure": it.measure.as_str(),
        "target": it.target,
        "groups": it.groups,
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
        if it.settled {
            let excluded: i64 = it.quarters.iter().map(|one| one.excluded).sum();
            members.insert("excluded".to_owned(), json!(excluded));
        }
    }
    shown
}

/// A line of what the unit says of itself, with what was verified of it.
fn attested(it: &ExplainedLine) -> Value {
    let mut shown = line(it.line.as_ref());
    if let (Value::Object(members), Some((done, planned))) = (&mut shown, it.verified) {
        members.insert("done".to_owned(), json!(done));
        members.insert("planned".to_owned(), json!(planned));
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
    let mut shown = points(it);
    if let Value::Object(members) = &mut shown {
        members.extend(it.numbers.iter().map(|(count, n)| (count.to_string(), json!(n))));
    }
    shown
}

/// The sum of the lines.
pub(super) fn total(it: Option<&Total>) -> Value {
    let Some(it) = it else { return json!({"withheld": "small"}) };
    json!({
        "state": it.state,
        "points_milli": it.points_milli,
        "of": it.of,
        "bonus_milli": it.bonus_milli,
        "penalty_milli": it.penalty_milli,
        "half_width_milli": it.half_width_milli,
    })
}

/// `GET /api/v1/metrics`
pub(crate) async fn metrics(request: Read) -> Answer {
    let reference = request.state.service.reference();
    Ok(items(&reference.metrics, |it| metric(request.language, it)))
}

fn metric(language: Language, it: &Metric) -> Value {
    lean(json!({
        "code": it.code,
        "version": it.version,
        "name": pick(language, &it.name_vi, &it.name_en),
        "numerator": it.numerator,
        "denominator": it.denominator,
        "cases": it.cases,
        "left_out": it.left_out,
        "cohort": pick(language, &it.cohort_vi, &it.cohort_en),
        "excluded": pick(language, &it.excluded_vi, &it.excluded_en),
    }))
}

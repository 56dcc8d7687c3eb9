//! Who answers where: units found by name, kind, place and who stands above, and the nearest to where somebody is.

use serde_json::{Value, json};

use super::catalogue::catalogue;
use crate::api::answer::{Answer, items};
use crate::api::edge::header::Takes;
use crate::api::extract::{Read, Write};
use crate::api::view::{lean, pick, unit as unit_view};
use crate::domain::text::Language;
use crate::domain::units::position::Position;
use crate::domain::units::search::UnitFilter;
use crate::domain::units::unit::{PeerGroup, Unit, UnitKind};
use crate::service::reference::Reference;

/// How many units are told unless somebody says otherwise, and at most.
const UNITS: usize = 20;
const MOST: usize = 200;
/// How many are near unless somebody says otherwise, and at most.
const NEAR: i64 = 5;
const NEAR_MOST: i64 = 20;

/// `GET /api/v1/units`: found with and without diacritics, the best fit first.
pub(crate) async fn list(request: Read<Takes>) -> Answer {
    let (params, language) = (&request.query, request.language);
    let limit = params.number("limit", 1, MOST)?.unwrap_or(UNITS);
    let as_of = params.day("as_of")?;
    let words = params.text("q").unwrap_or_default();
    let reference = request.state.service.reference();
    let units = &reference.units;
    let filter = UnitFilter {
        kinds: params.any_of("kind", UnitKind::ALL)?,
        groups: params.any_of("group", PeerGroup::ALL)?,
        parents: params.units("parent", units)?,
        localities: params.units("locality", units)?,
    };
    let whole = words.is_empty() && as_of.is_none() && filter == UnitFilter::default();
    let asked = (whole && [UNITS, MOST].contains(&limit)).then(|| format!("units {limit}"));
    catalogue(&request, asked, |reference, today| {
        let found = reference.units.find(words, &filter, as_of.unwrap_or(today));
        let more = found.len() > limit;
        let items = found.into_iter().take(limit).map(|it| unit(reference, language, it));
        Ok(json!({"items": items.collect::<Vec<Value>>(), "more": more}))
    })
    .await
}

/// `POST /api/v1/units/nearest`: where somebody is stands in the body, since an address is logged on its way; it is rounded to a
/// kilometre before anything is done with it, and kept nowhere.
pub(crate) async fn nearest(request: Write) -> Answer {
    let (place, filter, limit) = request.read(|form| {
        let (lat, lon) = (form.degrees("lat", 90.0), form.degrees("lon", 180.0));
        let kinds = form.many_of("kind", UnitKind::ALL.len(), UnitKind::ALL).unwrap_or_default();
        let limit = form.number("limit", 1, NEAR_MOST).unwrap_or(NEAR);
        form.require(&["lat", "lon"]);
        let filter = UnitFilter { kinds, ..UnitFilter::default() };
        Some((Position::of(lat?, lon?)?, filter, usize::try_from(limit).ok()?))
    })?;
    let service = &request.state.service;
    let (reference, today) = (service.reference(), service.clock().today());
    let mut found = reference.units.nearest(place, &filter, today);
    found.truncate(limit);
    Ok(items(
        &found,
        |(km, one)| json!({"unit": unit(&reference, request.language, one), "about_km": km.round()}),
    ))
}

fn unit(reference: &Reference, language: Language, unit: &Unit) -> Value {
    let parent = unit.parent.and_then(|parent| reference.unit_name(parent));
    lean(json!({
        "code": unit.code,
        "name": pick(language, &unit.name, &unit.name_en),
        "kind": unit.kind,
        "group": unit.group,
        "parent": unit_view(language, parent.as_ref()),
        "scheme": unit.scheme,
        "confirmed": unit.confirmed,
        "participates": unit.participates,
        "valid_from": unit.valid_from,
        "valid_to": unit.valid_to,
        "successors": successors(reference, language, unit),
    }))
}

/// Who came directly after a unit that ended; null where nobody did.
fn successors(reference: &Reference, language: Language, unit: &Unit) -> Value {
    let after = reference.units.successions().after(unit.id);
    let named = after.iter().filter_map(|one| {
        let new = reference.units.get(one.new)?;
        Some(json!({
            "code": new.code,
            "name": pick(language, &new.name, &new.name_en),
            "effective_on": one.effective_on,
            "part": one.part,
            "legal_ref": pick(language, &one.legal_ref_vi, &one.legal_ref_en),
            "confirmed": one.confirmed,
        }))
    });
    let named: Vec<Value> = named.collect();
    if named.is_empty() { Value::Null } else { Value::Array(named) }
}

//! What anybody may look up besides the kinds: categories, sectors, units, the calendar.

pub(crate) mod deadlines;
pub(crate) mod kinds;
pub(crate) mod routing;

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::answer::{Answer, items};
use super::extract::Read;
use super::view::{lean, pick, unit as unit_view};
use crate::domain::calendar::{ByLaw, CalendarDay};
use crate::domain::kind::in_force;
use crate::domain::report::Consent;
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::domain::units::unit::Unit;
use crate::service::ServiceError;
use crate::service::reference::Reference;

/// `GET /api/v1/categories`
pub(super) async fn categories(request: Read) -> Answer {
    let reference = request.state.service.reference();
    let found = reference.categories_on(request.state.service.clock().today());
    Ok(items(found, |category| {
        json!({
            "code": category.code,
            "name": pick(request.language, &category.name_vi, &category.name_en),
            "kinds": category.kinds,
            "integrity": category.integrity,
        })
    }))
}

/// `GET /api/v1/sectors`
pub(super) async fn sectors(request: Read) -> Answer {
    Ok(items(&request.state.service.reference().sectors, |sector| {
        json!({
            "code": sector.code,
            "name": pick(request.language, &sector.name_vi, &sector.name_en),
            "sensitive": sector.sensitive,
        })
    }))
}

/// `GET /api/v1/consent?version=&as_of=`: what a person agrees to who gives a name.
pub(super) async fn consent(request: Read) -> Answer {
    let reference = request.state.service.reference();
    let day = request.query.day("as_of")?;
    let day = day.unwrap_or_else(|| request.state.service.clock().today());
    let named = |version: &str| reference.consents.iter().find(|it| it.version == version);
    let shown = |it: &&Consent| in_force(it.valid_from, it.valid_to, day);
    let found = match request.query.parse("version", named)? {
        Some(named) => Some(named),
        None => reference.consents.iter().find(shown),
    };
    let found = found.ok_or(ServiceError::NotFound)?;
    Ok(HttpResponse::Ok().json(lean(json!({
        "version": found.version,
        "text": pick(request.language, &found.text_vi, &found.text_en),
        "confirmed": found.confirmed,
        "valid_from": found.valid_from,
        "valid_to": found.valid_to,
    }))))
}

/// `GET /api/v1/units?q=&as_of=&limit=`: found with and without diacritics.
pub(super) async fn units(request: Read) -> Answer {
    let params = &request.query;
    let limit = params
        .parse("limit", |text| text.parse::<usize>().ok().filter(|n| (1..=200).contains(n)))?
        .unwrap_or(20);
    let reference = request.state.service.reference();
    let day = params.day("as_of")?.unwrap_or_else(|| request.state.service.clock().today());
    let found = reference.find_units(params.text("q").unwrap_or_default(), day, limit);
    Ok(items(found, |it| unit(&reference, request.language, it)))
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

/// `GET /api/v1/calendar?year=&as_of=`: the days that differ from the five-day week.
pub(super) async fn calendar(request: Read) -> Answer {
    let params = &request.query;
    let year = params
        .parse("year", |text| text.parse::<i16>().ok().filter(|year| (2000..=2100).contains(year)))?
        .unwrap_or_else(|| request.state.service.clock().today().year());
    let as_of: Option<Day> = params.day("as_of")?;
    let reference = request.state.service.reference();
    let known = match as_of {
        Some(day) => reference.calendar.known_on(day),
        None => reference.calendar.latest(),
    };
    let rows = reference.calendar.days();
    let rows = rows.filter(|row| row.day.year() == year && known.row(row.day).is_some());
    let mut days: Vec<(Day, Value)> =
        rows.map(|row| (row.day, calendar_row(request.language, row))).collect();
    let by_law = known.off_by_law(year);
    days.extend(by_law.map(|(day, it)| (day, calendar_day(request.language, day, it))));
    days.sort_by_key(|(day, _)| *day);
    let days: Vec<Value> = days.into_iter().map(|(_, told)| told).collect();
    let loaded = known.is_decided(year);
    Ok(HttpResponse::Ok().json(lean(json!({
        "year": year,
        "loaded": loaded,
        "provisional_calendar": (!loaded).then_some(true),
        "working_days": known.working_days_in_year(year),
        "days": days,
    }))))
}

fn calendar_row(language: Language, row: &CalendarDay) -> Value {
    lean(json!({
        "date": row.day,
        "kind": row.kind,
        "name": pick(language, &row.name_vi, &row.name_en),
        "decision": row.decision,
        "announced_on": row.announced_on,
        "paired_day": row.paired_day,
        "confirmed": row.confirmed,
    }))
}

/// A day off that no row names.
fn calendar_day(language: Language, day: Day, it: ByLaw) -> Value {
    let (name_vi, name_en) = it.name();
    json!({
        "date": day,
        "kind": it.kind,
        "name": pick(language, &name_vi, &name_en),
        "decision": it.legal_ref(),
        "confirmed": true,
    })
}

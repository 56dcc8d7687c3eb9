//! What anybody may look up besides the kinds and the units: categories, sectors, procedures, the calendar.

mod catalogue;
pub(crate) mod deadlines;
pub(crate) mod kinds;
pub(crate) mod labels;
pub(crate) mod routing;
pub(crate) mod units;

use serde_json::{Value, json};

use super::answer::{Answer, listed};
use super::edge::header::Takes;
use super::extract::Read;
use super::view::{lean, pick, unit};
use crate::domain::calendar::{ByLaw, CalendarDay};
use crate::domain::kind::in_force;
use crate::domain::records::procedure::Procedure;
use crate::domain::report::Consent;
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::domain::units::unit::Heir;
use crate::service::reference::Reference;
use crate::service::{FieldFault, ServiceError};
use catalogue::catalogue;

/// `GET /api/v1/categories`
pub(super) async fn categories(request: Read<Takes>) -> Answer {
    let language = request.language;
    catalogue(&request, Some("categories".to_owned()), |reference, today| {
        Ok(listed(reference.categories_on(today), |category| {
            json!({
                "code": category.code,
                "name": pick(language, &category.name_vi, &category.name_en),
                "kinds": category.kinds,
                "integrity": category.integrity,
            })
        }))
    })
    .await
}

/// `GET /api/v1/sectors`
pub(super) async fn sectors(request: Read<Takes>) -> Answer {
    let language = request.language;
    catalogue(&request, Some("sectors".to_owned()), |reference, _| {
        Ok(listed(&reference.sectors, |sector| {
            json!({
                "code": sector.code,
                "name": pick(language, &sector.name_vi, &sector.name_en),
                "sensitive": sector.sensitive,
            })
        }))
    })
    .await
}

/// `GET /api/v1/procedures`: what dossiers are handed in for, and where.
pub(super) async fn procedures(request: Read<Takes>) -> Answer {
    let language = request.language;
    catalogue(&request, Some("procedures".to_owned()), |reference, today| {
        let shown = |it: &&Procedure| in_force(it.valid_from, it.valid_to, today);
        Ok(listed(reference.procedures.iter().filter(shown), |it| {
            procedure(reference, language, it, today)
        }))
    })
    .await
}

fn procedure(reference: &Reference, language: Language, it: &Procedure, today: Day) -> Value {
    let known = it.units.iter().filter_map(|id| reference.units.get(*id));
    // Whoever took over all of a unit takes in its dossiers; where it was divided nobody says who does.
    let units = known.filter_map(|unit| match reference.units.heir(unit, today) {
        Heir::Itself(unit) | Heir::One(unit) => reference.unit_name(unit.id),
        Heir::Split(_) | Heir::Nobody => None,
    });
    let units: Vec<Value> = units.map(|name| unit(language, Some(&name))).collect();
    lean(json!({
        "code": it.code,
        "name": it.name.as_ref().map(|(vi, en)| pick(language, vi, en)),
        "units": units,
        "working_days": it.working_days,
        "confirmed": it.confirmed,
        "valid_from": it.valid_from,
        "valid_to": it.valid_to,
    }))
}

/// `GET /api/v1/consent?version=&as_of=`: what a person agrees to who gives a name.
pub(super) async fn consent(request: Read<Takes>) -> Answer {
    let (params, language) = (&request.query, request.language);
    let (version, as_of) = (params.text("version"), params.day("as_of")?);
    let kept = (version.is_none() && as_of.is_none()).then(|| "consent".to_owned());
    catalogue(&request, kept, |reference, today| {
        let named = |version: &str| reference.consents.iter().find(|it| it.version == version);
        let day = as_of.unwrap_or(today);
        let shown = |it: &&Consent| in_force(it.valid_from, it.valid_to, day);
        let found = match params.parse("version", named, FieldFault::NoSuchConsent)? {
            Some(named) => Some(named),
            None => reference.consents.iter().find(shown),
        };
        let found = found.ok_or(ServiceError::NotFound)?;
        Ok(lean(json!({
            "version": found.version,
            "text": pick(language, &found.text_vi, &found.text_en),
            "confirmed": found.confirmed,
            "valid_from": found.valid_from,
            "valid_to": found.valid_to,
        })))
    })
    .await
}

/// `GET /api/v1/calendar?year=&as_of=`: the days that differ from the five-day week.
pub(super) async fn calendar(request: Read<Takes>) -> Answer {
    let (params, language) = (&request.query, request.language);
    let this = request.state.service.clock().today().year();
    let year: i16 = params.number("year", 2000, 2100)?.unwrap_or(this);
    let as_of = params.day("as_of")?;
    let near = as_of.is_none() && year.abs_diff(this) <= 1;
    catalogue(&request, near.then(|| format!("calendar {year}")), |reference, _| {
        Ok(calendar_year(reference, language, year, as_of))
    })
    .await
}

fn calendar_year(
    reference: &Reference,
    language: Language,
    year: i16,
    as_of: Option<Day>,
) -> Value {
    let known = match as_of {
        Some(day) => reference.calendar.known_on(day),
        None => reference.calendar.latest(),
    };
    let rows = reference.calendar.days();
    let rows = rows.filter(|row| row.day.year() == year && known.row(row.day).is_some());
    let mut days: Vec<(Day, Value)> =
        rows.map(|row| (row.day, calendar_row(language, row))).collect();
    let by_law = known.off_by_law(year);
    days.extend(by_law.map(|(day, it)| (day, calendar_day(language, day, it))));
    days.sort_by_key(|(day, _)| *day);
    let days: Vec<Value> = days.into_iter().map(|(_, told)| told).collect();
    let loaded = known.is_decided(year);
    lean(json!({
        "year": year,
        "loaded": loaded,
        "provisional_calendar": (!loaded).then_some(true),
        "working_days": known.working_days_in_year(year),
        "days": days,
    }))
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

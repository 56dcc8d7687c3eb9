//! What anybody may look up: kinds, categories, sectors, units, the calendar.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use super::answer::{Answer, items};
use super::extract::Read;
use super::view::{lean, pick, rule, unit as unit_view};
use crate::domain::deadline::{ANY_KIND, Variant};
use crate::domain::event::DeclineGround;
use crate::domain::kind::{KindSpec, in_force};
use crate::domain::law::Matter;
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::domain::unit::Unit;
use crate::service::reference::Reference;

/// `GET /api/v1/kinds`: what each needs, who will see it, its clocks and articles.
pub(super) async fn kinds(request: Read) -> Answer {
    let (reference, language) = (request.state.desk.reference(), request.language);
    let today = request.state.desk.clock().today();
    let found =
        reference.kinds.iter().filter(|spec| in_force(spec.valid_from, spec.valid_to, today));
    Ok(items(found, |spec| kind(&reference, language, spec, today)))
}

/// A kind with everything the law says of it today.
fn kind(reference: &Reference, language: Language, spec: &KindSpec, today: Day) -> Value {
    let law = reference.law();
    let matter = Matter { kind: spec.kind, variant: Variant::Normal, received_on: today };
    let clocks: Vec<Value> = reference
        .rules
        .all()
        .iter()
        .filter(|found| in_force(found.valid_from, found.valid_to, today))
        .filter(|found| {
            found.kind == spec.kind.as_str()
                // A rule of every kind stands here where the kind has none of its own.
                || (found.kind == ANY_KIND
                    && law
                        .rule(matter, found.step, found.from_event, today)
                        .is_some_and(|fitting| fitting.id == found.id))
        })
        .map(|found| rule(language, found))
        .collect();
    let pauses: Vec<Value> = reference
        .pauses
        .iter()
        .filter(|it| it.kind == spec.kind && in_force(it.valid_from, it.valid_to, today))
        .map(|it| {
            lean(json!({
                "ground": it.ground,
                "name": pick(language, &it.name_vi, &it.name_en),
                "cap_n": it.cap.map(|cap| cap.n),
                "cap_unit": it.cap.map(|cap| cap.unit),
                "legal_ref": pick(language, &it.legal_ref_vi, &it.legal_ref_en),
                "confirmed": it.confirmed,
                "applies_by": it.applies_by,
            }))
        })
        .collect();
    let complexity: Vec<Value> = reference
        .complexity
        .iter()
        .filter(|it| it.kind == spec.kind && in_force(it.valid_from, it.valid_to, today))
        .map(|it| {
            json!({
                "code": it.code,
                "name": pick(language, &it.name_vi, &it.name_en),
                "legal_ref": pick(language, &it.legal_ref_vi, &it.legal_ref_en),
                "confirmed": it.confirmed,
            })
        })
        .collect();
    let transitions: Vec<Value> = reference
        .transitions
        .iter()
        .filter(|it| it.kind == spec.kind)
        .map(|it| {
            json!({
                "code": it.code,
                "what": it.what,
                "condition": it.condition,
                "effective_on": it.effective_on,
                "legal_ref": pick(language, &it.legal_ref_vi, &it.legal_ref_en),
                "confirmed": it.confirmed,
            })
        })
        .collect();
    let grounds: Vec<_> =
        DeclineGround::ALL.iter().filter(|ground| ground.holds_for(spec.kind)).collect();
    let form = spec.form_vi.as_deref().zip(spec.form_en.as_deref());
    lean(json!({
        "code": spec.kind,
        "name": pick(language, &spec.name_vi, &spec.name_en),
        "channel": spec.channel,
        "anonymous": spec.anonymous,
        "filed_by": spec.filed_by,
        "filed_via": spec.filed_via,
        "signature": spec.signature,
        "requires": spec.requires,
        "contact_required": spec.contact_required,
        "contact_visible_to_unit": spec.contact_visible_to_unit,
        "complex_from": spec.complex_from,
        "specially_complex_from": spec.specially_complex_from,
        "active": spec.active,
        "confirmed": spec.confirmed,
        "form": form.map(|(vi, en)| pick(language, vi, en)),
        "legal_ref": pick(language, &spec.legal_ref_vi, &spec.legal_ref_en),
        "visible_to": pick(language, &spec.visibility_vi, &spec.visibility_en),
        "valid_from": spec.valid_from,
        "valid_to": spec.valid_to,
        "clocks": clocks,
        "pauses": pauses,
        "complexity": complexity,
        "transitions": transitions,
        "decline_grounds": grounds,
    }))
}

/// `GET /api/v1/categories`
pub(super) async fn categories(request: Read) -> Answer {
    let reference = request.state.desk.reference();
    let today = request.state.desk.clock().today();
    let found =
        reference.categories.iter().filter(|it| in_force(it.valid_from, it.valid_to, today));
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
    Ok(items(&request.state.desk.reference().sectors, |sector| {
        json!({
            "code": sector.code,
            "name": pick(request.language, &sector.name_vi, &sector.name_en),
            "sensitive": sector.sensitive,
        })
    }))
}

/// `GET /api/v1/units?q=&as_of=&limit=`: found with and without diacritics.
pub(super) async fn units(request: Read) -> Answer {
    let params = &request.query;
    let limit = params
        .parse("limit", |text| text.parse::<usize>().ok().filter(|n| (1..=200).contains(n)))?
        .unwrap_or(20);
    let reference = request.state.desk.reference();
    let day = params.day("as_of")?.unwrap_or_else(|| request.state.desk.clock().today());
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
        .unwrap_or_else(|| request.state.desk.clock().today().year());
    let as_of: Option<Day> = params.day("as_of")?;
    let reference = request.state.desk.reference();
    let known = match as_of {
        Some(day) => reference.calendar.as_of(day),
        None => reference.calendar.latest(),
    };
    let days: Vec<Value> = reference
        .calendar
        .days()
        .filter(|row| row.day.year() == year && known.row(row.day).is_some())
        .map(|row| {
            lean(json!({
                "date": row.day,
                "kind": row.kind,
                "name": pick(request.language, &row.name_vi, &row.name_en),
                "decision": row.decision,
                "announced_on": row.announced_on,
                "paired_day": row.paired_day,
                "confirmed": row.confirmed,
            }))
        })
        .collect();
    Ok(HttpResponse::Ok().json(json!({
        "year": year,
        "loaded": !days.is_empty(),
        "working_days": known.working_days_in_year(year),
        "days": days,
    })))
}

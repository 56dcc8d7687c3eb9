//! One movement: who takes part, and what the board says of it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};

use super::movements::{criterion, movement};
use crate::api::answer::{Answer, written};
use crate::api::edge::header::IfMatch;
use crate::api::extract::{Read, Write};
use crate::api::problem::{Kind, Problem};
use crate::api::view::{lean, unit};
use crate::domain::actor::Actor;
use crate::domain::emulation::{SizeClass, is_code};
use crate::domain::text::{DocumentNumber, Language, Title};
use crate::domain::units::unit::PeerGroup;
use crate::service::Answered;
use crate::service::figures::movements::{MovementEdit, MovementView, ParticipantEdit};
use crate::wire::form::Form;

/// The longest code of a movement.
const LONGEST_CODE: usize = 60;
/// The longest tail, in days.
const LONGEST_TAIL: i64 = 400;
/// The most articles that a movement rests on.
const MOST_REFS: usize = 20;
/// The most classes of size.
const MOST_CLASSES: usize = 20;
/// The most units that take part otherwise than their data say.
const MOST_PARTICIPANTS: usize = 300;

/// A change of a movement. It takes no Idempotency-Key: the version says whether it was made.
type Change = Write<Actor, String, (), IfMatch>;

/// `GET /api/v1/movements/{movement}`
pub(crate) async fn get(request: Read<(), String>) -> Answer {
    let service = &request.state.service;
    let (found, today) = (service.movement(&request.id)?, service.clock().today());
    let version = found.movement.version;
    Ok(written(StatusCode::OK, version, false, &view(request.language, &found, today)))
}

/// `PUT /api/v1/movements/{movement}`
pub(crate) async fn put(request: Change) -> Answer {
    let edit = request.read(edit)?;
    let Change { state, who, id: code, version: IfMatch(seen), .. } = &request;
    if code.len() > LONGEST_CODE || !is_code(code) {
        return Err(Problem::new(Kind::NotFound));
    }
    let done = state.service.put_movement(who, code, *seen, edit).await?;
    Ok(answer(&request, &done))
}

/// `POST /api/v1/movements/{movement}/activation`
pub(crate) async fn activate(request: Change) -> Answer {
    request.read(|_| Some(()))?;
    let Change { state, who, id: code, version: IfMatch(seen), .. } = &request;
    let done = state.service.activate_movement(who, code, *seen).await?;
    Ok(answer(&request, &done))
}

fn answer(request: &Change, done: &Answered<MovementView>) -> HttpResponse {
    let today = request.state.service.clock().today();
    let body = view(request.language, &done.value, today);
    written(StatusCode::OK, done.value.movement.version, done.replayed, &body)
}

fn edit(form: &mut Form<'_>) -> Option<MovementEdit> {
    let clone_of = form.key("clone_of");
    let name_vi = form.text("name_vi", Title::parse);
    let name_en = form.text("name_en", Title::parse);
    let decision = form.text("decision", DocumentNumber::parse);
    let issued_on = form.day("issued_on");
    let issuer = form.key("issuer");
    let legal_refs = form.texts("legal_refs", MOST_REFS, Title::parse);
    let starts_on = form.day("starts_on");
    let ends_on = form.day("ends_on");
    let tail_days = form.number("tail_days", 0, LONGEST_TAIL).and_then(|n| i32::try_from(n).ok());
    let participants = form.objects("participants", MOST_PARTICIPANTS, participant);
    let size_classes = form.objects("size_classes", MOST_CLASSES, size_class);
    form.require(&["name_vi", "name_en", "issuer", "legal_refs", "starts_on", "ends_on"]);
    form.require(&["tail_days"]);
    Some(MovementEdit {
        clone_of,
        name_vi: name_vi?.into(),
        name_en: name_en?.into(),
        decision: decision.map(String::from),
        issued_on,
        issuer: issuer?,
        legal_refs: legal_refs?.into_iter().map(String::from).collect(),
        starts_on: starts_on?,
        ends_on: ends_on?,
        tail_days: tail_days?,
        participants,
        size_classes,
    })
}

/// A unit that takes part otherwise; `none` for one that takes no part.
fn participant(form: &mut Form<'_>) -> Option<ParticipantEdit> {
    let unit = form.key("unit");
    let valid_from = form.day("valid_from");
    let group = form.one_or_none("group", PeerGroup::ALL, (None, Some));
    form.require(&["unit", "valid_from", "group"]);
    Some(ParticipantEdit { unit: unit?, valid_from: valid_from?, group: group? })
}

/// How wide intervals are from so many cases on.
fn size_class(form: &mut Form<'_>) -> Option<SizeClass> {
    let mut number = |name| form.number(name, 0, 100_000).and_then(|n| i32::try_from(n).ok());
    let (least, half_width_milli) = (number("least"), number("half_width_milli"));
    form.require(&["least", "half_width_milli"]);
    Some(SizeClass { least: least?, half_width_milli: half_width_milli? })
}

fn view(language: Language, found: &MovementView, today: crate::domain::time::Day) -> Value {
    let mut body = movement(language, &found.movement);
    let set = found.movement.set_on(today);
    let criteria = set.into_iter().flat_map(|set| &set.criteria);
    let participants: Vec<Value> = found
        .participants
        .iter()
        .map(|(group, name, from, to)| {
            let unit = unit(language, Some(name));
            lean(json!({"group": group, "unit": unit, "valid_from": from, "valid_to": to}))
        })
        .collect();
    if let Value::Object(members) = &mut body {
        let mut put = |name: &str, value: Value| members.insert(name.to_owned(), value);
        put("issuer", unit(language, found.issuer.as_ref()));
        put("criteria", criteria.map(|one| criterion(language, one)).collect());
        put("participants", Value::Array(participants));
        put("size_classes", json!(found.movement.size_classes));
        if let Some(set) = set {
            let set =
                json!({"version": set.version, "from_day": set.from_day, "sha256": set.sha256});
            put("criteria_set", lean(set));
        }
    }
    body
}

//! Criteria sets over HTTP: the board drafts and submits them, the head of the inspectorate signs them or gives them back.

use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::api::answer::{Answer, items, written};
use crate::api::edge::header::IfMatch;
use crate::api::extract::{Read, Write};
use crate::api::view::lean;
use crate::domain::actor::Actor;
use crate::domain::emulation::set::Hand;
use crate::domain::emulation::{Criterion, Measure, is_code};
use crate::domain::text::Title;
use crate::domain::units::unit::PeerGroup;
use crate::service::FieldFault;
use crate::service::figures::criteria_sets::{SetEdit, SetStep, SetView};
use crate::wire::expected::sha256;
use crate::wire::form::Form;

/// The most criteria of a set.
const MOST_CRITERIA: usize = 40;
/// The most targets of a set.
const MOST_TARGETS: i64 = 9;
/// The most that a prior weighs, and that is asked for before a criterion applies.
const MOST_CASES: i64 = 1000;

/// A step with a set. It takes no Idempotency-Key: the revision says whether it was taken.
type Step = Write<Actor, (String, i32), (), IfMatch>;

/// `GET /api/v1/movements/{movement}/criteria-sets`
pub(crate) async fn list(request: Read<Actor, String>) -> Answer {
    let found = request.state.service.criteria_sets(&request.id).await?;
    Ok(items(&found, view))
}

/// `GET /api/v1/movements/{movement}/criteria-sets/{version}`
pub(crate) async fn get(request: Read<Actor, (String, i32)>) -> Answer {
    let (movement, version) = &request.id;
    let found = request.state.service.criteria_set(movement, *version).await?;
    Ok(written(StatusCode::OK, found.set.revision, false, &view(&found)))
}

/// `PUT /api/v1/movements/{movement}/criteria-sets/{version}`
pub(crate) async fn put(request: Step) -> Answer {
    let edit = request.read(|form| {
        let from_day = form.day("from_day");
        let criteria = form.objects("criteria", MOST_CRITERIA, criterion);
        form.require(&["from_day", "criteria"]);
        let mut criteria = criteria?;
        for (position, one) in (1..).zip(&mut criteria) {
            one.position = position;
        }
        Some(SetEdit { from_day: from_day?, criteria })
    })?;
    take(&request, SetStep::Draft(edit)).await
}

/// `POST /api/v1/movements/{movement}/criteria-sets/{version}/submission`
pub(crate) async fn submit(request: Step) -> Answer {
    request.read(|_| Some(()))?;
    take(&request, SetStep::Submit).await
}

/// `POST /api/v1/movements/{movement}/criteria-sets/{version}/return`
pub(crate) async fn give_back(request: Step) -> Answer {
    let reason = request.read(|form| {
        form.require(&["text"]);
        form.note("text")
    })?;
    take(&request, SetStep::GiveBack(reason)).await
}

/// `POST /api/v1/movements/{movement}/criteria-sets/{version}/signature`
pub(crate) async fn sign(request: Step) -> Answer {
    let sha256 = request.read(|form| {
        form.require(&["sha256"]);
        form.code("sha256", sha256, FieldFault::NotASha256)
    })?;
    take(&request, SetStep::Sign(sha256)).await
}

async fn take(request: &Step, step: SetStep) -> Answer {
    let Step { state, who, id: (movement, version), version: IfMatch(seen), .. } = request;
    let done = state.service.change_set(who, movement, (*version, *seen), step).await?;
    let body = view(&done.value);
    Ok(written(StatusCode::OK, done.value.set.revision, done.replayed, &body))
}

fn criterion(form: &mut Form<'_>) -> Option<Criterion> {
    let short = |text: &str| (text.len() <= 60 && is_code(text)).then(|| text.to_owned());
    let code = form.code("code", short, FieldFault::NotACriterionCode);
    let name_vi = form.text("name_vi", Title::parse);
    let name_en = form.text("name_en", Title::parse);
    let named =
        |text: &str| (text.len() <= 60 && is_code(text)).then(|| Measure::from(text.to_owned()));
    let measure = form.code("measure", named, FieldFault::NotACriterionCode);
    let groups = form.many_of("groups", PeerGroup::ALL.len(), PeerGroup::ALL);
    let target = form.number("target", 1, MOST_TARGETS).and_then(|n| i32::try_from(n).ok());
    let mut number =
        |name, least, most| form.number(name, least, most).and_then(|n| i32::try_from(n).ok());
    let weight = number("weight", 1, 100);
    let prior_rate_bp = number("prior_rate_bp", 0, 10_000);
    let prior_weight = number("prior_weight", 0, MOST_CASES);
    let min_opened = number("min_opened", 1, MOST_CASES);
    let legal_ref_vi = form.text("legal_ref", Title::parse).map(String::from);
    form.require(&["code", "name_vi", "name_en", "measure", "weight", "prior_rate_bp"]);
    form.require(&["prior_weight", "min_opened"]);
    Some(Criterion {
        code: code?,
        position: 0,
        target: target.unwrap_or(1),
        groups: groups.unwrap_or_default(),
        name_vi: name_vi?.into(),
        name_en: name_en?.into(),
        measure: measure?,
        weight: weight?,
        prior_rate_bp: prior_rate_bp?,
        prior_weight: prior_weight?,
        min_opened: min_opened?,
        legal_ref_vi,
    })
}

/// A set as the board and the head of the inspectorate read it.
fn view(found: &SetView) -> Value {
    let SetView { set, names: [drafted, submitted, signed] } = found;
    let hand = |name: &Option<String>, hand: Hand| lean(json!({"by": name, "at": hand.at}));
    let criteria: Vec<Value> = set
        .content
        .criteria
        .iter()
        .map(|it| {
            lean(json!({
                "code": it.code,
                "name_vi": it.name_vi,
                "name_en": it.name_en,
                "measure": it.measure.as_str(),
                "target": it.target,
                "groups": it.groups,
                "weight": it.weight,
                "prior_rate_bp": it.prior_rate_bp,
                "prior_weight": it.prior_weight,
                "min_opened": it.min_opened,
                "legal_ref": it.legal_ref_vi,
            }))
        })
        .collect();
    lean(json!({
        "movement": set.content.movement,
        "version": set.content.version,
        "revision": set.revision,
        "state": set.state(),
        "from_day": set.content.from_day,
        "criteria": criteria,
        "sha256": set.sha256,
        "content": set.text,
        "drafted": hand(drafted, set.drafted),
        "submitted": set.submitted.map(|it| hand(submitted, it)),
        "signed": set.signed.map(|it| hand(signed, it)),
        "returned_for": set.returned_for,
    }))
}

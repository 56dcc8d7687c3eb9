//! Routing: where a report would go, and the rules that say so, each change a version.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};

use crate::api::answer::{Answer, items, written};
use crate::api::edge::header::IfMatch;
use crate::api::extract::{Read, Write};
use crate::api::problem::{Kind as ProblemKind, Problem};
use crate::api::view::{lean, routing, unit};
use crate::domain::actor::Actor;
use crate::domain::kind::{Kind, in_force};
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::domain::units::routing::{Action, RoutingRule, UnitTest};
use crate::domain::units::unit::UnitKind;
use crate::service::FieldFault;
use crate::service::units::routing::{Change, Changed, Effect, RuleEdit};
use crate::wire::form::Form;
use crate::wire::records::supposed;

/// The longest code of a rule, and the last place in the order.
const LONGEST_CODE: usize = 60;
const LAST_POSITION: i64 = 1_000_000;

/// A change of the rule of a code. It takes no Idempotency-Key: the version says whether it was made.
type Edit = Write<Actor, String, (), IfMatch>;

/// `POST /api/v1/routing/simulate`
pub(crate) async fn simulate(request: Write) -> Answer {
    let (supposed, faults) = supposed(&request.body);
    let found = request.state.service.simulate(&supposed, faults)?;
    let looked_at: Vec<Value> = found
        .looked_at
        .iter()
        .map(|look| {
            json!({
                "code": look.code,
                "version": look.version,
                "position": look.position,
                "fits": look.missed.is_empty(),
                "fired": look.fired,
                "failed": look.missed,
            })
        })
        .collect();
    Ok(HttpResponse::Ok().json(json!({
        "holder": unit(request.language, Some(&found.holder)),
        "routing": routing(request.language, Some(&found.routed)),
        "looked_at": looked_at,
    })))
}

/// `GET /api/v1/routing-rules?kind=`
pub(crate) async fn list(request: Read) -> Answer {
    let kind = request.query.one_of("kind", Kind::ALL)?;
    let today = request.state.service.clock().today();
    let rules = request.state.service.routing_rules(kind).await?;
    Ok(items(&rules, |it| rule(it, today)))
}

/// `PUT /api/v1/routing-rules/{code}`
pub(crate) async fn put(request: Edit) -> Answer {
    send(&request, |form| Some(Change::Put(Box::new(edit(form)?)))).await
}

/// `POST /api/v1/routing-rules/{code}/end`
pub(crate) async fn end(request: Edit) -> Answer {
    send(&request, |form| {
        form.require(&["valid_to"]);
        form.day("valid_to").map(Change::End)
    })
    .await
}

async fn send<'v>(request: &'v Edit, read: impl FnOnce(&mut Form<'v>) -> Option<Change>) -> Answer {
    let dry_run = request.query.flag("dry_run")?;
    let change = request.read(read)?;
    let Edit { state, who, id: code, version: IfMatch(seen), .. } = request;
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b);
    if code.is_empty() || code.len() > LONGEST_CODE || !code.bytes().all(fits) {
        return Err(Problem::new(ProblemKind::NotFound));
    }
    let changed = state.service.change_rule(who, code, *seen, change, dry_run).await?;
    let Changed { rule: made, effect, replayed } = changed;
    let body = lean(json!({
        "rule": rule(&made, state.service.clock().today()),
        "effect": effect.map(|effect| shown(request.language, &effect)),
    }));
    Ok(written(StatusCode::OK, made.version, replayed, &body))
}

fn edit(form: &mut Form<'_>) -> Option<RuleEdit> {
    let position = form.number("position", 1, LAST_POSITION).and_then(|n| i32::try_from(n).ok());
    let kind = form.one_of("kind", Kind::ALL);
    let category = form.key("category");
    let sector = form.key("sector");
    let test = (UnitTest::None, UnitTest::Kind);
    let accused = form.one_or_none("accused_kind", UnitKind::ALL, test);
    let locality = form.one_or_none("locality_kind", UnitKind::ALL, test);
    let action = form.one_of("action", Action::ALL);
    let target_code = form.key("target_code");
    let reason_vi = form.note("reason_vi");
    let reason_en = form.note("reason_en");
    let valid_from = form.day("valid_from");
    let valid_to = form.day("valid_to");
    form.require(&["position", "kind", "action", "reason_vi", "reason_en", "valid_from"]);
    match (action, &target_code) {
        (Some(Action::Unit), None) => form.require(&["target_code"]),
        (Some(other), Some(_)) if other != Action::Unit => {
            form.note_fault("target_code", |at| {
                FieldFault::NotTogether
                    .at(at)
                    .and(&format!("action = {other}."), &format!("action = {other}."))
            });
        }
        _ => {}
    }
    Some(RuleEdit {
        position: position?,
        kind: kind?,
        category,
        sector,
        accused: accused.unwrap_or(UnitTest::Any),
        locality: locality.unwrap_or(UnitTest::Any),
        action: action?,
        target_code,
        reason_vi: reason_vi?,
        reason_en: reason_en?,
        valid_from: valid_from?,
        valid_to,
    })
}

/// A rule as it is shown; a condition that takes whatever there is is left out.
fn rule(rule: &RoutingRule, today: Day) -> Value {
    lean(json!({
        "code": rule.code,
        "version": rule.version,
        "position": rule.position,
        "kind": rule.kind,
        "category": rule.category,
        "sector": rule.sector,
        "accused_kind": rule.accused.cell(),
        "locality_kind": rule.locality.cell(),
        "action": rule.action,
        "target_code": rule.target_code,
        "reason_vi": rule.reason_vi,
        "reason_en": rule.reason_en,
        "valid_from": rule.valid_from,
        "valid_to": rule.valid_to,
        "in_force": in_force(rule.valid_from, rule.valid_to, today),
    }))
}

fn shown(language: Language, effect: &Effect) -> Value {
    let samples: Vec<Value> = effect
        .samples
        .iter()
        .map(|sample| {
            json!({
                "from": unit(language, Some(&sample.from)),
                "to": unit(language, Some(&sample.to)),
                "kind": sample.kind,
                "category": sample.category,
                "count": sample.count,
            })
        })
        .collect();
    json!({"examined": effect.examined, "moved": effect.moved, "samples": samples})
}

//! Routing: where a report would go, and the rules that say so, each change a version.

use actix_web::http::header::ETAG;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::State;
use super::edge::Context;
use super::form::Form;
use super::gate::Signed;
use super::header::{IfMatch, etag};
use super::json::JsonBody;
use super::problem::{Kind as ProblemKind, Problem};
use super::query::Params;
use super::view::{lean, routing, unit};
use crate::domain::actor::Actor;
use crate::domain::kind::{Kind, in_force};
use crate::domain::routing::{Action, RoutingRule, UnitTest};
use crate::domain::text::{Language, Note};
use crate::domain::time::Day;
use crate::service::FieldFault;
use crate::service::routing::{Change, Changed, Effect, RuleEdit, Supposed};

/// The longest code of a rule, and the last place in the order.
const LONGEST_CODE: usize = 60;
const LAST_POSITION: i64 = 1_000_000;

/// `POST /api/v1/routing/simulate`
pub(super) async fn simulate(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    _: Signed,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let mut form = Form::new(&body);
    let supposed = Supposed {
        kind: form.code("kind", Kind::parse),
        category: form.key("category"),
        sector: form.key("sector"),
        unit: form.key("unit"),
        locality: form.key("locality"),
        about_leader: form.flag("about_leader"),
        received_on: form.day("received_on"),
    };
    form.require(&["kind"]);
    let found = state.desk.simulate(&supposed, form.finish())?;
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
        "holder": unit(context.language, Some(&found.holder)),
        "routing": routing(context.language, Some(&found.trace)),
        "looked_at": looked_at,
    })))
}

/// `GET /api/v1/routing-rules?kind=`
pub(super) async fn list(
    state: web::Data<State>,
    request: HttpRequest,
    _: Signed,
) -> Result<HttpResponse, Problem> {
    let kind = Params::read(&request, &["kind"])?.parse("kind", Kind::parse)?;
    let today = state.desk.clock().today();
    let rules = state.desk.routing_rules(kind).await?;
    let items: Vec<Value> = rules.iter().map(|it| rule(it, today)).collect();
    Ok(HttpResponse::Ok().json(json!({"items": items})))
}

/// `PUT /api/v1/routing-rules/{code}`
pub(super) async fn put(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    path: web::Path<String>,
    seen: IfMatch,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    let dry_run = Params::read(&request, &["dry_run"])?.flag("dry_run")?;
    let mut form = Form::new(&body);
    let edit = edit(&mut form);
    let faults = form.finish();
    let (Some(edit), true) = (edit, faults.is_empty()) else {
        return Err(Problem::invalid(faults));
    };
    let change = Change::Put(Box::new(edit));
    send(&state, context.language, &actor, &path, seen, change, dry_run).await
}

/// `POST /api/v1/routing-rules/{code}/end`
pub(super) async fn end(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    path: web::Path<String>,
    seen: IfMatch,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    let dry_run = Params::read(&request, &["dry_run"])?.flag("dry_run")?;
    let mut form = Form::new(&body);
    let last = form.day("valid_to");
    form.require(&["valid_to"]);
    let faults = form.finish();
    let (Some(last), true) = (last, faults.is_empty()) else {
        return Err(Problem::invalid(faults));
    };
    send(&state, context.language, &actor, &path, seen, Change::End(last), dry_run).await
}

async fn send(
    state: &State,
    language: Language,
    actor: &Actor,
    code: &str,
    IfMatch(seen): IfMatch,
    change: Change,
    dry_run: bool,
) -> Result<HttpResponse, Problem> {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"._-".contains(&b);
    if code.is_empty() || code.len() > LONGEST_CODE || !code.bytes().all(fits) {
        return Err(Problem::new(ProblemKind::NotFound));
    }
    let changed = state.desk.change_rule(actor, code, seen, change, dry_run).await?;
    let Changed { rule: made, effect, replayed } = changed;
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, etag(made.version)));
    if replayed {
        response.insert_header(("Idempotency-Replayed", "true"));
    }
    Ok(response.json(lean(json!({
        "rule": rule(&made, state.desk.clock().today()),
        "effect": effect.map(|effect| shown(language, &effect)),
    }))))
}

fn edit(form: &mut Form<'_>) -> Option<RuleEdit> {
    let position = form.number("position", 1, LAST_POSITION).and_then(|n| i32::try_from(n).ok());
    let kind = form.code("kind", Kind::parse);
    let category = form.key("category");
    let sector = form.key("sector");
    let accused = form.code("accused_kind", test);
    let locality = form.code("locality_kind", test);
    let action = form.code("action", Action::parse);
    let target_code = form.key("target_code");
    let reason_vi = form.text("reason_vi", Note::parse);
    let reason_en = form.text("reason_en", Note::parse);
    let valid_from = form.day("valid_from");
    let valid_to = form.day("valid_to");
    form.require(&["position", "kind", "action", "reason_vi", "reason_en", "valid_from"]);
    match (action, &target_code) {
        (Some(Action::Unit), None) => form.require(&["target_code"]),
        (Some(other), Some(_)) if other != Action::Unit => {
            form.fault("target_code", FieldFault::NotAllowed);
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
        reason_vi: reason_vi?.as_str().to_owned(),
        reason_en: reason_en?.as_str().to_owned(),
        valid_from: valid_from?,
        valid_to,
    })
}

/// A code; whatever it is, is said by leaving it out.
fn test(code: &str) -> Option<UnitTest> {
    UnitTest::parse(Some(code)).filter(|test| *test != UnitTest::Any)
}

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

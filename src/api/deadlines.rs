//! `POST /api/v1/deadlines/preview`: the public calculator, the same code as the cases'.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::State;
use super::edge::Context;
use super::form::Form;
use super::json::JsonBody;
use super::problem::Problem;
use super::query::Params;
use super::report::rights;
use super::view::{days, lean, rule};
use crate::domain::deadline::{PeriodUnit, Variant};
use crate::domain::first_decision::FirstDecision;
use crate::domain::kind::Kind;
use crate::domain::rights::Situation;
use crate::service::FieldFault;
use crate::service::law::Question;

/// Months explained day by day at the most: no period in law is longer.
const MOST_MONTHS: u16 = 24;

/// When periods end, and why.
pub(super) async fn preview(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let mut form = Form::new(&body);
    let kind = form.code("kind", Kind::parse);
    let variant = form.code("variant", Variant::parse).unwrap_or(Variant::Normal);
    let received_on = form.day("received_on");
    let start_on = form.day("start_on");
    let n = form.number("n", 1, 400).and_then(|n| u16::try_from(n).ok());
    let unit = form.code("unit", PeriodUnit::parse);
    let as_of = form.day("calendar_as_of");
    if unit == Some(PeriodUnit::Month) && n.is_some_and(|n| n > MOST_MONTHS) {
        form.fault("n", FieldFault::OutOfRange);
    }
    let asked_kind = body.get("kind").is_some() || body.get("received_on").is_some();
    let asked_period = ["start_on", "n", "unit"].iter().any(|member| body.get(*member).is_some());
    let mixed = asked_period && body.get("variant").is_some();
    if asked_kind == asked_period || mixed {
        form.fault("", FieldFault::OneForm);
    } else if asked_kind {
        form.require(&["kind", "received_on"]);
    } else {
        form.require(&["start_on", "n", "unit"]);
    }
    let faults = form.finish();
    let question = match (kind.zip(received_on), start_on.zip(n).zip(unit)) {
        _ if !faults.is_empty() => return Err(Problem::invalid(faults)),
        (Some((kind, received_on)), _) => Question::Kind { kind, variant, received_on },
        (None, Some(((start_on, n), unit))) => Question::Period { start_on, n, unit },
        (None, None) => return Err(Problem::invalid(faults)),
    };
    let answers = state.desk.preview_deadlines(&question, as_of)?;
    let items: Vec<Value> = answers
        .iter()
        .map(|answer| {
            lean(json!({
                "step": answer.step,
                "due_on": answer.explanation.due_on,
                "days": days(context.language, &answer.explanation),
                "rule": answer.rule.as_ref().map(|found| rule(context.language, found)),
            }))
        })
        .collect();
    Ok(HttpResponse::Ok().json(json!({"items": items})))
}

/// `POST /api/v1/rights/preview`: what somebody can do now, for those who have no receipt yet.
pub(super) async fn rights_preview(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let mut form = Form::new(&body);
    let kind = form.code("kind", Kind::parse);
    let remote = form.flag("remote");
    let learned_on = form.day("learned_on");
    let promised_on = form.day("promised_on");
    let late_since = form.day("late_since");
    let answered_on = form.day("answered_on");
    form.require(&["kind"]);
    let today = state.desk.clock().today();
    for (name, day) in
        [("learned_on", learned_on), ("late_since", late_since), ("answered_on", answered_on)]
    {
        if day.is_some_and(|day| day > today) {
            form.fault(name, FieldFault::InTheFuture);
        }
    }
    let faults = form.finish();
    let (Some(kind), true) = (kind, faults.is_empty()) else {
        return Err(Problem::invalid(faults));
    };
    // Late from the day after the last one.
    let limit_ended_on = late_since.and_then(|day| day.yesterday().ok());
    let first_decision = answered_on
        .map(FirstDecision::Received)
        .or(limit_ended_on.map(FirstDecision::Undecided))
        .filter(|_| kind == Kind::Complaint);
    let situation = Situation {
        kind,
        variant: if remote { Variant::Remote } else { Variant::Normal },
        state: None,
        wait: None,
        learned_on,
        promised_on,
        kept: false,
        late_since,
        answered_on,
        first_decision,
        accept_by: None,
        reopen_until: None,
        used: (false, false),
    };
    let open = state.desk.preview_rights(&situation)?;
    Ok(HttpResponse::Ok().json(json!({"items": rights(context.language, &open)})))
}

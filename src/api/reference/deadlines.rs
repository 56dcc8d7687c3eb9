//! `POST /api/v1/deadlines/preview`: the public calculator, the same code as the cases'.

use serde_json::{Value, json};

use crate::api::answer::{Answer, items};
use crate::api::extract::Write;
use crate::api::reports::report::right;
use crate::api::view::{days, lean, rule};
use crate::domain::deadline::{PeriodUnit, Variant};
use crate::domain::kind::Kind;
use crate::domain::law::rights::{Situation, Told};
use crate::domain::time::Day;
use crate::service::FieldFault;
use crate::service::clocks::law::Question;
use crate::wire::expected;
use crate::wire::form::Form;

/// Months explained day by day at the most: no period in law is longer.
const MOST_MONTHS: u16 = 24;

/// When periods end, and why.
pub(crate) async fn preview(request: Write) -> Answer {
    let (question, as_of) = request.read(|form| question(form, &request.body))?;
    let answers = request.state.service.preview_deadlines(&question, as_of)?;
    Ok(items(&answers, |answer| {
        lean(json!({
            "step": answer.step,
            "due_on": answer.explanation.due_on,
            "provisional_calendar": answer.provisional.then_some(true),
            "days": days(request.language, &answer.explanation),
            "rule": answer.rule.as_ref().map(|found| rule(request.language, found)),
        }))
    }))
}

/// Reads a question in one of its two forms, and by which calendar it is to be answered.
fn question(form: &mut Form<'_>, body: &Value) -> Option<(Question, Option<Day>)> {
    let kind = form.one_of("kind", Kind::ALL);
    let variant = form.one_of("variant", Variant::ALL).unwrap_or(Variant::Normal);
    let received_on = form.day("received_on");
    let start_on = form.day("start_on");
    let n = form.number("n", 1, 400).and_then(|n| u16::try_from(n).ok());
    let unit = form.one_of("unit", PeriodUnit::ALL);
    let as_of = form.day("calendar_as_of");
    if unit == Some(PeriodUnit::Month) && n.is_some_and(|n| n > MOST_MONTHS) {
        form.note_fault("n", |at| expected::out_of_range(at, 1, MOST_MONTHS));
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
    let question = match kind.zip(received_on) {
        Some((kind, received_on)) => Question::Kind { kind, variant, received_on },
        None => Question::Period { start_on: start_on?, n: n?, unit: unit? },
    };
    Some((question, as_of))
}

/// `POST /api/v1/rights/preview`: what somebody can do now, for those who have no receipt yet.
pub(crate) async fn rights_preview(request: Write) -> Answer {
    let today = request.state.service.clock().today();
    let situation = request.read(|form| situation(form, today))?;
    let open = request.state.service.preview_rights(&situation)?;
    Ok(items(open, |one| right(request.language, situation.kind, one)))
}

/// Reads what somebody is in the middle of.
fn situation(form: &mut Form<'_>, today: Day) -> Option<Situation> {
    let kind = form.one_of("kind", Kind::ALL);
    let remote = form.flag("remote");
    let learned_on = form.day("learned_on");
    let promised_on = form.day("promised_on");
    let late_since = form.day("late_since");
    let answered_on = form.day("answered_on");
    form.require(&["kind"]);
    for (name, day) in
        [("learned_on", learned_on), ("late_since", late_since), ("answered_on", answered_on)]
    {
        if day.is_some_and(|day| day > today) {
            form.fault(name, FieldFault::InTheFuture);
        }
    }
    let variant = if remote { Variant::Remote } else { Variant::Normal };
    let days = Told { learned_on, promised_on, late_since, answered_on };
    Some(Situation::told(kind?, variant, days))
}

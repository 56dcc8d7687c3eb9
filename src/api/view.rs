//! How domain values look in JSON, in the reader's language.

use serde_json::{Map, Value, json};

use crate::domain::case::promise::{Promise, Verdict};
use crate::domain::custody::LateStep;
use crate::domain::deadline::{DeadlineRule, Explanation};
use crate::domain::lifecycle::Refusal;
use crate::domain::notice::{Notice, Recipient};
use crate::domain::obligation::NOTHING_DUE;
use crate::domain::records::dossier::DossierStanding;
use crate::domain::text::Language;
use crate::domain::units::routing::Routed;
use crate::service::cases::Offers;
use crate::service::cases::custody::Held;
use crate::service::{ObligationView, PassedFrom, UnitName};

/// The text of the language.
pub(crate) fn pick<'t>(language: Language, vi: &'t str, en: &'t str) -> &'t str {
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}

/// The object without its null members: absent and null mean the same.
pub(crate) fn lean(value: Value) -> Value {
    match value {
        Value::Object(members) => {
            let kept: Map<String, Value> =
                members.into_iter().filter(|(_, member)| !member.is_null()).collect();
            Value::Object(kept)
        }
        other => other,
    }
}

/// A unit by code and name.
pub(crate) fn unit(language: Language, unit: Option<&UnitName>) -> Value {
    unit.map_or(
        Value::Null,
        |unit| json!({"code": unit.code, "name": pick(language, &unit.name, &unit.name_en)}),
    )
}

/// From whom something passed on; null where it did not.
pub(crate) fn passed(language: Language, from: &[PassedFrom]) -> Value {
    let each =
        |one: &PassedFrom| lean(json!({"from": unit(language, one.unit.as_ref()), "on": one.on}));
    if from.is_empty() { Value::Null } else { from.iter().map(each).collect() }
}

/// How a holder was found.
pub(crate) fn routing(language: Language, routed: Option<&Routed>) -> Value {
    routed.map_or(Value::Null, |routed| {
        let trace = &routed.trace;
        lean(json!({
            "rule": trace.rule,
            "version": trace.version,
            "reason": pick(language, &routed.reason_vi, &routed.reason_en),
            "excluded": trace.excluded.as_ref().map(|it| json!({
                "unit": it.unit,
                "why": it.why,
                "instead": it.instead,
                "reason": pick(language, &it.vi(), &it.en()),
            })),
        }))
    })
}

/// A rule version, with its article.
pub(crate) fn rule(language: Language, rule: &DeadlineRule) -> Value {
    json!({
        "code": rule.code,
        "step": rule.step,
        "variant": rule.variant,
        "n": rule.period.n,
        "unit": rule.period.unit,
        "from_event": rule.from_event,
        "legal_ref": pick(language, &rule.legal_ref_vi, &rule.legal_ref_en),
        "basis": rule.basis,
        "confirmed": rule.confirmed,
        "scored": rule.scored,
        "valid_from": rule.valid_from,
        "valid_to": rule.valid_to,
    })
}

/// An obligation as its reporter or its unit reads it.
pub(crate) fn owed(language: Language, owed: &ObligationView, with_unit: bool) -> Value {
    let one = &owed.obligation;
    let paused = one.paused_since();
    let article =
        owed.rule.as_ref().map(|rule| pick(language, &rule.legal_ref_vi, &rule.legal_ref_en));
    lean(json!({
        "step": one.step,
        "unit": if with_unit { unit(language, owed.unit.as_ref()) } else { Value::Null },
        "start_on": one.start_on,
        // While the clock stands still nobody can say the last day, only the latest it can come to.
        "due_on": paused.is_none().then_some(one.due_on),
        "latest_on": paused.and((one.due_on != NOTHING_DUE).then_some(one.due_on)),
        "cohort_on": (one.cohort_on != one.due_on).then_some(one.cohort_on),
        "paused_since": paused,
        "extensions": Some(one.extensions()).filter(|n| *n > 0),
        "told_due_on": one.told_due_on,
        "status": one.status,
        "ended_on": one.ended_on,
        "missed_on": one.missed_on,
        "overdue": owed.overdue,
        "provisional_calendar": owed.provisional.then_some(true),
        "legal_ref": article,
        "basis": owed.rule.as_ref().map(|rule| rule.basis),
        "confirmed": owed.rule.as_ref().map(|rule| rule.confirmed),
    }))
}

/// Who held a case when.
pub(crate) fn custody(language: Language, all: &[Held]) -> Vec<Value> {
    let late =
        |one: &LateStep| json!({"step": one.step, "due_on": one.due_on, "late_on": one.late_on});
    all.iter()
        .map(|one| {
            lean(json!({
                "unit": unit(language, one.unit.as_ref()),
                "from": one.from,
                "until": one.until,
                "reason": one.reason,
                "charged_to": unit(language, one.charged_to.as_ref()),
                "days": one.days,
                "working_days": one.working_days,
                "late": one.late.iter().map(late).collect::<Vec<_>>(),
            }))
        })
        .collect()
}

/// Day by day, why each counted.
pub(crate) fn days(language: Language, explanation: &Explanation) -> Value {
    explanation
        .days
        .iter()
        .map(|day| {
            json!({
                "date": day.date,
                "counted": day.counted,
                "why": day.why,
                "text": pick(language, day.why.vi(), day.why.en()),
            })
        })
        .collect()
}

/// A mail that is owed, without its recipient's name or address.
pub(crate) fn notice(notice: &Notice) -> Value {
    let to = match notice.to {
        // Whoever sends letters, or is told something, works for a unit.
        Recipient::Unit(_)
        | Recipient::Leader(_)
        | Recipient::Sender(_)
        | Recipient::Staff(_)
        | Recipient::Colleague(_)
        | Recipient::Link(_)
        | Recipient::Former(_) => "unit",
        Recipient::Contact(_) | Recipient::Sealed(_) | Recipient::Unconfirmed(_) => "reporter",
    };
    json!({"template": notice.template, "to": to})
}

/// The promised day of a dossier, and what the recorded facts say of it.
pub(crate) fn promise(promise: &Promise, verdict: Option<Verdict>) -> Value {
    lean(json!({
        "state": promise.state,
        "claimed_on": promise.claimed_on,
        "promised_on": promise.promised_on,
        "apologised_on": promise.apologised_on,
        "new_date": promise.new_date,
        "finished_on": promise.finished_on,
        "verdict": verdict,
    }))
}

/// What the feed knew of the dossier of a case.
pub(crate) fn dossier(standing: &DossierStanding) -> Value {
    let dossier = standing.dossier.as_ref();
    lean(json!({
        "known": standing.known,
        "state": standing.state,
        "result_told_later": standing.result_told_later.then_some(true),
        "promised_on": dossier.map(|one| one.facts.promised_on),
        "promised_first_on": dossier.map(|one| one.promised_first_on),
        "returned_on": dossier.and_then(|one| one.facts.returned_on),
    }))
}

/// The commands of the reader's part that are refused now, and putting it in a hand where that is, each with the reason.
pub(crate) fn not_allowed(language: Language, offers: &Offers) -> Vec<Value> {
    let one = |command: &str, refusal: Refusal| {
        let detail = pick(language, refusal.vi(), refusal.en());
        json!({"command": command, "reason": refusal, "detail": detail})
    };
    let commands = offers.not_allowed.iter().map(|(name, refusal)| one(name.as_str(), *refusal));
    commands.chain(offers.hand.map(|refusal| one("assign", refusal))).collect()
}

//! `GET /api/v1/kinds`: what each kind of report needs, who will see it, its clocks and articles.

use serde_json::{Value, json};

use super::catalogue::catalogue;
use crate::api::answer::{Answer, listed};
use crate::api::edge::header::Takes;
use crate::api::extract::Read;
use crate::api::view::{lean, pick, rule};
use crate::domain::law::{ComplexityCriterion, PauseRule, TransitionRule};
use crate::domain::text::Language;
use crate::service::clocks::law::KindInForce;

/// `GET /api/v1/kinds`
pub(crate) async fn list(request: Read<Takes>) -> Answer {
    let language = request.language;
    catalogue(&request, Some("kinds".to_owned()), |reference, today| {
        Ok(listed(&reference.kinds_on(today), |one| kind(language, one)))
    })
    .await
}

/// A kind with everything the law says of it.
fn kind(language: Language, one: &KindInForce<'_>) -> Value {
    let spec = one.spec;
    let clocks: Vec<Value> = one.clocks.iter().map(|it| rule(language, it)).collect();
    let pauses: Vec<Value> = one.pauses.iter().map(|it| pause(language, it)).collect();
    let complexity: Vec<Value> = one.complexity.iter().map(|it| criterion(language, it)).collect();
    let transitions: Vec<Value> =
        one.transitions.iter().map(|it| transition(language, it)).collect();
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
        "decline_grounds": one.decline_grounds,
    }))
}

fn pause(language: Language, it: &PauseRule) -> Value {
    lean(json!({
        "ground": it.ground,
        "name": pick(language, &it.name_vi, &it.name_en),
        "cap_n": it.cap.map(|cap| cap.n),
        "cap_unit": it.cap.map(|cap| cap.unit),
        "legal_ref": pick(language, &it.legal_ref_vi, &it.legal_ref_en),
        "confirmed": it.confirmed,
        "applies_by": it.applies_by,
    }))
}

fn criterion(language: Language, it: &ComplexityCriterion) -> Value {
    lean(json!({
        "code": it.code,
        "step": it.step,
        "name": pick(language, &it.name_vi, &it.name_en),
        "legal_ref": pick(language, &it.legal_ref_vi, &it.legal_ref_en),
        "confirmed": it.confirmed,
    }))
}

fn transition(language: Language, it: &TransitionRule) -> Value {
    json!({
        "code": it.code,
        "what": it.what,
        "condition": it.condition,
        "effective_on": it.effective_on,
        "legal_ref": pick(language, &it.legal_ref_vi, &it.legal_ref_en),
        "confirmed": it.confirmed,
    })
}

//! `GET /api/v1/kinds`: what each kind of report needs, who will see it, its clocks and articles.

use std::collections::BTreeMap;
use std::sync::{PoisonError, RwLock};

use actix_web::HttpResponse;
use actix_web::web::Bytes;
use serde_json::{Value, json};

use super::answer::Answer;
use super::extract::Read;
use super::view::{lean, pick, rule};
use crate::domain::law::{ComplexityCriterion, PauseRule, TransitionRule};
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::service::clocks::law::KindInForce;
use crate::service::reference::Reference;

/// The last answer in each language, with the version of the reference data and the day that it is true of. Whoever opens
/// the form asks for it, and it changes with an import or at midnight.
#[derive(Default)]
pub(super) struct Prepared(RwLock<BTreeMap<Language, (i64, Day, Bytes)>>);

impl Prepared {
    /// The answer, made anew where the kept one is of other data or of another day.
    fn answer(&self, reference: &Reference, language: Language, today: Day) -> Bytes {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&language).cloned();
        if let Some((version, day, answer)) = kept
            && (version, day) == (reference.version, today)
        {
            return answer;
        }
        let all = reference.kinds_on(today);
        let items: Vec<Value> = all.iter().map(|one| kind(language, one)).collect();
        let made = Bytes::from(json!({"items": items}).to_string());
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        kept.insert(language, (reference.version, today, made.clone()));
        made
    }
}

/// `GET /api/v1/kinds`
pub(super) async fn list(request: Read) -> Answer {
    let (service, kinds) = (&request.state.service, &request.state.kinds);
    let answer = kinds.answer(&service.reference(), request.language, service.clock().today());
    Ok(HttpResponse::Ok().content_type("application/json").body(answer))
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
    json!({
        "code": it.code,
        "name": pick(language, &it.name_vi, &it.name_en),
        "legal_ref": pick(language, &it.legal_ref_vi, &it.legal_ref_en),
        "confirmed": it.confirmed,
    })
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

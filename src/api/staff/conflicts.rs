//! Conflicts of interest of inspectors: declaring one, and reading what is declared.

use actix_web::HttpResponse;
use serde_json::{Value, json};

use crate::api::answer::{Answer, items};
use crate::api::extract::{Read, Write};
use crate::api::view::{lean, unit};
use crate::domain::actor::Actor;
use crate::domain::text::Language;
use crate::service::conflicts::{Conflict, Declaration};
use crate::wire::form::Form;

/// `POST /api/v1/conflicts`. It takes no Idempotency-Key: what is declared again changes nothing.
pub(crate) async fn declare(request: Write<Actor>) -> Answer {
    let mut form = Form::new(&request.body);
    let asked =
        Declaration { login: form.key("login"), unit: form.key("unit"), until: form.day("until") };
    form.require(&["unit", "until"]);
    let kept = request.state.service.declare_conflict(&request.who, asked, form.finish()).await?;
    Ok(HttpResponse::Ok().json(shown(request.language, &kept)))
}

/// `GET /api/v1/conflicts`
pub(crate) async fn list(request: Read<Actor>) -> Answer {
    let all = request.state.service.conflicts(&request.who).await?;
    Ok(items(&all, |one| shown(request.language, one)))
}

fn shown(language: Language, conflict: &Conflict) -> Value {
    let also: Vec<Value> = conflict.also.iter().map(|it| unit(language, Some(it))).collect();
    lean(json!({
        "source": conflict.source,
        "login": conflict.login,
        "name": conflict.name,
        "unit": unit(language, conflict.unit.as_ref()),
        "also": also,
        "until": conflict.until,
        "declared_on": conflict.declared_on,
        "holds": conflict.holds,
    }))
}

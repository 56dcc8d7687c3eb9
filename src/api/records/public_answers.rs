//! What is public of answers, for anybody (NĐ 20/2008 Art. 19).

use actix_web::HttpResponse;
use serde_json::{Value, json};

use crate::api::answer::{Answer, page};
use crate::api::extract::Read;
use crate::api::view::unit;
use crate::domain::ids::PublicAnswerId;
use crate::domain::kind::Kind;
use crate::domain::text::Language;
use crate::service::FieldFault;
use crate::service::figures::statistics::Month;
use crate::service::records::public_answers::{PublicAnswerQuery, PublicAnswerView};

/// `GET /api/v1/public-answers`
pub(crate) async fn list(request: Read) -> Answer {
    let params = &request.query;
    let reference = request.state.service.reference();
    let category = |code: &str| {
        let known = reference.categories.iter().any(|one| one.code == code);
        known.then(|| code.to_owned())
    };
    let query = PublicAnswerQuery {
        unit: params.unit("unit", &reference.units)?.map(str::to_owned),
        kind: params.one_of("kind", Kind::ALL)?,
        category: params.parse("category", category, FieldFault::NoSuchCategory)?,
        month: params.parse("month", Month::parse, FieldFault::NotAMonth)?,
        cursor: params.owned("cursor"),
        limit: params.limit()?,
    };
    let found = request.state.service.public_answers(query).await?;
    Ok(page(&found, |it| view(request.language, it)))
}

/// `GET /api/v1/public-answers/{id}`
pub(crate) async fn get(request: Read<(), PublicAnswerId>) -> Answer {
    let found = request.state.service.public_answer(request.id).await?;
    Ok(HttpResponse::Ok().json(view(request.language, &found)))
}

fn view(language: Language, found: &PublicAnswerView) -> Value {
    let one = &found.answer;
    json!({
        "id": one.id,
        "unit": unit(language, found.unit.as_ref()),
        "kind": one.kind,
        "category": one.category,
        "outcome": one.outcome,
        "published_on": one.published_on,
        "question": one.said.as_ref().map(|said| &said.question),
        "answer": one.said.as_ref().map(|said| &said.answer),
    })
}

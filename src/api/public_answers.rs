//! What is public of answers, for anybody (NĐ 20/2008 Art. 19).

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::State;
use super::edge::Context;
use super::problem::{Kind as ProblemKind, Problem};
use super::query::Params;
use super::view::unit;
use crate::domain::ids::PublicAnswerId;
use crate::domain::kind::Kind;
use crate::domain::text::Language;
use crate::service::public_answers::{PublicAnswerQuery, PublicAnswerView};
use crate::service::statistics::Month;

/// `GET /api/v1/public-answers`
pub(super) async fn list(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
) -> Result<HttpResponse, Problem> {
    let known = ["unit", "kind", "category", "month", "limit", "cursor"];
    let params = Params::read(&request, &known)?;
    let query = PublicAnswerQuery {
        unit: params.text("unit").map(str::to_owned),
        kind: params.parse("kind", Kind::parse)?,
        category: params.text("category").map(str::to_owned),
        month: params.parse("month", Month::parse)?,
        cursor: params.text("cursor").map(str::to_owned),
        limit: params.limit()?,
    };
    let page = state.desk.public_answers(query).await?;
    let items: Vec<Value> = page.items.iter().map(|it| view(context.language, it)).collect();
    Ok(HttpResponse::Ok().json(json!({"items": items, "next": page.next})))
}

/// `GET /api/v1/public-answers/{id}`
pub(super) async fn get(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    path: web::Path<String>,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let id: PublicAnswerId = path.parse().map_err(|_| Problem::new(ProblemKind::NotFound))?;
    let found = state.desk.public_answer(id).await?;
    Ok(HttpResponse::Ok().json(view(context.language, &found)))
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

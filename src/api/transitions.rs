//! Changing a case: assignment and commands, each with its dry run.

use actix_web::http::header::ETAG;
use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::{Value, json};

use super::State;
use super::cases::{case_id, item};
use super::edge::Context;
use super::form::Form;
use super::gate::Signed;
use super::header::{IfMatch, OptionalKey, etag};
use super::json::JsonBody;
use super::problem::Problem;
use super::query::Params;
use super::view::{notice, owed};
use crate::domain::case::Outcome;
use crate::domain::event::DeclineGround;
use crate::domain::fault::FieldError;
use crate::domain::lifecycle::{Command, CommandName};
use crate::domain::text::{Language, Note};
use crate::service::handling::{Ask, Asked, Assignee, Done};

/// `POST /api/v1/cases/{id}/assignment`
#[expect(clippy::too_many_arguments, reason = "each is one part of the request")]
pub async fn assign(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    path: web::Path<String>,
    key: OptionalKey,
    IfMatch(version): IfMatch,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let case_id = case_id(&path)?;
    let mut form = Form::new(&body);
    let to = form.code("to", |text| match text {
        "me" => Some(Assignee::Me),
        other => other.parse().ok().map(Assignee::Colleague),
    });
    form.require(&["to"]);
    let faults = form.finish();
    let (Some(to), true) = (to, faults.is_empty()) else { return Err(Problem::invalid(faults)) };
    let ask = Ask { case_id, version, what: Asked::Assign(to) };
    let done = state.desk.handle(&actor, ask, &key.require()?, "assign_case", &body).await?;
    Ok(answer(context.language, &done))
}

/// `POST /api/v1/cases/{id}/transitions`
#[expect(clippy::too_many_arguments, reason = "each is one part of the request")]
pub async fn transition(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Signed(actor): Signed,
    path: web::Path<String>,
    key: OptionalKey,
    IfMatch(version): IfMatch,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    let params = Params::read(&request, &["dry_run"])?;
    let case_id = case_id(&path)?;
    let what = command(&body).map_err(Problem::invalid)?;
    let ask = Ask { case_id, version, what };
    if params.flag("dry_run")? {
        let done = state.desk.rehearse(&actor, ask).await?;
        return Ok(HttpResponse::Ok().json(done_json(context.language, &done)));
    }
    let done = state.desk.handle(&actor, ask, &key.require()?, "transition_case", &body).await?;
    Ok(answer(context.language, &done))
}

/// Reads a command; each has members of its own.
pub fn command(body: &Value) -> Result<Asked, Vec<FieldError>> {
    let mut form = Form::new(body);
    let name = form.code("command", CommandName::parse);
    form.require(&["command"]);
    let text =
        |form: &mut Form<'_>| form.text("text", Note::parse).map(|note| note.as_str().to_owned());
    let mut to = None;
    let command = match name {
        None => None,
        Some(CommandName::Accept) => Some(Command::Accept),
        Some(CommandName::Close) => Some(Command::Close),
        Some(CommandName::Decline) => {
            form.require(&["ground", "text"]);
            let ground = form.code("ground", DeclineGround::parse);
            let text = text(&mut form);
            ground.zip(text).map(|(ground, text)| Command::Decline { ground, text })
        }
        Some(CommandName::Forward) => {
            form.require(&["to", "text"]);
            to = form.key("to");
            text(&mut form).map(|text| Command::Forward { text })
        }
        Some(CommandName::Answer) => {
            form.require(&["outcome", "text"]);
            let outcome = form.code("outcome", Outcome::parse);
            let remedy = form.text("remedy", Note::parse).map(|note| note.as_str().to_owned());
            let text = text(&mut form);
            let both = outcome.zip(text);
            both.map(|(outcome, text)| Command::Answer { outcome, remedy, text })
        }
    };
    let faults = form.finish();
    match command {
        Some(command) if faults.is_empty() => Ok(Asked::Command { command, to }),
        _ => Err(faults),
    }
}

fn answer(language: Language, done: &Done) -> HttpResponse {
    let mut response = HttpResponse::Ok();
    response.insert_header((ETAG, etag(done.item.case.version)));
    if done.replayed {
        response.insert_header(("Idempotency-Replayed", "true"));
    }
    response.json(done_json(language, done))
}

fn done_json(language: Language, done: &Done) -> Value {
    let opened: Vec<Value> = done.opened.iter().map(|one| owed(language, one, true)).collect();
    json!({
        "case": item(language, &done.item),
        "event": {"n": done.event.0, "kind": done.event.1},
        "opened": opened,
        "notices": done.notices.iter().map(notice).collect::<Vec<_>>(),
        "allowed": done.allowed,
    })
}

//! What the holder of a receipt may do besides looking: answer, confirm, reopen, withdraw, claim an apology.

use actix_web::{HttpRequest, HttpResponse, web};
use serde_json::Value;

use super::State;
use super::edge::Context;
use super::form::Form;
use super::gate::Held;
use super::header::OptionalKey;
use super::json::JsonBody;
use super::problem::Problem;
use super::query::Params;
use super::report::tracked;
use crate::domain::fault::FieldError;
use crate::domain::lifecycle::{Command, PromiseCommand};
use crate::domain::receipt::Receipt;
use crate::domain::text::{Language, Note};
use crate::service::FieldFault;

/// Reads the one text that most of these have.
fn worded(body: &Value, make: impl Fn(String) -> Command) -> Result<Command, Vec<FieldError>> {
    let mut form = Form::new(body);
    let text = form.text("text", Note::parse);
    form.require(&["text"]);
    let faults = form.finish();
    match text {
        Some(text) if faults.is_empty() => Ok(make(text.as_str().to_owned())),
        _ => Err(faults),
    }
}

fn confirmation(body: &Value) -> Result<Command, Vec<FieldError>> {
    let faults = Form::new(body).finish();
    if faults.is_empty() { Ok(Command::Confirm) } else { Err(faults) }
}

fn withdrawal(body: &Value) -> Result<Command, Vec<FieldError>> {
    let mut form = Form::new(body);
    let under_pressure = form.flag("under_pressure");
    let text = form.text("text", Note::parse);
    form.require(&["text"]);
    let faults = form.finish();
    match text {
        Some(text) if faults.is_empty() => {
            Ok(Command::Withdraw { under_pressure, text: text.as_str().to_owned() })
        }
        _ => Err(faults),
    }
}

fn apology(body: &Value) -> Result<Command, Vec<FieldError>> {
    let mut form = Form::new(body);
    let promised_on = form.day("promised_on");
    let text = form.text("text", Note::parse);
    form.require(&["promised_on", "text"]);
    let faults = form.finish();
    match (promised_on, text) {
        (Some(promised_on), Some(text)) if faults.is_empty() => {
            let text = text.as_str().to_owned();
            Ok(Command::Promise(PromiseCommand::Claim { promised_on, text }))
        }
        _ => Err(faults),
    }
}

/// Reads what the reporter does by the last part of its address, for the demo's replay.
///
/// # Errors
/// Every fault of the body, or that no such address is known.
pub fn said(what: &str, body: &Value) -> Result<Command, Vec<FieldError>> {
    match what {
        "messages" => worded(body, |text| Command::ReporterReply { text }),
        "reopening" => worded(body, |text| Command::Reopen { text }),
        "review" => worded(body, |text| Command::Review { text }),
        "confirmation" => confirmation(body),
        "withdrawal" => withdrawal(body),
        "apology" => apology(body),
        _ => Err(vec![FieldFault::NotAllowed.at("/command")]),
    }
}

struct Sent<'a> {
    state: &'a State,
    language: Language,
    receipt: &'a Receipt,
    key: &'a OptionalKey,
    body: &'a Value,
}

impl Sent<'_> {
    async fn act(self, command: Command, operation: &'static str) -> Result<HttpResponse, Problem> {
        let key = self.key.require()?;
        let done =
            self.state.desk.handle_by_receipt(self.receipt, command, &key, operation, self.body);
        let done = done.await?;
        let mut response = HttpResponse::Ok();
        if done.replayed {
            response.insert_header(("Idempotency-Replayed", "true"));
        }
        Ok(response.json(tracked(self.language, &done.tracked)))
    }
}

macro_rules! by_receipt {
    ($($(#[$doc:meta])* $name:ident($operation:literal) => $read:expr;)+) => {$(
        $(#[$doc])*
        pub(super) async fn $name(
            state: web::Data<State>,
            request: HttpRequest,
            context: Context,
            Held(receipt): Held,
            key: OptionalKey,
            JsonBody(body): JsonBody,
        ) -> Result<HttpResponse, Problem> {
            Params::read(&request, &[])?;
            let read: fn(&Value) -> Result<Command, Vec<FieldError>> = $read;
            let command = read(&body).map_err(Problem::invalid)?;
            let sent = Sent {
                state: &state,
                language: context.language,
                receipt: &receipt,
                key: &key,
                body: &body,
            };
            sent.act(command, $operation).await
        }
    )+};
}

by_receipt! {
    /// `POST /api/v1/report/messages`: the answer to a question.
    reply("reply_to_question") => |body| worded(body, |text| Command::ReporterReply { text });
    /// `POST /api/v1/report/reopening`: the answer will not do.
    reopen("reopen_report") => |body| worded(body, |text| Command::Reopen { text });
    /// `POST /api/v1/report/review`: somebody else should look at it.
    review("review_report") => |body| worded(body, |text| Command::Review { text });
    /// `POST /api/v1/report/confirmation`: the answer will do.
    confirm("confirm_answer") => confirmation;
    /// `POST /api/v1/report/withdrawal`: take it back.
    withdraw("withdraw_report") => withdrawal;
    /// `POST /api/v1/report/apology`: the dossier was promised for a day, and no apology came.
    claim("claim_apology") => apology;
}

/// `POST /api/v1/report/activation`: the person makes a receipt that a desk printed the own, by
/// putting a secret in its place that the desk has never seen.
pub(super) async fn activate(
    state: web::Data<State>,
    request: HttpRequest,
    context: Context,
    Held(receipt): Held,
    JsonBody(body): JsonBody,
) -> Result<HttpResponse, Problem> {
    Params::read(&request, &[])?;
    let mut form = Form::new(&body);
    let text = form.secret("receipt");
    form.require(&["receipt"]);
    let own = text.as_deref().and_then(Receipt::parse);
    if text.is_some() && own.is_none() {
        form.fault("receipt", FieldFault::NotAReceipt);
    }
    if own.as_ref().is_some_and(Receipt::is_weak) {
        form.fault("receipt", FieldFault::WeakReceipt);
    }
    let faults = form.finish();
    let (Some(own), true) = (own, faults.is_empty()) else { return Err(Problem::invalid(faults)) };
    let found = state.desk.activate(&receipt, &own).await?;
    Ok(HttpResponse::Ok().json(tracked(context.language, &found)))
}

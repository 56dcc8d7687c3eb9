//! What the holder of a receipt may do besides looking: answer, confirm, rate, reopen, withdraw, claim an apology.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::Value;

use super::report::tracked;
use crate::api::answer::{Answer, written};
use crate::api::extract::{Keyed, Write};
use crate::domain::fault::FieldError;
use crate::domain::lifecycle::{Command, PromiseCommand};
use crate::domain::receipt::{OneTimeCode, Receipt};
use crate::domain::records::rating::Score;
use crate::domain::report::Contact;
use crate::domain::text::{ConsentVersion, Language};
use crate::service::FieldFault;
use crate::service::cases::handling::rating::Rated;
use crate::service::cases::moving::AsTip;
use crate::wire::form::{self, Form};
use crate::wire::report::{bribe, contact as left};

/// Reads the one text that most of these have.
fn text(form: &mut Form<'_>) -> Option<String> {
    form.require(&["text"]);
    form.note("text")
}

/// Reads what the reporter does by the last part of its address.
fn command(form: &mut Form<'_>, what: &str) -> Option<Command> {
    Some(match what {
        "messages" => Command::ReporterReply { text: text(form)? },
        "additions" => Command::AddFacts { text: text(form)? },
        "retaliation" => Command::FlagRetaliation { text: text(form)? },
        "reopening" => Command::Reopen { text: text(form)? },
        "review" => Command::Review { text: text(form)? },
        "confirmation" => Command::Confirm,
        "withdrawal" => {
            let under_pressure = form.flag("under_pressure");
            let text = form.note("text");
            form.require(&["text"]);
            Command::Withdraw { under_pressure, text: text? }
        }
        "apology" => {
            let (promised_on, text) = (form.day("promised_on"), form.note("text"));
            form.require(&["promised_on", "text"]);
            Command::Promise(PromiseCommand::Claim { promised_on: promised_on?, text: text? })
        }
        _ => {
            form.fault("command", FieldFault::NotAllowed);
            return None;
        }
    })
}

/// Reads what the reporter does by the last part of its address, for the demo's replay.
///
/// # Errors
/// Every fault of the body, or that no such address is known.
pub fn said(what: &str, body: &Value) -> Result<Command, Vec<FieldError>> {
    form::read(body, |form| command(form, what))
}

async fn act(request: Keyed<Receipt>, what: &str, operation: &'static str) -> Answer {
    let command = request.read(|form| command(form, what))?;
    let Keyed { who, body, language, .. } = &request;
    let key = request.key.require()?;
    let done = request.state.service.handle_by_receipt(who, command, key, operation, body).await?;
    Ok(written(StatusCode::OK, None, done.replayed, &tracked(*language, &done.tracked)))
}

/// `POST /api/v1/report/messages`: the answer to a question.
pub(crate) async fn reply(request: Keyed<Receipt>) -> Answer {
    act(request, "messages", "reply_to_question").await
}

/// `POST /api/v1/report/additions`: facts that nobody asked for.
pub(crate) async fn add(request: Keyed<Receipt>) -> Answer {
    act(request, "additions", "add_to_report").await
}

/// `POST /api/v1/report/to-integrity`: what was told is a bribe, and the unit is not to know.
pub(crate) async fn to_integrity(request: Keyed<Receipt>) -> Answer {
    let how = request.read(|form| {
        let (category, bribe) = (form.key("category"), form.object("bribe", bribe));
        Some(AsTip { category, bribe })
    })?;
    let (key, language) = (request.key.require()?, request.language);
    let service = &request.state.service;
    let done = service.move_to_integrity(&request.who, how, key, &request.body).await?;
    Ok(written(StatusCode::OK, None, done.replayed, &tracked(language, &done.tracked)))
}

/// `POST /api/v1/report/retaliation`: somebody takes revenge; only inspectors are told.
pub(crate) async fn retaliation(request: Keyed<Receipt>) -> Answer {
    act(request, "retaliation", "flag_retaliation").await
}

/// `POST /api/v1/report/reopening`: the answer will not do.
pub(crate) async fn reopen(request: Keyed<Receipt>) -> Answer {
    act(request, "reopening", "reopen_report").await
}

/// `POST /api/v1/report/review`: somebody else should look at it.
pub(crate) async fn review(request: Keyed<Receipt>) -> Answer {
    act(request, "review", "review_report").await
}

/// `POST /api/v1/report/confirmation`: the answer will do.
pub(crate) async fn confirm(request: Keyed<Receipt>) -> Answer {
    act(request, "confirmation", "confirm_answer").await
}

/// `POST /api/v1/report/rating`: how satisfied the reporter is. The answer is the same whatever else was said.
pub(crate) async fn rate(request: Keyed<Receipt>) -> Answer {
    let said = request.read(|form| {
        let score = form.number("score", Score::LEAST, Score::MOST).and_then(Score::parse);
        let asked_for_money = form.choice("asked_for_money");
        let words = form.note("words");
        form.require(&["score"]);
        Some(Rated { score: score?, asked_for_money, words })
    })?;
    let (key, language) = (request.key.require()?, request.language);
    let service = &request.state.service;
    let done = service.rate(&request.who, said, key, &request.body).await?;
    Ok(written(StatusCode::OK, None, done.replayed, &tracked(language, &done.value)))
}

/// `POST /api/v1/report/withdrawal`: take it back.
pub(crate) async fn withdraw(request: Keyed<Receipt>) -> Answer {
    act(request, "withdrawal", "withdraw_report").await
}

/// `POST /api/v1/report/apology`: the dossier was promised for a day, and no apology came.
pub(crate) async fn claim(request: Keyed<Receipt>) -> Answer {
    act(request, "apology", "claim_apology").await
}

/// `POST /api/v1/report/contact`: a way to answer, left or changed after filing.
pub(crate) async fn contact(request: Keyed<Receipt>) -> Answer {
    let contact = request.read(|form| {
        let version = form.text("consent_version", ConsentVersion::parse).map(String::from);
        let contact = form.object("contact", |form| left(form, Language::Vi));
        form.require(&["contact", "consent_version"]);
        contact.map(|contact| Contact { consent_version: version, ..contact })
    })?;
    let (key, language) = (request.key.require()?, request.language);
    let service = &request.state.service;
    let done = service.change_contact(&request.who, contact, key, &request.body).await?;
    Ok(written(StatusCode::OK, None, done.replayed, &tracked(language, &done.value)))
}

/// `POST /api/v1/report/contact/confirm`: the code that was mailed to a new address.
pub(crate) async fn confirm_contact(request: Keyed<Receipt>) -> Answer {
    let code = request.read(|form| {
        let text = form.secret("code");
        form.require(&["code"]);
        let code = text.as_deref().and_then(OneTimeCode::parse);
        if text.is_some() && code.is_none() {
            form.fault("code", FieldFault::NotACode);
        }
        code
    })?;
    let (key, language) = (request.key.require()?, request.language);
    let service = &request.state.service;
    let done = service.confirm_contact(&request.who, code, key, &request.body).await?;
    Ok(written(StatusCode::OK, None, done.replayed, &tracked(language, &done.value)))
}

/// `POST /api/v1/report/activation`: the person makes a receipt that a desk printed the own, by
/// putting a secret in its place that the desk has never seen.
pub(crate) async fn activate(request: Write<Receipt>) -> Answer {
    let own = request.read(|form| {
        let text = form.secret("receipt");
        form.require(&["receipt"]);
        let own = text.as_deref().and_then(Receipt::parse);
        if text.is_some() && own.is_none() {
            form.fault("receipt", FieldFault::NotAReceipt);
        }
        if own.as_ref().is_some_and(Receipt::is_weak) {
            form.fault("receipt", FieldFault::WeakReceipt);
        }
        own
    })?;
    let found = request.state.service.activate(&request.who, &own).await?;
    Ok(HttpResponse::Ok().json(tracked(request.language, &found)))
}

//! Official papers over HTTP: issuing them, and fetching each as a document for a word processor or as a page to print.

mod docx;
mod print;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, ContentDisposition, DispositionParam,
    DispositionType,
};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::answer::{Answer, items, written};
use super::extract::{Act, Read};
use super::problem::{Kind, Problem};
use super::view::lean;
use crate::domain::actor::Actor;
use crate::domain::codes::codes;
use crate::domain::ids::{CaseId, PaperId, UrgingId};
use crate::domain::lifecycle::{Command, PromiseCommand, Refusal};
use crate::domain::records::paper::{Paper, PaperKind, Signer};
use crate::domain::text::{PersonName, Place};
use crate::service::ServiceError;
use crate::service::cases::handling::papers::{NewPaper, PaperView};
use crate::wire::commands::{declining, forwarding, serving};
use crate::wire::form::Form;

codes! {
    /// How a paper is fetched.
    As {
        /// For a word processor.
        Docx => "docx",
        /// To be printed by a browser.
        Html => "html",
    }
}

fn signer(form: &mut Form<'_>) -> Option<Signer> {
    form.require(&["signer"]);
    form.object("signer", |form| {
        form.require(&["name", "title"]);
        let name = form.text("name", PersonName::parse);
        let title = form.text("title", Place::parse);
        Some(Signer { name: name?.as_str().to_owned(), title: title?.as_str().to_owned() })
    })
}

/// Reads a paper with the members of the command that it tells of. Where none of them is sent, the step was taken before.
fn new_paper(body: &Value, form: &mut Form<'_>) -> Option<NewPaper> {
    let sent = |name: &str| body.get(name).is_some_and(|value| !value.is_null());
    // The papers of letters are issued with the letter.
    let about_cases: Vec<PaperKind> =
        PaperKind::ALL.iter().copied().filter(|kind| *kind != PaperKind::Urging).collect();
    let kind = form.one_of("kind", &about_cases);
    form.require(&["kind"]);
    let signer = signer(form);
    let kind = kind?;
    let command = match kind {
        PaperKind::Refusal if sent("ground") || sent("text") => Some((declining(form)?, None)),
        PaperKind::Apology if sent("reason") || sent("served_on") => {
            let letter = serving(form, &signer.as_ref()?.name)?;
            Some((Command::Promise(PromiseCommand::Apologise(letter)), None))
        }
        PaperKind::Forwarding => {
            let (command, to) = forwarding(form)?;
            Some((command, Some(to)))
        }
        _ => None,
    };
    Some(NewPaper { kind, signer: signer?, command })
}

/// `POST /api/v1/cases/{id}/papers`
pub(crate) async fn issue(request: Act<CaseId>) -> Answer {
    let new = request.read(|form| new_paper(&request.body, form))?;
    let service = &request.state.service;
    if request.query.flag("dry_run")? {
        let asked = (request.id, request.version.0);
        let paper = service.rehearse_paper(&request.who, asked, new).await?;
        return Ok(HttpResponse::Ok().json(rehearsed(&paper)));
    }
    let issued = service.issue_paper(&request.who, request.edit()?, new).await;
    if matches!(issued, Err(ServiceError::Refused(Refusal::NotInYourHand))) {
        // What is not there at all the gate notes.
        service.note_denied(request.who.user_id, "issue_paper").await?;
    }
    let done = issued?;
    Ok(written(StatusCode::CREATED, None, done.replayed, &view(&done.value)?))
}

/// `POST /api/v1/urgings/{id}/paper`
pub(crate) async fn issue_urging(request: Act<UrgingId>) -> Answer {
    let signer = request.read(signer)?;
    let service = &request.state.service;
    if request.query.flag("dry_run")? {
        let asked = (request.id, request.version.0);
        let paper = service.rehearse_letter(&request.who, asked, signer).await?;
        return Ok(HttpResponse::Ok().json(rehearsed(&paper)));
    }
    let done = service.issue_letter(&request.who, request.edit()?, signer).await?;
    Ok(written(StatusCode::CREATED, None, done.replayed, &view(&done.value)?))
}

/// `GET /api/v1/cases/{id}/papers`
pub(crate) async fn list(request: Read<Actor, CaseId>) -> Answer {
    let found = request.state.service.papers(&request.who, request.id).await?;
    let shown: Vec<Value> = found.iter().map(view).collect::<Result<_, _>>()?;
    Ok(items(shown, |it| it))
}

/// `GET /api/v1/papers/{id}`
pub(crate) async fn get(request: Read<Actor, PaperId>) -> Answer {
    let form = request.query.one_of("as", As::ALL)?.unwrap_or(As::Docx);
    let found = request.state.service.paper(&request.who, request.id).await?;
    let mut answer = HttpResponse::Ok();
    if form == As::Html {
        answer.insert_header((CONTENT_SECURITY_POLICY, print::policy()));
        return Ok(answer.content_type("text/html; charset=utf-8").body(print::page(&found.paper)));
    }
    // Our own name, of codes and a day alone.
    let name = format!("{}-{}.docx", found.paper.kind, found.paper.day);
    let disposition = ContentDisposition {
        disposition: DispositionType::Attachment,
        parameters: vec![DispositionParam::Filename(name)],
    };
    answer.insert_header((CONTENT_DISPOSITION, disposition));
    Ok(answer.content_type(docx::MEDIA).body(document(&found.paper)?))
}

fn document(paper: &Paper) -> Result<Vec<u8>, Problem> {
    docx::written(paper).map_err(|_| Problem::new(Kind::Internal))
}

fn rehearsed(paper: &Paper) -> Value {
    json!({"kind": paper.kind, "template": paper.template, "lines": paper.lines()})
}

fn view(one: &PaperView) -> Result<Value, Problem> {
    let paper = &one.paper;
    let digest = HEXLOWER.encode(&Sha256::digest(document(paper)?));
    Ok(lean(json!({
        "id": one.id,
        "kind": paper.kind,
        "template": paper.template,
        "number": paper.number,
        "issued_on": paper.day,
        "issued_at": one.issued_at,
        "issuer": paper.issuer,
        "signer": {"name": paper.signer.name, "title": paper.signer.title},
        "subject": paper.subject,
        "to": paper.to,
        "sha256": digest,
    })))
}

//! Files beside reports: brought by receipt or by staff, listed, and given back to inspectors.

mod upload;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use serde_json::{Value, json};

use super::answer::{Answer, items, written};
use super::extract::Read;
use super::view::{lean, unit};
use crate::domain::actor::Actor;
use crate::domain::attachment::{Attachment, MOST_PAGES, Media, Scan};
use crate::domain::ids::{AttachmentId, CaseId};
use crate::domain::receipt::Receipt;
use crate::domain::text::Language;
use crate::service::attachments::{Giver, Listing, Original};
use upload::Upload;

/// What the browser of an inspector may do with an original: nothing but keep it.
const SHUT_IN: &str = "sandbox; default-src 'none'";

/// A file as whoever brought it by receipt sees it.
fn own(file: &Attachment) -> Value {
    lean(json!({
        "n": file.n,
        "type": file.facts.media,
        "bytes": file.facts.bytes,
        "day": file.day,
        "inspectors_only": file.inspectors_only.then_some(true),
    }))
}

/// A file as a member of staff sees it: its name, its hash and when it came only whoever may have the original.
fn shown(language: Language, one: &Listing) -> Value {
    let Listing { file, unit: given, by, pages, scan, whole } = one;
    let facts = &file.facts;
    lean(json!({
        "id": file.id,
        "type": facts.media,
        // To the byte it could be compared with what lies on a telephone.
        "bytes": whole.then_some(facts.bytes),
        "day": file.day,
        "place": if file.giver.is_none() { "receipt" } else { "staff" },
        "unit": unit(language, given.as_ref()),
        "by": by,
        "inspectors_only": file.inspectors_only.then_some(true),
        "copy": pages.map(|_| true),
        "pages": pages.filter(|_| facts.media == Media::Pdf),
        "scan": scan,
        "malware": facts.malware.as_ref().filter(|_| *whole),
        "name": facts.name.as_ref().filter(|_| *whole),
        "sha256": whole.then_some(&facts.sha256),
        "at": facts.at.filter(|_| *whole),
    }))
}

/// `GET /api/v1/report/attachments`
pub(crate) async fn list_own(request: Read<Receipt>) -> Answer {
    let files = request.state.service.own_attachments(&request.who).await?;
    Ok(items(files, |file| own(&file)))
}

/// `POST /api/v1/report/attachments`: one file, as it is.
pub(crate) async fn add_own(request: Upload<Receipt>) -> Answer {
    let giver = Giver::Reporter(request.who().clone());
    let added = request.receive(giver).await?;
    Ok(written(StatusCode::CREATED, None, added.replayed, &own(&added.file)))
}

/// `GET /api/v1/cases/{id}/attachments`
pub(crate) async fn list(request: Read<Actor, CaseId>) -> Answer {
    let files = request.state.service.attachments(&request.who, request.id).await?;
    Ok(items(files, |one| shown(request.language, &one)))
}

/// `POST /api/v1/cases/{id}/attachments`: one file, as it is.
pub(crate) async fn add(request: Upload<Actor, CaseId>) -> Answer {
    let (actor, case) = (request.who().clone(), request.id());
    let (state, language) = (request.state(), request.language());
    let added = request.receive(Giver::Staff(actor.clone(), case)).await?;
    let listing = state.service.added_by(&actor, case, added.file).await?;
    Ok(written(StatusCode::CREATED, None, added.replayed, &shown(language, &listing)))
}

/// `GET /api/v1/cases/{id}/attachments/{file}`: the original, to be kept and not to be shown.
pub(crate) async fn get(request: Read<Actor, (CaseId, AttachmentId)>) -> Answer {
    let (case, file) = request.id;
    let harm_known = request.query.flag("malware")?;
    Ok(download(request.state.service.original(&request.who, case, file, harm_known).await?))
}

/// `GET /api/v1/cases/{id}/attachments/{file}/copy`: the clean copy, which is all that a unit sees; of a document page by page.
pub(crate) async fn copy(request: Read<Actor, (CaseId, AttachmentId)>) -> Answer {
    let (case, file) = request.id;
    let page = request.query.number("page", 1, MOST_PAGES)?.unwrap_or(1);
    Ok(download(request.state.service.clean_copy(&request.who, case, file, page).await?))
}

fn download(found: Original) -> HttpResponse {
    let Original { file, content } = found;
    let media = file.facts.media;
    // What does harm is opened by no programme that its name or type would call.
    let (kind, ending) = match file.scan {
        Scan::Found => ("application/octet-stream", "malware"),
        Scan::Clean | Scan::Waiting => (media.as_str(), media.ending()),
    };
    // The name is ours: that of the file is in the list, as text.
    let name = format!("attachment; filename=\"{}.{ending}\"", file.id.uuid().simple());
    HttpResponse::build(StatusCode::OK)
        .content_type(kind)
        .insert_header((CONTENT_DISPOSITION, name))
        .insert_header((CONTENT_SECURITY_POLICY, SHUT_IN))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((CACHE_CONTROL, "no-store, no-transform"))
        .body(content.to_vec())
}

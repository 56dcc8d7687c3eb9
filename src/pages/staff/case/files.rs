//! Files beside a case: what there is, the clean copies that everybody who handles it sees, and the original for inspectors, to be kept and not to be shown.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{
    CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, X_CONTENT_TYPE_OPTIONS,
};

use super::id_of;
use crate::domain::attachment::Scan;
use crate::domain::ids::AttachmentId;
use crate::domain::text::Language;
use crate::pages::days;
use crate::pages::frame::{at, fill};
use crate::pages::staff::signed::Staff;
use crate::pages::told;
use crate::pages::words::case::Cases as Words;
use crate::service::ServiceError;
use crate::service::attachments::{Listing, Original};

/// What a browser may do with a file: nothing of what it may hold runs.
const SHUT_IN: &str = "sandbox; default-src 'none'";

/// A file as the page of its case shows it.
pub(super) struct FileView {
    pub what: String,
    pub who: String,
    /// The pages of the clean copy.
    pub pages: Vec<(String, String)>,
    /// The original, where the reader may have it, with its hash.
    pub whole: Option<(String, String)>,
    /// Whether it was found to do harm.
    pub harm: bool,
    /// Why there is nothing to see.
    pub none: Option<&'static str>,
}

/// The files of a case.
pub(super) fn shown(language: Language, case: &str, all: &[Listing]) -> Vec<FileView> {
    let w = Words::of(language);
    let one = |one: &Listing| {
        let file = &one.file;
        let base = at(language, &format!("/lam-viec/vu-viec/{case}/tep/{}", file.id));
        let page = |n: usize| {
            let label = fill(w.file_page, "n", &n.to_string());
            (format!("{base}/trang/{n}"), label)
        };
        let unit = one.unit.as_ref().map_or(w.to_reporter, |unit| told::unit(language, unit));
        let by = one.by.as_deref().map(|by| format!(" ({by})")).unwrap_or_default();
        let day = days::short(language, file.day);
        let harm = one.scan == Some(Scan::Found);
        FileView {
            what: file.facts.media.as_str().to_owned(),
            who: format!("{unit}{by}, {day}"),
            pages: (1..=one.pages.unwrap_or(0)).map(page).collect(),
            whole: one.whole.then(|| {
                let known = if harm { "?biet=co" } else { "" };
                (format!("{base}{known}"), file.facts.sha256.clone())
            }),
            harm,
            none: (one.pages.is_none() && !one.whole).then_some(w.file_none),
        }
    };
    all.iter().map(one).collect()
}

/// `GET /lam-viec/vu-viec/{id}/tep/{file}`: the original.
pub(in crate::pages::staff) async fn original(staff: Staff) -> HttpResponse {
    let found = async {
        let (case, file) = (id_of(&staff)?, file_of(&staff)?);
        // Only the link that warns says so.
        let known = staff.asked.query() == "biet=co";
        staff.service().original(staff.actor(), case, file, known).await
    };
    match found.await {
        Ok(found) => given(found, "attachment"),
        Err(ServiceError::File(_)) => refused(&staff),
        Err(error) => staff.failed(error, "get_attachment").await,
    }
}

/// `GET /lam-viec/vu-viec/{id}/tep/{file}/trang/{n}`: a page of the clean copy, which is a picture that we made.
pub(in crate::pages::staff) async fn page(staff: Staff) -> HttpResponse {
    let found = async {
        let (case, file) = (id_of(&staff)?, file_of(&staff)?);
        let n = staff.asked.part("n").parse().map_err(|_| ServiceError::NotFound)?;
        staff.service().clean_copy(staff.actor(), case, file, n).await
    };
    match found.await {
        Ok(found) => given(found, "inline"),
        Err(ServiceError::File(_)) => refused(&staff),
        Err(error) => staff.failed(error, "get_clean_copy").await,
    }
}

/// The page of a file that cannot be given now: it waits for what looks for harm, was changed, or is gone.
fn refused(staff: &Staff) -> HttpResponse {
    let w = Words::of(staff.asked.language);
    staff.frame(w.file_h2).wrong(StatusCode::CONFLICT, w.file_refused.to_owned())
}

fn file_of(staff: &Staff) -> Result<AttachmentId, ServiceError> {
    staff.asked.part("file").parse().map_err(|_| ServiceError::NotFound)
}

fn given(found: Original, how: &str) -> HttpResponse {
    let Original { file, content } = found;
    let media = file.facts.media;
    // The name is ours.
    let name = format!("{how}; filename=\"{}.{}\"", file.id.uuid().simple(), media.ending());
    HttpResponse::Ok()
        .content_type(media.as_str())
        .insert_header((CONTENT_DISPOSITION, name))
        .insert_header((CONTENT_SECURITY_POLICY, SHUT_IN))
        .insert_header((X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .body(content.to_vec())
}

//! What gives power asks for password and code of a moment ago: where they are missing, the page asks for them and keeps what was
//! to be done.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::signed::{PROOF_CODE as CODE, PROOF_PASSWORD as PASSWORD, Staff};
use crate::pages::asked::{told_to_wait, waiting};
use crate::pages::frame::Frame;
use crate::pages::told;
use crate::pages::words::staff::Staff as Words;
use crate::service::ServiceError;
use crate::service::accounts::{Given, Owner};
use crate::wire::limit::Class;

/// How often what was shown counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Counts {
    /// For some minutes.
    Minutes,
    /// For this once.
    Once,
}

#[derive(Template)]
#[template(path = "pages/staff/proof.html")]
struct Proof<'p> {
    f: &'p Frame,
    w: &'static Words,
    action: String,
    kept: Vec<(String, String)>,
    error: Option<String>,
}

/// Nothing where password and code were shown a moment ago, also with this very request; else the page that asks for them.
pub(super) async fn missing(
    staff: &Staff,
    name: &'static str,
    counts: Counts,
) -> Option<HttpResponse> {
    if !staff.service().strictness().proofs {
        return None;
    }
    if staff.sent.get(PASSWORD).is_some() {
        if let Some(seconds) = staff.asked.count(Class::Login) {
            let told = told_to_wait(&staff.frame(""), seconds);
            return Some(waiting(asked(staff, Some(told)), seconds));
        }
        match shown(staff).await {
            Ok(()) => {}
            Err(ServiceError::Invalid(faults)) => {
                let told =
                    faults.first().map(|it| told::fault(staff.asked.language, it).to_owned());
                return Some(asked(staff, told));
            }
            Err(error) => return Some(staff.failed(error, name).await),
        }
    }
    let proven = match counts {
        Counts::Minutes => staff.service().is_proven(&staff.session).await,
        Counts::Once => staff.service().use_proof(&staff.session).await,
    };
    match proven {
        Ok(true) => None,
        Ok(false) => Some(asked(staff, None)),
        Err(error) => Some(staff.failed(error, name).await),
    }
}

async fn shown(staff: &Staff) -> Result<(), ServiceError> {
    let password = staff.sent.get(PASSWORD).unwrap_or_default().to_owned();
    let code = Some(staff.sent.typed(CODE).to_owned()).filter(|code| !code.is_empty());
    let source = staff.asked.source();
    let owner = Owner { actor: staff.actor(), token: &staff.token, source };
    staff.service().prove(owner, Given { password, code }).await.map(|_| ())
}

fn asked(staff: &Staff, error: Option<String>) -> HttpResponse {
    let mut frame = staff.frame(staff.w.proof_h1);
    frame.faulty = error.is_some();
    let own = ["dau", PASSWORD, CODE];
    let kept = staff.sent.all.iter().filter(|(name, _)| !own.contains(&name.as_str()));
    let page = Proof {
        f: &frame,
        w: staff.w,
        action: staff.asked.uri(),
        kept: kept.cloned().collect(),
        error,
    };
    let status = if frame.faulty { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    frame.answer(status, &page)
}

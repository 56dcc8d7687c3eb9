//! A file that comes by the page of a report.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::{Page, Said};
use crate::domain::attachment::{Attachment, FileRefusal, Media};
use crate::domain::running::network::Network;
use crate::domain::text::Language;
use crate::pages::asked::{told_to_wait, unread, waiting};
use crate::pages::days::short;
use crate::pages::frame::{Frame, fill};
use crate::pages::reporter::known::Known;
use crate::pages::reporter::photo::{Brought, NotTaken};
use crate::pages::reporter::typed::{Typed, form_key};
use crate::pages::words::report::Report;
use crate::service::ServiceError;
use crate::wire::limit::Class;

impl Page<'_> {
    /// Takes the file of a form.
    pub(super) async fn bring(&self, payload: web::Payload) -> HttpResponse {
        let wait = self.asked.count(Class::Upload);
        let read = Brought::read(self.asked.headers(), payload.into_inner()).await;
        let mut brought = match read {
            Ok(brought) => brought,
            Err(fault) => return unread(&self.frame, fault),
        };
        let answer = self.brought(&mut brought, wait).await;
        brought.drain().await;
        answer
    }

    async fn brought(&self, brought: &mut Brought, wait: Option<u64>) -> HttpResponse {
        let (words, service) = (self.frame.w, self.asked.service());
        let ask =
            |status, note: &str| self.ask(status, None, Some(note.to_owned()), Typed::default());
        match self.asked.takes(&brought.fields) {
            Some(true) => {}
            Some(false) => return ask(StatusCode::FORBIDDEN, words.follow_old),
            None => return self.frame.wrong(StatusCode::FORBIDDEN, words.state_403.to_owned()),
        }
        let Ok(known) = Known::of(service, &brought.fields) else {
            return ask(StatusCode::OK, words.follow_again);
        };
        if let Some(seconds) = wait {
            let note = told_to_wait(&self.frame, seconds);
            let page = self.retry(StatusCode::TOO_MANY_REQUESTS, &known, note, Typed::default());
            return waiting(page, seconds);
        }
        let key = form_key(&brought.fields).unwrap_or_else(|| service.fresh_key());
        let (key, source) = (format!("{key}-anh"), Network::of_subscriber(self.asked.source()));
        let taken = brought.take(service, &known.receipt, &key, source).await;
        let (status, said) = match taken {
            Ok(()) => (StatusCode::OK, Said { done: true, ..Said::default() }),
            Err(NotTaken::Told(ServiceError::UnknownReceipt)) => {
                let error = Some(words.follow_error_unknown);
                return self.ask(StatusCode::OK, error, None, Typed::default());
            }
            Err(why) => match self.told(why) {
                Ok(told) => told,
                Err(error) => return self.failed(&known, &error, Typed::default()),
            },
        };
        let page = self.look(&known, status, said).await;
        page.unwrap_or_else(|error| self.failed(&known, &error, Typed::default()))
    }

    /// What is said beside the field, or above all of it.
    fn told(&self, why: NotTaken) -> Result<(StatusCode, Said), ServiceError> {
        let (language, words) = (self.frame.language, self.frame.w);
        let r = Report::of(language);
        let at_field = |text: &str| {
            let said = Said { file_fault: Some(text.to_owned()), ..Said::default() };
            Ok((StatusCode::UNPROCESSABLE_ENTITY, said))
        };
        let above = |status, text: &str| {
            Ok((status, Said { note: Some(text.to_owned()), ..Said::default() }))
        };
        match why {
            NotTaken::Nothing => at_field(r.file_none),
            NotTaken::Broken => at_field(r.file_broken),
            NotTaken::Told(ServiceError::File(why)) => at_field(refusal(r, why)),
            NotTaken::Told(ServiceError::Refused(refusal)) => above(
                StatusCode::CONFLICT,
                match language {
                    Language::Vi => refusal.vi(),
                    Language::En => refusal.en(),
                },
            ),
            NotTaken::Told(ServiceError::KeyReused | ServiceError::Stale) => {
                above(StatusCode::CONFLICT, words.follow_changed)
            }
            NotTaken::Told(ServiceError::Busy) => {
                above(StatusCode::SERVICE_UNAVAILABLE, r.file_busy)
            }
            NotTaken::Told(error) => Err(error),
        }
    }
}

const fn refusal(r: &Report, why: FileRefusal) -> &'static str {
    match why {
        FileRefusal::Type => r.file_type,
        FileRefusal::Heic => r.file_heic,
        FileRefusal::TooLarge => r.file_large,
        FileRefusal::Picture => r.file_picture,
        FileRefusal::Unreadable
        | FileRefusal::Damaged
        | FileRefusal::Unscanned
        | FileRefusal::Malware => r.file_unreadable,
        FileRefusal::Full => r.file_full,
        FileRefusal::Off | FileRefusal::Away => r.file_off,
    }
}

/// How a file that is there is told of.
pub(super) fn listed(frame: &Frame, file: &Attachment) -> String {
    let r = Report::of(frame.language);
    let kind = match file.facts.media {
        Media::Pdf => r.file_document,
        Media::Jpeg | Media::Png | Media::Webp => r.file_photo,
    };
    // Tenths of a megabyte, and no nothing.
    let tenths = (file.facts.bytes * 10).div_ceil(1 << 20);
    let mark = match frame.language {
        Language::Vi => ',',
        Language::En => '.',
    };
    let size = format!("{}{mark}{} MB", tenths / 10, tenths % 10);
    let text = fill(fill(r.file_row, "n", &file.n.to_string()).as_str(), "kind", kind);
    fill(&fill(&text, "size", &size), "day", &short(frame.language, file.day))
}

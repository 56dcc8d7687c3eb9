//! `/theo-doi`: following a report by its receipt, which stands in no address, no title and no cookie.

use actix_web::http::StatusCode;
use actix_web::http::header::RETRY_AFTER;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::acts::Act;
use super::known::{Known, NoReceipt};
use super::shown::{ActView, CaseView, act_view, case_view};
use super::typed::{Typed, key_of};
use crate::domain::kind::Channel;
use crate::domain::lifecycle::Refusal;
use crate::domain::text::Language;
use crate::pages::asked::{Asked, told_to_wait, waiting};
use crate::pages::frame::{Area, Frame, fill};
use crate::pages::words::report::Report;
use crate::service::ServiceError;
use crate::service::carried::Carried;
use crate::service::cases::tracking::Tracked;
use crate::wire::limit::Class;

mod bringing;

const PATH: &str = "/theo-doi";
/// What answers is a page of so many sizes, or a multiple: with a report of usual length, and without any.
const SIZES: usize = 5;

#[derive(Template)]
#[template(path = "pages/follow.html")]
struct Ask<'p> {
    f: &'p Frame,
    form: String,
    key: String,
    /// What is wrong with the receipt.
    error: Option<&'static str>,
    /// What is said before.
    note: Option<String>,
    typed: Typed,
}

#[derive(Template)]
#[template(path = "pages/retry.html")]
struct Retry<'p> {
    f: &'p Frame,
    form: String,
    key: String,
    /// The receipt, sealed.
    carried: String,
    note: String,
    typed: Typed,
}

#[derive(Template)]
#[template(path = "pages/shown.html")]
struct Shown<'p> {
    f: &'p Frame,
    form: String,
    key: String,
    /// The receipt, sealed.
    carried: String,
    done: bool,
    note: Option<String>,
    /// What was typed for something that cannot be done any more.
    kept: Option<String>,
    cases: Vec<CaseView>,
    acts: Vec<ActView>,
    r: &'static Report,
    /// The files that came by this receipt.
    files: Vec<String>,
    /// Whether one more can be brought here, and what is said of it.
    file_hint: Option<&'static str>,
    file_fault: Option<String>,
}

/// What one page says besides what it shows.
#[derive(Default)]
struct Said {
    done: bool,
    note: Option<String>,
    /// What is wrong with the words of an act.
    fault: Option<String>,
    /// What is wrong with a file.
    file_fault: Option<String>,
    typed: Typed,
}

struct Page<'a> {
    asked: &'a Asked,
    frame: Frame,
}

/// `GET /theo-doi`
pub(in crate::pages) async fn ask(asked: Asked) -> HttpResponse {
    let page = Page::new(&asked);
    page.ask(StatusCode::OK, None, None, Typed::default())
}

/// `POST /theo-doi`
pub(in crate::pages) async fn show(asked: Asked, payload: web::Payload) -> HttpResponse {
    let page = Page::new(&asked);
    if asked.brings_a_file() {
        return page.bring(payload).await;
    }
    // Counted before anything is read: what is refused for its form was a try too.
    let wait = asked.count(Class::Lookup);
    let (fields, fresh) = match asked.sent(&page.frame, payload).await {
        Ok(sent) => sent,
        Err(refusal) => return refusal,
    };
    let (words, typed) = (page.frame.w, Typed::of(&fields));
    if !fresh {
        let note = Some(words.follow_old.to_owned());
        return page.ask(StatusCode::FORBIDDEN, None, note, typed);
    }
    let known = Known::of(asked.service(), &fields);
    if let Some(seconds) = wait {
        let (status, note) = (StatusCode::TOO_MANY_REQUESTS, told_to_wait(&page.frame, seconds));
        let told = match known {
            Ok(known) => page.retry(status, &known, note, typed),
            Err(_) => page.ask(status, None, Some(note), typed),
        };
        return waiting(told, seconds);
    }
    match known {
        Ok(known) => page.answer(&known, typed).await,
        // Not even the status tells from outside that there was nothing to show.
        Err(NoReceipt::Over) => {
            page.ask(StatusCode::OK, None, Some(words.follow_again.to_owned()), typed)
        }
        Err(NoReceipt::Mistyped) => {
            page.ask(StatusCode::OK, Some(words.follow_error_shape), None, typed)
        }
    }
}

impl<'a> Page<'a> {
    fn new(asked: &'a Asked) -> Self {
        Self { asked, frame: asked.frame(Area::Reporter, PATH).of_sizes(SIZES) }
    }

    /// The frame of a page on which something is wrong, or not.
    fn frame(&self, faulty: bool) -> Frame {
        let mut frame = Self::new(self.asked).frame;
        frame.faulty = faulty;
        frame
    }

    /// Asks for the receipt. What was typed is kept, and runs nothing.
    fn ask(
        &self,
        status: StatusCode,
        error: Option<&'static str>,
        note: Option<String>,
        typed: Typed,
    ) -> HttpResponse {
        let (service, frame) = (self.asked.service(), self.frame(error.is_some()));
        let form = match service.carry(Carried::Form, &()) {
            Ok(form) => form,
            Err(error) => return frame.failed(&self.asked.id, &error),
        };
        let key = typed.key_or(|| service.fresh_key());
        frame.answer(status, &Ask { f: &frame, form, key, error, note, typed })
    }

    /// Has the same sent once more, where it could not be told now what became of it.
    fn retry(&self, status: StatusCode, known: &Known, note: String, typed: Typed) -> HttpResponse {
        let (service, frame) = (self.asked.service(), self.frame(false));
        let sealed = known.sealed(service);
        let (form, carried) = match (service.carry(Carried::Form, &()), sealed) {
            (Ok(form), Ok(carried)) => (form, carried),
            (Err(error), _) | (_, Err(error)) => return frame.failed(&self.asked.id, &error),
        };
        let key = typed.key_or(|| service.fresh_key());
        frame.answer(status, &Retry { f: &frame, form, key, carried, note, typed })
    }

    async fn answer(&self, known: &Known, typed: Typed) -> HttpResponse {
        let answered = if let Some(act) = typed.asked() {
            self.act(known, act, &typed).await
        } else {
            let said = Said { typed: typed.clone(), ..Said::default() };
            self.look(known, StatusCode::OK, said).await
        };
        match answered {
            Ok(page) => page,
            Err(ServiceError::UnknownReceipt) => {
                let error = Some(self.frame.w.follow_error_unknown);
                self.ask(StatusCode::OK, error, None, typed)
            }
            Err(error) => self.failed(known, &error, typed),
        }
    }

    /// A fault of ours, or what is not to be had now: nothing that was typed is lost for it.
    fn failed(&self, known: &Known, error: &ServiceError, typed: Typed) -> HttpResponse {
        let words = self.frame.w;
        let told = self.frame.failed(&self.asked.id, error);
        let note = match error {
            ServiceError::OutcomeUnknown => words.state_outcome_unknown.to_owned(),
            _ => fill(words.state_500, "id", &self.asked.id),
        };
        let mut page = self.retry(told.status(), known, note, typed);
        if let Some(wait) = told.headers().get(RETRY_AFTER) {
            page.headers_mut().insert(RETRY_AFTER, wait.clone());
        }
        page
    }

    async fn look(
        &self,
        known: &Known,
        status: StatusCode,
        said: Said,
    ) -> Result<HttpResponse, ServiceError> {
        let found = self.asked.service().track(&known.receipt).await?;
        self.shown(known, status, &found, said).await
    }

    async fn act(
        &self,
        known: &Known,
        act: Act,
        typed: &Typed,
    ) -> Result<HttpResponse, ServiceError> {
        let (language, typed) = (self.frame.language, typed.clone());
        let (command, body) = match act.command(&typed.text, typed.pressed) {
            Ok(Some(read)) => read,
            Ok(None) => return self.own(known, &typed).await,
            Err(fault) => {
                let told = match language {
                    Language::Vi => fault.vi(),
                    Language::En => fault.en(),
                };
                let said = Said { fault: Some(told.to_owned()), typed, ..Said::default() };
                return self.look(known, StatusCode::UNPROCESSABLE_ENTITY, said).await;
            }
        };
        let service = self.asked.service();
        let form = typed.key_or(|| service.fresh_key());
        let (key, operation) = (key_of(&form, act, &body), act.operation());
        let done = service.handle_by_receipt(&known.receipt, command, &key, operation, &body);
        let note = match done.await {
            Ok(told) => {
                let said = Said { done: true, ..Said::default() };
                return self.shown(known, StatusCode::OK, &told.tracked, said).await;
            }
            Err(ServiceError::Refused(Refusal::NotActivated)) => self.frame.w.do_own_hint,
            Err(ServiceError::Refused(refusal)) => match language {
                Language::Vi => refusal.vi(),
                Language::En => refusal.en(),
            },
            Err(ServiceError::KeyReused | ServiceError::Stale) => self.frame.w.follow_changed,
            Err(error) => return Err(error),
        };
        // It had no effect, and what is sent next is another request.
        let typed = Typed { key: None, ..typed };
        let said = Said { note: Some(note.to_owned()), typed, ..Said::default() };
        self.look(known, StatusCode::CONFLICT, said).await
    }

    /// Puts the receipt that the form offered in the place of the one that a desk printed.
    async fn own(&self, known: &Known, typed: &Typed) -> Result<HttpResponse, ServiceError> {
        let service = self.asked.service();
        let Some(key) = &typed.key else {
            return self.look(known, StatusCode::OK, Said::default()).await;
        };
        let receipt = service.own_receipt(&known.receipt, key);
        match service.activate(&known.receipt, &receipt).await {
            Ok(found) => {
                let known = Known::now(service, receipt);
                let said = Said { done: true, ..Said::default() };
                self.shown(&known, StatusCode::OK, &found, said).await
            }
            Err(ServiceError::Refused(_) | ServiceError::ReceiptTaken) => {
                let note = Some(self.frame.w.follow_changed.to_owned());
                let said = Said { note, ..Said::default() };
                self.look(known, StatusCode::CONFLICT, said).await
            }
            Err(error) => Err(error),
        }
    }

    async fn shown(
        &self,
        known: &Known,
        status: StatusCode,
        found: &Tracked,
        said: Said,
    ) -> Result<HttpResponse, ServiceError> {
        let faulty = said.fault.is_some() || said.file_fault.is_some();
        let (service, frame) = (self.asked.service(), self.frame(faulty));
        let files = service.own_attachments(&known.receipt).await?;
        let r = Report::of(frame.language);
        let (reference, today) = (service.reference(), service.clock().today());
        let all = std::iter::once(found).chain(&found.linked);
        let cases = all.map(|one| case_view(&frame, &reference, one, today)).collect();
        // What is done with a receipt is done to the case that goes on.
        let last = found.linked.last().unwrap_or(found);
        let open = Act::open(last);
        let can = open.contains(&Act::Add);
        let Said { done, note, fault, file_fault, typed } = said;
        let shut = typed.act.is_some_and(|act| !open.contains(&act));
        let key = typed.key_or(|| service.fresh_key());
        let acts = open.into_iter().map(|act| {
            if act == Act::Own {
                let own = Some(service.own_receipt(&known.receipt, &key).to_text());
                return ActView { own, ..act_view(&frame, act, last) };
            }
            if typed.act != Some(act) {
                return act_view(&frame, act, last);
            }
            let (text, fault, pressed) = (typed.text.clone(), fault.clone(), typed.pressed);
            ActView { text, fault, pressed, ..act_view(&frame, act, last) }
        });
        let template = Shown {
            f: &frame,
            form: service.carry(Carried::Form, &())?,
            carried: known.sealed(service)?,
            done,
            note,
            kept: Some(typed.text.clone()).filter(|text| shut && !text.is_empty()),
            cases,
            acts: acts.collect(),
            files: files.iter().map(|one| bringing::listed(&frame, one)).collect(),
            file_hint: can.then_some(match last.channel {
                Channel::Service => r.file_hint,
                Channel::Integrity => r.file_hint_sealed,
            }),
            file_fault,
            r,
            key,
        };
        Ok(frame.answer(status, &template))
    }
}

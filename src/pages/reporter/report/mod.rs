//! `/gui`: a report in one document, read once more, sent once however often it is sent.

mod answers;
mod check;
mod chosen;
mod form;
mod kept;
mod places;

use actix_web::http::StatusCode;
use actix_web::http::header::LOCATION;
use actix_web::{HttpResponse, web};
use serde::{Deserialize, Serialize};

use crate::domain::receipt::Receipt;
use crate::pages::asked::{Asked, Fields, told_to_wait, waiting};
use crate::pages::frame::{Area, Frame, fill};
use crate::pages::qr::Picture;
use crate::pages::reporter::known::Known;
use crate::pages::reporter::typed::form_key;
use crate::pages::words::report::Report;
use crate::service::carried::{Carried, CarryFault};
use crate::service::cases::intake::{Filed, Filing};
use crate::service::{FieldFault, ServiceError};
use crate::wire::limit::Class;
use answers::Answers;
use check::{Again, Check, Goes, Received, Sent, due, rows, sign};
use form::{Form, Offers, Places, Wrong, wrong};
use kept::Note;

const PATH: &str = "/gui";
/// What answers, but for the form itself, is a page of so many sizes, or a multiple: of a tip as of everything else.
const SIZES: usize = 2;

/// The answers, and the key under which they are sent. It is drawn with the empty form and stays with it on every page, so that a
/// form has one effect, wherever somebody goes back to and sends it from once more.
#[derive(Serialize, Deserialize)]
struct Ready {
    answers: Answers,
    key: String,
}

struct Page<'a> {
    asked: &'a Asked,
    frame: Frame,
}

/// `GET /gui`
pub(in crate::pages) async fn begin(asked: Asked) -> HttpResponse {
    let page = Page::new(&asked);
    let empty = page.form(StatusCode::OK, &page.empty(), Vec::new(), None);
    // Nothing that somebody typed stands on it, so its length tells nothing.
    asked.packed(page.told(empty)).await
}

/// `POST /gui`
pub(in crate::pages) async fn go_on(asked: Asked, payload: web::Payload) -> HttpResponse {
    let page = Page::new(&asked);
    match asked.fields(&page.frame, payload).await {
        Ok(fields) => page.told(page.answer(&fields).await),
        Err(refusal) => refusal,
    }
}

impl<'a> Page<'a> {
    fn new(asked: &'a Asked) -> Self {
        Self { asked, frame: asked.frame(Area::Reporter, PATH) }
    }

    fn told(&self, answer: Result<HttpResponse, ServiceError>) -> HttpResponse {
        answer.unwrap_or_else(|error| self.frame.failed(&self.asked.id, &error))
    }

    /// The frame of a page on which something is wrong.
    fn faulty(&self, faulty: bool) -> Frame {
        let mut frame = self.asked.frame(Area::Reporter, PATH);
        frame.faulty = faulty;
        frame
    }

    fn empty(&self) -> Ready {
        Ready { answers: Answers::default(), key: self.asked.service().fresh_key() }
    }

    async fn answer(&self, fields: &Fields) -> Result<HttpResponse, ServiceError> {
        let step = fields.get("viec").map(String::as_str).unwrap_or_default();
        if fields.contains_key("kept") {
            let to = (LOCATION, self.frame.at("/theo-doi"));
            match step {
                "cat" => return Ok(HttpResponse::SeeOther().insert_header(to).finish()),
                // The form goes on as it is: it holds the receipt, sealed.
                "anh" => return Ok(HttpResponse::TemporaryRedirect().insert_header(to).finish()),
                _ => {}
            }
        }
        if step == "chon" {
            // Whoever comes from elsewhere has chosen what happened, and goes on from there.
            let ready = Ready { answers: Answers::of(fields), ..self.empty() };
            return self.form(StatusCode::OK, &ready, Vec::new(), None);
        }
        if !["sua", "gui", "cat", "anh", "tep", "moi"].contains(&step) {
            let key = form_key(fields).unwrap_or_else(|| self.asked.service().fresh_key());
            return self.check(Ready { answers: Answers::of(fields), key }).await;
        }
        let carried = fields.get("don").map(String::as_str).unwrap_or_default();
        let ready = match self.asked.service().carried::<Ready>(Carried::Answers, carried) {
            Ok(ready) => ready,
            // Too long ago: what was typed is read once more. The key stays: it may have been sent before.
            Err(CarryFault::Over(ready)) => return self.check(ready).await,
            Err(CarryFault::Unknown) => {
                let note = Some(self.frame.w.gui_lost.to_owned());
                return self.form(StatusCode::OK, &self.empty(), Vec::new(), note);
            }
        };
        match step {
            "sua" => self.form(StatusCode::OK, &ready, Vec::new(), None),
            "moi" => self.check(Ready { answers: ready.answers, ..self.empty() }).await,
            "gui" if !fields.contains_key("truthful") => {
                let filed = self.asked.service().preview(self.filing(&ready.answers)).await;
                self.checked(StatusCode::UNPROCESSABLE_ENTITY, &ready, filed, true)
            }
            step => self.send(&ready, step).await,
        }
    }

    fn filing(&self, answers: &Answers) -> Filing {
        let service = self.asked.service();
        let (reference, today) = (service.reference(), service.clock().today());
        answers.filing(&reference, self.frame.language, today)
    }

    fn form(
        &self,
        status: StatusCode,
        ready: &Ready,
        faults: Vec<Wrong>,
        note: Option<String>,
    ) -> Result<HttpResponse, ServiceError> {
        let service = self.asked.service();
        let frame = self.faulty(!faults.is_empty());
        let (reference, today) = (service.reference(), service.clock().today());
        let offers = Offers::on(&reference, frame.w, frame.language, today);
        let mark = service.carry(Carried::Form, &())?;
        let Ready { answers, key } = ready;
        let places = Places::of(&reference, answers, frame.language, today);
        let mut faults = faults;
        places.tell(&mut faults);
        let r = Report::of(frame.language);
        let template = Form { f: &frame, r, mark, key, a: answers, faults, note, offers, places };
        Ok(frame.answer(status, &template))
    }

    /// Where the report would go; nothing is written.
    async fn check(&self, ready: Ready) -> Result<HttpResponse, ServiceError> {
        if let Some(seconds) = self.asked.count(Class::Submit) {
            let note = Some(told_to_wait(&self.frame, seconds));
            let page = self.form(StatusCode::TOO_MANY_REQUESTS, &ready, Vec::new(), note)?;
            return Ok(waiting(page, seconds));
        }
        let filed = self.asked.service().preview(self.filing(&ready.answers)).await;
        self.checked(StatusCode::OK, &ready, filed, false)
    }

    fn checked(
        &self,
        status: StatusCode,
        ready: &Ready,
        filed: Result<Filed, ServiceError>,
        unticked: bool,
    ) -> Result<HttpResponse, ServiceError> {
        let filed = match filed {
            Ok(filed) => filed,
            Err(error) => return self.refused(ready, error),
        };
        let service = self.asked.service();
        let frame = self.faulty(unticked).of_sizes(SIZES);
        let (reference, today) = (service.reference(), service.clock().today());
        let template = Check {
            f: &frame,
            form: service.carry(Carried::Form, &())?,
            rows: rows(&frame, &reference, &ready.answers, today),
            carried: service.carry(Carried::Answers, ready)?,
            goes: Goes::of(&frame, &filed),
            unticked,
        };
        Ok(frame.answer(status, &template))
    }

    /// The form anew, with what is wrong with it, and everything that was typed.
    fn refused(&self, ready: &Ready, error: ServiceError) -> Result<HttpResponse, ServiceError> {
        let words = self.frame.w;
        match error {
            ServiceError::Invalid(mut faults) => {
                let language = self.frame.language;
                // That a number is none says more than that there is none.
                faults.sort_by_key(|one| one.code == FieldFault::Unreachable.code());
                let mut all: Vec<Wrong> =
                    faults.iter().map(|one| wrong(words, language, one)).collect();
                let mut seen = Vec::new();
                all.retain(|one| {
                    let new = !seen.contains(&one.field);
                    seen.push(one.field);
                    new
                });
                self.form(StatusCode::UNPROCESSABLE_ENTITY, ready, all, None)
            }
            ServiceError::Internal(cause) => Err(ServiceError::Internal(cause)),
            _ => {
                let note = Some(fill(words.state_500, "id", &self.asked.id));
                self.form(StatusCode::SERVICE_UNAVAILABLE, ready, Vec::new(), note)
            }
        }
    }

    /// Files the report. The same key makes the same receipt, and never a second case: what is done with the receipt afterwards
    /// sends the same once more.
    async fn send(&self, ready: &Ready, step: &str) -> Result<HttpResponse, ServiceError> {
        if let Some(seconds) = self.asked.count(Class::Submit) {
            let note = told_to_wait(&self.frame, seconds);
            let page = self.again(StatusCode::TOO_MANY_REQUESTS, ready, note)?;
            return Ok(waiting(page, seconds));
        }
        let filing = self.filing(&ready.answers);
        let filed = match self.asked.service().file(filing, &ready.key).await {
            Ok(filed) => filed,
            Err(error @ ServiceError::Invalid(_)) => return self.refused(ready, error),
            Err(ServiceError::KeyReused) => return self.sent(ready),
            Err(ServiceError::Internal(cause)) => return Err(ServiceError::Internal(cause)),
            Err(ServiceError::OutcomeUnknown) => {
                let note = self.frame.w.state_outcome_unknown.to_owned();
                return self.again(StatusCode::SERVICE_UNAVAILABLE, ready, note);
            }
            Err(_) => {
                let note = fill(self.frame.w.state_500, "id", &self.asked.id);
                return self.again(StatusCode::SERVICE_UNAVAILABLE, ready, note);
            }
        };
        let service = self.asked.service();
        let unkept = ["cat", "anh"].contains(&step);
        let frame = self.faulty(unkept).of_sizes(SIZES);
        let address = format!("{}{}", self.asked.shared.address(), frame.at("/theo-doi"));
        let slip = match &filed.receipt {
            Some(receipt) => Known::now(service, receipt.clone()).sealed(service)?,
            None => String::new(),
        };
        let (due, sign) = (due(frame.language, &filed), sign(&frame, &filed));
        let receipt = filed.receipt.as_ref().map(Receipt::to_text).unwrap_or_default();
        if step == "tep" {
            let (number, due, sign) = (filed.number.as_deref(), due.as_deref(), sign.as_deref());
            let note = Note { receipt: &receipt, number, due, sign, address: &address };
            return Ok(note.answer(&frame));
        }
        let status = if unkept { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let template = Received {
            f: &frame,
            form: service.carry(Carried::Form, &())?,
            carried: service.carry(Carried::Answers, ready)?,
            slip,
            receipt,
            due,
            sign,
            r: Report::of(frame.language),
            picture: Picture::of(&address),
            address,
            sealed: filed.number.is_none(),
            number: filed.number,
            unkept,
        };
        Ok(frame.answer(status, &template))
    }

    /// The form was sent before, and said something else then: nothing is sent, and nothing typed is lost.
    fn sent(&self, ready: &Ready) -> Result<HttpResponse, ServiceError> {
        let service = self.asked.service();
        let (form, carried) =
            (service.carry(Carried::Form, &())?, service.carry(Carried::Answers, ready)?);
        let r = Report::of(self.frame.language);
        let frame = self.faulty(false).of_sizes(SIZES);
        Ok(frame.answer(StatusCode::CONFLICT, &Sent { f: &frame, r, form, carried }))
    }

    fn again(
        &self,
        status: StatusCode,
        ready: &Ready,
        note: String,
    ) -> Result<HttpResponse, ServiceError> {
        let service = self.asked.service();
        let (form, carried) =
            (service.carry(Carried::Form, &())?, service.carry(Carried::Answers, ready)?);
        let frame = self.faulty(false).of_sizes(SIZES);
        Ok(frame.answer(status, &Again { f: &frame, form, carried, note }))
    }
}

//! `/theo-doi`: following a report by its receipt, which stands in no address, no title and no cookie.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::acts::Act;
use super::shown::{ActView, CaseView, act_view, case_view};
use crate::domain::receipt::Receipt;
use crate::domain::text::Language;
use crate::pages::asked::{Asked, Fields, told_to_wait, waiting};
use crate::pages::frame::{Area, Frame};
use crate::service::ServiceError;
use crate::service::carried::Carried;
use crate::service::cases::tracking::Tracked;
use crate::wire::limit::Class;

const PATH: &str = "/theo-doi";
/// A page that answers is of so many sizes at least, as long as little has happened: one that says that there is none is too.
const SIZES: usize = 2;

/// What was typed and is kept where the receipt has to be typed again.
#[derive(Debug, Default)]
struct Typed {
    act: Option<Act>,
    text: String,
    pressed: bool,
}

impl Typed {
    fn of(fields: &Fields) -> Self {
        let act = fields.get("viec").and_then(|code| Act::named(code));
        let text = act.map(|act| act.typed(fields).to_owned()).unwrap_or_default();
        Self { act, text, pressed: fields.get("ep").is_some_and(|it| it == "co") }
    }
}

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
}

/// What one page says besides what it shows.
#[derive(Default)]
struct Said {
    done: bool,
    note: Option<String>,
    /// What is wrong with the words of an act.
    fault: Option<String>,
    typed: Typed,
}

/// Why no report can be shown yet.
enum NoReceipt {
    /// What stood for the receipt is taken back no more.
    Over,
    /// What was typed is none.
    Mistyped,
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
    let fields = match asked.fields(&page.frame, payload).await {
        Ok(fields) => fields,
        Err(refusal) => return refusal,
    };
    page.answer(&fields).await.unwrap_or_else(|error| page.frame.failed(&asked.id, &error))
}

impl<'a> Page<'a> {
    fn new(asked: &'a Asked) -> Self {
        Self { asked, frame: asked.frame(Area::Reporter, PATH).of_sizes(SIZES) }
    }

    fn ask(
        mut self,
        status: StatusCode,
        error: Option<&'static str>,
        note: Option<String>,
        typed: Typed,
    ) -> HttpResponse {
        self.frame.faulty = error.is_some();
        let service = self.asked.service();
        let form = match service.carry(Carried::Form, &()) {
            Ok(form) => form,
            Err(error) => return self.frame.failed(&self.asked.id, &error),
        };
        let key = service.fresh_key();
        let template = Ask { f: &self.frame, form, key, error, note, typed };
        self.frame.answer(status, &template)
    }

    /// The same page anew, for a form that has to be sent again.
    fn again(&self) -> Self {
        Self::new(self.asked)
    }

    async fn answer(&self, fields: &Fields) -> Result<HttpResponse, ServiceError> {
        let words = self.frame.w;
        let typed = Typed::of(fields);
        if let Some(seconds) = self.asked.count(Class::Lookup) {
            let note = Some(told_to_wait(&self.frame, seconds));
            let page = self.again().ask(StatusCode::TOO_MANY_REQUESTS, None, note, typed);
            return Ok(waiting(page, seconds));
        }
        let invalid = StatusCode::UNPROCESSABLE_ENTITY;
        let receipt = match self.receipt(fields) {
            Ok(receipt) => receipt,
            Err(NoReceipt::Over) => {
                let note = Some(words.follow_again.to_owned());
                return Ok(self.again().ask(StatusCode::OK, None, note, typed));
            }
            Err(NoReceipt::Mistyped) => {
                let error = Some(words.follow_error_shape);
                return Ok(self.again().ask(invalid, error, None, typed));
            }
        };
        let answered = match typed.act {
            Some(act) => self.act(&receipt, act, fields).await,
            None => self.look(&receipt, StatusCode::OK, Said::default()).await,
        };
        match answered {
            Err(ServiceError::UnknownReceipt) => {
                let error = Some(words.follow_error_unknown);
                Ok(self.again().ask(invalid, error, None, typed))
            }
            answered => answered,
        }
    }

    /// The receipt that was typed, or that an earlier page gave back.
    fn receipt(&self, fields: &Fields) -> Result<Receipt, NoReceipt> {
        if let Some(text) = fields.get("phieu") {
            let carried = self.asked.service().carried(Carried::Receipt, text);
            return carried.map(Receipt::from_bytes).map_err(|_| NoReceipt::Over);
        }
        fields.get("ma").and_then(|text| Receipt::parse(text)).ok_or(NoReceipt::Mistyped)
    }

    async fn look(
        &self,
        receipt: &Receipt,
        status: StatusCode,
        said: Said,
    ) -> Result<HttpResponse, ServiceError> {
        let found = self.asked.service().track(receipt).await?;
        self.shown(receipt, status, &found, said)
    }

    async fn act(
        &self,
        receipt: &Receipt,
        act: Act,
        fields: &Fields,
    ) -> Result<HttpResponse, ServiceError> {
        let invalid = StatusCode::UNPROCESSABLE_ENTITY;
        let language = self.frame.language;
        let (command, body) = match act.command(fields) {
            Ok(read) => read,
            Err(fault) => {
                let said = match language {
                    Language::Vi => fault.vi(),
                    Language::En => fault.en(),
                };
                let said = Said {
                    fault: Some(said.to_owned()),
                    typed: Typed::of(fields),
                    ..Said::default()
                };
                return self.look(receipt, invalid, said).await;
            }
        };
        let key = key_of(fields, act, &self.asked.service().fresh_key());
        let service = self.asked.service();
        let told = service.handle_by_receipt(receipt, command, &key, act.operation(), &body).await;
        match told {
            Ok(told) => {
                let said = Said { done: true, ..Said::default() };
                self.shown(receipt, StatusCode::OK, &told.tracked, said)
            }
            Err(ServiceError::Refused(refusal)) => {
                let note = match language {
                    Language::Vi => refusal.vi(),
                    Language::En => refusal.en(),
                };
                let said = Said {
                    note: Some(note.to_owned()),
                    typed: Typed::of(fields),
                    ..Said::default()
                };
                self.look(receipt, StatusCode::CONFLICT, said).await
            }
            Err(ServiceError::OutcomeUnknown) => {
                let note = Some(self.frame.w.state_outcome_unknown.to_owned());
                let said = Said { note, typed: Typed::of(fields), ..Said::default() };
                self.look(receipt, StatusCode::SERVICE_UNAVAILABLE, said).await
            }
            Err(error) => Err(error),
        }
    }

    fn shown(
        &self,
        receipt: &Receipt,
        status: StatusCode,
        found: &Tracked,
        said: Said,
    ) -> Result<HttpResponse, ServiceError> {
        let (service, mut frame) = (self.asked.service(), self.again().frame);
        frame.faulty = said.fault.is_some();
        let reference = service.reference();
        let today = service.clock().today();
        let all = std::iter::once(found).chain(&found.linked);
        let cases = all.map(|one| case_view(&frame, &reference, one, today)).collect();
        let open = Act::open(found);
        let typed = said.typed.act.filter(|act| !open.contains(act));
        let kept = typed.map(|_| said.typed.text.clone());
        let acts = open.into_iter().map(|act| {
            let mine = said.typed.act == Some(act);
            let text = if mine { said.typed.text.clone() } else { String::new() };
            let fault = said.fault.clone().filter(|_| mine);
            let pressed = mine && said.typed.pressed;
            ActView { fault, pressed, ..act_view(&frame, act, found, text) }
        });
        let template = Shown {
            f: &frame,
            form: service.carry(Carried::Form, &())?,
            key: service.fresh_key(),
            carried: service.carry(Carried::Receipt, receipt.bytes())?,
            done: said.done,
            note: said.note,
            kept,
            cases,
            acts: acts.collect(),
        };
        Ok(frame.answer(status, &template))
    }
}

/// The key that makes an act safe to send again: that of the form it stood on, for this act and these words. A form that lies
/// behind and is sent once more with other words is another act.
fn key_of(fields: &Fields, act: Act, fresh: &str) -> String {
    let fits = |key: &&String| key.len() == 32 && key.bytes().all(|b| b.is_ascii_alphanumeric());
    let drawn = fields.get("khoa").filter(fits).map_or(fresh, String::as_str);
    let digest = Sha256::digest(act.typed(fields).as_bytes());
    let words = HEXLOWER.encode(digest.get(..8).unwrap_or(&digest));
    format!("{drawn}-{}-{words}", act.code())
}

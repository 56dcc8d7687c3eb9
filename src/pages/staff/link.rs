//! `/dat-mat-khau`: setting a password with the code of a mail, and asking for such a mail.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use crate::pages::asked::{Asked, told_to_wait, waiting};
use crate::pages::frame::{Area, Frame};
use crate::pages::told;
use crate::pages::words::staff::Staff as Words;
use crate::service::ServiceError;
use crate::service::carried::Carried;
use crate::wire::limit::Class;

#[derive(Template)]
#[template(path = "pages/staff/link.html")]
struct Link<'p> {
    f: &'p Frame,
    w: &'static Words,
    form: String,
    code: String,
    note: Option<&'static str>,
    done: bool,
    /// What is wrong, with the field where it is.
    faults: Vec<(&'static str, String)>,
}

struct Page<'a> {
    asked: &'a Asked,
    frame: Frame,
    w: &'static Words,
}

impl<'a> Page<'a> {
    fn new(asked: &'a Asked) -> Self {
        let w = Words::of(asked.language);
        let mut frame = asked.frame(Area::Staff, "/dat-mat-khau");
        frame.title = w.link_h1.into();
        Self { asked, frame, w }
    }

    fn shown(
        mut self,
        (note, done): (Option<&'static str>, bool),
        code: &str,
        faults: Vec<(&'static str, String)>,
    ) -> HttpResponse {
        self.frame.faulty = !faults.is_empty();
        let form = match self.asked.service().carry(Carried::Form, &()) {
            Ok(form) => form,
            Err(error) => return self.frame.failed(&self.asked.id, &error),
        };
        let status =
            if self.frame.faulty { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        let (frame, w, code) = (self.frame, self.w, code.to_owned());
        frame.answer(status, &Link { f: &frame, w, form, code, note, done, faults })
    }
}

/// `GET /dat-mat-khau`
pub(super) async fn ask(asked: Asked) -> HttpResponse {
    Page::new(&asked).shown((None, false), "", Vec::new())
}

/// `POST /dat-mat-khau`
pub(super) async fn set(asked: Asked, payload: web::Payload) -> HttpResponse {
    let page = Page::new(&asked);
    let wait = asked.count(Class::Login);
    let fields = match asked.fields(&page.frame, payload).await {
        Ok(fields) => fields,
        Err(refusal) => return refusal,
    };
    let of = |name: &str| fields.get(name).map(String::as_str).unwrap_or_default();
    if let Some(seconds) = wait {
        let told = told_to_wait(&page.frame, seconds);
        return waiting(page.shown((None, false), "", vec![("link", told)]), seconds);
    }
    if of("viec") == "thu" {
        let login = of("login").trim();
        if login.is_empty() {
            let missing = page.frame.w.gui_error_required.to_owned();
            return page.shown((None, false), "", vec![("login", missing)]);
        }
        return match asked.service().ask_link(login).await {
            Ok(()) => {
                let asked = page.w.link_asked;
                page.shown((Some(asked), false), "", Vec::new())
            }
            Err(error) => page.frame.failed(&asked.id, &error),
        };
    }
    let (link, password) = (of("link").trim(), of("password").to_owned());
    // The whole address may be pasted.
    let link = link.rsplit_once('#').map_or(link, |(_, code)| code);
    match asked.service().set_password_by_link(link, password).await {
        Ok(_) => {
            let done = page.w.link_done;
            page.shown((Some(done), true), "", Vec::new())
        }
        Err(ServiceError::Invalid(faults)) => {
            let told = faults.iter().map(|fault| {
                let field = if fault.pointer == "/link" { "link" } else { "password" };
                (field, told::fault(asked.language, fault).to_owned())
            });
            page.shown((None, false), link, told.collect())
        }
        Err(error) => page.frame.failed(&asked.id, &error),
    }
}

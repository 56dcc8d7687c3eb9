//! What is around every page: its language, what stands above and below, and the headers of its area.

use std::borrow::Cow;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_LANGUAGE, HeaderName, REFERRER_POLICY, RETRY_AFTER};
use askama::Template;

use super::Shared;
use super::told;
use super::words::Words;
use crate::domain::text::Language;
use crate::service::ServiceError;

/// Pages run the one script of ours, show nothing from elsewhere and send to this server alone. The icon is an empty one, so that none is asked for.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// A page that answers a reporter is so many bytes, or a multiple of it: its size tells not which answer it is.
const SIZE: usize = 8 * 1024;

/// For whom a page is, which decides its headers and its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Area {
    /// For everybody.
    Public,
    /// For somebody who reports, or holds a receipt.
    Reporter,
    /// For whoever works here.
    Staff,
}

impl Area {
    /// That of an address, also where its page could not be made.
    pub(super) fn of(path: &str) -> Self {
        let path = path.strip_prefix("/en").unwrap_or(path);
        let of_staff =
            ["/lam-viec", "/v/", "/tai-khoan", "/dang-nhap", "/dang-xuat", "/dat-mat-khau"];
        if ["/gui", "/theo-doi", "/thoat"].contains(&path) {
            Self::Reporter
        } else if of_staff.iter().any(|begin| path.starts_with(begin)) {
            Self::Staff
        } else {
            Self::Public
        }
    }
}

/// What stands above every page of staff.
pub(super) struct Bar {
    /// Who is signed in.
    pub name: String,
    /// What the links are together.
    pub label: &'static str,
    /// Where to go.
    pub links: Vec<Link>,
    /// What a form needs to be taken for one of ours.
    pub form: String,
    /// What ends the session.
    pub sign_out: &'static str,
}

/// One of the pages.
pub(super) struct Link {
    /// Its address.
    pub href: String,
    /// What it is called.
    pub label: &'static str,
    /// Whether one is on it.
    pub here: bool,
}

/// What templates read of the page that they are part of, whatever it shows.
pub(super) struct Frame {
    /// The words in the reader's language.
    pub w: &'static Words,
    /// The language.
    pub language: Language,
    /// The address of the page, without what names its language.
    pub path: Cow<'static, str>,
    /// What stands in the title before the name of the service; nothing on pages of reporters.
    pub title: Cow<'static, str>,
    /// Whether something is wrong with what was sent, which the title says first.
    pub faulty: bool,
    /// The body whose service this is.
    pub body: String,
    /// The style sheet.
    pub style: String,
    /// Whether it leads to itself in the other language.
    pub turns: bool,
    /// What stands above it where somebody is signed in.
    pub staff: Option<Bar>,
    area: Area,
    /// How many sizes the page has, or a multiple of them.
    sizes: usize,
}

impl Frame {
    /// The frame of the page at `path`.
    pub(super) fn new(
        shared: &Shared,
        language: Language,
        area: Area,
        path: impl Into<Cow<'static, str>>,
    ) -> Self {
        let w = Words::of(language);
        let (body, style) = (shared.body(language), shared.style.href());
        Self {
            w,
            language,
            path: path.into(),
            title: "".into(),
            faulty: false,
            body,
            style,
            turns: true,
            staff: None,
            area,
            sizes: 1,
        }
    }

    /// The same, of so many sizes or a multiple of them: so that short answers of a form look like the others.
    pub(super) fn of_sizes(self, sizes: usize) -> Self {
        Self { sizes, ..self }
    }

    /// The same under a title.
    pub(super) fn titled(self, title: impl Into<Cow<'static, str>>) -> Self {
        Self { title: title.into(), ..self }
    }

    /// The same of what was wrongly sent.
    pub(super) fn with_faults(self, faulty: bool) -> Self {
        Self { faulty, ..self }
    }

    /// What is called so in both languages, in the reader's.
    pub(super) fn pick<'t>(&self, vi: &'t str, en: &'t str) -> &'t str {
        told::by(self.language, vi, en)
    }

    /// The address of `path` in the reader's language.
    pub(super) fn at(&self, path: &str) -> String {
        at(self.language, path)
    }

    /// The address of the script of reporters' pages, which are whole without it.
    #[expect(clippy::unused_self, reason = "templates call what they have")]
    pub(super) fn script(&self) -> String {
        super::style::script()
    }

    /// `words` with `value` in the place of `{name}`.
    #[expect(clippy::unused_self, reason = "templates call what they have")]
    pub(super) fn fill(&self, words: &str, name: &str, value: &str) -> String {
        fill(words, name, value)
    }

    /// This page in the other language.
    pub(super) fn elsewhere(&self) -> String {
        match self.language {
            Language::Vi => at(Language::En, &self.path),
            Language::En => at(Language::Vi, &self.path),
        }
    }

    /// The language of the link to the other language.
    pub(super) const fn other(&self) -> &'static str {
        match self.language {
            Language::Vi => "en",
            Language::En => "vi",
        }
    }

    /// What a form of a page of staff needs to be taken for one of ours.
    pub(super) fn form(&self) -> &str {
        self.staff.as_ref().map(|bar| bar.form.as_str()).unwrap_or_default()
    }

    /// Whether it is as wide as the window: a desk is.
    pub(super) fn is_wide(&self) -> bool {
        self.staff.is_some()
    }

    /// Whether it offers a quick way out.
    pub(super) fn exits(&self) -> bool {
        self.path != "/thoat" && self.area == Area::Reporter
    }

    /// The page that `template` makes.
    pub(super) fn answer(&self, status: StatusCode, template: &impl Template) -> HttpResponse {
        match template.render() {
            Ok(html) => self.dressed(status, html),
            Err(cause) => {
                tracing::error!(%cause, "a page could not be made");
                HttpResponse::InternalServerError().finish()
            }
        }
    }

    /// The same, whose status says whether something was wrong with what was sent.
    pub(super) fn told(&self, template: &impl Template) -> HttpResponse {
        let status = if self.faulty { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        self.answer(status, template)
    }

    fn dressed(&self, status: StatusCode, mut html: String) -> HttpResponse {
        let referrer = match self.area {
            Area::Public | Area::Staff => "same-origin",
            Area::Reporter => {
                pad(&mut html, self.sizes);
                "no-referrer"
            }
        };
        HttpResponse::build(status)
            .content_type("text/html; charset=utf-8")
            .insert_header((CONTENT_LANGUAGE, self.language.as_str()))
            .insert_header((REFERRER_POLICY, referrer))
            .insert_header((HeaderName::from_static("content-security-policy"), POLICY))
            .body(html)
    }

    /// The page that says what went wrong where there is nothing better to show.
    pub(super) fn wrong(&self, status: StatusCode, text: String) -> HttpResponse {
        self.answer(status, &Wrong { f: self, text })
    }

    /// The page of a fault of ours, or of what is not to be had now. What a person can mend has a page of its own.
    pub(super) fn failed(&self, id: &str, error: &ServiceError) -> HttpResponse {
        if let ServiceError::Internal(cause) = error {
            tracing::error!(cause, "a page failed");
        }
        let status = match error {
            ServiceError::NotFound => {
                return self.wrong(StatusCode::NOT_FOUND, self.w.state_404.to_owned());
            }
            ServiceError::Busy
            | ServiceError::Full
            | ServiceError::ReadOnly
            | ServiceError::OutcomeUnknown
            | ServiceError::NotReady => StatusCode::SERVICE_UNAVAILABLE,
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut answer = self.wrong(status, fill(self.w.state_500, "id", id));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            answer.headers_mut().insert(RETRY_AFTER, 30.into());
        }
        answer
    }
}

/// The address of `path` in a language.
pub(super) fn at(language: Language, path: &str) -> String {
    match language {
        Language::Vi => path.to_owned(),
        Language::En => format!("/en{}", path.trim_end_matches('/')),
    }
}

/// `words` with `value` in the place of `{name}`.
pub(super) fn fill(words: &str, name: &str, value: &str) -> String {
    words.replace(&format!("{{{name}}}"), value)
}

/// Fills a page up to the next multiple of so many sizes, with blanks that say nothing.
fn pad(html: &mut String, sizes: usize) {
    const AROUND: usize = "<!---->\n".len();
    let whole = (html.len() + AROUND).next_multiple_of(sizes * SIZE);
    let blanks = whole - html.len() - AROUND;
    html.extend(["<!--", &" ".repeat(blanks), "-->\n"]);
}

#[derive(Template)]
#[template(path = "pages/wrong.html")]
struct Wrong<'p> {
    f: &'p Frame,
    text: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_a_reporter_is_a_whole_number_of_sizes_whatever_it_says() {
        for length in [0, 1, SIZE - 8, SIZE - 7, SIZE, 3 * SIZE + 5] {
            let mut html = "x".repeat(length);
            pad(&mut html, 1);
            assert_eq!(html.len() % SIZE, 0, "{length}");
            assert!(html.len() - length < SIZE + 8, "{length}");
        }
        let mut html = String::new();
        pad(&mut html, 2);
        assert_eq!(html.len(), 2 * SIZE);
        pad(&mut html, 2);
        assert_eq!(html.len(), 4 * SIZE);
    }

    #[test]
    fn an_address_is_of_one_area_in_both_languages() {
        for path in ["/gui", "/en/gui", "/theo-doi", "/en/theo-doi", "/thoat"] {
            assert_eq!(Area::of(path), Area::Reporter, "{path}");
        }
        for path in ["/lam-viec", "/en/lam-viec/hang-viec", "/v/PAKN-1", "/dang-nhap"] {
            assert_eq!(Area::of(path), Area::Staff, "{path}");
        }
        for path in ["/", "/en", "/so-lieu", "/theo-doi/khac"] {
            assert_eq!(Area::of(path), Area::Public, "{path}");
        }
    }

    #[test]
    fn every_page_has_an_address_in_both_languages() {
        assert_eq!([at(Language::Vi, "/"), at(Language::En, "/")], ["/", "/en"]);
        assert_eq!(at(Language::En, "/theo-doi"), "/en/theo-doi");
    }
}

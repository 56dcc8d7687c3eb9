//! `/tra-loi-cong-khai`: what was asked and answered, in the words that staff made public, and what was taken down again.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::figures::Tab;
use crate::domain::kind::{Channel, Kind};
use crate::domain::records::public_answer::may_be_public;
use crate::domain::time::Day;
use crate::pages::asked::{Asked, Fields};
use crate::pages::days::short;
use crate::pages::frame::{Area, Frame};
use crate::pages::words::Public;
use crate::service::ServiceError;
use crate::service::records::public_answers::{PublicAnswerQuery, PublicAnswerView};
use crate::service::reference::Reference;
use crate::wire::limit::Class;

const PATH: &str = "/tra-loi-cong-khai";
/// So many stand on a page.
const MANY: i64 = 20;

/// An answer as it is shown.
pub(super) struct AnswerView {
    pub href: String,
    pub question: String,
    pub answer: String,
    pub unit: Option<(String, String)>,
    pub about: String,
    pub outcome: &'static str,
    pub date: Day,
    pub day: String,
}

/// How an answer is shown.
pub(super) fn shown(frame: &Frame, reference: &Reference, found: &PublicAnswerView) -> AnswerView {
    let one = &found.answer;
    let category = reference.categories.iter().rfind(|it| it.code == one.category);
    let about = category.map(|it| frame.pick(&it.name_vi, &it.name_en));
    let said = one.said.as_ref();
    AnswerView {
        href: frame.at(&format!("{PATH}/{}", one.id)),
        question: said.map(|said| said.question.clone()).unwrap_or_default(),
        answer: said.map(|said| said.answer.clone()).unwrap_or_default(),
        unit: found.unit.as_ref().map(|unit| {
            let name = frame.pick(&unit.name, &unit.name_en).to_owned();
            (frame.at(&format!("/co-quan/{}", unit.code)), name)
        }),
        about: about.unwrap_or(&one.category).to_owned(),
        outcome: frame.pick(one.outcome.vi(), one.outcome.en()),
        date: one.published_on,
        day: short(frame.language, one.published_on),
    }
}

#[derive(Template)]
#[template(path = "pages/public/answers.html")]
struct AnswersPage<'p> {
    f: &'p Frame,
    p: &'static Public,
    answers: Vec<AnswerView>,
    kinds: Vec<Tab>,
    unit: Option<String>,
    everything: String,
    next: Option<String>,
}

/// What a list is narrowed by, as its address says; what is not there narrows nothing.
fn narrowed(reference: &Reference, fields: &Fields) -> PublicAnswerQuery {
    let unit = fields.get("co-quan").filter(|code| reference.units.bearers(code).next().is_some());
    PublicAnswerQuery {
        unit: unit.cloned(),
        kind: fields.get("loai").and_then(|code| Kind::parse(code)).filter(|it| may_be_public(*it)),
        category: None,
        month: None,
        cursor: fields.get("tiep").cloned(),
        limit: MANY,
    }
}

fn href(frame: &Frame, unit: Option<&str>, kind: Option<Kind>, cursor: Option<&str>) -> String {
    let unit = unit.map(|code| format!("co-quan={code}"));
    let kind = kind.map(|kind| format!("loai={kind}"));
    let cursor = cursor.map(|cursor| format!("tiep={cursor}"));
    let all: Vec<String> = unit.into_iter().chain(kind).chain(cursor).collect();
    let path = frame.at(PATH);
    if all.is_empty() { path } else { format!("{path}?{}", all.join("&")) }
}

/// `GET /tra-loi-cong-khai`
pub(in crate::pages) async fn answers(asked: Asked) -> HttpResponse {
    let p = Public::of(asked.language);
    let frame = asked.frame(Area::Public, PATH).titled(p.ans_h1);
    if let Some(page) = asked.held_up(&frame, Class::Figures) {
        return page;
    }
    let service = asked.service();
    let (reference, today) = (service.reference(), service.clock().today());
    let query = narrowed(&reference, &asked.asked_for());
    let (unit, kind) = (query.unit.clone(), query.kind);
    let first = PublicAnswerQuery { cursor: None, ..query.clone() };
    let found = match service.public_answers(query).await {
        // A place in a list that is none begins it.
        Err(ServiceError::BadCursor) => service.public_answers(first).await,
        found => found,
    };
    let found = match found {
        Ok(found) => found,
        Err(error) => return frame.failed(&asked.id, &error),
    };
    let tab = |one: Option<Kind>, text: &str| Tab {
        href: href(&frame, unit.as_deref(), one, None),
        text: text.to_owned(),
        here: one == kind,
    };
    let specs = reference.kinds_on(today);
    let specs = specs.iter().map(|it| it.spec);
    let specs = specs.filter(|it| it.channel == Channel::Service && may_be_public(it.kind));
    let kinds = specs.map(|it| tab(Some(it.kind), frame.pick(&it.name_vi, &it.name_en)));
    let named = unit.as_deref().and_then(|code| reference.units.bearers(code).last());
    let template = AnswersPage {
        f: &frame,
        p,
        answers: found.items.iter().map(|one| shown(&frame, &reference, one)).collect(),
        kinds: std::iter::once(tab(None, p.ans_all)).chain(kinds).collect(),
        unit: named.map(|unit| frame.pick(&unit.name, &unit.name_en).to_owned()),
        everything: href(&frame, None, kind, None),
        next: found.next.as_deref().map(|next| href(&frame, unit.as_deref(), kind, Some(next))),
    };
    asked.for_everybody(frame.answer(StatusCode::OK, &template)).await
}

#[derive(Template)]
#[template(path = "pages/public/answer.html")]
struct AnswerPage<'p> {
    f: &'p Frame,
    p: &'static Public,
    one: AnswerView,
}

/// `GET /tra-loi-cong-khai/{id}`
pub(in crate::pages) async fn answer(asked: Asked) -> HttpResponse {
    let p = Public::of(asked.language);
    let frame = asked.frame(Area::Public, asked.path_alone()).titled(p.ans_one);
    if let Some(page) = asked.held_up(&frame, Class::Figures) {
        return page;
    }
    let service = asked.service();
    let found = match asked.part("id").parse() {
        Ok(id) => service.public_answer(id).await,
        Err(_) => Err(ServiceError::NotFound),
    };
    match found {
        Ok(found) => {
            let one = shown(&frame, &service.reference(), &found);
            let page = frame.answer(StatusCode::OK, &AnswerPage { f: &frame, p, one });
            asked.for_everybody(page).await
        }
        Err(ServiceError::Withdrawn) => frame.wrong(StatusCode::GONE, p.ans_gone.to_owned()),
        Err(error) => frame.failed(&asked.id, &error),
    }
}

//! `/co-quan`: which offices there are, found by name without marks, and what is published of one.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::answers::{AnswerView, shown};
use super::figures::{Table, of_unit};
use crate::chart::capital;
use crate::domain::succession::Succession;
use crate::domain::time::Day;
use crate::domain::units::search::UnitFilter;
use crate::domain::units::unit::{Unit, UnitKind};
use crate::pages::asked::Asked;
use crate::pages::days::short;
use crate::pages::frame::{Area, Frame, fill};
use crate::pages::words::Public;
use crate::service::records::public_answers::PublicAnswerQuery;
use crate::service::reference::Reference;
use crate::service::{Service, ServiceError};
use crate::wire::limit::Class;

const PATH: &str = "/co-quan";
/// So many that fit are shown.
const MOST: usize = 50;
/// The most characters of a question that are looked for and come back.
const LONGEST: usize = 100;
/// So many of its latest answers stand on the page of an office.
const ANSWERS: i64 = 5;

#[derive(Template)]
#[template(path = "pages/public/units.html")]
struct UnitsPage<'p> {
    f: &'p Frame,
    p: &'static Public,
    words: String,
    /// What was found for the words; none where nobody asked.
    found: Option<Vec<(String, String)>>,
    /// Whether there are more.
    more: bool,
    kinds: Vec<(&'static str, Vec<(String, String)>)>,
}

/// `GET /co-quan`
pub(in crate::pages) async fn units(asked: Asked) -> HttpResponse {
    let p = Public::of(asked.language);
    let frame = asked.frame(Area::Public, PATH).titled(p.uni_h1);
    let service = asked.service();
    let (reference, today) = (service.reference(), service.clock().today());
    let query = asked.asked_for();
    let typed = query.get("ten").map(|text| text.trim()).unwrap_or_default();
    let words: String = typed.chars().take(LONGEST).collect();
    let link = |unit: &Unit| (href(&frame, &unit.code), name(&frame, unit));
    let all = reference.units.find("", &UnitFilter::default(), today);
    let of = |kind: &UnitKind| {
        let of_kind = all.iter().filter(|unit| unit.kind == *kind);
        (called(p, *kind), of_kind.map(|unit| link(unit)).collect::<Vec<_>>())
    };
    let mut kinds: Vec<_> = UnitKind::ALL.iter().map(of).collect();
    kinds.retain(|(_, units)| !units.is_empty());
    let found =
        (!words.is_empty()).then(|| reference.units.find(&words, &UnitFilter::default(), today));
    let more = found.as_ref().is_some_and(|all| all.len() > MOST);
    let found = found.map(|all| all.into_iter().take(MOST).map(link).collect());
    let template = UnitsPage { f: &frame, p, words, found, more, kinds };
    asked.for_everybody(frame.answer(StatusCode::OK, &template)).await
}

fn href(frame: &Frame, code: &str) -> String {
    frame.at(&format!("{PATH}/{code}"))
}

/// Its name, as it stands at the beginning of a line.
fn name(frame: &Frame, unit: &Unit) -> String {
    capital(frame.pick(&unit.name, &unit.name_en))
}

const fn called(p: &Public, kind: UnitKind) -> &'static str {
    match kind {
        UnitKind::Province => p.uni_province,
        UnitKind::ProvincialOffice => p.uni_office,
        UnitKind::ProvincialBody => p.uni_body,
        UnitKind::Inspectorate => p.uni_inspectorate,
        UnitKind::Board => p.uni_board,
        UnitKind::District => p.uni_district,
        UnitKind::Commune => p.uni_commune,
        UnitKind::PublicServiceUnit => p.uni_service,
        UnitKind::Enterprise => p.uni_enterprise,
        UnitKind::FrontOrganisation => p.uni_front,
        UnitKind::External => p.uni_external,
    }
}

#[derive(Template)]
#[template(path = "pages/public/unit.html")]
struct UnitPage<'p> {
    f: &'p Frame,
    p: &'static Public,
    name: String,
    kind: &'static str,
    code: String,
    parent: Option<(String, String)>,
    /// That it does not exist any more.
    ended: Option<String>,
    successors: Vec<Heir>,
    below: Vec<(String, String)>,
    figures: Option<Table>,
    answers: Vec<AnswerView>,
    all_answers: String,
}

/// Who came after it.
struct Heir {
    text: String,
    href: String,
    law: String,
    confirmed: bool,
}

/// `GET /co-quan/{code}`
pub(in crate::pages) async fn unit(asked: Asked) -> HttpResponse {
    let p = Public::of(asked.language);
    let frame = asked.frame(Area::Public, asked.path_alone());
    if let Some(page) = asked.held_up(&frame, Class::Figures) {
        return page;
    }
    match made(&asked, frame.titled(p.uni_h1), p).await {
        Ok(page) => asked.for_everybody(page).await,
        Err(error) => asked.frame(Area::Public, asked.path_alone()).failed(&asked.id, &error),
    }
}

/// Who bears the code now, or bore it last.
fn bearer<'r>(reference: &'r Reference, code: &str, today: Day) -> Option<&'r Unit> {
    let all = || reference.units.bearers(code);
    let now = all().find(|unit| unit.exists_on(today));
    now.or_else(|| all().max_by_key(|unit| unit.valid_from))
}

async fn made(
    asked: &Asked,
    frame: Frame,
    p: &'static Public,
) -> Result<HttpResponse, ServiceError> {
    let service: &Service = asked.service();
    let (reference, today) = (service.reference(), service.clock().today());
    let code = &asked.part("code");
    let unit = bearer(&reference, code, today).ok_or(ServiceError::NotFound)?;
    let called_so = name(&frame, unit);
    let frame = frame.titled(called_so.clone());
    let query = PublicAnswerQuery {
        unit: Some(unit.code.clone()),
        limit: ANSWERS,
        ..PublicAnswerQuery::default()
    };
    let answers = service.public_answers(query).await?;
    let link = |unit: &Unit| (href(&frame, &unit.code), name(&frame, unit));
    let below = UnitFilter { parents: vec![unit.code.clone()], ..UnitFilter::default() };
    let ended = unit.valid_to.filter(|last| *last < today);
    let template = UnitPage {
        f: &frame,
        p,
        name: called_so,
        kind: called(p, unit.kind),
        code: unit.code.clone(),
        parent: unit.parent.and_then(|id| reference.units.get(id)).map(link),
        ended: ended.map(|last| fill(p.uni_ended, "day", &short(frame.language, last))),
        successors: heirs(&frame, p, &reference, unit),
        below: reference.units.find("", &below, today).into_iter().map(link).collect(),
        figures: of_unit(&frame, p, service, &unit.code).await?,
        answers: answers.items.iter().map(|one| shown(&frame, &reference, one)).collect(),
        all_answers: format!("{}?co-quan={}", frame.at("/tra-loi-cong-khai"), unit.code),
    };
    Ok(frame.answer(StatusCode::OK, &template))
}

fn heirs(frame: &Frame, p: &Public, reference: &Reference, unit: &Unit) -> Vec<Heir> {
    let after = reference.units.successions().after(unit.id);
    let heir = |one: &Succession| {
        let new = reference.units.get(one.new)?;
        let text = fill(p.uni_after, "day", &short(frame.language, one.effective_on));
        Some(Heir {
            text: fill(&text, "unit", frame.pick(&new.name, &new.name_en)),
            href: href(frame, &new.code),
            law: frame.pick(&one.legal_ref_vi, &one.legal_ref_en).to_owned(),
            confirmed: one.confirmed,
        })
    };
    after.iter().filter_map(heir).collect()
}

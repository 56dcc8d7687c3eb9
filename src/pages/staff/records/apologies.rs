//! `/lam-viec/xin-loi`: the register of apologies for late dossiers: units keep their own, those who watch over them read it.

use actix_web::HttpResponse;

use super::choices::Choices;
use super::fields::{self, Field, Input, Wrong};
use super::page::{Cell, List, Page, SHOWN, done, form, id, mended, version};
use crate::domain::case::promise::Verdict;
use crate::domain::ids::ApologyId;
use crate::domain::records::apology::Delivery;
use crate::domain::text::DossierCode;
use crate::pages::days;
use crate::pages::frame::at;
use crate::pages::staff::signed::Staff;
use crate::pages::told;
use crate::pages::words::case::Cases;
use crate::pages::words::records::Records as Words;
use crate::service::records::apologies::{ApologyQuery, ApologyView};
use crate::service::{Edit, ServiceError};
use crate::wire::form::read;
use crate::wire::records::{new_apology, result_day};
use crate::wire::roles::UNITS;

/// Where the register stands.
pub(super) const PATH: &str = "/lam-viec/xin-loi";
const NAME: &str = "page_apologies";
const KNOWN: &[&str] =
    &["unit", "dossier_code", "promised_from", "promised_until", "cursor", "xong"];

/// `GET /lam-viec/xin-loi`
pub(super) async fn list(staff: Staff) -> HttpResponse {
    let page = listed(&staff).await;
    done(&staff, NAME, page).await
}

async fn listed(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let language = staff.asked.language;
    let w = Words::of(language);
    let heads = [
        w.sorry_dossier,
        w.unit,
        w.sorry_promised,
        w.sorry_served,
        w.sorry_new_date,
        w.sorry_verdict,
    ];
    let mut page = List::new(staff, (w.sorry_h1, w.sorry_caption), &heads);
    page.lead = w.sorry_lead;
    page.empty = w.sorry_empty;
    if UNITS.contains(&staff.actor().role) {
        page.ways.push((at(language, "/lam-viec/xin-loi/moi"), w.sorry_new));
    }
    let choices = Choices::of(staff);
    let narrow = vec![
        Field::one("unit", w.unit, choices.units()),
        Field::new("dossier_code", w.sorry_dossier, Input::Line),
        Field::new("promised_from", w.sorry_from, Input::Day),
        Field::new("promised_until", w.sorry_until, Input::Day),
    ];
    let asked = page.read(staff, (KNOWN, narrow), |params| {
        let (from, until) = params.span("promised_from", "promised_until")?;
        Ok(ApologyQuery {
            unit: params.unit("unit", &choices.reference.units)?.map(str::to_owned),
            dossier: params.typed("dossier_code", DossierCode::parse)?.map(String::from),
            from,
            until,
            cursor: params.owned("cursor"),
            limit: SHOWN,
        })
    });
    if let Some((params, query)) = asked {
        let found = staff.service().apologies(staff.actor(), query).await?;
        page.table.rows = found.items.iter().map(|one| row(staff, w, one)).collect();
        page.next(&params, found.next);
    }
    Ok(page.told())
}

fn row(staff: &Staff, w: &Words, view: &ApologyView) -> Vec<Cell> {
    let (one, language) = (&view.apology, staff.asked.language);
    let name = one.dossier_code.clone().or_else(|| one.case.as_ref().map(|it| it.1.clone()));
    vec![
        Cell::link(
            name.unwrap_or_else(|| w.sorry_nameless.to_owned()),
            at(language, &format!("{PATH}/{}", one.id)),
        ),
        Cell::unit(language, view.unit.as_ref()),
        Cell::day(language, one.promised_on, false),
        Cell::day(language, one.letter.served_on, false),
        Cell::maybe(language, one.letter.new_date),
        Cell::text(verdict(w, view.verdict)).late(is_bad(view.verdict)),
    ]
}

const fn is_bad(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::ApologisedLate | Verdict::NotApologised | Verdict::LateAgain)
}

const fn verdict(w: &Words, verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotYet => w.verdict_not_yet,
        Verdict::FinishedInTime => w.verdict_in_time,
        Verdict::Apologised => w.verdict_apologised,
        Verdict::ApologisedLate => w.verdict_late,
        Verdict::NotApologised => w.verdict_none,
        Verdict::LateAgain => w.verdict_again,
    }
}

fn deliveries(cases: &Cases) -> Vec<(String, String)> {
    let word = |one: &Delivery| match one {
        Delivery::InPerson => cases.served_in_person,
        Delivery::Dispatcher => cases.served_post,
        Delivery::Email => cases.served_email,
        Delivery::Message => cases.served_message,
        Delivery::Phone => cases.served_phone,
    };
    Delivery::ALL.iter().map(|one| (one.as_str().to_owned(), word(one).to_owned())).collect()
}

fn asks(staff: &Staff, w: &'static Words) -> Vec<Field> {
    let cases = Cases::of(staff.asked.language);
    vec![
        Field::new("dossier_code", w.sorry_dossier, Input::Line).hint(w.sorry_dossier_hint),
        Field::new("promised_on", w.sorry_promised, Input::Day).hint(w.day_hint),
        Field::new("served_on", w.sorry_served, Input::Day).hint(w.day_hint),
        Field::one("served_by", w.sorry_served_by, deliveries(cases)),
        Field::new("signer", w.sorry_signer, Input::Line),
        Field::new("document", w.document, Input::Line).hint(w.document_hint),
        Field::new("reason", w.sorry_reason, Input::Text),
        Field::new("new_date", w.sorry_new_date, Input::Day).may().hint(w.sorry_new_date_hint),
        Field::new("finished_on", w.sorry_finished, Input::Day).may().hint(w.sorry_finished_hint),
    ]
}

/// `GET /lam-viec/xin-loi/moi`
pub(super) async fn ask(staff: Staff) -> HttpResponse {
    written(&staff, &Wrong::default())
}

fn written(staff: &Staff, wrong: &Wrong) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let mut page = Page::new(staff, w.sorry_new, Some(wrong));
    page.back = Some((at(language, PATH), w.sorry_h1));
    page.forms.push(form(staff, &asks(staff, w), wrong, &[("lam", w.record)]));
    page.told()
}

/// `POST /lam-viec/xin-loi/moi`
pub(super) async fn register(staff: Staff) -> HttpResponse {
    let page = registered(&staff).await;
    done(&staff, "page_apology", page).await
}

async fn registered(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let fields = asks(staff, Words::of(staff.asked.language));
    let body = fields::body(&fields, &staff.sent);
    let key = super::page::key(staff);
    let made = match read(&body, new_apology).map_err(ServiceError::Invalid) {
        Ok(new) => staff.service().register_apology(staff.actor(), new, &key, &body).await,
        Err(error) => Err(error),
    };
    match made {
        Ok(made) => Ok(staff.to(&format!("{PATH}/{}?xong=1", made.value.apology.id))),
        Err(error) => Ok(written(staff, &mended(staff, &fields, error)?)),
    }
}

/// `GET /lam-viec/xin-loi/{id}`
pub(super) async fn show(staff: Staff) -> HttpResponse {
    let page = one(&staff, &Wrong::default()).await;
    done(&staff, "page_apology", page).await
}

fn finishes(w: &'static Words) -> Vec<Field> {
    vec![Field::new("finished_on", w.sorry_finished, Input::Day).hint(w.day_hint)]
}

async fn one(staff: &Staff, wrong: &Wrong) -> Result<HttpResponse, ServiceError> {
    let language = staff.asked.language;
    let (w, cases) = (Words::of(language), Cases::of(language));
    let view = staff.service().one_apology(staff.actor(), id::<ApologyId>(staff)?).await?;
    let one = &view.apology;
    let mut page = Page::new(staff, w.sorry_one, Some(wrong));
    page.back = Some((at(language, PATH), w.sorry_h1));
    page.note = (staff.asked.query() == "xong=1").then_some(w.done);
    let unit = view.unit.as_ref().map(|unit| told::unit(language, unit).to_owned());
    let served_by = Choices::called(&deliveries(cases), one.letter.served_by.as_str());
    let short = |day| days::short(language, day);
    let all = [
        (w.sorry_verdict, Some(verdict(w, view.verdict).to_owned())),
        (w.unit, unit),
        (w.sorry_dossier, one.dossier_code.clone()),
        (w.case, one.case.as_ref().map(|it| it.1.clone())),
        (w.sorry_promised, Some(short(one.promised_on))),
        (w.sorry_served, Some(short(one.letter.served_on))),
        (w.sorry_served_by, Some(served_by)),
        (w.sorry_signer, Some(one.letter.signer.clone())),
        (w.document, Some(one.letter.document.clone())),
        (w.sorry_reason, Some(one.letter.reason.clone())),
        (w.sorry_new_date, one.letter.new_date.map(short)),
        (w.sorry_finished, one.finished_on.map(short)),
    ];
    page.facts = all.into_iter().filter_map(|(label, text)| Some((label, text?))).collect();
    if one.finished_on.is_none() && UNITS.contains(&staff.actor().role) {
        let mut own = form(staff, &finishes(w), wrong, &[("lam", w.sorry_finish)]);
        own.heading = w.sorry_finish;
        own.version = one.version.to_string();
        page.forms.push(own);
    }
    Ok(page.told())
}

/// `POST /lam-viec/xin-loi/{id}`: the result of the dossier was given.
pub(super) async fn finish(staff: Staff) -> HttpResponse {
    let page = finished(&staff).await;
    done(&staff, "page_apology", page).await
}

async fn finished(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let fields = finishes(Words::of(staff.asked.language));
    let id = id::<ApologyId>(staff)?;
    if !UNITS.contains(&staff.actor().role) {
        return Err(ServiceError::NotFound);
    }
    let body = fields::body(&fields, &staff.sent);
    let change = async || {
        let day = read(&body, result_day).map_err(ServiceError::Invalid)?;
        let (version, key) = (version(staff)?, staff.sent.typed("khoa"));
        let edit = Edit { id, version, key, body: &body };
        staff.service().finish_apology(staff.actor(), edit, day).await
    };
    match change().await {
        Ok(_) => Ok(staff.to(&format!("{PATH}/{id}?xong=1"))),
        Err(error) => {
            let wrong = mended(staff, &fields, error)?;
            one(staff, &wrong).await
        }
    }
}

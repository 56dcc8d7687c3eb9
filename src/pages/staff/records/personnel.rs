//! `/lam-viec/tra-cuu-nhan-su`: whether a conclusion about a person stands, for personnel work; each look-up enters a log first.
//! Nothing of it is in an address.

use actix_web::HttpResponse;

use super::fields::{self, Field, Input, Wrong};
use super::page::{Cell, List, Page, SHOWN, Table, done, form, key, mended};
use crate::domain::records::conclusion::Agreement;
use crate::pages::days;
use crate::pages::frame::fill;
use crate::pages::staff::signed::Staff;
use crate::pages::told;
use crate::pages::words::records::Records as Words;
use crate::service::ServiceError;
use crate::service::records::personnel::{Checked, Hit};
use crate::wire::form::read;
use crate::wire::records::look_up;

const NAME: &str = "page_personnel";
const KNOWN: &[&str] = &["cursor", "xong"];

fn asks(w: &'static Words) -> Vec<Field> {
    vec![
        Field::new("name", w.found_name, Input::Line).hint(w.check_name_hint),
        Field::new("birth_year", w.found_birth_year, Input::Whole).may(),
        Field::new("id_last4", w.found_id_last4, Input::Line).may(),
        Field::new("position", w.found_position, Input::Line).may(),
        Field::new("reason", w.check_reason, Input::Text).hint(w.check_reason_hint),
    ]
}

/// `GET /lam-viec/tra-cuu-nhan-su`
pub(super) async fn ask(staff: Staff) -> HttpResponse {
    asked(&staff, &Wrong::default())
}

fn asked(staff: &Staff, wrong: &Wrong) -> HttpResponse {
    let w = Words::of(staff.asked.language);
    let mut page = Page::new(staff, w.check_h1, Some(wrong));
    page.lead = vec![w.check_lead];
    page.forms.push(form(staff, &asks(w), wrong, &[("lam", w.check_do)]));
    page.told()
}

/// `POST /lam-viec/tra-cuu-nhan-su`
pub(super) async fn look(staff: Staff) -> HttpResponse {
    let page = looked(&staff).await;
    done(&staff, NAME, page).await
}

async fn looked(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let w = Words::of(staff.asked.language);
    let fields = asks(w);
    let body = fields::body(&fields, &staff.sent);
    let made = match read(&body, look_up).map_err(ServiceError::Invalid) {
        Ok((sought, reason)) => {
            let (service, key) = (staff.service(), key(staff));
            service.check_person(staff.actor(), sought, reason.as_str(), &key, &body).await
        }
        Err(error) => Err(error),
    };
    match made {
        Ok(made) => Ok(answered(staff, w, &made.value)),
        Err(error) => Ok(asked(staff, &mended(staff, &fields, error)?)),
    }
}

/// What was found. Its own id is what a personnel file cites.
fn answered(staff: &Staff, w: &'static Words, found: &Checked) -> HttpResponse {
    let language = staff.asked.language;
    let mut page = Page::new(staff, w.check_result, None);
    let path = crate::pages::frame::at(language, "/lam-viec/tra-cuu-nhan-su");
    page.back = Some((path, w.check_again));
    page.facts = vec![
        (w.check_id, found.id.to_string()),
        (w.check_at, days::long(language, found.at.office_day())),
        (w.found_name, staff.sent.typed("name").to_owned()),
    ];
    if found.hits.is_empty() {
        page.lead = vec![w.check_none];
    } else {
        page.lead = vec![w.check_some];
        let heads = [w.document, w.document_on, w.found_issuer, w.unit, w.found_measure];
        page.table = Some(Table {
            caption: w.check_caption,
            heads: heads.into_iter().chain([w.found_executed_on, w.check_agreed]).collect(),
            rows: found.hits.iter().map(|hit| row(staff, w, hit)).collect(),
        });
    }
    page.told()
}

fn row(staff: &Staff, w: &'static Words, hit: &Hit) -> Vec<Cell> {
    let language = staff.asked.language;
    let word = |it: &Agreement| match it {
        Agreement::Name => w.agreed_name,
        Agreement::FoldedName => w.agreed_folded,
        Agreement::BirthYear => w.agreed_birth_year,
        Agreement::IdDigits => w.agreed_id,
        Agreement::Position => w.agreed_position,
    };
    let agreed: Vec<&str> = hit.agreed.iter().map(word).collect();
    let done = hit.execution.as_ref();
    vec![
        Cell::text(hit.document.number.clone()),
        Cell::day(language, hit.document.on, false),
        Cell::text(hit.document.issuer.clone()),
        Cell::unit(language, hit.unit.as_ref()),
        Cell::text(told::by(language, hit.measure.vi(), hit.measure.en())),
        Cell::maybe(language, done.map(|it| it.on)),
        Cell::text(agreed.join(", ")),
    ]
}

/// `GET /lam-viec/so-tra-cuu`: the log, for those who watch over look-ups. It holds no name.
pub(super) async fn log(staff: Staff) -> HttpResponse {
    let page = logged(&staff).await;
    done(&staff, "page_personnel_log", page).await
}

async fn logged(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let language = staff.asked.language;
    let w = Words::of(language);
    let heads = [w.check_at, w.check_by, w.check_reason, w.check_hits, w.check_person];
    let mut page = List::new(staff, (w.log_h1, w.log_caption), &heads);
    page.lead = w.log_lead;
    page.empty = w.log_empty;
    let asked = page.read(staff, (KNOWN, Vec::new()), |params| Ok(params.owned("cursor")));
    if let Some((params, cursor)) = asked {
        let found = staff.service().checks(staff.actor(), cursor.as_deref(), SHOWN).await?;
        let row = |entry: &crate::service::records::personnel::CheckEntry| {
            vec![
                Cell::day(language, entry.at.office_day(), false),
                Cell::text(entry.by.clone().unwrap_or_else(|| "–".to_owned())),
                Cell::text(entry.reason.clone()),
                Cell::text(fill(w.check_n, "n", &entry.hits.to_string())),
                Cell::text(entry.person.clone()),
            ]
        };
        page.table.rows = found.items.iter().map(row).collect();
        page.next(&params, found.next);
    }
    Ok(page.told())
}

//! `/lam-viec/quan-tri/nguoi-dung/{id}`: one account, what waits for it, and what an administrator may do to it.

use actix_web::HttpResponse;
use askama::Template;

use super::super::fields::{Choice, Field, body, filled};
use super::super::proof::{Counts, missing};
use super::super::rows::begin;
use super::super::signed::Staff;
use super::ACCOUNTS;
use super::accounts::{fields, state};
use crate::domain::codes::Code;
use crate::domain::fault::FieldError;
use crate::domain::ids::{AccountRequestId, UserId};
use crate::domain::running::account::AccountAct;
use crate::pages::asked::Sent;
use crate::pages::days;
use crate::pages::frame::{Frame, at, fill};
use crate::pages::told;
use crate::pages::words::administration::{self, Administration as Words};
use crate::service::ServiceError;
use crate::service::accounts::{AccountView, Waiting};
use crate::wire::keeping;

const NAME: &str = "page_account_kept";

/// Something that may be done to it: its word in the form, what it does, and its button.
struct Act {
    name: &'static str,
    label: &'static str,
    text: &'static str,
}

#[derive(Template)]
#[template(path = "pages/staff/administration/account.html")]
struct Account<'p> {
    f: &'p Frame,
    w: &'static Words,
    back: String,
    action: String,
    name: String,
    facts: Vec<(&'static str, String)>,
    note: Option<&'static str>,
    /// What waits, with its id.
    waits: Option<(String, String)>,
    fields: Vec<Field>,
    fault: Option<String>,
    changing: bool,
    acts: Vec<Act>,
}

fn id_of(staff: &Staff) -> Result<UserId, ServiceError> {
    staff.asked.part("id").parse().map_err(|_| ServiceError::NotFound)
}

/// What is wrong with what was sent.
#[derive(Default)]
struct Wrong {
    fields: Vec<FieldError>,
    whole: Option<&'static str>,
}

/// `GET /lam-viec/quan-tri/nguoi-dung/{id}`
pub(in crate::pages::staff) async fn show(staff: Staff) -> HttpResponse {
    shown(&staff, &Wrong::default()).await
}

async fn shown(staff: &Staff, wrong: &Wrong) -> HttpResponse {
    let found = async { staff.service().account(id_of(staff)?).await };
    match found.await {
        Ok(found) => page(staff, &found, wrong),
        Err(error) => staff.failed(error, NAME).await,
    }
}

fn page(staff: &Staff, found: &AccountView, wrong: &Wrong) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let mut frame = staff.frame(w.accounts_h1);
    frame.faulty = !wrong.fields.is_empty() || wrong.whole.is_some();
    let changing = !wrong.fields.is_empty();
    let mut fields = fields(staff);
    let kept = as_it_is(found);
    let from = if changing { &staff.sent } else { &kept };
    let fault = filled(&mut fields, from, &wrong.fields, language);
    if let (Some(unit), Some(field)) = (&found.unit, fields.iter_mut().find(|it| it.name == "unit"))
        && !field.choices.iter().any(|one| one.code == unit.code)
    {
        // One that has ended is still what the account has.
        let label = told::unit(language, unit).to_owned();
        field.choices.push(Choice { code: unit.code.clone(), label });
    }
    let note = match staff.asked.query() {
        "xong=lap" => Some(w.account_done_made),
        "xong=bo" => Some(w.account_done_dropped),
        "xong=1" => Some(w.account_done),
        _ => None,
    };
    let action = at(language, &format!("{ACCOUNTS}/{}", found.id));
    frame.told(&Account {
        f: &frame,
        w,
        back: at(language, ACCOUNTS),
        action,
        name: found.name.clone(),
        facts: facts(staff, w, found),
        note,
        waits: found.waiting.as_ref().map(|one| (one.id.to_string(), waiting(staff, w, one))),
        fields,
        fault: fault.or(wrong.whole.map(str::to_owned)),
        changing,
        acts: acts(w, found),
    })
}

/// What a form would send that changes nothing.
fn as_it_is(found: &AccountView) -> Sent {
    let unit = found.unit.as_ref().map(|unit| unit.code.clone());
    let of = |name: &str, value: String| (name.to_owned(), value);
    let all = vec![
        of("name", found.name.clone()),
        of("role", found.role.code().to_owned()),
        of("unit", unit.unwrap_or_default()),
        of("email", found.email.clone().unwrap_or_default()),
    ];
    Sent { all }
}

fn facts(staff: &Staff, w: &Words, found: &AccountView) -> Vec<(&'static str, String)> {
    let language = staff.asked.language;
    let unit = found.unit.as_ref().map(|unit| told::unit(language, unit));
    let factor = if found.has_factor { w.account_factor_yes } else { w.account_factor_no };
    let mut facts = vec![
        (w.account_login, found.login.clone()),
        (w.account_role, begin(told::by(language, found.role.vi(), found.role.en()))),
        (w.account_unit, unit.unwrap_or(w.account_no_unit).to_owned()),
        (w.account_email, found.email.clone().unwrap_or_default()),
        (w.account_state, state(w, found).to_owned()),
        (w.account_factor, factor.to_owned()),
        (w.account_made, days::short(language, found.made_on)),
    ];
    if let Some(day) = found.email_changed_on {
        facts.push((w.account_email_changed, days::short(language, day)));
    }
    facts
}

fn waiting(staff: &Staff, w: &Words, one: &Waiting) -> String {
    let language = staff.asked.language;
    let mut act = administration::act(language, one.act).to_owned();
    if let (AccountAct::Place, Some(role)) = (one.act, one.role) {
        let unit = one.unit.as_ref().map(|unit| told::unit(language, unit));
        let text = fill(w.account_asked_place, "act", &act);
        let text = fill(&text, "role", told::by(language, role.vi(), role.en()));
        act = fill(&text, "unit", unit.unwrap_or(w.account_no_unit));
    }
    let text = fill(w.account_asked, "name", &one.asked_by.1);
    let text = fill(&text, "act", &act);
    fill(&text, "day", &days::long(language, one.until.office_day()))
}

fn acts(w: &Words, found: &AccountView) -> Vec<Act> {
    let of = |name, label, text| Act { name, label, text };
    if !found.active {
        return vec![of("mo", w.account_reopen, w.account_reopen_text)];
    }
    let mut acts = vec![
        of("phien", w.account_end, w.account_end_text),
        of("dat-lai", w.account_reset, w.account_reset_text),
    ];
    if found.has_factor {
        acts.push(of("go", w.account_forget, w.account_forget_text));
    }
    acts.push(of("dong", w.account_close, w.account_close_text));
    acts
}

/// `POST /lam-viec/quan-tri/nguoi-dung/{id}`
pub(in crate::pages::staff) async fn act(staff: Staff) -> HttpResponse {
    let proof = match staff.sent.typed("viec") {
        "phien" | "bo" => None,
        "xac-nhan" => missing(&staff, NAME, Counts::Once).await,
        _ => missing(&staff, NAME, Counts::Minutes).await,
    };
    if let Some(asked) = proof {
        return asked;
    }
    let w = Words::of(staff.asked.language);
    match done(&staff).await {
        Ok(said) => staff.to(&format!("{ACCOUNTS}/{}?xong={said}", staff.asked.part("id"))),
        Err(ServiceError::Invalid(fields)) => shown(&staff, &Wrong { fields, whole: None }).await,
        Err(ServiceError::Account(why)) => {
            let whole = Some(administration::refused(staff.asked.language, why));
            shown(&staff, &Wrong { whole, ..Wrong::default() }).await
        }
        // Somebody else was quicker.
        Err(ServiceError::NotFound) if ["xac-nhan", "bo"].contains(&staff.sent.typed("viec")) => {
            let whole = Some(w.account_gone);
            shown(&staff, &Wrong { whole, ..Wrong::default() }).await
        }
        Err(error) => staff.failed(error, NAME).await,
    }
}

async fn done(staff: &Staff) -> Result<&'static str, ServiceError> {
    let (service, actor, id) = (staff.service(), staff.actor(), id_of(staff)?);
    match staff.sent.typed("viec") {
        "sua" => {
            let (asked, noted) = keeping::account(&body(&fields(staff), &staff.sent));
            service.change_account(actor, id, asked, noted).await?;
        }
        "dong" => {
            service.close_account_of(actor, id).await?;
        }
        "mo" => {
            service.reopen_account(actor, id).await?;
        }
        "dat-lai" => {
            service.ask_reset(actor, id).await?;
        }
        "go" => {
            service.ask_factor_reset(actor, id).await?;
        }
        "phien" => service.end_sessions_of(actor, id).await?,
        "xac-nhan" => {
            let asked: Result<AccountRequestId, _> = staff.sent.typed("request").parse();
            let asked = asked.map_err(|_| ServiceError::NotFound)?;
            service.confirm_request(actor, id, asked).await?;
        }
        "bo" => {
            service.drop_request(actor, id).await?;
            return Ok("bo");
        }
        _ => return Err(ServiceError::NotFound),
    }
    Ok("1")
}

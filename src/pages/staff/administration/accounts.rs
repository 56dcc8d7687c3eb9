//! `/lam-viec/quan-tri/nguoi-dung`: the accounts as a list, and making one, which is opened by a link that is mailed to it.

use actix_web::HttpResponse;
use askama::Template;

use super::super::fields::{Choice, Field, Input, body, filled, units};
use super::super::proof::{Counts, missing};
use super::super::rows::begin;
use super::super::signed::Staff;
use super::{ACCOUNTS, IMPORT};
use crate::domain::actor::Role;
use crate::domain::codes::Code;
use crate::domain::fault::FieldError;
use crate::domain::text::Language;
use crate::pages::frame::{Frame, at};
use crate::pages::told;
use crate::pages::words::administration::Administration as Words;
use crate::service::ServiceError;
use crate::service::accounts::{AccountQuery, AccountState, AccountView};
use crate::wire::keeping;
use crate::wire::query::Params;

const NAME: &str = "page_accounts";
/// Rows of a page.
const SHOWN: i64 = 50;

/// An account as the list shows it.
struct Row {
    href: String,
    login: String,
    name: String,
    role: String,
    unit: String,
    state: &'static str,
    waits: Option<&'static str>,
}

/// A list to choose from in a filter, with what is chosen.
struct Filter {
    name: &'static str,
    label: &'static str,
    choices: Vec<Choice>,
    chosen: String,
}

#[derive(Template)]
#[template(path = "pages/staff/administration/accounts.html")]
struct Accounts<'p> {
    f: &'p Frame,
    w: &'static Words,
    action: String,
    import: String,
    filters: Vec<Filter>,
    wrong: bool,
    rows: Vec<Row>,
    next: Option<String>,
}

/// The roles to choose from.
pub(super) fn roles(language: Language) -> Vec<Choice> {
    let choice = |role: &Role| Choice {
        code: role.code().to_owned(),
        label: begin(told::by(language, role.vi(), role.en())),
    };
    Role::ALL.iter().map(choice).collect()
}

/// How an account stands, in words.
pub(super) fn state(w: &Words, one: &AccountView) -> &'static str {
    match (one.active, one.has_password) {
        (true, true) => w.account_open,
        (true, false) => w.account_no_password,
        (false, _) => w.account_closed,
    }
}

/// `GET /lam-viec/quan-tri/nguoi-dung`
pub(in crate::pages::staff) async fn show(staff: Staff) -> HttpResponse {
    match listed(&staff).await {
        Ok(page) => page,
        Err(error) => staff.failed(error, NAME).await,
    }
}

/// What the address asks for, with its parameters; a form sends also what was left empty.
fn asked(staff: &Staff) -> Result<(Params, AccountQuery), FieldError> {
    let said = staff.asked.query().split('&');
    let said = said.filter(|pair| pair.split_once('=').is_some_and(|(_, value)| !value.is_empty()));
    let said = said.collect::<Vec<_>>().join("&");
    let params = Params::read(&said, &["role", "unit", "state", "cursor"], false)?;
    let query = AccountQuery {
        role: params.one_of("role", Role::ALL)?,
        unit: params.owned("unit"),
        state: params.one_of("state", AccountState::ALL)?,
    };
    Ok((params, query))
}

async fn listed(staff: &Staff) -> Result<HttpResponse, ServiceError> {
    let (service, language) = (staff.service(), staff.asked.language);
    let w = Words::of(language);
    let read = asked(staff).ok();
    let wrong = read.is_none();
    let query = read.as_ref().map(|(_, query)| query.clone()).unwrap_or_default();
    let cursor = read.as_ref().and_then(|(params, _)| params.owned("cursor"));
    let found = service.accounts_page(staff.actor(), &query, cursor.as_deref(), SHOWN).await;
    let (found, wrong) = match found {
        // Another list, or an old address: from its beginning.
        Err(ServiceError::BadCursor) => {
            (service.accounts_page(staff.actor(), &query, None, SHOWN).await?, true)
        }
        other => (other?, wrong),
    };
    let row = |one: AccountView| Row {
        href: at(language, &format!("{ACCOUNTS}/{}", one.id)),
        state: state(w, &one),
        waits: one.waiting.as_ref().map(|_| w.account_waits),
        role: begin(told::by(language, one.role.vi(), one.role.en())),
        unit: one
            .unit
            .as_ref()
            .map(|unit| told::unit(language, unit).to_owned())
            .unwrap_or_default(),
        login: one.login,
        name: one.name,
    };
    let next = found.next.zip(read.as_ref()).map(|(cursor, (params, _))| {
        at(language, &format!("{ACCOUNTS}?{}", params.with("cursor", &cursor)))
    });
    let reference = service.reference();
    let states = AccountState::ALL.iter().map(|state| Choice {
        code: state.code().to_owned(),
        label: match state {
            AccountState::Open => w.account_open,
            AccountState::Closed => w.account_closed,
            AccountState::Waiting => w.accounts_waiting,
        }
        .to_owned(),
    });
    let filters = vec![
        Filter {
            name: "role",
            label: w.account_role,
            choices: roles(language),
            chosen: query.role.map(|role| role.code().to_owned()).unwrap_or_default(),
        },
        Filter {
            name: "unit",
            label: w.account_unit,
            choices: units(&reference, language, service.clock().today()),
            chosen: query.unit.unwrap_or_default(),
        },
        Filter {
            name: "state",
            label: w.account_state,
            choices: states.collect(),
            chosen: query.state.map(|state| state.code().to_owned()).unwrap_or_default(),
        },
    ];
    let frame = staff.frame(w.accounts_h1);
    let rows = found.items.into_iter().map(row).collect();
    let (action, import) = (at(language, ACCOUNTS), at(language, IMPORT));
    Ok(frame.told(&Accounts { f: &frame, w, action, import, filters, wrong, rows, next }))
}

#[derive(Template)]
#[template(path = "pages/staff/administration/form.html")]
struct Make<'p> {
    f: &'p Frame,
    heading: &'static str,
    back: (String, &'static str),
    action: String,
    fields: Vec<Field>,
    fault: Option<String>,
    button: &'static str,
}

/// The fields of an account; the login is said once.
pub(super) fn fields(staff: &Staff) -> Vec<Field> {
    let language = staff.asked.language;
    let w = Words::of(language);
    let (reference, today) = (staff.service().reference(), staff.service().clock().today());
    let units = units(&reference, language, today);
    vec![
        Field::new("name", w.account_name, Input::Line).hinted(w.account_name_hint),
        Field::new("role", w.account_role, Input::One)
            .hinted(w.account_role_hint)
            .among(roles(language)),
        Field::new("unit", w.account_unit, Input::One).hinted(w.account_unit_hint).among(units),
        Field::new("email", w.account_email, Input::Line).hinted(w.account_email_hint),
    ]
}

/// `GET /lam-viec/quan-tri/nguoi-dung/moi`
pub(in crate::pages::staff) async fn ask(staff: Staff) -> HttpResponse {
    making(&staff, &[])
}

fn new_fields(staff: &Staff) -> Vec<Field> {
    let w = Words::of(staff.asked.language);
    let login = Field::new("login", w.account_login, Input::Line).hinted(w.account_login_hint);
    std::iter::once(login).chain(fields(staff)).collect()
}

fn making(staff: &Staff, faults: &[FieldError]) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let mut fields = new_fields(staff);
    let fault = filled(&mut fields, &staff.sent, faults, language);
    let mut frame = staff.frame(w.accounts_new);
    frame.faulty = !faults.is_empty();
    let (back, action) = (at(language, ACCOUNTS), at(language, &format!("{ACCOUNTS}/moi")));
    frame.told(&Make {
        f: &frame,
        heading: w.accounts_new,
        back: (back, w.account_back),
        action,
        fields,
        fault,
        button: w.accounts_new,
    })
}

/// `POST /lam-viec/quan-tri/nguoi-dung/moi`
pub(in crate::pages::staff) async fn make(staff: Staff) -> HttpResponse {
    if let Some(asked) = missing(&staff, NAME, Counts::Minutes).await {
        return asked;
    }
    let (new, noted) = keeping::new_account(&body(&new_fields(&staff), &staff.sent));
    match staff.service().create_account(staff.actor(), new, noted).await {
        Ok(made) => staff.to(&format!("{ACCOUNTS}/{}?xong=lap", made.id)),
        Err(ServiceError::Invalid(faults)) => making(&staff, &faults),
        Err(error) => staff.failed(error, NAME).await,
    }
}

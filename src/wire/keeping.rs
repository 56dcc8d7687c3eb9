//! What is said of accounts and of deputies, as it is sent to operations and typed into pages alike.

use serde_json::Value;

use super::form::Form;
use crate::domain::actor::Role;
use crate::domain::fault::FieldError;
use crate::domain::text::{DocumentNumber, EmailAddress, PersonName};
use crate::service::accounts::{AccountFields, NewAccount};
use crate::service::records::deputies::NewDeputy;

/// What may be said of an account, as far as it was.
fn fields(form: &mut Form<'_>) -> AccountFields {
    AccountFields {
        name: form.text("name", PersonName::parse),
        role: form.one_of("role", Role::ALL),
        unit: form.key("unit"),
        email: form.text("email", EmailAddress::parse),
    }
}

/// A new account, with what is wrong with it.
pub(crate) fn new_account(body: &Value) -> (NewAccount, Vec<FieldError>) {
    let mut form = Form::new(body);
    let new = NewAccount { login: form.key("login"), fields: fields(&mut form) };
    form.require(&["login", "name", "role", "email"]);
    (new, form.finish())
}

/// The whole of an account as it is to be, with what is wrong with it.
pub(crate) fn account(body: &Value) -> (AccountFields, Vec<FieldError>) {
    let mut form = Form::new(body);
    let asked = fields(&mut form);
    form.require(&["name", "role"]);
    (asked, form.finish())
}

/// A standing deputy, with what is wrong with it.
pub(crate) fn deputy(body: &Value) -> (NewDeputy, Vec<FieldError>) {
    let mut form = Form::new(body);
    let document = form.text("document", DocumentNumber::parse);
    let new = NewDeputy {
        login: form.key("login"),
        document: document.map(|number| number.as_str().to_owned()),
        valid_from: form.day("valid_from"),
        valid_to: form.day("valid_to"),
    };
    form.require(&["login", "document", "valid_from", "valid_to"]);
    (new, form.finish())
}

//! Telephones for tests about second factors: they make codes of the app's own clock.

use data_encoding::BASE32_NOPAD;
use liemchinh::harness::domain::Clock;
use serde_json::json;

use crate::accounts::office::Person;
use crate::app::{PASSWORD, TestApp};
use crate::client::Reply;

pub const FACTOR: &str = "/api/v1/me/factor";

/// An application that makes codes.
pub struct Phone([u8; 20]);

impl Phone {
    /// One into which this secret was typed.
    pub fn with(secret: &str) -> Self {
        Self(BASE32_NOPAD.decode(secret.as_bytes()).unwrap().try_into().unwrap())
    }

    /// What the codes are made of.
    pub fn secret(&self) -> &[u8] {
        &self.0
    }

    /// The code of so many steps from now.
    pub fn code(&self, app: &TestApp, steps: i64) -> String {
        let seconds = app.clock.now().micros() / 1_000_000 + 30 * steps;
        let made = totp_rs::Builder::new().with_secret(self.0).build().unwrap();
        made.generate(seconds.try_into().unwrap()).to_string()
    }
}

/// Lets so many seconds pass.
pub fn later(app: &TestApp, seconds: i64) {
    app.clock.set(app.clock.now().plus_seconds(seconds));
}

/// Begins a factor.
pub async fn begin(app: &TestApp, token: &str, password: &str) -> Reply {
    app.post(FACTOR, &json!({"password": password})).bearer(token).send().await
}

pub async fn confirm(app: &TestApp, token: &str, code: &str) -> Reply {
    let path = format!("{FACTOR}/confirmation");
    app.post(&path, &json!({"code": code})).bearer(token).send().await
}

/// What is done to the own factor with password and code.
pub async fn with_both(app: &TestApp, what: &str, token: &str, code: &str) -> Reply {
    let body = json!({"password": PASSWORD, "code": code});
    app.post(&format!("{FACTOR}/{what}"), &body).bearer(token).send().await
}

/// Gives an account a factor: the telephone, and the codes on paper. The next code is of the next step.
pub async fn enrolled(app: &TestApp, person: &Person) -> (Phone, Vec<String>) {
    let begun = begin(app, &person.token, PASSWORD).await;
    assert_eq!(begun.status, 201, "{}", begun.body);
    let phone = Phone::with(begun.str("/secret"));
    let confirmed = confirm(app, &person.token, &phone.code(app, 0)).await;
    assert_eq!(confirmed.status, 200, "{}", confirmed.body);
    let codes = confirmed.body["recovery_codes"].as_array().unwrap();
    let codes = codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect();
    later(app, 30);
    (phone, codes)
}

/// One try to sign in from `source`.
pub async fn try_in(
    app: &TestApp,
    login: &str,
    (password, code): (&str, Option<&str>),
    source: &str,
) -> Reply {
    let body = match code {
        Some(code) => json!({"login": login, "password": password, "code": code}),
        None => json!({"login": login, "password": password}),
    };
    app.post("/api/v1/sessions", &body).header("X-Forwarded-For", source).send().await
}

/// One try from the usual place with the usual password.
pub async fn enter(app: &TestApp, login: &str, code: &str) -> Reply {
    try_in(app, login, (PASSWORD, Some(code)), "198.51.100.7").await
}

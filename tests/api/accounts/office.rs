//! An office for tests about accounts: people by name, and the links that are mailed to them.

use liemchinh::harness::domain::{EmailAddress, PersonName, Role};
use liemchinh::harness::service::NewUser;
use serde_json::{Value, json};

use crate::app::{HOME, PASSWORD, TestApp};
use crate::client::Reply;

pub const ACCOUNTS: &str = "/api/v1/accounts";
pub const NEW: &str = "trâu đen gặm cỏ bờ kênh";

/// Somebody with an account.
pub struct Person {
    pub id: String,
    pub login: String,
    pub email: String,
    pub token: String,
}

/// A new account, made by whoever commands the machine.
pub async fn person(app: &TestApp, login: &str, name: &str, role: Role, unit: &str) -> Person {
    let email = format!("{login}@hopthu.example");
    let new = NewUser {
        login: login.to_owned(),
        name: PersonName::parse(name).unwrap(),
        role,
        unit: (!unit.is_empty()).then(|| unit.to_owned()),
        email: Some(EmailAddress::parse(&email).unwrap()),
    };
    let id = app.service.add_user(new, PASSWORD.to_owned()).await.unwrap().to_string();
    let token = token(app, login, PASSWORD).await.unwrap();
    Person { id, login: login.to_owned(), email, token }
}

/// The token of another session, if that is the password.
pub async fn token(app: &TestApp, login: &str, password: &str) -> Option<String> {
    let signed = app.service.sign_in(login, password.to_owned(), HOME).await.ok()?;
    Some(signed.token.to_text())
}

/// Two administrators who are two.
pub async fn administrators(app: &TestApp) -> (Person, Person) {
    let first = person(app, "quan.tri", "Phạm Thị Một", Role::Administrator, "").await;
    (first, person(app, "quan.tri.2", "Đỗ Văn Hai", Role::Administrator, "").await)
}

/// An officer of the department of natural resources.
pub async fn officer(app: &TestApp) -> Person {
    person(app, "can.bo", "Bùi Thị Mẫu", Role::UnitOfficer, "TN.STNMT").await
}

/// An inspector.
pub async fn inspector(app: &TestApp) -> Person {
    person(app, "thanh.tra", "Vũ Văn Thử", Role::Inspector, "TN.TTT").await
}

/// What an administrator does to an account.
pub async fn act(app: &TestApp, by: &Person, id: &str, what: &str, body: &Value) -> Reply {
    app.post(&format!("{ACCOUNTS}/{id}/{what}"), body).bearer(&by.token).send().await
}

pub async fn seen(app: &TestApp, by: &Person, id: &str) -> Value {
    app.get(&format!("{ACCOUNTS}/{id}")).bearer(&by.token).send().await.body
}

/// Lets `by` confirm what waits for an account.
pub async fn confirm(app: &TestApp, by: &Person, id: &str) -> Reply {
    let waits = seen(app, by, id).await["waiting"]["id"].clone();
    act(app, by, id, "request/confirmation", &json!({"request": waits})).await
}

/// The whole of an account as it is sent, with some members replaced.
pub fn fields(person: &Person, name: &str, changes: &Value) -> Value {
    let body = json!({
        "name": name, "role": "unit_officer", "unit": "TN.STNMT", "email": person.email,
    });
    crate::app::with(body, changes)
}

pub async fn change(app: &TestApp, by: &Person, id: &str, body: &Value) -> Reply {
    app.put(&format!("{ACCOUNTS}/{id}"), body).bearer(&by.token).send().await
}

/// To whom mail went since the last call, and the token in each that has a link.
pub async fn mailed(app: &TestApp) -> Vec<(String, Option<String>)> {
    app.post.tick().await.unwrap();
    let link = |body: &str| {
        let line = body.lines().find(|line| line.starts_with("https://liemchinh.example/"))?;
        Some(line.strip_prefix("https://liemchinh.example/dat-mat-khau#")?.to_owned())
    };
    let mails = app.mail.take();
    mails.iter().map(|mail| (mail.to.as_str().to_owned(), link(&mail.body))).collect()
}

/// The link that has just been mailed to `email`, and to nobody else.
pub async fn link_to(app: &TestApp, email: &str) -> String {
    let mut links = mailed(app).await;
    links.retain(|(_, link)| link.is_some());
    assert_eq!(links.len(), 1, "{links:?}");
    let (to, link) = links.remove(0);
    assert_eq!(to, email);
    link.unwrap()
}

pub async fn ask_link(app: &TestApp, login: &str) -> Reply {
    app.post("/api/v1/passwords/links", &json!({"login": login})).send().await
}

pub async fn use_link(app: &TestApp, link: &str, password: &str) -> Reply {
    app.post("/api/v1/passwords", &json!({"link": link, "password": password})).send().await
}

/// Whether the session of this token still is one.
pub async fn lives(app: &TestApp, token: &str) -> bool {
    match app.get("/api/v1/me").bearer(token).send().await.status {
        200 => true,
        401 => false,
        other => panic!("{other}"),
    }
}

//! Staff systems are told what their own account's queue shows, in half hours, signed, and never more.

mod blind;
mod leases;
mod receiver;
mod subscriptions;

use liemchinh::harness::domain::{Networks, Role};
use liemchinh::harness::store::DbUrl;
use liemchinh::harness::webhook::Caller;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{HOME, PASSWORD, TestApp, feedback};
use crate::client::Reply;
use crate::coverage::{NOBODY, bodies};
use crate::followed::Life;
use crate::mail::outbox::sql;
use crate::on_both_calling_apps;
use crate::steps::answer;
use crate::support::Backend;
use receiver::{Received, Receiver, authority};

const HOOKS: &str = "/api/v1/webhooks";

/// A way out to this machine, for whoever has the receiver's certificate.
pub fn caller() -> Caller {
    let networks = Networks::parse(&["127.0.0.0/8".to_owned()]).unwrap();
    Caller::new(networks, Some(authority().as_bytes())).unwrap()
}

fn backend(app: &TestApp) -> Backend {
    match app.scratch.url {
        DbUrl::Sqlite(_) => Backend::Sqlite,
        DbUrl::Postgres(_) => Backend::Postgres,
    }
}

async fn subscribe(app: &TestApp, token: &str, url: &str) -> Reply {
    app.post(HOOKS, &json!({"url": url})).bearer(token).send().await
}

async fn subscribed(app: &TestApp, token: &str, receiver: &Receiver) -> String {
    let made = subscribe(app, token, &receiver.url()).await;
    assert_eq!(made.status, 201, "{}", made.body);
    made.str("/secret").to_owned()
}

/// Another session of somebody whose last one ended.
async fn again(app: &TestApp, login: &str) -> String {
    let session = app.service.sign_in(login, PASSWORD.to_owned(), HOME).await.unwrap();
    session.token.to_text()
}

/// The first subscription of the list.
async fn listed(app: &TestApp, token: &str) -> Value {
    let list = app.get(HOOKS).bearer(token).send().await;
    assert_eq!(list.status, 200, "{}", list.body);
    list.body["items"][0].clone()
}

/// What is told at this moment; what was filed before it is noted as the worker notes it each few seconds.
async fn told_at(app: &TestApp, receiver: &Receiver, at: &str) -> Vec<Received> {
    app.service.read_terms(1000).await.unwrap();
    app.set(at);
    app.worker.tick().await.unwrap();
    receiver.take()
}

fn ids(received: &Received) -> Vec<String> {
    let cases = received.body["cases"].as_array().unwrap();
    cases.iter().map(|case| case["id"].as_str().unwrap().to_owned()).collect()
}

#[apply(on_both_calling_apps)]
async fn what_changed_in_a_half_hour_is_told_once_signed_and_thin(app: &TestApp) {
    let receiver = Receiver::start();
    let (login, token) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let secret = subscribed(app, &token, &receiver).await;
    let (mut first, filed) = Life::file(app, &feedback()).await;
    let (second, _) = Life::file(app, &feedback()).await;
    app.service.read_terms(10).await.unwrap();
    let list = app.get("/api/v1/cases?sort=received").bearer(&token).send().await;

    assert_eq!(told_at(app, &receiver, "2024-10-15T02:09:59Z").await.len(), 0);
    let told = told_at(app, &receiver, "2024-10-15T02:10:00Z").await;

    let [told] = told.as_slice() else { panic!("{told:?}") };
    assert!(told.is_signed_by(&secret) && !told.is_signed_by("lc_w_other"));
    let hook = listed(app, &token).await;
    let items = list.body["items"].as_array().unwrap();
    let shown = |item: &Value| json!({"id": item["id"], "number": item["number"]});
    let expected = json!({
        "delivery": told.headers["liemchinh-delivery"],
        "webhook": hook["id"],
        "from": "2024-10-15T02:00:00Z",
        "until": "2024-10-15T02:30:00Z",
        "more": false,
        "cases": items.iter().rev().map(shown).collect::<Vec<_>>(),
    });
    assert_eq!(told.body, expected);
    assert_eq!(told.headers["content-type"], "application/json");
    for word in ["Thử", "0900 000", "Hồ sơ", "land", filed.str("/receipt")] {
        assert!(!told.text.contains(word), "{word}");
    }
    assert_eq!((&hook["outcome"], &hook["failures"]), (&json!("delivered"), &json!(0)));
    assert_eq!(hook["delivered_until"], "2024-10-15T02:30:00Z");
    assert_eq!(told_at(app, &receiver, "2024-10-15T02:11:00Z").await.len(), 0);
    app.set("2024-10-15T02:25:00Z");
    first.step(&token, json!({"command": "accept"})).await;
    let told = told_at(app, &receiver, "2024-10-15T02:40:00Z").await;
    assert_eq!(told.iter().map(ids).collect::<Vec<_>>(), [[first.id.clone()]]);
    // Where nothing changed nobody is called.
    assert_eq!(told_at(app, &receiver, "2024-10-15T03:10:00Z").await.len(), 0);
    let token = again(app, &login).await;
    first.step(&token, answer("founded")).await;
    assert_eq!(told_at(app, &receiver, "2024-10-15T03:40:00Z").await.len(), 1);
    assert_ne!(first.id, second.id);
}

#[apply(on_both_calling_apps)]
async fn a_call_that_fails_is_repeated_later_each_time_under_the_same_id(app: &TestApp) {
    let receiver = Receiver::start();
    let elsewhere = Receiver::start();
    let (login, token) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    subscribed(app, &token, &receiver).await;
    Life::file(app, &feedback()).await;
    let away = format!("302 Found\r\nLocation: {}", elsewhere.url());
    receiver.answers(&["500 Internal Server Error", &away]);

    let first = told_at(app, &receiver, "2024-10-15T02:10:00Z").await;
    let after_first = listed(app, &token).await;
    let too_early = told_at(app, &receiver, "2024-10-15T02:10:59Z").await;
    let second = told_at(app, &receiver, "2024-10-15T02:12:00Z").await;
    let after_second = listed(app, &token).await;
    // What changes meanwhile is another delivery.
    app.set("2024-10-15T02:15:00Z");
    let (later, _) = Life::file(app, &feedback()).await;
    let third = told_at(app, &receiver, "2024-10-15T02:45:00Z").await;

    assert_eq!((first.len(), too_early.len(), second.len(), third.len()), (1, 0, 1, 2));
    assert_eq!(
        (&after_first["outcome"], &after_first["failures"]),
        (&json!("refused_status"), &json!(1))
    );
    assert_eq!(
        (&after_second["outcome"], &after_second["failures"]),
        (&json!("redirected"), &json!(2))
    );
    assert_eq!(elsewhere.take().len(), 0, "nobody follows");
    for other in [&second[0], &third[0]] {
        assert_eq!(other.headers["liemchinh-delivery"], first[0].headers["liemchinh-delivery"]);
        assert_eq!(other.text, first[0].text);
        assert_ne!(other.headers["liemchinh-signature"], first[0].headers["liemchinh-signature"]);
    }
    assert_eq!(ids(&third[1]), [later.id]);
    let token = again(app, &login).await;
    let mended = listed(app, &token).await;
    assert_eq!((&mended["outcome"], &mended["failures"]), (&json!("delivered"), &json!(0)));
}

#[apply(on_both_calling_apps)]
async fn what_differs_from_the_last_try_has_another_id_so_that_no_receiver_drops_it(app: &TestApp) {
    let receiver = Receiver::start();
    let token = app.officer("TN.STNMT").await;
    subscribed(app, &token, &receiver).await;
    let (mut first, _) = Life::file(app, &feedback()).await;
    let (second, _) = Life::file(app, &feedback()).await;
    receiver.answers(&["500 Internal Server Error"]);

    let tried = told_at(app, &receiver, "2024-10-15T02:10:00Z").await;
    first.step(&token, json!({"command": "accept"})).await;
    let again = told_at(app, &receiver, "2024-10-15T02:12:00Z").await;
    let rest = told_at(app, &receiver, "2024-10-15T02:40:00Z").await;

    let told = [&tried, &again, &rest].map(|all| all.iter().flat_map(ids).collect::<Vec<_>>());
    assert_eq!(told.each_ref().map(Vec::len), [2, 1, 1]);
    assert_eq!(told[1..], [vec![second.id], vec![first.id]]);
    let [one, two] = [&tried, &again].map(|all| &all[0].headers["liemchinh-delivery"]);
    assert_ne!(one, two);
}

#[apply(on_both_calling_apps)]
async fn a_call_is_given_up_after_three_days_and_begun_again_with_all_that_was_missed(
    app: &TestApp,
) {
    let receiver = Receiver::start();
    let (login, token) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let before = subscribed(app, &token, &receiver).await;
    let (life, _) = Life::file(app, &feedback()).await;
    app.service.read_terms(10).await.unwrap();
    receiver.answers(&["503 Service Unavailable"; 400]);
    for hour in (2..74).step_by(2) {
        app.set(&format!("2024-10-{:02}T{:02}:20:00Z", 15 + hour / 24, hour % 24));
        app.service.call_webhooks(|| true).await.unwrap();
    }
    let tried = receiver.take().len();
    assert!(tried > 30, "{tried} tries");
    let token_of_then = again(app, &login).await;
    assert_eq!(listed(app, &token_of_then).await["given_up"], false);
    app.set("2024-10-18T04:20:00Z");
    app.service.call_webhooks(|| true).await.unwrap();
    app.set("2024-10-19T04:20:00Z");
    app.service.call_webhooks(|| true).await.unwrap();

    assert_eq!(receiver.take().len(), 1, "the last one");
    let token = again(app, &login).await;
    let hook = listed(app, &token).await;
    assert_eq!((&hook["given_up"], &hook["outcome"]), (&json!(true), &json!("refused_status")));
    assert!(hook.get("next_call").is_none(), "{hook}");

    let after = subscribed(app, &token, &receiver).await;
    assert_ne!(before, after);
    assert_eq!(listed(app, &token).await["id"], hook["id"]);
    receiver.recovers();
    app.set("2024-10-19T04:40:00Z");
    app.service.call_webhooks(|| true).await.unwrap();
    let told = receiver.take();
    assert_eq!(ids(&told[0]), [life.id]);
    assert!(told[0].is_signed_by(&after) && !told[0].is_signed_by(&before));
}

#[apply(on_both_calling_apps)]
async fn what_is_too_much_for_one_delivery_follows_in_the_next(app: &TestApp) {
    const MANY: usize = 203;
    let receiver = Receiver::start();
    let token = app.officer("TN.STNMT").await;
    subscribed(app, &token, &receiver).await;
    for _ in 0..MANY {
        app.file(&feedback()).await;
    }

    let told = told_at(app, &receiver, "2024-10-15T02:10:00Z").await;

    let more: Vec<&Value> = told.iter().map(|it| &it.body["more"]).collect();
    assert_eq!(more, [&json!(true), &json!(false)]);
    let mut all: Vec<String> = told.iter().flat_map(ids).collect();
    all.sort_unstable();
    all.dedup();
    assert_eq!(all.len(), MANY);
    let [one, two] = [&told[0], &told[1]].map(|it| &it.headers["liemchinh-delivery"]);
    assert_ne!(one, two);
}

#[apply(on_both_calling_apps)]
async fn what_was_sent_and_never_settled_is_repeated_under_the_same_id(app: &TestApp) {
    let receiver = Receiver::start();
    let token = app.officer("TN.STNMT").await;
    subscribed(app, &token, &receiver).await;
    Life::file(app, &feedback()).await;
    app.service.read_terms(10).await.unwrap();
    sql(app, "CREATE TABLE before_call AS SELECT * FROM webhooks");
    app.set("2024-10-15T02:10:00Z");

    app.service.call_webhooks(|| true).await.unwrap();

    let first = receiver.take();
    assert_eq!(first.len(), 1);
    // As if what was sent had never been settled.
    sql(app, "DELETE FROM webhooks");
    sql(app, "INSERT INTO webhooks SELECT * FROM before_call");
    app.set("2024-10-15T02:16:00Z");
    app.service.call_webhooks(|| true).await.unwrap();
    let second = receiver.take();
    assert_eq!(second[0].text, first[0].text);
    assert_eq!(second[0].headers["liemchinh-delivery"], first[0].headers["liemchinh-delivery"]);
}

/// Every answer of every operation here; `off` is a service that calls nobody.
pub async fn every_answer(app: &TestApp, off: &TestApp) {
    let (officer, admin) =
        (app.officer("TN.STNMT").await, app.staff(Role::Administrator, None).await);
    let url = json!({"url": "https://phanmem.example.vn/lc"});
    let made = subscribe(app, &officer, "https://phanmem.example.vn/lc").await;
    let own = format!("{HOOKS}/{}", made.str("/id"));
    app.get(HOOKS).bearer(&officer).send().await;
    app.get(&format!("{HOOKS}?x=1")).bearer(&officer).send().await;
    app.get(HOOKS).send().await;
    app.get(HOOKS).bearer(&admin).send().await;
    bodies(app, HOOKS, &officer).await;
    app.post(HOOKS, &url).send().await;
    app.post(HOOKS, &url).bearer(&admin).send().await;
    let other = off.officer("TN.STNMT").await;
    let refused = subscribe(off, &other, "https://phanmem.example.vn/lc").await;
    assert_eq!((refused.status, refused.code()), (409, "webhooks_off"));
    app.delete(&own).send().await;
    app.delete(&own).bearer(&admin).send().await;
    app.delete(&format!("{own}?x=1")).bearer(&officer).send().await;
    app.delete(&format!("{HOOKS}/{NOBODY}")).bearer(&officer).send().await;
    app.delete(&own).bearer(&officer).send().await;
}

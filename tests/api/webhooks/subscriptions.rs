//! Whose a subscription is, where it may lead, and when it ends.

use liemchinh::harness::domain::{HookUrl, Hosts, Networks, Role};
use liemchinh::harness::service::{Carrier, ServiceError};
use liemchinh::harness::store::DbUrl;
use liemchinh::harness::webhook::Caller;
use macro_rules_attribute::apply;
use serde_json::json;

use super::receiver::{Receiver, authority, stranger};
use super::{HOOKS, again, backend, caller, listed, subscribe, subscribed, told_at};
use crate::app::{TestApp, feedback, with};
use crate::followed::Life;
use crate::mail::outbox::sql;
use crate::on_both_calling_apps;

#[apply(on_both_calling_apps)]
async fn a_subscription_is_one_accounts_own_and_there_are_five(app: &TestApp) {
    let (own, other) = (app.officer("TN.STNMT").await, app.officer("TN.STNMT").await);
    let made = subscribe(app, &own, "https://phanmem.example.vn/1").await;
    let same = subscribe(app, &own, "https://PhanMem.example.vn:443/1").await;
    let path = format!("{HOOKS}/{}", made.str("/id"));

    assert_eq!((made.status, same.status), (201, 201));
    assert_eq!(made.str("/id"), same.str("/id"));
    assert_ne!(made.str("/secret"), same.str("/secret"));
    assert_eq!(app.delete(&path).bearer(&other).send().await.status, 404);
    let of_other = app.get(HOOKS).bearer(&other).send().await;
    assert_eq!(of_other.body["items"].as_array().unwrap().len(), 0);
    for n in 2..=5 {
        let url = format!("https://phanmem.example.vn/{n}");
        assert_eq!(subscribe(app, &own, &url).await.status, 201);
    }
    let sixth = subscribe(app, &own, "https://phanmem.example.vn/6").await;
    assert_eq!((sixth.status, sixth.faults()), (422, vec![" no_room".to_owned()]));
    let list = app.get(HOOKS).bearer(&own).send().await;
    assert_eq!(list.body["items"].as_array().unwrap().len(), 5);
    assert!(!list.text.contains("secret") && !list.text.contains("lc_w_"), "{}", list.text);
    assert_eq!(app.delete(&path).bearer(&own).send().await.status, 204);
    assert_eq!(app.delete(&path).bearer(&own).send().await.status, 404);
    assert_eq!(subscribe(app, &own, "https://phanmem.example.vn/6").await.status, 201);
}

#[apply(on_both_calling_apps)]
async fn an_address_that_is_not_called_is_named_as_a_fault(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    for (url, code) in [
        ("http://phanmem.example.vn/", "not_a_webhook_url"),
        ("https://ten:mat@phanmem.example.vn/", "not_a_webhook_url"),
        ("https://phanmem.example.vn/#x", "not_a_webhook_url"),
        ("https://10.0.0.1/", "private_address"),
        ("https://169.254.169.254/latest/", "private_address"),
        ("https://[::1]:8443/", "private_address"),
        ("https://[::ffff:192.168.0.1]/", "private_address"),
    ] {
        let reply = subscribe(app, &officer, url).await;
        assert_eq!(reply.faults(), [format!("/url {code}")], "{url}");
        assert!(!reply.text.contains("phanmem"), "{}", reply.text);
    }
    assert_eq!(subscribe(app, &officer, "https://127.0.0.1:8443/x").await.status, 201, "named");
}

#[apply(on_both_calling_apps)]
async fn a_name_that_leads_into_a_network_that_nobody_named_is_not_called(app: &TestApp) {
    let (pem, none) = (Some(authority().as_bytes()), Networks::default());
    let closed = Caller::new(none, pem).unwrap();
    let second = TestApp::start_with(backend(app), closed, false).await.unwrap();
    let receiver = Receiver::start();
    let officer = second.officer("TN.STNMT").await;
    let literal = format!("https://127.0.0.1:{}/", receiver.port);
    let refused = subscribe(&second, &officer, &literal).await;
    assert_eq!(refused.faults(), ["/url private_address"]);
    subscribed(&second, &officer, &receiver).await;
    Life::file(&second, &feedback()).await;

    let told = told_at(&second, &receiver, "2024-10-15T02:10:00Z").await;

    assert_eq!(told.len(), 0);
    assert_eq!(listed(&second, &officer).await["outcome"], "not_allowed");
    second.finish().await;
}

#[apply(on_both_calling_apps)]
async fn whoever_cannot_prove_the_name_is_told_nothing(app: &TestApp) {
    let networks = Networks::parse(&["127.0.0.1".to_owned()]).unwrap();
    let unknown = Caller::new(networks, Some(stranger().as_bytes())).unwrap();
    let second = TestApp::start_with(backend(app), unknown, false).await.unwrap();
    let receiver = Receiver::start();
    let officer = second.officer("TN.STNMT").await;
    subscribed(&second, &officer, &receiver).await;
    Life::file(&second, &feedback()).await;

    let told = told_at(&second, &receiver, "2024-10-15T02:10:00Z").await;

    assert_eq!(told.len(), 0);
    assert_eq!(listed(&second, &officer).await["outcome"], "no_tls");
    second.finish().await;
}

#[apply(on_both_calling_apps)]
async fn an_account_that_is_closed_moved_or_given_another_password_is_told_nothing_more(
    app: &TestApp,
) {
    let receivers: [Receiver; 4] = std::array::from_fn(|_| Receiver::start());
    let mut logins = Vec::new();
    for receiver in &receivers {
        let (login, token) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
        subscribed(app, &token, receiver).await;
        logins.push(login);
    }
    Life::file(app, &feedback()).await;
    // The queue that the one who moves has from then on is not empty either.
    Life::file(app, &with(feedback(), &json!({"unit": "703"}))).await;
    app.service.read_terms(10).await.unwrap();
    app.service.close_account(&logins[0]).await.unwrap();
    app.service.move_account(&logins[1], "703", None).await.unwrap();
    app.service.set_password(&logins[2], "một mật khẩu khác cũng dài".to_owned()).await.unwrap();

    app.set("2024-10-15T02:10:00Z");
    app.service.call_webhooks(|| true).await.unwrap();

    let told = receivers.each_ref().map(|receiver| receiver.take().len());
    assert_eq!(told, [0, 0, 0, 1]);
    assert_eq!(rows(app), "1");
}

/// Whoever is closed, moved or given another password while the request is under way subscribes nothing.
#[apply(on_both_calling_apps)]
async fn a_subscription_that_meets_the_end_of_its_session_is_not_made(app: &TestApp) {
    let url = HookUrl::parse("https://phanmem.example.vn/1").unwrap();
    let mut refused = 0;
    for what in 0..4 {
        let (login, token) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
        let actor = app.service.authenticate(&token, Carrier::Bearer).await.unwrap().actor;
        match what {
            0 => app.service.close_account(&login).await.unwrap(),
            1 => {
                app.service.move_account(&login, "703", None).await.unwrap();
            }
            2 => {
                let other = "một mật khẩu khác cũng dài".to_owned();
                app.service.set_password(&login, other).await.unwrap();
            }
            _ => app.service.sign_out(&token).await.unwrap(),
        }
        let made = app.service.subscribe(&actor, &token, url.clone()).await;
        refused += usize::from(matches!(made, Err(ServiceError::Unauthenticated)));
    }
    // Another session of an account that works elsewhere by now.
    let (login, token) = app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let before = app.service.authenticate(&token, Carrier::Bearer).await.unwrap().actor;
    app.service.move_account(&login, "703", None).await.unwrap();
    let token = again(app, &login).await;
    let made = app.service.subscribe(&before, &token, url.clone()).await;

    assert_eq!(refused, 4);
    assert!(matches!(made, Err(ServiceError::Unauthenticated)));
    assert_eq!(rows(app), "0");
}

#[apply(on_both_calling_apps)]
async fn where_hosts_are_named_no_other_is_subscribed_or_called(app: &TestApp) {
    let named = Hosts::parse(&["example.vn".to_owned()]).unwrap();
    let only = caller().only_to(named);
    let second = TestApp::start_with(backend(app), only, false).await.unwrap();
    let officer = second.officer("TN.STNMT").await;

    let other = subscribe(&second, &officer, "https://localhost/").await;
    let right = subscribe(&second, &officer, "https://phanmem.example.vn/").await;

    assert_eq!(other.faults(), ["/url host_not_named"]);
    assert_eq!(right.status, 201, "{}", right.body);
    second.finish().await;
}

#[apply(on_both_calling_apps)]
async fn one_whose_key_is_lost_is_shown_without_its_address_blames_nobody_and_is_ended(
    app: &TestApp,
) {
    let (lost, other) = (Receiver::start(), Receiver::start());
    let token = app.officer("TN.STNMT").await;
    subscribed(app, &token, &lost).await;
    let id = listed(app, &token).await["id"].as_str().unwrap().to_owned();
    let nothing = match app.scratch.url {
        DbUrl::Sqlite(_) => "x'00'",
        DbUrl::Postgres(_) => "'\\x00'",
    };
    sql(app, &format!("UPDATE webhooks SET sealed = {nothing}"));
    subscribed(app, &token, &other).await;
    Life::file(app, &feedback()).await;

    let told = told_at(app, &lost, "2024-10-15T02:10:00Z").await;

    assert_eq!((told.len(), other.take().len()), (0, 1), "it keeps nobody else waiting");
    let list = app.get(HOOKS).bearer(&token).send().await;
    let items = list.body["items"].as_array().unwrap();
    let shown = items.iter().find(|it| it["id"] == id.as_str()).unwrap();
    assert!(shown.get("url").is_none(), "{shown}");
    assert_eq!(shown["outcome"], "fault_here");
    let ended = app.delete(&format!("{HOOKS}/{id}")).bearer(&token).send().await;
    assert_eq!(ended.status, 204);
}

#[apply(on_both_calling_apps)]
async fn who_subscribes_and_unsubscribes_stands_in_the_access_log(app: &TestApp) {
    let token = app.officer("TN.STNMT").await;
    let made = subscribe(app, &token, "https://phanmem.example.vn/1").await;
    let path = format!("{HOOKS}/{}", made.str("/id"));
    assert_eq!(app.delete(&path).bearer(&token).send().await.status, 204);
    let head = app.staff(Role::InspectorateHead, Some("TN.TTT")).await;

    let log = app.get("/api/v1/access-log?day=2024-10-15").bearer(&head).send().await;

    let items = log.body["items"].as_array().unwrap();
    for what in ["webhook_subscribed", "webhook_ended"] {
        let count = items.iter().filter(|it| it["what"] == what).count();
        assert_eq!(count, 1, "{what} {}", log.body);
    }
    assert!(!log.text.contains("phanmem"));
}

/// How many subscriptions there are.
fn rows(app: &TestApp) -> String {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Count {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let count = diesel::sql_query("SELECT count(*) AS n FROM webhooks");
    count.get_result::<Count>(&mut app.scratch.conn()).unwrap().n.to_string()
}

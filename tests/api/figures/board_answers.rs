//! Every documented answer about movements and their criteria.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use reqwest::Method;
use serde_json::json;

use super::criteria_sets::set;
use super::movements::{MOVEMENTS, NEW, board, cloned, head, post, put};
use crate::app::{TestApp, with};
use crate::client::Call;
use crate::contract::documented_pairs_of;
use crate::on_both_apps;

const OURS: [&str; 11] = [
    "list_metrics",
    "get_movement",
    "put_movement",
    "activate_movement",
    "list_criteria_sets",
    "get_criteria_set",
    "put_criteria_set",
    "submit_criteria_set",
    "return_criteria_set",
    "sign_criteria_set",
    "simulate_criteria_set",
];

#[apply(on_both_apps)]
async fn every_documented_answer_about_movements_is_given(app: &TestApp) {
    every_answer(app).await;
    let seen = app.seen.lock().unwrap().clone();

    // Too many requests are met by an app with limits only.
    let own = |pair: &(String, u16)| pair.1 != 429;
    let unseen: Vec<_> =
        documented_pairs_of(&OURS).difference(&seen).filter(|it| own(it)).cloned().collect();

    assert!(unseen.is_empty(), "{unseen:?}");
}

/// What every change refuses alike.
pub async fn refused(app: &TestApp, method: Method, path: &str, token: &str, stranger: &str) {
    let call = |query: &str| Call::new(app, method.clone(), &format!("{path}{query}"));
    for (query, body, content_type) in [
        ("", b"{".to_vec(), "application/json"),
        ("?x=1", b"{}".to_vec(), "application/json"),
        ("", vec![b' '; 300_000], "application/json"),
        ("", b"{}".to_vec(), "text/plain"),
        ("", b"{\"x\":1}".to_vec(), "application/json"),
    ] {
        call(query).if_match(1).bearer(token).raw(content_type, body).send().await;
    }
    call("").if_match(1).json(&json!({})).send().await;
    call("").if_match(1).bearer(stranger).json(&json!({})).send().await;
    call("").bearer(token).json(&json!({})).send().await;
}

/// Drives every documented (operation, status) of movements.
pub async fn every_answer(app: &TestApp) {
    for query in ["", "?x=1"] {
        app.get(&format!("/api/v1/metrics{query}")).send().await;
    }
    let (board, head) = (board(app).await, head(app).await);
    let admin = app.staff(Role::Administrator, None).await;
    let template = format!("{MOVEMENTS}/template-2025");
    put(app, &board, NEW, 0, &cloned()).await;
    let one = format!("{NEW}/criteria-sets/1");
    let none = format!("{NEW}/criteria-sets/9");
    for (path, open) in [
        (NEW.to_owned(), true),
        (format!("{MOVEMENTS}/none"), true),
        (format!("{NEW}/criteria-sets"), false),
        (format!("{MOVEMENTS}/none/criteria-sets"), false),
        (one.clone(), false),
        (none.clone(), false),
    ] {
        let token = if open { None } else { Some(&head) };
        for query in ["", "?x=1"] {
            let call = app.get(&format!("{path}{query}"));
            let call = token.into_iter().fold(call, |call, token| call.bearer(token));
            call.send().await;
        }
        app.get(&path).send().await;
        app.get(&path).bearer(&admin).send().await;
    }
    let draft = with(cloned(), &json!({"clone_of": null}));
    let empty = json!({});
    let text = json!({"text": "Chưa rõ."});
    let hash = json!({"sha256": "0".repeat(64)});
    let own = set("2025-01-01", 8000);
    let end = |name: &str| (format!("{one}/{name}"), format!("{none}/{name}"));
    let (submit, no_submit) = end("submission");
    let (back, no_back) = end("return");
    let (sign, no_sign) = end("signature");
    refused(app, Method::PUT, NEW, &board, &admin).await;
    refused(app, Method::POST, &format!("{NEW}/activation"), &board, &admin).await;
    refused(app, Method::PUT, &one, &board, &admin).await;
    refused(app, Method::POST, &submit, &board, &head).await;
    refused(app, Method::POST, &back, &head, &board).await;
    refused(app, Method::POST, &sign, &head, &board).await;
    let simulation = format!("{one}/simulation");
    refused(app, Method::POST, &simulation, &board, &admin).await;
    app.post(&simulation, &empty).bearer(&head).send().await;
    app.post(&format!("{none}/simulation"), &empty).bearer(&head).send().await;
    put(app, &board, NEW, 9, &draft).await;
    put(app, &board, &format!("{MOVEMENTS}/none"), 9, &draft).await;
    put(app, &board, &template, 1, &draft).await;
    for (path, seen) in [(NEW, 9), (NEW, 1), ("/api/v1/movements/none", 1)] {
        post(app, &board, &format!("{path}/activation"), seen, &empty).await;
    }
    put(app, &board, &one, 9, &own).await;
    put(app, &board, &none, 9, &own).await;
    for (token, paths, body) in [
        (&head, [&back, &no_back], &text),
        (&head, [&sign, &no_sign], &hash),
        (&board, [&submit, &no_submit], &empty),
    ] {
        for path in paths {
            post(app, token, path, 9, body).await;
            post(app, token, path, 1, body).await;
        }
    }
    // It is submitted now.
    put(app, &board, &one, 2, &own).await;
    post(app, &board, &submit, 2, &empty).await;
    post(app, &head, &back, 2, &text).await;
    post(app, &board, &submit, 3, &empty).await;
    let read = app.get(&one).bearer(&board).send().await;
    let sha256 = json!({"sha256": read.str("/sha256")});
    post(app, &head, &sign, 4, &sha256).await;
    put(app, &board, &format!("{NEW}/criteria-sets/2"), 0, &set("2025-04-01", 8000)).await;
    let decided = with(draft, &json!({"decision": "1/KH-UBND", "issued_on": "2024-12-20"}));
    put(app, &board, NEW, 2, &decided).await;
    post(app, &board, &format!("{NEW}/activation"), 3, &empty).await;
}

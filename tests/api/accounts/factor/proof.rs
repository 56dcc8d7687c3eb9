//! What gives power asks that password and code were shown a moment ago, in the very session.

use liemchinh::harness::api::{Access, OPERATIONS};
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::phones::{Phone, enrolled, enter, later};
use crate::accounts::office::{
    ACCOUNTS, Person, act, administrators, confirm, inspector, lives, person,
};
use crate::app::{PASSWORD, TestApp};
use crate::client::Reply;
use crate::coverage::{NOBODY, bodies};
use crate::on_both_strict_apps;

const PROOF: &str = "/api/v1/me/proof";

async fn prove(app: &TestApp, token: &str, code: Option<&str>) -> Reply {
    let body = match code {
        Some(code) => json!({"password": PASSWORD, "code": code}),
        None => json!({"password": PASSWORD}),
    };
    app.post(PROOF, &body).bearer(token).send().await
}

/// The word of an administrator on an account that is not there: whether it was let pass.
async fn passes(app: &TestApp, token: &str) -> bool {
    let path = format!("{ACCOUNTS}/{NOBODY}/reset");
    let reply = app.post(&path, &json!({})).bearer(token).send().await;
    match (reply.status, reply.code()) {
        (404, _) => true,
        (403, "fresh_proof_needed") => false,
        other => panic!("{other:?}"),
    }
}

async fn armed(app: &TestApp) -> [(Person, Phone, Vec<String>); 2] {
    let (first, second) = administrators(app).await;
    let (one, codes) = enrolled(app, &first).await;
    let (other, others) = enrolled(app, &second).await;
    [(first, one, codes), (second, other, others)]
}

#[apply(on_both_strict_apps)]
async fn a8_what_gives_power_asks_for_a_proof_of_the_last_five_minutes(app: &TestApp) {
    let [(first, phone, _), _] = armed(app).await;
    assert!(passes(app, &first.token).await, "the sign-in itself is one");
    later(app, 300);
    let (mut asked, mut of_others) = (Vec::new(), Vec::new());
    for operation in OPERATIONS {
        let Access::Proven(roles, _) = operation.access else { continue };
        if !roles.contains(&Role::Administrator) {
            of_others.push(operation.id);
            continue;
        }
        assert_eq!(roles, [Role::Administrator]);
        let path = operation.path.replace("{id}", NOBODY);
        let call = match operation.method {
            "put" => app.put(&path, &json!({})),
            _ => app.post(&path, &json!({})),
        };
        let refused = call.bearer(&first.token).send().await;
        let id = operation.id;
        assert_eq!((refused.status, refused.code()), (403, "fresh_proof_needed"), "{id}");
        assert!(refused.str("/title").contains("/api/v1/me/proof"), "it says what to do");
        asked.push(id);
    }
    for id in ["create_account", "change_account", "close_account", "reset_account_factor"] {
        assert!(asked.contains(&id), "{id}: {asked:?}");
    }
    assert_eq!(app.get(ACCOUNTS).bearer(&first.token).send().await.status, 200, "reading");
    assert_eq!(of_others, ["make_export"], "it is asked below");

    let shown = prove(app, &first.token, Some(&phone.code(app, 0))).await;

    assert_eq!(shown.status, 200, "{}", shown.body);
    assert!(passes(app, &first.token).await);
    later(app, 299);
    assert!(passes(app, &first.token).await, "also for another act");
    later(app, 1);
    assert!(!passes(app, &first.token).await);
}

#[apply(on_both_strict_apps)]
async fn a8_a_list_goes_out_as_a_file_for_a_fresh_proof(app: &TestApp) {
    let owner = inspector(app).await;
    let (phone, _) = enrolled(app, &owner).await;
    let body = json!({"what": "cases", "format": "csv", "reason": "Báo cáo giao ban."});
    let take = async || {
        let call = app.post("/api/v1/exports", &body).bearer(&owner.token).key(&app.key());
        call.send().await
    };
    later(app, 300);
    let late = take().await;

    let shown = prove(app, &owner.token, Some(&phone.code(app, 0))).await;

    assert_eq!((late.status, late.code()), (403, "fresh_proof_needed"));
    assert_eq!(shown.status, 200, "{}", shown.body);
    let taken = take().await;
    assert_eq!(taken.status, 201, "{}", taken.body);
}

#[apply(on_both_strict_apps)]
async fn a8_a_proof_is_of_one_session_and_no_code_makes_two(app: &TestApp) {
    let [(first, phone, codes), _] = armed(app).await;
    let used = phone.code(app, 0);
    let other = enter(app, &first.login, &used).await.str("/token").to_owned();
    later(app, 300);
    let fresh = phone.code(app, 0);
    assert_eq!(prove(app, &other, Some(&fresh)).await.status, 200);

    assert!(passes(app, &other).await && !passes(app, &first.token).await);
    for (code, why) in [(Some(fresh.as_str()), "again"), (None, "none"), (Some("000000"), "wrong")]
    {
        let refused = prove(app, &first.token, code).await;
        assert_eq!(refused.faults(), ["/password wrong_proof"], "{why}");
        later(app, 6);
    }
    assert!(!passes(app, &first.token).await);
    assert_eq!(prove(app, &first.token, Some(&codes[0])).await.status, 200, "one on paper");
    assert_eq!(prove(app, &first.token, Some(&codes[0])).await.status, 422, "once");
}

#[apply(on_both_strict_apps)]
async fn a8_the_last_word_uses_the_proof_up(app: &TestApp) {
    let [(first, _, _), (second, phone, _)] = armed(app).await;
    let owner = inspector(app).await;
    act(app, &first, &owner.id, "reset", &json!({})).await;

    let words = (0..10).map(|_| confirm(app, &second, &owner.id));
    let answers = futures_util::future::join_all(words).await;

    let count = |status: u16| answers.iter().filter(|reply| reply.status == status).count();
    assert_eq!((count(200), count(403)), (1, 9), "one proof, one word");
    assert!(!lives(app, &owner.token).await);
    assert!(!passes(app, &second.token).await, "for whatever else");
    later(app, 30);
    assert_eq!(prove(app, &second.token, Some(&phone.code(app, 0))).await.status, 200);
    assert!(passes(app, &second.token).await);
}

#[apply(on_both_strict_apps)]
async fn a8_without_a_factor_the_password_is_the_proof_and_each_is_in_the_log(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let auditor = person(app, "kiem.soat", "Tô Thị Soát", Role::Auditor, "TN.TTT").await;
    enrolled(app, &auditor).await;
    assert_eq!(prove(app, &officer, None).await.status, 200);

    let log = app.get("/api/v1/access-log?limit=100").bearer(&auditor.token).send().await;

    let noted = |it: &Value| it["what"] == "proven";
    assert_eq!(log.body["items"].as_array().unwrap().iter().filter(|it| noted(it)).count(), 1);
}

/// What is documented of it.
pub async fn every_answer(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    bodies(app, PROOF, &officer).await;
    app.post(PROOF, &json!({})).send().await;
    prove(app, &officer, None).await;
}

/// What is limited as signing in is.
pub async fn every_limit(app: &TestApp) {
    app.post(PROOF, &json!({})).send().await;
}

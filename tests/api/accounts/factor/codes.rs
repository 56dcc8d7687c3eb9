//! The second factor: how it begins, who must have one, and that each code counts once.

use diesel::prelude::*;
use liemchinh::harness::api::{Access, OPERATIONS};
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::phones::{Phone, begin, confirm, enrolled, enter, later, try_in};
use crate::accounts::office::{inspector, lives, officer, token};
use crate::app::{PASSWORD, TestApp};
use crate::coverage::NOBODY;
use crate::rival::{execute, on_postgres};
use crate::{on_both_apps, on_both_strict_apps};

const PLACE: &str = "198.51.100.7";

#[apply(on_both_apps)]
async fn a4_a_factor_begins_with_the_password_and_is_asked_for_once_a_code_of_it_was_shown(
    app: &TestApp,
) {
    let owner = officer(app).await;
    let stolen = token(app, "can.bo", PASSWORD).await.unwrap();
    assert_eq!(begin(app, &stolen, "đoán mò thôi mà").await.faults(), ["/password wrong_proof"]);
    let waits = begin(app, &stolen, PASSWORD).await;
    assert_eq!(waits.faults(), ["/password wrong_proof"], "a guess waits as at a sign-in");
    later(app, 2);
    let begun = begin(app, &owner.token, PASSWORD).await;
    assert!(begun.str("/uri").contains(&format!("secret={}", begun.str("/secret"))));
    let phone = Phone::with(begun.str("/secret"));
    assert_eq!(try_in(app, "can.bo", (PASSWORD, None), PLACE).await.status, 201, "not yet");
    let wrong = confirm(app, &owner.token, &phone.code(app, 2)).await;
    assert_eq!(wrong.faults(), ["/code wrong_time_code"]);

    let done = confirm(app, &owner.token, &phone.code(app, 0)).await;

    assert_eq!((done.status, done.body["recovery_codes"].as_array().unwrap().len()), (200, 10));
    assert!(lives(app, &owner.token).await && !lives(app, &stolen).await);
    let me = app.get("/api/v1/me").bearer(&owner.token).send().await;
    assert_eq!(
        me.body["second_factor"],
        json!({"active": true, "needed": false, "since": "2024-10-15", "recovery_codes_left": 10})
    );
    later(app, 30);
    assert_eq!(try_in(app, "can.bo", (PASSWORD, None), PLACE).await.status, 401);
    later(app, 2);
    let signed = enter(app, "can.bo", &phone.code(app, 0)).await;
    assert_eq!((signed.status, &signed.body["failed_attempts"]), (201, &json!(1)));
    let again = begin(app, &owner.token, PASSWORD).await;
    assert_eq!((again.status, again.code()), (409, "factor_there"));
}

#[apply(on_both_apps)]
async fn a4_a_wrong_name_password_or_code_and_one_that_is_missing_or_used_answer_alike(
    app: &TestApp,
) {
    let owner = inspector(app).await;
    let (phone, _) = enrolled(app, &owner).await;
    let used = phone.code(app, 0);
    assert_eq!(enter(app, "thanh.tra", &used).await.status, 201);
    let mut answers = Vec::new();
    for (login, password, code) in [
        ("khong.co", PASSWORD, Some(used.clone())),
        ("thanh.tra", "sai mật khẩu rồi", Some(phone.code(app, 1))),
        ("thanh.tra", PASSWORD, Some(phone.code(app, 5))),
        ("thanh.tra", PASSWORD, Some("không phải mã".to_owned())),
        ("thanh.tra", PASSWORD, Some("0000-0000".to_owned())),
        ("thanh.tra", PASSWORD, None),
        ("thanh.tra", PASSWORD, Some(used)),
    ] {
        // No wait of the try before, and still the step of the code that was used.
        later(app, 3);
        let mut reply = try_in(app, login, (password, code.as_deref()), PLACE).await;
        reply.body["request_id"] = Value::Null;
        reply.headers.retain(|name, _| !["date", "x-request-id"].contains(&name.as_str()));
        answers.push((reply.status, reply.body, reply.headers));
    }

    assert_eq!(answers[0].0, 401);
    for answer in &answers[1..] {
        assert_eq!(answer, &answers[0]);
    }
}

#[apply(on_both_apps)]
async fn a4_of_fifty_sign_ins_at_once_with_one_code_one_succeeds(app: &TestApp) {
    let owner = officer(app).await;
    // From networks that the account knows guesses are judged side by side.
    let places: Vec<String> = (1..=8).map(|n| format!("203.0.{n}.1")).collect();
    for place in &places {
        assert_eq!(try_in(app, "can.bo", (PASSWORD, None), place).await.status, 201);
    }
    let (phone, codes) = enrolled(app, &owner).await;
    for code in [phone.code(app, 0), codes[0].clone()] {
        later(app, 4);
        let tries = (0..50).map(|n| {
            try_in(app, "can.bo", (PASSWORD, Some(code.as_str())), &places[n % places.len()])
        });
        let answers = futures_util::future::join_all(tries).await;

        let right = answers.iter().filter(|reply| reply.status == 201).count();
        assert_eq!(right, 1, "{code}");
        // Others are refused, or find no place at the hasher.
        assert!(answers.iter().all(|reply| [201, 401, 503].contains(&reply.status)));
    }
    let me = app.get("/api/v1/me").bearer(&owner.token).send().await;
    assert_eq!(me.body["second_factor"]["recovery_codes_left"], 9);
}

#[apply(on_both_apps)]
async fn a4_a_code_counts_in_its_step_and_its_neighbours_and_none_after_a_later_one(app: &TestApp) {
    let owner = officer(app).await;
    let (phone, _) = enrolled(app, &owner).await;
    later(app, 300);
    for (steps, status, why) in [
        (-2, 401, "two steps ago"),
        (2, 401, "two steps ahead"),
        (-1, 201, "the step before"),
        (-1, 401, "again"),
        (0, 201, "this one"),
        (1, 201, "the next one"),
        (0, 401, "one before the last that was used"),
        (1, 401, "again"),
    ] {
        let reply = enter(app, "can.bo", &phone.code(app, steps)).await;
        assert_eq!(reply.status, status, "{why}");
        // Past the wait, and a new step for all that is asked of it.
        if status == 401 {
            later(app, 4);
        }
    }
    later(app, 60);
    assert_eq!(enter(app, "can.bo", &phone.code(app, 0)).await.status, 201);
}

#[apply(on_both_apps)]
async fn a4_wrong_codes_are_guesses_that_wait_and_are_told(app: &TestApp) {
    let owner = officer(app).await;
    let (phone, codes) = enrolled(app, &owner).await;
    for _ in 0..30 {
        later(app, 11);
        assert_eq!(enter(app, "can.bo", &phone.code(app, 3)).await.status, 401);
    }
    later(app, 9);
    let early = enter(app, "can.bo", &codes[3]).await;
    later(app, 2);

    let right = enter(app, "can.bo", &codes[3]).await;

    assert_eq!(early.status, 401, "after thirty wrong ones ten seconds pass");
    assert_eq!((right.status, &right.body["failed_attempts"]), (201, &json!(30)));
    assert_eq!(enter(app, "can.bo", &codes[3]).await.status, 401, "once");
}

#[apply(on_both_apps)]
async fn a4_a_stolen_session_confirms_nothing_by_trying(app: &TestApp) {
    let owner = officer(app).await;
    let begun = begin(app, &owner.token, PASSWORD).await;
    let phone = Phone::with(begun.str("/secret"));
    let wrong = phone.code(app, 7);

    let tries = (0..20).map(|_| confirm(app, &owner.token, &wrong));
    let answers = futures_util::future::join_all(tries).await;
    let late = confirm(app, &owner.token, &phone.code(app, 0)).await;

    assert_eq!(answers.iter().filter(|reply| reply.status == 422).count(), 5, "five are judged");
    assert!(answers.iter().all(|reply| [409, 422].contains(&reply.status)));
    assert_eq!((late.status, late.code()), (409, "factor_not_begun"));
    let begun = begin(app, &owner.token, PASSWORD).await;
    later(app, 15 * 60);
    let phone = Phone::with(begun.str("/secret"));
    let late = confirm(app, &owner.token, &phone.code(app, 0)).await;
    assert_eq!((late.status, late.code()), (409, "factor_not_begun"), "a quarter of an hour");
}

#[apply(on_both_apps)]
async fn a4_a_sign_in_under_way_without_a_code_ends_where_one_is_asked_for_meanwhile(
    app: &TestApp,
) {
    let owner = officer(app).await;
    begin(app, &owner.token, PASSWORD).await;
    // It is confirmed after the guess was judged: in the transaction that begins the session.
    let update = "UPDATE second_factors SET confirmed_on = '2024-10-15'";
    let trigger = if on_postgres(app) {
        format!("CREATE FUNCTION change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {update}; RETURN NULL; END $$;
                 CREATE TRIGGER change AFTER UPDATE ON users FOR EACH ROW EXECUTE FUNCTION change()")
    } else {
        format!("CREATE TRIGGER change AFTER UPDATE ON users BEGIN {update}; END")
    };
    execute(&mut app.scratch.conn(), &trigger);

    let reply = try_in(app, "can.bo", (PASSWORD, None), PLACE).await;

    assert_eq!((reply.status, reply.code()), (401, "wrong_password"));
}

#[apply(on_both_apps)]
async fn a4_neither_secret_nor_code_lies_open_in_the_database(app: &TestApp) {
    #[derive(QueryableByName)]
    struct Blob {
        #[diesel(sql_type = diesel::sql_types::Binary)]
        found: Vec<u8>,
    }
    let owner = officer(app).await;
    let (phone, codes) = enrolled(app, &owner).await;
    let read = |query: &str| -> Vec<Vec<u8>> {
        let rows: Vec<Blob> = diesel::sql_query(query).load(&mut app.scratch.conn()).unwrap();
        rows.into_iter().map(|row| row.found).collect()
    };

    let sealed = read("SELECT sealed AS found FROM second_factors");
    let hashes = read("SELECT code_hash AS found FROM recovery_codes");

    assert_eq!((sealed.len(), hashes.len()), (1, 10));
    assert!(!sealed[0].windows(20).any(|part| part == phone.secret()), "in clear");
    for (hash, code) in hashes.iter().zip(&codes) {
        let bare = code.replace('-', "");
        assert!(hash.len() == 32 && !hash.windows(8).any(|part| part == bare.as_bytes()));
    }
}

#[apply(on_both_strict_apps)]
async fn a4_who_reads_what_only_few_may_does_nothing_without_a_factor_but_begin_one(app: &TestApp) {
    let owner = inspector(app).await;
    let signed = try_in(app, "thanh.tra", (PASSWORD, None), PLACE).await;
    assert_eq!((signed.status, &signed.body["second_factor_needed"]), (201, &json!(true)));
    let me = app.get("/api/v1/me").bearer(&owner.token).send().await;
    assert_eq!(me.body["second_factor"]["needed"], true);
    let mut asked = 0;
    for operation in OPERATIONS {
        let Access::Staff(roles) = operation.access else { continue };
        if !roles.contains(&Role::Inspector) {
            continue;
        }
        let path = operation.path.replace("{code}", "x").replace("{movement}", "x");
        let path = path.replace("{version}", "1").replace("{note}", NOBODY);
        let path = path.replace("{id}", NOBODY).replace("{case}", NOBODY);
        let call = match operation.method {
            "get" => app.get(&path),
            "put" => app.put(&path, &json!({})),
            "post" => app.post(&path, &json!({})),
            _ => app.delete(&path),
        };
        let refused = call.bearer(&owner.token).send().await;
        let id = operation.id;
        assert_eq!((refused.status, refused.code()), (403, "second_factor_needed"), "{id}");
        asked += 1;
    }
    assert!(asked > 40, "{asked}");

    enrolled(app, &owner).await;

    assert_eq!(app.get("/api/v1/cases").bearer(&owner.token).send().await.status, 200);
}

#[apply(on_both_strict_apps)]
async fn a4_a_factor_is_demanded_of_the_roles_that_take_two_administrators_and_of_no_other(
    app: &TestApp,
) {
    for role in Role::ALL.iter().copied() {
        let token = app.somebody(role, "TN.STNMT").await;
        let colleagues = app.get("/api/v1/colleagues").bearer(&token).send().await;
        let expected = if role.needs_two() { 403 } else { 200 };
        assert_eq!(colleagues.status, expected, "{role}");
    }
}

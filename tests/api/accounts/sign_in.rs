//! Signing in and out, guessed passwords, and what a new password ends.

use diesel::prelude::*;
use liemchinh::harness::domain::PersonName;
use liemchinh::harness::domain::Role;
use liemchinh::harness::service::NewUser;
use macro_rules_attribute::apply;
use serde_json::json;

use crate::app::{PASSWORD, TestApp};
use crate::client::Reply;
use crate::on_both_apps;
use crate::rival::{Count, another, execute, on_postgres, until_somebody_waits};

const SESSIONS: &str = "/api/v1/sessions";
const KNOWN: &str = "198.51.100.7";
const UNKNOWN: &str = "203.0.113.9";

/// One try to sign in from `source`.
async fn guess(app: &TestApp, login: &str, password: &str, source: &str) -> Reply {
    let body = json!({"login": login, "password": password});
    app.post(SESSIONS, &body).header("X-Forwarded-For", source).send().await
}

fn sum(app: &TestApp, what: &str, narrowed: &str) -> i64 {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Sum {
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        n: i64,
    }
    let query = format!("SELECT CAST({what} AS BIGINT) AS n FROM sign_in_guards {narrowed}");
    diesel::sql_query(query).get_result::<Sum>(&mut app.scratch.conn()).unwrap().n
}

/// How many guesses were judged and found wrong.
fn judged(app: &TestApp) -> i64 {
    sum(app, "coalesce(sum(untold), 0)", "")
}

#[apply(on_both_apps)]
async fn a_session_lasts_while_it_is_used_and_not_beyond_half_a_day(app: &TestApp) {
    let token = app.officer("TN.STNMT").await;
    let me = async || app.get("/api/v1/me").bearer(&token).send().await.status;

    assert_eq!(me().await, 200);
    app.set("2024-10-15T02:29:00Z");
    assert_eq!(me().await, 200);
    app.set("2024-10-15T02:58:00Z");
    assert_eq!(me().await, 200, "used within half an hour");
    app.set("2024-10-15T03:29:00Z");
    assert_eq!(me().await, 401, "idle");
}

#[apply(on_both_apps)]
async fn signing_out_ends_the_session_at_once(app: &TestApp) {
    let token = app.inspector().await;
    let me = app.get("/api/v1/me").bearer(&token).send().await;

    let out = app.delete("/api/v1/sessions/current").bearer(&token).send().await;
    let again = app.get("/api/v1/me").bearer(&token).send().await;

    assert_eq!((me.str("/role"), me.str("/unit/code")), ("inspector", "TN.TTT"));
    assert_eq!((out.status, again.status), (204, 401));
}

#[apply(on_both_apps)]
async fn unknown_login_wrong_password_and_a_locked_account_look_alike(app: &TestApp) {
    app.staff(Role::UnitOfficer, Some("TN.STNMT")).await;
    let try_in = async |login: &str, password: &str| {
        app.post(SESSIONS, &json!({"login": login, "password": password})).send().await
    };

    let unknown = try_in("khong.co", "x").await;
    let wrong = try_in("nguoi.1", "x").await;
    let locked = try_in("nguoi.1", PASSWORD).await;
    app.set("2024-10-15T02:00:02Z");
    let right = try_in("nguoi.1", PASSWORD).await;

    for reply in [&unknown, &wrong, &locked] {
        assert_eq!((reply.status, reply.code()), (401, "wrong_password"));
        assert_eq!(reply.str("/title"), unknown.str("/title"));
    }
    assert_eq!((right.status, right.str("/user/role")), (201, "unit_officer"));
    assert!(right.str("/token").starts_with("lc_s_"));
}

#[apply(on_both_apps)]
async fn of_many_passwords_at_once_one_is_judged(app: &TestApp) {
    app.staff(Role::UnitOfficer, Some("TN.STNMT")).await;
    app.set("2024-10-15T03:00:00Z");

    let guesses =
        (0..30).map(|n| guess(app, "nguoi.1", if n == 29 { PASSWORD } else { "x" }, UNKNOWN));
    let answers = futures_util::future::join_all(guesses).await;

    let right = answers.iter().filter(|reply| reply.status == 201).count();
    assert_eq!(
        i64::try_from(right).unwrap() + judged(app),
        1,
        "the right one or one of the wrong ones"
    );
    for unknown in ["khong.co", "khong.co.1"] {
        let answers = (0..5).map(|_| guess(app, unknown, "x", UNKNOWN));
        let answers = futures_util::future::join_all(answers).await;
        assert!(
            answers.iter().all(|reply| (reply.status, reply.code()) == (401, "wrong_password"))
        );
    }
}

#[apply(on_both_apps)]
async fn nobody_is_locked_out_from_outside_and_a_hundred_guesses_a_day_are_all_that_is_fast(
    app: &TestApp,
) {
    app.staff(Role::UnitOfficer, Some("TN.STNMT")).await;
    assert_eq!(guess(app, "nguoi.1", PASSWORD, KNOWN).await.body["failed_attempts"], 0);
    let mut second = 0;
    for n in 0..100 {
        second += 10;
        app.set(&format!("2024-10-15T02:{:02}:{:02}Z", second / 60, second % 60));
        assert_eq!(guess(app, "nguoi.1", "x", &format!("192.0.2.{n}")).await.status, 401);
    }
    app.set("2024-10-15T02:26:00Z");

    let stranger = guess(app, "nguoi.1", PASSWORD, UNKNOWN).await;
    let neighbour = guess(app, "nguoi.1", PASSWORD, "198.51.100.99").await;
    let again = guess(app, "nguoi.1", PASSWORD, KNOWN).await;
    app.set("2024-10-15T02:26:40Z");
    let later = guess(app, "nguoi.1", PASSWORD, UNKNOWN).await;

    assert_eq!(
        (stranger.status, stranger.code()),
        (401, "wrong_password"),
        "it would be the second in ten minutes"
    );
    assert_eq!(
        (neighbour.status, &neighbour.body["failed_attempts"]),
        (201, &json!(100)),
        "the user is told"
    );
    assert_eq!((again.status, &again.body["failed_attempts"]), (201, &json!(0)), "once");
    assert_eq!(later.status, 201, "and ten minutes later a stranger may be right");
}

#[apply(on_both_apps)]
async fn an_account_knows_eight_networks_for_ninety_days(app: &TestApp) {
    app.staff(Role::UnitOfficer, Some("TN.STNMT")).await;
    let known = || sum(app, "count(*)", "WHERE seen_on IS NOT NULL");
    for n in 1..=10 {
        app.set(&format!("2024-10-{:02}T02:00:00Z", 15 + n));
        assert_eq!(guess(app, "nguoi.1", PASSWORD, &format!("203.0.{n}.1")).await.status, 201);
    }
    let many = known();
    app.set("2025-01-22T02:00:00Z");
    guess(app, "nguoi.1", PASSWORD, "203.0.1.1").await;

    assert_eq!((many, known()), (8, 3), "those of 24 and 25 October, and today");
}

#[apply(on_both_apps)]
async fn a_new_password_ends_every_wait_but_forgets_no_network_and_tells_what_was_guessed(
    app: &TestApp,
) {
    app.staff(Role::UnitOfficer, Some("TN.STNMT")).await;
    guess(app, "nguoi.1", PASSWORD, KNOWN).await;
    app.set("2024-10-15T02:01:00Z");
    guess(app, "nguoi.1", "x", UNKNOWN).await;
    let new = "một mật khẩu khác hẳn";
    app.service.set_password("nguoi.1", new.to_owned()).await.unwrap();

    let signed = guess(app, "nguoi.1", new, UNKNOWN).await;
    // Whoever guesses on from outside takes the one place of all strangers, not that of the official's office.
    for n in 0..5 {
        guess(app, "nguoi.1", "x", &format!("192.0.2.{n}")).await;
    }
    let official = guess(app, "nguoi.1", new, KNOWN).await;

    assert_eq!(
        (signed.status, &signed.body["failed_attempts"]),
        (201, &json!(1)),
        "no wait, and it is told"
    );
    assert_eq!((official.status, &official.body["failed_attempts"]), (201, &json!(1)));
}

#[apply(on_both_apps)]
async fn a_new_password_ends_every_session(app: &TestApp) {
    let token = app.staff(Role::UnitOfficer, Some("TN.STNMT")).await;

    app.service.set_password("nguoi.1", "một mật khẩu khác hẳn".to_owned()).await.unwrap();

    assert_eq!(app.get("/api/v1/me").bearer(&token).send().await.status, 401);
}

#[apply(on_both_apps)]
async fn the_day_of_the_last_sign_in_is_known_also_after_signing_out(app: &TestApp) {
    app.staff(Role::UnitOfficer, Some("TN.STNMT")).await;
    let new = NewUser {
        login: "chua.vao".to_owned(),
        name: PersonName::parse("Trần Văn Thử").unwrap(),
        role: Role::Administrator,
        unit: None,
        email: None,
    };
    app.service.add_user(new, PASSWORD.to_owned()).await.unwrap();
    // Eight in the evening in UTC is the next day at the office.
    app.set("2024-10-16T20:00:00Z");
    let token = app
        .service
        .sign_in("nguoi.1", PASSWORD.to_owned(), crate::app::HOME)
        .await
        .unwrap()
        .token
        .to_text();
    app.delete("/api/v1/sessions/current").bearer(&token).send().await;

    let accounts = app.service.accounts().await.unwrap();

    let days: Vec<_> = accounts.iter().map(|one| (one.login.as_str(), one.signed_in_on)).collect();
    assert_eq!(days, [("chua.vao", None), ("nguoi.1", Some("2024-10-17".parse().unwrap()))]);
}

#[apply(on_both_apps)]
async fn no_token_and_no_password_is_in_the_database(app: &TestApp) {
    use diesel::prelude::*;
    #[derive(QueryableByName)]
    struct Hash {
        #[diesel(sql_type = diesel::sql_types::Text)]
        password_hash: String,
        #[diesel(sql_type = diesel::sql_types::Binary)]
        token_hash: Vec<u8>,
    }
    let token = app.officer("TN.STNMT").await;

    let row: Hash = diesel::sql_query(
        "SELECT password_hash, token_hash FROM users JOIN sessions ON user_id = id",
    )
    .get_result(&mut app.scratch.conn())
    .unwrap();

    assert!(row.password_hash.starts_with("$argon2id$"));
    assert!(
        row.token_hash.len() == 32
            && !token.as_bytes().windows(32).any(|part| part == row.token_hash)
    );
}

#[apply(on_both_apps)]
async fn a_sign_in_reads_its_members_strictly(app: &TestApp) {
    let reply = app.post(SESSIONS, &json!({"login": "a", "remember": true})).send().await;

    assert_eq!(reply.faults(), ["/password required", "/remember unknown_member"]);
}

#[apply(on_both_apps)]
async fn a_sign_in_that_is_being_judged_ends_with_a_new_password_and_with_the_closing_of_the_account(
    app: &TestApp,
) {
    for (n, change) in ["password_hash = 'another'", "active = false"].into_iter().enumerate() {
        app.staff(Role::UnitOfficer, Some("TN.STNMT")).await;
        let login = format!("nguoi.{}", n + 1);
        // It is changed in the very transaction that takes the guess, after the account was read.
        let update = format!("UPDATE users SET {change} WHERE login = '{login}'");
        let trigger = if on_postgres(app) {
            format!("CREATE FUNCTION change{n}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {update}; RETURN NULL; END $$;
                         CREATE TRIGGER change{n} AFTER INSERT OR UPDATE ON sign_in_guards FOR EACH ROW EXECUTE FUNCTION change{n}()")
        } else {
            format!("CREATE TRIGGER change{n} AFTER UPDATE ON sign_in_guards BEGIN {update}; END")
        };
        execute(&mut app.scratch.conn(), &trigger);
        execute(&mut app.scratch.conn(), "DELETE FROM sessions");

        let body = json!({"login": login, "password": crate::app::PASSWORD});
        let reply = app.post("/api/v1/sessions", &body).send().await;

        assert_eq!((reply.status, reply.code()), (401, "wrong_password"), "{change}");
        let left: Count = diesel::sql_query("SELECT CAST(count(*) AS BIGINT) AS n FROM sessions")
            .get_result(&mut app.scratch.conn())
            .unwrap();
        assert_eq!(left.n, 0, "{change}: no session is left");
    }
}

#[apply(on_both_apps)]
async fn a_sign_in_under_way_with_the_old_password_does_not_outlive_the_new_one(app: &TestApp) {
    app.staff(Role::UnitOfficer, Some("TN.STNMT")).await;
    let mut conn = another(
        app,
        "UPDATE users SET password_hash = 'another' WHERE login = 'nguoi.1'; DELETE FROM sessions;",
    );
    let done = std::cell::Cell::new(false);
    let signing = async {
        let body = json!({"login": "nguoi.1", "password": crate::app::PASSWORD});
        let reply = app.post("/api/v1/sessions", &body).send().await;
        done.set(true);
        reply
    };
    let committing = async {
        until_somebody_waits(app, || done.get()).await;
        execute(&mut conn, "COMMIT");
    };
    let (reply, ()) = tokio::join!(signing, committing);

    assert_eq!((reply.status, reply.code()), (401, "wrong_password"));
    let left: Count = diesel::sql_query("SELECT CAST(count(*) AS BIGINT) AS n FROM sessions")
        .get_result(&mut conn)
        .unwrap();
    assert_eq!(left.n, 0, "no session is left");
}

//! Two at once: what is decided on the state before somebody else's commit is decided again.

use actix_web::rt::task::yield_now;
use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::BigInt;
use liemchinh::domain::actor::Role;
use liemchinh::domain::receipt::Receipt;
use liemchinh::store::DbUrl;
use liemchinh::store::backend::Conn;
use macro_rules_attribute::apply;
use reqwest::Method;
use serde_json::{Value, json};

use crate::app::{TestApp, feedback, with};
use crate::client::Call;
use crate::on_both_apps;

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    n: i64,
}

/// An open transaction of another process, with the lock that every writer of SQLite takes.
pub fn another(app: &TestApp, statements: &str) -> Conn {
    let mut conn = app.scratch.conn();
    let begin = if on_postgres(app) { "BEGIN" } else { "BEGIN IMMEDIATE" };
    execute(&mut conn, &format!("{begin}; {statements}"));
    conn
}

pub fn on_postgres(app: &TestApp) -> bool {
    matches!(app.scratch.url, DbUrl::Postgres(_))
}

pub fn execute(conn: &mut Conn, statements: &str) {
    match conn {
        Conn::Sqlite(raw) => raw.batch_execute(statements).unwrap(),
        Conn::Postgres(raw) => raw.batch_execute(statements).unwrap(),
    }
}

/// Until somebody waits for a lock of PostgreSQL, or `over` says that nobody will. SQLite shows
/// no waiting; there the other transaction was first anyway.
async fn until_somebody_waits(app: &TestApp, over: impl Fn() -> bool) {
    until_so_many_wait(app, 1, over).await;
}

/// As [`until_somebody_waits`], for several.
pub async fn until_so_many_wait(app: &TestApp, many: i64, over: impl Fn() -> bool) {
    let query = "SELECT count(*) AS n FROM pg_stat_activity \
                 WHERE datname = current_database() AND wait_event_type = 'Lock'";
    let mut conn = app.scratch.conn();
    while on_postgres(app) && !over() {
        let waiting: Count = diesel::sql_query(query).get_result(&mut conn).unwrap();
        if waiting.n >= many {
            return;
        }
        yield_now().await;
    }
}

fn version(app: &TestApp) -> i64 {
    let query =
        "SELECT CAST(version AS BIGINT) AS n FROM reference_versions WHERE name = 'reference'";
    diesel::sql_query(query).get_result::<Count>(&mut app.scratch.conn()).unwrap().n
}

/// Feedback on land that names neither unit nor place, at a place in the order.
fn rule(position: i32) -> Value {
    json!({
        "position": position, "kind": "conduct_feedback", "sector": "land", "accused_kind": "none",
        "locality_kind": "none", "action": "unit", "target_code": "TN.VP", "valid_from": "2024-11-01",
        "reason_vi": "Văn phòng làm đầu mối tiếp nhận.", "reason_en": "The office receives it.",
    })
}

/// What another process inserts, and notes, without having committed.
fn other_rule(code: &str, position: i32) -> String {
    format!(
        "UPDATE reference_versions SET version = version + 1 WHERE name = 'reference'; \
         INSERT INTO routing_rules (code, version, position, kind, category, sector, accused_kind, \
         locality_kind, action, target_code, reason_vi, reason_en, valid_from, valid_to) \
         SELECT '{code}', 1, {position}, kind, category, sector, accused_kind, locality_kind, action, \
         target_code, reason_vi, reason_en, '2024-11-01', NULL FROM routing_rules \
         WHERE kind = 'conduct_feedback' AND version = 1 ORDER BY position LIMIT 1;"
    )
}

#[apply(on_both_apps)]
async fn a_rule_is_judged_with_what_another_process_has_just_committed(app: &TestApp) {
    let admin = app.staff(Role::Administrator, None).await;
    let before = version(app);
    let mut expected = before;
    for (code, other, own, status) in [("one", 901, 901, 422), ("two", 902, 903, 200)] {
        let mut conn = another(app, &other_rule(&format!("another.{code}"), other));
        let body = rule(own);
        let path = format!("/api/v1/routing-rules/mine.{code}");
        let call = Call::new(app, Method::PUT, &path).json(&body).bearer(&admin).if_match(0);
        let done = std::cell::Cell::new(false);
        let asking = async {
            let reply = call.send().await;
            done.set(true);
            reply
        };
        let committing = async {
            until_somebody_waits(app, || done.get()).await;
            execute(&mut conn, "COMMIT");
        };
        let (reply, ()) = tokio::join!(asking, committing);

        assert_eq!(reply.status, status, "{code} {}", reply.body);
        expected += 1 + i64::from(status == 200);
        assert_eq!(version(app), expected, "each commit is told to the other processes");
    }
    assert!(expected > before);
}

#[apply(on_both_apps)]
async fn reference_data_is_loaded_in_one_state(app: &TestApp) {
    if !on_postgres(app) {
        return;
    }
    // Criteria are read after units; whoever reads waits in between.
    let mut conn = another(app, "LOCK TABLE criteria IN ACCESS EXCLUSIVE MODE;");
    execute(
        &mut app.scratch.conn(),
        "UPDATE reference_versions SET version = version + 1 WHERE name = 'reference'",
    );
    let done = std::cell::Cell::new(false);
    let loading = async {
        let changed = app.desk.refresh().await.unwrap();
        done.set(true);
        changed
    };
    let committing = async {
        until_somebody_waits(app, || done.get()).await;
        execute(
            &mut conn,
            "UPDATE units SET name = 'Tên mới' WHERE code = 'TN.STP'; UPDATE criteria SET name_vi = 'Tên mới'; COMMIT",
        );
    };
    let (changed, ()) = tokio::join!(loading, committing);

    let reference = app.desk.reference();
    let unit = reference.units.by_code("TN.STP", "2024-10-15".parse().unwrap()).unwrap();
    let criteria = reference.movements.iter().flat_map(|movement| &movement.criteria);
    let renamed = criteria.filter(|one| one.name_vi == "Tên mới").count();
    assert!(changed && done.get());
    assert_eq!((unit.name == "Tên mới", renamed > 0), (false, false), "all of it, or nothing");
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

#[apply(on_both_apps)]
async fn a_desk_slip_opens_nothing_once_the_activation_is_committed(app: &TestApp) {
    let clerk = app.staff(Role::Reception, Some("TN.VP")).await;
    let body = with(feedback(), &json!({"filed_via": "desk_call"}));
    let slip = app.post("/api/v1/desk/reports", &body).bearer(&clerk).key(&app.key()).send().await;
    let own =
        Receipt::from_bytes(*b"\x51\xd2\xf3\x44\x85\x16\xa7\x78\xb9\x0a\xdb\x3c\x5d\xee\x6f\x22");
    let lookup = data_encoding::HEXLOWER.encode(&app.desk.keys().lookup(&own));
    let bytes = if on_postgres(app) { format!("'\\x{lookup}'") } else { format!("x'{lookup}'") };
    let truth = if on_postgres(app) { "true" } else { "1" };

    let mut conn = another(
        app,
        &format!(
            "UPDATE reports SET activated = {truth}; UPDATE tokens SET hash = {bytes} WHERE operation = 'receipt';"
        ),
    );
    let done = std::cell::Cell::new(false);
    let asking = async {
        let body = json!({"text": "Tôi rút đơn."});
        let key = app.key();
        let call =
            app.post("/api/v1/report/withdrawal", &body).receipt(slip.str("/receipt")).key(&key);
        let reply = call.send().await;
        done.set(true);
        reply
    };
    let committing = async {
        until_somebody_waits(app, || done.get()).await;
        execute(&mut conn, "COMMIT");
    };
    let (reply, ()) = tokio::join!(asking, committing);

    assert_eq!(reply.status, 404, "{}", reply.body);
    assert_eq!(app.track(&own.to_text()).await.str("/state"), "received");
}

//! Signing in and out.

use liemchinh::domain::actor::Role;
use liemchinh::domain::text::PersonName;
use liemchinh::service::accounts::NewUser;
use serde_json::json;

use crate::app::{PASSWORD, TestApp};

const SESSIONS: &str = "/api/v1/sessions";

crate::on_both_apps! {
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

    async fn signing_out_ends_the_session_at_once(app: &TestApp) {
        let token = app.inspector().await;
        let me = app.get("/api/v1/me").bearer(&token).send().await;

        let out = app.delete("/api/v1/sessions/current").bearer(&token).send().await;
        let again = app.get("/api/v1/me").bearer(&token).send().await;

        assert_eq!((me.str("/role"), me.str("/unit/code")), ("inspector", "TN.TTT"));
        assert_eq!((out.status, again.status), (204, 401));
    }

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

    async fn a_new_password_ends_every_session(app: &TestApp) {
        let token = app.staff(Role::UnitOfficer, Some("TN.STNMT")).await;

        app.desk.set_password("nguoi.1", "một mật khẩu khác hẳn".to_owned()).await.unwrap();

        assert_eq!(app.get("/api/v1/me").bearer(&token).send().await.status, 401);
    }

    async fn the_day_of_the_last_sign_in_is_known_also_after_signing_out(app: &TestApp) {
        app.staff(Role::UnitOfficer, Some("TN.STNMT")).await;
        let new = NewUser {
            login: "chua.vao".to_owned(),
            name: PersonName::parse("Trần Văn Thử").unwrap(),
            role: Role::Administrator,
            unit: None,
            email: None,
        };
        app.desk.add_user(new, PASSWORD.to_owned()).await.unwrap();
        // Eight in the evening in UTC is the next day at the office.
        app.set("2024-10-16T20:00:00Z");
        let token = app.desk.sign_in("nguoi.1", PASSWORD.to_owned()).await.unwrap().token.to_text();
        app.delete("/api/v1/sessions/current").bearer(&token).send().await;

        let accounts = app.desk.accounts().await.unwrap();

        let days: Vec<_> = accounts.iter().map(|one| (one.login.as_str(), one.signed_in_on)).collect();
        assert_eq!(days, [("chua.vao", None), ("nguoi.1", Some("2024-10-17".parse().unwrap()))]);
    }

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

        let row: Hash = diesel::sql_query("SELECT password_hash, token_hash FROM users JOIN sessions ON user_id = id").get_result(&mut app.scratch.conn()).unwrap();

        assert!(row.password_hash.starts_with("$argon2id$"));
        assert!(row.token_hash.len() == 32 && !token.as_bytes().windows(32).any(|part| part == row.token_hash));
    }

    async fn a_sign_in_reads_its_members_strictly(app: &TestApp) {
        let reply = app.post(SESSIONS, &json!({"login": "a", "remember": true})).send().await;

        assert_eq!(reply.faults(), ["/password required", "/remember unknown_member"]);
    }
}

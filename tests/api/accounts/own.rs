//! What everybody does with the own account, and what others end of it.

use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use super::office::{
    ACCOUNTS, NEW, act, administrators, ask_link, change, confirm, fields, inspector, link_to,
    lives, mailed, officer, token, use_link,
};
use crate::app::{PASSWORD, TestApp};
use crate::client::Reply;
use crate::coverage::{NOBODY, bodies};
use crate::on_both_apps;

const SESSIONS: &str = "/api/v1/me/sessions";

async fn set(app: &TestApp, token: &str, old: &str, new: &str) -> Reply {
    let body = json!({"old_password": old, "password": new});
    app.put("/api/v1/me/password", &body).bearer(token).send().await
}

#[apply(on_both_apps)]
async fn whoever_knows_the_password_sets_another_and_goes_on_alone(app: &TestApp) {
    let owner = officer(app).await;
    let other = token(app, "can.bo", PASSWORD).await.unwrap();
    let me = app.get("/api/v1/me").bearer(&owner.token).send().await;
    assert_eq!((me.str("/login"), me.str("/email")), ("can.bo", owner.email.as_str()));

    let done = set(app, &owner.token, PASSWORD, NEW).await;

    assert_eq!(done.status, 204, "{}", done.body);
    assert!(lives(app, &owner.token).await, "the one that asked");
    assert!(!lives(app, &other).await, "any other ends");
    assert_eq!(token(app, "can.bo", PASSWORD).await, None);
    app.set("2024-10-15T02:00:02Z");
    let body = json!({"login": "can.bo", "password": NEW});
    let signed = app.post("/api/v1/sessions", &body).send().await;
    assert_eq!(
        (signed.status, &signed.body["failed_attempts"]),
        (201, &json!(1)),
        "the old one, once"
    );
}

#[apply(on_both_apps)]
async fn a_password_is_long_and_not_what_others_guess(app: &TestApp) {
    let owner = officer(app).await;
    for (new, fault) in [
        ("mười bốn ký tự", "password_too_short"),
        ("password12345678", "password_guessable"),
        ("bui thi mau can bo", "password_guessable"),
        ("SoTaiNguyenvaMoiTruong", "password_guessable"),
        ("mật khẩu TayNinh 2024", "password_guessable"),
    ] {
        let refused = set(app, &owner.token, PASSWORD, new).await;
        assert_eq!(refused.faults(), [format!("/password {fault}")], "{new}");
        let errors = &refused.body["errors"][0]["detail"];
        assert!(errors.as_str().is_some_and(|it| it.contains("khẩu")), "{errors}");
    }
    assert_eq!(
        set(app, &owner.token, PASSWORD, &"ab cd ef gh ".repeat(11)).await.faults(),
        ["/password password_too_long"]
    );
    let longest: String = "trâu đen gặm cỏ bờ kênh, mưa chiều trên bến phà cũ; "
        .repeat(3)
        .chars()
        .take(128)
        .collect();
    assert_eq!(set(app, &owner.token, PASSWORD, &longest).await.status, 204);
}

#[apply(on_both_apps)]
async fn guesses_at_the_old_password_wait_as_those_of_a_sign_in_do(app: &TestApp) {
    let owner = officer(app).await;
    let wrong = set(app, &owner.token, "không phải", NEW).await;
    let waits = set(app, &owner.token, PASSWORD, NEW).await;
    assert_eq!(wrong.faults(), ["/old_password wrong_old_password"]);
    assert_eq!(
        waits.faults(),
        wrong.faults(),
        "the right one has to wait, and nothing tells it from a wrong one"
    );
    assert_eq!(token(app, "can.bo", PASSWORD).await, None, "nor does a sign-in get around it");
    app.set("2024-10-15T02:00:02Z");
    let many = (0..20).map(|n| set(app, &owner.token, if n == 19 { PASSWORD } else { "x" }, NEW));
    let answers = futures_util::future::join_all(many).await;
    assert!(answers.iter().filter(|reply| reply.status == 204).count() <= 1);
    assert!(answers.iter().all(|reply| [204, 422, 401].contains(&reply.status)));
}

#[apply(on_both_apps)]
async fn the_own_sessions_are_listed_by_day_and_ended_one_by_one_or_all_but_one(app: &TestApp) {
    let owner = inspector(app).await;
    let other = token(app, "thanh.tra", PASSWORD).await.unwrap();
    let strangers = officer(app).await;
    let listed = app.get(SESSIONS).bearer(&owner.token).send().await;
    let items = listed.body["items"].as_array().unwrap().clone();
    assert_eq!(items.len(), 2);
    for item in &items {
        let names: Vec<&String> = item.as_object().unwrap().keys().collect();
        assert_eq!(names, ["began_on", "current", "id"]);
        assert_eq!(item["began_on"], "2024-10-15");
    }
    let find = |current: bool| {
        let found = items.iter().find(|item| item["current"] == current).unwrap();
        format!("{SESSIONS}/{}", found["id"].as_str().unwrap())
    };

    assert_eq!(app.delete(&find(false)).bearer(&strangers.token).send().await.status, 404);
    assert_eq!(app.delete(&find(false)).bearer(&owner.token).send().await.status, 204);
    assert_eq!(app.delete(&find(false)).bearer(&owner.token).send().await.status, 404);
    assert!(lives(app, &owner.token).await && !lives(app, &other).await);
    let third = token(app, "thanh.tra", PASSWORD).await.unwrap();
    assert_eq!(app.delete(SESSIONS).bearer(&owner.token).send().await.status, 204);
    assert!(lives(app, &owner.token).await && !lives(app, &third).await);
    assert_eq!(app.delete(&find(true)).bearer(&owner.token).send().await.status, 204);
    assert!(!lives(app, &owner.token).await && lives(app, &strangers.token).await);
}

#[apply(on_both_apps)]
async fn no_session_outlives_a_password_that_somebody_else_sets(app: &TestApp) {
    let (first, second) = administrators(app).await;
    let owner = officer(app).await;
    ask_link(app, "can.bo").await;
    let link = link_to(app, &owner.email).await;
    // A stolen session asks for nothing and watches.
    let stolen = token(app, "can.bo", PASSWORD).await.unwrap();
    use_link(app, &link, NEW).await;
    assert!(!lives(app, &stolen).await && !lives(app, &owner.token).await, "a link");
    let stolen = token(app, "can.bo", NEW).await.unwrap();
    act(app, &first, &owner.id, "reset", &json!({})).await;
    assert!(lives(app, &stolen).await);
    confirm(app, &second, &owner.id).await;
    assert!(!lives(app, &stolen).await, "two administrators");
    let refused = set(app, &stolen, NEW, "mưa chiều trên bến phà cũ").await;
    assert_eq!(refused.status, 401);
}

#[apply(on_both_apps)]
async fn every_act_on_an_account_is_in_the_access_log_with_whose_it_is(app: &TestApp) {
    let (first, second) = administrators(app).await;
    let owner = officer(app).await;
    let body = json!({
        "login": "moi", "name": "Ngô Thị Mới", "role": "reception", "unit": "TN.VP", "email": "moi@hopthu.example",
    });
    let made = app.post(ACCOUNTS, &body).bearer(&first.token).send().await;
    change(app, &first, &owner.id, &fields(&owner, "Bùi Thị Khác", &json!({}))).await;
    change(app, &first, &owner.id, &fields(&owner, "Bùi Thị Khác", &json!({}))).await;
    act(app, &first, &owner.id, "reset", &json!({})).await;
    let path = format!("{ACCOUNTS}/{}", owner.id);
    app.delete(&format!("{path}/request")).bearer(&first.token).send().await;
    app.delete(&format!("{path}/sessions")).bearer(&first.token).send().await;
    act(app, &first, &owner.id, "reset", &json!({})).await;
    confirm(app, &second, &owner.id).await;
    let link = link_to_owner(app, &owner.email).await;
    use_link(app, &link, NEW).await;
    act(app, &first, &owner.id, "closing", &json!({})).await;
    act(app, &first, &owner.id, "reopening", &json!({})).await;
    let auditor = app.staff(Role::Auditor, Some("TN.TTT")).await;
    let log = async |of: &str| {
        let path = format!("/api/v1/access-log?limit=100&actor={of}");
        let page = app.get(&path).bearer(&auditor).send().await;
        let items = page.body["items"].as_array().unwrap().clone();
        let mut all: Vec<(String, Value)> = items
            .iter()
            .filter(|it| it["what"] != "signed_in")
            .map(|it| (it["what"].as_str().unwrap().to_owned(), it["account"]["id"].clone()))
            .collect();
        all.sort_by(|one, other| one.0.cmp(&other.0));
        all
    };

    let kept = |what: &str| (what.to_owned(), json!(owner.id));
    assert_eq!(
        log(&first.id).await,
        [
            kept("account_changed"),
            kept("account_closed"),
            ("account_made".to_owned(), made.body["id"].clone()),
            kept("account_reopened"),
            kept("request_dropped"),
            kept("reset_asked"),
            kept("reset_asked"),
            kept("sessions_ended"),
        ]
    );
    assert_eq!(log(&second.id).await, [kept("request_confirmed")]);
    assert_eq!(log(&owner.id).await, [kept("password_set")]);
}

async fn link_to_owner(app: &TestApp, email: &str) -> String {
    let links = mailed(app).await.into_iter().filter(|(to, _)| to == email);
    links.filter_map(|(_, link)| link).next_back().unwrap()
}

/// What is documented of accounts and is met by no other test of one process.
pub async fn every_answer(app: &TestApp) {
    let (first, second) = administrators(app).await;
    let (owner, watcher) = (officer(app).await, app.officer("TN.STNMT").await);
    let one = format!("{ACCOUNTS}/{}", owner.id);
    let nobody = format!("{ACCOUNTS}/{NOBODY}");
    let call = async |method: &str, path: &str, body: &Value, token: Option<&str>| {
        let call = match method {
            "get" => app.get(path),
            "put" => app.put(path, body),
            "post" => app.post(path, body),
            _ => app.delete(path),
        };
        let call = if let Some(token) = token { call.bearer(token) } else { call };
        call.send().await.status
    };
    let empty = json!({});
    let good = fields(&owner, "Bùi Thị Mẫu", &empty);
    let new = json!({
        "login": "moi", "name": "Ngô Thị Mới", "role": "reception", "unit": "TN.VP", "email": "moi@hopthu.example",
    });
    let waits = json!({"request": NOBODY});
    let kept: [(&str, &str, &Value); 9] = [
        ("get", "", &empty),
        ("put", "", &good),
        ("delete", "/sessions", &empty),
        ("post", "/reset", &empty),
        ("post", "/request/confirmation", &waits),
        ("delete", "/request", &empty),
        ("post", "/closing", &empty),
        ("post", "/reopening", &empty),
        ("post", "/reopening", &empty),
    ];
    for (method, path, body) in kept {
        let own = format!("{ACCOUNTS}/{}{path}", first.id);
        for (path, token) in [
            (format!("{one}{path}"), Some(first.token.as_str())),
            (format!("{one}{path}"), Some(watcher.as_str())),
            (format!("{one}{path}"), None),
            (format!("{nobody}{path}"), Some(first.token.as_str())),
            (format!("{one}{path}?nonsense=1"), Some(first.token.as_str())),
            (own, Some(first.token.as_str())),
        ] {
            call(method, &path, body, token).await;
        }
        let path = format!("{one}{path}");
        match method {
            "post" => bodies(app, &path, &first.token).await,
            "put" => put_bodies(app, &path, &first.token).await,
            _ => {}
        }
    }
    act(app, &first, &owner.id, "reset", &empty).await;
    confirm(app, &second, &owner.id).await;
    for token in [None, Some(watcher.as_str()), Some(first.token.as_str())] {
        call("get", ACCOUNTS, &empty, token).await;
        call("post", ACCOUNTS, &new, token).await;
        call("get", &format!("{ACCOUNTS}?nonsense=1"), &empty, token).await;
    }
    bodies(app, ACCOUNTS, &first.token).await;
    for path in ["/api/v1/passwords", "/api/v1/passwords/links"] {
        bodies(app, path, "").await;
    }
    ask_link(app, "moi").await;
    let link = link_to_owner(app, "moi@hopthu.example").await;
    use_link(app, &link, NEW).await;
    let (password, session) = ("/api/v1/me/password", format!("{SESSIONS}/{NOBODY}"));
    put_bodies(app, password, &watcher).await;
    for token in [None, Some(watcher.as_str())] {
        let body = json!({"old_password": PASSWORD, "password": NEW});
        call("put", password, &body, token).await;
        call("get", &format!("{password}?nonsense=1"), &empty, token).await;
        for method in ["get", "delete"] {
            call(method, SESSIONS, &empty, token).await;
            call(method, &format!("{SESSIONS}?nonsense=1"), &empty, token).await;
        }
        call("delete", &session, &empty, token).await;
        call("delete", &format!("{session}?nonsense=1"), &empty, token).await;
    }
    let listed = app.get(SESSIONS).bearer(&watcher).send().await;
    let last = format!("{SESSIONS}/{}", listed.str("/items/0/id"));
    call("delete", &last, &empty, Some(&watcher)).await;
}

/// What every `PUT` with a body refuses alike.
async fn put_bodies(app: &TestApp, path: &str, token: &str) {
    for (content_type, body) in [
        ("application/json", b"{".to_vec()),
        ("application/json", vec![b' '; 300_000]),
        ("text/plain", b"{}".to_vec()),
        ("application/json", b"{\"x\":1}".to_vec()),
    ] {
        app.put(path, &json!({})).bearer(token).raw(content_type, body).send().await;
    }
    app.put(&format!("{path}?nonsense=1"), &json!({})).bearer(token).send().await;
}

/// What is limited as signing in is.
pub async fn every_limit(app: &TestApp) {
    let body = json!({"login": "a"});
    for _ in 0..2 {
        app.post("/api/v1/passwords", &body).send().await;
        app.post("/api/v1/passwords/links", &body).send().await;
        app.put("/api/v1/me/password", &body).send().await;
    }
}

#[test]
fn links_and_the_own_password_are_limited_as_signing_in_is() {
    use crate::support::Backend;
    use liemchinh::harness::api::Rate;

    actix_web::rt::System::new().block_on(async {
        let three = Rate { count: 3, seconds: 60 };
        let rates = liemchinh::harness::api::Rates { login: three, ..crate::app::no_limits() };
        let app = TestApp::start_limited(Backend::Sqlite, rates).await.unwrap();
        let mut statuses = Vec::new();
        for (path, put) in [
            ("/api/v1/passwords", false),
            ("/api/v1/passwords/links", false),
            ("/api/v1/me/password", true),
            ("/api/v1/passwords", false),
            ("/api/v1/passwords/links", false),
            ("/api/v1/me/password", true),
        ] {
            let body = json!({"login": "a"});
            let call = if put { app.put(path, &body) } else { app.post(path, &body) };
            statuses.push(call.send().await.status);
        }

        assert_eq!(statuses, [422, 204, 401, 429, 429, 429]);
        app.finish().await;
    });
}

//! Links that set a password: one use, a bounded time, and nothing learned by whoever asks.

use diesel::prelude::*;
use liemchinh::harness::domain::Role;
use macro_rules_attribute::apply;
use serde_json::json;

use super::office::{
    NEW, act, administrators, ask_link, change, fields, link_to, lives, mailed, officer, person,
    token, use_link,
};
use crate::app::{PASSWORD, TestApp};
use crate::caught_log::Log;
use crate::filing::secrecy::{dump, holds};
use crate::on_both_apps;
use crate::rival::Count;
use crate::support::Backend;

fn count(app: &TestApp, of: &str) -> i64 {
    let query = format!("SELECT CAST(count(*) AS BIGINT) AS n FROM {of}");
    diesel::sql_query(query).get_result::<Count>(&mut app.scratch.conn()).unwrap().n
}

#[apply(on_both_apps)]
async fn a_forgotten_password_is_set_by_a_link_once_and_ends_every_session(app: &TestApp) {
    let owner = officer(app).await;
    let asked = ask_link(app, "can.bo").await;
    let link = link_to(app, &owner.email).await;
    assert_eq!(asked.status, 204);
    assert!(lives(app, &owner.token).await, "asking alone ends nothing");
    let weak = use_link(app, &link, "thoitiethomnay").await;
    let own = use_link(app, &link, "Bùi Thị Mẫu bui thi mau").await;
    assert_eq!(weak.faults(), ["/password password_too_short"]);
    assert_eq!(own.faults(), ["/password password_guessable"], "and the link is still there");

    let set = use_link(app, &link, NEW).await;

    assert_eq!((set.status, set.str("/login")), (200, "can.bo"));
    assert!(!lives(app, &owner.token).await);
    assert_eq!(token(app, "can.bo", PASSWORD).await, None);
    app.set("2024-10-15T02:00:02Z");
    assert!(token(app, "can.bo", NEW).await.is_some());
    assert_eq!(use_link(app, &link, NEW).await.faults(), ["/link link_ended"]);
}

#[apply(on_both_apps)]
async fn of_a_link_that_is_used_by_many_at_once_one_use_succeeds(app: &TestApp) {
    let owner = officer(app).await;
    ask_link(app, "can.bo").await;
    let link = link_to(app, &owner.email).await;

    let uses = (0..8).map(|n| {
        use_link(app, &link, ["trâu đen gặm cỏ bờ kênh", "mưa chiều trên bến phà cũ"][n % 2])
    });
    let answers = futures_util::future::join_all(uses).await;

    let right = answers.iter().filter(|reply| reply.status == 200).count();
    let ended = answers.iter().filter(|reply| reply.status == 422);
    assert_eq!(right, 1);
    assert!(
        ended.clone().count() == 7
            && ended.into_iter().all(|it| it.faults() == ["/link link_ended"])
    );
}

#[apply(on_both_apps)]
async fn whoever_asks_for_a_link_learns_nothing_of_the_account(app: &TestApp) {
    let (first, _) = administrators(app).await;
    officer(app).await;
    let closed = person(app, "da.dong", "Trần Thị Đóng", Role::UnitOfficer, "TN.STNMT").await;
    act(app, &first, &closed.id, "closing", &json!({})).await;
    app.member(Role::UnitOfficer, Some("TN.STNMT"), None).await;
    let moved = person(app, "doi.thu", "Lý Văn Đổi", Role::UnitOfficer, "TN.STNMT").await;
    let other = fields(&moved, "Lý Văn Đổi", &json!({"email": "khac@hopthu.example"}));
    change(app, &first, &moved.id, &other).await;
    mailed(app).await;
    let rows = || ["outbox", "account_links", "mail_tallies"].map(|table| count(app, table));
    let mut answers = Vec::new();
    for login in ["can.bo", "khong.co", "da.dong", "nguoi.1", "doi.thu", "Không phải tên"] {
        let before = rows();
        let reply = ask_link(app, login).await;
        let after = rows();
        let headers: Vec<String> = reply.headers.keys().cloned().collect();
        let written: Vec<i64> =
            after.iter().zip(before).map(|(after, before)| after - before).collect();
        answers.push((reply.status, reply.text, headers, written));
    }

    for answer in &answers {
        assert_eq!(answer, &answers[0], "the same answer, and the same written");
    }
    assert_eq!(answers[0].3, [1, 1, 1]);
    let to: Vec<String> = mailed(app).await.into_iter().map(|(to, _)| to).collect();
    assert_eq!(to, ["can.bo@hopthu.example"]);
}

#[apply(on_both_apps)]
async fn five_links_a_day_are_mailed_to_one_account_and_the_last_one_counts(app: &TestApp) {
    officer(app).await;
    let mut links = Vec::new();
    for _ in 0..7 {
        assert_eq!(ask_link(app, "can.bo").await.status, 204);
        links.extend(mailed(app).await.into_iter().filter_map(|(_, link)| link));
    }

    assert_eq!(links.len(), 5);
    assert_eq!(use_link(app, &links[3], NEW).await.faults(), ["/link link_ended"]);
    assert_eq!(use_link(app, &links[4], NEW).await.status, 200);
    app.set("2024-10-16T02:00:00Z");
    ask_link(app, "can.bo").await;
    assert_eq!(mailed(app).await.len(), 1, "and more on the next day");
}

#[apply(on_both_apps)]
async fn a_link_ends_with_its_time_and_with_whatever_changes_the_account(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let ways = ["address", "unit", "role", "password", "command", "close", "time"];
    for (n, what) in ways.into_iter().enumerate() {
        let login = format!("can.bo.{n}");
        let owner = person(app, &login, "Bùi Thị Mẫu", Role::UnitOfficer, "TN.STNMT").await;
        ask_link(app, &login).await;
        let link = link_to(app, &owner.email).await;
        let changed = |changes| fields(&owner, "Bùi Thị Mẫu", &changes);
        let done = match what {
            "address" => {
                let body = changed(json!({"email": "moi@hopthu.example"}));
                change(app, &first, &owner.id, &body).await.status
            }
            "unit" => {
                change(app, &first, &owner.id, &changed(json!({"unit": "TN.SYT"}))).await.status
            }
            "role" => {
                let body = changed(json!({"role": "unit_leader"}));
                change(app, &first, &owner.id, &body).await.status
            }
            "password" => {
                let body = json!({"old_password": PASSWORD, "password": NEW});
                let own = app.put("/api/v1/me/password", &body).bearer(&owner.token);
                own.send().await.status
            }
            "command" => {
                app.service.set_password(&login, PASSWORD.to_owned()).await.unwrap();
                200
            }
            "close" => act(app, &first, &owner.id, "closing", &json!({})).await.status,
            _ => {
                app.set("2024-10-15T02:30:00Z");
                200
            }
        };
        assert!([200, 204].contains(&done), "{what} {done}");
        mailed(app).await;

        let used = use_link(app, &link, "mưa chiều trên bến phà cũ").await;
        assert_eq!(used.faults(), ["/link link_ended"], "{what}");
    }
}

#[apply(on_both_apps)]
async fn a_mail_that_waits_when_the_account_changes_carries_no_link_any_more(app: &TestApp) {
    let (first, _) = administrators(app).await;
    let owner = officer(app).await;
    ask_link(app, "can.bo").await;
    let body = fields(&owner, "Bùi Thị Mẫu", &json!({"email": "moi@hopthu.example"}));
    change(app, &first, &owner.id, &body).await;

    let mails = mailed(app).await;

    assert_eq!(
        mails,
        [(owner.email.clone(), None)],
        "the old address is told of the new one, and nobody else of anything"
    );
}

#[test]
fn no_link_is_in_the_database_or_in_a_log_line() {
    let log = Log::start(tracing::Level::TRACE);
    crate::one_app::on(Backend::Sqlite, async |app: &TestApp| {
        let owner = officer(app).await;
        ask_link(app, "can.bo").await;
        let link = link_to(app, &owner.email).await;
        let kept = dump(app);
        let secret = link.strip_prefix("lc_l_").unwrap();
        use_link(app, &link, NEW).await;
        use_link(app, &link, NEW).await;
        assert!(!holds(&kept, secret) && !holds(&kept, &link));
        let logged = log.bytes();
        for told in [secret, NEW, owner.email.as_str()] {
            assert!(!logged.windows(told.len()).any(|part| part == told.as_bytes()), "{told}");
        }
        assert!(!logged.is_empty());
    });
}

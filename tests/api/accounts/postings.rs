//! Where staff work: accounts move with the units, by an administrator's hand, and what they leave
//! behind is remembered.

use diesel::prelude::*;
use diesel::sql_types::{Nullable, Text};
use liemchinh::harness::domain::PersonName;
use liemchinh::harness::domain::Role;
use liemchinh::harness::service::NewUser;
use liemchinh::harness::service::ServiceError;
use liemchinh::harness::service::Succeeded;
use liemchinh::harness::service::import::import;
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::app::{PASSWORD, TestApp, tip, with};
use crate::on_both_apps;
use crate::units::import::{copy, edit};
use crate::units::succession::{CHANGE, about, day};

#[derive(QueryableByName, Debug, PartialEq, Eq)]
struct Posting {
    #[diesel(sql_type = Text)]
    code: String,
    #[diesel(sql_type = Text)]
    role: String,
    #[diesel(sql_type = Text)]
    since_on: String,
    #[diesel(sql_type = Nullable<Text>)]
    until_on: Option<String>,
    #[diesel(sql_type = Text)]
    cause: String,
}

/// The postings of an account, as they are stored.
fn postings(app: &TestApp, login: &str) -> Vec<Posting> {
    diesel::sql_query(
        "SELECT units.code, postings.role, CAST(since_on AS TEXT) AS since_on, \
         CAST(until_on AS TEXT) AS until_on, cause FROM postings \
         JOIN users ON users.id = user_id JOIN units ON units.id = postings.unit_id \
         WHERE login = $1 ORDER BY n",
    )
    .bind::<Text, _>(login)
    .load(&mut app.scratch.conn())
    .unwrap()
}

fn posting(code: &str, role: &str, since: &str, until: Option<&str>, cause: &str) -> Posting {
    Posting {
        code: code.to_owned(),
        role: role.to_owned(),
        since_on: since.to_owned(),
        until_on: until.map(str::to_owned),
        cause: cause.to_owned(),
    }
}

async fn add(app: &TestApp, login: &str, role: Role, unit: &str) -> String {
    let new = NewUser {
        login: login.to_owned(),
        name: PersonName::parse("Phạm Thị Thử").unwrap(),
        role,
        unit: Some(unit.to_owned()),
        email: None,
    };
    app.service.add_user(new, PASSWORD.to_owned()).await.unwrap();
    enter(app, login).await
}

async fn enter(app: &TestApp, login: &str) -> String {
    app.service.sign_in(login, PASSWORD.to_owned(), crate::app::HOME).await.unwrap().token.to_text()
}

async fn me(app: &TestApp, token: &str) -> (u16, Value) {
    let reply = app.get("/api/v1/me").bearer(token).send().await;
    (reply.status, reply.body)
}

async fn succeed(app: &TestApp, on: &str, dry_run: bool) -> Succeeded {
    app.service.succeed(day(on), dry_run, |_| ()).await.unwrap()
}

/// Who moved where, as what.
fn moved(report: &Succeeded) -> Vec<(&str, &str, Role, bool)> {
    let all = report.staff.moved.iter();
    all.map(|it| (it.login.as_str(), it.to.code.as_str(), it.role, it.leads_no_more)).collect()
}

#[apply(on_both_apps)]
async fn accounts_follow_a_full_successor_on_its_day_and_the_others_are_told_of(app: &TestApp) {
    app.set("2025-06-25T02:00:00Z");
    for (login, role, unit) in [
        ("a.officer", Role::UnitOfficer, "25456"),
        ("b.leader", Role::UnitLeader, "25456"),
        ("c.farms", Role::UnitLeader, "TN.SNNPTNT"),
        ("d.land", Role::UnitLeader, "TN.STNMT"),
        ("e.divided", Role::UnitOfficer, "25597"),
        ("f.district", Role::UnitLeader, "703"),
        ("g.closed", Role::UnitOfficer, "25456"),
        ("h.stays", Role::UnitOfficer, "TN.STC"),
    ] {
        add(app, login, role, unit).await;
    }
    app.service.close_account("g.closed").await.unwrap();
    app.set(CHANGE);
    let (former, stays) = (enter(app, "a.officer").await, enter(app, "h.stays").await);

    let dry = succeed(app, "2025-07-01", true).await;
    let untouched = me(app, &former).await;
    let real = succeed(app, "2025-07-01", false).await;
    let again = succeed(app, "2025-07-01", false).await;

    assert_eq!((untouched.0, untouched.1["unit"]["code"].as_str()), (200, Some("25456")));
    assert_eq!(dry.staff, real.staff, "a dry run says what a run does");
    assert_eq!(
        moved(&real),
        [
            ("a.officer", "25459", Role::UnitOfficer, false),
            ("b.leader", "25459", Role::UnitLeader, false),
            ("c.farms", "TN.SNNMT", Role::UnitOfficer, true),
            ("d.land", "TN.SNNMT", Role::UnitLeader, false),
        ],
        "leading the land office was the land department's only"
    );
    let waiting: Vec<_> = real
        .staff
        .waiting
        .iter()
        .map(|it| (it.login.as_str(), it.unit.code.as_str(), it.successors.len()))
        .collect();
    assert_eq!(waiting, [("e.divided", "25597", 2), ("f.district", "703", 3)]);
    assert_eq!((again.staff.moved.len(), again.staff.waiting.len()), (0, 2));
    assert_eq!(me(app, &former).await.0, 401, "its sessions ended");
    assert_eq!(me(app, &stays).await.0, 200);
    let now = me(app, &enter(app, "a.officer").await).await.1;
    assert_eq!(
        (now["unit"]["code"].as_str(), now["role"].as_str()),
        (Some("25459"), Some("unit_officer"))
    );
    assert_eq!(
        postings(app, "c.farms"),
        [
            posting("TN.SNNPTNT", "unit_leader", "2025-06-25", Some("2025-06-30"), "added"),
            posting("TN.SNNMT", "unit_officer", "2025-07-01", None, "succession"),
        ]
    );
    assert_eq!(
        postings(app, "g.closed"),
        [posting("25456", "unit_officer", "2025-06-25", Some("2025-06-25"), "added")]
    );
    assert_eq!(postings(app, "e.divided").len(), 1);
}

#[apply(on_both_apps)]
async fn whoever_moved_sees_the_new_unit_and_nothing_else(app: &TestApp) {
    app.set("2025-06-25T02:00:00Z");
    add(app, "a.officer", Role::UnitOfficer, "25456").await;
    app.file(&about("25456")).await;
    app.file(&about("25459")).await;
    app.file(&about("25597")).await;
    app.set(CHANGE);
    app.file(&about("25480")).await;
    succeed(app, "2025-07-01", false).await;

    let queue =
        app.get("/api/v1/cases?count=true").bearer(&enter(app, "a.officer").await).send().await;

    let holders: Vec<_> = queue.body["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["holder"]["name"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(
        holders, ["Ủy ban nhân dân phường Tân Ninh"; 2],
        "both wards became one; of Thái Bình nobody decided yet"
    );
}

#[apply(on_both_apps)]
async fn an_account_of_a_body_that_inspects_does_not_follow_into_one_that_does_not(app: &TestApp) {
    let folder = copy();
    let ttt = "TN.TTT,local,false,Thanh tra tỉnh,Provincial Inspectorate,inspectorate,provincial_bodies,H53,2024-01-01";
    edit(&folder, "units.csv", &format!("{ttt},,"), &format!("{ttt},2025-12-31,"));
    edit(
        &folder,
        "successions.csv",
        "703,",
        "TN.TTT,2024-01-01,TN.STP,2024-01-01,2026-01-01,full,Giả định,Assumed,false\n703,",
    );
    let now = "2024-10-15T02:00:00Z".parse().unwrap();
    import(&app.db, &folder.path().into(), now, false).await.unwrap();
    app.service.refresh().await.unwrap();
    app.set("2025-12-30T02:00:00Z");
    add(app, "a.inspector", Role::Inspector, "TN.TTT").await;
    app.set("2026-01-05T02:00:00Z");

    let report = succeed(app, "2026-01-01", false).await;

    assert_eq!(moved(&report), []);
    assert_eq!(report.staff.waiting[0].login, "a.inspector");
}

#[apply(on_both_apps)]
async fn an_administrator_moves_an_account_and_its_sessions_end(app: &TestApp) {
    let token = add(app, "a.officer", Role::UnitOfficer, "TN.SYT").await;
    let moved =
        async |login: &str, unit: &str, role| app.service.move_account(login, unit, role).await;

    let wrong = moved("a.officer", "NONE", None).await;
    let unfit = moved("a.officer", "TN.SYT", Some(Role::Inspector)).await;
    let unknown = moved("khong.co", "TN.SYT", None).await;
    let same = moved("a.officer", "TN.SYT", None).await.unwrap();
    let still = me(app, &token).await.0;
    app.set("2024-10-20T02:00:00Z");
    let done = moved("a.officer", "TN.STP", None).await.unwrap();
    let twice = moved("a.officer", "TN.SXD", Some(Role::UnitLeader)).await.unwrap();
    app.service.close_account("a.officer").await.unwrap();
    let closed = moved("a.officer", "TN.SYT", None).await;

    assert!(matches!(wrong, Err(ServiceError::Invalid(_))), "{wrong:?}");
    assert!(matches!(unfit, Err(ServiceError::Invalid(_))), "{unfit:?}");
    assert!(matches!(
        (unknown, closed),
        (Err(ServiceError::NotFound), Err(ServiceError::NotFound))
    ));
    assert_eq!((same, still), ((Role::UnitOfficer, false), 200));
    assert_eq!((done, twice), ((Role::UnitOfficer, true), (Role::UnitLeader, true)));
    assert_eq!(me(app, &token).await.0, 401);
    assert_eq!(
        postings(app, "a.officer"),
        [
            posting("TN.SYT", "unit_officer", "2024-10-15", Some("2024-10-19"), "added"),
            posting("TN.STP", "unit_officer", "2024-10-20", Some("2024-10-20"), "moved"),
            posting("TN.SXD", "unit_leader", "2024-10-20", Some("2024-10-20"), "moved"),
        ]
    );
}

#[apply(on_both_apps)]
async fn an_inspector_has_nothing_to_do_with_the_unit_left_behind_for_two_years(app: &TestApp) {
    add(app, "a.inspector", Role::UnitOfficer, "TN.STNMT").await;
    app.set("2024-10-20T02:00:00Z");
    app.service.move_account("a.inspector", "TN.TTT", Some(Role::Inspector)).await.unwrap();
    let filed = app.file(&about("TN.STNMT")).await;
    app.file(&with(tip(), &json!({"unit": "TN.STNMT"}))).await;
    app.file(&about("TN.SYT")).await;
    let (token, other) = (enter(app, "a.inspector").await, app.inspector().await);
    let count = async |token: &str, channel: &str| {
        let path = format!("/api/v1/cases?count=true&channel={channel}");
        app.get(&path).bearer(token).send().await.body["count"].as_u64().unwrap()
    };

    let own = app.get("/api/v1/conflicts").bearer(&token).send().await;
    let all = app
        .get("/api/v1/conflicts")
        .bearer(&app.staff(Role::Administrator, None).await)
        .send()
        .await;
    let case = app.case_of(&other, filed.str("/number")).await;
    let to = me(app, &token).await.1["id"].clone();
    let to_them =
        json!({"command": "forward", "to": "TN.TTT", "text": "Thuộc thẩm quyền của thanh tra."});
    assert_eq!(app.command(&other, &case, 1, &to_them).await.status, 200);
    let given = app
        .post(&format!("/api/v1/cases/{case}/assignment"), &json!({"to": to}))
        .bearer(&other)
        .key(&app.key())
        .if_match(2)
        .send()
        .await;

    assert_eq!((count(&token, "service").await, count(&token, "integrity").await), (1, 0));
    assert_eq!((count(&other, "service").await, count(&other, "integrity").await), (2, 1));
    let item = &own.body["items"][0];
    assert_eq!(
        (item["source"].as_str(), item["unit"]["code"].as_str()),
        (Some("former_unit"), Some("TN.STNMT"))
    );
    assert_eq!(
        (item["declared_on"].as_str(), item["until"].as_str()),
        (Some("2024-10-20"), Some("2026-10-19"))
    );
    assert_eq!(own.body["items"], all.body["items"]);
    assert_eq!(given.faults(), ["/to conflict_of_interest"]);
    app.set("2025-07-01T02:00:00Z");
    app.file(&about("TN.SNNMT")).await;
    assert_eq!(
        count(&enter(app, "a.inspector").await, "service").await,
        1,
        "what came after it as well"
    );
    app.set("2026-10-20T02:00:00Z");
    assert_eq!(count(&enter(app, "a.inspector").await, "service").await, 3, "over after two years");
}

#[apply(on_both_apps)]
async fn an_inspector_whose_body_was_taken_over_still_works_there(app: &TestApp) {
    let folder = copy();
    let ttt = "TN.TTT,local,false,Thanh tra tỉnh,Provincial Inspectorate,inspectorate,provincial_bodies,H53,2024-01-01";
    edit(
        &folder,
        "units.csv",
        &format!("{ttt},,"),
        &format!(
            "TN.TTX,local,false,Thanh tra mới,New Inspectorate,inspectorate,provincial_bodies,,2026-01-01,,tn-ttx@tayninh.example,true,false,,\n{ttt},2025-12-31,"
        ),
    );
    edit(
        &folder,
        "successions.csv",
        "703,",
        "TN.TTT,2024-01-01,TN.TTX,2026-01-01,2026-01-01,full,Giả định,Assumed,false\n703,",
    );
    let now = "2024-10-15T02:00:00Z".parse().unwrap();
    import(&app.db, &folder.path().into(), now, false).await.unwrap();
    app.service.refresh().await.unwrap();
    app.set("2025-12-30T02:00:00Z");
    add(app, "a.inspector", Role::Inspector, "TN.TTT").await;
    app.file(&about("TN.TTT")).await;
    app.set("2026-01-05T02:00:00Z");
    succeed(app, "2026-01-01", false).await;

    let token = enter(app, "a.inspector").await;
    let seen = app.get("/api/v1/cases?count=true").bearer(&token).send().await;
    let conflicts = app.get("/api/v1/conflicts").bearer(&token).send().await;

    assert_eq!((&seen.body["count"], &conflicts.body["items"]), (&json!(1), &json!([])));
}

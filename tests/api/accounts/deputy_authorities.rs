//! Authorities of deputies: recorded once, by an administrator, and when they end.

use std::cell::Cell;
use std::sync::Arc;

use liemchinh::harness::domain::SystemIds;
use liemchinh::harness::domain::{Actor, Role};
use liemchinh::harness::service::NewDeputy;
use liemchinh::harness::service::Service;
use liemchinh::harness::store::{Db, DbSettings};
use liemchinh::harness::vault::KeyRing;
use liemchinh::harness::vault::{Cost, Hasher};
use macro_rules_attribute::apply;
use serde_json::{Value, json};

use crate::accounts::deputies::{
    DEPUTIES, authority, close, enter, offered, person, record, recorded, unfounded,
};
use crate::app::{PASSWORD, TestApp, feedback, with};
use crate::coverage::{NOBODY, bodies};
use crate::on_both_apps;
use crate::rival::{another, execute, on_postgres, until_so_many_wait};
use crate::units::succession::{CHANGE, day};

/// Every deputy as an administrator reads it: login, unit, the day it ended and whether it holds.
async fn listed(app: &TestApp) -> Vec<Value> {
    let admin = app.staff(Role::Administrator, None).await;
    let all = app.get(DEPUTIES).bearer(&admin).send().await;
    let row = |it: &Value| json!([it["login"], it["unit"]["code"], it["ended_on"], it["holds"]]);
    all.body["items"].as_array().unwrap().iter().map(row).collect()
}

/// An administrator, as whom another process records.
async fn administrator(app: &TestApp) -> Actor {
    let (login, _) = app.member(Role::Administrator, None, None).await;
    app.service.sign_in(&login, PASSWORD.to_owned(), crate::app::HOME).await.unwrap().actor
}

fn new(login: &str) -> NewDeputy {
    NewDeputy {
        login: Some(login.to_owned()),
        document: Some("35/QĐ-STNMT".to_owned()),
        valid_from: Some(day("2024-10-01")),
        valid_to: Some(day("2024-12-31")),
    }
}

/// The service as a second process runs it over the same database.
async fn second_process(app: &TestApp) -> (Service, Db) {
    let db = Db::open(&app.scratch.url, &DbSettings::default()).unwrap();
    let keys = Arc::new(KeyRing::generate().unwrap());
    let hasher = Hasher::new(Cost::WEAKEST);
    let service = Service::new(db.clone(), app.clock.clone(), Arc::new(SystemIds), keys, hasher);
    service.refresh().await.unwrap();
    (service, db)
}

/// Another transaction that lets everybody read deputies and nobody write one.
const NO_WRITE: &str = "LOCK TABLE deputies IN SHARE MODE;";

#[apply(on_both_apps)]
async fn an_authority_holds_in_its_time_only_and_ends_at_once(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let (login, deputy) = person(app, Role::UnitLeader, "TN.STNMT").await;
    let life = unfounded(app, &officer, &feedback()).await;
    recorded(app, &login, "2024-10-16", "2024-10-17").await;
    assert_eq!(
        life.refused(&deputy, close()).await,
        "own_unfounded_needs_second_person",
        "not yet"
    );

    let again = async |at: &str| {
        app.set(at);
        app.service
            .sign_in(&login, crate::app::PASSWORD.to_owned(), crate::app::HOME)
            .await
            .unwrap()
            .token
            .to_text()
    };
    let deputy = again("2024-10-18T02:00:00Z").await;
    assert_eq!(
        life.refused(&deputy, close()).await,
        "own_unfounded_needs_second_person",
        "no more"
    );
    let second = recorded(app, &login, "2024-10-18", "2025-10-17").await;
    assert!(offered(app, &deputy, &life).await);
    let admin = app.staff(Role::Administrator, None).await;
    for _ in 0..2 {
        let end =
            app.post(&format!("{DEPUTIES}/{second}/end"), &json!({})).bearer(&admin).send().await;
        assert_eq!(
            (end.status, end.str("/ended_on"), &end.body["holds"]),
            (200, "2024-10-18", &json!(false))
        );
    }
    assert_eq!(life.refused(&deputy, close()).await, "own_unfounded_needs_second_person", "ended");
    let all = app.get(DEPUTIES).bearer(&app.inspector().await).send().await;
    let kept: Vec<_> =
        all.body["items"].as_array().unwrap().iter().map(|it| it["valid_from"].clone()).collect();
    assert_eq!(kept, [json!("2024-10-18"), json!("2024-10-16")], "nothing is forgotten");
}

#[apply(on_both_apps)]
async fn an_authority_does_not_come_back_with_the_person(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let (login, _) = person(app, Role::UnitLeader, "TN.STNMT").await;
    let (next, _) = person(app, Role::UnitOfficer, "TN.STNMT").await;
    let life = unfounded(app, &officer, &feedback()).await;
    recorded(app, &login, "2024-10-01", "2024-12-31").await;
    app.service.move_account(&login, "TN.STNMT", Some(Role::UnitOfficer)).await.unwrap();
    assert!(
        offered(app, &enter(app, &login).await, &life).await,
        "another role in the unit is no move"
    );

    app.set("2024-10-20T02:00:00Z");
    app.service.move_account(&login, "TN.STP", None).await.unwrap();
    recorded(app, &next, "2024-10-20", "2024-12-31").await;
    app.set("2024-11-10T02:00:00Z");
    app.service.move_account(&login, "TN.STNMT", None).await.unwrap();

    let back = enter(app, &login).await;
    assert_eq!(life.refused(&back, close()).await, "own_unfounded_needs_second_person");
    assert!(!offered(app, &back, &life).await);
    let all = listed(app).await;
    assert!(all.contains(&json!([login, "TN.STNMT", "2024-10-20", false])), "{all:?}");
    assert!(all.contains(&json!([next, "TN.STNMT", null, true])), "{all:?}");
    app.service.close_account(&next).await.unwrap();
    assert!(
        listed(app).await.contains(&json!([next, "TN.STNMT", "2024-11-10", false])),
        "nobody signs in as it any more"
    );
    app.service.move_account(&login, "TN.STNMT", Some(Role::Reception)).await.unwrap();
    assert_eq!(
        record(app, &authority(&login, "2024-11-11", "2024-12-31")).await.faults(),
        ["/login not_for_this_role"]
    );
}

#[apply(on_both_apps)]
async fn an_authority_ends_where_the_new_role_handles_no_case(app: &TestApp) {
    let (login, _) = person(app, Role::UnitOfficer, "TN.STNMT").await;
    recorded(app, &login, "2024-10-01", "2024-12-31").await;

    app.service.move_account(&login, "TN.STNMT", Some(Role::Reception)).await.unwrap();

    assert_eq!(listed(app).await, [json!([login, "TN.STNMT", "2024-10-15", false])]);
}

#[apply(on_both_apps)]
async fn an_authority_ends_with_the_unit_that_it_names(app: &TestApp) {
    app.set("2025-06-25T02:00:00Z");
    let (login, _) = person(app, Role::UnitOfficer, "25456").await;
    recorded(app, &login, "2025-06-01", "2025-12-31").await;
    app.set(CHANGE);

    app.service.succeed(day("2025-07-01"), false, |_| ()).await.unwrap();

    assert_eq!(listed(app).await, [json!([login, "25456", "2025-07-01", false])]);
    assert_eq!(
        record(app, &authority(&login, "2025-07-02", "2025-12-31")).await.str("/unit/code"),
        "25459"
    );
}

#[apply(on_both_apps)]
async fn a_late_repetition_does_not_undo_an_end(app: &TestApp) {
    let (login, _) = person(app, Role::UnitOfficer, "TN.STNMT").await;
    let admin = app.staff(Role::Administrator, None).await;
    // One that holds already, and one that was to begin later.
    for (from, to) in [("2024-10-15", "2024-12-31"), ("2025-01-01", "2025-06-30")] {
        let id = recorded(app, &login, from, to).await;
        app.post(&format!("{DEPUTIES}/{id}/end"), &json!({})).bearer(&admin).send().await;

        let late = record(app, &authority(&login, from, to)).await;

        assert_eq!(
            (late.status, late.str("/id"), &late.body["holds"]),
            (200, id.as_str(), &json!(false))
        );
    }
    let other =
        with(authority(&login, "2024-10-15", "2024-12-31"), &json!({"document": "36/QĐ-STNMT"}));
    assert_eq!(
        record(app, &other).await.body["holds"],
        true,
        "another document gives another authority"
    );
}

#[apply(on_both_apps)]
async fn a_late_repetition_gives_no_authority_in_the_next_unit(app: &TestApp) {
    let (login, _) = person(app, Role::UnitOfficer, "TN.STNMT").await;
    let id = recorded(app, &login, "2024-10-01", "2024-12-31").await;
    app.service.move_account(&login, "TN.STP", None).await.unwrap();

    let late = record(app, &authority(&login, "2024-10-01", "2024-12-31")).await;

    assert_eq!(
        (late.str("/id"), late.str("/unit/code"), &late.body["holds"]),
        (id.as_str(), "TN.STNMT", &json!(false))
    );
}

#[apply(on_both_apps)]
async fn two_processes_record_one_deputy_of_a_unit_at_a_time(app: &TestApp) {
    let (one, _) = person(app, Role::UnitOfficer, "TN.STNMT").await;
    let (two, _) = person(app, Role::UnitLeader, "TN.STNMT").await;
    let (admin, (service, db)) = (administrator(app).await, second_process(app).await);
    let mut conn = another(app, if on_postgres(app) { NO_WRITE } else { "" });
    let done = Cell::new(0);
    let record = async |service: &Service, login: &str| {
        let kept = service.record_deputy(&admin, new(login), Vec::new()).await;
        done.set(done.get() + 1);
        kept.is_ok()
    };
    let letting = async {
        until_so_many_wait(app, 2, || done.get() > 0).await;
        execute(&mut conn, "COMMIT");
    };
    let (first, second, ()) =
        tokio::join!(record(&app.service, &one), record(&service, &two), letting);

    db.shut_down();
    assert!(first != second, "exactly one: {first} {second}");
    assert_eq!(listed(app).await.len(), 1);
}

#[apply(on_both_apps)]
async fn an_authority_recorded_during_a_move_ends_with_it(app: &TestApp) {
    let (login, _) = person(app, Role::UnitOfficer, "TN.STNMT").await;
    let (admin, (service, db)) = (administrator(app).await, second_process(app).await);
    let mut conn = another(app, if on_postgres(app) { NO_WRITE } else { "" });
    let moved = Cell::new(false);
    let recording =
        async { app.service.record_deputy(&admin, new(&login), Vec::new()).await.is_ok() };
    let moving = async {
        until_so_many_wait(app, 1, || false).await;
        service.move_account(&login, "TN.STP", None).await.unwrap();
        moved.set(true);
    };
    let letting = async {
        until_so_many_wait(app, 2, || moved.get()).await;
        execute(&mut conn, "COMMIT");
    };
    let (recorded, (), ()) = tokio::join!(recording, moving, letting);

    db.shut_down();
    assert!(recorded);
    if on_postgres(app) {
        assert_eq!(listed(app).await, [json!([login, "TN.STNMT", "2024-10-15", false])]);
    }
}

#[apply(on_both_apps)]
async fn a_deputy_who_works_elsewhere_now_is_none(app: &TestApp) {
    let officer = app.officer("TN.STNMT").await;
    let (login, deputy) = person(app, Role::Inspector, "TN.TTT").await;
    recorded(app, &login, "2024-10-01", "2024-12-31").await;
    let life = unfounded(app, &officer, &feedback()).await;
    // An inspector may close it as such, whatever unit's deputy.
    assert!(offered(app, &deputy, &life).await);

    app.service.move_account(&login, "TN.STNMT", Some(Role::UnitOfficer)).await.unwrap();

    let moved = app
        .service
        .sign_in(&login, crate::app::PASSWORD.to_owned(), crate::app::HOME)
        .await
        .unwrap()
        .token
        .to_text();
    assert_eq!(
        life.refused(&moved, close()).await,
        "own_unfounded_needs_second_person",
        "the document named another unit"
    );
}

#[apply(on_both_apps)]
async fn an_authority_is_recorded_whole_once_and_by_an_administrator(app: &TestApp) {
    let (login, officer) = person(app, Role::UnitOfficer, "TN.STNMT").await;
    let (second, _) = person(app, Role::UnitLeader, "TN.STNMT").await;
    let (clerk, _) = person(app, Role::Reception, "TN.STNMT").await;
    let admin = app.staff(Role::Administrator, None).await;
    let send =
        async |token: &str, body: Value| app.post(DEPUTIES, &body).bearer(token).send().await;
    let faults = async |body: Value| send(&admin, body).await.faults();

    assert_eq!(send(&officer, authority(&login, "2024-10-01", "2024-12-31")).await.status, 403);
    assert_eq!(
        faults(json!({"login": login})).await,
        ["/document required", "/valid_from required", "/valid_to required"]
    );
    assert_eq!(
        faults(authority(&login, "2024-12-31", "2024-10-31")).await,
        ["/valid_to wrong_end"]
    );
    assert_eq!(
        faults(authority(&login, "2024-01-01", "2024-10-14")).await,
        ["/valid_to in_the_past"]
    );
    assert_eq!(
        faults(authority(&login, "2024-10-01", "2030-10-01")).await,
        ["/valid_to out_of_range"]
    );
    assert_eq!(
        faults(authority("khong.co", "2024-10-01", "2024-12-31")).await,
        ["/login no_such_user"]
    );
    assert_eq!(
        faults(authority(&clerk, "2024-10-01", "2024-12-31")).await,
        ["/login not_for_this_role"]
    );

    let first = send(&admin, authority(&login, "2024-10-01", "2024-12-31")).await;
    let again = send(&admin, authority(&login, "2024-10-01", "2024-12-31")).await;
    assert_eq!((first.str("/unit/code"), &first.body["holds"]), ("TN.STNMT", &json!(true)));
    assert_eq!(first.body, again.body, "what is recorded again changes nothing");
    assert_eq!(
        faults(authority(&second, "2024-12-31", "2025-06-30")).await,
        ["/valid_from deputy_then"]
    );
    assert_eq!(send(&admin, authority(&second, "2025-01-01", "2025-06-30")).await.status, 200);
}

/// Every documented answer of the operations on standing deputies.
pub async fn every_answer(app: &TestApp) {
    let (login, officer) = person(app, Role::UnitOfficer, "TN.STP").await;
    let admin = app.staff(Role::Administrator, None).await;
    let body = authority(&login, "2024-10-01", "2034-10-01");
    let one = record(app, &with(body.clone(), &json!({"valid_to": "2024-12-31"}))).await;
    let end = format!("{DEPUTIES}/{}/end", one.str("/id"));
    for path in [DEPUTIES, &end] {
        bodies(app, path, &admin).await;
        app.post(path, &json!({})).send().await;
        app.post(path, &json!({})).bearer(&officer).send().await;
    }
    app.post(&end, &json!({})).bearer(&admin).send().await;
    app.post(&end.replace(one.str("/id"), NOBODY), &json!({})).bearer(&admin).send().await;
    app.post(DEPUTIES, &body).bearer(&admin).send().await;
    app.get(DEPUTIES).send().await;
    app.get(DEPUTIES).bearer(&officer).send().await;
    app.get(DEPUTIES).bearer(&admin).send().await;
    app.get(&format!("{DEPUTIES}?x=1")).bearer(&admin).send().await;
}

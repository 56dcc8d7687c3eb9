//! A place of files that is missing, and a database that knows less than lies there: nothing is lost by either.

use diesel::connection::SimpleConnection;
use liemchinh::harness::objects::ObjectName;
use macro_rules_attribute::apply;
use uuid::Uuid;

use super::copies::taken_somewhere;
use super::{OWN, bring, count, original, seen, send, snapshot};
use crate::app::{TestApp, feedback, tip};
use crate::followed::Life;
use crate::on_both_apps;

#[apply(on_both_apps)]
async fn f6_where_the_folder_is_missing_nothing_is_taken_removed_or_called_lost(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let (officer, inspector) = (app.officer("TN.STNMT").await, app.inspector().await);
    bring(app, &life.receipt, &taken_somewhere()).await;
    let id = seen(app, &inspector, &life.id).await.body["items"][0]["id"].clone();
    assert_eq!(app.service.missing_place().await.unwrap(), None);

    app.files.goes_away();
    let refused = bring(app, &life.receipt, &snapshot("một")).await;
    let unread = original(app, &inspector, &life.id, &id).await;
    assert!(app.service.missing_place().await.unwrap().is_some());
    assert!(app.service.sweep_files().await.is_err());
    assert!(app.service.lost_files().await.is_err(), "it is not said that all is lost");
    for _ in 0..4 {
        assert!(app.service.copy_pictures(10).await.is_err());
    }
    app.files.comes_back();

    assert_eq!((refused.status, refused.code()), (503, "files_away"));
    assert_eq!((unread.status, unread.code()), (503, "files_away"));
    assert_eq!(original(app, &inspector, &life.id, &id).await.bytes, taken_somewhere());
    assert_eq!(bring(app, &life.receipt, &snapshot("một")).await.status, 201);
    app.worker.tick().await.unwrap();
    let listed = seen(app, &officer, &life.id).await;
    assert_eq!(listed.body["items"][0]["copy"], true, "no try was counted meanwhile");
    assert!(app.service.lost_files().await.unwrap().is_empty());
}

/// The name under which this database has its files.
fn owner(app: &TestApp) -> Uuid {
    let file = app.files.all().remove(0);
    let name = file.file_name().unwrap().to_str().unwrap().to_owned();
    name.split('-').next().unwrap().parse().unwrap()
}

#[apply(on_both_apps)]
async fn f6_what_the_database_does_not_know_is_removed_only_after_a_month(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    bring(app, &life.receipt, &snapshot("của vụ việc")).await;
    let strange = ObjectName { owner: owner(app), id: Uuid::from_u128(7) };
    let mut draft = app.files.store().begin(strange).unwrap();
    draft.add(b"of a later day").unwrap();
    draft.keep().unwrap();
    assert_eq!(app.service.strange_files().await.unwrap(), None);

    app.worker.tick().await.unwrap();
    let (noted, from) = app.service.strange_files().await.unwrap().unwrap();
    assert_eq!((noted, from), (1, "2024-11-14T02:00:00Z".parse().unwrap()));
    app.begin("2024-11-14T01:59:00Z").await;
    assert_eq!(app.service.sweep_files().await.unwrap(), 0);
    assert_eq!(app.files.all().len(), 2);

    app.begin("2024-11-14T02:00:00Z").await;
    assert_eq!(app.service.sweep_files().await.unwrap(), 1);
    assert_eq!(app.files.all().len(), 1);
    assert_eq!(app.service.strange_files().await.unwrap(), None);
    assert_eq!(count(app, "orphans"), 0);
    assert!(app.service.lost_files().await.unwrap().is_empty());
}

#[apply(on_both_apps)]
async fn f6_a_file_of_a_database_that_was_put_back_and_put_right_is_there_as_long_as_it_takes(
    app: &TestApp,
) {
    let (life, _) = Life::file(app, &tip()).await;
    bring(app, &life.receipt, &snapshot("phong bì")).await;
    let run = |statement: &str| app.scratch.conn().batch_execute(statement).unwrap();
    // The state of a day before, and then again that of today.
    run(
        "CREATE TABLE kept AS SELECT * FROM integrity_attachments; DELETE FROM integrity_attachments",
    );
    app.worker.tick().await.unwrap();
    assert_eq!(count(app, "orphans"), 1);
    run("INSERT INTO integrity_attachments SELECT * FROM kept; DROP TABLE kept");

    app.worker.tick().await.unwrap();
    assert_eq!(count(app, "orphans"), 0, "it belongs to somebody again");
    app.begin("2025-01-15T02:00:00Z").await;
    app.service.sweep_files().await.unwrap();

    assert!(app.service.lost_files().await.unwrap().is_empty());
}

#[apply(on_both_apps)]
async fn f6_an_upload_that_a_database_of_an_earlier_day_has_on_its_way_is_not_removed_at_once(
    app: &TestApp,
) {
    let (life, _) = Life::file(app, &feedback()).await;
    bring(app, &life.receipt, &snapshot("một")).await;
    app.files.dies_after(4);
    bring(app, &life.receipt, &snapshot("hai")).await;
    app.files.lives();
    assert_eq!((app.files.all().len(), count(app, "uploads")), (2, 1));

    app.begin("2024-10-16T02:00:00Z").await;
    assert_eq!(app.service.sweep_files().await.unwrap(), 0, "a day later it may have arrived");
    assert_eq!((count(app, "uploads"), count(app, "orphans")), (0, 1));
    app.begin("2024-11-20T02:00:00Z").await;

    assert_eq!(app.service.sweep_files().await.unwrap(), 1);
    assert_eq!(app.files.all().len(), 1);
    let answer = send(app, OWN, "image/jpeg", snapshot("ba")).receipt(&life.receipt).send().await;
    assert_eq!(answer.status, 201);
}

//! Wherever a process dies, no row is without its file, and what belongs to nobody is removed, and nothing else.

use std::sync::Arc;

use liemchinh::harness::domain::SystemIds;
use liemchinh::harness::objects::ObjectName;
use liemchinh::harness::service::Service;
use liemchinh::harness::store::{Db, DbSettings, DbUrl};
use liemchinh::harness::vault::{Cost, Hasher, KeyRing};
use macro_rules_attribute::apply;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{OWN, bring, count, original, photo, seen, snapshot};
use crate::app::{TestApp, feedback, tip, with_data};
use crate::followed::Life;
use crate::on_both_apps;
use crate::support::Backend;

fn rows(app: &TestApp) -> i64 {
    count(app, "attachments") + count(app, "integrity_attachments")
}

#[apply(on_both_apps)]
async fn f6_wherever_a_process_dies_an_acknowledged_file_is_whole_and_nothing_else_stays(
    app: &TestApp,
) {
    let (life, _) = Life::file(app, &feedback()).await;
    let mut kept = Vec::new();
    for steps in 0..12 {
        let file = photo(4000, 3000, 150_000, &format!("sau {steps} bước"));
        app.files.dies_after(steps);
        let answer = bring(app, &life.receipt, &file).await;
        app.files.lives();
        if answer.status == 201 {
            kept.push(file);
            if kept.len() == 3 {
                break;
            }
        } else {
            assert_eq!(answer.status, 500, "{steps}: {}", answer.body);
        }
        let whole = rows(app);
        assert_eq!(usize::try_from(whole).unwrap(), kept.len(), "a row is there when it is said");
    }
    assert_eq!(kept.len(), 3, "some were taken");
    assert!(app.files.all().len() > 3, "and some left something behind");

    app.set("2024-10-15T04:00:00Z");
    app.worker.tick().await.unwrap();

    assert_eq!(app.files.all().len(), 3);
    assert!(app.service.lost_files().await.unwrap().is_empty());
    let inspector = app.inspector().await;
    let files = seen(app, &inspector, &life.id).await;
    for (item, file) in files.body["items"].as_array().unwrap().iter().zip(&kept) {
        assert_eq!(original(app, &inspector, &life.id, &item["id"]).await.bytes, *file);
    }
}

/// An upload that stands still in its middle.
pub struct Slow {
    line: TcpStream,
    rest: Vec<u8>,
}

impl Slow {
    pub async fn begin(app: &TestApp, receipt: &str) -> Self {
        let file = photo(4000, 3000, 400_000, "chậm");
        let mut line = TcpStream::connect(app.base.trim_start_matches("http://")).await.unwrap();
        let head = format!(
            "POST {OWN} HTTP/1.1\r\nHost: x\r\nContent-Type: image/jpeg\r\nContent-Length: {}\r\nConnection: close\r\n\
             Authorization: Receipt {receipt}\r\nIdempotency-Key: {}\r\n\r\n",
            file.len(),
            app.key()
        );
        line.write_all(head.as_bytes()).await.unwrap();
        let (now, rest) = file.split_at(300_000);
        line.write_all(now).await.unwrap();
        let begun = Self { line, rest: rest.to_vec() };
        // Until the first of it is on its way.
        while app.files.all().is_empty() {
            tokio::task::yield_now().await;
        }
        begun
    }

    pub async fn finish(mut self) -> String {
        self.line.write_all(&self.rest).await.unwrap();
        let mut answer = String::new();
        self.line.read_to_string(&mut answer).await.unwrap();
        answer
    }
}

#[apply(on_both_apps)]
async fn f6_what_is_on_its_way_is_left_alone_however_often_is_swept(app: &TestApp) {
    let (life, _) = Life::file(app, &tip()).await;
    let slow = Slow::begin(app, &life.receipt).await;
    app.set("2024-10-15T02:40:00Z");
    for _ in 0..3 {
        app.worker.tick().await.unwrap();
    }

    let answer = slow.finish().await;

    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    app.worker.tick().await.unwrap();
    assert!(app.service.lost_files().await.unwrap().is_empty());
    assert_eq!((rows(app), app.files.all().len()), (1, 1));
}

#[apply(on_both_apps)]
async fn f6_an_upload_whose_time_is_over_is_never_acknowledged(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let slow = Slow::begin(app, &life.receipt).await;
    app.set("2024-10-15T03:00:00Z");
    app.worker.tick().await.unwrap();
    assert!(app.files.all().is_empty(), "it was taken for one that belongs to nobody");

    let answer = slow.finish().await;

    assert!(!answer.starts_with("HTTP/1.1 2"), "{answer}");
    assert_eq!(rows(app), 0);
    app.worker.tick().await.unwrap();
    assert!(app.files.all().is_empty(), "{:?}", app.files.all());
    assert_eq!(bring(app, &life.receipt, &snapshot("lại")).await.status, 201);
}

#[apply(on_both_apps)]
async fn f6_two_databases_with_one_folder_leave_each_others_files_alone(app: &TestApp) {
    let backend = match app.scratch.url {
        DbUrl::Sqlite(_) => Backend::Sqlite,
        DbUrl::Postgres(_) => Backend::Postgres,
    };
    let Some(scratch) = with_data(backend).await else { return };
    let db = Db::open(&scratch.url, &DbSettings::default()).unwrap();
    let (keys, hasher) = (Arc::new(KeyRing::generate().unwrap()), Hasher::new(Cost::WEAKEST));
    let other = Service::new(db.clone(), app.clock.clone(), Arc::new(SystemIds), keys, hasher);
    let other = other.keeping(Some(app.files.store()));
    other.refresh().await.unwrap();
    other.mark().await.unwrap();
    let (life, _) = Life::file(app, &feedback()).await;
    bring(app, &life.receipt, &snapshot("của bên này")).await;
    let strange = ObjectName { owner: uuid::Uuid::from_u128(5), id: uuid::Uuid::from_u128(6) };
    app.files.store().mark(strange.owner).unwrap();
    let mut draft = app.files.store().begin(strange).unwrap();
    draft.add(b"x").unwrap();
    draft.keep().unwrap();

    assert_eq!(other.sweep_files().await.unwrap(), 0);
    assert_eq!(app.service.sweep_files().await.unwrap(), 0);

    assert_eq!(app.files.all().len(), 2);
    assert!(app.service.lost_files().await.unwrap().is_empty());
    db.shut_down();
}

#[apply(on_both_apps)]
async fn f6_a_clock_in_doubt_ends_no_upload(app: &TestApp) {
    let (life, _) = Life::file(app, &feedback()).await;
    let slow = Slow::begin(app, &life.receipt).await;
    app.clock.jump("2026-10-15T03:00:00Z".parse().unwrap());
    app.service.sweep_files().await.unwrap();
    app.clock.jump("2024-10-15T02:10:00Z".parse().unwrap());

    let answer = slow.finish().await;

    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
}

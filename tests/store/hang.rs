//! What hangs in the database holds up nobody for long, and what it still commits is committed once.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use liemchinh::harness::store::patience;
use liemchinh::harness::store::{Db, DbSettings, StoreError};
use macro_rules_attribute::apply;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

use crate::on_both;
use crate::support::{Backend, Scratch};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn notes(db: &Db) -> i64 {
    let count = "SELECT CAST(COUNT(*) AS BIGINT) AS count FROM notes";
    db.read_here(|conn| Ok(diesel::sql_query(count).get_result::<Count>(conn)?.count)).unwrap()
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// A short patience, and batches that hang at once.
const PATIENCE: Duration = Duration::from_millis(50);

fn impatient(scratch: &Scratch, readers: u32) -> Db {
    let create = "CREATE TABLE notes (n INTEGER NOT NULL PRIMARY KEY)";
    diesel::sql_query(create).execute(&mut scratch.conn()).unwrap();
    let hangs = Duration::from_millis(1);
    Db::open(&scratch.url, &DbSettings { readers, writers: 1, queue: 100, hangs }).unwrap()
}

async fn note(db: &Db, n: i32) -> Result<(), StoreError> {
    let write = db.write("test.note", n, move |tx| {
        let insert = diesel::sql_query("INSERT INTO notes (n) VALUES ($1)");
        insert.bind::<diesel::sql_types::Integer, _>(n).execute(tx)?;
        Ok(())
    });
    write.await
}

/// What waits until its other end is dropped, and says when it began.
struct Hanging {
    begun: Mutex<Option<oneshot::Sender<()>>>,
    wait: Mutex<Receiver<()>>,
}

impl Hanging {
    fn new() -> (Arc<Self>, oneshot::Receiver<()>, Sender<()>) {
        let (begun, began) = oneshot::channel();
        let (release, wait) = channel();
        let hanging = Self { begun: Mutex::new(Some(begun)), wait: Mutex::new(wait) };
        (Arc::new(hanging), began, release)
    }

    fn hang(&self) {
        if let Some(begun) = self.begun.lock().unwrap().take() {
            begun.send(()).unwrap();
        }
        self.wait.lock().unwrap().recv().unwrap_err();
    }
}

/// Hangs the writer in the write of note `n`: what its caller hears, and what lets it go on.
async fn hang(db: &Db, n: i32) -> (Result<(), StoreError>, Sender<()>) {
    let (hanging, began, release) = Hanging::new();
    let write = db.write("test.hang", 0, move |tx| {
        diesel::sql_query("INSERT INTO notes (n) VALUES ($1)")
            .bind::<diesel::sql_types::Integer, _>(n)
            .execute(tx)?;
        hanging.hang();
        Ok(())
    });
    let (heard, begun) = tokio::join!(patience::within(PATIENCE, write), began);
    begun.unwrap();
    (heard, release)
}

#[apply(on_both)]
fn a_write_that_hangs_is_said_to_be_unknown_and_is_there_when_it_returns(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let create = "CREATE TABLE notes (n INTEGER NOT NULL PRIMARY KEY)";
    diesel::sql_query(create).execute(&mut scratch.conn()).unwrap();
    // Nobody gives its writer up.
    let sizes = DbSettings { readers: 2, writers: 1, queue: 100, hangs: Duration::from_mins(1) };
    let db = Db::open(&scratch.url, &sizes).unwrap();
    runtime().block_on(async {
        let (heard, release) = hang(&db, 1).await;
        drop(release);
        // Behind the one that hung; on SQLite it waits for its lock.
        db.write("test.last", 0, |_| Ok::<_, StoreError>(())).await.unwrap();

        assert!(matches!(heard, Err(StoreError::OutcomeUnknown)), "{heard:?}");
    });

    db.shut_down();
    assert_eq!(notes(&db), 1);
}

#[apply(on_both)]
fn a_write_that_was_not_begun_in_time_is_never_done(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let create = "CREATE TABLE notes (n INTEGER NOT NULL PRIMARY KEY)";
    diesel::sql_query(create).execute(&mut scratch.conn()).unwrap();
    let sizes = DbSettings { readers: 2, writers: 1, queue: 100, ..DbSettings::default() };
    let db = Db::open(&scratch.url, &sizes).unwrap();
    runtime().block_on(async {
        let (_, release) = hang(&db, 1).await;
        let heard = patience::within(PATIENCE, note(&db, 2)).await;
        drop(release);
        db.write("test.last", 0, |_| Ok::<_, StoreError>(())).await.unwrap();

        assert!(matches!(heard, Err(StoreError::Busy)), "{heard:?}");
    });

    assert_eq!(notes(&db), 1);
}

#[apply(on_both)]
fn reads_that_hang_are_given_up_and_the_next_are_refused_until_one_returns(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let db = impatient(&scratch, 1);
    let answer = runtime().block_on(async {
        let (hanging, began, release) = Hanging::new();
        let read = db.read(move |_| {
            hanging.hang();
            Ok(())
        });
        let (heard, begun) = tokio::join!(patience::within(PATIENCE, read), began);
        begun.unwrap();
        let refused = db.read(|_| Ok(())).await;
        drop(release);

        assert!(matches!(heard, Err(StoreError::Busy)), "{heard:?}");
        assert!(matches!(refused, Err(StoreError::Busy)), "{refused:?}");
        loop {
            match db.read(|_| Ok(7)).await {
                Err(StoreError::Busy) => tokio::task::yield_now().await,
                other => return other,
            }
        }
    });

    assert_eq!(answer.unwrap(), 7);
}

/// On SQLite a write that hangs holds the one lock, so nobody could go on.
#[test]
fn another_writer_goes_on_for_one_that_hangs_and_four_may_hang_at_once() {
    let Some(scratch) = Scratch::new(Backend::Postgres) else { return };
    let db = impatient(&scratch, 2);
    runtime().block_on(async {
        let mut releases = Vec::new();
        for n in 0..4 {
            let (heard, release) = hang(&db, n).await;
            assert!(matches!(heard, Err(StoreError::OutcomeUnknown)), "{n}: {heard:?}");
            releases.push(release);
            note(&db, 100 + n).await.unwrap();
        }
        let (fifth, release) = hang(&db, 4).await;
        let refused = db.write("test.refused", 0, |_| Ok::<_, StoreError>(())).await;
        assert!(matches!(fifth, Err(StoreError::OutcomeUnknown)), "{fifth:?}");
        assert!(
            matches!(refused, Err(StoreError::Busy)),
            "at once, and without a limit: {refused:?}"
        );
        releases.push(release);
        releases.clear();
        loop {
            match note(&db, 200).await {
                Err(StoreError::Busy) => tokio::task::yield_now().await,
                other => return other.unwrap(),
            }
        }
    });

    db.shut_down();
    assert_eq!(notes(&db), 6, "four were given up, the fifth was not");
}

/// Puts `said` in the place of what was there, once `hanging` lets it; the sender is dropped with the write.
async fn put(
    db: &Db,
    said: i32,
    hanging: Option<(Arc<Hanging>, Sender<()>)>,
) -> Result<(), StoreError> {
    db.write("test.put", 0, move |tx| {
        if let Some((hanging, _)) = &hanging {
            hanging.hang();
        }
        let put = "INSERT INTO notes (n) VALUES (1) ON CONFLICT (n) DO NOTHING";
        diesel::sql_query(put).execute(tx)?;
        let put = "UPDATE notes SET said = $1 WHERE n = 1";
        diesel::sql_query(put).bind::<diesel::sql_types::Integer, _>(said).execute(tx)?;
        Ok(())
    })
    .await
}

/// On SQLite a write that hangs holds the one lock, so nothing newer is acknowledged meanwhile.
#[test]
fn a_write_that_was_given_up_puts_nothing_over_a_newer_one_when_it_returns() {
    let Some(scratch) = Scratch::new(Backend::Postgres) else { return };
    let db = impatient(&scratch, 2);
    diesel::sql_query("ALTER TABLE notes ADD COLUMN said BIGINT")
        .execute(&mut scratch.conn())
        .unwrap();
    runtime().block_on(async {
        let (hanging, began, release) = Hanging::new();
        let (alive, over) = channel();
        let old = patience::within(PATIENCE, put(&db, 1, Some((hanging, alive))));
        let (heard, begun) = tokio::join!(old, began);
        begun.unwrap();
        put(&db, 2, None).await.unwrap();
        drop(release);
        // It is dropped when the writer that was given up is done with it.
        over.recv().unwrap_err();

        assert!(matches!(heard, Err(StoreError::OutcomeUnknown)), "{heard:?}");
    });

    let said = "SELECT said AS count FROM notes";
    let said = db.read_here(|conn| Ok(diesel::sql_query(said).get_result::<Count>(conn)?.count));
    assert_eq!(said.unwrap(), 2);
}

#[test]
fn a_row_that_somebody_else_holds_is_busy_for_its_own_write_and_for_no_neighbour() {
    let Some(scratch) = Scratch::new(Backend::Postgres) else { return };
    let create = "CREATE TABLE notes (n INTEGER NOT NULL PRIMARY KEY)";
    diesel::sql_query(create).execute(&mut scratch.conn()).unwrap();
    let settings = DbSettings { writers: 1, ..DbSettings::default() };
    let db = Db::open(&scratch.url, &settings).unwrap();
    let mut other = scratch.conn();
    for statement in ["BEGIN", "INSERT INTO notes (n) VALUES (1)"] {
        diesel::sql_query(statement).execute(&mut other).unwrap();
    }

    let (held, free) = runtime().block_on(async { tokio::join!(note(&db, 1), note(&db, 2)) });

    assert!(matches!(held, Err(StoreError::Busy)), "{held:?}");
    free.unwrap();
    diesel::sql_query("ROLLBACK").execute(&mut other).unwrap();
    runtime().block_on(note(&db, 1)).unwrap();
    assert_eq!(notes(&db), 2);
}

#[apply(on_both)]
fn a_read_that_lost_its_transaction_says_why_it_failed(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let db = Db::open(&scratch.url, &DbSettings::default()).unwrap();

    let read: Result<(), StoreError> = runtime().block_on(db.read(|conn| {
        diesel::sql_query("ROLLBACK").execute(conn)?;
        Err(StoreError::Busy)
    }));

    assert!(matches!(read, Err(StoreError::Busy)), "{read:?}");
}

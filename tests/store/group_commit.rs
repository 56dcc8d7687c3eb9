//! What group commit promises: neighbours do not disturb each other, and an answer means a commit.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use diesel::prelude::*;
use diesel::sql_types::BigInt;
use liemchinh::harness::store::Conn;
use liemchinh::harness::store::{Db, DbSettings, StoreError, Tx, WriteFault};
use macro_rules_attribute::apply;
use tokio::runtime::Runtime;
use tokio::sync::Barrier;

use crate::on_both;
use crate::support::{Backend, Scratch};

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

fn prepare(conn: &mut Conn) {
    let create = "CREATE TABLE notes (n INTEGER NOT NULL PRIMARY KEY)";
    diesel::sql_query(create).execute(conn).unwrap();
}

fn note(tx: &mut Tx, n: i32) -> Result<(), StoreError> {
    diesel::sql_query("INSERT INTO notes (n) VALUES ($1)")
        .bind::<diesel::sql_types::Integer, _>(n)
        .execute(tx)?;
    Ok(())
}

fn notes(db: &Db) -> i64 {
    db.read_here(|conn| {
        let row: Count = diesel::sql_query("SELECT CAST(COUNT(*) AS BIGINT) AS count FROM notes")
            .get_result(conn)?;
        Ok(row.count)
    })
    .unwrap()
}

fn runtime() -> Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// Holds the one writer until `release` is dropped, so that what is queued meanwhile is one batch.
async fn hold(db: &Db) -> (tokio::task::JoinHandle<()>, std::sync::mpsc::Sender<()>) {
    let (release, wait) = std::sync::mpsc::channel::<()>();
    let wait = std::sync::Mutex::new(wait);
    let started = Arc::new(Barrier::new(2));
    let (db, inside) = (db.clone(), tokio::runtime::Handle::current());
    let begun = started.clone();
    let task = tokio::spawn(async move {
        let announced = AtomicUsize::new(0);
        db.write("test.hold", 0, move |_| {
            if announced.fetch_add(1, Ordering::SeqCst) == 0 {
                let begun = begun.clone();
                inside.spawn(async move {
                    begun.wait().await;
                });
            }
            // The sender is dropped to let go; an error is the signal.
            wait.lock().unwrap().recv().unwrap_err();
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    });
    started.wait().await;
    (task, release)
}

fn one_writer(scratch: &Scratch, queue: usize) -> Db {
    prepare(&mut scratch.conn());
    Db::open(&scratch.url, &DbSettings { readers: 2, writers: 1, queue, ..DbSettings::default() })
        .unwrap()
}

#[apply(on_both)]
fn a_failing_or_panicking_closure_disturbs_no_neighbour(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let db = one_writer(&scratch, 100);
    let results = runtime().block_on(async {
        let (held, release) = hold(&db).await;
        let mut tasks = Vec::new();
        for n in 0..30 {
            let db = db.clone();
            tasks.push(tokio::spawn(async move {
                db.write("test.note", n, move |tx| {
                    note(tx, n)?;
                    assert!(n % 10 != 3, "a planned panic");
                    if n % 10 == 7 { Err(StoreError::Stale) } else { Ok(n) }
                })
                .await
            }));
        }
        tokio::task::yield_now().await;
        drop(release);
        held.await.unwrap();
        let mut results = Vec::new();
        for task in tasks {
            results.push(task.await.unwrap());
        }
        results
    });

    for (n, result) in results.iter().enumerate() {
        match n % 10 {
            3 => assert!(matches!(result, Err(StoreError::Panicked)), "{n}: {result:?}"),
            7 => assert!(matches!(result, Err(StoreError::Stale)), "{n}: {result:?}"),
            _ => assert!(result.is_ok(), "{n}: {result:?}"),
        }
    }
    assert_eq!(notes(&db), 24, "what failed left nothing, what succeeded is there");
}

#[apply(on_both)]
fn a_writer_that_panics_is_started_again_and_its_batch_hears_that_the_outcome_is_unknown(
    backend: Backend,
) {
    #[derive(Debug)]
    struct Odd;
    impl From<StoreError> for Odd {
        fn from(_: StoreError) -> Self {
            Self
        }
    }
    impl WriteFault for Odd {
        fn store(&self) -> Option<&StoreError> {
            panic!("a planned panic outside of any closure")
        }
    }
    let Some(scratch) = Scratch::new(backend) else { return };
    let db = one_writer(&scratch, 100);
    let (odd, neighbour, next) = runtime().block_on(async {
        let (held, release) = hold(&db).await;
        let tasks = (db.clone(), db.clone());
        let neighbour =
            tokio::spawn(async move { tasks.0.write("test.note", 0, |tx| note(tx, 1)).await });
        let odd =
            tokio::spawn(async move { tasks.1.write("test.odd", 0, |_| Err::<(), _>(Odd)).await });
        tokio::task::yield_now().await;
        drop(release);
        held.await.unwrap();
        let ended = (odd.await.unwrap(), neighbour.await.unwrap());
        (ended.0, ended.1, db.write("test.note", 0, |tx| note(tx, 2)).await)
    });

    assert!(odd.is_err());
    assert!(matches!(neighbour, Err(StoreError::OutcomeUnknown)), "{neighbour:?}");
    next.unwrap();
    assert_eq!(notes(&db), 1, "what was not committed is not there");
}

#[apply(on_both)]
fn an_answer_comes_after_the_commit_so_another_connection_sees_it(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let db = one_writer(&scratch, 10);

    runtime().block_on(db.write("test.note", 1, |tx| note(tx, 1))).unwrap();

    let other = Db::open(&scratch.url, &DbSettings::default()).unwrap();
    assert_eq!(notes(&other), 1);
}

#[apply(on_both)]
fn a_unique_violation_is_its_callers_and_nobody_elses(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let db = one_writer(&scratch, 10);
    let run = runtime();

    run.block_on(db.write("test.note", 1, |tx| note(tx, 1))).unwrap();
    let again = run.block_on(db.write("test.note", 1, |tx| note(tx, 1)));
    run.block_on(db.write("test.note", 1, |tx| note(tx, 2))).unwrap();

    assert!(matches!(again, Err(StoreError::Unique(_))), "{again:?}");
    assert_eq!(notes(&db), 2);
}

#[apply(on_both)]
fn a_full_queue_says_busy_at_once_and_loses_nothing_it_took(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let db = one_writer(&scratch, 2);
    let (busy, taken) = runtime().block_on(async {
        let (held, release) = hold(&db).await;
        let mut tasks = Vec::new();
        for n in 0..5 {
            let db = db.clone();
            tasks.push(tokio::spawn(async move {
                db.write("test.note", n, move |tx| note(tx, n)).await
            }));
        }
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        drop(release);
        held.await.unwrap();
        let (mut busy, mut taken) = (0, 0);
        for task in tasks {
            match task.await.unwrap() {
                Ok(()) => taken += 1,
                Err(StoreError::Busy) => busy += 1,
                Err(other) => panic!("{other}"),
            }
        }
        (busy, taken)
    });

    assert_eq!((busy, taken), (3, 2));
    assert_eq!(notes(&db), 2);
}

#[apply(on_both)]
fn shutting_down_finishes_what_waits_and_takes_no_more(backend: Backend) {
    let Some(scratch) = Scratch::new(backend) else { return };
    let db = one_writer(&scratch, 100);
    runtime().block_on(async {
        let (held, release) = hold(&db).await;
        let mut tasks = Vec::new();
        for n in 0..20 {
            let db = db.clone();
            tasks.push(tokio::spawn(async move {
                db.write("test.note", n, move |tx| note(tx, n)).await
            }));
        }
        tokio::task::yield_now().await;
        drop(release);
        let closing = db.clone();
        tokio::task::spawn_blocking(move || closing.shut_down()).await.unwrap();
        held.await.unwrap();
        for task in tasks {
            task.await.unwrap().unwrap();
        }
        let late = db.write("test.note", 99, |tx| note(tx, 99)).await;
        assert!(matches!(late, Err(StoreError::Closed)), "{late:?}");
    });

    assert_eq!(notes(&db), 20);
}

/// A deferred constraint is checked at COMMIT: the database refuses the batch as a whole.
#[test]
fn a_refused_commit_is_replayed_one_by_one_so_that_only_the_guilty_write_fails() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let Some(scratch) = Scratch::new(backend) else { continue };
        let db = one_writer(&scratch, 100);
        let create = "CREATE TABLE replies (n INTEGER NOT NULL REFERENCES notes (n) DEFERRABLE INITIALLY DEFERRED)";
        diesel::sql_query(create).execute(&mut scratch.conn()).unwrap();
        let results = runtime().block_on(async {
            let (held, release) = hold(&db).await;
            let mut tasks = Vec::new();
            for n in 0..6 {
                let db = db.clone();
                tasks.push(tokio::spawn(async move {
                    db.write("test.reply", n, move |tx| {
                        if n == 4 {
                            let orphan = "INSERT INTO replies (n) VALUES (1000)";
                            diesel::sql_query(orphan).execute(tx)?;
                        }
                        note(tx, n)
                    })
                    .await
                }));
            }
            tokio::task::yield_now().await;
            drop(release);
            held.await.unwrap();
            let mut results = Vec::new();
            for task in tasks {
                results.push(task.await.unwrap());
            }
            results
        });

        for (n, result) in results.iter().enumerate() {
            assert_eq!(result.is_err(), n == 4, "{backend:?} {n}: {result:?}");
        }
        assert!(matches!(results.get(4), Some(Err(StoreError::RolledBack(_)))));
        assert_eq!(notes(&db), 5);
    }
}

/// A size-capped database file stands for a full disk.
#[test]
fn a_full_disk_refuses_writes_and_loses_nothing_acknowledged() {
    let scratch = Scratch::new(Backend::Sqlite).unwrap();
    let mut conn = scratch.conn();
    diesel::sql_query("CREATE TABLE blobs (n INTEGER NOT NULL, body BLOB NOT NULL)")
        .execute(&mut conn)
        .unwrap();
    let db = Db::open(&scratch.url, &DbSettings::default()).unwrap();
    let run = runtime();
    let mut acknowledged = 0;
    let mut refused = 0;
    for n in 0..60 {
        let result = run.block_on(db.write("test.blob", 0, move |tx| {
            diesel::sql_query("PRAGMA max_page_count = 400").execute(tx)?;
            diesel::sql_query("INSERT INTO blobs (n, body) VALUES ($1, zeroblob(50000))")
                .bind::<diesel::sql_types::Integer, _>(n)
                .execute(tx)?;
            Ok::<_, StoreError>(())
        }));
        match result {
            Ok(()) => acknowledged += 1,
            Err(_) => refused += 1,
        }
    }

    assert!(acknowledged > 0 && refused > 0, "{acknowledged} taken, {refused} refused");
    let kept: Count =
        diesel::sql_query("SELECT COUNT(*) AS count FROM blobs").get_result(&mut conn).unwrap();
    assert_eq!(kept.count, acknowledged);
}

/// A deferred trigger that ends its own connection stands for a server lost during COMMIT. (An
/// embedded database has no connection to lose.)
#[test]
fn an_unknown_outcome_is_said_to_be_unknown_and_the_next_write_goes_on() {
    let Some(scratch) = Scratch::new(Backend::Postgres) else { return };
    let db = one_writer(&scratch, 100);
    let mut conn = scratch.conn();
    for statement in [
        "CREATE FUNCTION vanish() RETURNS trigger LANGUAGE plpgsql AS \
         'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NULL; END'",
        "CREATE CONSTRAINT TRIGGER vanish AFTER INSERT ON notes DEFERRABLE INITIALLY DEFERRED \
         FOR EACH ROW WHEN (NEW.n = 13) EXECUTE FUNCTION vanish()",
    ] {
        diesel::sql_query(statement).execute(&mut conn).unwrap();
    }
    let run = runtime();

    let lost = run.block_on(db.write("test.note", 0, |tx| note(tx, 13)));
    let next = run.block_on(db.write("test.note", 0, |tx| note(tx, 14)));

    assert!(matches!(lost, Err(StoreError::OutcomeUnknown)), "{lost:?}");
    next.unwrap();
    assert_eq!(notes(&db), 1);
}

/// A connection that dies before COMMIT has done nothing, so the write is run again.
#[test]
fn a_connection_lost_before_the_commit_is_replaced_and_the_write_runs_again() {
    let Some(scratch) = Scratch::new(Backend::Postgres) else { return };
    let db = one_writer(&scratch, 100);
    let tries = Arc::new(AtomicUsize::new(0));
    let counted = tries.clone();

    let result = runtime().block_on(db.write("test.note", 0, move |tx| {
        note(tx, 1)?;
        if counted.fetch_add(1, Ordering::SeqCst) == 0 {
            diesel::sql_query("SELECT pg_terminate_backend(pg_backend_pid())").execute(tx)?;
        }
        Ok::<_, StoreError>(())
    }));

    result.unwrap();
    assert_eq!((tries.load(Ordering::SeqCst), notes(&db)), (2, 1));
}

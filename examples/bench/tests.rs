//! What `fill` leaves behind, on both databases: as a server would have written it.

use std::collections::BTreeSet;

use liemchinh::harness::app::App;
use liemchinh::harness::domain::Kind;
use liemchinh::harness::domain::Receipt;
use liemchinh::harness::domain::State;
use liemchinh::harness::domain::SystemClock;
use liemchinh::harness::store::{Purpose, connect};
use std::sync::Arc;

use crate::cluster::Cluster;
use crate::fill::sink::Sink;
use crate::fill::{Manner, fill};
use crate::home::Home;
use crate::rows::texts;

#[path = "../../tests/support/mod.rs"]
#[expect(unreachable_pub, dead_code, reason = "a test binary has no outside, and uses a part")]
mod support;

const COUNT: usize = 300;

async fn fills(home: &Home) {
    let filled = fill(home, COUNT, Manner::default()).await.unwrap();
    let again = fill(home, 1, Manner::default()).await.unwrap_err();

    assert_eq!(filled.cases, COUNT);
    assert!(again.to_string().contains("--more"), "{again}");
    let app = App::open(&home.settings().unwrap(), Arc::new(SystemClock::default())).await.unwrap();
    let verified = app.service.verify_ledger(|_| ()).unwrap();
    assert!(verified.agrees() && verified.entries > COUNT, "{verified:?}");
    let receipts = home.receipts().unwrap();
    for receipt in receipts.iter().take(20) {
        app.service.track(&Receipt::parse(receipt).unwrap()).await.unwrap();
    }
    app.service.db().shut_down();
    drop(app);
    let mut conn = connect(&home.database().unwrap(), Purpose::Read).unwrap();
    let mut known = |column: &str| -> BTreeSet<String> {
        let query = format!(
            "SELECT CAST({column} AS text) AS value FROM cases UNION SELECT CAST({column} AS text) FROM integrity_cases"
        );
        texts(&mut conn, &query).unwrap().into_iter().collect()
    };
    let all = |codes: &[&str]| -> BTreeSet<String> {
        codes.iter().map(|code| (*code).to_owned()).collect()
    };
    assert_eq!(known("kind"), all(&Kind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>()));
    assert_eq!(
        known("state"),
        all(&State::ALL.iter().map(|state| state.as_str()).collect::<Vec<_>>())
    );
    let days = known("received_on");
    assert!(days.len() > 50, "on many days: {}", days.len());
}

#[tokio::test]
async fn a_filled_sqlite_file_is_as_the_service_would_have_written_it() {
    let folder = tempfile::tempdir().unwrap();

    fills(&Home::at(folder.path(), None).unwrap()).await;
}

#[tokio::test]
async fn more_is_added_with_all_that_a_service_keeps() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(folder.path(), None).unwrap();

    fill(&home, 5, Manner::default()).await.unwrap();
    fill(&home, 20, Manner { more: true, all: true }).await.unwrap();

    let (cases, _) = Sink::open(&home.database().unwrap()).unwrap().size().unwrap();
    assert_eq!(cases, 25);
}

#[tokio::test]
async fn a_filled_postgres_database_is_as_the_service_would_have_written_it() {
    let Some(server) = support::server() else { return };
    let folder = tempfile::tempdir().unwrap();
    let cluster = Cluster::at(&server).unwrap();
    let name = folder.path().file_name().unwrap().to_str().unwrap();
    let name = format!("bench_{}", name.replace('.', "").to_lowercase());
    cluster.make(&name).unwrap();

    fills(&Home::at(folder.path(), Some(&cluster.url(&name))).unwrap()).await;

    cluster.remove(&name).unwrap();
}

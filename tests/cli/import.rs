//! Importing by its command: what is owed is counted anew with it.

use diesel::connection::SimpleConnection;
use diesel::{Connection, QueryableByName, RunQueryDsl, SqliteConnection};
use liemchinh::harness::domain::{Clock, SystemClock};

use crate::demo::{OF_DEMO, demo, holds};
use crate::made::stopped_demo;
use crate::tools::client::Client;
use crate::tools::process::{data, ok};
use crate::tools::site::Site;

fn import<'a>(data: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&OF_DEMO[..], &["import", data], more].concat()
}

#[test]
fn an_import_says_what_it_moved_and_leaves_it_where_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    stopped_demo(folder);
    let mut demo = demo(folder, &[]);
    let data = data();

    let beside = ok(folder, &import(&data, &["--dry-run"]));
    let reached = ok(folder, &import(&data, &[]));
    assert!(demo.running.stop("TERM").success());
    let real = ok(folder, &import(&data, &[]));
    let left = ok(folder, &import(&data, &["--no-recount"]));

    holds(&beside, &["0 would change", "open obligations counted anew, 0 would move"]);
    holds(&reached, &["0 changed", "open obligations counted anew, 0 moved"]);
    holds(&real, &["0 changed", "open obligations counted anew, 0 moved"]);
    assert!(!real.contains(" 0 open obligations"), "there are some: {real}");
    assert!(!left.contains("counted anew"), "{left}");
}

#[derive(QueryableByName)]
struct Count {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    n: i64,
}

/// The folder with the data in which the five working days after today are off.
fn with_days_off(site: &Site) -> String {
    let folder = site.path().join("days-off");
    std::fs::create_dir(&folder).unwrap();
    for entry in std::fs::read_dir(data()).unwrap() {
        let path = entry.unwrap().path();
        let mut text = std::fs::read_to_string(&path).unwrap();
        if path.ends_with("calendar.csv") {
            let tomorrow = SystemClock::default().today().tomorrow().unwrap();
            let working = tomorrow.series(jiff::Span::new().days(1)).filter(|day| {
                day.weekday().to_monday_one_offset() < 6 && !text.contains(&day.to_string())
            });
            let off = working.take(5).map(|day| format!("{day},holiday,Nghỉ,Off,Luật,,,true\n"));
            let off = off.collect::<String>();
            text.push_str(&off);
        }
        std::fs::write(folder.join(path.file_name().unwrap()), text).unwrap();
    }
    "days-off".to_owned()
}

#[test]
fn what_an_import_left_uncounted_that_was_broken_off_is_counted_by_the_next_start() {
    let site = Site::new("sqlite:liemchinh.db");
    let (mut server, base) = site.serve();
    actix_web::rt::System::new().block_on(async { Client::new(base).files_well(2).await });
    assert!(server.stop("TERM").success());
    let folder = with_days_off(&site);
    site.ok(&["import", &folder, "--no-recount"]);
    let count = || site.ok(&["recount", "--dry-run"]);
    let told = count();
    assert!(!told.contains(" 0 would move"), "there is something to count: {told}");
    let database = site.path().join("liemchinh.db");
    let mut conn = SqliteConnection::establish(database.to_str().unwrap()).unwrap();
    // As a process leaves it that ends between the import and its recount.
    conn.batch_execute("INSERT INTO marks (name, at, said) VALUES ('recount', 0, 'null')").unwrap();

    let (mut server, _) = site.serve();
    // It goes when what it stands for is done.
    let mut owed = 1;
    while owed > 0 {
        let query = diesel::sql_query("SELECT count(*) AS n FROM marks WHERE name = 'recount'");
        owed = query.get_result::<Count>(&mut conn).unwrap().n;
    }
    assert!(server.stop("TERM").success());

    assert!(count().contains(" 0 would move"), "{}", count());
}

//! A server that is started with a wrong clock, as a machine without a battery does it.

use std::fs::File;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use tokio::time::interval;

use crate::tools::client::Client;
use crate::tools::cluster::Cluster;
use crate::tools::process::Running;
use crate::tools::site::Site;

/// Runs with the wall clock 71 days ahead; timers go on as they do.
fn ahead(site: &Site, log: Stdio) -> (Running, String) {
    let folders = std::fs::read_dir("/usr/lib").unwrap().map(|entry| entry.unwrap().path());
    let mut libraries = folders.map(|folder| folder.join("faketime/libfaketime.so.1"));
    let library = libraries.find(|path| path.exists()).expect("./test installs faketime");
    let preload = format!("LD_PRELOAD={}", library.display());
    let behind = ["env", &preload, "FAKETIME=+71d", "FAKETIME_DONT_FAKE_MONOTONIC=1"];
    site.serve_behind(&behind, log)
}

/// Waits, within a bound, until the log at `path` says `mark`.
async fn said(path: &Path, mark: &str) {
    let mut pause = interval(Duration::from_millis(20));
    for _ in 0..3000 {
        pause.tick().await;
        if std::fs::read_to_string(path).unwrap().contains(mark) {
            return;
        }
    }
    panic!("not said within a minute: {mark}");
}

fn a_wrong_clock_and_the_right_one_again(database: &str) {
    let site = Site::with(database, "[log]\nfilter = \"info\"\n");
    actix_web::rt::System::new().block_on(async {
        let (mut right, base) = site.serve();
        let receipts = Client::new(base).files_well(2).await;
        assert!(right.stop("TERM").success());

        let log = site.path().join("log");
        let (mut wrong, base) = ahead(&site, File::create(&log).unwrap().into());
        said(&log, "the clock is in doubt").await;
        let ready = Client::new(base).get("/readyz", None).await;
        assert_eq!((ready.status, ready.body["clock"].as_str()), (200, Some("ahead")));
        assert!(wrong.stop("TERM").success());

        let (mut right, base) = site.serve();
        let client = Client::new(base);
        let ready = client.get("/readyz", None).await;
        assert_eq!(
            ready.body["clock"].as_str(),
            Some("agrees"),
            "a mark of the wrong clock is no witness"
        );
        for receipt in receipts {
            let found = client.get("/api/v1/report", Some(&format!("Receipt {receipt}"))).await;
            assert_eq!(found.body["state"], "received", "{}", found.body);
            let owed = found.body["obligations"].as_array().unwrap();
            assert!(!owed.is_empty() && owed.iter().all(|one| one["overdue"] == false), "{owed:?}");
        }
        assert!(right.stop("TERM").success());
    });
    let verified = site.ok(&["stats", "verify"]);
    let told = verified.lines().any(|line| line.starts_with("2 events"));
    assert!(told, "nothing but the filings: {verified}");
}

#[test]
fn four_seconds_with_a_wrong_clock_do_no_damage_on_sqlite() {
    a_wrong_clock_and_the_right_one_again("sqlite:liemchinh.db");
}

#[test]
fn four_seconds_with_a_wrong_clock_do_no_damage_on_postgres() {
    let Some(cluster) = Cluster::start() else { return };
    a_wrong_clock_and_the_right_one_again(&cluster.url());
}

#[test]
fn somebodys_word_ends_the_doubt_about_a_clock_and_is_said_with_the_time() {
    let site = Site::new("sqlite:liemchinh.db");
    actix_web::rt::System::new().block_on(async {
        let (mut wrong, base) = ahead(&site, Stdio::null());
        Client::new(base).files_well(1).await;
        assert!(wrong.stop("TERM").success());
        let clock = async || {
            let (mut server, base) = site.serve();
            let ready = Client::new(base).get("/readyz", None).await;
            assert!(server.stop("TERM").success());
            ready.body["clock"].as_str().unwrap().to_owned()
        };

        assert_eq!(clock().await, "behind", "a report was recorded ahead of now");
        let accepted = site.ok(&["clock", "accept"]);
        assert!(accepted.contains("(UTC+07") && accepted.contains("taken as right"), "{accepted}");
        assert_eq!(clock().await, "agrees");
    });
}

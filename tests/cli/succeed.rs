//! The change of units by its command: looked at beside a running server, done alone, done once.

use crate::demo::{OF_DEMO, demo, holds, verify};
use crate::made::stopped_demo;
use crate::tools::process::{ok, run};

/// The arguments of a run for `day`.
fn on<'a>(day: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&OF_DEMO[..], &["succeed", "--on", day], more].concat()
}

#[test]
fn open_cases_are_moved_once_and_the_report_names_units_and_numbers_only() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    stopped_demo(folder);
    let mut demo = demo(folder, &[]);

    let dry = ok(folder, &on("2025-07-01", &["--dry-run"]));
    let refused = run(folder, &on("2025-07-01", &[]));
    assert!(demo.running.stop("TERM").success());
    let real = ok(folder, &on("2025-07-01", &[]));
    let again = ok(folder, &on("2025-07-01", &[]));
    let ahead = run(folder, &on("2999-01-01", &[]));

    assert!(!refused.status.success());
    // The server carries it out, and by the demo's clock that day is months ahead.
    holds(&String::from_utf8_lossy(&refused.stderr), &["--on: Ngày này chưa đến."]);
    holds(&dry, &["TN.SGTVT", "-> TN.SXD Sở Xây dựng", "cases would move"]);
    holds(&real, &["110 unit(s) ended before 2025-07-01", "0 open before", "for an inspector"]);
    holds(&real, &["account mau.", "account(s) moved", "liemchinh user move --login mau."]);
    let told = dry.replace("would move", "moved").replace("sẽ chuyển", "đã chuyển");
    assert_eq!(told, real, "a dry run says what a run does");
    holds(&again, &["0 cases moved"]);
    for word in ["hồ sơ", "Nguyễn", "phản ánh"] {
        assert!(!real.contains(word), "no text and no person: {real}");
    }
    holds(&verify(folder), &["0 missing, 0 extra, 0 wrong sums, 0 wrong lists: the ledger agrees"]);
    assert!(!ahead.status.success());
    holds(&String::from_utf8_lossy(&ahead.stderr), &["--on: Ngày này chưa đến."]);
}

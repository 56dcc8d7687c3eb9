//! The demo of its own day, made once for all tests that begin where it ends.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use crate::demo::demo;
use crate::folder::copy;

/// Lays the demo of its own day into `folder`, as it stands when it is stopped after its start. It is made once a run, for its
/// lives take long to play.
#[expect(clippy::disallowed_methods, reason = "nextest names its run in no other way")]
pub fn stopped_demo(folder: &Path) {
    let run = std::env::var("NEXTEST_RUN_ID").unwrap_or_else(|_| std::process::id().to_string());
    let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join("demo").join(run);
    std::fs::create_dir_all(&made).unwrap();
    let lock = File::create(made.join("lock")).unwrap();
    lock.lock().unwrap();
    if !made.join("whole").exists() {
        forget_runs_before(&made);
        assert!(demo(&made, &[]).running.stop("TERM").success());
        File::create(made.join("whole")).unwrap();
    }
    copy(&made.join("var"), &folder.join("var"));
}

fn forget_runs_before(made: &Path) {
    let hours = Duration::from_hours(6);
    for entry in std::fs::read_dir(made.parent().unwrap()).unwrap() {
        let entry = entry.unwrap();
        let begun = entry.metadata().unwrap().modified().unwrap();
        if begun.elapsed().is_ok_and(|age| age > hours) {
            std::fs::remove_dir_all(entry.path()).unwrap();
        }
    }
}

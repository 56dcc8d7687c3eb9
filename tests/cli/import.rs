//! Importing by its command: what is owed is counted anew with it.

use crate::demo::{OF_DEMO, demo, holds};
use crate::process::{data, ok};

fn import<'a>(data: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    [&OF_DEMO[..], &["import", data], more].concat()
}

#[test]
fn an_import_says_what_it_moved_and_leaves_it_where_it_is_told_to() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
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

//! The shape of the house, held by a test: layers, file lengths, one clock, one place per driver.

#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test fails by panicking")]

mod circles;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Layers and those they may name besides themselves.
const LAYERS: [(&str, &[&str]); 15] = [
    ("domain", &[]),
    ("meters", &[]),
    ("vault", &["domain"]),
    ("store", &["domain", "meters"]),
    ("objects", &["domain"]),
    ("clean", &["domain"]),
    ("mail", &["domain"]),
    ("webhook", &["domain"]),
    ("service", &["domain", "vault", "store", "objects", "clean", "mail", "webhook"]),
    ("chart", &["domain", "service"]),
    ("wire", &["domain", "service"]),
    ("api", &["domain", "service", "chart", "wire", "meters"]),
    ("pages", &["domain", "service", "chart", "wire"]),
    ("jobs", &["domain", "service"]),
    (
        "cli",
        &[
            "domain", "service", "vault", "store", "clean", "mail", "wire", "api", "pages", "jobs",
            "meters",
        ],
    ),
];
/// Crates and the only layers that may name them.
const CRATES: [(&str, &[&str]); 6] = [
    ("diesel", &["store"]),
    ("lettre", &["mail"]),
    ("ureq", &["webhook", "objects"]),
    ("image", &["clean"]),
    ("hayro", &["clean"]),
    ("actix_web", &["wire", "api", "pages", "http", "cli"]),
];
const LONGEST_FILE: usize = 400;
const FULL_FOLDER: usize = 16;

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|it| it == "rs") {
            found.push(path);
        }
    }
}

/// Every source file as its path below `src`, its layer and its text.
fn files() -> Vec<(String, String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    sources(&root, &mut paths);
    assert!(paths.len() > 10, "the walk found the sources");
    let name = |path: &PathBuf| path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
    paths
        .iter()
        .map(|path| {
            let name = name(path);
            let layer = name.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
            (name, layer, fs::read_to_string(path).unwrap())
        })
        .collect()
}

fn names(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        !before.is_some_and(|c| c.is_alphanumeric() || c == '_')
    })
}

#[test]
fn imports_run_one_way() {
    for (file, layer, text) in files() {
        let Some((_, allowed)) = LAYERS.iter().find(|(name, _)| *name == layer) else { continue };
        for (other, _) in LAYERS {
            let free = other == layer || allowed.contains(&other);
            assert!(free || !text.contains(&format!("crate::{other}")), "{file} names {other}");
        }
    }
}

#[test]
fn each_driver_is_named_in_its_own_layer_only() {
    for (file, layer, text) in files() {
        for (driver, homes) in CRATES {
            let used = names(&text, &format!("{driver}::"));
            assert!(!used || homes.contains(&layer.as_str()), "{file} names {driver}");
        }
    }
}

#[test]
fn a_file_says_why_it_exists_and_stays_short() {
    for (file, _, text) in files() {
        assert!(text.starts_with("//! "), "{file} opens with a sentence");
        let lines = text.lines().count();
        let exempt = file == "store/schema.rs";
        assert!(exempt || lines <= LONGEST_FILE, "{file} has {lines} lines");
    }
}

/// A print macro panics where its stream is closed, and a service must outlive its log.
#[test]
fn nothing_is_printed_but_by_the_command_line() {
    for (file, layer, text) in files() {
        for call in ["print!(", "println!(", "eprint!(", "eprintln!(", "dbg!("] {
            assert!(layer == "cli" || !names(&text, call), "{file} calls {call}");
        }
    }
}

#[test]
fn only_the_clock_asks_the_machine_for_the_time() {
    for (file, _, text) in files().into_iter().filter(|(file, ..)| file != "domain/time.rs") {
        for call in ["Timestamp::now(", "Zoned::now(", "SystemTime::now("] {
            assert!(!text.contains(call), "{file} calls {call}");
        }
    }
}

/// Who closes a descriptor of a file gives up every lock its process has on it, SQLite's too, and another program then
/// deletes the log under a living server. A file that is made is nobody's yet.
#[test]
fn nothing_but_sqlite_opens_a_database() {
    for (file, _, text) in files().into_iter().filter(|(_, layer, _)| layer == "store") {
        let opened = text.replace("OpenOptions::new().write(true).create_new(true)", "");
        for call in
            ["File::open(", "OpenOptions::new()", "fs::read(", "fs::copy(", "read_to_string("]
        {
            let locks = file == "store/backend/lock.rs";
            assert!(locks || !opened.contains(call), "{file} calls {call}");
        }
    }
}

/// Nobody finds a thing among forty names, so a folder that grows is cut into rooms.
#[test]
fn a_folder_holds_at_most_sixteen_files() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    for tree in ["src", "tests", "examples"] {
        let mut paths = Vec::new();
        sources(&manifest.join(tree), &mut paths);
        let mut folders: BTreeMap<&Path, usize> = BTreeMap::new();
        for path in &paths {
            *folders.entry(path.parent().unwrap()).or_default() += 1;
        }
        assert!(folders.len() > 1, "the walk found folders in {tree}");
        for (folder, files) in folders {
            assert!(files <= FULL_FOLDER, "{} holds {files} files", folder.display());
        }
    }
}

//! Pages as a browser shows them: each route in both languages and every state, and what people do with them from end to end.
#![expect(unreachable_pub, reason = "a test binary has no outside")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

mod browser;
#[path = "../support/folder.rs"]
mod folder;
mod journeys;
mod looked_at;
#[path = "../cli/tools/process.rs"]
#[expect(dead_code, reason = "the command line's own tests use the rest")]
mod process;
mod served;
#[path = "../support/mod.rs"]
#[expect(dead_code, reason = "tests over a database use the rest")]
mod support;
mod table;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use browser::Browser;
use served::Served;
use support::setting;

/// What was found wrong, each with where.
pub type Findings = Vec<String>;

/// Where npm has laid what looks for faults; none where that is not there and not required.
fn axe() -> Option<PathBuf> {
    let usual = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/pages/node_modules");
    let found = usual.join("axe-core/axe.min.js");
    let there = found.exists() && has("chromedriver");
    if !there {
        assert!(
            setting("REQUIRE_BROWSER").is_none(),
            "chromedriver and {} are required",
            found.display()
        );
        eprintln!(
            "skipped: no chromedriver, or no {}: ./test --only pages brings both",
            found.display()
        );
    }
    there.then_some(found)
}

/// Whether there is such a program.
fn has(program: &str) -> bool {
    let run = Command::new(program).arg("--version").stdout(Stdio::null()).status();
    run.is_ok_and(|it| it.success())
}

/// One browser and one server for all of it, so it is one test, which says at its end everything that it found.
/// `PAGES_ONLY=gui` looks at the rows of that name alone, `PAGES_PICTURES=folder` keeps a picture of each.
#[test]
fn every_page_is_for_everybody_and_does_what_people_come_for() {
    let Some(axe) = axe() else { return };
    let axe = std::fs::read_to_string(axe).unwrap();
    let served = Served::start();
    let only = setting("PAGES_ONLY");
    let pictures = setting("PAGES_PICTURES").map(PathBuf::from);

    let found =
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(
            Browser::with(async |browser| {
                let mut found = Findings::new();
                let look = looked_at::Look {
                    browser,
                    served: &served,
                    axe: &axe,
                    pictures: pictures.as_deref(),
                };
                for row in table::ROWS
                    .iter()
                    .filter(|row| only.as_ref().is_none_or(|it| row.name.contains(it)))
                {
                    found.extend(look.at(row).await);
                }
                if only.is_none() {
                    journeys::all(browser, &served).await;
                }
                found
            }),
        );

    assert!(found.is_empty(), "{} faults:\n{}", found.len(), found.join("\n"));
}

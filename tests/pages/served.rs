//! A server with the sample lives of the demo, which are played once for each build of the binary.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::time::UNIX_EPOCH;

use serde_json::{Value, json};

use crate::folder::copy;
use crate::process::{Running, data, liemchinh};

/// The demo, for as long as it is held.
pub struct Served {
    /// Where it listens.
    pub base: String,
    /// The passwords by login.
    pub passwords: BTreeMap<String, String>,
    _running: Running,
    _folder: tempfile::TempDir,
}

/// The demo of `folder`, and what it printed.
fn demo(folder: &Path) -> (Running, Vec<String>) {
    let running = Running::start(liemchinh(folder, &["demo", "--port", "0", "--data", &data()]));
    let told = running.until("Ctrl-C");
    (running, told)
}

impl Served {
    /// Starts it over a copy of the lives.
    pub fn start() -> Self {
        let built = std::fs::metadata(env!("CARGO_BIN_EXE_liemchinh")).unwrap();
        let when = built.modified().unwrap().duration_since(UNIX_EPOCH).unwrap().as_millis();
        let all = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
        let lived = all.join(format!("{when}-{}", built.len()));
        if !lived.join("whole").exists() {
            // Those of other builds are of no use any more.
            drop(std::fs::remove_dir_all(&all));
            std::fs::create_dir_all(&lived).unwrap();
            assert!(demo(&lived).0.stop("TERM").success());
            File::create(lived.join("whole")).unwrap();
        }
        let folder = tempfile::tempdir().unwrap();
        copy(&lived.join("var"), &folder.path().join("var"));
        let (running, told) = demo(folder.path());
        let home = told.iter().find(|line| line.contains("home:")).unwrap();
        let base = home.split_whitespace().last().unwrap().trim_end_matches('/').to_owned();
        // A line of an account: login, role, unit and password.
        let account = |line: &String| {
            let words: Vec<&str> = line.split_whitespace().collect();
            let known = line.starts_with("  ") && words.len() == 4;
            known.then(|| (words[0].to_owned(), words[3].to_owned()))
        };
        let passwords = told.iter().filter_map(account).collect();
        Self { base, passwords, _running: running, _folder: folder }
    }

    /// How many cases an officer of the unit sees to which the journeys report.
    pub async fn cases(&self, http: &reqwest::Client) -> u64 {
        let signing = json!({"login": "canbo", "password": self.passwords["canbo"]});
        let signed = http.post(format!("{}/api/v1/sessions", self.base)).json(&signing);
        let session: Value = signed.send().await.unwrap().json().await.unwrap();
        let token = session["token"].as_str().unwrap();
        let list = http.get(format!("{}/api/v1/cases?count=true&limit=1", self.base));
        let found: Value = list.bearer_auth(token).send().await.unwrap().json().await.unwrap();
        found["count"].as_u64().unwrap_or_else(|| panic!("{found}"))
    }
}

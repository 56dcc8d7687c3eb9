//! A server under measurement, with a database of its own that holds the wanted cases.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::failure::Failure;
use crate::home::Home;
use crate::run::asks::{self, INSPECTORATE, UNIT};
use crate::run::load::Load;
use crate::run::server::{Program, Server};

/// The logins that a measurement signs in with.
const LOGINS: [(&str, &str, &str); 2] =
    [("bench.reader", "inspector", INSPECTORATE), ("bench.handler", "unit-officer", UNIT)];

/// A running server and who asks it.
pub(crate) struct Subject {
    /// What it is called in the table.
    pub(crate) label: String,
    /// Its process.
    pub(crate) server: Server,
    /// Clients.
    pub(crate) load: Load,
    /// Its home.
    pub(crate) home: Home,
    /// Whether its database has the schema of this program.
    pub(crate) ours: bool,
    /// Receipts of stored cases.
    pub(crate) receipts: Arc<Vec<String>>,
    /// The session of an inspector.
    pub(crate) inspector: String,
    /// The session of an officer.
    pub(crate) officer: String,
}

/// What a subject is made of.
pub(crate) struct Wanted<'w> {
    /// The binary.
    pub(crate) server: &'w Path,
    /// The home of the filled database; `None` where cases are to be filed over HTTP.
    pub(crate) filled: Option<&'w Home>,
    /// The folder for its own home.
    pub(crate) folder: PathBuf,
    /// Its database, where that is not in its home: a copy of the filled one, or empty.
    pub(crate) database: Option<String>,
    /// Cases to file over HTTP where there is no filled database.
    pub(crate) stored: usize,
}

impl Wanted<'_> {
    /// Starts it.
    pub(crate) async fn start(self, label: String) -> Result<Subject, Failure> {
        if self.folder.exists() {
            fs::remove_dir_all(&self.folder)?;
        }
        fs::create_dir_all(&self.folder)?;
        if let Some(filled) = self.filled {
            fs::copy(filled.key_file(), self.folder.join("keys"))?;
            if self.database.is_none() {
                fs::copy(filled.file("liemchinh.db"), self.folder.join("liemchinh.db"))?;
            }
        }
        let home = Home::at(&self.folder, self.database.as_deref())?;
        let program = Program { path: self.server.to_owned(), config: home.config_file() };
        if self.filled.is_none() {
            program.run(&["migrate"], "")?;
            let data = concat!(env!("CARGO_MANIFEST_DIR"), "/data");
            program.run(&["import", data], "")?;
        }
        let password: [u8; 16] = liemchinh::harness::vault::draw().map_err(Failure::of)?;
        let password = uuid::Uuid::from_bytes(password).to_string();
        for (login, role, unit) in LOGINS {
            let who = ["user", "add", "--login", login, "--name", "Phép đo", "--role", role];
            program.run(&[&who[..], &["--unit", unit, "--password-stdin"]].concat(), &password)?;
        }
        let server = program.serve()?;
        let load = Load::new(server.address);
        let receipts = match self.filled {
            Some(filled) => filled.receipts()?,
            None => asks::file(&load, self.stored).await?,
        };
        let [reader, handler] = LOGINS.map(|(login, ..)| login);
        let inspector = asks::sign_in(&load, reader, &password).await?;
        let officer = asks::sign_in(&load, handler, &password).await?;
        let receipts = Arc::new(receipts);
        let ours = self.filled.is_some();
        Ok(Subject { label, server, load, home, ours, receipts, inspector, officer })
    }
}

/// Whether a server opens a database that was filled by this program: one of another schema does not.
pub(crate) fn opens(server: &Path, filled: &Home) -> Result<bool, Failure> {
    let program = Program { path: server.to_owned(), config: filled.config_file() };
    match program.run(&["user", "list"], "") {
        Ok(()) => Ok(true),
        Err(Failure::Other(said)) => {
            // It says so, or is too old to know the command.
            let other = ["migration", "unrecognized"];
            if other.iter().any(|word| said.contains(word)) {
                Ok(false)
            } else {
                Err(Failure::Other(said))
            }
        }
        Err(other) => Err(other),
    }
}

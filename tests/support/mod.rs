//! A fresh database of either kind for one test.

use std::path::PathBuf;
use std::sync::Mutex;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use liemchinh::harness::store::DbUrl;
use liemchinh::harness::store::migrate;
use liemchinh::harness::store::{Conn, Purpose, connect};

/// Which database a test runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// A database of its own, gone when dropped.
pub struct Scratch {
    pub url: DbUrl,
    pub admin: Option<(String, String)>,
    _folder: tempfile::TempDir,
}

impl Scratch {
    /// An empty, migrated database; `None` where PostgreSQL is neither there nor required.
    pub fn new(backend: Backend) -> Option<Self> {
        let scratch = Self::bare(backend)?;
        migrate::run(&scratch.url).unwrap();
        Some(scratch)
    }

    fn bare(backend: Backend) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        if backend == Backend::Sqlite {
            return Some(Self::file(folder));
        }
        let server = server()?;
        Some(Self::on(&server, folder, ""))
    }

    /// The SQLite file of the folder.
    pub fn file(folder: tempfile::TempDir) -> Self {
        let path: PathBuf = folder.path().join("liemchinh.db");
        Self { url: DbUrl::Sqlite(path), admin: None, _folder: folder }
    }

    /// A PostgreSQL database named after the folder.
    pub fn on(server: &str, folder: tempfile::TempDir, of: &str) -> Self {
        let name = format!(
            "test_{}",
            folder.path().file_name().unwrap().to_str().unwrap().replace('.', "")
        );
        let name = name.to_lowercase();
        execute(server, &format!("CREATE DATABASE {name}{of}"));
        let (base, _) = server.rsplit_once('/').unwrap();
        let url = format!("{base}/{name}").parse().unwrap();
        Self { url, admin: Some((server.to_owned(), name)), _folder: folder }
    }

    pub fn conn(&self) -> Conn {
        connect(&self.url, Purpose::Write).unwrap()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.admin {
            execute(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}

/// The server for tests; `None` where it is neither there nor required.
pub fn server() -> Option<String> {
    let found = setting("TEST_POSTGRES_URL");
    if found.is_none() {
        assert!(setting("REQUIRE_POSTGRES").is_none(), "PostgreSQL is required and not there");
        eprintln!("skipped on PostgreSQL: TEST_POSTGRES_URL is not set");
    }
    found
}

#[expect(clippy::disallowed_methods, reason = "tests are told about PostgreSQL by ./test")]
pub fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// Connections that make and drop databases, for the next who does: each costs the server a process.
static ADMINS: Mutex<Vec<PgConnection>> = Mutex::new(Vec::new());

fn execute(server: &str, statement: &str) {
    let kept = ADMINS.lock().unwrap().pop();
    let mut admin = kept.unwrap_or_else(|| PgConnection::establish(server).unwrap());
    admin.batch_execute(statement).unwrap();
    ADMINS.lock().unwrap().push(admin);
}

/// Makes one test per database of a function: `#[apply(on_both)]`.
#[macro_export]
macro_rules! on_both {
    ($(#[$about:meta])* fn $name:ident($db:ident: $ty:ty $(,)?) $body:block) => {
        $(#[$about])*
        fn $name($db: $ty) $body

        mod $name {
            #[test]
            fn sqlite() {
                super::$name($crate::support::Backend::Sqlite);
            }

            #[test]
            fn postgres() {
                super::$name($crate::support::Backend::Postgres);
            }
        }
    };
}

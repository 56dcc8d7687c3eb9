//! One connection type over SQLite and PostgreSQL, chosen by the URL's scheme and never by trying.

mod files;
pub mod lock;
pub(crate) mod log;
pub mod migrate;
pub mod patience;
pub(crate) mod snapshot;
mod turn;

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::pg::PgConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};
use diesel::sqlite::SqliteConnection;
use rustix::fs::{Access, access};

pub use turn::take_turn;

use super::StoreError;
use crate::domain::text::Words;

/// A connection to either database. Plain queries run on the enum; what it cannot express
/// (`ON CONFLICT`, batch inserts, `UNION`) goes through [`each_backend!`].
#[derive(diesel::MultiConnection)]
pub enum Conn {
    /// The embedded default.
    Sqlite(SqliteConnection),
    /// For many machines.
    Postgres(PgConnection),
}

/// Runs one query text on whichever database is behind the connection.
macro_rules! each_backend {
    ($conn:expr, $c:ident => $body:expr) => {
        match $conn {
            $crate::store::backend::Conn::Sqlite($c) => $body,
            $crate::store::backend::Conn::Postgres($c) => $body,
        }
    };
}
pub(crate) use each_backend;

/// Inserts rows: on SQLite one by one with a statement that stays prepared, since one whose length changes is parsed
/// anew each time; on PostgreSQL, where each statement is a round trip, in one.
macro_rules! insert_rows {
    ($conn:expr, $table:expr, $rows:expr) => {
        match $conn {
            $crate::store::backend::Conn::Sqlite(c) => $rows
                .into_iter()
                .try_for_each(|row| diesel::insert_into($table).values(row).execute(c).map(drop)),
            $crate::store::backend::Conn::Postgres(c) => {
                let rows: Vec<_> = $rows.into_iter().collect();
                if rows.is_empty() {
                    Ok(())
                } else {
                    diesel::insert_into($table).values(rows).execute(c).map(drop)
                }
            }
        }
    };
}
pub(crate) use insert_rows;

/// Which database, and where. Parsed by hand: the derived `establish` would take a mistyped
/// PostgreSQL URL for the name of a new SQLite file.
#[derive(Clone, PartialEq, Eq)]
pub enum DbUrl {
    /// `sqlite:PATH` or `sqlite://PATH`.
    Sqlite(PathBuf),
    /// `postgres://…` or `postgresql://…`, handed to libpq as it is.
    Postgres(String),
}

/// The URL is neither SQLite's nor PostgreSQL's.
#[derive(Debug, thiserror::Error)]
#[error(
    "the database URL must begin with sqlite: (a file, such as sqlite:var/liemchinh.db) or \
     postgres:// (such as postgres://user@host/name)"
)]
pub struct BadUrl;

impl BadUrl {
    /// The same in both languages.
    pub fn words(&self) -> Words {
        Words::new(
            "địa chỉ cơ sở dữ liệu phải bắt đầu bằng sqlite: (một tệp, ví dụ sqlite:var/liemchinh.db) hoặc postgres:// (ví dụ \
             postgres://nguoidung@maychu/ten)",
            self.to_string(),
        )
    }
}

impl FromStr for DbUrl {
    type Err = BadUrl;

    fn from_str(text: &str) -> Result<Self, BadUrl> {
        if text.starts_with("postgres://") || text.starts_with("postgresql://") {
            return Ok(Self::Postgres(text.to_owned()));
        }
        let path = text.strip_prefix("sqlite://").or_else(|| text.strip_prefix("sqlite:"));
        match path {
            Some(path) if !path.is_empty() && !path.contains(":memory:") => {
                Ok(Self::Sqlite(PathBuf::from(path)))
            }
            _ => Err(BadUrl),
        }
    }
}

impl fmt::Display for DbUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                // The part before `@` may hold a password.
                let rest = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
                let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
                let host = host.split_once('?').map_or(host, |(host, _)| host);
                write!(f, "postgres://{host}")
            }
        }
    }
}

impl fmt::Debug for DbUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What a connection is for; it decides time limits on PostgreSQL and query-only on SQLite.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Reads only.
    Read,
    /// Everything.
    Write,
}

/// The pragmas every SQLite connection must show before it is used (the settings live
/// in one place so that set and check cannot drift apart).
const PRAGMAS: [(&str, &str, &str); 10] = [
    ("journal_mode", "WAL", "wal"),
    ("synchronous", "FULL", "2"),
    ("foreign_keys", "ON", "1"),
    ("busy_timeout", "5000", "5000"),
    ("trusted_schema", "OFF", "0"),
    ("secure_delete", "ON", "1"),
    ("mmap_size", "0", "0"),
    ("cell_size_check", "ON", "1"),
    // What a savepoint would have to undo stays in memory instead of a temporary file.
    ("temp_store", "MEMORY", "2"),
    // The pages of one batch are written once, at its commit, and copied home rarely.
    ("wal_autocheckpoint", "8000", "8000"),
];

/// Page cache in KiB, as SQLite wants it (negative): a writer keeps a whole batch.
const CACHE: [(Purpose, &str); 2] = [(Purpose::Write, "-32768"), (Purpose::Read, "-4096")];

/// Opens one connection and proves its settings.
pub fn connect(url: &DbUrl, purpose: Purpose) -> Result<Conn, StoreError> {
    match url {
        DbUrl::Sqlite(path) => connect_sqlite(path, purpose),
        DbUrl::Postgres(url) => connect_postgres(url, purpose),
    }
}

fn connect_sqlite(path: &Path, purpose: Purpose) -> Result<Conn, StoreError> {
    let text = path.to_str().ok_or_else(|| {
        StoreError::setup("đường dẫn tệp SQLite không phải UTF-8", "the SQLite path is not UTF-8")
    })?;
    if purpose == Purpose::Write {
        files::private_file(path)?;
        files::mend_companions(path)?;
    }
    // SQLite says of every failure that it cannot open the file, so it is asked before. It must not be opened for that: whoever closes
    // a descriptor of a file gives up all locks that its process has on it (POSIX, fcntl), those of SQLite's connections too. Then any
    // program that looks into the database believes to be the last one there, and deletes the log that holds what was acknowledged.
    if let Err(cause) = access(path, Access::READ_OK)
        && path.exists()
    {
        let why = super::error::with_owner(&std::io::Error::from(cause));
        return Err(files::unopened(path, &why));
    }
    let mut raw = SqliteConnection::establish(text)
        .map_err(|cause| files::unopened(path, &Words::foreign(cause)))?;
    raw.batch_execute("PRAGMA busy_timeout=5000;")?;
    for (name, value, _) in PRAGMAS {
        raw.batch_execute(&format!("PRAGMA {name}={value};"))?;
    }
    raw.batch_execute("PRAGMA journal_size_limit=67108864;")?;
    for (_, size) in CACHE.iter().filter(|(of, _)| *of == purpose) {
        raw.batch_execute(&format!("PRAGMA cache_size={size};"))?;
    }
    for (name, _, expected) in PRAGMAS {
        let found = pragma(&mut raw, name)?;
        if found != expected {
            return Err(StoreError::setup(
                format!(
                    "SQLite: {name} là {found}, không phải {expected}; hệ thống tệp có thiếu khóa tệp không?"
                ),
                format!(
                    "SQLite pragma {name} is {found}, not {expected}; is the file system without locks?"
                ),
            ));
        }
    }
    if purpose == Purpose::Read {
        raw.batch_execute("PRAGMA query_only=ON;")?;
    }
    Ok(Conn::Sqlite(raw))
}

fn pragma(raw: &mut SqliteConnection, name: &str) -> Result<String, StoreError> {
    Ok(diesel::dsl::sql::<Text>(&format!("PRAGMA {name}")).get_result(raw)?)
}

/// Limits of time for reaching the server, and for noticing that its machine is gone, where the URL sets none: libpq
/// would wait for ever.
const LIMITS: [(&str, &str); 5] = [
    ("connect_timeout", "5"),
    ("keepalives_idle", "10"),
    ("keepalives_interval", "5"),
    ("keepalives_count", "3"),
    ("tcp_user_timeout", "20000"),
];

fn with_limits(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in LIMITS {
        if !url.contains(&format!("{name}=")) {
            let separator = if url.contains('?') { '&' } else { '?' };
            url.extend([&separator.to_string(), name, "=", value]);
        }
    }
    url
}

#[derive(QueryableByName)]
struct SettingRow {
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    setting: String,
}

fn connect_postgres(url: &str, purpose: Purpose) -> Result<Conn, StoreError> {
    let mut raw = PgConnection::establish(&with_limits(url)).map_err(|cause| {
        let en = format!("PostgreSQL: {cause}");
        StoreError::connect(format!("không vào được {en}"), en)
    })?;
    // A lock that somebody else holds costs the one job that wants it, long before its writer counts as hanging.
    let (statement_timeout, lock_timeout) =
        if purpose == Purpose::Read { ("5s", "5s") } else { ("15s", "1500ms") };
    raw.batch_execute(&format!(
        "SET search_path = public, integrity; SET TIME ZONE 'UTC'; \
         SET application_name = 'liemchinh'; SET synchronous_commit = on; \
         SET client_min_messages = warning; \
         SET statement_timeout = '{statement_timeout}'; SET lock_timeout = '{lock_timeout}'; \
         SET idle_in_transaction_session_timeout = '15s';"
    ))?;
    let settings: Vec<SettingRow> = diesel::sql_query(
        "SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes')",
    )
    .load(&mut raw)?;
    for row in settings {
        if row.setting != "on" {
            let set = format!("{}={}", row.name, row.setting);
            return Err(StoreError::setup(
                format!("PostgreSQL đang chạy với {set}; đơn đã xác nhận có thể mất, hãy bật lại"),
                format!(
                    "PostgreSQL runs with {set}; an acknowledged report could be lost, so turn it on"
                ),
            ));
        }
    }
    Ok(Conn::Postgres(raw))
}

/// Starts a transaction that takes SQLite's write lock at once: a deferred one that reads first
/// fails with "busy" when it comes to write, whatever the time-out.
pub(super) fn begin_write(conn: &mut Conn) -> QueryResult<()> {
    each_backend!(conn, c => begin_statement(c))
}

fn begin_statement<C>(conn: &mut C) -> QueryResult<()>
where
    C: Connection<TransactionManager = AnsiTransactionManager> + BeginWrite,
{
    AnsiTransactionManager::begin_transaction_sql(conn, C::BEGIN)
}

/// How a write transaction begins on each database.
trait BeginWrite {
    const BEGIN: &'static str;
}

impl BeginWrite for SqliteConnection {
    const BEGIN: &'static str = "BEGIN IMMEDIATE";
}

impl BeginWrite for PgConnection {
    const BEGIN: &'static str = "BEGIN";
}

/// Opens a savepoint inside the transaction.
pub(super) fn savepoint(conn: &mut Conn) -> QueryResult<()> {
    each_backend!(conn, c => AnsiTransactionManager::begin_transaction(c))
}

/// Commits the innermost savepoint or transaction.
pub(super) fn commit(conn: &mut Conn) -> QueryResult<()> {
    each_backend!(conn, c => AnsiTransactionManager::commit_transaction(c))
}

/// Rolls the innermost savepoint or transaction back.
pub(super) fn rollback(conn: &mut Conn) -> QueryResult<()> {
    each_backend!(conn, c => AnsiTransactionManager::rollback_transaction(c))
}

#[derive(QueryableByName)]
struct OneRow {
    #[diesel(sql_type = BigInt)]
    one: i64,
}

/// Asks the database for a sign of life.
pub(super) fn ping(conn: &mut Conn) -> Result<(), StoreError> {
    let row: OneRow = diesel::sql_query("SELECT CAST(1 AS BIGINT) AS one").get_result(conn)?;
    if row.one == 1 {
        Ok(())
    } else {
        Err(StoreError::setup("cơ sở dữ liệu trả lời sai", "the database cannot count"))
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_mistyped_postgres_url_is_refused_rather_than_made_a_file() {
        for text in ["postgress://host/db", "postgres:", "host=127.0.0.1", "", "sqlite:", "var/x"] {
            assert!(text.parse::<DbUrl>().is_err(), "{text}");
        }
    }

    #[test]
    fn reaching_postgres_is_limited_in_time_unless_the_url_says_otherwise() {
        assert_eq!(
            with_limits("postgres://me@db/x"),
            "postgres://me@db/x?connect_timeout=5&keepalives_idle=10&keepalives_interval=5&keepalives_count=3&tcp_user_timeout=20000"
        );
        let own = "postgres://me@db/x?sslmode=require&connect_timeout=30";
        let limited = with_limits(own);
        assert!(limited.starts_with(&format!("{own}&keepalives_idle=10")), "{limited}");
        assert_eq!(limited.matches("connect_timeout").count(), 1);
    }

    #[test]
    fn a_url_never_shows_its_password() {
        let url: DbUrl = "postgres://me:secret@db.example/liem?sslmode=require".parse().unwrap();

        assert_eq!(
            format!("{url:?} {url}"),
            "postgres://db.example/liem postgres://db.example/liem"
        );
    }

    #[test]
    fn a_sqlite_connection_shows_every_setting_it_was_given() {
        let folder = tempfile::tempdir().unwrap();
        let url = DbUrl::Sqlite(folder.path().join("a.db"));

        connect(&url, Purpose::Write).unwrap();
        let mut conn = connect(&url, Purpose::Read).unwrap();

        ping(&mut conn).unwrap();
        let refused = diesel::sql_query("CREATE TABLE t (a INTEGER)").execute(&mut conn);
        assert!(refused.is_err(), "a read connection must not write");
        for name in ["a.db", "a.db-wal"] {
            let mode = std::fs::metadata(folder.path().join(name)).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600, "{name} is for its owner only");
        }
    }
}

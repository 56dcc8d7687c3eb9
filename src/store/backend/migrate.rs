//! Schema migrations: two folders of equal names, applied under a lock, and never guessed at.

use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{Conn, DbUrl, Purpose, connect};
use crate::domain::text::Words;
use crate::store::error::StoreError;

/// The migrations of SQLite.
pub const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
/// The migrations of PostgreSQL.
pub const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// How the migrations of a database stand to those of this binary.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Standing {
    /// Those that are still to be applied, by name.
    pub pending: Vec<String>,
    /// Those that were applied by a newer binary, by version: what they changed is not known here.
    pub unknown: Vec<String>,
}

/// How the migrations of a database stand. Nothing is written.
pub fn standing(url: &DbUrl) -> Result<Standing, StoreError> {
    let mut conn = connect(url, Purpose::Read)?;
    let applied = applied(&mut conn)?;
    let carried = match &conn {
        Conn::Sqlite(_) => carried::<diesel::sqlite::Sqlite>(&SQLITE)?,
        Conn::Postgres(_) => carried::<diesel::pg::Pg>(&POSTGRES)?,
    };
    let is_carried = |version: &String| carried.iter().any(|(known, _)| known == version);
    let unknown = applied.iter().filter(|version| !is_carried(version)).cloned().collect();
    let pending = carried.into_iter().filter(|(version, _)| !applied.contains(version));
    Ok(Standing { pending: pending.map(|(_, name)| name).collect(), unknown })
}

/// The versions that were applied.
fn applied(conn: &mut Conn) -> Result<Vec<String>, StoreError> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = Text)]
        value: String,
    }
    let there = match conn {
        Conn::Sqlite(_) => {
            "SELECT name AS value FROM sqlite_master WHERE name = '__diesel_schema_migrations'"
        }
        Conn::Postgres(_) => {
            "SELECT tablename::text AS value FROM pg_tables WHERE tablename = '__diesel_schema_migrations'"
        }
    };
    if diesel::sql_query(there).load::<Row>(conn)?.is_empty() {
        return Ok(Vec::new());
    }
    let versions =
        "SELECT CAST(version AS text) AS value FROM __diesel_schema_migrations ORDER BY version";
    let rows: Vec<Row> = diesel::sql_query(versions).load(conn)?;
    Ok(rows.into_iter().map(|row| row.value).collect())
}

/// The migrations of this binary: version and name.
fn carried<DB: diesel::backend::Backend>(
    source: &EmbeddedMigrations,
) -> Result<Vec<(String, String)>, StoreError> {
    let all = MigrationSource::<DB>::migrations(source).map_err(|cause| {
        StoreError::setup(
            format!("danh sách bước nâng cấp cơ sở dữ liệu: {cause}"),
            format!("the list of migrations: {cause}"),
        )
    })?;
    let mut all: Vec<_> =
        all.iter().map(|one| (one.name().version().to_string(), one.name().to_string())).collect();
    all.sort();
    Ok(all)
}

/// Applies what is pending, one process at a time, and says what it applied.
///
/// # Errors
/// Also where a newer binary applied others: what this one would do to them nobody knows.
pub fn run(url: &DbUrl) -> Result<Vec<String>, StoreError> {
    if let DbUrl::Sqlite(path) = url
        && let Some(folder) = path.parent()
    {
        std::fs::create_dir_all(folder)
            .map_err(|cause| StoreError::unfit(folder.display(), Words::foreign(cause)))?;
    }
    let mut conn = connect(url, Purpose::Write)?;
    if let Conn::Postgres(raw) = &mut conn {
        raw.batch_execute("SET lock_timeout = '60s'; SELECT pg_advisory_lock(577);")?;
    }
    let Standing { pending, unknown } = standing(url)?;
    if !unknown.is_empty() {
        return Err(StoreError::Setup(newer(&unknown)));
    }
    let outcome = match &mut conn {
        Conn::Sqlite(c) => c.run_pending_migrations(SQLITE).map(|_| ()),
        Conn::Postgres(c) => c.run_pending_migrations(POSTGRES).map(|_| ()),
    };
    outcome.map_err(|cause| {
        StoreError::setup(
            format!("một bước nâng cấp cơ sở dữ liệu không thực hiện được: {cause}"),
            format!("a migration failed: {cause}"),
        )
    })?;
    Ok(pending)
}

/// What to do about a database that a newer binary has changed.
pub fn newer(unknown: &[String]) -> Words {
    let unknown = unknown.join(", ");
    Words::new(
        format!(
            "cơ sở dữ liệu đã được nâng cấp bởi phiên bản mới hơn (bước {unknown}): hãy dùng chương trình mới hơn, hoặc bản \
             sao lưu trước lần nâng cấp đó"
        ),
        format!(
            "the database was brought up to date by a newer version (migration {unknown}): use the newer binary, or \
             the backup from before it"
        ),
    )
}

/// Undoes every migration: all data is gone. For a demo that begins anew, and for tests.
pub fn revert_all(url: &DbUrl) -> Result<(), StoreError> {
    let mut conn = connect(url, Purpose::Write)?;
    let outcome = match &mut conn {
        Conn::Sqlite(c) => c.revert_all_migrations(SQLITE).map(|_| ()),
        Conn::Postgres(c) => c.revert_all_migrations(POSTGRES).map(|_| ()),
    };
    outcome.map_err(|cause| {
        StoreError::setup(
            format!("một bước nâng cấp cơ sở dữ liệu không hoàn lại được: {cause}"),
            format!("a migration could not be undone: {cause}"),
        )
    })
}

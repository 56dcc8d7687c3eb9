//! Schema migrations: two folders of equal names, applied under a lock, and never guessed at.

use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::backend::{Conn, DbUrl, Purpose, connect, each_backend};
use super::error::StoreError;

/// The migrations of SQLite.
pub const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
/// The migrations of PostgreSQL.
pub const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Which migrations are still to be applied, by name.
pub fn pending(url: &DbUrl) -> Result<Vec<String>, StoreError> {
    let mut conn = connect(url, Purpose::Write)?;
    each_backend!(&mut conn, c => names(c))
}

/// Applies what is pending, one process at a time, and says what it applied.
pub fn run(url: &DbUrl) -> Result<Vec<String>, StoreError> {
    if let DbUrl::Sqlite(path) = url
        && let Some(folder) = path.parent()
    {
        std::fs::create_dir_all(folder)
            .map_err(|cause| StoreError::setup(format!("{}: {cause}", folder.display())))?;
    }
    let mut conn = connect(url, Purpose::Write)?;
    if let Conn::Postgres(raw) = &mut conn {
        use diesel::connection::SimpleConnection;
        raw.batch_execute("SET lock_timeout = '60s'; SELECT pg_advisory_lock(577);")?;
    }
    let applied = each_backend!(&mut conn, c => names(c))?;
    let outcome = match &mut conn {
        Conn::Sqlite(c) => c.run_pending_migrations(SQLITE).map(|_| ()),
        Conn::Postgres(c) => c.run_pending_migrations(POSTGRES).map(|_| ()),
    };
    outcome.map_err(|cause| StoreError::setup(format!("a migration failed: {cause}")))?;
    Ok(applied)
}

/// Undoes every migration: all data is gone. For a demo that begins anew, and for tests.
pub fn revert_all(url: &DbUrl) -> Result<(), StoreError> {
    let mut conn = connect(url, Purpose::Write)?;
    let outcome = match &mut conn {
        Conn::Sqlite(c) => c.revert_all_migrations(SQLITE).map(|_| ()),
        Conn::Postgres(c) => c.revert_all_migrations(POSTGRES).map(|_| ()),
    };
    outcome.map_err(|cause| StoreError::setup(format!("a migration could not be undone: {cause}")))
}

trait Embedded {
    const MIGRATIONS: EmbeddedMigrations;
}

impl Embedded for diesel::SqliteConnection {
    const MIGRATIONS: EmbeddedMigrations = SQLITE;
}

impl Embedded for diesel::PgConnection {
    const MIGRATIONS: EmbeddedMigrations = POSTGRES;
}

fn names<C>(conn: &mut C) -> Result<Vec<String>, StoreError>
where
    C: Embedded + MigrationHarness<<C as diesel::Connection>::Backend> + diesel::Connection,
    EmbeddedMigrations: diesel::migration::MigrationSource<<C as diesel::Connection>::Backend>,
{
    conn.pending_migrations(C::MIGRATIONS)
        .map(|all| all.iter().map(|one| one.name().to_string()).collect())
        .map_err(|cause| StoreError::setup(format!("the list of migrations: {cause}")))
}

//! Where made-up rows go: big transactions into a database that nobody else uses meanwhile.

use std::collections::BTreeMap;

use diesel::RunQueryDsl;
use diesel::connection::{Connection, SimpleConnection};
use liemchinh::harness::store::DbUrl;
use liemchinh::harness::store::{Conn, Purpose, connect};

use crate::failure::Failure;
use crate::fill::copy::copy;
use crate::fill::insert::Insert;
use crate::rows::{self, Batch, Cell, Column};

/// Rows in one statement on SQLite.
const ROWS: usize = 64;

/// A connection for filling.
pub(crate) struct Sink {
    conn: Conn,
    /// The file of an SQLite database.
    file: Option<std::path::PathBuf>,
    /// Indexes that are made again at the end, as statements.
    indexes: Vec<String>,
    /// On PostgreSQL the type of each column, by table.
    types: BTreeMap<String, BTreeMap<String, String>>,
}

impl Sink {
    /// Opens `url`.
    pub(crate) fn open(url: &DbUrl) -> Result<Self, Failure> {
        let mut conn = connect(url, Purpose::Write)?;
        let mut types: BTreeMap<String, BTreeMap<String, String>> = BTreeMap::new();
        if matches!(conn, Conn::Postgres(_)) {
            let query = "SELECT table_name || ' ' || column_name || ' ' || data_type AS value \
                         FROM information_schema.columns WHERE table_schema IN ('public', 'integrity')";
            for text in rows::texts(&mut conn, query)? {
                let mut parts = text.splitn(3, ' ').map(str::to_owned);
                if let (Some(table), Some(column), Some(of)) =
                    (parts.next(), parts.next(), parts.next())
                {
                    types.entry(table).or_default().insert(column, of);
                }
            }
        }
        let file = match url {
            DbUrl::Sqlite(path) => Some(path.clone()),
            DbUrl::Postgres(_) => None,
        };
        Ok(Self { conn, file, indexes: Vec::new(), types })
    }

    /// From now on nothing waits for the disk and what the rows refer to is not looked up again; an SQLite file that is
    /// `fresh` has no journal either, so that it is lost if the filling is broken off.
    pub(crate) fn hurry(&mut self, fresh: bool) -> Result<(), Failure> {
        match &mut self.conn {
            Conn::Sqlite(raw) => {
                raw.batch_execute(
                    "PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; PRAGMA secure_delete=OFF; PRAGMA cell_size_check=OFF; \
                     PRAGMA cache_size=-1048576; PRAGMA wal_autocheckpoint=65536",
                )?;
                if fresh {
                    raw.batch_execute("PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=OFF")?;
                }
            }
            Conn::Postgres(raw) => {
                raw.batch_execute(
                    "SET statement_timeout = 0; SET lock_timeout = 0; SET idle_in_transaction_session_timeout = 0; \
                     SET synchronous_commit = off; SET maintenance_work_mem = '512MB'",
                )?;
                // Only a superuser may; for others the references are looked up, which takes longer.
                drop(raw.batch_execute("SET session_replication_role = replica"));
            }
        }
        Ok(())
    }

    /// Takes away the indexes that keep no promise: one sorted at the end costs less than one that grows with each row.
    pub(crate) fn drop_indexes(&mut self) -> Result<(), Failure> {
        let query = match &self.conn {
            Conn::Sqlite(_) => {
                "SELECT tbl_name || ' ' || name || ' ' || sql AS value FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            }
            Conn::Postgres(_) => {
                "SELECT tablename || ' ' || schemaname || '.' || indexname || ' ' || indexdef AS value FROM pg_indexes \
                 WHERE schemaname IN ('public', 'integrity') \
                 AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)"
            }
        };
        for text in rows::texts(&mut self.conn, query)? {
            let mut parts = text.splitn(3, ' ');
            let (Some(table), Some(name), Some(made)) = (parts.next(), parts.next(), parts.next())
            else {
                continue;
            };
            if rows::TABLES.iter().any(|(known, _)| *known == table) {
                execute(&mut self.conn, &format!("DROP INDEX {name}"))?;
                self.indexes.push(made.to_owned());
            }
        }
        Ok(())
    }

    /// Whether there is a case.
    pub(crate) fn is_filled(&mut self) -> Result<bool, Failure> {
        let mut query = |table| {
            rows::texts(&mut self.conn, &format!("SELECT 'x' AS value FROM {table} LIMIT 1"))
        };
        Ok(!query("cases")?.is_empty() || !query("integrity_cases")?.is_empty())
    }

    /// How many cases there are, and how many bytes they take.
    pub(crate) fn size(&mut self) -> Result<(u64, u64), Failure> {
        let bytes = match &self.conn {
            Conn::Sqlite(_) => {
                "SELECT CAST(page_count * page_size AS TEXT) AS value FROM pragma_page_count, pragma_page_size"
            }
            Conn::Postgres(_) => "SELECT pg_database_size(current_database())::text AS value",
        };
        let cases = "SELECT CAST((SELECT count(*) FROM cases) + (SELECT count(*) FROM integrity_cases) AS TEXT) AS value";
        let mut number = |query: &str| -> Result<u64, Failure> {
            let found = rows::texts(&mut self.conn, query)?;
            Ok(found.first().and_then(|text| text.parse().ok()).unwrap_or(0))
        };
        Ok((number(cases)?, number(bytes)?))
    }

    /// Writes a batch in one transaction.
    pub(crate) fn take(
        &mut self,
        batch: &Batch,
        columns: &BTreeMap<&'static str, Vec<Column>>,
    ) -> Result<(), Failure> {
        let Self { conn, types, .. } = self;
        conn.transaction::<(), Failure, _>(|tx| {
            for (table, cells) in &batch.cells {
                let columns = columns.get(table).map(Vec::as_slice).unwrap_or_default();
                if !cells.is_empty() {
                    write(tx, table, columns, types, cells)?;
                }
            }
            Ok(())
        })
    }

    /// Writes rows of one table in one transaction.
    pub(crate) fn take_rows(
        &mut self,
        table: &str,
        columns: &[Column],
        cells: &[Cell],
    ) -> Result<(), Failure> {
        let Self { conn, types, .. } = self;
        if cells.is_empty() {
            return Ok(());
        }
        conn.transaction::<(), Failure, _>(|tx| write(tx, table, columns, types, cells))
    }

    /// Ends the filling: what was written lies on the disk, and PostgreSQL knows how much it is.
    pub(crate) fn close(mut self) -> Result<(), Failure> {
        for made in &self.indexes {
            execute(&mut self.conn, made)?;
        }
        match &mut self.conn {
            Conn::Sqlite(raw) => {
                raw.batch_execute(
                    "PRAGMA synchronous=FULL; PRAGMA locking_mode=NORMAL; PRAGMA journal_mode=WAL; \
                     PRAGMA wal_checkpoint(TRUNCATE)",
                )?;
                // The pages of a file without a journal were written without waiting.
                self.file.iter().try_for_each(|path| std::fs::File::open(path)?.sync_all())?;
            }
            Conn::Postgres(raw) => {
                raw.batch_execute("VACUUM ANALYZE")?;
                // Only a superuser may; else it is written later, beside what is measured.
                drop(raw.batch_execute("CHECKPOINT"));
            }
        }
        Ok(())
    }
}

fn execute(conn: &mut Conn, statement: &str) -> Result<(), Failure> {
    match conn {
        Conn::Sqlite(raw) => raw.batch_execute(statement)?,
        Conn::Postgres(raw) => raw.batch_execute(statement)?,
    }
    Ok(())
}

fn write(
    tx: &mut Conn,
    table: &str,
    columns: &[Column],
    types: &BTreeMap<String, BTreeMap<String, String>>,
    cells: &[Cell],
) -> Result<(), Failure> {
    match tx {
        Conn::Sqlite(raw) => {
            let many = columns.len() * ROWS;
            let mut chunks = cells.chunks_exact(many);
            for cells in chunks.by_ref() {
                Insert { table, columns, cells }.execute(raw)?;
            }
            for cells in chunks.remainder().chunks(columns.len().max(1)) {
                Insert { table, columns, cells }.execute(raw)?;
            }
            Ok(())
        }
        Conn::Postgres(raw) => {
            let none = BTreeMap::new();
            copy(raw, table, columns, types.get(table).unwrap_or(&none), cells)
        }
    }
}

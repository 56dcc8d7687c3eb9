//! A database that is filled once and copied for every test: most of the time of a small test went into its schema.

use std::sync::OnceLock;

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, RunQueryDsl};
use liemchinh::harness::store::DbUrl;

use crate::support::{Backend, Scratch, server};

/// How a copy is made on PostgreSQL, once the template is known to be filled.
static COPY: OnceLock<String> = OnceLock::new();

impl Scratch {
    /// A copy of a database that `fill` has filled once for all tests of this binary.
    pub async fn copied(backend: Backend, fill: impl AsyncFnOnce(&DbUrl)) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        if backend == Backend::Sqlite {
            let template = std::path::Path::new(env!("CARGO_TARGET_TMPDIR"))
                .join(format!("{}.db", this_build()));
            let lock = std::fs::File::create(template.with_extension("lock")).unwrap();
            lock.lock().unwrap();
            if !template.exists() {
                let made = Self::new(backend).unwrap();
                fill(&made.url).await;
                let DbUrl::Sqlite(path) = &made.url else { unreachable!() };
                // One file, without companions.
                diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)")
                    .execute(&mut made.conn())
                    .unwrap();
                std::fs::copy(path, template.with_extension("new")).unwrap();
                std::fs::rename(template.with_extension("new"), &template).unwrap();
            }
            drop(lock);
            std::fs::copy(&template, folder.path().join("liemchinh.db")).unwrap();
            return Some(Self::file(folder));
        }
        let server = server()?;
        if let Some(copy) = COPY.get() {
            return Some(Self::on(&server, folder, copy));
        }
        let template = format!("template_{}", this_build());
        let mut admin = PgConnection::establish(&server).unwrap();
        // Held by the session: whoever comes later finds the template made.
        admin.batch_execute("SELECT pg_advisory_lock(5770)").unwrap();
        let there = format!("SELECT 1 FROM pg_database WHERE datname = '{template}'");
        if diesel::sql_query(there).execute(&mut admin).unwrap() == 0 {
            let made = Self::new(backend).unwrap();
            fill(&made.url).await;
            let (_, name) = made.admin.clone().unwrap();
            let rename = format!(
                "DO $$ BEGIN LOOP PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'; \
                 EXIT WHEN NOT EXISTS (SELECT 1 FROM pg_stat_activity WHERE datname = '{name}'); \
                 PERFORM pg_stat_clear_snapshot(); END LOOP; END $$"
            );
            admin.batch_execute(&rename).unwrap();
            admin.batch_execute(&format!("ALTER DATABASE {name} RENAME TO {template}")).unwrap();
        }
        admin.batch_execute("SELECT pg_advisory_unlock(5770)").unwrap();
        // Files are copied with less work than pages are logged; older servers copy files anyhow.
        let chooses = "SELECT 1 WHERE current_setting('server_version_num')::int >= 150000";
        let chooses = diesel::sql_query(chooses).execute(&mut admin).unwrap() == 1;
        let strategy = if chooses { " STRATEGY file_copy" } else { "" };
        let copy = COPY.get_or_init(|| format!(" TEMPLATE {template}{strategy}"));
        Some(Self::on(&server, folder, copy))
    }
}

/// Tells this build of the test binary from others: what it fills a database with may differ.
fn this_build() -> String {
    let file = std::fs::metadata(std::env::current_exe().unwrap()).unwrap();
    let made = file.modified().unwrap().duration_since(std::time::UNIX_EPOCH).unwrap();
    format!("{:x}_{:x}", made.as_nanos(), file.len())
}

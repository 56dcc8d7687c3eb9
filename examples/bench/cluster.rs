//! Databases of a PostgreSQL server, made and thrown away by name.

use diesel::connection::SimpleConnection;
use liemchinh::harness::store::DbUrl;
use liemchinh::harness::store::{Conn, Purpose, connect};

use crate::failure::Failure;
use crate::rows;

/// A server on which databases may be made.
pub(crate) struct Cluster {
    url: String,
}

impl Cluster {
    /// The server of this URL, whose user may make databases.
    pub(crate) fn at(url: &str) -> Result<Self, Failure> {
        match url.parse::<DbUrl>().map_err(Failure::of)? {
            DbUrl::Postgres(url) => Ok(Self { url }),
            DbUrl::Sqlite(_) => Err(Failure::Other(format!("{url} is no PostgreSQL server"))),
        }
    }

    fn conn(&self) -> Result<Conn, Failure> {
        Ok(connect(&DbUrl::Postgres(self.url.clone()), Purpose::Write)?)
    }

    fn execute(&self, statement: &str) -> Result<(), Failure> {
        let mut conn = self.conn()?;
        if let Conn::Postgres(raw) = &mut conn {
            // A copy of a big database takes longer than any statement of the service.
            raw.batch_execute("SET statement_timeout = 0; SET lock_timeout = 0")?;
            raw.batch_execute(statement)?;
        }
        Ok(())
    }

    /// The URL of the database of this name.
    pub(crate) fn url(&self, name: &str) -> String {
        let (base, query) =
            self.url.split_once('?').map_or((self.url.as_str(), ""), |(base, query)| (base, query));
        let (server, _) = base.rsplit_once('/').unwrap_or((base, ""));
        let query = if query.is_empty() { String::new() } else { format!("?{query}") };
        format!("{server}/{name}{query}")
    }

    /// Makes a database, unless it is there. Returns whether it was made.
    pub(crate) fn make(&self, name: &str) -> Result<bool, Failure> {
        let query =
            format!("SELECT datname::text AS value FROM pg_database WHERE datname = '{name}'");
        if !rows::texts(&mut self.conn()?, &query)?.is_empty() {
            return Ok(false);
        }
        self.execute(&format!("CREATE DATABASE {name}"))?;
        Ok(true)
    }

    /// Makes a database anew: a copy of another, or empty.
    pub(crate) fn copy(&self, of: Option<&str>, name: &str) -> Result<(), Failure> {
        self.remove(name)?;
        let of = of.map(|of| format!(" TEMPLATE {of}")).unwrap_or_default();
        self.execute(&format!("CREATE DATABASE {name}{of}"))
    }

    /// Throws a database away.
    pub(crate) fn remove(&self, name: &str) -> Result<(), Failure> {
        self.execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
    }
}

//! One state of the database for whoever asks more than once.

use diesel::Connection;
use diesel::connection::SimpleConnection;

use super::Conn;
use crate::store::error::StoreError;

/// Runs `read` over one state of the database, whatever is written meanwhile.
///
/// # Errors
/// Those of `read`, and where the database fails.
pub fn snapshot<T>(
    conn: &mut Conn,
    read: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    conn.transaction(|conn| {
        if let Conn::Postgres(raw) = conn {
            raw.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")?;
        }
        read(conn)
    })
}

/// As [`snapshot`], for a read of which one statement may take ten minutes.
///
/// # Errors
/// As [`snapshot`].
pub fn long_snapshot<T>(
    conn: &mut Conn,
    read: impl FnOnce(&mut Conn) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    snapshot(conn, |conn| {
        if let Conn::Postgres(raw) = conn {
            raw.batch_execute("SET LOCAL statement_timeout = '10min'")?;
        }
        read(conn)
    })
}

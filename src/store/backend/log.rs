//! The log of an SQLite database, which keeps what was removed until it is emptied into the file.

use diesel::prelude::*;

use super::Conn;
use crate::store::error::StoreError;

/// See [`crate::store::Db::empty_log`].
pub(crate) fn empty_log(conn: &mut Conn) -> Result<(), StoreError> {
    #[derive(QueryableByName)]
    struct Done {
        #[diesel(sql_type = diesel::sql_types::Integer)]
        busy: i32,
    }
    let Conn::Sqlite(raw) = conn else { return Ok(()) };
    let done: Done = diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").get_result(raw)?;
    if done.busy == 0 { Ok(()) } else { Err(StoreError::Busy) }
}

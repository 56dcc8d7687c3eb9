//! One prepared statement for many rows of an SQLite table.

use diesel::RunQueryDsl;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::result::QueryResult;
use diesel::sql_types::{BigInt, Binary, Nullable, Text};
use diesel::sqlite::{Sqlite, SqliteConnection};

use crate::rows::{Cell, Column, Kept};

static NO_INT: Option<i64> = None;
static NO_TEXT: Option<&str> = None;
static NO_BYTES: Option<&[u8]> = None;

/// An insert of some rows. It is prepared once for each number of rows.
pub(crate) struct Insert<'r> {
    /// The table.
    pub(crate) table: &'r str,
    /// All its columns.
    pub(crate) columns: &'r [Column],
    /// The rows, one after the other.
    pub(crate) cells: &'r [Cell],
}

impl QueryId for Insert<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl RunQueryDsl<SqliteConnection> for Insert<'_> {}

impl QueryFragment<Sqlite> for Insert<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Sqlite>) -> QueryResult<()> {
        out.push_sql("INSERT INTO ");
        out.push_sql(self.table);
        let mut between = " VALUES (";
        for row in self.cells.chunks(self.columns.len().max(1)) {
            for (column, cell) in self.columns.iter().zip(row) {
                out.push_sql(between);
                between = ", ";
                bind(&mut out, column.kept, cell)?;
            }
            between = "), (";
        }
        out.push_sql(")");
        Ok(())
    }
}

/// Binds a cell by the type of its column, so that a null makes no other statement.
fn bind<'b>(out: &mut AstPass<'_, 'b, Sqlite>, kept: Kept, cell: &'b Cell) -> QueryResult<()> {
    match (cell, kept) {
        (Cell::Int(number), _) => out.push_bind_param::<BigInt, i64>(number),
        (Cell::Text(text), _) => out.push_bind_param::<Text, str>(text),
        (Cell::Own(text), _) => out.push_bind_param::<Text, str>(text),
        (Cell::Bytes(bytes), _) => out.push_bind_param::<Binary, [u8]>(bytes),
        (Cell::Id(id), _) => out.push_bind_param::<Binary, [u8]>(id.as_bytes().as_slice()),
        (Cell::Null, Kept::Int) => out.push_bind_param::<Nullable<BigInt>, _>(&NO_INT),
        (Cell::Null, Kept::Text) => out.push_bind_param::<Nullable<Text>, _>(&NO_TEXT),
        (Cell::Null, Kept::Bytes) => out.push_bind_param::<Nullable<Binary>, _>(&NO_BYTES),
    }
}

//! `COPY … FROM STDIN` of rows into a PostgreSQL table that is known by its name only.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::Write;

use diesel::ExecuteCopyFromDsl;
use diesel::pg::{CopyTarget, Pg, PgConnection};
use diesel::query_builder::AstPass;
use diesel::result::QueryResult;
use diesel::sql_types::Text;
use liemchinh::harness::domain::Instant;

use crate::failure::Failure;
use crate::rows::{Cell, Column};

diesel::table! {
    /// Stands for whatever table is copied into.
    any (anything) {
        anything -> Text,
    }
}

thread_local! {
    /// The table and its columns, as they follow `COPY`: the driver knows only tables that stand in the code.
    static TARGET: RefCell<String> = const { RefCell::new(String::new()) };
}

/// The table that `TARGET` names.
struct Named;

impl CopyTarget for Named {
    type Table = any::table;
    type SqlType = Text;

    fn walk_target(mut pass: AstPass<'_, '_, Pg>) -> QueryResult<()> {
        TARGET.with_borrow(|target| pass.push_sql(target));
        Ok(())
    }
}

/// Copies rows, one after the other in `cells`, into `table`, whose columns have these `types`.
pub(crate) fn copy(
    conn: &mut PgConnection,
    table: &str,
    columns: &[Column],
    types: &BTreeMap<String, String>,
    cells: &[Cell],
) -> Result<(), Failure> {
    let names: Vec<&str> = columns.iter().map(|column| column.name.as_str()).collect();
    TARGET.set(format!("{table} ({})", names.join(", ")));
    let types: Vec<&str> =
        names.iter().map(|name| types.get(*name).map_or("", String::as_str)).collect();
    let mut lines = Vec::with_capacity(cells.len() * 24);
    for row in cells.chunks(columns.len().max(1)) {
        for (at, (cell, of)) in row.iter().zip(&types).enumerate() {
            if at > 0 {
                lines.push(b'\t');
            }
            field(&mut lines, cell, of)?;
        }
        lines.push(b'\n');
    }
    let sent = diesel::copy_from(any::table).from_raw_data(Named, |to: &mut dyn Write| {
        to.write_all(&lines)
            .map_err(|cause| diesel::result::Error::SerializationError(Box::new(cause)))
    });
    sent.execute(conn)?;
    Ok(())
}

/// Writes one field in the text format.
fn field(to: &mut Vec<u8>, cell: &Cell, of: &str) -> Result<(), Failure> {
    match cell {
        Cell::Null => to.extend_from_slice(b"\\N"),
        Cell::Int(number) if of.starts_with("timestamp") => {
            let at = Instant::from_micros(*number);
            let at = at.ok_or_else(|| Failure::Other(format!("{number} is no moment")))?;
            write!(to, "{at}")?;
        }
        Cell::Int(number) => write!(to, "{number}")?,
        Cell::Id(id) if of == "bytea" => write!(to, "\\\\x{}", id.simple())?,
        Cell::Id(id) => write!(to, "{id}")?,
        Cell::Bytes(bytes) => write!(to, "\\\\x{}", data_encoding::HEXLOWER.encode(bytes))?,
        Cell::Text(text) => escaped(to, text),
        Cell::Own(text) => escaped(to, text),
    }
    Ok(())
}

/// Writes a text, with what means something in the format written otherwise.
fn escaped(to: &mut Vec<u8>, text: &str) {
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'\\' | b'\n' | b'\r' | b'\t'))
    {
        let (before, after) = rest.split_at(at);
        to.extend_from_slice(before);
        to.extend_from_slice(match after.first() {
            Some(b'\n') => b"\\n",
            Some(b'\r') => b"\\r",
            Some(b'\t') => b"\\t",
            _ => b"\\\\",
        });
        rest = after.get(1..).unwrap_or_default();
    }
    to.extend_from_slice(rest);
}

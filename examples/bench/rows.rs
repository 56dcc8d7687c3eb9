//! Rows as a database gives and takes them, whatever they mean.

use std::collections::BTreeMap;
use std::sync::Arc;

use diesel::prelude::*;
use diesel::sql_types::Text;
use liemchinh::harness::store::Conn;
use serde_json::Value;
use uuid::Uuid;

use crate::failure::Failure;

/// The tables that hold something of a case, in an order that keeps references, each with the column
/// that says of which case.
pub(crate) const TABLES: [(&str, Owner); 13] = [
    ("cases", Owner::Key("key")),
    ("reports", Owner::Key("case_key")),
    ("contacts", Owner::Key("case_key")),
    ("obligations", Owner::Key("case_key")),
    ("events", Owner::Key("case_key")),
    ("ledger_entries", Owner::Key("case_key")),
    ("apologies", Owner::Id("case_id")),
    ("integrity_cases", Owner::Key("key")),
    ("integrity_reports", Owner::Key("case_key")),
    ("integrity_obligations", Owner::Key("case_key")),
    ("integrity_events", Owner::Key("case_key")),
    ("tokens", Owner::Id("answer_id")),
    ("outbox", Owner::Id("case_id")),
];

/// How a row names its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Owner {
    /// By its key.
    Key(&'static str),
    /// By its id.
    Id(&'static str),
}

/// How SQLite keeps a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kept {
    /// Whole numbers, also moments and flags.
    Int,
    /// Text, also days and JSON.
    Text,
    /// Bytes, also ids.
    Bytes,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Column {
    /// Its name.
    pub(crate) name: String,
    /// How it is kept.
    pub(crate) kept: Kept,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    Null,
    Int(i64),
    Text(Arc<str>),
    /// Text that is nowhere else.
    Own(String),
    Bytes(Arc<[u8]>),
    Id(Uuid),
}

/// A row of a table.
pub(crate) type Row = Vec<Cell>;

#[derive(QueryableByName)]
struct Said {
    #[diesel(sql_type = Text)]
    value: String,
}

/// The answers of a query of one text column, `value`.
pub(crate) fn texts(conn: &mut Conn, query: &str) -> Result<Vec<String>, Failure> {
    let rows: Vec<Said> = diesel::sql_query(query).load(conn)?;
    Ok(rows.into_iter().map(|row| row.value).collect())
}

/// The columns of a table of an SQLite database.
pub(crate) fn columns(conn: &mut Conn, table: &str) -> Result<Vec<Column>, Failure> {
    let query = format!(
        "SELECT name || ' ' || type AS value FROM pragma_table_info('{table}') ORDER BY cid"
    );
    texts(conn, &query)?
        .into_iter()
        .map(|text| {
            let (name, kept) = text.split_once(' ').unwrap_or((&text, ""));
            let kept = match kept {
                "INTEGER" => Kept::Int,
                "TEXT" => Kept::Text,
                "BLOB" => Kept::Bytes,
                other => return Err(Failure::Other(format!("{table}.{name} is a {other}"))),
            };
            Ok(Column { name: name.to_owned(), kept })
        })
        .collect()
}

/// Every row of a table of an SQLite database.
pub(crate) fn all(conn: &mut Conn, table: &str, columns: &[Column]) -> Result<Vec<Row>, Failure> {
    let cells: Vec<String> = columns
        .iter()
        .map(|Column { name, kept }| match kept {
            Kept::Bytes => format!("iif({name} IS NULL, NULL, hex({name}))"),
            Kept::Int | Kept::Text => name.clone(),
        })
        .collect();
    let query = format!("SELECT json_array({}) AS value FROM {table}", cells.join(", "));
    let read = |text: String| {
        let values: Vec<Value> = serde_json::from_str(&text).map_err(Failure::of)?;
        let cells = values.into_iter().zip(columns);
        cells.map(|(value, column)| cell(value, column.kept)).collect()
    };
    texts(conn, &query)?.into_iter().map(read).collect()
}

fn cell(value: Value, kept: Kept) -> Result<Cell, Failure> {
    Ok(match (value, kept) {
        (Value::Null, _) => Cell::Null,
        (Value::Number(number), Kept::Int) => Cell::Int(number.as_i64().unwrap_or_default()),
        (Value::String(text), Kept::Text) => Cell::Text(text.into()),
        (Value::String(text), Kept::Bytes) => {
            let bytes = data_encoding::HEXUPPER.decode(text.as_bytes()).map_err(Failure::of)?;
            match Uuid::from_slice(&bytes) {
                Ok(id) => Cell::Id(id),
                Err(_) => Cell::Bytes(bytes.into()),
            }
        }
        (other, _) => return Err(Failure::Other(format!("{other} was not expected"))),
    })
}

/// The tables of a database with their columns.
pub(crate) type Shape = BTreeMap<&'static str, Vec<Column>>;

/// The tables of cases of an SQLite database with their columns.
pub(crate) fn shape(conn: &mut Conn) -> Result<Shape, Failure> {
    TABLES.iter().map(|(table, _)| Ok((*table, columns(conn, table)?))).collect()
}

/// Rows on their way into a database, by table, in the order of [`TABLES`].
#[derive(Debug, Default)]
pub(crate) struct Batch {
    /// Cases among them.
    pub(crate) cases: usize,
    /// The cells of all rows of a table, one row after the other.
    pub(crate) cells: Vec<(&'static str, Vec<Cell>)>,
}

impl Batch {
    /// Nothing yet.
    pub(crate) fn new() -> Self {
        Self { cases: 0, cells: TABLES.iter().map(|(table, _)| (*table, Vec::new())).collect() }
    }
}

//! What one submission writes, as a script for pgbench: the same rows in the same tables, with ids drawn
//! anew by pgbench.

use liemchinh::harness::store::DbUrl;
use liemchinh::harness::store::{Purpose, connect};
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::rows;

/// The tables one submission of the service channel writes, in an order that keeps references,
/// with how their rows of one report are found.
const TABLES: [(&str, &str); 8] = [
    ("cases", "id = r.id"),
    ("reports", "case_key = r.key"),
    ("contacts", "case_key = r.key"),
    ("obligations", "case_key = r.key"),
    ("events", "case_key = r.key"),
    ("integrity.tokens", "answer_id = r.id"),
    ("outbox", "case_id = r.id"),
    ("ledger_entries", "case_key = r.key"),
];

/// A pgbench script with the literal values of the newest submission; ids and unique values are
/// drawn anew by pgbench, without a round trip.
pub(crate) fn of_newest(url: &DbUrl) -> Result<String, Failure> {
    let mut conn = connect(url, Purpose::Write)?;
    let mut script = String::from(
        "\\set a random(1, 9223372036854775807)\n\\set b random(1, 9223372036854775807)\nBEGIN;\n",
    );
    for (table, found_by) in TABLES {
        let found = rows::texts(
            &mut conn,
            &format!(
                "SELECT json_agg(t ORDER BY t.*)::text AS value FROM {table} t, \
                 (SELECT id, key FROM cases WHERE version = 1 ORDER BY key DESC LIMIT 1) r WHERE t.{found_by}"
            ),
        )?;
        let text = found.into_iter().next().unwrap_or_default();
        let rows: Vec<Map<String, Value>> = serde_json::from_str(&text)
            .map_err(|_| Failure::Other(format!("no submission to copy in {table}")))?;
        script.push_str(&insert_text(table, &rows));
    }
    script.push_str("COMMIT;\n");
    Ok(script)
}

fn insert_text(table: &str, rows: &[Map<String, Value>]) -> String {
    let columns: Vec<&str> =
        rows.first().into_iter().flat_map(|row| row.keys()).map(String::as_str).collect();
    let values: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(index, row)| {
            let cells: Vec<String> =
                row.iter().map(|(column, value)| cell(table, column, value, index)).collect();
            format!("({})", cells.join(", "))
        })
        .collect();
    format!("INSERT INTO {table} ({}) VALUES {};\n", columns.join(", "), values.join(", "))
}

/// A value drawn from the two random numbers of the script, another one for each `salt`.
fn drawn(salt: usize) -> String {
    format!("(lpad(to_hex(:a::bigint), 16, '0') || lpad(to_hex(:b::bigint # {salt}), 16, '0'))")
}

fn cell(table: &str, column: &str, value: &Value, index: usize) -> String {
    let uuid = |salt: usize| format!("{}::uuid", drawn(salt));
    match (table, column) {
        // As keys are: they grow with time.
        (_, "key" | "case_key") => {
            "((extract(epoch FROM now()) * 1000)::bigint << 21 | (:a::bigint & 2097151))".to_owned()
        }
        ("cases", "id") | (_, "case_id" | "answer_id") => uuid(2),
        ("cases", "number") => format!("substr({}, 1, 20)", drawn(3)),
        (_, "dedup_key") => format!("'unit_routed:' || {}", drawn(100 + index)),
        (_, "hash") => format!("decode({0} || {0}, 'hex')", drawn(4000 + index)),
        (_, "id") => uuid(200 + index + table.len() * 16),
        _ => literal(value),
    }
}

fn literal(value: &Value) -> String {
    match value {
        Value::Null => "NULL".to_owned(),
        Value::Bool(_) | Value::Number(_) => value.to_string(),
        // pgbench reads a colon before a name as a variable.
        Value::String(text) => quoted(text),
        other => quoted(&other.to_string()),
    }
}

fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('\'', "''").replace(':', "\\x3a");
    format!("E'{escaped}'")
}

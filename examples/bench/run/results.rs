//! What was measured: a table for people, and JSON for whoever compares runs.

use std::fmt::Write;

use serde_json::{Value, json};

use crate::run::load::{Measured, millis};

/// One figure of one server.
#[derive(Debug, Clone)]
pub(crate) enum Figure {
    /// A rate with latencies.
    Load(Measured),
    /// A rate alone.
    Rate(f64),
    /// Anything else, with its unit.
    Plain(f64, &'static str),
}

/// Everything that was measured on one database.
#[derive(Debug, Default)]
pub(crate) struct Results {
    /// Which database.
    pub(crate) database: String,
    /// What was measured, at how many connections, of which column.
    lines: Vec<(String, usize, String, Figure)>,
}

impl Results {
    /// None yet.
    pub(crate) fn on(database: &str) -> Self {
        Self { database: database.to_owned(), lines: Vec::new() }
    }

    /// Adds a figure and says it at once on the standard error.
    pub(crate) fn add(&mut self, what: &str, connections: usize, column: &str, figure: Figure) {
        eprintln!(
            "{}: {what}{}, {column}: {}",
            self.database,
            at(connections),
            shown(&figure).trim()
        );
        self.lines.push((what.to_owned(), connections, column.to_owned(), figure));
    }

    /// The table: a row for each thing that was measured, a column for each server.
    pub(crate) fn table(&self) -> String {
        let mut columns: Vec<&str> = Vec::new();
        let mut rows: Vec<(&str, usize)> = Vec::new();
        for (what, connections, column, _) in &self.lines {
            if !columns.contains(&column.as_str()) {
                columns.push(column);
            }
            if !rows.contains(&(what, *connections)) {
                rows.push((what, *connections));
            }
        }
        let mut text =
            format!("{} (answers/s, p50 ms, p99 ms)\n\n| what | connections |", self.database);
        for column in &columns {
            push(&mut text, format_args!(" {column} |"));
        }
        push(&mut text, format_args!("\n|---|---|{}\n", "---|".repeat(columns.len())));
        for (what, connections) in rows {
            let at = if connections == 0 { String::new() } else { connections.to_string() };
            push(&mut text, format_args!("| {what:<42} | {at:>2} |"));
            for column in &columns {
                let found = self
                    .lines
                    .iter()
                    .find(|line| line.0 == what && line.1 == connections && line.2 == **column);
                push(
                    &mut text,
                    format_args!(" {:>27} |", found.map(|line| shown(&line.3)).unwrap_or_default()),
                );
            }
            text.push('\n');
        }
        text
    }

    /// The same for programs.
    pub(crate) fn json(&self) -> Value {
        let lines = self.lines.iter().map(|(what, connections, column, figure)| {
            let mut line = json!({"what": what, "of": column});
            if let Value::Object(members) = &mut line {
                if *connections > 0 {
                    members.insert("connections".to_owned(), json!(connections));
                }
                match figure {
                    Figure::Load(measured) => {
                        members.insert("per_second".to_owned(), json!(measured.rate));
                        members.insert("answers".to_owned(), json!(measured.count));
                        members.insert("p50_ms".to_owned(), json!(millis(measured.p50)));
                        members.insert("p99_ms".to_owned(), json!(millis(measured.p99)));
                    }
                    Figure::Rate(rate) => {
                        members.insert("per_second".to_owned(), json!(rate));
                    }
                    Figure::Plain(value, unit) => {
                        members.insert("value".to_owned(), json!(value));
                        members.insert("unit".to_owned(), json!(unit));
                    }
                }
            }
            line
        });
        json!({"database": self.database, "figures": lines.collect::<Vec<_>>()})
    }
}

fn at(connections: usize) -> String {
    if connections == 0 { String::new() } else { format!(" at {connections}") }
}

fn shown(figure: &Figure) -> String {
    match figure {
        Figure::Load(measured) => measured.to_string(),
        Figure::Rate(rate) => format!("{rate:>8.0}/s"),
        Figure::Plain(value, unit) => format!("{value:.1} {unit}"),
    }
}

fn push(text: &mut String, words: std::fmt::Arguments<'_>) {
    // Writing to a string does not fail.
    let (Ok(()) | Err(_)) = text.write_fmt(words);
}

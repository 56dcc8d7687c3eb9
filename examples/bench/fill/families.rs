//! The cases of a database with all their rows, those together that lead to one another.

use std::collections::BTreeMap;

use liemchinh::harness::store::Conn;
use serde_json::Value;
use uuid::Uuid;

use crate::failure::Failure;
use crate::rows::{self, Cell, Column, Owner, Row, Shape, TABLES};

/// Cases that lead to one another, with their rows.
#[derive(Debug, Default)]
pub(crate) struct Family {
    /// Whether they are integrity cases.
    pub(crate) sealed: bool,
    /// Key and id of each.
    pub(crate) cases: Vec<(i64, Uuid)>,
    /// The rows by table, in the order of [`TABLES`].
    pub(crate) rows: Vec<(&'static str, Vec<Row>)>,
}

/// The cell of this column.
pub(crate) fn of<'r>(columns: &[Column], row: &'r Row, name: &str) -> Option<&'r Cell> {
    let at = columns.iter().position(|column| column.name == name)?;
    row.get(at)
}

/// Whether a mail is still to be sent: copies of it would be sent to nobody.
pub(crate) fn is_pending(columns: &[Column], row: &Row) -> bool {
    matches!(of(columns, row, "status"), Some(Cell::Text(status)) if **status == *"pending")
}

/// Which families there are, as the first case of each.
#[derive(Default)]
struct Kinship(BTreeMap<Uuid, Uuid>);

impl Kinship {
    fn head(&self, id: Uuid) -> Uuid {
        let mut head = id;
        while let Some(above) = self.0.get(&head).filter(|above| **above != head) {
            head = *above;
        }
        head
    }

    fn join(&mut self, one: Uuid, other: Uuid) {
        let (head, below) = (self.head(one), self.head(other));
        self.0.insert(below, head);
    }
}

/// Whether a row only notes that a mail was sent, or which key a command came with.
fn is_beside(table: &str, columns: &[Column], row: &Row) -> bool {
    let filed = |operation: &str| operation == "receipt" || operation == "file_report";
    match (table, of(columns, row, "operation")) {
        ("outbox", _) => true,
        ("tokens", Some(Cell::Text(operation))) => !filed(operation),
        _ => false,
    }
}

/// Reads every family of an SQLite database; `all` of it, or without the mails that were sent and the keys of commands.
pub(crate) fn read(conn: &mut Conn, shape: &Shape, all: bool) -> Result<Vec<Family>, Failure> {
    let mut found: BTreeMap<&'static str, Vec<Row>> = BTreeMap::new();
    for (table, columns) in shape {
        found.insert(*table, rows::all(conn, table, columns)?);
    }
    let mut kin = Kinship::default();
    let mut cases: BTreeMap<i64, (Uuid, bool)> = BTreeMap::new();
    for (table, sealed) in [("cases", false), ("integrity_cases", true)] {
        let (Some(columns), Some(rows)) = (shape.get(table), found.get(table)) else { continue };
        for row in rows {
            let (Some(Cell::Int(key)), Some(Cell::Id(id))) =
                (of(columns, row, "key"), of(columns, row, "id"))
            else {
                continue;
            };
            cases.insert(*key, (*id, sealed));
            kin.0.entry(*id).or_insert(*id);
            for other in kindred(of(columns, row, "course")) {
                kin.0.entry(other).or_insert(other);
                kin.join(other, *id);
            }
        }
    }
    let mut families: BTreeMap<Uuid, Family> = BTreeMap::new();
    for (key, (id, sealed)) in &cases {
        let family = families.entry(kin.head(*id)).or_default();
        family.sealed = *sealed;
        family.cases.push((*key, *id));
    }
    for family in families.values_mut() {
        family.rows = TABLES.iter().map(|(table, _)| (*table, Vec::new())).collect();
    }
    for (at, (table, owner)) in TABLES.iter().enumerate() {
        let (Some(columns), Some(rows)) = (shape.get(table), found.remove(table)) else { continue };
        for row in rows {
            if !all && is_beside(table, columns, &row) {
                continue;
            }
            if *table == "outbox" && is_pending(columns, &row) {
                continue;
            }
            let id = match owner {
                Owner::Key(name) => match of(columns, &row, name) {
                    Some(Cell::Int(key)) => cases.get(key).map(|(id, _)| *id),
                    _ => None,
                },
                Owner::Id(name) => match of(columns, &row, name) {
                    Some(Cell::Id(id)) => Some(*id),
                    _ => None,
                },
            };
            let family = id.and_then(|id| families.get_mut(&kin.head(id)));
            if let Some((_, rows)) = family.and_then(|family| family.rows.get_mut(at)) {
                rows.push(row);
            }
        }
    }
    let mut families: Vec<Family> = families.into_values().collect();
    // In the order in which they came, which is the order of their keys.
    families.sort_by_key(|family| family.cases.iter().map(|(key, _)| *key).min());
    Ok(families)
}

/// The cases that the course of one names.
fn kindred(course: Option<&Cell>) -> Vec<Uuid> {
    let Some(Cell::Text(course)) = course else { return Vec::new() };
    let course: Value = serde_json::from_str(course).unwrap_or_default();
    let named = ["linked", "linked_from", "merged_into"].into_iter();
    named.filter_map(|name| course.get(name)?.as_str()?.parse().ok()).collect()
}

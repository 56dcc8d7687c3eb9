//! A family as a pattern: which of its values are its own and have to be drawn anew in each copy.

use std::collections::BTreeMap;

use liemchinh::harness::domain::fold_code;
use liemchinh::harness::vault::{KeyRing, Place};
use serde_json::Value;
use uuid::Uuid;

use crate::failure::Failure;
use crate::fill::families::{Family, of};
use crate::fill::notes::Note;
use crate::rows::{Cell, Column, Kept, Row, Shape};

/// One value of a pattern.
pub(crate) enum Part {
    /// The same in each copy.
    Same(Cell),
    /// The key of a case.
    Key(usize),
    /// The key of a case, in the form of an id.
    Packed(usize),
    /// An id.
    Own(usize),
    /// A moment, in microseconds.
    Moment(i64),
    /// Text in which own values stand.
    Words(Vec<Piece>),
    /// What the reporter wrote.
    Report,
    /// The reporter's name.
    Name,
    /// The reporter's telephone.
    Phone,
    /// The reporter's mail address.
    Email,
    /// The keyed hash of a receipt.
    Receipt,
    /// The keyed hash of something else.
    Hash,
    /// An envelope, with the column, the id of its case and what lies in it.
    Sealed(&'static str, usize, Box<Value>),
    /// The payload of an integrity event.
    Note(Box<Note>),
}

/// A part of a text.
pub(crate) enum Piece {
    /// As it is.
    Same(String),
    /// An id.
    Id(usize),
    /// The number of a case or the code of a dossier.
    Text(usize),
    /// The same as it is compared.
    Folded(usize),
}

/// What is drawn anew in each copy, as it is in the original.
#[derive(Default)]
pub(crate) struct Own {
    /// Keys of cases.
    pub(crate) keys: Vec<i64>,
    /// Ids.
    pub(crate) ids: Vec<Uuid>,
    /// Numbers of cases, and codes of dossiers.
    pub(crate) texts: Vec<(String, Named)>,
}

/// What a text names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Named {
    /// A case.
    Case,
    /// A dossier.
    Dossier,
}

/// A family of which copies are made.
pub(crate) struct Pattern {
    /// Whether its cases are integrity cases.
    pub(crate) sealed: bool,
    /// Its cases.
    pub(crate) cases: usize,
    /// What is drawn anew.
    pub(crate) own: Own,
    /// The rows by table, in the order of the tables.
    pub(crate) rows: Vec<(&'static str, Vec<Vec<Part>>)>,
}

/// Columns of moments.
const MOMENTS: [&str; 7] =
    ["at", "submitted_at", "created_at", "next_at", "settled_at", "recorded_at", "made_at"];

impl Pattern {
    /// Reads a family, opening with `keys` what is sealed.
    pub(crate) fn of(family: &Family, shape: &Shape, keys: &KeyRing) -> Result<Self, Failure> {
        let own = own(family, shape);
        let mut rows = Vec::new();
        for (table, found) in &family.rows {
            let columns = shape.get(table).map(Vec::as_slice).unwrap_or_default();
            let reader = Reader { table, columns, own: &own, sealed: family.sealed, keys, family };
            let read = found.iter().map(|row| reader.row(row));
            rows.push((*table, read.collect::<Result<Vec<_>, _>>()?));
        }
        Ok(Self { sealed: family.sealed, cases: family.cases.len(), own, rows })
    }
}

fn own(family: &Family, shape: &Shape) -> Own {
    let mut own =
        Own { keys: family.cases.iter().map(|(key, _)| *key).collect(), ..Own::default() };
    for (table, rows) in &family.rows {
        let columns = shape.get(table).map(Vec::as_slice).unwrap_or_default();
        for row in rows {
            if let Some(Cell::Id(id)) = of(columns, row, "id") {
                own.ids.push(*id);
            }
            let said = |name| match of(columns, row, name) {
                Some(Cell::Text(text)) => Some(text.to_string()),
                _ => None,
            };
            let report: Option<Value> = said("said").and_then(|it| serde_json::from_str(&it).ok());
            let dossier = report.as_ref().and_then(|it| it.get("dossier_code")?.as_str());
            let dossier = dossier.map(str::to_owned).or_else(|| said("dossier_code"));
            for (text, named) in [(said("number"), Named::Case), (dossier, Named::Dossier)] {
                own.texts.extend(
                    text.filter(|text| !own.texts.iter().any(|(known, _)| known == text))
                        .map(|text| (text, named)),
                );
            }
        }
    }
    own
}

struct Reader<'r> {
    table: &'static str,
    columns: &'r [Column],
    own: &'r Own,
    sealed: bool,
    keys: &'r KeyRing,
    family: &'r Family,
}

impl Reader<'_> {
    fn row(&self, row: &Row) -> Result<Vec<Part>, Failure> {
        let cells = self.columns.iter().zip(row);
        cells.map(|(column, cell)| self.part(row, column, cell)).collect()
    }

    fn part(&self, row: &Row, column: &Column, cell: &Cell) -> Result<Part, Failure> {
        let name = column.name.as_str();
        let case = |id: Uuid| self.own.ids.iter().position(|own| *own == id);
        Ok(match (self.table, name, cell) {
            (_, _, Cell::Null) => Part::Same(Cell::Null),
            (_, "key" | "case_key", Cell::Int(key)) => {
                let at = self.own.keys.iter().position(|own| own == key);
                at.map_or(Part::Same(Cell::Int(*key)), Part::Key)
            }
            ("tokens", "hash", _) => match of(self.columns, row, "operation") {
                Some(Cell::Text(operation)) if **operation == *"receipt" => Part::Receipt,
                _ => Part::Hash,
            },
            ("integrity_reports", "sealed" | "sealed_contact", Cell::Bytes(blob)) => {
                let column = if name == "sealed" { "sealed" } else { "sealed_contact" };
                let id = self
                    .case_of(row)
                    .ok_or_else(|| Failure::Other("a report of no case".to_owned()))?;
                let place = Place { table: "integrity_reports", column, row: id };
                let plain = self.keys.open(&place, blob).map_err(Failure::of)?;
                let plain: Value = serde_json::from_slice(&plain).map_err(Failure::of)?;
                Part::Sealed(column, case(id).unwrap_or(0), Box::new(plain))
            }
            ("integrity_events", "payload", Cell::Text(payload)) => {
                let Some(Cell::Id(event)) = of(self.columns, row, "id") else {
                    return Err(Failure::Other("an event without an id".to_owned()));
                };
                let at = case(*event).unwrap_or(0);
                Part::Note(Box::new(Note::open(payload, *event, at, self.own, self.keys)?))
            }
            ("reports", "body", _) => Part::Report,
            ("contacts", "name", _) => Part::Name,
            ("contacts", "phone", _) => Part::Phone,
            ("contacts", "email", _) => Part::Email,
            (_, name, Cell::Int(at))
                if column.kept == Kept::Int && MOMENTS.contains(&name) && !self.sealed =>
            {
                Part::Moment(*at)
            }
            (_, _, Cell::Id(id)) => match case(*id) {
                Some(at) => Part::Own(at),
                None => self.packed(*id).map_or(Part::Same(cell.clone()), Part::Packed),
            },
            (_, "dossier_key", Cell::Text(key)) => {
                let at = self.own.texts.iter().position(|(code, _)| fold_code(code) == **key);
                at.map_or(Part::Same(cell.clone()), |at| Part::Words(vec![Piece::Folded(at)]))
            }
            (_, _, Cell::Text(text)) => self.own.words(text),
            (_, _, other) => Part::Same(other.clone()),
        })
    }

    fn case_of(&self, row: &Row) -> Option<Uuid> {
        let Some(Cell::Int(key)) = of(self.columns, row, "case_key") else { return None };
        self.family.cases.iter().find(|(known, _)| known == key).map(|(_, id)| *id)
    }

    fn packed(&self, id: Uuid) -> Option<usize> {
        let key = i64::try_from(id.as_u128()).ok()?;
        self.own.keys.iter().position(|own| *own == key)
    }
}

impl Own {
    /// A text, with the own values that stand in it.
    pub(crate) fn words(&self, text: &str) -> Part {
        let mut found: BTreeMap<usize, (usize, Piece)> = BTreeMap::new();
        for (at, id) in self.ids.iter().enumerate() {
            let id = id.to_string();
            found.extend(
                text.match_indices(&id).map(|(from, _)| (from, (from + id.len(), Piece::Id(at)))),
            );
        }
        for (at, (own, _)) in self.texts.iter().enumerate() {
            found.extend(
                text.match_indices(own)
                    .map(|(from, _)| (from, (from + own.len(), Piece::Text(at)))),
            );
        }
        if found.is_empty() {
            return Part::Same(Cell::Text(text.into()));
        }
        let mut pieces = Vec::new();
        let mut done = 0;
        for (from, (to, piece)) in found {
            // Where two own values overlap, the first counts.
            let Some(before) = text.get(done..from) else { continue };
            pieces.push(Piece::Same(before.to_owned()));
            pieces.push(piece);
            done = to;
        }
        pieces.push(Piece::Same(text.get(done..).unwrap_or_default().to_owned()));
        Part::Words(pieces)
    }
}

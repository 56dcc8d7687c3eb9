//! One CSV file of reference data: its rows, read cell by cell with the line at fault.

use std::collections::BTreeSet;

use super::files::Files;
use crate::domain::time::Day;
use crate::store::types::Date;

/// The cells of a file under its header.
pub(super) struct Sheet {
    name: String,
    header: csv::StringRecord,
    records: Vec<csv::StringRecord>,
}

/// One row, and where it stands.
pub(super) struct Row<'a> {
    sheet: &'a Sheet,
    record: &'a csv::StringRecord,
    line: usize,
}

/// What is wrong, with file, line and column, for a person who edits the file.
pub(super) type Fault = String;

impl Sheet {
    /// Reads `name` of `files`, which must have exactly these columns.
    pub(super) fn open(files: &Files, name: &str, columns: &[&str]) -> Result<Self, Fault> {
        let text = files.text(name)?;
        let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let header = reader.headers().map_err(|cause| format!("{name}: {cause}"))?.clone();
        let found: BTreeSet<&str> = header.iter().collect();
        let wanted: BTreeSet<&str> = columns.iter().copied().collect();
        if found != wanted || header.len() != columns.len() {
            return Err(format!("{name}: the header must name exactly {}", columns.join(",")));
        }
        let records = reader
            .records()
            .collect::<Result<Vec<_>, _>>()
            .map_err(|cause| format!("{name}: {cause}"))?;
        if records.is_empty() {
            return Err(format!("{name}: no rows"));
        }
        Ok(Self { name: name.to_owned(), header, records })
    }

    /// Makes something of every row; all faults are noted, not the first only.
    pub(super) fn read<T>(
        &self,
        faults: &mut Vec<Fault>,
        make: impl Fn(&Row<'_>) -> Result<T, Fault>,
    ) -> Vec<T> {
        let mut made = Vec::with_capacity(self.records.len());
        for (index, record) in self.records.iter().enumerate() {
            match make(&Row { sheet: self, record, line: index + 2 }) {
                Ok(value) => made.push(value),
                Err(fault) => faults.push(fault),
            }
        }
        made
    }
}

impl Row<'_> {
    /// A fault of this row.
    pub(super) fn fault(&self, column: &str, what: &str) -> Fault {
        format!("{}:{}: {column}: {what}", self.sheet.name, self.line)
    }

    /// The cell, which may be empty.
    fn cell(&self, column: &str) -> &str {
        let at = self.sheet.header.iter().position(|name| name == column);
        at.and_then(|at| self.record.get(at)).unwrap_or_default().trim()
    }

    /// The cell, if it holds anything.
    pub(super) fn optional(&self, column: &str) -> Option<String> {
        Some(self.cell(column)).filter(|cell| !cell.is_empty()).map(str::to_owned)
    }

    /// The cell, which must hold something.
    pub(super) fn text(&self, column: &str) -> Result<String, Fault> {
        self.optional(column).ok_or_else(|| self.fault(column, "must not be empty"))
    }

    /// A cell with one of the codes that `known` accepts.
    pub(super) fn code<T>(
        &self,
        column: &str,
        known: impl Fn(&str) -> Option<T>,
    ) -> Result<String, Fault> {
        let text = self.text(column)?;
        known(&text).map(|_| text).ok_or_else(|| self.fault(column, "is not a known code"))
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, column: &str) -> Result<bool, Fault> {
        self.cell(column).parse().map_err(|_| self.fault(column, "must be true or false"))
    }

    /// A whole number.
    pub(super) fn number(&self, column: &str) -> Result<i32, Fault> {
        self.cell(column).parse().map_err(|_| self.fault(column, "must be a whole number"))
    }

    /// A whole number, or nothing.
    pub(super) fn optional_number(&self, column: &str) -> Result<Option<i32>, Fault> {
        if self.cell(column).is_empty() { Ok(None) } else { self.number(column).map(Some) }
    }

    /// A date.
    pub(super) fn day(&self, column: &str) -> Result<Date, Fault> {
        let day: Result<Day, _> = self.cell(column).parse();
        day.map(Date).map_err(|_| self.fault(column, "must be a date such as 2024-10-15"))
    }

    /// A date, or nothing.
    pub(super) fn optional_day(&self, column: &str) -> Result<Option<Date>, Fault> {
        if self.cell(column).is_empty() { Ok(None) } else { self.day(column).map(Some) }
    }
}

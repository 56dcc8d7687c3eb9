//! What was published of each quarter by category, sector and sender, as it stood.

use diesel::prelude::*;

use crate::domain::figures::{Part, Quarter, Sender, Subject};
use crate::domain::kind::Kind;
use crate::domain::ledger::Metric;
use crate::store::backend::{Conn, insert_rows};
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::published_parts;
use crate::store::types::Date;

/// So many rows go into one statement.
const AT_ONCE: usize = 1_000;

#[derive(Queryable, Insertable)]
#[diesel(table_name = published_parts)]
struct PartRow {
    quarter: Date,
    month: Date,
    dimension: String,
    /// The kind of a category, or nothing.
    kind: String,
    /// The code, or nothing for no sector.
    subject: String,
    metric: String,
    count: i64,
}

/// Keeps them.
pub(super) fn keep(tx: &mut Conn, quarter: Quarter, parts: &[Part]) -> Result<(), StoreError> {
    let row = |part: &Part| {
        let (dimension, kind, subject) = match &part.of {
            Subject::Category(kind, code) => ("category", kind.as_str(), &**code),
            Subject::Sector(code) => ("sector", "", code.as_deref().unwrap_or_default()),
            Subject::Sender(sender) => ("sender", "", sender.as_str()),
            _ => return None,
        };
        Some(PartRow {
            quarter: Date(quarter.first()),
            month: Date(part.month),
            dimension: dimension.to_owned(),
            kind: kind.to_owned(),
            subject: subject.to_owned(),
            metric: part.metric.as_str().to_owned(),
            count: part.count,
        })
    };
    let rows: Vec<PartRow> = parts.iter().filter_map(row).collect();
    for some in rows.chunks(AT_ONCE) {
        insert_rows!(tx, published_parts::table, some)?;
    }
    Ok(())
}

/// What is kept of all published quarters.
pub fn published_parts(conn: &mut Conn) -> Result<Vec<(Quarter, Part)>, StoreError> {
    let rows: Vec<PartRow> = published_parts::table.load(conn)?;
    let read = |row: PartRow| {
        let subject = match row.dimension.as_str() {
            "category" => {
                Kind::parse(&row.kind).map(|kind| Subject::Category(kind, row.subject.into()))
            }
            "sector" => Some(Subject::Sector(
                Some(row.subject).filter(|code| !code.is_empty()).map(Into::into),
            )),
            _ => Sender::parse(&row.subject).map(Subject::Sender),
        };
        let part = Part {
            of: corrupt(subject, "published_parts", "subject")?,
            metric: corrupt(Metric::parse(&row.metric), "published_parts", "metric")?,
            month: row.month.0,
            count: row.count,
        };
        Ok((Quarter::of(row.quarter.0), part))
    };
    rows.into_iter().map(read).collect()
}

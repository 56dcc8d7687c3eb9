//! What editing routing rules needs of the database: who edited which, and facts to try them on.

use std::collections::BTreeSet;

use diesel::prelude::*;

use super::backend::Conn;
use super::error::StoreError;
use super::schema::{cases, events, reports, routing_edits};
use super::types::{Date, Id, Json};
use crate::domain::event::{EventKind, Payload};
use crate::domain::ids::{UnitId, UserId};
use crate::domain::kind::Kind;
use crate::domain::report::Report;
use crate::domain::time::{Day, Instant};

/// What routing looks at of one report of the service channel; not a word of it.
#[derive(Debug, Clone)]
pub struct FiledFacts {
    /// As what it was filed.
    pub kind: Kind,
    /// The category's code.
    pub category: String,
    /// The sector's code.
    pub sector: Option<String>,
    /// Whom it is about.
    pub accused: Option<UnitId>,
    /// The code of the commune or district where it happened.
    pub locality: Option<String>,
    /// Whether it is about a leader.
    pub about_leader: bool,
    /// The office day of filing.
    pub filed_on: Day,
}

type FactsRow = (String, Option<String>, Option<Id>, Json, Date, Json);

/// The facts of the newest reports of the service channel, as they were filed; what cannot be read is left out.
pub fn newest_facts(conn: &mut Conn, most: i64) -> Result<Vec<FiledFacts>, StoreError> {
    let rows: Vec<FactsRow> = reports::table
        .inner_join(cases::table)
        .inner_join(events::table.on(events::case_key.eq(reports::case_key).and(events::n.eq(1))))
        .filter(reports::continues_id.is_null())
        .order(reports::case_key.desc())
        .limit(most)
        .select((
            cases::category,
            cases::sector,
            cases::accused_id,
            events::payload,
            events::day,
            reports::said,
        ))
        .load(conn)?;
    let facts = |(category, sector, accused, filing, day, said): FactsRow| {
        let (report, filing): (Report, Payload) = (said.read()?, filing.read()?);
        let EventKind::Filed { report_kind: kind, .. } = filing.event_kind else { return None };
        Some(FiledFacts {
            kind,
            category,
            sector,
            accused: accused.map(|id| UnitId::new(id.0)),
            locality: report.locality,
            about_leader: report.about_leader,
            filed_on: day.0,
        })
    };
    Ok(rows.into_iter().filter_map(facts).collect())
}

/// Keeps who made a version of a rule, and so that the rule is no longer the files' to change.
pub fn note_edit(
    tx: &mut Conn,
    code: &str,
    version: i32,
    by: UserId,
    at: Instant,
) -> Result<(), StoreError> {
    diesel::insert_into(routing_edits::table)
        .values((
            routing_edits::code.eq(code),
            routing_edits::version.eq(version),
            routing_edits::edited_by.eq(Id(by.uuid())),
            routing_edits::edited_at.eq(at),
        ))
        .execute(tx)?;
    Ok(())
}

/// The codes of rules that were edited by hand.
pub fn edited(conn: &mut Conn) -> Result<BTreeSet<String>, StoreError> {
    let codes: Vec<String> = routing_edits::table.select(routing_edits::code).load(conn)?;
    Ok(codes.into_iter().collect())
}

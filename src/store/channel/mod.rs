//! Cases, obligations, events and idempotency keys of both channels: one text of the queries,
//! stamped once for each channel's own tables, so that no query can reach the other's.

use diesel::prelude::*;

mod queries;
mod rows;

use super::backend::{Conn, insert_rows};
use super::error::StoreError;
use super::types::{Date, Id, Json};
use crate::domain::actor::Scope;
use crate::domain::case::{Case, Outcome, State};
use crate::domain::deadline::{Step, Variant};
use crate::domain::event::{Event, Payload};
use crate::domain::ids::{CaseId, CaseKey, EventId, ObligationId, RuleId, UnitId, UserId};
use crate::domain::kind::{Channel, Kind};
use crate::domain::obligation::{Obligation, Standing};
use crate::domain::time::{Day, Instant};
use queries::channel_queries;
use rows::channel_rows;

/// What a queue may be narrowed by. Every field that is set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CaseFilter {
    /// The state.
    pub state: Option<State>,
    /// The kind.
    pub kind: Option<Kind>,
    /// The category's code.
    pub category: Option<String>,
    /// The holder.
    pub unit: Option<UnitId>,
    /// The holder is one of these.
    pub held_by: Option<Vec<UnitId>>,
    /// Late on this day.
    pub overdue_on: Option<Day>,
    /// Due on or before this day.
    pub due_by: Option<Day>,
    /// Only cases that are not over.
    pub open_only: bool,
    /// Only cases that wait for an inspector's word.
    pub awaits_inspector: bool,
    /// Only cases received on this day or before in which nobody has answered yet.
    pub unprocessed_since: Option<Day>,
}

pub(super) fn corrupt<T>(
    value: Option<T>,
    table: &'static str,
    column: &'static str,
) -> Result<T, StoreError> {
    value.ok_or(StoreError::Corrupt { table, column })
}

/// A service case always has a number, an integrity case never needs one.
trait IntoNumber<T> {
    fn into_number(self) -> T;
}

impl IntoNumber<String> for Option<String> {
    fn into_number(self) -> String {
        self.unwrap_or_default()
    }
}

impl IntoNumber<Option<String>> for Option<String> {
    fn into_number(self) -> Option<String> {
        self
    }
}

macro_rules! channel_tables {
    ($module:ident, $channel:expr, $number:ty, $cases:ident, $obligations:ident, $events:ident) => {
        pub(super) mod $module {
            use super::*;
            use crate::store::schema::{$cases, $events, $obligations};

            channel_rows!($channel, $number, $cases, $obligations, $events);
            channel_queries!($channel, $cases, $obligations, $events);
        }
    };
}

channel_tables!(service, Channel::Service, String, cases, obligations, events);
channel_tables!(
    integrity,
    Channel::Integrity,
    Option<String>,
    integrity_cases,
    integrity_obligations,
    integrity_events
);

//! Cases, obligations, events and idempotency keys of both channels: one text of the queries,
//! stamped once for each channel's own tables, so that no query can reach the other's.

use std::collections::BTreeMap;

use diesel::prelude::*;

mod lead;
mod narrow;
mod queries;
mod queue;
mod rows;

use super::backend::{Conn, insert_rows};
use super::error::StoreError;
use super::types::{Date, Id, Json};
use crate::domain::actor::Scope;
use crate::domain::case::{Case, Outcome, State, Turn, Wait};
use crate::domain::deadline::{Step, Variant};
use crate::domain::event::{Event, Payload};
use crate::domain::ids::{CaseId, CaseKey, EventId, ObligationId, RuleId, UnitId, UserId};
use crate::domain::kind::{Channel, Kind};
use crate::domain::obligation::{DutyStatus, Obligation};
use crate::domain::time::{Day, Instant};
use lead::{Few, Lead, share};
use narrow::channel_narrowing;
use queries::channel_queries;
use queue::channel_queue;
use rows::channel_rows;

/// So many cases merged into one are read at most.
pub const MOST_MERGED: i64 = 100;

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

/// Holds the service case of this id until the transaction ends, so that what is read of it from then on stands still. Whoever writes
/// to SQLite is alone.
pub fn hold(tx: &mut Conn, id: CaseId) -> Result<(), StoreError> {
    use super::schema::cases;
    if let Conn::Postgres(raw) = tx {
        let row = cases::table.filter(cases::id.eq(Id(id.uuid())));
        row.select(cases::version).for_update().first::<i32>(raw).optional()?;
    }
    Ok(())
}

macro_rules! channel_tables {
    ($module:ident, $channel:expr, $number:ty, $cases:ident, $obligations:ident, $events:ident) => {
        pub(super) mod $module {
            use super::*;
            use crate::store::schema::{$cases, $events, $obligations};

            channel_rows!($channel, $number, $cases, $obligations, $events);
            channel_queries!($channel, $cases, $obligations, $events);
            channel_queue!($channel, $cases);
            channel_narrowing!($channel, $cases, $obligations);
        }
    };
}

pub use lead::{CaseFilter, Hand, LOOKED_AT, Page, Place, Slice, Span, Traits};

channel_tables!(service, Channel::Service, String, cases, obligations, events);
channel_tables!(
    integrity,
    Channel::Integrity,
    Option<String>,
    integrity_cases,
    integrity_obligations,
    integrity_events
);

//! What is counted under a month when its quarter is published, each case with its category, its sector and who sent it.

use std::collections::BTreeMap;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use crate::domain::figures::{Counted, Part, Sender, Subject};
use crate::domain::ids::UnitId;
use crate::domain::kind::{Kind, ReporterType};
use crate::domain::ledger::Metric;
use crate::domain::time::Day;
use crate::domain::units::unit::PeerGroup;
use crate::store::backend::Conn;
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::types::{Date, Id, sql};

/// The category of what none is told of.
const OTHER: &str = "other";

/// One statement, so that all ways of parting the cases see one state of them. Of what was called up neither category nor sector nor
/// sender is asked for, whether its case is there or became a tip: the unit that knows its own cases learns nothing by the difference. What happened
/// on the way of it counts nowhere.
pub const COUNTED: &str = "SELECT units.id AS unit_id, units.peer_group AS peer_group, e.kind AS kind, e.metric AS metric, \
     c.category AS category, c.sector AS sector, r.said ->> 'reporter_type' AS reporter, CAST(SUM(e.delta) AS BIGINT) AS count \
     FROM units CROSS JOIN ledger_entries e \
     LEFT JOIN called_up u ON u.case_key = e.case_key \
     LEFT JOIN cases c ON c.key = e.case_key AND u.case_key IS NULL \
     LEFT JOIN reports r ON r.case_key = c.key \
     WHERE e.unit_id = units.id AND e.cohort_on >= $1 AND e.cohort_on <= $2 \
     AND (u.case_key IS NULL OR e.metric IN ('filed', 'opened', 'met', 'missed', 'released', 'wrong_forward')) \
     GROUP BY units.id, units.peer_group, e.kind, e.metric, c.category, c.sector, r.said ->> 'reporter_type'";

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = sql::Id)]
    unit_id: Id,
    #[diesel(sql_type = Nullable<Text>)]
    peer_group: Option<String>,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    metric: String,
    #[diesel(sql_type = Nullable<Text>)]
    category: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    sector: Option<String>,
    #[diesel(sql_type = Nullable<Text>)]
    reporter: Option<String>,
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// What is counted under `month` (its first day) of units, and of the same cases by what else parts them.
pub(super) fn counted(
    conn: &mut Conn,
    month: Day,
) -> Result<(Vec<Counted>, Vec<Part>), StoreError> {
    let rows: Vec<Row> = diesel::sql_query(COUNTED)
        .bind::<sql::CivilDay, _>(Date(month))
        .bind::<sql::CivilDay, _>(Date(month.last_of_month()))
        .load(conn)?;
    let mut units: BTreeMap<(UnitId, Option<PeerGroup>, Kind, Metric), i64> = BTreeMap::new();
    let mut parts: BTreeMap<(Subject, Metric), i64> = BTreeMap::new();
    for row in rows {
        let group = row.peer_group.as_deref();
        let group = group.map(|code| corrupt(PeerGroup::parse(code), "units", "peer_group"));
        let kind = corrupt(Kind::parse(&row.kind), "ledger_entries", "kind")?;
        let metric = corrupt(Metric::parse(&row.metric), "ledger_entries", "metric")?;
        // A demand of the Front comes from it, as whatever it was filed.
        let who = row.reporter.as_deref().filter(|_| kind != Kind::FrontDemand);
        let who = who.map(|who| {
            corrupt(ReporterType::parse(who), "reports", "reporter_type").map(Sender::of)
        });
        let unit = (UnitId::new(row.unit_id.0), group.transpose()?, kind, metric);
        *units.entry(unit).or_default() += row.count;
        for of in [
            Subject::Category(kind, row.category.as_deref().unwrap_or(OTHER).into()),
            Subject::Sector(row.sector.map(Into::into)),
            Subject::Sender(who.transpose()?.unwrap_or(Sender::Resident)),
        ] {
            *parts.entry((of, metric)).or_default() += row.count;
        }
    }
    let units = units.into_iter().filter(|(_, count)| *count != 0);
    let units = units.map(|((unit, group, kind, metric), count)| Counted {
        unit,
        group,
        kind,
        metric,
        month,
        count,
    });
    let parts = parts.into_iter().filter(|((_, metric), count)| is_told(*metric) && *count != 0);
    let parts = parts.map(|((of, metric), count)| Part { of, metric, month, count });
    Ok((units.collect(), parts.collect()))
}

/// Whether it is an arrival or an outcome: the rest is told by unit and kind alone.
const fn is_told(metric: Metric) -> bool {
    matches!(metric, Metric::Filed | Metric::Opened | Metric::Met | Metric::Missed)
}

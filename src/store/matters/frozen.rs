//! The lines of lists that count, one by one, for a snapshot.

use std::collections::BTreeSet;

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Nullable, Text};

use super::COUNTING;
use crate::domain::emulation::matters::{Finding, Side, Stratum};
use crate::domain::emulation::snapshot::FrozenMatter;
use crate::domain::ids::{MovementId, UnitId};
use crate::domain::time::Day;
use crate::store::backend::Conn;
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::{called_up, matters};
use crate::store::types::{Date, Id, sql};

#[derive(QueryableByName)]
struct LineRow {
    #[diesel(sql_type = sql::CivilDay)]
    quarter_on: Date,
    #[diesel(sql_type = sql::Id)]
    unit_id: Id,
    #[diesel(sql_type = Text)]
    side: String,
    #[diesel(sql_type = Text)]
    stratum: String,
    #[diesel(sql_type = BigInt)]
    weight: i64,
    #[diesel(sql_type = Nullable<Text>)]
    finding: Option<String>,
}

/// The lines of the lists of a movement that count, in order, each under the name that `named` gives its unit.
pub fn counted_matters(
    conn: &mut Conn,
    movement: MovementId,
    named: impl Fn(UnitId) -> Option<String>,
) -> Result<Vec<FrozenMatter>, StoreError> {
    let text = format!(
        "SELECT m.quarter_on AS quarter_on, m.unit_id AS unit_id, m.side AS side, m.stratum AS stratum, \
         CAST(m.weight_milli AS BIGINT) AS weight, s.finding AS finding FROM matters m \
         LEFT JOIN samples s ON s.movement_id = m.movement_id AND s.quarter_on = m.quarter_on AND s.n = m.n \
         WHERE m.movement_id = $1 AND {COUNTING} ORDER BY m.quarter_on, m.n"
    );
    let rows: Vec<LineRow> =
        diesel::sql_query(text).bind::<sql::Id, _>(Id(movement.uuid())).load(conn)?;
    rows.into_iter()
        .map(|row| {
            let finding = row.finding.as_deref();
            Ok(FrozenMatter {
                quarter: row.quarter_on.0,
                unit: corrupt(named(UnitId::new(row.unit_id.0)), "matters", "unit_id")?,
                side: corrupt(Side::parse(&row.side), "matters", "side")?,
                stratum: corrupt(Stratum::parse(&row.stratum), "matters", "stratum")?,
                weight_milli: row.weight,
                finding: finding
                    .map(|code| corrupt(Finding::parse(code), "samples", "finding"))
                    .transpose()?,
            })
        })
        .collect()
}

/// The numbers of a list whose cases were called up.
pub fn called_up_of(
    conn: &mut Conn,
    movement: MovementId,
    quarter: Day,
) -> Result<BTreeSet<i32>, StoreError> {
    let found: Vec<i32> = matters::table
        .inner_join(called_up::table.on(called_up::case_key.eq(matters::case_key)))
        .filter(matters::movement_id.eq(Id(movement.uuid())))
        .filter(matters::quarter_on.eq(Date(quarter)))
        .select(matters::n)
        .load(conn)?;
    Ok(found.into_iter().collect())
}

//! The feed of dossiers: a line a unit and code, looked up by code, listed by the day that was promised first.

use diesel::prelude::*;
use diesel::sql_types::BigInt;

use crate::domain::ids::{DossierId, ImportId, UnitId};
use crate::domain::records::dossier::{Dossier, DossierFacts};
use crate::domain::text::fold_code;
use crate::domain::time::Day;
use crate::store::backend::{Conn, insert_rows};
use crate::store::error::StoreError;
use crate::store::schema::dossiers;
use crate::store::types::{Date, Id, sql};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = dossiers, treat_none_as_default_value = false)]
struct DossierRow {
    id: Id,
    unit_id: Id,
    /// As it is compared ([`fold_code`]).
    dossier_key: String,
    code: String,
    procedure_code: String,
    received_on: Date,
    promised_on: Date,
    promised_first_on: Date,
    returned_on: Option<Date>,
    late_or_open: bool,
    known_on: Date,
    result_known_on: Option<Date>,
    first_import: Id,
    last_import: Id,
}

impl From<&Dossier> for DossierRow {
    fn from(one: &Dossier) -> Self {
        let facts = &one.facts;
        Self {
            id: Id(one.id.uuid()),
            unit_id: Id(facts.unit.uuid()),
            dossier_key: facts.key(),
            code: facts.code.clone(),
            procedure_code: facts.procedure.clone(),
            received_on: Date(facts.received_on),
            promised_on: Date(facts.promised_on),
            promised_first_on: Date(one.promised_first_on),
            returned_on: facts.returned_on.map(Date),
            late_or_open: one.is_late_or_open(),
            known_on: Date(one.known_on),
            result_known_on: one.result_known_on.map(Date),
            first_import: Id(one.first_import.uuid()),
            last_import: Id(one.last_import.uuid()),
        }
    }
}

impl From<DossierRow> for Dossier {
    fn from(row: DossierRow) -> Self {
        Self {
            id: DossierId::new(row.id.0),
            facts: DossierFacts {
                unit: UnitId::new(row.unit_id.0),
                code: row.code,
                procedure: row.procedure_code,
                received_on: row.received_on.0,
                promised_on: row.promised_on.0,
                returned_on: row.returned_on.map(|day| day.0),
            },
            promised_first_on: row.promised_first_on.0,
            known_on: row.known_on.0,
            result_known_on: row.result_known_on.map(|day| day.0),
            first_import: ImportId::new(row.first_import.0),
            last_import: ImportId::new(row.last_import.0),
        }
    }
}

/// What a list may be narrowed by. Every field that is set must hold.
#[derive(Debug, Clone, Default)]
pub struct DossierFilter {
    /// Any of these units; all where there are none.
    pub units: Option<Vec<UnitId>>,
    /// None of these units.
    pub hidden: Vec<UnitId>,
    /// This code, however it is typed.
    pub code: Option<String>,
    /// First promised for this day or later.
    pub from: Option<Day>,
    /// First promised for this day or earlier.
    pub until: Option<Day>,
    /// Late on this day: the result came after the day that was first promised, or has not come and that day has passed.
    pub late_on: Option<Day>,
}

fn read(rows: Vec<DossierRow>) -> Vec<Dossier> {
    rows.into_iter().map(Dossier::from).collect()
}

/// The dossiers of these codes, each as it is compared, at whatever unit; a batch of an import at most.
pub fn of_keys(conn: &mut Conn, keys: Vec<String>) -> Result<Vec<Dossier>, StoreError> {
    let query =
        dossiers::table.filter(dossiers::dossier_key.eq_any(keys)).select(DossierRow::as_select());
    Ok(read(query.load(conn)?))
}

/// The same for changing them: held until the transaction ends, so that two feeds at once tell one after the other.
pub fn held_of_keys(tx: &mut Conn, keys: Vec<String>) -> Result<Vec<Dossier>, StoreError> {
    let Conn::Postgres(raw) = tx else { return of_keys(tx, keys) };
    // In one order, so that no two wait for each other.
    let found = dossiers::table
        .filter(dossiers::dossier_key.eq_any(keys))
        .order(dossiers::id)
        .select(DossierRow::as_select())
        .for_update();
    Ok(read(found.load(raw)?))
}

/// The dossiers of one code, at whatever unit; a handful at most.
pub fn about(conn: &mut Conn, code: &str) -> Result<Vec<Dossier>, StoreError> {
    of_keys(conn, vec![fold_code(code)])
}

/// Adds dossiers.
///
/// # Errors
/// [`StoreError::Unique`] where another process told of one of them at the same time.
pub fn insert(tx: &mut Conn, new: &[Dossier]) -> Result<(), StoreError> {
    let rows: Vec<DossierRow> = new.iter().map(DossierRow::from).collect();
    insert_rows!(&mut *tx, dossiers::table, &rows)?;
    Ok(())
}

/// Notes what an import changed of a dossier.
pub fn save(tx: &mut Conn, one: &Dossier) -> Result<(), StoreError> {
    let row = DossierRow::from(one);
    diesel::update(dossiers::table.find(row.id))
        .set((
            dossiers::procedure_code.eq(row.procedure_code),
            dossiers::received_on.eq(row.received_on),
            dossiers::promised_on.eq(row.promised_on),
            dossiers::returned_on.eq(row.returned_on),
            dossiers::late_or_open.eq(row.late_or_open),
            dossiers::result_known_on.eq(row.result_known_on),
            dossiers::last_import.eq(row.last_import),
        ))
        .execute(tx)?;
    Ok(())
}

/// A page of dossiers, the earliest first promised day first, from behind `after`.
pub fn list(
    conn: &mut Conn,
    filter: &DossierFilter,
    after: Option<(Day, DossierId)>,
    limit: i64,
) -> Result<Vec<Dossier>, StoreError> {
    let ids = |units: &[UnitId]| units.iter().map(|unit| Id(unit.uuid())).collect::<Vec<_>>();
    let mut query = dossiers::table
        .order((dossiers::promised_first_on.asc(), dossiers::id.asc()))
        .limit(limit)
        .select(DossierRow::as_select())
        .into_boxed();
    query = match filter.units.as_deref() {
        // As one unit its own index has the order of the page.
        Some([unit]) => query.filter(dossiers::unit_id.eq(Id(unit.uuid()))),
        Some(units) => query.filter(dossiers::unit_id.eq_any(ids(units))),
        None => query,
    };
    if !filter.hidden.is_empty() {
        query = query.filter(dossiers::unit_id.ne_all(ids(&filter.hidden)));
    }
    if let Some(code) = &filter.code {
        query = query.filter(dossiers::dossier_key.eq(fold_code(code)));
    }
    if let Some(day) = filter.from {
        query = query.filter(dossiers::promised_first_on.ge(Date(day)));
    }
    if let Some(day) = filter.until {
        query = query.filter(dossiers::promised_first_on.le(Date(day)));
    }
    if let Some(today) = filter.late_on {
        // As the index says it.
        query = query
            .filter(dossiers::late_or_open)
            .filter(dossiers::promised_first_on.lt(Date(today)));
    }
    if let Some((day, id)) = after {
        query = query
            .filter(dossiers::promised_first_on.ge(Date(day)))
            .filter(dossiers::promised_first_on.gt(Date(day)).or(dossiers::id.gt(Id(id.uuid()))));
    }
    Ok(read(query.load(conn)?))
}

/// What is counted of one unit's dossiers.
#[derive(QueryableByName, Debug, Clone)]
pub struct DossierCounts {
    /// Whose.
    #[diesel(sql_type = sql::Id)]
    pub unit_id: Id,
    /// Those whose first promised day fell in the period and has passed.
    #[diesel(sql_type = BigInt)]
    pub due: i64,
    /// Of these, with a result by that day.
    #[diesel(sql_type = BigInt)]
    pub on_time: i64,
    /// Of the others, those with a correct letter of apology.
    #[diesel(sql_type = BigInt)]
    pub apologised: i64,
}

/// The letter of apology for a late dossier as [`Facts::verdict`](crate::domain::case::promise::Facts::verdict) finds it right, by the
/// feed's own days: it reached the person at least a day before the promised day, which the register knows as the feed does (who
/// enters it later cannot date it back before that day), and its new day was kept or has not passed.
const APOLOGISED: &str = "EXISTS (SELECT 1 FROM apologies a WHERE a.dossier_key = d.dossier_key AND a.unit_id = d.unit_id \
     AND a.promised_on = d.promised_first_on AND a.served_on < d.promised_first_on \
     AND a.new_date >= COALESCE(d.returned_on, $1))";

/// Counts the dossiers first promised from `from` to `to`, of one unit or of all, as they stand on `today`.
pub fn counted(
    conn: &mut Conn,
    (from, to): (Day, Day),
    today: Day,
    unit: Option<UnitId>,
) -> Result<Vec<DossierCounts>, StoreError> {
    let only = if unit.is_some() { "AND units.id = $4" } else { "" };
    let in_time = "d.returned_on IS NOT NULL AND d.returned_on <= d.promised_first_on";
    let text = format!(
        "SELECT units.id AS unit_id, COUNT(*) AS due, \
         CAST(SUM(CASE WHEN {in_time} THEN 1 ELSE 0 END) AS BIGINT) AS on_time, \
         CAST(SUM(CASE WHEN NOT ({in_time}) AND {APOLOGISED} THEN 1 ELSE 0 END) AS BIGINT) AS apologised FROM units CROSS JOIN dossiers d \
         WHERE d.unit_id = units.id AND d.promised_first_on >= $2 AND d.promised_first_on <= $3 {only} \
         GROUP BY units.id"
    );
    let query = diesel::sql_query(text)
        .bind::<sql::CivilDay, _>(Date(today))
        .bind::<sql::CivilDay, _>(Date(from))
        .bind::<sql::CivilDay, _>(Date(to));
    Ok(match unit {
        Some(unit) => query.bind::<sql::Id, _>(Id(unit.uuid())).load(conn)?,
        None => query.load(conn)?,
    })
}

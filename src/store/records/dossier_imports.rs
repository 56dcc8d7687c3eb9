//! Where the feed came from and what came of it, and the sums by month of units that send no dossiers.

use diesel::prelude::*;

use crate::domain::ids::{ImportId, UnitId, UserId};
use crate::domain::records::dossier::import::{
    Counts, DossierImport, FeedDoor, MonthFigures, Subject,
};
use crate::domain::time::{Day, Instant};
use crate::store::backend::Conn;
use crate::store::channel::corrupt;
use crate::store::error::StoreError;
use crate::store::schema::{dossier_imports, dossier_months};
use crate::store::types::{Date, Id};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = dossier_imports, treat_none_as_default_value = false, treat_none_as_null = true)]
struct ImportRow {
    id: Id,
    subject: String,
    door: String,
    source: String,
    hash: Vec<u8>,
    actor_id: Option<Id>,
    began_at: Instant,
    finished_at: Option<Instant>,
    added: i32,
    changed: i32,
    unchanged: i32,
    refused: i32,
}

impl From<&DossierImport> for ImportRow {
    fn from(one: &DossierImport) -> Self {
        Self {
            id: Id(one.id.uuid()),
            subject: one.subject.as_str().to_owned(),
            door: one.door.as_str().to_owned(),
            source: one.source.clone(),
            hash: one.hash.clone(),
            actor_id: one.by.map(|by| Id(by.uuid())),
            began_at: one.began_at,
            finished_at: one.finished_at,
            added: one.counts.added,
            changed: one.counts.changed,
            unchanged: one.counts.unchanged,
            refused: one.counts.refused,
        }
    }
}

impl TryFrom<ImportRow> for DossierImport {
    type Error = StoreError;

    fn try_from(row: ImportRow) -> Result<Self, StoreError> {
        let Some(subject) = Subject::parse(&row.subject) else {
            return corrupt(None, "dossier_imports", "subject");
        };
        let Some(door) = FeedDoor::parse(&row.door) else {
            return corrupt(None, "dossier_imports", "door");
        };
        Ok(Self {
            id: ImportId::new(row.id.0),
            subject,
            door,
            source: row.source,
            hash: row.hash,
            by: row.actor_id.map(|by| UserId::new(by.0)),
            began_at: row.began_at,
            finished_at: row.finished_at,
            counts: Counts {
                added: row.added,
                changed: row.changed,
                unchanged: row.unchanged,
                refused: row.refused,
            },
        })
    }
}

/// The import of this id.
pub fn get(conn: &mut Conn, id: ImportId) -> Result<Option<DossierImport>, StoreError> {
    let query = dossier_imports::table.find(Id(id.uuid()));
    let found = query.select(ImportRow::as_select()).first(conn).optional()?;
    found.map(DossierImport::try_from).transpose()
}

/// The last import of a file or request with this hash.
pub fn last_of(conn: &mut Conn, hash: &[u8]) -> Result<Option<DossierImport>, StoreError> {
    let query = dossier_imports::table
        .filter(dossier_imports::hash.eq(hash))
        .order((dossier_imports::began_at.desc(), dossier_imports::id.desc()))
        .select(ImportRow::as_select());
    query.first(conn).optional()?.map(DossierImport::try_from).transpose()
}

/// Adds an import.
pub fn insert(tx: &mut Conn, one: &DossierImport) -> Result<(), StoreError> {
    diesel::insert_into(dossier_imports::table).values(ImportRow::from(one)).execute(tx)?;
    Ok(())
}

/// Notes how far an import is.
pub fn save(tx: &mut Conn, one: &DossierImport) -> Result<(), StoreError> {
    let row = ImportRow::from(one);
    diesel::update(dossier_imports::table.find(row.id)).set(row).execute(tx)?;
    Ok(())
}

/// A page of imports, the newest first, from behind `after`.
pub fn list(
    conn: &mut Conn,
    after: Option<(Instant, ImportId)>,
    limit: i64,
) -> Result<Vec<DossierImport>, StoreError> {
    let mut query = dossier_imports::table
        .order((dossier_imports::began_at.desc(), dossier_imports::id.desc()))
        .limit(limit)
        .select(ImportRow::as_select())
        .into_boxed();
    if let Some((at, id)) = after {
        query = query
            .filter(dossier_imports::began_at.le(at))
            .filter(dossier_imports::began_at.lt(at).or(dossier_imports::id.lt(Id(id.uuid()))));
    }
    query.load(conn)?.into_iter().map(DossierImport::try_from).collect()
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = dossier_months)]
struct MonthRow {
    unit_id: Id,
    month: Date,
    received: i32,
    returned_in_time: i32,
    returned_late: i32,
    open: i32,
    first_import: Id,
    last_import: Id,
}

/// What is known of a unit's month.
pub fn month(
    conn: &mut Conn,
    unit: UnitId,
    month: Day,
) -> Result<Option<MonthFigures>, StoreError> {
    let query = dossier_months::table.find((Id(unit.uuid()), Date(month)));
    let found: Option<MonthRow> = query.select(MonthRow::as_select()).first(conn).optional()?;
    Ok(found.map(|row| MonthFigures {
        unit,
        month,
        received: row.received,
        returned_in_time: row.returned_in_time,
        returned_late: row.returned_late,
        open: row.open,
    }))
}

/// Keeps what `import` says of a unit's month, in the place of what was said before.
pub fn put_month(tx: &mut Conn, one: &MonthFigures, import: ImportId) -> Result<(), StoreError> {
    let import = Id(import.uuid());
    let key = (Id(one.unit.uuid()), Date(one.month));
    let figures = (
        dossier_months::received.eq(one.received),
        dossier_months::returned_in_time.eq(one.returned_in_time),
        dossier_months::returned_late.eq(one.returned_late),
        dossier_months::open.eq(one.open),
        dossier_months::last_import.eq(import),
    );
    let moved = diesel::update(dossier_months::table.find(key)).set(figures).execute(tx)?;
    if moved == 0 {
        let row = MonthRow {
            unit_id: key.0,
            month: key.1,
            received: one.received,
            returned_in_time: one.returned_in_time,
            returned_late: one.returned_late,
            open: one.open,
            first_import: import,
            last_import: import,
        };
        diesel::insert_into(dossier_months::table).values(row).execute(tx)?;
    }
    Ok(())
}

//! Reading the feed: dossiers by unit, code and day, and where they came from.

use crate::domain::actor::{Actor, Role};
use crate::domain::ids::UnitId;
use crate::domain::records::dossier::import::DossierImport;
use crate::domain::records::dossier::{Dossier, DossierState};
use crate::domain::time::Day;
use crate::domain::units::unit::Units;
use crate::service::cases::names_of;
use crate::service::error::ServiceError;
use crate::service::facade::{Service, UnitName};
use crate::service::paging::{Listed, bounded};
use crate::service::records::apologies::units_of;
use crate::store::records::dossier_imports;
use crate::store::records::dossiers::{self, DossierFilter};

/// What a list is narrowed by.
#[derive(Debug, Clone, Default)]
pub struct DossierQuery {
    /// The code of the unit, of whatever period.
    pub unit: Option<String>,
    /// The code of the dossier, however it is typed.
    pub code: Option<String>,
    /// First promised for this day or later.
    pub from: Option<Day>,
    /// First promised for this day or earlier.
    pub until: Option<Day>,
    /// Only what is late today.
    pub late: bool,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// How many (1–100).
    pub limit: i64,
}

/// A dossier as its readers see it.
#[derive(Debug, Clone)]
pub struct DossierView {
    /// The dossier.
    pub dossier: Dossier,
    /// The unit by name.
    pub unit: Option<UnitName>,
    /// Where it stands today.
    pub state: DossierState,
}

/// An import with the name of who sent it.
pub type NamedImport = (DossierImport, Option<String>);

/// The units whose dossiers the actor may read; `None` for all.
pub(super) fn read_by(units: &Units, actor: &Actor, today: Day) -> Option<Vec<UnitId>> {
    if actor.role == Role::Administrator { None } else { units_of(units, actor, today) }
}

impl Service {
    /// A page of the dossiers in the actor's scope, the earliest first promised day first.
    ///
    /// # Errors
    /// [`ServiceError::BadCursor`].
    pub async fn dossiers(
        &self,
        actor: &Actor,
        query: DossierQuery,
    ) -> Result<Listed<DossierView>, ServiceError> {
        let reference = self.references.ready()?;
        let today = self.clock.today();
        let mut units = read_by(&reference.units, actor, today);
        if let Some(code) = &query.unit {
            let seen = |unit: &UnitId| units.as_ref().is_none_or(|all| all.contains(unit));
            let asked = reference.units.bearers(code).map(|unit| unit.id);
            units = Some(asked.filter(seen).collect());
        }
        let filter = DossierFilter {
            units,
            hidden: actor.conflicts.to_vec(),
            code: query.code,
            from: query.from,
            until: query.until,
            late_on: query.late.then_some(today),
        };
        let bound = format!("dossiers|{}|{filter:?}", actor.user_id);
        let after = self.place(query.cursor.as_deref(), &bound)?;
        let limit = bounded(query.limit);
        let found =
            self.db.read(move |conn| dossiers::list(conn, &filter, after, limit + 1)).await?;
        let page = self.page(found, limit, &bound, |one| (one.promised_first_on, one.id));
        Ok(page.map(|dossier| DossierView {
            unit: reference.unit_name(dossier.facts.unit),
            state: dossier.state_on(today),
            dossier,
        }))
    }

    /// A page of imports, the newest first.
    ///
    /// # Errors
    /// [`ServiceError::BadCursor`].
    pub async fn dossier_imports(
        &self,
        actor: &Actor,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<Listed<NamedImport>, ServiceError> {
        let bound = format!("dossier_imports|{}", actor.user_id);
        let after = self.place(cursor, &bound)?;
        let limit = bounded(limit);
        let (found, names) = self
            .db
            .read(move |conn| {
                let found = dossier_imports::list(conn, after, limit + 1)?;
                let names = names_of(conn, found.iter().filter_map(|one| one.by))?;
                Ok((found, names))
            })
            .await?;
        let page = self.page(found, limit, &bound, |one| (one.began_at, one.id));
        Ok(page.map(|one| {
            let name = one.by.and_then(|by| names.get(&by).cloned());
            (one, name)
        }))
    }

    /// One import with the name of who sent it.
    ///
    /// # Errors
    /// Of the store.
    pub async fn named_import(&self, one: DossierImport) -> Result<NamedImport, ServiceError> {
        let by = one.by;
        let mut names = self.db.read(move |conn| names_of(conn, by.into_iter())).await?;
        Ok((one, by.and_then(|by| names.remove(&by))))
    }
}

//! Conflicts of interest: an inspector who has one with a unit never sees what is about it, nor
//! what is about whoever came after it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::desk::{Desk, UnitName};
use super::error::{Fault, FieldFault, ServiceError};
use crate::domain::actor::{Actor, Role};
use crate::domain::fault::FieldError;
use crate::domain::ids::{UnitId, UserId};
use crate::domain::time::Day;
use crate::domain::unit::Units;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::conflicts::{self, ConflictRow};
use crate::store::types::{Date, Id};
use crate::store::users;

/// No conflict is declared for longer than so many days; it can be declared again.
const LONGEST_DAYS: i64 = 3653;

/// What is declared.
#[derive(Debug, Clone, Default)]
pub struct Declaration {
    /// The login of the inspector; only administrators declare for others.
    pub login: Option<String>,
    /// The code of the unit.
    pub unit: Option<String>,
    /// The last day on which it holds.
    pub until: Option<Day>,
}

/// A declared conflict.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// Whose, by login.
    pub login: String,
    /// And by name.
    pub name: String,
    /// With which unit.
    pub unit: Option<UnitName>,
    /// The units that it holds for beside that one, because they came after it or it took them over.
    pub also: Vec<UnitName>,
    /// The last day on which it holds.
    pub until: Day,
    /// When it was declared.
    pub declared_on: Day,
    /// Whether it holds today.
    pub holds: bool,
}

impl Desk {
    /// Declares a conflict, the own or (administrators) somebody's. Declaring the same again
    /// changes nothing; an inspector may lengthen a conflict and only an administrator shorten it,
    /// because a conflict that its owner could end would hide nothing.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with every fault at once, those that were `noted` among them.
    pub async fn declare_conflict(
        &self,
        actor: &Actor,
        asked: Declaration,
        noted: Vec<FieldError>,
    ) -> Result<Conflict, ServiceError> {
        let reference = self.references.ready()?;
        let today = self.clock.today();
        let mut faults = noted;
        let unit = asked.unit.as_deref().and_then(|code| {
            // A unit that ended can be named as well: whoever worked there has its successors in mind.
            let units = &reference.units;
            let found = units.by_code(code, today).or_else(|| units.last_bearer(code, today));
            if found.is_none() {
                faults.push(FieldFault::NoSuchUnit.at("/unit"));
            }
            found
        });
        if let Some(until) = asked.until {
            if until < today {
                faults.push(FieldFault::InThePast.at("/until"));
            } else if until.duration_since(today)
                > jiff::SignedDuration::from_hours(24 * LONGEST_DAYS)
            {
                faults.push(FieldFault::OutOfRange.at("/until"));
            }
        }
        let boss = actor.role == Role::Administrator;
        match (boss, &asked.login) {
            (true, None) => faults.push(FieldFault::Required.at("/login")),
            (false, Some(_)) => faults.push(FieldFault::NotForThisRole.at("/login")),
            _ => {}
        }
        let (Some(unit), Some(until), true) = (unit, asked.until, faults.is_empty()) else {
            return Err(ServiceError::Invalid(faults));
        };
        let (own, unit_id, login) = (actor.user_id, Id(unit.id.uuid()), asked.login);
        let declared: Result<_, Fault> = self
            .db
            .write("conflicts.declare", unit.id.uuid(), move |tx| {
                let user = match &login {
                    Some(login) => users::by_login(tx, login)?,
                    None => users::get(tx, own)?,
                };
                let user =
                    user.ok_or_else(|| ServiceError::field("/login", FieldFault::NoSuchUser))?;
                if user.role != Role::Inspector.as_str() {
                    return Err(ServiceError::field("/login", FieldFault::NotForThisRole).into());
                }
                let before = conflicts::get(tx, user.id, unit_id)?;
                let least = before.as_ref().filter(|_| !boss).map(|before| before.until.0);
                let until = Date(least.map_or(until, |least| least.max(until)));
                let row = match before {
                    Some(before) if before.until == until => before,
                    _ => {
                        let declared_on = Date(today);
                        let row = ConflictRow { user_id: user.id, unit_id, until, declared_on };
                        conflicts::keep(tx, &row)?;
                        row
                    }
                };
                Ok((row, user.login, user.name))
            })
            .await;
        Ok(self.conflict(declared?))
    }

    /// The own conflicts, or everybody's for an administrator.
    pub async fn conflicts(&self, actor: &Actor) -> Result<Vec<Conflict>, ServiceError> {
        let whose = (actor.role != Role::Administrator).then_some(actor.user_id);
        let rows = self.db.read(move |conn| conflicts::list(conn, whose)).await?;
        Ok(rows.into_iter().map(|row| self.conflict(row)).collect())
    }

    fn conflict(&self, (row, login, name): (ConflictRow, String, String)) -> Conflict {
        let (reference, today) = (self.references.now(), self.clock.today());
        let unit = UnitId::new(row.unit_id.0);
        let others = reference.units.successions().concerned(unit, today);
        Conflict {
            login,
            name,
            unit: reference.unit_name(unit),
            also: others
                .into_iter()
                .filter(|other| *other != unit)
                .filter_map(|other| reference.unit_name(other))
                .collect(),
            until: row.until.0,
            declared_on: row.declared_on.0,
            holds: row.until.0 >= today,
        }
    }
}

/// Whatever is about one of these units is not there for `user` on `day`. This is the one place
/// that says so: what an actor is signed in with, and what a colleague is measured by.
pub(super) fn conflicts_of(
    conn: &mut Conn,
    units: &Units,
    user: UserId,
    day: Day,
) -> Result<Arc<[UnitId]>, StoreError> {
    let declared = conflicts::of(conn, user, day)?;
    let concerned = |unit| units.successions().concerned(unit, day);
    let all: BTreeSet<UnitId> = declared.into_iter().flat_map(concerned).collect();
    Ok(all.into_iter().collect())
}

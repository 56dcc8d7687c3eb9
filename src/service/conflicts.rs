//! Conflicts of interest: an inspector who has one with a unit never sees what is about it, nor
//! what is about whoever came after it.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::domain::actor::{Actor, ConflictSource, Role};
use crate::domain::fault::FieldError;
use crate::domain::ids::{UnitId, UserId};
use crate::domain::time::Day;
use crate::domain::units::unit::Units;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::{Service, UnitName};
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::staff::conflicts::{self, ConflictRow};
use crate::store::staff::postings;
use crate::store::staff::users::{self, UserRow};
use crate::store::types::{Date, Id};
use jiff::ToSpan;

/// No conflict is declared for longer than so many days; it can be declared again.
const LONGEST_DAYS: i64 = 3653;
/// Whoever worked at a unit has a conflict with it for so many months after; policy on NĐ 59/2019
/// Art. 29.
const FORMER_MONTHS: i32 = 24;

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

/// A conflict that was declared, or that follows from where an inspector worked.
#[derive(Debug, Clone)]
pub struct Conflict {
    /// From what it follows.
    pub source: ConflictSource,
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
    /// When it was declared; of a former unit the first day after leaving it.
    pub declared_on: Day,
    /// Whether it holds today.
    pub holds: bool,
}

impl Service {
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
                faults.push(FieldFault::OutOfRange.at("/until").and(
                    &format!("Không quá {LONGEST_DAYS} ngày kể từ hôm nay."),
                    &format!("At most {LONGEST_DAYS} days from today."),
                ));
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
                let (user_id, declared_on) = (user.id, Date(today));
                let asked = ConflictRow { user_id, unit_id, until: Date(until), declared_on };
                Ok((keep(tx, asked, boss)?, user.login, user.name))
            })
            .await;
        Ok(self.conflict(declared?))
    }

    /// The own conflicts, or everybody's for an administrator.
    pub async fn conflicts(&self, actor: &Actor) -> Result<Vec<Conflict>, ServiceError> {
        let whose = (actor.role != Role::Administrator).then_some(actor.user_id);
        let (reference, today) = (self.references.ready()?, self.clock.today());
        let (declared, former) = self
            .db
            .read(move |conn| {
                let declared = conflicts::list(conn, whose)?;
                let mut former = Vec::new();
                for user in users::of_role(conn, Role::Inspector)? {
                    if whose.is_none_or(|own| own == UserId::new(user.id.0)) {
                        for left in former_units(conn, &reference.units, &user, today)? {
                            former.push((left, user.login.clone(), user.name.clone()));
                        }
                    }
                }
                Ok((declared, former))
            })
            .await?;
        let declared = declared.into_iter().map(|row| self.conflict(row));
        let former = former.into_iter().map(|(left, login, name)| Conflict {
            source: ConflictSource::FormerUnit,
            ..self.conflict((left.row(), login, name))
        });
        Ok(declared.chain(former).collect())
    }

    fn conflict(&self, (row, login, name): (ConflictRow, String, String)) -> Conflict {
        let (reference, today) = (self.references.now(), self.clock.today());
        let unit = UnitId::new(row.unit_id.0);
        let others = reference.units.successions().concerned(unit, today);
        Conflict {
            source: ConflictSource::Declared,
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
    user: &UserRow,
    day: Day,
) -> Result<Arc<[UnitId]>, StoreError> {
    let mut all = conflicts::of(conn, UserId::new(user.id.0), day)?;
    all.extend(former_units(conn, units, user, day)?.into_iter().map(|left| left.unit));
    let concerned = |unit| units.successions().concerned(unit, day);
    let all: BTreeSet<UnitId> = all.into_iter().flat_map(concerned).collect();
    Ok(all.into_iter().collect())
}

/// Why `actor` may send nothing to `unit` now, if so: it is the own body, or one with which there is a
/// conflict of interest, also if that was declared a moment ago.
pub(super) fn barred_from(
    conn: &mut Conn,
    units: &Units,
    actor: &Actor,
    unit: UnitId,
    today: Day,
) -> Result<Option<FieldFault>, StoreError> {
    if actor.unit_id == Some(unit) {
        return Ok(Some(FieldFault::OwnBody));
    }
    let Some(user) = users::get(conn, actor.user_id)? else { return Ok(None) };
    let conflict = conflicts_of(conn, units, &user, today)?.contains(&unit);
    Ok(conflict.then_some(FieldFault::ConflictOfInterest))
}

/// A unit that an inspector left not long ago.
struct Left {
    user: Id,
    unit: UnitId,
    /// The first day after leaving it, and the last day on which that still matters.
    since: Day,
    until: Day,
}

impl Left {
    /// As if it had been declared on leaving.
    fn row(&self) -> ConflictRow {
        ConflictRow {
            user_id: self.user,
            unit_id: Id(self.unit.uuid()),
            until: Date(self.until),
            declared_on: Date(self.since),
        }
    }
}

/// The units that `user` left within so many months before `day`. One that the present unit came
/// after is none of them: there the person still works, under another name.
fn former_units(
    conn: &mut Conn,
    units: &Units,
    user: &UserRow,
    day: Day,
) -> Result<Vec<Left>, StoreError> {
    let own = user.unit_id.map(|id| UnitId::new(id.0));
    let still = |unit| own.is_some_and(|own| units.successions().reaches(unit, own));
    let mut found = Vec::new();
    for (unit, last) in postings::left(conn, UserId::new(user.id.0))? {
        let until = last.saturating_add(FORMER_MONTHS.months());
        let since = last.tomorrow().unwrap_or(last);
        if day <= until && !still(unit) {
            found.push(Left { user: user.id, unit, since, until });
        }
    }
    Ok(found)
}

/// Keeps `asked` beside what was declared before, which only an administrator shortens; gives what holds then.
fn keep(tx: &mut Conn, asked: ConflictRow, boss: bool) -> Result<ConflictRow, StoreError> {
    let before = conflicts::get(tx, asked.user_id, asked.unit_id)?;
    let least = before.as_ref().filter(|_| !boss).map(|before| before.until.0);
    let until = Date(least.map_or(asked.until.0, |least| least.max(asked.until.0)));
    if let Some(before) = before.filter(|before| before.until == until) {
        return Ok(before);
    }
    let row = ConflictRow { until, ..asked };
    conflicts::keep(tx, &row)?;
    Ok(row)
}

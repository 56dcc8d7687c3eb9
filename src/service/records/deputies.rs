//! Standing deputies of units, as administrators record and end them.

use crate::domain::actor::{Actor, Role};
use crate::domain::fault::FieldError;
use crate::domain::ids::{DeputyId, UnitId};
use crate::domain::time::{Day, Instant};
use crate::domain::units::deputy::Deputy;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::{Service, UnitName};
use crate::store::backend::Conn;
use crate::store::staff::{deputies, users};
use crate::store::types::Id;
use crate::store::{StoreError, reference};

/// No authority is recorded for longer than so many days; another document prolongs it.
const LONGEST_DAYS: i64 = 1827;

/// What is recorded.
#[derive(Debug, Clone, Default)]
pub struct NewDeputy {
    /// The login of who stands in; the unit is the one this account works for.
    pub login: Option<String>,
    /// The number of the document.
    pub document: Option<String>,
    /// The first day.
    pub valid_from: Option<Day>,
    /// The last day.
    pub valid_to: Option<Day>,
}

/// A standing deputy.
#[derive(Debug, Clone)]
pub struct DeputyView {
    /// What was recorded.
    pub deputy: Deputy,
    /// Who, by login.
    pub login: String,
    /// And by name.
    pub name: String,
    /// Of which unit.
    pub unit: Option<UnitName>,
    /// Whether it holds today.
    pub holds: bool,
}

impl Service {
    /// Records a standing deputy. What is recorded again changes nothing, also after its end.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with every fault at once, those that were `noted` among them.
    pub async fn record_deputy(
        &self,
        actor: &Actor,
        new: NewDeputy,
        noted: Vec<FieldError>,
    ) -> Result<DeputyView, ServiceError> {
        let now = self.clock.now();
        let mut faults = noted;
        faults.extend(period_fault(&new, now.office_day()));
        let (Some(login), Some(document), Some(valid_from), Some(valid_to), true) =
            (new.login, new.document, new.valid_from, new.valid_to, faults.is_empty())
        else {
            return Err(ServiceError::Invalid(faults));
        };
        let (recorded_by, id) = (actor.user_id, DeputyId::new(self.ids.random()));
        let written: Result<_, Fault> = self
            .db
            .write("deputies.record", "deputies", move |tx| {
                alone(tx, now)?;
                let user = users::by_login(tx, &login)?.filter(|user| user.active);
                let user =
                    user.ok_or_else(|| ServiceError::field("/login", FieldFault::NoSuchUser))?;
                let who = user.actor()?;
                let Some(unit) = who.unit_id.filter(|_| handles(who.role)) else {
                    return Err(ServiceError::field("/login", FieldFault::NotForThisRole).into());
                };
                let one = Deputy {
                    id,
                    user: who.user_id,
                    unit,
                    document: document.clone(),
                    valid_from,
                    valid_to,
                    recorded_by,
                    ended: None,
                };
                let before = deputies::around(tx, unit, who.user_id)?;
                let same = before.iter().filter(|it| it.says_the_same(&one));
                let meets = |it: &Deputy| it.unit == unit && it.meets(valid_from, valid_to);
                // Of several the one that did not end, as they could be recorded once.
                let kept = match same.min_by_key(|it| it.ended.is_some()) {
                    Some(known) => known.clone(),
                    None if before.iter().any(meets) => {
                        let fault = FieldFault::DeputyThen;
                        return Err(ServiceError::field("/valid_from", fault).into());
                    }
                    None => {
                        deputies::insert(tx, &one, now)?;
                        one
                    }
                };
                Ok((kept, user.login, user.name))
            })
            .await;
        Ok(self.deputy(written?))
    }

    /// Ends a standing deputy from today on. What ended stays as it ended.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub async fn end_deputy(
        &self,
        actor: &Actor,
        id: DeputyId,
    ) -> Result<DeputyView, ServiceError> {
        let (now, by) = (self.clock.now(), actor.user_id);
        let written: Result<_, Fault> = self
            .db
            .write("deputies.end", "deputies", move |tx| {
                alone(tx, now)?;
                let (before, login, name) = deputies::get(tx, id)?.ok_or(ServiceError::NotFound)?;
                let after = before.clone().ended(now.office_day(), Some(by));
                if after != before {
                    deputies::end(tx, &after)?;
                }
                Ok((after, login, name))
            })
            .await;
        Ok(self.deputy(written?))
    }

    /// Every standing deputy there is and was.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn deputies(&self) -> Result<Vec<DeputyView>, ServiceError> {
        let all = self.db.read(deputies::list).await?;
        Ok(all.into_iter().map(|row| self.deputy(row)).collect())
    }

    fn deputy(&self, (deputy, login, name): (Deputy, String, String)) -> DeputyView {
        DeputyView {
            unit: self.references.now().unit_name(deputy.unit),
            holds: deputy.holds_on(self.clock.today()),
            login,
            name,
            deputy,
        }
    }
}

/// Waits until no other process records, ends or moves: two at once for one unit must see each other,
/// and so must an authority and the move that ends it. It is the row on which edits of reference data
/// wait, so that no two transactions can wait for each other's.
pub(in crate::service) fn alone(tx: &mut Conn, now: Instant) -> Result<(), StoreError> {
    reference::hold(tx, "reference", now)
}

/// Ends what `user` is the deputy of, as it works from now on for `unit` as `role`, or for nobody:
/// the authority was for that unit, and does not come back with the person. Only after [`alone`].
pub(in crate::service) fn leave(
    tx: &mut Conn,
    user: Id,
    place: Option<(UnitId, Role)>,
    today: Day,
) -> Result<(), StoreError> {
    let unit = place.filter(|(_, role)| handles(*role)).map(|(unit, _)| unit);
    for one in deputies::of_user(tx, user)?.into_iter().filter(|one| one.is_left(unit, today)) {
        deputies::end(tx, &one.ended(today, None))?;
    }
    Ok(())
}

/// Whether such staff answers for cases, and so can be the second of two.
const fn handles(role: Role) -> bool {
    matches!(role, Role::UnitOfficer | Role::UnitLeader | Role::Inspector)
}

/// What is wrong with the period of a new deputy.
fn period_fault(new: &NewDeputy, today: Day) -> Option<FieldError> {
    let (from, to) = new.valid_from.zip(new.valid_to)?;
    let longest = jiff::SignedDuration::from_hours(24 * LONGEST_DAYS);
    let fault = match to {
        to if to < from => FieldFault::WrongEnd,
        to if to < today => FieldFault::InThePast,
        to if to.duration_since(from) > longest => FieldFault::OutOfRange,
        _ => return None,
    };
    Some(fault.at("/valid_to"))
}

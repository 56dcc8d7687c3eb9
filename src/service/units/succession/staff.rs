//! The staff of units that ended: whoever worked for one that was taken over whole works for its
//! successor from the first day of the new order; the others are told to the administrator.

use std::sync::Arc;

use super::ended;
use crate::domain::actor::{PostingCause, Role};
use crate::domain::ids::{UnitId, UserId};
use crate::domain::time::{Day, Instant};
use crate::domain::units::unit::Heir;
use crate::domain::units::unit::{Unit, Units};
use crate::service::accounts::fits;
use crate::service::error::ServiceError;
use crate::service::facade::{Service, UnitName};
use crate::service::records::deputies::{alone, leave};
use crate::service::reference::Reference;
use crate::store::StoreError;
use crate::store::staff::postings::{self, Begun};
use crate::store::staff::users;
use crate::store::types::Id;

/// What became of the accounts of units that ended.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Staff {
    /// Those that moved, or would.
    pub moved: Vec<AccountMoved>,
    /// Those that somebody must move or close.
    pub waiting: Vec<AccountWaits>,
}

/// An account that works for the successor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountMoved {
    /// The login.
    pub login: String,
    /// The unit that ended.
    pub from: UnitName,
    /// Its successor.
    pub to: UnitName,
    /// As what.
    pub role: Role,
    /// It led the unit that ended, and would see more by leading the successor.
    pub leads_no_more: bool,
}

/// An account that nothing says where to move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountWaits {
    /// The login.
    pub login: String,
    /// As what.
    pub role: Role,
    /// The unit that ended.
    pub unit: UnitName,
    /// Who came after it; nobody where it was dissolved.
    pub successors: Vec<UnitName>,
}

/// One account, and where it goes.
#[derive(Clone, Copy)]
struct Going {
    id: Id,
    from: UnitId,
    to: UnitId,
    role: Role,
    /// The last day at the former unit and the first at the next.
    days: (Day, Day),
    at: Instant,
}

impl Service {
    /// Moves the accounts of units that ended before `effective_on` to the one that took over all
    /// of each by `by`. The inspectors of a `sealed` unit stay: it holds tips that nobody took over,
    /// and nobody else could open them.
    pub(super) async fn move_staff(
        &self,
        reference: &Arc<Reference>,
        (effective_on, by): (Day, Day),
        sealed: Vec<UnitId>,
        dry_run: bool,
    ) -> Result<Staff, ServiceError> {
        let units = &reference.units;
        let gone: Vec<UnitId> = ended(reference, effective_on).map(|unit| unit.id).collect();
        let accounts = self.db.read(move |conn| users::active_of(conn, &gone)).await?;
        let mut staff = Staff::default();
        for account in accounts {
            let found = account.unit_id.and_then(|id| units.get(UnitId::new(id.0)));
            let (Some(unit), Some(role)) = (found, Role::parse(&account.role)) else { continue };
            let stays = role == Role::Inspector && sealed.contains(&unit.id);
            let heir = units.heir(unit, by);
            let (to, last) = match (heir, unit.valid_to) {
                (Heir::One(to), Some(last)) if fits(role, to) && !stays => (to, last),
                (heir, _) => {
                    let successors = named(&heir);
                    let (login, unit) = (account.login, unit.into());
                    staff.waiting.push(AccountWaits { login, role, unit, successors });
                    continue;
                }
            };
            let leads_no_more = role == Role::UnitLeader && !covers(units, unit, to);
            let role = if leads_no_more { Role::UnitOfficer } else { role };
            let first = last.tomorrow().map_err(ServiceError::internal)?;
            let at = self.clock.now();
            let going =
                Going { id: account.id, from: unit.id, to: to.id, role, days: (last, first), at };
            if dry_run || self.move_one(going).await? {
                let (from, to) = (unit.into(), to.into());
                let login = account.login;
                staff.moved.push(AccountMoved { login, from, to, role, leads_no_more });
            }
        }
        Ok(staff)
    }

    /// One account in one write; false where somebody moved or closed it meanwhile. Its sessions
    /// end, so that nobody goes on with what was read as the former unit's, and so does what it was
    /// the deputy of.
    async fn move_one(&self, going: Going) -> Result<bool, StoreError> {
        self.db
            .write("succession.staff", going.id.0, move |tx| {
                let Going { id, from, to, role, days: (last, first), at } = going;
                let unit = Some(Id(to.uuid()));
                alone(tx, at)?;
                let still = users::get(tx, UserId::new(id.0))?
                    .is_some_and(|user| user.active && user.unit_id == Some(Id(from.uuid())));
                if !still {
                    return Ok(false);
                }
                let cause = PostingCause::Succession;
                postings::end(tx, id, last)?;
                let code = role.as_str();
                postings::begin(tx, id, Begun { unit, role: code, since: first, cause, at })?;
                users::set_place(tx, id, unit, code)?;
                leave(tx, id, Some((to, role)), at.office_day())?;
                Ok(true)
            })
            .await
    }
}

/// Whether all that stands below `to` stood below `from`, or came after what did: only then whoever
/// led the one sees no more by leading the other.
fn covers(units: &Units, from: &Unit, to: &Unit) -> bool {
    let before = units.below(from.id);
    let came_after =
        |unit: UnitId| before.iter().any(|former| units.successions().reaches(*former, unit));
    units.below(to.id).into_iter().all(came_after)
}

fn named(heir: &Heir<'_>) -> Vec<UnitName> {
    match heir {
        Heir::One(one) => vec![UnitName::from(*one)],
        Heir::Split(several) => several.iter().map(|one| UnitName::from(*one)).collect(),
        Heir::Itself(_) | Heir::Nobody => Vec::new(),
    }
}

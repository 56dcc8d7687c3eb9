//! An account while an administrator keeps it: another one than the own, and nobody else keeps any meanwhile.

use crate::domain::actor::{Actor, Role};
use crate::domain::ids::UserId;
use crate::domain::records::access::Accessed;
use crate::domain::running::account::AccountRefusal;
use crate::domain::time::Instant;
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::service::records::deputies::alone;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::staff::users::{self, UserRow};

/// An account that is kept, and by whom: another account, of an administrator, and nobody else keeps any meanwhile.
pub(super) struct Kept {
    pub(super) by: UserRow,
    pub(super) user: UserRow,
    pub(super) now: Instant,
}

impl Kept {
    /// The account.
    pub(super) fn id(&self) -> UserId {
        UserId::new(self.user.id.0)
    }

    /// Notes that whoever keeps it has changed it: who that was is no second person beside its owner for a while.
    pub(super) fn note_change(&self, tx: &mut Conn) -> Result<(), StoreError> {
        let changer = self.user.keeper().changer(self.by_id(), self.now);
        users::note_change(tx, self.user.id, changer, self.now)
    }

    /// Who keeps it.
    pub(super) fn by_id(&self) -> UserId {
        UserId::new(self.by.id.0)
    }
}

impl Service {
    /// Does `act` to an account of somebody else, alone among all that keep accounts, and by whoever still is an administrator.
    pub(super) async fn keep<T, F>(
        &self,
        actor: &Actor,
        id: UserId,
        act: F,
    ) -> Result<T, ServiceError>
    where
        T: Send + 'static,
        F: Fn(&Self, &mut Conn, &Kept) -> Result<T, Fault> + Send + 'static,
    {
        let (service, by) = (self.clone(), actor.user_id);
        let write = move |tx: &mut Conn| -> Result<T, Fault> {
            let now = service.clock.now();
            alone(tx, now)?;
            let by = administrator(tx, by)?;
            let user = users::hold(tx, id)?.ok_or(ServiceError::NotFound)?;
            if user.id == by.id {
                return Err(ServiceError::Account(AccountRefusal::Own).into());
            }
            act(&service, tx, &Kept { by, user, now })
        };
        Ok(self.db.write("accounts.keep", id.uuid(), write).await?)
    }

    /// Notes what was done to an account that is kept.
    pub(super) fn note_kept(
        &self,
        tx: &mut Conn,
        kept: &Kept,
        what: (Accessed, &str),
    ) -> Result<(), Fault> {
        self.note_account(tx, kept.by_id(), what, kept.id())
    }
}

/// The account of an administrator, as long as it is one.
pub(super) fn administrator(tx: &mut Conn, id: UserId) -> Result<UserRow, Fault> {
    let is = |user: &UserRow| user.active && user.role == Role::Administrator.as_str();
    Ok(users::get(tx, id)?.filter(is).ok_or(ServiceError::Unauthenticated)?)
}

/// Refuses where no link could be mailed to the account.
pub(super) fn reachable(user: &UserRow) -> Result<(), ServiceError> {
    user.email.as_ref().map(|_| ()).ok_or(ServiceError::Account(AccountRefusal::NoAddress))
}

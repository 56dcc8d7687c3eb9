//! What administrators do to accounts by themselves. What would give anybody more than that waits for a second one.

use super::changing::{closed, put_in_place};
use super::kept::{Kept, administrator, reachable};
use super::{AccountView, NewUser, is_login};
use crate::domain::actor::{Actor, Role};
use crate::domain::fault::FieldError;
use crate::domain::ids::{UnitId, UserId};
use crate::domain::records::access::Accessed;
use crate::domain::running::account::{AccountAct, AccountRefusal, is_proven};
use crate::domain::text::{EmailAddress, PersonName};
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::records::deputies::alone;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::staff::users::{self, UserRow};

/// An account that an administrator makes.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// The login: 3–40 of a–z, 0–9, dot, dash.
    pub login: Option<String>,
    /// The rest.
    pub fields: AccountFields,
}

/// What an administrator may say of an account.
#[derive(Debug, Clone)]
pub struct AccountFields {
    /// The name shown to colleagues.
    pub name: Option<PersonName>,
    /// The role.
    pub role: Option<Role>,
    /// The code of its unit; administrators have none.
    pub unit: Option<String>,
    /// Where its mail goes.
    pub email: Option<EmailAddress>,
}

impl Service {
    /// Makes an account and mails it a link that sets its password; of a role that no administrator gives alone it is opened once
    /// another confirms that.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with every fault at once, those that were `noted` among them.
    pub async fn create_account(
        &self,
        actor: &Actor,
        new: NewAccount,
        noted: Vec<FieldError>,
    ) -> Result<AccountView, ServiceError> {
        let mut faults = noted;
        if new.login.as_deref().is_some_and(|login| !is_login(login)) {
            faults.push(FieldFault::BadLogin.at("/login"));
        }
        let place = self.place_of_fields(&new.fields, &mut faults)?;
        let AccountFields { name, email, unit, .. } = new.fields;
        let (Some(login), Some(name), Some((role, unit_id)), true) =
            (new.login, name, place, faults.is_empty())
        else {
            return Err(ServiceError::Invalid(faults));
        };
        let id = UserId::new(self.ids.random());
        let user = NewUser { login, name, role, unit, email };
        let row = self.row_of(id, &user, unit_id);
        let (service, by) = (self.clone(), actor.user_id);
        let write = move |tx: &mut Conn| -> Result<(), Fault> {
            let now = service.clock.now();
            alone(tx, now)?;
            let by = administrator(tx, by)?;
            if users::by_login(tx, &row.login)?.is_some() {
                return Err(ServiceError::field("/login", FieldFault::LoginTaken).into());
            }
            let user = UserRow { made_by: Some(by.id), ..row.clone() };
            service.put_account(tx, &Kept { by, user, now }, role)
        };
        match self.db.write("accounts.create", id.uuid(), write).await {
            Err(Fault::Store(StoreError::Unique(_))) => {
                Err(ServiceError::field("/login", FieldFault::LoginTaken))
            }
            Err(other) => Err(other.into()),
            Ok(()) => self.account(id).await,
        }
    }

    /// Makes an account that is not there yet, and opens it where an administrator may do that alone.
    pub(super) fn put_account(&self, tx: &mut Conn, kept: &Kept, role: Role) -> Result<(), Fault> {
        users::insert(tx, &kept.user)?;
        self.note_kept(tx, kept, (Accessed::AccountMade, "create_account"))?;
        if role.needs_two() {
            return self.ask(tx, kept, AccountAct::Open, None);
        }
        self.open_account(tx, &kept.user, kept.now)
    }

    /// Gives an account this name, address and place, each as it is or another. A place that no administrator gives alone waits for
    /// another to confirm it.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; [`ServiceError::Invalid`] with every fault at once, those that were `noted` among them;
    /// [`ServiceError::Account`] for the own account and for the last administrator.
    pub async fn change_account(
        &self,
        actor: &Actor,
        id: UserId,
        fields: AccountFields,
        noted: Vec<FieldError>,
    ) -> Result<AccountView, ServiceError> {
        let mut faults = noted;
        let place = self.place_of_fields(&fields, &mut faults)?;
        let (Some(name), Some(place), true) = (fields.name, place, faults.is_empty()) else {
            return Err(ServiceError::Invalid(faults));
        };
        let email = fields.email;
        let moved = self
            .keep(actor, id, move |service, tx, kept| {
                let Kept { user, now, .. } = kept;
                let mut changed = user.name != name.as_str();
                if changed {
                    users::set_name(tx, user.id, name.as_str())?;
                }
                changed |= service.new_email(tx, user, email.as_ref(), Some(*now))?;
                let (role, unit) = place;
                let there = user.role == role.as_str()
                    && user.unit_id.map(|it| it.0) == unit.map(UnitId::uuid);
                let asks = !there && user.active && role.needs_two();
                let moved = !asks && put_in_place(tx, user, place, *now)?;
                if changed || moved {
                    kept.note_change(tx)?;
                }
                if asks {
                    service.ask(tx, kept, AccountAct::Place, Some(place))?;
                }
                if changed || moved || asks {
                    service.note_kept(tx, kept, (Accessed::AccountChanged, "change_account"))?;
                }
                Ok(moved)
            })
            .await?;
        if moved {
            self.empty_hands(id).await?;
        }
        self.account(id).await
    }

    /// Closes an account: nobody signs in with it, whatever was opened with it ends at once, and what it had in hand is put back.
    /// Closing it again changes nothing, but goes on with the latter.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; [`ServiceError::Account`] for the own account and for the last administrator.
    pub async fn close_account_of(
        &self,
        actor: &Actor,
        id: UserId,
    ) -> Result<AccountView, ServiceError> {
        self.keep(actor, id, |service, tx, kept| {
            let Kept { user, now, .. } = kept;
            // What waits to be opened ends too.
            closed(tx, user, *now)?;
            if user.active {
                kept.note_change(tx)?;
            }
            service.note_kept(tx, kept, (Accessed::AccountClosed, "close_account"))
        })
        .await?;
        self.empty_hands(id).await?;
        self.account(id).await
    }

    /// Opens a closed account again and mails it a link that sets its password: the one it had is gone. What no administrator does
    /// alone, for the role or because the address is another not long ago, waits for another to confirm it.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; [`ServiceError::Account`] for the own account, one that is open, has no address, or whose unit has ended.
    pub async fn reopen_account(
        &self,
        actor: &Actor,
        id: UserId,
    ) -> Result<AccountView, ServiceError> {
        self.keep(actor, id, |service, tx, kept| {
            let Kept { user, now, .. } = kept;
            if user.active {
                return Err(ServiceError::Account(AccountRefusal::Open).into());
            }
            reachable(user)?;
            let who = user.actor()?;
            service.is_place(who.role, who.unit_id, *now)?;
            if who.role.needs_two() || !is_proven(who.role, user.email_since, *now) {
                service.ask(tx, kept, AccountAct::Open, None)?;
            } else {
                service.open_account(tx, user, *now)?;
                kept.note_change(tx)?;
            }
            service.note_kept(tx, kept, (Accessed::AccountReopened, "reopen_account"))
        })
        .await?;
        self.account(id).await
    }

    /// Ends every session of an account.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; [`ServiceError::Account`] for the own account.
    pub async fn end_sessions_of(&self, actor: &Actor, id: UserId) -> Result<(), ServiceError> {
        self.keep(actor, id, |service, tx, kept| {
            users::end_sessions(tx, kept.user.id, None)?;
            service.note_kept(tx, kept, (Accessed::SessionsEnded, "end_account_sessions"))
        })
        .await
    }

    /// As what it is to work, and for whom, as of today; adds what is wrong with that to the faults.
    fn place_of_fields(
        &self,
        fields: &AccountFields,
        faults: &mut Vec<FieldError>,
    ) -> Result<Option<(Role, Option<UnitId>)>, ServiceError> {
        let Some(role) = fields.role else { return Ok(None) };
        match self.unit_for(role, fields.unit.as_deref()) {
            Ok(unit) => Ok(Some((role, unit))),
            Err(ServiceError::Invalid(found)) => {
                faults.extend(found);
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }
}

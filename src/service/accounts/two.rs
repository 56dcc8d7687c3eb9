//! What takes two administrators: one asks, and another confirms within some days.

use super::AccountView;
use super::changing::put_in_place;
use super::factor::forgotten;
use super::kept::{Kept, reachable};
use crate::domain::actor::{Actor, Role};
use crate::domain::ids::{AccountRequestId, UnitId, UserId};
use crate::domain::records::access::Accessed;
use crate::domain::running::account::{
    AccountAct, AccountRefusal, LINK_SECONDS, REQUEST_SECONDS, are_two,
};
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::store::backend::Conn;
use crate::store::staff::account_requests::{self, RequestRow};
use crate::store::staff::factors;
use crate::store::staff::users;
use crate::store::types::Id;

impl Service {
    /// Asks that the password of an account end and a link for another be mailed to it. Until another administrator confirms that,
    /// nothing changes.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; [`ServiceError::Account`] for the own account, one that is closed, and one without an address.
    pub async fn ask_reset(&self, actor: &Actor, id: UserId) -> Result<AccountView, ServiceError> {
        self.keep(actor, id, |service, tx, kept| {
            if !kept.user.active {
                return Err(ServiceError::Account(AccountRefusal::Closed).into());
            }
            reachable(&kept.user)?;
            service.ask(tx, kept, AccountAct::Reset, None)?;
            service.note_kept(tx, kept, (Accessed::ResetAsked, "reset_account"))
        })
        .await?;
        self.account(id).await
    }

    /// Asks that the second factor of an account end: its owner has lost it. The password stays, so that a mailbox alone opens nothing. Until
    /// another administrator confirms that, nothing changes.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`]; [`ServiceError::Account`] for the own account, one that is closed, and one without a factor.
    pub async fn ask_factor_reset(
        &self,
        actor: &Actor,
        id: UserId,
    ) -> Result<AccountView, ServiceError> {
        self.keep(actor, id, |service, tx, kept| {
            if !kept.user.active {
                return Err(ServiceError::Account(AccountRefusal::Closed).into());
            }
            if !factors::is_confirmed(tx, kept.user.id)? {
                return Err(ServiceError::Account(AccountRefusal::NoFactor).into());
            }
            service.ask(tx, kept, AccountAct::Factor, None)?;
            service.note_kept(tx, kept, (Accessed::FactorResetAsked, "reset_account_factor"))
        })
        .await?;
        self.account(id).await
    }

    /// Does what another administrator has asked for an account, as it was read under this id.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where nothing of this id waits any more; [`ServiceError::Account`] where the two do not count as two, or
    /// it cannot be done any more.
    pub async fn confirm_request(
        &self,
        actor: &Actor,
        id: UserId,
        request: AccountRequestId,
    ) -> Result<AccountView, ServiceError> {
        let moved = self
            .keep(actor, id, move |service, tx, kept| {
                let Kept { by, user, now } = kept;
                let waits = account_requests::of(tx, &[user.id], *now)?.pop();
                let asked = waits.filter(|row| row.id.0 == request.uuid());
                let asked = asked.ok_or(ServiceError::NotFound)?;
                let asker = users::get(tx, UserId::new(asked.asked_by.0))?;
                let asker = asker.ok_or(ServiceError::NotFound)?;
                are_two(&asker.keeper(), &by.keeper(), kept.id(), *now)
                    .map_err(ServiceError::Account)?;
                let moved = service.confirmed(tx, kept, &asked)?;
                account_requests::remove_for(tx, user.id)?;
                // Of both, so of neither a second person.
                users::note_change(tx, user.id, None, *now)?;
                service.note_kept(
                    tx,
                    kept,
                    (Accessed::RequestConfirmed, "confirm_account_request"),
                )?;
                Ok(moved)
            })
            .await?;
        if moved {
            self.empty_hands(id).await?;
        }
        self.account(id).await
    }

    /// Does what was asked; whether the account works elsewhere from now on.
    fn confirmed(&self, tx: &mut Conn, kept: &Kept, asked: &RequestRow) -> Result<bool, Fault> {
        let Kept { user, now, .. } = kept;
        match AccountAct::parse(&asked.act) {
            Some(AccountAct::Reset) => {
                reachable(user)?;
                users::set_password(tx, user.id, "", None)?;
                users::prove_email(tx, user.id)?;
                self.owe_link(tx, user.id, now.plus_seconds(LINK_SECONDS))?;
                Ok(false)
            }
            Some(AccountAct::Factor) => {
                forgotten(tx, user)?;
                Ok(false)
            }
            Some(AccountAct::Open) => {
                let who = user.actor()?;
                self.is_place(who.role, who.unit_id, *now)?;
                reachable(user)?;
                users::prove_email(tx, user.id)?;
                self.open_account(tx, user, *now)?;
                Ok(false)
            }
            Some(AccountAct::Place) => {
                let role = asked.role.as_deref().and_then(Role::parse);
                let role = role.ok_or_else(|| ServiceError::internal("a role cannot be read"))?;
                let unit = asked.unit_id.map(|unit| UnitId::new(unit.0));
                self.is_place(role, unit, *now)?;
                put_in_place(tx, user, (role, unit), *now)
            }
            None => Err(ServiceError::internal("an act of an account cannot be read").into()),
        }
    }

    /// Ends what waits for an account to be confirmed.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where nothing waits; [`ServiceError::Account`] for the own account.
    pub async fn drop_request(
        &self,
        actor: &Actor,
        id: UserId,
    ) -> Result<AccountView, ServiceError> {
        self.keep(actor, id, |service, tx, kept| {
            if account_requests::of(tx, &[kept.user.id], kept.now)?.is_empty() {
                return Err(ServiceError::NotFound.into());
            }
            account_requests::remove_for(tx, kept.user.id)?;
            service.note_kept(tx, kept, (Accessed::RequestDropped, "drop_account_request"))
        })
        .await?;
        self.account(id).await
    }

    /// Lets `act` wait to be confirmed. What the same administrator asks again goes on waiting as it was.
    pub(super) fn ask(
        &self,
        tx: &mut Conn,
        kept: &Kept,
        act: AccountAct,
        place: Option<(Role, Option<UnitId>)>,
    ) -> Result<(), Fault> {
        let row = RequestRow {
            user_id: kept.user.id,
            id: Id(self.ids.random()),
            act: act.as_str().to_owned(),
            role: place.map(|(role, _)| role.as_str().to_owned()),
            unit_id: place.and_then(|(_, unit)| unit).map(|unit| Id(unit.uuid())),
            asked_by: kept.by.id,
            asked_at: kept.now,
            ends_at: kept.now.plus_seconds(REQUEST_SECONDS),
        };
        let before = account_requests::of(tx, &[kept.user.id], kept.now)?.pop();
        let of = |row: &RequestRow| (row.act.clone(), row.role.clone(), row.unit_id, row.asked_by);
        if before.is_some_and(|before| of(&before) == of(&row)) {
            return Ok(());
        }
        Ok(account_requests::put(tx, &row)?)
    }
}

//! What changes of an account in one way, whoever changes it: where it works, whether it is open, where it has its mail.

use super::begin_posting;
use crate::domain::actor::{PostingCause, Role};
use crate::domain::ids::{FormerEmailId, UnitId, UserId};
use crate::domain::notice::email_changed;
use crate::domain::running::account::{AccountRefusal, FORMER_SECONDS};
use crate::domain::text::EmailAddress;
use crate::domain::time::Instant;
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::service::notices::notice_rows;
use crate::service::records::deputies::{alone, leave};
use crate::store::backend::Conn;
use crate::store::outbox;
use crate::store::staff::links::{self, FormerRow};
use crate::store::staff::postings;
use crate::store::staff::users::{self, UserRow};
use crate::store::types::Id;

impl Service {
    /// Closes an account: nobody signs in with it, whatever was opened with it ends at once, and what it had in hand is put back.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown login, [`ServiceError::Account`] for the last administrator.
    pub async fn close_account(&self, login: &str) -> Result<(), ServiceError> {
        let (login, now) = (login.to_owned(), self.clock.now());
        let written: Result<UserId, Fault> = self
            .db
            .write("accounts.close", login.clone(), move |tx| {
                alone(tx, now)?;
                let user = users::by_login(tx, &login)?.ok_or(ServiceError::NotFound)?;
                closed(tx, &user, now)?;
                Ok(UserId::new(user.id.0))
            })
            .await;
        self.empty_hands(written?).await
    }

    /// Moves an open account to another unit, and to another role where one is named: the posting
    /// of before ends yesterday, the next begins today, and whatever was opened with it ends, as does what it was a
    /// standing deputy of, and what it had in hand is put back. Moving it to where it is changes nothing. Returns the role and whether
    /// anything changed.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a login that is unknown or closed, [`ServiceError::Invalid`]
    /// for a unit that does not exist today or does not go with the role, [`ServiceError::Account`] for the last administrator.
    pub async fn move_account(
        &self,
        login: &str,
        unit: &str,
        role: Option<Role>,
    ) -> Result<(Role, bool), ServiceError> {
        let now = self.clock.now();
        let (service, login, unit) = (self.clone(), login.to_owned(), unit.to_owned());
        let written: Result<_, Fault> = self
            .db
            .write("accounts.move", login.clone(), move |tx| {
                alone(tx, now)?;
                let user = users::by_login(tx, &login)?.filter(|user| user.active);
                let user = user.ok_or(ServiceError::NotFound)?;
                let role = match role {
                    Some(role) => role,
                    None => user.actor()?.role,
                };
                let place = service.unit_for(role, Some(&unit))?;
                Ok((UserId::new(user.id.0), role, put_in_place(tx, &user, (role, place), now)?))
            })
            .await;
        let (id, role, moved) = written?;
        if moved {
            self.empty_hands(id).await?;
        }
        Ok((role, moved))
    }

    /// Sets or forgets the mail address of an account, which is told at the one before.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown login.
    pub async fn set_email(
        &self,
        login: &str,
        email: Option<EmailAddress>,
    ) -> Result<(), ServiceError> {
        let (service, login) = (self.clone(), login.to_owned());
        let written: Result<(), Fault> = self
            .db
            .write("accounts.email", login.clone(), move |tx| {
                let user = users::by_login(tx, &login)?.ok_or(ServiceError::NotFound)?;
                // Whoever commands the machine answers for the address.
                service.new_email(tx, &user, email.as_ref(), None)?;
                Ok(())
            })
            .await;
        Ok(written?)
    }

    /// Puts `email` in the place of the address of an account, `since` when it has to stand for a while; whether it is another one. The one
    /// before is told, and a link that was mailed there ends.
    pub(super) fn new_email(
        &self,
        tx: &mut Conn,
        user: &UserRow,
        email: Option<&EmailAddress>,
        since: Option<Instant>,
    ) -> Result<bool, Fault> {
        let text = email.map(EmailAddress::as_str);
        if user.email.as_deref() == text {
            return Ok(false);
        }
        users::set_email(tx, user.id, text, since)?;
        let Some(before) = &user.email else { return Ok(true) };
        let (id, now) = (FormerEmailId::new(self.ids.random()), self.clock.now());
        let row = FormerRow {
            id: Id(id.uuid()),
            user_id: user.id,
            email: before.clone(),
            ends_at: now.plus_seconds(FORMER_SECONDS),
        };
        links::keep_former(tx, &row)?;
        let calendar = &self.references.now().calendar;
        for row in notice_rows(self.ids.as_ref(), &[email_changed(id)], now, calendar)? {
            outbox::enqueue(tx, &row)?;
        }
        Ok(true)
    }

    /// Opens an account, whose password is set by the link that is mailed to it.
    pub(super) fn open_account(
        &self,
        tx: &mut Conn,
        user: &UserRow,
        now: Instant,
    ) -> Result<(), Fault> {
        users::open(tx, user.id)?;
        let first = postings::of(tx, UserId::new(user.id.0))?.is_empty();
        let cause = if first { PostingCause::Added } else { PostingCause::Reopened };
        begin_posting(tx, user, cause, now)?;
        self.invite(tx, user.id, now)
    }

    /// Whether staff of this role works for this unit today.
    pub(super) fn is_place(
        &self,
        role: Role,
        unit: Option<UnitId>,
        now: Instant,
    ) -> Result<(), ServiceError> {
        let reference = self.references.ready()?;
        let found = unit.map(|unit| reference.units.get(unit));
        let is = match found {
            None => role == Role::Administrator,
            Some(found) => {
                found.is_some_and(|it| it.exists_on(now.office_day()) && super::fits(role, it))
            }
        };
        if is { Ok(()) } else { Err(ServiceError::Account(AccountRefusal::NoUnit)) }
    }
}

/// Closes an account; the caller is [`alone`].
pub(super) fn closed(tx: &mut Conn, user: &UserRow, now: Instant) -> Result<(), Fault> {
    not_the_last(tx, user)?;
    users::close(tx, user.id)?;
    postings::end(tx, user.id, now.office_day())?;
    leave(tx, user.id, None, now.office_day())?;
    Ok(())
}

/// Lets an account work as `role` for `unit` from today on; whether that is something else. The caller is [`alone`].
pub(super) fn put_in_place(
    tx: &mut Conn,
    user: &UserRow,
    (role, unit): (Role, Option<UnitId>),
    now: Instant,
) -> Result<bool, Fault> {
    let to = unit.map(|unit| Id(unit.uuid()));
    if user.unit_id == to && user.role == role.as_str() {
        return Ok(false);
    }
    if role != Role::Administrator {
        not_the_last(tx, user)?;
    }
    users::set_place(tx, user.id, to, role.as_str())?;
    // Nobody works with a closed one; where it works is noted when it is opened.
    if user.active {
        let since = now.office_day();
        let yesterday = since.yesterday().map_err(ServiceError::internal)?;
        postings::end(tx, user.id, yesterday)?;
        let moved = UserRow { unit_id: to, role: role.as_str().to_owned(), ..user.clone() };
        begin_posting(tx, &moved, PostingCause::Moved, now)?;
        leave(tx, user.id, unit.map(|unit| (unit, role)), since)?;
    }
    Ok(true)
}

/// Refuses where nobody else could keep accounts any more.
fn not_the_last(tx: &mut Conn, user: &UserRow) -> Result<(), Fault> {
    if !user.active || user.role != Role::Administrator.as_str() {
        return Ok(());
    }
    let others = users::of_role(tx, Role::Administrator)?;
    if others.iter().any(|other| other.id != user.id) {
        return Ok(());
    }
    Err(ServiceError::Account(AccountRefusal::LastAdministrator).into())
}

//! What administrators see and keep of accounts: a list without anything secret, and mail addresses.

use crate::domain::actor::{Actor, Role};
use crate::domain::ids::UserId;
use crate::domain::text::EmailAddress;
use crate::domain::time::Day;
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::{Service, UnitName};
use crate::store::staff::users::{self, UserRow};

/// An account as a list shows it.
#[derive(Debug, Clone)]
pub struct Account {
    /// The login.
    pub login: String,
    /// The name shown to colleagues.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The unit; administrators have none.
    pub unit: Option<UnitName>,
    /// Whether somebody can sign in with it.
    pub active: bool,
    /// The day of the last sign-in; none where there was none that is known.
    pub signed_in_on: Option<Day>,
}

/// Somebody of the same body, to whom a case can be given.
#[derive(Debug, Clone)]
pub struct Colleague {
    /// The account.
    pub id: UserId,
    /// The login.
    pub login: String,
    /// The name.
    pub name: String,
    /// The role.
    pub role: Role,
}

impl Service {
    /// The open accounts of the actor's own body, by login, the own one among them.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn colleagues(&self, actor: &Actor) -> Result<Vec<Colleague>, ServiceError> {
        let Some(unit) = actor.unit_id else { return Ok(Vec::new()) };
        let rows = self.db.read(move |conn| users::active_of(conn, &[unit])).await?;
        let of = |row: UserRow| {
            let Actor { user_id: id, role, .. } = row.actor()?;
            Ok(Colleague { id, login: row.login, name: row.name, role })
        };
        rows.into_iter().map(of).collect()
    }

    /// Every account, by login, without anything secret.
    pub async fn accounts(&self) -> Result<Vec<Account>, ServiceError> {
        let reference = self.references.ready()?;
        let rows = self.db.read(users::all).await?;
        rows.into_iter()
            .map(|row| {
                let actor = row.actor()?;
                Ok(Account {
                    login: row.login,
                    name: row.name,
                    role: actor.role,
                    unit: actor.unit_id.and_then(|unit| reference.unit_name(unit)),
                    active: row.active,
                    signed_in_on: row.signed_in_on.map(|day| day.0),
                })
            })
            .collect()
    }

    /// Sets or forgets the mail address of an account.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown login.
    pub async fn set_email(
        &self,
        login: &str,
        email: Option<EmailAddress>,
    ) -> Result<(), ServiceError> {
        let login = login.to_owned();
        let written: Result<(), Fault> = self
            .db
            .write("accounts.email", login.clone(), move |tx| {
                let user = users::by_login(tx, &login)?.ok_or(ServiceError::NotFound)?;
                users::set_email(tx, user.id, email.as_ref().map(EmailAddress::as_str))?;
                Ok(())
            })
            .await;
        Ok(written?)
    }
}

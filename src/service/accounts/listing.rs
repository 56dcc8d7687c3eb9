//! What administrators see of accounts: lists without anything secret, and what waits to be confirmed.

use crate::domain::actor::{Actor, Role};
use crate::domain::codes::codes;
use crate::domain::ids::{AccountRequestId, UnitId, UserId};
use crate::domain::running::account::AccountAct;
use crate::domain::time::{Day, Instant};
use crate::service::cases::names_of;
use crate::service::error::ServiceError;
use crate::service::facade::{Service, UnitName};
use crate::service::paging::{Listed, bounded};
use crate::service::reference::Reference;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::staff::account_requests::{self, RequestRow};
use crate::store::staff::factors;
use crate::store::staff::users::{self, AccountFilter, UserRow};
use crate::store::types::Id;

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

codes! {
    /// How an account stands.
    AccountState {
        /// Somebody can sign in with it, once it has a password.
        Open => "open",
        /// Nobody can.
        Closed => "closed",
        /// Something that was asked for it waits to be confirmed.
        Waiting => "waiting",
    }
}

/// Which accounts a list shows.
#[derive(Debug, Clone, Default)]
pub struct AccountQuery {
    /// Of this role.
    pub role: Option<Role>,
    /// Of whoever bears or bore this code.
    pub unit: Option<String>,
    /// Standing so.
    pub state: Option<AccountState>,
}

/// An account as administrators see it: nothing of when it is used, which would tell what it is used for.
#[derive(Clone)]
pub struct AccountView {
    /// The id.
    pub id: UserId,
    /// The login.
    pub login: String,
    /// The name shown to colleagues.
    pub name: String,
    /// The role.
    pub role: Role,
    /// The unit; administrators have none.
    pub unit: Option<UnitName>,
    /// Where its mail goes.
    pub email: Option<String>,
    /// Whether somebody can sign in with it, once it has a password.
    pub active: bool,
    /// Whether it has one.
    pub has_password: bool,
    /// Whether a second factor is asked for.
    pub has_factor: bool,
    /// When it was made.
    pub made_on: Day,
    /// When an administrator put the address in the place of another; none where two have agreed on it since.
    pub email_changed_on: Option<Day>,
    /// What waits to be confirmed.
    pub waiting: Option<Waiting>,
}

/// What one administrator has asked for an account.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// The id.
    pub id: AccountRequestId,
    /// What.
    pub act: AccountAct,
    /// As what it is to work, where that is asked.
    pub role: Option<Role>,
    /// And for whom.
    pub unit: Option<UnitName>,
    /// Who asked, by id and name.
    pub asked_by: (UserId, String),
    /// Until when it waits.
    pub until: Instant,
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

    /// A page of the accounts that are asked for, by login, for administrators.
    ///
    /// # Errors
    /// [`ServiceError::BadCursor`]; as of the store.
    pub async fn accounts_page(
        &self,
        actor: &Actor,
        query: &AccountQuery,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<Listed<AccountView>, ServiceError> {
        let (reference, now) = (self.references.ready()?, self.clock.now());
        let bound = format!("accounts|{}|{query:?}", actor.user_id);
        let after = self.place::<String, UserId>(cursor, &bound)?.map(|(login, _)| login);
        let bearers = query.unit.as_deref().map(|code| {
            let bearers = reference.units.bearers(code);
            bearers.map(|unit| unit.id).collect::<Vec<UnitId>>()
        });
        let filter = AccountFilter {
            role: query.role,
            units: bearers,
            active: match query.state {
                Some(AccountState::Open) => Some(true),
                Some(AccountState::Closed) => Some(false),
                _ => None,
            },
            waiting_at: (query.state == Some(AccountState::Waiting)).then_some(now),
            after,
        };
        let most = bounded(limit) + 1;
        let read = move |conn: &mut Conn| {
            let rows = users::page(conn, &filter, most)?;
            Ok((Beside::read(conn, &rows, now)?, rows))
        };
        let (beside, rows) = self.db.read(read).await?;
        let page = self.page(rows, limit, &bound, |row| (row.login.clone(), UserId::new(row.id.0)));
        let Listed { items, next } = page;
        let viewed = items.into_iter().map(|row| view(&reference, row, &beside));
        Ok(Listed { items: viewed.collect::<Result<_, ServiceError>>()?, next })
    }

    /// One account, for administrators.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub async fn account(&self, id: UserId) -> Result<AccountView, ServiceError> {
        let (reference, now) = (self.references.ready()?, self.clock.now());
        let read = move |conn: &mut Conn| {
            let row: Vec<UserRow> = users::get(conn, id)?.into_iter().collect();
            Ok((Beside::read(conn, &row, now)?, row.into_iter().next()))
        };
        let (beside, row) = self.db.read(read).await?;
        view(&reference, row.ok_or(ServiceError::NotFound)?, &beside)
    }
}

/// What stands beside these accounts.
struct Beside {
    /// What waits, with the name of whoever asked.
    waiting: Vec<(RequestRow, String)>,
    /// Those with a second factor.
    factors: Vec<Id>,
}

impl Beside {
    fn read(conn: &mut Conn, rows: &[UserRow], now: Instant) -> Result<Self, StoreError> {
        let ids: Vec<Id> = rows.iter().map(|row| row.id).collect();
        let found = account_requests::of(conn, &ids, now)?;
        let askers = found.iter().map(|one| UserId::new(one.asked_by.0));
        let names = names_of(conn, askers)?;
        let named = |one: RequestRow| {
            let name = names.get(&UserId::new(one.asked_by.0)).cloned();
            (one, name.unwrap_or_default())
        };
        let waiting = found.into_iter().map(named).collect();
        Ok(Self { waiting, factors: factors::confirmed(conn, &ids)? })
    }
}

fn view(reference: &Reference, row: UserRow, beside: &Beside) -> Result<AccountView, ServiceError> {
    let unit = |id: Option<Id>| id.and_then(|id| reference.unit_name(UnitId::new(id.0)));
    let waiting =
        beside.waiting.iter().find(|(one, _)| one.user_id == row.id).map(|(one, name)| {
            let unread = || ServiceError::internal("an act of an account cannot be read");
            Ok::<_, ServiceError>(Waiting {
                id: AccountRequestId::new(one.id.0),
                act: AccountAct::parse(&one.act).ok_or_else(unread)?,
                role: one.role.as_deref().and_then(Role::parse),
                unit: unit(one.unit_id),
                asked_by: (UserId::new(one.asked_by.0), name.clone()),
                until: one.ends_at,
            })
        });
    Ok(AccountView {
        id: UserId::new(row.id.0),
        role: row.actor()?.role,
        unit: unit(row.unit_id),
        active: row.active,
        has_password: !row.password_hash.is_empty(),
        has_factor: beside.factors.contains(&row.id),
        made_on: row.created_at.office_day(),
        email_changed_on: row.email_since.map(Instant::office_day),
        waiting: waiting.transpose()?,
        login: row.login,
        name: row.name,
        email: row.email,
    })
}

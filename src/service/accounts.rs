//! Accounts of staff: signing in and out, who a token belongs to, and what is done to accounts by command.

mod changing;
mod factor;
mod hands;
mod import;
mod keeping;
mod kept;
mod links;
mod listing;
mod own;
mod shown;
mod sign_in;
mod two;

pub use factor::Owner;
pub use import::AccountSheet;
pub use keeping::{AccountFields, NewAccount};
pub use listing::{Account, AccountQuery, AccountState, AccountView, Waiting};
pub use shown::Given;

use crate::domain::actor::{Actor, PostingCause, Role};
use crate::domain::ids::{UnitId, UserId};
use crate::domain::text::{EmailAddress, PersonName};
use crate::domain::time::{Day, Instant};
use crate::domain::units::unit::{Unit, UnitKind};
use crate::service::access::actor_of;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::{Service, UnitName};
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::staff::deputies;
use crate::store::staff::factors;
use crate::store::staff::postings::{self, Begun};
use crate::store::staff::users::{self, UserRow};
use crate::store::types::Id;
use crate::vault::password::Hasher;
pub use crate::vault::token::Carrier;
use crate::vault::token::SessionToken;

/// A session ends after so many seconds without use.
const IDLE_SECONDS: i64 = 30 * 60;
/// The last use is noted no more often than this.
const TOUCH_SECONDS: i64 = 60;

/// Whose token it is, and what has to come first.
pub struct Authenticated {
    /// The member of staff.
    pub actor: Actor,
    /// Whether the account must have a second factor and has none.
    pub lacks_factor: bool,
    /// What the database knows the session by.
    pub digest: [u8; 32],
}

/// An account to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// The login: 3–40 of a–z, 0–9, dot, dash.
    pub login: String,
    /// The name shown to colleagues.
    pub name: PersonName,
    /// The role.
    pub role: Role,
    /// The code of its unit; administrators have none.
    pub unit: Option<String>,
    /// Where mail about the own letters goes; without one it goes to the unit.
    pub email: Option<EmailAddress>,
}

/// Whether it has the form of a login.
pub fn is_login(text: &str) -> bool {
    let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b".-".contains(&b);
    (3..=40).contains(&text.len()) && text.bytes().all(fits)
}

impl Service {
    /// Ends the session of this token; the token is worth nothing from the answer on.
    pub async fn sign_out(&self, token: &str) -> Result<(), ServiceError> {
        let Some(token) = SessionToken::parse(token) else {
            return Err(ServiceError::Unauthenticated);
        };
        let digest = token.digest();
        Ok(self
            .db
            .write("accounts.sign_out", digest, move |tx| users::end_session(tx, &digest))
            .await?)
    }

    /// Who holds this token, which came as `carrier` brings one.
    ///
    /// # Errors
    /// [`ServiceError::Unauthenticated`] for a token that is unknown, too old or signed out, or belongs elsewhere.
    pub async fn authenticate(
        &self,
        token: &str,
        carrier: Carrier,
    ) -> Result<Authenticated, ServiceError> {
        let token = SessionToken::parse(token).filter(|token| token.carrier() == carrier);
        let token = token.ok_or(ServiceError::Unauthenticated)?;
        let digest = token.digest();
        let now = self.clock.now();
        let idle = now.plus_seconds(-IDLE_SECONDS);
        let today = now.office_day();
        let service = self.clone();
        let found = self
            .db
            .read(move |conn| {
                let Some((user, last_seen)) = users::by_session(conn, &digest, now, idle)? else {
                    return Ok(None);
                };
                let actor = service.acting(conn, &user, today)?;
                let demanded = service.strictness.demands_factor(actor.role);
                let lacks_factor = demanded && !factors::is_confirmed(conn, user.id)?;
                Ok(Some((Authenticated { actor, lacks_factor, digest }, last_seen)))
            })
            .await?;
        let Some((session, last_seen)) = found else {
            return Err(ServiceError::Unauthenticated);
        };
        if last_seen < now.plus_seconds(-TOUCH_SECONDS) {
            self.db
                .write("accounts.touch", digest, move |tx| users::touch_session(tx, &digest, now))
                .await?;
        }
        Ok(session)
    }

    /// Whoever has this account, as they may see on `today`. Read at each request, so that a conflict holds from the moment it is declared.
    pub(super) fn acting(
        &self,
        conn: &mut Conn,
        user: &UserRow,
        today: Day,
    ) -> Result<Actor, StoreError> {
        let actor = actor_of(conn, &self.references.now().units, user, today)?;
        let deputy = deputies::document_of(conn, user.id, user.unit_id, today)?;
        Ok(Actor { deputy, ..actor })
    }

    /// The unit of a member of staff, by name.
    pub fn unit_of(&self, actor: &Actor) -> Option<UnitName> {
        self.references.now().unit_name(actor.unit_id?)
    }

    /// Makes an account.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] for a login that is taken or malformed, a unit that does not
    /// exist or does not go with the role.
    pub async fn add_user(&self, new: NewUser, password: String) -> Result<UserId, ServiceError> {
        let id = UserId::new(self.ids.random());
        if !is_login(&new.login) {
            return Err(ServiceError::field("/login", FieldFault::BadLogin));
        }
        let unit_id = self.unit_for(new.role, new.unit.as_deref())?;
        let hash = self.hash(password).await?;
        let row = UserRow { password_hash: hash, active: true, ..self.row_of(id, &new, unit_id) };
        let written: Result<(), StoreError> = self
            .db
            .write("accounts.add", id.uuid(), move |tx| {
                users::insert(tx, &row)?;
                begin_posting(tx, &row, PostingCause::Added, row.created_at)
            })
            .await;
        match written {
            Ok(()) => Ok(id),
            Err(StoreError::Unique(_)) => {
                Err(ServiceError::field("/login", FieldFault::LoginTaken))
            }
            Err(other) => Err(other.into()),
        }
    }

    /// The row of an account that nobody can sign in with.
    fn row_of(&self, id: UserId, new: &NewUser, unit: Option<UnitId>) -> UserRow {
        UserRow {
            id: Id(id.uuid()),
            login: new.login.clone(),
            name: new.name.as_str().to_owned(),
            role: new.role.as_str().to_owned(),
            unit_id: unit.map(|unit| Id(unit.uuid())),
            password_hash: String::new(),
            active: false,
            created_at: self.clock.now(),
            email: new.email.as_ref().map(|email| email.as_str().to_owned()),
            signed_in_on: None,
            made_by: None,
            changed_by: None,
            changed_at: None,
            email_since: None,
        }
    }

    /// Sets a new password and ends whatever was opened with the account.
    pub async fn set_password(&self, login: &str, password: String) -> Result<(), ServiceError> {
        let hash = self.hash(password).await?;
        let (service, login) = (self.clone(), login.to_owned());
        let written: Result<(), Fault> = self
            .db
            .write("accounts.password", login.clone(), move |tx| {
                let user = users::by_login(tx, &login)?.filter(|user| user.active);
                let user = user.ok_or(ServiceError::NotFound)?;
                users::set_password(tx, user.id, &hash, None)?;
                // What was guessed at the old one says nothing of the new.
                service.forget_guesses(tx, user.id)?;
                Ok(())
            })
            .await;
        Ok(written?)
    }

    async fn hash(&self, password: String) -> Result<String, ServiceError> {
        let hasher: Hasher = self.hasher.clone();
        tokio::task::spawn_blocking(move || hasher.hash(&password))
            .await
            .map_err(ServiceError::internal)?
            .map_err(ServiceError::internal)
    }

    /// A unit officer works for a unit; an inspector for the inspectorate or the Chair's office.
    fn unit_for(&self, role: Role, code: Option<&str>) -> Result<Option<UnitId>, ServiceError> {
        let fault = |fault| ServiceError::field("/unit", fault);
        let reference = self.references.ready()?;
        let unit = code
            .map(|code| {
                let found = reference.units.by_code(code, self.clock.today());
                found.ok_or_else(|| fault(FieldFault::NoSuchUnit))
            })
            .transpose()?;
        match (role, unit) {
            (role, Some(unit)) if fits(role, unit) => Ok(Some(unit.id)),
            (_, Some(_)) => Err(fault(FieldFault::NotForThisRole)),
            (Role::Administrator, None) => Ok(None),
            (_, None) => Err(fault(FieldFault::Required)),
        }
    }
}

/// The next posting of an account begins with where it works now.
fn begin_posting(
    tx: &mut Conn,
    user: &UserRow,
    cause: PostingCause,
    at: Instant,
) -> Result<(), StoreError> {
    let (unit, since) = (user.unit_id, at.office_day());
    postings::begin(tx, user.id, Begun { unit, role: &user.role, since, cause, at })
}

/// Whether staff of such a role work for such a unit: inspectors, their head and auditors for the inspectorate or the Chair's
/// office, a member of the Front for one of its organisations, the board for itself, an administrator for none.
pub(super) fn fits(role: Role, unit: &Unit) -> bool {
    match role {
        Role::UnitOfficer | Role::UnitLeader | Role::Reception | Role::PersonnelReader => true,
        Role::Inspector | Role::InspectorateHead | Role::Auditor => {
            matches!(unit.kind, UnitKind::Inspectorate | UnitKind::Province)
        }
        Role::FrontMember => unit.kind == UnitKind::FrontOrganisation,
        Role::Board => unit.kind == UnitKind::Board,
        Role::Administrator => false,
    }
}

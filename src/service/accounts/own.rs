//! What everybody does with the own account: reading it, another password, and the sessions that it has.

use std::net::IpAddr;

use super::IDLE_SECONDS;
use super::links::long_enough;
use super::shown::{OwnFactor, own_factor};
use super::sign_in::forgive;
use crate::domain::actor::Actor;
use crate::domain::fault::FieldError;
use crate::domain::ids::{SessionId, UserId};
use crate::domain::records::access::Accessed;
use crate::domain::time::Day;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::store::backend::Conn;
use crate::store::staff::factors;
use crate::store::staff::users::{self, SessionRow};
use crate::store::types::Id;
use crate::vault::password::Hasher;
use crate::vault::token::SessionToken;

/// What only the account itself is shown beside what colleagues see.
#[derive(Clone)]
pub struct OwnAccount {
    /// The login.
    pub login: String,
    /// Where its mail goes.
    pub email: Option<String>,
    /// The second factor.
    pub factor: OwnFactor,
    /// Whether one has to be begun before anything else can be done.
    pub factor_needed: bool,
}

/// A session as its account sees it. The day is all that is told of its time: whoever reads tips has sessions when one comes.
#[derive(Debug, Clone)]
pub struct OwnSession {
    /// What names it.
    pub id: SessionId,
    /// The day on which it began.
    pub began_on: Day,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// What the database knows a session by.
pub(super) fn digest_of(token: &str) -> Result<[u8; 32], ServiceError> {
    Ok(SessionToken::parse(token).ok_or(ServiceError::Unauthenticated)?.digest())
}

impl Service {
    /// The own account.
    ///
    /// # Errors
    /// As of the store.
    pub async fn own_account(&self, actor: &Actor) -> Result<OwnAccount, ServiceError> {
        let id = actor.user_id;
        let read = move |conn: &mut Conn| Ok((users::get(conn, id)?, own_factor(conn, id)?));
        let (row, factor) = self.db.read(read).await?;
        let row = row.ok_or(ServiceError::Unauthenticated)?;
        let factor_needed = factor.since.is_none() && self.strictness.demands_factor(actor.role);
        Ok(OwnAccount { login: row.login, email: row.email, factor, factor_needed })
    }

    /// Sets the own password, for whoever knows the one before. Of all that was opened with the account only the session that asks
    /// goes on. A wrong password before is a guess like one at a sign-in.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with every fault; whether the one before was wrong or has to wait is not told.
    pub async fn change_own_password(
        &self,
        (actor, token): (&Actor, &str),
        (old, new): (String, String),
        source: IpAddr,
    ) -> Result<(), ServiceError> {
        let (digest, id) = (digest_of(token)?, actor.user_id);
        let read = move |conn: &mut Conn| {
            Ok((users::get(conn, id)?, factors::is_confirmed(conn, Id(id.uuid()))?))
        };
        let (row, has_factor) = self.db.read(read).await?;
        let row = row.ok_or(ServiceError::Unauthenticated)?;
        let faults: Vec<FieldError> = self.password_faults(&row, &new, has_factor);
        if !faults.is_empty() {
            return Err(ServiceError::Invalid(faults));
        }
        let alone = Hasher::is_long_enough(&new, false);
        let Some(judged) = self.guessed(&row.login, old, source).await? else {
            return Err(ServiceError::field("/old_password", FieldFault::WrongOldPassword));
        };
        let place = self.hashing.place().await?;
        let hash = self.hash(new).await?;
        drop(place);
        let service = self.clone();
        let write = move |tx: &mut Conn| -> Result<(), Fault> {
            let user = users::hold_by_session(tx, Id(id.uuid()), &digest)?;
            // Whoever set another password meanwhile ended this session too, unless it was this one.
            let same = user.filter(|user| user.password_hash == judged.user.password_hash);
            let user = same.ok_or(ServiceError::Unauthenticated)?;
            long_enough(tx, &user, alone)?;
            users::set_password(tx, user.id, &hash, Some(&digest))?;
            // Or whoever has session and password, and no code, would guess at codes without ever waiting.
            if !factors::is_confirmed(tx, user.id)? {
                forgive(tx, &judged.row)?;
                service.forget_guesses(tx, user.id)?;
            }
            service.note_account(tx, id, (Accessed::PasswordSet, "change_own_password"), id)
        };
        Ok(self.db.write("accounts.password", id.uuid(), write).await?)
    }

    /// The own sessions that can be used now.
    ///
    /// # Errors
    /// As of the store.
    pub async fn own_sessions(
        &self,
        actor: &Actor,
        token: &str,
    ) -> Result<Vec<OwnSession>, ServiceError> {
        let digest = digest_of(token)?;
        let rows = self.sessions_of(actor.user_id).await?;
        let seen = rows.into_iter().map(|row| OwnSession {
            id: self.session_id(&row),
            began_on: row.created_at.office_day(),
            current: row.token_hash == digest,
        });
        Ok(seen.collect())
    }

    /// Ends one of the own sessions.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for one that has ended, or is another account's.
    pub async fn end_own_session(&self, actor: &Actor, id: SessionId) -> Result<(), ServiceError> {
        let rows = self.sessions_of(actor.user_id).await?;
        let found = rows.into_iter().find(|row| self.session_id(row) == id);
        let digest = found.ok_or(ServiceError::NotFound)?.token_hash;
        let end = move |tx: &mut Conn| users::end_session(tx, &digest);
        Ok(self.db.write("accounts.sign_out", actor.user_id.uuid(), end).await?)
    }

    /// Ends all of the own sessions but the one that asks.
    ///
    /// # Errors
    /// As of the store.
    pub async fn end_other_sessions(&self, actor: &Actor, token: &str) -> Result<(), ServiceError> {
        let (digest, id) = (digest_of(token)?, Id(actor.user_id.uuid()));
        let end = move |tx: &mut Conn| users::end_sessions(tx, id, Some(&digest)).map(|_| ());
        Ok(self.db.write("accounts.sign_out", actor.user_id.uuid(), end).await?)
    }

    async fn sessions_of(&self, id: UserId) -> Result<Vec<SessionRow>, ServiceError> {
        let now = self.clock.now();
        let idle = now.plus_seconds(-IDLE_SECONDS);
        Ok(self.db.read(move |conn| users::sessions_of(conn, id, now, idle)).await?)
    }

    fn session_id(&self, row: &SessionRow) -> SessionId {
        SessionId::new(self.keys.session_name(&row.token_hash))
    }
}

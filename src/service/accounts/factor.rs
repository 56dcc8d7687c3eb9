//! The second factor of the own account: it begins with a secret that is told once, is asked for once a code of it was shown, and ends with
//! password and code.

use std::net::IpAddr;

use super::Authenticated;
use super::own::digest_of;
use super::shown::{Given, secret_place, use_up};
use super::sign_in::{Judged, forgive};
use crate::domain::actor::Actor;
use crate::domain::receipt::OneTimeCode;
use crate::domain::records::access::Accessed;
use crate::domain::running::account::AccountRefusal;
use crate::domain::running::second_factor::{
    PROOF_SECONDS, RECOVERY_CODES, TypedCode, is_fresh, still_waits,
};
use crate::domain::time::Instant;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::store::backend::Conn;
use crate::store::staff::factors::{self, FactorRow};
use crate::store::staff::users::{self, UserRow};
use crate::store::types::Id;
use crate::vault::draw;
use crate::vault::password::Hasher;
use crate::vault::totp::TotpSecret;

/// Who asks about the own account: signed in as whom, with which token, and from where.
#[derive(Clone, Copy)]
pub struct Owner<'a> {
    /// The account.
    pub actor: &'a Actor,
    /// The token of the session.
    pub token: &'a str,
    /// The network.
    pub source: IpAddr,
}

/// A factor that was begun, told once.
pub struct NewFactor {
    /// As somebody types it.
    pub secret: String,
    /// As an application reads it from a picture.
    pub uri: String,
}

/// Which of password and code was wrong, or that the account has to wait, is not told.
fn wrong() -> ServiceError {
    ServiceError::field("/password", FieldFault::WrongProof)
}

impl Service {
    /// Begins a second factor: the secret is told, and nothing is asked for before a code of it was shown.
    ///
    /// # Errors
    /// [`ServiceError::Account`] where the account has one; [`ServiceError::Invalid`] for a wrong password, or where the account has to wait.
    pub async fn begin_factor(
        &self,
        owner: Owner<'_>,
        password: String,
    ) -> Result<NewFactor, ServiceError> {
        let row = self.own_row(owner.actor).await?;
        let user = row.id;
        if self.db.read(move |conn| factors::is_confirmed(conn, user)).await? {
            return Err(ServiceError::Account(AccountRefusal::FactorThere));
        }
        let Some(judged) = self.guessed(&row.login, password, owner.source).await? else {
            return Err(wrong());
        };
        let secret = TotpSecret::draw().map_err(ServiceError::internal)?;
        let sealed = self.keys.seal(&secret_place(row.id), secret.bytes());
        let begun = FactorRow {
            user_id: row.id,
            sealed: sealed.map_err(ServiceError::internal)?,
            begun_at: self.clock.now(),
            tries: 0,
            last_step: 0,
            confirmed_on: None,
        };
        self.own("accounts.factor", owner, judged, move |_, tx, user| {
            if factors::is_confirmed(tx, user.id)? {
                return Err(ServiceError::Account(AccountRefusal::FactorThere).into());
            }
            Ok(factors::begin(tx, &begun)?)
        })
        .await?;
        Ok(NewFactor { secret: secret.to_text(), uri: secret.uri(&row.login) })
    }

    /// Asks for the factor that was begun from now on, with every sign-in. Whatever else was opened with the account ends: whoever opened it showed no code.
    /// Returns the codes that stand in for it, told once.
    ///
    /// # Errors
    /// [`ServiceError::Account`] where none was begun within a quarter of an hour, or five codes were wrong; [`ServiceError::Invalid`] for a
    /// wrong code.
    pub async fn confirm_factor(
        &self,
        (actor, token): (&Actor, &str),
        code: &str,
    ) -> Result<Vec<OneTimeCode>, ServiceError> {
        let (digest, id, now) = (digest_of(token)?, actor.user_id, self.clock.now());
        // Counted before it is judged, so that of many at once five are.
        let count = move |tx: &mut Conn| -> Result<FactorRow, Fault> {
            let user = users::hold_by_session(tx, Id(id.uuid()), &digest)?;
            let user = user.ok_or(ServiceError::Unauthenticated)?;
            let waits = |row: &FactorRow| {
                row.confirmed_on.is_none() && still_waits(row.begun_at, row.tries, now)
            };
            let row = factors::of(tx, user.id)?.filter(waits);
            let row = row.ok_or(ServiceError::Account(AccountRefusal::FactorNotBegun))?;
            factors::count_try(tx, user.id)?;
            Ok(row)
        };
        let row = self.db.write("accounts.factor", id.uuid(), count).await?;
        let secret = self.keys.open(&secret_place(row.user_id), &row.sealed);
        let secret = secret.map_err(ServiceError::internal)?;
        let secret = TotpSecret::from_bytes(&secret);
        let step = match (secret, TypedCode::parse(code)) {
            (Some(secret), Some(TypedCode::OfTheTime(digits))) => secret.step(&digits, now),
            _ => None,
        };
        let step = step.ok_or_else(|| ServiceError::field("/code", FieldFault::WrongTimeCode))?;
        let (codes, hashes) = self.draw_codes(row.user_id)?;
        let service = self.clone();
        let write = move |tx: &mut Conn| -> Result<(), Fault> {
            let user = users::hold_by_session(tx, Id(id.uuid()), &digest)?;
            let user = user.ok_or(ServiceError::Unauthenticated)?;
            if !factors::confirm(tx, &row, step, now.office_day())? {
                return Err(ServiceError::Account(AccountRefusal::FactorNotBegun).into());
            }
            factors::put_codes(tx, user.id, hashes.clone())?;
            users::cut_off(tx, user.id, Some(&digest))?;
            service.note_account(tx, id, (Accessed::FactorSet, "confirm_own_factor"), id)
        };
        self.db.write("accounts.factor", id.uuid(), write).await?;
        Ok(codes)
    }

    /// Notes that whoever has this session showed password and code again: for some minutes it may do what gives power. Returns until when.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] for a wrong password or code, or where the account has to wait.
    pub async fn prove(&self, owner: Owner<'_>, given: Given) -> Result<Instant, ServiceError> {
        let row = self.own_row(owner.actor).await?;
        let judged = self.guessed_whole(&row.login, given, owner.source).await?;
        let (digest, id, now) = (digest_of(owner.token)?, owner.actor.user_id, self.clock.now());
        self.own("accounts.proof", owner, judged.ok_or_else(wrong)?, move |service, tx, _| {
            factors::prove(tx, &digest, now)?;
            service.note_account(tx, id, (Accessed::Proven, "prove_oneself"), id)
        })
        .await?;
        Ok(now.plus_seconds(PROOF_SECONDS))
    }

    /// Whether all that a sign-in asks for was shown in this session a moment ago. Only what gives power asks.
    ///
    /// # Errors
    /// As of the store.
    pub async fn is_proven(&self, session: &Authenticated) -> Result<bool, ServiceError> {
        Ok(self.proven_at(session).await?.is_some())
    }

    async fn proven_at(&self, session: &Authenticated) -> Result<Option<Instant>, ServiceError> {
        let (digest, now) = (session.digest, self.clock.now());
        let shown = self.db.read(move |conn| factors::proven_at(conn, &digest)).await?;
        Ok(shown.filter(|at| is_fresh(*at, now)))
    }

    /// Uses up what was shown in this session; whether it still counted.
    ///
    /// # Errors
    /// As of the store.
    pub async fn use_proof(&self, session: &Authenticated) -> Result<bool, ServiceError> {
        let Some(at) = self.proven_at(session).await? else { return Ok(false) };
        let digest = session.digest;
        let take = move |tx: &mut Conn| factors::take_proof(tx, &digest, at);
        Ok(self.db.write("accounts.proof", digest, take).await?)
    }

    /// Makes new codes in the place of those that are left, told once.
    ///
    /// # Errors
    /// [`ServiceError::Account`] without a factor; [`ServiceError::Invalid`] for a wrong password or code, or where the account has to wait.
    pub async fn renew_codes(
        &self,
        owner: Owner<'_>,
        given: Given,
    ) -> Result<Vec<OneTimeCode>, ServiceError> {
        let judged = self.shown_factor(owner, given).await?;
        let (codes, hashes) = self.draw_codes(judged.user.id)?;
        let id = owner.actor.user_id;
        self.own("accounts.factor", owner, judged, move |service, tx, user| {
            factors::put_codes(tx, user.id, hashes.clone())?;
            service.note_account(tx, id, (Accessed::CodesRenewed, "renew_recovery_codes"), id)
        })
        .await?;
        Ok(codes)
    }

    /// Removes the factor, and ends whatever else was opened with the account. A role that must have one begins another before it does anything else.
    ///
    /// # Errors
    /// As of [`Service::renew_codes`], and where the password is too short to stand alone.
    pub async fn remove_factor(&self, owner: Owner<'_>, given: Given) -> Result<(), ServiceError> {
        // Of what was typed alone: a code that is right is used up, or nothing is said of it.
        if !Hasher::is_long_enough(&given.password, false) {
            return Err(ServiceError::field("/password", FieldFault::PasswordTooShort));
        }
        let judged = self.shown_factor(owner, given).await?;
        let (digest, id) = (digest_of(owner.token)?, owner.actor.user_id);
        self.own("accounts.factor", owner, judged, move |service, tx, user| {
            factors::remove(tx, user.id)?;
            users::cut_off(tx, user.id, Some(&digest))?;
            service.note_account(tx, id, (Accessed::FactorRemoved, "remove_own_factor"), id)
        })
        .await
    }

    /// Removes the factor of an account, for whoever commands the machine: the way back where nobody is left who could ask and confirm.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a login that is unknown, [`ServiceError::Account`] where it has no factor.
    pub async fn forget_factor(&self, login: &str) -> Result<(), ServiceError> {
        let login = login.to_owned();
        let write = move |tx: &mut Conn| -> Result<(), Fault> {
            let user = users::hold_by_login(tx, &login)?.ok_or(ServiceError::NotFound)?;
            forgotten(tx, &user)
        };
        Ok(self.db.write("accounts.factor", "factor", write).await?)
    }

    /// The account as it is kept.
    async fn own_row(&self, actor: &Actor) -> Result<UserRow, ServiceError> {
        let id = actor.user_id;
        let row = self.db.read(move |conn| users::get(conn, id)).await?;
        row.ok_or(ServiceError::Unauthenticated)
    }

    /// Judges password and code of an account that has a factor.
    async fn shown_factor(&self, owner: Owner<'_>, given: Given) -> Result<Judged, ServiceError> {
        let row = self.own_row(owner.actor).await?;
        let user = row.id;
        if !self.db.read(move |conn| factors::is_confirmed(conn, user)).await? {
            return Err(ServiceError::Account(AccountRefusal::NoFactor));
        }
        let judged = self.guessed_whole(&row.login, given, owner.source).await?;
        judged.ok_or_else(wrong)
    }

    /// Does `act` to the own account, as long as the session that asks is one and the password is the one that was judged. What was shown of
    /// a factor is used up with it.
    pub(super) async fn own<F>(
        &self,
        label: &'static str,
        owner: Owner<'_>,
        judged: Judged,
        act: F,
    ) -> Result<(), ServiceError>
    where
        F: Fn(&Self, &mut Conn, &UserRow) -> Result<(), Fault> + Send + 'static,
    {
        let (digest, id) = (digest_of(owner.token)?, owner.actor.user_id);
        let service = self.clone();
        let write = move |tx: &mut Conn| -> Result<(), Fault> {
            let user = users::hold_by_session(tx, Id(id.uuid()), &digest)?;
            // Whoever set another password meanwhile ended this session too, unless it was this one.
            let same = user.filter(|user| user.password_hash == judged.user.password_hash);
            let user = same.ok_or(ServiceError::Unauthenticated)?;
            if !use_up(tx, user.id, &judged.shown)? {
                return Err(wrong().into());
            }
            forgive(tx, &judged.row)?;
            act(&service, tx, &user)
        };
        Ok(self.db.write(label, id.uuid(), write).await?)
    }

    /// New codes with what is kept of them.
    fn draw_codes(&self, user: Id) -> Result<(Vec<OneTimeCode>, Vec<Vec<u8>>), ServiceError> {
        let mut codes = Vec::with_capacity(RECOVERY_CODES);
        while codes.len() < RECOVERY_CODES {
            let code = OneTimeCode::from_bytes(draw().map_err(ServiceError::internal)?);
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        let hash = |code| self.keys.recovery_hash(user.0.as_bytes(), code).to_vec();
        let hashes = codes.iter().map(hash).collect();
        Ok((codes, hashes))
    }
}

/// Removes the factor of an account, and what was opened with it.
pub(super) fn forgotten(tx: &mut Conn, user: &UserRow) -> Result<(), Fault> {
    if !factors::remove(tx, user.id)? {
        return Err(ServiceError::Account(AccountRefusal::NoFactor).into());
    }
    Ok(users::cut_off(tx, user.id, None)?)
}

//! Signing in: a guess is taken before it is judged, and what was changed while it was judged ends it.

use std::net::IpAddr;

use super::shown::{Given, Shown, secret_place, use_up};
use crate::domain::actor::Actor;
use crate::domain::ids::UserId;
use crate::domain::running::network::Network;
use crate::domain::running::second_factor::TypedCode;
use crate::domain::running::sign_in_throttle::{KNOWN_DAYS, MOST_KNOWN};
use crate::domain::time::{Day, Instant};
use crate::service::access::actor_of;
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::backend::patience;
use crate::store::staff::factors::{self, FactorRow};
use crate::store::staff::guards::{self, GuardRow};
use crate::store::staff::users::{self, UserRow};
use crate::store::types::{Date, Id};
use crate::vault::token::{Carrier, SessionToken};
use crate::vault::totp::TotpSecret;

/// A session ends after so many seconds in any case.
const ABSOLUTE_SECONDS: i64 = 12 * 3600;

/// A new session.
#[derive(Debug)]
pub struct SignedIn {
    /// Its token, shown once.
    pub token: SessionToken,
    /// When it ends at the latest.
    pub expires_at: Instant,
    /// Who signed in.
    pub actor: Actor,
    /// Wrong passwords and codes since the sign-in before, from anywhere.
    pub failed_attempts: i32,
    /// Whether the account must have a second factor and has none.
    pub lacks_factor: bool,
}

/// A guess that may be judged.
struct Guess {
    /// The account, if there is one that is open.
    user: Option<UserRow>,
    /// Where it is counted.
    row: GuardRow,
    /// The factor that is asked for, with the codes that stand in for it.
    factor: Option<(FactorRow, Vec<Vec<u8>>)>,
}

/// A guess that was right.
#[derive(Clone)]
pub(super) struct Judged {
    /// The account.
    pub(super) user: UserRow,
    /// Where the guess was counted.
    pub(super) row: GuardRow,
    /// What of the factor was shown, and is to be used up.
    pub(super) shown: Shown,
}

/// What is asked for.
enum Asked {
    /// The password alone.
    Password,
    /// Also the second factor, where there is one, and what was typed as its code.
    Whole(Option<TypedCode>),
}

impl Service {
    /// Signs a member of staff in who comes from `source`, for a program.
    ///
    /// # Errors
    /// [`ServiceError::WrongPassword`] for a wrong password, a code that is missing, wrong or used, an unknown login, an account that is closed
    /// or has to wait: which of these is not told, and each takes the same steps.
    pub async fn sign_in(
        &self,
        login: &str,
        given: impl Into<Given>,
        source: IpAddr,
    ) -> Result<SignedIn, ServiceError> {
        self.signed_in(login, given.into(), source, Carrier::Bearer).await
    }

    /// The same for what brings the token of the session along.
    ///
    /// # Errors
    /// As of [`Service::sign_in`].
    pub async fn signed_in(
        &self,
        login: &str,
        given: Given,
        source: IpAddr,
        carrier: Carrier,
    ) -> Result<SignedIn, ServiceError> {
        match self.guessed_whole(login, given, source).await? {
            Some(judged) => self.begin_session(judged, source, carrier).await,
            None => Err(ServiceError::WrongPassword),
        }
    }

    /// Judges a guess at password and second factor of this login, if it has one, as [`Service::guessed`] does.
    pub(super) async fn guessed_whole(
        &self,
        login: &str,
        given: Given,
        source: IpAddr,
    ) -> Result<Option<Judged>, ServiceError> {
        let typed = given.code.as_deref().map(TypedCode::parse);
        self.judged(login, given.password, Asked::Whole(typed.flatten()), source).await
    }

    /// Judges a guess at the password of this login; the account and where the guess was counted, if it is right. Each answer takes the
    /// same steps.
    pub(super) async fn guessed(
        &self,
        login: &str,
        password: String,
        source: IpAddr,
    ) -> Result<Option<Judged>, ServiceError> {
        self.judged(login, password, Asked::Password, source).await
    }

    /// Judges a guess at what is asked for.
    async fn judged(
        &self,
        login: &str,
        password: String,
        asked: Asked,
        source: IpAddr,
    ) -> Result<Option<Judged>, ServiceError> {
        let place = self.hashing.place().await?;
        let guess = self.take_guess(login, source).await?;
        let hash =
            guess.as_ref().and_then(|guess| Some(guess.user.as_ref()?.password_hash.clone()));
        // An account whose first password is not set yet is like none.
        let hash = hash.filter(|hash| !hash.is_empty());
        let hasher = self.hasher.clone();
        let judged = tokio::task::spawn_blocking(move || {
            if let Some(hash) = hash {
                return hasher.verify(&password, &hash);
            }
            hasher.verify_nobody(&password);
            false
        });
        // Its thread is one of those that may hang in reads.
        let judged = patience::wait(judged).await.ok_or(ServiceError::Busy)?;
        let right = judged.map_err(ServiceError::internal)?;
        drop(place);
        let Some(Guess { user, row, factor }) = guess else { return Ok(None) };
        let shown = match asked {
            Asked::Password => Some(Shown::NotAsked),
            Asked::Whole(typed) => self.shown(factor, typed),
        };
        Ok(match (user, shown) {
            (Some(user), Some(shown)) if right => Some(Judged { user, row, shown }),
            _ => None,
        })
    }

    /// What of this factor the code shows that was typed; `None` where that is not enough.
    fn shown(
        &self,
        factor: Option<(FactorRow, Vec<Vec<u8>>)>,
        typed: Option<TypedCode>,
    ) -> Option<Shown> {
        let Some((row, codes)) = factor else { return Some(Shown::NoFactor) };
        match typed? {
            TypedCode::OfTheTime(digits) => {
                let opened = self.keys.open(&secret_place(row.user_id), &row.sealed);
                // With another key file no code is right; the host removes the factor then.
                let opened = opened.inspect_err(
                    |error| tracing::error!(%error, "a second factor cannot be opened"),
                );
                let step = TotpSecret::from_bytes(&opened.ok()?)?.step(&digits, self.clock.now());
                step.filter(|step| *step > row.last_step).map(Shown::Step)
            }
            TypedCode::Recovery(code) => {
                let hash = self.keys.recovery_hash(row.user_id.0.as_bytes(), &code).to_vec();
                codes.contains(&hash).then_some(Shown::Code(hash))
            }
        }
    }

    /// Takes the one guess of a wait in a transaction of its own, so that of many at once one is judged. `None` where
    /// another has it.
    async fn take_guess(&self, login: &str, source: IpAddr) -> Result<Option<Guess>, StoreError> {
        let (service, asked, now) = (self.clone(), login.to_owned(), self.clock.now());
        let today = now.office_day();
        self.db
            .write("accounts.guess", login.to_owned(), move |tx| {
                let user = users::by_login(tx, &asked)?;
                let place = user.as_ref().map(|user| service.place_of(user.id, source));
                let known = place.map_or(Ok(None), |place| guards::hold(tx, &place))?;
                let row = if let Some(row) = known.filter(|row| is_known(row, today)) {
                    row
                } else {
                    let guard = service.guard_of(user.as_ref().map(|user| user.id), &asked);
                    guards::hold_or_make(tx, &GuardRow::new(&guard, None, today))?
                };
                let Some(guess) = row.read().guess(now) else { return Ok(None) };
                let row = row.with(guess);
                guards::put(tx, &row)?;
                // Looked up for whoever it is, so that nothing takes longer for those who are there.
                let of = user.as_ref().map_or_else(|| service.nobody(&asked), |user| user.id);
                let factor = factors::of(tx, of)?.filter(|row| row.confirmed_on.is_some());
                let codes = factors::codes(tx, of)?;
                let factor = factor.map(|row| (row, codes));
                Ok(Some(Guess { user: user.filter(|user| user.active), row, factor }))
            })
            .await
    }

    async fn begin_session(
        &self,
        judged: Judged,
        source: IpAddr,
        carrier: Carrier,
    ) -> Result<SignedIn, ServiceError> {
        let Judged { user, row, shown } = judged;
        let without = matches!(shown, Shown::NoFactor);
        let token = SessionToken::draw(carrier).map_err(ServiceError::internal)?;
        let (digest, now, id) = (token.digest(), self.clock.now(), user.id);
        let expires_at = now.plus_seconds(ABSOLUTE_SECONDS);
        let (service, reference) = (self.clone(), self.references.now());
        let written: Result<(Actor, i32), Fault> = self
            .db
            .write("accounts.sign_in", id.0, move |tx| {
                let today = now.office_day();
                // Closed, or given another password, since it was judged.
                if !users::note_sign_in(tx, id, &user.password_hash, today)? {
                    return Err(ServiceError::WrongPassword.into());
                }
                // Of many with one code, one; and none where a factor was asked for meanwhile.
                if !use_up(tx, id, &shown)? {
                    return Err(ServiceError::WrongPassword.into());
                }
                let told = service.tell_guesses(tx, id, &row, source, today)?;
                users::begin_session(tx, &digest, id, now, expires_at)?;
                factors::prove(tx, &digest, now)?;
                service.note_sign_in(tx, UserId::new(id.0))?;
                let user = users::by_login(tx, &user.login)?.ok_or(ServiceError::WrongPassword)?;
                Ok((actor_of(tx, &reference.units, &user, today)?, told))
            })
            .await;
        let (actor, told) = written?;
        let lacks_factor = without && self.strictness.demands_factor(actor.role);
        Ok(SignedIn { token, expires_at, actor, failed_attempts: told, lacks_factor })
    }

    /// Counts the wrong guesses since the sign-in before, forgets them, and knows the network from now on. The guess that
    /// was right is none of them.
    fn tell_guesses(
        &self,
        tx: &mut Conn,
        user: Id,
        judged: &GuardRow,
        source: IpAddr,
        today: Day,
    ) -> Result<i32, StoreError> {
        let everybody = self.guard_of(Some(user), "");
        let mut rows = guards::known(tx, user)?;
        rows.extend(guards::hold(tx, &everybody)?);
        let told: i32 = rows.iter().map(|row| row.untold).sum();
        for row in &mut rows {
            row.untold = 0;
            if row.guard == judged.guard {
                (row.failures, row.locked_until) = (0, None);
            }
            guards::put(tx, row)?;
        }
        let place = self.place_of(user, source);
        let known = guards::hold(tx, &place)?;
        let known = known.unwrap_or_else(|| GuardRow::new(&place, Some(user), today));
        guards::put(tx, &GuardRow { seen_on: Some(Date(today)), ..known })?;
        for old in guards::known(tx, user)?.iter().enumerate() {
            let (n, row) = old;
            if n >= MOST_KNOWN || !is_known(row, today) {
                guards::remove(tx, &row.guard)?;
            }
        }
        Ok((told - 1).max(0))
    }

    /// Ends every wait of an account: it has a new password, of which earlier guesses say nothing. The networks it
    /// knows stay known, or whoever guesses from outside would lock the official out, and what was guessed is still told.
    pub(super) fn forget_guesses(&self, tx: &mut Conn, user: Id) -> Result<(), StoreError> {
        let mut rows = guards::known(tx, user)?;
        rows.extend(guards::hold(tx, &self.guard_of(Some(user), ""))?);
        for row in &mut rows {
            (row.failures, row.locked_until) = (0, None);
            guards::put(tx, row)?;
        }
        Ok(())
    }

    /// Where guesses from networks that an account does not know are counted. Logins that are nobody's share a few
    /// such places: they have to wait like all others, and there is no end of them.
    fn guard_of(&self, user: Option<Id>, login: &str) -> [u8; 32] {
        if let Some(user) = user {
            return self.keys.guard_hash(user.0.as_bytes(), b"");
        }
        let shared = self.keys.guard_hash(login.as_bytes(), b"nobody");
        self.keys.guard_hash(shared.get(..1).unwrap_or_default(), b"nobody")
    }

    fn place_of(&self, user: Id, source: IpAddr) -> [u8; 32] {
        self.keys.guard_hash(user.0.as_bytes(), &Network::of_place(source).bytes())
    }
}

/// A guess that was right is none that anybody is told of, and nobody waits for it.
pub(super) fn forgive(tx: &mut Conn, judged: &GuardRow) -> Result<(), StoreError> {
    let Some(row) = guards::hold(tx, &judged.guard)? else { return Ok(()) };
    let untold = (row.untold - 1).max(0);
    guards::put(tx, &GuardRow { untold, failures: 0, locked_until: None, ..row })
}

/// Whether an account still knows this network.
fn is_known(row: &GuardRow, today: Day) -> bool {
    let oldest = today.checked_sub(jiff::Span::new().days(KNOWN_DAYS));
    row.seen_on.is_some_and(|seen| oldest.is_ok_and(|oldest| seen.0 >= oldest))
}

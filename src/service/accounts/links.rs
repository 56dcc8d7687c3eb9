//! Links that set a password once: asked for by whoever has lost it, or mailed with an account that is opened.

use super::kept::reachable;
use crate::domain::actor::Role;
use crate::domain::fault::FieldError;
use crate::domain::ids::{AccountLinkId, UnitId, UserId};
use crate::domain::notice::account_link;
use crate::domain::records::access::Accessed;
use crate::domain::running::account::{
    INVITATION_SECONDS, LINK_SECONDS, MOST_LINKS_A_DAY, is_proven,
};
use crate::domain::time::Instant;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::notices::notice_rows;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::outbox;
use crate::store::staff::factors::is_confirmed;
use crate::store::staff::links::{self, LinkRow};
use crate::store::staff::users::{self, UserRow};
use crate::store::types::Id;
use crate::vault::draw;
use crate::vault::password::{Hasher, WeakPassword};
use crate::vault::token::LinkToken;

impl Service {
    /// Mails a link that sets the password to the account of this login. Whoever asks learns nothing: with a login that is nobody's, of a
    /// closed account, or of one without an address that stands, the same is written, and its mail goes to nobody. A link that was mailed and
    /// lasts longer stays, and no other is mailed.
    ///
    /// # Errors
    /// As of the store.
    pub async fn ask_link(&self, login: &str) -> Result<(), ServiceError> {
        let (service, login, now) = (self.clone(), login.to_owned(), self.clock.now());
        let write = move |tx: &mut Conn| -> Result<(), Fault> {
            // Nobody changes its address between this look and the link.
            let user = users::hold_by_login(tx, &login)?;
            let tally = service.keys.tally_hash(&format!("links:{login}"));
            if outbox::tally(tx, now.office_day(), &tally)? > MOST_LINKS_A_DAY {
                return Ok(());
            }
            let stands = |user: &UserRow| {
                let proven = |role| is_proven(role, user.email_since, now);
                user.active && user.email.is_some() && Role::parse(&user.role).is_some_and(proven)
            };
            // Where a factor has to come and has not, a mailbox alone would set the password and then begin the factor. Its way back are two
            // administrators, or the machine.
            let alone = |user: &UserRow| {
                let demanded =
                    Role::parse(&user.role).is_some_and(|it| service.strictness.demands_factor(it));
                demanded && !user.password_hash.is_empty()
            };
            let alone = match &user {
                Some(user) if alone(user) => !is_confirmed(tx, user.id)?,
                _ => false,
            };
            let owner = user
                .filter(|user| stands(user) && !alone)
                .map_or_else(|| service.nobody(&login), |user| user.id);
            let ends_at = now.plus_seconds(LINK_SECONDS);
            // Or whoever knows a login would end the invitation of whoever is to begin with it.
            if links::outlasts(tx, owner, ends_at)? {
                return Ok(());
            }
            service.owe_link(tx, owner, ends_at)
        };
        Ok(self.db.write("accounts.link", "links", write).await?)
    }

    /// A link of an account, for whoever commands the machine: mailed to the account, or given to be told by hand. The password that
    /// there is goes on until the link is used.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a login that is unknown or closed, [`ServiceError::Account`] where it is to be mailed to no address.
    pub async fn link_for(
        &self,
        login: &str,
        mailed: bool,
    ) -> Result<Option<(LinkToken, Instant)>, ServiceError> {
        let (service, login, now) = (self.clone(), login.to_owned(), self.clock.now());
        let write = move |tx: &mut Conn| -> Result<_, Fault> {
            let user = users::by_login(tx, &login)?.filter(|user| user.active);
            let user = user.ok_or(ServiceError::NotFound)?;
            let first = user.password_hash.is_empty();
            let seconds = if first { INVITATION_SECONDS } else { LINK_SECONDS };
            let ends_at = now.plus_seconds(seconds);
            if mailed {
                reachable(&user)?;
                service.owe_link(tx, user.id, ends_at)?;
                return Ok(None);
            }
            let (_, token) = service.put_link(tx, user.id, ends_at)?;
            Ok(Some((token, ends_at)))
        };
        Ok(self.db.write("accounts.link", "links", write).await?)
    }

    /// Sets the password of the account of a link, uses the link up, and ends whatever was opened with the account. Returns its login.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] for a link that is none, was used or has ended, which of these is not told; and for a password that
    /// will not do.
    pub async fn set_password_by_link(
        &self,
        link: &str,
        password: String,
    ) -> Result<String, ServiceError> {
        let ended = || ServiceError::field("/link", FieldFault::LinkEnded);
        let digest = LinkToken::parse(link).ok_or_else(ended)?.digest();
        let now = self.clock.now();
        let read = move |conn: &mut Conn| owner_of(conn, &digest, now);
        let (user, has_factor) = self.db.read(read).await?.ok_or_else(ended)?;
        let faults = self.password_faults(&user, &password, has_factor);
        if !faults.is_empty() {
            return Err(ServiceError::Invalid(faults));
        }
        let alone = Hasher::is_long_enough(&password, false);
        let place = self.hashing.place().await?;
        let hash = self.hash(password).await?;
        drop(place);
        let service = self.clone();
        let write = move |tx: &mut Conn| -> Result<String, Fault> {
            // First the account, then its link, as whoever closes or moves it.
            let user = users::hold(tx, UserId::new(user.id.0))?.filter(|user| user.active);
            let (Some(user), true) = (user, links::take(tx, &digest, now)?) else {
                return Err(ended().into());
            };
            long_enough(tx, &user, alone)?;
            users::set_password(tx, user.id, &hash, None)?;
            service.forget_guesses(tx, user.id)?;
            let id = UserId::new(user.id.0);
            service.note_account(tx, id, (Accessed::PasswordSet, "set_password"), id)?;
            Ok(user.login)
        };
        Ok(self.db.write("accounts.password", user.id.0, write).await?)
    }

    /// Removes links and former addresses that have ended.
    pub(in crate::service) async fn forget_links(&self, now: Instant) -> Result<(), ServiceError> {
        if self.db.read(move |conn| links::has_ended(conn, now)).await? {
            let forget = move |tx: &mut Conn| links::forget(tx, now);
            self.db.write::<(), StoreError, _>("accounts.forget", "links", forget).await?;
        }
        Ok(())
    }

    /// Mails a link to an account that nobody waits for.
    pub(super) fn invite(&self, tx: &mut Conn, user: Id, now: Instant) -> Result<(), Fault> {
        self.owe_link(tx, user, now.plus_seconds(INVITATION_SECONDS))
    }

    /// Owes the mail with a link of `owner`, which takes the place of the one before.
    pub(super) fn owe_link(&self, tx: &mut Conn, owner: Id, ends_at: Instant) -> Result<(), Fault> {
        let (id, _) = self.put_link(tx, owner, ends_at)?;
        let (notice, now) = (account_link(id), self.clock.now());
        let calendar = &self.references.now().calendar;
        for row in notice_rows(self.ids.as_ref(), &[notice], now, calendar)? {
            outbox::enqueue(tx, &row)?;
        }
        Ok(())
    }

    fn put_link(
        &self,
        tx: &mut Conn,
        owner: Id,
        ends_at: Instant,
    ) -> Result<(AccountLinkId, LinkToken), Fault> {
        let id = self.ids.random();
        let salt: [u8; 16] = draw().map_err(ServiceError::internal)?;
        let token = self.keys.derive_link(&salt, id.as_bytes());
        let row = LinkRow {
            owner_id: owner,
            id: Id(id),
            token_hash: token.digest().to_vec(),
            salt: salt.to_vec(),
            ends_at,
        };
        links::put(tx, &row)?;
        Ok((AccountLinkId::new(id), token))
    }

    /// What is wrong with a new password of this account.
    pub(super) fn password_faults(
        &self,
        user: &UserRow,
        password: &str,
        has_factor: bool,
    ) -> Vec<FieldError> {
        let unit = user.unit_id.map(|unit| UnitId::new(unit.0));
        let unit = unit.and_then(|unit| self.references.now().unit_name(unit));
        let mut words = vec![user.login.as_str(), user.name.as_str()];
        words.extend(user.email.as_deref());
        if let Some(unit) = &unit {
            words.extend([unit.code.as_str(), unit.name.as_str(), unit.name_en.as_str()]);
        }
        let fault = match Hasher::judge(password, &words, has_factor) {
            Ok(()) => return Vec::new(),
            Err(WeakPassword::TooShort) => FieldFault::PasswordTooShort,
            Err(WeakPassword::TooLong) => FieldFault::PasswordTooLong,
            Err(WeakPassword::Guessable) => FieldFault::PasswordGuessable,
        };
        vec![fault.at("/password")]
    }

    /// What stands for a login that has no account a link could go to: the same for each login, so that one row stands for all its askings.
    pub(super) fn nobody(&self, login: &str) -> Id {
        Id(self.keys.session_name(format!("nobody|{login}").as_bytes()))
    }
}

/// The open account of the link of this token, and whether it has a second factor.
fn owner_of(
    conn: &mut Conn,
    digest: &[u8],
    now: Instant,
) -> Result<Option<(UserRow, bool)>, StoreError> {
    let Some(link) = links::of_token(conn, digest, now)? else { return Ok(None) };
    let user = users::get(conn, UserId::new(link.owner_id.0))?.filter(|user| user.active);
    user.map(|user| Ok((user.clone(), is_confirmed(conn, user.id)?))).transpose()
}

/// Refuses a password that is too short to stand `alone` where the factor beside it has gone since it was judged. The caller holds the account.
pub(super) fn long_enough(tx: &mut Conn, user: &UserRow, alone: bool) -> Result<(), Fault> {
    if alone || is_confirmed(tx, user.id)? {
        return Ok(());
    }
    Err(ServiceError::field("/password", FieldFault::PasswordTooShort).into())
}

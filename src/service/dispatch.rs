//! Sending what the outbox owes: claim with a lease, send with no transaction open, settle once.

use std::sync::Arc;

use uuid::Uuid;

use super::conflicts::conflicts_of;
use super::desk::Desk;
use super::error::ServiceError;
use super::reference::Reference;
use super::sealed::SealedContact;
use super::urging::standing;
use crate::domain::actor::Actor;
use crate::domain::ids::{ReportId, UnitId, UrgingId};
use crate::domain::mail_servers::is_a_units;
use crate::domain::notice::{Facts, Template, send_from};
use crate::domain::text::{EmailAddress, Language};
use crate::domain::time::Instant;
use crate::mail::{Mail, MailFault, Mailer, Wording, render};
use crate::store::backend::Conn;
use crate::store::outbox::{self, NoticeRow, Settled};
use crate::store::{StoreError, reports, urgings, users};

/// Notices claimed at once.
const BATCH: i64 = 5;
/// After a crash, claimed notices come back when so many seconds have passed. One mail takes less, even
/// where the server takes its 20 seconds for every command.
const LEASE_SECONDS: i64 = 300;
/// A lease is renewed before a mail once it is so old: the mails before it may have taken long.
const FRESH_SECONDS: i64 = 60;
/// Waits before the second, third … try; the last one repeats.
const BACKOFF_SECONDS: [i64; 6] = [60, 300, 900, 1800, 3600, 3600];
/// So many mails a day go to one address that follow from filing alone: anybody can type in the address
/// of somebody else.
const MOST_A_DAY: i32 = 9;
/// A notice is given up only after three days in which it was tried…
const GIVE_UP_SECONDS: i64 = 72 * 3600;
/// … and so many tries, which take an office day: a worker that stood still has tried nothing.
const LEAST_TRIES: i32 = 12;

/// Sends the mail the outbox owes.
#[derive(Clone)]
pub struct Post {
    desk: Desk,
    mailer: Mailer,
    /// Where readers are sent, ending in a slash.
    public_url: String,
    /// The domain of message ids.
    domain: String,
}

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent {
    /// The server took these.
    pub sent: usize,
    /// These will be tried again.
    pub again: usize,
    /// These never can be sent.
    pub dead: usize,
    /// These have nobody to go to any more.
    pub cancelled: usize,
}

impl Sent {
    fn count(&mut self, how: &Settled) {
        match how {
            Settled::Sent => self.sent += 1,
            Settled::Again(..) => self.again += 1,
            Settled::Dead(_) => self.dead += 1,
            Settled::Cancelled => self.cancelled += 1,
        }
    }
}

enum Addressed {
    To(EmailAddress, Language, String),
    Nobody,
    NoAddress,
}

impl Post {
    /// A post that sends through `mailer`; mails point to `public_url`.
    pub fn new(desk: Desk, mailer: Mailer, public_url: &str) -> Self {
        let public_url = format!("{}/", public_url.trim_end_matches('/'));
        let host = public_url.split("://").nth(1).and_then(|rest| rest.split(['/', ':']).next());
        let domain = host.filter(|host| !host.is_empty()).unwrap_or("liemchinh.invalid").to_owned();
        Self { desk, mailer, public_url, domain }
    }

    /// Sends everything that is due now.
    ///
    /// # Errors
    /// When the store fails; what was claimed comes back when its lease ends.
    pub async fn tick(&self) -> Result<Sent, ServiceError> {
        self.tick_while(|| true).await
    }

    /// As [`Post::tick`], but stops between two mails once `go_on` says no; what was claimed and not
    /// sent comes back when its lease ends.
    ///
    /// # Errors
    /// As [`Post::tick`].
    pub async fn tick_while(&self, go_on: impl Fn() -> bool) -> Result<Sent, ServiceError> {
        let mut total = Sent::default();
        loop {
            let now = self.desk.clock.now();
            // Mail that became due in office hours may be looked at in the night only.
            if send_from(now, &self.desk.references.now().calendar) > now {
                return Ok(total);
            }
            let token = self.desk.ids.random();
            let claimed = self
                .desk
                .db
                .write("outbox.claim", "outbox", move |tx| {
                    outbox::claim(tx, now, now.plus_seconds(LEASE_SECONDS), token, BATCH)
                })
                .await?;
            if claimed.is_empty() {
                return Ok(total);
            }
            let claimed_at = now;
            for notice in claimed {
                if !go_on() {
                    return Ok(total);
                }
                let now = self.desk.clock.now();
                let aged = claimed_at.plus_seconds(FRESH_SECONDS) <= now;
                // Where somebody else has it by now, it is theirs to send.
                if aged && !self.renew(&notice, token, now).await? {
                    continue;
                }
                // One that cannot be composed must not hold its neighbours back.
                let how = match self.try_once(&notice, now).await {
                    Ok(how) => how,
                    Err(error) => {
                        tracing::error!(notice.id = %notice.id.0, %error, "no mail of this notice");
                        self.later(&notice, now, "it could not be composed".to_owned())
                    }
                };
                total.count(&how);
                self.settle(&notice, token, how).await?;
            }
        }
    }

    /// Whether the notice is still ours, and for the time of a lease from now on.
    async fn renew(
        &self,
        notice: &NoticeRow,
        token: Uuid,
        now: Instant,
    ) -> Result<bool, ServiceError> {
        let (id, end) = (notice.id, now.plus_seconds(LEASE_SECONDS));
        let renew = move |tx: &mut Conn| outbox::renew(tx, id, token, end);
        Ok(self.desk.db.write::<_, StoreError, _>("outbox.renew", "outbox", renew).await?)
    }

    async fn settle(
        &self,
        notice: &NoticeRow,
        token: Uuid,
        how: Settled,
    ) -> Result<(), ServiceError> {
        match &how {
            Settled::Sent => tracing::info!(notice.id = %notice.id.0, notice.template, "mail sent"),
            Settled::Again(_, why) => {
                tracing::warn!(notice.id = %notice.id.0, why, "mail will be tried again");
            }
            Settled::Dead(why) => tracing::error!(notice.id = %notice.id.0, why, "mail is dead"),
            Settled::Cancelled => tracing::info!(notice.id = %notice.id.0, "mail goes to nobody"),
        }
        let (id, now) = (notice.id, self.desk.clock.now());
        self.desk
            .db
            .write("outbox.settle", "outbox", move |tx| outbox::settle(tx, id, token, now, &how))
            .await?;
        Ok(())
    }

    async fn try_once(&self, notice: &NoticeRow, now: Instant) -> Result<Settled, ServiceError> {
        let mail = match self.compose(notice, now).await? {
            Ok(mail) => mail,
            Err(settled) => return Ok(settled),
        };
        if self.is_one_too_many(notice, &mail.to, now).await? {
            tracing::warn!(notice.id = %notice.id.0, "an address had all its mails of the day");
            return Ok(Settled::Cancelled);
        }
        let mailer = self.mailer.clone();
        let result = tokio::task::spawn_blocking(move || mailer.send(&mail))
            .await
            .unwrap_or_else(|_| Err(MailFault::Transient("the mailer stopped".to_owned())));
        Ok(match result {
            Ok(()) => Settled::Sent,
            Err(MailFault::Permanent(why)) => Settled::Dead(why),
            Err(MailFault::Transient(why)) => self.later(notice, now, why),
        })
    }

    /// Whether the address has had its mails of the day. What a member of staff wrote to somebody is
    /// not counted, and a second try was counted with the first.
    async fn is_one_too_many(
        &self,
        notice: &NoticeRow,
        to: &EmailAddress,
        now: Instant,
    ) -> Result<bool, ServiceError> {
        let template = Template::parse(&notice.template);
        let anybodys = matches!(template, Some(Template::ReporterFiled | Template::ReporterNews));
        if !anybodys || notice.attempts > 1 {
            return Ok(false);
        }
        let (day, hash) = (now.office_day(), self.desk.keys.mailbox_hash(&to.mailbox()));
        let tally = move |tx: &mut Conn| outbox::tally(tx, day, &hash);
        let count = self.desk.db.write::<_, StoreError, _>("outbox.tally", "outbox", tally).await?;
        Ok(count > MOST_A_DAY)
    }

    /// Again in office hours, or never.
    fn later(&self, notice: &NoticeRow, now: Instant, why: String) -> Settled {
        let calendar = &self.desk.references.now().calendar;
        // What is owed on the eve of Tết has its first try nine days later.
        let first = send_from(notice.created_at, calendar);
        let over = first.plus_seconds(GIVE_UP_SECONDS) <= now && notice.attempts >= LEAST_TRIES;
        // By a wrong clock nothing is given up.
        if over && !self.desk.doubts_clock() {
            return Settled::Dead(why);
        }
        Settled::Again(send_from(next_try(notice, now), calendar), why)
    }

    /// The mail of a notice, or how it ends without one.
    async fn compose(
        &self,
        notice: &NoticeRow,
        now: Instant,
    ) -> Result<Result<Mail, Settled>, ServiceError> {
        let reference = self.desk.references.ready()?;
        let template = Template::parse(&notice.template);
        let facts: Option<Facts> = notice.payload.read();
        let (Some(template), Some(facts)) = (template, facts) else {
            return Ok(Err(Settled::Dead("a stored notice cannot be read".to_owned())));
        };
        let (to, language, unit) = match self.recipient(&reference, notice).await? {
            Addressed::To(to, language, unit) => (to, language, unit),
            Addressed::Nobody => return Ok(Err(Settled::Cancelled)),
            // It may get one: until then the mail waits like any that does not get through.
            Addressed::NoAddress => {
                let why = "the unit has no mail address".to_owned();
                return Ok(Err(self.later(notice, now, why)));
            }
        };
        let about = facts.about.and_then(|unit| reference.units.get(unit));
        let about = about.map(|unit| unit.name.clone()).unwrap_or_default();
        let wording = Wording { unit, about, link: self.public_url.clone() };
        let Some((subject, body)) = render(template, language, &facts, &wording) else {
            return Ok(Err(Settled::Dead("a template is broken".to_owned())));
        };
        let local = self.desk.keys.message_id(&notice.dedup_key);
        let message_id = format!("{local}@{}", self.domain);
        Ok(Ok(Mail { to, subject, body, message_id, date: now }))
    }

    async fn recipient(
        &self,
        reference: &Arc<Reference>,
        notice: &NoticeRow,
    ) -> Result<Addressed, ServiceError> {
        let id = notice.recipient_id;
        match notice.recipient_kind.as_str() {
            "unit" => Ok(at_unit(reference, UnitId::new(id.0))),
            "sender" => self.sender(reference, UrgingId::new(id.0)).await,
            "contact" => {
                let report = ReportId::new(id.0);
                let contact = self.desk.db.read(move |conn| reports::contact(conn, report)).await?;
                Ok(contact.map_or(Addressed::Nobody, |contact| {
                    person(contact.email.as_deref(), &contact.language)
                }))
            }
            _ => {
                let report = ReportId::new(id.0);
                let row = self.desk.db.read(move |conn| reports::sealed(conn, report)).await?;
                let Some(blob) = row.and_then(|row| row.sealed_contact) else {
                    return Ok(Addressed::Nobody);
                };
                let contact = SealedContact::open(&self.desk.keys, report, &blob)?;
                Ok(match person(contact.email.as_deref(), &contact.language) {
                    // Its server may have become a unit's since it was left.
                    Addressed::To(to, ..) if is_a_units(&reference.units, &to) => Addressed::Nobody,
                    other => other,
                })
            }
        }
    }

    /// Whoever sent a letter. Where the account is closed, has moved, left no address or has a
    /// conflict of interest by now, the body that the letter was sent for.
    async fn sender(
        &self,
        reference: &Arc<Reference>,
        id: UrgingId,
    ) -> Result<Addressed, ServiceError> {
        let (today, held) = (self.desk.clock.today(), reference.clone());
        let read = move |conn: &mut Conn| {
            let Some(letter) = urgings::get(conn, id)? else { return Ok(None) };
            let user = users::get(conn, letter.urged_by)?.filter(|user| user.active);
            let user = user.map(|user| {
                let conflicts = conflicts_of(conn, &held.units, &user, today)?;
                Ok::<_, StoreError>((Actor { conflicts, ..user.actor()? }, user.email))
            });
            Ok(Some((letter, user.transpose()?)))
        };
        let Some((letter, user)) = self.desk.db.read(read).await? else {
            return Ok(Addressed::Nobody);
        };
        let Some(body) = standing(reference, letter.body, today) else {
            return Ok(Addressed::Nobody);
        };
        if let Some((actor, email)) = user {
            let email = email.filter(|_| letter.is_still_of(&actor, body));
            if let Some(address) = email.and_then(|text| EmailAddress::parse(&text).ok()) {
                let body = reference.unit_name(body).map(|unit| unit.name).unwrap_or_default();
                return Ok(Addressed::To(address, Language::Vi, body));
            }
        }
        Ok(at_unit(reference, body))
    }
}

fn at_unit(reference: &Reference, id: UnitId) -> Addressed {
    let Some(unit) = reference.units.get(id) else { return Addressed::Nobody };
    let address = unit.email.as_deref().and_then(|text| EmailAddress::parse(text).ok());
    address.map_or(Addressed::NoAddress, |address| {
        Addressed::To(address, Language::Vi, unit.name.clone())
    })
}

fn person(email: Option<&str>, language: &str) -> Addressed {
    let language = Language::parse(language).unwrap_or(Language::Vi);
    match email.and_then(|text| EmailAddress::parse(text).ok()) {
        Some(address) => Addressed::To(address, language, String::new()),
        None => Addressed::Nobody,
    }
}

/// When to try again: later each time, and apart from its neighbours, so that a server that comes
/// back is not met by everything at once.
fn next_try(notice: &NoticeRow, now: Instant) -> Instant {
    let tries = usize::try_from(notice.attempts.max(1)).unwrap_or(1);
    let wait = BACKOFF_SECONDS.get(tries - 1).copied().unwrap_or(3600);
    let spread = i64::from(notice.id.0.as_bytes().last().copied().unwrap_or(0));
    now.plus_seconds(wait + wait * spread / 2560)
}

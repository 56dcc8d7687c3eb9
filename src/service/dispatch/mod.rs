//! Sending what the outbox owes: claim with a lease, send with no transaction open, settle once.

mod address;
mod fold;
mod replies;
mod tallies;

use secrecy::SecretString;
use uuid::Uuid;

use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::notice::{Facts, Template, send_from};
use crate::domain::text::Language;
use crate::domain::time::{Instant, office_time};
use crate::mail::{Mail, MailFault, Mailer, Wording, render};
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::store::backend::Conn;
use crate::store::outbox::{self, NoticeRow, Settled, UNCONFIRMED};
use crate::store::types::Id;
use crate::store::{StoreError, cases};
use address::Addressed;
use fold::{Claimed, claim_codes};
pub use replies::Returned;

/// Notices claimed at once.
const BATCH: i64 = 5;
/// After a crash, claimed notices come back when so many seconds have passed. One mail takes less, even
/// where the server takes its 20 seconds for every command.
pub(in crate::service) const LEASE_SECONDS: i64 = 300;
/// A lease is renewed before a mail once it is so old: the mails before it may have taken long.
const FRESH_SECONDS: i64 = 60;
/// Waits before the second, third … try; the last one repeats.
const BACKOFF_SECONDS: [i64; 6] = [60, 300, 900, 1800, 3600, 3600];
/// A notice is given up only after three days in which it was tried…
const GIVE_UP_SECONDS: i64 = 72 * 3600;
/// … and so many tries, which take an office day: a worker that stood still has tried nothing.
const LEAST_TRIES: i32 = 12;

/// Sends the mail the outbox owes.
#[derive(Clone)]
pub struct Dispatcher {
    service: Service,
    mailer: Mailer,
    /// Where readers are sent, ending in a slash.
    public_url: String,
    /// The domain of message ids.
    domain: String,
}

/// What one round did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dispatched {
    /// The server took these.
    pub sent: usize,
    /// These will be tried again.
    pub again: usize,
    /// These never can be sent.
    pub dead: usize,
    /// These have nobody to go to any more.
    pub cancelled: usize,
}

impl Dispatched {
    fn count(&mut self, how: &Settled) {
        match how {
            Settled::Sent(_) => self.sent += 1,
            Settled::Again(..) | Settled::PutOff(_) => self.again += 1,
            Settled::Dead(_) => self.dead += 1,
            Settled::Cancelled => self.cancelled += 1,
        }
    }
}

/// How a try ended.
enum End {
    Settled(Settled),
    /// It may be tried again, for some days.
    Failed(String),
}

impl Dispatcher {
    /// A post that sends through `mailer`; mails point to `public_url`.
    pub fn new(service: Service, mailer: Mailer, public_url: &str) -> Self {
        let public_url = format!("{}/", public_url.trim_end_matches('/'));
        let domain = message_domain(&public_url);
        Self { service, mailer, public_url, domain }
    }

    /// Sends everything that is due now.
    ///
    /// # Errors
    /// When the store fails; what was claimed comes back when its lease ends.
    pub async fn tick(&self) -> Result<Dispatched, ServiceError> {
        self.tick_while(|| true).await
    }

    /// As [`Dispatcher::tick`], but stops between two mails once `go_on` says no; what was claimed and not
    /// sent comes back when its lease ends.
    ///
    /// # Errors
    /// As [`Dispatcher::tick`].
    pub async fn tick_while(&self, go_on: impl Fn() -> bool) -> Result<Dispatched, ServiceError> {
        let mut total = Dispatched::default();
        loop {
            let now = self.service.clock.now();
            // Mail that became due in office hours may be looked at in the night only.
            let open = send_from(now, &self.service.references.now().calendar) <= now;
            let token = self.service.ids.random();
            let service = self.service.clone();
            let claim = move |tx: &mut Conn| {
                // A code is good for half an hour: it waits behind no other mail.
                let codes = claim_codes(tx, now, token)?;
                if open && codes.is_empty() {
                    service.claim_mail(tx, now, token)
                } else {
                    Ok(codes)
                }
            };
            let claimed: Vec<Claimed> =
                self.service.db.write::<_, Fault, _>("outbox.claim", "outbox", claim).await?;
            if claimed.is_empty() {
                return Ok(total);
            }
            let claimed_at = now;
            for one in claimed {
                if !go_on() {
                    return Ok(total);
                }
                let now = self.service.clock.now();
                let aged = claimed_at.plus_seconds(FRESH_SECONDS) <= now;
                // Where somebody else has it by now, it is theirs to send.
                if aged && !self.renew(&one, token, now).await? {
                    continue;
                }
                // One that cannot be composed must not hold its neighbours back.
                let end = match self.try_once(&one.notice, now).await {
                    Ok(end) => end,
                    Err(error) => {
                        tracing::error!(notice.id = %one.notice.id.0, %error, "no mail of this notice");
                        End::Failed("it could not be composed".to_owned())
                    }
                };
                if let Some(how) = self.settle(one, token, now, &end).await? {
                    total.count(&how);
                }
            }
        }
    }

    /// Whether all that it tells is still ours, and for the time of a lease from now on.
    async fn renew(&self, one: &Claimed, token: Uuid, now: Instant) -> Result<bool, ServiceError> {
        let (ids, end) = (one.ids(), now.plus_seconds(LEASE_SECONDS));
        let renew = move |tx: &mut Conn| outbox::renew(tx, &ids, token, end);
        Ok(self.service.db.write::<_, StoreError, _>("outbox.renew", "outbox", renew).await?)
    }

    /// Each notice that the mail tells ends as it did, by its own age and tries. Returns how the first did.
    async fn settle(
        &self,
        one: Claimed,
        token: Uuid,
        now: Instant,
        end: &End,
    ) -> Result<Option<Settled>, ServiceError> {
        let ends = one.tells.iter().map(|notice| {
            let how = match end {
                End::Settled(how) => how.clone(),
                End::Failed(why) => self.later(notice, now, why.clone()),
            };
            (notice.id, how)
        });
        let ends: Vec<(Id, Settled)> = ends.collect();
        let first = ends.first().map(|(_, how)| how.clone());
        let (id, tells, template) = (one.notice.id.0, ends.len(), &one.notice.template);
        match &first {
            None => {}
            Some(Settled::Sent(_)) => {
                tracing::info!(notice.id = %id, notice.template = template, tells, "mail sent");
            }
            Some(Settled::Again(_, why)) => {
                tracing::warn!(notice.id = %id, tells, why, "mail will be tried again");
            }
            Some(Settled::Dead(why)) => {
                tracing::error!(notice.id = %id, tells, why, "mail is dead");
            }
            Some(Settled::PutOff(_)) => {
                tracing::info!(notice.id = %id, tells, "mail is put off: its address had its share");
            }
            Some(Settled::Cancelled) => {
                tracing::info!(notice.id = %id, tells, "mail goes to nobody");
            }
        }
        let now = self.service.clock.now();
        let settle = move |tx: &mut Conn| {
            ends.iter()
                .try_for_each(|(id, how)| outbox::settle(tx, *id, token, now, how).map(|_| ()))
        };
        self.service.db.write::<(), StoreError, _>("outbox.settle", "outbox", settle).await?;
        Ok(first)
    }

    async fn try_once(&self, notice: &NoticeRow, now: Instant) -> Result<End, ServiceError> {
        let mail = match self.compose(notice, now).await? {
            Ok(mail) => mail,
            Err(end) => return Ok(end),
        };
        if let Some(settled) = self.one_too_many(notice, &mail.to, now).await? {
            return Ok(End::Settled(settled));
        }
        let mailer = self.mailer.clone();
        let result = tokio::task::spawn_blocking(move || mailer.send(&mail))
            .await
            .unwrap_or_else(|_| Err(MailFault::Transient("the mailer stopped".to_owned())));
        Ok(match result {
            Ok(()) => End::Settled(Settled::Sent(self.service.keys.message_key(&notice.dedup_key))),
            Err(MailFault::Permanent(why)) => End::Settled(Settled::Dead(why)),
            Err(MailFault::Transient(why)) => End::Failed(why),
        })
    }

    /// Again in office hours, or never.
    fn later(&self, notice: &NoticeRow, now: Instant, why: String) -> Settled {
        let calendar = &self.service.references.now().calendar;
        // It was only taken along with what was due: its own next try stands.
        if notice.next_at > now {
            return Settled::Again(notice.next_at, why);
        }
        // A code is worth nothing in the next office hour, and goes to nobody once it has expired.
        if notice.recipient_kind == UNCONFIRMED {
            return Settled::Again(next_try(notice, now), why);
        }
        // What is owed on the eve of Tết has its first try nine days later.
        let first = send_from(notice.created_at, calendar);
        // By a wrong clock nothing is given up.
        if is_over(first, notice.attempts, now) && !self.service.doubts_clock() {
            return Settled::Dead(why);
        }
        Settled::Again(send_from(next_try(notice, now), calendar), why)
    }

    /// The mail of a notice, or how it ends without one.
    async fn compose(
        &self,
        notice: &NoticeRow,
        now: Instant,
    ) -> Result<Result<Mail, End>, ServiceError> {
        let reference = self.service.references.ready()?;
        let template = Template::parse(&notice.template);
        let facts: Option<Facts> = notice.payload.read();
        let (Some(template), Some(mut facts)) = (template, facts) else {
            return Ok(Err(dead("a stored notice cannot be read")));
        };
        if let Some(id) = notice.case_id.filter(|_| facts.number.is_none()) {
            let case = CaseId::new(id.0);
            let read = move |conn: &mut Conn| cases::get(conn, Channel::Service, case);
            facts.number = self.service.db.read(read).await?.and_then(|case| case.number);
        }
        let (mut code, mut secret, mut until) = (None, None, String::new());
        let (to, language, unit) = match self.recipient(&reference, notice).await? {
            Addressed::To(to, language, unit) => (to, language, unit),
            Addressed::Prove(to, language, told) => {
                code = Some(told);
                (to, language, String::new())
            }
            Addressed::Link(to, token, ends_at) => {
                (secret, until) = (Some(SecretString::from(token.to_text())), office_time(ends_at));
                (to, Language::Vi, String::new())
            }
            Addressed::Nobody => return Ok(Err(End::Settled(Settled::Cancelled))),
            // It may get one: until then the mail waits like any that does not get through.
            Addressed::NoAddress(why) => return Ok(Err(End::Failed(why.to_owned()))),
        };
        let about = facts.about.and_then(|unit| reference.units.get(unit));
        let about = about.map(|unit| unit.name.clone()).unwrap_or_default();
        let of_kind = facts.kind.and_then(|kind| reference.kind(kind, now.office_day()));
        let kind = of_kind.map(|spec| match language {
            Language::Vi => spec.name_vi.clone(),
            Language::En => spec.name_en.clone(),
        });
        let link = format!("{}{}", self.public_url, template.place(&facts));
        let kind = kind.unwrap_or_default();
        let wording = Wording { unit, about, kind, link, code, secret, until };
        let Some((subject, body)) = render(template, language, &facts, &wording) else {
            return Ok(Err(dead("a template is broken")));
        };
        let local = self.service.keys.message_id(&notice.dedup_key);
        let message_id = format!("{local}@{}", self.domain);
        Ok(Ok(Mail { to, subject, body, message_id, date: now }))
    }
}

/// The domain of the message ids of a service at `public_url`.
pub fn message_domain(public_url: &str) -> String {
    let host = public_url.split("://").nth(1).and_then(|rest| rest.split(['/', ':']).next());
    host.filter(|host| !host.is_empty()).unwrap_or("liemchinh.invalid").to_owned()
}

fn dead(why: &str) -> End {
    End::Settled(Settled::Dead(why.to_owned()))
}

/// When to try a notice again.
fn next_try(notice: &NoticeRow, now: Instant) -> Instant {
    again(notice.id.0, notice.attempts, now)
}

/// When to try again after so many tries: later each time, and apart from its neighbours, so that a server that comes
/// back is not met by everything at once.
pub(in crate::service) fn again(id: Uuid, tries: i32, now: Instant) -> Instant {
    let tries = usize::try_from(tries.max(1)).unwrap_or(1);
    let wait = BACKOFF_SECONDS.get(tries - 1).copied().unwrap_or(3600);
    let spread = i64::from(id.as_bytes().last().copied().unwrap_or(0));
    now.plus_seconds(wait + wait * spread / 2560)
}

/// Whether what was tried since `first` is given up.
pub(in crate::service) fn is_over(first: Instant, tries: i32, now: Instant) -> bool {
    first.plus_seconds(GIVE_UP_SECONDS) <= now && tries >= LEAST_TRIES
}

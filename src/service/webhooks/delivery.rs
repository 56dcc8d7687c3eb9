//! Telling a staff system, each half hour, which cases of its own account's queue have changed: claimed with a lease, sent with no
//! transaction open, settled once.

use futures_util::future::join_all;
use secrecy::ExposeSecret;
use serde_json::json;
use uuid::Uuid;

use super::told;
use crate::domain::actor::{Actor, Scope};
use crate::domain::case::Case;
use crate::domain::ids::UserId;
use crate::domain::running::hook::HookOutcome;
use crate::domain::time::Instant;
use crate::service::cases::changed;
use crate::service::dispatch::{LEASE_SECONDS, again, is_over};
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::changes::Entry;
use crate::store::staff::users;
use crate::store::staff::webhooks::{self, WebhookRow};
use crate::webhook::{Call, Caller, signature};

/// Cases in one delivery; the rest is in the next.
const PAGE: i64 = 200;
/// So many are called at once: those that do not answer keep nobody waiting.
const AT_ONCE: usize = 8;
/// A half hour is told so many seconds after its end: what was written late, or by a clock that is a little slow, is in it by then.
const SETTLED: i64 = 600;
const HALF_HOUR: i64 = 1800;
const DAY: i64 = 24 * 3600;

/// Up to when everything is told that `actor` may know now. What a unit knows of the moment of a change is a mark half an hour ahead at least,
/// so all of one mark is there when that of before has passed.
pub(super) fn window(actor: &Actor, now: Instant) -> Instant {
    let mark = now.plus_seconds(-SETTLED).last_half_hour();
    match actor.scope() {
        Scope::Inspectorate { .. } => mark,
        _ => mark.half_hour_mark(),
    }
}

/// When the half hour that goes on now is told.
pub(super) fn next_call(now: Instant) -> Instant {
    now.plus_seconds(-SETTLED).last_half_hour().plus_seconds(HALF_HOUR + SETTLED)
}

/// How far a delivery reaches.
#[derive(Clone, Copy)]
struct Reach {
    /// Up to when all is told that may be told now.
    window: Instant,
    /// Up to when this one tells.
    until: Instant,
    /// The rest begins behind it, or there is none.
    next: Option<Entry>,
}

/// What is to be told to one, as it was at one moment.
struct Prepared {
    row: WebhookRow,
    reach: Reach,
    /// The cases, each with when it changed as far as the account may know.
    cases: Vec<(Entry, Case)>,
}

/// How a try went.
enum Tried {
    Told(Reach),
    /// The same, and there was nothing to tell.
    Nothing(Reach),
    Failed(HookOutcome),
}

impl Service {
    /// Calls every staff system that is due, some at once, until `go_on` says no or the clock is in doubt: by a wrong one a half hour would
    /// end in days to come, and what changes until then be told never.
    ///
    /// # Errors
    /// When the store fails; what was claimed comes back when its lease ends.
    pub async fn call_webhooks(&self, go_on: impl Fn() -> bool + Sync) -> Result<(), ServiceError> {
        let Some(caller) = &self.caller else { return Ok(()) };
        let goes_on = || go_on() && !self.doubts_clock();
        let now = self.clock.now();
        if !goes_on() || self.db.read(move |conn| webhooks::due(conn, now)).await?.is_none() {
            return Ok(());
        }
        let lanes = (0..AT_ONCE).map(|_| self.call_in_turn(caller, &goes_on));
        join_all(lanes).await.into_iter().collect()
    }

    /// Calls one after the other until none is due.
    async fn call_in_turn(
        &self,
        caller: &Caller,
        goes_on: &(impl Fn() -> bool + Sync),
    ) -> Result<(), ServiceError> {
        while goes_on() {
            let (now, token) = (self.clock.now(), self.ids.random());
            let claim = move |tx: &mut Conn| -> Result<_, StoreError> {
                let Some(row) = webhooks::due(tx, now)? else { return Ok(None) };
                let leased = webhooks::lease(tx, &row, token, now.plus_seconds(LEASE_SECONDS))?;
                Ok(Some((row, leased)))
            };
            let claimed = self.db.write::<_, StoreError, _>("webhooks.claim", "webhooks", claim);
            let Some((row, leased)) = claimed.await? else { return Ok(()) };
            if !leased {
                continue;
            }
            let id = row.id.0;
            let (row, tried) = match self.try_once(caller, row.clone(), token, now).await {
                Err(error) if error.is_of_the_store() => return Err(error),
                // What is wrong with one keeps nobody else waiting.
                Err(error) => {
                    tracing::error!(webhook.id = %id, %error, "nothing could be told");
                    (row, Tried::Failed(HookOutcome::FaultHere))
                }
                Ok(None) => continue,
                Ok(Some(tried)) => tried,
            };
            match &tried {
                Tried::Nothing(_) => {}
                Tried::Told(_) => tracing::info!(webhook.id = %id, "a staff system was told"),
                Tried::Failed(outcome) => {
                    tracing::warn!(webhook.id = %id, %outcome, "a staff system was not told");
                }
            }
            // The clock jumped meanwhile: the lease ends, and the same is told again.
            if self.doubts_clock() {
                return Ok(());
            }
            let row = self.settled(row, &tried, now);
            let given_up = row.next_at.is_none();
            let settle = move |tx: &mut Conn| webhooks::settle(tx, &row, token);
            let settled = self.db.write::<_, StoreError, _>("webhooks.settle", "webhooks", settle);
            if settled.await? && given_up {
                tracing::error!(webhook.id = %id, "a staff system is called no more: it failed for three days");
            }
        }
        Ok(())
    }

    /// Calls one that is leased to `token`. `None` where it is somebody else's by now, or nobody's.
    async fn try_once(
        &self,
        caller: &Caller,
        row: WebhookRow,
        token: Uuid,
        now: Instant,
    ) -> Result<Option<(WebhookRow, Tried)>, ServiceError> {
        let service = self.clone();
        let prepare = move |conn: &mut Conn| service.prepared(conn, row.clone(), token, now);
        let Some(prepared) = self.db.read(prepare).await? else { return Ok(None) };
        let tried = self.tell(caller, &prepared, now).await;
        Ok(Some((prepared.row, tried)))
    }

    /// What its account may see at this moment of what is to be told, if the lease holds after that was read.
    fn prepared(
        &self,
        conn: &mut Conn,
        mut row: WebhookRow,
        token: Uuid,
        now: Instant,
    ) -> Result<Option<Prepared>, StoreError> {
        let user = users::get(conn, UserId::new(row.user_id.0))?.filter(|user| user.active);
        let Some(user) = user else { return Ok(None) };
        let actor = self.acting(conn, &user, now.office_day())?;
        let window = window(&actor, now);
        // A clock that was believed and wrong has put it into days to come. What may have been missed since is told again.
        if row.told_at > window {
            (row.told_at, row.told_key) = (window.plus_seconds(-DAY), i64::MAX);
        }
        let until = row.until_at.filter(|until| (row.told_at..=window).contains(until));
        let until = until.unwrap_or(window);
        row.until_at = Some(until);
        let from = (row.told_at, row.told_key);
        let (mut cases, next) = changed(conn, &actor, from, until, PAGE)?;
        // Nobody has classified it yet, so it may become a tip. When its unit learns of it, it has changed.
        cases.retain(|(_, case)| case.held_until.is_none());
        let leased = webhooks::is_leased(conn, row.id, token)?;
        let reach = Reach { window, until, next };
        Ok(leased.then_some(Prepared { row, reach, cases }))
    }

    async fn tell(&self, caller: &Caller, prepared: &Prepared, now: Instant) -> Tried {
        let Prepared { row, reach, cases } = prepared;
        if cases.is_empty() {
            return Tried::Nothing(*reach);
        }
        let told = match told(&self.keys, row) {
            Ok(told) => told,
            Err(error) => {
                tracing::error!(webhook.id = %row.id.0, %error, "its address cannot be read");
                return Tried::Failed(HookOutcome::FaultHere);
            }
        };
        let (until, more) = (reach.until, reach.next.is_some());
        // By what is told, since the list is read again at each try. Keyed, since the place of a case tells to the millisecond when it came.
        let listed: Vec<_> =
            cases.iter().map(|((at, _), case)| format!("{}@{at}", case.id)).collect();
        let (hook, at, key) = (row.id.0, row.told_at, row.told_key);
        let named = format!("webhook/{hook}/{at}/{key}/{until}/{more}/{}", listed.join("/"));
        let delivery = self.keys.message_key(&named);
        let shown = |(_, case): &(Entry, Case)| json!({"id": case.id, "number": case.number});
        let cases: Vec<_> = cases.iter().map(shown).collect();
        let body = json!({
            "delivery": delivery, "webhook": hook, "from": at, "until": until,
            "more": more, "cases": cases,
        });
        let (seconds, body) = (now.micros().div_euclid(1_000_000), body.to_string());
        let signature = signature(told.secret.expose_secret(), seconds, &body);
        let call = Call { url: told.url, delivery, signature, body };
        let caller = caller.clone();
        match tokio::task::spawn_blocking(move || caller.call(&call)).await {
            Ok(HookOutcome::Delivered) => Tried::Told(*reach),
            Ok(outcome) => Tried::Failed(outcome),
            Err(error) => {
                tracing::error!(webhook.id = %hook, %error, "a call broke off");
                Tried::Failed(HookOutcome::FaultHere)
            }
        }
    }

    /// Where a subscription stands after a try that began at `began`.
    fn settled(&self, row: WebhookRow, tried: &Tried, began: Instant) -> WebhookRow {
        let (reach, outcome) = match tried {
            Tried::Told(reach) => (*reach, Some(HookOutcome::Delivered.as_str().to_owned())),
            Tried::Nothing(reach) => (*reach, row.outcome.clone()),
            Tried::Failed(outcome) => {
                let now = self.clock.now();
                let (failures, since) = (row.failures + 1, row.failing_since.unwrap_or(now));
                let over = is_over(since, failures, now);
                return WebhookRow {
                    next_at: (!over).then(|| again(row.id.0, failures, now)),
                    failures,
                    failing_since: Some(since),
                    outcome: Some(outcome.as_str().to_owned()),
                    ..row
                };
            }
        };
        let Reach { window, until, next } = reach;
        let (told_at, told_key) = next.unwrap_or((until, i64::MAX));
        let goes_on = next.is_some() || until < window;
        WebhookRow {
            told_at,
            told_key,
            until_at: next.map(|_| until),
            // Of the half hour in which it was prepared: another may have ended since.
            next_at: Some(if goes_on { began } else { next_call(began) }),
            failures: 0,
            failing_since: None,
            outcome,
            ..row
        }
    }
}

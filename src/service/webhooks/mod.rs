//! Subscriptions of staff systems: each is one account's own, and ends with what the account may see.

mod delivery;

use data_encoding::BASE64URL_NOPAD;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Deserializer, Serialize};

use crate::domain::actor::Actor;
use crate::domain::ids::WebhookId;
use crate::domain::records::access::Accessed;
use crate::domain::running::hook::{HookOutcome, HookUrl};
use crate::domain::time::Instant;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::sealed::{open, seal};
use crate::store::backend::Conn;
use crate::store::staff::users;
use crate::store::staff::webhooks::{self, WebhookRow};
use crate::store::types::Id;
use crate::vault::token::SessionToken;
use crate::vault::{KeyRing, Place, draw};
use delivery::{next_call, window};

/// So many one account has at most.
const MOST: usize = 5;
/// How a secret begins.
const PREFIX: &str = "lc_w_";

/// A subscription, as its own account sees it.
#[derive(Debug, Clone)]
pub struct WebhookView {
    /// The id.
    pub id: WebhookId,
    /// Where it is called; none where that cannot be read any more, since its key is lost.
    pub url: Option<HookUrl>,
    /// Since when.
    pub created_at: Instant,
    /// Up to when everything was told.
    pub delivered_until: Instant,
    /// How the last call ended.
    pub outcome: Option<HookOutcome>,
    /// Calls that failed since the last one that did not.
    pub failures: i32,
    /// When it is called next; none where that was given up.
    pub next_call: Option<Instant>,
}

/// What is sealed of a subscription.
#[derive(Deserialize)]
struct Told {
    url: HookUrl,
    #[serde(deserialize_with = "secret")]
    secret: SecretString,
}

/// The same on its way to be sealed.
#[derive(Serialize)]
struct Said<'a> {
    url: &'a HookUrl,
    secret: &'a str,
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<SecretString, D::Error> {
    String::deserialize(from).map(SecretString::from)
}

const fn place(id: Id) -> Place {
    Place { table: "webhooks", column: "sealed", row: id.0 }
}

fn told(keys: &KeyRing, row: &WebhookRow) -> Result<Told, ServiceError> {
    open(keys, &place(row.id), &row.sealed)
}

/// Where it is called. One that cannot be read is logged and does not hide the others.
fn url_of(keys: &KeyRing, row: &WebhookRow) -> Option<HookUrl> {
    let told = told(keys, row).inspect_err(|error| {
        tracing::error!(webhook.id = %row.id.0, %error, "its address cannot be read");
    });
    told.ok().map(|told| told.url)
}

fn view(row: &WebhookRow, url: Option<HookUrl>) -> WebhookView {
    WebhookView {
        id: WebhookId::new(row.id.0),
        url,
        created_at: row.created_at,
        delivered_until: row.told_at,
        outcome: row.outcome.as_deref().and_then(HookOutcome::parse),
        failures: row.failures,
        next_call: row.next_at,
    }
}

impl Service {
    /// The actor's own subscriptions, the first one first.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn webhooks(&self, actor: &Actor) -> Result<Vec<WebhookView>, ServiceError> {
        let user = Id(actor.user_id.uuid());
        let rows = self.db.read(move |conn| webhooks::of_user(conn, user)).await?;
        Ok(rows.iter().map(|row| view(row, url_of(&self.keys, row))).collect())
    }

    /// Subscribes the actor's system at `url`, with a secret that is told this once. One that is there already gets another secret and goes
    /// on from where it was, also where it had been given up.
    ///
    /// # Errors
    /// [`ServiceError::WebhooksOff`]; [`ServiceError::Invalid`] for an address that is not called, or one too many;
    /// [`ServiceError::Unauthenticated`] where the session of `token` ended, or the actor works elsewhere, meanwhile.
    pub async fn subscribe(
        &self,
        actor: &Actor,
        token: &str,
        url: HookUrl,
    ) -> Result<(WebhookView, SecretString), ServiceError> {
        let caller = self.caller.as_ref().ok_or(ServiceError::WebhooksOff)?;
        if !caller.knows_host(&url) {
            return Err(ServiceError::field("/url", FieldFault::HostNotNamed));
        }
        if !caller.may_call(&url) {
            return Err(ServiceError::field("/url", FieldFault::PrivateAddress));
        }
        let digest = SessionToken::parse(token).ok_or(ServiceError::Unauthenticated)?.digest();
        let drawn: [u8; 32] = draw().map_err(ServiceError::internal)?;
        let secret = SecretString::from(format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&drawn)));
        let (service, reader, made) = (self.clone(), actor.clone(), secret.clone());
        let write = move |tx: &mut Conn| -> Result<WebhookView, Fault> {
            let user = users::hold_by_session(tx, Id(reader.user_id.uuid()), &digest)?;
            let unit = reader.unit_id.map(|unit| Id(unit.uuid()));
            let same = user.is_some_and(|it| it.role == reader.role.as_str() && it.unit_id == unit);
            if !same {
                return Err(ServiceError::Unauthenticated.into());
            }
            let made = service.subscribed(tx, &reader, &url, &made)?;
            let what = (Accessed::WebhookSubscribed, "subscribe_webhook");
            service.note_webhook(tx, reader.user_id, what)?;
            Ok(made)
        };
        let made = self.db.write("webhooks.subscribe", actor.user_id.uuid(), write).await?;
        Ok((made, secret))
    }

    /// Begins or renews a subscription of an account that nobody else changes until the end of the transaction.
    fn subscribed(
        &self,
        tx: &mut Conn,
        actor: &Actor,
        url: &HookUrl,
        secret: &SecretString,
    ) -> Result<WebhookView, Fault> {
        let (user, now) = (Id(actor.user_id.uuid()), self.clock.now());
        let all = webhooks::of_user(tx, user)?;
        let normal = url.normal();
        let is_same =
            |row: &&WebhookRow| url_of(&self.keys, row).is_some_and(|it| it.normal() == normal);
        let there = all.iter().find(is_same);
        let id = there.map_or_else(|| Id(self.ids.random()), |row| row.id);
        let said = Said { url, secret: secret.expose_secret() };
        let sealed = seal(&self.keys, &place(id), &said)?;
        let next_at = Some(next_call(now));
        if let Some(row) = there {
            webhooks::begin_again(tx, id, &sealed, next_call(now))?;
            let begun = WebhookRow { next_at, failures: 0, ..row.clone() };
            return Ok(view(&begun, Some(url.clone())));
        }
        if all.len() >= MOST {
            return Err(ServiceError::field("", FieldFault::NoRoom).into());
        }
        let row = WebhookRow {
            id,
            user_id: user,
            sealed,
            created_at: now,
            told_at: window(actor, now),
            told_key: i64::MAX,
            until_at: None,
            next_at,
            lease_token: None,
            failures: 0,
            failing_since: None,
            outcome: None,
        };
        webhooks::insert(tx, &row)?;
        Ok(view(&row, Some(url.clone())))
    }

    /// Ends a subscription of the actor's.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] also for another's.
    pub async fn unsubscribe(&self, actor: &Actor, id: WebhookId) -> Result<(), ServiceError> {
        let (service, by, id) = (self.clone(), actor.user_id, Id(id.uuid()));
        let remove = move |tx: &mut Conn| -> Result<(), Fault> {
            if !webhooks::remove(tx, id, Id(by.uuid()))? {
                return Err(ServiceError::NotFound.into());
            }
            service.note_webhook(tx, by, (Accessed::WebhookEnded, "unsubscribe_webhook"))
        };
        Ok(self.db.write("webhooks.unsubscribe", by.uuid(), remove).await?)
    }
}

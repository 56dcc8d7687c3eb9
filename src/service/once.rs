//! Writes of records that are no cases: one key has one effect and one answer, whenever it is repeated.

use std::hash::Hash;
use std::sync::Arc;

use serde_json::Value;
use uuid::Uuid;

use crate::domain::actor::Actor;
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::service::idempotency::RequestKey;
use crate::store::backend::Conn;
use crate::store::{StoreError, tokens};

/// A request to change one record: which, as it was read, and what makes it safe to send again.
#[derive(Debug, Clone, Copy)]
pub struct Edit<'r, Id> {
    /// Which record.
    pub id: Id,
    /// The version it was read at (`If-Match`).
    pub version: i32,
    /// The idempotency key.
    pub key: &'r str,
    /// What was sent, for telling a repetition from another request.
    pub body: &'r Value,
}

/// An answer, and whether its request had its effect before.
#[derive(Debug, Clone)]
pub struct Answered<T> {
    /// What is answered.
    pub value: T,
    /// Whether this only repeats it.
    pub replayed: bool,
}

/// What a write made: which version of which record, and the answer that tells of it.
pub(super) type Made<T> = (Uuid, i32, T);

impl Service {
    /// A key of a member of staff for a record that is no case.
    pub(super) fn record_key(
        &self,
        actor: &Actor,
        key: &str,
        operation: &'static str,
        body: &Value,
    ) -> RequestKey {
        RequestKey::new(&self.keys, &format!("user:{}", actor.user_id), key, operation, body)
    }

    /// Runs `make` once for `key`, in one transaction with the key; a repetition is answered by
    /// `recall` from the version that was made then.
    pub(super) async fn once<T, R, M>(
        &self,
        name: &'static str,
        key: RequestKey,
        recall: R,
        make: M,
    ) -> Result<Answered<T>, ServiceError>
    where
        T: Send + 'static,
        R: Fn(&mut Conn, Uuid, i32) -> Result<T, Fault> + Send + Sync + 'static,
        M: Fn(&mut Conn) -> Result<Made<T>, Fault> + Send + Sync + 'static,
    {
        let order = key.hash().to_vec();
        self.once_in_turn(name, order, key, recall, make).await
    }

    /// As [`Service::once`], after the writes of this `order` that came before.
    pub(super) async fn once_in_turn<T, R, M>(
        &self,
        name: &'static str,
        order: impl Hash + Clone + Send,
        key: RequestKey,
        recall: R,
        make: M,
    ) -> Result<Answered<T>, ServiceError>
    where
        T: Send + 'static,
        R: Fn(&mut Conn, Uuid, i32) -> Result<T, Fault> + Send + Sync + 'static,
        M: Fn(&mut Conn) -> Result<Made<T>, Fault> + Send + Sync + 'static,
    {
        let (recall, make) = (Arc::new(recall), Arc::new(make));
        let today = self.clock.today();
        let write = async || {
            let (own, recall, make) = (key.clone(), recall.clone(), make.clone());
            let closure = move |tx: &mut Conn| {
                if let Some(seen) = own.seen(tx)?? {
                    let value = recall(tx, seen.answer_id.0, seen.answer_n)?;
                    return Ok(Answered { value, replayed: true });
                }
                let (id, version, value) = make(tx)?;
                tokens::keep(tx, &own.row(id, version, today))?;
                Ok(Answered { value, replayed: false })
            };
            self.db.write::<Answered<T>, Fault, _>(name, order.clone(), closure).await
        };
        let written = match write().await {
            // The same key at the same time on another machine: now it is there to be seen.
            Err(
                Fault::Store(StoreError::Unique(_) | StoreError::Stale)
                | Fault::Service(ServiceError::Stale | ServiceError::Settled(_)),
            ) => write().await,
            other => other,
        };
        Ok(written?)
    }
}

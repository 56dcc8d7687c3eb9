//! Taking in what a feed sends: a list of the API in one transaction, a file in batches that a second run finishes.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::judge::{Difference, Seen, SentDossier, Work, compare, in_list, keys_of, sift};
use crate::domain::actor::Actor;
use crate::domain::ids::ImportId;
use crate::domain::records::dossier::import::{Counts, DossierImport, FeedDoor, Subject};
use crate::domain::time::Instant;
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::service::idempotency::canonical;
use crate::service::once::{Answered, Made};
use crate::store::backend::Conn;
use crate::store::records::{dossier_imports, dossiers};
use crate::store::{StoreError, long_snapshot};

/// So many dossiers of a file are written in one transaction, and a list of the API may have.
pub const BATCH: usize = 1000;

/// A part of a file.
#[derive(Clone, Serialize, Deserialize)]
pub struct FeedBatch {
    /// The import that the file is.
    pub import: ImportId,
    /// Whose feed it is.
    pub source: String,
    /// SHA-256 of the file.
    pub hash: Vec<u8>,
    /// When the import began.
    pub began_at: Instant,
    /// What this part holds: nothing that was refused.
    pub sent: Vec<SentDossier>,
    /// With the last part, what all of the file came to.
    pub last: Option<Totals>,
}

/// What a whole file held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Dossiers, what was refused among them.
    pub lines: i32,
    /// What was refused.
    pub refused: i32,
}

/// A list of the API that may be sent again.
#[derive(Debug, Clone, Copy)]
pub struct Request<'r> {
    /// Whose feed it is.
    pub source: &'r str,
    /// The idempotency key.
    pub key: &'r str,
    /// What was sent.
    pub body: &'r Value,
}

fn count(of: usize) -> i32 {
    i32::try_from(of).unwrap_or(i32::MAX)
}

/// Writes what a comparison found.
fn write(tx: &mut Conn, work: &Work) -> Result<(), StoreError> {
    dossiers::insert(tx, &work.new)?;
    work.moved.iter().try_for_each(|one| dossiers::save(tx, one))
}

impl Service {
    /// What `sent` would change; `seen` holds what stood before it in the same file.
    ///
    /// # Errors
    /// Of the store, or [`ServiceError::NotReady`].
    pub async fn weigh_dossiers(
        &self,
        sent: &[SentDossier],
        seen: &mut Seen,
    ) -> Result<Difference, ServiceError> {
        let reference = self.references.ready()?;
        let today = self.clock.today();
        let (good, mut refused) = sift(&reference.units, today, sent, seen);
        let (ids, none) = (self.ids.clone(), ImportId::new(uuid::Uuid::nil()));
        let work = self
            .db
            .read(move |conn| {
                let known = long_snapshot(conn, |conn| dossiers::of_keys(conn, keys_of(&good)))?;
                Ok(compare(known, ids.as_ref(), good.clone(), none, today))
            })
            .await?;
        let mut difference = work.difference;
        difference.refused.append(&mut refused);
        difference.refused.sort_by_key(|(at, _)| *at);
        Ok(difference)
    }

    /// The last import of a file with this hash.
    ///
    /// # Errors
    /// Of the store.
    pub async fn import_of(&self, hash: &[u8]) -> Result<Option<DossierImport>, ServiceError> {
        let hash = hash.to_vec();
        Ok(self.db.read(move |conn| dossier_imports::last_of(conn, &hash)).await?)
    }

    /// Writes one part of a file. A part that was written before changes nothing.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] where anything in it is refused: then nothing of it is written.
    pub async fn take_batch(&self, batch: FeedBatch) -> Result<DossierImport, ServiceError> {
        let reference = self.references.ready()?;
        let now = self.clock.now();
        let (service, today) = (self.clone(), now.office_day());
        let make = move |tx: &mut Conn| -> Result<DossierImport, Fault> {
            let (good, refused) = sift(&reference.units, today, &batch.sent, &mut Seen::default());
            let known = dossiers::held_of_keys(tx, keys_of(&good))?;
            let work = compare(known, service.ids.as_ref(), good, batch.import, today);
            let faults = in_list([refused, work.difference.refused.clone()].concat());
            if !faults.is_empty() {
                return Err(ServiceError::Invalid(faults).into());
            }
            let known = dossier_imports::get(tx, batch.import)?;
            if known.is_none() {
                dossier_imports::insert(tx, &begun(&batch))?;
            }
            let mut import = known.unwrap_or_else(|| begun(&batch));
            write(tx, &work)?;
            let counts = &mut import.counts;
            counts.added = counts.added.saturating_add(count(work.new.len()));
            counts.changed = counts.changed.saturating_add(count(work.moved.len()));
            if let Some(Totals { lines, refused }) = batch.last {
                // What an earlier run wrote of the same file is counted as what it was then.
                let news = counts.added.saturating_add(counts.changed).saturating_add(refused);
                counts.unchanged = lines.saturating_sub(news).max(0);
                counts.refused = refused;
                import.finished_at = Some(now);
            }
            dossier_imports::save(tx, &import)?;
            Ok(import)
        };
        match self.db.write::<_, Fault, _>("dossiers", 0u8, make.clone()).await {
            // Another process told of one of them at this moment: now it is there to be compared with.
            Err(Fault::Store(StoreError::Unique(_))) => {
                Ok(self.db.write::<_, Fault, _>("dossiers", 0u8, make).await?)
            }
            other => Ok(other?),
        }
    }

    /// Takes a list that came over the API, all of it or nothing.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with every fault, [`ServiceError::KeyReused`].
    pub async fn take_dossiers(
        &self,
        actor: &Actor,
        sent: Vec<SentDossier>,
        request: Request<'_>,
    ) -> Result<Answered<DossierImport>, ServiceError> {
        let reference = self.references.ready()?;
        let key = self.record_key(actor, request.key, "send_dossiers", request.body);
        let head = self.sent_by(actor, Subject::Dossiers, &request);
        let (service, today) = (self.clone(), head.began_at.office_day());
        let make = move |tx: &mut Conn| -> Result<Made<DossierImport>, Fault> {
            let (good, refused) = sift(&reference.units, today, &sent, &mut Seen::default());
            let known = dossiers::held_of_keys(tx, keys_of(&good))?;
            let work = compare(known, service.ids.as_ref(), good, head.id, today);
            let faults = in_list([refused, work.difference.refused.clone()].concat());
            if !faults.is_empty() {
                return Err(ServiceError::Invalid(faults).into());
            }
            let counts = Counts {
                added: count(work.new.len()),
                changed: count(work.moved.len()),
                unchanged: count(work.difference.unchanged),
                refused: 0,
            };
            let import = DossierImport { counts, ..head.clone() };
            dossier_imports::insert(tx, &import)?;
            write(tx, &work)?;
            Ok((import.id.uuid(), 1, import))
        };
        self.once_in_turn("dossiers", 0u8, key, recall, make).await
    }

    /// What a list of `actor` would change, with its faults as those of the request.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with every fault.
    pub async fn try_dossiers(&self, sent: &[SentDossier]) -> Result<Difference, ServiceError> {
        let found = self.weigh_dossiers(sent, &mut Seen::default()).await?;
        if found.refused.is_empty() {
            return Ok(found);
        }
        Err(ServiceError::Invalid(in_list(found.refused)))
    }

    /// The import that a list of the API is, before it is compared.
    pub(super) fn sent_by(
        &self,
        actor: &Actor,
        subject: Subject,
        request: &Request<'_>,
    ) -> DossierImport {
        let now = self.clock.now();
        DossierImport {
            id: ImportId::new(self.ids.random()),
            subject,
            door: FeedDoor::Request,
            source: request.source.to_owned(),
            hash: Sha256::digest(canonical(request.body)).to_vec(),
            by: Some(actor.user_id),
            began_at: now,
            finished_at: Some(now),
            counts: Counts::default(),
        }
    }
}

/// The answer that a key got before.
pub(super) fn recall(tx: &mut Conn, id: uuid::Uuid, _: i32) -> Result<DossierImport, Fault> {
    let found = dossier_imports::get(tx, ImportId::new(id))?;
    Ok(found.ok_or(ServiceError::NotFound)?)
}

fn begun(batch: &FeedBatch) -> DossierImport {
    DossierImport {
        id: batch.import,
        subject: Subject::Dossiers,
        door: FeedDoor::File,
        source: batch.source.clone(),
        hash: batch.hash.clone(),
        by: None,
        began_at: batch.began_at,
        finished_at: None,
        counts: Counts::default(),
    }
}

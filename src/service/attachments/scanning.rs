//! What clamd says of files: asked after they were taken, again until it has said something, and believed in nothing else.

use uuid::Uuid;

use super::reading::content_of;
use super::{facts_place, object};
use crate::clean::{Clamd, Unasked, Verdict};
use crate::domain::attachment::{Facts, FileRefusal, Scan};
use crate::domain::ids::AttachmentId;
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::service::sealed::{open, seal};
use crate::store::backend::Conn;
use crate::store::records::attachments::{self, Scans};

impl Service {
    /// The clamd that is asked about files, if one is.
    pub fn clamd(&self) -> Option<&Clamd> {
        self.scanner.as_deref().map(|scanner| &scanner.clamd)
    }

    /// Whether nothing of a file may be shown yet: nobody has looked at it, and somebody is to.
    pub(super) fn waits(&self, scan: Scan) -> bool {
        self.scanner.is_some() && scan == Scan::Waiting
    }

    /// How many files wait for clamd, and in how many it found something.
    ///
    /// # Errors
    /// As of the store.
    pub async fn scans(&self) -> Result<Scans, ServiceError> {
        Ok(self.db.read(attachments::scans).await?)
    }

    /// Asks clamd about files that wait for it, one after the other, at most so many; returns how many. One of which it says nothing
    /// waits on; where it cannot be reached all of them do.
    ///
    /// # Errors
    /// As of the store, or of the place of files.
    pub async fn scan_files(&self, most: usize) -> Result<usize, ServiceError> {
        let Some(scanner) = self.scanner.clone() else { return Ok(0) };
        for asked in 0..most {
            let after = scanner.after();
            let next = self.db.read(move |conn| attachments::unscanned(conn, after)).await?;
            let Some((id, sealed)) = next else {
                scanner.go_on(Uuid::nil());
                return Ok(asked);
            };
            scanner.go_on(id.uuid());
            match self.asked_about(&scanner.clamd, id, &sealed).await {
                Ok(Ok(verdict)) => self.note_verdict(id, verdict).await?,
                Ok(Err(cause @ Unasked::NoVerdict(_))) => {
                    tracing::warn!(file = %id, %cause, "a file waits for clamd");
                }
                Ok(Err(cause @ Unasked::Away(_))) => {
                    tracing::warn!(%cause, "files wait for clamd");
                    return Ok(asked);
                }
                // One that is lost is said already.
                Err(ServiceError::File(FileRefusal::Damaged)) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(most)
    }

    /// What clamd says of a file.
    async fn asked_about(
        &self,
        clamd: &Clamd,
        id: AttachmentId,
        sealed: &[u8],
    ) -> Result<Result<Verdict, Unasked>, ServiceError> {
        let files = self.files()?;
        let owner = self.owner().await?.ok_or(ServiceError::NotFound)?;
        let Ok(facts) = open::<Facts>(&self.keys, &facts_place(id), sealed) else {
            return Ok(Err(Unasked::NoVerdict("an earlier key file sealed it".to_owned())));
        };
        let (keys, store) = (self.keys.clone(), files.store.clone());
        let read = move || content_of(&keys, store.as_ref(), object(owner, id), &facts);
        let content = files.blocking(read).await?;
        Ok(clamd.ask(&content).await)
    }

    async fn note_verdict(&self, id: AttachmentId, verdict: Verdict) -> Result<(), ServiceError> {
        let keys = self.keys.clone();
        let write = move |tx: &mut Conn| -> Result<(), Fault> {
            let name = match &verdict {
                Verdict::Clean => return Ok(attachments::clean(tx, id)?),
                Verdict::Found(name) => name.clone(),
            };
            // Where it is gone meanwhile, it is asked about anew where it went.
            let Some(sealed) = attachments::sealed(tx, id)? else { return Ok(()) };
            let facts: Facts = open(&keys, &facts_place(id), &sealed)?;
            let facts = Facts { malware: Some(name), ..facts };
            Ok(attachments::found(tx, id, &seal(&keys, &facts_place(id), &facts)?)?)
        };
        Ok(self.db.write::<(), Fault, _>("scan", id.uuid(), write).await?)
    }
}

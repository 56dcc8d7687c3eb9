//! Clean copies of pictures and of the pages of documents: made after they were taken, by a child that is confined, and all that a
//! unit ever sees of them.

use std::sync::Arc;

use uuid::Uuid;
use zeroize::Zeroizing;

use super::reading::{Original, content_of, reached};
use super::{ON_ITS_WAY, facts_place, object, object_place};
use crate::clean::{Cleaner, Uncleaned};
use crate::domain::actor::Actor;
use crate::domain::attachment::{Attachment, Facts, FileRefusal, Media};
use crate::domain::ids::{AttachmentId, CaseId};
use crate::domain::kind::Channel;
use crate::objects::{ObjectName, ObjectStore};
use crate::service::error::{Fault, ServiceError, inside};
use crate::service::facade::Service;
use crate::service::files::told;
use crate::service::sealed::{open, seal};
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::records::{attachments, orphans};
use crate::vault::KeyRing;
use crate::vault::stream::PIECE;

/// What will never have a copy is tried no more.
const NEVER: i32 = 3;

/// Seals the pictures `pages` as the object `name`, one behind the other, and keeps it.
fn put(
    keys: &KeyRing,
    store: &dyn ObjectStore,
    name: ObjectName,
    pages: &[Zeroizing<Vec<u8>>],
) -> Result<Facts, ServiceError> {
    let (id, mut out) = (AttachmentId::new(name.id), Vec::with_capacity(2 * PIECE));
    let mut draft = store.begin(name).map_err(told)?;
    let sealer = keys.seal_file(&object_place(id), &mut out);
    let mut sealer = sealer.map_err(ServiceError::internal)?;
    for piece in pages.iter().flat_map(|page| page.chunks(PIECE)) {
        sealer.take(piece, &mut out).map_err(ServiceError::internal)?;
        draft.add(&out).map_err(told)?;
        out.clear();
    }
    let sealed = sealer.end(&mut out).map_err(ServiceError::internal)?;
    draft.add(&out).map_err(told)?;
    draft.keep().map_err(told)?;
    let (bytes, sha256) = (sealed.bytes, sealed.sha256);
    let lengths = pages.iter().map(|page| u64::try_from(page.len()));
    let pages = lengths.collect::<Result<_, _>>().map_err(ServiceError::internal)?;
    Ok(Facts {
        media: Media::Jpeg,
        bytes,
        sha256,
        name: None,
        at: None,
        by: None,
        pages,
        malware: None,
    })
}

/// The picture of one page in a clean copy.
fn page_of(content: &[u8], facts: &Facts, page: u8) -> Option<Zeroizing<Vec<u8>>> {
    let before = usize::from(page).checked_sub(1)?;
    let start: u64 = facts.pages.iter().take(before).sum();
    let length = facts.pages.get(before)?;
    let (start, length) = (usize::try_from(start).ok()?, usize::try_from(*length).ok()?);
    let picture = content.get(start..start.checked_add(length)?)?;
    Some(Zeroizing::new(picture.to_vec()))
}

impl Service {
    /// Makes the clean copies that are missing, one after the other, at most so many; returns how many were tried. A picture
    /// that has none, or a child that falls over it, costs its own copy alone.
    ///
    /// # Errors
    /// As of the store, or of the place of files.
    pub async fn copy_pictures(&self, most: usize) -> Result<usize, ServiceError> {
        let Some(cleaner) = self.cleaner.clone() else { return Ok(0) };
        if self.files.is_none() {
            return Ok(0);
        }
        let (scanned, mut after) = (self.scanner.is_some(), Uuid::nil());
        for tried in 0..most {
            let next =
                self.db.read(move |conn| attachments::uncopied(conn, after, scanned)).await?;
            let Some((id, sealed)) = next else { return Ok(tried) };
            after = id.uuid();
            let facts: Result<Facts, _> = open(&self.keys, &facts_place(id), &sealed);
            let made = match facts {
                Ok(facts) => self.copy(&cleaner, id, facts).await,
                // What an earlier key file sealed holds up none of the others.
                Err(_) => Err(ServiceError::File(FileRefusal::Damaged)),
            };
            let tries = match made {
                Ok(true) => continue,
                Ok(false) => NEVER,
                Err(ServiceError::File(FileRefusal::Damaged)) => 1,
                Err(error) => return Err(error),
            };
            let note = move |tx: &mut Conn| attachments::not_copied(tx, id, tries);
            self.db.write::<_, StoreError, _>("copy", id.uuid(), note).await?;
        }
        Ok(most)
    }

    /// Makes one copy; whether there is one.
    async fn copy(
        &self,
        cleaner: &Arc<Cleaner>,
        id: AttachmentId,
        facts: Facts,
    ) -> Result<bool, ServiceError> {
        let (files, owner) = (self.files()?.clone(), self.owner_for_good().await?);
        let (keys, store, cleaner) = (self.keys.clone(), files.store.clone(), cleaner.clone());
        let clean = move || {
            let original = content_of(&keys, store.as_ref(), object(owner, id), &facts)?;
            match cleaner.clean(facts.media, &original) {
                Ok(copy) => Ok(Some(copy)),
                Err(Uncleaned::Never) => Ok(None),
                Err(cause @ Uncleaned::Io(_)) => Err(ServiceError::internal(cause)),
            }
        };
        let Some(copy) = files.blocking(clean).await? else { return Ok(false) };
        let own = AttachmentId::new(self.ids.random());
        let until = self.clock.now().plus_seconds(ON_ITS_WAY);
        let note = move |tx: &mut Conn| attachments::begin(tx, own, until);
        self.db.write::<_, StoreError, _>("upload", own.uuid(), note).await?;
        let (keys, store) = (self.keys.clone(), files.store.clone());
        let kept = move || put(&keys, store.as_ref(), object(owner, own), &copy);
        let facts = files.blocking(kept).await?;
        let sealed = seal(&self.keys, &facts_place(own), &facts)?;
        let write = move |tx: &mut Conn| -> Result<(), Fault> {
            if !attachments::arrived(tx, own)? {
                return Err(ServiceError::Busy.into());
            }
            // It is gone meanwhile, with a report that became a tip.
            if !attachments::copied(tx, id, own, &sealed)? {
                orphans::note(tx, &[(own.uuid(), None)])?;
            }
            Ok(())
        };
        self.db.write::<(), Fault, _>("copy", id.uuid(), write).await?;
        Ok(true)
    }

    /// The clean copy of a file that the actor may know of: of a document that of its page `page`, from 1.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where there is none, none yet, or no such page; [`ServiceError::File`] where it was lost.
    pub async fn clean_copy(
        &self,
        actor: &Actor,
        id: CaseId,
        file: AttachmentId,
        page: u8,
    ) -> Result<Original, ServiceError> {
        let files = self.files()?.clone();
        let (owner, reader) = (self.owner().await?.ok_or(ServiceError::NotFound)?, actor.clone());
        let service = self.clone();
        let read = move |conn: &mut Conn| {
            inside(|| {
                let (case, seen, _) = reached(conn, &reader, id)?;
                let seen = seen.into_iter().find(|one| one.id == file);
                let seen =
                    seen.filter(|it| case.channel == Channel::Service && !service.waits(it.scan));
                let seen = seen.ok_or(ServiceError::NotFound)?;
                let copies = attachments::copies(conn, case.key)?.into_iter();
                let copy = copies.into_iter().find(|(of, ..)| *of == file);
                Ok((seen, copy.ok_or(ServiceError::NotFound)?))
            })
        };
        let (seen, (_, copy, sealed)) = self.db.read(read).await??;
        let facts: Facts = open(&self.keys, &facts_place(copy), &sealed)?;
        let (keys, store) = (self.keys.clone(), files.store.clone());
        let look = move || {
            let content = content_of(&keys, store.as_ref(), object(owner, copy), &facts)?;
            let content = page_of(&content, &facts, page).ok_or(ServiceError::NotFound)?;
            let file = Attachment {
                id: copy,
                n: seen.n,
                giver: seen.giver,
                day: seen.day,
                inspectors_only: seen.inspectors_only,
                scan: seen.scan,
                facts,
            };
            Ok(Original { file, content })
        };
        files.blocking(look).await
    }
}

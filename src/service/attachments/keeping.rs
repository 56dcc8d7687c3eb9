//! Looking after files: what belongs to nobody is removed, what is lost is said, and what a report has goes with it.

use std::collections::{BTreeMap, BTreeSet};

use uuid::Uuid;

use super::{facts_place, object, opened};
use crate::domain::attachment::Facts;
use crate::domain::case::Case;
use crate::domain::ids::AttachmentId;
use crate::domain::kind::Channel;
use crate::domain::time::Instant;
use crate::objects::marker;
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::service::files::told;
use crate::service::sealed::seal;
use crate::store::backend::Conn;
use crate::store::records::attachments::{self, Kept};
use crate::store::records::orphans;
use crate::store::{StoreError, cases};
use crate::vault::stream::sealed_len;

/// So long what this database does not know of stays, in seconds: 30 days.
const DELAY: i64 = 30 * 24 * 3600;
/// What should have arrived longer ago may have done so in a later state of a database that was put back since; in seconds.
const LATELY: i64 = 3 * 3600;
/// So many are asked for at once.
const PAGE: usize = 500;

/// Whether an object that belongs to nobody `since` then is removed.
fn is_due(since: Option<Instant>, now: Instant) -> bool {
    since.is_none_or(|at| at.plus_seconds(DELAY) <= now)
}

/// A file whose object is not as it was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lost {
    /// Which; it leads to no case without the database.
    pub file: AttachmentId,
    /// Whether there is something in its place.
    pub changed: bool,
}

impl Service {
    /// Removes the objects of this database that belong to no file and are on their way to none: at once where nobody can want them any
    /// more, else a month after they were found, for a database that was put back to an earlier day knows less than there is. Returns how many.
    ///
    /// An upload writes first that it is on its way, then the object, and in one transaction that it has arrived and that the
    /// file is there. So what lies there before the database is asked, and is not known to it, will never be.
    ///
    /// # Errors
    /// As of the store, or of the place of files.
    pub async fn sweep_files(&self) -> Result<usize, ServiceError> {
        // A clock that is wrong would end what is under way.
        let Some(files) = self.files.clone().filter(|_| !self.doubts_clock()) else { return Ok(0) };
        let store = files.store.clone();
        let now = self.clock.now();
        if self.db.read(move |conn| attachments::has_ended(conn, now)).await? {
            let lately = now.plus_seconds(-LATELY);
            let end = move |tx: &mut Conn| attachments::end(tx, now, lately);
            self.db.write::<_, StoreError, _>("upload.end", "uploads", end).await?;
        }
        let Some(owner) = self.owner().await? else { return Ok(0) };
        let there = store.clone();
        let there = files.blocking(move || there.list(owner).map_err(told)).await?;
        let noted = self.db.read(orphans::all).await?;
        let since: BTreeMap<Uuid, Option<Instant>> = noted.into_iter().collect();
        let mut left: BTreeSet<Uuid> = since.keys().copied().collect();
        let mut removed = 0;
        for page in there.chunks(PAGE) {
            let ids = page.to_vec();
            let known = self.db.read(move |conn| attachments::known(conn, &ids)).await?;
            let orphans: Vec<Uuid> =
                page.iter().filter(|id| !known.contains(id)).copied().collect();
            let new = orphans.iter().filter(|id| !since.contains_key(*id));
            let new: Vec<_> = new.map(|id| (*id, Some(now))).collect();
            if !new.is_empty() {
                let note = move |tx: &mut Conn| orphans::note(tx, &new);
                self.db.write::<_, StoreError, _>("orphans", "uploads", note).await?;
            }
            let (due, waiting): (Vec<Uuid>, Vec<Uuid>) = orphans
                .into_iter()
                .partition(|id| since.get(id).is_some_and(|at| is_due(*at, now)));
            for id in &waiting {
                left.remove(id);
            }
            removed += due.len();
            let store = store.clone();
            let remove = move || {
                let remove = |id| store.remove(object(owner, AttachmentId::new(id)));
                due.into_iter().try_for_each(remove).map_err(told)
            };
            files.blocking(remove).await?;
        }
        // What was removed, is not there any more, or belongs to somebody again.
        let left: Vec<Uuid> = left.into_iter().collect();
        if !left.is_empty() {
            let forget = move |tx: &mut Conn| orphans::forget(tx, &left);
            self.db.write::<_, StoreError, _>("orphans", "uploads", forget).await?;
        }
        Ok(removed)
    }

    /// How many objects belong to nobody as far as this database knows, and when the first of them is removed for good.
    ///
    /// # Errors
    /// As of the store.
    pub async fn strange_files(&self) -> Result<Option<(usize, Instant)>, ServiceError> {
        let noted = self.db.read(orphans::all).await?;
        let since: Vec<Instant> = noted.into_iter().filter_map(|(_, at)| at).collect();
        let first = since.iter().min().map(|at| at.plus_seconds(DELAY));
        Ok(first.map(|first| (since.len(), first)))
    }

    /// The name of the mark of this database in the place of its files, where that is missing or is another one than before.
    ///
    /// # Errors
    /// As of the store, or of the place of files.
    pub async fn missing_place(&self) -> Result<Option<String>, ServiceError> {
        let (Some(files), Some(owner)) = (self.files.clone(), self.owner().await?) else {
            return Ok(None);
        };
        let store = files.store.clone();
        let there = files.blocking(move || store.is_marked(owner).map_err(told)).await?;
        Ok((!there).then(|| marker(owner)))
    }

    /// The files whose objects are gone, or longer or shorter than they were. What was changed within is found when it is read.
    ///
    /// # Errors
    /// As of the store, or of the place of files.
    pub async fn lost_files(&self) -> Result<Vec<Lost>, ServiceError> {
        let mut lost = Vec::new();
        for channel in [Channel::Service, Channel::Integrity] {
            let mut after = Uuid::nil();
            loop {
                let limit = i64::try_from(PAGE).unwrap_or(i64::MAX);
                let read = move |conn: &mut Conn| attachments::page(conn, channel, after, limit);
                let page = self.db.read(read).await?;
                let Some(last) = page.last() else { break };
                after = last.id.uuid();
                lost.extend(self.lost_of(page).await?);
            }
        }
        Ok(lost)
    }

    async fn lost_of(&self, page: Vec<Kept>) -> Result<Vec<Lost>, ServiceError> {
        let (owner, keys) = (self.owner().await?.unwrap_or_default(), self.keys.clone());
        let files = self.files()?;
        let store = files.store.clone();
        let look = move || {
            let mut lost = Vec::new();
            for one in page {
                let file = one.id;
                // Without the keys it is known at least whether it is there.
                let expected = opened(&keys, one).ok().and_then(|it| sealed_len(it.facts.bytes));
                match store.length(object(owner, file)).map_err(told)? {
                    Some(length) if expected.is_none_or(|expected| expected == length) => {}
                    other => lost.push(Lost { file, changed: other.is_some() }),
                }
            }
            Ok(lost)
        };
        files.blocking(look).await
    }

    /// Takes away what is kept of the files of a service case that becomes a tip, sealed anew as of a tip: of when they came only the day.
    pub(in crate::service) fn files_of_tip(
        &self,
        tx: &mut Conn,
        case: &Case,
    ) -> Result<Vec<Kept>, Fault> {
        // What comes meanwhile waits for the end of this, finds the case gone, and is told to the tip.
        cases::hold(tx, case.id)?;
        let files = attachments::of_case(tx, case)?.into_iter().map(|one| {
            let file = opened(&self.keys, one.clone())?;
            let facts = Facts { at: None, ..file.facts };
            let sealed = seal(&self.keys, &facts_place(one.id), &facts)?;
            Ok(Kept { sealed, inspectors_only: false, ..one })
        });
        let files = files.collect::<Result<Vec<_>, Fault>>()?;
        // They hang on the case, which goes.
        attachments::remove(tx, case.key)?;
        Ok(files)
    }
}

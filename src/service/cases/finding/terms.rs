//! Reading reports into the terms by which they are found: after they were filed, a few at a time, so that no filing waits for it.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::contact::looked_up;
use crate::domain::ids::CaseKey;
use crate::domain::terms::of;
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::{StoreError, changes, reports, terms};

/// Reports that one look goes over.
const PAGE: usize = 400;
/// Reports that are read in one transaction: filings wait behind it.
const BATCH: usize = 5;
/// So many seconds are gone over again: clocks that are both believed differ by less than two hours.
const LOOK_BACK: i64 = 3 * 3600;

impl Service {
    /// Reads at most so many reports that nobody read yet. Returns how many it read.
    ///
    /// # Errors
    /// When the store fails: what was read stays so.
    pub async fn read_terms(&self, at_most: usize) -> Result<usize, ServiceError> {
        let reference = self.references.ready()?;
        let mut count = 0;
        loop {
            let after = self.read_up_to.load(Ordering::Relaxed);
            let most = i64::try_from(PAGE).unwrap_or(i64::MAX);
            let page = self.db.read(move |conn| terms::behind(conn, after, most)).await?;
            let unread = page.iter().filter(|(_, read)| !read).map(|(key, _)| *key);
            let unread: Vec<i64> = unread.take(at_most - count).collect();
            for keys in unread.chunks(BATCH) {
                self.read_reports(reference.clone(), keys.to_vec()).await?;
                count += keys.len();
            }
            // The newest half is gone over again: another process may commit one of an earlier key late.
            match page.get(PAGE / 2) {
                Some((key, _)) if page.len() == PAGE && count < at_most => {
                    self.read_up_to.store(*key, Ordering::Relaxed);
                }
                _ => return Ok(count),
            }
        }
    }

    /// Has the reports of the last hours gone over again for one that was passed over: a key begins with the moment of filing, by the
    /// clock of the process that filed, and where many were filed by another clock meanwhile it lies behind those that were read.
    pub fn look_back_for_terms(&self) {
        let from = CaseKey::first_at(self.clock.now().plus_seconds(-LOOK_BACK));
        self.read_up_to.fetch_min(from.number(), Ordering::Relaxed);
    }

    async fn read_reports(
        &self,
        names: Arc<Reference>,
        keys: Vec<i64>,
    ) -> Result<(), ServiceError> {
        let (at, ring) = (self.clock.now(), self.keys.clone());
        let add = move |tx: &mut Conn| {
            let there = terms::held(tx, &keys)?;
            changes::begin(tx, &there, at)?;
            let found = reports::to_be_found(tx, &there)?.into_iter();
            let all: Vec<_> = found
                .map(|(key, report, number, about)| {
                    let about = about.and_then(|unit| names.units.get(unit));
                    (key, of(&report, &number, about.map(|unit| unit.name.as_str())))
                })
                .collect();
            let contacts = reports::contacts(tx, &there)?.into_iter();
            terms::add_contacts(tx, contacts.map(|(key, left)| (key, looked_up(&ring, &left))))?;
            terms::read(tx, &all)
        };
        Ok(self.db.write::<_, StoreError, _>("terms.read", "terms", add).await?)
    }
}

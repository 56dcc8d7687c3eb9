//! What units that ended were urged to do or recommended: what is open passes to whoever took over all
//! of them, each as a change of its own.

use std::collections::BTreeMap;

use crate::domain::ids::UnitId;
use crate::domain::time::Day;
use crate::domain::urging::follow_up;
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::service::reference::Reference;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::records::{recommendations, urgings};

/// How much passed on, or would.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PassedLetters {
    /// Letters without an answer.
    pub letters: usize,
    /// Recommendations that are not done.
    pub recommendations: usize,
    /// What stays with a unit that ended, because nobody took over all of it, or somebody was
    /// changing it: the inspectorate closes or sends it anew.
    pub left: usize,
}

impl Service {
    /// Passes what is open from each unit of `heirs` to its one successor, and tells that one.
    pub(in crate::service) async fn pass_letters(
        &self,
        reference: &std::sync::Arc<Reference>,
        heirs: BTreeMap<UnitId, Option<UnitId>>,
        effective_on: Day,
        dry_run: bool,
    ) -> Result<PassedLetters, ServiceError> {
        let now = self.clock.now();
        let mut passed = PassedLetters::default();
        for one in self.open_letters(None).await? {
            let Some(heir) = heirs.get(&one.unit_id).copied() else { continue };
            let Some(to) = heir else {
                passed.left += 1;
                continue;
            };
            let (service, held, id) = (self.clone(), reference.clone(), one.id);
            let write = move |tx: &mut Conn| -> Result<bool, Fault> {
                let found = urgings::get(tx, id)?.filter(|found| found.unit_id == one.unit_id);
                let Some(found) = found else { return Ok(false) };
                let Some(next) = found.passed_to(to, effective_on) else { return Ok(false) };
                urgings::save(tx, found.version, &next)?;
                service.owe_in(tx, &held, &[next.sent()], now)?;
                Ok(true)
            };
            let done = dry_run || self.passes_on(id, write).await?;
            passed.letters += usize::from(done);
            passed.left += usize::from(!done);
        }
        for one in self.open_recommendations(None).await? {
            let Some(heir) = heirs.get(&one.unit).copied() else { continue };
            let Some(to) = heir else {
                passed.left += 1;
                continue;
            };
            let (service, held, id) = (self.clone(), reference.clone(), one.id);
            let write = move |tx: &mut Conn| -> Result<bool, Fault> {
                let found = recommendations::get(tx, id)?.filter(|found| found.unit == one.unit);
                let Some(found) = found else { return Ok(false) };
                let Some(next) = found.passed_to(to, effective_on) else { return Ok(false) };
                recommendations::save(tx, found.version(), &next)?;
                service.owe_in(tx, &held, &[follow_up::recommended(&next)], now)?;
                Ok(true)
            };
            let done = dry_run || self.passes_on(id, write).await?;
            passed.recommendations += usize::from(done);
            passed.left += usize::from(!done);
        }
        Ok(passed)
    }

    /// Whether it passed on. Where somebody changes it at the same moment, another run passes it on.
    async fn passes_on(
        &self,
        id: impl std::hash::Hash + Send,
        write: impl Fn(&mut Conn) -> Result<bool, Fault> + Send + 'static,
    ) -> Result<bool, ServiceError> {
        match self.db.write::<bool, Fault, _>("succession.letters", id, write).await {
            Err(Fault::Store(StoreError::Stale)) => Ok(false),
            other => Ok(other?),
        }
    }
}

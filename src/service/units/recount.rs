//! Counting open obligations anew after the calendar was announced otherwise: each that moves gets
//! an event, a mail and a line of the report; a day that was told never comes earlier. An import
//! ends with it.

use std::collections::HashSet;
use std::sync::Arc;

use crate::domain::deadline;
use crate::domain::event::EventKind;
use crate::domain::ids::{CaseId, ObligationId};
use crate::domain::kind::Channel;
use crate::domain::obligation::{Obligation, Recount, What};
use crate::domain::time::Day;
use crate::service::cases::record::{Before, CaseFile, Recorded, Stamp, Step};
use crate::service::error::{Fault, ServiceError, passed_over};
use crate::service::facade::Service;
use crate::service::reference::Reference;
use crate::service::units::import::{Files, ImportError, Report, import, preview};
use crate::store::backend::Conn;
use crate::store::marks::{self, MarkRow};
use crate::store::{StoreError, cases};

/// Obligations looked at in one read.
const PAGE: i64 = 200;
/// The name of the mark that an import leaves until what follows from it is counted.
const OWED: &str = "recount";
/// How often a case that somebody changes meanwhile is tried again.
const TRIES: usize = 3;

/// One last day that moved, or would.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The number of the case; integrity cases have none, and are only counted.
    pub number: Option<String>,
    /// What is owed.
    pub step: deadline::Step,
    /// The last day before.
    pub before: Day,
    /// The last day since.
    pub after: Day,
}

/// What a recount did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recounted {
    /// Open obligations that were looked at.
    pub examined: usize,
    /// Those whose last day moves.
    pub moved: Vec<Moved>,
    /// Cases that could not be counted; the log says why.
    pub failed: usize,
}

/// What an import did, or would do, and what it moved.
#[derive(Debug, Clone)]
pub struct Imported {
    /// The rows.
    pub report: Report,
    /// The last days; none where that was not asked for.
    pub recounted: Option<Recounted>,
}

/// Whether anything is owed at all.
///
/// # Errors
/// When the store fails.
pub fn owes_anything(conn: &mut Conn) -> Result<bool, StoreError> {
    for channel in [Channel::Service, Channel::Integrity] {
        if !cases::due_by(conn, channel, None, true, None, 1)?.is_empty() {
            return Ok(true);
        }
    }
    Ok(false)
}

impl Service {
    /// Imports `files` and, unless told not to, counts every open obligation anew by
    /// what is loaded then: also what an import before left behind that was broken off. A dry run
    /// counts by the files as they would be loaded.
    ///
    /// # Errors
    /// [`ImportError`], where nothing was imported, or where the store failed after it: then
    /// [`Service::recount`] goes on.
    pub async fn import(
        &self,
        files: &Files,
        dry_run: bool,
        recount: bool,
        progress: impl Fn(usize),
    ) -> Result<Imported, ImportError> {
        let now = self.clock.now();
        let (report, reference) = if dry_run {
            let (report, reference) = preview(&self.db, files, now).await?;
            (report, Arc::new(reference))
        } else {
            if recount {
                self.owe_recount(true).await?;
            }
            let report = import(&self.db, files, now, false).await?;
            self.refresh().await.map_err(ServiceError::from)?;
            (report, self.references.ready()?)
        };
        let recounted = if recount {
            let done = self.recount_by(&reference, dry_run, progress).await?;
            if !dry_run {
                self.owe_recount(false).await?;
            }
            Some(done)
        } else {
            None
        };
        Ok(Imported { report, recounted })
    }

    /// Counts every open obligation anew by the calendar known today. It may be run again, or
    /// broken off, at any moment: what is counted by that calendar already does not move.
    ///
    /// # Errors
    /// When the store fails; a second run goes on where this one stopped.
    pub async fn recount(
        &self,
        dry_run: bool,
        progress: impl Fn(usize),
    ) -> Result<Recounted, ServiceError> {
        self.recount_by(&self.references.ready()?, dry_run, progress).await
    }

    /// Loads reference data that was imported elsewhere, and counts by it what was written here by
    /// the old one between that import and now; once after its start also what an import left that was broken off.
    ///
    /// # Errors
    /// When the store fails; the next round goes on.
    pub async fn keep_up(&self) -> Result<(), ServiceError> {
        let first = !self.instance.kept_up();
        let owed = first && self.db.read(|conn| marks::get(conn, OWED)).await?.is_some();
        if self.refresh().await? || owed {
            self.recount(false, |_| ()).await?;
        }
        if owed {
            self.owe_recount(false).await?;
        }
        self.instance.note_kept_up();
        Ok(())
    }

    /// Notes that an import is followed by a recount, or that it was.
    async fn owe_recount(&self, owed: bool) -> Result<(), ServiceError> {
        let mark = MarkRow::new(OWED, self.clock.now(), &())?;
        let note = move |tx: &mut Conn| {
            if owed { marks::put(tx, &mark) } else { marks::remove(tx, OWED) }
        };
        Ok(self.db.write::<(), StoreError, _>("recount.owe", "mark", note).await?)
    }

    async fn recount_by(
        &self,
        reference: &Arc<Reference>,
        dry_run: bool,
        progress: impl Fn(usize),
    ) -> Result<Recounted, ServiceError> {
        let today = self.clock.today();
        let mut report = Recounted::default();
        // One that moves comes up again further down the list.
        let mut seen_again: HashSet<ObligationId> = HashSet::new();
        for channel in [Channel::Service, Channel::Integrity] {
            let mut after: Option<(Day, ObligationId)> = None;
            let mut counted: HashSet<CaseId> = HashSet::new();
            loop {
                let page = self
                    .db
                    .read(move |conn| cases::due_by(conn, channel, None, true, after, PAGE))
                    .await?;
                let Some(last) = page.last() else { break };
                after = Some((last.due_on, last.id));
                let known = page.iter().filter(|one| seen_again.contains(&one.id)).count();
                report.examined += page.len() - known;
                let movable = page.iter().filter(|one| moves(reference, one, today).is_some());
                seen_again.extend(movable.map(|one| one.id));
                for one in page.iter().filter(|one| moves(reference, one, today).is_some()) {
                    // Whatever else the case owes was counted with the first of it.
                    if !counted.insert(one.case_id) {
                        continue;
                    }
                    match self.recount_case(reference, channel, one.case_id, dry_run).await {
                        Ok(moved) => report.moved.extend(moved),
                        // One case stops no other.
                        Err(error) => {
                            passed_over(channel, one.case_id, error)?;
                            report.failed += 1;
                        }
                    }
                }
                progress(report.examined);
            }
        }
        Ok(report)
    }

    async fn recount_case(
        &self,
        reference: &Arc<Reference>,
        channel: Channel,
        id: CaseId,
        dry_run: bool,
    ) -> Result<Vec<Moved>, ServiceError> {
        for _ in 0..TRIES {
            let (service, reference) = (self.clone(), reference.clone());
            let now = self.clock.now();
            let look = move |conn: &mut Conn| -> Result<(Option<Recorded>, Vec<Moved>), Fault> {
                let today = now.office_day();
                let Some(case) = cases::get(conn, channel, id)? else { return Ok((None, vec![])) };
                let file = CaseFile::load(conn, case)?;
                let mut moved = Vec::new();
                let mut changed = Vec::new();
                for before in &file.owed {
                    let Some(after) = moves(&reference, before, today) else { continue };
                    moved.push(Moved {
                        number: file.case.number.clone(),
                        step: before.step,
                        before: before.due_on,
                        after: after.due_on,
                    });
                    changed.push((after, What::Recounted));
                }
                moved.sort_by_key(|one| one.step);
                if changed.is_empty() {
                    return Ok((None, moved));
                }
                let step = Step { changed, ..Step::new(file.case.clone(), EventKind::Recounted) };
                let stamp = Stamp::of_the_clock(now);
                let recorded = service.record(&reference, &Before::On(&file), stamp, step)?;
                Ok((Some(recorded), moved))
            };
            let written: Result<Vec<Moved>, Fault> = if dry_run {
                let read = move |conn: &mut Conn| match look(conn) {
                    Ok((_, moved)) => Ok(Ok(moved)),
                    Err(Fault::Service(error)) => Ok(Err(error)),
                    Err(Fault::Store(error)) => Err(error),
                };
                Ok(self.db.read(read).await??)
            } else {
                self.db
                    .write("recount", id, move |tx| {
                        let (recorded, moved) = look(tx)?;
                        if let Some(recorded) = recorded {
                            recorded.write(tx)?;
                        }
                        Ok(moved)
                    })
                    .await
            };
            match written {
                Err(Fault::Store(StoreError::Stale)) => {}
                other => return Ok(other?),
            }
        }
        Err(ServiceError::Busy)
    }
}

/// The obligation as it would be, where its last day moves.
fn moves(reference: &Reference, one: &Obligation, today: Day) -> Option<Obligation> {
    // What is late stays late: a calendar that comes after the day changes nothing of it.
    let rule = reference.rules.get(one.rule_id).filter(|_| !one.is_overdue(today))?;
    let after =
        one.recounted(rule, &reference.calendar, Recount::Calendar, today, today).ok()??;
    (after.due_on != one.due_on).then_some(after)
}

//! The end of waits: a signature, an answer, a word of the reporter or of a unit that did not come. It has
//! no input and may run anywhere, any number of times.

use crate::domain::deadline::Step;
use crate::domain::ids::{CaseId, ObligationId};
use crate::domain::kind::Channel;
use crate::domain::lifecycle::{Command, PromiseCommand};
use crate::domain::time::{Day, Instant};
use crate::service::cases::handling::{Ask, Asked, By};
use crate::service::error::{Fault, ServiceError, passed_over};
use crate::service::facade::Service;
use crate::store::backend::Conn;
use crate::store::{StoreError, cases};

/// Waits looked at in one read.
const PAGE: i64 = 200;

impl Service {
    /// Ends every wait whose last day has passed: how many, and how many could not be ended.
    pub(in crate::service) async fn watch_waits(
        &self,
        channel: Channel,
        now: Instant,
    ) -> Result<(usize, usize), ServiceError> {
        let today = now.office_day();
        let (mut count, mut failed) = (0, 0);
        let mut after: Option<(Day, CaseId)> = None;
        loop {
            let waiting = self
                .db
                .read(move |conn| cases::waiting_before(conn, channel, today, after, PAGE))
                .await?;
            let Some(last) = waiting.last() else { return Ok((count, failed)) };
            after = last.waits_until.map(|day| (day, last.id));
            for case in waiting {
                match self.passes(case.id, Command::Lapse).await {
                    Ok(ended) => count += usize::from(ended),
                    Err(error) => {
                        passed_over(channel, case.id, error)?;
                        failed += 1;
                    }
                }
            }
        }
    }

    /// Lets every claimed day stand to which the unit has kept silent, and before a missing apology
    /// or result becomes a fault, and as long as it is one, looks whether the register has it for the
    /// same dossier.
    pub(in crate::service) async fn watch_claims(
        &self,
        now: Instant,
    ) -> Result<(usize, usize), ServiceError> {
        let Ok(yesterday) = now.office_day().yesterday() else { return Ok((0, 0)) };
        let (mut count, mut failed) = (0, 0);
        let mut after: Option<(Day, ObligationId)> = None;
        loop {
            let passed = self
                .db
                .read(move |conn| {
                    cases::due_by(conn, Channel::Service, Some(yesterday), true, after, PAGE)
                })
                .await?;
            let Some(last) = passed.last() else { return Ok((count, failed)) };
            after = Some((last.due_on, last.id));
            for one in passed {
                let what = match one.step {
                    Step::ConfirmPromise => PromiseCommand::LetStand,
                    Step::FinishOrApologise | Step::LateApology | Step::Finish => {
                        PromiseCommand::Recall
                    }
                    _ => continue,
                };
                match self.passes(one.case_id, Command::Promise(what)).await {
                    Ok(stands) => count += usize::from(stands),
                    Err(error) => {
                        passed_over(Channel::Service, one.case_id, error)?;
                        failed += 1;
                    }
                }
            }
        }
    }

    /// Does what the passing of a day does to one case, unless somebody was faster.
    pub(super) async fn passes(
        &self,
        case_id: CaseId,
        command: Command,
    ) -> Result<bool, ServiceError> {
        if self.clock_jumped() {
            return Ok(false);
        }
        let (service, reference) = (self.clone(), self.references.ready()?);
        let what = Asked::Command { command, to: None };
        let ask = Ask { case_id, version: None, what };
        // Most that is looked at has nothing to end: that takes no place among the writes.
        let (asking, held, asked) = (self.clone(), reference.clone(), ask.clone());
        let ends = self
            .db
            .read(move |conn| match asking.decide(conn, &held, &By::Clock, &asked) {
                Err(Fault::Store(error)) => Err(error),
                Err(Fault::Service(error)) => Ok(Err(error)),
                Ok(_) => Ok(Ok(())),
            })
            .await?;
        match ends {
            Ok(()) => {}
            Err(ServiceError::Refused(_) | ServiceError::NotFound) => return Ok(false),
            Err(other) => return Err(other),
        }
        let written: Result<(), Fault> = self
            .db
            .write("watch.lapse", case_id, move |tx: &mut Conn| {
                service.decide(tx, &reference, &By::Clock, &ask)?.write(tx)?;
                Ok(())
            })
            .await;
        match written {
            Ok(()) => Ok(true),
            Err(
                Fault::Service(ServiceError::Refused(_) | ServiceError::NotFound)
                | Fault::Store(StoreError::Stale),
            ) => Ok(false),
            Err(other) => Err(other.into()),
        }
    }
}

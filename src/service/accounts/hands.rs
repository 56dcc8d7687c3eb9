//! What somebody had in hand who works there no more: put back, for colleagues to see and take.

use crate::domain::case::Case;
use crate::domain::event::EventKind;
use crate::domain::ids::{CaseId, UserId};
use crate::domain::kind::Channel;
use crate::service::cases::record::{Before, CaseFile, Stamp, Step};
use crate::service::error::{Fault, ServiceError, passed_over};
use crate::service::facade::Service;
use crate::store::backend::Conn;
use crate::store::{StoreError, cases, hands};

/// So many are looked for at once.
const PAGE: i64 = 100;
/// Somebody else may change a case while it is put back; then it is looked at again.
const TRIES: usize = 3;
/// Why it is put back, as colleagues read it.
const WHY: &str = "Tài khoản của người giữ đã đóng hoặc chuyển đi. / The account of whoever had it was closed or moved.";

impl Service {
    /// Puts back every open case in the hand of `user`, one write each, so that it may be broken off and begun again. Nothing tells
    /// how many they were.
    ///
    /// # Errors
    /// As of the store; what was put back stays so.
    pub(in crate::service) async fn empty_hands(&self, user: UserId) -> Result<(), ServiceError> {
        for channel in [Channel::Service, Channel::Integrity] {
            loop {
                let read = move |conn: &mut Conn| hands::open_cases_of(conn, channel, user, PAGE);
                let found = self.db.read(read).await?;
                let mut put_back = 0;
                for case in &found {
                    match self.put_back(channel, *case, user).await {
                        Ok(()) => put_back += 1,
                        // One that cannot be read keeps no other in a hand that is gone.
                        Err(error) => passed_over(channel, *case, error)?,
                    }
                }
                let whole = usize::try_from(PAGE).is_ok_and(|page| found.len() == page);
                if put_back == 0 || !whole {
                    break;
                }
            }
        }
        Ok(())
    }

    /// Puts one case back, if it is still open and in that hand.
    async fn put_back(
        &self,
        channel: Channel,
        id: CaseId,
        user: UserId,
    ) -> Result<(), ServiceError> {
        let reference = self.references.ready()?;
        for _ in 0..TRIES {
            let (service, held) = (self.clone(), reference.clone());
            let written: Result<(), Fault> = self
                .db
                .write("accounts.hands", id, move |tx| {
                    let case = cases::get(tx, channel, id)?;
                    let still = |case: &Case| case.is_open() && case.assignee == Some(user);
                    let Some(case) = case.filter(still) else { return Ok(()) };
                    let file = CaseFile::load(tx, case)?;
                    let next = Case { assignee: None, ..file.case.clone() };
                    let text = Some(WHY.to_owned());
                    let put = EventKind::Assigned { to: None, from: Some(user), text };
                    let stamp = Stamp::of_the_clock(service.clock.now());
                    let before = Before::On(&file);
                    let recorded = service.record(&held, &before, stamp, Step::new(next, put))?;
                    recorded.write(tx)?;
                    Ok(())
                })
                .await;
            match written {
                Err(Fault::Store(StoreError::Stale)) => {}
                other => return Ok(other?),
            }
        }
        Err(ServiceError::Busy)
    }
}

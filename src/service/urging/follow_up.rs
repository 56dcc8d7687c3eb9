//! What happens to recommendations is told at once, the first few before each slot one by one and the
//! rest in one mail: an inspection recommends many things, and a unit reports them in a row.

use crate::domain::ids::UnitId;
use crate::domain::notice::{Notice, send_from};
use crate::domain::time::Instant;
use crate::domain::urging::MOST_SINGLE;
use crate::domain::urging::digest::{next_slot, nth, of_recommendations};
use crate::service::desk::Desk;
use crate::service::error::Fault;
use crate::service::notices::notice_rows;
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::outbox;

impl Desk {
    /// Owes `notice` to `to` in the transaction of what it tells. Its key is its place among those
    /// before the next slot; that it is owed once follows from the transaction.
    pub(in crate::service) fn owe_few(
        &self,
        tx: &mut Conn,
        reference: &Reference,
        notice: &Notice,
        to: UnitId,
        now: Instant,
    ) -> Result<(), Fault> {
        let slot = next_slot(now, &reference.calendar);
        for n in 1..=MOST_SINGLE {
            let placed = Notice { dedup_key: nth(notice, to, slot, n), ..notice.clone() };
            for row in notice_rows(self.ids.as_ref(), &[placed], now, &reference.calendar)? {
                if outbox::enqueued(tx, &row)? {
                    return Ok(());
                }
            }
        }
        let digest = [of_recommendations(to, slot)];
        for mut row in notice_rows(self.ids.as_ref(), &digest, now, &reference.calendar)? {
            let (day, hour) = slot;
            row.next_at = send_from(Instant::at_office_hour(day, hour), &reference.calendar);
            outbox::enqueue(tx, &row)?;
        }
        Ok(())
    }
}

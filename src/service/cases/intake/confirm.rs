//! A new mail address of a reporter: the contact that holds it waits, sealed, until a code that was mailed there is told.

use serde_json::Value;

use super::contact::Reachable;
use crate::domain::case::Case;
use crate::domain::ids::{CaseId, PendingContactId};
use crate::domain::kind::Channel;
use crate::domain::lifecycle::Refusal;
use crate::domain::notice::{contact_changing, contact_code};
use crate::domain::receipt::{OneTimeCode, Receipt};
use crate::domain::report::{Awaited, Contact, PendingContact};
use crate::domain::time::Instant;
use crate::service::cases::tracking::Tracked;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::idempotency::RequestKey;
use crate::service::notices::notice_rows;
use crate::service::once::Answered;
use crate::service::reference::Reference;
use crate::service::sealed::{open_pending, seal_pending};
use crate::store::backend::Conn;
use crate::store::pending::{self, PendingRow};
use crate::store::types::Id;
use crate::store::{StoreError, cases, outbox};
use crate::vault::draw;

/// So many are looked at together.
const PAGE: i64 = 200;

/// A contact that waits, for the mail to its address.
pub(in crate::service) struct Proof {
    /// The contact.
    pub(in crate::service) contact: Contact,
    /// The code.
    pub(in crate::service) code: OneTimeCode,
    /// Whether no server of a unit may carry it.
    pub(in crate::service) sealed: bool,
}

impl Service {
    /// Lets `contact` wait, and owes the mail with the code; where it is an `other` address than the one on file, that one is told. What the row knows of time is sealed with the contact: of a
    /// tip no moment is kept.
    pub(super) fn ask_for_code(
        &self,
        tx: &mut Conn,
        reference: &Reference,
        case: &Case,
        (contact, other): (Contact, bool),
        now: Instant,
    ) -> Result<(), Fault> {
        let tally = self.keys.tally_hash(&format!("codes:{}", case.id));
        if outbox::tally(tx, now.office_day(), &tally)? > PendingContact::MOST_A_DAY {
            return Err(ServiceError::Refused(Refusal::CodesOfTheDay).into());
        }
        let id = PendingContactId::new(self.ids.random());
        let salt: [u8; 16] = draw().map_err(ServiceError::internal)?;
        let row = PendingRow {
            case_id: Id(case.id.uuid()),
            id: Id(id.uuid()),
            sealed: seal_pending(&self.keys, id, &PendingContact::new(contact, now))?,
            salt: salt.to_vec(),
            tries: 0,
        };
        pending::put(tx, &row)?;
        // First the one that nobody waits for: what is confirmed at once would lead it astray.
        let mut mails: Vec<_> = other.then(|| contact_changing(id)).into_iter().collect();
        mails.push(contact_code(id));
        let rows = notice_rows(self.ids.as_ref(), &mails, now, &reference.calendar)?;
        rows.iter().try_for_each(|row| outbox::enqueue(tx, row))?;
        Ok(())
    }

    /// Lets the contact that waits take the place of the one that was left, if `code` is the one that was mailed to its
    /// address. A wrong one is counted, and its repetition under the same key is not.
    ///
    /// # Errors
    /// [`ServiceError::UnknownReceipt`]; [`ServiceError::Refused`] where nothing waits, where it waited too long, and where
    /// the contact stands by now; [`ServiceError::Invalid`] for a wrong code; [`ServiceError::KeyReused`].
    pub async fn confirm_contact(
        &self,
        receipt: &Receipt,
        code: OneTimeCode,
        key: &str,
        body: &Value,
    ) -> Result<Answered<Tracked>, ServiceError> {
        let id = self.case_of_receipt(receipt).await?;
        let key =
            RequestKey::new(&self.keys, &format!("reporter:{id}"), key, "confirm_contact", body);
        let (service, lookup, now) = (self.clone(), self.keys.lookup(receipt), self.clock.now());
        let refused = |refusal| Fault::from(ServiceError::Refused(refusal));
        let make = move |tx: &mut Conn| {
            let Reachable { case, .. } = service.reachable(tx, &lookup)?;
            let row = pending::take_try(tx, case.id)?;
            let row = row.ok_or_else(|| refused(Refusal::NothingToConfirm))?;
            let pending = service.opened_pending(&row)?;
            if !pending.waits(now) {
                return Err(refused(Refusal::CodeExpired));
            }
            if service.keys.is_code(&row.salt, row.id.0.as_bytes(), &code) {
                pending::remove(tx, case.id)?;
                service.put_contact(tx, &case, pending.contact)?;
                return Ok((case.id.uuid(), 0, 0));
            }
            if row.tries >= PendingContact::MOST_WRONG {
                pending::remove(tx, case.id)?;
            }
            Ok((case.id.uuid(), row.tries, row.tries))
        };
        // What a key made is how many wrong codes there were with it, none where it was right.
        let done = self.once_in_turn("contact", id, key, |_, _, wrong| Ok(wrong), make).await?;
        if done.value > 0 {
            return Err(wrong(done.value));
        }
        Ok(Answered { value: self.track(receipt).await?, replayed: done.replayed })
    }

    /// What is told of a row by its receipt at `now`.
    pub(in crate::service) fn awaited(
        &self,
        row: &PendingRow,
        now: Instant,
    ) -> Result<Option<Awaited>, ServiceError> {
        Ok(self.opened_pending(row)?.awaited(row.tries, now))
    }

    /// What is mailed to the address that waits under `id`; none where nothing waits there any more.
    pub(in crate::service) async fn proof(
        &self,
        id: PendingContactId,
    ) -> Result<Option<Proof>, ServiceError> {
        let read = move |conn: &mut Conn| {
            let Some(row) = pending::get(conn, id)? else { return Ok(None) };
            let case = cases::get(conn, Channel::Service, CaseId::new(row.case_id.0))?;
            Ok(Some((row, case.is_none())))
        };
        let Some((row, sealed)) = self.db.read(read).await? else { return Ok(None) };
        let pending = self.opened_pending(&row)?;
        let code = self.keys.derive_code(&row.salt, row.id.0.as_bytes());
        let proof = Proof { contact: pending.contact.clone(), code, sealed };
        Ok(pending.waits(self.clock.now()).then_some(proof))
    }

    /// Removes what has waited too long, and what no key opens any more.
    pub(in crate::service) async fn forget_unconfirmed(
        &self,
        now: Instant,
    ) -> Result<(), ServiceError> {
        let mut after = None;
        loop {
            let rows = self.db.read(move |conn| pending::page(conn, after, PAGE)).await?;
            let Some(last) = rows.last() else { return Ok(()) };
            after = Some(PendingContactId::new(last.id.0));
            let waits = |row: &PendingRow| self.opened_pending(row).is_ok_and(|it| it.waits(now));
            let over = rows.iter().filter(|row| !waits(row));
            let over: Vec<_> = over.map(|row| PendingContactId::new(row.id.0)).collect();
            if over.is_empty() {
                continue;
            }
            let forget =
                move |tx: &mut Conn| over.iter().try_for_each(|id| pending::forget(tx, *id));
            self.db.write::<(), StoreError, _>("contact.forget", "contact", forget).await?;
        }
    }

    fn opened_pending(&self, row: &PendingRow) -> Result<PendingContact, ServiceError> {
        open_pending(&self.keys, PendingContactId::new(row.id.0), &row.sealed)
    }
}

/// That this was the wrong code number `n`.
fn wrong(n: i32) -> ServiceError {
    let mut fault = FieldFault::WrongCode.at("/code");
    let left = PendingContact::MOST_WRONG - n;
    fault.detail_vi = format!("{} {left}.", fault.detail_vi).into();
    fault.detail_en = format!("{} {left}.", fault.detail_en).into();
    ServiceError::Invalid(vec![fault])
}

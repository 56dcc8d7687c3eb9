//! What the reporter does by the receipt: answers, confirms, reopens, withdraws.

use serde_json::Value;

use super::{Ask, Asked, By};
use crate::domain::lifecycle::{Command, Refusal};
use crate::domain::receipt::Receipt;
use crate::service::cases::tracking::Tracked;
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::Service;
use crate::store::{cases, reports, tokens};

/// How the report stands after what the reporter did.
#[derive(Debug, Clone)]
pub struct Told {
    /// How it stands.
    pub tracked: Tracked,
    /// The answer to a request that had its effect before.
    pub replayed: bool,
}

impl Service {
    /// Does what the holder of the receipt asks, in one transaction with everything that follows.
    ///
    /// # Errors
    /// [`ServiceError::UnknownReceipt`], [`ServiceError::Refused`] with the reason,
    /// [`ServiceError::KeyReused`].
    pub async fn handle_by_receipt(
        &self,
        receipt: &Receipt,
        command: Command,
        key: &str,
        operation: &'static str,
        body: &Value,
    ) -> Result<Told, ServiceError> {
        let by = By::Reporter(self.keys.lookup(receipt));
        let case_id = self.case_of_receipt(receipt).await?;
        let what = Asked::Command { command, to: None };
        let ask = Ask { case_id, version: None, what };
        let done = self.handle(&by, ask, key, operation, body).await?;
        Ok(Told { tracked: self.track(receipt).await?, replayed: done.replayed })
    }

    /// Notes a signed paper that came to the desk, by the number of its case.
    ///
    /// # Errors
    /// As [`Service::handle`].
    pub async fn record_signature(
        &self,
        by: &By,
        number: &str,
        signed_on: crate::domain::time::Day,
        key: &str,
        body: &Value,
    ) -> Result<super::Handled, ServiceError> {
        let asked = number.to_owned();
        let found = self.db.read(move |conn| crate::store::cases::by_number(conn, &asked)).await?;
        let case = found.ok_or(ServiceError::NotFound)?;
        let what = Asked::Command { command: Command::RecordSignature { signed_on }, to: None };
        let ask = Ask { case_id: case.id, version: None, what };
        self.handle(by, ask, key, "record_signature", body).await
    }

    /// The receipt that a form under `key` offers in the place of one that a desk printed: it can be kept before it is good, and
    /// is the same however often the form is sent.
    pub fn own_receipt(&self, printed: &Receipt, key: &str) -> Receipt {
        self.keys.derive_receipt(printed.bytes(), key)
    }

    /// Puts `own` in the place of a receipt that a desk has printed: from then on the desk's
    /// slip opens nothing, and what was typed in is the person's own. Sent again it finds `own`
    /// in place.
    ///
    /// # Errors
    /// [`ServiceError::UnknownReceipt`], [`ServiceError::ReceiptTaken`] where `own` stands for
    /// another report, [`ServiceError::Refused`] where the receipt was never a desk's.
    pub async fn activate(
        &self,
        receipt: &Receipt,
        own: &Receipt,
    ) -> Result<Tracked, ServiceError> {
        let (old, new) = (self.keys.lookup(receipt), self.keys.lookup(own));
        let written: Result<(), Fault> = self
            .db
            .write("activation", new.to_vec(), move |tx| {
                match (cases::of_receipt(tx, &old)?, tokens::get(tx, &new)?) {
                    (None, Some(own)) if own.is_receipt() => Ok(()),
                    (None, _) => Err(ServiceError::UnknownReceipt.into()),
                    (Some(_), Some(_)) => Err(ServiceError::ReceiptTaken.into()),
                    (Some(case), None) => {
                        let own =
                            reports::activate(tx, &case)? && tokens::exchange(tx, &old, &new)?;
                        // What goes on apart from it is the same person's.
                        for rest in cases::chain(tx, case)?.iter().skip(1) {
                            reports::activate(tx, rest)?;
                        }
                        if own {
                            Ok(())
                        } else {
                            Err(ServiceError::Refused(Refusal::OnceOnly).into())
                        }
                    }
                }
            })
            .await;
        written?;
        self.track(own).await
    }
}

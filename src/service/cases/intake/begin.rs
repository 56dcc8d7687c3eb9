//! The case that a report begins, and everything that is written with it.

use super::examine::Examined;
use crate::domain::case::Case;
use crate::domain::event::EventKind;
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::lifecycle::{self, Begun};
use crate::domain::notice::Recipient;
use crate::domain::obligation::{DutyStatus, Obligation, What};
use crate::domain::receipt::{CaseNumber, Receipt};
use crate::domain::report::Draft;
use crate::domain::time::{Day, Instant};
use crate::service::cases::record::{Before, Stamp, Step};
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::service::idempotency::RequestKey;
use crate::service::reference::Reference;
use crate::service::sealed::seal_tip;
use crate::store::intake::IntakeWrite;
use crate::store::reports::ReportRows;
use crate::store::tokens::TokenRow;
use crate::store::types::{Date, Id};
use crate::vault::draw;

/// Everything that filing makes.
pub(super) struct Built {
    /// The rows.
    pub(super) write: IntakeWrite,
    /// What stands for the reporter.
    pub(super) receipt: Receipt,
    /// The case.
    pub(super) case: Case,
    /// What is owed.
    pub(super) obligations: Vec<Obligation>,
}

/// The request that a report came with: its key, and what stands for its content.
pub(super) struct Request<'r> {
    pub(super) key: &'r RequestKey,
    pub(super) body_hash: &'r [u8],
    pub(super) at: Instant,
}

impl Service {
    /// The case that `examined` begins, with fresh ids, and its duties.
    pub(super) fn begin(
        &self,
        reference: &Reference,
        examined: &Examined<'_>,
        today: Day,
    ) -> Result<Begun, ServiceError> {
        let channel = examined.kind.channel();
        let number = match channel {
            Channel::Service => {
                let drawn = draw().map_err(ServiceError::internal)?;
                Some(CaseNumber::from_bytes(drawn).into())
            }
            Channel::Integrity => None,
        };
        let filing = lifecycle::Filing {
            id: CaseId::new(self.ids.random()),
            key: self.ids.key(channel),
            number,
            kind: examined.kind,
            category: examined.category.clone(),
            sector: examined.draft.sector.clone(),
            accused: examined.accused,
            holder: examined.holder.id,
            received_on: examined.received_on,
            stamped_on: examined.draft.report.paper_on,
            kept: examined.kept,
            variant: examined.variant,
            signature: examined.signature,
            promised_on: examined.draft.report.promised_on,
            desk: examined.entry.desk(),
            held_until: self.held_until(self.clock.now()),
            sent_by: examined.entry.sent_by(channel),
            hint: examined.hint,
        };
        let begun = lifecycle::file(filing, &reference.law(), today);
        let begun = begun.map_err(ServiceError::internal)?;
        begun.ok_or_else(|| ServiceError::internal("no rule to wait by"))
    }

    /// Everything one report writes, and the receipt that stands for it.
    pub(super) fn build(
        &self,
        reference: &Reference,
        examined: &Examined<'_>,
        request: &Request<'_>,
    ) -> Result<Built, ServiceError> {
        let today = request.at.office_day();
        let Begun { case, opens, desks } = self.begin(reference, examined, today)?;
        let (key, salt) = request.key.salted_row(case.id.uuid(), case.version, today)?;
        let brought = examined.draft.receipt.clone();
        let receipt =
            brought.unwrap_or_else(|| self.keys.derive_receipt(&salt, request.key.text()));
        let lookup = self.keys.lookup(&receipt).to_vec();
        let (id, hash) = (Id(case.id.uuid()), request.body_hash.to_vec());
        let token = TokenRow::receipt(lookup, id, hash, Date(today));
        let Draft { report, contact, .. } = &examined.draft;
        // What the desk typed in is the person's own once the slip is activated.
        let activated = examined.entry.desk().is_none();
        let (report, reporter, at) = match case.channel {
            Channel::Service => {
                let mailed = contact.as_ref().is_some_and(|contact| contact.email.is_some());
                let rows = ReportRows::open(case.key, report, contact.clone(), activated)?;
                (rows, mailed.then_some(Recipient::Contact(case.id)), request.at)
            }
            // Of a tip only the day is kept.
            Channel::Integrity => {
                let sealed = seal_tip(&self.keys, case.id, report, contact.as_ref())?;
                let rows = ReportRows::sealed(case.key, sealed, activated);
                (rows, None, Instant::at_office_hour(today, 0))
            }
        };
        let event_kind = EventKind::Filed {
            report_kind: case.kind,
            moved: examined.moved,
            holder: case.holder,
            trace: examined.trace.clone(),
            derived: examined.derived,
            sign_by: case.waits_until,
            kept: examined.kept,
        };
        let stamp = Stamp { actor: examined.entry.actor(case.channel), at };
        let opened = self.opened(&case, opens);
        // The desk has done its duty by typing it in.
        let done = self.opened(&case, desks.into_iter().collect());
        let done_at_once = done.into_iter().flat_map(|one| {
            let ended = one.ended(true, today);
            std::iter::once((one, What::Opened)).chain(ended)
        });
        let done_at_once = done_at_once.collect();
        let step =
            Step { opened, done_at_once, report: Some(report), ..Step::new(case, event_kind) };
        let recorded = self.record(reference, &Before::Nothing(reporter), stamp, step)?;
        let (write, case, mut obligations) = recorded.into_intake(token, key)?;
        obligations.retain(|one| one.status == DutyStatus::Open);
        Ok(Built { write, receipt, case, obligations })
    }
}

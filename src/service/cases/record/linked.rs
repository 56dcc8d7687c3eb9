//! The case in which goes on what a referral leaves: its report, its duties and its first event.

use super::{Before, CaseFile, Recorded, Stamp, Step};
use crate::domain::event::EventKind;
use crate::domain::lifecycle::Linked;
use crate::domain::obligation::Obligation;
use crate::domain::report::Report;
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::service::reference::Reference;
use crate::service::sealed::{open_report, seal_tip};
use crate::store::reports::{ReportRows, Said};

impl Service {
    /// Everything the linked case begins with. It is no filing and is not counted as one: its report came once, with the
    /// case that was referred.
    pub(super) fn begin_rest(
        &self,
        reference: &Reference,
        referred: &CaseFile,
        rest: Linked,
        stamp: Stamp,
    ) -> Result<Recorded, ServiceError> {
        let Linked { case, contents, inherits } = rest;
        // An answer that was given comes along as it is: nothing happens to it.
        let inherits = inherits.into_iter();
        let opened = inherits
            .map(|one| Obligation { id: self.obligation_id(case.channel), ..one })
            .collect();
        let report = self.rest_of_report(referred, &case, contents)?;
        let event_kind = EventKind::Continued { from: referred.case.id, holder: case.holder };
        let step = Step { opened, report: Some(report), ..Step::new(case, event_kind) };
        self.record(reference, &Before::RestOf(referred), stamp, step)
    }

    /// The report row of the rest: the facts of the one that was filed, and the words of the referral. Receipt and
    /// contact stay with the first, so that a person is kept in one place.
    fn rest_of_report(
        &self,
        referred: &CaseFile,
        case: &crate::domain::case::Case,
        text: String,
    ) -> Result<ReportRows, ServiceError> {
        let (filed, activated) = (referred.filed().id, referred.kept.activated);
        let rows = match &referred.kept.said {
            Said::Open(report, _) => {
                let report = Report { text, ..Report::clone(report) };
                ReportRows::open(case.key, &report, None, activated)?
            }
            Said::Sealed(sealed) => {
                let report = open_report(&self.keys, filed, &sealed.report)?;
                let sealed = seal_tip(&self.keys, case.id, &Report { text, ..report }, None)?;
                ReportRows::sealed(case.key, sealed, activated)
            }
        };
        Ok(rows.continuing(filed))
    }
}

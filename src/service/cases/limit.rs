//! Until when a complaint could be filed, for whoever decides whether it came in time.

use crate::domain::case::Case;
use crate::domain::deadline::FromEvent;
use crate::domain::kind::Kind;
use crate::domain::law::first_decision::{FirstDecision, FirstSource, file_by};
use crate::domain::report::Report;
use crate::domain::time::Day;
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::{StoreError, cases};

/// The period for filing, counted from what the reporter and the first case say.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FilingLimit {
    /// Of a second complaint, what became of the first, and who says so.
    pub first: Option<(FirstDecision, FirstSource)>,
    /// The last day for filing; none where nobody said what begins the period.
    pub file_by: Option<Day>,
    /// Whether that was counted in a year whose decision on days off is not loaded.
    pub provisional: bool,
    /// Whether it came by then.
    pub in_time: Option<bool>,
}

/// What the first case knows, as it stood when the second complaint came.
pub(super) fn known_first(
    conn: &mut Conn,
    reference: &Reference,
    case: &Case,
    report: &Report,
) -> Result<Option<FirstDecision>, StoreError> {
    let number = report.prior_case.as_deref().filter(|_| case.kind == Kind::SecondComplaint);
    let Some(number) = number else { return Ok(None) };
    // Of a complaint about somebody else nothing follows for this one.
    let after = reference.units.successions();
    let same = |first: &Case| match (first.accused, case.accused) {
        (Some(first), Some(second)) => after.reaches(first, second),
        _ => false,
    };
    let first = cases::by_number(conn, number)?;
    let first = first.filter(|first| first.kind == Kind::Complaint && same(first));
    let Some(first) = first else { return Ok(None) };
    let owed = cases::whole_obligations(conn, first)?;
    Ok(FirstDecision::of(&owed, report.filed_on(case.received_on)))
}

impl FilingLimit {
    /// Of a report that became a tip: what its reporter said is kept, and no limit binds it.
    pub(super) fn said(first: Option<FirstDecision>) -> Self {
        Self { first: FirstDecision::settled(first, None), ..Self::default() }
    }

    pub(super) fn of(
        reference: &Reference,
        case: &Case,
        report: &Report,
        known: Option<FirstDecision>,
        today: Day,
    ) -> Self {
        let law = reference.law();
        let (first, file_by) = match case.kind {
            Kind::SecondComplaint => {
                let first = FirstDecision::settled(report.first_decision, known);
                (first, first.and_then(|(first, _)| first.file_by(case.variant, &law, today)))
            }
            Kind::Complaint => {
                let event = |day| (FromEvent::Learned, day);
                let last = |day| file_by(case.kind, case.variant, event(day), &law, today);
                (None, report.learned_on.and_then(last))
            }
            _ => (None, None),
        };
        let provisional = reference.provisional([file_by], today);
        let filed_on = report.filed_on(case.received_on);
        let in_time = file_by.map(|last| filed_on <= last);
        Self { first, file_by, provisional, in_time }
    }
}

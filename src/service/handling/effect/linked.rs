//! What a referral writes besides: the linked case with its report, duties, first event and mail.

use super::reporter;
use crate::domain::case::Case;
use crate::domain::event::{Event, Happening, Payload};
use crate::domain::ids::{EventId, ObligationId, UserId};
use crate::domain::kind::Channel;
use crate::domain::ledger::entries;
use crate::domain::lifecycle::Linked;
use crate::domain::notice::{Notice, is_news, of_event};
use crate::domain::obligation::{Change, Obligation, Standing, What};
use crate::domain::report::Report;
use crate::domain::time::Instant;
use crate::service::desk::Desk;
use crate::service::error::{Fault, ServiceError};
use crate::service::notices::notice_rows;
use crate::service::reference::Reference;
use crate::service::sealed::{open_report, seal_tip};
use crate::store::backend::Conn;
use crate::store::ledger::{self, LedgerRow};
use crate::store::outbox::{self, NoticeRow};
use crate::store::reports::ReportRows;
use crate::store::{StoreError, linked, reports};

/// A linked case, ready to be written.
pub(super) struct LinkedRows {
    report: ReportRows,
    case: Case,
    obligations: Vec<Obligation>,
    event: Event,
    pub(super) notices: Vec<Notice>,
    notice_rows: Vec<NoticeRow>,
    ledger: Vec<LedgerRow>,
}

impl LinkedRows {
    pub(super) fn write(&self, tx: &mut Conn) -> Result<(), StoreError> {
        linked::insert(tx, &self.report, &self.case, &self.obligations, &self.event)?;
        for notice in &self.notice_rows {
            outbox::enqueue(tx, notice)?;
        }
        ledger::append(tx, &self.ledger)
    }
}

/// Everything the linked case begins with. It is no filing and is not counted as one: its report came
/// once, with the case that was referred.
pub(super) fn rows(
    desk: &Desk,
    conn: &mut Conn,
    reference: &Reference,
    referred: &Case,
    linked: Linked,
    actor: Option<UserId>,
    now: Instant,
) -> Result<LinkedRows, Fault> {
    let Linked { case, contents, inherits } = linked;
    let report = report(desk, conn, referred, &case, contents)?;
    let obligations: Vec<_> = inherits
        .into_iter()
        .map(|one| Obligation { id: ObligationId::new(desk.ids.ordered()), ..one })
        .collect();
    let payload = Payload {
        happening: Happening::Continued { from: referred.id, holder: case.holder },
        // An answer that was given comes along as it is: nothing happens to it.
        changes: obligations
            .iter()
            .filter(|one| one.status == Standing::Open)
            .map(|one| Change::of(one, What::Opened))
            .collect(),
        case_kind: Some(case.kind),
        over: false,
    };
    let event = Event {
        id: EventId::new(desk.ids.ordered()),
        case_id: case.id,
        n: case.version,
        at: now,
        day: now.office_day(),
        actor,
        payload,
    };
    // As of every other event, a tipper's address is opened for news only.
    let told = case.channel == Channel::Service || is_news(&event.payload.happening);
    let to = if told { reporter(desk, conn, referred)? } else { None };
    let notices = of_event(&case, &event, to);
    let notice_rows = notice_rows(desk.ids.as_ref(), &notices, now, &reference.calendar)?;
    let ledger = entries(case.channel, case.kind, &event)
        .iter()
        .map(|entry| LedgerRow::new(case.key, entry))
        .collect();
    Ok(LinkedRows { report, case, obligations, event, notices, notice_rows, ledger })
}

/// The report row of the rest: the facts of the one that was filed, and the words of the referral.
/// Receipt and contact stay with the first, so that a person is kept in one place.
fn report(
    desk: &Desk,
    conn: &mut Conn,
    referred: &Case,
    case: &Case,
    contents: String,
) -> Result<ReportRows, Fault> {
    let missing = || ServiceError::internal("a case without its report");
    let filed = reports::filed(conn, referred)?;
    let activated = reports::is_activated(conn, case.channel, filed)?;
    let rows = match case.channel {
        Channel::Service => {
            let report = reports::get(conn, filed)?.ok_or_else(missing)?;
            ReportRows::open(case.key, Report { text: contents, ..report }, None, activated)?
        }
        Channel::Integrity => {
            let sealed = reports::sealed(conn, filed)?.ok_or_else(missing)?;
            let report = open_report(&desk.keys, filed, &sealed.report)?;
            let report = Report { text: contents, ..report };
            let sealed = seal_tip(&desk.keys, case.id, &report, None)?;
            ReportRows::sealed(case.key, sealed, activated)
        }
    };
    Ok(rows.continuing(filed))
}

//! Following a report by its receipt: how it stands, what was said, what one can do now.

use crate::domain::case::promise::{Promise, Verdict};
use crate::domain::case::{Case, Outcome, State, Wait};
use crate::domain::event::{DeclineGround, Event, EventKind};
use crate::domain::ids::{CaseId, PublicAnswerId};
use crate::domain::kind::{Channel, Kind};
use crate::domain::law::rights::{OpenRight, Situation, open_on};
use crate::domain::obligation::Obligation;
use crate::domain::receipt::Receipt;
use crate::domain::records::rating::Rating;
use crate::domain::report::{Awaited, Report};
use crate::domain::time::Day;
use crate::service::cases::custody::{Held, for_reporter};
use crate::service::cases::rating::{OwnRating, refusal};
use crate::service::cases::record::CaseFile;
use crate::service::error::ServiceError;
use crate::service::facade::{ObligationView, Service, UnitName};
use crate::service::reference::Reference;
use crate::service::sealed::open_texts;
use crate::store::backend::Conn;
use crate::store::records::ratings;
use crate::store::{StoreError, cases, pending};

/// What the holder of a receipt sees.
#[derive(Debug, Clone)]
pub struct Tracked {
    /// The channel.
    pub channel: Channel,
    /// The kind.
    pub kind: Kind,
    /// The public number (service channel).
    pub number: Option<String>,
    /// Where it stands.
    pub state: State,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// The day it arrived.
    pub received_on: Day,
    /// Who answers for it (service channel).
    pub holder: Option<UnitName>,
    /// What the reporter wrote (service channel only: a coercer may hold the receipt).
    pub text: Option<String>,
    /// What is owed now and was owed before.
    pub obligations: Vec<ObligationView>,
    /// What the handler said, the oldest first.
    pub messages: Vec<Message>,
    /// What it waits for.
    pub waits_for: Option<Wait>,
    /// The last day of that wait.
    pub waits_until: Option<Day>,
    /// The last day on which it may be reopened.
    pub reopen_until: Option<Day>,
    /// Whether one of these two was counted in a year whose decision on days off is not loaded.
    pub provisional: bool,
    /// The rights that stand open today.
    pub rights: Vec<OpenRight>,
    /// Who held it when (of a tip only from when to when).
    pub custody: Vec<Held>,
    /// How often it was forwarded.
    pub hops: u16,
    /// The promised day of the dossier, and what the recorded facts say of it (service channel).
    pub promise: Option<(Promise, Option<Verdict>)>,
    /// The own rating, where there is one or may be one (service channel).
    pub rating: Option<OwnRating>,
    /// What is public of its answer.
    pub public_answer: Option<PublicAnswerId>,
    /// Whether the receipt is the person's own: one that a desk printed only shows the report.
    pub activated: bool,
    /// A contact with a new mail address that waits for its code.
    pub contact_pending: Option<Awaited>,
    /// The cases in which contents go on that were not passed to the investigators, in order.
    pub linked: Vec<Self>,
}

/// One case of a report as it was read.
struct Read {
    case: Case,
    owed: Vec<Obligation>,
    events: Vec<Event>,
    /// What was rated, and whether the receipt is the person's own.
    rated: (Option<Rating>, bool),
}

impl Read {
    fn of(conn: &mut Conn, case: Case) -> Result<Self, StoreError> {
        let owed = cases::obligations(conn, &case)?;
        // Only what has happened since filing is news; of a linked case also when it began, and of a paper where it lay before.
        let events = match (case.version, case.course.linked_from) {
            (1, None) if case.course.typed_in_by.is_none() => Vec::new(),
            _ => cases::events(conn, &case)?,
        };
        // Of a tip nothing is rated, and nothing that was never answered.
        let again = case.course.reopened > 0 || case.course.reviewed;
        let answered = matches!(case.state, State::Answered | State::Closed) || again;
        let answered = answered && case.channel == Channel::Service;
        let given = if answered { ratings::get(conn, case.key)? } else { None };
        // What goes on from another case has from there whose its receipt is.
        let printed = case.course.typed_in_by.is_some() || case.course.linked_from.is_some();
        let own = !printed || CaseFile::load(conn, case.clone())?.kept.activated;
        Ok(Self { case, owed, events, rated: (given, own) })
    }
}

/// One thing the handler said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The day.
    pub day: Day,
    /// What happened.
    pub kind: &'static str,
    /// The words, where there are any.
    pub text: Option<String>,
    /// What is done about it.
    pub remedy: Option<String>,
    /// Why it was not taken up.
    pub ground: Option<DeclineGround>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Where it went (service channel).
    pub to: Option<UnitName>,
    /// The last day of the wait it begins.
    pub until: Option<Day>,
    /// The new last day, or the day a remedy will be done.
    pub due_on: Option<Day>,
}

impl Service {
    /// The report this receipt stands for.
    ///
    /// # Errors
    /// [`ServiceError::UnknownReceipt`], whatever is wrong with it.
    pub async fn track(&self, receipt: &Receipt) -> Result<Tracked, ServiceError> {
        let reference = self.references.ready()?;
        let lookup = self.keys.lookup(receipt);
        let found = self
            .db
            .read(move |conn| {
                let Some((case, report)) = cases::told_by_receipt(conn, &lookup)? else {
                    return Ok(None);
                };
                let waiting = pending::of_case(conn, case.id)?;
                let chain = cases::chain(conn, case)?.into_iter();
                let read = chain.map(|case| Read::of(conn, case)).collect::<Result<Vec<_>, _>>()?;
                Ok(Some((read, report, waiting)))
            })
            .await?;
        let Some((read, report, waiting)) = found else {
            return Err(ServiceError::UnknownReceipt);
        };
        let waiting = waiting.map(|row| self.awaited(&row, self.clock.now())).transpose()?;
        let said = report.as_ref();
        let mut cases = read.into_iter().map(|one| self.told(&reference, one, said));
        let first = cases.next().ok_or(ServiceError::UnknownReceipt)??;
        let linked = cases.collect::<Result<Vec<_>, _>>()?;
        let (text, contact_pending) = (report.map(|report| report.text), waiting.flatten());
        Ok(Tracked { text, contact_pending, linked, ..first })
    }

    /// One case of the report; what was said in it is open in the service channel only.
    fn told(
        &self,
        reference: &Reference,
        read: Read,
        said: Option<&Report>,
    ) -> Result<Tracked, ServiceError> {
        let Read { case, mut owed, events, rated: (given, own) } = read;
        owed.retain(|one| one.step.is_told());
        let today = self.clock.today();
        let case = Case { waits_until: reference.law().waits_until(&case, today), ..case };
        let open = case.channel == Channel::Service;
        let learned_on = said.and_then(|report| report.learned_on);
        let promised_on = said.and_then(|report| report.promised_on);
        let situation = Situation::of(&case, &owed, learned_on, promised_on, today);
        let custody = for_reporter(reference, &case, &events, today);
        let messages = events
            .into_iter()
            .map(|event| self.message(&case, event))
            .collect::<Result<Vec<_>, _>>()?;
        let reopen_until = case.course.reopen_until.filter(|_| case.state != State::Received);
        let may_rate = refusal(&case, own, given.as_ref(), today).is_none();
        let waits = [case.waits_until, reopen_until];
        Ok(Tracked {
            channel: case.channel,
            kind: case.kind,
            number: case.number.clone(),
            state: case.state,
            outcome: case.outcome,
            received_on: case.received_on,
            holder: reference.unit_name(case.holder).filter(|_| open),
            text: None,
            waits_for: case.waits_for(),
            waits_until: case.waits_until,
            reopen_until,
            provisional: reference.provisional(waits, today),
            custody,
            hops: case.course.hops,
            promise: case.course.promise.map(|promise| (promise, promise.verdict(today))),
            rating: (may_rate || given.is_some()).then_some(OwnRating { given, may_rate }),
            public_answer: case.course.public_answer,
            activated: own,
            rights: open_on(&situation, &reference.law(), today),
            obligations: ObligationView::all(reference, owed, today),
            messages: messages.into_iter().flatten().collect(),
            contact_pending: None,
            linked: Vec::new(),
        })
    }

    /// The case behind a receipt: the one that was filed.
    ///
    /// # Errors
    /// [`ServiceError::UnknownReceipt`].
    pub async fn case_of_receipt(&self, receipt: &Receipt) -> Result<CaseId, ServiceError> {
        let lookup = self.keys.lookup(receipt);
        let first = self.db.read(move |conn| cases::of_receipt(conn, &lookup)).await?;
        first.map(|case| case.id).ok_or(ServiceError::UnknownReceipt)
    }

    /// What an event says to the reporter, if anything.
    fn message(&self, case: &Case, mut event: Event) -> Result<Option<Message>, ServiceError> {
        open_texts(&self.keys, case.channel, &mut event)?;
        // Also where nothing moved but a clock that the holder of the receipt must not know of.
        let hidden = event.payload.is_inspectors_own();
        let event_kind = event.payload.event_kind;
        if hidden || !told(&event_kind) {
            return Ok(None);
        }
        let open = case.channel == Channel::Service;
        // A tip that follows its body into another is no news to its reporter.
        if !open && matches!(event_kind, EventKind::Succeeded { .. }) {
            return Ok(None);
        }
        let named = |unit| self.references.now().unit_name(unit).filter(|_| open);
        let particulars = event_kind.particulars();
        let mut message = Message {
            day: event.day,
            kind: event_kind.code(),
            text: event_kind.text().filter(|_| worded(&event_kind, open)).map(str::to_owned),
            remedy: None,
            ground: None,
            outcome: None,
            to: None,
            until: particulars.until,
            due_on: particulars.due_on,
        };
        match event_kind {
            EventKind::Declined { ground, .. } => message.ground = Some(ground),
            EventKind::Forwarded { to, .. }
            | EventKind::Reviewed { to, .. }
            | EventKind::Succeeded { to, .. }
            | EventKind::Requalified { to: Some(to), .. }
            | EventKind::DisputeSettled { to, .. } => message.to = named(to),
            EventKind::Answered { outcome, remedy, shared, .. } => {
                message.outcome = Some(outcome);
                message.remedy = remedy;
                // What is said to all reporters of one matter, then the sentence to this one.
                message.text = match (shared, message.text) {
                    (Some(shared), Some(own)) => Some(format!("{shared}\n\n{own}")),
                    (_, own) => own,
                };
            }
            _ => {}
        }
        Ok(Some(message))
    }
}

/// Whether the reporter hears of it: not of what staff settle among themselves, and not of the
/// steps before a criminal matter is passed on.
const fn told(event_kind: &EventKind) -> bool {
    !matches!(
        event_kind,
        EventKind::Filed { .. }
            | EventKind::Assigned { .. }
            | EventKind::Missed
            | EventKind::Disputed { .. }
            | EventKind::SignsNoted { .. }
            | EventKind::Consulted { .. }
            | EventKind::ConsultationRecorded { .. }
            | EventKind::ProcuracyCopied { .. }
            | EventKind::SenderChecked { .. }
            | EventKind::PaperVouched { .. }
            | EventKind::Continued { .. }
            | EventKind::CloseProposed
            | EventKind::Corrected { .. }
            | EventKind::MergeProposed { .. }
            | EventKind::MergeRefused { .. }
            | EventKind::PublicationProposed { .. }
    )
}

/// Whether the words are for the reporter too: not those between inspectors and units.
const fn worded(event_kind: &EventKind, open: bool) -> bool {
    match event_kind {
        // Why a tip went from one inspectorate to another is theirs.
        EventKind::Forwarded { .. } => open,
        EventKind::Returned { .. }
        | EventKind::Merged { .. }
        | EventKind::Unmerged { .. }
        | EventKind::DisputeSettled { .. }
        | EventKind::Referred { .. } => false,
        _ => true,
    }
}

//! One case played in memory through the functions that the service decides with: what a command changes, what the clock
//! finds missed, which wait lapses; kept as the service records it, without its mail and its rows.

use uuid::Uuid;

use crate::domain::case::{Case, Wait};
use crate::domain::deadline::{PeriodFault, Step, Variant};
use crate::domain::event::{Event, EventKind, Payload};
use crate::domain::ids::{CaseId, CaseKey, EventId, ObligationId, PublicAnswerId, UnitId, UserId};
use crate::domain::kind::{Kind, Signature};
use crate::domain::law::Law;
use crate::domain::lifecycle::{
    Command, Context, Decision, Filing, Lead, Opening, Party, Refusal, apply, file, passed,
};
use crate::domain::obligation::{Change, DutyStatus, Obligation, What, next_due_on};
use crate::domain::time::{Day, Instant};
use crate::domain::units::routing::Trace;
use crate::domain::units::unit::{CodeScheme, Unit, UnitKind};

/// The unit whose matter is looked at.
pub(super) const US: u128 = 1;
/// A unit that takes what is sent to it.
pub(super) const FRIEND: u128 = 2;
/// The unit above.
pub(super) const ABOVE: u128 = 3;

/// Why a life could not be played to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Stuck {
    /// The lifecycle refuses a command.
    #[error("the lifecycle refuses a command of the simulation: {0}")]
    Refused(Refusal),
    /// A day lies beyond the calendar, or a kind or rule is not there on the day of the play.
    #[error("the reference data do not carry the simulation: {0}")]
    Law(&'static str),
}

impl From<Refusal> for Stuck {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<PeriodFault> for Stuck {
    fn from(_: PeriodFault) -> Self {
        Self::Law("a day lies beyond the calendar")
    }
}

pub(super) fn unit_id(n: u128) -> UnitId {
    UnitId::new(Uuid::from_u128(n))
}

fn unit(n: u128) -> Unit {
    Unit {
        id: unit_id(n),
        code: String::new(),
        scheme: CodeScheme::Local,
        confirmed: true,
        name: String::new(),
        name_en: String::new(),
        kind: UnitKind::ProvincialBody,
        group: None,
        parent: None,
        valid_from: Day::MIN,
        valid_to: None,
        email: None,
        participates: true,
        remote: false,
        centre: None,
    }
}

/// A case on its way.
pub(super) struct Stage<'a> {
    pub(super) law: Law<'a>,
    pub(super) case: Case,
    pub(super) owed: Vec<Obligation>,
    pub(super) events: Vec<Event>,
    pub(super) today: Day,
    pub(super) acts: Vec<Act>,
}

/// What somebody did on a day, as it can be done again elsewhere.
#[derive(Debug, Clone)]
pub struct Act {
    /// The day.
    pub on: Day,
    /// By whom.
    pub by: Party,
    /// What.
    pub command: Command,
    /// Whether it names the other unit.
    pub to_other: bool,
}

impl<'a> Stage<'a> {
    /// A report of `kind` about the unit, which answers for it. What needs a signed paper has it the same day.
    pub(super) fn filed(
        law: Law<'a>,
        kind: Kind,
        today: Day,
        promised_on: Option<Day>,
    ) -> Result<Self, Stuck> {
        let spec = law.kind(kind, today).ok_or(Stuck::Law("a kind is not in force"))?;
        let filing = Filing {
            id: CaseId::new(Uuid::from_u128(9)),
            key: CaseKey::new(9),
            number: None,
            kind,
            category: "late".to_owned(),
            sector: None,
            accused: Some(unit_id(US)),
            holder: unit_id(US),
            received_on: today,
            stamped_on: None,
            kept: None,
            variant: Variant::Normal,
            signature: spec.signature,
            held_until: None,
            promised_on,
            desk: None,
            sent_by: None,
            hint: None,
        };
        let begun = file(filing, &law, today)?.ok_or(Stuck::Law("no rule says until when"))?;
        let case = begun.case.clone();
        let mut stage =
            Self { law, case, owed: Vec::new(), events: Vec::new(), today, acts: Vec::new() };
        let event_kind = EventKind::Filed {
            report_kind: kind,
            moved: false,
            holder: unit_id(US),
            trace: Trace { rule: String::new(), version: 0, excluded: None },
            derived: None,
            sign_by: begun.case.waits_until,
            kept: None,
        };
        stage.case.version = 0;
        stage.record(begun.case, event_kind, Vec::new(), begun.opens, None, today);
        if spec.signature == Signature::Required {
            stage.give(Party::Holder, Command::RecordSignature { signed_on: today }, None)?;
        }
        Ok(stage)
    }

    /// Somebody gives a command today; `to` is the unit it names.
    pub(super) fn give(
        &mut self,
        party: Party,
        command: Command,
        to: Option<u128>,
    ) -> Result<(), Stuck> {
        if party != Party::Clock {
            let (on, command) = (self.today, command.clone());
            self.acts.push(Act { on, by: party, command, to_other: to == Some(FRIEND) });
        }
        let lead = match &command {
            Command::MergeInto { into, .. } => Some(*into),
            _ => self.case.course.merge_proposed,
        };
        let shared = self.case.course.merged_into.map(|_| "Việc chung đã xử lý xong.");
        let (receiver, above) = (to.map(unit), unit(ABOVE));
        let staff = matches!(party, Party::Holder | Party::Inspector);
        let actor = UserId::new(self.case.holder.uuid());
        let context = Context {
            today: self.today,
            party,
            actor: staff.then_some(actor),
            body: None,
            hand: None,
            deputy: None,
            obligations: &self.owed,
            receiver: receiver.as_ref(),
            heir: None,
            superior: Some(&above),
            consulted: None,
            lead: lead.map(|id| Lead { id, same_dossier: true }),
            shared,
            rerouted: None,
            rest: None,
            named: true,
            registered: None,
            knows_reporter: true,
            public_id: PublicAnswerId::new(Uuid::from_u128(8)),
            law: self.law,
        };
        let decision = apply(&self.case, command, context)?;
        self.decided(decision, staff.then_some(actor), self.today);
        Ok(())
    }

    fn decided(&mut self, decision: Decision, actor: Option<UserId>, dated: Day) {
        let Decision { next, event_kind, changed, opens, .. } = decision;
        self.record(next, event_kind, changed, opens, actor, dated);
    }

    /// What follows from a decision, as the service records it.
    fn record(
        &mut self,
        mut next: Case,
        event_kind: EventKind,
        changed: Vec<(Obligation, What)>,
        opens: Vec<Opening>,
        actor: Option<UserId>,
        dated: Day,
    ) {
        let known = self.owed.len();
        let opened: Vec<Obligation> = opens
            .into_iter()
            .zip(known..)
            .map(|(Opening { unit, duty, told }, n)| {
                let n = u128::try_from(n).unwrap_or(u128::MAX);
                let id = ObligationId::new(Uuid::from_u128(n));
                duty.into_obligation(id, self.case.id, unit, told)
            })
            .collect();
        let changes = changed.iter().map(|(one, what)| Change::of(one, *what));
        let changes = changes.chain(opened.iter().map(|one| Change::of(one, What::Opened)));
        let changes = changes.collect();
        for (after, _) in changed {
            if let Some(one) = self.owed.iter_mut().find(|one| one.id == after.id) {
                *one = after;
            }
        }
        self.owed.extend(opened);
        let over = self.case.state.is_open() && !next.state.is_open();
        next.version = self.case.version + 1;
        let own = |one: &&Obligation| one.step != Step::Answer || one.unit_id == next.holder;
        next.next_due_on = next_due_on(self.owed.iter().filter(own));
        next.closed_on = match self.case.closed_on {
            _ if next.state.is_open() => None,
            earlier => earlier.or(Some(self.today)),
        };
        self.events.push(Event {
            id: EventId::new(Uuid::from_u128(7)),
            case_id: next.id,
            n: next.version,
            at: Instant::at_office_hour(self.today, 9),
            day: dated,
            actor,
            payload: Payload { event_kind, changes, case_kind: Some(self.case.kind), over },
        });
        self.case = next;
    }

    /// The days pass up to `day`, and the clock does what it does on each.
    pub(super) fn until(&mut self, day: Day) -> Result<(), Stuck> {
        while self.today < day {
            self.today = self.today.tomorrow().map_err(|_| Stuck::Law("no more days"))?;
            self.lapse()?;
            self.miss()?;
        }
        Ok(())
    }

    /// A wait that is over lapses; for the signed paper nobody waits here.
    fn lapse(&mut self) -> Result<(), Stuck> {
        let waits = self.case.waits_for().filter(|wait| *wait != Wait::Signature);
        let last = self.law.waits_until(&self.case, self.today).filter(|_| waits.is_some());
        if last.is_some_and(|last| self.today > last) {
            self.give(Party::Clock, Command::Lapse, None)?;
        }
        Ok(())
    }

    fn miss(&mut self) -> Result<(), Stuck> {
        let late = |one: &&Obligation| {
            one.is_overdue(self.today) && one.missed_on.is_none() && one.step.can_be_late()
        };
        let late: Vec<Obligation> = self.owed.iter().filter(late).cloned().collect();
        for one in late {
            let dated = one.due_on.tomorrow().map_err(|_| Stuck::Law("no more days"))?;
            let decision = passed(&self.case, &one, &self.law, self.today)?;
            self.decided(decision, None, dated);
        }
        Ok(())
    }

    /// The last day of the answer that the unit in whose hands it is owes.
    pub(super) fn due_on(&self) -> Option<Day> {
        let its = self.owed.iter().filter(|one| {
            one.step == Step::Answer
                && one.status == DutyStatus::Open
                && one.unit_id == self.case.holder
        });
        its.map(|one| one.due_on).max()
    }

    /// The working day that is `n` after today.
    pub(super) fn later(&self, n: u8) -> Day {
        self.walk(self.today, n, Day::tomorrow)
    }

    /// The working day that is `n` before `day`, and not over yet.
    pub(super) fn before(&self, day: Day, n: u8) -> Day {
        self.walk(day, n, Day::yesterday).max(self.today)
    }

    fn walk(&self, from: Day, n: u8, step: impl Fn(Day) -> Result<Day, jiff::Error>) -> Day {
        let calendar = self.law.calendar.latest();
        let (mut day, mut left) = (from, n);
        while left > 0 {
            let Ok(next) = step(day) else { break };
            day = next;
            left -= u8::from(calendar.is_working(day));
        }
        day
    }
}

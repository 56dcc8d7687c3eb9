//! A decision being made: the case as it becomes, and what is owed less and more.

use super::asking::{Asking, needs_other_person, pause, still_owes};
use super::merging::Lead;
use super::name::Party;
use super::referral::{Linked, LinkedIds};
use super::refusal::Refusal;
use crate::domain::actor::Actor;
use crate::domain::case::{Case, State, Wait, may_have_in_hand};
use crate::domain::deadline::{FromEvent, PeriodFault, Step};
use crate::domain::event::EventKind;
use crate::domain::ids::{PublicAnswerId, UnitId, UserId};
use crate::domain::kind::{Channel, Kind};
use crate::domain::law::{Law, Matter};
use crate::domain::obligation::{Duty, DutyStatus, Obligation, What};
use crate::domain::records::apology::Apology;
use crate::domain::time::Day;
use crate::domain::units::unit::Unit;

/// The ground on which a question to the reporter stops the clock, where a pause rule says so.
pub(super) const WAITING_FOR_REPORTER: &str = "waiting_for_reporter";

/// What `apply` may look at besides the case.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The office day.
    pub today: Day,
    /// As whom somebody acts.
    pub party: Party,
    /// The member of staff, where it is one.
    pub actor: Option<UserId>,
    /// The unit that member of staff works for.
    pub body: Option<UnitId>,
    /// Whoever has the case in hand, as that account may see today; nobody where it is closed.
    pub hand: Option<&'a Actor>,
    /// The document by which that is the standing deputy of the holder, and may look at it second.
    pub deputy: Option<&'a str>,
    /// Every obligation of the case.
    pub obligations: &'a [Obligation],
    /// The unit that the command names, as it exists today.
    pub receiver: Option<&'a Unit>,
    /// Who took over all of the holder, where it has ended.
    pub heir: Option<&'a Unit>,
    /// The unit above the holder, for a second look.
    pub superior: Option<&'a Unit>,
    /// The body to consult, once nobody accused is left in its line.
    pub consulted: Option<&'a Unit>,
    /// The case to merge into, where that is possible.
    pub lead: Option<Lead>,
    /// What the answer of the case it is merged into says to all.
    pub shared: Option<&'a str>,
    /// Where the rules lead a report of the new kind.
    pub rerouted: Option<&'a Rerouted>,
    /// Under which ids the contents would go on that a referral leaves.
    pub rest: Option<&'a LinkedIds>,
    /// Whether the reporter left a name.
    pub named: bool,
    /// What the holder's register says of the dossier.
    pub registered: Option<&'a Apology>,
    /// Whether whoever acts may know who the reporter is.
    pub knows_reporter: bool,
    /// The id of what the command makes public, drawn at random.
    pub public_id: PublicAnswerId,
    /// The law in force.
    pub law: Law<'a>,
}

impl<'a> Context<'a> {
    /// What is known of it before the members of a command are read.
    pub(super) const fn asking(&self) -> Asking<'a> {
        let Self { today, party, actor, deputy, obligations, law, .. } = *self;
        Asking { today, party, actor, deputy, obligations, law }
    }
}

/// Where the rules of today lead a report of a new kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rerouted {
    /// Who answers for it.
    pub holder: UnitId,
    /// The category, which the kind must know.
    pub category: String,
}

/// Duties that begin for a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Whose.
    pub unit: UnitId,
    /// What is owed.
    pub duty: Duty,
    /// The day the reporter was told before, which never comes earlier.
    pub told: Option<Day>,
}

impl Opening {
    /// What is owed in a case that goes on as another one: by the same unit and the same days.
    pub fn going_on(one: &Obligation) -> Self {
        let duty = Duty {
            step: one.step,
            rule_id: one.rule_id,
            scored: false,
            start_on: one.start_on,
            due_on: one.due_on,
            calendar_as_of: one.calendar_as_of,
        };
        Self { unit: one.unit_id, duty, told: Some(one.told_due_on) }
    }
}

/// What a command does, before anything is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The case afterwards, but for its version and its nearest last day.
    pub next: Case,
    /// What happened.
    pub event_kind: EventKind,
    /// The obligations it changes, in order, each as it is afterwards.
    pub changed: Vec<(Obligation, What)>,
    /// The duties that begin.
    pub opens: Vec<Opening>,
    /// The case that begins with it.
    pub linked: Option<Linked>,
}

impl Decision {
    /// The same, in nobody's hand where it left the body that held `before`, or where `hand` may not have it any more. By an event that is
    /// veiled no hand ends, or its end would tell of it; nor does one of a tip within its body, for who takes that over says why.
    #[must_use]
    pub(super) fn out_of_hand(mut self, before: &Case, hand: Option<&Actor>) -> Self {
        let stays = self.event_kind.is_veiled() || before.channel == Channel::Integrity;
        let linked = self.linked.as_mut().map(|linked| &mut linked.case);
        for case in std::iter::once(&mut self.next).chain(linked) {
            let may = stays || hand.is_some_and(|hand| may_have_in_hand(hand, case));
            case.assignee = case.assignee.filter(|_| case.holder == before.holder && may);
        }
        self
    }
}

/// The clock stands still.
pub(super) struct Stop {
    /// Until when at the latest, where the law says so.
    pub(super) until: Option<Day>,
}

/// A decision being made.
pub(super) struct Deciding<'a> {
    pub(super) case: Case,
    pub(super) ctx: Context<'a>,
    pub(super) changed: Vec<(Obligation, What)>,
    pub(super) opens: Vec<Opening>,
}

impl From<PeriodFault> for Refusal {
    fn from(_: PeriodFault) -> Self {
        Self::DayNotPossible
    }
}

impl<'a> Deciding<'a> {
    pub(super) fn matter(&self) -> Matter {
        Matter::of(&self.case)
    }

    pub(super) fn open(&self) -> impl Iterator<Item = &'a Obligation> + use<'a> {
        self.ctx.asking().open()
    }

    /// Ends open obligations: `Some(true)` meets a step, `Some(false)` releases it, `None`
    /// leaves it.
    pub(super) fn end(&mut self, fate: impl Fn(Step) -> Option<bool>) {
        self.end_on(self.ctx.today, fate);
    }

    /// As [`Deciding::end`], where it was done on an earlier `day` that is on record.
    pub(super) fn end_on(&mut self, day: Day, fate: impl Fn(Step) -> Option<bool>) {
        self.end_some(day, |one| fate(one.step));
    }

    /// As [`Deciding::end`], of what the holder owes: not of what another unit still owes that kept the case too long.
    pub(super) fn end_own(&mut self, fate: impl Fn(Step) -> Option<bool>) {
        let holder = self.case.holder;
        let own = |one: &Obligation| fate(one.step).filter(|_| one.unit_id == holder);
        self.end_some(self.ctx.today, own);
    }

    fn end_some(&mut self, day: Day, fate: impl Fn(&Obligation) -> Option<bool>) {
        let ended = self.left_open().filter_map(|one| Some(one.ended(fate(one)?, day)));
        let ended: Vec<_> = ended.flatten().collect();
        self.changed.extend(ended);
    }

    /// Whether `unit` owes `step` once all of this is done.
    fn will_owe(&self, unit: UnitId, step: Step) -> bool {
        let its = |one: &Obligation| one.unit_id == unit && one.step == step;
        let again = |(one, _): &(Obligation, What)| its(one) && one.status == DutyStatus::Open;
        self.left_open().any(its) || self.changed.iter().any(again)
    }

    /// What is owed once all of this is done.
    pub(super) fn left_open(&self) -> impl Iterator<Item = &'a Obligation> {
        self.open().filter(|one| {
            let ended = |(after, _): &(Obligation, What)| {
                after.id == one.id && after.status != DutyStatus::Open
            };
            !self.changed.iter().any(ended)
        })
    }

    /// Begins what follows from `event`, for `unit`.
    pub(super) fn begin(
        &mut self,
        event: FromEvent,
        unit: UnitId,
        start_on: Day,
        told: Option<Day>,
    ) -> Result<(), Refusal> {
        let mut duties = self.ctx.law.plan(self.matter(), event, start_on, self.ctx.today)?;
        // What it owes already it owes by the day that stands.
        duties.retain(|duty| !self.will_owe(unit, duty.step));
        self.opens.extend(duties.into_iter().map(|duty| {
            // The reporter was told a day for the answer; that day does not move.
            let told = told.filter(|_| duty.step == Step::Answer);
            Opening { unit, duty, told }
        }));
        Ok(())
    }

    /// The last day of a period of the reporter's own that begins today.
    pub(super) fn last_day(&self, step: Step, event: FromEvent) -> Result<Option<Day>, Refusal> {
        let today = self.ctx.today;
        Ok(self.ctx.law.last_day(self.matter(), step, event, today, today)?)
    }

    /// The day the reporter was told for the answer.
    pub(super) fn told(&self) -> Option<Day> {
        let answers = self.open().filter(|one| one.step == Step::Answer);
        answers.map(|one| one.told_due_on).min()
    }

    /// Waits for something until a day; what stood before comes back afterwards.
    pub(super) fn wait(&mut self, state: State, wait: Wait, until: Option<Day>) {
        self.case.course.resumes_to = Some(self.case.state);
        self.case.course.wait = Some(wait);
        self.case.waits_until = until;
        self.case.state = state;
    }

    /// The wait is over.
    pub(super) fn wait_is_over(&mut self) {
        self.case.course.wait = None;
        self.case.waits_until = None;
        if let Some(state) = self.case.course.resumes_to.take() {
            self.case.state = state;
        }
    }

    /// Stops the clock of what may stand still on this ground; `None` where the law knows none. It
    /// is the answer's alone: the law leaves the time out of the period for settling (Luật Tố cáo
    /// 2018 Art. 34.2, NĐ 59/2019 Art. 13), not out of that for telling the reporter.
    pub(super) fn stop_clock(&mut self, ground: &str) -> Result<Option<Stop>, Refusal> {
        let Context { today, law, .. } = self.ctx;
        let Some(rule) = pause(&self.case, &self.ctx.asking(), ground) else {
            return Ok(None);
        };
        let known = law.calendar.known_on(today);
        // As long as the reporter may answer the question, the clock stands still.
        let known = if ground == WAITING_FOR_REPORTER { known.for_the_reporter() } else { known };
        let cap = rule.cap.map(|cap| crate::domain::deadline::due_on(today, cap, &known));
        let cap = cap.transpose()?;
        for one in self.ctx.asking().answer(&self.case) {
            let Some(version) = law.rule_by_id(one.rule_id) else { continue };
            if let Some(paused) = one.paused(version, law.calendar, ground, today, cap)? {
                self.changed.push((paused, What::Paused));
            }
        }
        Ok(Some(Stop { until: cap }))
    }

    /// Lets every clock go on from `on`.
    pub(super) fn start_clock(&mut self, on: Day) -> Result<(), Refusal> {
        let law = self.ctx.law;
        for one in self.open() {
            let Some(version) = law.rule_by_id(one.rule_id) else { continue };
            if let Some(resumed) = one.resumed(version, law.calendar, on, self.ctx.today)? {
                self.changed.push((resumed, What::Resumed));
            }
        }
        Ok(())
    }

    /// The case is with `to` from now on; its periods are another question.
    pub(super) fn move_to(&mut self, to: UnitId) {
        // Of a kind whose answer is counted from its acceptance no duty carries the day meanwhile.
        self.case.course.told_due_on = self.told().or(self.case.course.told_due_on);
        self.case.state = State::Received;
        self.case.holder = to;
        self.case.outcome = None;
        self.case.course.hops += 1;
        self.case.course.asked = false;
        self.case.course.merged_into = None;
        self.case.course.merge_proposed = None;
        self.case.course.disputed_to = None;
        self.case.course.forwarded_by = None;
    }

    /// The holder, or whoever took over all of it since.
    pub(super) fn heir(&self) -> UnitId {
        self.ctx.heir.map_or(self.case.holder, |unit| unit.id)
    }

    /// Whether anything is owed that keeps the case from ending.
    pub(super) fn owes(&self) -> bool {
        still_owes(&self.case, &self.ctx.asking())
    }

    /// Over: whatever is left is owed no more.
    pub(super) fn over(&mut self, state: State) {
        self.case.state = state;
        self.case.waits_until = None;
        if !self.case.is_unsigned() {
            self.case.course.wait = None;
        }
    }

    pub(super) fn done(mut self, event_kind: EventKind) -> Decision {
        for Opening { unit, duty, .. } in &mut self.opens {
            duty.scored &= self.case.counts_for(*unit);
        }
        Decision {
            next: self.case,
            event_kind,
            changed: self.changed,
            opens: self.opens,
            linked: None,
        }
    }
}

/// Meets the open duty of `step`, and closes a case that waited for nothing else.
pub(super) fn meet(turn: &mut Deciding<'_>, step: Step) {
    turn.end(|owed| (owed == step).then_some(true));
    close_if_done(turn);
}

/// Closes a case that waited for nothing but its last duty.
pub(super) fn close_if_done(turn: &mut Deciding<'_>) {
    let rest = turn.case.promise_awaits()
        || turn.left_open().any(|one| one.step != Step::Consult)
        || !turn.opens.is_empty();
    let settled = turn.case.course.confirmed || turn.case.course.lapsed;
    if !rest && settled && turn.case.state == State::Answered && closes_by_itself(turn) {
        turn.end(|owed| (owed == Step::Consult).then_some(false));
        turn.over(State::Closed);
    }
}

/// Whether nobody has to close it: not where a second person must.
pub(super) fn closes_by_itself(turn: &Deciding<'_>) -> bool {
    turn.case.kind != Kind::Denunciation && !needs_other_person(&turn.case, Party::Holder)
}

/// An answer that does not stand any more is not public any more.
pub(super) const fn unpublish(turn: &mut Deciding<'_>) {
    turn.case.course.public_answer = None;
    turn.case.course.publication_proposed_on = None;
}

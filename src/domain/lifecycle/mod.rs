//! The life of a case: the one function that changes a state, and what it refuses.

mod answering;
mod command;
mod ending;
mod guard;
mod promise;
mod publishing;
mod referral;
mod refusal;
mod taking;
mod waiting;

use crate::domain::apology::Apology;
use crate::domain::case::{Case, State, Wait};
use crate::domain::deadline::{FromEvent, PeriodFault, Step};
use crate::domain::event::Happening;
use crate::domain::ids::{PublicAnswerId, UnitId, UserId};
use crate::domain::law::{Law, Matter};
use crate::domain::obligation::{Duty, Obligation, Standing, What};
use crate::domain::time::Day;
use crate::domain::unit::Unit;
pub use command::{Command, CommandName, Party};
pub use guard::{Asking, refusal};
pub use promise::{PromiseCommand, claim_at_filing, passed};
pub use referral::{Linked, Referral, Rest};
pub use refusal::Refusal;

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
    /// The document by which that is the standing deputy of the holder, and may look at it second.
    pub deputy: Option<&'a str>,
    /// Every obligation of the case.
    pub obligations: &'a [Obligation],
    /// The unit that the command names, as it exists today.
    pub receiver: Option<&'a Unit>,
    /// Who took over all of the holder, where it has ended.
    pub heir: Option<UnitId>,
    /// The unit above the holder, for a second look.
    pub superior: Option<&'a Unit>,
    /// The body to consult, once nobody accused is left in its line.
    pub consulted: Option<&'a Unit>,
    /// The case to merge into, if it is there, open and of the same channel.
    pub merge_target: bool,
    /// Under which ids the contents would go on that a referral leaves.
    pub rest: Option<&'a Rest>,
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
    const fn asking(&self) -> Asking<'a> {
        let Self { today, party, actor, deputy, obligations, law, .. } = *self;
        Asking { today, party, actor, deputy, obligations, law }
    }
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

/// What a command does, before anything is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The case afterwards, but for its version and its nearest last day.
    pub next: Case,
    /// What happened.
    pub happening: Happening,
    /// The obligations it changes, in order, each as it is afterwards.
    pub changed: Vec<(Obligation, What)>,
    /// The duties that begin.
    pub opens: Vec<Opening>,
    /// The case that begins with it.
    pub linked: Option<Linked>,
}

/// Decides what `command` does to `case`, or why it may not.
///
/// # Errors
/// A [`Refusal`], which changes nothing.
pub fn apply(case: &Case, command: Command, ctx: Context<'_>) -> Result<Decision, Refusal> {
    guard::check(case, command.name(), &ctx.asking())?;
    let turn = Turn { case: case.clone(), ctx, changed: Vec::new(), opens: Vec::new() };
    match command {
        Command::Accept => taking::accept(turn),
        Command::Decline { ground, text } => taking::decline(turn, ground, text),
        Command::Forward { text } => taking::forward(turn, text),
        Command::DisputeCompetence { text } => taking::dispute(turn, text),
        Command::SettleDispute { upheld, wrong_forward, text } => {
            taking::settle(turn, upheld, wrong_forward, text)
        }
        Command::Requalify { kind, text } => taking::requalify(turn, kind, text),
        Command::AskReporter { text } => waiting::ask(turn, text),
        Command::ReporterReply { text } => waiting::reply(turn, text),
        Command::RecordSignature { signed_on } => waiting::sign(turn, signed_on),
        Command::Suspend { ground, text } => waiting::suspend(turn, ground, text),
        Command::Resume => waiting::resume(turn),
        Command::Lapse => waiting::lapse(turn),
        Command::Extend { decision_no, signer, text } => {
            waiting::extend(turn, decision_no, signer, text)
        }
        Command::RecordComplexity { criteria, text } => waiting::complexity(turn, criteria, text),
        Command::Answer { outcome, remedy, remedy_due_on, text } => {
            answering::answer(turn, outcome, remedy, remedy_due_on, text)
        }
        Command::FulfilRemedy { text } => Ok(answering::fulfil(turn, text)),
        Command::Notify { text } => Ok(answering::notify(turn, text)),
        Command::Publish { text } => Ok(answering::publish(turn, text)),
        Command::PublishAnswer { question, text } => {
            Ok(publishing::publish_answer(turn, question, text))
        }
        Command::WithdrawPublication { text } => Ok(publishing::withdraw_publication(turn, text)),
        Command::ReturnAnswer { ground, text } => Ok(answering::send_back(turn, ground, text)),
        Command::Confirm => Ok(answering::confirm(turn)),
        Command::Reopen { text } => answering::reopen(turn, text),
        Command::Review { text } => answering::review(turn, text),
        Command::Promise(command) => promise::apply(turn, command),
        Command::Close => Ok(answering::close(turn)),
        Command::Withdraw { under_pressure, text } => {
            Ok(ending::withdraw(turn, under_pressure, text))
        }
        Command::MergeInto { into, text } => ending::merge(turn, into, text),
        Command::Unmerge { text } => Ok(ending::unmerge(turn, text)),
        Command::NoteCriminalSigns { text } => Ok(referral::note_signs(turn, text)),
        Command::Consult => referral::consult(turn),
        Command::RecordConsultation { text } => Ok(referral::record_consultation(turn, text)),
        Command::Refer(what) => referral::refer(turn, what),
        Command::RecordProcuracyCopy { document_no, document_on } => {
            referral::record_copy(turn, document_no, document_on)
        }
    }
}

/// The clock stands still.
struct Stop {
    /// Until when at the latest, where the law says so.
    until: Option<Day>,
}

/// A decision being made.
struct Turn<'a> {
    case: Case,
    ctx: Context<'a>,
    changed: Vec<(Obligation, What)>,
    opens: Vec<Opening>,
}

impl From<PeriodFault> for Refusal {
    fn from(_: PeriodFault) -> Self {
        Self::DayNotPossible
    }
}

impl<'a> Turn<'a> {
    fn matter(&self) -> Matter {
        Matter::of(&self.case)
    }

    fn open(&self) -> impl Iterator<Item = &'a Obligation> + use<'a> {
        self.ctx.asking().open()
    }

    /// Ends open obligations: `Some(true)` meets a step, `Some(false)` releases it, `None`
    /// leaves it.
    fn end(&mut self, fate: impl Fn(Step) -> Option<bool>) {
        self.end_on(self.ctx.today, fate);
    }

    /// As [`Turn::end`], where it was done on an earlier `day` that is on record.
    fn end_on(&mut self, day: Day, fate: impl Fn(Step) -> Option<bool>) {
        let ended = self.left_open().filter_map(|one| Some(one.ended(fate(one.step)?, day)));
        let ended: Vec<_> = ended.flatten().collect();
        self.changed.extend(ended);
    }

    /// What is owed once all of this is done.
    fn left_open(&self) -> impl Iterator<Item = &'a Obligation> {
        self.open().filter(|one| {
            let ended = |(after, _): &(Obligation, What)| {
                after.id == one.id && after.status != Standing::Open
            };
            !self.changed.iter().any(ended)
        })
    }

    /// Begins what follows from `event`, for `unit`.
    fn begin(
        &mut self,
        event: FromEvent,
        unit: UnitId,
        start_on: Day,
        told: Option<Day>,
    ) -> Result<(), Refusal> {
        let duties = self.ctx.law.plan(self.matter(), event, start_on, self.ctx.today)?;
        self.opens.extend(duties.into_iter().map(|duty| {
            // The reporter was told a day for the answer; that day does not move (12.9).
            let told = told.filter(|_| duty.step == Step::Answer);
            Opening { unit, duty, told }
        }));
        Ok(())
    }

    /// The last day of a period of the reporter's own that begins today.
    fn last_day(&self, step: Step, event: FromEvent) -> Result<Option<Day>, Refusal> {
        let today = self.ctx.today;
        Ok(self.ctx.law.last_day(self.matter(), step, event, today, today)?)
    }

    /// The day the reporter was told for the answer.
    fn told(&self) -> Option<Day> {
        self.open().find(|one| one.step == Step::Answer).map(|one| one.told_due_on)
    }

    /// Waits for something until a day; what stood before comes back afterwards.
    fn wait(&mut self, state: State, wait: Wait, until: Option<Day>) {
        self.case.course.resumes_to = Some(self.case.state);
        self.case.course.wait = Some(wait);
        self.case.waits_until = until;
        self.case.state = state;
    }

    /// The wait is over.
    fn wait_is_over(&mut self) {
        self.case.course.wait = None;
        self.case.waits_until = None;
        if let Some(state) = self.case.course.resumes_to.take() {
            self.case.state = state;
        }
    }

    /// Stops the clock of what may stand still on this ground; `None` where the law knows none. It
    /// is the answer's alone: the law leaves the time out of the period for settling (Luật Tố cáo
    /// 2018 Art. 34.2, NĐ 59/2019 Art. 13), not out of that for telling the reporter.
    fn stop_clock(&mut self, ground: &str) -> Result<Option<Stop>, Refusal> {
        let Context { today, law, .. } = self.ctx;
        let Some(rule) = waiting::pause(&self.case, &self.ctx.asking(), ground) else {
            return Ok(None);
        };
        let known = law.calendar.as_of(today);
        let cap = rule.cap.map(|cap| crate::domain::deadline::due_on(today, cap, &known));
        let cap = cap.transpose()?;
        for one in self.open().filter(|one| one.step == Step::Answer) {
            let Some(version) = law.rule_by_id(one.rule_id) else { continue };
            if let Some(paused) = one.paused(version, law.calendar, ground, today, cap)? {
                self.changed.push((paused, What::Paused));
            }
        }
        Ok(Some(Stop { until: cap }))
    }

    /// Lets every clock go on from `on`.
    fn start_clock(&mut self, on: Day) -> Result<(), Refusal> {
        let law = self.ctx.law;
        for one in self.open() {
            let Some(version) = law.rule_by_id(one.rule_id) else { continue };
            if let Some(resumed) = one.resumed(version, law.calendar, on, self.ctx.today)? {
                self.changed.push((resumed, What::Resumed));
            }
        }
        Ok(())
    }

    /// The holder, or whoever took over all of it since.
    fn heir(&self) -> UnitId {
        self.ctx.heir.unwrap_or(self.case.holder)
    }

    /// Whether anything is owed that keeps the case from ending.
    fn owes(&self) -> bool {
        guard::still_owes(&self.case, &self.ctx.asking())
    }

    /// Over: whatever is left is owed no more.
    fn over(&mut self, state: State) {
        self.case.state = state;
        self.case.waits_until = None;
        if !self.case.is_unsigned() {
            self.case.course.wait = None;
        }
    }

    fn done(mut self, happening: Happening) -> Decision {
        for Opening { unit, duty, .. } in &mut self.opens {
            duty.scored &= !self.case.is_own_entry(*unit);
        }
        Decision {
            next: self.case,
            happening,
            changed: self.changed,
            opens: self.opens,
            linked: None,
        }
    }
}

#[cfg(test)]
mod tests;

//! The lives a matter can have with a unit, each played once through the lifecycle and the fold: the lifecycle knows no chance,
//! so the same life always ends in the same stratum, and a thousand years need only remember it.

use std::collections::HashMap;

use uuid::Uuid;

use super::super::matters::{Matter, Stratum, matters};
use super::stage::{FRIEND, Stage, Stuck, US, unit_id};
use crate::domain::case::Outcome;
use crate::domain::event::DeclineGround;
use crate::domain::ids::CaseId;
use crate::domain::kind::Kind;
use crate::domain::law::Law;
use crate::domain::lifecycle::{Command, Party, PromiseCommand};
use crate::domain::obligation::{DutyStatus, Obligation};
use crate::domain::records::apology::{ApologyLetter, Delivery};
use crate::domain::time::Day;

/// The day of every report: far from holidays, so that all periods have their usual length.
pub(super) const FILED_ON: Day = jiff::civil::date(2024, 9, 9);
/// The words of an answer that is given to everybody.
pub(super) const STOCK: &str = "Đơn vị ghi nhận phản ánh và sẽ rút kinh nghiệm.";

/// What the reporter says to an answer, or to a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Word {
    Silent,
    Confirms,
    Objects,
}

/// What a unit does with a matter. `left` counts the working days that are left when it answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Way {
    Answered {
        left: u8,
    },
    /// In words that others got too.
    Stock {
        left: u8,
    },
    Unfounded {
        left: u8,
    },
    ClosedAtOnce {
        left: u8,
    },
    Late,
    Never,
    Declined,
    Forwarded,
    Disputed,
    Merged {
        left: u8,
    },
    Withdrawn,
    Extended {
        left: u8,
    },
    AskedEarly {
        left: u8,
    },
    Suspended {
        left: u8,
    },
    AcceptedLate,
    ThereAndBack,
    ForwardedLate,
    AskedLast,
    SuspendedLast,
    LateThenApology,
}

/// One life of a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Life {
    /// A request for explanation, which can be extended and suspended; else feedback.
    pub(super) request: bool,
    pub(super) way: Way,
    pub(super) word: Word,
}

/// What became of a matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    /// Where the rule counts it; none where it counts for nobody.
    pub(super) stratum: Option<Stratum>,
    /// Whether the answer's own last day was met or missed, as the ledger counts it; none where it was neither.
    pub(super) met: Option<bool>,
}

/// The lives that were played, with what became of the matter.
pub(super) struct Lives<'a> {
    law: Law<'a>,
    known: HashMap<Life, End>,
}

impl<'a> Lives<'a> {
    pub(super) fn new(law: Law<'a>) -> Self {
        Self { law, known: HashMap::new() }
    }

    /// What becomes of the matter of this life.
    pub(super) fn end(&mut self, life: Life) -> Result<End, Stuck> {
        if let Some(known) = self.known.get(&life) {
            return Ok(*known);
        }
        let stage = lived(self.law, life, FILED_ON)?;
        let stratum = ours(&stage).map(|matter| listed(life, &matter));
        let its = |one: &&Obligation| one.unit_id == unit_id(US) && one.scored;
        let missed = stage.owed.iter().filter(its).any(|one| one.missed_on.is_some());
        let met = stage.owed.iter().filter(its).any(|one| one.status == DutyStatus::Met);
        let end = End { stratum, met: (met || missed).then_some(!missed) };
        self.known.insert(life, end);
        Ok(end)
    }
}

/// Where a list counts it that knows the same words again; which of one alone it does not.
pub(super) const fn listed(life: Life, matter: &Matter) -> Stratum {
    match (life.way, matter.stratum) {
        (Way::Stock { .. }, Stratum::Plain) => Stratum::Risky,
        (_, stratum) => stratum,
    }
}

/// The matter of the unit in one life of a report that is filed on `day`.
pub(super) fn play(law: Law<'_>, life: Life, day: Day) -> Result<Option<Matter>, Stuck> {
    lived(law, life, day).map(|stage| ours(&stage))
}

pub(super) fn ours(stage: &Stage<'_>) -> Option<Matter> {
    let calendar = stage.law.calendar.latest();
    let found = matters(&stage.case, &stage.owed, &stage.events, &calendar);
    found.into_iter().find(|matter| matter.unit == unit_id(US))
}

pub(super) fn lived(law: Law<'_>, life: Life, day: Day) -> Result<Stage<'_>, Stuck> {
    let kind = if life.request { Kind::ExplanationRequest } else { Kind::ConductFeedback };
    let promised = day.checked_add(jiff::Span::new().days(7)).ok();
    let promised = promised.filter(|_| life.way == Way::LateThenApology);
    let mut stage = Stage::filed(law, kind, day, promised)?;
    lead(&mut stage, life)?;
    object(&mut stage, life)?;
    let far = stage.later(60);
    stage.until(far)?;
    Ok(stage)
}

fn text() -> String {
    "Đơn vị đã kiểm tra và trả lời từng điểm.".to_owned()
}

fn answer(stage: &mut Stage<'_>, outcome: Outcome, text: &str) -> Result<(), Stuck> {
    let text = text.to_owned();
    let command =
        Command::Answer { outcome, remedy: None, remedy_due_on: None, for_all: None, text };
    stage.give(Party::Holder, command, None)
}

/// The day passes on which so many working days are left.
fn wait(stage: &mut Stage<'_>, left: u8) -> Result<(), Stuck> {
    let due = stage.due_on().ok_or(Stuck::Law("no answer is owed"))?;
    stage.until(stage.before(due, left))
}

/// Three working days too late.
fn overstay(stage: &mut Stage<'_>) -> Result<(), Stuck> {
    wait(stage, 0)?;
    stage.until(stage.later(3))
}

fn accept(stage: &mut Stage<'_>, after: u8) -> Result<(), Stuck> {
    stage.until(stage.later(after))?;
    stage.give(Party::Holder, Command::Accept, None)
}

/// The other unit takes it up and answers in time.
fn friend_answers(stage: &mut Stage<'_>) -> Result<(), Stuck> {
    accept(stage, 1)?;
    stage.until(stage.later(3))?;
    answer(stage, Outcome::Founded, &text())
}

fn lead(stage: &mut Stage<'_>, life: Life) -> Result<(), Stuck> {
    match life.way {
        Way::Answered { .. }
        | Way::Stock { .. }
        | Way::Unfounded { .. }
        | Way::ClosedAtOnce { .. }
        | Way::Late
        | Way::Merged { .. }
        | Way::LateThenApology => answered(stage, life.way),
        Way::Never => Ok(()),
        Way::Extended { .. }
        | Way::AskedEarly { .. }
        | Way::Suspended { .. }
        | Way::SuspendedLast
        | Way::AskedLast => moved(stage, life.way),
        Way::AcceptedLate => {
            // Its own word whether it takes it up comes weeks too late, and the period of the answer begins with it.
            accept(stage, 20)?;
            stage.until(stage.later(3))?;
            answer(stage, Outcome::Founded, &text())
        }
        Way::Declined
        | Way::Forwarded
        | Way::Disputed
        | Way::Withdrawn
        | Way::ThereAndBack
        | Way::ForwardedLate => ended(stage, life.way),
    }
}

fn answered(stage: &mut Stage<'_>, way: Way) -> Result<(), Stuck> {
    if let Way::Merged { .. } = way {
        stage.until(stage.later(1))?;
        let into = CaseId::new(Uuid::from_u128(77));
        stage.give(Party::Holder, Command::MergeInto { into, text: text() }, None)?;
        let settle = Command::SettleMerge { upheld: true, text: text() };
        stage.give(Party::Inspector, settle, None)?;
    }
    if way == Way::LateThenApology {
        let promised = PromiseCommand::Confirm { promised_on: None };
        stage.give(Party::Holder, Command::Promise(promised), None)?;
    }
    // What is answered on the first day is taken up on it.
    accept(stage, 0)?;
    match way {
        Way::Answered { left } | Way::Merged { left } => {
            wait(stage, left)?;
            answer(stage, Outcome::Founded, &text())
        }
        Way::Stock { left } => {
            wait(stage, left)?;
            answer(stage, Outcome::Founded, STOCK)
        }
        Way::Unfounded { left } => {
            wait(stage, left)?;
            answer(stage, Outcome::Unfounded, &text())
        }
        Way::ClosedAtOnce { left } => {
            wait(stage, left)?;
            answer(stage, Outcome::Founded, &text())?;
            stage.give(Party::Holder, Command::Close, None)
        }
        Way::LateThenApology => {
            overstay(stage)?;
            apologise(stage)?;
            answer(stage, Outcome::Founded, &text())
        }
        _ => {
            overstay(stage)?;
            answer(stage, Outcome::Founded, &text())
        }
    }
}

fn apologise(stage: &mut Stage<'_>) -> Result<(), Stuck> {
    let letter = ApologyLetter {
        served_on: stage.today,
        served_by: Delivery::InPerson,
        new_date: Some(stage.later(3)),
        signer: text(),
        document: "12/XL".to_owned(),
        reason: text(),
    };
    let command = Command::Promise(PromiseCommand::Apologise(letter));
    stage.give(Party::Holder, command, None)
}

/// An act of the unit moves the day, and it answers by the new one.
fn moved(stage: &mut Stage<'_>, way: Way) -> Result<(), Stuck> {
    accept(stage, 0)?;
    match way {
        Way::Extended { .. } => {
            wait(stage, 1)?;
            let command =
                Command::Extend { decision_no: "01".to_owned(), signer: text(), text: text() };
            stage.give(Party::Holder, command, None)?;
        }
        Way::Suspended { .. } | Way::SuspendedLast => {
            wait(stage, if way == Way::SuspendedLast { 0 } else { 3 })?;
            let ground = "statutory_ground".to_owned();
            stage.give(Party::Holder, Command::Suspend { ground, text: text() }, None)?;
            stage.until(stage.later(5))?;
            stage.give(Party::Holder, Command::Resume, None)?;
        }
        Way::AskedLast => {
            wait(stage, 0)?;
            stage.give(Party::Holder, Command::AskReporter { text: text() }, None)?;
            stage.until(stage.later(3))?;
            stage.give(Party::Reporter, Command::ReporterReply { text: text() }, None)?;
        }
        _ => {
            stage.until(stage.later(1))?;
            stage.give(Party::Holder, Command::AskReporter { text: text() }, None)?;
            stage.until(stage.later(9))?;
            stage.give(Party::Reporter, Command::ReporterReply { text: text() }, None)?;
        }
    }
    let left = match way {
        Way::Extended { left } | Way::Suspended { left } | Way::AskedEarly { left } => left,
        _ => 0,
    };
    wait(stage, left)?;
    answer(stage, Outcome::Founded, &text())
}

fn ended(stage: &mut Stage<'_>, way: Way) -> Result<(), Stuck> {
    let forward = || Command::Forward { text: text() };
    stage.until(stage.later(2))?;
    match way {
        Way::Declined => {
            let ground = DeclineGround::NotInScope;
            stage.give(Party::Holder, Command::Decline { ground, text: text() }, None)
        }
        Way::Withdrawn => {
            let command = Command::Withdraw { under_pressure: false, text: text() };
            stage.give(Party::Reporter, command, None)
        }
        Way::Disputed => {
            let dispute = Command::DisputeCompetence { text: text() };
            stage.give(Party::Holder, dispute, Some(FRIEND))?;
            let settle =
                Command::SettleDispute { upheld: true, wrong_forward: false, text: text() };
            stage.give(Party::Inspector, settle, Some(FRIEND))?;
            friend_answers(stage)
        }
        Way::ThereAndBack => {
            stage.give(Party::Holder, forward(), Some(FRIEND))?;
            stage.until(stage.later(2))?;
            stage.give(Party::Holder, forward(), Some(US))?;
            accept(stage, 1)?;
            overstay(stage)?;
            answer(stage, Outcome::Founded, &text())
        }
        Way::ForwardedLate => {
            stage.until(stage.later(6))?;
            stage.give(Party::Holder, forward(), Some(FRIEND))?;
            friend_answers(stage)
        }
        _ => {
            stage.give(Party::Holder, forward(), Some(FRIEND))?;
            friend_answers(stage)
        }
    }
}

/// What the reporter says to it, and what has to follow.
fn object(stage: &mut Stage<'_>, life: Life) -> Result<(), Stuck> {
    match (life.word, life.way) {
        // What is closed nobody can confirm any more.
        (Word::Silent, _) | (Word::Confirms, Way::ClosedAtOnce { .. }) => Ok(()),
        (Word::Confirms, _) => stage.give(Party::Reporter, Command::Confirm, None),
        (Word::Objects, Way::Declined) => {
            stage.until(stage.later(2))?;
            stage.give(Party::Reporter, Command::Review { text: text() }, None)?;
            friend_answers(stage)
        }
        (Word::Objects, _) => {
            stage.until(stage.later(2))?;
            stage.give(Party::Reporter, Command::Reopen { text: text() }, None)?;
            stage.until(stage.later(3))?;
            answer(stage, Outcome::Founded, &text())
        }
    }
}

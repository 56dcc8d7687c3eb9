//! Issuing a paper about a case: its facts, and the command that it tells of.

use serde_json::json;

use super::{NewPaper, PaperView, composed, day};
use crate::domain::actor::Actor;
use crate::domain::case::{Case, State};
use crate::domain::custody::passed;
use crate::domain::deadline::Step;
use crate::domain::event::{Event, EventKind};
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::lifecycle::{Command, PromiseCommand, Refusal};
use crate::domain::obligation::{DutyStatus, NOTHING_DUE, Obligation};
use crate::domain::records::apology::ApologyLetter;
use crate::domain::records::paper::{Issue, Paper, PaperFacts, PaperKind, Signer, number_of};
use crate::domain::time::Day;
use crate::service::access::may_open;
use crate::service::cases::find;
use crate::service::cases::handling::{Ask, Asked, By};
use crate::service::cases::record::Recorded;
use crate::service::error::{Fault, FieldFault, ServiceError, inside};
use crate::service::facade::Service;
use crate::service::once::{Answered, Edit, Made};
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::{cases, reports};

/// Whether a paper of `kind` tells of `event`.
const fn tells(kind: PaperKind, event: &EventKind) -> bool {
    matches!(
        (kind, event),
        (PaperKind::Acceptance, EventKind::Accepted)
            | (PaperKind::Refusal, EventKind::Declined { .. })
            | (PaperKind::Forwarding, EventKind::Forwarded { .. })
            | (PaperKind::Apology, EventKind::Apologised { .. })
            | (PaperKind::Conclusion, EventKind::Answered { .. })
    )
}

/// Whether a step before `event` is not of whoever holds the case now, or holds no more: it passed on, was taken up after all, was
/// reopened, or an inspector sent its answer back.
fn undoes(kind: PaperKind, event: &Event) -> bool {
    let returned = matches!(event.payload.event_kind, EventKind::Returned { .. });
    passed(event).is_some() || (returned && kind == PaperKind::Conclusion)
}

/// The last step of the case that a paper of `kind` tells of, taken by whoever holds it now, and still in force.
fn taken(kind: PaperKind, events: Vec<Event>) -> Option<EventKind> {
    let own = events.into_iter().rev().take_while(|event| !undoes(kind, event));
    own.map(|event| event.payload.event_kind).find(|one| tells(kind, one))
}

impl Reference {
    /// What a paper may say of a case and of the step that was taken: nothing of the reporter.
    fn told(&self, case: &Case, event: &EventKind, owed: &[Obligation], on: Day) -> PaperFacts {
        let mut facts = PaperFacts::new();
        let mut tell = |name: &'static str, value: Option<String>| {
            facts.extend(value.map(|value| (name, value)));
        };
        let kind = self.kind(case.kind, on).map(|spec| {
            let mut letters = spec.name_vi.chars();
            let first = letters.next().map(|c| c.to_lowercase().to_string()).unwrap_or_default();
            first + letters.as_str()
        });
        let answers =
            owed.iter().filter(|one| one.step == Step::Answer && one.status == DutyStatus::Open);
        let due = answers.map(|one| one.due_on).filter(|day| *day != NOTHING_DUE).min();
        tell("number", case.number.clone());
        tell("received_on", Some(day(case.received_on)));
        tell("kind", kind);
        tell("due_on", due.map(day));
        match event {
            EventKind::Declined { ground, text } => {
                tell("ground", Some(ground.vi().to_owned()));
                tell("text", Some(text.clone()));
            }
            EventKind::Forwarded { to, text, .. } => {
                tell("to_unit", self.unit_name(*to).map(|unit| unit.name));
                tell("text", Some(text.clone()));
            }
            EventKind::Apologised { promised_on, letter } => {
                tell("promised_on", Some(day(*promised_on)));
                tell("new_date", letter.new_date.map(day));
                tell("reason", Some(letter.reason.clone()));
            }
            EventKind::Answered { outcome, remedy, remedy_due_on, text, .. } => {
                tell("outcome", Some(outcome.vi().to_owned()));
                tell("remedy", remedy.clone());
                tell("remedy_due_on", remedy_due_on.map(day));
                tell("reopen_until", case.course.reopen_until.map(day));
                tell("text", Some(text.clone()));
            }
            _ => {}
        }
        facts
    }
}

/// The command that a paper tells of, bearing its number; what is left to say of the step is said by the paper.
fn with_number(command: Command, number: &str, signer: &Signer) -> Command {
    match command {
        Command::Promise(PromiseCommand::Apologise(letter)) => {
            let (document, signer) = (number.to_owned(), signer.name.clone());
            let letter = ApologyLetter { signer, document, ..letter };
            Command::Promise(PromiseCommand::Apologise(letter))
        }
        other => other,
    }
}

impl Service {
    /// Issues a paper about a case that the actor's body holds. Where the step it tells of was not taken, that is done in the same
    /// transaction by its command, which meets its duty.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] outside the actor's scope, [`ServiceError::Stale`], [`ServiceError::Refused`] where another body
    /// holds it or the command is refused, [`ServiceError::Invalid`] where there is no such step, [`ServiceError::KeyReused`].
    pub async fn issue_paper(
        &self,
        actor: &Actor,
        edit: Edit<'_, CaseId>,
        new: NewPaper,
    ) -> Result<Answered<PaperView>, ServiceError> {
        let Edit { id, version, key, body } = edit;
        let bound = json!({"case": id.to_string(), "body": body});
        let key = self.record_key(actor, key, "issue_paper", &bound);
        let (service, by, reference) = (self.clone(), actor.clone(), self.references.ready()?);
        let make = move |tx: &mut Conn| -> Result<Made<PaperView>, Fault> {
            let issue = service.turn(tx, &reference, &by, &new.signer)?;
            let n = issue.n;
            // Where no command is given nothing else would meet whoever moves the case meanwhile.
            cases::hold(tx, id)?;
            let (paper, done) =
                service.told_paper(tx, &reference, &by, (id, version), (&new, issue))?;
            if let Some(recorded) = done {
                recorded.write(tx)?;
            }
            Ok(service.keep_paper(tx, &by, n, (Some(id), None), paper)?)
        };
        self.once_in_turn("papers.issue", id, key, self.recall_paper(actor), make).await
    }

    /// The paper that [`Service::issue_paper`] would issue, without its number.
    ///
    /// # Errors
    /// As there.
    pub async fn rehearse_paper(
        &self,
        actor: &Actor,
        (id, version): (CaseId, i32),
        new: NewPaper,
    ) -> Result<Paper, ServiceError> {
        let (service, by, reference) = (self.clone(), actor.clone(), self.references.ready()?);
        let read = move |conn: &mut Conn| {
            inside(|| {
                let unit = by.unit_id.ok_or(ServiceError::NotFound)?;
                let issue = reference.issue(unit, &new.signer, service.clock.today())?;
                let asked = (&new, issue);
                let told = service.told_paper(conn, &reference, &by, (id, version), asked)?;
                Ok(told.0)
            })
        };
        self.db.read(read).await?
    }

    /// The paper, and what is to be written with it.
    fn told_paper(
        &self,
        conn: &mut Conn,
        reference: &Reference,
        actor: &Actor,
        (id, version): (CaseId, i32),
        (new, issue): (&NewPaper, Issue),
    ) -> Result<(Paper, Option<Recorded>), Fault> {
        let by = By::Staff(actor.clone());
        let Some(case) = find(conn, actor, id)? else {
            return Err(self.unseen(conn, reference, &by, id)?.into());
        };
        let refused = |refusal| Err(ServiceError::Refused(refusal).into());
        if !may_open(&actor.scope(), &case) {
            return refused(Refusal::NotInYourHand);
        }
        if case.channel == Channel::Integrity {
            return refused(Refusal::OtherChannel);
        }
        if by.version_of(&case) != version {
            return Err(ServiceError::Stale.into());
        }
        if actor.unit_id != Some(case.holder) {
            return refused(Refusal::HolderOnly);
        }
        // Of all papers this one alone goes to the applicant, who has that dossier.
        let own = (new.kind == PaperKind::Apology).then(|| reports::own(conn, case.key));
        let dossier = own.transpose()?.flatten().and_then(|report| report.dossier_code);
        let owed = cases::obligations(conn, &case)?;
        let number = number_of(new.kind, &issue);
        let command = self.command_of(new, &case, &owed, &number);
        let done = match command {
            Some((command, to)) => {
                let command = with_number(command, &number, &new.signer);
                let what = Asked::Command { command, to };
                let ask = Ask { case_id: id, version: Some(version), what };
                Some(self.decide(conn, reference, &by, &ask)?)
            }
            None => None,
        };
        let step = match &done {
            Some(it) if tells(new.kind, &it.event.payload.event_kind) => {
                Some(it.event.payload.event_kind.clone())
            }
            _ => taken(new.kind, cases::events(conn, &case)?),
        };
        let step = step.ok_or_else(|| ServiceError::field("/kind", FieldFault::NothingToTell))?;
        let (case, owed) = done.as_ref().map_or((&case, &owed), |it| (&it.case, &it.owed));
        let mut facts = reference.told(case, &step, owed, issue.day);
        facts.insert("unit", issue.issuer.clone());
        facts.extend(dossier.map(|code| ("dossier_code", code)));
        Ok((composed(new.kind, issue, &facts)?, done))
    }

    /// The command that issuing the paper gives: the one that was sent along, or the only one there can be.
    fn command_of(
        &self,
        new: &NewPaper,
        case: &Case,
        owed: &[Obligation],
        number: &str,
    ) -> Option<(Command, Option<String>)> {
        let owes = |step| {
            let open = |one: &&Obligation| one.status == DutyStatus::Open && one.step == step;
            owed.iter().filter(open).any(|one| one.unit_id == case.holder)
        };
        match new.kind {
            PaperKind::Acceptance
                if matches!(case.state, State::Received | State::AwaitingReporter) =>
            {
                Some((Command::Accept, None))
            }
            PaperKind::Conclusion if owes(Step::Notify) => {
                let on = day(self.clock.today());
                Some((Command::Notify { text: format!("Văn bản số {number} ngày {on}.") }, None))
            }
            _ => new.command.clone(),
        }
    }
}

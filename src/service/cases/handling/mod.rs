//! Handling a case: assignment and commands, each one transaction with everything that follows.

mod about;
mod ask;
mod assigning;
mod by;
mod linked;
pub mod papers;
mod party;
mod publication;
pub mod rating;
mod reporter;
mod substance;
mod together;

use serde_json::Value;

use crate::domain::case::Case;
use crate::domain::ids::{CaseId, PublicAnswerId};
use crate::domain::kind::Channel;
use crate::domain::lifecycle::{Command, CommandName, Refusal, apply};
use crate::domain::notice::Notice;
use crate::domain::units::unit::Unit;
use crate::service::access::{deputy_for, in_hand, is_veiled, may_open};
use crate::service::cases::calling::{called_to, in_office_hours, known_to};
use crate::service::cases::record::{CaseFile, Recorded, Stamp};
use crate::service::cases::{CaseItem, Offers, names_of, offers};
use crate::service::error::{Fault, ServiceError};
use crate::service::facade::{ObligationView, Service};
use crate::service::idempotency::RequestKey;
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::{StoreError, cases, tokens};
pub use ask::{Ask, Asked, Assignee};
pub use by::By;
use party::{Given, context};
pub use reporter::Told;
use together::Together;
pub(in crate::service::cases) use together::fit_for_all;

/// What was done, or would be.
#[derive(Debug, Clone)]
pub struct Handled {
    /// The case afterwards.
    pub item: CaseItem,
    /// The event, by number and kind.
    pub event: (i32, &'static str),
    /// The obligations that begin.
    pub opened: Vec<ObligationView>,
    /// The mail that is owed.
    pub notices: Vec<Notice>,
    /// The commands that would not be refused next.
    pub offers: Offers,
    /// The answer to a request that had its effect before.
    pub replayed: bool,
}

/// What a transaction found or made.
enum Outcome {
    Made(Box<Recorded>),
    Replayed(Box<Recorded>),
}

impl Service {
    /// Does what is asked: state, event, obligations, mail and counts in one transaction.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] outside the actor's scope, [`ServiceError::Stale`] where the
    /// case changed meanwhile, [`ServiceError::Refused`] with the reason,
    /// [`ServiceError::KeyReused`].
    pub async fn handle(
        &self,
        by: &By,
        ask: Ask,
        key: &str,
        operation: &'static str,
        body: &Value,
    ) -> Result<Handled, ServiceError> {
        let reference = self.references.ready()?;
        let ask = self.with_files(by, ask).await?;
        let caller = by.caller(ask.case_id);
        let bound = serde_json::json!({"case": ask.case_id.to_string(), "body": body});
        let key = RequestKey::new(&self.keys, &caller, key, operation, &bound);
        let write = async || {
            let (service, by, asked) = (self.clone(), by.clone(), ask.clone());
            let (held, key) = (reference.clone(), key.clone());
            let closure = move |tx: &mut Conn| {
                if !by.still_holds(tx, asked.case_id)? {
                    return Err(ServiceError::UnknownReceipt.into());
                }
                if let Some(seen) = key.seen(tx)?? {
                    let case = cases::find(tx, CaseId::new(seen.answer_id.0))?;
                    let case = case.ok_or(ServiceError::NotFound)?;
                    let event = cases::event(tx, &case, seen.answer_n)?;
                    let event = event.ok_or(ServiceError::NotFound)?;
                    // What a forward answered may be answered again, but not what came after.
                    let is_tip = case.channel == Channel::Integrity;
                    if !by.sees(&case) && (is_tip || case.version != event.n) {
                        return Err(ServiceError::NotFound.into());
                    }
                    let owed = cases::obligations(tx, &case)?;
                    return Ok(Outcome::Replayed(Box::new(Recorded::past(case, event, owed))));
                }
                let recorded = service.written(tx, &held, &by, &asked)?;
                let (case, event) = (recorded.case.id.uuid(), &recorded.event);
                tokens::keep(tx, &key.row(case, event.n, event.at.office_day()))?;
                if let (By::Staff(actor), Asked::Assign(_, reason)) = (&by, &asked.what) {
                    service.note_taking(tx, actor, &recorded, reason.as_deref())?;
                }
                Ok(Outcome::Made(Box::new(recorded)))
            };
            self.db.write::<Outcome, Fault, _>("handling", ask.case_id, closure).await
        };
        let written = match write().await {
            // The same key at the same time on another writer: now it is there to be seen.
            Err(Fault::Store(StoreError::Unique(_))) => write().await,
            // A reporter reads no version, and a referral may come in between.
            Err(Fault::Store(StoreError::Stale)) if ask.version.is_none() => write().await,
            other => other,
        };
        let written = written?;
        if ask.what.to_tip().is_some() {
            self.empty_log().await?;
        }
        match written {
            Outcome::Made(recorded) => self.done(&reference, by, *recorded, false).await,
            Outcome::Replayed(earlier) => self.done(&reference, by, *earlier, true).await,
        }
    }

    /// The same, with what is known of the files that a referral passes on.
    async fn with_files(&self, by: &By, mut ask: Ask) -> Result<Ask, ServiceError> {
        let id = ask.case_id;
        if let Asked::Command { command: Command::Refer(referral), .. } = &mut ask.what
            && let By::Staff(actor) = by
            && !referral.files.is_empty()
        {
            let files = std::mem::take(&mut referral.files);
            referral.manifest.extend(self.custody(actor, id, &files).await?);
        }
        Ok(ask)
    }

    /// Decides and writes what is asked.
    fn written(
        &self,
        tx: &mut Conn,
        reference: &Reference,
        by: &By,
        ask: &Ask,
    ) -> Result<Recorded, Fault> {
        if ask.what.to_tip().is_some() && cases::get(tx, Channel::Service, ask.case_id)?.is_some() {
            return self.moved_by_inspector(tx, reference, by, ask);
        }
        let recorded = self.decide(tx, reference, by, ask)?;
        recorded.write(tx)?;
        Ok(recorded)
    }

    /// What [`Service::handle`] would do: the same decision, without a write.
    pub async fn rehearse(&self, by: &By, ask: Ask) -> Result<Handled, ServiceError> {
        let reference = self.references.ready()?;
        let ask = self.with_files(by, ask).await?;
        let (service, asking, held) = (self.clone(), by.clone(), reference.clone());
        let recorded = self
            .db
            .read(move |conn| match service.rehearsed(conn, &held, &asking, &ask) {
                Ok(recorded) => Ok(Ok(recorded)),
                Err(Fault::Service(error)) => Ok(Err(error)),
                Err(Fault::Store(error)) => Err(error),
            })
            .await??;
        self.done(&reference, by, recorded, false).await
    }

    fn rehearsed(
        &self,
        conn: &mut Conn,
        reference: &Reference,
        by: &By,
        ask: &Ask,
    ) -> Result<Recorded, Fault> {
        if matches!(ask.what, Asked::Assign(..))
            && cases::find(conn, ask.case_id)?
                .is_some_and(|case| case.channel == Channel::Integrity && by.sees(&case))
        {
            // To take a tip opens it, and that is noted and told: there is no trying.
            return Err(ServiceError::Refused(Refusal::NotInYourHand).into());
        }
        let mut recorded = self.decide(conn, reference, by, ask)?.rehearsed();
        if ask.what.to_tip().is_some() && recorded.case.channel == Channel::Service {
            recorded.notices = self.told_of_moving(conn, reference, by, ask)?;
        }
        Ok(recorded)
    }

    /// Everything that follows from what is asked, decided on the case as it is now.
    pub(in crate::service) fn decide(
        &self,
        conn: &mut Conn,
        reference: &Reference,
        by: &By,
        ask: &Ask,
    ) -> Result<Recorded, Fault> {
        let case = cases::find(conn, ask.case_id)?.filter(|case| by.sees(case));
        let Some(mut case) = case else {
            return Err(self.unseen(conn, reference, by, ask.case_id)?.into());
        };
        if matches!(by, By::Reporter(_) | By::Desk(_)) {
            // Whoever holds the receipt, or the slip with its number, speaks to the case that goes on.
            case = cases::chain(conn, case)?.pop().ok_or(ServiceError::NotFound)?;
        }
        if ask.version.is_some_and(|version| version != by.version_of(&case)) {
            return Err(ServiceError::Stale.into());
        }
        let stamp = Stamp { actor: by.actor().map(|actor| actor.user_id), at: self.clock.now() };
        match (&ask.what, by) {
            (Asked::Assign(assignee, reason), By::Staff(actor)) => {
                let hand = (assignee, reason.as_deref());
                self.assigned(conn, reference, actor, case, hand, stamp)
            }
            (Asked::Assign(..), _) => Err(ServiceError::NotFound.into()),
            (Asked::Command { command, to }, by) => {
                if let By::Staff(actor) = by
                    && !may_open(&actor.scope(), &case)
                {
                    return Err(ServiceError::Refused(Refusal::NotInYourHand).into());
                }
                let mut file = CaseFile::load(conn, case)?;
                if matches!(by, By::Reporter(_)) && !file.kept.activated {
                    return Err(ServiceError::Refused(Refusal::NotActivated).into());
                }
                if matches!(command, Command::Promise(_) | Command::Answer { .. }) {
                    file = file.with_register(conn, reference)?;
                }
                let (case, today) = (&file.case, stamp.at.office_day());
                let receiver = match command {
                    Command::Correct(it) => about::corrected(reference, case, it, today)?,
                    Command::CallUp { .. } => {
                        let body = by.actor().and_then(|actor| actor.unit_id);
                        called_to(reference, body, case.holder, today)
                    }
                    _ => party::receiver(reference, case, command, to.as_deref(), today),
                };
                let calls = matches!(command, Command::CallUp { .. });
                if calls && !in_office_hours(reference, stamp.at) {
                    return Err(ServiceError::Refused(Refusal::OutOfHours).into());
                }
                let together = Together::load(conn, case, command)?;
                let shared = together.shared(self, conn, &file)?;
                let given = Given {
                    command,
                    receiver,
                    rerouted: about::rerouted(conn, reference, &file, command, today)?,
                    lead: together::lead(conn, by, &file, command)?,
                    shared: shared.as_ref().map(|it| it.cut.clone()),
                    rest: linked::of(self, reference, case, command, today)?,
                    hand: in_hand(conn, &reference.units, case, today)?,
                    public_id: PublicAnswerId::new(self.ids.random()),
                    today,
                };
                barred(reference, case, command.name(), given.receiver)?;
                together.checked(reference, by, &file, command)?;
                // By what the unit wrote: what was cut out must not show in what is refused.
                let written = shared.as_ref().map(|it| it.words.as_str());
                substance::checked(&file, written, command)?;
                substance::within_a_day(conn, case, command, today)?;
                let context = context(reference, by, &file, &given);
                let decision =
                    apply(case, command.clone(), context).map_err(ServiceError::Refused)?;
                publication::checked(reference, by, &file, &decision)?;
                let recorded = self.decided(reference, &file, decision, stamp, None)?;
                Ok(self.with_stub(recorded, file.case.holder, command)?)
            }
        }
    }

    /// Why a case is not there for whoever asks: it never was, or it was called up.
    fn unseen(
        &self,
        conn: &mut Conn,
        reference: &Reference,
        by: &By,
        id: CaseId,
    ) -> Result<ServiceError, StoreError> {
        let By::Staff(actor) = by else { return Ok(ServiceError::NotFound) };
        let known = known_to(conn, reference, actor, id, self.clock.today())?;
        Ok(known.map_or(ServiceError::NotFound, |_| ServiceError::Refused(Refusal::CalledUp)))
    }

    async fn done(
        &self,
        reference: &Reference,
        by: &By,
        recorded: Recorded,
        replayed: bool,
    ) -> Result<Handled, ServiceError> {
        let Recorded { case, owed, opened, event, notices, .. } = recorded;
        let (assignee, n) = (case.assignee, event.n);
        let veiled =
            case.course.veiled > 0 && by.actor().is_some_and(|actor| is_veiled(actor, &case));
        let (found, reader) = (case.clone(), by.actor().cloned());
        let (names, n, deputy) = self
            .db
            .read(move |conn| {
                let n = if veiled { veiled_number(conn, &found, n)? } else { n };
                let deputy = match &reader {
                    Some(actor) => deputy_for(conn, actor, &found)?.map(str::to_owned),
                    None => None,
                };
                Ok((names_of(conn, assignee.into_iter())?, n, deputy))
            })
            .await?;
        let today = self.clock.today();
        let offers = by
            .actor()
            .map(|actor| offers(reference, actor, &case, &owed, deputy.as_deref(), today));
        Ok(Handled {
            offers: offers.unwrap_or_default(),
            item: self.item(by.actor(), case, &names),
            event: (n, event.payload.event_kind.code()),
            opened: ObligationView::all(reference, opened, today),
            notices,
            replayed,
        })
    }
}

/// The number of event `n` for those who do not know of every event before it.
fn veiled_number(conn: &mut Conn, case: &Case, n: i32) -> Result<i32, StoreError> {
    let events = cases::events(conn, case)?;
    let before = events.iter().filter(|event| event.n < n && event.payload.is_inspectors_own());
    Ok(n - i32::try_from(before.count()).unwrap_or(0))
}

/// A tip never goes to the body that took over the accused, either.
fn barred(
    reference: &Reference,
    case: &Case,
    command: CommandName,
    receiver: Option<&Unit>,
) -> Result<(), ServiceError> {
    let moves = matches!(command, CommandName::Forward | CommandName::SettleDispute);
    let accused = case.accused.filter(|_| moves && case.channel == Channel::Integrity);
    match (accused, receiver) {
        (Some(accused), Some(to)) if reference.units.successions().reaches(accused, to.id) => {
            Err(ServiceError::Refused(Refusal::ReceiverNotAllowed))
        }
        _ => Ok(()),
    }
}

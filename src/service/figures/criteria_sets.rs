//! Criteria sets: the board drafts and submits, the head of the inspectorate signs or gives back. The revision that was read
//! and the content make a change safe to repeat; it needs no other key.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use super::drafting::{as_stored, frame_of, noted};
use super::matters::quarters;
use crate::domain::actor::Actor;
use crate::domain::emulation::metric::Metric;
use crate::domain::emulation::set::{
    ALL_WEIGHTS, CriteriaSet, Drafted, Frame, Hand, MovementRefusal, SetContent,
};
use crate::domain::emulation::{Criterion, Measure, Movement};
use crate::domain::fault::FieldError;
use crate::domain::ids::{MovementId, UserId};
use crate::domain::time::{Day, Instant};
use crate::service::cases::names_of;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::once::Answered;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::reference::sets::{get, insert, of_movement, save};
use crate::store::reference::{MovementRow, ReferenceRow, hold};
use crate::store::types::Id;

/// What the board drafts.
#[derive(Debug, Clone)]
pub struct SetEdit {
    /// The first cohort that it is to score.
    pub from_day: Day,
    /// What is scored, in order.
    pub criteria: Vec<Criterion>,
}

/// What is done with a set.
#[derive(Debug, Clone)]
pub enum SetStep {
    /// The board drafts it.
    Draft(SetEdit),
    /// The board submits it.
    Submit,
    /// The head of the inspectorate gives it back, for a reason.
    GiveBack(String),
    /// The head of the inspectorate signs what has this hash.
    Sign(String),
}

/// A set with the names of those whose hands it went through.
#[derive(Debug, Clone)]
pub struct SetView {
    /// The set.
    pub set: CriteriaSet,
    /// Who drafted, submitted and signed it.
    pub names: [Option<String>; 3],
}

impl Service {
    /// Every set of a movement, in the order of their numbers.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown movement.
    pub async fn criteria_sets(&self, movement: &str) -> Result<Vec<SetView>, ServiceError> {
        let reference = self.references.ready()?;
        let id = reference.movement(movement).ok_or(ServiceError::NotFound)?.id;
        let read = move |conn: &mut Conn| {
            let sets = of_movement(conn, id)?;
            sets.into_iter().map(|set| viewed(conn, set)).collect()
        };
        Ok(self.db.read(read).await?)
    }

    /// One set of a movement.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`].
    pub async fn criteria_set(
        &self,
        movement: &str,
        version: i32,
    ) -> Result<SetView, ServiceError> {
        let sets = self.criteria_sets(movement).await?;
        let found = sets.into_iter().find(|one| one.set.content.version == version);
        found.ok_or(ServiceError::NotFound)
    }

    /// Does `step` with a set as it was at revision `seen` (0: there is none yet).
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Stale`], [`ServiceError::Movement`], [`ServiceError::Invalid`].
    pub async fn change_set(
        &self,
        actor: &Actor,
        movement: &str,
        (version, seen): (i32, i32),
        step: SetStep,
    ) -> Result<Answered<SetView>, ServiceError> {
        let (code, now) = (movement.to_owned(), self.clock.now());
        let hand = Hand { by: actor.user_id, at: now };
        let write = async || {
            let (code, step) = (code.clone(), step.clone());
            let closure = move |tx: &mut Conn| {
                hold(tx, "reference", now)?;
                let (rows, reference) = as_stored(tx)?;
                let of = reference.movement(&code).ok_or(ServiceError::NotFound)?;
                let row = rows.movements.iter().find(|row| row.code == code);
                let row = row.ok_or(ServiceError::NotFound)?;
                let frame = frame_of(row, &reference);
                let known = Known { of, frame, metrics: &reference.metrics };
                let before = get(tx, of.id, version)?;
                if let Some(before) = &before
                    && before.revision == seen.saturating_add(1)
                    && repeats(before, &step, hand.by)
                {
                    return Ok(Answered { value: viewed(tx, before.clone())?, replayed: true });
                }
                let after = match (&before, seen) {
                    (None, 0) => begun(tx, &known, version, &step, hand)?,
                    (None, _) => return Err(ServiceError::NotFound.into()),
                    (Some(before), seen) if before.revision == seen => {
                        let after = changed(&known, before, &step, hand)?;
                        save(tx, seen, &after)?;
                        after
                    }
                    (Some(_), _) => return Err(ServiceError::Stale.into()),
                };
                if after.signed.is_some() {
                    // From now on the files change nothing of the movement either.
                    let version = row.version.saturating_add(1);
                    let row = MovementRow { version, ..row.clone() };
                    row.update(tx)?;
                    noted(tx, &row, hand.by, now)?;
                }
                Ok(Answered { value: viewed(tx, after)?, replayed: false })
            };
            self.db.write::<_, Fault, _>("movements", 0u8, closure).await
        };
        let written = match write().await {
            // Another process was first; now its set is there to be seen.
            Err(Fault::Store(StoreError::Unique(_) | StoreError::Stale)) => write().await,
            other => other,
        };
        let done = written?;
        self.refresh().await?;
        Ok(done)
    }
}

/// What a set is judged on: the movement, what of it is signed, and the metrics there are.
struct Known<'r> {
    of: &'r Movement,
    frame: Frame,
    metrics: &'r [Metric],
}

impl Known<'_> {
    /// The content with all that as it is now.
    fn now(&self, content: SetContent) -> SetContent {
        SetContent { frame: self.frame.clone(), ..content }.counted_by(self.metrics)
    }
}

/// A set with its names.
fn viewed(conn: &mut Conn, set: CriteriaSet) -> Result<SetView, StoreError> {
    let hands = [Some(set.drafted), set.submitted, set.signed];
    let users: Vec<UserId> = hands.into_iter().flatten().map(|hand| hand.by).collect();
    let names = names_of(conn, users.into_iter())?;
    Ok(SetView { names: hands.map(|hand| names.get(&hand?.by).cloned()), set })
}

/// Whether `step` of this person is what made `set` as it is.
fn repeats(set: &CriteriaSet, step: &SetStep, by: UserId) -> bool {
    let own = |hand: Option<Hand>| hand.is_some_and(|hand| hand.by == by);
    match step {
        SetStep::Draft(edit) => {
            let same =
                set.content.from_day == edit.from_day && set.content.criteria == edit.criteria;
            own(Some(set.drafted)) && set.submitted.is_none() && same
        }
        SetStep::Submit => own(set.submitted) && set.signed.is_none(),
        SetStep::GiveBack(reason) => set.returned_for.as_ref() == Some(reason),
        SetStep::Sign(sha256) => own(set.signed) && set.sha256 == *sha256,
    }
}

/// A new set of a movement.
fn begun(
    tx: &mut Conn,
    known: &Known<'_>,
    version: i32,
    step: &SetStep,
    hand: Hand,
) -> Result<CriteriaSet, Fault> {
    let SetStep::Draft(edit) = step else { return Err(ServiceError::NotFound.into()) };
    let last = of_movement(tx, known.of.id)?.last().map_or(0, |set| set.content.version);
    if version != last.saturating_add(1) {
        return Err(ServiceError::NotFound.into());
    }
    let content = judged(known, version, edit, hand.at)?;
    let Drafted { content, text, sha256 } = drafted(content)?;
    let set = CriteriaSet {
        movement: known.of.id,
        revision: 1,
        content,
        text,
        sha256,
        drafted: hand,
        submitted: None,
        signed: None,
        returned_for: None,
    };
    insert(tx, &set)?;
    Ok(set)
}

/// The set after `step`.
fn changed(
    known: &Known<'_>,
    before: &CriteriaSet,
    step: &SetStep,
    hand: Hand,
) -> Result<CriteriaSet, ServiceError> {
    if !known.of.takes_sets() {
        return Err(ServiceError::Movement(MovementRefusal::NotDraft));
    }
    let today = hand.at.office_day();
    let holds = known.of.takes_set_from(before.content.from_day, today);
    let after = match step {
        SetStep::Draft(edit) => {
            // What is no draft any more says so before what is wrong with the new content.
            before
                .redraft(drafted(before.content.clone())?, hand)
                .map_err(ServiceError::Movement)?;
            let content = judged(known, before.content.version, edit, hand.at)?;
            before.redraft(drafted(content)?, hand)
        }
        SetStep::Submit if !holds && before.submitted.is_none() => {
            Err(MovementRefusal::SetDayPassed)
        }
        SetStep::Submit => {
            // With the movement and the metrics as they are now.
            let content = known.now(before.content.clone());
            before.submit(drafted(content)?, hand)
        }
        SetStep::GiveBack(reason) => before.give_back(reason.clone()),
        SetStep::Sign(_) if !holds && before.submitted.is_some() && before.signed.is_none() => {
            Err(MovementRefusal::SetDayPassed)
        }
        SetStep::Sign(sha256) => {
            let signed = before.sign(hand).map_err(ServiceError::Movement)?;
            // Nor may the movement have been moved under what was read.
            if before.sha256 != *sha256 || known.now(before.content.clone()) != before.content {
                return Err(ServiceError::field("/sha256", FieldFault::OtherContent));
            }
            Ok(signed)
        }
    };
    after.map_err(ServiceError::Movement)
}

/// The content that `edit` asks for.
fn judged(
    known: &Known<'_>,
    version: i32,
    edit: &SetEdit,
    now: Instant,
) -> Result<SetContent, ServiceError> {
    if !known.of.takes_sets() {
        return Err(ServiceError::Movement(MovementRefusal::NotDraft));
    }
    let mut faults: Vec<FieldError> = Vec::new();
    if !known.of.takes_set_from(edit.from_day, now.office_day()) {
        faults.push(FieldFault::NotFromThatDay.at("/from_day"));
    }
    // A quarter's matters are scored by one set.
    let by_matters = |one: &Criterion| one.measure == Measure::Matters;
    let before = known.of.sets.iter().flat_map(|set| &set.criteria);
    let firsts = quarters(known.of).into_iter().map(|(first, _)| first);
    if before.chain(&edit.criteria).any(by_matters) && !firsts.clone().any(|it| it == edit.from_day)
    {
        faults.push(FieldFault::NotWithinQuarter.at("/from_day"));
    }
    let sum: i32 = edit.criteria.iter().map(|criterion| criterion.weight).sum();
    if sum != ALL_WEIGHTS {
        faults.push(FieldFault::WeightsSum.at("/criteria"));
    }
    let mut codes = BTreeSet::new();
    for (index, criterion) in edit.criteria.iter().enumerate() {
        if !codes.insert(&criterion.code) {
            faults.push(FieldFault::CodeTwice.at(&format!("/criteria/{index}/code")));
        }
        let there = |code: &String| known.metrics.iter().any(|metric| metric.code == *code);
        if let Measure::Metric(code) = &criterion.measure
            && !there(code)
        {
            faults.push(FieldFault::NoSuchMetric.at(&format!("/criteria/{index}/measure")));
        }
    }
    if !faults.is_empty() {
        return Err(ServiceError::Invalid(faults));
    }
    let (movement, criteria) = (known.of.code.clone(), edit.criteria.clone());
    let (from_day, frame) = (edit.from_day, known.frame.clone());
    let content = SetContent { movement, version, from_day, frame, criteria, metrics: Vec::new() };
    Ok(content.counted_by(known.metrics))
}

/// The text of a content, and its hash.
fn drafted(content: SetContent) -> Result<Drafted, ServiceError> {
    let text = serde_json::to_string(&content).map_err(ServiceError::internal)?;
    let sha256 = HEXLOWER.encode(&Sha256::digest(text.as_bytes()));
    Ok(Drafted { content, text, sha256 })
}

/// The first set of a movement that was cloned.
pub(super) fn first_draft(
    movement: Id,
    content: SetContent,
    by: UserId,
    at: Instant,
) -> Result<CriteriaSet, ServiceError> {
    let Drafted { content, text, sha256 } = drafted(content)?;
    Ok(CriteriaSet {
        movement: MovementId::new(movement.0),
        revision: 1,
        content,
        text,
        sha256,
        drafted: Hand { by, at },
        submitted: None,
        signed: None,
        returned_for: None,
    })
}

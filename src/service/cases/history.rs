//! What happened to a case, and how each of its days was counted.

use super::{Service, find, names_of};
use crate::domain::actor::Actor;
use crate::domain::case::Outcome;
use crate::domain::deadline::Explanation;
use crate::domain::event::{DeclineGround, Event, EventKind, Particulars};
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::obligation::Change;
use crate::domain::records::access::Accessed;
use crate::domain::time::{Day, Instant};
use crate::domain::units::routing::Routed;
use crate::service::access::{is_veiled, may_open};
use crate::service::error::ServiceError;
use crate::service::facade::{ObligationView, UnitName};
use crate::service::reference::Reference;
use crate::service::sealed::open_texts;
use crate::store::cases;

/// One entry of a case's history.
#[derive(Debug, Clone)]
pub struct EventView {
    /// Its number within the case.
    pub n: i32,
    /// What happened.
    pub kind: &'static str,
    /// The day.
    pub day: Day,
    /// The moment; for inspectors only.
    pub at: Option<Instant>,
    /// Who, where a member of staff did it.
    pub actor: Option<String>,
    /// Words of staff.
    pub text: Option<String>,
    /// What is done about it.
    pub remedy: Option<String>,
    /// Why it was not taken up.
    pub ground: Option<DeclineGround>,
    /// What came of it.
    pub outcome: Option<Outcome>,
    /// Who had it.
    pub from: Option<UnitName>,
    /// Who has it now.
    pub to: Option<UnitName>,
    /// How the holder was found.
    pub routing: Option<Routed>,
    /// What else belongs to this kind of event.
    pub particulars: Particulars,
    /// What it did to the obligations.
    pub changes: Vec<(Change, Option<UnitName>)>,
}

/// One obligation with the reason for each of its days.
#[derive(Debug, Clone)]
pub struct Counted {
    /// The obligation.
    pub owed: ObligationView,
    /// Its days; none if its rule is not loaded any more.
    pub explanation: Option<Explanation>,
}

/// All obligations of a case.
pub type Explained = Vec<Counted>;

impl Service {
    /// The history of a case, within the actor's scope.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], also for a tip that is not in the actor's own hand.
    pub async fn events(&self, actor: &Actor, id: CaseId) -> Result<Vec<EventView>, ServiceError> {
        let reference = self.references.ready()?;
        let reader = actor.clone();
        let found = self
            .db
            .read(move |conn| {
                let Some(case) = find(conn, &reader, id)? else { return Ok(None) };
                if !may_open(&reader.scope(), &case) {
                    return Ok(None);
                }
                let events = cases::events(conn, &case)?;
                let assigned = events.iter().filter_map(|event| match event.payload.event_kind {
                    EventKind::Assigned { to, .. } => to,
                    _ => None,
                });
                let actors = events.iter().filter_map(|event| event.actor).chain(assigned);
                let names = names_of(conn, actors)?;
                let veiled = is_veiled(&reader, &case);
                Ok(Some((case.channel, events, names, veiled)))
            })
            .await?;
        let Some((channel, events, names, veiled)) = found else {
            return Err(ServiceError::NotFound);
        };
        if channel == Channel::Integrity {
            self.note_reading(actor, Accessed::TipRead, "list_events", id).await?;
        }
        events
            .into_iter()
            .filter(|event| !veiled || !event.payload.is_inspectors_own())
            .zip(1..)
            .map(|(mut event, n)| {
                if veiled {
                    // No gap in the numbers, and nothing of what the end of a case releases.
                    event.n = n;
                    event.payload.changes.retain(|change| change.step.is_told());
                }
                open_texts(&self.keys, channel, &mut event)?;
                let name = event.actor.and_then(|user| names.get(&user).cloned());
                let private = matches!(
                    event.payload.event_kind,
                    EventKind::Withdrawn { .. } | EventKind::Referred { .. }
                );
                let mut view = EventView::of(&reference, event, name);
                if veiled {
                    view.at = None;
                    // Whoever pressed a reporter to withdraw must not read what was said of it, and
                    // whoever may be investigated not what was handed over to whom.
                    if private {
                        view.text = None;
                        view.particulars = Particulars {
                            linked: view.particulars.linked,
                            ..Particulars::default()
                        };
                    }
                }
                Ok(view)
            })
            .collect()
    }

    /// The obligations of a case, each counted day by day as it was on the day it began.
    ///
    /// # Errors
    /// As [`Service::events`].
    pub async fn obligations(&self, actor: &Actor, id: CaseId) -> Result<Explained, ServiceError> {
        let reference = self.references.ready()?;
        let reader = actor.clone();
        let found = self
            .db
            .read(move |conn| {
                let Some(case) = find(conn, &reader, id)? else { return Ok(None) };
                if !may_open(&reader.scope(), &case) {
                    return Ok(None);
                }
                let mut owed = cases::obligations(conn, &case)?;
                // What is owed on a criminal matter is the inspectors' own.
                if is_veiled(&reader, &case) {
                    owed.retain(|one| one.step.is_told());
                }
                Ok(Some(owed))
            })
            .await?;
        let obligations = found.ok_or(ServiceError::NotFound)?;
        let owed = ObligationView::all(&reference, obligations, self.clock.today());
        Ok(owed.into_iter().map(|owed| counted(&reference, owed)).collect())
    }
}

fn counted(reference: &Reference, owed: ObligationView) -> Counted {
    let explanation =
        owed.rule.as_ref().and_then(|rule| owed.obligation.explain(rule, &reference.calendar).ok());
    Counted { owed, explanation }
}

impl EventView {
    fn of(reference: &Reference, event: Event, actor: Option<String>) -> Self {
        let changes = event.payload.changes;
        let mut view = Self {
            n: event.n,
            kind: event.payload.event_kind.code(),
            day: event.day,
            at: Some(event.at),
            actor,
            text: None,
            remedy: None,
            ground: None,
            outcome: None,
            from: None,
            to: None,
            routing: None,
            particulars: event.payload.event_kind.particulars(),
            changes: changes
                .into_iter()
                .map(|change| {
                    let unit = reference.unit_name(change.unit_id);
                    (change, unit)
                })
                .collect(),
        };
        view.text = event.payload.event_kind.text().map(str::to_owned);
        let named = |unit| reference.unit_name(unit);
        match event.payload.event_kind {
            EventKind::Filed { holder, trace, kept, .. } => {
                view.from = kept.and_then(|kept| named(kept.by));
                view.to = named(holder);
                view.routing = Some(trace.told(&reference.routing));
            }
            EventKind::Declined { ground, .. } => view.ground = Some(ground),
            EventKind::Answered { outcome, remedy, .. } => {
                view.outcome = Some(outcome);
                view.remedy = remedy;
            }
            EventKind::Forwarded { from, to, .. }
            | EventKind::CalledUp { from, to }
            | EventKind::Reviewed { from, to, .. }
            | EventKind::Succeeded { from, to, .. }
            | EventKind::DisputeSettled { from, to, .. } => {
                view.from = named(from);
                view.to = named(to);
            }
            EventKind::Continued { holder, .. } => view.to = named(holder),
            EventKind::Requalified { to: Some(to), .. } | EventKind::Disputed { to, .. } => {
                view.to = named(to);
            }
            EventKind::Corrected { unit: Some(unit), .. } | EventKind::Consulted { unit, .. } => {
                view.to = named(unit);
            }
            _ => {}
        }
        view
    }
}

//! What of cases waits for one person this morning, by number, each with the query that lists it.

use crate::domain::actor::{Actor, Role};
use crate::domain::case::State;
use crate::domain::kind::Channel;
use crate::service::cases::{CaseFilter, Service};
use crate::service::error::ServiceError;
use crate::store::backend::Conn;
use crate::store::cases::{self, Hand, LOOKED_AT};
use crate::store::snapshot;

/// No number is counted further.
const MOST: i64 = 1000;

/// A number, and whether it is at least so many.
pub type AtLeast = (usize, bool);

/// What of cases waits for one person.
#[derive(Debug, Clone)]
pub struct Summary {
    /// Service cases by what they wait for: a name, the query of `GET /cases` that lists them, and how many there are.
    pub cases: Vec<(&'static str, &'static str, AtLeast)>,
    /// Tips of an inspector in the same way.
    pub tips: Vec<(&'static str, &'static str, AtLeast)>,
}

type Wanted = (&'static str, &'static str, CaseFilter);

/// What of the service channel is counted for `actor`.
fn wanted(actor: &Actor, today: crate::domain::time::Day) -> Vec<Wanted> {
    let none = CaseFilter::default;
    let in_state = |state| CaseFilter { states: vec![state], ..none() };
    let mine = CaseFilter { assignee: Some(Hand::Of(actor.user_id)), open_only: true, ..none() };
    let mut all = vec![
        ("overdue", "overdue=true", CaseFilter { overdue_on: Some(today), ..none() }),
        // What is late is due as well.
        ("due_today", "due_by={today}", CaseFilter { due_by: Some(today), ..none() }),
        ("received", "state=received", in_state(State::Received)),
        ("awaiting_reporter", "state=awaiting_reporter", in_state(State::AwaitingReporter)),
        ("mine", "assignee=me&open=true", mine),
    ];
    if actor.role == Role::Inspector {
        let declined = in_state(State::Declined);
        all.extend([
            (
                "awaits_inspector",
                "awaits_inspector=true",
                CaseFilter { awaits_inspector: true, ..none() },
            ),
            ("hint", "hint=true&open=true", CaseFilter { hinted: true, open_only: true, ..none() }),
            ("declined", "ended_by=declined", declined),
        ]);
    }
    all
}

fn tips(today: crate::domain::time::Day) -> Vec<Wanted> {
    let none = CaseFilter::default;
    vec![
        (
            "overdue",
            "channel=integrity&overdue=true",
            CaseFilter { overdue_on: Some(today), ..none() },
        ),
        (
            "received",
            "channel=integrity&state=received",
            CaseFilter { states: vec![State::Received], ..none() },
        ),
    ]
}

impl Service {
    /// What of cases waits for `actor`.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn my_summary(&self, actor: &Actor) -> Result<Summary, ServiceError> {
        let today = self.clock.today();
        let (scope, of_cases) = (actor.scope(), wanted(actor, today));
        let of_tips = if actor.role == Role::Inspector { tips(today) } else { Vec::new() };
        let read = move |conn: &mut Conn| {
            snapshot(conn, |conn| {
                let mut count = |channel, all: &[Wanted]| {
                    all.iter()
                        .map(|(name, query, filter)| {
                            let found =
                                cases::count(conn, channel, &scope, filter, MOST, LOOKED_AT)?;
                            Ok((*name, *query, found))
                        })
                        .collect::<Result<Vec<_>, crate::store::StoreError>>()
                };
                Ok((count(Channel::Service, &of_cases)?, count(Channel::Integrity, &of_tips)?))
            })
        };
        let (cases, tips) = self.db.read(read).await?;
        Ok(Summary { cases, tips })
    }
}

//! Reminders of the service channel: few go out one by one, many become one digest for the unit,
//! together with what has just become late.

use std::collections::{BTreeMap, BTreeSet};

use super::Round;
use crate::domain::case::NOTHING_DUE;
use crate::domain::deadline::Step;
use crate::domain::ids::{ObligationId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::notice::Notice;
use crate::domain::obligation::Obligation;
use crate::domain::time::Day;
use crate::domain::urging::digest::{Tally, of_reminders};
use crate::domain::urging::reminder::stage;
use crate::domain::urging::{MOST_SINGLE, Stage};
use crate::service::desk::Desk;
use crate::service::error::ServiceError;
use crate::service::reference::Reference;
use crate::store::cases;

/// Obligations looked at in one read.
const PAGE: i64 = 200;

/// What is owed to the units in one round.
#[derive(Debug, Default)]
pub(in crate::service) struct Plan {
    units: BTreeMap<UnitId, Owed>,
}

#[derive(Debug, Default)]
struct Owed {
    late: usize,
    reminders: Vec<(Stage, Obligation)>,
}

impl Owed {
    fn is_a_burst(&self) -> bool {
        self.late + self.reminders.len() > MOST_SINGLE
    }

    fn tally(&self) -> Tally {
        let late = i64::try_from(self.late).unwrap_or(i64::MAX);
        let mut tally = Tally { late, ..Tally::default() };
        for (stage, _) in &self.reminders {
            tally.add(*stage);
        }
        tally
    }
}

impl Plan {
    /// The units that get a digest: what becomes late in this round is told to them in it.
    pub(in crate::service) fn digested(&self) -> BTreeSet<UnitId> {
        let bursts = self.units.iter().filter(|(_, owed)| owed.is_a_burst());
        bursts.map(|(unit, _)| *unit).collect()
    }
}

impl Desk {
    /// What is owed to the units now: `late` becomes late in this round, and in an open slot
    /// come the reminders. A mail about a case that only waits in a list is told once.
    pub(in crate::service) async fn plan_reminders(
        &self,
        reference: &Reference,
        round: &Round,
        late: &[Obligation],
    ) -> Result<Plan, ServiceError> {
        let mut plan = Plan::default();
        for one in late.iter().filter(|one| one.step != Step::Consult) {
            plan.units.entry(one.unit_id).or_default().late += 1;
        }
        if round.is_open() {
            for (stage, one) in self.due_reminders(reference, round.today()).await? {
                plan.units.entry(one.unit_id).or_default().reminders.push((stage, one));
            }
        }
        Ok(plan)
    }

    /// Every reminder that is owed on `today` and was not yet.
    async fn due_reminders(
        &self,
        reference: &Reference,
        today: Day,
    ) -> Result<Vec<(Stage, Obligation)>, ServiceError> {
        // A clock that stands still without an end has no last day to be reminded of.
        let Ok(latest) = NOTHING_DUE.yesterday() else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        let mut after: Option<(Day, ObligationId)> = None;
        loop {
            let owed = self
                .db
                .read(move |conn| cases::due_by(conn, Channel::Service, latest, false, after, PAGE))
                .await?;
            let Some(last) = owed.last() else { return Ok(found) };
            after = Some((last.due_on, last.id));
            let reached: Vec<(Stage, Obligation)> = owed
                .into_iter()
                .filter_map(|one| Some((stage(&one, &reference.calendar, today)?, one)))
                .collect();
            let keys: Vec<String> = reached.iter().map(|(stage, one)| stage.key(one)).collect();
            let known = self.known(&keys).await?;
            let fresh = reached.into_iter().zip(keys).filter(|(_, key)| !known.contains(key));
            found.extend(fresh.map(|(one, _)| one));
        }
    }

    /// Owes the digests. They are written before what they count is recorded: a crash in between
    /// may tell something twice, and never not at all.
    pub(in crate::service) async fn owe_digests(
        &self,
        reference: &Reference,
        round: &Round,
        plan: &Plan,
    ) -> Result<usize, ServiceError> {
        let mut count = 0;
        for (unit, owed) in plan.units.iter().filter(|(_, owed)| owed.is_a_burst()) {
            let digest = of_reminders(*unit, round.slot, owed.tally());
            let told: Vec<Notice> =
                owed.reminders.iter().map(|(stage, one)| stage.notice(one, None)).collect();
            self.owe(self.rows(reference, &[digest], &told, round.now)?).await?;
            count += 1;
        }
        Ok(count)
    }

    /// Owes the reminders of the units that have only a few.
    pub(in crate::service) async fn owe_reminders(
        &self,
        reference: &Reference,
        round: &Round,
        plan: &Plan,
    ) -> Result<usize, ServiceError> {
        let few = plan.units.values().filter(|owed| !owed.is_a_burst());
        let reminders: Vec<(Stage, Obligation)> =
            few.flat_map(|owed| owed.reminders.iter().cloned()).collect();
        let mut notices = Vec::with_capacity(reminders.len());
        for (stage, one) in reminders {
            let number = self.number_of(&one).await?;
            notices.push(stage.notice(&one, number));
        }
        let count = notices.len();
        self.owe(self.rows(reference, &notices, &[], round.now)?).await?;
        Ok(count)
    }

    /// The number of the service case in which `one` is owed.
    pub(super) async fn number_of(&self, one: &Obligation) -> Result<Option<String>, ServiceError> {
        let id = one.case_id;
        let case = self.db.read(move |conn| cases::get(conn, Channel::Service, id)).await?;
        Ok(case.and_then(|case| case.number))
    }
}

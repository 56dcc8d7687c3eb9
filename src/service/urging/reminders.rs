//! Reminders of duties of the service channel, of letters and of recommendations: few go out one by
//! one, many become one digest for the unit, together with what has just become late.

use std::collections::{BTreeMap, BTreeSet};

use super::{PAGE, Round};
use crate::domain::case::NOTHING_DUE;
use crate::domain::ids::{ObligationId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::notice::Notice;
use crate::domain::obligation::Obligation;
use crate::domain::time::Day;
use crate::domain::urging::digest::{Tally, of_reminders};
use crate::domain::urging::reminder::stage;
use crate::domain::urging::{MOST_SINGLE, Reminder, follow_up};
use crate::service::desk::Desk;
use crate::service::error::ServiceError;
use crate::service::reference::Reference;
use crate::store::cases;

/// What is owed to the units in one round.
#[derive(Debug, Default)]
pub(in crate::service) struct Plan {
    units: BTreeMap<UnitId, Owed>,
}

#[derive(Debug, Default)]
struct Owed {
    /// What became late in this round, by id.
    late: Vec<String>,
    reminders: Vec<Reminder>,
}

impl Owed {
    fn is_a_burst(&self) -> bool {
        self.late.len() + self.reminders.len() > MOST_SINGLE
    }

    fn tally(&self) -> Tally {
        let late = i64::try_from(self.late.len()).unwrap_or(i64::MAX);
        let mut tally = Tally { late, ..Tally::default() };
        for reminder in &self.reminders {
            tally.add(reminder.stage);
        }
        tally
    }
}

impl Desk {
    /// What is owed to the units now: something of each unit in `late` becomes late in this round,
    /// and in an open slot come the reminders. A mail about a case that only waits in a list is told once.
    pub(in crate::service) async fn plan_reminders(
        &self,
        reference: &Reference,
        round: &Round,
        late: impl Iterator<Item = (UnitId, String)>,
    ) -> Result<Plan, ServiceError> {
        let mut plan = Plan::default();
        for (unit, id) in late {
            plan.units.entry(unit).or_default().late.push(id);
        }
        if round.is_open() {
            let today = round.today();
            let mut owed = self.due_reminders(reference, today).await?;
            let letters = self.open_letters(None).await?;
            let letters = letters.iter().filter_map(|one| one.reminder(&reference.calendar, today));
            owed.extend(self.fresh(letters.collect()).await?);
            let advice = self.open_recommendations(None).await?;
            let advice = advice
                .iter()
                .filter_map(|one| follow_up::reminder(one, &reference.calendar, today));
            owed.extend(self.fresh(advice.collect()).await?);
            for reminder in owed {
                plan.units.entry(reminder.to).or_default().reminders.push(reminder);
            }
        }
        Ok(plan)
    }

    /// Those that were not owed before.
    async fn fresh(&self, reached: Vec<Reminder>) -> Result<Vec<Reminder>, ServiceError> {
        let keys: Vec<String> = reached.iter().map(|it| it.notice.dedup_key.clone()).collect();
        let known = self.known(&keys).await?;
        Ok(reached.into_iter().filter(|it| !known.contains(&it.notice.dedup_key)).collect())
    }

    /// Every reminder of a duty that is owed on `today` and was not yet.
    async fn due_reminders(
        &self,
        reference: &Reference,
        today: Day,
    ) -> Result<Vec<Reminder>, ServiceError> {
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
            let reached = |one: &Obligation| Some(stage(one, &reference.calendar, today)?.of(one));
            found.extend(self.fresh(owed.iter().filter_map(reached).collect()).await?);
        }
    }

    /// Owes the digests, and says to which units: what becomes late in this round is told to them in
    /// it. They are written before what they count is recorded: a crash in between
    /// may tell something twice, and never not at all.
    pub(in crate::service) async fn owe_digests(
        &self,
        reference: &Reference,
        round: &Round,
        plan: &Plan,
    ) -> Result<BTreeSet<UnitId>, ServiceError> {
        let mut told_in_one = BTreeSet::new();
        for (unit, owed) in plan.units.iter().filter(|(_, owed)| owed.is_a_burst()) {
            let told: Vec<Notice> = owed.reminders.iter().map(|it| it.notice.clone()).collect();
            let late = owed.late.iter().cloned();
            let keys = late.chain(told.iter().map(|it| it.dedup_key.clone())).collect();
            let digest = of_reminders(*unit, round.slot, owed.tally());
            let digest = self.standing_for(digest, keys);
            self.owe(self.rows(reference, &[digest], &told, round.now)?).await?;
            told_in_one.insert(*unit);
        }
        Ok(told_in_one)
    }

    /// Owes the reminders of the units that have only a few.
    pub(in crate::service) async fn owe_reminders(
        &self,
        reference: &Reference,
        round: &Round,
        plan: &Plan,
    ) -> Result<usize, ServiceError> {
        let few = plan.units.values().filter(|owed| !owed.is_a_burst());
        let reminders = few.flat_map(|owed| owed.reminders.iter().map(|it| it.notice.clone()));
        let notices = self.numbered(reminders.collect()).await?;
        let count = notices.len();
        self.owe(self.rows(reference, &notices, &[], round.now)?).await?;
        Ok(count)
    }
}

//! Escalation of what is late in the service channel, assigned to somebody or not: to the leader,
//! the unit above, the inspectorate, each once.

use std::collections::BTreeMap;

use super::{Round, watcher};
use crate::domain::deadline::Step;
use crate::domain::ids::{ObligationId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::obligation::Obligation;
use crate::domain::time::Day;
use crate::domain::urging::digest::of_overdue;
use crate::domain::urging::escalation::{escalation, overdue, overdue_key};
use crate::domain::urging::{Escalation, Level, MOST_SINGLE};
use crate::service::desk::Desk;
use crate::service::error::ServiceError;
use crate::service::reference::Reference;
use crate::store::cases;

/// Obligations looked at in one read.
const PAGE: i64 = 200;

impl Desk {
    /// Escalates what is late in the slot of `round`. Returns how much.
    pub(in crate::service) async fn watch_escalations(
        &self,
        reference: &Reference,
        round: &Round,
    ) -> Result<usize, ServiceError> {
        let (today, true) = (round.today(), round.is_open()) else { return Ok(0) };
        let Ok(yesterday) = today.yesterday() else { return Ok(0) };
        let mut owed: BTreeMap<(Level, UnitId), Vec<Obligation>> = BTreeMap::new();
        let mut after: Option<(Day, ObligationId)> = None;
        loop {
            let late = self
                .db
                .read(move |conn| {
                    cases::due_by(conn, Channel::Service, yesterday, true, after, PAGE)
                })
                .await?;
            let Some(last) = late.last() else { break };
            after = Some((last.due_on, last.id));
            let mut reached = Vec::new();
            // Silence on a consultation blocks nothing, and a mail would give the case away.
            let told = |one: &Obligation| one.step.can_be_late() && one.step != Step::Consult;
            for one in late.into_iter().filter(told) {
                let in_force =
                    |level| escalation(&reference.escalations, level, Some(one.step), today);
                for rule in Level::AFTER_A_LAST_DAY.into_iter().filter_map(in_force) {
                    if let Some(to) = recipient(reference, rule, &one, today)? {
                        reached.push((overdue_key(rule.level, &one), rule.level, to, one.clone()));
                    }
                }
            }
            let keys: Vec<String> = reached.iter().map(|(key, ..)| key.clone()).collect();
            let known = self.known(&keys).await?;
            for (key, level, to, one) in reached {
                if !known.contains(&key) {
                    owed.entry((level, to)).or_default().push(one);
                }
            }
        }
        let mut count = 0;
        for ((level, to), late) in owed {
            count += late.len();
            self.escalate(reference, round, level, to, &late).await?;
        }
        Ok(count)
    }

    async fn escalate(
        &self,
        reference: &Reference,
        round: &Round,
        level: Level,
        to: UnitId,
        late: &[Obligation],
    ) -> Result<(), ServiceError> {
        let rows = if late.len() > MOST_SINGLE {
            let count = i64::try_from(late.len()).unwrap_or(i64::MAX);
            let digest = of_overdue(level, to, round.slot, count);
            let told: Vec<_> = late.iter().map(|one| overdue(level, to, one, None)).collect();
            self.rows(reference, &[digest], &told, round.now)?
        } else {
            let mut notices = Vec::with_capacity(late.len());
            for one in late {
                notices.push(overdue(level, to, one, self.number_of(one).await?));
            }
            self.rows(reference, &notices, &[], round.now)?
        };
        self.owe(rows).await
    }
}

/// To whom `one` is escalated by `rule` on `today`; none before its day, where there is nobody,
/// and where that would be the unit itself.
fn recipient(
    reference: &Reference,
    rule: &Escalation,
    one: &Obligation,
    today: Day,
) -> Result<Option<UnitId>, ServiceError> {
    let known = reference.calendar.as_of(today);
    let begins = rule.begins_on(one.due_on, &known).map_err(ServiceError::internal)?;
    if begins > today {
        return Ok(None);
    }
    let units = &reference.units;
    Ok(match rule.level {
        Level::Leader => Some(one.unit_id),
        Level::Superior => {
            let parent = units.get(one.unit_id).and_then(|unit| units.get(unit.parent?));
            parent.filter(|unit| unit.exists_on(today)).map(|unit| unit.id)
        }
        Level::Inspectorate => watcher(reference, today),
        Level::Tripwire => None,
    }
    .filter(|to| rule.level == Level::Leader || *to != one.unit_id))
}

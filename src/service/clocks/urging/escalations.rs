//! Escalation of what is late: a duty of the service channel, assigned to somebody or not, and a
//! recommendation to the leader, the unit above, the inspectorate or the body that made it; a letter to
//! the body that sent it. Each once.

use super::{PAGE, Round, standing};
use crate::domain::deadline::Step;
use crate::domain::ids::{ObligationId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::notice::Notice;
use crate::domain::obligation::Obligation;
use crate::domain::time::Day;
use crate::domain::urging::escalation::{escalation, overdue};
use crate::domain::urging::{Escalation, Level, follow_up};
use crate::service::access::watcher;
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::service::reference::Reference;
use crate::store::backend::Conn;
use crate::store::cases;

impl Service {
    /// Escalates what is late in the slot of `round`. Returns how much.
    pub(in crate::service) async fn watch_escalations(
        &self,
        reference: &Reference,
        round: &Round,
    ) -> Result<usize, ServiceError> {
        let today = round.today();
        let mut reached = Vec::new();
        for one in self.open_recommendations(Some(today)).await? {
            let body = standing(reference, one.body, today);
            for rule in rules(reference, None, today) {
                let to = recipient(reference, rule, (one.unit, one.due_on), body, today)?;
                reached.extend(to.map(|to| follow_up::overdue(rule.level, to, &one)));
            }
        }
        for one in self.open_letters(Some(today)).await? {
            let body = standing(reference, one.body, today).filter(|body| *body != one.unit_id);
            reached.extend(body.map(|to| one.late(to)));
        }
        let mut owed = self.unknown(reached).await?;
        self.late_duties(reference, today, &mut owed).await?;
        let count = owed.len();
        self.owe(self.rows(reference, &owed, round.now)?).await?;
        Ok(count)
    }

    /// Adds the duties of the service channel that are late.
    async fn late_duties(
        &self,
        reference: &Reference,
        today: Day,
        owed: &mut Vec<Notice>,
    ) -> Result<(), ServiceError> {
        let Ok(yesterday) = today.yesterday() else { return Ok(()) };
        let body = watcher(reference, today);
        let mut after: Option<(Day, ObligationId)> = None;
        loop {
            let late = self
                .db
                .read(move |conn| {
                    cases::due_by(conn, Channel::Service, Some(yesterday), true, after, PAGE)
                })
                .await?;
            let Some(last) = late.last() else { return Ok(()) };
            after = Some((last.due_on, last.id));
            let mut reached = Vec::new();
            // Silence on a consultation blocks nothing, and a mail would give the case away.
            let told = |one: &Obligation| one.step.can_be_late() && one.step != Step::Consult;
            let about: Vec<_> = late.iter().map(|one| one.case_id).collect();
            let read = move |conn: &mut Conn| cases::called_up_among(conn, &about);
            let called_up = self.db.read(read).await?;
            for one in late.into_iter().filter(told) {
                // Nobody above may be whom the referred case is about: its teller's own leader hears.
                // Nor does the unit above hear of what was called up from a unit below it.
                let quiet = one.step == Step::ProcuracyCopy || called_up.contains(&one.case_id);
                let known = |rule: &&Escalation| !quiet || rule.level == Level::Leader;
                for rule in rules(reference, Some(one.step), today).filter(known) {
                    let to = recipient(reference, rule, (one.unit_id, one.due_on), body, today)?;
                    reached.extend(to.map(|to| overdue(rule.level, to, &one)));
                }
            }
            owed.extend(self.unknown(reached).await?);
        }
    }
}

/// The intervals in force on `today` for `step`, or for what is no duty of a case.
fn rules(
    reference: &Reference,
    step: Option<Step>,
    today: Day,
) -> impl Iterator<Item = &Escalation> {
    let in_force = move |level| escalation(&reference.escalations, level, step, today);
    Level::AFTER_A_LAST_DAY.into_iter().filter_map(in_force)
}

/// To whom what `unit` owed until `due_on` is escalated by `rule` on `today`; none before its day,
/// where there is nobody, and where that would be the unit itself. `body` is the one that watches.
fn recipient(
    reference: &Reference,
    rule: &Escalation,
    (unit, due_on): (UnitId, Day),
    body: Option<UnitId>,
    today: Day,
) -> Result<Option<UnitId>, ServiceError> {
    let known = reference.calendar.known_on(today);
    let begins = rule.begins_on(due_on, &known).map_err(ServiceError::internal)?;
    if begins > today {
        return Ok(None);
    }
    let units = &reference.units;
    Ok(match rule.level {
        Level::Leader => Some(unit),
        Level::Superior => {
            let parent = units.get(unit).and_then(|unit| units.get(unit.parent?));
            parent.filter(|unit| unit.exists_on(today)).map(|unit| unit.id)
        }
        Level::Inspectorate => body,
        Level::Tripwire => None,
    }
    .filter(|to| rule.level == Level::Leader || *to != unit))
}

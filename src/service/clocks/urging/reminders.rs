//! Reminders of duties of the service channel, of letters and of recommendations, each owed once.

use super::{PAGE, Round};
use crate::domain::ids::ObligationId;
use crate::domain::kind::Channel;
use crate::domain::notice::Notice;
use crate::domain::obligation::NOTHING_DUE;
use crate::domain::obligation::Obligation;
use crate::domain::time::Day;
use crate::domain::urging::follow_up;
use crate::domain::urging::reminder::stage;
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::service::reference::Reference;
use crate::store::cases;

impl Service {
    /// Owes the reminders that are due in the slot of `round`. Returns how many are new.
    pub(in crate::service) async fn watch_reminders(
        &self,
        reference: &Reference,
        round: &Round,
    ) -> Result<usize, ServiceError> {
        let (today, calendar) = (round.today(), &reference.calendar);
        let mut reached = Vec::new();
        let letters = self.open_letters(None).await?;
        reached.extend(letters.iter().filter_map(|one| one.reminder(calendar, today)));
        let advice = self.open_recommendations(None).await?;
        reached.extend(advice.iter().filter_map(|one| follow_up::reminder(one, calendar, today)));
        let mut owed = self.unknown(reached).await?;
        self.due_reminders(reference, today, &mut owed).await?;
        let count = owed.len();
        self.owe(self.rows(reference, &owed, round.now)?).await?;
        Ok(count)
    }

    /// Adds every reminder of a duty that is owed on `today` and was not yet.
    async fn due_reminders(
        &self,
        reference: &Reference,
        today: Day,
        owed: &mut Vec<Notice>,
    ) -> Result<(), ServiceError> {
        // A clock that stands still without an end has no last day to be reminded of.
        let Ok(latest) = NOTHING_DUE.yesterday() else { return Ok(()) };
        let mut after: Option<(Day, ObligationId)> = None;
        loop {
            let due = self
                .db
                .read(move |conn| {
                    cases::due_by(conn, Channel::Service, Some(latest), false, after, PAGE)
                })
                .await?;
            let Some(last) = due.last() else { return Ok(()) };
            after = Some((last.due_on, last.id));
            let reached = |one: &Obligation| Some(stage(one, &reference.calendar, today)?.of(one));
            owed.extend(self.unknown(due.iter().filter_map(reached).collect()).await?);
        }
    }
}

//! Whether the service can work, and what somebody should look at.

use crate::domain::notice::{Template, office_hour_after, send_from};
use crate::domain::time::{Day, Instant};
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::store::backend::Conn;
use crate::store::staff::webhooks;
use crate::store::{StoreError, outbox, upkeep};

/// Dead letters shown at once.
const MOST_DEAD: i64 = 100;

/// A mail that could not be delivered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Its id.
    pub id: uuid::Uuid,
    /// What it would have said.
    pub template: Template,
    /// The unit it was for, if it was for one.
    pub unit: Option<String>,
    /// The day it was given up.
    pub day: Day,
    /// Why.
    pub why: String,
}

/// What somebody should look at.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Faults {
    /// Codes of units that exist today and have no mail address.
    pub units_without_address: Vec<String>,
    /// Mails that could not be delivered.
    pub dead_letters: Vec<DeadLetter>,
    /// Mails that wait, but for those to tippers.
    pub pending: i64,
    /// Since when one of them waits, where that is more than an hour of office time.
    pub late_since: Option<Instant>,
}

impl Service {
    /// What somebody should look at. Nothing of the integrity channel is in it but that mail to
    /// the inspectorate failed.
    pub async fn faults(&self) -> Result<Faults, ServiceError> {
        let reference = self.references.ready()?;
        let today = self.clock.today();
        let now = self.clock.now();
        let read = |conn: &mut Conn| {
            let dead = outbox::dead(conn, MOST_DEAD)?;
            Ok((dead, outbox::pending(conn)?, outbox::oldest_waiting(conn)?))
        };
        let (dead, pending, oldest) = self.db.read(read).await?;
        let late = |since: &Instant| office_hour_after(*since, &reference.calendar) < now;
        let late_since = oldest.into_iter().flatten().filter(late).min();
        let dead_letters = dead
            .into_iter()
            .filter_map(|row| {
                let unit = crate::domain::ids::UnitId::new(row.recipient_id.0);
                Some(DeadLetter {
                    id: row.id.0,
                    template: Template::parse(&row.template)?,
                    unit: reference.units.get(unit).map(|unit| unit.code.clone()),
                    day: row.settled_at.unwrap_or(row.created_at).office_day(),
                    why: row.last_error.unwrap_or_default(),
                })
            })
            .collect();
        let units_without_address = reference
            .units
            .all()
            .iter()
            .filter(|unit| unit.exists_on(today) && unit.email.is_none())
            .map(|unit| unit.code.clone())
            .collect();
        Ok(Faults { units_without_address, dead_letters, pending, late_since })
    }

    /// Owes again the mail that was given up on `since` or later; for when what was wrong with it is
    /// mended. Returns how many.
    ///
    /// # Errors
    /// When the store fails; nothing is owed again then.
    pub async fn revive_mail(&self, since: Day) -> Result<usize, ServiceError> {
        let since = Instant::at_office_hour(since, 0);
        let next_at = send_from(self.clock.now(), &self.references.now().calendar);
        let write = move |tx: &mut Conn| outbox::revive(tx, since, next_at);
        Ok(self.db.write::<_, StoreError, _>("outbox.revive", "outbox", write).await?)
    }

    /// How many subscriptions of staff systems were given up.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn webhooks_given_up(&self) -> Result<i64, ServiceError> {
        Ok(self.db.read(webhooks::given_up).await?)
    }

    /// When the last backup was noted.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn last_backup(&self) -> Result<Option<Instant>, ServiceError> {
        Ok(self.db.read(upkeep::last_backup).await?)
    }

    /// The first year that is counted by without its decision on days off: this one, or from 1 October
    /// the next.
    pub fn undecided_year(&self) -> Option<i16> {
        let reference = self.references.now();
        let today = self.clock.today();
        let next = (today.month() >= 10).then_some(today.year() + 1);
        let decided = |year: &i16| !reference.calendar.latest().is_decided(*year);
        [Some(today.year()), next].into_iter().flatten().find(decided)
    }

    /// Looks over the database file.
    pub async fn check_database(&self) -> Result<(), ServiceError> {
        Ok(self.db.read(upkeep::check).await?)
    }
}

//! Sums by month of units that send no dossiers: each month once, and changed by a later word.

use std::collections::HashSet;

use super::judge::{Refused, in_list};
use super::take::{Request, recall};
use crate::domain::actor::Actor;
use crate::domain::fault::FieldError;
use crate::domain::ids::UnitId;
use crate::domain::records::dossier::Change;
use crate::domain::records::dossier::import::{Counts, DossierImport, MonthFigures, Subject};
use crate::domain::time::Day;
use crate::domain::units::unit::Units;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::Service;
use crate::service::figures::statistics::Month;
use crate::service::once::{Answered, Made};
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::records::dossier_imports;

/// The sums of one unit and month as they were sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMonth {
    /// The code of the unit as it was in that month.
    pub unit: String,
    /// The month.
    pub month: Month,
    /// Dossiers taken in.
    pub received: i32,
    /// Results given by the promised day.
    pub returned_in_time: i32,
    /// Results given after it.
    pub returned_late: i32,
    /// Dossiers without a result at the end.
    pub open: i32,
}

/// What sums change, or would change, each by its place in the list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MonthDifference {
    /// Said for the first time.
    pub added: usize,
    /// Changed.
    pub changed: Vec<(usize, Vec<Change>)>,
    /// So many say nothing new.
    pub unchanged: usize,
}

fn judge(units: &Units, today: Day, sent: &SentMonth) -> Result<MonthFigures, FieldError> {
    let (first, last) = (sent.month.first(), sent.month.last());
    if last >= today {
        return Err(FieldFault::MonthNotOver.at("/month"));
    }
    // Of a unit that ended within the month the sums are its own.
    let unit = units.by_code(&sent.unit, last).or_else(|| units.by_code(&sent.unit, first));
    let unit = unit.ok_or_else(|| FieldFault::NoUnitThen.at("/unit"))?;
    Ok(MonthFigures {
        unit: unit.id,
        month: first,
        received: sent.received,
        returned_in_time: sent.returned_in_time,
        returned_late: sent.returned_late,
        open: sent.open,
    })
}

fn judged(
    units: &Units,
    today: Day,
    sent: &[SentMonth],
) -> Result<Vec<MonthFigures>, ServiceError> {
    let (mut good, mut seen) = (Vec::with_capacity(sent.len()), HashSet::<(UnitId, Day)>::new());
    let mut refused: Vec<Refused> = Vec::new();
    for (at, one) in sent.iter().enumerate() {
        match judge(units, today, one) {
            Ok(figures) if seen.insert((figures.unit, figures.month)) => good.push(figures),
            Ok(_) => refused.push((at, vec![FieldFault::TwiceHere.at("/month")])),
            Err(fault) => refused.push((at, vec![fault])),
        }
    }
    if refused.is_empty() { Ok(good) } else { Err(ServiceError::Invalid(in_list(refused))) }
}

fn changes(before: &MonthFigures, after: &MonthFigures) -> Vec<Change> {
    [
        ("received", before.received, after.received),
        ("returned_in_time", before.returned_in_time, after.returned_in_time),
        ("returned_late", before.returned_late, after.returned_late),
        ("open", before.open, after.open),
    ]
    .into_iter()
    .filter(|(_, before, after)| before != after)
    .map(|(member, before, after)| Change {
        member,
        before: before.to_string(),
        after: after.to_string(),
    })
    .collect()
}

/// The difference that `figures` make, and those that are to be written.
fn compare(
    conn: &mut Conn,
    figures: &[MonthFigures],
) -> Result<(MonthDifference, Vec<MonthFigures>), StoreError> {
    let (mut found, mut news) = (MonthDifference::default(), Vec::new());
    for (at, one) in figures.iter().enumerate() {
        match dossier_imports::month(conn, one.unit, one.month)? {
            Some(before) if before == *one => {
                found.unchanged += 1;
                continue;
            }
            Some(before) => found.changed.push((at, changes(&before, one))),
            None => found.added += 1,
        }
        news.push(one.clone());
    }
    Ok((found, news))
}

impl Service {
    /// What these sums would change.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with every fault.
    pub async fn try_months(&self, sent: &[SentMonth]) -> Result<MonthDifference, ServiceError> {
        let reference = self.references.ready()?;
        let figures = judged(&reference.units, self.clock.today(), sent)?;
        Ok(self.db.read(move |conn| Ok(compare(conn, &figures)?.0)).await?)
    }

    /// Takes sums that came over the API, all of them or none.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with every fault, [`ServiceError::KeyReused`].
    pub async fn take_months(
        &self,
        actor: &Actor,
        sent: Vec<SentMonth>,
        request: Request<'_>,
    ) -> Result<Answered<DossierImport>, ServiceError> {
        let reference = self.references.ready()?;
        let key = self.record_key(actor, request.key, "send_dossier_months", request.body);
        let head = self.sent_by(actor, Subject::Months, &request);
        let today = head.began_at.office_day();
        let make = move |tx: &mut Conn| -> Result<Made<DossierImport>, Fault> {
            let figures = judged(&reference.units, today, &sent)?;
            let (found, news) = compare(tx, &figures)?;
            let count = |of: usize| i32::try_from(of).unwrap_or(i32::MAX);
            let counts = Counts {
                added: count(found.added),
                changed: count(found.changed.len()),
                unchanged: count(found.unchanged),
                refused: 0,
            };
            let import = DossierImport { counts, ..head.clone() };
            dossier_imports::insert(tx, &import)?;
            news.iter().try_for_each(|one| dossier_imports::put_month(tx, one, import.id))?;
            Ok((import.id.uuid(), 1, import))
        };
        self.once("dossiers.months", key, recall, make).await
    }
}

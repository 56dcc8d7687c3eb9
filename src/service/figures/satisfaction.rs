//! How satisfied reporters are, by unit and month of the answer: told once, when nothing of a month can come or change any
//! more, and never again otherwise, so that no two readings differ by a single rating.

use std::collections::BTreeMap;

use crate::domain::figures::Quarter;
use crate::domain::ids::UnitId;
use crate::domain::records::rating::{MOST_OF_SOURCE, RatedMonth, settled_on};
use crate::domain::time::Day;
use crate::service::error::ServiceError;
use crate::service::facade::{Service, UnitName};
use crate::service::figures::matters::{Mark, mark};
use crate::service::figures::statistics::Month;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::marks::{self, MarkRow};
use crate::store::records::ratings::{self, Whole};
use crate::store::reports::Said;

/// The mark up to which day of answers months were published.
const PUBLISHED: &str = "ratings";

/// One unit in one month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Satisfaction {
    /// The unit.
    pub unit: UnitName,
    /// Its ratings.
    pub rated: RatedMonth,
}

/// The last day of the last month that is settled on `today`.
fn settled(today: Day) -> Day {
    let mut last = Month::before(today);
    while settled_on(last) > today {
        last = Month::before(last);
    }
    last
}

/// The day behind which ratings are read where months up to `before` were published: the quarter that goes on is whole.
fn quarter_behind(before: Option<Day>) -> Option<Day> {
    Quarter::of(before?.tomorrow().ok()?).first().yesterday().ok()
}

/// Who gave a rating, as far as that is known; as of matters, whoever left no name is a source alone.
fn source((_, case, kept): &Whole) -> Option<Mark> {
    let kept = kept.as_ref()?;
    let Said::Open(_, contact) = &kept.said else { return None };
    mark(case, contact.as_deref(), kept.activated)
}

/// What may be published of these ratings for the months behind `before`. Of one source only the first of a quarter count: else a
/// friend would rate as often as he writes. What is left out is in no number, so that nothing tells that it is there.
fn months(mut found: Vec<Whole>, before: Option<Day>) -> Vec<RatedMonth> {
    found.retain(|(rating, case, _)| rating.counts(case));
    found.sort_by_key(|(rating, case, _)| (rating.answered_on, case.key));
    let mut times: BTreeMap<(Quarter, UnitId, Mark), usize> = BTreeMap::new();
    let mut sums: BTreeMap<(Day, UnitId), (i64, i64)> = BTreeMap::new();
    for whole in found {
        let (rating, ..) = &whole;
        if let Some(mark) = source(&whole) {
            let of = (Quarter::of(rating.answered_on), rating.unit, mark);
            let times = times.entry(of).or_default();
            *times += 1;
            if *times > MOST_OF_SOURCE {
                continue;
            }
        }
        if before.is_some_and(|before| rating.answered_on <= before) {
            continue;
        }
        let month = rating.answered_on.first_of_month();
        let (count, points) = sums.entry((month, rating.unit)).or_default();
        *count += 1;
        *points += rating.score.points();
    }
    let of = |((month, unit), (count, points))| RatedMonth { month, unit, count, points };
    sums.into_iter().map(of).filter(RatedMonth::is_public).collect()
}

fn published_until(conn: &mut Conn) -> Result<Option<Day>, StoreError> {
    marks::get(conn, PUBLISHED)?.map(|mark| mark.read()).transpose()
}

impl Service {
    /// Publishes the ratings of every month that is settled and was not published. Returns of how many units and months.
    ///
    /// # Errors
    /// As of the store; then nothing was published.
    pub async fn publish_ratings(&self) -> Result<usize, ServiceError> {
        // What a wrong clock publishes can never be taken back.
        if self.doubts_clock() {
            return Ok(0);
        }
        let now = self.clock.now();
        let until = settled(now.office_day());
        let is_done = move |before: Option<Day>| before.is_some_and(|before| before >= until);
        if is_done(self.db.read(published_until).await?) {
            return Ok(0);
        }
        let write = move |tx: &mut Conn| {
            let before = published_until(tx)?;
            if is_done(before) {
                return Ok(0);
            }
            let found = ratings::answered_between(tx, quarter_behind(before), until)?;
            let found = months(found, before);
            ratings::publish(tx, &found)?;
            marks::put(tx, &MarkRow::new(PUBLISHED, now, &until)?)?;
            Ok(found.len())
        };
        let done = self.db.write::<usize, StoreError, _>("ratings.publish", 0u8, write).await?;
        if done > 0 {
            self.instance.note_figure_change();
        }
        Ok(done)
    }

    /// What is published of the ratings of these months.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a unit code that never was.
    pub async fn satisfaction(
        &self,
        from: Month,
        to: Month,
        unit: Option<&str>,
    ) -> Result<Vec<Satisfaction>, ServiceError> {
        let reference = self.references.ready()?;
        let of = |code: &str| reference.units.bearers(code).map(|unit| unit.id).collect::<Vec<_>>();
        let units = unit.map(of);
        if units.as_ref().is_some_and(Vec::is_empty) {
            return Err(ServiceError::NotFound);
        }
        let span = (from.first(), to.last());
        let read = move |conn: &mut Conn| ratings::published(conn, span, units.as_deref());
        let found = self.db.read(read).await?;
        let named = |rated: RatedMonth| {
            Some(Satisfaction { unit: reference.unit_name(rated.unit)?, rated })
        };
        Ok(found.into_iter().filter_map(named).collect())
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn of_a_quarter_that_goes_on_its_published_months_are_read_again() {
        assert_eq!(quarter_behind(None), None);
        assert_eq!(quarter_behind(Some(date(2024, 8, 31))), Some(date(2024, 6, 30)));
        assert_eq!(quarter_behind(Some(date(2024, 9, 30))), Some(date(2024, 9, 30)));
    }

    #[test]
    fn a_month_is_settled_forty_days_after_its_end() {
        assert_eq!(settled(date(2024, 11, 9)), date(2024, 8, 31));
        assert_eq!(settled(date(2024, 11, 10)), date(2024, 9, 30));
        assert_eq!(settled(date(2024, 12, 11)), date(2024, 10, 31));
        assert_eq!(settled(date(2025, 3, 1)), date(2024, 12, 31));
    }
}

//! Sums of the ledger, and the proof that it says what happened.

use std::collections::BTreeMap;

use crate::domain::event::Event;
use crate::domain::kind::{Channel, Kind};
use crate::domain::ledger::{Entry, entries};
use crate::domain::time::Day;
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::service::figures::matters::wrong_lists;
use crate::service::running::readiness::clock_word;
use crate::store::backend::Conn;
use crate::store::ledger::{self, EventPlace};
use crate::store::{StoreError, long_snapshot};

/// Events folded in one read by the proof.
const PAGE: i64 = 1000;

/// A calendar month.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month {
    year: i16,
    month: i8,
}

impl Month {
    /// Reads `YYYY-MM`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.split_once('-')?;
        let fits = year.len() == 4 && month.len() == 2;
        let first: Day = format!("{text}-01").parse().ok().filter(|_| fits)?;
        Some(Self { year: first.year(), month: first.month() })
    }

    /// The month of `day`.
    pub fn of(day: Day) -> Self {
        Self { year: day.year(), month: day.month() }
    }

    /// The last day of the month before that of `day`.
    pub fn before(day: Day) -> Day {
        let first = Self::of(day).first();
        first.yesterday().unwrap_or(first)
    }

    /// January of its year.
    #[must_use]
    pub fn january(self) -> Self {
        Self { month: 1, ..self }
    }

    /// Its first day.
    pub fn first(self) -> Day {
        jiff::civil::date(self.year, self.month, 1)
    }

    /// Its last day.
    pub fn last(self) -> Day {
        self.first().last_of_month()
    }
}

/// What the proof found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// Events that were folded anew.
    pub events: usize,
    /// Entries that follow from them.
    pub entries: usize,
    /// Entries that should be there and are not.
    pub missing: usize,
    /// Entries that are there and should not be.
    pub extra: usize,
    /// Sums of months that differ from their entries.
    pub wrong_sums: usize,
    /// Lists of matters that differ from their hash, or from the draw by their seed.
    pub wrong_lists: usize,
}

impl Verified {
    /// Whether the ledger agrees to the unit.
    pub fn agrees(&self) -> bool {
        [self.missing, self.extra, self.wrong_sums, self.wrong_lists].iter().all(|n| *n == 0)
    }

    /// Compares what follows from a page of events with the entries that are `kept` of them.
    fn page(&mut self, page: &[(EventPlace, Kind, Event)], kept: Vec<Entry>) {
        let mut expected: BTreeMap<Entry, i64> = BTreeMap::new();
        for (_, kind, event) in page {
            self.events += 1;
            for entry in entries(Channel::Service, *kind, event) {
                *expected.entry(entry).or_default() += 1;
                self.entries += 1;
            }
        }
        for entry in kept {
            *expected.entry(entry).or_default() -= 1;
        }
        for left in expected.into_values() {
            let size = usize::try_from(left.unsigned_abs()).unwrap_or(usize::MAX);
            if left > 0 { self.missing += size } else { self.extra += size }
        }
    }
}

impl Service {
    /// Sums up months that are over, at most `most` of them; gives how many.
    ///
    /// # Errors
    /// When the store fails: what was summed up stays so.
    pub async fn sum_up_months(&self, most: usize) -> Result<usize, ServiceError> {
        for summed in 0..most {
            // By a wrong clock a month may be over that is not.
            if self.doubts_clock() {
                return Ok(summed);
            }
            // Which months are over depends on the clock, and somebody may set another right meanwhile.
            // The word first, then the clock: a word that is said after it is another one.
            let word = self.db.read(clock_word).await?;
            let today = self.clock.today();
            let due = self.db.read(move |conn| ledger::due(conn, today)).await?;
            let Some(month) = due else { return Ok(summed) };
            let write =
                move |tx: &mut Conn| ledger::sum_up(tx, month, |tx| Ok(clock_word(tx)? == word));
            self.db.write::<_, StoreError, _>("ledger.sum_up", month, write).await?;
        }
        Ok(most)
    }

    /// Folds every event anew and compares the outcome with the ledger, over one state of the
    /// database. Blocks until it is done.
    ///
    /// # Errors
    /// When the store fails.
    pub fn verify_ledger(&self, progress: impl Fn(usize)) -> Result<Verified, ServiceError> {
        let found = self.db.read_here(|conn| {
            long_snapshot(conn, |conn| {
                let wrong_sums = ledger::wrong(conn)?;
                let extra = ledger::unbalanced(conn)?;
                let wrong_lists = wrong_lists(conn)?;
                let mut verified =
                    Verified { extra, wrong_sums, wrong_lists, ..Verified::default() };
                let mut after = None;
                loop {
                    let page = ledger::events_after(conn, after, PAGE)?;
                    let last = page.last().map(|(last, ..)| *last);
                    verified.page(&page, ledger::entries_between(conn, after, last)?);
                    if last.is_none() {
                        return Ok(verified);
                    }
                    after = last;
                    progress(verified.events);
                }
            })
        });
        Ok(found?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_read_strictly() {
        assert_eq!(Month::parse("2024-02").unwrap().last(), jiff::civil::date(2024, 2, 29));
        for text in ["2024-2", "2024-13", "24-02", "2024-02-01", ""] {
            assert_eq!(Month::parse(text), None, "{text}");
        }
    }
}

//! All published quarters: what everybody may count of a unit in them.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::days::Days;
use super::issue::{Issue, Numbers};
use super::parts::{Counted, Part, Subject};
use super::quarter::Quarter;
use crate::domain::emulation::metric::Tally;
use crate::domain::ids::UnitId;
use crate::domain::time::Day;

/// The published quarters.
#[derive(Debug, Default)]
pub struct Publication {
    /// In order.
    pub issues: BTreeMap<Quarter, Issue>,
    /// What it was made of.
    of: Vec<(Quarter, Uuid)>,
}

impl Publication {
    /// Of the quarters with the ids under which they were published, and what is kept of them.
    pub fn of(
        of: Vec<(Quarter, Uuid)>,
        counted: Vec<(Quarter, Counted)>,
        parts: Vec<(Quarter, Part)>,
        days: &[(Quarter, Subject, Days)],
    ) -> Self {
        let mut rows: BTreeMap<Quarter, (Vec<Counted>, Vec<Part>)> =
            of.iter().map(|(quarter, _)| (*quarter, Default::default())).collect();
        for (quarter, row) in counted {
            rows.entry(quarter).or_default().0.push(row);
        }
        for (quarter, row) in parts {
            rows.entry(quarter).or_default().1.push(row);
        }
        let issue = |(quarter, (rows, parts)): (Quarter, (Vec<Counted>, Vec<Part>))| {
            let own = days.iter().filter(|(of, ..)| *of == quarter);
            let own = own.map(|(_, of, days)| (of.clone(), *days));
            (quarter, Issue::of(&rows, &parts).with(own))
        };
        Self { issues: rows.into_iter().map(issue).collect(), of }
    }

    /// Whether it is what was published under these ids.
    pub fn is_of(&self, published: &[(Quarter, Uuid)]) -> bool {
        self.of == published
    }

    /// The quarters that lie wholly between two days.
    pub fn between(&self, from: Day, to: Day) -> impl Iterator<Item = (Quarter, &Issue)> {
        let all = self.issues.iter().map(|(quarter, issue)| (*quarter, issue));
        all.filter(move |(quarter, _)| from <= quarter.first() && quarter.last() <= to)
    }

    /// What everybody may count of a unit in the published quarters that lie wholly between two days; a number that is not told
    /// of one of them is not in it.
    pub fn tally(&self, unit: UnitId, from: Day, to: Day) -> Tally {
        let each = self.between(from, to).map(|(_, issue)| issue.quarter(&Subject::Unit(unit)));
        each.fold(Numbers::ZERO, Numbers::and).tally()
    }

    /// How many answers of a unit fell due in those quarters, of the ones that tell it: at least so many.
    pub fn opened(&self, unit: UnitId, from: Day, to: Day) -> i64 {
        let each = self.between(from, to).map(|(_, issue)| issue.quarter(&Subject::Unit(unit)));
        each.filter_map(|numbers| numbers.opened).sum()
    }

    /// The first and the last day of those quarters. Where there are none, the day `from` twice.
    pub fn span(&self, from: Day, to: Day) -> (Day, Day) {
        let mut days = self.between(from, to).map(|(quarter, _)| (quarter.first(), quarter.last()));
        let Some((first, last)) = days.next() else { return (from, from) };
        (first, days.last().map_or(last, |(_, last)| last))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;
    use crate::domain::kind::Kind;
    use crate::domain::ledger::Metric;

    #[test]
    fn a_quarter_that_does_not_tell_how_many_fell_due_leaves_those_that_do() {
        let unit = |number| UnitId::new(Uuid::from_u128(number));
        let of = |day: Day, due: [i64; 3]| {
            let count = |(number, count): (u128, i64)| Counted {
                unit: unit(number),
                group: None,
                kind: Kind::ConductFeedback,
                metric: Metric::Opened,
                month: day,
                count,
            };
            let rows: Vec<Counted> = (1..).zip(due).map(count).collect();
            rows.into_iter().map(move |row| (Quarter::of(day), row)).collect::<Vec<_>>()
        };
        let (third, fourth) = (date(2024, 7, 1), date(2024, 10, 1));
        let counted = [of(third, [3, 4, 50]), of(fourth, [40, 50, 60])].concat();
        let issues = [third, fourth].map(|day| (Quarter::of(day), Uuid::nil()));
        let publication = Publication::of(issues.to_vec(), counted, Vec::new(), &[]);

        let year = (date(2024, 1, 1), date(2024, 12, 31));

        assert_eq!(publication.opened(unit(1), year.0, year.1), 40);
        assert_eq!(publication.opened(unit(3), year.0, year.1), 110);
        assert_eq!(publication.opened(unit(4), year.0, year.1), 0);
    }
}

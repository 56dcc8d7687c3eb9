//! What inspectors did with the matters of a movement, as everybody may read it once the movement is frozen.

use super::Snapshot;
use crate::domain::emulation::matters::Finding;
use crate::domain::figures::{Block, Level, is_safe};

/// Counts of the whole movement. None from 1 to 4 is told and none follows from the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sampled {
    findings: Block,
    level: Level,
    excluded: i64,
}

impl Sampled {
    /// Of the first snapshot: the difference to a later one would tell the single matter that an objection was about.
    pub fn of(snapshot: &Snapshot) -> Self {
        let mut findings = Block::zero(Finding::ALL.len());
        for found in snapshot.matters.iter().filter_map(|matter| matter.finding) {
            let part = Finding::ALL.iter().position(|one| *one == found);
            part.into_iter().for_each(|part| findings.add(part, 0, 1));
        }
        let level = findings.level();
        let excluded = snapshot.excluded.iter().map(|(.., count)| count).sum();
        Self { findings, level, excluded }
    }

    /// How many were judged.
    pub fn judged(&self) -> Option<i64> {
        self.findings.told_total(self.level)
    }

    /// How many of these had this finding.
    pub fn found(&self, finding: Finding) -> Option<i64> {
        let part = Finding::ALL.iter().position(|one| *one == finding)?;
        self.findings.told_part(self.level, part)
    }

    /// How many were excluded because one hand seems to have made them.
    pub fn excluded(&self) -> Option<i64> {
        is_safe(self.excluded).then_some(self.excluded)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::emulation::matters::{Side, Stratum};
    use crate::domain::emulation::snapshot::FrozenMatter;
    use jiff::civil::date;

    fn frozen(findings: &[(Finding, usize)], excluded: i64) -> Sampled {
        let quarter = date(2025, 1, 1);
        let mut snapshot = Snapshot::new("2025".to_owned(), 1, (quarter, date(2025, 12, 31)));
        for (finding, count) in findings {
            let matter = FrozenMatter {
                quarter,
                unit: "703@2024-01-01".to_owned(),
                side: Side::Anchored,
                stratum: Stratum::Plain,
                weight_milli: 1000,
                finding: Some(*finding),
            };
            snapshot.matters.extend(std::iter::repeat_n(matter, *count));
        }
        snapshot.excluded = vec![("703@2024-01-01".to_owned(), quarter, excluded)];
        Sampled::of(&snapshot)
    }

    #[test]
    fn findings_are_told_where_each_of_them_is_of_five_or_of_nobody() {
        let told = frozen(&[(Finding::Stands, 12), (Finding::Empty, 5)], 6);

        assert_eq!(told.judged(), Some(17));
        assert_eq!(told.found(Finding::Stands), Some(12));
        assert_eq!(told.found(Finding::Empty), Some(5));
        assert_eq!(told.found(Finding::Groundless), Some(0));
        assert_eq!(told.excluded(), Some(6));
    }

    #[test]
    fn one_finding_of_four_hides_every_finding_from_which_it_would_follow() {
        let told = frozen(&[(Finding::Stands, 12), (Finding::Lacking, 6), (Finding::Empty, 4)], 1);

        assert_eq!(told.judged(), Some(22));
        assert_eq!(told.found(Finding::Stands), Some(12), "ten others stand beside it");
        assert_eq!(told.found(Finding::Lacking), None);
        assert_eq!(told.found(Finding::Empty), None);
        assert_eq!(told.excluded(), None);
    }
}

//! What inspectors did with the matters of a movement, as everybody may read it once the movement is frozen.

use std::collections::BTreeMap;

use super::{Block, Level, is_safe};
use crate::domain::emulation::matters::Finding;

/// Counts of the whole movement. None from 1 to 4 is told and none follows from the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sampled {
    findings: Block,
    level: Level,
    excluded: i64,
}

impl Sampled {
    /// Of how many matters were found to be what, and how many were excluded.
    pub fn of(found: &BTreeMap<Finding, i64>, excluded: i64) -> Self {
        let mut findings = Block::zero(Finding::ALL.len());
        for (part, finding) in Finding::ALL.iter().enumerate() {
            findings.add(part, 0, found.get(finding).copied().unwrap_or(0));
        }
        let level = findings.level();
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

    fn frozen(findings: &[(Finding, i64)], excluded: i64) -> Sampled {
        Sampled::of(&findings.iter().copied().collect(), excluded)
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

//! What a digest says: how many duties and cases stand where, and nothing of any of them.

use serde::{Deserialize, Serialize};

use super::Stage;

/// How many duties stand where: all that a digest says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Due on a coming day.
    pub soon: i64,
    /// Due today.
    pub today: i64,
    /// Late.
    pub late: i64,
    /// Cases that have come.
    #[serde(default)]
    pub fresh: i64,
    /// What happened to cases.
    #[serde(default)]
    pub news: i64,
}

impl Tally {
    /// One more at `stage`.
    pub fn add(&mut self, stage: Stage) {
        match stage {
            Stage::Half | Stage::ThreeDays | Stage::OneDay => self.soon += 1,
            Stage::Today => self.today += 1,
        }
    }

    /// And all that `other` counts.
    pub fn join(&mut self, other: Self) {
        self.soon += other.soon;
        self.today += other.today;
        self.late += other.late;
        self.fresh += other.fresh;
        self.news += other.news;
    }
}

//! Matters: what a movement counts of reports, so that nothing a unit does alone takes one out, and what is not known of
//! an end is judged by a draw (docs/why/score.md).

mod cluster;
mod draw;
mod fold;
mod quarter;
mod sum;

use super::super::codes::codes;
pub use cluster::{Shape, clusters};
pub use draw::{order, quota, second_is_owed};
pub use fold::{Matter, matters};
pub use quarter::QuarterOf;
pub use sum::{Estimate, Prior, SideSum, StratumSum, estimate, line_points};

/// The weight of one matter of a source that has no more than [`FULL_OF_A_SOURCE`] at a unit in a quarter, in thousandths.
pub const WHOLE: i64 = 1000;
/// So many matters of one source weigh whole; more share the weight of so many.
const FULL_OF_A_SOURCE: i64 = 3;

codes! {
    /// Whether somebody besides reporter and unit knew of the matter before the report.
    Side {
        /// The dossier was in the feed and in the state complained of, or an inspector found who the sender is.
        Anchored => "anchored",
        /// Nobody can say that there was a matter before the report. It can lower a line, and raises it never beyond the
        /// anchored side.
        Unanchored => "unanchored",
    }
}

codes! {
    /// What is known of the end of a matter, which decides who judges it.
    Stratum {
        /// Not answered by the day that was told, or not at all.
        Late => "late",
        /// Objected, reopened, returned or looked at a second time: an inspector decides each.
        Contested => "contested",
        /// Answered in time, and nobody said anything to it.
        Plain => "plain",
        /// Answered in time, in a way that empty answers have too: at the last moment, against the reporter, closed at once, in
        /// words that were used before, or after an act of the unit that moved the day.
        Risky => "risky",
        /// Ended by an act of the unit, or taken back by the reporter.
        Ended => "ended",
        /// Answered in time, and the reporter said that it will do.
        Confirmed => "confirmed",
    }
}

codes! {
    /// What an inspector finds of a matter.
    Finding {
        /// The answer stands.
        Stands => "stands",
        /// It lacks something: no merit.
        Lacking => "lacking",
        /// It says nothing, or the act before it had no ground: worse than late.
        Empty => "empty",
        /// The end was right: the matter leaves the count.
        Upheld => "upheld",
        /// The end was wrong, in good faith: it stays, without merit.
        GoodFaith => "good_faith",
        /// The end had no ground: worse than late.
        Groundless => "groundless",
        /// Who confirmed filed the report, and says so.
        Known => "known",
        /// The person named never filed it: it leaves the count.
        NeverFiled => "never_filed",
        /// Nobody could be reached: the next is drawn.
        NotReached => "not_reached",
    }
}

codes! {
    /// How far inspectors came who exclude matters that one hand seems to have made.
    Exclusion {
        /// One wants it.
        Proposed => "proposed",
        /// Another agrees: the matters weigh nothing.
        Confirmed => "confirmed",
        /// It was taken back.
        Withdrawn => "withdrawn",
    }
}

impl Finding {
    /// The findings that a matter of `stratum` can get.
    pub const fn of(stratum: Stratum) -> &'static [Self] {
        match stratum {
            Stratum::Late => &[],
            Stratum::Plain | Stratum::Risky => &[Self::Stands, Self::Lacking, Self::Empty],
            // Of an answer the first three, of an end the others.
            Stratum::Contested => &[
                Self::Stands,
                Self::Lacking,
                Self::Empty,
                Self::Upheld,
                Self::GoodFaith,
                Self::Groundless,
            ],
            Stratum::Ended => &[Self::Upheld, Self::GoodFaith, Self::Groundless],
            Stratum::Confirmed => &[Self::Known, Self::NeverFiled, Self::NotReached],
        }
    }
}

/// The weight of each of the `k` matters of one source at a unit in a quarter, in thousandths: the fourth takes from the
/// first three what it weighs.
pub const fn weight_of_source(k: i64) -> i64 {
    if k <= FULL_OF_A_SOURCE { WHOLE } else { FULL_OF_A_SOURCE * WHOLE / k }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matters_of_one_source_weigh_no_more_than_three_together() {
        assert_eq!([1, 2, 3].map(weight_of_source), [1000, 1000, 1000]);
        assert_eq!([4, 7, 60].map(weight_of_source), [750, 428, 50]);
    }

    #[test]
    fn every_finding_belongs_to_some_stratum_and_the_late_need_none() {
        for finding in Finding::ALL {
            assert!(
                Stratum::ALL.iter().any(|one| Finding::of(*one).contains(finding)),
                "{finding}"
            );
        }
        assert!(Finding::of(Stratum::Late).is_empty());
    }
}

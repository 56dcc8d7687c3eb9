//! From the matters of a unit and what was found of the drawn ones to its points: whole numbers and one division.

use std::collections::BTreeMap;

use super::{Finding, Side, Stratum, WHOLE};

/// What the signed set fixes of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Prior {
    /// The rate every unit begins with (p0), in ten-thousandths.
    pub rate_bp: i64,
    /// How many matters it weighs (m).
    pub weight: i64,
    /// The most that the unanchored side weighs (K), in thousandths of a matter.
    pub ceiling_milli: i64,
}

/// The matters of one stratum of one side.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StratumSum {
    /// The weight of all of them, in thousandths.
    pub weight_milli: i64,
    /// The weight of those drawn whose finding is known, by finding, in thousandths.
    pub found_milli: BTreeMap<Finding, i64>,
    /// Whether some of those drawn are not judged to the end: until they are, nothing is estimated, or whoever judges would choose
    /// what it is estimated from.
    pub waits: bool,
}

impl StratumSum {
    /// The weight of what was found, those that nobody could reach left out.
    fn drawn(&self) -> i64 {
        let reached = self.found_milli.iter().filter(|(one, _)| **one != Finding::NotReached);
        reached.map(|(_, weight)| weight).sum()
    }

    fn of(&self, finding: Finding) -> i64 {
        self.found_milli.get(&finding).copied().unwrap_or(0)
    }

    /// What `weighed` of the `drawn` is of the whole stratum, rounded down.
    fn share(&self, weighed: i64, drawn: i64) -> i64 {
        let whole = i128::from(self.weight_milli) * i128::from(weighed);
        i64::try_from(whole.div_euclid(i128::from(drawn))).unwrap_or(0)
    }
}

/// One side of a unit over one or more quarters, each stratum estimated by itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct SideSum {
    /// What stays in the count (n), in thousandths.
    pub n_milli: i64,
    /// What is good of it, doubled (g), in thousandths; below zero where ends had no ground.
    pub good_milli: i64,
}

/// Both sides of a unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Estimate {
    /// The anchored side.
    pub anchored: SideSum,
    /// The other one.
    pub unanchored: SideSum,
}

impl Estimate {
    /// Both sides with those of `other` added.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            anchored: self.anchored.plus(other.anchored),
            unanchored: self.unanchored.plus(other.unanchored),
        }
    }
}

impl SideSum {
    const fn plus(self, other: Self) -> Self {
        Self {
            n_milli: self.n_milli + other.n_milli,
            good_milli: self.good_milli + other.good_milli,
        }
    }

    /// What one stratum of this side adds. None where it has matters and nothing is known of any of those drawn.
    fn of(stratum: Stratum, sum: &StratumSum) -> Option<Self> {
        let all = sum.weight_milli;
        let drawn = sum.drawn();
        if stratum == Stratum::Late || all == 0 {
            return Some(Self { n_milli: all, good_milli: 0 });
        }
        if sum.waits {
            return None;
        }
        if drawn == 0 {
            // Praise of whom nobody can reach proves nothing: it leaves the count.
            let all_called = sum.of(Finding::NotReached) >= all;
            let left_out = stratum == Stratum::Confirmed && all_called;
            return left_out.then(Self::default);
        }
        Some(match stratum {
            Stratum::Late => Self { n_milli: all, good_milli: 0 },
            // What is contested may be an answer or an end: an end is worth no more for having been contested.
            Stratum::Contested | Stratum::Plain | Stratum::Risky | Stratum::Ended => {
                let answers = 2 * sum.of(Finding::Stands) - sum.of(Finding::Empty);
                let ends = -2 * sum.of(Finding::Groundless);
                Self {
                    n_milli: all - sum.share(sum.of(Finding::Upheld), drawn),
                    good_milli: sum.share(answers + ends, drawn),
                }
            }
            Stratum::Confirmed => {
                let left = all - sum.share(sum.of(Finding::NeverFiled), drawn);
                Self { n_milli: left, good_milli: 2 * left }
            }
        })
    }
}

/// What the strata of one quarter of a unit say. None while a stratum that has matters has no finding yet: no rate of
/// another one may speak for it.
pub fn estimate(strata: &BTreeMap<(Side, Stratum), StratumSum>) -> Option<Estimate> {
    let mut found = Estimate::default();
    for ((side, stratum), sum) in strata {
        let part = SideSum::of(*stratum, sum)?;
        let whole = match side {
            Side::Anchored => &mut found.anchored,
            Side::Unanchored => &mut found.unanchored,
        };
        *whole = whole.plus(part);
    }
    Some(found)
}

/// The points of the line, in thousandths of 100 (0–100000). The unanchored side weighs no more than the ceiling, and
/// lowers the line where it is worse than the anchored side; its praise raises nothing.
pub fn line_points(of: Estimate, prior: Prior) -> i64 {
    let [good, n, other_good, other_n] = [
        of.anchored.good_milli,
        of.anchored.n_milli,
        of.unanchored.good_milli,
        of.unanchored.n_milli,
    ]
    .map(i128::from);
    let weight = i128::from(prior.weight);
    let scale = i128::from(WHOLE);
    // p0 is in ten-thousandths and the good doubled: 2·m·p0/10000 matters, in thousandths.
    let good = good + 2 * weight * i128::from(prior.rate_bp) * scale / 10_000;
    let whole = n + weight * scale;
    let other = other_n.min(i128::from(prior.ceiling_milli));
    let (hits, all) = if other <= 0 || other_good * whole >= good * other_n {
        (good, 2 * whole)
    } else {
        (good * other_n + other_good * other, 2 * other_n * (whole + other))
    };
    if all == 0 {
        return 0;
    }
    let points = (100_000 * hits).div_euclid(all).clamp(0, 100_000);
    i64::try_from(points).unwrap_or(0)
}

#[cfg(test)]
mod tests;

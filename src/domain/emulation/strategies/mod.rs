//! The simulator: honest twins against every strategy, in seeded years, through the functions that the service decides, folds
//! and sums with. What it assumes of people is in `model`; what comes of it is in docs/why/score.md.
//!
//! The lifecycle knows no chance, so each distinct life of a matter is played through it once and its stratum remembered.

mod bars;
mod constructed;
mod lives;
mod model;
mod random;
mod script;
mod stage;
mod table;
mod workload;
mod year;

pub use bars::broken;
pub use constructed::{Constructed, constructed};
use lives::Lives;
use model::{Ability, SIZES};
use random::Random;
pub use script::{Lived, script};
pub use stage::{Act, Stuck};
pub use table::{Class, STRATEGIES, Strategy};
pub use workload::{Workload, workload};
use year::{Place, play};

use crate::domain::codes::codes;
use crate::domain::law::Law;

/// The matters a quarter of the units whose strategies are played, and which of the twelve each stands in for.
pub const CLASSES: [(u32, usize); 3] = [(8, 1), (60, 6), (250, 10)];

codes! {
    /// By what the years are scored.
    Scorer {
        /// The rule of `matters`.
        Rule => "rule",
        /// Answered in time by what was answered at all, as it was before that rule: there to show that the bars can be broken.
        Ratio => "ratio",
    }
}

/// Which years are played.
#[derive(Debug, Clone, Copy)]
pub struct Setup {
    /// The same seed plays the same years.
    pub seed: u64,
    /// By what they are scored.
    pub scorer: Scorer,
    /// How many of the size classes are played, the smallest first (1–3).
    pub classes: usize,
}

/// The points over the years, or their difference to those of the honest twin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Gain {
    years: i64,
    sum: i64,
    squares: i64,
    first: i64,
    first_squares: i64,
}

/// A mean with its standard error, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mean {
    /// The mean.
    pub mean: i64,
    /// Its standard error, rounded up.
    pub error: i64,
}

impl Gain {
    fn add(&mut self, points: i64, first: i64) {
        self.years += 1;
        self.sum += points;
        self.squares += points * points;
        self.first += first;
        self.first_squares += first * first;
    }

    const fn and(self, other: Self) -> Self {
        Self {
            years: self.years + other.years,
            sum: self.sum + other.sum,
            squares: self.squares + other.squares,
            first: self.first + other.first,
            first_squares: self.first_squares + other.first_squares,
        }
    }

    /// The gain in thousandths of a point of the line.
    pub fn points(&self) -> Mean {
        mean(self.years, i128::from(self.sum), i128::from(self.squares))
    }

    /// The change of the chance of the first place, in thousandths.
    pub fn first(&self) -> Mean {
        let (sum, squares) = (i128::from(self.first), i128::from(self.first_squares));
        mean(self.years, 1_000 * sum, 1_000_000 * squares)
    }
}

fn mean(years: i64, sum: i128, squares: i128) -> Mean {
    let n = i128::from(years);
    if n < 2 {
        return Mean { mean: 0, error: i64::MAX };
    }
    let variance = ((squares * n - sum * sum) / (n * (n - 1))).max(0);
    let whole = |n: i128| i64::try_from(n).unwrap_or(i64::MAX);
    // The error is the root of the variance over n, and a thousandth more, so that it never is too small.
    Mean { mean: whole(sum.div_euclid(n)), error: whole((variance / n).isqrt() + 1) }
}

/// What the years come to: for each size class the honest twin, and the gain of every strategy in the order of
/// [`STRATEGIES`].
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Played {
    /// The honest twins by size class: here the points and the chance themselves.
    pub honest: Vec<Gain>,
    /// The gains, by size class and strategy.
    pub gains: Vec<Vec<Gain>>,
}

impl Played {
    /// Both together, in whatever order they were played.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        if self.honest.is_empty() {
            return other;
        }
        let both = |one: &Vec<Gain>, two: &Vec<Gain>| {
            one.iter().zip(two).map(|(one, two)| one.and(*two)).collect()
        };
        let gains = self.gains.iter().zip(&other.gains).map(|(one, two)| both(one, two));
        Self { honest: both(&self.honest, &other.honest), gains: gains.collect() }
    }
}

/// Plays `years` one by one; `told` hears after each.
///
/// # Errors
/// [`Stuck`] where `law` does not carry the lives that are played.
pub fn simulate(
    law: Law<'_>,
    setup: Setup,
    years: impl IntoIterator<Item = u64>,
    told: impl Fn(),
) -> Result<Played, Stuck> {
    let mut lives = Lives::new(law);
    let classes = CLASSES.get(..setup.classes).unwrap_or(&CLASSES);
    let mut played = Played {
        honest: vec![Gain::default(); classes.len()],
        gains: vec![vec![Gain::default(); STRATEGIES.len()]; classes.len()],
    };
    for year in years {
        one_year(&mut lives, setup, year, classes, &mut played)?;
        told();
    }
    Ok(played)
}

/// The unit in place `at` of the twelve, as it is in `year`.
fn place(seed: u64, year: u64, at: usize, size: u32) -> Place {
    let unit = u64::try_from(at).unwrap_or(0);
    let ability = Ability::drawn(&mut Random::of(&[seed, year, unit, 0x00AB_1117]));
    Place { seed, year, unit, size, ability, luck: 0 }
}

fn one_year(
    lives: &mut Lives<'_>,
    setup: Setup,
    year: u64,
    classes: &[(u32, usize)],
    played: &mut Played,
) -> Result<(), Stuck> {
    const HONEST: Strategy = table::HONEST;
    let mut field = Vec::with_capacity(SIZES.len());
    for (at, size) in SIZES.into_iter().enumerate() {
        let done = play(lives, place(setup.seed, year, at, size), &HONEST)?;
        field.push(done.points(setup.scorer, size));
    }
    let rows = classes.iter().zip(&mut played.honest).zip(&mut played.gains);
    for (((size, at), honest), gains) in rows {
        let others = field.iter().enumerate().filter(|(n, _)| n != at);
        let best = others.map(|(_, points)| *points).max().unwrap_or(0);
        let unit = place(setup.seed, year, *at, *size);
        let twin = play(lives, unit, &HONEST)?.points(setup.scorer, *size);
        let first = |points| i64::from(points > best);
        honest.add(twin, first(twin));
        for (strategy, gain) in STRATEGIES.iter().zip(gains) {
            let luck = u64::from(strategy.class == Class::Again);
            let points = play(lives, Place { luck, ..unit }, strategy)?;
            let points = points.points(setup.scorer, *size);
            gain.add(points - twin, first(points) - first(twin));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_and_its_error_are_those_of_the_years_in_whatever_order() {
        let mut one = Gain::default();
        let mut two = Gain::default();
        for points in [1_000, 3_000] {
            one.add(points, 0);
        }
        for points in [5_000, 7_000] {
            two.add(points, 1);
        }

        assert_eq!(one.and(two), two.and(one));
        let Mean { mean, error } = one.and(two).points();
        // The deviation is 2582, over the root of four.
        assert_eq!((mean, error), (4_000, 1_291));
        assert_eq!(one.and(two).first().mean, 500);
    }
}

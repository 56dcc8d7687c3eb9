//! What the rule asks of inspectors: how many samples a province of honest units gives them each month.

use super::super::matters::{Finding, Stratum, quota, second_is_owed};
use super::lives::Lives;
use super::model::{Ability, QUARTERS};
use super::random::Random;
use super::stage::Stuck;
use super::table::HONEST;
use super::year::{Place, Quarter, own};
use crate::domain::law::Law;

/// The units of a province.
const UNITS: u64 = 115;
/// Their matters in a quarter: 1,500 a month.
const MATTERS: u64 = 3 * 1_500;

/// What is judged, over some quarters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Workload {
    /// How many months that were.
    pub months: u64,
    /// Matters that were listed.
    pub matters: u64,
    /// Answers that were read, those of a second inspector with them.
    pub answers: u64,
    /// Ends that were looked at.
    pub ended: u64,
    /// Reporters who confirmed and are called.
    pub calls: u64,
}

/// Plays so many years of a province.
///
/// # Errors
/// [`Stuck`] where `law` does not carry the lives that are played.
pub fn workload(law: Law<'_>, seed: u64, years: u64) -> Result<Workload, Stuck> {
    let mut lives = Lives::new(law);
    let mut found = Workload::default();
    for year in 0..years {
        for (unit, size) in (0..).zip(sizes(seed, year)) {
            let mut random = Random::of(&[seed, year, unit, 0x0030_AD17]);
            let ability = Ability::drawn(&mut random);
            let place = Place { seed, year, unit, size, ability, luck: 0 };
            for quarter in 0..QUARTERS {
                let mut list = Quarter::default();
                own(&mut lives, place, &HONEST, quarter, &mut list)?;
                found.add(&list);
            }
        }
        found.months += 12;
    }
    Ok(found)
}

impl Workload {
    fn add(&mut self, list: &Quarter) {
        for ((side, stratum), listed) in &list.listed {
            self.matters += u64::try_from(listed.len()).unwrap_or(0);
            let drawn = quota(*side, *stratum, listed.len());
            for (nth, (.., finding)) in listed.iter().take(drawn).enumerate() {
                let is_end =
                    matches!(finding, Finding::Upheld | Finding::GoodFaith | Finding::Groundless);
                let twice = 1 + u64::from(second_is_owed(nth));
                match stratum {
                    Stratum::Confirmed => self.calls += 1,
                    _ if is_end => self.ended += twice,
                    _ => self.answers += twice,
                }
            }
        }
    }
}

/// The matters a quarter of each unit: log-normal, so that a few have most of them.
fn sizes(seed: u64, year: u64) -> Vec<u32> {
    let weights: Vec<u64> =
        (0..UNITS).map(|unit| weight(&mut Random::of(&[seed, year, unit, 0x0517_E500]))).collect();
    let all: u64 = weights.iter().sum();
    let mut before = 0;
    let part = |sum: u64| MATTERS * sum / all.max(1);
    let size = |weight: u64| {
        let size = part(before + weight) - part(before);
        before += weight;
        u32::try_from(size).unwrap_or(0)
    };
    weights.into_iter().map(size).collect()
}

/// The exponential of a normal chance of variance one, in thousandths: twelve rolls together are nearly normal.
fn weight(random: &mut Random) -> u64 {
    let rolls: u32 = (0..12).map(|_| random.below(1_001)).sum();
    let steps = rolls.abs_diff(6_000);
    (0..steps).fold(1_000_000, |weight, _| {
        if rolls > 6_000 { weight + weight / 1_000 } else { weight - weight / 1_000 }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_units_of_a_province_have_all_matters_and_a_few_have_most() {
        let mut sizes = sizes(577, 0);
        assert_eq!((sizes.len(), sizes.iter().sum::<u32>()), (115, 4_500));
        sizes.sort_unstable();
        let most: u32 = sizes.iter().rev().take(12).sum();
        assert!(most > 4_500 / 3, "{sizes:?}");
        let (smallest, largest) = (sizes[5], sizes[110]);
        assert!(largest > 10 * smallest, "{sizes:?}");
    }
}

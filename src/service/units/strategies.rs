//! The rule of the score, played against strategies by the law that the database holds.

use std::thread;

use crate::domain::emulation::strategies::{
    Constructed, Lived, Played, Setup, Strategy, Stuck, Workload, constructed, script, simulate,
    workload,
};
use crate::domain::law::Law;
use crate::service::error::ServiceError;
use crate::service::facade::Service;

/// The work of inspectors is the mean of so many years of a province.
const PROVINCES: u64 = 25;

/// What was played.
pub struct Simulated {
    /// The strategies, over the years.
    pub played: Played,
    /// What comes to nothing by construction.
    pub constructed: Vec<Constructed>,
    /// What it asks of inspectors.
    pub workload: Workload,
}

impl Service {
    /// Plays so many years in `jobs` threads; `told` hears after each year. Nothing is written, and no case is read.
    ///
    /// # Errors
    /// Where no reference data are loaded, or they do not carry what is played.
    pub fn simulated(
        &self,
        setup: Setup,
        years: u64,
        jobs: u64,
        told: &(dyn Fn() + Sync),
    ) -> Result<Simulated, ServiceError> {
        let reference = self.references.ready()?;
        let law = reference.law();
        let played = play(law, setup, years, jobs, told).map_err(ServiceError::internal)?;
        let constructed = constructed(law).map_err(ServiceError::internal)?;
        let workload = workload(law, setup.seed, PROVINCES).map_err(ServiceError::internal)?;
        Ok(Simulated { played, constructed, workload })
    }
}

impl Service {
    /// The lives of one unit in a quarter of a year, by `strategy` or by its honest twin, as they can be played through a server:
    /// seed, year and number of reports.
    ///
    /// # Errors
    /// Where no reference data are loaded, or they do not carry what is played.
    pub fn script(
        &self,
        which: (u64, u64, u32),
        strategy: Option<&Strategy>,
    ) -> Result<Vec<Lived>, ServiceError> {
        let reference = self.references.ready()?;
        script(reference.law(), which, strategy).map_err(ServiceError::internal)
    }
}

/// The same whatever the number of threads: every sum is of whole numbers.
fn play(
    law: Law<'_>,
    setup: Setup,
    years: u64,
    jobs: u64,
    told: &(dyn Fn() + Sync),
) -> Result<Played, Stuck> {
    let jobs = jobs.max(1);
    let step = usize::try_from(jobs).unwrap_or(1);
    thread::scope(|scope| {
        let one = |job| {
            let its = (job..years).step_by(step);
            scope.spawn(move || simulate(law, setup, its, told))
        };
        let threads: Vec<_> = (0..jobs).map(one).collect();
        let mut whole = Played::default();
        for thread in threads {
            let part =
                thread.join().map_err(|_| Stuck::Law("a thread of the simulation failed"))?;
            whole = whole.and(part?);
        }
        Ok(whole)
    })
}

#[cfg(test)]
mod tests {
    use super::super::import::{Files, read_all};
    use super::*;
    use crate::domain::emulation::matters::Stratum;
    use crate::domain::emulation::strategies::{Class, STRATEGIES, Scorer, broken};
    use crate::service::reference::Reference;

    const SETUP: Setup = Setup { seed: 577, scorer: Scorer::Rule, classes: 2 };

    fn data() -> Reference {
        Reference::build(&read_all(&Files::Builtin).unwrap()).unwrap()
    }

    fn played(setup: Setup, years: u64) -> Played {
        play(data().law(), setup, years, 2, &|| ()).unwrap()
    }

    /// The rows of `class` that break a bar at some size.
    fn named(played: &Played, of: &[Class]) -> Vec<&'static str> {
        let rows = broken(played).into_iter().filter_map(|one| one.strategy);
        let mut names: Vec<_> =
            rows.filter(|one| of.contains(&one.class)).map(|one| one.name_en).collect();
        names.dedup();
        names.sort_unstable();
        names.dedup();
        names
    }

    #[test]
    fn no_strategy_beats_the_rule_and_honest_work_pays() {
        let played = played(SETUP, 120);
        let faults: Vec<_> = broken(&played)
            .into_iter()
            .map(|one| (one.strategy.map(|it| it.name_en), one.size, one.bar, one.points))
            .collect();
        assert_eq!(faults, []);
    }

    #[test]
    fn a_large_unit_gains_by_no_strategy_either() {
        let played = played(Setup { classes: 3, ..SETUP }, 24);
        assert_eq!(played.gains.len(), 3);
        assert_eq!(named(&played, &[Class::Trick, Class::Rival, Class::Honest]), [""; 0]);
    }

    #[test]
    fn the_share_of_answers_in_time_is_beaten_by_every_trick_of_today() {
        let played = played(Setup { scorer: Scorer::Ratio, ..SETUP }, 60);
        let beaten = named(&played, &[Class::Trick]);
        let tricks = STRATEGIES.iter().filter(|one| one.class == Class::Trick);
        let safe: Vec<_> =
            tricks.map(|one| one.name_en).filter(|name| !beaten.contains(name)).collect();
        // What the service has answered by its lifecycle already.
        assert_eq!(safe, [""; 0], "and so the bars can be broken");
    }

    #[test]
    fn the_same_seed_gives_the_same_table_in_one_thread_and_in_three() {
        let data = data();
        let setup = Setup { classes: 1, ..SETUP };
        let one = play(data.law(), setup, 4, 1, &|| ()).unwrap();
        let three = play(data.law(), setup, 4, 3, &|| ()).unwrap();
        let other = play(data.law(), Setup { seed: 578, ..setup }, 4, 1, &|| ()).unwrap();
        assert_eq!(one, three);
        assert_ne!(one, other);
    }

    #[test]
    fn inspectors_read_a_few_hundred_samples_a_month() {
        let data = data();
        let one = workload(data.law(), 577, 2).unwrap();
        assert_eq!(one, workload(data.law(), 577, 2).unwrap());
        let a_month = (one.answers + one.ended + one.calls) / one.months;
        assert!((200..1_000).contains(&a_month), "{one:?}");
        assert!(one.matters > 1_400 * one.months, "{one:?}");
    }

    #[test]
    fn what_hides_lateness_comes_to_the_same_as_lateness() {
        for row in constructed(data().law()).unwrap() {
            assert_eq!(row.honest, Some(Stratum::Late), "{}", row.name_en);
            assert!(row.no_later, "{}", row.name_en);
            let judged = matches!(row.tricked, None | Some(Stratum::Late | Stratum::Risky));
            assert!(judged, "{}: {:?}", row.name_en, row.tricked);
        }
    }
}

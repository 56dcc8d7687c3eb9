//! What the table must hold, and which of it does not: each bar with three standard errors of room, so that no luck of a
//! seed breaks it.

use super::table::{Class, STRATEGIES, Strategy};
use super::{CLASSES, Gain, Mean, Played};

/// How many standard errors of room a bar has.
const ROOM: i64 = 3;
/// A strategy may change the chance of the first place by so much, in thousandths.
const FIRST: i64 = 20;
/// What friends with real dossiers may gain, by size class, in thousandths of a point.
const DOSSIERS: [i64; 3] = [5_000, 1_000, 1_000];
/// What shams may cost a rival.
const RIVAL: i64 = -1_500;
/// How much less an honest unit of the smallest class may come to than one of the largest.
const SMALL: i64 = 2_000;

/// A bar that does not hold.
#[derive(Debug, Clone, Copy)]
pub struct Broken {
    /// Which row breaks it; none where it is about honest units.
    pub strategy: Option<&'static Strategy>,
    /// The matters a quarter of the unit.
    pub size: u32,
    /// What was asked for.
    pub bar: &'static str,
    /// What it gains, where it is about a row.
    pub points: Option<Mean>,
}

fn bar(class: Class, gain: &Gain, dossiers: i64) -> Option<&'static str> {
    let (points, first) = (gain.points(), gain.first());
    let (low, high) = (points.mean - ROOM * points.error, points.mean + ROOM * points.error);
    let lucky = first.mean - ROOM * first.error > FIRST;
    match class {
        Class::Again if low > 0 || high < 0 => Some("the same twin again is no better or worse"),
        Class::Trick if low > 0 => Some("no trick gains"),
        Class::Trick if lucky => Some("no trick makes the first place likelier"),
        Class::Dossiers if low > dossiers => Some("friends with real dossiers gain only little"),
        Class::Rival if high < RIVAL => Some("shams cost a rival only little"),
        Class::Honest if points.mean <= 0 => Some("honest improvement pays"),
        _ => None,
    }
}

/// The bars that `played` does not hold.
pub fn broken(played: &Played) -> Vec<Broken> {
    let mut found = Vec::new();
    for (((size, _), gains), dossiers) in CLASSES.iter().zip(&played.gains).zip(DOSSIERS) {
        for (strategy, gain) in STRATEGIES.iter().zip(gains) {
            if let Some(bar) = bar(strategy.class, gain, dossiers) {
                found.push(Broken {
                    strategy: Some(strategy),
                    size: *size,
                    bar,
                    points: Some(gain.points()),
                });
            }
        }
    }
    let honest = |one: Option<&Gain>| one.map(Gain::points);
    if let (Some(small), Some(large), Some((size, _))) =
        (honest(played.honest.first()), honest(played.honest.last()), CLASSES.first())
        && small.mean + SMALL + ROOM * (small.error + large.error) < large.mean
    {
        found.push(Broken {
            strategy: None,
            size: *size,
            bar: "small honest units are not punished",
            points: None,
        });
    }
    found
}

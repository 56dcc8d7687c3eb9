//! One unit's year: its reports, what it does with them, what inspectors find of the drawn, and the points.

use std::collections::BTreeMap;

use super::super::matters::{
    Estimate, Finding, Prior, Side, Stratum, StratumSum, WHOLE, estimate, line_points, order,
    quota, weight_of_source,
};
use super::Scorer;
use super::lives::{End, Life, Lives, Way, Word};
use super::model::{ANCHORED, Ability, Fate, Lot, QUARTERS, Truth, flagged};
use super::random::{ALL, Random};
use super::stage::Stuck;
use super::table::{Deed, Friends, Habit, Shams, Strategy, Who, Whom};

/// What the signed set of the simulation fixes: p0 in ten-thousandths, and m.
const RATE: i64 = 8_000;
const WEIGHT: i64 = 10;

/// A unit in one year.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) seed: u64,
    pub(super) year: u64,
    /// Which of the twelve.
    pub(super) unit: u64,
    /// Matters a quarter.
    pub(super) size: u32,
    pub(super) ability: Ability,
    /// Another one for the honest twin that is drawn again.
    pub(super) luck: u64,
}

/// What is done with a matter and what it is in truth.
type Plan = (Way, Truth);

/// Number, weight and finding of a matter.
pub(super) type Listed = (i32, i64, Finding);

/// What a quarter's matters come to.
#[derive(Debug, Default)]
pub(super) struct Quarter {
    pub(super) listed: BTreeMap<(Side, Stratum), Vec<Listed>>,
    count: i32,
    met: i64,
    missed: i64,
}

/// The sums of a year, under both ways of scoring.
#[derive(Debug, Default)]
pub(super) struct Year {
    estimate: Estimate,
    met: i64,
    missed: i64,
}

impl Year {
    /// The points of the line, in thousandths of 100.
    pub(super) fn points(&self, scorer: Scorer, size: u32) -> i64 {
        match scorer {
            Scorer::Rule => {
                // Half of the anchored weight of a year before that was like this one, but never under ten matters.
                let half = i64::from(size * QUARTERS) * i64::from(ANCHORED) / i64::from(2 * ALL);
                let ceiling_milli = WHOLE * half.max(10);
                let prior = Prior { rate_bp: RATE, weight: WEIGHT, ceiling_milli };
                line_points(self.estimate, prior)
            }
            Scorer::Ratio => {
                let hits = 10 * self.met + WEIGHT * RATE / 1_000;
                10_000 * hits / (self.met + self.missed + WEIGHT)
            }
        }
    }
}

/// Plays the year of the unit at `place` that follows `strategy`.
pub(super) fn play(
    lives: &mut Lives<'_>,
    place: Place,
    strategy: &Strategy,
) -> Result<Year, Stuck> {
    let mut year = Year::default();
    for quarter in 0..QUARTERS {
        let mut list = Quarter::default();
        own(lives, place, strategy, quarter, &mut list)?;
        if let Some(friends) = strategy.friends {
            befriended(lives, place, friends, quarter, &mut list)?;
        }
        if let Some(shams) = strategy.shams.filter(|_| quarter == 0) {
            attacked(lives, place, shams, &mut list)?;
        }
        year.met += list.met;
        year.missed += list.missed;
        let strata = judged(place, quarter, &list);
        let found = estimate(&strata).ok_or(Stuck::Law("a stratum without a finding"))?;
        year.estimate = year.estimate.plus(found);
    }
    Ok(year)
}

/// The unit's own reports.
pub(super) fn own(
    lives: &mut Lives<'_>,
    place: Place,
    strategy: &Strategy,
    quarter: u32,
    list: &mut Quarter,
) -> Result<(), Stuck> {
    for n in 0..place.size {
        if let Some(entry) = entry(place, strategy, quarter, n) {
            list.enter(lives, entry)?;
        }
    }
    Ok(())
}

/// One of the unit's own reports; nothing where it never registers it.
pub(super) fn entry(place: Place, strategy: &Strategy, quarter: u32, n: u32) -> Option<Entry> {
    let mut fate = fate(place, quarter, n);
    let shams = strategy.shams.filter(|_| quarter == 0);
    if let Some(shams) = shams
        && matches!(fate.lot, Lot::Good)
        && fate.is_overloaded(shams.matters, place.size)
    {
        fate.lot = Lot::Late;
    }
    let (way, truth) = plan(strategy.habits, quarter, &fate)?;
    // Nobody asks the reporter of what the unit did not answer or end.
    let word = if way == Way::Late { Word::Silent } else { truth.word(fate.word) };
    Some(Entry { fate, way, truth, word, weight: WHOLE })
}

fn fate(place: Place, quarter: u32, n: u32) -> Fate {
    let Place { seed, year, unit, luck, .. } = place;
    Fate::of(&[seed, year, unit, u64::from(quarter), u64::from(n)], luck, place.ability)
}

/// What the unit does with a report; nothing where it never registers it.
fn plan(habits: &[Habit], quarter: u32, fate: &Fate) -> Option<Plan> {
    let mut roll = fate.choice;
    for habit in habits {
        let late = fate.lot == Lot::Late;
        let poor = fate.lot == Lot::Poor;
        let whom = match habit.whom {
            Whom::All => true,
            Whom::Late => late,
            Whom::Poor => poor,
            Whom::Both => late || poor,
        };
        let side = habit.side.is_none_or(|side| (side == Side::Anchored) == fate.anchored);
        if !whom || !side || (habit.last_quarter && quarter + 1 < QUARTERS) {
            continue;
        }
        match roll.checked_sub(habit.share) {
            None if habit.deed == Deed::Unregistered => return None,
            None => return Some(done(habit.deed, fate)),
            Some(rest) => roll = rest,
        }
    }
    Some(honest(fate))
}

/// What an honest unit does.
const fn honest(fate: &Fate) -> Plan {
    let left = fate.left;
    match fate.lot {
        Lot::Stray => (Way::Declined, Truth::RightEnd),
        Lot::TakenBack => (Way::Withdrawn, Truth::RightEnd),
        Lot::Late => (Way::Late, if fate.well { Truth::Good } else { Truth::Poor }),
        Lot::Poor => (Way::Answered { left }, Truth::Poor),
        Lot::Good => (Way::Answered { left }, Truth::Good),
    }
}

/// What comes of a deed; where the law does not let it, what an honest unit does.
const fn done(deed: Deed, fate: &Fate) -> Plan {
    let left = fate.left;
    let moved = Truth::Moved { well: fate.well };
    match deed {
        Deed::Well => (Way::Answered { left }, Truth::Good),
        Deed::Poorly => (Way::Answered { left }, Truth::Poor),
        Deed::Decline => (Way::Declined, Truth::WrongEnd),
        Deed::Forward => (Way::Forwarded, Truth::WrongEnd),
        Deed::Dispute if fate.is_granted() => (Way::Disputed, Truth::WrongEnd),
        Deed::Merge if fate.is_granted() => (Way::Merged { left }, Truth::Empty),
        Deed::Extend if fate.request => (Way::Extended { left: 2 }, moved),
        Deed::Suspend if fate.request => (Way::Suspended { left: 2 }, moved),
        Deed::AcceptLate if fate.request => {
            (Way::AcceptedLate, if fate.well { Truth::Good } else { Truth::Poor })
        }
        Deed::Ask if !fate.request => (Way::AskedEarly { left: 2 }, moved),
        Deed::Nothing => (Way::Answered { left: 0 }, Truth::Empty),
        Deed::Stock => (Way::Stock { left: 5 }, Truth::Empty),
        Deed::Varied => (Way::Answered { left: 5 }, Truth::Empty),
        Deed::Unfounded => (Way::Unfounded { left: 5 }, Truth::Empty),
        Deed::Close => (Way::ClosedAtOnce { left: 5 }, Truth::Empty),
        Deed::Press if fate.gives_way() => (Way::Withdrawn, Truth::Pressed),
        Deed::Dispute
        | Deed::Merge
        | Deed::Extend
        | Deed::Suspend
        | Deed::AcceptLate
        | Deed::Ask
        | Deed::Press
        | Deed::Unregistered => honest(fate),
    }
}

/// The part of a year's reports that comes in a quarter.
const fn part(of: u32, quarter: u32) -> u32 {
    of * (quarter + 1) / QUARTERS - of * quarter / QUARTERS
}

/// Whether inspectors see that these are of one mind: once for the year.
fn is_seen(place: Place, matters: u32) -> bool {
    let mut random = Random::of(&[place.seed, place.year, place.unit, 0x00C1_0573]);
    random.roll() < flagged(matters)
}

fn befriended(
    lives: &mut Lives<'_>,
    place: Place,
    friends: Friends,
    quarter: u32,
    list: &mut Quarter,
) -> Result<(), Stuck> {
    let seen = is_seen(place, friends.matters);
    let count = part(friends.matters, quarter);
    let weight = if friends.desk { weight_of_source(i64::from(count)) } else { WHOLE };
    let invented = friends.who == Who::Invented;
    let truth = if invented { Truth::Invented } else { Truth::Friend };
    for n in 0..count {
        let fate = fate(place, quarter, 1_000_000 + n);
        let quiet = friends.who == Who::Quiet;
        let word = if quiet { Word::Silent } else { truth.word(fate.word) };
        let weight = if seen && fate.is_left_out() { 0 } else { weight };
        let way = Way::Answered { left: 2 + fate.left / 2 };
        let fate = Fate { anchored: friends.anchored, ..fate };
        list.enter(lives, Entry { fate, way, truth, word, weight })?;
    }
    Ok(())
}

fn attacked(
    lives: &mut Lives<'_>,
    place: Place,
    shams: Shams,
    list: &mut Quarter,
) -> Result<(), Stuck> {
    let seen = is_seen(place, shams.matters);
    let whole = if shams.one_source { weight_of_source(i64::from(shams.matters)) } else { WHOLE };
    for n in 0..shams.matters {
        let fate = Fate { anchored: false, ..fate(place, 0, 2_000_000 + n) };
        let weight = if seen && fate.is_left_out() { 0 } else { whole };
        let (way, truth) = (Way::Unfounded { left: fate.left }, Truth::Sham);
        list.enter(lives, Entry { fate, way, truth, word: truth.word(fate.word), weight })?;
    }
    Ok(())
}

/// A matter with everything that decides what it comes to.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub(super) fate: Fate,
    pub(super) way: Way,
    pub(super) truth: Truth,
    word: Word,
    weight: i64,
}

impl Entry {
    pub(super) fn life(&self) -> Life {
        let objectable = !matches!(self.way, Way::Forwarded | Way::Disputed | Way::Withdrawn);
        let word = if objectable { self.word } else { Word::Silent };
        Life { request: self.fate.request, way: self.way, word }
    }
}

impl Quarter {
    fn enter(&mut self, lives: &mut Lives<'_>, entry: Entry) -> Result<(), Stuck> {
        let Entry { fate, truth, weight, .. } = entry;
        self.count += 1;
        let End { stratum, met } = lives.end(entry.life())?;
        self.met += i64::from(met == Some(true));
        self.missed += i64::from(met == Some(false));
        if let Some(stratum) = stratum.filter(|_| weight > 0) {
            let side = if fate.anchored { Side::Anchored } else { Side::Unanchored };
            let finding = truth.found(stratum, fate.found);
            let listed = self.listed.entry((side, stratum)).or_default();
            listed.push((self.count, weight, finding));
        }
        Ok(())
    }
}

/// The strata of a quarter with what was found of those that were drawn.
fn judged(place: Place, quarter: u32, list: &Quarter) -> BTreeMap<(Side, Stratum), StratumSum> {
    let Place { seed, year, unit, luck, .. } = place;
    let key = [seed, year, unit, u64::from(quarter), luck].map(u64::to_be_bytes).concat();
    let mut strata = BTreeMap::new();
    for ((side, stratum), listed) in &list.listed {
        let mut sum = StratumSum {
            weight_milli: listed.iter().map(|(_, weight, _)| weight).sum(),
            ..StratumSum::default()
        };
        let drawn = quota(*side, *stratum, listed.len());
        let mut take = |one: &Listed| *sum.found_milli.entry(one.2).or_default() += one.1;
        if drawn == listed.len() {
            listed.iter().for_each(take);
        } else if drawn > 0 {
            let numbers: Vec<i32> = listed.iter().map(|one| one.0).collect();
            for n in order(&key, &numbers).into_iter().take(drawn) {
                let at = listed.binary_search_by_key(&n, |one| one.0).ok();
                if let Some(one) = at.and_then(|at| listed.get(at)) {
                    take(one);
                }
            }
        }
        strata.insert((*side, *stratum), sum);
    }
    strata
}

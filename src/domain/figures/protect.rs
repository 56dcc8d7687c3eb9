//! Complementary suppression: which rows are told more coarsely so that no total of a group, less what is told of its rows,
//! leaves a small number. Written out for people in `docs/why/figures.md`.

use super::block::{Block, Level};
use super::is_safe;
use crate::domain::kind::Kind;

/// How finely everything of one quarter is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The total of everything.
    pub total: Level,
    /// The totals of the groups, in the order in which they were given.
    pub groups: Vec<Level>,
    /// The rows of each group.
    pub rows: Vec<Vec<Level>>,
}

/// Decides on groups of rows. The total of everything is told as finely as it can be; each group has a total of its own
/// where it can stand alone, else it is one of a pool of which only the sum follows from the total.
pub fn told(groups: &[Vec<Block>]) -> Told {
    let finest = [Level::Months, Level::Parts, Level::First, Level::Total];
    finest.into_iter().find_map(|level| at(groups, level)).unwrap_or_else(|| Told {
        total: Level::Nothing,
        groups: vec![Level::Nothing; groups.len()],
        rows: groups.iter().map(|rows| rows.iter().map(Block::level).collect()).collect(),
    })
}

/// Decides on rows that part the same cases in another way (kinds) beside a total that is told at `total`. They are never told more
/// finely than it, or their sum would tell it.
pub fn parted(rows: &[Block], total: Level) -> Vec<Level> {
    let levels = match total {
        Level::Nothing => None,
        _ => shielded(rows, total),
    };
    let nothing = || vec![Level::Nothing; rows.len()];
    levels.unwrap_or_else(nothing).into_iter().map(|level| level.max(total)).collect()
}

/// How finely it is told of residents and of businesses what they sent, in this order. A demand of the Front comes from no
/// business, and everybody knows: where it is told, what residents sent besides parts the rest with businesses, and nothing is told
/// more finely than it. Where it is hidden, residents must have sent as much as is hidden of kinds, or they would bound it.
pub fn senders(
    kinds: &[(Kind, &Block, Level)],
    resident: &Block,
    business: &Block,
    total: Level,
) -> [Level; 2] {
    let parts = resident.parts();
    let zero = Block::zero(parts);
    let front = kinds.iter().find(|(kind, ..)| *kind == Kind::FrontDemand);
    let (front, level) = front.map_or((&zero, Level::Months), |(_, block, level)| (*block, *level));
    let pair = |rest: Block, total| match parted(&[rest, business.clone()], total)[..] {
        [one, other] => [one, other],
        _ => [Level::Nothing; 2],
    };
    if level < Level::Nothing {
        return pair(resident.less(front), level.max(total));
    }
    let found = pair(resident.clone(), total);
    let hidden = kinds.iter().filter(|(.., level)| *level > total).map(|(_, block, _)| *block);
    let hidden = Block::sum(parts, hidden);
    let covers = |level| match level {
        Level::Months => resident.less(&hidden).is_none_below_zero(),
        level => {
            let own = columns(resident, level).into_iter();
            own.zip(columns(&hidden, level)).all(|(own, hidden)| own >= hidden)
        }
    };
    if covers(found[0]) { found } else { [Level::Nothing; 2] }
}

/// With totals at `level`, where that can be.
fn at(groups: &[Vec<Block>], level: Level) -> Option<Told> {
    let mut rows: Vec<Option<Vec<Level>>> =
        groups.iter().map(|rows| shielded(rows, level)).collect();
    let mut pool: Vec<usize> =
        (0..rows.len()).filter(|group| rows.get(*group).is_some_and(Option::is_none)).collect();
    while !pool.is_empty() {
        let of = |group: &usize| groups.get(*group).map_or(&[][..], Vec::as_slice);
        let pooled: Vec<Block> = pool.iter().flat_map(of).cloned().collect();
        if let Some(levels) = shielded(&pooled, level) {
            let mut levels = levels.into_iter();
            for group in &pool {
                let own = levels.by_ref().take(of(group).len()).collect();
                rows.get_mut(*group)?.replace(own);
            }
            break;
        }
        let size = |group: &usize| of(group).iter().map(Block::total).sum::<i64>();
        let alone = (0..groups.len()).filter(|group| !pool.contains(group) && size(group) > 0);
        pool.push(alone.min_by_key(size)?);
    }
    let own = |group| if pool.contains(&group) { Level::Nothing } else { level };
    Some(Told {
        total: level,
        groups: (0..groups.len()).map(own).collect(),
        rows: rows.into_iter().collect::<Option<_>>()?,
    })
}

/// The level of each row under a total at `total`: its own, or a coarser one where a total would give a small number
/// away. The smallest rows give way first. `None` where the total is not safe, or all rows together do not shield each other.
fn shielded(rows: &[Block], total: Level) -> Option<Vec<Level>> {
    let parts = rows.first().map_or(0, Block::parts);
    if Block::sum(parts, rows).level() > total {
        return None;
    }
    let mut levels: Vec<Level> = rows.iter().map(Block::level).collect();
    while let Some(short) = gap(rows, &levels, total, parts) {
        let finer =
            rows.iter().zip(&mut levels).filter(|(row, level)| **level < short && row.total() > 0);
        let (_, level) = finer.min_by_key(|(row, _)| row.total())?;
        *level = short;
    }
    Some(levels)
}

/// The numbers of a quarter that are told at `level`, or follow from it.
fn columns(block: &Block, level: Level) -> Vec<i64> {
    match level {
        Level::Months | Level::Parts => (0..block.parts()).map(|part| block.part(part)).collect(),
        Level::First => vec![block.part(0), block.rest()],
        Level::Total => vec![block.total()],
        Level::Nothing => Vec::new(),
    }
}

/// The level at which more rows must hide, if any. What is hidden at a level is a table whose margins are known: each of its
/// cells may be anything between zero and the smaller of its margins as long as each margin, and what is beside it, is
/// zero or not small. Rows that tell less stand in it as one row.
fn gap(rows: &[Block], levels: &[Level], total: Level, parts: usize) -> Option<Level> {
    let at_least = |level: Level| {
        let hidden = rows.iter().zip(levels).filter(move |(_, own)| **own >= level);
        hidden.map(|(row, _)| row)
    };
    let sum = |level| Block::sum(parts, at_least(level));
    let each_at = |level, margin: &dyn Fn(&Block) -> bool| {
        rows.iter().zip(levels).all(|(row, own)| *own != level || margin(row))
    };

    let silent = sum(Level::Nothing);
    // One row alone is what the total leaves.
    let lone = at_least(Level::Nothing).count() == 1;
    if lone || !is_safe(silent.total()) || !columns(&silent, total).into_iter().all(is_safe) {
        return Some(Level::Nothing);
    }
    if total == Level::Total {
        return None;
    }

    let totals = sum(Level::Total);
    let beside = |margin: i64| is_safe(totals.total() - margin);
    if !columns(&totals, total).into_iter().all(|count| is_safe(count) && beside(count))
        || !each_at(Level::Total, &|row| beside(row.total()))
    {
        return Some(Level::Total);
    }
    if total == Level::First {
        return None;
    }

    let firsts = sum(Level::First);
    let beside = |margin: i64| is_safe(firsts.rest() - margin);
    if !(1..parts).all(|part| is_safe(firsts.part(part)) && beside(firsts.part(part)))
        || ![&silent, &totals].iter().all(|some| beside(some.rest()))
        || !each_at(Level::First, &|row| beside(row.rest()))
    {
        return Some(Level::First);
    }
    if total == Level::Parts {
        return None;
    }

    let hidden = sum(Level::Parts);
    let safe = |part| {
        let beside = |margin: i64| is_safe(hidden.part(part) - margin);
        (0..3).map(|month| hidden.cell(part, month)).all(|count| is_safe(count) && beside(count))
            && [&silent, &totals, &firsts].iter().all(|some| beside(some.part(part)))
            && each_at(Level::Parts, &|row| beside(row.part(part)))
    };
    (!(0..parts).all(safe)).then_some(Level::Parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[[i64; 3]]) -> Block {
        let mut block = Block::zero(cells.len());
        for (part, months) in cells.iter().enumerate() {
            for (month, count) in months.iter().enumerate() {
                block.add(part, month, *count);
            }
        }
        block
    }

    #[test]
    fn a_total_is_not_told_beside_all_rows_but_a_small_one() {
        let (large, middle) = (row(&[[20, 20, 20]]), row(&[[9, 9, 9]]));
        let small = row(&[[1, 0, 2]]);

        let alone = told(&[vec![large.clone(), middle, small]]);

        assert_eq!(alone.total, Level::Months);
        assert_eq!(
            alone.rows,
            [[Level::Months, Level::Nothing, Level::Nothing]],
            "the next smallest hides it"
        );
        assert_eq!(told(&[vec![large]]).rows, [[Level::Months]]);
    }

    #[test]
    fn a_group_that_cannot_stand_alone_is_pooled_with_the_smallest_other() {
        let few = vec![row(&[[1, 0, 2]])];
        let some = vec![row(&[[9, 9, 9]]), row(&[[9, 9, 9]])];
        let many = vec![row(&[[90, 90, 90]]), row(&[[90, 90, 90]])];

        let found = told(&[many, few, some]);

        assert_eq!(found.total, Level::Months);
        assert_eq!(found.groups, [Level::Months, Level::Nothing, Level::Nothing]);
        assert_eq!(found.rows[0], [Level::Months, Level::Months]);
        assert_eq!(found.rows[1], [Level::Nothing]);
    }

    #[test]
    fn where_nothing_can_be_summed_rows_stand_by_themselves() {
        let found = told(&[vec![row(&[[9, 9, 9]]), row(&[[0, 1, 0]])]]);
        assert_eq!(found.total, Level::Months, "28 is hidden behind both");
        assert_eq!(found.rows, [[Level::Nothing, Level::Nothing]]);

        let found = told(&[vec![row(&[[2, 1, 1]])]]);
        assert_eq!((found.total, found.rows), (Level::Nothing, vec![vec![Level::Nothing]]));
    }

    #[test]
    fn what_parts_a_total_otherwise_is_never_told_more_finely() {
        let rows = [row(&[[9, 9, 9], [9, 9, 9]]), row(&[[9, 9, 9], [9, 9, 9]])];

        assert_eq!(parted(&rows, Level::Months), [Level::Months; 2]);
        assert_eq!(parted(&rows, Level::Parts), [Level::Parts; 2]);
        assert_eq!(parted(&rows, Level::Nothing), [Level::Nothing; 2]);
    }

    #[test]
    fn who_sent_is_told_beside_a_demand_of_the_front_without_bounding_it() {
        let [resident, business] = [row(&[[40, 40, 40]]), row(&[[9, 9, 9]])];
        let of = |front: &Block, level, resident: &Block| {
            senders(&[(Kind::FrontDemand, front, level)], resident, &business, Level::Months)
        };

        let (few, many) = (row(&[[1, 0, 2]]), row(&[[7, 8, 9]]));
        assert_eq!(of(&many, Level::Months, &resident), [Level::Months; 2]);
        assert_eq!(of(&many, Level::Total, &resident), [Level::Total; 2], "no finer than it");
        assert_eq!(of(&few, Level::Nothing, &resident), [Level::Months; 2]);
        let scarce = row(&[[5, 0, 9]]);
        assert_eq!(of(&many, Level::Nothing, &scarce), [Level::Nothing; 2], "5 would bound the 7");
        let alone = row(&[[8, 8, 10]]);
        assert_eq!(
            of(&many, Level::Months, &alone),
            [Level::Nothing; 2],
            "without the demands two are left, and hide behind businesses"
        );
    }
}

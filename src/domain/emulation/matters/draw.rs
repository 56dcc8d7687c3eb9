//! Which matters of a closed list are judged: drawn by a seed that came to be only after the list, so that nobody foresees or
//! avoids it, and everybody who has both can draw again.

use sha2::{Digest, Sha256};

use super::{Side, Stratum};

/// Of so many that are judged one is judged by a second inspector as well.
const SECOND: usize = 10;

/// How many of `all` matters of a stratum are drawn: a share, and at least so many.
pub fn quota(side: Side, stratum: Stratum, all: usize) -> usize {
    let (percent, anchored, unanchored) = match stratum {
        Stratum::Late => (0, 0, 0),
        Stratum::Contested => (100, 0, 0),
        Stratum::Plain => (10, 4, 3),
        Stratum::Risky => (25, 4, 3),
        Stratum::Ended => (25, 6, 4),
        Stratum::Confirmed => (5, 2, 2),
    };
    let least = match side {
        Side::Anchored => anchored,
        Side::Unanchored => unanchored,
    };
    (all * percent).div_ceil(100).max(least).min(all)
}

/// The matters of one stratum, by their numbers in the list, in the order in which they are drawn.
pub fn order(seed: &[u8], numbers: &[i32]) -> Vec<i32> {
    let mut drawn: Vec<_> = numbers.iter().map(|n| (ticket(seed, *n), *n)).collect();
    drawn.sort_unstable();
    drawn.into_iter().map(|(_, n)| n).collect()
}

/// Whether the matter that was drawn as the `nth` (from 0) of its stratum is judged by two.
pub const fn second_is_owed(nth: usize) -> bool {
    nth % SECOND == SECOND / 2
}

/// SHA-256 of the seed and the number: whoever checks a draw needs nothing else.
fn ticket(seed: &[u8], n: i32) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(seed);
    hash.update(n.to_string().as_bytes());
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_drawn_and_at_least_a_few_and_never_more_than_there_are() {
        use Side::{Anchored, Unanchored};
        assert_eq!(quota(Anchored, Stratum::Plain, 30), 4);
        assert_eq!(quota(Anchored, Stratum::Plain, 250), 25);
        assert_eq!(quota(Unanchored, Stratum::Plain, 15), 3);
        assert_eq!(quota(Anchored, Stratum::Risky, 15), 4);
        assert_eq!(quota(Anchored, Stratum::Ended, 8), 6);
        assert_eq!(quota(Unanchored, Stratum::Confirmed, 1), 1);
        assert_eq!(quota(Anchored, Stratum::Contested, 7), 7);
        assert_eq!(quota(Anchored, Stratum::Late, 7), 0);
        for side in Side::ALL {
            for stratum in Stratum::ALL {
                for all in 0..300 {
                    let drawn = quota(*side, *stratum, all);
                    let none = all == 0 || *stratum == Stratum::Late;
                    assert_eq!(drawn == 0, none, "{side} {stratum} {all}");
                    assert!(drawn <= all);
                }
            }
        }
    }

    #[test]
    fn the_same_seed_draws_the_same_and_another_seed_another() {
        let numbers: Vec<i32> = (1..=200).collect();
        let backwards: Vec<i32> = numbers.iter().rev().copied().collect();

        let drawn = order(b"seed", &numbers);
        assert_eq!(drawn, order(b"seed", &backwards), "whatever order the list has");
        assert_ne!(drawn, order(b"another", &numbers));
        let mut sorted = drawn;
        sorted.sort_unstable();
        assert_eq!(sorted, numbers, "each once");
    }

    #[test]
    fn every_matter_is_drawn_as_often_as_another() {
        let numbers: Vec<i32> = (1..=50).collect();
        let mut times = [0u32; 51];
        for seed in 0u32..4000 {
            for n in order(&seed.to_be_bytes(), &numbers).into_iter().take(5) {
                times[usize::try_from(n).unwrap()] += 1;
            }
        }
        assert!(times[1..].iter().all(|n| (300..500).contains(n)), "{times:?}");
    }

    #[test]
    fn one_in_ten_is_judged_by_two() {
        assert_eq!((0..100).filter(|nth| second_is_owed(*nth)).count(), 10);
    }
}

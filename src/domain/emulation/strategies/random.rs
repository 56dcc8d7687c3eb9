//! Chance that is the same for the same seed on every machine: a small generator keyed by what it is drawn for, so that two
//! twins meet the same luck in the same matter.

/// The whole of a share, in ten-thousandths.
pub(super) const ALL: u32 = 10_000;

/// A stream of numbers (SplitMix64).
#[derive(Debug, Clone, Copy)]
pub(super) struct Random(u64);

impl Random {
    /// The stream for `parts`: which seed, year, unit, quarter and matter.
    pub(super) fn of(parts: &[u64]) -> Self {
        let mut state = Self(0x6C69_656D_6368_696E);
        for part in parts {
            state = Self(state.0 ^ part);
            state = Self(state.next());
        }
        state
    }

    pub(super) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A whole number from 0 to `n` - 1.
    pub(super) fn below(&mut self, n: u32) -> u32 {
        let wide = (self.next() >> 32) * u64::from(n);
        u32::try_from(wide >> 32).unwrap_or(0)
    }

    /// A roll from 0 to 9999, to be held against shares.
    pub(super) fn roll(&mut self) -> u32 {
        self.below(ALL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_key_gives_the_same_rolls_and_every_share_comes_as_often_as_it_says() {
        assert_eq!(Random::of(&[1, 2]).next(), Random::of(&[1, 2]).next());
        assert_ne!(Random::of(&[1, 2]).next(), Random::of(&[2, 1]).next());
        let mut random = Random::of(&[7]);
        let hits = (0..20_000).filter(|_| random.roll() < 3_500).count();
        assert!((6_700..7_300).contains(&hits), "{hits}");
    }
}

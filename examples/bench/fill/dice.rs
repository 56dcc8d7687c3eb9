//! Fast random numbers for made-up cases: nothing secret is drawn from them.

use uuid::{Builder, Uuid};

use crate::failure::Failure;

/// A stream of random numbers (SplitMix64).
#[derive(Debug, Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The same stream for the same seed.
    pub(crate) const fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    /// A stream of its own.
    pub(crate) fn fresh() -> Result<Self, Failure> {
        let bytes = liemchinh::harness::vault::draw::<8>().map_err(Failure::of)?;
        Ok(Self(u64::from_le_bytes(bytes)))
    }

    /// The next number.
    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `bound`; 0 where that is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % bound).unwrap_or(0)
    }

    /// A number from 0 on and below `bound`, for times and keys.
    pub(crate) fn number(&mut self, bound: i64) -> i64 {
        let bound = bound.unsigned_abs().max(1);
        i64::try_from(self.next() % bound).unwrap_or(0)
    }

    /// One of these; `None` of none.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// So many random bytes.
    pub(crate) fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        for chunk in bytes.chunks_mut(8) {
            for (to, from) in chunk.iter_mut().zip(self.next().to_le_bytes()) {
                *to = from;
            }
        }
        bytes
    }

    /// A random (version 4) id.
    pub(crate) fn id(&mut self) -> Uuid {
        Builder::from_random_bytes(self.bytes()).into_uuid()
    }

    /// A time-ordered (version 7) id of this moment.
    pub(crate) fn ordered(&mut self, millis: i64) -> Uuid {
        let millis = millis.unsigned_abs();
        Builder::from_unix_timestamp_millis(millis, &self.bytes()).into_uuid()
    }

    /// A number from `least` to `most` of which each length is as likely as its double.
    pub(crate) fn length(&mut self, least: usize, most: usize) -> usize {
        let doublings = (most / least.max(1)).checked_ilog2().unwrap_or(0);
        let doublings = usize::try_from(doublings).unwrap_or(0);
        let low = least << self.below(doublings + 1);
        (low + self.below(low)).min(most)
    }
}

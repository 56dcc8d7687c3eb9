//! The share of answers that came in time, and how far the few that were counted let it be trusted.

/// 1.96 squared, in ten thousandths: nineteen of twenty.
const Z2: i128 = 38_416;
/// Ten thousandths in one.
const ONE: i128 = 10_000;

/// A share and the interval it lies in, in thousandths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// Of all.
    pub permille: i64,
    /// Where it begins.
    pub low: i64,
    /// Where it ends.
    pub high: i64,
}

impl Share {
    /// Of `met` and `missed` answers; none where there are no answers. The interval is Wilson's at 95 percent, which holds for few
    /// answers and for shares near nothing and all.
    pub fn of(met: i64, missed: i64) -> Option<Self> {
        let (met, missed) = (i128::from(met), i128::from(missed));
        let n = met + missed;
        if met < 0 || missed < 0 || n == 0 {
            return None;
        }
        let thousandths = |part: i128, of: i128| {
            i64::try_from((part * 1_000 + of / 2) / of).unwrap_or(0).clamp(0, 1_000)
        };
        // (2·met + z² ± z·√(z² + 4·met·missed/n)) / 2(n + z²), all times ten thousand.
        let centre = 2 * met * ONE + Z2;
        let half = (Z2 * (Z2 * ONE + 4 * met * missed * ONE * ONE / n) / ONE).isqrt();
        let all = 2 * (n * ONE + Z2);
        Some(Self {
            permille: thousandths(met, n),
            low: thousandths(centre - half, all),
            high: thousandths(centre + half, all),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(met: i64, missed: i64) -> (i64, i64, i64) {
        let share = Share::of(met, missed).unwrap();
        (share.low, share.permille, share.high)
    }

    #[test]
    fn the_interval_is_what_tables_say() {
        // Of 8 in 10: 0.490 to 0.943; of 10 in 10: 0.722 to 1; of none in 10: 0 to 0.278.
        assert_eq!(found(8, 2), (490, 800, 943));
        assert_eq!(found(10, 0), (722, 1_000, 1_000));
        assert_eq!(found(0, 10), (0, 0, 278));
        // Of 810 in 1000: 0.785 to 0.833.
        assert_eq!(found(810, 190), (785, 810, 833));
    }

    #[test]
    fn of_nothing_there_is_no_share() {
        assert_eq!(Share::of(0, 0), None);
        assert_eq!(Share::of(-1, 2), None);
    }
}

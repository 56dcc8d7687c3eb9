//! How long answers take, where some are still waited for: the estimator of Kaplan and Meier.

/// What is told of the days to the answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Days {
    /// By so many days half are answered.
    pub median: Option<i64>,
    /// By so many nine of ten are.
    pub ninetieth: Option<i64>,
}

/// One answer, or one that is still waited for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wait {
    /// Calendar days to the answer, or so far.
    pub days: i64,
    /// Whether it was answered.
    pub is_answered: bool,
}

/// By how many days `permille` of all are answered; none where so many are not yet.
///
/// Whatever is still waited for after so many days counts as long as it was waited for: on each day on which answers came, the
/// share that is left shrinks by those among all that were waited for until then.
pub fn quantile(waits: &[Wait], permille: i32) -> Option<i64> {
    let mut waits = waits.to_vec();
    waits.sort_unstable();
    let sought = 1.0 - f64::from(permille) / 1_000.0;
    let mut left = 1.0;
    let mut rest = waits.as_slice();
    while let Some(first) = rest.first() {
        let day = first.days;
        let (here, after) = rest.split_at(rest.partition_point(|wait| wait.days == day));
        let answered = here.iter().filter(|wait| wait.is_answered).count();
        left *= 1.0 - real(answered) / real(rest.len());
        // A share that is met to the last digit is met.
        if answered > 0 && left <= sought + 1e-9 {
            return Some(day);
        }
        rest = after;
    }
    None
}

fn real(count: usize) -> f64 {
    u32::try_from(count).map_or(f64::from(u32::MAX), f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waits(answered: &[i64], open: &[i64]) -> Vec<Wait> {
        let of = |days: &[i64], is_answered| {
            days.iter().map(move |days| Wait { days: *days, is_answered }).collect::<Vec<_>>()
        };
        [of(answered, true), of(open, false)].concat()
    }

    #[test]
    fn the_share_that_is_left_is_what_one_finds_by_hand() {
        // Answered after 2, 4, 4, 7, 12 days; waited for since 5, 9, 20. Eight are waited for on day 2: 7/8 are left. Seven on
        // day 4, of which two are answered: 7/8 · 5/7 = 5/8. Four on day 7, for one has waited 5 days so far: 5/8 · 3/4 = 15/32,
        // which is less than half. Two on day 12: 15/64, and then nobody is answered any more.
        let all = waits(&[2, 4, 4, 7, 12], &[5, 9, 20]);

        assert_eq!(quantile(&all, 125), Some(2));
        assert_eq!(quantile(&all, 375), Some(4));
        assert_eq!(quantile(&all, 500), Some(7));
        assert_eq!(quantile(&all, 765), Some(12));
        assert_eq!(quantile(&all, 900), None, "nine of ten are not answered yet");
    }

    #[test]
    fn where_all_are_answered_it_is_the_day_of_the_half_and_of_the_ninth_of_ten() {
        let all = waits(&[10, 1, 9, 2, 8, 3, 7, 4, 6, 5], &[]);

        assert_eq!((quantile(&all, 500), quantile(&all, 900)), (Some(5), Some(9)));
        let twenty: Vec<i64> = (1..=20).collect();
        assert_eq!(quantile(&waits(&twenty, &[]), 500), Some(10), "half of them to the last digit");
    }

    #[test]
    fn who_is_still_waited_for_makes_it_longer_and_is_not_left_out() {
        assert_eq!(quantile(&waits(&[3, 3, 3, 30], &[]), 500), Some(3));
        assert_eq!(quantile(&waits(&[3, 3, 3, 30], &[40, 40, 40, 40]), 500), Some(30));
        assert_eq!(quantile(&waits(&[3], &[40, 40, 40]), 500), None);
        assert_eq!(quantile(&[], 500), None);
        // An answer and one still waited for on the same day: the latter was waited for until then.
        assert_eq!(quantile(&waits(&[5], &[5]), 500), Some(5));
    }
}

//! How many cases of a unit are called up by the draw on a day, so that each day of a quarter is as likely and its end keeps what
//! is promised: at least one of each unit, and at least as many as turned out to be tips.

/// What was called up from a unit in a quarter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Called {
    /// Those that became tips, with those of the quarter before that were not matched there.
    pub tips: u32,
    /// Those that were drawn before today.
    pub drawn: u32,
    /// Those that were drawn today.
    pub today: u32,
}

/// How many are drawn of a unit in a quarter whatever becomes a tip: one, and sometimes more, so that their number tells nothing
/// either. `drawn` is a number that nobody can foresee.
pub const fn at_least(drawn: u32) -> u32 {
    // One more in a quarter of all cases, two in a sixteenth, three in the rest.
    let more = drawn.trailing_zeros() / 2;
    1 + if more > 3 { 3 } else { more }
}

/// How many more are called up today, where `least` are drawn anyway, `rest` working days are left of the quarter, today
/// among them, and `drawn` is a number that nobody can foresee, of all that 32 bits hold.
pub fn due(called: Called, least: u32, rest: u32, drawn: u32) -> u32 {
    let need = (called.tips + least).saturating_sub(called.drawn);
    let Some(whole) = need.checked_div(rest) else { return 0 };
    // What does not come out even falls on each day with the same chance.
    let left = u64::from(need % rest) << 32;
    let more = u64::from(drawn) * u64::from(rest) < left;
    (whole + u32::from(more)).saturating_sub(called.today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_day_of_a_quarter_gives_all_that_is_still_needed() {
        let called = |tips, drawn, today| Called { tips, drawn, today };
        for drawn in [0, u32::MAX / 2, u32::MAX] {
            assert_eq!(due(called(0, 0, 0), 1, 1, drawn), 1);
            assert_eq!(due(called(3, 1, 0), 1, 1, drawn), 3);
            assert_eq!(due(called(3, 1, 2), 1, 1, drawn), 1, "today's are counted");
            assert_eq!(due(called(1, 2, 0), 1, 60, drawn), 0, "enough");
            assert_eq!(due(called(0, 0, 0), 1, 0, drawn), 0, "no working day is left");
        }
    }

    #[test]
    fn sometimes_more_than_one_is_drawn_and_never_more_than_four() {
        let mut found = [0; 5];
        for drawn in 0..4096 {
            found[usize::try_from(at_least(drawn)).unwrap()] += 1;
        }
        assert_eq!(found, [0, 3072, 768, 192, 64]);
    }

    #[test]
    fn every_day_of_a_quarter_is_as_likely_as_another() {
        // A quarter of 60 working days, played 6,000 times with numbers spread evenly.
        let mut days = [0u32; 60];
        let mut state = 1u32;
        for _ in 0..6000 {
            let mut called = Called::default();
            for (at, day) in days.iter_mut().enumerate() {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let rest = 60 - u32::try_from(at).unwrap();
                let now = due(called, 1, rest, state.rotate_left(16));
                called.drawn += now;
                *day += now;
            }
            assert_eq!(called.drawn, 1, "one of each unit and quarter");
        }
        assert!(days.iter().all(|n| (60..150).contains(n)), "{days:?}");
    }
}

//! From numbers to places on the sheet.

/// Even numbers from zero that reach `most`, at most five of them beside zero.
pub(super) fn ticks(most: i64) -> Vec<i64> {
    let most = most.max(1);
    let steps = (0..18).flat_map(|power| [1, 2, 5].map(|first| first * 10_i64.pow(power)));
    let step = steps.into_iter().find(|step| step * 5 >= most).unwrap_or(most);
    let reaching = (most + step - 1) / step;
    (0..=reaching).map(|n| n * step).collect()
}

/// How far `value` of `most` is along `length`, to the nearest.
pub(super) fn along(value: i64, most: i64, length: i64) -> i64 {
    let most = most.max(1);
    (value.clamp(0, most) * length * 2 + most) / (most * 2)
}

/// The middle of the place `at` of `places` along `length`.
pub(super) fn middle(at: i64, places: i64, length: i64) -> i64 {
    (2 * at + 1) * length / (2 * places.max(1))
}

/// Every which label is written, where each needs `wide` of the `room` that there is for one.
pub(super) fn every(wide: i64, room: i64) -> usize {
    let room = room.max(1);
    usize::try_from((wide + room - 1) / room).unwrap_or(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_few_and_reach_the_most() {
        assert_eq!(ticks(0), [0, 1]);
        assert_eq!(ticks(4), [0, 1, 2, 3, 4]);
        assert_eq!(ticks(14), [0, 5, 10, 15]);
        assert_eq!(ticks(100), [0, 20, 40, 60, 80, 100]);
        assert_eq!(ticks(101), [0, 50, 100, 150]);
        assert_eq!(ticks(8_731), [0, 2_000, 4_000, 6_000, 8_000, 10_000]);
    }

    #[test]
    fn a_value_lies_as_far_along_as_it_is_of_the_most() {
        assert_eq!(along(0, 100, 1_700), 0);
        assert_eq!(along(50, 100, 1_700), 850);
        assert_eq!(along(100, 100, 1_700), 1_700);
        assert_eq!(along(1, 3, 100), 33);
        assert_eq!(along(2, 3, 100), 67);
        assert_eq!(along(9, 3, 100), 100, "never off the sheet");
    }

    #[test]
    fn places_are_even_and_labels_thin_out_before_they_touch() {
        assert_eq!([0, 1, 2].map(|at| middle(at, 3, 300)), [50, 150, 250]);
        assert_eq!((every(150, 280), every(150, 140), every(150, 60)), (1, 2, 3));
    }
}

//! The table of the lunar days against two computations that share nothing but the rule of the months: one takes the
//! mean new moons and corrects them, the other looks for the moment at which Moon and Sun stand at one longitude.

use jiff::ToSpan;
use jiff::civil::date;

use super::*;

/// Whether two whole numbers of days are one.
fn same(one: f64, other: f64) -> bool {
    (one - other).abs() < 0.5
}

/// The number of a day: its Julian date at noon.
fn julian(day: Day) -> f64 {
    let (of_2000, noon_of_2000) = (date(2000, 1, 1), 2_451_545.0);
    f64::from((day - of_2000).get_days()) + noon_of_2000
}

/// The number of the day of UTC+7 in which a moment lies.
fn local(moment: f64) -> f64 {
    (moment + 0.5 + 7.0 / 24.0).floor()
}

fn sin(degrees: f64) -> f64 {
    degrees.to_radians().sin()
}

/// What the rule of the months needs of the sky.
struct Sky {
    /// The new moon next to a moment.
    new_moon: fn(f64) -> f64,
    /// The longitude of the Sun at a moment, in degrees.
    sun: fn(f64) -> f64,
}

/// The mean new moons and their corrections (Meeus, *Astronomical Formulae*, as Hồ Ngọc Đức's tables of the calendar use them).
mod corrected {
    use super::sin;

    pub(super) fn new_moon(near: f64) -> f64 {
        let moons = ((near - 2_415_020.759_33) / 29.530_588_68).round();
        let time = moons / 1_236.85;
        let (time2, time3) = (time * time, time * time * time);
        let mean = 2_415_020.759_33 + 29.530_588_68 * moons + 0.000_117_8 * time2
            - 0.000_000_155 * time3
            + 0.000_33 * sin(166.56 + 132.87 * time - 0.009_173 * time2);
        let solar = 359.224_2 + 29.105_356_08 * moons - 0.000_033_3 * time2 - 0.000_003_47 * time3;
        let lunar = 306.025_3 + 385.816_918_06 * moons + 0.010_730_6 * time2 + 0.000_012_36 * time3;
        let node = 21.296_4 + 390.670_506_46 * moons - 0.001_652_8 * time2 - 0.000_002_39 * time3;
        let terms = [
            (0.173_4 - 0.000_393 * time, solar),
            (0.002_1, 2.0 * solar),
            (-0.406_8, lunar),
            (0.016_1, 2.0 * lunar),
            (-0.000_4, 3.0 * lunar),
            (0.010_4, 2.0 * node),
            (-0.005_1, solar + lunar),
            (-0.007_4, solar - lunar),
            (0.000_4, 2.0 * node + solar),
            (-0.000_4, 2.0 * node - solar),
            (-0.000_6, 2.0 * node + lunar),
            (0.001_0, 2.0 * node - lunar),
            (0.000_5, 2.0 * lunar + solar),
        ];
        let corrections: f64 = terms.iter().map(|(size, angle)| size * sin(*angle)).sum();
        mean + corrections - (-0.000_278 + 0.000_265 * time + 0.000_262 * time2)
    }

    pub(super) fn sun(moment: f64) -> f64 {
        let t = (moment - 2_451_545.0) / 36_525.0;
        let m = 357.529_10 + 35_999.050_30 * t;
        280.466_45 + 36_000.769_83 * t + 1.914_600 * sin(m) + 0.019_993 * sin(2.0 * m)
    }
}

/// The longitudes of Moon and Sun (Meeus, *Astronomical Algorithms*, chapters 25 and 47, the largest terms).
mod longitudes {
    use super::sin;

    /// Multiples of D, M, M′ and F, and the size in degrees.
    const MOON: [([f64; 4], f64); 20] = [
        ([0.0, 0.0, 1.0, 0.0], 6.288_774),
        ([2.0, 0.0, -1.0, 0.0], 1.274_027),
        ([2.0, 0.0, 0.0, 0.0], 0.658_314),
        ([0.0, 0.0, 2.0, 0.0], 0.213_618),
        ([0.0, 1.0, 0.0, 0.0], -0.185_116),
        ([0.0, 0.0, 0.0, 2.0], -0.114_332),
        ([2.0, 0.0, -2.0, 0.0], 0.058_793),
        ([2.0, -1.0, -1.0, 0.0], 0.057_066),
        ([2.0, 0.0, 1.0, 0.0], 0.053_322),
        ([2.0, -1.0, 0.0, 0.0], 0.045_758),
        ([0.0, 1.0, -1.0, 0.0], -0.040_923),
        ([1.0, 0.0, 0.0, 0.0], -0.034_720),
        ([0.0, 1.0, 1.0, 0.0], -0.030_383),
        ([2.0, 0.0, 0.0, -2.0], 0.015_327),
        ([0.0, 0.0, 1.0, 2.0], -0.012_528),
        ([0.0, 0.0, 1.0, -2.0], 0.010_980),
        ([4.0, 0.0, -1.0, 0.0], 0.010_675),
        ([0.0, 0.0, 3.0, 0.0], 0.010_034),
        ([4.0, 0.0, -2.0, 0.0], 0.008_548),
        ([2.0, 1.0, -1.0, 0.0], -0.007_888),
    ];

    fn centuries(moment: f64) -> f64 {
        // Some seventy seconds lie between the time of clocks and that of the sky.
        (moment + 72.0 / 86_400.0 - 2_451_545.0) / 36_525.0
    }

    fn moon(moment: f64) -> f64 {
        let t = centuries(moment);
        let angles = [
            297.850_192_1 + 445_267.111_403_4 * t,
            357.529_109_2 + 35_999.050_290_9 * t,
            134.963_396_4 + 477_198.867_505_5 * t + 0.008_741 * t * t,
            93.272_095_0 + 483_202.017_523_3 * t,
        ];
        let terms = MOON.iter().map(|(times, size)| {
            size * sin(times.iter().zip(angles).map(|(n, angle)| n * angle).sum())
        });
        218.316_447_7 + 481_267.881_234_21 * t + terms.sum::<f64>()
    }

    pub(super) fn sun(moment: f64) -> f64 {
        let t = centuries(moment);
        let m = 357.529_11 + 35_999.050_29 * t;
        let equation = (1.914_602 - 0.004_817 * t) * sin(m) + 0.019_993 * sin(2.0 * m);
        280.466_46 + 36_000.769_83 * t + equation + 0.000_289 * sin(3.0 * m) - 0.005_69
    }

    pub(super) fn new_moon(near: f64) -> f64 {
        (0..20).fold(near, |moment, _| {
            let apart = (moon(moment) - sun(moment) + 180.0).rem_euclid(360.0) - 180.0;
            moment - apart / 12.190_749
        })
    }
}

/// The days on which the months begin, from the one of the winter solstice of `year` on.
fn months(sky: &Sky, year: i16) -> Vec<f64> {
    let mut solstice = julian(date(year, 12, 21));
    for _ in 0..20 {
        let apart = ((sky.sun)(solstice) - 270.0 + 180.0).rem_euclid(360.0) - 180.0;
        solstice -= apart / 0.985_6;
    }
    let around = (-3..17).map(|n| local((sky.new_moon)(solstice + 29.530_588 * f64::from(n))));
    let mut days: Vec<f64> = around.collect();
    days.sort_by(f64::total_cmp);
    days.dedup();
    let first = days.iter().rposition(|day| *day <= local(solstice)).unwrap();
    days.split_off(first)
}

/// The day on which the month `number` of the lunar year begins: the solstice lies in the eleventh, and where thirteen
/// months lie between two solstices, the first without a middle term (trung khí) is a leap month.
fn begins(sky: &Sky, year: i16, number: usize) -> f64 {
    let (days, next) = (months(sky, year - 1), months(sky, year));
    let between = days.iter().position(|day| same(*day, next[0])).unwrap();
    let term = |day: f64| ((sky.sun)(day - 0.5 - 7.0 / 24.0).rem_euclid(360.0) / 30.0).floor();
    let leap = (1..between).find(|n| between == 13 && same(term(days[*n]), term(days[n + 1])));
    // The eleventh month stands first.
    let place = number + 1;
    days[place + usize::from(number > 0 && leap.is_some_and(|leap| leap <= place))]
}

fn check(sky: &Sky) {
    for (tet, hung) in DAYS {
        let year = tet.year();
        assert!(same(julian(tet), begins(sky, year, 1)), "Tết {year}");
        let third = hung.checked_sub(9.days()).unwrap();
        assert!(same(julian(third), begins(sky, year, 3)), "the third month of {year}");
    }
}

#[test]
fn the_table_equals_the_mean_new_moons_with_their_corrections() {
    check(&Sky { new_moon: corrected::new_moon, sun: corrected::sun });
}

#[test]
fn the_table_equals_the_moments_at_which_moon_and_sun_stand_at_one_longitude() {
    check(&Sky { new_moon: longitudes::new_moon, sun: longitudes::sun });
}

#[test]
fn each_year_of_the_table_stands_there_once_and_without_a_gap() {
    let years: Vec<i16> = DAYS.iter().map(|(tet, _)| tet.year()).collect();
    assert_eq!(years, (2021..=2035).collect::<Vec<_>>());
    assert!(DAYS.iter().all(|(tet, hung)| tet.year() == hung.year() && tet < hung));
}

//! Where a unit's territory lies, as coarsely as finding the nearest one needs.

use std::f64::consts::PI;

/// Kilometres from one hundredth of a degree of latitude to the next.
const KM: f64 = 1.112;

/// A place in hundredths of a degree: about a kilometre, so that nobody's door is told by it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Position {
    lat: i32,
    lon: i32,
}

impl Position {
    /// The place of these hundredths of a degree; none off the earth (90 degrees north or south, 180 east or west).
    pub fn new(lat: i32, lon: i32) -> Option<Self> {
        let there = lat.abs() <= 9_000 && lon.abs() <= 18_000;
        there.then_some(Self { lat, lon })
    }

    /// The place of these degrees, rounded; none off the earth, or where one is no number.
    pub fn of(lat: f64, lon: f64) -> Option<Self> {
        Self::new(hundredths(lat)?, hundredths(lon)?)
    }

    /// Hundredths of a degree north of the equator.
    pub const fn lat(self) -> i32 {
        self.lat
    }

    /// Hundredths of a degree east of Greenwich.
    pub const fn lon(self) -> i32 {
        self.lon
    }

    /// Kilometres to `other`, as a plane has them: right to a hundredth over a province.
    pub fn km_to(self, other: Self) -> f64 {
        let middle = f64::from(self.lat + other.lat) / 200.0 * PI / 180.0;
        let north = f64::from(self.lat - other.lat);
        let east = f64::from(self.lon - other.lon) * middle.cos();
        north.hypot(east) * KM
    }
}

/// Degrees in hundredths; none for what is no number of degrees.
fn hundredths(degrees: f64) -> Option<i32> {
    (degrees.abs() <= 180.0).then(|| format!("{:.0}", degrees * 100.0).parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_rounded_to_a_kilometre_and_none_is_off_the_earth() {
        let place = Position::of(11.312_6, 106.098_4).unwrap();

        assert_eq!((place.lat(), place.lon()), (1131, 10_610));
        assert_eq!(Position::of(-0.001, -0.004), Position::new(0, 0));
        for (lat, lon) in [(90.1, 0.0), (0.0, 180.1), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(Position::of(lat, lon), None, "{lat} {lon}");
        }
    }

    #[test]
    fn kilometres_are_those_of_a_map() {
        let of = |lat, lon| Position::of(lat, lon).unwrap();

        // 23.4 km from north to south, 14.2 from east to west.
        let km = of(11.37, 106.13).km_to(of(11.16, 106.26));

        assert!((27.0..28.0).contains(&km), "{km}");
        assert!(of(11.0, 106.0).km_to(of(11.0, 106.0)).abs() < f64::EPSILON);
    }
}

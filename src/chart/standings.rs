//! From the standings of a group to a picture: what the public reads as a table, and nothing more.

use super::axes::Caption;
use super::dots::{Interval, Row, Spot, dots};
use super::drawing::Drawing;
use super::figures::{Wording, group};
use super::words::{capital, pick};
use crate::domain::emulation::{MovementStatus, Place};
use crate::domain::text::Language;
use crate::service::UnitName;
use crate::service::figures::emulation::Standings;

/// The scale ends here, or with merits at the most that there can be.
const FULL: i64 = 100_000;
const MOST: i64 = 110_000;

impl Wording<'_> {
    /// The points of every unit that has a place, each within its interval, the best first; then who has none.
    pub(crate) fn standings(&self, found: &Standings) -> Drawing {
        let language = self.language;
        let movement = pick(language, &found.movement.name_vi, &found.movement.name_en);
        let state = match found.movement.status {
            MovementStatus::Frozen => pick(language, "đã chốt", "frozen"),
            _ => pick(language, "tạm tính", "provisional"),
        };
        let heading = pick(language, "Điểm thi đua", "Points of the movement");
        let name = group(language, Some(found.group));
        let title = format!("{heading} – {movement}, {name} ({state})");
        let caption = Caption { id: "standings", language, title, foot: self.foot };
        let units = || found.places.iter().map(|place| &place.unit).chain(&found.withheld);
        let named = |unit: &UnitName| {
            let name = |unit: &UnitName| capital(pick(language, &unit.name, &unit.name_en));
            let own = name(unit);
            match units().filter(|other| name(other) == own).count() {
                ..=1 => own,
                _ => format!("{own} ({})", unit.code),
            }
        };
        let placed = found.places.iter().map(|place| {
            let name = named(&place.unit);
            // The points of some would tell numbers that are too small.
            let untold = found.untold.contains(&place.unit.code);
            if untold { Row { name, spot: Spot::Withheld } } else { self.placed(place, name) }
        });
        let withheld = found.withheld.iter();
        let withheld = withheld.map(|unit| Row { name: named(unit), spot: Spot::Withheld });
        let rows: Vec<Row> = placed.chain(withheld).collect();
        let is_over = rows.iter().any(|row| match &row.spot {
            Spot::Told(it) => it.high > FULL,
            _ => false,
        });
        let last = is_over.then_some((MOST, "110".to_owned()));
        let ticks = [(0, "0"), (FULL / 2, "50"), (FULL, "100")];
        let ticks = ticks.map(|(value, label)| (value, label.to_owned())).into_iter();
        let ticks: Vec<(i64, String)> = ticks.chain(last).collect();
        let reading = pick(
            language,
            "Chấm: số điểm. Vạch ngang: khoảng mà điểm có thể xê dịch do may rủi; đơn vị càng ít việc thì khoảng càng rộng. Hai \
             khoảng chồng lên nhau thì đồng hạng.",
            "Dot: the points. Line: how far other luck might have moved them, the wider the less a unit has to do. Units whose \
             lines overlap share their places.",
        );
        dots(caption, pick(language, "điểm", "points"), reading, &ticks, &rows)
    }

    fn placed(&self, place: &Place<UnitName>, name: String) -> Row {
        let language = self.language;
        let (Some((first, last)), Some(points)) = (place.ranks, place.total.points_milli) else {
            let why =
                pick(language, "chưa đủ dữ liệu để xếp hạng", "not enough is known for a place");
            return Row { name, spot: Spot::Absent(why) };
        };
        let half = place.total.half_width_milli;
        let ranks = if first == last { first.to_string() } else { format!("{first}–{last}") };
        let interval = Interval {
            at: points,
            low: (points - half).max(0),
            high: (points + half).min(MOST),
            text: match half {
                0 => tenths(language, points),
                half => format!("{} ± {}", tenths(language, points), tenths(language, half)),
            },
        };
        let name = format!("{} {ranks}: {name}", pick(language, "Hạng", "Place"));
        Row { name, spot: Spot::Told(interval) }
    }
}

/// Thousandths to one place behind the point, and without it where they are whole.
pub(crate) fn tenths(language: Language, milli: i64) -> String {
    let tenths = (milli + 50) / 100;
    let point = pick(language, ",", ".");
    match tenths % 10 {
        0 => (tenths / 10).to_string(),
        rest => format!("{}{point}{rest}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_points_have_no_point() {
        let written = [92_000, 66_667, 1_249].map(|milli| tenths(Language::Vi, milli));
        assert_eq!(written, ["92", "66,7", "1,2"]);
        assert_eq!(tenths(Language::En, 66_667), "66.7");
    }
}

//! `/lam-viec/thi-dua/{movement}/nhom/{group}`: the places of a group, no nearer than luck allows.

use actix_web::HttpResponse;
use askama::Template;

use super::super::signed::Staff;
use super::{held_up, path_of, points, span};
use crate::domain::emulation::{MovementStatus, Place};
use crate::domain::units::unit::PeerGroup;
use crate::pages::frame::{Frame, at};
use crate::pages::told;
use crate::pages::words::board::{self, Emulation as Words};
use crate::service::figures::emulation::Standings;
use crate::service::{ServiceError, UnitName};

const NAME: &str = "page_standings";

struct Row {
    rank: String,
    href: String,
    unit: String,
    points: String,
    interval: String,
}

#[derive(Template)]
#[template(path = "pages/staff/board/standings.html")]
struct Page<'p> {
    f: &'p Frame,
    w: &'static Words,
    back: String,
    heading: String,
    counted: String,
    provisional: bool,
    rows: Vec<Row>,
}

/// `GET /lam-viec/thi-dua/{movement}/nhom/{group}`
pub(in crate::pages::staff) async fn show(staff: Staff) -> HttpResponse {
    if let Some(held) = held_up(&staff) {
        return held;
    }
    let found = match PeerGroup::parse(&staff.asked.part("group")) {
        Some(group) => staff.service().standings(&staff.asked.part("movement"), group, None).await,
        None => Err(ServiceError::NotFound),
    };
    match found {
        Ok(found) => page(&staff, &found),
        Err(error) => staff.failed(error, NAME).await,
    }
}

fn page(staff: &Staff, found: &Standings) -> HttpResponse {
    let language = staff.asked.language;
    let w = Words::of(language);
    let heading = format!("{}: {}", w.rank_h1, board::group(language, found.group));
    let placed = found.places.iter().map(|place| row(staff, found, place));
    let withheld = found.withheld.iter().map(|unit| Row {
        rank: w.rank_none.to_owned(),
        href: score_of(staff, found, unit),
        unit: told::unit(language, unit).to_owned(),
        points: w.rank_small.to_owned(),
        interval: String::new(),
    });
    let frame = staff.frame(heading.clone());
    frame.told(&Page {
        f: &frame,
        w,
        back: at(language, &path_of(&found.movement.code)),
        heading,
        counted: span(language, w.rank_counted, found.counted),
        provisional: found.movement.status != MovementStatus::Frozen,
        rows: placed.chain(withheld).collect(),
    })
}

fn score_of(staff: &Staff, found: &Standings, unit: &UnitName) -> String {
    let path = format!("{}/don-vi/{}", path_of(&found.movement.code), unit.code);
    at(staff.asked.language, &path)
}

fn row(staff: &Staff, found: &Standings, place: &Place<UnitName>) -> Row {
    let language = staff.asked.language;
    let w = Words::of(language);
    let rank = place.ranks.map(|(first, last)| {
        if first == last { first.to_string() } else { format!("{first}–{last}") }
    });
    let untold = found.untold.contains(&place.unit.code);
    let told_points = place.total.points_milli.filter(|_| !untold);
    let half = place.total.half_width_milli;
    let interval = told_points.map(|milli| {
        let (least, most) = ((milli - half).max(0), milli + half);
        format!("{}–{}", points(language, least), points(language, most))
    });
    Row {
        rank: rank.unwrap_or_else(|| w.rank_none.to_owned()),
        href: score_of(staff, found, &place.unit),
        unit: told::unit(language, &place.unit).to_owned(),
        points: match told_points {
            Some(milli) => points(language, milli),
            None if untold => w.rank_small.to_owned(),
            None => "–".to_owned(),
        },
        interval: interval.unwrap_or_default(),
    }
}

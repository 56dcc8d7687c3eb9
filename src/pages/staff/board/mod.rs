//! Pages of the emulation board and of the head of the inspectorate, who signs for it: every number opens to what it is made of.

mod draft;
mod movement;
mod movements;
mod score;
mod set;
mod simulation;
mod standings;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};

use super::door;
use super::gate::by;
use super::places::MOVEMENTS;
use super::signed::Staff;
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::pages::asked::{told_to_wait, waiting};
use crate::pages::days;
use crate::pages::frame::fill;
use crate::pages::read;
use crate::wire::limit::Class;
use crate::wire::roles::{BOARD, EMULATION};

/// Registers them.
pub(super) fn configure(config: &mut web::ServiceConfig) {
    let both = |name| (EMULATION, name);
    door(config, MOVEMENTS, both("page_movements"), vec![read().to(by(movements::show))]);
    let routes = vec![read().to(by(movement::show)), web::post().to(by(movement::act))];
    door(config, "/lam-viec/thi-dua/{movement}", both("page_movement"), routes);
    let routes = vec![read().to(by(standings::show))];
    door(config, "/lam-viec/thi-dua/{movement}/nhom/{group}", both("page_standings"), routes);
    let routes = vec![read().to(by(score::show))];
    door(config, "/lam-viec/thi-dua/{movement}/don-vi/{unit}", both("page_score"), routes);
    let routes = vec![read().to(by(set::show)), web::post().to(by(set::act))];
    door(config, "/lam-viec/thi-dua/{movement}/bo/{version}", both("page_criteria_set"), routes);
    let routes = vec![read().to(by(draft::ask)), web::post().to(by(draft::save))];
    let path = "/lam-viec/thi-dua/{movement}/bo/{version}/sua";
    door(config, path, (BOARD, "page_draft"), routes);
}

/// The page of a movement.
fn path_of(movement: &str) -> String {
    format!("{MOVEMENTS}/{movement}")
}

/// The page that tells to wait, where too many figures were asked for.
fn held_up(staff: &Staff) -> Option<HttpResponse> {
    let seconds = staff.asked.count(Class::Figures)?;
    let frame = staff.frame("");
    let told = told_to_wait(&frame, seconds);
    Some(waiting(frame.wrong(StatusCode::TOO_MANY_REQUESTS, told), seconds))
}

/// Thousandths of a point, to two places: `12,35` or `12.35`.
fn points(language: Language, milli: i64) -> String {
    let hundredths = (milli.abs() + 5) / 10;
    let sign = if milli < 0 && hundredths > 0 { "−" } else { "" };
    let mark = if language == Language::Vi { ',' } else { '.' };
    format!("{sign}{}{mark}{:02}", hundredths / 100, hundredths % 100)
}

/// Ten-thousandths as a percentage.
fn percent(language: Language, bp: i32) -> String {
    let mark = if language == Language::Vi { ',' } else { '.' };
    match bp % 100 {
        0 => format!("{}%", bp / 100),
        rest => format!("{}{mark}{rest:02}%", bp / 100),
    }
}

/// `words` with both ends of a period.
fn span(language: Language, words: &str, (from, to): (Day, Day)) -> String {
    let text = fill(words, "from", &days::short(language, from));
    fill(&text, "to", &days::short(language, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_are_told_to_the_nearest_hundredth_on_either_side_of_nothing() {
        let vi = |milli| points(Language::Vi, milli);
        assert_eq!([vi(12_345), vi(-1_994), vi(0), vi(-4)], ["12,35", "−1,99", "0,00", "0,00"]);
        assert_eq!(points(Language::En, 995), "1.00");
        assert_eq!([percent(Language::Vi, 8_000), percent(Language::En, 9_550)], ["80%", "95.50%"]);
    }
}

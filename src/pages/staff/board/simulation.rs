//! What a draft of criteria would do to past standings, as its page shows it.

use super::super::signed::Staff;
use super::{points, span};
use crate::domain::emulation::simulation::{Difference, Moved, Parameter};
use crate::domain::text::Language;
use crate::pages::frame::fill;
use crate::pages::told;
use crate::pages::words::board::{self, Emulation as Words};
use crate::service::figures::simulation::{Simulation, Tried as Asked};
use crate::service::{ServiceError, UnitName};

/// Criteria that are named of each unit, those that move it most.
const NAMED: usize = 3;

/// A parameter that differs.
pub(super) struct ParameterRow {
    /// Of which criterion.
    pub criterion: String,
    /// Which.
    pub name: String,
    /// What it is.
    pub before: String,
    /// What it would be.
    pub after: String,
}

/// A unit before and after.
pub(super) struct MovedRow {
    /// The unit.
    pub unit: String,
    /// Its ranks.
    pub rank: String,
    /// Its points.
    pub points: String,
    /// How many places it moves.
    pub moves: String,
    /// Whether it moves by more than two.
    pub far: bool,
    /// By which criteria.
    pub why: String,
}

/// What was tried.
pub(super) struct Tried {
    /// Of which months.
    pub heading: String,
    /// Against what.
    pub against: String,
    /// What differs.
    pub parameters: Vec<ParameterRow>,
    /// Each group.
    pub groups: Vec<(&'static str, Vec<MovedRow>)>,
}

/// Tries the set on the months that the service takes by itself.
pub(super) async fn tried(
    staff: &Staff,
    movement: &str,
    version: i32,
) -> Result<Tried, ServiceError> {
    let asked = Asked::default();
    let found = staff.service().simulate_set(staff.actor(), movement, version, &asked).await?;
    Ok(shown(staff.asked.language, &found))
}

fn shown(language: Language, found: &Simulation) -> Tried {
    let w = Words::of(language);
    let against = found.against.as_ref().map_or_else(
        || w.sim_nothing.to_owned(),
        |(code, version)| {
            let set = fill(w.board_version_n, "n", &version.to_string());
            fill(w.sim_against, "what", &format!("{code}, {set}"))
        },
    );
    let groups = found.groups.iter().filter(|(_, units)| !units.is_empty());
    Tried {
        heading: span(language, w.sim_h2, found.counted),
        against,
        parameters: found.parameters.iter().map(|it| parameter(language, it)).collect(),
        groups: groups
            .map(|(group, units)| {
                let rows = units.iter().map(|it| moved(language, it)).collect();
                (board::group(language, *group), rows)
            })
            .collect(),
    }
}

fn parameter(language: Language, it: &Parameter) -> ParameterRow {
    let number = |n: Option<i32>| n.map_or_else(|| "–".to_owned(), |n| n.to_string());
    ParameterRow {
        criterion: it.criterion.clone(),
        name: board::parameter(language, it.name),
        before: number(it.before),
        after: number(it.after),
    }
}

fn moved(language: Language, it: &Moved<UnitName>) -> MovedRow {
    let rank = |rank: Option<usize>| rank.map_or_else(|| "–".to_owned(), |rank| rank.to_string());
    let told_points =
        |milli: Option<i64>| milli.map_or_else(|| "–".to_owned(), |milli| points(language, milli));
    let up = it.places_up();
    MovedRow {
        unit: told::unit(language, &it.unit).to_owned(),
        rank: format!("{} → {}", rank(it.before.0), rank(it.after.0)),
        points: format!("{} → {}", told_points(it.before.1), told_points(it.after.1)),
        moves: up.map(signed).unwrap_or_default(),
        far: up.is_some_and(|places| places.abs() > 2),
        why: why(language, &it.criteria),
    }
}

/// A number with its sign; nothing moves nobody.
fn signed(places: i64) -> String {
    match places {
        0 => "0".to_owned(),
        up if up > 0 => format!("+{up}"),
        down => format!("−{}", down.abs()),
    }
}

/// The criteria that change the points most, with by how much.
fn why(language: Language, criteria: &[Difference]) -> String {
    let mut all: Vec<(&str, i64)> =
        criteria.iter().map(|it| (it.criterion.as_str(), it.change_milli())).collect();
    all.retain(|(_, change)| *change != 0);
    all.sort_by_key(|(_, change)| std::cmp::Reverse(change.abs()));
    let told = all.into_iter().take(NAMED).map(|(code, change)| {
        let sign = if change > 0 { "+" } else { "" };
        format!("{code} {sign}{}", points(language, change))
    });
    told.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_move_has_its_sign_and_only_what_changes_points_says_why() {
        assert_eq!([signed(3), signed(0), signed(-2)], ["+3", "0", "−2"]);
        let same = Difference { criterion: "a".to_owned(), before: None, after: None };
        assert_eq!(why(Language::Vi, &[same]), "");
    }
}

//! Finding units: by words of the name or the code, the best fit first, and by what and where they are.

use super::position::Position;
use super::unit::{PeerGroup, Unit, UnitKind, Units};
use super::words::unit_words;
use crate::domain::time::Day;

/// What stands before the name of a place in the name of its committee, in both languages.
const COMMITTEE: [&str; 2] = ["uy ban nhan dan ", "people s committee of "];

/// Which units are meant, besides the words of their names; an empty list means all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct UnitFilter {
    /// Of one of these kinds.
    pub kinds: Vec<UnitKind>,
    /// Compared in one of these groups.
    pub groups: Vec<PeerGroup>,
    /// Directly under a unit of one of these codes.
    pub parents: Vec<String>,
    /// In one of these places: the unit of the code, or anywhere below it.
    pub localities: Vec<String>,
}

/// How well a unit fits the words, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// They are its name or its code.
    Exact,
    /// Its name begins with them.
    Beginning,
    /// Each is a word of it.
    Word,
    /// Each is somewhere in it.
    Inside,
}

impl UnitFilter {
    fn takes(&self, units: &Units, unit: &Unit) -> bool {
        fn fits<T>(wanted: &[T], is: impl Fn(&T) -> bool) -> bool {
            wanted.is_empty() || wanted.iter().any(is)
        }
        let parent = unit.parent.and_then(|id| units.get(id));
        fits(&self.kinds, |kind| unit.kind == *kind)
            && fits(&self.groups, |group| unit.group == Some(*group))
            && fits(&self.parents, |code| parent.is_some_and(|above| above.code == *code))
            && fits(&self.localities, |code| units.chain(unit).any(|one| one.code == *code))
    }
}

impl Units {
    /// The units on `day` that `filter` takes and whose name or code holds every word of `query`: the best fit first, and of
    /// equal ones in the order of the data. An empty query finds all, one without a letter or digit none.
    pub fn find(&self, query: &str, filter: &UnitFilter, day: Day) -> Vec<&Unit> {
        let words = unit_words(query);
        let all = self.folded().filter(|(unit, _)| unit.exists_on(day) && filter.takes(self, unit));
        if query.trim().is_empty() {
            return all.map(|(unit, _)| unit).collect();
        }
        let mut found: Vec<(Fit, &Unit)> =
            all.filter_map(|(unit, text)| Some((fit(unit, text, &words)?, unit))).collect();
        found.sort_by_key(|(fit, _)| *fit);
        found.into_iter().map(|(_, unit)| unit).collect()
    }
}

impl Units {
    /// The units on `day` that `filter` takes and whose name, place or code is exactly `query`.
    pub fn called(&self, query: &str, filter: &UnitFilter, day: Day) -> Vec<&Unit> {
        let words = unit_words(query);
        let here =
            self.folded().filter(|(unit, _)| unit.exists_on(day) && filter.takes(self, unit));
        let exact = here.filter(|(unit, text)| fit(unit, text, &words) == Some(Fit::Exact));
        exact.map(|(unit, _)| unit).collect()
    }

    /// The units on `day` that `filter` takes and whose territory is known, the nearest to `place` first, each with its
    /// kilometres; of equal ones in the order of the data.
    pub fn nearest(&self, place: Position, filter: &UnitFilter, day: Day) -> Vec<(f64, &Unit)> {
        let there = self.all().iter().filter(|it| it.exists_on(day) && filter.takes(self, it));
        let mut found: Vec<(f64, &Unit)> =
            there.filter_map(|unit| Some((unit.centre?.km_to(place), unit))).collect();
        found.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        found
    }
}

/// How well `words` fit the unit, whose names and code are folded in `text`.
fn fit(unit: &Unit, text: &str, words: &str) -> Option<Fit> {
    let mut each = words.split(' ').filter(|word| !word.is_empty()).peekable();
    each.peek()?;
    if !each.all(|word| text.contains(word) || unit.code.eq_ignore_ascii_case(word)) {
        return None;
    }
    let names = [&unit.name, &unit.name_en].map(|name| unit_words(name));
    // People name the place and mean its committee.
    let placed = names
        .iter()
        .map(|name| COMMITTEE.iter().find_map(|it| name.strip_prefix(it)).unwrap_or(name.as_str()));
    let forms: Vec<&str> = names.iter().map(String::as_str).chain(placed).collect();
    let of_words = |word: &str| text.split(' ').any(|one| one == word);
    Some(if unit.code.eq_ignore_ascii_case(words) || forms.contains(&words) {
        Fit::Exact
    } else if forms.iter().any(|form| form.starts_with(words)) {
        Fit::Beginning
    } else if words.split(' ').all(of_words) {
        Fit::Word
    } else {
        Fit::Inside
    })
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::*;
    use crate::domain::ids::UnitId;
    use crate::domain::units::unit::CodeScheme;

    fn unit(n: u128, name: &str, name_en: &str, parent: Option<u128>) -> (Unit, String) {
        let code = format!("X{n}");
        let text = unit_words(&format!("{name} {name_en} {code}"));
        let unit = Unit {
            id: UnitId::new(Uuid::from_u128(n)),
            code,
            scheme: CodeScheme::Local,
            confirmed: false,
            name: name.to_owned(),
            name_en: name_en.to_owned(),
            kind: if parent.is_some() { UnitKind::Commune } else { UnitKind::District },
            group: parent.map(|_| PeerGroup::Communes),
            parent: parent.map(|id| UnitId::new(Uuid::from_u128(id))),
            valid_from: date(2024, 1, 1),
            valid_to: None,
            email: None,
            participates: true,
            remote: false,
            centre: None,
        };
        (unit, text)
    }

    fn units() -> Units {
        Units::new(vec![
            unit(1, "Ủy ban nhân dân Thị xã Hai", "People's Committee of Hai Town", None),
            unit(2, "Ủy ban nhân dân Phường 40", "People's Committee of Ward 40", Some(1)),
            unit(3, "Ủy ban nhân dân Xã Phường 4", "People's Committee of Phuong 4", Some(1)),
            unit(4, "Đội 14, Phường Bốn", "Team 14 of Ward Four", Some(2)),
            unit(5, "Ủy ban nhân dân Phường 4", "People's Committee of Ward 4", Some(1)),
        ])
    }

    fn codes(query: &str, filter: &UnitFilter) -> Vec<String> {
        let units = units();
        let found = units.find(query, filter, date(2024, 10, 15));
        found.into_iter().map(|unit| unit.code.clone()).collect()
    }

    #[test]
    fn the_exact_name_stands_first_then_what_begins_so_then_words_then_parts_of_words() {
        let any = UnitFilter::default();

        // X3 bears the very words as its English name.
        assert_eq!(codes("Phường 4", &any), ["X3", "X5", "X2", "X4"]);
        assert_eq!(codes("ward 4", &any), ["X5", "X2", "X4"]);
        assert_eq!(codes("UBND P. 4", &any), ["X5", "X2", "X3"]);
        assert_eq!(codes("x2", &any), ["X2"]);
        assert_eq!(codes("xa phuong", &any), ["X3"]);
        assert_eq!(codes("", &any), ["X1", "X2", "X3", "X4", "X5"]);
        assert_eq!(codes(" . ", &any), [""; 0]);
    }

    #[test]
    fn a_filter_takes_any_of_its_values_and_all_filters_hold_at_once() {
        let of = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect();
        let parents = UnitFilter { parents: of(&["X1"]), ..UnitFilter::default() };
        let either = UnitFilter { parents: of(&["X1", "X2"]), ..UnitFilter::default() };
        let place = UnitFilter { localities: of(&["X2"]), ..UnitFilter::default() };
        let kinds = UnitFilter { kinds: vec![UnitKind::Commune], ..place.clone() };
        let groups = UnitFilter { groups: vec![PeerGroup::Districts], ..place.clone() };

        assert_eq!(codes("", &parents), ["X2", "X3", "X5"]);
        assert_eq!(codes("", &either), ["X2", "X3", "X4", "X5"]);
        assert_eq!(codes("", &place), ["X2", "X4"]);
        assert_eq!(codes("doi", &kinds), ["X4"]);
        assert_eq!(codes("", &groups), [""; 0]);
    }
}

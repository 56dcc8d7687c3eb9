//! From whom the matters of one unit and quarter came, as far as that is known: computed when a list is closed and kept as a
//! number only.

use std::collections::BTreeMap;

use crate::domain::case::Case;
use crate::domain::ids::UnitId;
use crate::domain::report::Contact;

/// Something by which two reports are known to come from one source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Mark {
    /// The desk that typed it in, as long as nobody activated the slip.
    Desk(UnitId),
    /// A telephone, an address, an identity number or a tax code, as it is compared.
    Said(&'static str, String),
}

/// By what the source of a report is known; nothing where it was left without a name.
pub(super) fn marks(case: &Case, contact: Option<&Contact>, activated: bool) -> Vec<Mark> {
    if let Some(desk) = case.course.typed_in_by.filter(|_| !activated) {
        return vec![Mark::Desk(desk)];
    }
    let Some(contact) = contact else { return Vec::new() };
    let said = [
        ("phone", &contact.phone),
        ("email", &contact.email),
        ("id", &contact.id_number),
        ("tax", &contact.tax_code),
    ];
    let told = said.into_iter().filter_map(|(what, text)| Some((what, text.as_deref()?)));
    told.map(|(what, text)| Mark::Said(what, text.trim().to_lowercase())).collect()
}

/// The number of the source of each, from 1: those that share a mark, or are joined by others, are one source.
pub(super) fn numbered(all: &[Vec<Mark>]) -> Vec<usize> {
    let mut parent: Vec<usize> = (0..all.len()).collect();
    let mut first: BTreeMap<&Mark, usize> = BTreeMap::new();
    for (at, marks) in all.iter().enumerate() {
        for mark in marks {
            let with = *first.entry(mark).or_insert(at);
            let (one, other) = (root(&parent, at), root(&parent, with));
            if let Some(place) = parent.get_mut(one.max(other)) {
                *place = one.min(other);
            }
        }
    }
    let mut numbers = BTreeMap::new();
    (0..all.len())
        .map(|at| {
            let next = numbers.len() + 1;
            *numbers.entry(root(&parent, at)).or_insert(next)
        })
        .collect()
}

fn root(parent: &[usize], mut at: usize) -> usize {
    while let Some(up) = parent.get(at).filter(|up| **up != at) {
        at = *up;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_shares_a_telephone_or_an_address_is_one_source_also_by_way_of_another() {
        let said = |what, text: &str| Mark::Said(what, text.to_owned());
        let all = [
            vec![said("phone", "1"), said("email", "a")],
            vec![said("phone", "2")],
            Vec::new(),
            vec![said("email", "b"), said("phone", "2")],
            vec![said("email", "a"), said("email", "b")],
            Vec::new(),
            vec![said("id", "1")],
        ];

        assert_eq!(numbered(&all), [1, 1, 2, 1, 1, 3, 4]);
    }
}

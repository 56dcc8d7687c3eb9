//! From whom the matters of one unit and quarter came, as far as that is known: computed when a list is closed and kept as a
//! number only.

use std::collections::BTreeMap;

use crate::domain::case::Case;
use crate::domain::ids::UnitId;
use crate::domain::report::Contact;

/// Something by which two reports are known to come from one source.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::service) enum Mark {
    /// The desk that typed it in, as long as nobody activated the slip.
    Desk(UnitId),
    /// A telephone, an address, an identity number or a tax code, as it is compared.
    Said(&'static str, String),
}

/// By what the source of a report is known, the telephone before all else; none where it was left without a name. One mark, and
/// nothing by way of another: nobody proves what he types, so that whoever typed each complainant's telephone beside one
/// address of his own would make them all one source, and their late matters weigh next to nothing.
pub(in crate::service) fn mark(
    case: &Case,
    contact: Option<&Contact>,
    activated: bool,
) -> Option<Mark> {
    if let Some(desk) = case.course.typed_in_by.filter(|_| !activated) {
        return Some(Mark::Desk(desk));
    }
    contact.and_then(first_said)
}

fn first_said(contact: &Contact) -> Option<Mark> {
    let said = [
        ("phone", &contact.phone),
        ("email", &contact.email),
        ("id", &contact.id_number),
        ("tax", &contact.tax_code),
    ];
    let mut told = said.into_iter().filter_map(|(what, text)| Some((what, text.as_deref()?)));
    told.next().map(|(what, text)| Mark::Said(what, text.trim().to_lowercase()))
}

/// The number of the source of each, from 1: those with the same mark are one source, and each without any is one of its own.
pub(super) fn numbered(all: &[Option<Mark>]) -> Vec<usize> {
    let mut known: BTreeMap<&Mark, usize> = BTreeMap::new();
    let mut numbers = Vec::with_capacity(all.len());
    let mut last = 0;
    for mark in all {
        let before = mark.as_ref().and_then(|mark| known.get(mark).copied());
        let number = before.unwrap_or_else(|| {
            last += 1;
            last
        });
        if let Some(mark) = mark {
            known.insert(mark, number);
        }
        numbers.push(number);
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Language;

    #[test]
    fn the_same_mark_is_one_source_and_who_left_none_is_a_source_alone() {
        let said = |what, text: &str| Some(Mark::Said(what, text.to_owned()));
        let all = [said("phone", "1"), None, said("phone", "2"), said("phone", "1"), None];

        assert_eq!(numbered(&all), [1, 2, 3, 1, 4]);
    }

    #[test]
    fn an_address_that_many_give_beside_their_telephones_joins_nobody() {
        let with = |phone: &str| Contact {
            name: "Trần Thị Thử".to_owned(),
            phone: Some(phone.to_owned()),
            email: Some("mot.nguoi@example.vn".to_owned()),
            address: None,
            tax_code: None,
            organisation: None,
            language: Language::Vi,
            id_number: None,
            position: None,
            unit: None,
            consent_version: None,
        };

        let marks = [with("0901"), with("0902")].map(|contact| first_said(&contact));

        assert_eq!(numbered(&marks), [1, 2]);
    }
}

//! From what the fields of commands choose: units, categories, grounds and whatever else the law or the data lists.

use crate::domain::case::{Case, Outcome};
use crate::domain::codes::Code;
use crate::domain::event::{DeclineGround, ReturnGround};
use crate::domain::kind::Kind;
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::domain::units::unit::UnitKind;
use crate::pages::staff::rows::begin;
use crate::pages::told;
use crate::pages::words::case::Cases as Words;
use crate::service::reference::Reference;

/// From what is chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum List {
    Units,
    Communes,
    Categories,
    Sectors,
    Kinds,
    Outcomes,
    DeclineGrounds,
    ReturnGrounds,
    Pauses,
    Criteria,
    Deliveries,
    SenderBases,
}

/// What lists are made of.
pub(super) struct Around<'a> {
    pub reference: &'a Reference,
    pub case: &'a Case,
    pub language: Language,
    pub today: Day,
}

impl Around<'_> {
    fn named<T: Code>(
        &self,
        all: &[T],
        words: impl Fn(T) -> (&'static str, &'static str),
    ) -> Vec<(String, String)> {
        let one = |value: &T| {
            let (vi, en) = words(*value);
            (value.code().to_owned(), begin(told::by(self.language, vi, en)))
        };
        all.iter().map(one).collect()
    }

    fn pick(&self, vi: &str, en: &str) -> String {
        told::by(self.language, vi, en).to_owned()
    }

    fn units(&self, fits: impl Fn(UnitKind) -> bool) -> Vec<(String, String)> {
        let all = self.reference.units.all().iter();
        let here = all.filter(|unit| unit.exists_on(self.today) && fits(unit.kind));
        let mut found: Vec<(String, String)> =
            here.map(|unit| (unit.code.clone(), self.pick(&unit.name, &unit.name_en))).collect();
        found.sort_by(|one, other| one.1.cmp(&other.1));
        found
    }

    /// The codes of a list with their names, in its order.
    pub(super) fn list(&self, list: List) -> Vec<(String, String)> {
        let (reference, kind, w) = (self.reference, self.case.kind, Words::of(self.language));
        match list {
            List::Units => self.units(|_| true),
            List::Communes => self.units(|kind| kind == UnitKind::Commune),
            List::Categories => {
                let all = reference.categories.iter();
                all.map(|it| (it.code.clone(), self.pick(&it.name_vi, &it.name_en))).collect()
            }
            List::Sectors => {
                let all = reference.sectors.iter();
                all.map(|it| (it.code.clone(), self.pick(&it.name_vi, &it.name_en))).collect()
            }
            List::Kinds => {
                let spec = |kind: &Kind| reference.kind(*kind, self.today);
                let all = Kind::ALL.iter().filter(|it| **it != kind).filter_map(spec);
                all.map(|it| (it.kind.code().to_owned(), self.pick(&it.name_vi, &it.name_en)))
                    .collect()
            }
            List::Outcomes => {
                let by_unit = |it: &Outcome| *it != Outcome::Withdrawn;
                let all: Vec<Outcome> = Outcome::ALL.iter().copied().filter(by_unit).collect();
                self.named(&all, |it| (it.vi(), it.en()))
            }
            List::DeclineGrounds => {
                let of_kind = |it: &DeclineGround| it.holds_for(kind);
                let all: Vec<_> = DeclineGround::ALL.iter().copied().filter(of_kind).collect();
                self.named(&all, |it| (it.vi(), it.en()))
            }
            List::ReturnGrounds => self.named(ReturnGround::ALL, |it| (it.vi(), it.en())),
            List::Pauses => {
                let of_kind = reference.pauses.iter().filter(|it| it.kind == kind);
                of_kind.map(|it| (it.ground.clone(), self.pick(&it.name_vi, &it.name_en))).collect()
            }
            List::Criteria => {
                let of_kind = reference.complexity.iter().filter(|it| it.kind == kind);
                of_kind.map(|it| (it.code.clone(), self.pick(&it.name_vi, &it.name_en))).collect()
            }
            List::Deliveries => [
                ("in_person", w.served_in_person),
                ("post", w.served_post),
                ("email", w.served_email),
                ("message", w.served_message),
                ("phone", w.served_phone),
            ]
            .map(|(code, label)| (code.to_owned(), label.to_owned()))
            .to_vec(),
            List::SenderBases => [("personnel_record", w.basis_record), ("person", w.basis_person)]
                .map(|(code, label)| (code.to_owned(), label.to_owned()))
                .to_vec(),
        }
    }
}

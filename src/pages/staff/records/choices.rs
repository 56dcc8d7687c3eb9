//! What the forms of the registers choose from: units, categories, sectors and kinds of the reference data.

use std::sync::Arc;

use crate::domain::kind::Kind;
use crate::domain::text::Language;
use crate::domain::time::Day;
use crate::domain::units::unit::UnitKind;
use crate::pages::staff::signed::Staff;
use crate::pages::told;
use crate::service::reference::Reference;

/// Codes and what they are called.
type Codes = Vec<(String, String)>;

/// What lists are made of today.
pub(in crate::pages::staff) struct Choices {
    pub reference: Arc<Reference>,
    language: Language,
    today: Day,
}

impl Choices {
    /// As the reader sees them today.
    pub(in crate::pages::staff) fn of(staff: &Staff) -> Self {
        let service = staff.service();
        let (reference, language) = (service.reference(), staff.asked.language);
        Self { reference, language, today: service.clock().today() }
    }

    fn pick(&self, vi: &str, en: &str) -> String {
        told::by(self.language, vi, en).to_owned()
    }

    fn some_units(&self, fits: impl Fn(UnitKind) -> bool) -> Codes {
        let all = self.reference.units.all().iter();
        let here = all.filter(|unit| unit.exists_on(self.today) && fits(unit.kind));
        let mut found: Codes =
            here.map(|unit| (unit.code.clone(), self.pick(&unit.name, &unit.name_en))).collect();
        found.sort_by(|one, other| one.1.cmp(&other.1));
        found
    }

    /// Every unit.
    pub(in crate::pages::staff) fn units(&self) -> Codes {
        self.some_units(|_| true)
    }

    /// Communes and wards.
    pub(in crate::pages::staff) fn communes(&self) -> Codes {
        self.some_units(|kind| kind == UnitKind::Commune)
    }

    /// Categories of both channels.
    pub(in crate::pages::staff) fn categories(&self) -> Codes {
        let all = self.reference.categories.iter();
        all.map(|it| (it.code.clone(), self.pick(&it.name_vi, &it.name_en))).collect()
    }

    /// Sectors.
    pub(in crate::pages::staff) fn sectors(&self) -> Codes {
        let all = self.reference.sectors.iter();
        all.map(|it| (it.code.clone(), self.pick(&it.name_vi, &it.name_en))).collect()
    }

    /// Kinds that are in force.
    pub(in crate::pages::staff) fn kinds(&self) -> Codes {
        let spec = |kind: &Kind| self.reference.kind(*kind, self.today);
        let all = Kind::ALL.iter().filter_map(spec);
        all.map(|it| (it.kind.as_str().to_owned(), self.pick(&it.name_vi, &it.name_en))).collect()
    }

    /// What a code is called; the code itself where nothing is.
    pub(in crate::pages::staff) fn called(all: &[(String, String)], code: &str) -> String {
        all.iter().find(|it| it.0 == code).map_or(code, |it| it.1.as_str()).to_owned()
    }
}

//! Units of the province: who they are, when they existed, and how to find them.

use std::collections::{BTreeSet, HashMap};

use super::position::Position;
use crate::domain::codes::codes;
use crate::domain::ids::UnitId;
use crate::domain::succession::{Part, Successions};
use crate::domain::text::Words;
use crate::domain::time::Day;

codes! {
    /// What kind of body a unit is.
    UnitKind {
        /// The provincial people's committee, whose chair's office is the level above all others.
        Province => "province",
        /// The committee's office, which receives feedback for the province (NĐ 92/2017).
        ProvincialOffice => "provincial_office",
        /// A department of the province (sở, ban, ngành).
        ProvincialBody => "provincial_body",
        /// The provincial inspectorate.
        Inspectorate => "inspectorate",
        /// The emulation and commendation board.
        Board => "board",
        /// A district, town or provincial city (until 30/06/2025).
        District => "district",
        /// A commune, ward or township.
        Commune => "commune",
        /// A public service unit (đơn vị sự nghiệp).
        PublicServiceUnit => "public_service_unit",
        /// An enterprise with state capital.
        Enterprise => "enterprise",
        /// The Fatherland Front and its member organisations.
        FrontOrganisation => "front_organisation",
        /// A body outside the movement, such as the police or the tax office.
        External => "external",
    }
}

codes! {
    /// Comparable units (khối thi đua); standings exist only inside one.
    PeerGroup {
        /// Provincial bodies.
        ProvincialBodies => "provincial_bodies",
        /// Districts.
        Districts => "districts",
        /// Communes.
        Communes => "communes",
        /// Public service units.
        PublicServiceUnits => "public_service_units",
        /// State-capital enterprises.
        Enterprises => "enterprises",
    }
}

codes! {
    /// Who gave a unit its code.
    CodeScheme {
        /// The statistics office.
        Gso => "gso",
        /// The electronic identifier of QĐ 20/2020/QĐ-TTg.
        Eid => "eid",
        /// Invented here until an official code is known.
        Local => "local",
    }
}

/// A unit within one period of validity. Codes are used again for other territories, so a code
/// means something only together with a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unit {
    /// The id of this unit in this period.
    pub id: UnitId,
    /// The code, unique on any one day.
    pub code: String,
    /// Who gave the code.
    pub scheme: CodeScheme,
    /// False where the code or the facts still need an official source.
    pub confirmed: bool,
    /// The Vietnamese name.
    pub name: String,
    /// The English name.
    pub name_en: String,
    /// What kind of body it is.
    pub kind: UnitKind,
    /// The group it is compared in; none for units that are not scored.
    pub group: Option<PeerGroup>,
    /// The unit above.
    pub parent: Option<UnitId>,
    /// First day of validity.
    pub valid_from: Day,
    /// Last day of validity, inclusive; none while it exists.
    pub valid_to: Option<Day>,
    /// Where its mail goes.
    pub email: Option<String>,
    /// Whether it takes part in the movement.
    pub participates: bool,
    /// Whether it is a remote area in the sense of the complaint law.
    pub remote: bool,
    /// The middle of its territory, where it has one that is known.
    pub centre: Option<Position>,
}

impl Unit {
    /// Whether the unit existed on `day`.
    pub fn exists_on(&self, day: Day) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// What became of a unit by some day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heir<'u> {
    /// It still exists.
    Itself(&'u Unit),
    /// One unit took over all of it, maybe through others that ended since.
    One(&'u Unit),
    /// Several units took over parts of it, or one of which it is not known that it took all:
    /// a person must choose.
    Split(Vec<&'u Unit>),
    /// No successor is known.
    Nobody,
}

/// All units, found by id, by code and day, or by a few letters of the name.
#[derive(Debug, Default)]
pub struct Units {
    all: Vec<Unit>,
    folded: Vec<String>,
    by_id: HashMap<UnitId, usize>,
    by_code: HashMap<String, Vec<usize>>,
    successions: Successions,
}

impl Units {
    /// Indexes `units`, each with its folded name for search.
    pub fn new(units: Vec<(Unit, String)>) -> Self {
        let mut found = Self::default();
        for (index, (unit, folded)) in units.into_iter().enumerate() {
            found.by_id.insert(unit.id, index);
            found.by_code.entry(unit.code.clone()).or_default().push(index);
            found.folded.push(folded);
            found.all.push(unit);
        }
        found
    }

    /// The same units, with who came after whom.
    #[must_use]
    pub fn followed_by(self, successions: Successions) -> Self {
        Self { successions, ..self }
    }

    /// Who came after whom.
    pub fn successions(&self) -> &Successions {
        &self.successions
    }

    /// What has become of `unit` by `day`.
    pub fn heir<'u>(&'u self, unit: &'u Unit, day: Day) -> Heir<'u> {
        if unit.exists_on(day) {
            return Heir::Itself(unit);
        }
        let mut seen = BTreeSet::new();
        let mut split = false;
        let found = self.walk(unit, day, &mut seen, &mut split);
        match found.as_slice() {
            [] => Heir::Nobody,
            [one] if !split => Heir::One(one),
            _ => Heir::Split(found),
        }
    }

    /// The units that exist on `day` at the ends of every path from `unit`; notes whether one of
    /// the steps was partial. Two halves that come together again stay a split: nothing says that
    /// they were all.
    fn walk<'u>(
        &'u self,
        unit: &'u Unit,
        day: Day,
        seen: &mut BTreeSet<UnitId>,
        split: &mut bool,
    ) -> Vec<&'u Unit> {
        if !seen.insert(unit.id) {
            return Vec::new();
        }
        if unit.exists_on(day) {
            return vec![unit];
        }
        let mut found = Vec::new();
        for one in self.successions.after(unit.id).iter().filter(|one| one.effective_on <= day) {
            *split |= one.part == Part::Partial;
            if let Some(next) = self.get(one.new) {
                found.extend(self.walk(next, day, seen, split));
            }
        }
        found
    }

    /// What is wrong with who came after whom, in words of codes and days.
    pub fn succession_faults(&self) -> Vec<Words> {
        let mut faults = Vec::new();
        let mut bad = |what: &str, vi: String, en: String| {
            faults.push(Words::new(vi, en).about(what));
        };
        for one in self.successions.all() {
            let (Some(old), Some(new)) = (self.get(one.old), self.get(one.new)) else {
                let ids = format!("{} / {}", one.old, one.new);
                bad(&ids, "không có đơn vị này".to_owned(), "no such unit".to_owned());
                continue;
            };
            let named = format!("{} @ {}", old.code, old.valid_from);
            let follows = old.valid_to.and_then(|last| last.tomorrow().ok());
            if follows != Some(one.effective_on) {
                bad(
                    &named,
                    "effective_on phải là ngày ngay sau valid_to của nó".to_owned(),
                    "effective_on must be the day after its valid_to".to_owned(),
                );
            }
            if !new.exists_on(one.effective_on) {
                let day = one.effective_on;
                let code = &new.code;
                bad(
                    &named,
                    format!("ngày {day} không có {code}"),
                    format!("{code} does not exist on {day}"),
                );
            }
            if self.successions.reaches(one.new, one.old) {
                let code = &new.code;
                bad(
                    &named,
                    format!("kế thừa chính nó qua {code}"),
                    format!("comes after itself through {code}"),
                );
            }
        }
        for (old, after) in self.successions.each() {
            let full = after.iter().filter(|one| one.part == Part::Full).count();
            let code = self.get(old).map_or("?", |unit| unit.code.as_str());
            if full > 1 {
                bad(
                    code,
                    "hai đơn vị không thể cùng kế thừa toàn bộ".to_owned(),
                    "two units cannot each take over all of it".to_owned(),
                );
            } else if full == 1 && after.len() > 1 {
                bad(
                    code,
                    "có đơn vị kế thừa toàn bộ mà vẫn còn đơn vị khác bên cạnh".to_owned(),
                    "has a full successor and others beside it".to_owned(),
                );
            }
        }
        faults.sort_by(|one, other| one.en.cmp(&other.en));
        faults
    }

    /// Every unit that ever bore `code`.
    pub fn bearers(&self, code: &str) -> impl Iterator<Item = &Unit> {
        let known = self.by_code.get(code).map_or(&[][..], Vec::as_slice);
        known.iter().filter_map(|index| self.all.get(*index))
    }

    /// The unit that bore `code` last before `day`, if none bears it then.
    pub fn last_bearer(&self, code: &str, day: Day) -> Option<&Unit> {
        self.bearers(code).filter(|unit| unit.valid_from < day).max_by_key(|unit| unit.valid_from)
    }

    /// The unit that answers to `code` on `day`: the one that bears it, or the one unit that took
    /// over all of the last that did.
    pub fn bearer(&self, code: &str, day: Day) -> Option<&Unit> {
        self.by_code(code, day).or_else(|| match self.heir(self.last_bearer(code, day)?, day) {
            Heir::One(unit) => Some(unit),
            _ => None,
        })
    }

    /// The unit meant by a `code` that was written around `day`: whoever answers to it then, or who bore it first later.
    pub fn meant(&self, code: &str, day: Day) -> Option<&Unit> {
        let later = || self.bearers(code).min_by_key(|unit| unit.valid_from);
        self.bearer(code, day).or_else(later)
    }

    /// Every unit of every period.
    pub fn all(&self) -> &[Unit] {
        &self.all
    }

    /// The unit of this id, of whatever period.
    pub fn get(&self, id: UnitId) -> Option<&Unit> {
        self.by_id.get(&id).and_then(|index| self.all.get(*index))
    }

    /// The unit that bore `code` on `day`.
    pub fn by_code(&self, code: &str, day: Day) -> Option<&Unit> {
        self.bearers(code).find(|unit| unit.exists_on(day))
    }

    /// The unit that bears `code` on `day`, or where none does the one that bore it last.
    pub fn last_with(&self, code: &str, day: Day) -> Option<&Unit> {
        let ended =
            || self.bearers(code).filter(|unit| unit.valid_to.is_some_and(|last| last < day));
        self.by_code(code, day).or_else(|| ended().max_by_key(|unit| unit.valid_to))
    }

    /// The first unit of `kind` on `day`, in the order of the data.
    pub fn first_of(&self, kind: UnitKind, day: Day) -> Option<&Unit> {
        self.all.iter().find(|unit| unit.kind == kind && unit.exists_on(day))
    }

    /// `top` and every unit below it, of whatever period.
    pub fn below(&self, top: UnitId) -> Vec<UnitId> {
        let mut found = vec![top];
        let mut next = 0;
        while let Some(above) = found.get(next).copied() {
            next += 1;
            let children = self.all.iter().filter(|unit| unit.parent == Some(above));
            let fresh: Vec<_> =
                children.map(|unit| unit.id).filter(|id| !found.contains(id)).collect();
            found.extend(fresh);
        }
        found
    }

    /// `unit` and every unit above it, the nearest first. The tree is shallow; a circle in the data must not hold a request for
    /// ever.
    pub fn chain<'u>(&'u self, unit: &'u Unit) -> impl Iterator<Item = &'u Unit> {
        let above = |one: &&'u Unit| one.parent.and_then(|id| self.get(id));
        std::iter::successors(Some(unit), above).take(16)
    }

    /// Whether `unit` is `top` or stands below it.
    pub fn is_below(&self, unit: UnitId, top: UnitId) -> bool {
        unit == top || self.get(unit).is_some_and(|unit| self.chain(unit).any(|one| one.id == top))
    }

    /// Every unit with its names and its code, folded.
    pub(super) fn folded(&self) -> impl Iterator<Item = (&Unit, &str)> {
        self.all.iter().zip(self.folded.iter().map(String::as_str))
    }
}

//! Published figures by dimension and period: only fixed periods are told, so that no two windows can be subtracted.

use std::collections::BTreeMap;

use crate::domain::codes::codes;
use crate::domain::figures::{Issue, Numbers, Publication, Quarter, Sender, Subject};
use crate::domain::kind::Kind;
use crate::domain::units::unit::PeerGroup;
use crate::service::error::ServiceError;
use crate::service::facade::{Service, UnitName};
use crate::service::figures::statistics::Month;
use crate::service::reference::Reference;

codes! {
    /// By what figures are told apart.
    Dimension {
        /// All units together.
        Province => "province",
        /// Groups of units.
        Group => "group",
        /// Units.
        Unit => "unit",
        /// Kinds of report.
        Kind => "kind",
        /// Categories, each within a kind.
        Category => "category",
        /// Sectors.
        Sector => "sector",
        /// Who sent.
        Sender => "sender",
    }
}

codes! {
    /// How long a period is.
    Period {
        /// A calendar month.
        Month => "month",
        /// A quarter of the year.
        Quarter => "quarter",
        /// A year of which all quarters were released.
        Year => "year",
    }
}

/// Of whom figures are, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// All units.
    Province,
    /// The units of a group, or of none.
    Group(Option<PeerGroup>),
    /// A unit.
    Unit(UnitName),
    /// A kind.
    Kind(Kind),
    /// A category within a kind.
    Category(Kind, CodeName),
    /// A sector, or none.
    Sector(Option<CodeName>),
    /// Who sent.
    Sender(Sender),
}

/// A code of a list, by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeName {
    /// The code.
    pub code: String,
    /// The Vietnamese name.
    pub name: String,
    /// The English name.
    pub name_en: String,
}

impl CodeName {
    fn new(code: &str, (name, name_en): (&str, &str)) -> Self {
        Self { code: code.to_owned(), name: name.to_owned(), name_en: name_en.to_owned() }
    }
}

impl Named {
    /// A subject by name; a code that is in no list any more stands for itself. None for a unit that is not known.
    pub fn of(reference: &Reference, of: &Subject) -> Option<Self> {
        Some(match of {
            Subject::Province => Self::Province,
            Subject::Group(group) => Self::Group(*group),
            Subject::Unit(unit) => Self::Unit(reference.unit_name(*unit)?),
            Subject::Kind(kind) => Self::Kind(*kind),
            Subject::Category(kind, code) => {
                let own = reference.categories.iter().rfind(|one| one.code == **code);
                let names = own.map_or((&**code, &**code), |it| (&it.name_vi, &it.name_en));
                Self::Category(*kind, CodeName::new(code, names))
            }
            Subject::Sector(code) => Self::Sector(code.as_deref().map(|code| {
                let own = reference.sectors.iter().find(|one| one.code == code);
                CodeName::new(code, own.map_or((code, code), |it| (&it.name_vi, &it.name_en)))
            })),
            Subject::Sender(sender) => Self::Sender(*sender),
        })
    }
}

/// One subject in one period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Whose.
    pub of: Named,
    /// `2024-09`, `2024-Q3` or `2024`.
    pub period: String,
    /// What is told.
    pub numbers: Numbers,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Question<'a> {
    /// By what.
    pub dimension: Dimension,
    /// How long.
    pub period: Period,
    /// Periods that begin before this month are left out, and those that end after the other.
    pub from: Month,
    /// See `from`.
    pub to: Month,
    /// A code: its bearers alone.
    pub unit: Option<&'a str>,
    /// Of units, those of this group.
    pub group: Option<PeerGroup>,
}

/// The numbers of subjects in one period.
type Told = Vec<(String, Vec<(Subject, Numbers)>)>;

impl Question<'_> {
    fn wants(&self, of: &Subject) -> bool {
        let dimension = match of {
            Subject::Province => Dimension::Province,
            Subject::Group(_) => Dimension::Group,
            Subject::Unit(_) => Dimension::Unit,
            Subject::Kind(_) => Dimension::Kind,
            Subject::Category(..) => Dimension::Category,
            Subject::Sector(_) => Dimension::Sector,
            Subject::Sender(_) => Dimension::Sender,
        };
        self.dimension == dimension
    }

    fn subjects(&self, issue: &Issue) -> Vec<Subject> {
        issue.subjects().filter(|of| self.wants(of)).cloned().collect()
    }

    fn told(&self, publication: &Publication) -> Told {
        let (from, to) = (self.from.first(), self.to.last());
        let issues = publication.issues.iter();
        match self.period {
            Period::Month => issues
                .flat_map(|(quarter, issue)| {
                    quarter.months().into_iter().enumerate().map(move |at| (issue, at))
                })
                .filter(|(_, (_, first))| from <= *first && first.last_of_month() <= to)
                .map(|(issue, (at, first))| {
                    let of = self.subjects(issue).into_iter();
                    let rows = of.map(|of| {
                        let numbers = issue.month(&of, at);
                        (of, numbers)
                    });
                    let rows = rows.collect();
                    (first.strftime("%Y-%m").to_string(), rows)
                })
                .collect(),
            Period::Quarter => publication
                .between(from, to)
                .map(|(quarter, issue)| {
                    let of = self.subjects(issue).into_iter();
                    let rows = of.map(|of| {
                        let numbers = issue.quarter(&of);
                        (of, numbers)
                    });
                    (quarter.to_string(), rows.collect())
                })
                .collect(),
            Period::Year => {
                let mut years: BTreeMap<i16, Vec<(Quarter, &Issue)>> = BTreeMap::new();
                for (quarter, issue) in publication.between(from, to) {
                    years.entry(quarter.year()).or_default().push((quarter, issue));
                }
                let whole = |issues: &[(Quarter, &Issue)]| issues.len() == 4;
                let years = years.into_iter().filter(|(_, issues)| whole(issues));
                years.map(|(year, issues)| (year.to_string(), self.year(&issues))).collect()
            }
        }
    }

    /// The sums of the quarters of a year, where each of them is told.
    fn year(&self, issues: &[(Quarter, &Issue)]) -> Vec<(Subject, Numbers)> {
        let mut sums: BTreeMap<Subject, Numbers> = BTreeMap::new();
        let all = issues.iter().flat_map(|(_, issue)| self.subjects(issue));
        for of in all.collect::<Vec<_>>() {
            let each = issues.iter().map(|(_, issue)| issue.quarter(&of));
            let sum = each.fold(Numbers::ZERO, Numbers::and);
            sums.insert(of, sum);
        }
        sums.into_iter().collect()
    }
}

impl Service {
    /// Published figures. A subject of which nothing was counted in a quarter has no row.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for a unit code that never was.
    pub async fn statistics(&self, asked: &Question<'_>) -> Result<Vec<Figures>, ServiceError> {
        let reference = self.references.ready()?;
        // A code that was used again stands for every unit that bore it; their names tell them apart.
        let bearers: Option<Vec<Subject>> = asked
            .unit
            .map(|code| reference.units.bearers(code).map(|unit| Subject::Unit(unit.id)).collect());
        if bearers.as_ref().is_some_and(Vec::is_empty) {
            return Err(ServiceError::NotFound);
        }
        let publication = self.publication().await?;
        let mut figures = Vec::new();
        for (period, rows) in asked.told(&publication) {
            let in_group = |of: &Subject| match of {
                Subject::Unit(unit) => {
                    let group = reference.units.get(*unit).and_then(|unit| unit.group);
                    asked.group.is_none() || group == asked.group
                }
                _ => true,
            };
            let wanted = |of: &Subject| {
                bearers.as_ref().is_none_or(|some| some.contains(of)) && in_group(of)
            };
            for (of, numbers) in rows.into_iter().filter(|(of, _)| wanted(of)) {
                let of = Named::of(&reference, &of);
                figures.extend(of.map(|of| Figures { of, period: period.clone(), numbers }));
            }
        }
        Ok(figures)
    }
}

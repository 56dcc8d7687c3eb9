//! From published figures to pictures: nothing is in one that the figures do not tell.

use std::collections::BTreeMap;

use super::axes::Caption;
use super::columns::{Column, columns};
use super::dots::{Interval, Row, Spot, dots};
use super::drawing::Drawing;
use super::line::{Point, Told, line};
use super::words::{capital, percent, period, pick};
use crate::domain::figures::{Numbers, Sender};
use crate::domain::kind::{Kind, KindSpec};
use crate::domain::text::Language;
use crate::domain::units::unit::PeerGroup;
use crate::service::figures::summary::{Figures, Named};

/// More periods than this would be too thin to read on a telephone: the latest are shown.
const MOST: usize = 24;

/// What is told of one subject, period by period.
pub(crate) type Periods = [(String, Numbers)];

/// How pictures of figures are worded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wording<'a> {
    /// The language.
    pub(crate) language: Language,
    /// The kinds by name.
    pub(crate) kinds: &'a [KindSpec],
    /// The line of the licence.
    pub(crate) foot: &'a str,
}

/// The name of a group, or of what is in none.
pub(super) fn group(language: Language, group: Option<PeerGroup>) -> &'static str {
    let (vi, en) = match group {
        Some(PeerGroup::ProvincialBodies) => ("Sở, ban, ngành tỉnh", "Provincial bodies"),
        Some(PeerGroup::Districts) => ("Huyện, thị xã, thành phố", "Districts"),
        Some(PeerGroup::Communes) => ("Xã, phường, thị trấn", "Communes"),
        Some(PeerGroup::PublicServiceUnits) => {
            ("Đơn vị sự nghiệp công lập", "Public service units")
        }
        Some(PeerGroup::Enterprises) => {
            ("Doanh nghiệp có vốn nhà nước", "State-capital enterprises")
        }
        None => ("Không thuộc khối nào", "In no group"),
    };
    pick(language, vi, en)
}

impl Wording<'_> {
    /// The name of a subject.
    pub(crate) fn name(&self, of: &Named) -> String {
        let language = self.language;
        match of {
            Named::Province => pick(language, "Toàn tỉnh", "The province").to_owned(),
            Named::Group(of) => group(language, *of).to_owned(),
            Named::Unit(unit) => pick(language, &unit.name, &unit.name_en).to_owned(),
            Named::Kind(kind) => self.kind(*kind).to_owned(),
            Named::Category(kind, one) => {
                let name = pick(language, &one.name, &one.name_en);
                format!("{name} ({})", self.kind(*kind))
            }
            Named::Sector(Some(one)) => pick(language, &one.name, &one.name_en).to_owned(),
            Named::Sector(None) => {
                pick(language, "Không nêu lĩnh vực", "No sector named").to_owned()
            }
            Named::Sender(Sender::Resident) => pick(language, "Người dân", "People").to_owned(),
            Named::Sender(Sender::Business) => {
                let (vi, en) = ("Doanh nghiệp, tổ chức", "Businesses and organisations");
                pick(language, vi, en).to_owned()
            }
        }
    }

    fn kind(&self, kind: Kind) -> &str {
        let spec = self.kinds.iter().rfind(|spec| spec.kind == kind);
        spec.map_or(kind.as_str(), |spec| pick(self.language, &spec.name_vi, &spec.name_en))
    }

    fn titled(&self, id: &'static str, vi: &str, en: &str, rest: &[String]) -> Caption<'_> {
        let title = format!("{} – {}", pick(self.language, vi, en), rest.join(", "));
        Caption { id, language: self.language, title, foot: self.foot }
    }

    /// From when to when.
    fn span(&self, periods: &[&str]) -> Vec<String> {
        let long = |code: &&str| period(self.language, code).long;
        match periods {
            [] => Vec::new(),
            [one] => vec![long(one)],
            [first, .., last] => vec![format!("{} – {}", long(first), long(last))],
        }
    }

    /// Of one subject, what became of the answers that fell due: columns.
    pub(crate) fn outcomes(&self, of: &Named, periods: &Periods) -> Drawing {
        let (periods, rest) = self.rest(of, periods);
        let caption =
            self.titled("outcomes", "Đúng hạn, trễ hạn và khác", "In time, late and other", &rest);
        let each = periods.iter().map(|(code, numbers)| Column {
            period: period(self.language, code),
            numbers: *numbers,
        });
        columns(caption, &each.collect::<Vec<_>>())
    }

    /// Of one subject, the share in time: a line.
    pub(crate) fn share(&self, of: &Named, periods: &Periods) -> Drawing {
        let (periods, rest) = self.rest(of, periods);
        let caption =
            self.titled("share", "Tỷ lệ trả lời đúng hạn", "Share answered in time", &rest);
        let each = periods.iter().map(|(code, numbers)| Point {
            period: period(self.language, code),
            told: Told::of(numbers),
        });
        line(caption, &each.collect::<Vec<_>>())
    }

    fn rest<'p>(&self, of: &Named, all: &'p Periods) -> (&'p Periods, Vec<String>) {
        let shown = all.get(all.len().saturating_sub(MOST)..).unwrap_or(all);
        let codes: Vec<&str> = shown.iter().map(|(code, _)| code.as_str()).collect();
        let mut rest = vec![self.name(of)];
        rest.extend(self.span(&codes));
        if shown.len() < all.len() {
            let latest = pick(self.language, "các kỳ gần nhất", "the latest periods");
            rest.push(latest.to_owned());
        }
        (shown, rest)
    }

    /// Of every subject in one period, the share in time: dots, in the order of the names.
    pub(crate) fn comparison(
        &self,
        of: Option<PeerGroup>,
        code: Option<&str>,
        figures: &[Figures],
    ) -> Drawing {
        let language = self.language;
        let name = of.map(|of| group(language, Some(of)).to_owned());
        let rest: Vec<String> =
            name.into_iter().chain(self.span(&code.into_iter().collect::<Vec<_>>())).collect();
        let caption = self.titled(
            "comparison",
            "So sánh tỷ lệ trả lời đúng hạn",
            "Shares answered in time",
            &rest,
        );
        // Two units may bear one name, and one of one code and name may have two periods.
        let mut subjects: BTreeMap<(String, Option<&str>), Numbers> = BTreeMap::new();
        for row in figures {
            let code = match &row.of {
                Named::Unit(unit) => Some(unit.code.as_str()),
                Named::Province
                | Named::Group(_)
                | Named::Kind(_)
                | Named::Category(..)
                | Named::Sector(_)
                | Named::Sender(_) => None,
            };
            let numbers = subjects.entry((self.name(&row.of), code)).or_insert(Numbers::ZERO);
            *numbers = numbers.and(row.numbers);
        }
        let mut bearers: BTreeMap<&str, usize> = BTreeMap::new();
        for (name, _) in subjects.keys() {
            *bearers.entry(name).or_default() += 1;
        }
        let label = |name: &str, code: Option<&str>| match code {
            Some(code) if bearers.get(name).is_some_and(|n| *n > 1) => {
                format!("{} ({code})", capital(name))
            }
            _ => capital(name),
        };
        let spot = |numbers: &Numbers| match Told::of(numbers) {
            Told::Withheld => Spot::Withheld,
            Told::None => Spot::Absent(pick(language, "không có việc đến hạn", "nothing fell due")),
            Told::Share(it) => Spot::Told(Interval {
                at: it.permille,
                low: it.low,
                high: it.high,
                text: format!(
                    "{}% ({}–{})",
                    percent(it.permille),
                    percent(it.low),
                    percent(it.high)
                ),
            }),
        };
        let rows: Vec<Row> = subjects
            .iter()
            .map(|((name, code), numbers)| Row { name: label(name, *code), spot: spot(numbers) })
            .collect();
        let unit = pick(
            language,
            "tỷ lệ đúng hạn trong số đúng hạn và trễ",
            "share in time of those in time or late",
        );
        let ticks = [0, 500, 1_000].map(|tick| (tick, format!("{}%", tick / 10)));
        let reading = pick(
            language,
            "Chấm: con số tính được. Vạch ngang: khoảng mà con số thật nằm trong đó với độ tin cậy 95%; càng ít việc thì càng rộng. \
             Hai khoảng chồng lên nhau thì chưa thể nói bên nào hơn.",
            "Dot: the number as counted. Line: where the true one lies with 95% confidence, the wider the fewer were counted. \
             Of two whose lines overlap neither can be said to be ahead.",
        );
        dots(caption, unit, reading, &ticks, &rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::service::UnitName;

    #[test]
    fn units_of_one_name_stand_apart_by_their_codes() {
        let row = |code: &str, name: &str, met| {
            let unit =
                UnitName { code: code.to_owned(), name: name.to_owned(), name_en: name.to_owned() };
            let numbers = Numbers {
                opened: Some(20),
                met: Some(met),
                missed: Some(20 - met),
                ..Numbers::ZERO
            };
            Figures { of: Named::Unit(unit), period: "2024-Q3".to_owned(), numbers }
        };
        let figures = [
            row("25495", "xã Tân Bình", 10),
            row("25474", "xã Tân Bình", 20),
            row("25474", "xã Tân Bình", 20),
            row("25501", "xã Tân Hà", 10),
        ];
        let wording = Wording { language: Language::Vi, kinds: &[], foot: "" };

        let drawing = wording.comparison(None, Some("2024-Q3"), &figures);

        let said = drawing.desc.as_str();
        for name in ["Xã Tân Bình (25474): 100%", "Xã Tân Bình (25495): 50%", "Xã Tân Hà: 50%"]
        {
            assert!(said.contains(name), "{name}: {said}");
        }
    }
}

//! A snapshot as text: one line a fact, in an order that no database decides, so that the same facts have the same hash.

use std::fmt::Display;
use std::str::{FromStr, Split};

use super::{FrozenCount, FrozenMatter, FrozenUnit, Snapshot};
use crate::domain::emulation::assessment::AdjustmentKind;
use crate::domain::emulation::matters::{Finding, Side, Stratum};
use crate::domain::emulation::metric::Count;
use crate::domain::kind::Kind;
use crate::domain::units::unit::PeerGroup;

/// What stands where there is nothing.
const NONE: &str = "-";

/// A value, or the sign that there is none.
pub(super) fn cell<T: Display>(value: Option<T>) -> String {
    value.map_or_else(|| NONE.to_owned(), |value| value.to_string())
}

impl Snapshot {
    /// The text: what the hash is of.
    ///
    /// # Errors
    /// Where a set cannot be written as JSON.
    pub fn to_text(&self) -> Result<String, serde_json::Error> {
        let (first, last) = self.days;
        let mut lines = vec![format!("snapshot,{},{},{first},{last}", self.movement, self.version)];
        for (set, from, to) in &self.sets {
            let content = serde_json::to_string(set)?;
            lines.push(format!("set,{},{from},{to},{content}", set.version));
        }
        let mut facts = Vec::new();
        for one in &self.units {
            let before = cell(one.before);
            let (set, unit, group, size) = (one.set, &one.unit, one.group, one.size);
            facts.push(format!("unit,{set},{unit},{group},{size},{before}"));
        }
        for one in &self.counts {
            let kind = cell(one.kind);
            facts.push(format!("count,{},{},{},{kind},{}", one.unit, one.day, one.count, one.n));
        }
        for (first, last, sha256) in &self.lists {
            facts.push(format!("list,{first},{last},{sha256}"));
        }
        for one in &self.matters {
            let (quarter, unit) = (one.quarter, &one.unit);
            let (side, stratum, weight) = (one.side, one.stratum, one.weight_milli);
            let finding = cell(one.finding);
            facts.push(format!("matter,{quarter},{unit},{side},{stratum},{weight},{finding}"));
        }
        for (unit, quarter, n) in &self.excluded {
            facts.push(format!("excluded,{unit},{quarter},{n}"));
        }
        for (set, unit, criterion, (done, planned)) in &self.attested {
            facts.push(format!("attested,{set},{unit},{criterion},{done},{planned}"));
        }
        for (unit, kind, bonus, penalty) in &self.adjustments {
            facts.push(format!("adjustment,{unit},{kind},{bonus},{penalty}"));
        }
        facts.sort_unstable();
        lines.append(&mut facts);
        lines.push(String::new());
        Ok(lines.join("\n"))
    }

    /// Reads a text. Of one that is none, the number of the first line that cannot be read.
    ///
    /// # Errors
    /// That number, from 1.
    pub fn parse(text: &str) -> Result<Self, usize> {
        let mut lines = text.lines().enumerate();
        let head = lines.next().and_then(|(_, line)| read_head(line)).ok_or(1_usize)?;
        let mut snapshot = head;
        for (at, line) in lines {
            read_line(&mut snapshot, line).ok_or(at + 1)?;
        }
        Ok(snapshot)
    }
}

/// The fields of a line, one after the other.
struct Fields<'t>(Split<'t, char>);

impl<'t> Fields<'t> {
    fn text(&mut self) -> Option<&'t str> {
        self.0.next()
    }

    fn read<T: FromStr>(&mut self) -> Option<T> {
        self.text()?.parse().ok()
    }

    fn code<T>(&mut self, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        parse(self.text()?)
    }

    /// A code, or nothing; an error where it is neither.
    fn maybe<T>(&mut self, parse: impl Fn(&str) -> Option<T>) -> Result<Option<T>, &'t str> {
        match self.text().unwrap_or_default() {
            NONE => Ok(None),
            text => parse(text).map(Some).ok_or(text),
        }
    }

    fn end(mut self) -> Option<()> {
        self.0.next().is_none().then_some(())
    }
}

fn read_head(line: &str) -> Option<Snapshot> {
    let mut fields = Fields(line.strip_prefix("snapshot,")?.split(','));
    let movement = fields.text()?.to_owned();
    let snapshot = Snapshot::new(movement, fields.read()?, (fields.read()?, fields.read()?));
    fields.end().map(|()| snapshot)
}

fn read_line(into: &mut Snapshot, line: &str) -> Option<()> {
    let (what, rest) = line.split_once(',')?;
    if what == "set" {
        // The content is the last of its fields, and has commas of its own.
        let mut fields = rest.splitn(4, ',');
        let (_, from, to) = (fields.next()?, fields.next()?, fields.next()?);
        let content = serde_json::from_str(fields.next()?).ok()?;
        into.sets.push((content, from.parse().ok()?, to.parse().ok()?));
        return Some(());
    }
    let mut fields = Fields(rest.split(','));
    match what {
        "unit" => into.units.push(FrozenUnit {
            set: fields.read()?,
            unit: fields.text()?.to_owned(),
            group: fields.code(PeerGroup::parse)?,
            size: fields.read()?,
            before: fields.maybe(|text| text.parse().ok()).ok()?,
        }),
        "count" => into.counts.push(FrozenCount {
            unit: fields.text()?.to_owned(),
            day: fields.read()?,
            count: fields.code(Count::parse)?,
            kind: fields.maybe(Kind::parse).ok()?,
            n: fields.read()?,
        }),
        "list" => {
            into.lists.push((fields.read()?, fields.read()?, fields.text()?.to_owned()));
        }
        "matter" => into.matters.push(FrozenMatter {
            quarter: fields.read()?,
            unit: fields.text()?.to_owned(),
            side: fields.code(Side::parse)?,
            stratum: fields.code(Stratum::parse)?,
            weight_milli: fields.read()?,
            finding: fields.maybe(Finding::parse).ok()?,
        }),
        "excluded" => {
            into.excluded.push((fields.text()?.to_owned(), fields.read()?, fields.read()?));
        }
        "attested" => into.attested.push((
            fields.read()?,
            fields.text()?.to_owned(),
            fields.text()?.to_owned(),
            (fields.read()?, fields.read()?),
        )),
        "adjustment" => into.adjustments.push((
            fields.text()?.to_owned(),
            fields.code(AdjustmentKind::parse)?,
            fields.read()?,
            fields.read()?,
        )),
        _ => return None,
    }
    fields.end()
}

//! The exclusion set: who must not hold a report because it is about them, and who does instead.

use serde::{Deserialize, Serialize};

use super::unit::{Unit, UnitKind, Units};
use crate::domain::codes::codes;
use crate::domain::ids::UnitId;
use crate::domain::kind::{Channel, Kind};
use crate::domain::time::Day;

/// What routing looks at.
#[derive(Debug, Clone, Copy)]
pub struct Facts<'a> {
    /// The kind of report.
    pub kind: Kind,
    /// The category's code.
    pub category: &'a str,
    /// The sector's code.
    pub sector: Option<&'a str>,
    /// The unit the report is about.
    pub accused: Option<&'a Unit>,
    /// The unit of the place.
    pub locality: Option<&'a Unit>,
    /// Whether it is about the head or a deputy of that unit.
    pub about_leader: bool,
    /// The units that have answered the complaint before this one.
    pub decided_first: &'a [UnitId],
    /// The day of arrival.
    pub on: Day,
}

codes! {
    /// Why the unit that a rule named does not hold the report.
    Exclusion {
        /// It is what an integrity report is about, or stands below that.
        Accused => "accused",
        /// The report is about the head or a deputy of a unit: the direct superior is competent.
        Leader => "leader",
        /// It decided the first complaint.
        DecidedFirst => "decided_first",
        /// Nobody who works there can open an integrity report.
        CannotOpen => "cannot_open",
    }
}

codes! {
    /// Who holds it instead.
    Instead {
        /// A unit above.
        Superior => "superior",
        /// The body named for the case that nobody else can.
        Fallback => "fallback",
        /// Everybody is excluded; a receiving body that is not the accused itself keeps it.
        Nobody => "nobody",
    }
}

/// That a rule's target was replaced, as stored with the case. The texts follow from the codes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// The code of the unit the rule named, on the day of arrival.
    pub unit: String,
    /// Why not that one.
    pub why: Exclusion,
    /// Who instead.
    pub instead: Instead,
}

impl Excluded {
    /// Why, in Vietnamese.
    pub fn vi(&self) -> String {
        let why = match self.why {
            Exclusion::Accused => {
                "Đơn vị mà quy tắc chỉ ra bị nêu trong đơn hoặc thuộc đơn vị bị nêu nên không được \
                 giữ đơn (Nghị định 59/2019/NĐ-CP Điều 29)"
            }
            Exclusion::Leader => {
                "Đơn nói về người đứng đầu hoặc cấp phó nên thuộc thẩm quyền của cấp trên trực tiếp \
                 (Luật Tố cáo 2018 Điều 12.1; Luật Phòng, chống tham nhũng 2018 Điều 66.1)"
            }
            Exclusion::DecidedFirst => {
                "Đơn vị mà quy tắc chỉ ra đã giải quyết lần đầu nên không giải quyết lần hai (Luật \
                 Khiếu nại 2011 Điều 7, 17–21)"
            }
            Exclusion::CannotOpen => {
                "Người của đơn vị mà quy tắc chỉ ra không mở được đơn kênh liêm chính, đơn chỉ giao \
                 cho Thanh tra tỉnh hoặc Ủy ban nhân dân tỉnh"
            }
        };
        let instead = match self.instead {
            Instead::Superior => "giao cấp trên",
            Instead::Fallback => "giao cơ quan đầu mối tiếp nhận",
            Instead::Nobody => {
                "không còn cơ quan nào khác, cơ quan đầu mối tiếp nhận để chuyển lên"
            }
        };
        format!("{why}; {instead}.")
    }

    /// Why, in English.
    pub fn en(&self) -> String {
        let why = match self.why {
            Exclusion::Accused => {
                "The unit that the rule names is what the report is about, or stands below it, and \
                 may not hold it (Decree 59/2019/NĐ-CP Art. 29)"
            }
            Exclusion::Leader => {
                "The report is about the head or a deputy, so the direct superior is competent (Law \
                 on Denunciation 2018 Art. 12.1; Law on Anti-Corruption 2018 Art. 66.1)"
            }
            Exclusion::DecidedFirst => {
                "The unit that the rule names decided first and does not decide again (Law on \
                 Complaints 2011 Art. 7, 17–21)"
            }
            Exclusion::CannotOpen => {
                "Nobody at the unit that the rule names can open an integrity report; these go to the \
                 inspectorate or the Chair's office only"
            }
        };
        let instead = match self.instead {
            Instead::Superior => "a unit above takes it",
            Instead::Fallback => "the receiving body takes it",
            Instead::Nobody => "nobody else is left, so a receiving body takes it and sends it on",
        };
        format!("{why}; {instead}.")
    }
}

/// The nearest unit above that exists on `on`. The tree is shallow; a circle in the data must not
/// hold a request for ever.
pub(crate) fn above<'u>(units: &'u Units, unit: &Unit, on: Day) -> Option<&'u Unit> {
    let mut at = units.get(unit.parent?)?;
    for _ in 0..16 {
        if at.exists_on(on) {
            return Some(at);
        }
        at = units.get(at.parent?)?;
    }
    None
}

/// Bodies that are asked in turn where nobody else can hold a report of this channel.
pub(in crate::domain) fn receiving(
    units: &Units,
    channel: Channel,
    on: Day,
) -> impl Iterator<Item = &Unit> {
    let first = match channel {
        Channel::Integrity => UnitKind::Inspectorate,
        Channel::Service => UnitKind::ProvincialOffice,
    };
    [first, UnitKind::Province].into_iter().filter_map(move |kind| units.first_of(kind, on))
}

/// Whether staff of such a unit can see a report of this channel at all: integrity reports are for
/// inspectors, who work for the inspectorate or the Chair's office.
pub fn may_hold(channel: Channel, kind: UnitKind) -> bool {
    match channel {
        Channel::Service => true,
        Channel::Integrity => matches!(kind, UnitKind::Inspectorate | UnitKind::Province),
    }
}

/// Who holds the report for which a rule named `named`, and why that is another one.
pub(crate) fn settle<'u>(
    units: &'u Units,
    facts: Facts<'_>,
    named: &'u Unit,
) -> (&'u Unit, Option<Excluded>) {
    let channel = facts.kind.channel();
    let note = |why, instead| Some(Excluded { unit: named.code.clone(), why, instead });
    let free =
        |unit: &&Unit| may_hold(channel, unit.kind) && excludes(units, facts, unit).is_none();
    if let Some(superior) = superior_of_leader(units, facts).filter(free)
        && superior.id != named.id
    {
        return (superior, note(Exclusion::Leader, Instead::Superior));
    }
    // A rule is judged by whoever bears the code on its first day; a merger may since have given it
    // to a body whose staff would never see the report.
    let why = excludes(units, facts, named)
        .or((!may_hold(channel, named.kind)).then_some(Exclusion::CannotOpen));
    let Some(why) = why else { return (named, None) };
    let chain =
        std::iter::successors(above(units, named, facts.on), |unit| above(units, unit, facts.on));
    if let Some(superior) = chain.take(16).find(free) {
        return (superior, note(why, Instead::Superior));
    }
    if let Some(body) = receiving(units, channel, facts.on).find(free) {
        return (body, note(why, Instead::Fallback));
    }
    let accused = facts.accused.map(|unit| unit.id);
    let last = receiving(units, channel, facts.on).find(|body| Some(body.id) != accused);
    (last.unwrap_or(named), note(why, Instead::Nobody))
}

/// Who goes on with a report that `holder` has: itself, unless it came to be excluded since it was
/// routed (a complaint was found to be a second one).
pub fn keeper<'u>(units: &'u Units, facts: Facts<'_>, holder: &'u Unit) -> &'u Unit {
    match excludes(units, facts, holder) {
        None => holder,
        Some(_) => settle(units, facts, holder).0,
    }
}

/// Why `unit` may not hold the report, if it may not. Feedback and a first complaint go to the unit
/// itself by law, so nothing of the kind excludes it.
fn excludes(units: &Units, facts: Facts<'_>, unit: &Unit) -> Option<Exclusion> {
    let accused = facts.accused.map(|accused| accused.id);
    match facts.kind.channel() {
        Channel::Integrity => units.is_below(unit.id, accused?).then_some(Exclusion::Accused),
        Channel::Service if facts.kind == Kind::SecondComplaint => {
            // Also where it is another than the accused, and where it has merged since.
            let decided = |first: UnitId| units.successions().reaches(first, unit.id);
            let first =
                accused == Some(unit.id) || facts.decided_first.iter().any(|first| decided(*first));
            first.then_some(Exclusion::DecidedFirst)
        }
        Channel::Service => None,
    }
}

/// Who is competent for what is said of a head or a deputy. A tip is not among these kinds: the
/// inspectorate takes every tip.
fn superior_of_leader<'u>(units: &'u Units, facts: Facts<'_>) -> Option<&'u Unit> {
    let asked = matches!(facts.kind, Kind::Denunciation | Kind::InternalReport);
    facts.accused.filter(|_| asked && facts.about_leader).and_then(|it| above(units, it, facts.on))
}

#[cfg(test)]
mod tests;

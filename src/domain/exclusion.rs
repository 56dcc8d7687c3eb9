//! The exclusion set: who must not hold a report because it is about them, and who does instead.

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::ids::UnitId;
use super::kind::{Channel, Kind};
use super::routing::Facts;
use super::time::Day;
use super::unit::{Unit, UnitKind, Units};

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
pub(super) fn above<'u>(units: &'u Units, unit: &Unit, on: Day) -> Option<&'u Unit> {
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
pub(super) fn settle<'u>(
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
mod tests {
    use super::*;
    use crate::domain::routing::{Action, RoutingRule, Trace, UnitTest, route};
    use crate::domain::unit::CodeScheme;

    const TODAY: Day = jiff::civil::date(2024, 10, 15);

    fn id(n: u128) -> UnitId {
        UnitId::new(uuid::Uuid::from_u128(n))
    }

    /// A province (1) with its office (2), inspectorate (3) and a department (4), below which
    /// stands a centre (5); the department ended on the last day of 2023 is 6, with a centre (7).
    fn units() -> Units {
        let unit = |n, kind, parent: Option<u128>, valid_to| Unit {
            id: id(n),
            code: format!("U{n}"),
            scheme: CodeScheme::Local,
            confirmed: false,
            name: String::new(),
            name_en: String::new(),
            kind,
            group: None,
            parent: parent.map(id),
            valid_from: jiff::civil::date(2020, 1, 1),
            valid_to,
            email: None,
            participates: true,
            remote: false,
        };
        let ended = Some(jiff::civil::date(2023, 12, 31));
        let all = [
            unit(1, UnitKind::Province, None, None),
            unit(2, UnitKind::ProvincialOffice, Some(1), None),
            unit(3, UnitKind::Inspectorate, Some(1), None),
            unit(4, UnitKind::ProvincialBody, Some(1), None),
            unit(5, UnitKind::PublicServiceUnit, Some(4), None),
            unit(6, UnitKind::ProvincialBody, Some(1), ended),
            unit(7, UnitKind::PublicServiceUnit, Some(6), None),
        ];
        Units::new(all.into_iter().map(|unit| (unit, String::new())).collect())
    }

    /// Where a report about unit `accused` goes if the one rule names unit `named`.
    fn settled(
        kind: Kind,
        accused: u128,
        named: u128,
        about_leader: bool,
    ) -> (String, Option<Excluded>) {
        let units = units();
        let rule = RoutingRule {
            code: "r".to_owned(),
            version: 1,
            position: 1,
            kind,
            category: None,
            sector: None,
            accused: UnitTest::Any,
            locality: UnitTest::Any,
            action: Action::Unit,
            target_code: Some(format!("U{named}")),
            reason_vi: String::new(),
            reason_en: String::new(),
            valid_from: TODAY,
            valid_to: None,
        };
        let facts = Facts {
            kind,
            category: "x",
            sector: None,
            accused: units.get(id(accused)),
            locality: None,
            about_leader,
            decided_first: &[],
            on: TODAY,
        };
        let (holder, trace) = route(&[rule], &units, facts).unwrap();
        assert_eq!(trace.rule, "r");
        (holder.code.clone(), trace.excluded)
    }

    fn instead(named: u128, why: Exclusion, instead: Instead) -> Excluded {
        Excluded { unit: format!("U{named}"), why, instead }
    }

    #[test]
    fn an_integrity_report_is_never_held_by_whom_it_is_about_or_by_units_below() {
        let tip = |accused, named| settled(Kind::CorruptionTip, accused, named, false);

        assert_eq!(tip(4, 3), ("U3".to_owned(), None));
        assert_eq!(
            tip(3, 3),
            ("U1".to_owned(), Some(instead(3, Exclusion::Accused, Instead::Superior)))
        );
        // The department above is not excluded, but its staff could not even see it.
        assert_eq!(
            tip(5, 5),
            ("U1".to_owned(), Some(instead(5, Exclusion::Accused, Instead::Superior)))
        );
        assert_eq!(
            tip(4, 5),
            ("U1".to_owned(), Some(instead(5, Exclusion::Accused, Instead::Superior)))
        );
    }

    #[test]
    fn an_integrity_report_is_not_held_where_nobody_can_open_it() {
        let found = settled(Kind::CorruptionTip, 5, 4, false);
        assert_eq!(
            found,
            ("U1".to_owned(), Some(instead(4, Exclusion::CannotOpen, Instead::Superior)))
        );
        assert_eq!(settled(Kind::ConductFeedback, 5, 4, false), ("U4".to_owned(), None));
    }

    #[test]
    fn where_everybody_is_excluded_a_body_that_is_not_the_accused_itself_keeps_it() {
        let found = settled(Kind::CorruptionTip, 1, 1, false);

        assert_eq!(found, ("U3".to_owned(), Some(instead(1, Exclusion::Accused, Instead::Nobody))));
    }

    #[test]
    fn who_decided_first_does_not_decide_again() {
        let second = |accused, named| settled(Kind::SecondComplaint, accused, named, false);

        assert_eq!(
            second(5, 5),
            ("U4".to_owned(), Some(instead(5, Exclusion::DecidedFirst, Instead::Superior)))
        );
        // A superior that has ended is stepped over.
        assert_eq!(
            second(7, 7),
            ("U1".to_owned(), Some(instead(7, Exclusion::DecidedFirst, Instead::Superior)))
        );
        // Nobody stands above the province: its office takes it.
        assert_eq!(
            second(1, 1),
            ("U2".to_owned(), Some(instead(1, Exclusion::DecidedFirst, Instead::Fallback)))
        );
    }

    #[test]
    fn a_holder_goes_on_with_the_rest_unless_it_came_to_be_excluded() {
        let units = units();
        let kept = |kind, holder: u128| {
            let facts = Facts {
                kind,
                category: "x",
                sector: None,
                accused: units.get(id(4)),
                locality: None,
                about_leader: false,
                decided_first: &[],
                on: TODAY,
            };
            keeper(&units, facts, units.get(id(holder)).unwrap()).code.clone()
        };

        assert_eq!(kept(Kind::Complaint, 4), "U4");
        assert_eq!(kept(Kind::SecondComplaint, 4), "U1", "who decided first does not go on");
        assert_eq!(kept(Kind::CorruptionTip, 3), "U3");
        assert_eq!(kept(Kind::CorruptionTip, 5), "U1", "below the accused");
    }

    #[test]
    fn a_first_complaint_and_feedback_stay_with_the_unit_itself() {
        assert_eq!(settled(Kind::Complaint, 4, 4, true), ("U4".to_owned(), None));
        assert_eq!(settled(Kind::ConductFeedback, 4, 4, true), ("U4".to_owned(), None));
    }

    #[test]
    fn what_is_said_of_a_leader_goes_to_the_direct_superior_that_can_see_it() {
        let said = |kind, accused| settled(kind, accused, 3, true);
        let superior = Some(instead(3, Exclusion::Leader, Instead::Superior));

        assert_eq!(said(Kind::Denunciation, 4), ("U1".to_owned(), superior.clone()));
        assert_eq!(said(Kind::InternalReport, 4), ("U1".to_owned(), superior));
        // The centre's superior is a department: the inspectorate receives it and sends it on.
        assert_eq!(said(Kind::Denunciation, 5), ("U3".to_owned(), None));
        assert_eq!(said(Kind::CorruptionTip, 4), ("U3".to_owned(), None));
    }

    #[test]
    fn a_trace_stored_before_there_were_exclusions_still_reads() {
        let stored = r#"{"rule":"tip","version":1,"reason_vi":"a","reason_en":"b"}"#;

        let trace: Trace = serde_json::from_str(stored).unwrap();

        assert_eq!(trace.excluded, None);
        assert_eq!(serde_json::to_string(&trace).unwrap(), stored);
    }
}

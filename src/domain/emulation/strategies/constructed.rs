//! The ways that come to the same as the lateness they are meant to hide, whatever the luck: each is played once beside its
//! honest twin and held against it.

use super::super::matters::Stratum;
use super::lives::{Life, Way, Word, play};
use super::stage::{Stage, Stuck};
use crate::domain::kind::Kind;
use crate::domain::law::Law;
use crate::domain::lifecycle::{Command, Party, Refusal};
use crate::domain::time::Day;

/// A day from which an extension reaches into the next year.
const DECEMBER: Day = jiff::civil::date(2024, 12, 9);
/// Any other one.
const USUAL: Day = jiff::civil::date(2024, 9, 9);

/// A way of hiding lateness, and what it comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Constructed {
    /// Its name in Vietnamese.
    pub name_vi: &'static str,
    /// Its name in English.
    pub name_en: &'static str,
    /// What the matter of the honest twin comes to, who is late and does nothing about it.
    pub honest: Option<Stratum>,
    /// What that of the unit comes to; none where the lifecycle refuses the act.
    pub tricked: Option<Stratum>,
    /// It is counted under no later day than that of the honest twin.
    pub no_later: bool,
}

const WAYS: &[(&str, &str, bool, Way, Day)] = &[
    ("chuyển đi rồi nhận lại", "there and back", false, Way::ThereAndBack, USUAL),
    ("chuyển muộn", "a late forward", false, Way::ForwardedLate, USUAL),
    ("hỏi vào ngày cuối", "a question on the last day", false, Way::AskedLast, USUAL),
    ("tạm đình chỉ ngày cuối", "suspended on the last day", true, Way::SuspendedLast, USUAL),
    ("trễ rồi xin lỗi", "late, then an apology", false, Way::LateThenApology, USUAL),
    ("không bao giờ trả lời", "never answered", false, Way::Never, USUAL),
    ("thụ lý trễ", "taken up late", true, Way::AcceptedLate, USUAL),
    (
        "gia hạn sang năm sau",
        "extended past the year's end",
        true,
        Way::Extended { left: 2 },
        DECEMBER,
    ),
];

/// Plays each of them.
///
/// # Errors
/// [`Stuck`] where `law` does not carry the lives that are played.
pub fn constructed(law: Law<'_>) -> Result<Vec<Constructed>, Stuck> {
    let mut found = Vec::new();
    for (name_vi, name_en, request, way, day) in WAYS.iter().copied() {
        let life = |way| Life { request, way, word: Word::Silent };
        let honest = play(law, life(Way::Late), day)?;
        let tricked = play(law, life(way), day)?;
        let told =
            |matter: &Option<super::super::matters::Matter>| matter.as_ref().map(|one| one.told_on);
        found.push(Constructed {
            name_vi,
            name_en,
            no_later: told(&tricked) <= told(&honest),
            honest: honest.map(|one| one.stratum),
            tricked: tricked.map(|one| one.stratum),
        });
    }
    found.push(requalified(law)?);
    Ok(found)
}

/// A unit cannot say that a report is something else in law.
fn requalified(law: Law<'_>) -> Result<Constructed, Stuck> {
    let mut stage = Stage::filed(law, Kind::ConductFeedback, USUAL, None)?;
    let command =
        Command::Requalify { kind: Kind::RuleFeedback, category: None, text: String::new() };
    let refused = stage.give(Party::Holder, command, None);
    let late = Life { request: false, way: Way::Late, word: Word::Silent };
    let honest = play(law, late, USUAL)?.map(|one| one.stratum);
    let is_refused = refused == Err(Stuck::Refused(Refusal::InspectorOnly));
    Ok(Constructed {
        name_vi: "tự phân loại lại",
        name_en: "requalified by the unit",
        honest,
        tricked: honest.filter(|_| !is_refused),
        no_later: is_refused,
    })
}

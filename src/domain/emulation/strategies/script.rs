//! The lives of one unit as they were played, act by act, so that the same can be played through a server and must come to the
//! same.

use super::super::matters::{Finding, Matter, Stratum};
use super::lives::{FILED_ON, Life, STOCK, Way, Word, listed, lived, ours};
use super::stage::{Act, Stuck};
use super::table::{HONEST, Strategy};
use super::year::{Entry, entry};
use super::{CLASSES, place};
use crate::domain::law::Law;
use crate::domain::lifecycle::Command;
use crate::domain::time::Day;

/// One report and what came of it in memory.
#[derive(Debug, Clone)]
pub struct Lived {
    /// A request for explanation; else feedback.
    pub request: bool,
    /// Anchored by a dossier.
    pub anchored: bool,
    /// What was done, in order.
    pub acts: Vec<Act>,
    /// Under which day it is counted and where; none where it counts for nobody.
    pub counted: Option<(Day, Stratum)>,
    /// What an inspector finds of it.
    pub finding: Option<Finding>,
}

impl Lived {
    /// The day every one of them is filed.
    pub const FILED_ON: Day = FILED_ON;
}

impl Act {
    /// Whether it answers in the words that others got too.
    pub fn is_stock(&self) -> bool {
        matches!(&self.command, Command::Answer { text, .. } if text == STOCK)
    }
}

/// The first `size` reports of the smallest of the units that are looked at, in one quarter of `year`: by `strategy`, or by its
/// honest twin.
///
/// # Errors
/// [`Stuck`] where `law` does not carry the lives that are played.
pub fn script(
    law: Law<'_>,
    (seed, year, size): (u64, u64, u32),
    strategy: Option<&Strategy>,
) -> Result<Vec<Lived>, Stuck> {
    let at = CLASSES.first().map_or(0, |(_, at)| *at);
    let place = place(seed, year, at, size);
    let strategy = strategy.unwrap_or(&HONEST);
    let mut ended = Vec::new();
    for entry in (0..size).filter_map(|n| entry(place, strategy, 0, n)) {
        let stage = lived(law, entry.life(), FILED_ON)?;
        let matter = ours(&stage);
        ended.push((entry, stage.acts, matter));
    }
    // A list knows only words again that it has twice.
    let stock = |(entry, _, matter): &&(Entry, Vec<Act>, Option<Matter>)| {
        matter.is_some()
            && matches!(entry.life(), Life { way: Way::Stock { .. }, word, .. } if word != Word::Objects)
    };
    let again = ended.iter().filter(stock).count() > 1;
    let lived = |(entry, acts, matter): (Entry, Vec<Act>, Option<Matter>)| {
        let counted = matter.map(|matter| {
            let known = if again { listed(entry.life(), &matter) } else { matter.stratum };
            (matter.told_on, known)
        });
        Lived {
            request: entry.fate.request,
            anchored: entry.fate.anchored,
            acts,
            finding: counted.map(|(_, stratum)| entry.truth.found(stratum, entry.fate.found)),
            counted,
        }
    };
    Ok(ended.into_iter().map(lived).collect())
}

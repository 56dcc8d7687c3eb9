//! The proof that no closed list was changed, and that nobody chose what was drawn of it.

use std::collections::{BTreeMap, BTreeSet};

use super::close::hash;
use super::desk::WITH_A_THIRD;
use crate::domain::emulation::matters::{Stratum, order, quota};
use crate::domain::ids::{MovementId, SampleId};
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::matters::{self as kept, Judged, ListRow, SampleRow};

/// How many lists differ from their hash, from the draw by their seed, or from what inspectors found.
pub(in crate::service) fn wrong_lists(conn: &mut Conn) -> Result<usize, StoreError> {
    let mut wrong = 0;
    for list in kept::all_lists(conn)? {
        let rows = kept::rows(conn, &list)?;
        let changed = hash(&rows) != list.hash;
        let proved = is_drawn_by_its_seed(conn, &list)? && is_what_judges_found(conn, &list)?;
        wrong += usize::from(changed || !proved);
    }
    Ok(wrong)
}

/// Whether what was found of each sample in the end is the last word of those who judged it.
fn is_what_judges_found(conn: &mut Conn, list: &ListRow) -> Result<bool, StoreError> {
    let (movement, quarter) = (MovementId::new(list.movement_id.0), list.quarter_on.0);
    for sample in kept::samples_of(conn, movement, quarter)? {
        let judged = kept::judged(conn, SampleId::new(sample.id.0))?;
        if !is_last_word(&sample, &judged) {
            return Ok(false);
        }
    }
    Ok(true)
}

fn is_last_word(sample: &SampleRow, judged: &[Judged]) -> bool {
    let Some(found) = &sample.finding else {
        // Of two who do not agree the third is awaited.
        let differ = judged
            .windows(2)
            .all(|two| matches!(two, [one, other] if one.finding != other.finding));
        let most = if sample.by_two { WITH_A_THIRD - 1 } else { 0 };
        return judged.len() <= most && differ;
    };
    let latest = judged.iter().map(|one| one.at).max();
    let same = judged.iter().filter(|one| one.finding == *found);
    let last = same.clone().any(|one| Some(one.at) == latest);
    let by_two = same.count() >= 2 || judged.len() == WITH_A_THIRD;
    last && (if sample.by_two { by_two } else { judged.len() == 1 })
}

/// Whether of each stratum those were drawn that the seed puts first, and as many as the rule says at least.
fn is_drawn_by_its_seed(conn: &mut Conn, list: &ListRow) -> Result<bool, StoreError> {
    let (movement, quarter) = (MovementId::new(list.movement_id.0), list.quarter_on.0);
    let numbers = kept::numbers(conn, movement, quarter)?;
    let mut drawn: BTreeMap<_, BTreeSet<i32>> = BTreeMap::new();
    for (unit, n) in kept::drawn_of(conn, movement, quarter)? {
        drawn.entry(unit).or_default().insert(n);
    }
    let Some(seed) = &list.seed else { return Ok(drawn.is_empty()) };
    let replaced = kept::replaced(conn, movement, quarter)?;
    Ok(numbers.into_iter().all(|((unit, side, stratum), all)| {
        let of_unit = drawn.get(&unit);
        let own = all.iter().filter(|n| of_unit.is_some_and(|drawn| drawn.contains(n)));
        let (own, least) = (own.count(), quota(side, stratum, all.len()));
        let first = order(seed, &all).into_iter().take(own);
        // In the place of whom nobody could reach, and of what inspectors excluded, others are drawn.
        let more = stratum == Stratum::Confirmed || replaced.contains(&unit);
        let enough = own == least || (own > least && more);
        enough && first.into_iter().all(|n| of_unit.is_some_and(|drawn| drawn.contains(&n)))
    }))
}

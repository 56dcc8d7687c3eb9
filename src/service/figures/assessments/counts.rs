//! What of people's judgements counts in a score: what two of them found, and nothing else.

use std::collections::BTreeMap;

use crate::domain::emulation::assessment::{AdjustmentKind, Assessment, Found, Subject};
use crate::domain::ids::{MovementId, UnitId};
use crate::domain::records::conclusion::ConclusionState;
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::records::{assessments, conclusions};

/// What two people found, of one unit or of all units of a movement.
#[derive(Debug, Default)]
pub(in crate::service) struct Judged {
    /// Whether something is still to be judged or answered.
    pub is_open: bool,
    /// Of what units say of themselves, by unit and criterion, what was done of what was planned.
    pub shares: BTreeMap<(UnitId, String), (i64, i64)>,
    /// Merits and faults with their points, in thousandths.
    pub adjustments: Vec<(UnitId, AdjustmentKind, i64)>,
}

impl Judged {
    /// Reads it.
    pub(in crate::service) fn read(
        conn: &mut Conn,
        movement: MovementId,
        unit: Option<UnitId>,
    ) -> Result<Self, StoreError> {
        let mut judged = Self::default();
        for one in assessments::of_movement(conn, movement, unit)? {
            judged.is_open |= one.course().state.is_open();
            if holds(conn, &one)? {
                judged.take(&one);
            }
        }
        Ok(judged)
    }

    fn take(&mut self, one: &Assessment) {
        match (&one.subject, one.counts()) {
            (Subject::Criterion(code), Some(Found::Share { done, planned })) => {
                self.shares.insert((one.unit, code.clone()), (done, planned));
            }
            (Subject::Adjustment(of), Some(Found::Points(points))) if points > 0 => {
                self.adjustments.push((one.unit, of.kind, points.saturating_mul(1000)));
            }
            _ => {}
        }
    }

    /// What is verified of a unit, by criterion.
    pub(in crate::service) fn attested(&self, unit: UnitId) -> BTreeMap<String, (i64, i64)> {
        let own = self.shares.iter().filter(|((of, _), _)| *of == unit);
        own.map(|((_, code), share)| (code.clone(), *share)).collect()
    }

    /// What merits of a unit add and faults take off, in thousandths.
    pub(in crate::service) fn adjusted(&self, unit: UnitId) -> (i64, i64) {
        let own = self.adjustments.iter().filter(|(of, ..)| *of == unit);
        own.fold(
            (0, 0),
            |(bonus, penalty), (_, kind, n)| {
                if kind.is_fault() { (bonus, penalty + n) } else { (bonus + n, penalty) }
            },
        )
    }
}

/// Whether what it rests on still holds: no fault outlives its conclusion.
fn holds(conn: &mut Conn, one: &Assessment) -> Result<bool, StoreError> {
    let Subject::Adjustment(of) = &one.subject else { return Ok(true) };
    let Some(conclusion) = of.conclusion else { return Ok(true) };
    let row = conclusions::get(conn, conclusion)?;
    Ok(row.is_some_and(|row| row.state != ConclusionState::Revoked.as_str()))
}

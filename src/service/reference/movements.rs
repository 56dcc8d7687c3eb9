//! Making sense of the rows of movements, their criteria and what these measure.

use super::read::list;
use crate::domain::emulation::metric::{Metric, Sum};
use crate::domain::emulation::set::{OF_FILES, SetContent, SetInForce};
use crate::domain::emulation::{
    Criterion, Measure, Movement, MovementStatus, Participant, SizeClass,
};
use crate::domain::ids::MovementId;
use crate::domain::time::Day;
use crate::domain::units::unit::{PeerGroup, Units};
use crate::store::reference::sets::CriteriaSetRow;
use crate::store::reference::{CriterionRow, MetricRow, MovementRow};

/// A unit that takes part otherwise than its own data say, `code@first day:group` or `…:none`.
pub(in crate::service) fn participant(units: &Units, cell: &str) -> Option<Participant> {
    let (unit, group) = cell.rsplit_once(':')?;
    let (code, from) = unit.rsplit_once('@')?;
    let from: Day = from.parse().ok()?;
    let unit = units.bearers(code).find(|unit| unit.valid_from == from)?.id;
    let group = if group == "none" { None } else { Some(PeerGroup::parse(group)?) };
    Some(Participant { unit, group })
}

/// From how many cases on (`60:4000`), and half of the interval in thousandths of a point.
pub(in crate::service) fn size_class(cell: &str) -> Option<SizeClass> {
    let (least, width) = cell.split_once(':')?;
    let number = |text: &str| text.parse::<i32>().ok().filter(|n| (0..=100_000).contains(n));
    Some(SizeClass { least: number(least)?, half_width_milli: number(width)? })
}

/// What criteria may measure.
pub(super) fn metric(row: &MetricRow) -> Result<Metric, &'static str> {
    Ok(Metric {
        code: row.code.clone(),
        version: row.version,
        name_vi: row.name_vi.clone(),
        name_en: row.name_en.clone(),
        numerator: Sum::parse(&row.numerator).ok_or("numerator")?,
        denominator: Sum::parse(&row.denominator).ok_or("denominator")?,
        cases: Sum::parse(&row.cases).ok_or("cases")?,
        left_out: row
            .left_out
            .as_deref()
            .map(|sum| Sum::parse(sum).ok_or("left_out"))
            .transpose()?,
        cohort_vi: row.cohort_vi.clone(),
        cohort_en: row.cohort_en.clone(),
        excluded_vi: row.excluded_vi.clone(),
        excluded_en: row.excluded_en.clone(),
    })
}

pub(super) fn movement(units: &Units, row: &MovementRow) -> Result<Movement, &'static str> {
    let issuer = units.bearers(&row.issuer).next().ok_or("issuer")?;
    let refs = row.legal_refs.lines();
    Ok(Movement {
        id: MovementId::new(row.id.0),
        code: row.code.clone(),
        name_vi: row.name_vi.clone(),
        name_en: row.name_en.clone(),
        decision: row.decision.clone(),
        issued_on: row.issued_on.map(|day| day.0),
        issuer: issuer.code.clone(),
        legal_refs: refs.map(str::to_owned).collect(),
        starts_on: row.starts_on.0,
        ends_on: row.ends_on.0,
        tail_days: row.tail_days,
        status: MovementStatus::parse(&row.status).ok_or("status")?,
        template: row.is_template,
        participants: list(&row.participants, |cell| participant(units, cell))
            .ok_or("participants")?,
        size_classes: list(&row.size_classes, size_class).ok_or("size_classes")?,
        version: row.version,
        sets: Vec::new(),
    })
}

/// The set of the files, which holds from the first day.
pub(super) fn filed_set(of: &Movement) -> SetInForce {
    SetInForce {
        version: OF_FILES,
        from_day: of.starts_on,
        sha256: None,
        criteria: Vec::new(),
        metrics: Vec::new(),
        classes: of.size_classes.clone(),
        before: None,
    }
}

/// A signed set, and who takes part by it.
pub(super) fn signed_set(row: &CriteriaSetRow) -> Option<(SetInForce, String)> {
    let content: SetContent = serde_json::from_str(&row.content).ok()?;
    let set = SetInForce {
        version: row.version,
        from_day: row.from_day.0,
        sha256: Some(row.sha256.clone()),
        criteria: content.criteria,
        metrics: content.metrics,
        classes: content.frame.size_classes,
        before: content.frame.before,
    };
    Some((set, content.frame.participants))
}

pub(super) fn criterion(row: &CriterionRow) -> Result<(MovementId, Criterion), &'static str> {
    let criterion = Criterion {
        code: row.code.clone(),
        position: row.position,
        name_vi: row.name_vi.clone(),
        name_en: row.name_en.clone(),
        target: row.target,
        groups: list(&row.peer_groups, PeerGroup::parse).ok_or("peer_groups")?,
        measure: Measure::from(row.metric.clone()),
        weight: row.weight,
        prior_rate_bp: row.prior_rate_bp,
        prior_weight: row.prior_weight,
        min_opened: row.min_opened,
        legal_ref_vi: row.legal_ref_vi.clone(),
    };
    Ok((MovementId::new(row.movement_id.0), criterion))
}

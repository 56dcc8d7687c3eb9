//! Making sense of the rows of reference data, one function a table; a fault names its column.

use crate::domain::calendar::{CalendarDay, DayKind};
use crate::domain::deadline::{
    ANY_KIND, AppliesBy, Basis, DeadlineRule, FromEvent, Period, PeriodUnit, Step, Variant,
};
use crate::domain::hint::{HintPattern, HintRole};
use crate::domain::ids::{RuleId, UnitId};
use crate::domain::kind::ReporterType;
use crate::domain::kind::{
    Anonymity, Category, Channel, Door, Kind, KindSpec, Requirement, Sector, Signature,
};
use crate::domain::law::{
    ComplexityCriterion, PauseRule, TransitionFor, TransitionOf, TransitionRule,
};
use crate::domain::records::procedure::Procedure;
use crate::domain::report::Consent;
use crate::domain::succession::{Part, Succession};
use crate::domain::time::Day;
use crate::domain::units::position::Position;
use crate::domain::units::routing::{Action, RoutingRule, UnitTest};
use crate::domain::units::unit::{CodeScheme, PeerGroup, Unit, UnitKind, Units};
use crate::domain::urging::escalation::ANY_STEP;
use crate::domain::urging::{Escalation, Level};
use crate::store::reference::{
    CalendarRow, CategoryRow, ComplexityRow, ConsentRow, EscalationRow, HintRow, KindRow, PauseRow,
    ProcedureRow, RoutingRow, RuleRow, SectorRow, SuccessionRow, TransitionRow, UnitRow,
};

/// A list of codes in one cell, parted by semicolons.
pub(in crate::service) fn list<T>(cell: &str, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    cell.split(';').filter(|code| !code.is_empty()).map(parse).collect()
}

fn count(cell: Option<i32>, column: &'static str) -> Result<Option<u16>, &'static str> {
    cell.map(u16::try_from).transpose().map_err(|_| column)
}

pub(super) fn pause(row: &PauseRow) -> Result<PauseRule, &'static str> {
    let cap = match (row.cap_n, row.cap_unit.as_deref()) {
        (None, None) => None,
        (Some(n), Some(unit)) => Some(period(n, unit, true).ok_or("cap_n")?),
        _ => return Err("cap_n"),
    };
    Ok(PauseRule {
        code: row.code.clone(),
        kind: Kind::parse(&row.kind).ok_or("kind")?,
        ground: row.ground.clone(),
        name_vi: row.name_vi.clone(),
        name_en: row.name_en.clone(),
        cap,
        legal_ref_vi: row.legal_ref_vi.clone(),
        legal_ref_en: row.legal_ref_en.clone(),
        confirmed: row.confirmed,
        valid_from: row.valid_from.0,
        valid_to: row.valid_to.map(|day| day.0),
        applies_by: AppliesBy::parse(&row.applies_by).ok_or("applies_by")?,
    })
}

pub(super) fn complexity(row: &ComplexityRow) -> Result<ComplexityCriterion, &'static str> {
    Ok(ComplexityCriterion {
        code: row.code.clone(),
        kind: Kind::parse(&row.kind).ok_or("kind")?,
        step: row.step.as_deref().map(|code| Step::parse(code).ok_or("step")).transpose()?,
        name_vi: row.name_vi.clone(),
        name_en: row.name_en.clone(),
        legal_ref_vi: row.legal_ref_vi.clone(),
        legal_ref_en: row.legal_ref_en.clone(),
        confirmed: row.confirmed,
        valid_from: row.valid_from.0,
        valid_to: row.valid_to.map(|day| day.0),
    })
}

pub(super) fn transition(row: &TransitionRow) -> Result<TransitionRule, &'static str> {
    Ok(TransitionRule {
        code: row.code.clone(),
        kind: Kind::parse(&row.kind).ok_or("kind")?,
        what: TransitionOf::parse(&row.what).ok_or("what")?,
        condition: TransitionFor::parse(&row.condition).ok_or("condition")?,
        effective_on: row.effective_on.0,
        legal_ref_vi: row.legal_ref_vi.clone(),
        legal_ref_en: row.legal_ref_en.clone(),
        confirmed: row.confirmed,
    })
}

pub(super) fn unit(row: &UnitRow) -> Result<(Unit, String), &'static str> {
    let group = row.peer_group.as_deref().map(|code| PeerGroup::parse(code).ok_or("group"));
    let unit = Unit {
        id: UnitId::new(row.id.0),
        code: row.code.clone(),
        scheme: CodeScheme::parse(&row.scheme).ok_or("scheme")?,
        confirmed: row.confirmed,
        name: row.name.clone(),
        name_en: row.name_en.clone(),
        kind: UnitKind::parse(&row.kind).ok_or("kind")?,
        group: group.transpose()?,
        parent: row.parent_id.map(|id| UnitId::new(id.0)),
        valid_from: row.valid_from.0,
        valid_to: row.valid_to.map(|day| day.0),
        email: row.email.clone(),
        participates: row.participates,
        remote: row.remote,
        centre: match (row.lat, row.lon) {
            (Some(lat), Some(lon)) => Some(Position::new(lat, lon).ok_or("lat")?),
            _ => None,
        },
    };
    Ok((unit, row.search.clone()))
}

pub(super) fn sector(row: &SectorRow) -> Sector {
    Sector {
        code: row.code.clone(),
        name_vi: row.name_vi.clone(),
        name_en: row.name_en.clone(),
        sensitive: row.sensitive,
    }
}

/// Its units are named by the codes that they bore when its period began.
pub(super) fn procedure(units: &Units, row: &ProcedureRow) -> Result<Procedure, &'static str> {
    let named = |code: &str| units.by_code(code, row.valid_from.0).map(|unit| unit.id);
    Ok(Procedure {
        code: row.code.clone(),
        name: row.name_vi.clone().zip(row.name_en.clone()),
        units: list(&row.units, named).ok_or("units (no such unit)")?,
        working_days: count(row.working_days, "working_days")?,
        confirmed: row.confirmed,
        valid_from: row.valid_from.0,
        valid_to: row.valid_to.map(|day| day.0),
    })
}

pub(super) fn consent(row: &ConsentRow) -> Consent {
    Consent {
        version: row.version.clone(),
        text_vi: row.text_vi.clone(),
        text_en: row.text_en.clone(),
        confirmed: row.confirmed,
        valid_from: row.valid_from.0,
        valid_to: row.valid_to.map(|day| day.0),
    }
}

pub(super) fn hint(row: &HintRow) -> Result<HintPattern, &'static str> {
    Ok(HintPattern {
        words: row.words.clone(),
        role: HintRole::parse(&row.role).ok_or("role")?,
        weight: u16::try_from(row.weight).map_err(|_| "weight")?,
        marked: row.marked,
    })
}

pub(super) fn category(row: &CategoryRow) -> Result<Category, &'static str> {
    let kinds: Option<Vec<Kind>> = row.kinds.split(';').map(Kind::parse).collect();
    Ok(Category {
        code: row.code.clone(),
        name_vi: row.name_vi.clone(),
        name_en: row.name_en.clone(),
        kinds: kinds.ok_or("kinds")?,
        integrity: row.integrity,
        valid_from: row.valid_from.0,
        valid_to: row.valid_to.map(|day| day.0),
    })
}

pub(super) fn kind(row: &KindRow) -> Result<KindSpec, &'static str> {
    let kind = Kind::parse(&row.code).ok_or("code")?;
    let channel = Channel::parse(&row.channel).ok_or("channel")?;
    if channel != kind.channel() {
        return Err("channel");
    }
    Ok(KindSpec {
        kind,
        name_vi: row.name_vi.clone(),
        name_en: row.name_en.clone(),
        channel,
        anonymous: Anonymity::parse(&row.anonymous).ok_or("anonymous")?,
        contact_required: row.contact_required,
        contact_visible_to_unit: row.contact_visible_to_unit,
        active: row.active,
        legal_ref_vi: row.legal_ref_vi.clone(),
        legal_ref_en: row.legal_ref_en.clone(),
        visibility_vi: row.visibility_vi.clone(),
        visibility_en: row.visibility_en.clone(),
        filed_by: list(&row.filed_by, ReporterType::parse).ok_or("filed_by")?,
        filed_via: list(&row.filed_via, Door::parse).ok_or("filed_via")?,
        signature: Signature::parse(&row.signature).ok_or("signature")?,
        requires: list(&row.requires, Requirement::parse).ok_or("requires")?,
        complex_from: count(row.complex_from, "complex_from")?,
        specially_complex_from: count(row.specially_complex_from, "specially_complex_from")?,
        confirmed: row.confirmed,
        form_vi: row.form_vi.clone(),
        form_en: row.form_en.clone(),
        valid_from: row.valid_from.0,
        valid_to: row.valid_to.map(|day| day.0),
    })
}

pub(super) fn calendar_day(row: &CalendarRow) -> Result<CalendarDay, &'static str> {
    Ok(CalendarDay {
        day: row.day.0,
        kind: DayKind::parse(&row.kind).ok_or("kind")?,
        name_vi: row.name_vi.clone(),
        name_en: row.name_en.clone(),
        decision: row.decision.clone(),
        announced_on: row.announced_on.map(|day| day.0),
        paired_day: row.paired_day.map(|day| day.0),
        confirmed: row.confirmed,
    })
}

fn period(n: i32, unit: &str, roll_last_day: bool) -> Option<Period> {
    Some(Period { n: u16::try_from(n).ok()?, unit: PeriodUnit::parse(unit)?, roll_last_day })
}

pub(super) fn rule(row: &RuleRow) -> Result<DeadlineRule, &'static str> {
    let extension = match (row.extension_n, row.extension_unit.as_deref()) {
        (None, None) => None,
        (Some(n), Some(unit)) => Some(period(n, unit, row.roll_last_day).ok_or("extension_n")?),
        _ => return Err("extension_n"),
    };
    if row.kind != ANY_KIND {
        Kind::parse(&row.kind).ok_or("kind")?;
    }
    Ok(DeadlineRule {
        id: RuleId::new(row.id.0),
        code: row.code.clone(),
        kind: row.kind.clone(),
        step: Step::parse(&row.step).ok_or("step")?,
        variant: Variant::parse(&row.variant).ok_or("variant")?,
        period: period(row.n, &row.unit, row.roll_last_day).ok_or("n")?,
        from_event: FromEvent::parse(&row.from_event).ok_or("from_event")?,
        max_extensions: u16::try_from(row.max_extensions).map_err(|_| "max_extensions")?,
        extension,
        legal_ref_vi: row.legal_ref_vi.clone(),
        legal_ref_en: row.legal_ref_en.clone(),
        basis: Basis::parse(&row.basis).ok_or("basis")?,
        confirmed: row.confirmed,
        scored: row.scored,
        valid_from: row.valid_from.0,
        valid_to: row.valid_to.map(|day| day.0),
        applies_by: AppliesBy::parse(&row.applies_by).ok_or("applies_by")?,
    })
}

pub(super) fn escalation(row: &EscalationRow) -> Result<Escalation, &'static str> {
    let unit = PeriodUnit::parse(&row.unit).filter(|unit| *unit != PeriodUnit::Month);
    let step = match row.step.as_str() {
        ANY_STEP => None,
        code => Some(Step::parse(code).ok_or("step")?),
    };
    Ok(Escalation {
        level: Level::parse(&row.level).ok_or("level")?,
        step,
        n: u16::try_from(row.n).map_err(|_| "n")?,
        unit: unit.ok_or("unit")?,
        legal_ref_vi: row.legal_ref_vi.clone(),
        legal_ref_en: row.legal_ref_en.clone(),
        basis: Basis::parse(&row.basis).ok_or("basis")?,
        confirmed: row.confirmed,
        valid_from: row.valid_from.0,
        valid_to: row.valid_to.map(|day| day.0),
    })
}

pub(in crate::service) fn routing_rule(row: &RoutingRow) -> Result<RoutingRule, &'static str> {
    let action = Action::parse(&row.action).ok_or("action")?;
    if (action == Action::Unit) != row.target_code.is_some() {
        return Err("target_code");
    }
    Ok(RoutingRule {
        code: row.code.clone(),
        version: row.version,
        position: row.position,
        kind: Kind::parse(&row.kind).ok_or("kind")?,
        category: row.category.clone(),
        sector: row.sector.clone(),
        accused: UnitTest::parse(row.accused_kind.as_deref()).ok_or("accused_kind")?,
        locality: UnitTest::parse(row.locality_kind.as_deref()).ok_or("locality_kind")?,
        action,
        target_code: row.target_code.clone(),
        reason_vi: row.reason_vi.clone(),
        reason_en: row.reason_en.clone(),
        valid_from: row.valid_from.0,
        valid_to: row.valid_to.map(|day| day.0),
    })
}

/// A row of reference data. A unit is named by its code and first day, because codes are used again.
pub(super) fn succession(units: &Units, row: &SuccessionRow) -> Result<Succession, &'static str> {
    let named = |code: &str, from: Day| {
        units.bearers(code).find(|unit| unit.valid_from == from).map(|unit| unit.id)
    };
    Ok(Succession {
        old: named(&row.old_code, row.old_valid_from.0).ok_or("old_code (no such unit)")?,
        new: named(&row.new_code, row.new_valid_from.0).ok_or("new_code (no such unit)")?,
        effective_on: row.effective_on.0,
        part: Part::parse(&row.part).ok_or("part")?,
        legal_ref_vi: row.legal_ref_vi.clone(),
        legal_ref_en: row.legal_ref_en.clone(),
        confirmed: row.confirmed,
    })
}

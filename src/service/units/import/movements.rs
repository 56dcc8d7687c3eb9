//! Movements and criteria as the files bring them: drafts, templates, and what was signed on paper.

use super::sheet::{Fault, Row, id_of};
use crate::domain::emulation::{Measure, MovementStatus};
use crate::store::reference::{CriterionRow, MovementRow};

pub(super) const COLUMNS: &str = "code,name_vi,name_en,decision,issued_on,starts_on,ends_on,tail_days,status,template,issuer,legal_refs,participants";
pub(super) const CRITERIA_COLUMNS: &str = "movement,code,position,name_vi,name_en,metric,weight,prior_rate_bp,prior_weight,min_opened,legal_ref_vi";

pub(super) fn movement(row: &Row<'_>) -> Result<MovementRow, Fault> {
    let code = row.text("code")?;
    Ok(MovementRow {
        id: id_of("movement", &code),
        name_vi: row.text("name_vi")?,
        name_en: row.text("name_en")?,
        decision: row.optional("decision"),
        issued_on: row.optional_day("issued_on")?,
        issuer: row.text("issuer")?,
        legal_refs: row.text("legal_refs")?.replace(';', "\n"),
        starts_on: row.day("starts_on")?,
        ends_on: row.day("ends_on")?,
        tail_days: row.number("tail_days")?,
        participants: row.optional("participants").unwrap_or_default(),
        is_template: row.flag("template")?,
        status: row.code("status", MovementStatus::parse)?,
        version: 1,
        code,
    })
}

pub(super) fn criterion(row: &Row<'_>) -> Result<CriterionRow, Fault> {
    Ok(CriterionRow {
        movement_id: id_of("movement", &row.text("movement")?),
        code: row.text("code")?,
        position: row.number("position")?,
        name_vi: row.text("name_vi")?,
        name_en: row.text("name_en")?,
        metric: row.code("metric", Measure::parse)?,
        weight: row.number("weight")?,
        prior_rate_bp: row.number("prior_rate_bp")?,
        prior_weight: row.number("prior_weight")?,
        min_opened: row.number("min_opened")?,
        legal_ref_vi: row.optional("legal_ref_vi"),
    })
}

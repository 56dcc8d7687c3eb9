//! Movements, criteria and what these measure as the files bring them: drafts, templates, and what was signed on paper.

use std::collections::BTreeSet;

use super::sheet::{Fault, Row, id_of};
use crate::domain::emulation::metric::Sum;
use crate::domain::emulation::{MovementStatus, is_code};
use crate::service::reference::{list, size_class};
use crate::store::reference::{CriterionRow, MetricRow, MovementRow};

pub(super) const COLUMNS: &str = "code,name_vi,name_en,decision,issued_on,starts_on,ends_on,tail_days,status,template,issuer,legal_refs,participants,size_classes";
pub(super) const CRITERIA_COLUMNS: &str = "movement,code,position,name_vi,name_en,metric,weight,prior_rate_bp,prior_weight,min_opened,legal_ref_vi,target,groups";
pub(super) const METRIC_COLUMNS: &str = "code,version,name_vi,name_en,numerator,denominator,cases,left_out,cohort_vi,cohort_en,excluded_vi,excluded_en";

/// A code that can stand in an address.
fn code(row: &Row<'_>, column: &str) -> Result<String, Fault> {
    row.code(column, |text| is_code(text).then_some(()))
}

pub(super) fn movement(row: &Row<'_>) -> Result<MovementRow, Fault> {
    let code = code(row, "code")?;
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
        size_classes: size_classes(row)?,
        is_template: row.flag("template")?,
        status: row.code("status", MovementStatus::parse)?,
        version: 1,
        code,
    })
}

/// Two classes of one least would leave open how wide a unit is that reaches them.
fn size_classes(row: &Row<'_>) -> Result<String, Fault> {
    let cell = row.optional("size_classes").unwrap_or_default();
    let mut known = BTreeSet::new();
    for class in list(&cell, size_class).unwrap_or_default() {
        if !known.insert(class.least) {
            let least = class.least;
            return Err(row.fault(
                "size_classes",
                &format!("hai hạng quy mô cùng bắt đầu từ {least} vụ"),
                &format!("two classes begin with {least} cases"),
            ));
        }
    }
    Ok(cell)
}

pub(super) fn criterion(row: &Row<'_>) -> Result<CriterionRow, Fault> {
    Ok(CriterionRow {
        movement_id: id_of("movement", &row.text("movement")?),
        code: code(row, "code")?,
        position: row.number("position")?,
        name_vi: row.text("name_vi")?,
        name_en: row.text("name_en")?,
        metric: code(row, "metric")?,
        target: row.number("target")?,
        peer_groups: row.optional("groups").unwrap_or_default(),
        weight: row.number("weight")?,
        prior_rate_bp: row.number("prior_rate_bp")?,
        prior_weight: row.number("prior_weight")?,
        min_opened: row.number("min_opened")?,
        legal_ref_vi: row.optional("legal_ref_vi"),
    })
}

pub(super) fn metric(row: &Row<'_>) -> Result<MetricRow, Fault> {
    let sum = |column: &str| row.code(column, Sum::parse);
    Ok(MetricRow {
        code: code(row, "code")?,
        version: row.number("version")?,
        name_vi: row.text("name_vi")?,
        name_en: row.text("name_en")?,
        numerator: sum("numerator")?,
        denominator: sum("denominator")?,
        cases: sum("cases")?,
        left_out: row.optional_code("left_out", Sum::parse)?,
        cohort_vi: row.text("cohort_vi")?,
        cohort_en: row.text("cohort_en")?,
        excluded_vi: row.text("excluded_vi")?,
        excluded_en: row.text("excluded_en")?,
    })
}

//! The files of reference data and the rows they become.

use super::files::Files;
use super::sheet::{Fault, Row, Sheet, id_of};
use super::{consents, escalations, hints, movements, procedures};
use crate::domain::calendar::DayKind;
use crate::domain::deadline::{ANY_KIND, AppliesBy, Basis, FromEvent, PeriodUnit, Step, Variant};
use crate::domain::kind::{Anonymity, Channel, Door, Kind, ReporterType, Requirement, Signature};
use crate::domain::law::{TransitionFor, TransitionOf};
use crate::domain::succession::Part;
use crate::domain::text::{EmailAddress, Words};
use crate::domain::units::position::Position;
use crate::domain::units::routing::{Action, UnitTest};
use crate::domain::units::unit::{CodeScheme, PeerGroup, UnitKind};
use crate::domain::units::words::unit_words;
use crate::service::reference::{Rows, list};
use crate::store::reference::{
    CalendarRow, CategoryRow, ComplexityRow, KindRow, PauseRow, RoutingRow, RuleRow, SectorRow,
    SuccessionRow, TransitionRow, UnitRow,
};
use crate::store::types::{Date, Id};

/// Reads all files, or says everything that is wrong with them.
pub(in crate::service::units) fn read_all(files: &Files) -> Result<Rows, Vec<Fault>> {
    files.is_there().map_err(|fault| vec![fault])?;
    let mut faults = Vec::new();
    macro_rules! sheet {
        ($name:literal, $columns:expr, $make:expr) => {{
            let columns: Vec<&str> = $columns.split(',').collect();
            match Sheet::open(files, $name, &columns) {
                Ok(sheet) => sheet.read(&mut faults, $make),
                Err(fault) => {
                    faults.push(fault);
                    Vec::new()
                }
            }
        }};
    }
    let units: Vec<(UnitRow, Option<String>)> = sheet!(
        "units.csv",
        "code,scheme,confirmed,name,name_en,kind,group,parent,valid_from,valid_to,email,participates,remote,lat,lon",
        unit
    );
    // A unit that could not be read would only make its children look like orphans.
    let whole = faults.is_empty();
    let rows = Rows {
        successions: sheet!(
            "successions.csv",
            "old_code,old_valid_from,new_code,new_valid_from,effective_on,part,legal_ref_vi,legal_ref_en,confirmed",
            succession
        ),
        sectors: sheet!("sectors.csv", "code,name_vi,name_en,sensitive", sector),
        procedures: sheet!("procedures.csv", procedures::COLUMNS, procedures::procedure),
        consents: sheet!("consents.csv", consents::COLUMNS, consents::consent),
        hints: sheet!("hints.csv", hints::COLUMNS, hints::hint),
        categories: sheet!(
            "categories.csv",
            "code,name_vi,name_en,kinds,integrity,valid_from,valid_to",
            category
        ),
        kinds: sheet!(
            "kinds.csv",
            "code,name_vi,name_en,channel,anonymous,filed_by,filed_via,signature,requires,contact_required,contact_visible_to_unit,complex_from,specially_complex_from,active,confirmed,form_vi,form_en,legal_ref_vi,legal_ref_en,visibility_vi,visibility_en,valid_from,valid_to",
            kind
        ),
        calendar: sheet!(
            "calendar.csv",
            "day,kind,name_vi,name_en,decision,announced_on,paired_day,confirmed",
            calendar
        ),
        rules: sheet!(
            "deadline_rules.csv",
            "code,kind,step,variant,n,unit,from_event,max_extensions,extension_n,extension_unit,roll_last_day,legal_ref_vi,legal_ref_en,basis,confirmed,scored,valid_from,valid_to,applies_by",
            rule
        ),
        pauses: sheet!(
            "pause_rules.csv",
            "code,kind,ground,name_vi,name_en,cap_n,cap_unit,legal_ref_vi,legal_ref_en,confirmed,valid_from,valid_to,applies_by",
            pause
        ),
        complexity: sheet!(
            "complexity_criteria.csv",
            "code,kind,step,name_vi,name_en,legal_ref_vi,legal_ref_en,confirmed,valid_from,valid_to",
            complexity
        ),
        transitions: sheet!(
            "transition_rules.csv",
            "code,kind,what,condition,effective_on,legal_ref_vi,legal_ref_en,confirmed",
            transition
        ),
        escalations: sheet!(
            "escalations.csv",
            "level,step,n,unit,legal_ref_vi,legal_ref_en,basis,confirmed,valid_from,valid_to",
            escalations::escalation
        ),
        routing: sheet!(
            "routing_rules.csv",
            "code,version,position,kind,category,sector,accused_kind,locality_kind,action,target_code,reason_vi,reason_en,valid_from,valid_to",
            routing
        ),
        movements: sheet!("movements.csv", movements::COLUMNS, movements::movement),
        metrics: sheet!("metrics.csv", movements::METRIC_COLUMNS, movements::metric),
        criteria: sheet!("criteria.csv", movements::CRITERIA_COLUMNS, movements::criterion),
        sets: Vec::new(),
        units: if whole { with_parents(units, &mut faults) } else { Vec::new() },
    };
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

/// A parent is named by its code; it is the unit that bore the code when the child began.
fn with_parents(units: Vec<(UnitRow, Option<String>)>, faults: &mut Vec<Fault>) -> Vec<UnitRow> {
    let parents: Vec<(String, Date, Option<Date>, Id)> = units
        .iter()
        .map(|(row, _)| (row.code.clone(), row.valid_from, row.valid_to, row.id))
        .collect();
    let bearer = |code: &str, on: Date| {
        parents
            .iter()
            .find(|(known, from, to, _)| {
                known == code && *from <= on && to.is_none_or(|last| on <= last)
            })
            .map(|(.., id)| *id)
    };
    units
        .into_iter()
        .map(|(row, parent)| {
            let parent_id = parent.as_deref().and_then(|code| bearer(code, row.valid_from));
            if parent.is_some() && parent_id.is_none() {
                let words =
                    Words::new("đơn vị cấp trên chưa có lúc đó", "its parent did not exist then");
                faults.push(words.about(format_args!("units.csv: {}", row.code)));
            }
            UnitRow { parent_id, ..row }
        })
        .collect()
}

fn unit(row: &Row<'_>) -> Result<(UnitRow, Option<String>), Fault> {
    let (code, name, valid_from) = (row.text("code")?, row.text("name")?, row.day("valid_from")?);
    let name_en = row.text("name_en")?;
    let email = row.optional("email");
    if email.as_deref().is_some_and(|address| EmailAddress::parse(address).is_err()) {
        return Err(row.fault(
            "email",
            "không phải địa chỉ thư điện tử",
            "is not an e-mail address",
        ));
    }
    let group = row.optional("group");
    if group.as_deref().is_some_and(|code| PeerGroup::parse(code).is_none()) {
        return Err(row.unknown("group"));
    }
    let centre = centre(row)?;
    let made = UnitRow {
        id: id_of("unit", &format!("{code}/{}", valid_from.0)),
        search: unit_words(&format!("{name} {name_en} {code}")),
        scheme: row.code("scheme", CodeScheme::parse)?,
        confirmed: row.flag("confirmed")?,
        kind: row.code("kind", UnitKind::parse)?,
        peer_group: group,
        parent_id: None,
        valid_to: row.optional_day("valid_to")?,
        email,
        participates: row.flag("participates")?,
        remote: row.flag("remote")?,
        lat: centre.map(Position::lat),
        lon: centre.map(Position::lon),
        code,
        name,
        name_en,
        valid_from,
    };
    Ok((made, row.optional("parent")))
}

/// The middle of its territory in degrees with two decimals, or nothing.
fn centre(row: &Row<'_>) -> Result<Option<Position>, Fault> {
    let (lat, lon) = (row.optional("lat"), row.optional("lon"));
    let Some((lat, lon)) = lat.as_deref().zip(lon.as_deref()) else {
        let alone = lat.is_some() || lon.is_some();
        return if alone {
            Err(row.fault("lon", "phải đi cùng lat", "goes together with lat"))
        } else {
            Ok(None)
        };
    };
    let degrees = |text: &str| text.parse().ok();
    let found = degrees(lat).zip(degrees(lon)).and_then(|(lat, lon)| Position::of(lat, lon));
    found.map(Some).ok_or_else(|| {
        row.fault(
            "lat",
            "không phải tọa độ, ví dụ 11.31",
            "is no place on the earth, such as 11.31",
        )
    })
}

fn succession(row: &Row<'_>) -> Result<SuccessionRow, Fault> {
    Ok(SuccessionRow {
        old_code: row.text("old_code")?,
        old_valid_from: row.day("old_valid_from")?,
        new_code: row.text("new_code")?,
        new_valid_from: row.day("new_valid_from")?,
        effective_on: row.day("effective_on")?,
        part: row.code("part", Part::parse)?,
        legal_ref_vi: row.text("legal_ref_vi")?,
        legal_ref_en: row.text("legal_ref_en")?,
        confirmed: row.flag("confirmed")?,
    })
}

fn sector(row: &Row<'_>) -> Result<SectorRow, Fault> {
    Ok(SectorRow {
        code: row.text("code")?,
        name_vi: row.text("name_vi")?,
        name_en: row.text("name_en")?,
        sensitive: row.flag("sensitive")?,
    })
}

fn category(row: &Row<'_>) -> Result<CategoryRow, Fault> {
    let known = |kinds: &str| kinds.split(';').map(Kind::parse).collect::<Option<Vec<_>>>();
    Ok(CategoryRow {
        code: row.text("code")?,
        name_vi: row.text("name_vi")?,
        name_en: row.text("name_en")?,
        kinds: row.code("kinds", known)?,
        integrity: row.flag("integrity")?,
        valid_from: row.day("valid_from")?,
        valid_to: row.optional_day("valid_to")?,
    })
}

fn kind(row: &Row<'_>) -> Result<KindRow, Fault> {
    Ok(KindRow {
        code: row.code("code", Kind::parse)?,
        name_vi: row.text("name_vi")?,
        name_en: row.text("name_en")?,
        channel: row.code("channel", Channel::parse)?,
        anonymous: row.code("anonymous", Anonymity::parse)?,
        contact_required: row.flag("contact_required")?,
        contact_visible_to_unit: row.flag("contact_visible_to_unit")?,
        active: row.flag("active")?,
        legal_ref_vi: row.text("legal_ref_vi")?,
        legal_ref_en: row.text("legal_ref_en")?,
        visibility_vi: row.text("visibility_vi")?,
        visibility_en: row.text("visibility_en")?,
        filed_by: codes(row, "filed_by", ReporterType::parse)?,
        filed_via: codes(row, "filed_via", Door::parse)?,
        signature: row.code("signature", Signature::parse)?,
        requires: codes(row, "requires", Requirement::parse)?,
        complex_from: row.optional_number("complex_from")?,
        specially_complex_from: row.optional_number("specially_complex_from")?,
        confirmed: row.flag("confirmed")?,
        form_vi: row.optional("form_vi"),
        form_en: row.optional("form_en"),
        valid_from: row.day("valid_from")?,
        valid_to: row.optional_day("valid_to")?,
    })
}

fn calendar(row: &Row<'_>) -> Result<CalendarRow, Fault> {
    Ok(CalendarRow {
        day: row.day("day")?,
        kind: row.code("kind", DayKind::parse)?,
        name_vi: row.text("name_vi")?,
        name_en: row.text("name_en")?,
        decision: row.optional("decision"),
        announced_on: row.optional_day("announced_on")?,
        paired_day: row.optional_day("paired_day")?,
        confirmed: row.flag("confirmed")?,
    })
}

fn rule(row: &Row<'_>) -> Result<RuleRow, Fault> {
    let (code, valid_from) = (row.text("code")?, row.day("valid_from")?);
    Ok(RuleRow {
        id: id_of("deadline_rule", &format!("{code}/{}", valid_from.0)),
        kind: row
            .code("kind", |kind| (kind == ANY_KIND || Kind::parse(kind).is_some()).then_some(()))?,
        step: row.code("step", Step::parse)?,
        variant: row.code("variant", Variant::parse)?,
        n: row.number("n")?,
        unit: row.code("unit", PeriodUnit::parse)?,
        from_event: row.code("from_event", FromEvent::parse)?,
        max_extensions: row.number("max_extensions")?,
        extension_n: row.optional_number("extension_n")?,
        extension_unit: row.optional("extension_unit"),
        roll_last_day: row.flag("roll_last_day")?,
        legal_ref_vi: row.text("legal_ref_vi")?,
        legal_ref_en: row.text("legal_ref_en")?,
        basis: row.code("basis", Basis::parse)?,
        confirmed: row.flag("confirmed")?,
        scored: row.flag("scored")?,
        valid_to: row.optional_day("valid_to")?,
        applies_by: row.code("applies_by", AppliesBy::parse)?,
        code,
        valid_from,
    })
}

/// A list of codes, which may be empty.
fn codes<T>(
    row: &Row<'_>,
    column: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<String, Fault> {
    let cell = row.optional(column).unwrap_or_default();
    match list(&cell, parse) {
        Some(_) => Ok(cell),
        None => Err(row.fault(column, "có mã không biết", "holds an unknown code")),
    }
}

fn pause(row: &Row<'_>) -> Result<PauseRow, Fault> {
    Ok(PauseRow {
        code: row.text("code")?,
        kind: row.code("kind", Kind::parse)?,
        ground: row.text("ground")?,
        name_vi: row.text("name_vi")?,
        name_en: row.text("name_en")?,
        cap_n: row.optional_number("cap_n")?,
        cap_unit: row.optional("cap_unit"),
        legal_ref_vi: row.text("legal_ref_vi")?,
        legal_ref_en: row.text("legal_ref_en")?,
        confirmed: row.flag("confirmed")?,
        valid_from: row.day("valid_from")?,
        valid_to: row.optional_day("valid_to")?,
        applies_by: row.code("applies_by", AppliesBy::parse)?,
    })
}

fn complexity(row: &Row<'_>) -> Result<ComplexityRow, Fault> {
    Ok(ComplexityRow {
        code: row.text("code")?,
        kind: row.code("kind", Kind::parse)?,
        step: row.optional_code("step", Step::parse)?,
        name_vi: row.text("name_vi")?,
        name_en: row.text("name_en")?,
        legal_ref_vi: row.text("legal_ref_vi")?,
        legal_ref_en: row.text("legal_ref_en")?,
        confirmed: row.flag("confirmed")?,
        valid_from: row.day("valid_from")?,
        valid_to: row.optional_day("valid_to")?,
    })
}

fn transition(row: &Row<'_>) -> Result<TransitionRow, Fault> {
    Ok(TransitionRow {
        code: row.text("code")?,
        kind: row.code("kind", Kind::parse)?,
        what: row.code("what", TransitionOf::parse)?,
        condition: row.code("condition", TransitionFor::parse)?,
        effective_on: row.day("effective_on")?,
        legal_ref_vi: row.text("legal_ref_vi")?,
        legal_ref_en: row.text("legal_ref_en")?,
        confirmed: row.flag("confirmed")?,
    })
}

fn routing(row: &Row<'_>) -> Result<RoutingRow, Fault> {
    let accused_kind = row.optional("accused_kind");
    let locality_kind = row.optional("locality_kind");
    for (column, cell) in [("accused_kind", &accused_kind), ("locality_kind", &locality_kind)] {
        if UnitTest::parse(cell.as_deref()).is_none() {
            return Err(row.unknown(column));
        }
    }
    Ok(RoutingRow {
        code: row.text("code")?,
        version: row.number("version")?,
        position: row.number("position")?,
        kind: row.code("kind", Kind::parse)?,
        category: row.optional("category"),
        sector: row.optional("sector"),
        accused_kind,
        locality_kind,
        action: row.code("action", Action::parse)?,
        target_code: row.optional("target_code"),
        reason_vi: row.text("reason_vi")?,
        reason_en: row.text("reason_en")?,
        valid_from: row.day("valid_from")?,
        valid_to: row.optional_day("valid_to")?,
    })
}

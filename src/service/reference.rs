//! The reference data in memory: read once, shared by every use case, replaced when imported anew.

use std::sync::{Arc, RwLock};

use super::error::ServiceError;
use super::succession::read_row;
use crate::domain::calendar::{Calendar, CalendarDay, DayKind};
use crate::domain::deadline::{
    AppliesBy, Basis, DeadlineRule, FromEvent, Period, PeriodUnit, RuleBook, Step, Variant,
};
use crate::domain::emulation::{Criterion, Measure, Movement, MovementStatus};
use crate::domain::ids::{MovementId, RuleId, UnitId};
use crate::domain::kind::{Anonymity, Category, Channel, Kind, KindSpec, Sector, in_force};
use crate::domain::routing::{Action, RoutingRule, UnitTest};
use crate::domain::succession::Successions;
use crate::domain::time::Day;
use crate::domain::unit::{CodeScheme, PeerGroup, Unit, UnitKind, Units};
use crate::store::backend::Conn;
use crate::store::reference::{
    CalendarRow, CategoryRow, CriterionRow, KindRow, MovementRow, ReferenceRow, RoutingRow,
    RuleRow, SectorRow, SuccessionRow, UnitRow, version,
};
use crate::store::{Db, StoreError};

/// Everything that is data and not code.
#[derive(Debug, Default)]
pub struct Reference {
    /// Grows with every import.
    pub version: i64,
    /// Units of all periods.
    pub units: Units,
    /// Kinds of report.
    pub kinds: Vec<KindSpec>,
    /// Categories.
    pub categories: Vec<Category>,
    /// Sectors.
    pub sectors: Vec<Sector>,
    /// The office calendar.
    pub calendar: Calendar,
    /// Deadline rules.
    pub rules: RuleBook,
    /// Routing rules.
    pub routing: Vec<RoutingRule>,
    /// Movements with their criteria.
    pub movements: Vec<Movement>,
}

/// The rows a [`Reference`] is made of, from the database or from files.
#[derive(Debug, Default, Clone)]
pub struct Rows {
    pub units: Vec<UnitRow>,
    pub successions: Vec<SuccessionRow>,
    pub sectors: Vec<SectorRow>,
    pub categories: Vec<CategoryRow>,
    pub kinds: Vec<KindRow>,
    pub calendar: Vec<CalendarRow>,
    pub rules: Vec<RuleRow>,
    pub routing: Vec<RoutingRow>,
    pub movements: Vec<MovementRow>,
    pub criteria: Vec<CriterionRow>,
}

impl Rows {
    /// All rows of the database.
    pub fn load(conn: &mut Conn) -> Result<Self, StoreError> {
        Ok(Self {
            units: UnitRow::load(conn)?,
            successions: SuccessionRow::load(conn)?,
            sectors: SectorRow::load(conn)?,
            categories: CategoryRow::load(conn)?,
            kinds: KindRow::load(conn)?,
            calendar: CalendarRow::load(conn)?,
            rules: RuleRow::load(conn)?,
            routing: RoutingRow::load(conn)?,
            movements: MovementRow::load(conn)?,
            criteria: CriterionRow::load(conn)?,
        })
    }
}

impl Reference {
    /// The current data of the database.
    pub fn load(conn: &mut Conn) -> Result<Self, StoreError> {
        let version = version(conn)?;
        let rows = Rows::load(conn)?;
        let built = Self::build(&rows).map_err(|faults| StoreError::setup(faults.join("; ")))?;
        Ok(Self { version, ..built })
    }

    /// Makes sense of `rows`, or says everything that is wrong with them.
    pub fn build(rows: &Rows) -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        let units = gather(&rows.units, unit, &mut faults);
        let units = Units::new(units);
        let successions = gather(&rows.successions, |row| read_row(&units, row), &mut faults);
        let units = units.followed_by(Successions::new(successions));
        let kinds = gather(&rows.kinds, kind, &mut faults);
        let categories = gather(&rows.categories, category, &mut faults);
        let rules = gather(&rows.rules, rule, &mut faults);
        let routing = gather(&rows.routing, routing_rule, &mut faults);
        let days = gather(&rows.calendar, calendar_day, &mut faults);
        let criteria = gather(&rows.criteria, criterion, &mut faults);
        let mut movements = gather(&rows.movements, movement, &mut faults);
        for (of, criterion) in criteria {
            match movements.iter_mut().find(|movement| movement.id == of) {
                Some(movement) => movement.criteria.push(criterion),
                None => faults.push(format!("criterion {}: no such movement", criterion.code)),
            }
        }
        for movement in &mut movements {
            movement.criteria.sort_by_key(|criterion| criterion.position);
        }
        let calendar = Calendar::new(days).map_err(|fault| faults.push(fault.to_string()));
        let book = RuleBook::new(rules).map_err(|fault| faults.push(fault.to_string()));
        match (calendar, book) {
            (Ok(calendar), Ok(rules)) if faults.is_empty() => {
                let sectors = rows.sectors.iter().map(sector).collect();
                let version = 0;
                Ok(Self {
                    version,
                    units,
                    kinds,
                    categories,
                    sectors,
                    calendar,
                    rules,
                    routing,
                    movements,
                })
            }
            _ => Err(faults),
        }
    }

    /// What a kind needs and promises on `day`.
    pub fn kind(&self, kind: Kind, day: Day) -> Option<&KindSpec> {
        self.kinds
            .iter()
            .find(|spec| spec.kind == kind && in_force(spec.valid_from, spec.valid_to, day))
    }

    /// The category of this code on `day`.
    pub fn category(&self, code: &str, day: Day) -> Option<&Category> {
        self.categories
            .iter()
            .find(|it| it.code == code && in_force(it.valid_from, it.valid_to, day))
    }

    /// The movement of this code.
    pub fn movement(&self, code: &str) -> Option<&Movement> {
        self.movements.iter().find(|movement| movement.code == code)
    }
}

/// The data now in force, swapped whole so that no use case sees half of an import.
#[derive(Debug, Clone, Default)]
pub struct References {
    current: Arc<RwLock<Arc<Reference>>>,
}

impl References {
    /// The data as it is now; a use case takes it once.
    pub fn now(&self) -> Arc<Reference> {
        match self.current.read() {
            Ok(current) => current.clone(),
            Err(poisoned) => poisoned.into_inner().clone(),
        }
    }

    /// The data, or that there is none.
    pub fn ready(&self) -> Result<Arc<Reference>, ServiceError> {
        let now = self.now();
        if now.units.all().is_empty() { Err(ServiceError::NotReady) } else { Ok(now) }
    }

    /// Loads the data anew if an import has changed it. Returns whether it did.
    pub async fn refresh(&self, db: &Db) -> Result<bool, StoreError> {
        let known = self.now().version;
        let loaded =
            db.read(move |conn| {
                if version(conn)? == known { Ok(None) } else { Reference::load(conn).map(Some) }
            })
            .await?;
        let Some(loaded) = loaded else { return Ok(false) };
        let loaded = Arc::new(loaded);
        match self.current.write() {
            Ok(mut current) => *current = loaded,
            Err(poisoned) => *poisoned.into_inner() = loaded,
        }
        Ok(true)
    }
}

fn gather<R: ReferenceRow, T>(
    rows: &[R],
    read: impl Fn(&R) -> Result<T, &'static str>,
    faults: &mut Vec<String>,
) -> Vec<T> {
    rows.iter()
        .filter_map(|row| match read(row) {
            Ok(value) => Some(value),
            Err(column) => {
                faults.push(format!("{} {}: column {column} cannot be read", R::TABLE, row.key()));
                None
            }
        })
        .collect()
}

fn unit(row: &UnitRow) -> Result<(Unit, String), &'static str> {
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
    };
    Ok((unit, row.search.clone()))
}

fn sector(row: &SectorRow) -> Sector {
    Sector {
        code: row.code.clone(),
        name_vi: row.name_vi.clone(),
        name_en: row.name_en.clone(),
        sensitive: row.sensitive,
    }
}

fn category(row: &CategoryRow) -> Result<Category, &'static str> {
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

fn kind(row: &KindRow) -> Result<KindSpec, &'static str> {
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
        valid_from: row.valid_from.0,
        valid_to: row.valid_to.map(|day| day.0),
    })
}

fn calendar_day(row: &CalendarRow) -> Result<CalendarDay, &'static str> {
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

fn rule(row: &RuleRow) -> Result<DeadlineRule, &'static str> {
    let extension = match (row.extension_n, row.extension_unit.as_deref()) {
        (None, None) => None,
        (Some(n), Some(unit)) => Some(period(n, unit, row.roll_last_day).ok_or("extension_n")?),
        _ => return Err("extension_n"),
    };
    Kind::parse(&row.kind).ok_or("kind")?;
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

fn routing_rule(row: &RoutingRow) -> Result<RoutingRule, &'static str> {
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

fn movement(row: &MovementRow) -> Result<Movement, &'static str> {
    Ok(Movement {
        id: MovementId::new(row.id.0),
        code: row.code.clone(),
        name_vi: row.name_vi.clone(),
        name_en: row.name_en.clone(),
        decision: row.decision.clone(),
        issued_on: row.issued_on.0,
        starts_on: row.starts_on.0,
        ends_on: row.ends_on.0,
        tail_days: row.tail_days,
        status: MovementStatus::parse(&row.status).ok_or("status")?,
        criteria: Vec::new(),
    })
}

fn criterion(row: &CriterionRow) -> Result<(MovementId, Criterion), &'static str> {
    let criterion = Criterion {
        code: row.code.clone(),
        position: row.position,
        name_vi: row.name_vi.clone(),
        name_en: row.name_en.clone(),
        measure: Measure::parse(&row.metric).ok_or("metric")?,
        weight: row.weight,
        prior_rate_bp: row.prior_rate_bp,
        prior_weight: row.prior_weight,
        min_opened: row.min_opened,
        legal_ref_vi: row.legal_ref_vi.clone(),
    };
    Ok((MovementId::new(row.movement_id.0), criterion))
}

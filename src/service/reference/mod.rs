//! The reference data in memory: read once, shared by every use case, replaced when imported anew.

mod movements;
mod read;

pub(super) use movements::{participant, size_class};
pub(super) use read::{list, routing_rule};

use std::sync::{Arc, RwLock};

use crate::domain::calendar::Calendar;
use crate::domain::deadline::RuleBook;
use crate::domain::emulation::metric::Metric;
use crate::domain::emulation::set::{OF_FILES, metrics_of};
use crate::domain::emulation::{Movement, MovementStatus};
use crate::domain::hint::Hints;
use crate::domain::kind::{Category, Kind, KindSpec, Sector, in_force};
use crate::domain::law::{ComplexityCriterion, Law, PauseRule, TransitionRule};
use crate::domain::records::procedure::Procedure;
use crate::domain::report::Consent;
use crate::domain::succession::Successions;
use crate::domain::time::Day;
use crate::domain::units::routing::RoutingRule;
use crate::domain::units::unit::Units;
use crate::domain::urging::escalation::escalation;
use crate::domain::urging::{Escalation, Level};
use crate::service::error::ServiceError;
use crate::store::backend::Conn;
use crate::store::long_snapshot;
use crate::store::reference::sets::{self, CriteriaSetRow};
use crate::store::reference::{
    CalendarRow, CategoryRow, ComplexityRow, ConsentRow, CriterionRow, EscalationRow, HintRow,
    KindRow, MetricRow, MovementRow, PauseRow, ProcedureRow, ReferenceRow, RoutingRow, RuleRow,
    SectorRow, SuccessionRow, TransitionRow, UnitRow, version,
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
    /// Procedures by code.
    pub procedures: Vec<Procedure>,
    /// What people agree to who give a name.
    pub consents: Vec<Consent>,
    /// Words of money or gifts.
    pub hints: Hints,
    /// The office calendar.
    pub calendar: Calendar,
    /// Deadline rules.
    pub rules: RuleBook,
    /// When a clock may stand still.
    pub pauses: Vec<PauseRule>,
    /// What makes a case complex.
    pub complexity: Vec<ComplexityCriterion>,
    /// What becomes of open cases when the law changes.
    pub transitions: Vec<TransitionRule>,
    /// When lateness is escalated to whom.
    pub escalations: Vec<Escalation>,
    /// Routing rules.
    pub routing: Vec<RoutingRule>,
    /// What criteria may measure, by code.
    pub metrics: Vec<Metric>,
    /// Movements with their criteria.
    pub movements: Vec<Movement>,
}

/// The rows a [`Reference`] is made of, from the database or from files.
#[derive(Debug, Default, Clone)]
pub struct Rows {
    pub units: Vec<UnitRow>,
    pub successions: Vec<SuccessionRow>,
    pub sectors: Vec<SectorRow>,
    pub procedures: Vec<ProcedureRow>,
    pub consents: Vec<ConsentRow>,
    pub hints: Vec<HintRow>,
    pub categories: Vec<CategoryRow>,
    pub kinds: Vec<KindRow>,
    pub calendar: Vec<CalendarRow>,
    pub rules: Vec<RuleRow>,
    pub pauses: Vec<PauseRow>,
    pub complexity: Vec<ComplexityRow>,
    pub transitions: Vec<TransitionRow>,
    pub escalations: Vec<EscalationRow>,
    pub routing: Vec<RoutingRow>,
    pub movements: Vec<MovementRow>,
    pub metrics: Vec<MetricRow>,
    pub criteria: Vec<CriterionRow>,
    /// Signed sets only; files have none.
    pub sets: Vec<CriteriaSetRow>,
}

impl Rows {
    /// All rows of the database.
    pub fn load(conn: &mut Conn) -> Result<Self, StoreError> {
        Ok(Self {
            units: UnitRow::load(conn)?,
            successions: SuccessionRow::load(conn)?,
            sectors: SectorRow::load(conn)?,
            procedures: ProcedureRow::load(conn)?,
            consents: ConsentRow::load(conn)?,
            hints: HintRow::load(conn)?,
            categories: CategoryRow::load(conn)?,
            kinds: KindRow::load(conn)?,
            calendar: CalendarRow::load(conn)?,
            rules: RuleRow::load(conn)?,
            pauses: PauseRow::load(conn)?,
            complexity: ComplexityRow::load(conn)?,
            transitions: TransitionRow::load(conn)?,
            escalations: EscalationRow::load(conn)?,
            routing: RoutingRow::load(conn)?,
            movements: MovementRow::load(conn)?,
            metrics: MetricRow::load(conn)?,
            criteria: CriterionRow::load(conn)?,
            sets: sets::signed(conn)?,
        })
    }
}

impl Reference {
    /// Received on this day or before has lain too long on `today`; none while no such rule is in
    /// force.
    pub(super) fn unprocessed_since(&self, today: Day) -> Result<Option<Day>, ServiceError> {
        escalation(&self.escalations, Level::Tripwire, None, today)
            .map(|rule| rule.received_by(today).map_err(ServiceError::internal))
            .transpose()
    }

    /// The current data of the database, in one state of it.
    pub fn load(conn: &mut Conn) -> Result<Self, StoreError> {
        let (version, rows) = long_snapshot(conn, |conn| Ok((version(conn)?, Rows::load(conn)?)))?;
        let built = Self::build(&rows).map_err(|faults| unusable(&faults))?;
        Ok(Self { version, ..built })
    }

    /// Makes sense of `rows`, or says everything that is wrong with them.
    pub fn build(rows: &Rows) -> Result<Self, Vec<String>> {
        let mut faults = Vec::new();
        let units = gather(&rows.units, read::unit, &mut faults);
        let units = Units::new(units);
        let successions =
            gather(&rows.successions, |row| read::succession(&units, row), &mut faults);
        let units = units.followed_by(Successions::new(successions));
        let mut procedures =
            gather(&rows.procedures, |row| read::procedure(&units, row), &mut faults);
        procedures.sort_by(|one, other| one.code.cmp(&other.code));
        let kinds = gather(&rows.kinds, read::kind, &mut faults);
        let categories = gather(&rows.categories, read::category, &mut faults);
        let rules = gather(&rows.rules, read::rule, &mut faults);
        let routing = gather(&rows.routing, read::routing_rule, &mut faults);
        let hints = gather(&rows.hints, read::hint, &mut faults);
        let pauses = gather(&rows.pauses, read::pause, &mut faults);
        let complexity = gather(&rows.complexity, read::complexity, &mut faults);
        let escalations = gather(&rows.escalations, read::escalation, &mut faults);
        let transitions = gather(&rows.transitions, read::transition, &mut faults);
        let days = gather(&rows.calendar, read::calendar_day, &mut faults);
        let metrics = gather(&rows.metrics, movements::metric, &mut faults);
        let movements = read_movements(rows, (&units, &metrics), &mut faults);
        let calendar = Calendar::new(days).map_err(|fault| faults.push(fault.to_string()));
        let book = RuleBook::new(rules).map_err(|fault| faults.push(fault.to_string()));
        match (calendar, book) {
            (Ok(calendar), Ok(rules)) if faults.is_empty() => {
                let sectors = rows.sectors.iter().map(read::sector).collect();
                let consents = rows.consents.iter().map(read::consent).collect();
                let version = 0;
                Ok(Self {
                    version,
                    units,
                    kinds,
                    categories,
                    sectors,
                    procedures,
                    consents,
                    hints: Hints::new(&hints),
                    calendar,
                    rules,
                    pauses,
                    complexity,
                    transitions,
                    escalations,
                    routing,
                    metrics,
                    movements,
                })
            }
            _ => Err(faults),
        }
    }

    /// The law in force, for the functions of the domain.
    pub fn law(&self) -> Law<'_> {
        Law {
            rules: &self.rules,
            calendar: &self.calendar,
            pauses: &self.pauses,
            criteria: &self.complexity,
            kinds: &self.kinds,
        }
    }

    /// Whether one of these days, still to come, was counted in a year whose decision on days off is not loaded.
    pub fn provisional(&self, days: impl IntoIterator<Item = Option<Day>>, today: Day) -> bool {
        let ahead = days.into_iter().flatten().filter(|day| *day >= today);
        ahead.into_iter().any(|day| self.calendar.is_provisional(day))
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

    /// The movement that ended last before `next` began.
    pub fn movement_before(&self, next: &Movement) -> Option<&Movement> {
        self.ended_before(next.starts_on)
    }

    /// The movement that ended last before `day`; a draft, which the board alone makes, is none.
    pub fn ended_before(&self, day: Day) -> Option<&Movement> {
        before(&self.movements, day)
    }

    /// The movement of this code that is scored; a template is not.
    pub fn scored_movement(&self, code: &str) -> Option<&Movement> {
        self.movement(code).filter(|movement| !movement.template)
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

/// Why what is stored is no reference data.
pub(in crate::service) fn unusable(faults: &[String]) -> StoreError {
    let faults = faults.join("; ");
    StoreError::setup(format!("dữ liệu danh mục đang lưu không dùng được: {faults}"), faults)
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

/// The movement of `all` that ended last before `day`: one that ran, for a draft nobody decided or signed.
fn before(all: &[Movement], day: Day) -> Option<&Movement> {
    let ran = |one: &&Movement| !one.template && one.status != MovementStatus::Draft;
    all.iter().filter(ran).filter(|one| one.ends_on < day).max_by_key(|one| one.ends_on)
}

/// The movements with the sets of the files and those that were signed, the earliest first.
fn read_movements(
    rows: &Rows,
    (units, metrics): (&Units, &[Metric]),
    faults: &mut Vec<String>,
) -> Vec<Movement> {
    let mut movements = gather(&rows.movements, |row| movements::movement(units, row), faults);
    for (of, criterion) in gather(&rows.criteria, movements::criterion, faults) {
        match movements.iter_mut().find(|movement| movement.id == of) {
            Some(movement) => {
                if movement.sets.is_empty() {
                    movement.sets.push(movements::filed_set(movement));
                }
                let set = movement.sets.iter_mut();
                set.for_each(|set| set.criteria.push(criterion.clone()));
            }
            None => faults.push(format!("criterion {}: no such movement", criterion.code)),
        }
    }
    for set in movements.iter_mut().flat_map(|movement| &mut movement.sets) {
        set.criteria.sort_by_key(|criterion| criterion.position);
        set.metrics = metrics_of(&set.criteria, metrics);
    }
    for row in &rows.sets {
        let of = movements.iter_mut().find(|movement| movement.id.uuid() == row.movement_id.0);
        match (of, movements::signed_set(row)) {
            (Some(movement), Some((set, participants))) => {
                // Who takes part is signed as well: the last signature says it, whatever the units say since.
                let last = movement.sets.iter().all(|one| one.version < set.version);
                match list(&participants, |cell| participant(units, cell)) {
                    Some(signed) if last => movement.participants = signed,
                    Some(_) => {}
                    None => faults.push(format!("criteria_sets {}: participants", row.version)),
                }
                movement.sets.push(set);
            }
            _ => faults.push(format!("criteria_sets {}: cannot be read", row.version)),
        }
    }
    movements.sort_by_key(|movement| (movement.starts_on, movement.code.clone()));
    let known = movements.clone();
    for movement in &mut movements {
        let before = before(&known, movement.starts_on).map(|it| it.code.clone());
        // What was signed says it itself.
        for set in movement.sets.iter_mut().filter(|set| set.version == OF_FILES) {
            set.before.clone_from(&before);
        }
    }
    movements
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

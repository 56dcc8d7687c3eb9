//! Routing as staff see it: what would become of a report, and the rules that say so.

mod judge;
mod rules;
mod trial;

pub(in crate::service) use judge::{RoutingFault, faults_of};
pub use rules::{Change, Changed, RuleEdit};
pub use trial::Effect;

use crate::domain::fault::FieldError;
use crate::domain::kind::Kind;
use crate::domain::time::Day;
use crate::domain::units::exclusion::Facts;
use crate::domain::units::routing::{Miss, Routed, RuleMatch, look, route};
use crate::domain::units::unit::UnitKind;
use crate::service::cases::intake::unit;
use crate::service::error::{FieldFault, ServiceError};
use crate::service::facade::{Service, UnitName};

/// The facts of a report that may never be filed.
#[derive(Debug, Clone, Default)]
pub struct Supposed {
    /// The kind.
    pub kind: Option<Kind>,
    /// The category's code.
    pub category: Option<String>,
    /// The sector's code.
    pub sector: Option<String>,
    /// The code of the unit it is about.
    pub unit: Option<String>,
    /// The code of the place.
    pub locality: Option<String>,
    /// Whether it is about the head or a deputy.
    pub about_leader: bool,
    /// The day of arrival; today where none is given.
    pub received_on: Option<Day>,
}

/// Where such a report would go, and every rule that was looked at.
#[derive(Debug, Clone)]
pub struct Simulated {
    /// Who would hold it.
    pub holder: UnitName,
    /// How that was found.
    pub routed: Routed,
    /// Every rule of the kind, in the order in which they are asked.
    pub looked_at: Vec<Looked>,
}

/// One rule that was looked at.
#[derive(Debug, Clone)]
pub struct Looked {
    /// Its code.
    pub code: String,
    /// Its version.
    pub version: i32,
    /// Its place in the order.
    pub position: i32,
    /// Whether it is the one that decided.
    pub fired: bool,
    /// What does not fit.
    pub missed: Vec<Miss>,
}

impl Service {
    /// Where a report of these facts would go and why. Nothing is written.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] with every fault at once, those that were `noted` among them.
    pub fn simulate(
        &self,
        supposed: &Supposed,
        noted: Vec<FieldError>,
    ) -> Result<Simulated, ServiceError> {
        let reference = self.references.ready()?;
        let on = supposed.received_on.unwrap_or_else(|| self.clock.today());
        let mut faults = noted;
        let accused = unit(&reference, supposed.unit.as_deref(), "/unit", on, &mut faults);
        let locality = unit(&reference, supposed.locality.as_deref(), "/locality", on, &mut faults);
        if locality.is_some_and(|it| !matches!(it.kind, UnitKind::Commune | UnitKind::District)) {
            faults.push(FieldFault::NotALocality.at("/locality"));
        }
        if let Some(code) = &supposed.category
            && reference.category(code, on).is_none()
        {
            faults.push(FieldFault::NoSuchCategory.at("/category"));
        }
        if let Some(code) = &supposed.sector
            && !reference.sectors.iter().any(|known| known.code == *code)
        {
            faults.push(FieldFault::NoSuchSector.at("/sector"));
        }
        if supposed.about_leader && supposed.unit.is_none() {
            faults.push(FieldFault::Required.at("/unit"));
        }
        let (Some(kind), true) = (supposed.kind, faults.is_empty()) else {
            return Err(ServiceError::Invalid(faults));
        };
        let facts = Facts {
            kind,
            category: supposed.category.as_deref().unwrap_or_default(),
            sector: supposed.sector.as_deref(),
            accused,
            locality,
            about_leader: supposed.about_leader,
            decided_first: &[],
            on,
        };
        let (holder, trace) =
            route(&reference.routing, &reference.units, facts).ok_or(ServiceError::NotReady)?;
        let mut decided = false;
        let looked_at = look(&reference.routing, &reference.units, facts)
            .into_iter()
            .map(|RuleMatch { rule, missed }| {
                let fired = missed.is_empty() && !decided;
                decided |= fired;
                let (version, position) = (rule.version, rule.position);
                Looked { code: rule.code.clone(), version, position, fired, missed }
            })
            .collect();
        let routed = trace.told(&reference.routing);
        Ok(Simulated { holder: holder.into(), routed, looked_at })
    }
}

//! What the inspectorate takes from a unit: at once the unit knows number and days of it, and of every such case the same.

use crate::domain::actor::{Actor, Scope};
use crate::domain::case::called_up::CalledUp;
use crate::domain::ids::{CaseId, UnitId};
use crate::domain::lifecycle::Command;
use crate::domain::notice::OFFICE;
use crate::domain::time::{Day, Instant};
use crate::domain::units::unit::{Unit, UnitKind};
use crate::service::access::watcher;
use crate::service::cases::record::Recorded;
use crate::service::error::ServiceError;
use crate::service::facade::{Service, UnitName};
use crate::service::paging::{Listed, bounded};
use crate::service::reference::Reference;
use crate::service::sealed::{open, seal};
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::called_up::{self, CalledUpRow};
use crate::vault::Place;

/// A case as a unit knows it from which it was called up.
#[derive(Debug, Clone)]
pub struct CalledUpView {
    /// What is known.
    pub one: CalledUp,
    /// The unit that had it.
    pub unit: Option<UnitName>,
}

/// Why and when a case was called up, for those who handle it now.
#[derive(Debug, Clone)]
pub struct WhyCalledUp {
    /// The day.
    pub on: Day,
    /// From whom.
    pub unit: Option<UnitName>,
    /// Why.
    pub reason: String,
}

fn place(id: CaseId) -> Place {
    Place { table: "called_up", column: "sealed", row: id.uuid() }
}

/// The units whose cases the actor's unit had, or took over whole.
fn units_of(reference: &Reference, actor: &Actor, today: Day) -> Vec<UnitId> {
    let seen = match actor.scope() {
        Scope::Unit(unit) => vec![unit],
        Scope::Units(units) => units.to_vec(),
        // Of what is taken from their own body inspectors know what any unit knows.
        Scope::Inspectorate { body, .. } => vec![body],
        Scope::Nothing => Vec::new(),
    };
    let whole = |unit| reference.units.successions().taken_whole(unit, today);
    seen.into_iter().flat_map(whole).collect()
}

/// Who takes a case of `holder` on `today`: the `body` of the inspector, and by the draw the one that watches over the channel.
pub(in crate::service) fn called_to(
    reference: &Reference,
    body: Option<UnitId>,
    holder: UnitId,
    today: Day,
) -> Option<&Unit> {
    let province = || reference.units.first_of(UnitKind::Province, today).map(|unit| unit.id);
    let drawn = || watcher(reference, today).filter(|body| *body != holder).or_else(province);
    body.or_else(drawn)
        .and_then(|body| reference.units.get(body))
        .filter(|unit| unit.exists_on(today))
}

/// Whether `at` lies in office hours of a working day, when alone cases are called up: by chance or not, their hour tells nothing.
pub(in crate::service) fn in_office_hours(reference: &Reference, at: Instant) -> bool {
    let day = at.office_day();
    let open = (OFFICE.0..OFFICE.1).contains(&at.office_hour());
    open && reference.calendar.known_on(day).is_working(day)
}

/// The case of this id as the actor's unit knows it, if it was called up from there.
pub(in crate::service) fn known_to(
    conn: &mut Conn,
    reference: &Reference,
    actor: &Actor,
    id: CaseId,
    today: Day,
) -> Result<Option<CalledUp>, StoreError> {
    let units = units_of(reference, actor, today);
    if units.is_empty() {
        return Ok(None);
    }
    let found = called_up::get(conn, id)?.map(|(one, _)| one);
    Ok(found.filter(|one| one.unit.is_some_and(|unit| units.contains(&unit))))
}

impl Service {
    /// Adds to a calling up what its unit knows from then on, and why, which the unit does not read.
    ///
    /// # Errors
    /// Where the reason cannot be sealed.
    pub(in crate::service) fn with_stub(
        &self,
        recorded: Recorded,
        unit: UnitId,
        command: &Command,
    ) -> Result<Recorded, ServiceError> {
        let Command::CallUp { text } = command else { return Ok(recorded) };
        let case = &recorded.case;
        let one = CalledUp {
            case: case.id,
            key: case.key,
            unit: (!case.is_unsigned()).then_some(unit),
            number: case.number.clone().unwrap_or_default(),
            received_on: case.received_on,
            on: recorded.event.day,
        };
        let row = CalledUpRow::new(&one, seal(&self.keys, &place(case.id), text)?);
        Ok(recorded.calling_up(row))
    }

    /// Why a case was called up, opened.
    pub(super) fn why_called_up(
        &self,
        found: Option<(CalledUp, Vec<u8>)>,
    ) -> Result<Option<WhyCalledUp>, ServiceError> {
        let Some((one, sealed)) = found else { return Ok(None) };
        let reason = open(&self.keys, &place(one.case), &sealed)?;
        let unit = one.unit.and_then(|unit| self.references.now().unit_name(unit));
        Ok(Some(WhyCalledUp { on: one.on, unit, reason }))
    }

    /// The case of this id as the actor's unit knows it, if it was called up from there.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] where it was not, exactly as for no case.
    pub async fn called_up_case(
        &self,
        actor: &Actor,
        id: CaseId,
    ) -> Result<CalledUpView, ServiceError> {
        let (reference, reader) = (self.references.ready()?, actor.clone());
        let (known, today) = (reference.clone(), self.clock.today());
        let read = move |conn: &mut Conn| known_to(conn, &known, &reader, id, today);
        let found = self.db.read(read).await?.ok_or(ServiceError::NotFound)?;
        let unit = found.unit.and_then(|unit| reference.unit_name(unit));
        Ok(CalledUpView { unit, one: found })
    }

    /// A page of what was called up from the actor's units, the newest first.
    ///
    /// # Errors
    /// [`ServiceError::BadCursor`].
    pub async fn called_up_cases(
        &self,
        actor: &Actor,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<Listed<CalledUpView>, ServiceError> {
        let reference = self.references.ready()?;
        let units = units_of(&reference, actor, self.clock.today());
        let bound = format!("called_up|{}", actor.user_id);
        let after = self.place(cursor, &bound)?;
        let limit = bounded(limit);
        let read = move |conn: &mut Conn| called_up::list(conn, &units, after, limit + 1);
        let found = self.db.read(read).await?;
        let page = self.page(found, limit, &bound, |one| (one.on, one.case));
        Ok(page.map(|one| CalledUpView {
            unit: one.unit.and_then(|unit| reference.unit_name(unit)),
            one,
        }))
    }
}

//! The register of apologies for late dossiers: units keep their own, also where nobody has reported; those who watch
//! over them read it.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::domain::actor::{Actor, Scope};
use crate::domain::case::promise::Verdict;
use crate::domain::fault::FieldError;
use crate::domain::ids::{ApologyId, UnitId};
use crate::domain::kind::Channel;
use crate::domain::records::apology::{Apology, ApologyLetter, LetterFault};
use crate::domain::records::conclusion::Settled;
use crate::domain::time::Day;
use crate::domain::units::unit::Units;
use crate::service::error::{Fault, FieldFault, ServiceError};
use crate::service::facade::{Service, UnitName};
use crate::service::once::{Answered, Edit, Made};
use crate::service::paging::{Listed, bounded};
use crate::store::backend::Conn;
use crate::store::cases;
use crate::store::records::apologies::{self, ApologyFilter};

/// What a unit enters into its register.
#[derive(Debug, Clone)]
pub struct NewApology {
    /// The dossier.
    pub dossier_code: String,
    /// The day that was promised at first.
    pub promised_on: Day,
    /// What the apology says, and the proof that it arrived.
    pub letter: ApologyLetter,
    /// The day of the result, where it was given before.
    pub finished_on: Option<Day>,
}

/// A line as its readers see it.
#[derive(Debug, Clone)]
pub struct ApologyView {
    /// The line.
    pub apology: Apology,
    /// The unit by name.
    pub unit: Option<UnitName>,
    /// What the recorded facts say today.
    pub verdict: Verdict,
}

/// What a list is narrowed by.
#[derive(Debug, Clone, Default)]
pub struct ApologyQuery {
    /// The code of the unit, as of today.
    pub unit: Option<String>,
    /// The dossier.
    pub dossier: Option<String>,
    /// Promised on this day or later.
    pub from: Option<Day>,
    /// Promised on this day or earlier.
    pub until: Option<Day>,
    /// Where the page before ended.
    pub cursor: Option<String>,
    /// How many (1–100).
    pub limit: i64,
}

/// The units whose register the actor may read, with those they took over whole; `None` for all.
pub(super) fn units_of(units: &Units, actor: &Actor, today: Day) -> Option<Vec<UnitId>> {
    let seen = match actor.scope() {
        Scope::Inspectorate { .. } => return None,
        Scope::Unit(unit) => vec![unit],
        Scope::Units(units) => units.to_vec(),
        Scope::Nothing => Vec::new(),
    };
    let all: BTreeSet<UnitId> =
        seen.into_iter().flat_map(|unit| units.successions().taken_whole(unit, today)).collect();
    Some(all.into_iter().collect())
}

/// Whether the line is the actor's unit's own, or that of one it took over whole.
fn keeps(units: &Units, actor: &Actor, line: &Apology, today: Day) -> bool {
    let own = |unit| units.successions().taken_whole(unit, today).contains(&line.unit);
    actor.unit_id.is_some_and(own)
}

/// What is wrong with an entry, by member.
fn faults(new: &NewApology, today: Day) -> Option<FieldError> {
    if new.finished_on.is_some_and(|day| day > today) {
        return Some(FieldFault::InTheFuture.at("/finished_on"));
    }
    // What is entered once the day has come cannot lie before it: an inspector records that.
    if today >= new.promised_on && new.letter.served_on < new.promised_on {
        return Some(FieldFault::BackDated.at("/served_on"));
    }
    if today > new.promised_on && new.finished_on.is_some_and(|day| day <= new.promised_on) {
        return Some(FieldFault::BackDated.at("/finished_on"));
    }
    new.letter.check(new.promised_on, new.finished_on, today).err().map(|fault| match fault {
        LetterFault::ServedOn => FieldFault::InTheFuture.at("/served_on"),
        LetterFault::NewDate => FieldFault::OutOfRange.at("/new_date").and(
            "Sau ngày hẹn trả, không trước ngày gửi thư, trong năm năm; hồ sơ đã trả thì bỏ mục này.",
            "After the promised day, not before the letter, within five years; none where the result was given.",
        ),
        LetterFault::NoNewDate => FieldFault::NewDateNeeded.at("/new_date"),
    })
}

impl Service {
    /// Enters an apology into the register of the actor's unit.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] where a day is not possible, the register knows the dossier, or
    /// the unit holds an open case about it; [`ServiceError::KeyReused`].
    pub async fn register_apology(
        &self,
        actor: &Actor,
        new: NewApology,
        key: &str,
        body: &Value,
    ) -> Result<Answered<ApologyView>, ServiceError> {
        let unit = actor.unit_id.ok_or(ServiceError::NotFound)?;
        let key = self.record_key(actor, key, "register_apology", body);
        let now = self.clock.now();
        let today = now.office_day();
        let fault = faults(&new, today);
        let (by, reference) = (actor.clone(), self.references.ready()?);
        let one = Apology {
            id: ApologyId::new(self.ids.random()),
            version: 1,
            unit,
            case: None,
            dossier_code: Some(new.dossier_code.clone()),
            promised_on: new.promised_on,
            letter: new.letter,
            finished_on: new.finished_on,
            recorded_by: actor.user_id,
            recorded_at: now,
        };
        let (service, code) = (self.clone(), new.dossier_code);
        let make = move |tx: &mut Conn| -> Result<Made<ApologyView>, Fault> {
            if let Some(fault) = &fault {
                return Err(ServiceError::Invalid(vec![fault.clone()]).into());
            }
            let known = |fault: FieldFault| ServiceError::field("/dossier_code", fault).into();
            // There is one apology a dossier, also where a unit that was taken over gave it.
            let lines = apologies::about_dossier(tx, &code)?;
            if lines.iter().any(|line| keeps(&reference.units, &by, line, today)) {
                return Err(known(FieldFault::DossierKnown));
            }
            // The case has the clocks of the promised day; an entry beside it would not stop them.
            if cases::open_about_dossier(tx, unit, &code)?.is_some() {
                return Err(known(FieldFault::DossierInCase));
            }
            apologies::insert(tx, &one)?;
            Ok((one.id.uuid(), one.version, service.apology(one.clone())))
        };
        self.once("apologies.register", key, self.recall_apology(actor), make).await
    }

    /// Notes that the result of a registered dossier was given, today or on an earlier day. Once
    /// the new date has passed, no day within it can be named any more.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`], [`ServiceError::Stale`], [`ServiceError::Settled`],
    /// [`ServiceError::Invalid`], [`ServiceError::KeyReused`].
    pub async fn finish_apology(
        &self,
        actor: &Actor,
        edit: Edit<'_, ApologyId>,
        finished_on: Day,
    ) -> Result<Answered<ApologyView>, ServiceError> {
        let Edit { id, version, key, body } = edit;
        let bound = json!({"apology": id.to_string(), "body": body});
        let key = self.record_key(actor, key, "finish_apology", &bound);
        let today = self.clock.today();
        let (service, by, reference) = (self.clone(), actor.clone(), self.references.ready()?);
        let make = move |tx: &mut Conn| -> Result<Made<ApologyView>, Fault> {
            let own = |one: &Apology| keeps(&reference.units, &by, one, today);
            let found = apologies::get(tx, id)?.filter(own);
            let before = found.ok_or(ServiceError::NotFound)?;
            if before.version != version {
                return Err(ServiceError::Stale.into());
            }
            // A case of the unit about it has the clock of the new date: it is told there.
            let in_case = match (&before.case, by.unit_id, &before.dossier_code) {
                (_, Some(unit), Some(code)) => cases::open_about_dossier(tx, unit, code)?.is_some(),
                (Some((case, _)), Some(unit), None) => cases::get(tx, Channel::Service, *case)?
                    .is_some_and(|case| case.state.is_open() && case.holder == unit),
                _ => false,
            };
            let last = before.letter.new_date.unwrap_or(before.promised_on);
            if before.finished_on.is_some() {
                return Err(ServiceError::Settled(Settled::ResultGiven).into());
            }
            let fault = match finished_on {
                day if day > today => Some(FieldFault::InTheFuture),
                day if today > last && day <= last => Some(FieldFault::BackDated),
                _ if in_case => Some(FieldFault::DossierInCase),
                _ => None,
            };
            if let Some(fault) = fault {
                return Err(ServiceError::field("/finished_on", fault).into());
            }
            let finished_on = Some(finished_on);
            let after = Apology { version: version + 1, finished_on, ..before };
            apologies::finish(tx, version, &after)?;
            Ok((id.uuid(), after.version, service.apology(after)))
        };
        self.once("apologies.finish", key, self.recall_apology(actor), make).await
    }

    /// One line of a register in the actor's scope.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] outside it.
    pub async fn one_apology(
        &self,
        actor: &Actor,
        id: ApologyId,
    ) -> Result<ApologyView, ServiceError> {
        let reference = self.references.ready()?;
        let units = units_of(&reference.units, actor, self.clock.today());
        let seen = |one: &Apology| {
            units.as_ref().is_none_or(|units| units.contains(&one.unit))
                && !actor.conflicts.contains(&one.unit)
        };
        let found = self.db.read(move |conn| apologies::get(conn, id)).await?;
        found.filter(seen).map(|one| self.apology(one)).ok_or(ServiceError::NotFound)
    }

    /// A page of the registers in the actor's scope, the earliest promised day first.
    ///
    /// # Errors
    /// [`ServiceError::BadCursor`].
    pub async fn apologies(
        &self,
        actor: &Actor,
        query: ApologyQuery,
    ) -> Result<Listed<ApologyView>, ServiceError> {
        let reference = self.references.ready()?;
        let today = self.clock.today();
        let mut units = units_of(&reference.units, actor, today);
        if let Some(code) = &query.unit {
            let asked = reference.units.by_code(code, today).map(|unit| unit.id);
            let whole = |unit| reference.units.successions().taken_whole(unit, today);
            let seen = |unit: &UnitId| units.as_ref().is_none_or(|units| units.contains(unit));
            units = Some(asked.into_iter().flat_map(whole).filter(seen).collect());
        }
        let filter = ApologyFilter {
            units,
            hidden: actor.conflicts.to_vec(),
            dossier: query.dossier,
            from: query.from,
            until: query.until,
        };
        let bound = format!("apologies|{}|{filter:?}", actor.user_id);
        let after = self.place(query.cursor.as_deref(), &bound)?;
        let limit = bounded(query.limit);
        let found =
            self.db.read(move |conn| apologies::list(conn, &filter, after, limit + 1)).await?;
        let page = self.page(found, limit, &bound, |one| (one.promised_on, one.id));
        Ok(page.map(|one| self.apology(one)))
    }

    /// The answer that a key got before.
    fn recall_apology(
        &self,
        actor: &Actor,
    ) -> impl Fn(&mut Conn, uuid::Uuid, i32) -> Result<ApologyView, Fault> + use<> {
        let (service, by) = (self.clone(), actor.clone());
        move |tx, id, version| {
            let one = apologies::get(tx, ApologyId::new(id))?;
            let (units, today) = (&service.references.now().units, service.clock.today());
            let one = one.filter(|one| keeps(units, &by, one, today));
            Ok(service.apology(one.ok_or(ServiceError::NotFound)?.at_version(version)))
        }
    }

    fn apology(&self, apology: Apology) -> ApologyView {
        ApologyView {
            unit: self.references.now().unit_name(apology.unit),
            verdict: apology.verdict(self.clock.today()),
            apology,
        }
    }
}

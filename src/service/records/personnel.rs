//! Look-ups for personnel work: concluded violations of one person, and a log that every look-up enters
//! before it is answered, also one that finds nothing.

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::domain::actor::Actor;
use crate::domain::ids::{CheckId, ConclusionId, UserId};
use crate::domain::records::conclusion::{
    Agreement, Conclusion, ConclusionState, Document, Execution, Measure, Sought, names,
};
use crate::domain::text::fold;
use crate::domain::time::Instant;
use crate::service::cases::names_of;
use crate::service::error::{Fault, FieldFault, ServiceError, inside};
use crate::service::facade::{Service, UnitName};
use crate::service::once::{Answered, Made};
use crate::service::paging::{Listed, bounded};
use crate::service::records::conclusions::read;
use crate::service::reference::Reference;
use crate::service::sealed::{open, seal};
use crate::store::StoreError;
use crate::store::backend::Conn;
use crate::store::records::conclusions;
use crate::store::staff::personnel::{self, CheckRow};
use crate::store::types::{Id, Json};
use crate::vault::Place;

/// What a look-up answers.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The look-up's own id, by which a personnel file can cite it.
    pub id: CheckId,
    /// When it was made.
    pub at: Instant,
    /// What was found, the latest document first.
    pub hits: Vec<Hit>,
}

/// One concluded violation, as far as personnel work needs it: no case, no finding, no name.
#[derive(Debug, Clone)]
pub struct Hit {
    /// The document.
    pub document: Document,
    /// The unit in which it happened.
    pub unit: Option<UnitName>,
    /// What was recommended.
    pub measure: Measure,
    /// How that was carried out.
    pub execution: Option<Execution>,
    /// What of the person agreed; with the name alone it may be a namesake.
    pub agreed: Vec<Agreement>,
}

/// One entry of the log.
#[derive(Debug, Clone)]
pub struct CheckEntry {
    /// The look-up.
    pub id: CheckId,
    /// When.
    pub at: Instant,
    /// Who made it.
    pub by: Option<String>,
    /// Why.
    pub reason: String,
    /// How much was found.
    pub hits: i32,
    /// The same for the same name: it shows that somebody is looked up again and again, and not who.
    pub person: String,
}

/// Which version of which conclusion a look-up answered.
#[derive(Serialize, Deserialize, Clone, Copy)]
struct Found {
    id: ConclusionId,
    version: i32,
}

const fn place(id: CheckId) -> Place {
    Place { table: "personnel_checks", column: "sealed", row: id.uuid() }
}

fn hit(reference: &Reference, one: Conclusion, sought: &Sought) -> Option<Hit> {
    let agreed = one.person.agrees(sought)?;
    let unit = reference.unit_name(one.unit);
    Some(Hit {
        document: one.document,
        unit,
        measure: one.measure,
        execution: one.execution,
        agreed,
    })
}

impl Service {
    /// Looks a person up. The log is written in the same transaction, before there is an answer.
    ///
    /// # Errors
    /// [`ServiceError::Invalid`] where the reason names the person, [`ServiceError::KeyReused`].
    pub async fn check_person(
        &self,
        actor: &Actor,
        sought: Sought,
        reason: &str,
        key: &str,
        body: &Value,
    ) -> Result<Answered<Checked>, ServiceError> {
        let reference = self.references.ready()?;
        if names(reason, &sought.name) {
            return Err(ServiceError::field("/reason", FieldFault::NamesThePerson));
        }
        let key = self.record_key(actor, key, "check_person", body);
        let (id, at) = (CheckId::new(self.ids.random()), self.clock.now());
        let entry = CheckRow {
            id: Id(id.uuid()),
            user_id: Id(actor.user_id.uuid()),
            at,
            name_hash: self.keys.person_lookup(&fold(&sought.name)).to_vec(),
            sealed: seal(&self.keys, &place(id), &reason)?,
            hits: 0,
            found: Json::of(&Vec::<Found>::new()).map_err(ServiceError::internal)?,
        };
        let (service, held, wanted) = (self.clone(), reference.clone(), sought.clone());
        let make = move |tx: &mut Conn| -> Result<Made<Checked>, Fault> {
            let (mut hits, mut found) = (Vec::new(), Vec::new());
            for row in conclusions::of_name(tx, &entry.name_hash)? {
                let one = read(&service.keys, row)?;
                let reference = Found { id: one.id, version: one.version() };
                if let Some(hit) = hit(&held, one, &wanted) {
                    hits.push(hit);
                    found.push(reference);
                }
            }
            let count = i32::try_from(hits.len()).map_err(ServiceError::internal)?;
            let found = Json::of(&found).map_err(ServiceError::internal)?;
            personnel::append(tx, &CheckRow { hits: count, found, ..entry.clone() })?;
            Ok((id.uuid(), 1, Checked { id, at, hits }))
        };
        let service = self.clone();
        let recall = move |tx: &mut Conn, id, _| {
            let row = personnel::get(tx, CheckId::new(id))?.ok_or(ServiceError::NotFound)?;
            service.again(tx, &reference, &row, &sought)
        };
        self.once("personnel.check", key, recall, make).await
    }

    /// What a look-up answered, but for what was revoked since: that is never shown again.
    fn again(
        &self,
        conn: &mut Conn,
        reference: &Reference,
        row: &CheckRow,
        sought: &Sought,
    ) -> Result<Checked, Fault> {
        let corrupt = StoreError::Corrupt { table: "personnel_checks", column: "found" };
        let found: Vec<Found> = row.found.read().ok_or(corrupt)?;
        let mut hits = Vec::with_capacity(found.len());
        for Found { id, version } in found {
            let Some(row) = conclusions::get(conn, id)? else { continue };
            let one = read(&self.keys, row)?;
            if one.state() != ConclusionState::Revoked {
                hits.extend(hit(reference, one.at_version(version), sought));
            }
        }
        Ok(Checked { id: CheckId::new(row.id.0), at: row.at, hits })
    }

    /// A page of the log, the latest look-up first. It holds no name.
    ///
    /// # Errors
    /// [`ServiceError::BadCursor`].
    pub async fn checks(
        &self,
        actor: &Actor,
        cursor: Option<&str>,
        limit: i64,
    ) -> Result<Listed<CheckEntry>, ServiceError> {
        let bound = format!("personnel-checks|{}", actor.user_id);
        let after = self.place(cursor, &bound)?;
        let most = bounded(limit);
        let service = self.clone();
        let found = self.db.read(move |conn| {
            let rows = personnel::list(conn, after, most + 1)?;
            let users = names_of(conn, rows.iter().map(|row| UserId::new(row.user_id.0)))?;
            inside(|| {
                let entries = rows.into_iter().map(|row| {
                    let id = CheckId::new(row.id.0);
                    Ok(CheckEntry {
                        id,
                        at: row.at,
                        by: users.get(&UserId::new(row.user_id.0)).cloned(),
                        reason: open(&service.keys, &place(id), &row.sealed)?,
                        hits: row.hits,
                        person: HEXLOWER.encode(row.name_hash.get(..8).unwrap_or_default()),
                    })
                });
                entries.collect::<Result<Vec<_>, Fault>>()
            })
        });
        Ok(self.page(found.await??, limit, &bound, |entry| (entry.at, entry.id)))
    }
}

//! A conclusion as a row: what tells of the person in envelopes, the rest in clear.

use serde::{Deserialize, Serialize};

use crate::domain::ids::{CaseId, ConclusionId, UnitId, UserId};
use crate::domain::records::conclusion::{Conclusion, Document, Execution, Person, Revocation};
use crate::domain::text::fold;
use crate::service::error::{Fault, ServiceError};
use crate::service::sealed::{open, seal};
use crate::store::records::conclusions::ConclusionRow;
use crate::store::types::{Date, Id};
use crate::vault::{KeyRing, Place};

/// What of a conclusion tells of the person.
#[derive(Serialize, Deserialize)]
struct Sealed {
    person: Person,
    finding: String,
}

const fn place(id: ConclusionId, column: &'static str) -> Place {
    Place { table: "conclusions", column, row: id.uuid() }
}

/// The row of a conclusion that was just recorded.
pub(super) fn fresh(keys: &KeyRing, one: &Conclusion) -> Result<ConclusionRow, ServiceError> {
    let sealed = Sealed { person: one.person.clone(), finding: one.finding.clone() };
    Ok(ConclusionRow {
        id: Id(one.id.uuid()),
        unit_id: Id(one.unit.uuid()),
        case_id: one.case.map(|case| Id(case.uuid())),
        document_number: one.document.number.clone(),
        document_on: Date(one.document.on),
        issuer: one.document.issuer.clone(),
        measure: one.measure.as_str().to_owned(),
        detected_by: one.detected_by.as_str().to_owned(),
        state: one.state().as_str().to_owned(),
        version: one.version(),
        name_hash: keys.person_lookup(&fold(&one.person.name)).to_vec(),
        sealed: seal(keys, &place(one.id, "sealed"), &sealed)?,
        executed_on: None,
        execution_document: None,
        executed_by: None,
        revoked_on: None,
        sealed_revocation: None,
        revoked_by: None,
        recorded_by: Id(one.recorded_by.uuid()),
        recorded_at: one.recorded_at,
    })
}

/// `row` as it stands after a change.
pub(super) fn changed(
    keys: &KeyRing,
    row: ConclusionRow,
    one: &Conclusion,
) -> Result<ConclusionRow, ServiceError> {
    let execution = one.execution.as_ref();
    let revocation = one.revocation.as_ref();
    let sealed_revocation = revocation
        .map(|revoked| seal(keys, &place(one.id, "sealed_revocation"), &revoked.reason))
        .transpose()?;
    Ok(ConclusionRow {
        state: one.state().as_str().to_owned(),
        version: one.version(),
        executed_on: execution.map(|done| Date(done.on)),
        execution_document: execution.map(|done| done.document.clone()),
        executed_by: execution.map(|done| Id(done.by.uuid())),
        revoked_on: revocation.map(|revoked| Date(revoked.on)),
        sealed_revocation,
        revoked_by: revocation.map(|revoked| Id(revoked.by.uuid())),
        ..row
    })
}

/// The conclusion of a row, with its envelopes opened.
pub(in crate::service) fn read(keys: &KeyRing, row: ConclusionRow) -> Result<Conclusion, Fault> {
    let (measure, detected_by) = row.codes()?;
    let id = ConclusionId::new(row.id.0);
    let sealed: Sealed = open(keys, &place(id, "sealed"), &row.sealed)?;
    let execution = match (row.executed_on, row.execution_document, row.executed_by) {
        (Some(on), Some(document), Some(by)) => {
            Some(Execution { on: on.0, document, by: UserId::new(by.0) })
        }
        _ => None,
    };
    let revocation = match (row.revoked_on, row.sealed_revocation, row.revoked_by) {
        (Some(on), Some(blob), Some(by)) => {
            let reason = open(keys, &place(id, "sealed_revocation"), &blob)?;
            Some(Revocation { on: on.0, reason, by: UserId::new(by.0) })
        }
        _ => None,
    };
    Ok(Conclusion {
        id,
        unit: UnitId::new(row.unit_id.0),
        case: row.case_id.map(|case| CaseId::new(case.0)),
        document: Document {
            number: row.document_number,
            on: row.document_on.0,
            issuer: row.issuer,
        },
        person: sealed.person,
        finding: sealed.finding,
        measure,
        detected_by,
        execution,
        revocation,
        recorded_by: UserId::new(row.recorded_by.0),
        recorded_at: row.recorded_at,
    })
}

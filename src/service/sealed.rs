//! What is sealed: of the integrity channel the report, the contact and every word staff write; and, by the
//! same envelope, what tells of a person elsewhere.

use data_encoding::BASE64;
use serde::{Deserialize, Serialize};

use super::error::ServiceError;
use crate::domain::event::{Event, Happening};
use crate::domain::first_decision::FirstDecision;
use crate::domain::ids::{CaseId, EventId};
use crate::domain::kind::Channel;
use crate::domain::report::Bribe;
use crate::domain::time::Day;
use crate::vault::{KeyRing, Place};

/// An integrity report as it lies in its envelope.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SealedReport {
    pub text: String,
    pub reporter_type: String,
    pub language: String,
    pub unit: Option<String>,
    #[serde(default)]
    pub about_leader: bool,
    pub locality: Option<String>,
    pub place: Option<String>,
    pub procedure_code: Option<String>,
    pub dossier_code: Option<String>,
    pub promised_on: Option<Day>,
    pub incident_on: Option<Day>,
    pub bribe: Option<Bribe>,
    pub consent_version: Option<String>,
    #[serde(default)]
    pub contested_act: Option<String>,
    #[serde(default)]
    pub learned_on: Option<Day>,
    #[serde(default)]
    pub prior_case: Option<String>,
    /// What became of the first complaint, of a second one that became a tip.
    #[serde(default)]
    pub first_decision: Option<FirstDecision>,
    #[serde(default)]
    pub filed_via: Option<String>,
    #[serde(default)]
    pub paper_on: Option<Day>,
}

/// The contact of an integrity report. Read by the mail job alone, for its address.
#[derive(Serialize, Deserialize)]
pub(super) struct SealedContact {
    pub name: String,
    pub phone: Option<String>,
    pub email: Option<String>,
    pub address: Option<String>,
    pub tax_code: Option<String>,
    pub organisation: Option<String>,
    pub language: String,
    #[serde(default)]
    pub id_number: Option<String>,
    #[serde(default)]
    pub position: Option<String>,
}

fn report_place(id: CaseId) -> Place {
    Place { table: "integrity_reports", column: "sealed", row: id.uuid() }
}

fn contact_place(id: CaseId) -> Place {
    Place { table: "integrity_reports", column: "sealed_contact", row: id.uuid() }
}

/// Seals `value` for `place`.
pub(super) fn seal<T: Serialize>(
    keys: &KeyRing,
    place: &Place,
    value: &T,
) -> Result<Vec<u8>, ServiceError> {
    let plain = zeroize::Zeroizing::new(serde_json::to_vec(value).map_err(ServiceError::internal)?);
    keys.seal(place, &plain).map_err(ServiceError::internal)
}

/// Opens what was sealed for `place`.
pub(super) fn open<T: for<'de> Deserialize<'de>>(
    keys: &KeyRing,
    place: &Place,
    blob: &[u8],
) -> Result<T, ServiceError> {
    let plain = keys.open(place, blob).map_err(ServiceError::internal)?;
    serde_json::from_slice(&plain).map_err(|_| ServiceError::internal("a sealed text is not JSON"))
}

impl SealedReport {
    /// Seals it for its row.
    pub(super) fn seal(&self, keys: &KeyRing, id: CaseId) -> Result<Vec<u8>, ServiceError> {
        seal(keys, &report_place(id), self)
    }

    /// Opens the envelope found in the row `id`.
    pub(super) fn open(keys: &KeyRing, id: CaseId, blob: &[u8]) -> Result<Self, ServiceError> {
        open(keys, &report_place(id), blob)
    }
}

impl SealedContact {
    /// Seals it for its row.
    pub(super) fn seal(&self, keys: &KeyRing, id: CaseId) -> Result<Vec<u8>, ServiceError> {
        seal(keys, &contact_place(id), self)
    }

    /// Opens the envelope found in the row `id`.
    pub(super) fn open(keys: &KeyRing, id: CaseId, blob: &[u8]) -> Result<Self, ServiceError> {
        open(keys, &contact_place(id), blob)
    }
}

/// Changes every text that somebody wrote in `happening`.
fn each_text(
    happening: &mut Happening,
    mut change: impl FnMut(&'static str, &str) -> Result<String, ServiceError>,
) -> Result<(), ServiceError> {
    for (column, text) in happening.texts_mut() {
        *text = change(column, text)?;
    }
    Ok(())
}

const fn text_place(id: EventId, column: &'static str) -> Place {
    Place { table: "integrity_events", column, row: id.uuid() }
}

/// Seals what staff wrote before it is stored, in the integrity channel.
pub(super) fn seal_texts(
    keys: &KeyRing,
    channel: Channel,
    id: EventId,
    happening: &mut Happening,
) -> Result<(), ServiceError> {
    if channel == Channel::Service {
        return Ok(());
    }
    each_text(happening, |member, text| {
        let blob = keys.seal(&text_place(id, member), text.as_bytes());
        blob.map(|blob| BASE64.encode(&blob)).map_err(ServiceError::internal)
    })
}

/// Opens what staff wrote, for whoever may read it.
pub(super) fn open_texts(
    keys: &KeyRing,
    channel: Channel,
    event: &mut Event,
) -> Result<(), ServiceError> {
    if channel == Channel::Service {
        return Ok(());
    }
    let id = event.id;
    each_text(&mut event.payload.happening, |member, text| {
        let blob = BASE64.decode(text.as_bytes()).map_err(ServiceError::internal)?;
        let plain = keys.open(&text_place(id, member), &blob).map_err(ServiceError::internal)?;
        String::from_utf8(plain.to_vec())
            .map_err(|_| ServiceError::internal("a sealed text is not UTF-8"))
    })
}

//! What staff wrote in an integrity case: each text is sealed for its own event, so that a copy has to
//! seal it again.

use data_encoding::BASE64;
use liemchinh::harness::domain::Payload;
use liemchinh::harness::vault::{KeyRing, Place};
use uuid::Uuid;

use crate::failure::Failure;
use crate::fill::pattern::Own;

/// The payload of an integrity event, with its texts in clear.
pub(crate) struct Note {
    payload: Payload,
    /// Which of the family's ids is the event's.
    event: usize,
    /// The ids of the family as they stand in it.
    ids: Vec<(usize, String)>,
}

const fn place(event: Uuid, column: &'static str) -> Place {
    Place { table: "integrity_events", column, row: event }
}

impl Note {
    /// Opens the payload of `event`, which is the family's id number `at`.
    pub(crate) fn open(
        payload: &str,
        event: Uuid,
        at: usize,
        own: &Own,
        keys: &KeyRing,
    ) -> Result<Self, Failure> {
        let ids = own.ids.iter().map(Uuid::to_string).enumerate();
        let ids = ids.filter(|(_, id)| payload.contains(id.as_str())).collect();
        let mut payload: Payload = serde_json::from_str(payload).map_err(Failure::of)?;
        for (column, text) in payload.event_kind.texts_mut() {
            let blob = BASE64.decode(text.as_bytes()).map_err(Failure::of)?;
            let plain = keys.open(&place(event, column), &blob).map_err(Failure::of)?;
            *text = String::from_utf8(plain.to_vec()).map_err(Failure::of)?;
        }
        Ok(Self { payload, event: at, ids })
    }

    /// The same for a copy whose ids are these.
    pub(crate) fn seal(&self, ids: &[Uuid], keys: &KeyRing) -> Result<String, Failure> {
        let event = ids.get(self.event).copied().unwrap_or_default();
        let mut payload = self.payload.clone();
        for (column, text) in payload.event_kind.texts_mut() {
            let blob = keys.seal(&place(event, column), text.as_bytes()).map_err(Failure::of)?;
            *text = BASE64.encode(&blob);
        }
        let mut text = serde_json::to_string(&payload).map_err(Failure::of)?;
        for (at, known) in &self.ids {
            if let Some(id) = ids.get(*at) {
                text = text.replace(known.as_str(), &id.to_string());
            }
        }
        Ok(text)
    }
}

//! What is passed to the investigation agency, piece by piece, and where each file among it came from.

use serde::{Deserialize, Serialize};

use crate::domain::attachment::Media;
use crate::domain::ids::AttachmentId;
use crate::domain::time::{Day, Instant};

/// One thing passed to the investigation agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestEntry {
    /// What it is, in words.
    pub name: String,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// Of a file of the case its [`Custody`] as JSON: a text, so that it is sealed where the words are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub custody: Option<String>,
}

/// Through whose hands a file of a case went until it was passed on.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Custody {
    /// Which file.
    pub id: AttachmentId,
    /// What it is.
    #[serde(rename = "type")]
    pub media: Media,
    /// Its size in bytes.
    pub bytes: u64,
    /// The code of the body whose staff added it; none by receipt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// Who of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// The day.
    pub day: Day,
    /// When it was there; of a tip only the day is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Instant>,
    /// Everybody who read the original until then.
    pub reads: Vec<Reading>,
}

/// Somebody read an original.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Who, by name.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// It names people.
impl std::fmt::Debug for Custody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Custody(..)")
    }
}

/// One thing that was passed on, as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassedOn {
    /// What it is, in words.
    pub name: String,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
    /// Of a file of the case where it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<Custody>,
}

impl From<&ManifestEntry> for PassedOn {
    fn from(entry: &ManifestEntry) -> Self {
        // One that is still sealed is none.
        let file = entry.custody.as_deref().and_then(|text| serde_json::from_str(text).ok());
        Self { name: entry.name.clone(), sha256: entry.sha256.clone(), file }
    }
}

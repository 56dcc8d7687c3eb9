//! What is passed to the investigation agency, piece by piece.

use serde::{Deserialize, Serialize};

/// One thing passed to the investigation agency.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManifestEntry {
    /// What it is, in words.
    pub name: String,
    /// Its SHA-256, in hexadecimal.
    pub sha256: String,
}

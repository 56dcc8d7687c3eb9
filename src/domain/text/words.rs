//! What is told to whoever runs the service: one sentence in each language, Vietnamese first.

use std::fmt::Display;

use serde::{Deserialize, Serialize};

/// A sentence in both languages. It displays itself in English, as the log and other programs read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{en}")]
pub struct Words {
    /// Vietnamese.
    pub vi: String,
    /// English.
    pub en: String,
}

impl Words {
    /// A sentence of ours.
    pub fn new(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self { vi: vi.into(), en: en.into() }
    }

    /// What has no language, or was said by another program: it stands in both as it is.
    pub fn foreign(text: impl Display) -> Self {
        let text = text.to_string();
        Self { vi: text.clone(), en: text }
    }

    /// The same, after what it is about.
    #[must_use]
    pub fn about(self, what: impl Display) -> Self {
        Self { vi: format!("{what}: {}", self.vi), en: format!("{what}: {}", self.en) }
    }

    /// Both on one line; once what is the same in both.
    pub fn beside(&self) -> String {
        if self.vi == self.en { self.vi.clone() } else { format!("{} / {}", self.vi, self.en) }
    }

    /// Both on lines of their own; once what is the same in both.
    pub fn below(&self) -> String {
        if self.vi == self.en { self.vi.clone() } else { format!("{}\n{}", self.vi, self.en) }
    }
}

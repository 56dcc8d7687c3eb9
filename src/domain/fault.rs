//! What is wrong with one member of a request: where and why, never the value itself.

use std::borrow::Cow;

/// One fault of one field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldError {
    /// Where, as a JSON pointer (RFC 6901).
    pub pointer: String,
    /// A stable code.
    pub code: &'static str,
    /// What to do, in Vietnamese.
    pub detail_vi: Cow<'static, str>,
    /// What to do, in English.
    pub detail_en: Cow<'static, str>,
}

impl FieldError {
    /// This fault, whose sentence goes on so in Vietnamese and in English.
    #[must_use]
    pub fn and(self, vi: &str, en: &str) -> Self {
        Self {
            detail_vi: format!("{} {vi}", self.detail_vi).into(),
            detail_en: format!("{} {en}", self.detail_en).into(),
            ..self
        }
    }
}

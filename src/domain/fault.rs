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

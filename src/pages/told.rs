//! What the service tells in both languages, in that of the reader.

use crate::domain::fault::FieldError;
use crate::domain::text::Language;
use crate::service::UnitName;

/// One of two texts.
pub(super) const fn by<'t>(language: Language, vi: &'t str, en: &'t str) -> &'t str {
    match language {
        Language::Vi => vi,
        Language::En => en,
    }
}

/// The name of a unit.
pub(super) fn unit(language: Language, unit: &UnitName) -> &str {
    by(language, &unit.name, &unit.name_en)
}

/// What is wrong with a field.
pub(super) fn fault(language: Language, fault: &FieldError) -> &str {
    by(language, &fault.detail_vi, &fault.detail_en)
}

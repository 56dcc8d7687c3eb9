//! Kinds of report and the two channels they travel in.

use super::codes::codes;
use super::time::Day;

codes! {
    /// The way a report travels, and so who may ever learn of it.
    Channel {
        /// The competent unit handles it, in the open.
        Service => "service",
        /// Only the inspectorate knows that it exists.
        Integrity => "integrity",
    }
}

codes! {
    /// What a report is in law.
    Kind {
        /// Feedback on the acts of a unit (phản ánh, kiến nghị; NĐ 20/2008 Art. 5.1).
        ConductFeedback => "conduct_feedback",
        /// A tip on petty corruption (Luật PCTN 2018 Art. 5, 65).
        CorruptionTip => "corruption_tip",
    }
}

impl Kind {
    /// The channel it travels in. Not data: which tables a report lives in, and so who could
    /// ever read it, must not depend on a cell of a table.
    pub const fn channel(self) -> Channel {
        match self {
            Self::ConductFeedback => Channel::Service,
            Self::CorruptionTip => Channel::Integrity,
        }
    }
}

codes! {
    /// Whether a report of a kind may come without a name.
    Anonymity {
        /// The law asks for a name.
        Forbidden => "forbidden",
        /// It may.
        Allowed => "allowed",
    }
}

/// What a kind needs and promises, within one period of validity.
#[derive(Debug, Clone)]
pub struct KindSpec {
    /// The kind.
    pub kind: Kind,
    /// Vietnamese name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// The channel.
    pub channel: Channel,
    /// Whether a name may be missing.
    pub anonymous: Anonymity,
    /// Whether name and a way to answer must be given.
    pub contact_required: bool,
    /// Whether the handling unit sees the reporter's contact (12.19).
    pub contact_visible_to_unit: bool,
    /// Whether it can be filed.
    pub active: bool,
    /// The statute, in Vietnamese.
    pub legal_ref_vi: String,
    /// The statute, in English.
    pub legal_ref_en: String,
    /// Who will see the report, in Vietnamese.
    pub visibility_vi: String,
    /// Who will see the report, in English.
    pub visibility_en: String,
    /// First day of validity.
    pub valid_from: Day,
    /// Last day of validity, inclusive.
    pub valid_to: Option<Day>,
}

/// What a report complains of.
#[derive(Debug, Clone)]
pub struct Category {
    /// The code.
    pub code: String,
    /// Vietnamese name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// The kinds it may be filed under.
    pub kinds: Vec<Kind>,
    /// Whether it makes any report an integrity report.
    pub integrity: bool,
    /// First day of validity.
    pub valid_from: Day,
    /// Last day of validity, inclusive.
    pub valid_to: Option<Day>,
}

/// A field of state management.
#[derive(Debug, Clone)]
pub struct Sector {
    /// The code.
    pub code: String,
    /// Vietnamese name.
    pub name_vi: String,
    /// English name.
    pub name_en: String,
    /// Whether Plan 577 names it as sensitive.
    pub sensitive: bool,
}

/// Whether a row with this period is in force on `day`.
pub fn in_force(valid_from: Day, valid_to: Option<Day>, day: Day) -> bool {
    valid_from <= day && valid_to.is_none_or(|last| day <= last)
}

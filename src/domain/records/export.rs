//! What staff take out of a list as a file: which lists, in which forms, and what is kept of it.

use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;

/// How long a file can be fetched, in seconds.
pub const KEPT_SECONDS: i64 = 24 * 3600;
/// So many rows a file has at most.
pub const MOST_ROWS: usize = 5_000;
/// So many files one account has at a time.
pub const MOST_FILES: usize = 20;

codes! {
    /// Which list is taken out.
    Exported {
        /// The queue of the service channel.
        Cases => "cases",
        /// The register of apologies.
        Apologies => "apologies",
        /// Urging letters.
        Urgings => "urgings",
        /// Recommendations after inspections.
        Recommendations => "recommendations",
    }
}

codes! {
    /// The form of the file.
    ExportFormat {
        /// Comma-separated values (RFC 4180) in UTF-8 with a byte order mark.
        Csv => "csv",
        /// A workbook.
        Xlsx => "xlsx",
    }
}

/// What is kept of a file beside its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExportHead {
    /// Which list.
    pub what: Exported,
    /// In which form.
    pub format: ExportFormat,
    /// What the list was narrowed by, as a query.
    pub query: String,
    /// What for.
    pub reason: String,
    /// How many rows it has.
    pub rows: usize,
    /// How many bytes.
    pub bytes: usize,
    /// The SHA-256 of the file, in hexadecimal digits.
    pub sha256: String,
    /// What its reader might see when it was made: whoever sees something else today does not get it.
    pub scope: String,
}

impl ExportHead {
    /// What the access log says of it: what for, which list, how many rows, and what narrowed it.
    pub fn told(&self) -> String {
        let Self { what, reason, rows, query, .. } = self;
        let narrowed = if query.is_empty() { String::new() } else { format!(", {query}") };
        format!("{reason} ({what}, {rows} dòng{narrowed})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_access_log_is_told_list_rows_and_what_narrowed_it() {
        let mut head = ExportHead {
            what: Exported::Urgings,
            format: ExportFormat::Csv,
            query: String::new(),
            reason: "Giao ban".to_owned(),
            rows: 2,
            bytes: 10,
            sha256: String::new(),
            scope: String::new(),
        };
        assert_eq!(head.told(), "Giao ban (urgings, 2 dòng)");

        head.query = "open=true".to_owned();
        assert_eq!(head.told(), "Giao ban (urgings, 2 dòng, open=true)");
    }
}

//! Codes of dossiers and procedures, kept as typed: the rules for them changed often, and a code
//! that is not recognised is still a lead.

use super::{Lines, TextFault, clean, within};

/// A dossier code (at most 64 characters).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierCode(String);

/// A procedure code (at most 40 characters).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProcedureCode(String);

impl From<DossierCode> for String {
    fn from(code: DossierCode) -> Self {
        code.0
    }
}

impl From<ProcedureCode> for String {
    fn from(code: ProcedureCode) -> Self {
        code.0
    }
}

impl ProcedureCode {
    /// Reads a code; any text without spaces will do.
    pub fn parse(raw: &str) -> Result<Self, TextFault> {
        within(clean(raw, Lines::One)?.to_uppercase(), 1, 40).map(Self)
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl DossierCode {
    /// Reads a code; never refuses one for its form.
    pub fn parse(raw: &str) -> Result<Self, TextFault> {
        within(clean(raw, Lines::One)?, 1, 64).map(Self)
    }

    /// The code as typed.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it has one of the known forms, `H53.05-241014-0007` or
    /// `000.00.01.H53-240301-0001` (TT 01/2018/TT-VPCP Art. 19 and later practice).
    pub fn is_recognised(&self) -> bool {
        let mut parts = self.0.split('-');
        let (Some(body), Some(day), Some(number), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return false;
        };
        let groups: Vec<&str> = body.split('.').collect();
        let forward = groups.split_first().is_some_and(|(root, rest)| {
            is_root(root) && rest.len() <= 4 && rest.iter().all(|group| digits(group, 1, 3))
        });
        let backward = match groups.as_slice() {
            [a, b, c, root] => {
                digits(a, 3, 3) && digits(b, 2, 2) && digits(c, 2, 2) && is_root(root)
            }
            _ => false,
        };
        (forward || backward) && digits(day, 6, 6) && digits(number, 4, 6)
    }
}

fn is_root(group: &str) -> bool {
    let mut bytes = group.bytes();
    bytes.next().is_some_and(|b| b.is_ascii_uppercase())
        && digits(group.trim_start_matches(|c: char| c.is_ascii_uppercase()), 2, 2)
        && group.len() == 3
}

fn digits(text: &str, least: usize, most: usize) -> bool {
    (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::DossierCode;

    #[test]
    fn known_forms_are_recognised_and_others_are_kept() {
        for known in [
            "H53.05-241014-0007",
            "000.00.01.H53-240301-0001",
            "H53-241014-0007",
            "H55.242-241014-00071",
        ] {
            assert!(DossierCode::parse(known).unwrap().is_recognised(), "{known}");
        }
        for other in
            ["HS 12/2024", "H5.05-241014-0007", "H53.05-24101-0007", "H53.05-241014-0007-1"]
        {
            assert!(!DossierCode::parse(other).unwrap().is_recognised(), "{other}");
        }
    }
}

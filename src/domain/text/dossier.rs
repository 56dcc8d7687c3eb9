//! Codes of dossiers and procedures, kept as typed: the rules for them changed often, and a code
//! that is not recognised is still a lead.

use unicode_normalization::UnicodeNormalization;

use super::{Lines, TextFault, clean, fold_code, within};

/// A dossier code (at most 64 characters).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DossierCode(String);

/// Digits of a code of the national base, without its point.
const NATIONAL_DIGITS: usize = 7;
/// Digits behind it of the bodies of a place.
const PLACE_DIGITS: usize = 7;

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

    /// The code of the national base (`1.004194`) that a text stands for, however it is parted and whether or not what names the place
    /// stands behind it (`1.004194.000.00.00.H53`). None for what is no such code: what is parted within its six digits is a day or a sum.
    pub fn of_national_base(typed: &str) -> Option<String> {
        let text: String = typed.trim().nfkc().collect();
        let number = text.split_at_checked(1)?.1.trim_start_matches(|c: char| !c.is_alphanumeric());
        number.get(..NATIONAL_DIGITS - 1).filter(|it| digits(it, it.len(), it.len()))?;
        let plain: String =
            fold_code(typed).chars().filter(|c| !matches!(c, '.' | ',' | '_')).collect();
        let (code, place) = plain.split_at_checked(NATIONAL_DIGITS)?;
        // Seven digits of the chain of bodies, and the root of a ministry or a province.
        let is_place = match place.split_at_checked(PLACE_DIGITS) {
            Some((chain, "")) => digits(chain, PLACE_DIGITS, PLACE_DIGITS),
            Some((chain, root)) => digits(chain, PLACE_DIGITS, PLACE_DIGITS) && is_root(root),
            None => place.is_empty(),
        };
        let fits = digits(code, NATIONAL_DIGITS, NATIONAL_DIGITS) && !code.starts_with('0');
        let (group, number) = code.split_at_checked(1).filter(|_| fits && is_place)?;
        Some(format!("{group}.{number}"))
    }

    /// The code that somebody looks for: of the national base, or as it was typed. None for one of that base that was cut.
    pub fn asked(typed: &str) -> Option<String> {
        let free = || {
            let code = Self::parse(typed).ok()?;
            code.0.chars().any(char::is_alphabetic).then_some(code.0)
        };
        Self::of_national_base(typed).or_else(free)
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
    use super::{DossierCode, ProcedureCode};

    #[test]
    fn a_procedure_is_one_code_however_it_is_written() {
        for typed in [
            "1.004194",
            "1.004194.000.00.00.H53",
            " 1.004194.000.00.00.h53 ",
            "1 004194",
            "1,004194",
            "1004194",
            "1–004194",
            "１．００４１９４",
            "1.004194.000.00.00",
            "1.004194 . 000.00.00 . H53",
        ] {
            let code = ProcedureCode::of_national_base(typed);
            assert_eq!(code.as_deref(), Some("1.004194"), "{typed}");
        }
        for other in [
            "",
            "1.00419",
            "1.0041945",
            "0.004194",
            "1.004194.H53",
            "1.004194.000.00.00.H5",
            "1.004194.000.00.00.H533",
            "TTHC-12",
            "1.00419４a",
            "1.012.000",
            "1 01 2024",
            "1-01-2024",
            "1.10.2024",
            "0900000001",
        ] {
            assert_eq!(ProcedureCode::of_national_base(other), None, "{other}");
        }
    }

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

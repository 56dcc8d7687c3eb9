//! What staff show besides a password: a code of the time or one that was kept for the day it cannot be made, and how long either counts.

use crate::domain::actor::Role;
use crate::domain::receipt::OneTimeCode;
use crate::domain::text::fold_code;
use crate::domain::time::Instant;

/// How many codes stand in for those of the time, once each.
pub const RECOVERY_CODES: usize = 10;
/// So long, in seconds, a factor that was begun waits for its first code.
const BEGUN_SECONDS: i64 = 15 * 60;
/// So many first codes are looked at; then it is begun anew.
pub const MOST_TRIES: i32 = 5;
/// The digits of a code of the time (RFC 6238 with the parameters that every application knows).
pub const DIGITS: usize = 6;

/// So long, in seconds, what a sign-in asks for counts as shown a moment ago.
pub const PROOF_SECONDS: i64 = 5 * 60;
/// The clocks of several machines may differ by so much.
const SKEW_SECONDS: i64 = 120;

/// What is asked of staff besides their password. By itself nothing is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Strictness {
    /// Whether roles that read what only few may begin a second factor before they do anything else.
    pub factors: bool,
    /// Whether what gives power asks that password and code were shown within the last minutes.
    pub proofs: bool,
}

impl Strictness {
    /// Whether an account of this role must have a second factor.
    pub const fn demands_factor(self, role: Role) -> bool {
        self.factors && role.needs_two()
    }
}

/// Whether what was shown at that moment still counts.
pub fn is_fresh(proven_at: Instant, now: Instant) -> bool {
    proven_at <= now.plus_seconds(SKEW_SECONDS) && now < proven_at.plus_seconds(PROOF_SECONDS)
}

/// A code as it was typed. It shows itself nowhere.
#[derive(Clone, PartialEq, Eq)]
pub enum TypedCode {
    /// The six digits of the moment.
    OfTheTime(String),
    /// One of those that were kept.
    Recovery(OneTimeCode),
}

impl std::fmt::Debug for TypedCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("TypedCode(..)")
    }
}

impl TypedCode {
    /// Reads a code as people type it; `None` for what is neither.
    pub fn parse(text: &str) -> Option<Self> {
        let typed = fold_code(text);
        if typed.len() == DIGITS && typed.bytes().all(|b| b.is_ascii_digit()) {
            return Some(Self::OfTheTime(typed));
        }
        OneTimeCode::parse(text).map(Self::Recovery)
    }
}

/// Whether a factor that was begun at this moment still waits for its first code, after so many wrong ones.
pub fn still_waits(begun_at: Instant, tries: i32, now: Instant) -> bool {
    tries < MOST_TRIES && now < begun_at.plus_seconds(BEGUN_SECONDS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn six_digits_are_of_the_time_and_eight_signs_were_kept_however_they_are_typed() {
        let digits = Some(TypedCode::OfTheTime("012345".to_owned()));
        for typed in ["012345", " 012 345\n", "012-345", "０１２３４５"] {
            assert_eq!(TypedCode::parse(typed), digits, "{typed}");
        }
        let kept = OneTimeCode::from_bytes([1, 2, 3, 4, 5]);
        assert_eq!(TypedCode::parse(&kept.to_text()), Some(TypedCode::Recovery(kept.clone())));
        assert_eq!(
            TypedCode::parse(&kept.to_text().to_lowercase().replace('-', " ")),
            Some(TypedCode::Recovery(kept))
        );
        for other in ["", "12345", "1234567", "12345a", "123456789"] {
            assert_eq!(TypedCode::parse(other), None, "{other}");
        }
    }

    #[test]
    fn a4_a_code_shows_itself_in_no_debug_text() {
        let typed = TypedCode::parse("123456").unwrap();

        assert_eq!(format!("{typed:?}"), "TypedCode(..)");
    }

    #[test]
    fn a8_a_proof_counts_for_five_minutes_and_none_of_a_wrong_clock_for_longer() {
        let shown: Instant = "2024-10-15T02:00:00Z".parse().unwrap();

        assert!(is_fresh(shown, shown.plus_seconds(299)));
        assert!(!is_fresh(shown, shown.plus_seconds(300)));
        assert!(is_fresh(shown, shown.plus_seconds(-120)), "another machine's clock");
        assert!(!is_fresh(shown, shown.plus_seconds(-121)));
    }

    #[test]
    fn what_was_begun_waits_a_quarter_of_an_hour_and_for_five_codes() {
        let begun: Instant = "2024-10-15T02:00:00Z".parse().unwrap();

        assert!(still_waits(begun, 4, begun.plus_seconds(15 * 60 - 1)));
        assert!(!still_waits(begun, 4, begun.plus_seconds(15 * 60)));
        assert!(!still_waits(begun, 5, begun));
    }
}

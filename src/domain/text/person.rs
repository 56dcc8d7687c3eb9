//! How a person or a business can be reached and named, in one written form each.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

use super::{Lines, TextFault, clean, within};

macro_rules! hidden_debug {
    ($($name:ident)+) => {$(
        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }

        impl From<$name> for String {
            fn from(text: $name) -> Self {
                text.0
            }
        }

        impl $name {
            /// The written form.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )+};
}

/// An e-mail address (at most 254 characters; ASCII, as mail servers here take it).
#[derive(Clone, PartialEq, Eq)]
pub struct EmailAddress(String);

/// A telephone number in international form (ITU-T E.164), `+` and digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

/// A tax code: 10 digits, 13 for a branch, or 12 for a household business, which from 01/07/2025 has its
/// holder's identity number (TT 86/2024/TT-BTC).
#[derive(Clone, PartialEq, Eq)]
pub struct TaxCode(String);

/// The number of an identity card (9 or 12 digits) or a passport.
#[derive(Clone, PartialEq, Eq)]
pub struct IdNumber(String);

hidden_debug! { EmailAddress Phone TaxCode IdNumber }

impl EmailAddress {
    /// The mailbox it leads to, as far as that can be told: in lower case, without what follows a plus.
    pub fn mailbox(&self) -> String {
        let (local, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        // Where nothing stands before the plus, what follows is all there is.
        let local = local.split('+').next().filter(|part| !part.is_empty()).unwrap_or(local);
        format!("{local}@{domain}").to_ascii_lowercase()
    }

    /// Whether it lies in a domain that is kept for examples (RFC 2606, RFC 6761) and reaches nobody.
    pub fn is_example(&self) -> bool {
        let domain = self.0.rsplit_once('@').map_or("", |(_, domain)| domain).to_ascii_lowercase();
        let last = domain.rsplit('.').next().unwrap_or_default();
        let kept = ["example.com", "example.net", "example.org"];
        ["example", "test", "invalid", "localhost"].contains(&last)
            || kept.iter().any(|name| {
                domain.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
            })
    }

    /// Reads an address; only its shape is checked, a mail is the only proof.
    pub fn parse(raw: &str) -> Result<Self, TextFault> {
        let text = within(clean(raw, Lines::One)?, 3, 254)?;
        let (local, domain) = text.rsplit_once('@').ok_or(TextFault::NotAnEmail)?;
        let local_fits = (1..=64).contains(&local.len())
            && local
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~-.".contains(&b))
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        let label_fits = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let domain_fits = domain.contains('.') && domain.split('.').all(label_fits);
        if local_fits && domain_fits { Ok(Self(text)) } else { Err(TextFault::NotAnEmail) }
    }
}

impl Phone {
    /// Reads a number as it is dialled here or from abroad, in any parting, and keeps it as ITU-T E.164 writes it. It must be
    /// possible in its country: of +84 by the numbering plan of today.
    pub fn parse(raw: &str) -> Result<Self, TextFault> {
        let text = within(clean(raw, Lines::One)?, 8, 40)?;
        let dialled = text.nfkc().filter(|c| !parts_number(*c)).collect::<String>();
        let digits = dialled.strip_prefix('+').unwrap_or(&dialled);
        if !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(TextFault::NotAPhone);
        }
        let number = phonenumber::parse(Some(phonenumber::country::VN), &dialled);
        let number = number.ok().filter(phonenumber::is_valid).ok_or(TextFault::NotAPhone)?;
        Ok(Self(number.format().mode(phonenumber::Mode::E164).to_string()))
    }
}

/// What people part the digits of a telephone number with.
fn parts_number(c: char) -> bool {
    c.is_whitespace() || "-.()/·•".contains(c) || matches!(c, '\u{2010}'..='\u{2015}' | '\u{2212}')
}

impl TaxCode {
    /// Reads a code, with or without the dash before the branch. A household business keeps its ten digits in papers
    /// of before, so no day decides which form fits.
    pub fn parse(raw: &str) -> Result<Self, TextFault> {
        let text = clean(raw, Lines::One)?;
        let digits: String = text.chars().filter(|c| *c != '-').collect();
        let fits =
            matches!(digits.len(), 10 | 12 | 13) && digits.bytes().all(|b| b.is_ascii_digit());
        if fits { Ok(Self(digits)) } else { Err(TextFault::NotATaxCode) }
    }
}

impl IdNumber {
    /// Reads the number of an identity card (9 or 12 digits) or a passport.
    pub fn parse(raw: &str) -> Result<Self, TextFault> {
        let text: String = clean(raw, Lines::One)?.chars().filter(|c| !c.is_whitespace()).collect();
        let fits =
            (6..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
        if fits { Ok(Self(text.to_ascii_uppercase())) } else { Err(TextFault::NotAnIdNumber) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_number_has_one_written_form() {
        for typed in [
            "0900 000 001",
            "0900.000.001",
            "0900-000-001",
            "0900–000–001",
            "0900/000/001",
            "(0900) 000 001",
            "+84 900 000 001",
            "+84 (0)900 000 001",
            "(+84) 900 000 001",
            "84900000001",
            "0084 900 000 001",
            "＋８４ ９００ ０００ ００１",
            "0900\u{A0}000\u{2009}001",
            "0900·000·001",
        ] {
            let read = Phone::parse(typed);
            assert_eq!(read.as_ref().map(Phone::as_str), Ok("+84900000001"), "{typed}");
        }
        // A fixed line of the province, and one abroad.
        assert_eq!(Phone::parse("(0276) 3822 233").unwrap().as_str(), "+842763822233");
        assert_eq!(Phone::parse("+49 30 901820").unwrap().as_str(), "+4930901820");
    }

    #[test]
    fn a_number_that_nobody_can_be_reached_at_is_refused() {
        for typed in [
            "0900",
            "call me",
            "0900000001 ext",
            "0900 CALL ME",
            "00000000",
            "0900 000 0012 3",
            // Eleven digits, as mobile numbers had until 2018.
            "0168 000 0001",
            "+84 168 000 0001",
            "+999 123 456 789",
            "+1 000 000 0000",
            "0900+000001",
        ] {
            assert!(Phone::parse(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn an_address_that_could_break_a_mail_header_is_refused() {
        assert!(EmailAddress::parse("an.nguyen+x@example.org").is_ok());
        for typed in [
            "a@b",
            "a b@example.org",
            "a@example..org",
            "@example.org",
            "a@-x.org",
            "a@example.org\nBcc: x@example.org",
            "\"a\"@example.org",
            ".a@example.org",
            &format!("a@{}.org", "b".repeat(64)),
            &format!("a@{}org", "b.".repeat(126)),
        ] {
            assert!(EmailAddress::parse(typed).is_err(), "{typed:?}");
        }
    }

    #[test]
    fn a_tax_code_has_ten_or_thirteen_digits_and_that_of_a_household_business_twelve() {
        assert_eq!(TaxCode::parse("3900000001").unwrap().as_str(), "3900000001");
        assert_eq!(TaxCode::parse("3900000001-001").unwrap().as_str(), "3900000001001");
        assert_eq!(TaxCode::parse("072099000001").unwrap().as_str(), "072099000001");
        for typed in ["39000", "39000000011", "07209900000A", "39000000010012", ""] {
            assert!(TaxCode::parse(typed).is_err(), "{typed}");
        }
    }
}

//! How a person or a business can be reached and named, in one written form each.

use std::fmt;

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

/// A telephone number in international form, `+` and digits.
#[derive(Clone, PartialEq, Eq)]
pub struct Phone(String);

/// A tax code: 10 digits, or 13 for a branch.
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
            !label.is_empty()
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let domain_fits = domain.contains('.') && domain.split('.').all(label_fits);
        if local_fits && domain_fits { Ok(Self(text)) } else { Err(TextFault::NotAnEmail) }
    }
}

impl Phone {
    /// Reads a Vietnamese number (0…) or an international one (+…).
    pub fn parse(raw: &str) -> Result<Self, TextFault> {
        let text = within(clean(raw, Lines::One)?, 8, 30)?;
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        let rest_fits = text.chars().all(|c| c.is_ascii_digit() || " +-.()".contains(c));
        if !rest_fits || !(8..=15).contains(&digits.len()) {
            return Err(TextFault::NotAPhone);
        }
        if text.starts_with('+') {
            return Ok(Self(format!("+{digits}")));
        }
        digits
            .strip_prefix('0')
            .map(|national| Self(format!("+84{national}")))
            .ok_or(TextFault::NotAPhone)
    }
}

impl TaxCode {
    /// Reads a code, with or without the dash before the branch.
    pub fn parse(raw: &str) -> Result<Self, TextFault> {
        let text = clean(raw, Lines::One)?;
        let digits: String = text.chars().filter(|c| *c != '-').collect();
        let fits = matches!(digits.len(), 10 | 13) && digits.bytes().all(|b| b.is_ascii_digit());
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
        for typed in ["0900 000 001", "+84 900 000 001", "0900.000.001"] {
            assert_eq!(Phone::parse(typed).unwrap().as_str(), "+84900000001", "{typed}");
        }
        for typed in ["900000001", "0900", "call me", "0900000001 ext"] {
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
            "a@example.org\r",
            "\"a\"@example.org",
            ".a@example.org",
        ] {
            assert!(EmailAddress::parse(typed).is_err(), "{typed:?}");
        }
    }

    #[test]
    fn a_tax_code_has_ten_or_thirteen_digits() {
        assert_eq!(TaxCode::parse("3900000001-001").unwrap().as_str(), "3900000001001");
        assert!(TaxCode::parse("39000").is_err());
    }
}

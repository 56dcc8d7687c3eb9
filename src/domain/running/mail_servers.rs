//! Whose mail server an address lies at: whoever runs it sees who is written to, and that could give
//! a tipper away.

use crate::domain::units::unit::Units;

/// Providers at which anybody has an address, units too: the server is none of theirs.
const PROVIDERS: [&str; 24] = [
    "gmail.com",
    "googlemail.com",
    "yahoo.com",
    "yahoo.com.vn",
    "ymail.com",
    "rocketmail.com",
    "outlook.com",
    "outlook.com.vn",
    "hotmail.com",
    "live.com",
    "msn.com",
    "icloud.com",
    "me.com",
    "aol.com",
    "proton.me",
    "protonmail.com",
    "tutanota.com",
    "zoho.com",
    "gmx.com",
    "mail.com",
    "yandex.com",
    "vnn.vn",
    "fpt.vn",
    "viettel.vn",
];

/// Whether `address` lies in a mail domain of some unit, of whatever period: the same one, one below
/// it or one above it, since one office runs them all.
pub fn is_a_units(units: &Units, address: &str) -> bool {
    let asked = domain(address);
    let of_units = units.all().iter().filter_map(|unit| unit.email.as_deref()).map(domain);
    of_units
        .filter(|own| !PROVIDERS.iter().any(|provider| within(own, provider)))
        .any(|own| within(&asked, &own) || within(&own, &asked))
}

fn domain(address: &str) -> String {
    address.rsplit_once('@').map_or("", |(_, domain)| domain).to_ascii_lowercase()
}

/// Whether `domain` is `top` or lies below it.
fn within(domain: &str, top: &str) -> bool {
    domain.strip_suffix(top).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_domain_lies_within_itself_and_what_is_above_it_only() {
        for (domain, top, expected) in [
            ("tayninh.gov.vn", "tayninh.gov.vn", true),
            ("stp.tayninh.gov.vn", "tayninh.gov.vn", true),
            ("nottayninh.gov.vn", "tayninh.gov.vn", false),
            ("tayninh.gov.vn", "stp.tayninh.gov.vn", false),
        ] {
            assert_eq!(within(domain, top), expected, "{domain} in {top}");
        }
    }
}

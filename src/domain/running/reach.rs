//! Which addresses the service calls of its own accord: those of the public network, and what an administrator named besides.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::{IpNet, Ipv4Net, Ipv6Net};

use crate::domain::text::Words;

/// Addresses and ranges that somebody named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Networks(Vec<IpNet>);

impl Networks {
    /// Reads addresses (`192.0.2.1`) and ranges (`10.0.0.0/8`, `2001:db8::/32`).
    ///
    /// # Errors
    /// What can be read as neither.
    pub fn parse(texts: &[String]) -> Result<Self, Words> {
        let one = |text: &String| {
            // As the peer of a socket for both families is written, too.
            let address = text.parse::<IpAddr>().map(|address| IpNet::from(address.to_canonical()));
            let range = address.or_else(|_| text.parse::<IpNet>()).map_err(|_| {
                Words::new(
                    format!(
                        "{text:?} không phải địa chỉ, cũng không phải dải địa chỉ như 10.0.0.0/8"
                    ),
                    format!("{text:?} is neither an address nor a range such as 10.0.0.0/8"),
                )
            })?;
            if matches!(range, IpNet::V6(range) if MAPPED.contains(&range)) {
                return Err(Words::new(
                    format!("{text:?} là dải IPv4: hãy viết theo dạng IPv4, ví dụ 10.0.0.0/8"),
                    format!("{text:?} is a range of IPv4: write it as one, such as 10.0.0.0/8"),
                ));
            }
            Ok(range)
        };
        texts.iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    /// Whether an address is one of theirs.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|range| range.contains(&address))
    }

    /// Whether the service may call this address: one of the public network, or one of theirs.
    pub fn may_call(&self, address: IpAddr) -> bool {
        is_public(address) || self.contains(address)
    }
}

const fn v4(a: u8, b: u8, c: u8, prefix: u8) -> Ipv4Net {
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, 0), prefix)
}

const fn v6(a: u16, b: u16, prefix: u8) -> Ipv6Net {
    Ipv6Net::new_assert(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0), prefix)
}

/// IPv4 as it is written in IPv6: an address of it is always compared as one of IPv4.
const MAPPED: Ipv6Net = Ipv6Net::new_assert(Ipv6Addr::new(0, 0, 0, 0, 0, 0xffff, 0, 0), 96);
/// What of IPv4 is of no public network (RFC 6890 and what came after it).
const OTHERS_V4: [Ipv4Net; 15] = [
    v4(0, 0, 0, 8),
    v4(10, 0, 0, 8),
    v4(100, 64, 0, 10),
    v4(127, 0, 0, 8),
    v4(169, 254, 0, 16),
    v4(172, 16, 0, 12),
    v4(192, 0, 0, 24),
    v4(192, 0, 2, 24),
    v4(192, 88, 99, 24),
    v4(192, 168, 0, 16),
    v4(198, 18, 0, 15),
    v4(198, 51, 100, 24),
    v4(203, 0, 113, 24),
    v4(224, 0, 0, 4),
    v4(240, 0, 0, 4),
];
/// All of IPv6 that is given out to the public network; an IPv4 address that is written as one is not among it.
const PUBLIC_V6: Ipv6Net = v6(0x2000, 0, 3);
/// What of it is for protocols, documentation, or stands for an IPv4 address.
const OTHERS_V6: [Ipv6Net; 4] =
    [v6(0x2001, 0, 23), v6(0x2001, 0x0db8, 32), v6(0x2002, 0, 16), v6(0x3fff, 0, 20)];

/// Whether an address is of the public network.
pub fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => !OTHERS_V4.iter().any(|range| range.contains(&address)),
        IpAddr::V6(address) => {
            PUBLIC_V6.contains(&address) && !OTHERS_V6.iter().any(|range| range.contains(&address))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_network_are_called_unless_others_are_named() {
        let none = Networks::default();
        let may = |text: &str| none.may_call(text.parse().unwrap());
        for private in [
            "0.0.0.0",
            "10.1.2.3",
            "100.64.0.1",
            "100.127.255.255",
            "127.0.0.1",
            "169.254.169.254",
            "172.16.0.1",
            "172.31.255.255",
            "192.0.0.8",
            "192.0.2.1",
            "192.88.99.1",
            "192.168.1.1",
            "198.18.0.1",
            "198.19.255.255",
            "198.51.100.7",
            "203.0.113.9",
            "224.0.0.1",
            "240.0.0.1",
            "255.255.255.255",
            "::",
            "::1",
            "::ffff:127.0.0.1",
            "::ffff:8.8.8.8",
            "::127.0.0.1",
            "64:ff9b::a00:1",
            "64:ff9b:1::1",
            "100::1",
            "fc00::1",
            "fd12:3456::1",
            "fe80::1",
            "fec0::1",
            "ff02::1",
            "2001::1",
            "2001:db8::1",
            "2002:7f00:1::1",
            "3fff::1",
        ] {
            assert!(!may(private), "{private}");
        }
        for public in [
            "1.1.1.1",
            "100.63.255.255",
            "100.128.0.1",
            "172.15.0.1",
            "172.32.0.1",
            "198.17.0.1",
            "223.255.255.254",
            "2001:4860:4860::8888",
            "2606:4700::1111",
            "2a00:1450::1",
        ] {
            assert!(may(public), "{public}");
        }
    }

    #[test]
    fn what_is_named_is_called_however_it_is_written() {
        let named = ["10.20.0.0/16".to_owned(), "fd12::/16".to_owned(), "127.0.0.1".to_owned()];
        let named = Networks::parse(&named).unwrap();

        for (text, expected) in [
            ("10.20.3.4", true),
            ("::ffff:10.20.3.4", true),
            ("10.21.0.1", false),
            ("fd12::9", true),
            ("fd13::9", false),
            ("127.0.0.1", true),
            ("127.0.0.2", false),
        ] {
            assert_eq!(named.may_call(text.parse().unwrap()), expected, "{text}");
        }
        assert!(
            Networks::parse(&["10.0.0.0/33".to_owned()]).unwrap_err().en.contains("10.0.0.0/33")
        );
        let mapped = Networks::parse(&["::ffff:10.0.0.0/104".to_owned()]).unwrap_err();
        assert!(mapped.en.contains("a range of IPv4"), "{mapped}");
    }
}

//! Where somebody comes from, as it is told apart: an IPv4 address stands for itself or for its /24, an IPv6 address for
//! the /64 that one subscriber is given, or for what its provider gives out of.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// A range of addresses that counts as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Network {
    first: IpAddr,
    /// Bits that count; a /48 and the first /64 of it are two.
    prefix: u32,
}

impl Network {
    /// What one subscriber has: an IPv4 address, or an IPv6 /64.
    pub fn of_subscriber(address: IpAddr) -> Self {
        Self::masked(address, 32, 64)
    }

    /// What an office or a home goes on having while its addresses change: an IPv4 /24, or an IPv6 /64.
    pub fn of_place(address: IpAddr) -> Self {
        Self::masked(address, 24, 64)
    }

    /// What one IPv6 subscriber may have many subscriptions' worth of: a /48. An IPv4 address has no such thing.
    pub fn of_site(address: IpAddr) -> Option<Self> {
        address.to_canonical().is_ipv6().then(|| Self::masked(address, 32, 48))
    }

    fn masked(address: IpAddr, v4: u32, v6: u32) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let mask = u32::MAX.checked_shl(32 - v4.min(32)).unwrap_or(0);
                let first = IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & mask));
                Self { first, prefix: v4 }
            }
            IpAddr::V6(address) => {
                let mask = u128::MAX.checked_shl(128 - v6.min(128)).unwrap_or(0);
                let first = IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask));
                Self { first, prefix: v6 }
            }
        }
    }

    /// Its first address, as bytes of either family.
    pub fn bytes(self) -> Vec<u8> {
        match self.first {
            IpAddr::V4(address) => address.octets().to_vec(),
            IpAddr::V6(address) => address.octets().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_subscriber_is_an_address_or_a_64_however_it_is_written() {
        let same = |one: &str, other: &str| {
            Network::of_subscriber(ip(one)) == Network::of_subscriber(ip(other))
        };

        assert!(same("192.0.2.1", "::ffff:192.0.2.1") && !same("192.0.2.1", "192.0.2.2"));
        assert!(
            same("2001:db8:0:1::1", "2001:db8:0:1:ffff::2")
                && !same("2001:db8:0:1::1", "2001:db8:0:2::1")
        );
    }

    #[test]
    fn a_place_and_a_site_are_wider() {
        let place = |text: &str| Network::of_place(ip(text)).first.to_string();
        let site = |text: &str| Network::of_site(ip(text)).map(|it| it.first.to_string());

        assert_eq!(
            [place("192.0.2.200"), place("2001:db8:1:2::9")],
            ["192.0.2.0", "2001:db8:1:2::"]
        );
        assert_eq!(site("2001:db8:1:2::9").as_deref(), Some("2001:db8:1::"));
        assert_eq!((site("192.0.2.1"), site("::ffff:192.0.2.1")), (None, None));
    }
}

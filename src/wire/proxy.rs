//! Whose word about the client's address is believed: that of configured proxies, and nobody else's.

use std::net::{IpAddr, SocketAddr};

use actix_web::http::header::HeaderMap;

use crate::domain::running::reach::Networks;
use crate::domain::text::Words;

/// Headers with which proxies tell whom they speak for.
const FORWARDING: [&str; 3] = ["x-forwarded-for", "forwarded", "x-real-ip"];

/// Proxies whose `X-Forwarded-For` is believed: addresses and ranges.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrustedProxies(Networks);

impl TrustedProxies {
    /// Reads addresses (`192.0.2.1`) and ranges (`10.0.0.0/8`, `2001:db8::/32`).
    ///
    /// # Errors
    /// What can be read as neither.
    pub fn parse(texts: &[String]) -> Result<Self, Words> {
        Networks::parse(texts).map(Self)
    }

    /// Whether an address is one of theirs.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.0.contains(address)
    }

    /// The client's address: the peer's, or what the last trusted proxy saw, and whether somebody who is not trusted sent
    /// a forwarding header, which changes nothing.
    pub(crate) fn client(&self, peer: IpAddr, headers: &HeaderMap) -> (IpAddr, bool) {
        if !self.contains(peer) {
            return (peer, FORWARDING.iter().any(|name| headers.contains_key(*name)));
        }
        let forwarded = headers
            .get_all("x-forwarded-for")
            .filter_map(|value| value.to_str().ok())
            .collect::<Vec<_>>()
            .join(",");
        let mut address = peer;
        for hop in forwarded.rsplit(',') {
            let Some(hop) = hop_of(hop) else { break };
            address = hop;
            if !self.contains(hop) {
                break;
            }
        }
        (address, false)
    }
}

/// An address as proxies write it: bare, with a port, or in brackets.
fn hop_of(text: &str) -> Option<IpAddr> {
    let text = text.trim().trim_matches('"');
    let bare = text.parse::<IpAddr>().ok();
    let bare = bare.or_else(|| text.parse::<SocketAddr>().ok().map(|it| it.ip()));
    let bare = bare.or_else(|| text.strip_prefix('[')?.strip_suffix(']')?.parse().ok());
    bare.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::test::TestRequest;

    use super::*;

    fn seen(peer: &str, forwarded: &[&str], proxies: &[&str]) -> (String, bool) {
        let mut request = TestRequest::default();
        for value in forwarded {
            request = request.append_header(("X-Forwarded-For", *value));
        }
        let proxies: Vec<String> = proxies.iter().map(|&text| text.to_owned()).collect();
        let proxies = TrustedProxies::parse(&proxies).unwrap();
        let (address, stranger) =
            proxies.client(peer.parse().unwrap(), request.to_http_request().headers());
        (address.to_string(), stranger)
    }

    #[test]
    fn only_a_configured_proxy_is_believed() {
        let client = |peer, forwarded: &[&str], proxies: &[&str]| seen(peer, forwarded, proxies).0;

        assert_eq!(seen("192.0.2.1", &["198.51.100.7"], &[]), ("192.0.2.1".to_owned(), true));
        assert_eq!(client("192.0.2.1", &["198.51.100.7"], &["192.0.2.1"]), "198.51.100.7");
        let forged = ["203.0.113.9, 198.51.100.7"];
        assert_eq!(client("192.0.2.1", &forged, &["192.0.2.1"]), "198.51.100.7");
        let two = ["203.0.113.9", "198.51.100.7, 192.0.2.2"];
        assert_eq!(client("192.0.2.1", &two, &["192.0.2.1", "192.0.2.2"]), "198.51.100.7");
        assert_eq!(client("192.0.2.1", &["nonsense"], &["192.0.2.1"]), "192.0.2.1");
        assert_eq!(seen("192.0.2.1", &[], &[]), ("192.0.2.1".to_owned(), false));
        let mapped = "::ffff:192.0.2.1";
        assert_eq!(client(mapped, &["198.51.100.7"], &[mapped]), "198.51.100.7");
    }

    #[test]
    fn addresses_come_with_ports_and_brackets_and_proxies_in_ranges() {
        let client =
            |forwarded| seen("10.1.2.3", &[forwarded], &["10.0.0.0/8", "2001:db8:f::/48"]).0;

        assert_eq!(client("203.0.113.3:51234"), "203.0.113.3");
        assert_eq!(client("[2001:db8::1]:443"), "2001:db8::1");
        assert_eq!(client("[2001:db8::1]"), "2001:db8::1");
        assert_eq!(client("2001:db8::1"), "2001:db8::1");
        assert_eq!(client("203.0.113.3:51234, 10.9.9.9:80"), "203.0.113.3");
        assert_eq!(client("203.0.113.3, [2001:db8:f::7]:80"), "203.0.113.3");
        assert_eq!(client("::ffff:203.0.113.3"), "203.0.113.3");
    }

    #[test]
    fn what_is_no_address_is_named() {
        let fault =
            TrustedProxies::parse(&["10.0.0.0/8".to_owned(), "proxy".to_owned()]).unwrap_err();

        assert!(fault.en.contains("\"proxy\""), "{fault}");
    }
}

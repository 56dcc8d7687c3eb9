//! The address of a subscriber's system, as it may be written, and how a call to it ended.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};

use crate::domain::codes::codes;
use crate::domain::text::{TextFault, Words};

/// Bytes of an address at most.
const LONGEST: usize = 500;
/// What no address holds unescaped, and what begins a part of it that is sent to nobody.
const NEVER: &str = "#\\\"<>^`{|}";

codes! {
    /// How a call to a subscriber's system ended.
    HookOutcome {
        /// It was taken.
        Delivered => "delivered",
        /// It was answered with another status than one of success.
        RefusedStatus => "refused_status",
        /// It was sent elsewhere, where nobody follows.
        Redirected => "redirected",
        /// Nobody answered in time.
        Unreachable => "unreachable",
        /// There was nobody who could prove the name.
        NoTls => "no_tls",
        /// The name stands for addresses that are not called, or is none of those that are.
        NotAllowed => "not_allowed",
        /// It could not be called for a fault of ours, such as a key that is lost.
        FaultHere => "fault_here",
    }
}

/// Where a subscriber's system takes calls. It may hold a secret, so it shows itself nowhere.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct HookUrl(String);

impl std::fmt::Debug for HookUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("HookUrl(..)")
    }
}

impl HookUrl {
    /// Reads an address: https, with a host, without user and fragment, whatever the port.
    ///
    /// # Errors
    /// [`TextFault::TooLong`], [`TextFault::NotAWebhookUrl`].
    pub fn parse(raw: &str) -> Result<Self, TextFault> {
        if raw.len() > LONGEST {
            return Err(TextFault::TooLong);
        }
        let fits = |c: char| c.is_ascii_graphic() && !NEVER.contains(c);
        let authority = authority(raw).filter(|_| raw.chars().all(fits));
        let is_right = authority.and_then(host_of).is_some_and(is_host);
        is_right.then(|| Self(raw.to_owned())).ok_or(TextFault::NotAWebhookUrl)
    }

    /// The whole address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address of the network, where it is written instead of a name.
    pub fn literal(&self) -> Option<IpAddr> {
        literal_of(authority(&self.0).and_then(host_of)?)
    }

    /// The same text for every way to write the same address.
    pub fn normal(&self) -> String {
        let authority = authority(&self.0).unwrap_or_default();
        let host = host_of(authority).unwrap_or_default();
        let port = authority.strip_prefix(host).and_then(|rest| rest.strip_prefix(':'));
        let port = port.and_then(|port| port.parse::<u16>().ok()).unwrap_or(443);
        let host = literal_of(host).map_or_else(|| host.to_lowercase(), |it| it.to_string());
        let rest = self.0.strip_prefix("https://").and_then(|all| all.strip_prefix(authority));
        let rest = rest.unwrap_or_default();
        let slash = if rest.starts_with('/') { "" } else { "/" };
        format!("{host}|{port}|{slash}{rest}")
    }
}

/// The hosts that may be called: whoever bears one of these names, or one below it; all where there is none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hosts(Vec<String>);

impl Hosts {
    /// Reads names such as `tayninh.gov.vn`.
    ///
    /// # Errors
    /// What is no name of a host.
    pub fn parse(texts: &[String]) -> Result<Self, Words> {
        let one = |text: &String| {
            let host = Some(text.to_lowercase()).filter(|text| is_host(text));
            host.ok_or_else(|| {
                Words::new(
                    format!("{text:?} không phải tên máy chủ như tayninh.gov.vn"),
                    format!("{text:?} is no name of a host such as tayninh.gov.vn"),
                )
            })
        };
        texts.iter().map(one).collect::<Result<_, _>>().map(Self)
    }

    /// Whether this address is of one of them.
    pub fn allow(&self, url: &HookUrl) -> bool {
        let host = authority(&url.0).and_then(host_of).unwrap_or_default().to_lowercase();
        let within = |name: &String| {
            let above = host.strip_suffix(name.as_str());
            above.is_some_and(|above| above.is_empty() || above.ends_with('.'))
        };
        self.0.is_empty() || self.0.iter().any(within)
    }
}

fn literal_of(host: &str) -> Option<IpAddr> {
    let v6 = host.strip_prefix('[').and_then(|host| host.strip_suffix(']'));
    v6.unwrap_or(host).parse().ok()
}

/// Host and port.
fn authority(url: &str) -> Option<&str> {
    url.strip_prefix("https://")?.split(['/', '?']).next()
}

/// The host, where what follows it is a port or nothing.
fn host_of(authority: &str) -> Option<&str> {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !authority.ends_with(']') => (host, port),
        _ => (authority, "443"),
    };
    let digits = port.bytes().all(|b| b.is_ascii_digit());
    let is_port = digits && port.parse::<u16>().is_ok_and(|port| port > 0);
    is_port.then_some(host)
}

fn is_host(host: &str) -> bool {
    if let Some(inside) = host.strip_prefix('[') {
        return inside.strip_suffix(']').is_some_and(|it| it.parse::<Ipv6Addr>().is_ok());
    }
    let label = |label: &str| {
        let fits = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
        !label.is_empty() && label.bytes().all(fits)
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    // Old ways to write an address, such as 0x7f.1, are none.
    let numeric = last.starts_with(|c: char| c.is_ascii_digit());
    host.split('.').all(label) && (!numeric || host.parse::<Ipv4Addr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_https_with_a_host_and_nothing_hidden_in_it() {
        for right in [
            "https://phanmem.example.vn/lc",
            "https://phanmem.example.vn",
            "https://phanmem.example.vn?key=a%20b&x=1@2",
            "https://mot-cua.example.vn:8443/a/b",
            "https://203.0.113.9/",
            "https://[2001:db8::1]:9000/x",
        ] {
            assert!(HookUrl::parse(right).is_ok(), "{right}");
        }
        for wrong in [
            "",
            "http://phanmem.example.vn/",
            "HTTPS://phanmem.example.vn/",
            "https://",
            "https:///x",
            "https://:443/",
            "https://a@b.example/",
            "https://a:b@b.example/",
            "https://b.example/#a",
            "https://b.example:0/",
            "https://b.example:+1/",
            "https://b.example:65536/",
            "https://b.example:/",
            "https://b..example/",
            "https://b.example\\@c.example/",
            "https://b.example/a b",
            "https://phầnmềm.example.vn/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://127.1/",
            "https://[::1/",
            "https://[phanmem]/",
            "https://b.example/\r\nHost: c.example",
        ] {
            assert_eq!(HookUrl::parse(wrong), Err(TextFault::NotAWebhookUrl), "{wrong}");
        }
        let long = format!("https://b.example/{}", "a".repeat(483));
        assert_eq!(HookUrl::parse(&long), Err(TextFault::TooLong));
    }

    #[test]
    fn one_address_is_the_same_however_it_is_written() {
        let normal = |text: &str| HookUrl::parse(text).unwrap().normal();

        for (one, other) in [
            ("https://b.example", "https://B.Example:443/"),
            ("https://b.example?x=1", "https://b.example:443/?x=1"),
            ("https://[2001:db8::1]/x", "https://[2001:DB8:0::1]:0443/x"),
        ] {
            assert_eq!(normal(one), normal(other), "{one}");
        }
        for other in ["https://b.example:8443/", "https://b.example/X", "https://c.example/"] {
            assert_ne!(normal("https://b.example/"), normal(other), "{other}");
        }
        assert_ne!(normal("https://b.example/x"), normal("https://b.example/X"));
    }

    #[test]
    fn where_hosts_are_named_others_are_not_called() {
        let url = |text: &str| HookUrl::parse(text).unwrap();
        let hosts = Hosts::parse(&["Tayninh.example.vn".to_owned(), "10.0.0.9".to_owned()]);
        let hosts = hosts.unwrap();

        for right in [
            "https://tayninh.example.vn/",
            "https://mot-cua.TAYNINH.example.vn:8443/x",
            "https://10.0.0.9/",
        ] {
            assert!(hosts.allow(&url(right)), "{right}");
        }
        for wrong in [
            "https://kectayninh.example.vn/",
            "https://example.vn/",
            "https://tayninh.example.vn.example/",
            "https://10.0.0.8/?x=tayninh.example.vn",
        ] {
            assert!(!hosts.allow(&url(wrong)), "{wrong}");
            assert!(Hosts::default().allow(&url(wrong)), "{wrong}");
        }
        assert!(
            Hosts::parse(&["*.example.vn".to_owned()]).unwrap_err().en.contains("*.example.vn")
        );
    }

    #[test]
    fn an_address_of_the_network_is_told_from_a_name_and_shows_in_no_debug() {
        let literal = |text: &str| HookUrl::parse(text).unwrap().literal().map(|it| it.to_string());

        assert_eq!(literal("https://10.0.0.1:8443/x").as_deref(), Some("10.0.0.1"));
        assert_eq!(literal("https://[::1]/").as_deref(), Some("::1"));
        assert_eq!(literal("https://b.example/"), None);
        let url = HookUrl::parse("https://b.example/?token=x").unwrap();
        assert_eq!(format!("{url:?}"), "HookUrl(..)");
    }
}

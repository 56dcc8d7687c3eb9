//! How many connections each source has: one that opens hundreds must leave room for the others.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::domain::running::network::Network;
use crate::wire::proxy::TrustedProxies;

/// The connections of every source.
#[derive(Debug, Clone)]
pub(super) struct Sources {
    most: usize,
    /// Of an IPv6 /48, of which one subscriber may have all.
    most_of_site: usize,
    proxies: TrustedProxies,
    seats: Arc<Mutex<HashMap<Network, usize>>>,
    farewells: Arc<Semaphore>,
}

/// So many refused connections at once are told why.
const FAREWELLS: usize = 16;

/// A place of one source, given back when dropped.
#[derive(Debug)]
pub(super) struct Seat {
    /// What it is counted for; nothing of a trusted proxy, which speaks for many.
    of: Vec<Network>,
    seats: Arc<Mutex<HashMap<Network, usize>>>,
}

impl Sources {
    /// At most `most` for each source (0: no limit), and never more than a quarter of `all`.
    pub(super) fn new(most: usize, all: usize, proxies: TrustedProxies) -> Self {
        let quarter = (all / 4).max(1);
        let (most, most_of_site) =
            if most == 0 { (usize::MAX, usize::MAX) } else { (most.min(quarter), quarter) };
        let farewells = Arc::new(Semaphore::new(FAREWELLS));
        Self { most, most_of_site, proxies, seats: Arc::default(), farewells }
    }

    /// A place among those that are told why they are refused.
    pub(super) fn farewell(&self) -> Option<OwnedSemaphorePermit> {
        self.farewells.clone().try_acquire_owned().ok()
    }

    /// A place for a connection from `peer`; none where its source has all of its own.
    pub(super) fn seat(&self, peer: IpAddr) -> Option<Seat> {
        if self.proxies.contains(peer) {
            return Some(Seat { of: Vec::new(), seats: self.seats.clone() });
        }
        let site = Network::of_site(peer).map(|site| (site, self.most_of_site));
        let counted = [Some((Network::of_subscriber(peer), self.most)), site];
        let mut seats = lock(&self.seats);
        let full = |(of, most): &(Network, usize)| seats.get(of).is_some_and(|taken| taken >= most);
        if counted.iter().flatten().any(full) {
            return None;
        }
        let of: Vec<Network> = counted.into_iter().flatten().map(|(of, _)| of).collect();
        for of in &of {
            *seats.entry(*of).or_default() += 1;
        }
        Some(Seat { of, seats: self.seats.clone() })
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut seats = lock(&self.seats);
        for of in &self.of {
            if let Some(taken) = seats.get_mut(of) {
                *taken -= 1;
                if *taken == 0 {
                    seats.remove(of);
                }
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn a_source_has_so_many_places_and_a_trusted_proxy_as_many_as_it_needs() {
        let proxies = TrustedProxies::parse(&["192.0.2.1".to_owned()]).unwrap();
        let sources = Sources::new(2, 512, proxies);

        let held = [sources.seat(ip("198.51.100.1")), sources.seat(ip("198.51.100.1"))];
        let third = sources.seat(ip("198.51.100.1"));
        let other = sources.seat(ip("198.51.100.2"));
        let proxied: Vec<_> = (0..10).map(|_| sources.seat(ip("192.0.2.1"))).collect();
        let v6 = ["2001:db8::1", "2001:db8::2", "2001:db8::3"].map(|text| sources.seat(ip(text)));

        assert!(held.iter().all(Option::is_some) && third.is_none() && other.is_some());
        assert!(proxied.iter().all(Option::is_some));
        assert!(v6[1].is_some() && v6[2].is_none(), "a /64 is one source");
        drop(held);
        assert!(sources.seat(ip("198.51.100.1")).is_some());
        drop((other, v6));
        assert!(lock(&sources.seats).is_empty(), "nobody is remembered");
    }

    #[test]
    fn a_48_has_a_quarter_of_all_places_however_many_subscribers_it_is() {
        let sources = Sources::new(2, 12, TrustedProxies::default());

        let held: Vec<_> =
            (1..=4).map(|n| sources.seat(ip(&format!("2001:db8:0:{n}::1")))).collect();
        let elsewhere = sources.seat(ip("2001:db8:1::1"));

        assert_eq!(held.iter().filter(|seat| seat.is_some()).count(), 3);
        assert!(elsewhere.is_some());
        drop((held, elsewhere));
        assert!(lock(&sources.seats).is_empty());
    }

    #[test]
    fn no_source_has_more_than_a_quarter_of_all() {
        let room = |most, all| Sources::new(most, all, TrustedProxies::default()).most;

        assert_eq!(
            [room(32, 512), room(32, 64), room(32, 2), room(0, 64)],
            [32, 16, 1, usize::MAX]
        );
    }
}

//! Rate limits by class and source, with a bounded memory and no address kept.

use std::hash::{BuildHasher, RandomState};
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::Clock as GovernorClock;
use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};

use crate::domain::running::network::Network;
use crate::domain::time::Clock;

/// What is limited together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Class {
    /// Filing reports.
    Submit,
    /// Looking reports up by receipt.
    Lookup,
    /// Signing in.
    Login,
    /// Figures and calculations that cost more than a look-up.
    Figures,
    /// Typing in what comes to a reception desk.
    Desk,
    /// Bringing files.
    Upload,
}

impl Class {
    /// Its name in the `RateLimit` headers.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Lookup => "lookup",
            Self::Login => "login",
            Self::Figures => "figures",
            Self::Desk => "desk",
            Self::Upload => "upload",
        }
    }
}

/// So many in so many seconds, from one source; 0 switches a limit off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub count: u32,
    /// In how many seconds.
    pub seconds: u32,
}

/// The limits of every class. The defaults let a whole office or a carrier's shared address work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// Filing.
    pub submit: Rate,
    /// Receipts.
    pub lookup: Rate,
    /// Signing in.
    pub login: Rate,
    /// Figures and calculations.
    pub figures: Rate,
    /// Reception desks.
    pub desk: Rate,
    /// Files.
    pub upload: Rate,
}

impl Default for Rates {
    fn default() -> Self {
        Self {
            submit: Rate { count: 300, seconds: 3600 },
            lookup: Rate { count: 120, seconds: 60 },
            login: Rate { count: 20, seconds: 60 },
            figures: Rate { count: 120, seconds: 60 },
            desk: Rate { count: 600, seconds: 3600 },
            upload: Rate { count: 120, seconds: 3600 },
        }
    }
}

/// How many sources are told apart; beyond, newcomers share one bucket.
const MOST_KEYS: usize = 200_000;
/// An IPv6 /48 has so many times what a source has.
const SOURCES_OF_A_SITE: NonZeroU32 = NonZeroU32::new(8).unwrap();
/// The bucket of those newcomers.
const SHARED: u64 = 0;

/// The service's clock as the limiter reads it: the time that never jumps, or an hour back would shut everybody out.
#[derive(Clone)]
struct LimitClock(Arc<dyn Clock>);

impl GovernorClock for LimitClock {
    type Instant = Nanos;

    fn now(&self) -> Nanos {
        Nanos::from(self.0.monotonic())
    }
}

type Limiter = RateLimiter<u64, DashMapStateStore<u64>, LimitClock, StateInformationMiddleware>;

struct Bucket {
    rate: Rate,
    limiter: Limiter,
    /// Of IPv6 sites: whoever has a /48 has 65,536 sources.
    sites: Limiter,
}

/// All limiters of one server.
pub struct Limits {
    clock: LimitClock,
    /// Keyed afresh at every start: a dump of the memory tells no address.
    hasher: RandomState,
    most_keys: usize,
    submit: Option<Bucket>,
    lookup: Option<Bucket>,
    login: Option<Bucket>,
    figures: Option<Bucket>,
    desk: Option<Bucket>,
    upload: Option<Bucket>,
}

/// What a source has left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The limit.
    pub rate: Rate,
    /// How many are left now.
    pub remaining: u32,
    /// Seconds until all are back.
    pub reset: u64,
    /// Seconds to wait, where nothing is left.
    pub retry_after: Option<u64>,
}

impl Limits {
    /// Limiters at these rates, over `clock`.
    pub fn new(rates: Rates, clock: Arc<dyn Clock>) -> Self {
        Self::bounded(rates, clock, MOST_KEYS)
    }

    fn bounded(rates: Rates, clock: Arc<dyn Clock>, most_keys: usize) -> Self {
        let clock = LimitClock(clock);
        let bucket = |rate: Rate| {
            let count = NonZeroU32::new(rate.count)?;
            let limiter = |count: NonZeroU32| {
                let interval = Duration::from_secs(u64::from(rate.seconds.max(1))) / count.get();
                let quota = Quota::with_period(interval)?.allow_burst(count);
                let store = DashMapStateStore::default();
                Some(Limiter::new(quota, store, clock.clone()))
            };
            let site = count.saturating_mul(SOURCES_OF_A_SITE);
            Some(Bucket { rate, limiter: limiter(count)?, sites: limiter(site)? })
        };
        Self {
            submit: bucket(rates.submit),
            lookup: bucket(rates.lookup),
            login: bucket(rates.login),
            figures: bucket(rates.figures),
            desk: bucket(rates.desk),
            upload: bucket(rates.upload),
            clock,
            hasher: RandomState::new(),
            most_keys,
        }
    }

    fn bucket(&self, class: Class) -> Option<&Bucket> {
        match class {
            Class::Submit => self.submit.as_ref(),
            Class::Lookup => self.lookup.as_ref(),
            Class::Login => self.login.as_ref(),
            Class::Figures => self.figures.as_ref(),
            Class::Desk => self.desk.as_ref(),
            Class::Upload => self.upload.as_ref(),
        }
    }

    /// Counts one request of `class` from `source`. `None` where the class has no limit.
    pub fn count(&self, class: Class, source: IpAddr) -> Option<Standing> {
        let bucket = self.bucket(class)?;
        let rate = bucket.rate;
        let interval = u64::from(rate.seconds.max(1)) * 1000 / u64::from(rate.count.max(1));
        let reset = |used: u32| (u64::from(used) * interval).div_ceil(1000);
        let refused = |wait: Duration| {
            let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
            let retry_after = Some(seconds.max(1));
            Standing { rate, remaining: 0, reset: reset(rate.count), retry_after }
        };
        let left = match self.take(&bucket.limiter, Network::of_subscriber(source)) {
            Ok(left) => left,
            Err(wait) => return Some(refused(wait)),
        };
        if let Some(site) = Network::of_site(source)
            && let Err(wait) = self.take(&bucket.sites, site)
        {
            return Some(refused(wait));
        }
        let used = rate.count.saturating_sub(left);
        Some(Standing { rate, remaining: left, reset: reset(used), retry_after: None })
    }

    /// Takes one of what `source` has: how many are left, or how long to wait.
    fn take(&self, limiter: &Limiter, source: Network) -> Result<u32, Duration> {
        let mut key = self.hasher.hash_one(source).max(1);
        if limiter.len() >= self.most_keys {
            limiter.retain_recent();
            if limiter.len() >= self.most_keys {
                key = SHARED;
            }
        }
        let taken = limiter.check_key(&key);
        taken
            .map(|left| left.remaining_burst_capacity())
            .map_err(|not_until| not_until.wait_time_from(self.clock.now()))
    }

    /// Forgets sources that have everything back; called now and then.
    pub fn forget(&self) {
        let all =
            [&self.submit, &self.lookup, &self.login, &self.figures, &self.desk, &self.upload];
        for bucket in all.into_iter().flatten() {
            for limiter in [&bucket.limiter, &bucket.sites] {
                limiter.retain_recent();
                limiter.shrink_to_fit();
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::time::{FixedClock, Instant};

    fn clock() -> Arc<FixedClock> {
        let at: Instant = "2024-10-15T02:00:00Z".parse().unwrap();
        Arc::new(FixedClock::new(at))
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn rates(count: u32) -> Rates {
        let off = Rate { count: 0, seconds: 60 };
        Rates {
            submit: Rate { count, seconds: 60 },
            lookup: off,
            login: off,
            figures: off,
            desk: off,
            upload: off,
        }
    }

    #[test]
    fn the_nth_passes_and_the_next_waits_until_time_has_passed() {
        let clock = clock();
        let limits = Limits::new(rates(3), clock.clone());
        let count = || limits.count(Class::Submit, ip("192.0.2.1")).unwrap();

        let left: Vec<u32> = (0..3).map(|_| count().remaining).collect();
        let refused = count();
        clock.set("2024-10-15T02:00:20Z".parse().unwrap());
        let later = count();

        assert_eq!(left, [2, 1, 0]);
        assert_eq!(refused.retry_after, Some(20));
        assert_eq!(later.retry_after, None);
    }

    #[test]
    fn a_clock_that_is_set_back_shuts_nobody_out() {
        let clock = clock();
        let limits = Limits::new(rates(2), clock.clone());
        let count = || limits.count(Class::Submit, ip("192.0.2.1")).unwrap();

        let before = count();
        clock.jump("2024-10-15T01:00:00Z".parse().unwrap());
        let after = count();

        assert_eq!((before.remaining, after.remaining, after.retry_after), (1, 0, None));
        assert_eq!(count().retry_after, Some(30));
    }

    #[test]
    fn sources_are_apart_and_a_v6_subscriber_is_one_source() {
        let limits = Limits::new(rates(1), clock());
        let refused = |text| limits.count(Class::Submit, ip(text)).unwrap().retry_after.is_some();

        assert!(!refused("192.0.2.1") && refused("192.0.2.1") && !refused("192.0.2.2"));
        assert!(refused("::ffff:192.0.2.1"), "the same address, written otherwise");
        assert!(!refused("2001:db8:0:1::1") && refused("2001:db8:0:1:ffff::2"));
        assert!(!refused("2001:db8:0:2::1"));
        assert_eq!(limits.count(Class::Lookup, ip("192.0.2.1")), None, "switched off");
    }

    #[test]
    fn a_site_of_many_v6_subscribers_has_a_bound_of_its_own() {
        let limits = Limits::new(rates(2), clock());
        let refused = |site: u32, subscriber: u32| {
            let source = ip(&format!("2001:db8:{site:x}:{subscriber:x}::1"));
            limits.count(Class::Submit, source).unwrap().retry_after.is_some()
        };

        let taken = (0..20).filter(|subscriber| !refused(1, *subscriber)).count();

        assert_eq!(taken, 16, "eight times what one has");
        assert!(!refused(2, 1), "another site");
    }

    #[test]
    fn the_number_of_sources_is_bounded_and_the_rest_share() {
        let limits = Limits::bounded(rates(2), clock(), 10);
        let mut refused = 0;
        for n in 0..100u32 {
            let source = IpAddr::V4(std::net::Ipv4Addr::from(0x0a00_0000 + n));
            let standing = limits.count(Class::Submit, source).unwrap();
            refused += u32::from(standing.retry_after.is_some());
        }

        assert_eq!(refused, 88, "ten of their own, two in the shared bucket");
        assert!(limits.bucket(Class::Submit).unwrap().limiter.len() <= 11);
    }
}

//! Typed identifiers, so that a case is never looked up by the id of a unit.

use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::kind::Channel;
use super::time::Instant;

macro_rules! typed_id {
    ($($(#[$doc:meta])* $name:ident => $prefix:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(Uuid);

        impl $name {
            /// Wraps an id drawn by [`Ids`] or read from a row.
            pub const fn new(id: Uuid) -> Self {
                Self(id)
            }

            /// The plain UUID, as stored.
            pub const fn uuid(self) -> Uuid {
                self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "-{}"), self.0)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }
    )+};
}

typed_id! {
    /// A report and its handling, by the name that others may know.
    CaseId => "case";
    /// One dated duty of one unit.
    ObligationId => "obligation";
    /// One entry of a case's history.
    EventId => "event";
    /// A unit within one period of validity.
    UnitId => "unit";
    /// A member of staff.
    UserId => "user";
    /// One version of a deadline rule.
    RuleId => "rule";
    /// An emulation movement.
    MovementId => "movement";
    /// A matter that was drawn to be judged.
    SampleId => "sample";
    /// What of a cluster inspectors exclude.
    ExclusionId => "exclusion";
    /// A concluded violation.
    ConclusionId => "conclusion";
    /// What an inspection recommended to a unit.
    RecommendationId => "recommendation";
    /// What people judge of a unit in a movement.
    AssessmentId => "assessment";
    /// One line of a register of apologies.
    ApologyId => "apology";
    /// One look-up of a person for personnel work.
    CheckId => "check";
    /// A link that sets the password of an account once.
    AccountLinkId => "account-link";
    /// What one administrator asks for an account and another confirms.
    AccountRequestId => "account-request";
    /// Where an account had its mail.
    FormerEmailId => "former-email";
    /// A session, as its account may name it.
    SessionId => "session";
    /// What was made public of an answer.
    PublicAnswerId => "public_answer";
    /// An urging letter.
    UrgingId => "urging";
    /// A way to answer that waits to be confirmed.
    PendingContactId => "pending_contact";
    /// A file beside a report.
    AttachmentId => "attachment";
    /// One standing deputy of a unit.
    DeputyId => "deputy";
    /// One dossier of the feed.
    DossierId => "dossier";
    /// One import of the feed.
    ImportId => "import";
    /// A paper that a body issued.
    PaperId => "paper";
    /// A list that somebody took out as a file.
    ExportId => "export";
    /// A subscription of a staff system.
    WebhookId => "webhook";
}

/// What everything of a case hangs on in the store, and what nobody outside it sees: no URL, log or mail names it. It
/// grows with time in the service channel, so that new rows lie side by side; that of a tip is random, so that it does
/// not tell when the tip came.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CaseKey(i64);

impl std::fmt::Debug for CaseKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CaseKey(..)")
    }
}

impl CaseKey {
    /// Wraps a key drawn by [`Ids`] or read from a row.
    pub const fn new(key: i64) -> Self {
        Self(key)
    }

    /// The first key of a service case that is filed at `at` by the clock of whoever files it.
    pub fn first_at(at: Instant) -> Self {
        let millis = at.micros().div_euclid(1000).max(0);
        Self(service_key(millis, 0).unwrap_or(i64::MAX))
    }

    /// The plain number, as stored.
    pub const fn number(self) -> i64 {
        self.0
    }

    /// The number in the form of an id, where rows of several kinds refer to what they are for.
    pub fn packed(self) -> Uuid {
        Uuid::from_u128(u128::from(self.0.unsigned_abs()))
    }

    /// The key that was packed into this.
    pub fn unpacked(id: Uuid) -> Option<Self> {
        i64::try_from(id.as_u128()).ok().map(Self)
    }
}

/// The source of new ids: random ones for rows that have a URL, time-ordered ones for rows that
/// never do (an ordered id in a URL would tell when a report was filed).
pub trait Ids: Send + Sync {
    /// A random (version 4) id.
    fn random(&self) -> Uuid;
    /// A time-ordered (version 7) id.
    fn ordered(&self) -> Uuid;
    /// A key for a new case of this channel, positive.
    fn key(&self, channel: Channel) -> CaseKey;
}

/// Ids from the operating system's generator.
#[derive(Debug, Default, Clone, Copy)]
pub struct SystemIds;

impl Ids for SystemIds {
    #[expect(clippy::disallowed_methods, reason = "the one source of random ids")]
    fn random(&self) -> Uuid {
        Uuid::new_v4()
    }

    #[expect(clippy::disallowed_methods, reason = "the one source of ordered ids")]
    fn ordered(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn key(&self, channel: Channel) -> CaseKey {
        // Both halves of a random id together: each alone has bits that never change.
        let (high, low) = self.random().as_u64_pair();
        let random = i64::try_from((high ^ low) >> 1).unwrap_or_default();
        let millis = i64::try_from(self.ordered().as_u128() >> 80).unwrap_or(i64::MAX);
        match service_key(millis, random).filter(|_| channel == Channel::Service) {
            Some(drawn) => {
                let next = |last: i64| Some(drawn.max(last.saturating_add(1)));
                let last = LAST_KEY.fetch_update(Ordering::Relaxed, Ordering::Relaxed, next);
                CaseKey(last.ok().and_then(next).unwrap_or(drawn))
            }
            None => CaseKey(random),
        }
    }
}

/// The key that begins with this moment. None where the clock is beyond what it can hold: that clock is wrong, and no
/// key after it shall suffer for it.
const fn service_key(millis: i64, random: i64) -> Option<i64> {
    if millis >> MILLIS_BITS == 0 {
        Some(millis << KEY_BITS | random >> (63 - KEY_BITS))
    } else {
        None
    }
}

/// Bits of a service key for its milliseconds: until the year 2109.
const MILLIS_BITS: u32 = 42;
/// Bits of a service key below its milliseconds; they keep two machines apart.
const KEY_BITS: u32 = 21;
/// The last service key that this process drew: none is drawn twice here.
static LAST_KEY: AtomicI64 = AtomicI64::new(0);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn service_keys_grow_and_are_never_drawn_twice() {
        let mut drawn = Vec::new();
        let threads: Vec<_> = (0..4)
            .map(|_| {
                std::thread::spawn(|| {
                    (0..5_000).map(|_| SystemIds.key(Channel::Service)).collect::<Vec<_>>()
                })
            })
            .collect();
        for thread in threads {
            let own = thread.join().unwrap();
            assert!(own.is_sorted());
            drawn.extend(own);
        }

        drawn.sort_unstable();
        drawn.dedup();

        assert_eq!(drawn.len(), 20_000);
        assert!(drawn[0] > CaseKey::new(1_700_000_000_000 << KEY_BITS), "they begin with the time");
    }

    #[test]
    fn a_clock_beyond_all_reason_gives_no_key_that_later_ones_would_follow() {
        let last = (1 << MILLIS_BITS) - 1;
        assert_eq!(service_key(last, i64::MAX), Some(i64::MAX));
        assert_eq!(service_key(last + 1, 0), None);
        assert_eq!(service_key(i64::MAX, i64::MAX), None);
    }

    #[test]
    fn a_key_comes_out_of_an_id_as_it_was_packed_and_out_of_no_other() {
        for key in [0, 1, i64::MAX].map(CaseKey::new) {
            assert_eq!(CaseKey::unpacked(key.packed()), Some(key));
        }
        assert_eq!(CaseKey::unpacked(Uuid::max()), None);
    }

    #[test]
    fn the_key_of_a_tip_says_nothing_of_when_it_came() {
        let drawn: Vec<i64> = (0..64).map(|_| SystemIds.key(Channel::Integrity).number()).collect();

        // Each of 63 bits is set in some and not in others; of a moment the first ones would be the same.
        let ever = drawn.iter().fold(0, |bits, key| bits | key);
        let always = drawn.iter().fold(i64::MAX, |bits, key| bits & key);

        assert_eq!((ever, always), (i64::MAX, 0));
    }
}

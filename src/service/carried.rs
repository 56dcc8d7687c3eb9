//! What a page gives out and gets back: sealed, for a while, and for one use. Nothing of it is kept here.

use data_encoding::BASE64URL_NOPAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::time::Instant;
use crate::service::error::ServiceError;
use crate::service::facade::Service;
use crate::vault::Place;

/// How far the clock of another server may be ahead of this one, in seconds.
pub const LEAD: i64 = 2 * 60;

/// For what use something is given out: it is taken back for no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Carried {
    /// That a form is one of ours.
    Form,
    /// The receipt of a person who goes on from page to page.
    Receipt,
    /// The answers of a report that is being checked, with the key that makes sending them safe.
    Answers,
    /// For which session of a member of staff a form was made.
    Staff,
    /// What a member of staff was about to send when the session ended.
    Unsent,
}

impl Carried {
    /// How long it is taken back, in seconds.
    const fn seconds(self) -> i64 {
        match self {
            Self::Form | Self::Answers | Self::Unsent => 2 * 60 * 60,
            // As long as a session lasts at most.
            Self::Staff => 12 * 60 * 60,
            Self::Receipt => 15 * 60,
        }
    }

    const fn place(self) -> Place {
        let column = match self {
            Self::Form => "form",
            Self::Receipt => "receipt",
            Self::Answers => "answers",
            Self::Staff => "staff",
            Self::Unsent => "unsent",
        };
        Place { table: "page", column, row: Uuid::nil() }
    }
}

/// Why what came back is not taken. It shows nothing of itself, since it may hold a secret.
pub enum CarryFault<T> {
    /// Its time is over; what was typed into it need not be lost for that.
    Over(T),
    /// It was never given out so.
    Unknown,
}

#[derive(Serialize, Deserialize)]
struct Kept<T> {
    until: Instant,
    what: T,
}

impl Service {
    /// A key that nobody else has, for a form that must have one effect however often it is sent.
    pub fn fresh_key(&self) -> String {
        self.ids.random().simple().to_string()
    }

    /// Seals `what` for a page to give back.
    ///
    /// # Errors
    /// [`ServiceError::Internal`].
    pub fn carry<T: Serialize>(&self, purpose: Carried, what: &T) -> Result<String, ServiceError> {
        let until = self.clock.now().plus_seconds(purpose.seconds());
        let plain = serde_json::to_vec(&Kept { until, what }).map_err(ServiceError::internal)?;
        let plain = zeroize::Zeroizing::new(plain);
        let sealed = self.keys.seal_for_a_while(&purpose.place(), &plain);
        Ok(BASE64URL_NOPAD.encode(&sealed.map_err(ServiceError::internal)?))
    }

    /// Opens what a page gave back.
    ///
    /// # Errors
    /// [`CarryFault`].
    pub fn carried<T: DeserializeOwned>(
        &self,
        purpose: Carried,
        text: &str,
    ) -> Result<T, CarryFault<T>> {
        let sealed = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| CarryFault::Unknown)?;
        let plain = self.keys.open_within_it(&purpose.place(), &sealed);
        let plain = plain.map_err(|_| CarryFault::Unknown)?;
        let kept: Kept<T> = serde_json::from_slice(&plain).map_err(|_| CarryFault::Unknown)?;
        // An end that is further away was set by a clock that was wrong.
        let (now, furthest) = (self.clock.now(), purpose.seconds() + LEAD);
        let open = now < kept.until && kept.until <= now.plus_seconds(furthest);
        if open { Ok(kept.what) } else { Err(CarryFault::Over(kept.what)) }
    }
}

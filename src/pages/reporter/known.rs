//! A receipt that was typed, and how pages carry it on: sealed, for a quarter of an hour, and for an hour in all.

use serde::{Deserialize, Serialize};

use crate::domain::receipt::Receipt;
use crate::domain::time::Instant;
use crate::pages::asked::Fields;
use crate::service::carried::{Carried, LEAD};
use crate::service::{Service, ServiceError};

/// How long a receipt that was typed is good for in all, however many pages carry it on, in seconds.
const IN_ALL: i64 = 60 * 60;

/// A receipt, and when it was typed.
pub(super) struct Known {
    pub receipt: Receipt,
    typed_at: Instant,
}

/// The same as pages carry it.
#[derive(Serialize, Deserialize)]
struct Sealed {
    secret: [u8; 16],
    typed_at: Instant,
}

/// Why no report can be shown yet.
pub(super) enum NoReceipt {
    /// What stood for the receipt is taken back no more.
    Over,
    /// What was typed is none.
    Mistyped,
}

impl Known {
    /// One that is there from now on.
    pub(super) fn now(service: &Service, receipt: Receipt) -> Self {
        Self { receipt, typed_at: service.clock().now() }
    }

    /// The receipt that was typed, or that an earlier page gave back.
    ///
    /// # Errors
    /// [`NoReceipt`].
    pub(super) fn of(service: &Service, fields: &Fields) -> Result<Self, NoReceipt> {
        let now = service.clock().now();
        if let Some(text) = fields.get("phieu") {
            let sealed = service.carried::<Sealed>(Carried::Receipt, text);
            let Sealed { secret, typed_at } = sealed.map_err(|_| NoReceipt::Over)?;
            let ahead = typed_at > now.plus_seconds(LEAD);
            if ahead || typed_at.plus_seconds(IN_ALL) <= now {
                return Err(NoReceipt::Over);
            }
            return Ok(Self { receipt: Receipt::from_bytes(secret), typed_at });
        }
        let typed = fields.get("ma").and_then(|text| Receipt::parse(text));
        Ok(Self { receipt: typed.ok_or(NoReceipt::Mistyped)?, typed_at: now })
    }

    /// What a page carries of it.
    ///
    /// # Errors
    /// [`ServiceError::Internal`].
    pub(super) fn sealed(&self, service: &Service) -> Result<String, ServiceError> {
        let kept = Sealed { secret: *self.receipt.bytes(), typed_at: self.typed_at };
        service.carry(Carried::Receipt, &kept)
    }
}

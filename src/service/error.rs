//! Why a use case could not do what was asked, without any word of transport.

use crate::domain::attachment::FileRefusal;
use crate::domain::emulation::set::MovementRefusal;
use crate::domain::fault::FieldError;
use crate::domain::ids::CaseId;
use crate::domain::kind::Channel;
use crate::domain::lifecycle::Refusal;
use crate::domain::records::conclusion::Settled;
use crate::domain::running::account::AccountRefusal;
use crate::store::{StoreError, WriteFault};

pub use super::field_fault::FieldFault;

/// What went wrong, told apart by what the caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum ServiceError {
    /// It is not there, or the caller may not know that it is.
    #[error("not found")]
    NotFound,
    /// Nobody is signed in, or the token is not valid any more.
    #[error("not signed in")]
    Unauthenticated,
    /// Wrong login or password; which of the two is not told.
    #[error("wrong login or password")]
    WrongPassword,
    /// The receipt stands for no report.
    #[error("no report of this receipt")]
    UnknownReceipt,
    /// Some members of the request are wrong.
    #[error("{} members are wrong", .0.len())]
    Invalid(Vec<FieldError>),
    /// The case does not allow the command.
    #[error("refused: {0}")]
    Refused(Refusal),
    /// Somebody changed the case since it was read.
    #[error("changed since it was read")]
    Stale,
    /// It was public and was withdrawn.
    #[error("withdrawn")]
    Withdrawn,
    /// What it is about has settled and cannot change again.
    #[error("settled: {0}")]
    Settled(Settled),
    /// The matter was judged, by the same person or to the end.
    #[error("judged before")]
    AlreadyJudged,
    /// The movement or its set of criteria does not allow it.
    #[error("refused: {0}")]
    Movement(MovementRefusal),
    /// The cursor was not made by this service for this query and reader.
    #[error("the cursor belongs to another query")]
    BadCursor,
    /// The idempotency key was used for another request.
    #[error("the key was used for another request")]
    KeyReused,
    /// The receipt brought by the client stands for another report.
    #[error("the receipt stands for another report")]
    ReceiptTaken,
    /// The account does not allow it.
    #[error("refused: {0}")]
    Account(AccountRefusal),
    /// The file is not taken, or cannot be given back.
    #[error("file: {0:?}")]
    File(FileRefusal),
    /// The administrator has not switched webhooks on.
    #[error("webhooks are off")]
    WebhooksOff,
    /// The store cannot take the work now.
    #[error("busy")]
    Busy,
    /// The disk of the database is full; nothing was written.
    #[error("the disk of the database is full")]
    Full,
    /// The database takes no writes.
    #[error("the database is read-only")]
    ReadOnly,
    /// The commit may or may not have happened.
    #[error("the outcome is unknown")]
    OutcomeUnknown,
    /// No reference data is loaded.
    #[error("the reference data is not loaded")]
    NotReady,
    /// A fault of ours; the text is for the log only.
    #[error("{0}")]
    Internal(String),
}

/// Notes that one case could not be dealt with, so that its neighbours are. A failure of the store
/// itself ends the part: it would meet every one of them.
pub(in crate::service) fn passed_over(
    channel: Channel,
    case: CaseId,
    error: ServiceError,
) -> Result<(), ServiceError> {
    if error.is_of_the_store() {
        return Err(error);
    }
    // Nothing that points to a tip stands in the log.
    let case = (channel == Channel::Service).then(|| case.to_string());
    tracing::error!(%channel, case, %error, "a case could not be dealt with");
    Ok(())
}

impl ServiceError {
    /// A fault of ours.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }

    /// Whether it says that something is not there for whoever asked.
    pub const fn is_denial(&self) -> bool {
        matches!(self, Self::NotFound | Self::Refused(Refusal::NotInYourHand))
    }

    /// Whether the database is at fault: then it would be so for whatever is tried next.
    pub const fn is_of_the_store(&self) -> bool {
        matches!(self, Self::Busy | Self::Full | Self::ReadOnly | Self::OutcomeUnknown)
    }

    /// A single wrong member.
    pub fn field(pointer: &str, fault: FieldFault) -> Self {
        Self::Invalid(vec![fault.at(pointer)])
    }
}

impl From<StoreError> for ServiceError {
    fn from(cause: StoreError) -> Self {
        match cause {
            StoreError::Stale => Self::Stale,
            StoreError::Busy
            | StoreError::Closed
            | StoreError::Connect(_)
            | StoreError::RolledBack(_) => Self::Busy,
            StoreError::OutcomeUnknown => Self::OutcomeUnknown,
            StoreError::Full => Self::Full,
            StoreError::ReadOnly => Self::ReadOnly,
            other => Self::Internal(other.to_string()),
        }
    }
}

/// A failure inside a write: it keeps the store's own error for the writer to look at.
#[derive(Debug)]
pub enum Fault {
    /// The use case says no.
    Service(ServiceError),
    /// The store did.
    Store(StoreError),
}

/// A failure within a read, told apart as the reader's thread wants it.
pub(in crate::service) fn inside<T>(
    work: impl FnOnce() -> Result<T, Fault>,
) -> Result<Result<T, ServiceError>, StoreError> {
    match work() {
        Ok(value) => Ok(Ok(value)),
        Err(Fault::Service(error)) => Ok(Err(error)),
        Err(Fault::Store(error)) => Err(error),
    }
}

impl From<StoreError> for Fault {
    fn from(cause: StoreError) -> Self {
        Self::Store(cause)
    }
}

impl From<ServiceError> for Fault {
    fn from(cause: ServiceError) -> Self {
        Self::Service(cause)
    }
}

impl From<Fault> for ServiceError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Service(error) => error,
            Fault::Store(error) => error.into(),
        }
    }
}

impl WriteFault for Fault {
    fn store(&self) -> Option<&StoreError> {
        match self {
            Self::Store(error) => Some(error),
            Self::Service(_) => None,
        }
    }
}

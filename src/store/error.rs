//! What can go wrong between a question and the database, told apart by what the caller can do.

use diesel::result::{DatabaseErrorKind, Error as Diesel};

use crate::domain::text::Words;

/// A failure of the store. `NotFound` is not among them: a query that may find nothing answers
/// with an `Option`.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No connection could be opened.
    #[error("no connection: {0}")]
    Connect(Words),
    /// The database runs with settings under which an acknowledged report could be lost.
    #[error("{0}")]
    Setup(Words),
    /// A unique constraint refused the row; holds the constraint's name where the database tells.
    #[error("unique constraint {0}")]
    Unique(String),
    /// A row was changed since it was read.
    #[error("the row was changed since it was read")]
    Stale,
    /// A stored value means nothing to this program.
    #[error("table {table}, column {column}: a stored value cannot be read")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
    },
    /// The queue to the writer is full, or no connection came free in time.
    #[error("the store is busy")]
    Busy,
    /// The connection broke while the commit was under way: it may or may not have happened.
    #[error("the outcome of the commit is unknown")]
    OutcomeUnknown,
    /// The whole batch was rolled back; whoever runs it again may succeed.
    #[error("the transaction was rolled back: {0}")]
    RolledBack(String),
    /// The writer has stopped.
    #[error("the store is shutting down")]
    Closed,
    /// A closure panicked; its changes were undone.
    #[error("a write panicked and was undone")]
    Panicked,
    /// The disk is full: nothing was written, and later there may be room.
    #[error("the disk of the database is full: make room on it")]
    Full,
    /// The database takes no writes at all: a write-protected file, a standby.
    #[error(
        "the database is read-only: let the user of this service write to it (and to its folder, for SQLite)"
    )]
    ReadOnly,
    /// Anything else the driver said.
    #[error("database: {0}")]
    Driver(#[source] Diesel),
}

impl StoreError {
    /// A setting that makes the store unfit for use: in Vietnamese, in English.
    pub fn setup(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Setup(Words::new(vi, en))
    }

    /// The same of a file or a folder.
    pub(super) fn unfit(what: impl std::fmt::Display, why: Words) -> Self {
        Self::Setup(why.about(what))
    }

    /// What could not be reached: in Vietnamese, in English.
    pub(super) fn connect(vi: impl Into<String>, en: impl Into<String>) -> Self {
        Self::Connect(Words::new(vi, en))
    }

    /// True where trying again at once cannot help: the disk is full, or nothing may be written.
    pub(super) fn takes_no_writes(&self) -> bool {
        matches!(self, Self::Full | Self::ReadOnly)
    }

    /// True where PostgreSQL asks for the transaction to be run again (40001, 40P01).
    pub(super) fn wants_retry(&self) -> bool {
        match self {
            Self::Driver(Diesel::DatabaseError(kind, info)) => {
                matches!(kind, DatabaseErrorKind::SerializationFailure)
                    || info.message().contains("deadlock detected")
            }
            _ => false,
        }
    }

    /// True where the connection itself is gone.
    pub(super) fn is_broken_connection(&self) -> bool {
        matches!(
            self,
            Self::Driver(
                Diesel::BrokenTransactionManager
                    | Diesel::DatabaseError(DatabaseErrorKind::ClosedConnection, _)
            )
        ) || matches!(self, Self::Driver(Diesel::DatabaseError(_, info)) if info.message().contains("server closed the connection")
            || info.message().contains("terminating connection")
            || info.message().contains("connection to server")
            || info.message().contains("no connection to the server"))
    }
}

impl From<Diesel> for StoreError {
    fn from(cause: Diesel) -> Self {
        match cause {
            Diesel::DatabaseError(DatabaseErrorKind::UniqueViolation, info) => {
                // PostgreSQL names the constraint, SQLite the columns in its message.
                let name = info.constraint_name().unwrap_or_else(|| info.message());
                Self::Unique(name.to_owned())
            }
            // What a row hangs on was removed since it was read (a case that became a tip), or what hangs on it was added.
            Diesel::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, info) => {
                // Said, for a loop that takes it as a race would pass over a fault of ours without a word.
                let constraint = info.constraint_name().unwrap_or_default();
                tracing::warn!(constraint, "a row hangs on what is not there");
                Self::Stale
            }
            Diesel::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _) => Self::ReadOnly,
            Diesel::DatabaseError(_, ref info) if info.message().contains("readonly database") => {
                Self::ReadOnly
            }
            // 55P03: somebody else holds the row; nothing was done, and later it may be free.
            Diesel::DatabaseError(_, ref info) if info.message().contains("lock timeout") => {
                Self::Busy
            }
            Diesel::DatabaseError(_, ref info)
                if ["disk is full", "No space left"]
                    .iter()
                    .any(|it| info.message().contains(it)) =>
            {
                Self::Full
            }
            other => Self::Driver(other),
        }
    }
}

/// An error that a write closure may end with: it can carry a store failure, and shows it.
pub trait WriteFault: From<StoreError> + Send + 'static {
    /// The store failure inside, if that is what it is.
    fn store(&self) -> Option<&StoreError>;
}

impl WriteFault for StoreError {
    fn store(&self) -> Option<&StoreError> {
        Some(self)
    }
}

/// What the system says, with what to do where a file is another user's.
pub(super) fn with_owner(cause: &std::io::Error) -> Words {
    if cause.kind() == std::io::ErrorKind::PermissionDenied {
        return Words::new(
            format!(
                "{cause}; hãy chạy mọi lệnh bằng người dùng hệ điều hành sở hữu cơ sở dữ liệu, như `serve`"
            ),
            format!(
                "{cause}; run every command as the user who owns the database, as `serve` does"
            ),
        );
    }
    Words::foreign(cause)
}

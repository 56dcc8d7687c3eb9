//! Why a measurement broke off, in words that say what to do.

use std::fmt::Display;

use liemchinh::harness::app::StartError;
use liemchinh::harness::config::BadConfig;
use liemchinh::harness::service::ServiceError;
use liemchinh::harness::service::import::ImportError;
use liemchinh::harness::store::StoreError;
use liemchinh::harness::vault::KeyError;

/// Why it broke off.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error(transparent)]
    Start(#[from] StartError),
    #[error(transparent)]
    Config(#[from] BadConfig),
    #[error(transparent)]
    Keys(#[from] KeyError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Import(#[from] ImportError),
    #[error(transparent)]
    Service(#[from] ServiceError),
    #[error("the database: {0}")]
    Database(#[from] diesel::result::Error),
    #[error("{0}")]
    Io(#[from] std::io::Error),
    #[error("{0}")]
    Other(String),
}

impl Failure {
    /// Of anything that says itself.
    pub(crate) fn of(cause: impl Display) -> Self {
        Self::Other(cause.to_string())
    }
}

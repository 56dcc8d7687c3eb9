//! `keys`: the file without which nothing sealed can be read.

use clap::Subcommand;

use super::words::{done, faults};
use super::{Failure, Out, clock};
use crate::app::{StartError, keys_served_with, require_schema};
use crate::config::Settings;
use crate::store::backend::lock::WriterLock;
use crate::store::{DbUrl, StoreError, upkeep};
use crate::vault::{KeyError, KeyRing};

#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// Make a new key file; an existing one is never overwritten.
    Init {
        /// The database was served with a key file of which no copy is left: no receipt given with it is found any
        /// more, and no tip opens, ever. Stop every server first.
        #[arg(long)]
        i_lost_the_old_one: bool,
    },
    /// See whether the key file can be used, with this database.
    Check,
}

impl Keys {
    pub(super) fn run(&self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        let path = &settings.config.key_file;
        match self {
            Self::Init { i_lost_the_old_one } => {
                if path.exists() {
                    return Err(KeyError::Exists(path.clone()).into());
                }
                let mark = upkeep::key_mark(&settings.database);
                if mark.map_err(|cause| silent(&settings.database, cause))?.is_some() {
                    if !i_lost_the_old_one {
                        return Err(StartError::LostKeys(path.clone()).into());
                    }
                    require_schema(&settings.database)?;
                    let _lock = WriterLock::take(&settings.database)?;
                    // Before the new file is there: whoever begins again after a crash finds neither.
                    upkeep::forget_keys(&settings.database, clock().now())?;
                }
                KeyRing::create_file(path)?;
                out.both(&done::keys_made(&path.display()));
            }
            Self::Check => {
                keys_served_with(settings).map_err(|error| match error {
                    StartError::Store(cause) => silent(&settings.database, cause),
                    other => other.into(),
                })?;
                out.both(&done::keys_well(&path.display()));
            }
        }
        Ok(())
    }
}

/// Why nobody can tell with which key file the database was served.
fn silent(database: &DbUrl, cause: StoreError) -> Failure {
    match cause {
        StoreError::Connect(cause) => Failure::Other(faults::silent(database, &cause)),
        other => other.into(),
    }
}

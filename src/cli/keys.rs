//! `keys`: the file without which nothing sealed can be read.

use clap::Subcommand;

use super::{Failure, Out, clock, say};
use crate::app::StartError;
use crate::config::Settings;
use crate::store::lock::WriterLock;
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
                if served_with(&settings.database)?.is_some() {
                    if !i_lost_the_old_one {
                        return Err(StartError::LostKeys(path.clone()).into());
                    }
                    let _lock = WriterLock::take(&settings.database)?;
                    // Before the new file is there: whoever begins again after a crash finds neither.
                    upkeep::forget_keys(&settings.database, clock().now())?;
                }
                KeyRing::create_file(path)?;
                say!(
                    out,
                    "Đã tạo tệp khóa {0}. Hãy giữ một bản sao tách khỏi cơ sở dữ liệu.\n\
                     The key file {0} was made. Keep a copy of it apart from the database.",
                    path.display()
                );
            }
            Self::Check => {
                let mark = served_with(&settings.database)?;
                let ring = match KeyRing::load(path) {
                    Err(KeyError::Missing(_)) if mark.is_some() => {
                        return Err(StartError::LostKeys(path.clone()).into());
                    }
                    other => other?,
                };
                if mark.is_some_and(|mark| mark != ring.fingerprint()) {
                    return Err(StartError::WrongKeys(path.clone()).into());
                }
                say!(out, "{}: ok", path.display());
            }
        }
        Ok(())
    }
}

/// The fingerprint of the key file the database was served with.
fn served_with(database: &DbUrl) -> Result<Option<String>, Failure> {
    upkeep::key_mark(database).map_err(|cause| match cause {
        StoreError::Connect(cause) => Failure::Other(format!(
            "nobody can tell whether {database} was served with a key file already: {cause}; start the database, or \
             correct database_url, and begin again"
        )),
        other => other.into(),
    })
}

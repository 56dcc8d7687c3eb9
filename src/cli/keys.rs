//! `keys`: the file without which nothing sealed can be read.

use clap::Subcommand;

use super::{Failure, Out, say};
use crate::config::Settings;
use crate::vault::KeyRing;

#[derive(Debug, Subcommand)]
pub(super) enum Keys {
    /// Make a new key file; an existing one is never overwritten.
    Init,
    /// See whether the key file can be used.
    Check,
}

impl Keys {
    pub(super) fn run(&self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        let path = &settings.config.key_file;
        match self {
            Self::Init => {
                KeyRing::create_file(path)?;
                say!(
                    out,
                    "Đã tạo tệp khóa {0}. Hãy giữ một bản sao tách khỏi cơ sở dữ liệu.\n\
                     The key file {0} was made. Keep a copy of it apart from the database.",
                    path.display()
                );
            }
            Self::Check => {
                KeyRing::load(path)?;
                say!(out, "{}: ok", path.display());
            }
        }
        Ok(())
    }
}

//! Mail into a folder, one `.eml` file each: to be looked at instead of sent.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use super::message::build;
use super::{Mail, MailFault};
use crate::domain::text::EmailAddress;
use crate::durable::Unnamed;

/// A folder that receives every mail.
#[derive(Debug, Clone)]
pub struct Directory {
    folder: PathBuf,
    from: EmailAddress,
}

impl Directory {
    pub(super) fn new(folder: PathBuf, from: EmailAddress) -> Self {
        Self { folder, from }
    }

    pub(super) fn send(&self, mail: &Mail) -> Result<(), MailFault> {
        let raw = build(&self.from, mail)?.formatted();
        let local = mail.message_id.split('@').next().unwrap_or_default();
        // The name says when and nothing of whom; a repeat replaces the same file.
        let name = format!("{}-{local}.eml", mail.date.to_string().replace(':', ""));
        let path = self.folder.join(name);
        let write = || {
            fs::create_dir_all(&self.folder)?;
            let mut mail = Unnamed::beside(&path)?;
            mail.file().write_all(&raw)?;
            mail.name(&path)
        };
        write().map_err(|cause| MailFault::Transient(format!("mail folder: {}", cause.kind())))
    }
}

//! Mail going out: one message, three ways to send it, and what a failure means for the next try.

mod directory;
mod memory;
mod message;
mod receive;
mod render;
mod smtp;

use std::path::PathBuf;

pub use directory::Directory;
pub use memory::Memory;
pub use receive::{Incoming, Received, receive};
pub use render::{Wording, render};
pub use smtp::{Smtp, SmtpSecurity, SmtpSettings, UNKNOWN_RECIPIENT};

use crate::domain::text::{EmailAddress, Words};
use crate::domain::time::Instant;

/// One mail, ready to go.
#[derive(Clone, PartialEq, Eq)]
pub struct Mail {
    /// To whom. The only address in it besides the sender's.
    pub to: EmailAddress,
    /// The subject, one line.
    pub subject: String,
    /// The text.
    pub body: String,
    /// `local@domain`: the same for every try of the same notices, so that a repeat can be recognised.
    pub message_id: String,
    /// The date it bears.
    pub date: Instant,
}

impl std::fmt::Debug for Mail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Mail({})", self.message_id)
    }
}

/// Why a mail did not go out. The text never holds an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailFault {
    /// Try again later; it may even have arrived (a connection lost after the last dot).
    #[error("{0}")]
    Transient(String),
    /// The server will never take it.
    #[error("{0}")]
    Permanent(String),
}

/// Where mail goes.
#[derive(Debug, Clone)]
pub enum Mailer {
    /// A mail server.
    Smtp(Smtp),
    /// A folder of `.eml` files: the demo's way.
    Directory(Directory),
    /// A list in memory, for tests.
    Memory(Memory),
}

impl Mailer {
    /// A mailer that writes files into `folder`.
    pub fn directory(folder: PathBuf, from: EmailAddress) -> Self {
        Self::Directory(Directory::new(folder, from))
    }

    /// Whether the way out is open, without sending anything. Blocks, as sending does.
    ///
    /// # Errors
    /// The cause, down to what the system said.
    pub fn probe(&self) -> Result<(), Words> {
        match self {
            Self::Smtp(smtp) => smtp.probe(),
            Self::Directory(_) | Self::Memory(_) => Ok(()),
        }
    }

    /// Sends one mail. Blocks: call it where that is allowed, and never inside a transaction.
    ///
    /// # Errors
    /// [`MailFault`], which says whether to try again.
    pub fn send(&self, mail: &Mail) -> Result<(), MailFault> {
        match self {
            Self::Smtp(smtp) => smtp.send(mail),
            Self::Directory(directory) => directory.send(mail),
            Self::Memory(memory) => memory.send(mail),
        }
    }
}

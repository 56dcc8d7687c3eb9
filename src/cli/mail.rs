//! `mail`: a mail for trying the way out, and what was given up sent again.

use std::io::Read;

use clap::Subcommand;
use data_encoding::BASE64;

use super::order::Order;
use super::words::{Told, done, faults};
use super::{Failure, Out, clock};
use crate::app::mailer;
use crate::config::{MailTransport, Settings};
use crate::domain::ids::{Ids, SystemIds};
use crate::domain::text::EmailAddress;
use crate::domain::time::Day;
use crate::mail::Mail;
use crate::service::dispatch::message_domain;

#[derive(Debug, Subcommand)]
pub(super) enum MailCommand {
    /// Send one mail to this address by the settings, to see that it arrives. The database is not asked.
    Test {
        /// An address of your own.
        #[arg(value_name = "ADDRESS", value_parser = address)]
        to: EmailAddress,
    },
    /// Take a mail that came back, from standard input: for the alias of the sender's address at the mail server. A bounce is among the mails that
    /// failed then, an answer becomes a note or is answered once; nothing it says is done.
    Receive,
    /// Owe again the mail that was given up; first mend what was wrong, as `check` tells.
    Revive {
        /// Only what was given up on this day or later, such as 2026-11-20.
        #[arg(long, value_name = "DAY", value_parser = super::day)]
        since: Day,
    },
}

fn address(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::parse(text).map_err(|fault| fault.words().beside())
}

const SUBJECT: &str = "Liêm Chính: thư thử / test mail";
const BODY: &str = "Đây là thư thử do người vận hành gửi bằng `liemchinh mail test`. Thư đến nơi thì đường gửi thư đã đúng.\n\n\
    This is a test that the operator sent by `liemchinh mail test`. Since it arrived, mail goes out.\n";

impl MailCommand {
    pub(super) async fn run(self, settings: &Settings, out: &Out) -> Result<(), Failure> {
        match self {
            Self::Test { to } => test(settings, to, out),
            Self::Receive => received(settings)?.give(settings, out).await,
            Self::Revive { since } => Order::ReviveMail { since }.give(settings, out).await,
        }
    }
}

/// The longest mail that is read, in bytes: of a longer one its beginning.
const LONGEST: u64 = 1 << 20;

fn received(settings: &Settings) -> Result<Order, Failure> {
    let mut raw = Vec::new();
    std::io::stdin().lock().take(LONGEST).read_to_end(&mut raw)?;
    Ok(Order::Returned {
        raw: BASE64.encode(&raw),
        domain: message_domain(&settings.config.public_url),
        own: settings.from.as_str().to_owned(),
    })
}

fn test(settings: &Settings, to: EmailAddress, out: &Out) -> Result<(), Failure> {
    let domain = settings.from.as_str().rsplit('@').next().unwrap_or_default();
    let mail = Mail {
        to,
        subject: SUBJECT.to_owned(),
        body: BODY.to_owned(),
        message_id: format!("{}@{domain}", SystemIds.random()),
        date: clock().now(),
    };
    let section = &settings.config.mail;
    let way = match section.transport {
        MailTransport::Smtp => format!("{}:{}", section.smtp.host, section.smtp.port),
        MailTransport::Directory => section.folder.display().to_string(),
    };
    let mailer = mailer(settings)?;
    // First the way alone: where it fails, the cause is said in full, since no recipient can be in it.
    if let Err(cause) = mailer.probe() {
        return Err(Failure::Other(faults::no_way(&way, &cause)));
    }
    mailer.send(&mail).map_err(|fault| Failure::Other(faults::not_sent(&way, &fault)))?;
    match section.transport {
        MailTransport::Smtp => out.both(&done::smtp_took(&way)),
        MailTransport::Directory => out.both(&done::mail_written(&way)),
    }
    Ok(())
}

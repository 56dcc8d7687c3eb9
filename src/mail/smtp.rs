//! Mail to a server: encrypted with its name checked, or in clear to this machine only.

use std::net::IpAddr;
use std::time::Duration;

use lettre::Transport;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::transport::smtp::{PoolConfig, SmtpTransport};
use secrecy::{ExposeSecret, SecretString};

use super::message::build;
use super::{Mail, MailFault};
use crate::domain::text::{EmailAddress, Words};

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpSecurity {
    /// TLS from the first byte (SMTPS).
    Implicit,
    /// STARTTLS, demanded: a server that does not offer it gets nothing.
    StartTls,
    /// None; to a loopback address only.
    Plain,
}

/// Where and how to send.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    /// The server's name, checked against its certificate.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub security: SmtpSecurity,
    /// An authority to trust besides the system's, as PEM.
    pub ca_pem: Option<Vec<u8>>,
    /// Login and password, where the server asks.
    pub credentials: Option<(String, SecretString)>,
    /// The sender.
    pub from: EmailAddress,
}

/// A mail server.
#[derive(Clone)]
pub struct Smtp {
    transport: SmtpTransport,
    from: EmailAddress,
}

impl std::fmt::Debug for Smtp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Smtp(..)")
    }
}

/// Nothing came back in time.
fn silent() -> Words {
    Words::new("máy chủ không trả lời", "it does not answer")
}

impl Smtp {
    /// Prepares to send; nothing is connected yet.
    ///
    /// # Errors
    /// A sentence about the setting that is wrong.
    pub fn new(settings: &SmtpSettings) -> Result<Self, Words> {
        let mut parameters = TlsParameters::builder(settings.host.clone());
        if let Some(pem) = &settings.ca_pem {
            let ca = Certificate::from_pem(pem).map_err(|_| {
                Words::new(
                    "mail.smtp.ca_file không phải chứng thư PEM",
                    "mail.smtp.ca_file is not a PEM certificate",
                )
            })?;
            parameters = parameters.add_root_certificate(ca);
        }
        let parameters = || {
            parameters.build().map_err(|_| {
                Words::new(
                    "thiết lập TLS cho thư không dùng được",
                    "the TLS settings for mail cannot be used",
                )
            })
        };
        let tls = match settings.security {
            SmtpSecurity::Implicit => Tls::Wrapper(parameters()?),
            SmtpSecurity::StartTls => Tls::Required(parameters()?),
            SmtpSecurity::Plain if is_loopback(&settings.host) => Tls::None,
            SmtpSecurity::Plain => {
                return Err(Words::new(
                    "thư không mã hóa chỉ gửi được qua địa chỉ của chính máy này; hãy dùng starttls hoặc implicit",
                    "mail in clear goes to a loopback address only; use starttls or implicit",
                ));
            }
        };
        let mut builder = SmtpTransport::builder_dangerous(&settings.host)
            .port(settings.port)
            .tls(tls)
            .timeout(Some(Duration::from_secs(20)))
            .pool_config(PoolConfig::new().max_size(2).min_idle(0));
        if let Some((login, password)) = &settings.credentials {
            builder = builder
                .credentials(Credentials::new(login.clone(), password.expose_secret().to_owned()));
        }
        Ok(Self { transport: builder.build(), from: settings.from.clone() })
    }

    /// Connects, secures the connection and signs in, and sends nothing.
    ///
    /// # Errors
    /// The cause, down to what the system said. No mail is under way, so it names no recipient.
    pub fn probe(&self) -> Result<(), Words> {
        match self.transport.test_connection() {
            Ok(true) => Ok(()),
            Ok(false) => {
                Err(Words::new("máy chủ không trả lời lệnh NOOP", "it did not answer NOOP"))
            }
            Err(error) if error.is_timeout() => Err(silent()),
            Err(error) => {
                let mut told = error.to_string();
                let mut cause = std::error::Error::source(&error);
                while let Some(inner) = cause {
                    let more = inner.to_string();
                    if !told.contains(&more) {
                        told = format!("{told}: {more}");
                    }
                    cause = inner.source();
                }
                // How the system says that nothing came in time.
                if told.contains("(os error 11)") {
                    return Err(silent());
                }
                let words = ["InvalidContentType", "STARTTLS"];
                if error.is_tls() || words.iter().any(|word| told.contains(word)) {
                    return Err(Words::new(
                        format!(
                            "{told}; hãy xem mail.smtp.security: starttls thường ở cổng 587, implicit ở cổng 465"
                        ),
                        format!(
                            "{told}; look at mail.smtp.security: starttls is mostly at port 587, implicit at 465"
                        ),
                    ));
                }
                Err(Words::foreign(told))
            }
        }
    }

    pub(super) fn send(&self, mail: &Mail) -> Result<(), MailFault> {
        let message = build(&self.from, mail)?;
        self.transport.send(&message).map(|_| ()).map_err(|error| judge(&error))
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// The enhanced codes (RFC 3463, 7505) of a mailbox or a domain of the recipient that is not there.
const NO_SUCH_RECIPIENT: [&str; 6] = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

/// How the reason of a mail begins whose recipient its server does not know.
pub const UNKNOWN_RECIPIENT: &str = "the mail server does not know the recipient";

/// Whether the server says so. A bare number does not: 550 also means that it will not relay for us.
fn is_about_recipient(error: &SmtpError) -> bool {
    let said = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    said.split_whitespace().next().is_some_and(|code| NO_SUCH_RECIPIENT.contains(&code))
}

/// Only a recipient that the server does not have is final. Everything else (a login, a relay or a
/// sender that is refused, a list we stand on, a server in trouble) is ours or theirs to mend, and
/// until then the mail waits: nobody would send it again. The server's own words may hold an address,
/// so only the number is kept.
fn judge(error: &SmtpError) -> MailFault {
    let code = error.status().map(u16::from);
    match code {
        Some(code) if error.is_permanent() && is_about_recipient(error) => {
            MailFault::Permanent(format!("{UNKNOWN_RECIPIENT} ({code})"))
        }
        Some(code @ (530 | 534 | 535 | 538)) => {
            MailFault::Transient(format!("the mail server refused the login ({code})"))
        }
        Some(code) if error.is_permanent() => {
            MailFault::Transient(format!("the mail server refused the mail ({code})"))
        }
        Some(code) => MailFault::Transient(format!("the mail server asks to come back ({code})")),
        None if error.is_timeout() => MailFault::Transient("the mail server timed out".to_owned()),
        None if error.is_tls() => MailFault::Transient("no TLS with the mail server".to_owned()),
        None => MailFault::Transient("the connection to the mail server broke".to_owned()),
    }
}

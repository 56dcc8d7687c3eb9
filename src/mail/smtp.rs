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
use crate::domain::text::EmailAddress;

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

impl Smtp {
    /// Prepares to send; nothing is connected yet.
    ///
    /// # Errors
    /// A sentence about the setting that is wrong.
    pub fn new(settings: &SmtpSettings) -> Result<Self, String> {
        let mut parameters = TlsParameters::builder(settings.host.clone());
        if let Some(pem) = &settings.ca_pem {
            let ca = Certificate::from_pem(pem)
                .map_err(|_| "mail.smtp.ca_file is not a PEM certificate".to_owned())?;
            parameters = parameters.add_root_certificate(ca);
        }
        let parameters = || {
            parameters.build().map_err(|_| "the TLS settings for mail cannot be used".to_owned())
        };
        let tls = match settings.security {
            SmtpSecurity::Implicit => Tls::Wrapper(parameters()?),
            SmtpSecurity::StartTls => Tls::Required(parameters()?),
            SmtpSecurity::Plain if is_loopback(&settings.host) => Tls::None,
            SmtpSecurity::Plain => {
                return Err(
                    "mail in clear goes to a loopback address only; use starttls or implicit"
                        .to_owned(),
                );
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

    pub(super) fn send(&self, mail: &Mail) -> Result<(), MailFault> {
        let message = build(&self.from, mail)?;
        self.transport.send(&message).map(|_| ()).map_err(|error| judge(&error))
    }
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// 5xx about this message is final. What concerns the login or the server as a whole (530, 535,
/// 421 …) is ours or theirs to mend, and until then the mail waits. The server's own words may
/// hold an address, so only the number is kept.
fn judge(error: &SmtpError) -> MailFault {
    let code = error.status().map(u16::from);
    match code {
        Some(code @ (530 | 534 | 535 | 538)) => {
            MailFault::Transient(format!("the mail server refused the login ({code})"))
        }
        Some(code) if error.is_permanent() => {
            MailFault::Permanent(format!("the mail server refused the mail ({code})"))
        }
        Some(code) => MailFault::Transient(format!("the mail server asks to come back ({code})")),
        None if error.is_timeout() => MailFault::Transient("the mail server timed out".to_owned()),
        None if error.is_tls() => MailFault::Transient("no TLS with the mail server".to_owned()),
        None => MailFault::Transient("the connection to the mail server broke".to_owned()),
    }
}
